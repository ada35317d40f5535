//! From the data of one SSE frame to an event.

use serde::Deserialize;

use super::{BlockDelta, MessageStart, StreamEvent};
use crate::api::error::ApiError;
use crate::api::raw::{RawJson, RawObject};
use crate::api::sse::SseFrame;
use crate::api::usage::{Stop, UsageUpdate};

/// The deltas that make up nearly all of a stream, in the shape that needs no copy but the text's.
#[derive(Deserialize)]
struct CommonEvent<'a> {
    r#type: &'a str,
    index: u32,
    #[serde(borrow)]
    delta: CommonDelta<'a>,
}

#[derive(Deserialize)]
struct CommonDelta<'a> {
    r#type: &'a str,
    text: Option<String>,
    thinking: Option<String>,
    partial_json: Option<String>,
}

pub(super) fn frame(frame: &SseFrame) -> Option<StreamEvent> {
    let data = frame.data.trim();
    if data.is_empty() || data == "[DONE]" {
        return None;
    }
    let event = common(data).or_else(|| any(frame.event.as_deref(), data));
    Some(event.unwrap_or_else(|| unknown(frame.event.as_deref(), data)))
}

/// The fast path; `None` sends the data down the thorough one, which must give the same event.
fn common(data: &str) -> Option<StreamEvent> {
    // A cheap look saves a second parse of everything else; the order of members is free.
    if !data
        .get(..40)
        .unwrap_or(data)
        .contains("content_block_delta")
    {
        return None;
    }
    let event: CommonEvent<'_> = serde_json::from_str(data).ok()?;
    let delta = event.delta;
    let delta = match (event.r#type, delta.r#type) {
        ("content_block_delta", "text_delta") => BlockDelta::Text(delta.text?),
        ("content_block_delta", "thinking_delta") => BlockDelta::Thinking(delta.thinking?),
        ("content_block_delta", "input_json_delta") => BlockDelta::InputJson(delta.partial_json?),
        _ => return None,
    };
    let index = event.index;
    Some(StreamEvent::BlockDelta { index, delta })
}

/// Any event that is an object; `None` if it lacks what its kind cannot be without.
fn any(event: Option<&str>, data: &str) -> Option<StreamEvent> {
    let Ok(object) = serde_json::from_str::<RawObject>(data) else {
        let is_error = event == Some("error");
        return is_error.then(|| StreamEvent::Error(ApiError::from_event(data)));
    };
    let by_type = object.read::<String>("type");
    let name = [by_type.as_deref(), event]
        .into_iter()
        .flatten()
        .find(|name| KNOWN.contains(name));
    Some(match name {
        Some("message_start") => {
            // Without the wrapper the event itself is read as the message.
            let message = object.get("message").and_then(RawObject::from_json);
            StreamEvent::MessageStart(MessageStart::read(message.as_ref().unwrap_or(&object)))
        }
        Some("content_block_start") => StreamEvent::BlockStart {
            index: index(&object)?,
            block: object.get("content_block")?.clone(),
        },
        Some("content_block_delta") => StreamEvent::BlockDelta {
            index: index(&object)?,
            delta: delta(object.get("delta")?),
        },
        Some("content_block_stop") => StreamEvent::BlockStop {
            index: index(&object)?,
        },
        Some("message_delta") => {
            let delta = object.get("delta").and_then(RawObject::from_json);
            let usage = object.get("usage").map(UsageUpdate::read);
            StreamEvent::MessageDelta {
                stop: delta.as_ref().map(Stop::read).unwrap_or_default(),
                usage: usage.unwrap_or_default(),
            }
        }
        Some("message_stop") => StreamEvent::MessageStop,
        Some("ping") => StreamEvent::Ping,
        Some("error") => StreamEvent::Error(ApiError::from_event(data)),
        _ if is_error(&object) => StreamEvent::Error(ApiError::from_event(data)),
        _ => return None,
    })
}

const KNOWN: [&str; 8] = [
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "ping",
    "error",
];

/// Errors of gateways that name neither the event nor its type.
fn is_error(object: &RawObject) -> bool {
    object.get("error").is_some_and(|error| !error.is_null())
        || object.read::<String>("object").as_deref() == Some("error")
}

/// A server that leaves zeros out means zero.
fn index(object: &RawObject) -> Option<u32> {
    object.get("index").map_or(Some(0), RawJson::to)
}

fn delta(raw: &RawJson) -> BlockDelta {
    let Some(object) = RawObject::from_json(raw) else {
        return BlockDelta::Unknown(raw.clone());
    };
    let text = |name| object.read::<String>(name).unwrap_or_default();
    match text("type").as_str() {
        "text_delta" => BlockDelta::Text(text("text")),
        "thinking_delta" => BlockDelta::Thinking(text("thinking")),
        "signature_delta" => BlockDelta::Signature(text("signature")),
        "input_json_delta" => BlockDelta::InputJson(text("partial_json")),
        "citations_delta" => match object.get("citation") {
            Some(citation) => BlockDelta::Citation(citation.clone()),
            None => BlockDelta::Unknown(raw.clone()),
        },
        "compaction_delta" => BlockDelta::Compaction(raw.clone()),
        _ => BlockDelta::Unknown(raw.clone()),
    }
}

/// What is no event to us: one that may be new, or one that is broken.
///
/// A ping says nothing, so nothing is lost with it. Without any name only what begins as an object
/// was meant as an event.
fn unknown(event: Option<&str>, data: &str) -> StreamEvent {
    let object = serde_json::from_str::<RawObject>(data).ok();
    let is_object = object.is_some();
    let by_type = object.and_then(|object| object.read::<String>("type"));
    let name = by_type.or_else(|| event.map(str::to_owned));
    let is_broken = match name.as_deref() {
        Some(name) => name != "ping" && KNOWN.contains(&name),
        None => !is_object && data.starts_with('{'),
    };
    let name = name.unwrap_or_default();
    let data = data.to_owned();
    match is_broken {
        true => StreamEvent::Unreadable { name, data },
        false => StreamEvent::Unknown { name, data },
    }
}
