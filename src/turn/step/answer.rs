//! What a request reports: the answer as it arrives, its end, its failure.

use std::time::Instant;

use super::Now;
use super::start::results_not_run;
use crate::api::accumulator::End;
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::event::{StreamEvent, StreamSignal};
use crate::api::usage::StopReason;
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, EntryKind, Interruption, Timing, millis};
use crate::turn::effect::{Effect, Ending};
use crate::turn::state::{Round, Turn, TurnState};

/// Why an answer without an end is not whole.
const ENDED_EARLY: &str = "the connection ended before the answer was complete";
/// What the model is told of calls that a whole answer made without stopping for them.
const DID_NOT_WAIT: &str = "Not run: the answer ended without waiting for this call.";
/// What the model is told of calls in an answer that was lost in its middle.
pub(super) const ANSWER_LOST: &str = "Not run: the answer that made this call was interrupted.";
/// Longest reason, in characters, that is kept with an interrupted answer.
const REASON_KEPT: usize = 200;
/// Of what the server or the system said, so many lines are kept.
const LINES_KEPT: usize = 8;

impl Turn {
    /// Requesting or Responding, Stream. `round` is where the state has got to.
    pub(super) fn receive(
        &mut self,
        conversation: &mut Conversation,
        mut round: Box<Round>,
        signal: &StreamSignal,
        now: Now,
    ) -> Vec<Effect> {
        match signal {
            StreamSignal::Connected(id) => {
                round.server_request.clone_from(id);
                self.state = TurnState::Responding(round);
                Vec::new()
            }
            // Told late: whoever answers has the request.
            StreamSignal::Sent => {
                self.state = TurnState::Responding(round);
                Vec::new()
            }
            StreamSignal::Events(events) => self.fold(conversation, round, events, now),
            StreamSignal::Ended => {
                let early = ApiError::local(ApiErrorKind::Network, ENDED_EARLY);
                self.broken(conversation, *round, early, now)
            }
            StreamSignal::Failed(error) => self.broken(conversation, *round, error.clone(), now),
        }
    }

    /// Folds events into the round. An error among them ends it: nothing behind it counts.
    fn fold(
        &mut self,
        conversation: &mut Conversation,
        mut round: Box<Round>,
        events: &[StreamEvent],
        now: Now,
    ) -> Vec<Effect> {
        for event in events {
            if let StreamEvent::Error(error) = event {
                let mut effects = vec![Effect::Abort {
                    request: round.request,
                }];
                effects.extend(self.broken(conversation, *round, error.clone(), now));
                return effects;
            }
            round.accumulator.apply(event);
            if round.first_delta.is_none() && !round.accumulator.is_empty() {
                round.first_delta = Some(now.instant);
            }
            round.note_times(now.instant);
        }
        self.state = TurnState::Responding(round);
        Vec::new()
    }

    /// The request is over, by itself or by `error`.
    ///
    /// An answer that was whole by then is whole whatever came after it. Otherwise this is where a
    /// retryable error will lead to a second attempt, with what has arrived kept; for now every
    /// failure is final, and the person decides.
    fn broken(
        &mut self,
        conversation: &mut Conversation,
        round: Round,
        mut error: ApiError,
        now: Now,
    ) -> Vec<Effect> {
        if error.request_id.is_none() {
            error.request_id.clone_from(&round.server_request);
        }
        if !round.accumulator.is_complete() && round.accumulator.is_empty() {
            return self.end_unanswered(conversation, Ending::Failed(error));
        }
        let lost = lost(&error);
        let answer = self.close(round, lost, now);
        if answer.interrupted.is_none() {
            return self.answered(conversation, answer, now);
        }
        self.commit_unrun(conversation, answer, ANSWER_LOST, now);
        vec![self.end(Ending::Failed(error))]
    }

    /// A whole answer: what its stop reason asks for (API reference, section 7).
    fn answered(
        &mut self,
        conversation: &mut Conversation,
        answer: AssistantEntry,
        now: Now,
    ) -> Vec<Effect> {
        match &answer.stop.reason {
            Some(StopReason::ToolUse) if !answer.owed_calls().is_empty() => {
                self.start_tools(conversation, answer, now)
            }
            Some(StopReason::PauseTurn) => {
                self.commit_unrun(conversation, answer, DID_NOT_WAIT, now);
                self.next_round(conversation, now)
            }
            // Calls are run only when the answer stopped for them; some servers make calls and
            // say that they have finished.
            _ => {
                self.commit_unrun(conversation, answer, DID_NOT_WAIT, now);
                vec![self.end(Ending::Finished)]
            }
        }
    }

    /// The entry of a round that is over; interrupted by `cut` unless the answer is whole.
    pub(super) fn close(&self, round: Round, cut: Interruption, now: Now) -> AssistantEntry {
        let since_start = |at: Instant| millis(at.saturating_duration_since(round.started));
        let end = if round.accumulator.is_complete() {
            End::OfStream
        } else {
            End::Cut
        };
        let kept = round.accumulator.kept(end);
        let (thought, thoughts) = round.thinking.times(kept, now.instant);
        let timing = Timing {
            first_delta: round.first_delta.map(since_start),
            thought,
            thoughts,
            total: since_start(now.instant),
            serving: round.serving.times(),
        };
        let finished = round.accumulator.finish(end);
        AssistantEntry {
            round: round.round,
            model: finished.model.unwrap_or_else(|| self.params.model.clone()),
            message_id: finished.message_id,
            blocks: finished.blocks,
            stop: finished.stop,
            usage: finished.usage,
            interrupted: finished.interrupted.then_some(cut),
            damaged: finished.damaged,
            timing,
        }
    }

    /// Commits an answer; from here on the turn cannot be taken back.
    pub(super) fn commit(
        &mut self,
        conversation: &mut Conversation,
        answer: AssistantEntry,
        now: Now,
    ) {
        self.undo = None;
        conversation.append(EntryKind::Assistant(Box::new(answer)), now.wall);
    }

    /// Commits an answer whose calls, if it makes any, will not be run, with results saying so.
    pub(super) fn commit_unrun(
        &mut self,
        conversation: &mut Conversation,
        answer: AssistantEntry,
        told: &str,
        now: Now,
    ) {
        let results = results_not_run(&answer, told);
        self.commit(conversation, answer, now);
        if !results.is_empty() {
            conversation.append(EntryKind::ToolResults(results), now.wall);
        }
    }
}

/// Why an answer was lost, in bounded lines: what was said first, and what there is to look it up.
fn lost(error: &ApiError) -> Interruption {
    let problem = error.to_problem();
    let said = error.message.lines().map(str::trim);
    let mut said = said.filter(|line| !line.is_empty()).take(LINES_KEPT);
    let why = said.next().unwrap_or(&problem.title);
    let details = problem.details.iter().map(String::as_str);
    Interruption::Lost {
        why: bounded(why),
        details: said.chain(details).map(bounded).collect(),
    }
}

fn bounded(line: &str) -> String {
    line.chars().take(REASON_KEPT).collect()
}
