//! How requests begin: a prompt, a retry, the next round.

use super::Now;
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::request::{MessagesRequest, RequestId};
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, CallResult, EntryId, EntryKind, Marker, Outcome};
use crate::conversation::messages::to_messages;
use crate::conversation::repair::repair_before;
use crate::conversation::validate::{Last, violations_before};
use crate::turn::effect::{Effect, Ending};
use crate::turn::state::{Turn, TurnState, Undo};

/// What the model is told of a call whose result went down with the program.
const RESULT_LOST: &str = "No result: the program ended before the call did.";

impl Turn {
    /// Idle, Submit.
    pub(super) fn submit(
        &mut self,
        conversation: &mut Conversation,
        blocks: Vec<ContentBlock>,
        now: Now,
    ) -> Vec<Effect> {
        if !blocks.iter().any(says_something) {
            return Vec::new();
        }
        let head = conversation.path().last().copied();
        answer_lost_calls(conversation, now);
        let prompt = conversation.append(EntryKind::User(blocks), now.wall);
        self.begin(
            Undo {
                head,
                prompt: Some(prompt),
            },
            now,
        );
        self.send(conversation, now)
    }

    /// Idle, Retry.
    pub(super) fn retry(&mut self, conversation: &mut Conversation, now: Now) -> Vec<Effect> {
        let Some(start) = retry_point(conversation) else {
            return Vec::new();
        };
        let head = conversation.path().last().copied();
        conversation.move_head(start);
        self.begin(Undo { head, prompt: None }, now);
        self.send(conversation, now)
    }

    /// After an answer that wants to go on: the next request, if the limit allows one.
    pub(super) fn next_round(&mut self, conversation: &mut Conversation, now: Now) -> Vec<Effect> {
        if self.rounds >= self.max_rounds {
            return vec![self.end(Ending::TooManyRounds(self.rounds))];
        }
        self.send(conversation, now)
    }

    fn begin(&mut self, undo: Undo, now: Now) {
        self.rounds = 0;
        self.started = Some(now.instant);
        self.undo = Some(undo);
    }

    /// Sends the path, repaired if need be; the turn is requesting then.
    fn send(&mut self, conversation: &mut Conversation, now: Now) -> Vec<Effect> {
        let dialect = self.params.dialect;
        let last = match last_answer(conversation) {
            Some(answer) if answer.is_paused() => Last::PausedAnswer,
            _ => Last::User,
        };
        let mut messages = to_messages(conversation.path_entries(), dialect);
        let repairs = repair_before(&mut messages, dialect, last);
        if !violations_before(&messages, dialect, last).is_empty() {
            // Only a history without anything of the person's comes here (a damaged log).
            let error = ApiError::local(ApiErrorKind::Invalid, "there is nothing to send");
            return self.end_unanswered(conversation, Ending::Failed(error));
        }
        if !repairs.is_empty() && last_repairs(conversation) != Some(&repairs) {
            // The entries stay as they are, so the same repairs are made for every request from
            // now on; saying it once is enough.
            conversation.append(EntryKind::Marker(Marker::Repaired(repairs)), now.wall);
        }
        let request = RequestId(self.next_request);
        self.state = TurnState::Requesting {
            request,
            round: self.next_round,
            since: now.instant,
            arrived: false,
        };
        self.next_request += 1;
        self.next_round += 1;
        self.rounds += 1;
        let params = self.params.clone();
        let body = Box::new(MessagesRequest { params, messages });
        vec![Effect::Send { request, body }]
    }
}

/// Where the head must stand to send again: `None` if there is nothing to repeat.
///
/// An interrupted or refused answer is asked for anew, from before it, together with the results
/// that close its calls; so is one whose calls were all cancelled. A prompt, other results, and a
/// paused answer are still waiting: they are sent from where they are. A finished answer needs no
/// retry.
fn retry_point(conversation: &Conversation) -> Option<Option<EntryId>> {
    let mut said = conversation
        .path_entries()
        .rev()
        .filter(|entry| !matches!(entry.kind, EntryKind::Marker(_)));
    let here = Some(conversation.head()?.id);
    let last = said.next()?;
    match &last.kind {
        EntryKind::User(_) => Some(here),
        EntryKind::Assistant(answer) if is_void(answer) => Some(last.parent),
        EntryKind::Assistant(answer) => answer.is_paused().then_some(here),
        EntryKind::ToolResults(results) => {
            let before = said.next()?;
            let none_ran = results
                .iter()
                .all(|result| result.outcome == Outcome::Cancelled);
            match &before.kind {
                EntryKind::Assistant(answer) if none_ran || is_void(answer) => Some(before.parent),
                _ => Some(here),
            }
        }
        EntryKind::Marker(_) => None,
    }
}

/// Is this an answer that nobody wants to keep as it is?
fn is_void(answer: &AssistantEntry) -> bool {
    answer.interrupted.is_some() || answer.is_refused()
}

/// Closes calls whose results were never saved, because the program ended while they ran.
fn answer_lost_calls(conversation: &mut Conversation, now: Now) {
    let lost = match last_answer(conversation) {
        Some(answer) => results_not_run(answer, RESULT_LOST),
        None => return,
    };
    if !lost.is_empty() {
        conversation.append(EntryKind::ToolResults(lost), now.wall);
    }
}

/// A result for every call that `answer` is owed one for, saying why it was not run.
pub(super) fn results_not_run(answer: &AssistantEntry, why: &str) -> Vec<CallResult> {
    let owed = answer.owed_calls().into_iter();
    owed.map(|call| CallResult::not_run(call.tool_use.id.clone(), why))
        .collect()
}

/// The answer that stands last on the path, markers passed over.
fn last_answer(conversation: &Conversation) -> Option<&AssistantEntry> {
    match &conversation.last_said()?.kind {
        EntryKind::Assistant(answer) => Some(answer),
        EntryKind::User(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
    }
}

/// The repairs that were announced last on the path.
fn last_repairs(conversation: &Conversation) -> Option<&Vec<String>> {
    let mut newest_first = conversation.path_entries().rev();
    newest_first.find_map(|entry| match &entry.kind {
        EntryKind::Marker(Marker::Repaired(repairs)) => Some(repairs),
        _ => None,
    })
}

fn says_something(block: &ContentBlock) -> bool {
    match block.kind() {
        BlockKind::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}
