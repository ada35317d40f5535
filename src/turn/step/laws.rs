//! The invariants of the turn, over any sequence of inputs.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::api::content::{ContentBlock, ToolCallId};
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::event::{BlockDelta, StreamEvent, StreamSignal};
use crate::api::raw::RawJson;
use crate::api::request::{Dialect, MessagesRequest, RequestId, RequestParams, Thinking};
use crate::api::usage::{Stop, StopReason, UsageUpdate};
use crate::conversation::entry::{EntryId, Outcome};
use crate::conversation::messages::to_messages;
use crate::conversation::sample::text;
use crate::conversation::validate::{Last, violations, violations_before};
use crate::turn::tool_call::ToolEvent;

/// Something that happens; what it means depends on where the turn stands.
#[derive(Debug, Clone)]
enum Happening {
    Submit(&'static str),
    Retry,
    Cancel,
    Close,
    /// The open request reports.
    Stream(Report),
    /// A request that is not open reports.
    Stale(Report),
    /// The call at this index (counted round) reports, or one that is not there.
    Tool(usize, ToolEvent),
    StaleTool(ToolEvent),
}

#[derive(Debug, Clone)]
enum Report {
    Sent,
    Connected,
    Piece(Piece),
    Ended,
    Failed,
}

/// Part of an answer. `closed`: did the block come to its end?
#[derive(Debug, Clone)]
enum Piece {
    Text { words: &'static str, closed: bool },
    Thinking { signed: bool, closed: bool },
    Call { input: &'static str, closed: bool },
    ServerCall { answered: bool },
    Stop(StopReason),
    MessageStop,
    Error,
    Odd,
}

/// The whole world around a turn, checking every law after every step.
struct World {
    turn: Turn,
    chat: Conversation,
    now: Now,
    open: Option<RequestId>,
    running: HashSet<ToolCallId>,
    /// Counters that keep ids and indexes apart.
    next_id: u32,
    /// May the turn send, or has the person stopped it?
    may_send: bool,
    path_before: Vec<EntryId>,
    submitted: Option<Vec<ContentBlock>>,
}

impl World {
    fn new(dialect: Dialect) -> Self {
        let params = RequestParams {
            model: "m".into(),
            max_tokens: 10,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect,
            stream: true,
        };
        Self {
            turn: Turn::new(params, 1, 4),
            chat: Conversation::default(),
            now: Now {
                instant: Instant::now(),
                wall: UnixMillis(0),
            },
            open: None,
            running: HashSet::new(),
            next_id: 0,
            may_send: false,
            path_before: Vec::new(),
            submitted: None,
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Submit(words) => {
                let blocks = vec![text(words)];
                if self.turn.is_idle() {
                    self.begin(Some(blocks.clone()));
                }
                self.step(Input::Submit(blocks));
            }
            Happening::Retry => {
                if self.turn.is_idle() {
                    self.begin(None);
                }
                self.step(Input::Retry);
            }
            Happening::Close => {
                self.may_send = false;
                self.step(Input::Close);
            }
            Happening::Cancel => {
                let takes_back = self.nothing_received();
                self.may_send = false;
                self.step(Input::Cancel);
                if takes_back {
                    assert_eq!(self.chat.path(), self.path_before);
                }
            }
            Happening::Stream(report) => {
                let Some(request) = self.open else { return };
                if matches!(report, Report::Ended | Report::Failed) {
                    self.open = None;
                }
                self.report(request, report);
            }
            Happening::Stale(report) => {
                let stale = self.open.map_or(1, |open| open.0.saturating_sub(1));
                self.report(RequestId(stale), report);
            }
            Happening::Tool(idx, event) => {
                let calls = self.turn.calls();
                let Some(call) = calls.get(idx % calls.len().max(1)) else {
                    return;
                };
                let id = call.id.clone();
                if matches!(event, ToolEvent::Ended(..)) {
                    self.running.remove(&id);
                }
                self.step(Input::Tool(id, event));
            }
            Happening::StaleTool(event) => {
                self.step(Input::Tool(ToolCallId("unheard of".into()), event));
            }
        }
    }

    fn begin(&mut self, submitted: Option<Vec<ContentBlock>>) {
        self.may_send = true;
        self.path_before = self.chat.path().to_vec();
        self.submitted = submitted;
    }

    /// Is the first request of the turn open, without any answer so far?
    fn nothing_received(&self) -> bool {
        let empty = match self.turn.state() {
            TurnState::Requesting { .. } => true,
            TurnState::Responding(round) => {
                round.accumulator.is_empty() && !round.accumulator.is_complete()
            }
            _ => false,
        };
        empty && self.turn.rounds() == 1
    }

    fn report(&mut self, request: RequestId, report: Report) {
        let signal = match report {
            Report::Sent => StreamSignal::Sent,
            Report::Connected => StreamSignal::Connected(None),
            Report::Piece(piece) => StreamSignal::Events(self.events(piece)),
            Report::Ended => StreamSignal::Ended,
            Report::Failed => StreamSignal::Failed(ApiError::local(ApiErrorKind::Network, "gone")),
        };
        self.step(Input::Stream(request, &signal));
    }

    fn events(&mut self, piece: Piece) -> Vec<StreamEvent> {
        self.next_id += 1;
        let index = self.next_id;
        let id = format!("id_{index}");
        let start = |json| StreamEvent::BlockStart {
            index,
            block: RawJson::of(&json),
        };
        let delta = |delta| StreamEvent::BlockDelta { index, delta };
        let stop = |closed: bool| closed.then_some(StreamEvent::BlockStop { index });
        match piece {
            Piece::Text { words, closed } => {
                let mut events = vec![
                    start(json!({"type": "text", "text": ""})),
                    delta(BlockDelta::Text(words.into())),
                ];
                events.extend(stop(closed));
                events
            }
            Piece::Thinking { signed, closed } => {
                let mut events = vec![
                    start(json!({"type": "thinking", "thinking": ""})),
                    delta(BlockDelta::Thinking("hm".into())),
                ];
                events.extend(signed.then(|| delta(BlockDelta::Signature("sig".into()))));
                events.extend(stop(closed));
                events
            }
            Piece::Call { input, closed } => {
                let mut events = vec![
                    start(json!({"type": "tool_use", "id": id, "name": "n", "input": {}})),
                    delta(BlockDelta::InputJson(input.into())),
                ];
                events.extend(stop(closed));
                events
            }
            Piece::ServerCall { answered } => {
                let call = json!({"type": "server_tool_use", "id": id, "name": "n", "input": {}});
                let mut events = vec![start(call), StreamEvent::BlockStop { index }];
                if answered {
                    self.next_id += 1;
                    let index = self.next_id;
                    let block = RawJson::of(&json!(
                        {"type": "web_search_tool_result", "tool_use_id": id, "content": []}
                    ));
                    events.push(StreamEvent::BlockStart { index, block });
                    events.push(StreamEvent::BlockStop { index });
                }
                events
            }
            Piece::Stop(reason) => vec![StreamEvent::MessageDelta {
                stop: Stop {
                    reason: Some(reason),
                    ..Stop::default()
                },
                usage: UsageUpdate::default(),
            }],
            Piece::MessageStop => vec![StreamEvent::MessageStop],
            Piece::Error => vec![StreamEvent::Error(ApiError::local(
                ApiErrorKind::Overloaded,
                "busy",
            ))],
            Piece::Odd => vec![
                StreamEvent::BlockStop { index: 7_000 },
                StreamEvent::Unknown {
                    name: "new".into(),
                    data: "{}".into(),
                },
            ],
        }
    }

    fn step(&mut self, input: Input<'_>) {
        let entries = self.chat.all().to_vec();
        let path = self.chat.path().to_vec();
        let takes_back = self.turn.is_idle() || self.nothing_received();
        self.now.instant += Duration::from_millis(1);
        let effects = self.turn.step(&mut self.chat, input, self.now);
        assert!(self.chat.all().starts_with(&entries), "entries only grow");
        assert!(
            takes_back || self.chat.path().starts_with(&path),
            "what was answered is not taken back"
        );
        for effect in effects {
            self.check_effect(effect);
        }
        if self.turn.is_idle() {
            self.check_idle();
        }
    }

    fn check_effect(&mut self, effect: Effect) {
        match effect {
            Effect::Send { request, body } => {
                assert_eq!(self.open.replace(request), None, "one request at a time");
                assert!(self.may_send, "no request after a cancel");
                assert!(self.running.is_empty(), "no request while tools run");
                self.check_calls_answered();
                self.check_body(&body);
            }
            Effect::Abort { request } => {
                assert_eq!(
                    self.open.take(),
                    Some(request),
                    "only what is open is aborted"
                );
            }
            Effect::Run { call, .. } => {
                assert_eq!(self.open, None);
                assert!(self.may_send, "nothing is run after a cancel");
                assert!(self.running.insert(call), "a call runs once");
            }
            Effect::Kill { call } => {
                assert!(self.running.contains(&call), "only what runs is killed");
            }
            Effect::GiveBack(blocks) => {
                assert_eq!(self.submitted.take(), Some(blocks));
                assert_eq!(self.chat.path(), self.path_before);
            }
            Effect::Ended(_) => assert!(self.turn.is_idle()),
        }
    }

    /// A request holds the path as it is: nothing that a turn makes has to be repaired.
    fn check_body(&self, body: &MessagesRequest) {
        let dialect = self.turn.params.dialect;
        assert_eq!(
            violations_before(&body.messages, dialect, Last::PausedAnswer),
            []
        );
        let path = to_messages(self.chat.path_entries(), dialect);
        assert_eq!(body.messages, path);
    }

    fn check_idle(&mut self) {
        assert_eq!(self.open, None, "an idle turn has no request open");
        assert!(self.running.is_empty(), "an idle turn runs no tool");
        self.check_calls_answered();
        let mut next = self.chat.clone();
        next.append(EntryKind::User(vec![text("next")]), UnixMillis(0));
        let dialect = self.turn.params.dialect;
        let messages = to_messages(next.path_entries(), dialect);
        assert_eq!(violations(&messages, dialect), [], "{messages:#?}");
    }

    fn check_calls_answered(&self) {
        let path: Vec<_> = self.chat.path_entries().collect();
        for (idx, entry) in path.iter().enumerate() {
            let EntryKind::Assistant(answer) = &entry.kind else {
                continue;
            };
            let owed: Vec<_> = answer.owed_calls();
            let owed: Vec<_> = owed.iter().map(|call| &call.tool_use.id).collect();
            let results = match path.get(idx + 1).map(|behind| &behind.kind) {
                Some(EntryKind::ToolResults(results)) => results.as_slice(),
                _ => &[],
            };
            let results: Vec<_> = results.iter().map(|r| &r.result.tool_use_id).collect();
            assert_eq!(results, owed, "every call has one result, in order");
        }
    }
}

fn piece() -> impl Strategy<Value = Piece> {
    let reasons = vec![
        StopReason::EndTurn,
        StopReason::ToolUse,
        StopReason::ToolUse,
        StopReason::MaxTokens,
        StopReason::PauseTurn,
        StopReason::Refusal,
        StopReason::Other("new".into()),
    ];
    prop_oneof![
        3 => (select(vec!["words", " ", ""]), any::<bool>())
            .prop_map(|(words, closed)| Piece::Text { words, closed }),
        2 => any::<(bool, bool)>()
            .prop_map(|(signed, closed)| Piece::Thinking { signed, closed }),
        4 => (select(vec!["{}", r#"{"a":1}"#, r#"{"a"#, "[1]", ""]), prop::bool::weighted(0.8))
            .prop_map(|(input, closed)| Piece::Call { input, closed }),
        1 => any::<bool>().prop_map(|answered| Piece::ServerCall { answered }),
        6 => select(reasons).prop_map(Piece::Stop),
        2 => Just(Piece::MessageStop),
        1 => Just(Piece::Error),
        1 => Just(Piece::Odd),
    ]
}

fn report() -> impl Strategy<Value = Report> {
    prop_oneof![
        1 => Just(Report::Sent),
        1 => Just(Report::Connected),
        8 => piece().prop_map(Report::Piece),
        3 => Just(Report::Ended),
        1 => Just(Report::Failed),
    ]
}

fn tool_event() -> impl Strategy<Value = ToolEvent> {
    let outcome = select(vec![
        Outcome::Done,
        Outcome::Failed,
        Outcome::Denied,
        Outcome::Cancelled,
    ]);
    prop_oneof![
        1 => Just(ToolEvent::Output("…".into())),
        4 => outcome.prop_map(|outcome| ToolEvent::Ended(outcome, "said".into())),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => select(vec!["hi", "more", " "]).prop_map(Happening::Submit),
        2 => Just(Happening::Retry),
        1 => Just(Happening::Cancel),
        1 => Just(Happening::Close),
        16 => report().prop_map(Happening::Stream),
        1 => report().prop_map(Happening::Stale),
        6 => (0..4_usize, tool_event()).prop_map(|(idx, event)| Happening::Tool(idx, event)),
        1 => tool_event().prop_map(Happening::StaleTool),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_turn_keeps_its_promises(
        happenings in prop::collection::vec(happening(), 0..80),
        dialect in select(vec![Dialect::Anthropic, Dialect::Compatible]),
    ) {
        let mut world = World::new(dialect);
        for happening in happenings {
            world.happen(happening);
        }
    }

    #[test]
    fn one_cancel_and_the_death_of_its_tools_always_end_a_turn(
        happenings in prop::collection::vec(happening(), 0..80),
    ) {
        let mut world = World::new(Dialect::Anthropic);
        for happening in happenings {
            world.happen(happening);
        }
        world.happen(Happening::Cancel);
        for idx in 0..world.turn.calls().len() {
            let stopped = ToolEvent::Ended(Outcome::Cancelled, "stopped".into());
            world.happen(Happening::Tool(idx, stopped));
        }
        prop_assert!(world.turn.is_idle());
    }
}
