//! *Thinking times* are how long the thinking blocks of a round take, as far as it can be seen from
//! here: each from its start event until it is stopped, or another block begins.
//!
//! Only the newest block is looked at, so that a delta costs the same however many there were. Of
//! an answer that comes whole nothing is known.

use std::time::{Duration, Instant};

use crate::api::accumulator::{LiveBlock, LiveKind};
use crate::conversation::entry::{ThinkingTime, millis, thinking_times};

/// The thinking blocks of one round.
///
/// # Invariants
///
/// `blocks` is in order of index: a newer block has a larger one.
#[derive(Debug, Clone, Default)]
pub struct ThinkingTimes {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
struct Block {
    /// As in [`LiveBlock::index`].
    index: u32,
    since: Instant,
    took: Option<Duration>,
}

impl ThinkingTimes {
    /// Takes note of what has just arrived.
    pub(super) fn note(&mut self, newest: Option<&LiveBlock>, now: Instant) {
        let open = newest.filter(|block| block.done.is_none() && is_thinking(block));
        let open = open.map(|block| block.index);
        if let Some(last) = self.blocks.last_mut()
            && Some(last.index) != open
        {
            last.took
                .get_or_insert(now.saturating_duration_since(last.since));
        }
        let last = self.blocks.last().map(|block| block.index);
        if let Some(index) = open.filter(|_| open > last) {
            self.blocks.push(Block {
                index,
                since: now,
                took: None,
            });
        }
    }

    /// How long the block with this index has taken at `now`, or took.
    pub fn time(&self, index: u32, now: Instant) -> Option<Duration> {
        let at = self
            .blocks
            .binary_search_by_key(&index, |block| block.index);
        let block = self.blocks.get(at.ok()?)?;
        Some(block.time(now))
    }

    /// How long those among the `blocks` of the answer took, up to `now`: all together, and each of
    /// them where there are several.
    pub(super) fn times<'a>(
        &self,
        blocks: impl Iterator<Item = &'a LiveBlock>,
        now: Instant,
    ) -> (Option<u64>, Vec<ThinkingTime>) {
        let thoughts = blocks.filter(|block| is_thinking(block));
        thinking_times(thoughts.map(|block| self.time(block.index, now).map(millis)))
    }
}

impl Block {
    fn time(&self, now: Instant) -> Duration {
        let so_far = || now.saturating_duration_since(self.since);
        self.took.unwrap_or_else(so_far)
    }
}

fn is_thinking(block: &LiveBlock) -> bool {
    matches!(block.kind, LiveKind::Thinking(_))
}
