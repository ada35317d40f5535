//! The order question: two tools asked at once, then an answer made from what they returned.

use serde_json::{Value, json};

use super::{Answer, Block, Finish, Tempo, say};
use crate::demo::request::{Asked, Returned};

/// The order that is looked up when the prompt names none.
const DEFAULT_ORDER: &str = "ORD-12345";

/// Does the prompt, in lower case, ask for an order?
pub(super) fn is_meant(prompt: &str) -> bool {
    super::has_word(
        prompt,
        &["order", "orders", "ord", "delivery", "parcel", "package"],
    )
}

/// The first round: thinks and calls both tools.
pub(super) fn look_up(asked: &Asked) -> Answer {
    let order = order_id(&asked.text);
    if !asked.offers("search_orders") || !asked.offers("get_shipping_status") {
        return say(
            "I would look the order up, but this request offers me no tools.",
            "I would look that up with two tools, `search_orders` and `get_shipping_status`, but \
             this request offers none. In the full screen it does: ask me there.",
        );
    }
    let thinking = format!(
        "They want to know two things about order {order}: where it is and when it arrives. The \
         order itself tells what was bought and who carries it; the shipping status tells where it \
         is now. Neither needs the other, so I can ask for both at once."
    );
    Answer {
        blocks: vec![
            Block::Thinking(thinking),
            Block::Text(format!(
                "I will look up order **{order}** and its shipping status."
            )),
            Block::ToolUse {
                name: "search_orders",
                input: json!({"query": order}),
            },
            Block::ToolUse {
                name: "get_shipping_status",
                input: json!({"order_id": order}),
            },
        ],
        finish: Finish::Complete,
        tempo: Tempo::Usual,
    }
}

/// The second round: puts the results into words.
pub(super) fn report(results: &[Returned]) -> Answer {
    let find = |name: &str| results.iter().find(|result| result.name == name);
    let order = find("search_orders").and_then(first_order);
    let shipping = find("get_shipping_status").and_then(object);
    if let Some(failed) = results.iter().find(|result| result.is_error) {
        return say(
            "One of the lookups did not work. I will say what I know and what I do not.",
            &format!(
                "I could not find everything out: `{}` answered\n\n> {}\n\nAsk again to try once \
                 more.",
                failed.name,
                first_line(&failed.content)
            ),
        );
    }
    let thinking = "Both results are here. First the short answer, then the details, then where \
        the parcel has been.";
    match (order, shipping) {
        (Some(order), Some(shipping)) => say(thinking, &arrival(&order, &shipping)),
        (None, Some(_) | None) if find("search_orders").is_some() => say(
            "The search found nothing under that number.",
            "I found no such order. The simulated shop knows `#ORD-12345`, `#ORD-12346` and \
             `#ORD-20001`.",
        ),
        _ => say(
            "These are not the results I asked for.",
            "Thank you for the results. They belong to nothing that this script has asked for, so \
             there is nothing more to say.",
        ),
    }
}

fn arrival(order: &Value, shipping: &Value) -> String {
    let of = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.unwrap_or("unknown").to_owned()
    };
    let list = |value: &Value, name: &str| {
        let items = value.get(name).and_then(Value::as_array);
        items.cloned().unwrap_or_default()
    };
    let mut text = format!(
        "Your order **#{}** is {} and should arrive **{}**.\n\n| Order | #{} |\n|---|---|\n",
        of(order, "order_id"),
        of(shipping, "status"),
        of(shipping, "estimated_delivery"),
        of(order, "order_id"),
    );
    let items = list(order, "items");
    let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    for (name, value) in [
        ("Items", items.join(", ")),
        ("Total", of(order, "total")),
        ("Carrier", of(shipping, "carrier")),
        (
            "Tracking number",
            format!("`{}`", of(shipping, "tracking_number")),
        ),
        ("Now at", of(shipping, "location")),
    ] {
        text.push_str(&format!("| {name} | {value} |\n"));
    }
    text.push_str("\nWhere it has been:\n\n");
    for event in list(shipping, "history") {
        text.push_str(&format!(
            "1. {}: {}\n",
            of(&event, "day"),
            of(&event, "event")
        ));
    }
    text.push_str(
        "\nThe shop and the parcel are simulated; the two tools that found them ran in \
        this program, at the same time.",
    );
    text
}

fn object(result: &Returned) -> Option<Value> {
    let value: Value = serde_json::from_str(&result.content).ok()?;
    value.is_object().then_some(value)
}

fn first_order(result: &Returned) -> Option<Value> {
    object(result)?.get("orders")?.get(0).cloned()
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(200).collect()
}

/// The order number in a prompt, in its usual spelling.
fn order_id(prompt: &str) -> String {
    let words = prompt.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let mut ids = words.map(str::to_ascii_uppercase).filter(|word| {
        let digits = word.strip_prefix("ORD-").unwrap_or_default();
        !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|b| b.is_ascii_digit())
    });
    ids.next().unwrap_or_else(|| DEFAULT_ORDER.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_number_is_found_in_any_spelling() {
        assert_eq!(order_id("Where is my order #ORD-20001?"), "ORD-20001");
        assert_eq!(order_id("ord-7, please"), "ORD-7");
        assert_eq!(order_id("where is my order?"), DEFAULT_ORDER);
    }
}
