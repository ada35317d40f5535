//! *Replies* are scripted streams: the events of an answer, as the decoder would hand them on.

use causerie::api::event::{BlockDelta, MessageStart, StreamEvent};
use causerie::api::raw::RawJson;
use causerie::api::usage::{Stop, StopReason, UsageUpdate};
use serde_json::{Value, json};

/// The start of a message.
pub fn start() -> StreamEvent {
    StreamEvent::MessageStart(MessageStart {
        id: Some("msg_1".into()),
        model: Some("claude-sonnet-5-5".into()),
        usage: UsageUpdate {
            input: Some(120),
            output: Some(1),
            ..UsageUpdate::default()
        },
        ..MessageStart::default()
    })
}

/// A block begins.
pub fn block(index: u32, block: Value) -> StreamEvent {
    StreamEvent::BlockStart {
        index,
        block: RawJson::of(&block),
    }
}

pub fn text_begins(index: u32) -> StreamEvent {
    block(index, json!({ "type": "text", "text": "" }))
}

pub fn thinking_begins(index: u32) -> StreamEvent {
    block(
        index,
        json!({ "type": "thinking", "thinking": "", "signature": "" }),
    )
}

pub fn tool_begins(index: u32, id: &str, name: &str) -> StreamEvent {
    block(
        index,
        json!({ "type": "tool_use", "id": id, "name": name, "input": {} }),
    )
}

fn delta(index: u32, delta: BlockDelta) -> StreamEvent {
    StreamEvent::BlockDelta { index, delta }
}

pub fn text_delta(index: u32, text: &str) -> StreamEvent {
    delta(index, BlockDelta::Text(text.into()))
}

pub fn thinking_delta(index: u32, text: &str) -> StreamEvent {
    delta(index, BlockDelta::Thinking(text.into()))
}

pub fn input_delta(index: u32, json: &str) -> StreamEvent {
    delta(index, BlockDelta::InputJson(json.into()))
}

pub fn block_ends(index: u32) -> StreamEvent {
    StreamEvent::BlockStop { index }
}

/// Why the message ended, and that it did.
pub fn ends(reason: &str) -> Vec<StreamEvent> {
    ends_with(Stop {
        reason: Some(StopReason::from_name(reason)),
        ..Stop::default()
    })
}

pub fn ends_with(stop: Stop) -> Vec<StreamEvent> {
    let usage = UsageUpdate {
        output: Some(40),
        ..UsageUpdate::default()
    };
    vec![
        StreamEvent::MessageDelta { stop, usage },
        StreamEvent::MessageStop,
    ]
}

/// The beginning of an answer: this much text, and not yet its end.
pub fn text(text: &str) -> Vec<StreamEvent> {
    vec![start(), text_begins(0), text_delta(0, text)]
}

/// A whole answer of text.
pub fn whole(answer: &str) -> Vec<StreamEvent> {
    let mut events = text(answer);
    events.push(block_ends(0));
    events.extend(ends("end_turn"));
    events
}

/// Thinking, then an answer.
pub fn thought(thinking: &str, answer: &str) -> Vec<StreamEvent> {
    let mut events = vec![
        start(),
        thinking_begins(0),
        thinking_delta(0, thinking),
        block_ends(0),
        text_begins(1),
        text_delta(1, answer),
        block_ends(1),
    ];
    events.extend(ends("end_turn"));
    events
}

/// A round that thinks, says something and calls two tools at once.
pub fn thinking_and_tools() -> Vec<StreamEvent> {
    let mut events = vec![
        start(),
        thinking_begins(0),
        thinking_delta(0, "The person asks for an order.\n\nI look it up "),
        thinking_delta(0, "and ask for its shipment at the same time."),
        delta(0, BlockDelta::Signature("c2lnbmF0dXJl".into())),
        block_ends(0),
        text_begins(1),
        text_delta(1, "I will look that up."),
        block_ends(1),
        tool_begins(2, "call_1", "search_orders"),
        input_delta(2, "{\"query\": \"ORD-"),
        input_delta(2, "12345\"}"),
        block_ends(2),
        tool_begins(3, "call_2", "get_shipping_status"),
        input_delta(3, "{\"order_id\": \"ORD-12345\"}"),
        block_ends(3),
    ];
    events.extend(ends("tool_use"));
    events
}
