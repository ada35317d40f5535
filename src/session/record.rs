//! A *record* is one line of a session's log: something that happened and is never taken back.
//!
//! Records are written in the order in which things happened and only ever added. This file says
//! what may be recorded; how a record is spelled stands in `codec` and `stored`, whose types are
//! separate from the domain types, so that either can change without the other. What a record
//! means for the conversation is decided by `replay`.
//!
//! A round that is still running is recorded piece by piece (`BlockBegan`, `Partial`, `Block`);
//! its `Entry`, written when it ends, replaces all of them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use super::SessionId;
use crate::api::model::Effort;
use crate::api::raw::RawJson;
use crate::api::request::{Dialect, Thinking};
use crate::conversation::UnixMillis;
use crate::conversation::entry::{Entry, EntryId};

/// The version that this program writes.
pub const RECORD_VERSION: u16 = 1;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordLine {
    /// Version of the record's form.
    pub v: u16,
    /// Counts up from 1 within a file.
    pub seq: u64,
    /// When it was made.
    pub at: UnixMillis,
    /// What it says.
    pub record: Record,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// The first record: what the session is made of.
    Opened {
        /// The session's own name.
        session: SessionId,
        /// Version of the program that opened it.
        app: String,
        /// The working folder, as text.
        cwd: String,
        /// Frozen from here on.
        params: StoredParams,
        /// Is it held with the built-in demo model?
        demo: bool,
        /// The session whose records were copied into this one.
        forked_from: Option<SessionId>,
    },
    /// The session was opened again by a later run.
    Resumed {
        /// Version of the program.
        app: String,
    },
    /// A complete entry.
    Entry(Entry),
    /// A block of a running round has begun.
    BlockBegan {
        /// The round's number within the session.
        round: u64,
        /// The block's index as the server counts.
        index: u32,
        /// The block as its start event had it.
        block: RawJson,
    },
    /// Text that was appended to a block of a running round, after `BlockBegan` and the partials
    /// before this one. Text that stood in the start event already is not repeated.
    Partial {
        /// The round's number within the session.
        round: u64,
        /// The block's index as the server counts.
        index: u32,
        /// Answer or thinking text, or a piece of a tool's input, by the kind of the block.
        text: String,
    },
    /// A finished block of a running round; replaces its beginning and its partials.
    Block {
        /// The round's number within the session.
        round: u64,
        /// The block's index as the server counts.
        index: u32,
        /// The whole block, byte for byte.
        block: RawJson,
    },
    /// The head moved; `None` is before the first entry.
    Head(Option<EntryId>),
    /// The session was given a title.
    Titled(String),
    /// Unsent composer text; empty when it was sent or cleared.
    Draft(String),
    /// Something was folded or opened by hand.
    Fold(Fold),
    /// The run that wrote this log ended in order.
    Closed,
    /// A record of a later version.
    Unknown {
        /// Its kind, as it is spelled.
        kind: String,
        /// Its data, untouched.
        data: RawJson,
    },
}

/// What was folded or opened by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Of what kind, and where on the screen.
    pub shelf: Shelf,
    /// Which one: its round and its block there. `None` for all that there are: what was said of
    /// single ones before no longer holds.
    pub block: Option<(u64, u64)>,
    /// Open, or folded?
    pub open: bool,
}

/// A kind of thing that folds, in one of the places where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shelf {
    /// Thinking, in the conversation.
    Thinking,
    /// Tool calls, in the conversation.
    Calls,
    /// Thinking, in its own pane.
    ThinkingPane,
    /// Tool calls, in the activity pane.
    ActivityPane,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Thinking,
        Self::Calls,
        Self::ThinkingPane,
        Self::ActivityPane,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thinking => "thinking",
            Self::Calls => "calls",
            Self::ThinkingPane => "thinking-pane",
            Self::ActivityPane => "activity-pane",
        }
    }

    /// The one of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.name() == name)
    }
}

impl Record {
    /// Is there something in it that a person would miss?
    ///
    /// A session of which nothing else was recorded need not exist: it was opened, left alone and
    /// closed.
    pub fn matters(&self) -> bool {
        match self {
            Self::Opened { .. } | Self::Resumed { .. } | Self::Closed | Self::Head(None) => false,
            Self::Fold(_) => false,
            Self::Draft(text) => !text.is_empty(),
            Self::Entry(_)
            | Self::BlockBegan { .. }
            | Self::Partial { .. }
            | Self::Block { .. }
            | Self::Head(Some(_))
            | Self::Titled(_)
            | Self::Unknown { .. } => true,
        }
    }
}

/// The parameters of a session as they are saved.
///
/// Every member may be missing; a value that a later version wrote and this one does not know
/// reads as the default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredParams {
    /// The model that is asked for; empty when the log does not say.
    pub model: String,
    /// Output limit in tokens.
    pub max_tokens: u32,
    /// The system prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// What was chosen about thinking.
    #[serde(deserialize_with = "known_or_default")]
    pub thinking: Thinking,
    /// Level of effort; `None` leaves it to the server.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "known_or_default"
    )]
    pub effort: Option<Effort>,
    /// Names of the tools.
    pub tools: Vec<String>,
    /// Whom the session talks to.
    #[serde(deserialize_with = "known_or_default")]
    pub dialect: Dialect,
}

/// Reads a value whose names may grow: an unknown one is the default instead of an error, which
/// would cost the whole record.
fn known_or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
