//! The *codec* turns a record into one line of JSON and back.
//!
//! A line is `{"v":1,"seq":12,"at":1790000000000,"kind":"entry","data":{…}}` and a line end. `at`
//! is in milliseconds since 1970; what `data` holds for each kind stands in `stored`. Reading
//! takes any bytes: a line that is damaged or cut is a value that says so, in its place, and hurts
//! none of its neighbors; a kind or a member of a later version is kept or ignored, never an
//! error. Whether a record makes sense after the one before it is for `replay`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::SessionId;
use super::record::{Fold, RECORD_VERSION, Record, RecordLine, Shelf, StoredParams};
use super::stored::{
    StoredBlock, StoredEntry, StoredFold, StoredHead, StoredNothing, StoredOpened, StoredPartial,
    StoredResumed, StoredText, read_entry,
};
use crate::api::raw::RawJson;
use crate::conversation::UnixMillis;
use crate::conversation::entry::EntryId;

/// Longest line that is read, in bytes, without its line end.
///
/// An entry holds the blocks of one answer, each of which came in a frame of at most 64 MiB; what
/// is longer than this was not written by this program.
pub const MAX_LINE: usize = 256 * 1024 * 1024;

/// Why a line could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// In words; never a piece of the line.
    pub reason: String,
    /// Was it the last line, without its line end? Then a write was cut, which is no damage.
    pub torn: bool,
}

/// The line, without its line end.
pub fn encode(line: &RecordLine) -> String {
    match &line.record {
        Record::Opened {
            session,
            app,
            cwd,
            params,
            demo,
            forked_from,
        } => spell(
            line,
            "opened",
            StoredOpened {
                session: Cow::Borrowed(session),
                app: app.into(),
                cwd: cwd.into(),
                params: Cow::Borrowed(params),
                demo: *demo,
                forked_from: forked_from.as_ref().map(Cow::Borrowed),
            },
        ),
        Record::Resumed { app } => spell(line, "resumed", StoredResumed { app: app.into() }),
        Record::Entry(entry) => spell(line, "entry", StoredEntry::from(entry)),
        Record::BlockBegan {
            round,
            index,
            block,
        } => spell(line, "block_began", stored_block(*round, *index, block)),
        Record::Partial { round, index, text } => {
            let data = StoredPartial {
                round: *round,
                index: *index,
                text: text.into(),
            };
            spell(line, "partial", data)
        }
        Record::Block {
            round,
            index,
            block,
        } => spell(line, "block", stored_block(*round, *index, block)),
        Record::Head(entry) => spell(
            line,
            "head",
            StoredHead {
                entry: entry.map(|id| id.0),
            },
        ),
        Record::Titled(text) => spell(line, "titled", StoredText { text: text.into() }),
        Record::Draft(text) => spell(line, "draft", StoredText { text: text.into() }),
        Record::Fold(Fold { shelf, block, open }) => {
            let data = StoredFold {
                shelf: shelf.name().into(),
                round: block.map(|(round, _)| round),
                block: block.map(|(_, block)| block),
                open: *open,
            };
            spell(line, "fold", data)
        }
        Record::Closed => spell(line, "closed", StoredNothing {}),
        Record::Unknown { kind, data } => spell(line, kind, data),
    }
}

/// Reads a whole file's text, a line when it is asked for. Lines that cannot be read are reported
/// in their place; empty ones are passed over.
///
/// A last line without its line end is taken if it is whole; no beginning of a record is itself
/// a record, so nothing can be mistaken.
pub fn decode_all(bytes: &[u8]) -> impl Iterator<Item = Result<RecordLine, BadLine>> {
    numbered_lines(bytes).map(|line| line.decode())
}

/// One line of a log, not yet read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLine<'a> {
    /// Counted from 1.
    pub number: usize,
    /// Without its line end; never empty.
    pub bytes: &'a [u8],
    /// Was there no line end?
    pub torn: bool,
}

/// The lines of a file, empty ones passed over.
pub fn numbered_lines(bytes: &[u8]) -> impl Iterator<Item = LogLine<'_>> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .enumerate()
        .filter_map(|(line_idx, bytes)| {
            let torn = !bytes.ends_with(b"\n");
            let bytes = bytes.trim_ascii_end();
            (!bytes.is_empty()).then_some(LogLine {
                number: line_idx + 1,
                bytes,
                torn,
            })
        })
}

impl LogLine<'_> {
    /// Reads the record on this line.
    pub fn decode(&self) -> Result<RecordLine, BadLine> {
        read_line(self.bytes).map_err(|reason| BadLine {
            line: self.number,
            reason,
            torn: self.torn,
        })
    }
}

/// What every line has; `data` points into the line.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    v: u16,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    pub(super) at: UnixMillis,
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads a line as far as its kind. Fails with the reason in words.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        if bytes.len() > MAX_LINE {
            return Err(format!("is longer than {} MiB", MAX_LINE / 1024 / 1024));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|error| format!("is not UTF-8 from byte {} on", error.valid_up_to()))?;
        serde_json::from_str(text).map_err(|error| in_words(&error))
    }

    /// The text of the data; `null` when there is none.
    pub(super) fn data(&self) -> &'a str {
        self.data.map_or("null", RawValue::get)
    }
}

#[derive(Serialize)]
struct Spelled<'a, T> {
    v: u16,
    seq: u64,
    at: UnixMillis,
    kind: &'a str,
    data: T,
}

fn spell<T: Serialize>(line: &RecordLine, kind: &str, data: T) -> String {
    let spelled = Spelled {
        v: line.v,
        seq: line.seq,
        at: line.at,
        kind,
        data,
    };
    let text = serde_json::to_string(&spelled);
    debug_assert!(text.is_ok(), "a record always serializes");
    // An empty line is passed over by every reader.
    text.unwrap_or_default()
}

fn stored_block(round: u64, index: u32, block: &RawJson) -> StoredBlock<'_> {
    StoredBlock {
        round,
        index,
        block: Cow::Borrowed(block),
    }
}

fn read_line(bytes: &[u8]) -> Result<RecordLine, String> {
    let envelope = Envelope::read(bytes)?;
    let record = match read_record(&envelope.kind, envelope.data()) {
        Ok(Some(record)) => record,
        // A later version may spell a kind we know in a way we do not.
        Err(_) if envelope.v > RECORD_VERSION => unknown(&envelope)?,
        Ok(None) => unknown(&envelope)?,
        Err(error) => return Err(format!("{} of its data", in_words(&error))),
    };
    Ok(RecordLine {
        v: envelope.v,
        seq: envelope.seq,
        at: envelope.at,
        record,
    })
}

/// Reads the data of a record by its kind; `Ok(None)` for what this version does not know.
fn read_record(kind: &str, data: &str) -> serde_json::Result<Option<Record>> {
    Ok(Some(match kind {
        "opened" => {
            let stored: StoredOpened<'_> = serde_json::from_str(data)?;
            Record::Opened {
                session: stored.session.into_owned(),
                app: stored.app.into_owned(),
                cwd: stored.cwd.into_owned(),
                params: StoredParams::clone(&stored.params),
                demo: stored.demo,
                forked_from: stored.forked_from.map(Cow::<SessionId>::into_owned),
            }
        }
        "resumed" => {
            let stored: StoredResumed<'_> = serde_json::from_str(data)?;
            Record::Resumed {
                app: stored.app.into_owned(),
            }
        }
        "entry" => return Ok(read_entry(data)?.map(Record::Entry)),
        "block_began" => {
            let stored: StoredBlock<'_> = serde_json::from_str(data)?;
            let StoredBlock {
                round,
                index,
                block,
            } = stored;
            Record::BlockBegan {
                round,
                index,
                block: block.into_owned(),
            }
        }
        "partial" => {
            let stored: StoredPartial<'_> = serde_json::from_str(data)?;
            let StoredPartial { round, index, text } = stored;
            Record::Partial {
                round,
                index,
                text: text.into_owned(),
            }
        }
        "block" => {
            let stored: StoredBlock<'_> = serde_json::from_str(data)?;
            let StoredBlock {
                round,
                index,
                block,
            } = stored;
            Record::Block {
                round,
                index,
                block: block.into_owned(),
            }
        }
        "head" => {
            let stored: StoredHead = serde_json::from_str(data)?;
            Record::Head(stored.entry.map(EntryId))
        }
        "titled" => {
            let stored: StoredText<'_> = serde_json::from_str(data)?;
            Record::Titled(stored.text.into_owned())
        }
        "draft" => {
            let stored: StoredText<'_> = serde_json::from_str(data)?;
            Record::Draft(stored.text.into_owned())
        }
        "fold" => {
            let stored: StoredFold<'_> = serde_json::from_str(data)?;
            let Some(shelf) = Shelf::of_name(&stored.shelf) else {
                return Ok(None);
            };
            // Half of a place is none; that it meant all of them would be a bold guess.
            if stored.round.is_some() != stored.block.is_some() {
                return Ok(None);
            }
            Record::Fold(Fold {
                shelf,
                block: stored.round.zip(stored.block),
                open: stored.open,
            })
        }
        "closed" => Record::Closed,
        _ => return Ok(None),
    }))
}

fn unknown(envelope: &Envelope<'_>) -> Result<Record, String> {
    let data = RawJson::parse(envelope.data()).ok_or("its data is broken")?;
    Ok(Record::Unknown {
        kind: envelope.kind.clone().into_owned(),
        data,
    })
}

/// Says what is wrong without repeating what stands there: the reason goes to the log.
fn in_words(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => "ends in the middle".to_owned(),
        serde_json::error::Category::Data => {
            format!(
                "has a member that is missing or of the wrong type, at byte {}",
                error.column()
            )
        }
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            format!("is broken at byte {}", error.column())
        }
    }
}

#[cfg(test)]
mod tests;
