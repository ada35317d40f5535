//! An *open round* is what a log holds of a round whose entry is not there: pieces.
//!
//! A program that is killed in mid-answer leaves the beginnings of blocks, their text so far and
//! the blocks that were finished. Put together they are the entry of an interrupted answer. The
//! folding of cut blocks is the accumulator's; this file only plays it what was recorded.
//!
//! How long a block took is not recorded before the entry is, but pieces are recorded in the moment
//! in which they happen: a thinking block took from its beginning until it was finished or another
//! block began, or else until the last piece of the round.

use std::collections::BTreeMap;

use super::record::StoredParams;
use crate::api::accumulator::{Accumulator, AssistantBlock, End, LiveKind};
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::event::{BlockDelta, StreamEvent};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, Usage};
use crate::conversation::UnixMillis;
use crate::conversation::entry::{AssistantEntry, Interruption, Timing, thinking_times};

/// The pieces of one round, by the server's index of their block.
#[derive(Debug, Clone)]
pub(super) struct OpenRound {
    first: UnixMillis,
    last: UnixMillis,
    blocks: BTreeMap<u32, OpenBlock>,
    /// The block that began last.
    newest: Option<u32>,
}

#[derive(Debug, Clone, Default)]
struct OpenBlock {
    start: Option<RawJson>,
    began: Option<UnixMillis>,
    ended: Option<UnixMillis>,
    text: String,
    done: Option<RawJson>,
}

impl OpenRound {
    /// A round of which the first piece was recorded at `at`.
    pub(super) fn new(at: UnixMillis) -> Self {
        Self {
            first: at,
            last: at,
            blocks: BTreeMap::new(),
            newest: None,
        }
    }

    /// Takes the start of a block; the first one counts.
    pub(super) fn began(&mut self, index: u32, block: RawJson, at: UnixMillis) {
        let newest = self.newest.replace(index).filter(|newest| *newest != index);
        if let Some(before) = newest.and_then(|newest| self.blocks.get_mut(&newest)) {
            before.ended.get_or_insert(at);
        }
        let open = self.block(index, at);
        open.start.get_or_insert(block);
        open.began.get_or_insert(at);
    }

    /// Takes more text of a block.
    pub(super) fn partial(&mut self, index: u32, text: &str, at: UnixMillis) {
        self.block(index, at).text.push_str(text);
    }

    /// Takes a finished block; the last one counts.
    pub(super) fn done(&mut self, index: u32, block: RawJson, at: UnixMillis) {
        let open = self.block(index, at);
        open.done = Some(block);
        open.ended.get_or_insert(at);
    }

    /// When the last piece was recorded.
    pub(super) fn last(&self) -> UnixMillis {
        self.last
    }

    /// Closes the round as interrupted for this reason; `None` if nothing had arrived that is worth
    /// keeping. A stop at that point gives the prompt back instead of leaving an answer.
    pub(super) fn close(
        self,
        round: u64,
        params: Option<&StoredParams>,
        why: Interruption,
    ) -> Option<AssistantEntry> {
        let mut blocks = Vec::new();
        let mut thoughts = Vec::new();
        for open in self.blocks.into_values() {
            let time = open.time(self.last);
            let Some(block) = open.close() else { continue };
            if let BlockKind::Thinking { .. } = block.block.kind() {
                thoughts.push(time);
            }
            blocks.push(block);
        }
        let (thought, thoughts) = thinking_times(thoughts);
        if blocks.iter().all(|block| says_nothing(&block.block)) {
            return None;
        }
        Some(AssistantEntry {
            round,
            model: params.map(|p| p.model.clone()).unwrap_or_default(),
            message_id: None,
            blocks,
            stop: Stop::default(),
            usage: Usage::default(),
            interrupted: Some(why),
            damaged: false,
            // Not from the request but from the first piece on: the least that is known.
            timing: Timing {
                first_delta: None,
                thought,
                thoughts,
                total: self.last.0.saturating_sub(self.first.0),
                serving: Vec::new(),
            },
        })
    }

    fn block(&mut self, index: u32, at: UnixMillis) -> &mut OpenBlock {
        self.last = self.last.max(at);
        self.blocks.entry(index).or_default()
    }
}

/// Is there nothing to be seen in it? As `Accumulator::is_empty` has it, which decided while the
/// round was running.
fn says_nothing(block: &ContentBlock) -> bool {
    match block.kind() {
        BlockKind::Text(text) | BlockKind::Thinking { text, .. } => text.is_empty(),
        BlockKind::RedactedThinking => true,
        BlockKind::Other(name) => name == "fallback",
        _ => false,
    }
}

impl OpenBlock {
    /// How long it took to arrive, in milliseconds, if it is known when it began; `last` is when
    /// anything of its round was recorded last.
    fn time(&self, last: UnixMillis) -> Option<u64> {
        let ended = self.ended.unwrap_or(last);
        Some(ended.0.saturating_sub(self.began?.0))
    }

    /// The block as it is kept; `None` if nothing of it had arrived.
    fn close(self) -> Option<AssistantBlock> {
        if let Some(raw) = self.done {
            let block = ContentBlock::from_raw(raw);
            return Some(AssistantBlock {
                block,
                complete: true,
                partial_input: None,
            });
        }
        // Where the start is lost, the text is most likely an answer.
        let start = self
            .start
            .or_else(|| RawJson::parse(r#"{"type":"text","text":""}"#));
        let mut accumulator = Accumulator::default();
        if let Some(block) = start {
            accumulator.apply(&StreamEvent::BlockStart { index: 0, block });
        }
        let delta = match accumulator.blocks().first().map(|b| &b.kind) {
            Some(LiveKind::Text(_)) => Some(BlockDelta::Text(self.text)),
            Some(LiveKind::Thinking(_)) => Some(BlockDelta::Thinking(self.text)),
            Some(LiveKind::ToolUse { .. } | LiveKind::ServerToolUse { .. }) => {
                Some(BlockDelta::InputJson(self.text))
            }
            Some(LiveKind::ServerToolResult { .. } | LiveKind::Other(_)) | None => None,
        };
        if let Some(delta) = delta {
            accumulator.apply(&StreamEvent::BlockDelta { index: 0, delta });
        }
        if accumulator.is_empty() {
            return None;
        }
        accumulator.finish(End::Cut).blocks.pop()
    }
}
