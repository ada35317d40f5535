//! Stopping a turn, because the person wants it or because the program is ended: seen at once, with
//! a history that can be sent.

use super::Now;
use super::answer::ANSWER_LOST;
use crate::api::request::RequestId;
use crate::conversation::Conversation;
use crate::conversation::entry::{CANCELLED, Interruption};
use crate::turn::effect::{Effect, Ending};
use crate::turn::state::{Round, Turn, TurnState};
use crate::turn::tool_call::ToolCall;

impl Turn {
    /// Requesting, Cancel.
    pub(super) fn cancel_request(
        &mut self,
        conversation: &mut Conversation,
        request: RequestId,
    ) -> Vec<Effect> {
        let mut effects = vec![Effect::Abort { request }];
        effects.extend(self.end_unanswered(conversation, Ending::Cancelled));
        effects
    }

    /// Responding, Cancel. An answer that was whole by then is kept as a whole one.
    pub(super) fn cancel_answer(
        &mut self,
        conversation: &mut Conversation,
        round: Round,
        now: Now,
    ) -> Vec<Effect> {
        let request = round.request;
        let why = Interruption::Cancelled;
        if self.keep_what_came(conversation, round, (why, CANCELLED), now) {
            self.close_request(request)
        } else {
            self.cancel_request(conversation, request)
        }
    }

    /// Requesting, Close.
    pub(super) fn close_request(&mut self, request: RequestId) -> Vec<Effect> {
        vec![Effect::Abort { request }, self.end(Ending::Cancelled)]
    }

    /// Responding, Close. An answer that was whole by then is kept as a whole one.
    pub(super) fn close_answer(
        &mut self,
        conversation: &mut Conversation,
        round: Round,
        now: Now,
    ) -> Vec<Effect> {
        let request = round.request;
        let why = Interruption::Closed;
        self.keep_what_came(conversation, round, (why, ANSWER_LOST), now);
        self.close_request(request)
    }

    /// Commits what has come of an answer that ends for this reason, with this said of its calls.
    /// Answers whether anything has come.
    fn keep_what_came(
        &mut self,
        conversation: &mut Conversation,
        round: Round,
        (why, unrun): (Interruption, &str),
        now: Now,
    ) -> bool {
        let has_come = round.accumulator.is_complete() || !round.accumulator.is_empty();
        if has_come {
            let answer = self.close(round, why, now);
            self.commit_unrun(conversation, answer, unrun, now);
        }
        has_come
    }

    /// Tools, Cancel or Close. Results that are there already are kept; the turn ends when the last
    /// running tool is dead.
    pub(super) fn cancel_tools(&mut self, calls: Vec<ToolCall>, now: Now) -> Vec<Effect> {
        let running = calls.iter().filter(|call| call.is_running());
        let effects = running
            .map(|call| Effect::Kill {
                call: call.id.clone(),
            })
            .collect();
        let since = now.instant;
        self.state = TurnState::Stopping { calls, since };
        effects
    }
}
