//! The *stored form* of a record's data: what stands in the log, member by member.
//!
//! These types exist only to be read and written; they are converted by hand from and to the
//! domain types. Members may be added, with a default for the logs that lack them; none is ever
//! renamed or given another meaning, because readers accept every form that was ever released.
//! Members that are not known are ignored. Blocks are raw JSON, byte for byte.
//!
//! Tagged enums of the serializer cannot carry raw JSON, so an entry is read twice: first what it
//! is ([`StoredHeader`]), then the members of that type.

mod answer;
mod results;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use self::answer::StoredAssistant;
use self::results::StoredResults;
use super::SessionId;
use super::record::StoredParams;
use crate::api::content::ContentBlock;
use crate::api::raw::RawJson;
use crate::conversation::UnixMillis;
use crate::conversation::entry::{Entry, EntryId, EntryKind, Marker};

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
