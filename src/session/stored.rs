//! The *stored form* of a record's data: what stands in the log, member by member.
//!
//! These types exist only to be read and written; they are converted by hand from and to the
//! domain types. Members may be added, with a default for the logs that lack them; none is ever
//! renamed or given another meaning, because readers accept every form that was ever released.
//! Members that are not known are ignored. Blocks are raw JSON, byte for byte.
//!
//! Tagged enums of the serializer cannot carry raw JSON, so an entry is read twice: first what it
//! is ([`StoredHeader`]), then the members of that type.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::SessionId;
use super::record::StoredParams;
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{ContentBlock, ToolCallId, ToolResult};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, StopReason, Usage};
use crate::conversation::UnixMillis;
use crate::conversation::entry::{
    AssistantEntry, CallResult, Entry, EntryId, EntryKind, Interruption, Marker, Outcome, Timing,
};

/// Data of `opened`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredOpened<'a> {
    pub(super) session: Cow<'a, SessionId>,
    #[serde(default)]
    pub(super) app: Cow<'a, str>,
    #[serde(default)]
    pub(super) cwd: Cow<'a, str>,
    #[serde(default)]
    pub(super) params: Cow<'a, StoredParams>,
    #[serde(default)]
    pub(super) demo: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forked_from: Option<Cow<'a, SessionId>>,
}

/// Data of `resumed`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredResumed<'a> {
    #[serde(default)]
    pub(super) app: Cow<'a, str>,
}

/// Data of `block_began` and `block`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredBlock<'a> {
    pub(super) round: u64,
    pub(super) index: u32,
    pub(super) block: Cow<'a, RawJson>,
}

/// Data of `partial`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredPartial<'a> {
    pub(super) round: u64,
    pub(super) index: u32,
    pub(super) text: Cow<'a, str>,
}

/// Data of `head`; no entry means before the first.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredHead {
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) entry: Option<u64>,
}

/// Data of `titled` and `draft`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredText<'a> {
    pub(super) text: Cow<'a, str>,
}

/// Data of `fold`; without a round or a block it is all of the shelf.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredFold<'a> {
    pub(super) shelf: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) block: Option<u64>,
    pub(super) open: bool,
}

/// Data of `closed`: nothing yet.
#[derive(Serialize)]
pub(super) struct StoredNothing {}

/// What every entry has. `type` is `user`, `assistant`, `tool_results` or `marker`.
///
/// `parent` may be null and may not be missing: a damaged line must not become a new root.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredHeader<'a> {
    pub(super) id: u64,
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) parent: Option<u64>,
    #[serde(default)]
    pub(super) at: UnixMillis,
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
}

/// Data of an `entry`, as it is written: the header's members, then those of its type.
#[derive(Serialize)]
pub(super) struct StoredEntry<'a> {
    #[serde(flatten)]
    header: StoredHeader<'a>,
    #[serde(flatten)]
    body: StoredBody<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum StoredBody<'a> {
    User(StoredUser),
    Assistant(Box<StoredAssistant>),
    ToolResults(StoredResults),
    Marker(StoredMarker<'a>),
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredUser {
    #[serde(default)]
    pub(super) blocks: Vec<RawJson>,
}

#[derive(Serialize, Deserialize)]
struct StoredAssistant {
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usage: Option<StoredUsage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interrupted: Option<StoredInterruption>,
    #[serde(default)]
    timing: StoredTiming,
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

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct StoredUsage {
    input: u64,
    cache_write_5m: u64,
    cache_write_1h: u64,
    cache_read: u64,
    output: u64,
    thinking: u64,
    known: bool,
}

/// `by` is `cancelled`, `lost` or `closed`; `why` goes with `lost`.
#[derive(Serialize, Deserialize)]
struct StoredInterruption {
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct StoredTiming {
    #[serde(skip_serializing_if = "Option::is_none")]
    first_delta: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thought: Option<u64>,
    total: u64,
}

#[derive(Serialize, Deserialize)]
struct StoredResults {
    #[serde(default)]
    results: Vec<StoredResult>,
}

/// `outcome` is `done`, `failed`, `denied` or `cancelled`.
#[derive(Serialize, Deserialize)]
struct StoredResult {
    tool_use_id: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    is_error: bool,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    millis: u64,
}

/// `marker` is `repaired` (with `lines`) or `note` (with `text`).
#[derive(Serialize, Deserialize)]
struct StoredMarker<'a> {
    #[serde(default)]
    marker: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    lines: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
}

impl<'a> From<&'a Entry> for StoredEntry<'a> {
    fn from(entry: &'a Entry) -> Self {
        let (kind, body) = match &entry.kind {
            EntryKind::User(blocks) => ("user", StoredBody::User(blocks.as_slice().into())),
            EntryKind::Assistant(entry) => (
                "assistant",
                StoredBody::Assistant(Box::new(entry.as_ref().into())),
            ),
            EntryKind::ToolResults(results) => (
                "tool_results",
                StoredBody::ToolResults(results.as_slice().into()),
            ),
            EntryKind::Marker(marker) => ("marker", StoredBody::Marker(marker.into())),
        };
        let header = StoredHeader {
            id: entry.id.0,
            parent: entry.parent.map(|id| id.0),
            at: entry.at,
            kind: kind.into(),
        };
        Self { header, body }
    }
}

/// Reads the data of an `entry`. `Ok(None)` for a type of entry that this version does not know.
pub(super) fn read_entry(data: &str) -> serde_json::Result<Option<Entry>> {
    let header: StoredHeader<'_> = serde_json::from_str(data)?;
    let kind = match header.kind.as_ref() {
        "user" => EntryKind::User(serde_json::from_str::<StoredUser>(data)?.into()),
        "assistant" => {
            let stored: StoredAssistant = serde_json::from_str(data)?;
            EntryKind::Assistant(Box::new(stored.into()))
        }
        "tool_results" => {
            EntryKind::ToolResults(serde_json::from_str::<StoredResults>(data)?.into())
        }
        "marker" => EntryKind::Marker(serde_json::from_str::<StoredMarker<'_>>(data)?.into()),
        _ => return Ok(None),
    };
    let parent = header.parent.map(EntryId);
    Ok(Some(Entry {
        id: EntryId(header.id),
        parent,
        at: header.at,
        kind,
    }))
}

impl From<&[ContentBlock]> for StoredUser {
    fn from(blocks: &[ContentBlock]) -> Self {
        Self {
            blocks: blocks.iter().map(|b| b.raw().clone()).collect(),
        }
    }
}

impl From<StoredUser> for Vec<ContentBlock> {
    fn from(stored: StoredUser) -> Self {
        stored
            .blocks
            .into_iter()
            .map(ContentBlock::from_raw)
            .collect()
    }
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
            usage: (entry.usage != Usage::default()).then(|| entry.usage.into()),
            interrupted: entry.interrupted.as_ref().map(Into::into),
            timing: StoredTiming {
                first_delta: entry.timing.first_delta,
                thought: entry.timing.thought,
                total: entry.timing.total,
            },
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
            usage: stored.usage.map(Into::into).unwrap_or_default(),
            interrupted: stored.interrupted.map(Into::into),
            timing: Timing {
                first_delta: stored.timing.first_delta,
                thought: stored.timing.thought,
                total: stored.timing.total,
            },
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

impl From<Usage> for StoredUsage {
    fn from(usage: Usage) -> Self {
        // Taken apart by name, so that a new counter cannot be forgotten here.
        let Usage {
            input,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            thinking,
            known,
        } = usage;
        Self {
            input,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            thinking,
            known,
        }
    }
}

impl From<StoredUsage> for Usage {
    fn from(stored: StoredUsage) -> Self {
        let StoredUsage {
            input,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            thinking,
            known,
        } = stored;
        Self {
            input,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            thinking,
            known,
        }
    }
}

impl From<&Interruption> for StoredInterruption {
    fn from(interruption: &Interruption) -> Self {
        let (by, why) = match interruption {
            Interruption::Cancelled => ("cancelled", None),
            Interruption::Lost(why) => ("lost", Some(why.clone())),
            Interruption::Closed => ("closed", None),
        };
        Self {
            by: by.to_owned(),
            why,
        }
    }
}

impl From<StoredInterruption> for Interruption {
    fn from(stored: StoredInterruption) -> Self {
        match stored.by.as_str() {
            "cancelled" => Self::Cancelled,
            "closed" => Self::Closed,
            // A reason of a later version is still a reason.
            _ => Self::Lost(stored.why.unwrap_or(stored.by)),
        }
    }
}

impl From<&[CallResult]> for StoredResults {
    fn from(results: &[CallResult]) -> Self {
        let stored = |call: &CallResult| StoredResult {
            tool_use_id: call.result.tool_use_id.0.clone(),
            content: call.result.content.clone(),
            is_error: call.result.is_error,
            outcome: outcome_name(call.outcome).to_owned(),
            millis: call.millis,
        };
        Self {
            results: results.iter().map(stored).collect(),
        }
    }
}

impl From<StoredResults> for Vec<CallResult> {
    fn from(stored: StoredResults) -> Self {
        let result = |stored: StoredResult| CallResult {
            outcome: outcome_named(&stored.outcome, stored.is_error),
            millis: stored.millis,
            result: ToolResult {
                tool_use_id: ToolCallId(stored.tool_use_id),
                content: stored.content,
                is_error: stored.is_error,
            },
        };
        stored.results.into_iter().map(result).collect()
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
        Outcome::Denied => "denied",
        Outcome::Cancelled => "cancelled",
    }
}

fn outcome_named(name: &str, is_error: bool) -> Outcome {
    match name {
        "done" => Outcome::Done,
        "failed" => Outcome::Failed,
        "denied" => Outcome::Denied,
        "cancelled" => Outcome::Cancelled,
        _ if is_error => Outcome::Failed,
        _ => Outcome::Done,
    }
}

impl<'a> From<&'a Marker> for StoredMarker<'a> {
    fn from(marker: &'a Marker) -> Self {
        match marker {
            Marker::Repaired(lines) => Self {
                marker: "repaired".into(),
                lines: lines.into(),
                text: None,
            },
            Marker::Note(text) => Self {
                marker: "note".into(),
                lines: Cow::default(),
                text: Some(text.as_str().into()),
            },
        }
    }
}

impl From<StoredMarker<'_>> for Marker {
    fn from(stored: StoredMarker<'_>) -> Self {
        match stored.marker.as_ref() {
            "repaired" => Self::Repaired(stored.lines.into_owned()),
            // A marker of a later version keeps its place in the tree and what words it has.
            _ => Self::Note(stored.text.unwrap_or(stored.marker).into_owned()),
        }
    }
}
