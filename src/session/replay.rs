//! *Replay* rebuilds a session from its records, as it stood when the log ended.
//!
//! Replay never fails. A line that cannot be read, a record that does not fit or comes twice is a
//! [`Warning`], and everything else is taken: what was recorded before the damage always, what
//! came after it wherever a place can be found. The same log always gives the same session.
//!
//! A round that was running when the log ended is closed as interrupted, and a tool call that was
//! never answered gets the result of a cancelled one; in a copy of a log that is still written, as
//! one that was copied meanwhile. These entries are new, so they are reported by
//! [`Conversation::take_changes`] and belong into the log. Everything else is adopted silently.
//!
//! What cannot be repaired here, because it concerns what may be *sent*, is left to
//! `conversation::repair`.

use std::collections::BTreeMap;

use super::SessionId;
use super::codec::BadLine;
use super::record::{Fold, RECORD_VERSION, Record, RecordLine, Shelf, StoredParams};
use super::round::OpenRound;
use crate::api::content::BlockKind;
use crate::conversation::entry::{CallResult, Entry, EntryId, EntryKind, Interruption, OwedCall};
use crate::conversation::{Conversation, UnixMillis};
use crate::report::Warning;

/// A log damaged all over is not told line by line.
const MAX_WARNINGS: usize = 20;

/// What the model is told of a call whose result was never recorded.
const PROGRAM_ENDED: &str =
    "Interrupted: the program ended before this call did. It may have had effects.";

/// What it is told of one that was running in another window.
const COPIED: &str = "This conversation was copied while the call ran; its result is not known \
                      here. It may have had effects.";

/// A session as it stood when its log ended.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// From the first record, if it could be read.
    pub session: Option<SessionId>,
    /// Frozen parameters.
    pub params: Option<StoredParams>,
    /// Was it held with the demo model?
    pub demo: bool,
    /// The session it was copied from, if it was.
    pub forked_from: Option<SessionId>,
    /// Title, if one was given.
    pub title: Option<String>,
    /// The conversation; rounds that were running are closed as interrupted and reported as
    /// changes.
    pub conversation: Conversation,
    /// Unsent text.
    pub draft: String,
    /// What was folded or opened by hand and still is, one by one.
    pub folds: BTreeMap<(Shelf, (u64, u64)), bool>,
    /// When the last record was made; zero for an empty log.
    pub last_at: UnixMillis,
    /// The next sequence number to write.
    pub next_seq: u64,
    /// The next round number.
    pub next_round: u64,
}

/// Folds a log.
pub fn replay(
    lines: impl IntoIterator<Item = Result<RecordLine, BadLine>>,
) -> (Replayed, Vec<Warning>) {
    Replay::default().fold_all(lines)
}

/// Folds the copy of a log that somebody else goes on writing: what was running is not over there.
pub fn replay_copied(
    lines: impl IntoIterator<Item = Result<RecordLine, BadLine>>,
) -> (Replayed, Vec<Warning>) {
    let replay = Replay {
        end: LogEnd::Copied,
        ..Replay::default()
    };
    replay.fold_all(lines)
}

/// Why nothing stands behind the last record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum LogEnd {
    /// Whoever wrote it has ended.
    #[default]
    Ended,
    /// The rest is written elsewhere.
    Copied,
}

impl LogEnd {
    /// Why an answer ends there.
    fn why(self) -> Interruption {
        match self {
            Self::Ended => Interruption::Closed,
            Self::Copied => Interruption::Copied,
        }
    }

    /// What the model is told of calls that were open.
    fn told(self) -> &'static str {
        match self {
            Self::Ended => PROGRAM_ENDED,
            Self::Copied => COPIED,
        }
    }
}

/// Running state of a replay.
#[derive(Default)]
struct Replay {
    end: LogEnd,
    found: Replayed,
    /// Rounds without an entry so far, by number.
    rounds: BTreeMap<u64, OpenRound>,
    /// Highest so far.
    seq: u64,
    /// Highest so far.
    round: u64,
    opened: bool,
    warnings: Vec<Warning>,
    n_warnings: usize,
}

impl Replay {
    fn fold_all(
        mut self,
        lines: impl IntoIterator<Item = Result<RecordLine, BadLine>>,
    ) -> (Replayed, Vec<Warning>) {
        for line in lines {
            match line {
                Ok(line) => self.line(line),
                Err(bad) => self.bad(&bad),
            }
        }
        self.finish()
    }

    fn line(&mut self, line: RecordLine) {
        let RecordLine { v, seq, at, record } = line;
        if seq <= self.seq {
            self.warn_record(seq, "comes out of order; it was taken all the same");
        }
        self.seq = self.seq.max(seq);
        self.found.last_at = self.found.last_at.max(at);
        match record {
            Record::Opened {
                session,
                params,
                demo,
                forked_from,
                app: _,
                cwd: _,
            } => {
                self.opened(seq, session, params, demo, forked_from);
            }
            Record::Entry(entry) => self.entry(seq, entry),
            Record::BlockBegan {
                round,
                index,
                block,
            } => {
                self.open_round(round, at).began(index, block, at);
            }
            Record::Partial { round, index, text } => {
                self.open_round(round, at).partial(index, &text, at);
            }
            Record::Block {
                round,
                index,
                block,
            } => {
                self.open_round(round, at).done(index, block, at);
            }
            Record::Head(to) => self.head(seq, to),
            Record::Titled(title) => self.found.title = Some(title),
            Record::Draft(text) => self.found.draft = text,
            Record::Fold(fold) => self.fold(fold),
            Record::Resumed { .. } | Record::Closed => {}
            Record::Unknown { .. } => {
                let by = if v > RECORD_VERSION {
                    "was written by"
                } else {
                    "is of a kind of"
                };
                let text = format!("{by} a later version; it stays in the file and is not shown");
                self.warn_record(seq, text);
            }
        }
    }

    fn bad(&mut self, bad: &BadLine) {
        let what = if bad.torn {
            "was being written when the program ended; it stays in the file"
        } else {
            "cannot be read; it stays in the file"
        };
        self.warn(
            format!("line {}", bad.line),
            format!("{what} ({})", bad.reason),
        );
    }

    fn opened(
        &mut self,
        seq: u64,
        session: SessionId,
        params: StoredParams,
        demo: bool,
        forked_from: Option<SessionId>,
    ) {
        if self.opened {
            return self.warn_record(seq, "opens the session a second time; the first one counts");
        }
        self.opened = true;
        self.found.session = Some(session);
        self.found.params = (!params.model.is_empty()).then_some(params);
        self.found.demo = demo;
        self.found.forked_from = forked_from;
    }

    fn entry(&mut self, seq: u64, mut entry: Entry) {
        if let EntryKind::Assistant(answer) = &entry.kind {
            self.round = self.round.max(answer.round);
            self.rounds.remove(&answer.round);
        }
        if let Some(parent) = entry.parent
            && !self.find(parent)
        {
            self.warn_record(
                seq,
                "follows an entry that is missing; it was put after the last one",
            );
            entry.parent = self.found.conversation.head().map(|head| head.id);
        }
        match &entry.kind {
            EntryKind::User(_) => {
                self.rounds.clear();
                self.forget_sent_draft(&entry);
            }
            EntryKind::Assistant(_) | EntryKind::ToolResults(_) => self.rounds.clear(),
            // A remark can be made at any time.
            EntryKind::Marker(_) => {}
        }
        if !self.found.conversation.adopt(entry) {
            self.warn_record(
                seq,
                "has an entry whose number is taken or impossible; it was passed over",
            );
        }
    }

    fn head(&mut self, seq: u64, to: Option<EntryId>) {
        if to.is_some_and(|id| !self.find(id)) {
            return self.warn_record(seq, "moves to an entry that is missing; it was passed over");
        }
        self.found.conversation.adopt_head(to);
        // The head moves only between turns, so a round without an entry was given up empty.
        self.rounds.clear();
    }

    /// Is this entry there? If its own line was lost but the pieces of its round are not, it is
    /// made of them now: whoever names it proves that it was.
    fn find(&mut self, id: EntryId) -> bool {
        if self.found.conversation.entry(id).is_some() {
            return true;
        }
        let Some((round, open)) = self.rounds.pop_last() else {
            return false;
        };
        let at = open.last();
        let why = Interruption::Closed;
        let Some(answer) = open.close(round, self.found.params.as_ref(), why) else {
            return false;
        };
        let parent = self.found.conversation.head().map(|head| head.id);
        let kind = EntryKind::Assistant(Box::new(answer));
        let is_there = self.found.conversation.adopt(Entry {
            id,
            parent,
            at,
            kind,
        });
        if is_there {
            self.warn(
                format!("entry {}", id.0),
                "could not be read; it was put together from the pieces of its answer",
            );
        }
        is_there
    }

    fn fold(&mut self, fold: Fold) {
        match fold.block {
            Some(block) => {
                self.found.folds.insert((fold.shelf, block), fold.open);
            }
            None => self
                .found
                .folds
                .retain(|(shelf, _), _| *shelf != fold.shelf),
        }
    }

    fn open_round(&mut self, round: u64, at: UnixMillis) -> &mut OpenRound {
        self.round = self.round.max(round);
        self.rounds
            .entry(round)
            .or_insert_with(|| OpenRound::new(at))
    }

    /// A kill between sending a prompt and clearing its draft must not offer the prompt again.
    /// Any other draft was typed while this prompt was waiting, and is kept.
    fn forget_sent_draft(&mut self, entry: &Entry) {
        let EntryKind::User(blocks) = &entry.kind else {
            return;
        };
        let mut texts = blocks.iter().filter_map(|block| match block.kind() {
            BlockKind::Text(text) => Some(text),
            _ => None,
        });
        if texts.any(|text| text.trim() == self.found.draft.trim()) {
            self.found.draft.clear();
        }
    }

    fn finish(mut self) -> (Replayed, Vec<Warning>) {
        if !self.opened {
            self.warn("the beginning", "does not say what the session was made of");
        }
        for (round, open) in std::mem::take(&mut self.rounds) {
            let at = open.last();
            let why = self.end.why();
            if let Some(answer) = open.close(round, self.found.params.as_ref(), why) {
                let kind = EntryKind::Assistant(Box::new(answer));
                self.found.conversation.append(kind, at);
                self.cancel_open_calls();
            }
        }
        self.cancel_open_calls();
        if self.n_warnings > MAX_WARNINGS {
            let more = self.n_warnings - MAX_WARNINGS;
            self.warnings.push(Warning::new(
                "the log",
                format!("has {more} more such faults"),
            ));
        }
        self.found.next_seq = self.seq.saturating_add(1);
        self.found.next_round = self.round.saturating_add(1);
        (self.found, self.warnings)
    }

    /// The log ended while tools ran: their calls are answered, so that the history can be
    /// sent. A refused answer is never sent back, so nothing is owed to it.
    fn cancel_open_calls(&mut self) {
        let Some(last) = self.found.conversation.last_said() else {
            return;
        };
        let EntryKind::Assistant(answer) = &last.kind else {
            return;
        };
        if answer.is_refused() {
            return;
        }
        let at = self.found.last_at;
        let told = self.end.told();
        let cancelled = |call: OwedCall<'_>| CallResult::not_run(call.tool_use.id.clone(), told);
        let results: Vec<_> = answer.owed_calls().into_iter().map(cancelled).collect();
        if !results.is_empty() {
            let kind = EntryKind::ToolResults(results);
            self.found.conversation.append(kind, at);
        }
    }

    fn warn_record(&mut self, seq: u64, text: impl Into<String>) {
        self.warn(format!("record {seq}"), text);
    }

    fn warn(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.n_warnings += 1;
        if self.n_warnings <= MAX_WARNINGS {
            self.warnings.push(Warning::new(place, text));
        }
    }
}

#[cfg(test)]
mod tests;
