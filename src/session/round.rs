//! An *open round* is what a log holds of a round whose entry is not there: pieces.
//!
//! A program that is killed in mid-answer leaves the beginnings of blocks, their text so far and
//! the blocks that were finished. Put together they are the entry of an interrupted answer. The
//! folding of cut blocks is the accumulator's; this file only plays it what was recorded.

use std::collections::BTreeMap;

use super::record::StoredParams;
use crate::api::accumulator::{Accumulator, AssistantBlock, End, LiveKind};
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::event::{BlockDelta, StreamEvent};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, Usage};
use crate::conversation::UnixMillis;
use crate::conversation::entry::{AssistantEntry, Interruption, Timing};

/// The pieces of one round, by the server's index of their block.
#[derive(Debug, Clone)]
pub(super) struct OpenRound {
    first: UnixMillis,
    last: UnixMillis,
    blocks: BTreeMap<u32, OpenBlock>,
}

#[derive(Debug, Clone, Default)]
struct OpenBlock {
    start: Option<RawJson>,
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
        }
    }

    /// Takes the start of a block; the first one counts.
    pub(super) fn began(&mut self, index: u32, block: RawJson, at: UnixMillis) {
        self.block(index, at).start.get_or_insert(block);
    }

    /// Takes more text of a block.
    pub(super) fn partial(&mut self, index: u32, text: &str, at: UnixMillis) {
        self.block(index, at).text.push_str(text);
    }

    /// Takes a finished block; the last one counts.
    pub(super) fn done(&mut self, index: u32, block: RawJson, at: UnixMillis) {
        self.block(index, at).done = Some(block);
    }

    /// When the last piece was recorded.
    pub(super) fn last(&self) -> UnixMillis {
        self.last
    }

    /// Closes the round as interrupted; `None` if nothing had arrived that is worth keeping. A
    /// stop at that point gives the prompt back instead of leaving an answer.
    pub(super) fn close(self, round: u64, params: Option<&StoredParams>) -> Option<AssistantEntry> {
        let blocks: Vec<_> = self
            .blocks
            .into_values()
            .flat_map(OpenBlock::close)
            .collect();
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
            interrupted: Some(Interruption::Closed),
            damaged: false,
            // Not from the request but from the first piece on: the least that is known.
            timing: Timing {
                first_delta: None,
                thought: None,
                thoughts: Vec::new(),
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
    fn close(self) -> Vec<AssistantBlock> {
        if let Some(raw) = self.done {
            let block = ContentBlock::from_raw(raw);
            return vec![AssistantBlock {
                block,
                complete: true,
                partial_input: None,
            }];
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
            return Vec::new();
        }
        accumulator.finish(End::Cut).blocks
    }
}
