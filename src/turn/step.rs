//! The transition table of a turn.
//!
//! [`Turn::step`] is the table: one arm for each pair of state and input that means something. The
//! bodies stand in the files below, by what happens: [`start`] (submit, retry, the next request),
//! [`answer`] (what a request reports), [`calls`] (what tools report), [`cancel`]. Every failure
//! is final for now; where a second attempt will be decided is said at [`Turn::broken`].
//!
//! # Invariants
//!
//! - At most one request is open.
//! - Every committed call that is part of the history has exactly one result before the next Send.
//! - After Cancel or Close there is no Send until Submit or Retry.
//! - The conversation only grows; what is taken back is taken back by moving the head.
//! - The messages of the path are legal after every step.
//! - Cancel with nothing received leaves the path as before Submit.

mod answer;
mod calls;
mod cancel;
mod start;

use std::time::Instant;

use super::effect::{Effect, Ending};
use super::input::Input;
use super::state::{Round, Turn, TurnState};
use crate::api::event::StreamSignal;
use crate::conversation::entry::EntryKind;
use crate::conversation::{Conversation, UnixMillis};

/// Now, by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// For durations and deadlines.
    pub instant: Instant,
    /// For records.
    pub wall: UnixMillis,
}

impl Turn {
    /// Takes what happened; changes the conversation; returns what is wanted, in order.
    pub fn step(
        &mut self,
        conversation: &mut Conversation,
        input: Input<'_>,
        now: Now,
    ) -> Vec<Effect> {
        use Input::{Cancel, Close, Retry, Stream, Submit, Tool};
        use TurnState::{Idle, Requesting, Responding, Stopping, Tools};
        // The state is taken out, so that an arm owns what it works on; an arm that does not say
        // what comes next has left the turn idle.
        match (std::mem::take(&mut self.state), input) {
            (Idle, Submit(blocks)) => self.submit(conversation, blocks, now),
            (Idle, Retry) => self.retry(conversation, now),

            (
                Requesting {
                    request,
                    round,
                    since,
                    ..
                },
                Stream(id, StreamSignal::Sent),
            ) if id == request => {
                self.state = Requesting {
                    request,
                    round,
                    since,
                    arrived: true,
                };
                Vec::new()
            }
            (
                Requesting {
                    request,
                    round,
                    since,
                    ..
                },
                Stream(id, signal),
            ) if id == request => {
                let round = Box::new(Round::new(request, round, since));
                self.receive(conversation, round, signal, now)
            }
            (Requesting { request, .. }, Cancel) => self.cancel_request(conversation, request),
            (Requesting { request, .. }, Close) => self.close_request(request),

            (Responding(round), Stream(id, signal)) if id == round.request => {
                self.receive(conversation, round, signal, now)
            }
            (Responding(round), Cancel) => self.cancel_answer(conversation, *round, now),
            (Responding(round), Close) => self.close_answer(conversation, *round, now),

            (Tools { calls, since }, Tool(id, event)) => {
                self.tool_reports(conversation, calls, since, id, event, now)
            }
            (Tools { calls, .. }, Cancel | Close) => self.cancel_tools(calls, now),

            (Stopping { calls, since }, Tool(id, event)) => {
                self.stopped_tool_reports(conversation, calls, since, id, event, now)
            }

            // Whatever does not fit, or comes late, changes nothing.
            (state, Submit(_) | Retry | Cancel | Close | Stream(..) | Tool(..)) => {
                self.state = state;
                Vec::new()
            }
        }
    }

    /// Ends the turn; what was received is committed already.
    fn end(&mut self, ending: Ending) -> Effect {
        self.state = TurnState::Idle;
        self.started = None;
        self.undo = None;
        Effect::Ended(ending)
    }

    /// Ends the turn after a request that brought nothing.
    ///
    /// If that was the first one, the path becomes what it was before, and a prompt goes back to
    /// the person; in later rounds everything stays.
    fn end_unanswered(&mut self, conversation: &mut Conversation, ending: Ending) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(undo) = self.undo {
            let prompt = undo.prompt.and_then(|id| conversation.entry(id));
            if let Some(EntryKind::User(blocks)) = prompt.map(|entry| &entry.kind) {
                effects.push(Effect::GiveBack(blocks.clone()));
            }
            conversation.move_head(undo.head);
        }
        effects.push(self.end(ending));
        effects
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
