//! A *block view* is a block as the projection sees it, whether it is arriving or committed.

use crate::api::accumulator::{LiveBlock, LiveKind};
use crate::api::content::{BlockKind, ToolCallId};

/// A block as the projection sees it, live or committed.
pub struct BlockView<'a> {
    /// What is shown of it.
    pub kind: ViewKind<'a>,
    /// Will it grow no more?
    pub closed: bool,
}

/// What is shown of it.
pub enum ViewKind<'a> {
    Text(&'a str),
    Thinking(&'a str),
    Call {
        id: Option<&'a ToolCallId>,
        name: &'a str,
        input: &'a str,
        server: bool,
    },
    Hidden,
}

impl<'a> BlockView<'a> {
    /// Of a block that is arriving.
    pub fn of_live(block: &'a LiveBlock) -> Self {
        let closed = block.done.is_some();
        let kind = match &block.kind {
            LiveKind::Text(text) => ViewKind::Text(text),
            LiveKind::Thinking(text) => ViewKind::Thinking(text),
            LiveKind::ToolUse { id, name, input } => ViewKind::Call {
                id: Some(id),
                name,
                input,
                server: false,
            },
            LiveKind::ServerToolUse { id, name, input } => ViewKind::Call {
                id: Some(id),
                name,
                input,
                server: true,
            },
            LiveKind::Other(_) => ViewKind::Hidden,
        };
        Self { kind, closed }
    }

    /// Of a committed block; of a cut call with the input that had arrived.
    pub fn of_kind(kind: &'a BlockKind, partial_input: Option<&'a str>) -> Self {
        let kind = match kind {
            BlockKind::Text(text) => ViewKind::Text(text),
            BlockKind::Thinking { text, .. } => ViewKind::Thinking(text),
            BlockKind::ToolUse(call) => ViewKind::Call {
                id: Some(&call.id),
                name: &call.name,
                input: partial_input.unwrap_or(call.input.get()),
                server: false,
            },
            BlockKind::ServerToolUse(call) => ViewKind::Call {
                id: Some(&call.id),
                name: &call.name,
                input: partial_input.unwrap_or(call.input.get()),
                server: true,
            },
            _ => ViewKind::Hidden,
        };
        Self { kind, closed: true }
    }

    /// Its text, which for a hidden block is empty; `None` for what parts one text from the next.
    pub fn text_or_hidden(&self) -> Option<&'a str> {
        match self.kind {
            ViewKind::Text(text) => Some(text),
            ViewKind::Hidden => Some(""),
            ViewKind::Thinking(_) | ViewKind::Call { .. } => None,
        }
    }
}
