//! An *entry* is one item of a conversation; appended, never edited.
//!
//! An entry keeps what was said as it was said: the blocks of an answer stay raw and are kept even
//! where they can never be sent again. What of it is sent is decided in [`super::messages`].

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::UnixMillis;
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{BlockKind, ContentBlock, ToolCallId, ToolResult, ToolUse};
use crate::api::usage::{Stop, StopReason, Usage};

/// What the model is told of a call that the person stopped, or that was not started because of it.
/// The screen says the same in its own words.
pub const CANCELLED: &str = "Cancelled by the user.";

/// One item of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// The entry it follows; `None` for a first one.
    pub parent: Option<EntryId>,
    /// When it was appended.
    pub at: UnixMillis,
    /// What it is.
    pub kind: EntryKind,
}

/// Names an entry within its session; counts up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryId(pub u64);

/// What an entry is.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// What the person said.
    User(Vec<ContentBlock>),
    /// What the model answered in one round.
    Assistant(Box<AssistantEntry>),
    /// What the tools of the round before answered, in call order.
    ToolResults(Vec<CallResult>),
    /// Something to be seen and never sent.
    Marker(Marker),
}

/// One round of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct AssistantEntry {
    /// The round it came from; closes the round's partial records in the log.
    pub round: u64,
    /// The model as the server named it.
    pub model: String,
    /// The server's message id.
    pub message_id: Option<String>,
    /// The blocks, in order, raw, each with whether it is complete.
    pub blocks: Vec<AssistantBlock>,
    /// Why it stopped.
    pub stop: Stop,
    /// Tokens.
    pub usage: Usage,
    /// Ended by cancel or loss; `blocks` is what had arrived.
    pub interrupted: Option<Interruption>,
    /// A piece came that could not be read, so that a part of it may be missing.
    pub damaged: bool,
    /// When things happened.
    pub timing: Timing,
}

/// What is said of an answer that is damaged.
pub const DAMAGED: &str = "A part of this answer could not be read and is missing";

/// Why an answer is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Interruption {
    /// The person stopped it.
    Cancelled,
    /// The stream failed or ended early.
    Lost {
        /// Why, in one line.
        why: String,
        /// For those who look it up: further causes, a status, a request id; few, and each in one
        /// line. Logs of earlier versions have none.
        details: Vec<String>,
    },
    /// The program was ended by somebody else, or nobody knows how: that is found when the session
    /// is opened again.
    Closed,
    /// The session was copied while it arrived in another window. How it went on is known there.
    Copied,
}

/// Durations of one round in milliseconds, but for those of its parts from sending the request
/// on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timing {
    /// Until the first delta that shows anything.
    pub first_delta: Option<u64>,
    /// How long its thinking took to arrive, all blocks together; `None` if there was none, or
    /// nobody knows.
    pub thought: Option<u64>,
    /// How long each thinking block took; empty where there is only one, or nobody knows.
    pub thoughts: Vec<ThinkingTime>,
    /// Until the end.
    pub total: u64,
    /// How long the server took for calls that it ran itself, where that is known.
    pub serving: Vec<ServingTime>,
}

/// How long one thinking block took to arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThinkingTime {
    /// Which one of the answer's thinking blocks it is, from 0.
    pub nth: usize,
    /// From its start event until it was stopped or another block began, in milliseconds.
    pub millis: u64,
}

/// How long the server took for one of its own calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServingTime {
    /// The call.
    pub id: ToolCallId,
    /// From the end of its input to the beginning of its result, in milliseconds.
    pub millis: u64,
}

/// Of how long each thinking block of an answer took, in order, where that is known: the time of
/// all together, and those of each where there are several. As [`Timing`] has them.
pub fn thinking_times(
    each: impl IntoIterator<Item = Option<u64>>,
) -> (Option<u64>, Vec<ThinkingTime>) {
    let mut n_blocks = 0;
    let mut times = Vec::new();
    for (nth, millis) in each.into_iter().enumerate() {
        n_blocks += 1;
        times.extend(millis.map(|millis| ThinkingTime { nth, millis }));
    }
    let total = times
        .iter()
        .map(|time| time.millis)
        .reduce(u64::saturating_add);
    if n_blocks < 2 {
        times.clear();
    }
    (total, times)
}

/// A duration as entries keep it: in whole milliseconds.
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A call of an answer that is owed a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwedCall<'a> {
    /// Index of its block in the answer.
    pub block: usize,
    /// The call; its input is `{}` when it could not be read.
    pub tool_use: &'a ToolUse,
    /// Can it be run? If not, its input was no JSON and it is answered with an error.
    pub is_readable: bool,
}

/// The result of one call, with what only we know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallResult {
    /// What the model is told.
    pub result: ToolResult,
    /// How it went.
    pub outcome: Outcome,
    /// How long it ran, in milliseconds.
    pub millis: u64,
}

/// How a tool call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It ran and answered.
    Done,
    /// It ran and failed.
    Failed,
    /// The person did not allow it.
    Denied,
    /// It was stopped, or never started.
    Cancelled,
}

/// Something to be seen in the conversation and never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marker {
    /// The history was repaired before sending; what was done, one line each.
    Repaired(Vec<String>),
    /// Any other remark.
    Note(String),
}

impl Entry {
    /// What the person said, if this is a prompt.
    pub fn prompt(&self) -> Option<String> {
        match &self.kind {
            EntryKind::User(blocks) => Some(prompt_text(blocks)),
            EntryKind::Assistant(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
        }
    }
}

/// The text of a prompt: its text blocks, one below the other.
pub fn prompt_text(blocks: &[ContentBlock]) -> String {
    let texts: Vec<&str> = blocks
        .iter()
        .filter_map(|block| match block.kind() {
            BlockKind::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    texts.join("\n")
}

impl AssistantEntry {
    /// The calls of this round that are owed a result, in order, each id once.
    ///
    /// These are the complete ones and, in a whole answer that stopped in order to call tools,
    /// also those whose input was no JSON (API reference, section 4.4, rule 2). A call that was cut
    /// off in its middle is not part of the history and is owed nothing.
    pub fn owed_calls(&self) -> Vec<OwedCall<'_>> {
        let stopped_to_call = self.interrupted.is_none() && self.stopped_for(&StopReason::ToolUse);
        let mut seen = HashSet::new();
        self.blocks
            .iter()
            .enumerate()
            .filter(|(_, live)| live.complete || stopped_to_call)
            .filter_map(|(block, live)| {
                let tool_use = as_tool_use(&live.block)?;
                seen.insert(&tool_use.id).then_some(OwedCall {
                    block,
                    tool_use,
                    is_readable: live.complete,
                })
            })
            .collect()
    }

    /// How long the server took for one of its own calls, in milliseconds, where that is known.
    pub fn serving_time(&self, call: &ToolCallId) -> Option<u64> {
        let mut times = self.timing.serving.iter().rev();
        let time = times.find(|time| time.id == *call)?;
        Some(time.millis)
    }

    /// How long the thinking block at this place took, in milliseconds, where that is known.
    pub fn thinking_time(&self, block: usize) -> Option<u64> {
        let is_thinking =
            |block: &&AssistantBlock| matches!(block.block.kind(), BlockKind::Thinking { .. });
        let n_thoughts = |blocks: &[AssistantBlock]| blocks.iter().filter(is_thinking).count();
        let Timing {
            thought, thoughts, ..
        } = &self.timing;
        if thoughts.is_empty() {
            // One block alone can have taken it.
            return thought.filter(|_| n_thoughts(&self.blocks) == 1);
        }
        let nth = n_thoughts(self.blocks.get(..block)?);
        let time = thoughts.iter().find(|time| time.nth == nth)?;
        Some(time.millis)
    }

    /// May the result of a call that the server runs still come, in a later round of the turn? A
    /// paused answer is taken up again, and one that waits for our results goes on as well.
    pub fn is_going_on(&self) -> bool {
        self.interrupted.is_none()
            && (self.is_paused()
                || self.stopped_for(&StopReason::ToolUse) && !self.owed_calls().is_empty())
    }

    /// Is it a whole answer that the server paused and expects back as it is, to go on?
    pub fn is_paused(&self) -> bool {
        self.interrupted.is_none() && self.stopped_for(&StopReason::PauseTurn)
    }

    /// Did a classifier decline it? Then nothing of it is ever sent back.
    pub fn is_refused(&self) -> bool {
        self.stopped_for(&StopReason::Refusal)
    }

    fn stopped_for(&self, reason: &StopReason) -> bool {
        self.stop.reason.as_ref() == Some(reason)
    }
}

impl CallResult {
    /// The result of a call that was never run or was stopped by the person.
    pub fn cancelled(id: ToolCallId) -> Self {
        Self::not_run(id, CANCELLED)
    }

    /// The result of a call that was not run for another reason, which the model is told.
    pub fn not_run(id: ToolCallId, why: &str) -> Self {
        Self {
            result: ToolResult {
                tool_use_id: id,
                content: why.to_owned(),
                is_error: true,
            },
            outcome: Outcome::Cancelled,
            millis: 0,
        }
    }

    /// Was it the person who stopped it, or kept it from being started?
    pub fn is_cancelled_by_person(&self) -> bool {
        is_cancelled_by_person(self.outcome, &self.result.content)
    }
}

/// Was it the person who stopped a call with this outcome, or kept it from being started? Then this
/// is all that `content` says.
pub fn is_cancelled_by_person(outcome: Outcome, content: &str) -> bool {
    outcome == Outcome::Cancelled && content == CANCELLED
}

fn as_tool_use(block: &ContentBlock) -> Option<&ToolUse> {
    match block.kind() {
        BlockKind::ToolUse(call) => Some(call),
        _ => None,
    }
}
