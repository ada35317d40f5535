//! What was asked: the parts of a request body that the script looks at, and whether it is legal.
//!
//! The rules are those of the API that a client can break by mistake: roles, empty text, tool calls
//! without results, results without calls, thinking that was changed. The demo enforces them so
//! that a client that works here keeps a history the real server accepts.

use std::borrow::Cow;

use serde_json::{Value, json};

/// A request that may be answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// Echoed in the answer.
    pub(super) model: String,
    /// Output limit in tokens.
    pub(super) max_tokens: usize,
    pub(super) stream: bool,
    /// Text of the last message, its text blocks joined.
    pub(super) text: String,
    /// Results at the start of the last message, in order.
    pub(super) results: Vec<Returned>,
    /// Names of the tools that are offered.
    pub(super) tools: Vec<String>,
    /// How many messages of the person hold text, this one included.
    pub(super) n_prompts: usize,
    /// Size of the messages before the last one, in bytes of JSON.
    pub(super) earlier_bytes: usize,
    /// Size of everything else, in bytes of JSON.
    pub(super) fresh_bytes: usize,
    /// Did the client ask for caching?
    pub(super) cached: bool,
}

/// A tool result that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned {
    /// Which tool it was, from the call that it answers.
    pub(super) name: String,
    pub(super) content: String,
    pub(super) is_error: bool,
}

impl Asked {
    /// Reads and checks a body; the error is the message of a 400.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let json: Value = serde_json::from_slice(body)
            .map_err(|error| format!("The request body is not valid JSON: {error}"))?;
        let model = required(&json, "model")?.as_str();
        let model = model.ok_or("model: Input should be a valid string")?;
        let max_tokens = required(&json, "max_tokens")?.as_u64();
        let max_tokens = max_tokens
            .filter(|n| *n > 0)
            .ok_or("max_tokens: Input should be greater than 0")?;
        let messages = required(&json, "messages")?.as_array();
        let messages = messages.ok_or("messages: Input should be a valid list")?;
        let (last, earlier) = messages
            .split_last()
            .ok_or("messages: at least one message is required")?;
        check_history(messages)?;

        let calls = earlier.last().map(calls_of).unwrap_or_default();
        let results = blocks(last).into_iter().filter_map(|block| {
            let id = field(&block, "tool_use_id");
            let (_, name) = calls.iter().find(|(call, _)| *call == id)?;
            Some(Returned {
                name: name.clone(),
                // Its content is a string or text blocks, like that of a message.
                content: text_of(&block),
                is_error: block.get("is_error").and_then(Value::as_bool) == Some(true),
            })
        });
        let earlier_bytes = earlier
            .iter()
            .map(|message| message.to_string().len())
            .sum();
        let n_prompts = messages
            .iter()
            .filter(|message| field(message, "role") == "user" && !text_of(message).is_empty())
            .count();
        Ok(Self {
            model: model.to_owned(),
            max_tokens: usize::try_from(max_tokens).unwrap_or(usize::MAX),
            stream: json.get("stream").and_then(Value::as_bool) == Some(true),
            // A prompt that was stopped before it was answered stands before the present one.
            text: blocks(last)
                .iter()
                .rfind(|block| field(block, "type") == "text")
                .map(|block| field(block, "text").to_owned())
                .unwrap_or_default(),
            results: results.collect(),
            tools: tool_names(&json),
            n_prompts,
            earlier_bytes,
            fresh_bytes: body.len().saturating_sub(earlier_bytes),
            cached: json.get("cache_control").is_some(),
        })
    }

    /// Is a tool of this name offered?
    pub(super) fn offers(&self, tool: &str) -> bool {
        self.tools.iter().any(|name| name == tool)
    }
}

/// The signature of a thinking block: changes with every character of `thinking`.
pub(super) fn signature(thinking: &str) -> String {
    // FNV-1a: enough to notice a change, and the same in every build.
    let hash = thinking
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let rest = hash.rotate_left(29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{SIGNATURE_MARK}{hash:016x}{rest:016x}==")
}

/// Begins every signature of the demo; those of other servers are not judged.
const SIGNATURE_MARK: &str = "causerieDemo/";

fn check_history(messages: &[Value]) -> Result<(), String> {
    let mut open: Vec<(String, String)> = Vec::new();
    for (idx, message) in messages.iter().enumerate() {
        match field(message, "role") {
            "user" => check_user(idx, message, &open)?,
            "assistant" if idx == 0 => {
                return Err("messages: first message must use the \"user\" role".to_owned());
            }
            "assistant" if !open.is_empty() => return Err(unanswered(idx, &open)),
            "assistant" => check_assistant(idx, message)?,
            role => return Err(format!("messages.{idx}.role: {role:?} is not a known role")),
        }
        open = calls_of(message);
    }
    if messages.last().map(|message| field(message, "role")) != Some("user") {
        return Err("This model does not support assistant message prefill. The conversation must end with a user message.".to_owned());
    }
    Ok(())
}

/// A user message begins with a result for every open call, and has nothing empty.
fn check_user(idx: usize, message: &Value, open: &[(String, String)]) -> Result<(), String> {
    let mut missing = open.to_vec();
    let mut text_seen = false;
    for block in check_blocks(idx, message)? {
        if field(&block, "type") != "tool_result" {
            text_seen = true;
            continue;
        }
        let id = field(&block, "tool_use_id");
        if text_seen {
            return Err(format!(
                "messages.{idx}: tool_result blocks must come first"
            ));
        }
        let Some(at) = missing.iter().position(|(call, _)| call == id) else {
            return Err(format!(
                "messages.{idx}: unexpected `tool_use_id` found in `tool_result` blocks: {id}"
            ));
        };
        missing.remove(at);
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(unanswered(idx, &missing))
    }
}

fn check_assistant(idx: usize, message: &Value) -> Result<(), String> {
    for (at, block) in check_blocks(idx, message)?.iter().enumerate() {
        if field(block, "type") != "thinking" {
            continue;
        }
        let given = field(block, "signature");
        let is_ours = given.starts_with(SIGNATURE_MARK);
        if is_ours && given != signature(field(block, "thinking")) {
            return Err(format!(
                "messages.{idx}.content.{at}: Invalid `signature` in `thinking` block"
            ));
        }
    }
    Ok(())
}

fn check_blocks(idx: usize, message: &Value) -> Result<Vec<Cow<'_, Value>>, String> {
    let blocks = blocks(message);
    if blocks.is_empty() {
        return Err(format!(
            "messages.{idx}: all messages must have non-empty content"
        ));
    }
    for (at, block) in blocks.iter().enumerate() {
        if field(block, "type").is_empty() {
            return Err(format!("messages.{idx}.content.{at}.type: Field required"));
        }
        if field(block, "type") == "text" && field(block, "text").trim().is_empty() {
            return Err(format!(
                "messages.{idx}: text content blocks must be non-empty"
            ));
        }
    }
    Ok(blocks)
}

fn unanswered(idx: usize, missing: &[(String, String)]) -> String {
    let ids: Vec<&str> = missing.iter().map(|(id, _)| id.as_str()).collect();
    format!(
        "messages.{idx}: `tool_use` ids were found without `tool_result` blocks immediately after: {}",
        ids.join(", ")
    )
}

/// Id and name of every tool use of a message.
fn calls_of(message: &Value) -> Vec<(String, String)> {
    let blocks = blocks(message);
    let calls = blocks
        .iter()
        .filter(|block| field(block, "type") == "tool_use");
    calls
        .map(|block| {
            (
                field(block, "id").to_owned(),
                field(block, "name").to_owned(),
            )
        })
        .collect()
}

/// The blocks of a message; a plain string is one text block.
fn blocks(message: &Value) -> Vec<Cow<'_, Value>> {
    match message.get("content") {
        Some(Value::String(text)) => vec![Cow::Owned(json!({"type": "text", "text": text}))],
        Some(Value::Array(blocks)) => blocks.iter().map(Cow::Borrowed).collect(),
        _ => Vec::new(),
    }
}

fn text_of(message: &Value) -> String {
    let blocks = blocks(message);
    let texts = blocks.iter().filter(|block| field(block, "type") == "text");
    texts
        .map(|block| field(block, "text"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn tool_names(json: &Value) -> Vec<String> {
    let tools = json.get("tools").and_then(Value::as_array);
    let names = tools.into_iter().flatten().map(|tool| field(tool, "name"));
    names.map(str::to_owned).collect()
}

fn required<'a>(json: &'a Value, name: &str) -> Result<&'a Value, String> {
    json.get(name)
        .ok_or_else(|| format!("{name}: Field required"))
}

fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(messages: Value) -> Result<Asked, String> {
        let body = json!({"model": "m", "max_tokens": 100, "messages": messages});
        Asked::read(body.to_string().as_bytes())
    }

    fn check_refused(messages: Value, expect: &str) {
        let error = read(messages).unwrap_err();
        assert!(error.contains(expect), "{error}");
    }

    fn call(id: &str) -> Value {
        json!({"type": "tool_use", "id": id, "name": "search_orders", "input": {}})
    }

    fn result(id: &str) -> Value {
        json!({"type": "tool_result", "tool_use_id": id, "content": "found"})
    }

    #[test]
    fn a_prompt_is_read_from_a_string_and_from_blocks() {
        let plain = read(json!([{"role": "user", "content": "Hi"}])).unwrap();
        let block = json!([{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]);
        assert_eq!(plain.text, "Hi");
        assert_eq!(read(block).unwrap().text, "Hi");
        assert_eq!(plain.n_prompts, 1);
    }

    #[test]
    fn results_are_read_with_the_name_of_their_call() {
        let asked = read(json!([
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": [call("a")]},
            {"role": "user", "content": [result("a")]},
        ]))
        .unwrap();
        let expect = Returned {
            name: "search_orders".to_owned(),
            content: "found".to_owned(),
            is_error: false,
        };
        assert_eq!(asked.results, [expect]);
        assert_eq!((asked.text.as_str(), asked.n_prompts), ("", 1));
    }

    #[test]
    fn an_illegal_history_is_refused() {
        let user = json!({"role": "user", "content": "Hi"});
        let calling = json!({"role": "assistant", "content": [call("a"), call("b")]});
        check_refused(json!([]), "at least one message");
        check_refused(
            json!([{"role": "assistant", "content": "x"}]),
            "first message",
        );
        check_refused(
            json!([user, {"role": "assistant", "content": "x"}]),
            "prefill",
        );
        check_refused(json!([{"role": "user", "content": " "}]), "non-empty");
        check_refused(json!([{"role": "user", "content": []}]), "non-empty");
        check_refused(json!([{"role": "wizard", "content": "x"}]), "wizard");
        check_refused(json!([user, calling, user]), "without `tool_result` blocks");
        check_refused(
            json!([user, calling, {"role": "user", "content": [result("a")]}]),
            "immediately after: b",
        );
        check_refused(
            json!([{"role": "user", "content": [result("a")]}]),
            "unexpected `tool_use_id`",
        );
        let late = json!([{"type": "text", "text": "and"}, result("a"), result("b")]);
        check_refused(
            json!([user, calling, {"role": "user", "content": late}]),
            "must come first",
        );
    }

    #[test]
    fn changed_thinking_is_refused_and_foreign_thinking_is_let_through() {
        let with = |thinking: &str, signature: &str| {
            json!([
                {"role": "user", "content": "Hi"},
                {"role": "assistant", "content": [
                    {"type": "thinking", "thinking": thinking, "signature": signature},
                    {"type": "text", "text": "Hello"},
                ]},
                {"role": "user", "content": "And?"},
            ])
        };
        assert!(read(with("Hm.", &signature("Hm."))).is_ok());
        assert!(read(with("Hm.", "from another server")).is_ok());
        check_refused(with("Hm!", &signature("Hm.")), "Invalid `signature`");
    }

    #[test]
    fn a_body_that_is_no_request_is_refused() {
        for body in [
            "",
            "{",
            "[]",
            "{\"model\":1}",
            "{\"model\":\"m\",\"max_tokens\":0}",
        ] {
            assert!(Asked::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
