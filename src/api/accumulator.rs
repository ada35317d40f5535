//! The *accumulator* folds the events of one answer into a message, keeping raw blocks.
//!
//! It can be read at any time, while the answer arrives ([`Accumulator::blocks`]), and is closed
//! once ([`Accumulator::finish`]). It never fails: whatever order, repetition or omission a server
//! comes up with, it takes what it can and notes the rest as a slip. Adding a delta costs what the
//! delta is long, not what has arrived before. What may be sent back of an interrupted answer is
//! decided by the conversation.

mod assembly;

use std::collections::HashMap;

use self::assembly::Assembly;
use super::content::{ContentBlock, ToolCallId};
use super::event::{BlockDelta, MessageStart, StreamEvent};
use super::raw::{RawJson, RawObject};
use super::usage::{Stop, Usage};

/// What has arrived of one answer; readable at any time.
///
/// # Invariants
///
/// `blocks` is in order of index, no index stands twice, and `assemblies` runs along with it. After
/// the message has ended, or its stream turned out to be broken, no block changes any more.
#[derive(Debug, Clone, Default)]
pub struct Accumulator {
    message_id: Option<String>,
    model: Option<String>,
    blocks: Vec<LiveBlock>,
    assemblies: Vec<Assembly>,
    /// Our index of the block that the server last opened under one of its own.
    newest: HashMap<u32, u32>,
    /// Has the server used an index twice? Then its numbers say nothing about the order any more:
    /// blocks follow each other as they come.
    is_out_of_order: bool,
    /// Where the last delta went; the next one mostly goes there too.
    current: usize,
    stop: Stop,
    usage: Usage,
    phase: Phase,
    is_damaged: bool,
    slips: Vec<String>,
}

/// One block of an answer that is still arriving.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveBlock {
    /// The server's index; the next free one from then on that the server uses an index twice.
    pub index: u32,
    /// What it is, with the text so far.
    pub kind: LiveKind,
    /// The finished block, once it has been closed.
    pub done: Option<ContentBlock>,
}

/// What a live block is; the strings only ever grow at their end.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named by the API")]
pub enum LiveKind {
    Text(String),
    Thinking(String),
    /// `input` is the JSON text so far.
    ToolUse {
        id: ToolCallId,
        name: String,
        input: String,
    },
    ServerToolUse {
        id: ToolCallId,
        name: String,
        input: String,
    },
    /// What came of such a call; complete in its start event.
    ServerToolResult {
        tool_use_id: ToolCallId,
    },
    /// Complete in its start event, or of an unknown type: the type's name.
    Other(String),
}

/// How the stream came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The body ended by itself; complete only if the events said so.
    OfStream,
    /// Cancelled, failed or lost.
    Cut,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named by the API")]
pub struct Finished {
    pub message_id: Option<String>,
    pub model: Option<String>,
    /// In order of index. Blocks of text or thinking that were cut before anything of them had
    /// arrived are left out.
    pub blocks: Vec<AssistantBlock>,
    pub stop: Stop,
    pub usage: Usage,
    /// True without `message_stop` or a stop reason, or after `End::Cut`.
    pub interrupted: bool,
    /// As [`Accumulator::is_damaged`].
    pub damaged: bool,
    /// Oddities of the server, for the log; free of content.
    pub slips: Vec<String>,
}

/// A block with what is known of its completeness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssistantBlock {
    /// The block; for a cut one what had arrived, as valid JSON of its kind.
    pub block: ContentBlock,
    /// Was the block closed properly, and its tool input an object?
    pub complete: bool,
    /// For a tool use that is not complete, the input text so far, which may be no JSON; the block
    /// has `{}` then. `None` if no text had arrived.
    pub partial_input: Option<String>,
}

/// Where in its life a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Waiting,
    Started,
    /// `message_stop` came.
    Ended,
    /// An error came, or another message was spliced in: nothing that follows can be trusted.
    Broken,
}

/// More slips than these say nothing new.
const MAX_SLIPS: usize = 50;

impl Accumulator {
    /// Folds one event in. Never fails.
    pub fn apply(&mut self, event: &StreamEvent) {
        match (self.phase, event) {
            (_, StreamEvent::Ping) | (Phase::Broken, _) => {}
            (Phase::Ended, _) => self.slip("an event came after the end of the message"),
            (_, StreamEvent::MessageStart(start)) => self.start(start),
            (_, StreamEvent::BlockStart { index, block }) => self.open(*index, block),
            (_, StreamEvent::BlockDelta { index, delta }) => self.push(*index, delta),
            (_, StreamEvent::BlockStop { index }) => self.close(*index),
            (_, StreamEvent::MessageDelta { stop, usage }) => {
                self.stop.apply(stop);
                self.usage.apply(usage);
            }
            (_, StreamEvent::MessageStop) => {
                self.close_all();
                self.phase = Phase::Ended;
            }
            (_, StreamEvent::Error(error)) => {
                self.slip(format!("the stream ended in an error: {:?}", error.kind));
                self.phase = Phase::Broken;
            }
            (_, StreamEvent::Unknown { name, data }) => {
                let name: String = name.chars().take(60).collect();
                self.slip(format!("unknown event {name:?} of {} bytes", data.len()));
            }
            (_, StreamEvent::Unreadable { name, data }) => {
                self.is_damaged = true;
                let bytes = data.len();
                self.slip(format!("unreadable event {name:?} of {bytes} bytes"));
            }
        }
    }

    /// The blocks so far, in order of index.
    pub fn blocks(&self) -> &[LiveBlock] {
        &self.blocks
    }

    /// The counters so far.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Why it stopped, as far as was said.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The model that answers, as the server named it last.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// The server's id of the message.
    pub fn message_id(&self) -> Option<&str> {
        self.message_id.as_deref()
    }

    /// What was odd so far, for the log; free of content.
    pub fn slips(&self) -> &[String] {
        &self.slips
    }

    /// Did `message_stop`, or a stop reason, arrive, and nothing break before it?
    pub fn is_complete(&self) -> bool {
        match self.phase {
            Phase::Ended => true,
            Phase::Broken => false,
            Phase::Waiting | Phase::Started => self.stop.reason.is_some(),
        }
    }

    /// Did an event come that could not be read, so that a part of the answer may be missing?
    pub fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// True while no block has anything to show (then a cancel gives the prompt back).
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|block| match &block.kind {
            LiveKind::Text(text) | LiveKind::Thinking(text) => text.is_empty(),
            LiveKind::ToolUse { .. }
            | LiveKind::ServerToolUse { .. }
            | LiveKind::ServerToolResult { .. } => false,
            LiveKind::Other(name) => matches!(name.as_str(), "redacted_thinking" | "fallback"),
        })
    }

    /// The blocks that [`finish`](Self::finish) will keep, in their order.
    pub fn kept(&self, end: End) -> impl Iterator<Item = &LiveBlock> {
        let is_whole = !self.is_interrupted(end);
        let parts = self.blocks.iter().zip(&self.assemblies);
        let kept = parts.filter(move |(live, part)| is_whole || part.is_kept(live));
        kept.map(|(live, _)| live)
    }

    fn is_interrupted(&self, end: End) -> bool {
        end == End::Cut || !self.is_complete()
    }

    /// Closes the message.
    ///
    /// Blocks that are still open are closed as if stopped if the message is complete (some servers
    /// never send stops), and cut otherwise.
    pub fn finish(mut self, end: End) -> Finished {
        let interrupted = self.is_interrupted(end);
        if !interrupted {
            self.close_all();
        }
        let parts = self.blocks.into_iter().zip(self.assemblies);
        Finished {
            message_id: self.message_id,
            model: self.model,
            blocks: parts.filter_map(|(live, part)| part.finish(live)).collect(),
            stop: self.stop,
            usage: self.usage,
            interrupted,
            damaged: self.is_damaged,
            slips: self.slips,
        }
    }

    fn start(&mut self, start: &MessageStart) {
        if self.phase == Phase::Started {
            let is_other = matches!((&self.message_id, &start.id), (Some(a), Some(b)) if a != b);
            let has_content = !self.blocks.is_empty() || self.stop.reason.is_some();
            if is_other && has_content {
                self.slip("another message began inside this one");
                self.phase = Phase::Broken;
                return;
            }
            self.slip("the message began twice");
            // A repetition says nothing new, unless what came before began without a start.
            if has_content && self.message_id.is_some() {
                return;
            }
        }
        self.phase = Phase::Started;
        if start.id.is_some() {
            self.message_id.clone_from(&start.id);
        }
        if start.model.is_some() {
            self.model.clone_from(&start.model);
        }
        self.stop.apply(&start.stop);
        self.usage.apply(&start.usage);
        for (index, block) in (0_u32..).zip(&start.content) {
            self.open(index, block.raw());
            self.close(index);
        }
    }

    fn open(&mut self, wire: u32, start: &RawJson) {
        self.phase = Phase::Started;
        if let Some(at) = self.find(wire) {
            self.slip("a block began twice");
            let is_in_order = !self.is_out_of_order || at + 1 == self.blocks.len();
            let (Some(live), Some(part)) = (self.blocks.get_mut(at), self.assemblies.get_mut(at))
            else {
                return;
            };
            if is_in_order && live.done.is_none() && !part.is_touched() {
                let index = live.index;
                (*live, *part) = Assembly::open(wire, index, start, self.message_id.as_deref());
                return;
            }
            part.close(live);
            self.is_out_of_order = true;
        }
        let is_free = !self.is_out_of_order && self.place(wire).is_none();
        let next = self
            .blocks
            .last()
            .map_or(Some(0), |b| b.index.checked_add(1));
        let Some(index) = is_free.then_some(wire).or(next) else {
            self.slip("there is no index left for a block");
            return;
        };
        let (live, part) = Assembly::open(wire, index, start, self.message_id.as_deref());
        if matches!(&live.kind, LiveKind::Other(name) if name == "fallback") {
            self.model = fallback_model(start).or(self.model.take());
        }
        let at = self.blocks.partition_point(|block| block.index < index);
        self.blocks.insert(at, live);
        self.assemblies.insert(at, part);
        self.current = at;
        self.newest.insert(wire, index);
    }

    fn push(&mut self, wire: u32, delta: &BlockDelta) {
        if self.find(wire).is_none() {
            self.slip("a delta came for a block that never began");
            let Some(start) = start_for(delta) else {
                return;
            };
            self.open(wire, &start);
        }
        let Some(at) = self.find(wire) else {
            return;
        };
        self.current = at;
        let parts = (self.blocks.get_mut(at), self.assemblies.get_mut(at));
        if let (Some(live), Some(part)) = parts
            && let Err(slip) = part.push(live, delta)
        {
            self.slip(slip);
        }
    }

    fn close(&mut self, wire: u32) {
        let Some(at) = self.find(wire) else {
            self.slip("a block stopped that never began");
            return;
        };
        let parts = (self.blocks.get_mut(at), self.assemblies.get_mut(at));
        if let (Some(live), Some(part)) = parts {
            part.close(live);
        }
    }

    fn close_all(&mut self) {
        for (live, part) in self.blocks.iter_mut().zip(&mut self.assemblies) {
            part.close(live);
        }
    }

    /// The block that the server last opened under `wire`.
    fn find(&self, wire: u32) -> Option<usize> {
        let is_it = |part: &Assembly| part.wire() == wire;
        if self.assemblies.get(self.current).is_some_and(is_it) {
            return Some(self.current);
        }
        self.place(*self.newest.get(&wire)?)
    }

    /// The place of the block with this index of ours.
    fn place(&self, index: u32) -> Option<usize> {
        let place = self
            .blocks
            .binary_search_by_key(&index, |block| block.index);
        place.ok()
    }

    fn slip(&mut self, what: impl Into<String>) {
        if self.slips.len() < MAX_SLIPS {
            self.slips.push(what.into());
        }
    }
}

/// The start event that a server should have sent before `delta`.
fn start_for(delta: &BlockDelta) -> Option<RawJson> {
    RawJson::parse(match delta {
        BlockDelta::Text(_) | BlockDelta::Citation(_) => r#"{"type":"text","text":""}"#,
        BlockDelta::Thinking(_) | BlockDelta::Signature(_) => {
            r#"{"type":"thinking","thinking":""}"#
        }
        BlockDelta::InputJson(_) => r#"{"type":"tool_use","name":"unknown"}"#,
        BlockDelta::Compaction(_) => r#"{"type":"compaction"}"#,
        BlockDelta::Unknown(_) => return None,
    })
}

/// The model that goes on after a `fallback` block.
fn fallback_model(block: &RawJson) -> Option<String> {
    let to = RawObject::from_json(RawObject::from_json(block)?.get("to")?)?;
    to.read("model")
}

#[cfg(test)]
mod tests;
