//! The *times* of an answer are how long its parts take, whether it is arriving or committed.

use std::time::Instant;

use crate::api::content::ToolCallId;
use crate::conversation::entry::{AssistantEntry, millis};
use crate::turn::Round;

/// The times of a round; all in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Times<'a> {
    /// It is arriving; it is this late.
    Live(&'a Round, Instant),
    /// All of it is here.
    Over(&'a AssistantEntry),
}

impl Times<'_> {
    /// How long a call was served, or has been so far.
    pub fn served(&self, call: &ToolCallId) -> Option<u64> {
        match self {
            Self::Live(round, now) => round.serving.time(call, *now).map(millis),
            Self::Over(answer) => answer.serving_time(call),
        }
    }

    /// How long the block at this place was thought, or has been so far.
    pub fn thought(&self, block: usize) -> Option<u64> {
        match self {
            Self::Live(round, now) => {
                let block = round.accumulator.blocks().get(block)?;
                round.thinking.time(block.index, *now).map(millis)
            }
            Self::Over(answer) => answer.thinking_time(block),
        }
    }
}
