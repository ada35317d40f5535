//! A *block view* is a block as the projection sees it, whether it is arriving or committed.

use crate::api::accumulator::{AssistantBlock, LiveBlock, LiveKind};
use crate::api::content::{BlockKind, ContentBlock, ToolCallId, ToolResult};

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
        id: &'a ToolCallId,
        name: &'a str,
        input: &'a str,
        server: bool,
    },
    /// What came of a call that the server ran; shown with that call.
    Result(ServerResult<'a>),
    /// The same where the call is not known: shown by itself.
    Stray(ServerResult<'a>),
    Hidden,
}

/// As what a block is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Thinking,
    Call,
    /// One that the server runs.
    ServedCall,
    Result,
    Hidden,
}

/// What came of a call that the server ran.
#[derive(Clone, Copy)]
pub struct ServerResult<'a> {
    /// The call.
    pub id: &'a ToolCallId,
    /// The block, once all of it is there.
    pub block: Option<&'a ContentBlock>,
}

impl<'a> ServerResult<'a> {
    /// What it says, once all of it is there.
    pub fn said(&self) -> Option<&'a ToolResult> {
        match self.block?.kind() {
            BlockKind::ServerToolResult(result) => Some(result),
            _ => None,
        }
    }
}

impl<'a> BlockView<'a> {
    /// Of a block that is arriving.
    pub fn of_live(block: &'a LiveBlock) -> Self {
        let closed = block.done.is_some();
        let kind = match &block.kind {
            LiveKind::Text(text) => ViewKind::Text(text),
            LiveKind::Thinking(text) => ViewKind::Thinking(text),
            LiveKind::ToolUse { id, name, input } => ViewKind::Call {
                id,
                name,
                input,
                server: false,
            },
            LiveKind::ServerToolUse { id, name, input } => ViewKind::Call {
                id,
                name,
                input,
                server: true,
            },
            LiveKind::ServerToolResult { tool_use_id: id } => ViewKind::Result(ServerResult {
                id,
                block: block.done.as_ref(),
            }),
            LiveKind::Other(_) => ViewKind::Hidden,
        };
        Self { kind, closed }
    }

    /// Of a committed block; of a cut call with the input that had arrived.
    pub fn of_committed(block: &'a AssistantBlock) -> Self {
        let input = |whole| block.partial_input.as_deref().unwrap_or(whole);
        let kind = match block.block.kind() {
            BlockKind::Text(text) => ViewKind::Text(text),
            BlockKind::Thinking { text, .. } => ViewKind::Thinking(text),
            BlockKind::ToolUse(call) => ViewKind::Call {
                id: &call.id,
                name: &call.name,
                input: input(call.input.get()),
                server: false,
            },
            BlockKind::ServerToolUse(call) => ViewKind::Call {
                id: &call.id,
                name: &call.name,
                input: input(call.input.get()),
                server: true,
            },
            BlockKind::ServerToolResult(result) => ViewKind::Result(ServerResult {
                id: &result.tool_use_id,
                block: block.complete.then_some(&block.block),
            }),
            BlockKind::RedactedThinking | BlockKind::ToolResult(_) | BlockKind::Other(_) => {
                ViewKind::Hidden
            }
        };
        Self { kind, closed: true }
    }

    /// As what it is shown.
    pub fn shape(&self) -> Shape {
        match self.kind {
            ViewKind::Text(_) => Shape::Text,
            ViewKind::Thinking(_) => Shape::Thinking,
            ViewKind::Call { server: false, .. } => Shape::Call,
            ViewKind::Call { server: true, .. } => Shape::ServedCall,
            ViewKind::Result(_) | ViewKind::Stray(_) => Shape::Result,
            ViewKind::Hidden => Shape::Hidden,
        }
    }

    /// The call that it is, or whose result.
    pub fn call(&self) -> Option<&'a ToolCallId> {
        match &self.kind {
            ViewKind::Call { id, .. } => Some(id),
            ViewKind::Result(result) | ViewKind::Stray(result) => Some(result.id),
            ViewKind::Text(_) | ViewKind::Thinking(_) | ViewKind::Hidden => None,
        }
    }

    /// Is it the call with this id, run by the server?
    pub fn is_served(&self, call: &ToolCallId) -> bool {
        matches!(self.kind, ViewKind::Call { id, server: true, .. } if id == call)
    }

    /// Its text, which for a hidden block is empty; `None` for what parts one text from the next.
    pub fn text_or_hidden(&self) -> Option<&'a str> {
        match self.kind {
            ViewKind::Text(text) => Some(text),
            ViewKind::Hidden | ViewKind::Result(_) => Some(""),
            ViewKind::Thinking(_) | ViewKind::Call { .. } | ViewKind::Stray(_) => None,
        }
    }
}
