//! The transition table row by row, as sentences. The stage is set here.

mod answer;
mod calls;
mod start;

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::api::content::ToolCallId;
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::event::{BlockDelta, StreamEvent, StreamSignal};
use crate::api::message::Message;
use crate::api::model::Effort;
use crate::api::raw::RawJson;
use crate::api::request::{Dialect, RequestId, RequestParams, ServerRequestId, Thinking};
use crate::api::usage::{Stop, StopReason, UsageUpdate};
use crate::conversation::entry::{
    AssistantEntry, CallResult, Entry, EntryId, Interruption, Marker, Outcome, Timing,
};
use crate::conversation::sample::{
    answer, answered, assistant, call, cancelled, closed, conversation, cut, interrupted, result,
    said, text, user,
};
use crate::turn::state::Phase;
use crate::turn::tool_call::ToolEvent;

/// A turn, its conversation and a clock that every step moves by ten milliseconds.
struct Scene {
    turn: Turn,
    chat: Conversation,
    now: Now,
    index: u32,
}

impl Scene {
    fn new() -> Self {
        Self::after(Vec::new())
    }

    fn after(kinds: Vec<EntryKind>) -> Self {
        Self {
            turn: Turn::new(params(), 1, 3),
            chat: conversation(kinds),
            now: Now {
                instant: Instant::now(),
                wall: UnixMillis(1_000),
            },
            index: 0,
        }
    }

    fn step(&mut self, input: Input<'_>) -> Vec<Effect> {
        self.now.instant += Duration::from_millis(10);
        self.now.wall.0 += 10;
        self.turn.step(&mut self.chat, input, self.now)
    }

    fn submit(&mut self, words: &str) -> Vec<Effect> {
        self.index = 0;
        self.step(Input::Submit(vec![text(words)]))
    }

    fn cancel(&mut self) -> Vec<Effect> {
        self.step(Input::Cancel)
    }

    fn retry(&mut self) -> Vec<Effect> {
        self.step(Input::Retry)
    }

    fn stream(&mut self, request: u64, signal: StreamSignal) -> Vec<Effect> {
        self.step(Input::Stream(RequestId(request), &signal))
    }

    fn tool(&mut self, id: &str, event: ToolEvent) -> Vec<Effect> {
        self.step(Input::Tool(ToolCallId(id.into()), event))
    }

    fn tool_done(&mut self, id: &str) -> Vec<Effect> {
        self.tool(id, ToolEvent::Ended(Outcome::Done, "found".into()))
    }

    /// Events of the open request, whichever that is.
    fn events(&mut self, events: Vec<StreamEvent>) -> Vec<Effect> {
        let request = self.open();
        self.stream(request, StreamSignal::Events(events))
    }

    fn text(&mut self, words: &str) -> Vec<Effect> {
        let block = json!({"type": "text", "text": ""});
        let delta = BlockDelta::Text(words.into());
        self.block(&block, vec![delta])
    }

    fn calls(&mut self, ids: &[&str]) {
        for id in ids {
            let block = json!({"type": "tool_use", "id": id, "name": "look", "input": {}});
            let input = BlockDelta::InputJson(r#"{"b":1,"a":2}"#.into());
            self.block(&block, vec![input]);
        }
    }

    fn block(&mut self, block: &serde_json::Value, deltas: Vec<BlockDelta>) -> Vec<Effect> {
        let index = self.index;
        let mut events = self.open_block(block, deltas);
        events.push(StreamEvent::BlockStop { index });
        self.events(events)
    }

    fn open_block(
        &mut self,
        block: &serde_json::Value,
        deltas: Vec<BlockDelta>,
    ) -> Vec<StreamEvent> {
        let index = self.index;
        self.index += 1;
        let mut events = vec![StreamEvent::BlockStart {
            index,
            block: RawJson::of(block),
        }];
        let delta = |delta| StreamEvent::BlockDelta { index, delta };
        events.extend(deltas.into_iter().map(delta));
        events
    }

    /// The answer comes to its proper end.
    fn stop(&mut self, reason: StopReason) -> Vec<Effect> {
        self.say_stop(reason);
        self.index = 0;
        let request = self.open();
        self.stream(request, StreamSignal::Ended)
    }

    fn say_stop(&mut self, reason: StopReason) {
        let stop = Stop {
            reason: Some(reason),
            ..Stop::default()
        };
        let usage = UsageUpdate::default();
        self.events(vec![
            StreamEvent::MessageDelta { stop, usage },
            StreamEvent::MessageStop,
        ]);
    }

    fn open(&self) -> u64 {
        match self.turn.state() {
            TurnState::Requesting { request, .. } => request.0,
            TurnState::Responding(round) => round.request.0,
            state => panic!("no request is open: {state:?}"),
        }
    }

    fn kinds(&self) -> Vec<&EntryKind> {
        self.chat.path_entries().map(|entry| &entry.kind).collect()
    }

    fn last_answer(&self) -> &AssistantEntry {
        let answer = |entry: &Entry| matches!(entry.kind, EntryKind::Assistant(_));
        match self.chat.path_entries().rfind(|entry| answer(entry)) {
            Some(Entry {
                kind: EntryKind::Assistant(answer),
                ..
            }) => answer,
            _ => panic!("no answer was committed"),
        }
    }

    fn last_results(&self) -> &[CallResult] {
        match self.chat.head().map(|head| &head.kind) {
            Some(EntryKind::ToolResults(results)) => results,
            head => panic!("no results were committed last: {head:?}"),
        }
    }
}

fn params() -> RequestParams {
    RequestParams {
        model: "claude-sonnet-5-5".into(),
        max_tokens: 1000,
        system: None,
        thinking: Thinking::Auto,
        effort: Some(Effort::Low),
        tools: Vec::new(),
        dialect: Dialect::Anthropic,
        stream: true,
    }
}

fn overloaded() -> ApiError {
    ApiError::local(ApiErrorKind::Overloaded, "Overloaded")
}

fn run(id: &str) -> Effect {
    Effect::Run {
        call: ToolCallId(id.into()),
        name: "look".into(),
        input: RawJson::parse(r#"{"b":1,"a":2}"#).expect("JSON"),
    }
}

fn kill(id: &str) -> Effect {
    Effect::Kill {
        call: ToolCallId(id.into()),
    }
}

fn abort(request: u64) -> Effect {
    Effect::Abort {
        request: RequestId(request),
    }
}

fn ended(ending: Ending) -> Effect {
    Effect::Ended(ending)
}

/// Expects exactly one effect, a Send; returns its id and messages.
fn sent(effects: Vec<Effect>) -> (u64, Vec<Message>) {
    match <[Effect; 1]>::try_from(effects) {
        Ok([Effect::Send { request, body }]) => (request.0, body.messages),
        effects => panic!("not one Send: {effects:?}"),
    }
}
