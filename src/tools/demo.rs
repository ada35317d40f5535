//! The two tools of the demo: a simulated shop in which one can look up an order and its parcel.
//!
//! Nothing leaves this program. They take about as long as a call to a real service, and one
//! longer than the other, so that one sees them run at the same time.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Emit, Tool};
use crate::api::raw::RawJson;
use crate::api::request::ToolSpec;
use crate::conversation::entry::Outcome;

/// How long a search takes, in two steps.
const SEARCH_STEP: Duration = Duration::from_millis(200);

/// How long the carrier takes, in two steps.
const CARRIER_STEP: Duration = Duration::from_millis(400);

/// Both tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool {
            spec: ToolSpec {
                name: "search_orders".to_owned(),
                description: "Searches the orders of the simulated shop. Takes an order number \
                    such as ORD-12345, or a word that occurs in the name of an item. Returns up to \
                    three orders."
                    .to_owned(),
                input_schema: schema("query", "An order number, or part of the name of an item"),
            },
            run: |input, emit| Box::pin(search_orders(input, emit)),
        },
        Tool {
            spec: ToolSpec {
                name: "get_shipping_status".to_owned(),
                description: "Asks the simulated carrier where the parcel of an order is and when \
                    it will arrive."
                    .to_owned(),
                input_schema: schema("order_id", "An order number such as ORD-12345"),
            },
            run: |input, emit| Box::pin(get_shipping_status(input, emit)),
        },
    ]
}

async fn search_orders(input: &RawJson, emit: &mut Emit<'_>) -> (Outcome, String) {
    let query = match member(input, "query") {
        Ok(query) => query,
        Err(message) => return (Outcome::Failed, message),
    };
    emit(format!("searching {} orders for {query:?}\n", ORDERS.len()));
    sleep(SEARCH_STEP).await;
    let needle = normal(&query);
    let found: Vec<&Order> = ORDERS
        .iter()
        .filter(|order| order.matches(&needle))
        .collect();
    emit(format!("{} found\n", found.len()));
    sleep(SEARCH_STEP).await;
    let orders: Vec<Value> = found.into_iter().map(Order::to_json).collect();
    (Outcome::Done, pretty(&json!({"orders": orders})))
}

async fn get_shipping_status(input: &RawJson, emit: &mut Emit<'_>) -> (Outcome, String) {
    let order_id = match member(input, "order_id") {
        Ok(order_id) => order_id,
        Err(message) => return (Outcome::Failed, message),
    };
    let id = normal(&order_id);
    let Some(order) = ORDERS.iter().find(|order| normal(order.id) == id) else {
        sleep(SEARCH_STEP).await;
        let content = pretty(&json!({"status": "unknown", "order_id": order_id}));
        return (Outcome::Done, content);
    };
    emit(format!("asking {}\n", order.carrier));
    sleep(CARRIER_STEP).await;
    emit(format!(
        "{} events for {}\n",
        order.history.len(),
        order.tracking
    ));
    sleep(CARRIER_STEP).await;
    (Outcome::Done, pretty(&order.shipping_json()))
}

/// One simulated order with its parcel.
struct Order {
    id: &'static str,
    items: &'static [&'static str],
    total: &'static str,
    carrier: &'static str,
    tracking: &'static str,
    status: &'static str,
    location: &'static str,
    arrives: &'static str,
    /// Day and event, oldest first.
    history: &'static [(&'static str, &'static str)],
}

/// Days are named and not dated, because this module reads no clock.
const ORDERS: [Order; 3] = [
    Order {
        id: "ORD-12345",
        items: &["Mechanical keyboard, quiet switches", "Wrist rest, walnut"],
        total: "148.90 EUR",
        carrier: "Blue Heron Parcels",
        tracking: "BH 4471 0093 2",
        status: "in transit",
        location: "sorting center in Kassel",
        arrives: "on Thursday, between 10:00 and 12:00",
        history: &[
            ("Monday", "order placed and paid"),
            ("Tuesday", "packed and handed to the carrier"),
            ("Wednesday", "arrived at the sorting center in Kassel"),
        ],
    },
    Order {
        id: "ORD-12346",
        items: &["Reading lamp, brass"],
        total: "64.00 EUR",
        carrier: "Blue Heron Parcels",
        tracking: "BH 4471 0101 8",
        status: "delivered",
        location: "with your neighbor on the ground floor",
        arrives: "last Friday, when it was left with your neighbor",
        history: &[
            ("Wednesday", "order placed and paid"),
            ("Thursday", "packed and handed to the carrier"),
            ("Friday", "delivered to a neighbor"),
        ],
    },
    Order {
        id: "ORD-20001",
        items: &["Notebook, dotted, 漢字 edition", "Ink, green, 50 ml"],
        total: "31.50 EUR",
        carrier: "Snail & Sons",
        tracking: "SNL-88-17",
        status: "delayed at customs",
        location: "customs office at the airport",
        arrives: "within ten days, once customs has let it go",
        history: &[
            ("Friday", "order placed and paid"),
            ("Saturday", "left the country of origin"),
            ("Tuesday", "held at customs: one paper is missing"),
        ],
    },
];

impl Order {
    fn matches(&self, needle: &str) -> bool {
        let mut texts = std::iter::once(&self.id).chain(self.items);
        !needle.is_empty() && texts.any(|text| normal(text).contains(needle))
    }

    fn to_json(&self) -> Value {
        json!({"order_id": self.id, "items": self.items, "total": self.total, "status": self.status})
    }

    fn shipping_json(&self) -> Value {
        let history = self.history.iter();
        let history: Vec<Value> = history
            .map(|(day, event)| json!({"day": day, "event": event}))
            .collect();
        json!({
            "order_id": self.id, "status": self.status, "carrier": self.carrier,
            "tracking_number": self.tracking, "location": self.location,
            "estimated_delivery": self.arrives, "history": history,
        })
    }
}

/// The text member `name` of an input.
fn member(input: &RawJson, name: &str) -> Result<String, String> {
    let input = input.to_value();
    match input.get(name).and_then(Value::as_str).map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.chars().take(200).collect()),
        _ => Err(format!(
            "The input must be an object with a text called {name:?}."
        )),
    }
}

/// The form in which texts are compared.
fn normal(text: &str) -> String {
    text.trim_start_matches('#').to_lowercase()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn schema(name: &str, description: &str) -> RawJson {
    RawJson::of(&json!({
        "type": "object",
        "properties": {name: {"type": "string", "description": description}},
        "required": [name],
    }))
}
