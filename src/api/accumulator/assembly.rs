//! An *assembly* is what one block is put together from: its start event, and what deltas added.
//!
//! The finished block is the start event's object with the members replaced that deltas spoke of;
//! every other member keeps its place and its exact text.

use super::{AssistantBlock, LiveBlock, LiveKind};
use crate::api::content::{
    ContentBlock, ToolCallId, is_server_result, read_id, read_input, read_result_id,
};
use crate::api::event::BlockDelta;
use crate::api::raw::{RawJson, RawObject};

/// The parts of one block that are not shown while it arrives.
#[derive(Debug, Clone)]
pub(super) struct Assembly {
    /// The index by which the server speaks of the block.
    wire: u32,
    start: RawJson,
    is_touched: bool,
    signature: Option<String>,
    citations: Vec<RawJson>,
    /// Members that were sent whole in a delta.
    members: Option<RawObject>,
    /// Members of a block of unknown type that grew by deltas of known types.
    grown: Vec<(&'static str, String)>,
    /// The input that arrived is no object, though the block was closed.
    is_invalid: bool,
}

impl Assembly {
    /// Begins a block from the JSON of its start event.
    pub(super) fn open(
        wire: u32,
        index: u32,
        start: &RawJson,
        message_id: Option<&str>,
    ) -> (LiveBlock, Self) {
        let object = RawObject::from_json(start).unwrap_or_default();
        let text = |name| object.read::<String>(name).unwrap_or_default();
        let id = || read_id(&object, "id").unwrap_or_else(|| invented_id(message_id, index));
        let kind = match text("type").as_str() {
            "text" => LiveKind::Text(text("text")),
            "thinking" => LiveKind::Thinking(text("thinking")),
            "tool_use" => LiveKind::ToolUse {
                id: id(),
                name: text("name"),
                input: String::new(),
            },
            "server_tool_use" | "mcp_tool_use" => LiveKind::ServerToolUse {
                id: id(),
                name: text("name"),
                input: String::new(),
            },
            result if is_server_result(result) => LiveKind::ServerToolResult {
                tool_use_id: read_result_id(&object),
            },
            other => LiveKind::Other(other.to_owned()),
        };
        let live = LiveBlock {
            index,
            kind,
            done: None,
        };
        let assembly = Self {
            wire,
            start: start.clone(),
            is_touched: false,
            signature: None,
            citations: Vec::new(),
            members: None,
            grown: Vec::new(),
            is_invalid: false,
        };
        (live, assembly)
    }

    pub(super) fn wire(&self) -> u32 {
        self.wire
    }

    /// Has any delta come?
    pub(super) fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// Adds a delta; what does not fit is left out and told.
    pub(super) fn push(&mut self, live: &mut LiveBlock, delta: &BlockDelta) -> Result<(), String> {
        if live.done.is_some() {
            return Err("a delta came for a block that was closed".to_owned());
        }
        self.is_touched = true;
        match (&mut live.kind, delta) {
            (LiveKind::Text(text), BlockDelta::Text(more))
            | (LiveKind::Thinking(text), BlockDelta::Thinking(more))
            | (
                LiveKind::ToolUse { input: text, .. } | LiveKind::ServerToolUse { input: text, .. },
                BlockDelta::InputJson(more),
            ) => text.push_str(more),
            (
                LiveKind::Thinking(_) | LiveKind::Other(_) | LiveKind::ServerToolResult { .. },
                BlockDelta::Signature(signature),
            ) => {
                self.signature = Some(signature.clone());
            }
            (
                LiveKind::Text(_) | LiveKind::Other(_) | LiveKind::ServerToolResult { .. },
                BlockDelta::Citation(citation),
            ) => {
                self.citations.push(citation.clone());
            }
            (
                LiveKind::Other(_) | LiveKind::ServerToolResult { .. },
                BlockDelta::Compaction(members),
            ) => {
                self.members = RawObject::from_json(members);
            }
            (LiveKind::Other(_) | LiveKind::ServerToolResult { .. }, BlockDelta::Text(more)) => {
                self.grow("text", more)
            }
            (
                LiveKind::Other(_) | LiveKind::ServerToolResult { .. },
                BlockDelta::Thinking(more),
            ) => self.grow("thinking", more),
            (
                LiveKind::Other(_) | LiveKind::ServerToolResult { .. },
                BlockDelta::InputJson(more),
            ) => self.grow("input", more),
            (_, BlockDelta::Unknown(raw)) => {
                return Err(format!("unknown delta of {} bytes", raw.get().len()));
            }
            _ => return Err("a delta came for a block of another type".to_owned()),
        }
        Ok(())
    }

    /// The block has been stopped: makes the finished block, once.
    pub(super) fn close(&mut self, live: &mut LiveBlock) {
        if live.done.is_some() {
            return;
        }
        let (mut input, mut is_invalid) = (None, false);
        if let LiveKind::ToolUse { input: text, .. } | LiveKind::ServerToolUse { input: text, .. } =
            &mut live.kind
        {
            let (json, is_object) = self.closed_input(text);
            if text.is_empty() && json.get() != "{}" {
                text.push_str(json.get());
            }
            (input, is_invalid) = (Some(json), !is_object);
        }
        self.is_invalid = is_invalid;
        live.done = Some(self.compose(&live.kind, input));
    }

    /// The message is over. `None` if the block was cut before anything of it had arrived.
    pub(super) fn finish(self, live: LiveBlock) -> Option<AssistantBlock> {
        let text = match &live.kind {
            LiveKind::ToolUse { input, .. } | LiveKind::ServerToolUse { input, .. } => Some(input),
            _ => None,
        };
        let partial_input = text.filter(|text| !text.is_empty()).cloned();
        if let Some(block) = live.done {
            return Some(AssistantBlock {
                block,
                complete: !self.is_invalid,
                partial_input: partial_input.filter(|_| self.is_invalid),
            });
        }
        if !self.is_kept(&live) {
            return None;
        }
        let input = text.map(|text| match text.trim() {
            "" => self.start_input(),
            _ => RawJson::empty_object(),
        });
        Some(AssistantBlock {
            block: self.compose(&live.kind, input),
            complete: false,
            partial_input,
        })
    }

    /// Is anything of it left if the message is over now?
    pub(super) fn is_kept(&self, live: &LiveBlock) -> bool {
        match &live.kind {
            LiveKind::Text(text) | LiveKind::Thinking(text) => {
                live.done.is_some() || !text.is_empty() || self.signature.is_some()
            }
            _ => true,
        }
    }

    /// The input of a stopped call, and whether it is what the model meant.
    fn closed_input(&self, text: &str) -> (RawJson, bool) {
        if text.trim().is_empty() {
            return (self.start_input(), true);
        }
        match RawJson::parse(text).filter(RawJson::is_object) {
            Some(input) => (input, true),
            None => (RawJson::empty_object(), false),
        }
    }

    /// The input that stood in the start event: mostly a placeholder, sometimes all of it.
    fn start_input(&self) -> RawJson {
        RawObject::from_json(&self.start)
            .and_then(|object| read_input(&object))
            .unwrap_or_else(RawJson::empty_object)
    }

    fn grow(&mut self, name: &'static str, more: &str) {
        match self.grown.iter_mut().find(|(grown, _)| *grown == name) {
            Some((_, text)) => text.push_str(more),
            None => self.grown.push((name, more.to_owned())),
        }
    }

    /// The start event's object with what has arrived since.
    fn compose(&self, kind: &LiveKind, input: Option<RawJson>) -> ContentBlock {
        let Some(mut object) = RawObject::from_json(&self.start) else {
            return ContentBlock::from_raw(self.start.clone());
        };
        let mut changes: Vec<(&str, RawJson)> = Vec::new();
        match kind {
            LiveKind::Text(text) => changes.push(("text", RawJson::of(text))),
            LiveKind::Thinking(text) => changes.push(("thinking", RawJson::of(text))),
            LiveKind::ToolUse { id, .. } | LiveKind::ServerToolUse { id, .. } => {
                if read_id(&object, "id").is_none() {
                    changes.push(("id", RawJson::of(&id.0)));
                }
            }
            LiveKind::Other(_) | LiveKind::ServerToolResult { .. } => {
                changes.extend(self.grown_members(&object));
            }
        }
        changes.extend(input.map(|input| ("input", input)));
        let signature = self.signature.as_ref();
        changes.extend(signature.map(|signature| ("signature", RawJson::of(signature))));
        if !self.citations.is_empty() {
            let mut citations: Vec<RawJson> = object.read("citations").unwrap_or_default();
            citations.extend_from_slice(&self.citations);
            changes.push(("citations", RawJson::of(&citations)));
        }
        let members = self.members.iter().flat_map(RawObject::iter);
        changes.extend(
            members
                .filter(|(name, _)| *name != "type")
                .map(|(n, v)| (n, v.clone())),
        );

        // What says the same stays as it was written: a block whole in its start is not touched.
        changes.retain(|(name, new)| !object.get(name).is_some_and(|old| is_same(old, new)));
        if changes.is_empty() {
            return ContentBlock::from_raw(self.start.clone());
        }
        for (name, value) in changes {
            object.set(name, value);
        }
        ContentBlock::from_object(object)
    }

    /// Members of a block of unknown type: text is appended, JSON is put in if it is whole.
    fn grown_members(&self, object: &RawObject) -> Vec<(&'static str, RawJson)> {
        let grown = self.grown.iter().filter_map(|(name, more)| {
            if *name == "input" {
                return RawJson::parse(more).map(|input| (*name, input));
            }
            let before: String = object.read(name).unwrap_or_default();
            Some((*name, RawJson::of(&(before + more))))
        });
        grown.collect()
    }
}

/// Equal texts, or strings that differ only in the spelling of their escapes. The spelling of
/// anything else matters: the prompt cache sees the text.
fn is_same(old: &RawJson, new: &RawJson) -> bool {
    let text = |raw: &RawJson| raw.to::<String>();
    old == new || may_be_same(old, new) && text(old).is_some_and(|old| Some(old) == text(new))
}

/// Can two texts be spellings of one string? No byte takes more than six (`\u0061`), so an empty
/// start need not be compared with the megabytes that came of it.
fn may_be_same(a: &RawJson, b: &RawJson) -> bool {
    let (a, b) = (a.get().len(), b.get().len());
    a.max(b) <= a.min(b) * 6
}

/// An id for a call whose server gave none: the same at every reading, another in every message.
fn invented_id(message_id: Option<&str>, index: u32) -> ToolCallId {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let message: String = message_id
        .unwrap_or_default()
        .chars()
        .filter(allowed)
        .take(48)
        .collect();
    ToolCallId(format!("call_{message}_{index}"))
}
