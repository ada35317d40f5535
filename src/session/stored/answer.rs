//! The stored form of an answer: its blocks, how it ended, what it cost and how long it took.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::api::accumulator::AssistantBlock;
use crate::api::content::{ContentBlock, ToolCallId};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, StopReason, Usage};
use crate::conversation::entry::{AssistantEntry, Interruption, ServingTime, ThinkingTime, Timing};

/// Data of an `entry` of the type `assistant`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredAssistant {
    #[serde(default)]
    round: u64,
    #[serde(default)]
    model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(default)]
    blocks: Vec<RawJson>,
    /// Which of `blocks` are not whole; absent in nearly every entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cut: Vec<StoredCut>,
    #[serde(default)]
    stop: StoredStop,
    #[serde(default, with = "StoredUsage", skip_serializing_if = "is_unknown")]
    usage: Usage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interrupted: Option<StoredInterruption>,
    /// Absent in nearly every entry.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    damaged: bool,
    #[serde(default, with = "StoredTiming")]
    timing: Timing,
}

/// `block` is a position in `blocks`; `input` is the beginning of a tool's input.
#[derive(Serialize, Deserialize)]
struct StoredCut {
    block: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<String>,
}

/// `reason` as the API names it.
#[derive(Serialize, Deserialize, Default)]
struct StoredStop {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<RawJson>,
}

/// The members of [`Usage`], read and written by one list.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Usage")]
struct StoredUsage {
    #[serde(default)]
    input: u64,
    #[serde(default)]
    cache_write_5m: u64,
    #[serde(default)]
    cache_write_1h: u64,
    #[serde(default)]
    cache_read: u64,
    #[serde(default)]
    output: u64,
    #[serde(default)]
    thinking: u64,
    #[serde(default)]
    known: bool,
}

/// `by` is `cancelled`, `lost`, `closed` or `copied`; `why` and `details` go with `lost`.
#[derive(Serialize, Deserialize)]
struct StoredInterruption {
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    details: Vec<String>,
}

/// The members of [`Timing`], likewise.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Timing")]
struct StoredTiming {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_delta: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thought: Option<u64>,
    #[serde(
        default,
        with = "Each::<StoredThinkingTime>",
        skip_serializing_if = "Vec::is_empty"
    )]
    thoughts: Vec<ThinkingTime>,
    #[serde(default)]
    total: u64,
    #[serde(
        default,
        with = "Each::<StoredServingTime>",
        skip_serializing_if = "Vec::is_empty"
    )]
    serving: Vec<ServingTime>,
}

/// How long a thinking block took; `nth` is its place among all of them.
#[derive(Serialize, Deserialize)]
struct StoredThinkingTime {
    #[serde(default)]
    nth: usize,
    #[serde(default)]
    millis: u64,
}

/// How long the server took for a call.
#[derive(Serialize, Deserialize)]
struct StoredServingTime {
    #[serde(default)]
    call: String,
    #[serde(default)]
    millis: u64,
}

/// A list, each item of which is written and read as an `S`.
struct Each<S>(PhantomData<S>);

impl<S> Each<S> {
    fn serialize<'a, T, Z>(items: &'a [T], to: Z) -> Result<Z::Ok, Z::Error>
    where
        S: From<&'a T> + Serialize,
        Z: Serializer,
    {
        to.collect_seq(items.iter().map(S::from))
    }

    fn deserialize<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
    where
        S: Deserialize<'de> + Into<T>,
        D: Deserializer<'de>,
    {
        let stored: Vec<S> = Vec::deserialize(from)?;
        Ok(stored.into_iter().map(Into::into).collect())
    }
}

/// Is no counter known? Then nothing is written of them.
fn is_unknown(usage: &Usage) -> bool {
    *usage == Usage::default()
}

impl From<&AssistantEntry> for StoredAssistant {
    fn from(entry: &AssistantEntry) -> Self {
        let cut = entry.blocks.iter().enumerate().filter(|(_, b)| !b.complete);
        Self {
            round: entry.round,
            model: entry.model.clone(),
            message_id: entry.message_id.clone(),
            blocks: entry.blocks.iter().map(|b| b.block.raw().clone()).collect(),
            cut: cut
                .map(|(block, b)| StoredCut {
                    block,
                    input: b.partial_input.clone(),
                })
                .collect(),
            stop: (&entry.stop).into(),
            usage: entry.usage,
            interrupted: entry.interrupted.as_ref().map(Into::into),
            damaged: entry.damaged,
            timing: entry.timing.clone(),
        }
    }
}

impl From<StoredAssistant> for AssistantEntry {
    fn from(stored: StoredAssistant) -> Self {
        let mut blocks: Vec<AssistantBlock> = stored
            .blocks
            .into_iter()
            .map(|raw| AssistantBlock {
                block: ContentBlock::from_raw(raw),
                complete: true,
                partial_input: None,
            })
            .collect();
        for cut in stored.cut {
            if let Some(block) = blocks.get_mut(cut.block) {
                block.complete = false;
                block.partial_input = cut.input;
            }
        }
        Self {
            round: stored.round,
            model: stored.model,
            message_id: stored.message_id,
            blocks,
            stop: stored.stop.into(),
            usage: stored.usage,
            interrupted: stored.interrupted.map(Into::into),
            damaged: stored.damaged,
            timing: stored.timing,
        }
    }
}

impl From<&Stop> for StoredStop {
    fn from(stop: &Stop) -> Self {
        Self {
            reason: stop.reason.as_ref().map(|r| r.name().to_owned()),
            sequence: stop.sequence.clone(),
            details: stop.details.clone(),
        }
    }
}

impl From<StoredStop> for Stop {
    fn from(stored: StoredStop) -> Self {
        Self {
            reason: stored.reason.as_deref().map(StopReason::from_name),
            sequence: stored.sequence,
            details: stored.details,
        }
    }
}

impl From<&Interruption> for StoredInterruption {
    fn from(interruption: &Interruption) -> Self {
        let (by, why, details) = match interruption {
            Interruption::Cancelled => ("cancelled", None, Vec::new()),
            Interruption::Lost { why, details } => ("lost", Some(why.clone()), details.clone()),
            Interruption::Closed => ("closed", None, Vec::new()),
            Interruption::Copied => ("copied", None, Vec::new()),
        };
        Self {
            by: by.to_owned(),
            why,
            details,
        }
    }
}

impl From<StoredInterruption> for Interruption {
    fn from(stored: StoredInterruption) -> Self {
        match stored.by.as_str() {
            "cancelled" => Self::Cancelled,
            "closed" => Self::Closed,
            "copied" => Self::Copied,
            // A reason of a later version is still a reason.
            _ => Self::Lost {
                why: stored.why.unwrap_or(stored.by),
                details: stored.details,
            },
        }
    }
}

impl From<&ThinkingTime> for StoredThinkingTime {
    fn from(time: &ThinkingTime) -> Self {
        let &ThinkingTime { nth, millis } = time;
        Self { nth, millis }
    }
}

impl From<StoredThinkingTime> for ThinkingTime {
    fn from(stored: StoredThinkingTime) -> Self {
        let StoredThinkingTime { nth, millis } = stored;
        Self { nth, millis }
    }
}

impl From<&ServingTime> for StoredServingTime {
    fn from(time: &ServingTime) -> Self {
        Self {
            call: time.id.0.clone(),
            millis: time.millis,
        }
    }
}

impl From<StoredServingTime> for ServingTime {
    fn from(stored: StoredServingTime) -> Self {
        Self {
            id: ToolCallId(stored.call),
            millis: stored.millis,
        }
    }
}
