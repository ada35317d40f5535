//! *Serving* is the server's work on calls that it runs itself, as far as it can be seen from here:
//! a call is being served from the end of its input until its result begins.
//!
//! Only what has just arrived is looked at, so that a delta costs the same however many calls there
//! were. Of an answer that comes whole nothing is known; neither of a call whose result comes in a
//! later round.

use std::time::{Duration, Instant};

use crate::api::accumulator::{LiveBlock, LiveKind};
use crate::api::content::ToolCallId;
use crate::conversation::entry::{ServingTime, millis};

/// The calls of one round that were served, in their order.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    calls: Vec<Served>,
    /// The block that was noted last, by the server's index.
    noted: Option<u32>,
}

#[derive(Debug, Clone)]
struct Served {
    id: ToolCallId,
    since: Instant,
    took: Option<Duration>,
}

impl Serving {
    /// Takes note of what has just arrived.
    pub(super) fn note(&mut self, newest: Option<&LiveBlock>, now: Instant) {
        let Some(newest) = newest.filter(|block| self.noted != Some(block.index)) else {
            return;
        };
        match &newest.kind {
            LiveKind::ServerToolUse { id, .. } if newest.done.is_some() => {
                self.calls.push(Served {
                    id: id.clone(),
                    since: now,
                    took: None,
                });
            }
            LiveKind::ServerToolResult { tool_use_id } => {
                let mut calls = self.calls.iter_mut().rev();
                if let Some(call) = calls.find(|call| call.id == *tool_use_id) {
                    let took = now.saturating_duration_since(call.since);
                    call.took.get_or_insert(took);
                }
            }
            LiveKind::Text(_)
            | LiveKind::Thinking(_)
            | LiveKind::ToolUse { .. }
            | LiveKind::ServerToolUse { .. }
            | LiveKind::Other(_) => return,
        }
        self.noted = Some(newest.index);
    }

    /// How long a call has been served at `now`, or was.
    pub fn time(&self, id: &ToolCallId, now: Instant) -> Option<Duration> {
        let call = self.calls.iter().rev().find(|call| call.id == *id)?;
        let so_far = || now.saturating_duration_since(call.since);
        Some(call.took.unwrap_or_else(so_far))
    }

    /// The times of the calls that have their result.
    pub(super) fn times(&self) -> Vec<ServingTime> {
        let time = |call: &Served| {
            Some(ServingTime {
                id: call.id.clone(),
                millis: millis(call.took?),
            })
        };
        self.calls.iter().filter_map(time).collect()
    }
}
