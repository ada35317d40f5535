//! What tools report, while a turn waits for them and while it is being stopped.

use std::time::Instant;

use super::Now;
use crate::api::accumulator::AssistantBlock;
use crate::api::content::ToolCallId;
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, EntryKind, Outcome, OwedCall};
use crate::turn::effect::{Effect, Ending};
use crate::turn::state::{Turn, TurnState};
use crate::turn::tool_call::{CallState, ToolCall, ToolEvent};

impl Turn {
    /// A whole answer that stopped for its calls: commits it and runs them side by side.
    pub(super) fn start_tools(
        &mut self,
        conversation: &mut Conversation,
        answer: AssistantEntry,
        now: Now,
    ) -> Vec<Effect> {
        let calls: Vec<_> = answer
            .owed_calls()
            .into_iter()
            .map(|call| tool_call(call, &answer.blocks, now.instant))
            .collect();
        self.commit(conversation, answer, now);
        let effects: Vec<_> = calls.iter().filter_map(run).collect();
        if effects.is_empty() {
            // Not one call could be read: the model is told at once.
            return self.tools_ended(conversation, calls, now);
        }
        let since = now.instant;
        self.state = TurnState::Tools { calls, since };
        effects
    }

    /// Tools, Tool.
    pub(super) fn tool_reports(
        &mut self,
        conversation: &mut Conversation,
        mut calls: Vec<ToolCall>,
        since: Instant,
        id: ToolCallId,
        event: ToolEvent,
        now: Now,
    ) -> Vec<Effect> {
        apply(&mut calls, &id, event, now);
        if calls.iter().any(ToolCall::is_running) {
            self.state = TurnState::Tools { calls, since };
            return Vec::new();
        }
        self.tools_ended(conversation, calls, now)
    }

    /// Stopping, Tool.
    pub(super) fn stopped_tool_reports(
        &mut self,
        conversation: &mut Conversation,
        mut calls: Vec<ToolCall>,
        since: Instant,
        id: ToolCallId,
        event: ToolEvent,
        now: Now,
    ) -> Vec<Effect> {
        apply(&mut calls, &id, event, now);
        if calls.iter().any(ToolCall::is_running) {
            self.state = TurnState::Stopping { calls, since };
            return Vec::new();
        }
        commit_results(conversation, calls, now);
        vec![self.end(Ending::Cancelled)]
    }

    fn tools_ended(
        &mut self,
        conversation: &mut Conversation,
        calls: Vec<ToolCall>,
        now: Now,
    ) -> Vec<Effect> {
        commit_results(conversation, calls, now);
        self.next_round(conversation, now)
    }
}

/// A call that starts now; one whose input could not be read has failed already.
fn tool_call(call: OwedCall<'_>, blocks: &[AssistantBlock], now: Instant) -> ToolCall {
    let state = if call.is_readable {
        ToolCall::begun()
    } else {
        let input = blocks
            .get(call.block)
            .and_then(|b| b.partial_input.as_deref());
        CallState::Ended {
            outcome: Outcome::Failed,
            content: format!(
                "Not run: the input of this call is not valid JSON: {}",
                input.unwrap_or_default()
            ),
            millis: 0,
        }
    };
    ToolCall {
        id: call.tool_use.id.clone(),
        name: call.tool_use.name.clone(),
        input: call.tool_use.input.clone(),
        started: now,
        state,
    }
}

fn run(call: &ToolCall) -> Option<Effect> {
    call.is_running().then(|| Effect::Run {
        call: call.id.clone(),
        name: call.name.clone(),
        input: call.input.clone(),
    })
}

/// Gives the event to its call; an id that no call has is of an earlier round and is ignored.
fn apply(calls: &mut [ToolCall], id: &ToolCallId, event: ToolEvent, now: Now) {
    if let Some(call) = calls.iter_mut().find(|call| call.id == *id) {
        call.apply(event, now.instant);
    }
}

/// Commits all results of a round as one entry, in the order of the calls.
fn commit_results(conversation: &mut Conversation, calls: Vec<ToolCall>, now: Now) {
    let results = calls.into_iter().map(ToolCall::into_result).collect();
    conversation.append(EntryKind::ToolResults(results), now.wall);
}
