//! What is *shown* of time and of sums, as numbers that hold still.
//!
//! Painting needs no clock and no history: what the turn has come to, and what the session adds up
//! to, is counted once for a frame, and only where it may have changed.

use std::time::Instant;

use crate::app::status::{self, Progress};
use crate::conversation::Conversation;
use crate::conversation::entry::EntryId;
use crate::conversation::ledger::{self, Ledger, Totals};
use crate::turn::Turn;

/// Numbers of this moment.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The turn's progress, while there is one.
    pub progress: Option<Progress>,
    /// Sums of the session.
    pub totals: Totals,
    /// Has more come into them than the rounds of the last turn, which say it themselves?
    pub is_more_than_a_turn: bool,
    /// Tokens of context in use; looking for them can mean walking the whole path.
    pub context: Option<u64>,
    /// Output tokens of the rounds of the last turn that are over.
    tokens_of_turn: u64,
    /// The most that were told of the turn that began then: what is told of it never falls.
    most_tokens: (Option<Instant>, u64),
    ledger: Ledger,
    /// How many entries there were when these were counted, and the last of the path.
    counted: (usize, Option<EntryId>),
}

impl Shown {
    /// Brings the numbers up to this moment.
    pub(super) fn count(&mut self, turn: &Turn, conversation: &Conversation, now: Instant) {
        let counted = (
            conversation.all().len(),
            conversation.path().last().copied(),
        );
        if self.counted != counted {
            // Entries are only ever added; another conversation is counted by another of these.
            let fresh = conversation.all().get(self.counted.0..);
            self.ledger.add(fresh.unwrap_or_default());
            self.totals = self.ledger.totals();
            let n_rounds = ledger::rounds_of_turn(conversation.path_entries());
            self.is_more_than_a_turn = self.totals.rounds > n_rounds;
            self.context = ledger::context_tokens(conversation.path_entries());
            self.tokens_of_turn = status::tokens_of_turn(conversation.path_entries());
            self.counted = counted;
        }
        let tokens = self.tokens_of_turn;
        let mut progress = status::progress(turn, tokens, now);
        if let Some(progress) = &mut progress {
            if self.most_tokens.0 != turn.started() {
                self.most_tokens = (turn.started(), 0);
            }
            // Where the server counts less than was guessed, the number waits.
            progress.tokens = progress.tokens.max(self.most_tokens.1);
            self.most_tokens.1 = progress.tokens;
        }
        if !self
            .progress
            .as_ref()
            .zip(progress.as_ref())
            .is_some_and(|(shown, progress)| shown.is_of_the_tick_of(progress))
        {
            self.progress = progress;
        }
    }
}
