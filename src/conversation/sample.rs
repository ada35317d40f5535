//! Blocks, entries and messages for tests, each made by one short call.

use serde_json::json;

use super::entry::{AssistantEntry, CallResult, EntryKind, Interruption, Outcome, Timing};
use super::{Conversation, UnixMillis};
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{ContentBlock, ToolCallId, ToolResult};
use crate::api::message::{Message, Role};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, StopReason, Usage};

pub(crate) fn block(json: &serde_json::Value) -> ContentBlock {
    ContentBlock::from_raw(RawJson::of(json))
}

pub(crate) fn text(text: &str) -> ContentBlock {
    ContentBlock::text(text)
}

pub(crate) fn thinking(signature: Option<&str>) -> ContentBlock {
    match signature {
        Some(signature) => {
            block(&json!({"type": "thinking", "thinking": "hm", "signature": signature}))
        }
        None => block(&json!({"type": "thinking", "thinking": "hm"})),
    }
}

pub(crate) fn call(id: &str) -> ContentBlock {
    block(&json!({"type": "tool_use", "id": id, "name": "look", "input": {"b": 1, "a": 2}}))
}

pub(crate) fn server_call(id: &str) -> ContentBlock {
    block(&json!({"type": "server_tool_use", "id": id, "name": "web_search", "input": {}}))
}

pub(crate) fn server_result(id: &str) -> ContentBlock {
    block(&json!({"type": "web_search_tool_result", "tool_use_id": id, "content": []}))
}

pub(crate) fn result(id: &str) -> ContentBlock {
    ContentBlock::tool_result(&done(id).result)
}

pub(crate) fn cancelled(id: &str) -> ContentBlock {
    ContentBlock::tool_result(&CallResult::cancelled(ToolCallId(id.into())).result)
}

pub(crate) fn done(id: &str) -> CallResult {
    CallResult {
        result: ToolResult {
            tool_use_id: ToolCallId(id.into()),
            content: "found".into(),
            is_error: false,
        },
        outcome: Outcome::Done,
        millis: 5,
    }
}

/// Blocks that were closed properly.
pub(crate) fn closed(blocks: Vec<ContentBlock>) -> Vec<AssistantBlock> {
    let closed = |block| AssistantBlock {
        block,
        complete: true,
        partial_input: None,
    };
    blocks.into_iter().map(closed).collect()
}

/// The same, the last one cut off in its middle.
pub(crate) fn cut(blocks: Vec<ContentBlock>) -> Vec<AssistantBlock> {
    let mut blocks = closed(blocks);
    if let Some(last) = blocks.last_mut() {
        last.complete = false;
    }
    blocks
}

/// An answer of round 1.
pub(crate) fn answer(stop: Option<StopReason>, blocks: Vec<AssistantBlock>) -> AssistantEntry {
    AssistantEntry {
        round: 1,
        model: "claude-sonnet-5-5".into(),
        message_id: None,
        blocks,
        stop: Stop {
            reason: stop,
            ..Stop::default()
        },
        usage: Usage::default(),
        interrupted: None,
        damaged: false,
        timing: Timing::default(),
    }
}

pub(crate) fn interrupted(blocks: Vec<AssistantBlock>) -> AssistantEntry {
    AssistantEntry {
        interrupted: Some(Interruption::Cancelled),
        ..answer(None, blocks)
    }
}

pub(crate) fn said(words: &str) -> EntryKind {
    EntryKind::User(vec![text(words)])
}

pub(crate) fn answered(answer: AssistantEntry) -> EntryKind {
    EntryKind::Assistant(Box::new(answer))
}

/// A conversation of one path.
pub(crate) fn conversation(kinds: Vec<EntryKind>) -> Conversation {
    let mut conversation = Conversation::default();
    for kind in kinds {
        conversation.append(kind, UnixMillis(7));
    }
    conversation
}

pub(crate) fn user(content: Vec<ContentBlock>) -> Message {
    Message {
        role: Role::User,
        content,
    }
}

pub(crate) fn assistant(content: Vec<ContentBlock>) -> Message {
    Message {
        role: Role::Assistant,
        content,
    }
}
