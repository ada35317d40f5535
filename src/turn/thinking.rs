//! How long the *thinking* of a round takes, block by block, as far as it can be seen from here: a
//! block is thought from its first delta until something else arrives.
//!
//! Only what has just arrived is looked at, as with the calls that the server runs. Of an answer
//! that comes whole nothing is known.

use std::time::{Duration, Instant};

use crate::api::accumulator::{LiveBlock, LiveKind};
use crate::conversation::entry::{ThoughtTime, millis};

/// The thinking blocks of one round, in the order in which they began.
#[derive(Debug, Clone, Default)]
pub struct Thinking {
    thoughts: Vec<Thought>,
}

#[derive(Debug, Clone)]
struct Thought {
    /// The block, as in [`LiveBlock::index`].
    index: u32,
    since: Instant,
    took: Option<Duration>,
}

impl Thinking {
    /// Takes note of what has just arrived.
    pub(super) fn note(&mut self, newest: Option<&LiveBlock>, now: Instant) {
        let open = newest.filter(|block| block.done.is_none() && is_thinking(block));
        let open = open.map(|block| block.index);
        if let Some(last) = self.thoughts.last_mut()
            && Some(last.index) != open
        {
            let took = now.saturating_duration_since(last.since);
            last.took.get_or_insert(took);
        }
        if let Some(index) = open
            && !self.thoughts.iter().any(|thought| thought.index == index)
        {
            self.thoughts.push(Thought {
                index,
                since: now,
                took: None,
            });
        }
    }

    /// How long the block with this index has been thought at `now`, or was.
    pub fn time(&self, index: u32, now: Instant) -> Option<Duration> {
        let mut thoughts = self.thoughts.iter().rev();
        let thought = thoughts.find(|thought| thought.index == index)?;
        Some(thought.time(now))
    }

    /// How long all of them took, up to `now`; nothing if there is none.
    pub fn total(&self, now: Instant) -> Option<Duration> {
        let times = self.thoughts.iter().map(|thought| thought.time(now));
        times.reduce(|a, b| a + b)
    }

    /// How long each of them took, up to `now`, where `blocks` has several.
    pub(super) fn times(&self, blocks: &[LiveBlock], now: Instant) -> Vec<ThoughtTime> {
        let all = blocks.iter().filter(|block| is_thinking(block));
        if all.clone().nth(1).is_none() {
            return Vec::new();
        }
        let time = |(nth, block): (usize, &LiveBlock)| {
            Some(ThoughtTime {
                nth,
                millis: millis(self.time(block.index, now)?),
            })
        };
        all.enumerate().filter_map(time).collect()
    }
}

impl Thought {
    fn time(&self, now: Instant) -> Duration {
        let so_far = || now.saturating_duration_since(self.since);
        self.took.unwrap_or_else(so_far)
    }
}

fn is_thinking(block: &LiveBlock) -> bool {
    matches!(block.kind, LiveKind::Thinking(_))
}
