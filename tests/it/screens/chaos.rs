//! Anything in any order: random keys and stream events never break the screen or the history.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::app::focus::PaneKind;
use causerie::app::msg::Msg;
use causerie::conversation::entry::Outcome;
use causerie::conversation::validate::{Last, violations_before};
use causerie::key::PointerKind;
use causerie::problem::{Problem, ProblemKind};
use causerie::session::SessionId;
use causerie::session::summary::Summary;
use causerie::turn::tool_call::ToolEvent;
use proptest::prelude::*;

use super::cases;
use crate::support::app::{BEGINNING, Harness, reply, screen};

const POINTER: &[PointerKind] = &[PointerKind::Down, PointerKind::Drag, PointerKind::Up];

#[derive(Debug, Clone)]
enum Step {
    Keys(&'static str),
    Paste(String),
    Wheel(i16, u16, u16),
    Point(PointerKind, u16, u16),
    /// A press and a release.
    Press(u16, u16),
    Sessions(usize),
    NotOpened,
    Piped(String),
    Resize(u16, u16),
    Stream(Vec<StreamEvent>),
    Ended,
    Failed,
    Tool(&'static str, Outcome),
    ToolOutput(&'static str, String),
    Pass(u64),
    Problem,
}

const KEYS: &[&str] = &[
    "a",
    "hello",
    "漢",
    "<enter>",
    "<enter>",
    "hi<enter>",
    "<esc>",
    "<ctrl+c>",
    "<ctrl+r>",
    "<up>",
    "<down>",
    "<left>",
    "<home>",
    "<end>",
    "<pageup>",
    "<pagedown>",
    "<ctrl+home>",
    "<ctrl+end>",
    "<tab>",
    "<ctrl+f>",
    "<tab>/a",
    "<tab>nN[]{}(),.",
    "<alt+r>",
    "<alt+pageup>",
    "<alt+pagedown>",
    "<backtab>",
    "<ctrl+o>",
    "<ctrl+t>",
    "<f1>",
    "<ctrl+g>",
    "<alt+up>",
    "<alt+delete>",
    "<alt+enter>",
    "<backspace>",
    "<ctrl+u>",
    "<alt+z>",
    "<alt+y>",
    "<shift+up>",
    "<ctrl+w>",
    "j",
    "k",
    "<delete>",
    "<ctrl+a>",
    "<ctrl+e>",
    "<ctrl+k>",
    "<alt+c>",
    "<alt+c>2",
    "<alt+k>",
    "<tab>v<end>",
    "<shift+left>",
    "<alt+w>",
    "<tab>o",
    "<tab><",
    "<f2>",
];

fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "word ",
        "\n",
        "\n\n",
        "# ",
        "- ",
        "1. ",
        "> ",
        "`",
        "```\n",
        "**",
        "_",
        "|",
        "|--|--|\n",
        "[a](b)",
        "<b>",
        "漢字",
        "👩‍👩‍👧",
        "e\u{301}",
        "\u{1b}[31m",
        "\t",
        "a very long word that is longer than most ",
        "\r\n",
        "---\n",
        "$x$",
        "    ",
        "&amp;",
        "\\",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn event() -> impl Strategy<Value = StreamEvent> {
    let index = 0u32..4;
    prop_oneof![
        1 => Just(reply::start()),
        2 => index.clone().prop_map(reply::text_begins),
        1 => index.clone().prop_map(reply::thinking_begins),
        1 => (index.clone(), prop::sample::select(vec!["t1", "t2"]))
            .prop_map(|(index, id)| reply::tool_begins(index, id, "search_orders")),
        1 => index.clone().prop_map(|index| reply::block(index, serde_json::json!({ "type": "redacted_thinking", "data": "x" }))),
        1 => (index.clone(), prop::sample::select(vec!["s1", "s2"])).prop_map(|(index, id)| {
            reply::block(index, serde_json::json!({
                "type": "server_tool_use", "id": id, "name": "web_search", "input": {},
            }))
        }),
        1 => (index.clone(), prop::sample::select(vec!["s1", "s2", "s3"])).prop_map(|(index, id)| {
            reply::block(index, serde_json::json!({
                "type": "web_search_tool_result", "tool_use_id": id, "content": [],
            }))
        }),
        5 => (index.clone(), markdown()).prop_map(|(index, text)| reply::text_delta(index, &text)),
        3 => (index.clone(), markdown()).prop_map(|(index, text)| reply::thinking_delta(index, &text)),
        2 => (index.clone(), prop::sample::select(vec!["{", "\"a\":", "\"b\"", "}", "1"]))
            .prop_map(|(index, json)| reply::input_delta(index, json)),
        3 => index.prop_map(reply::block_ends),
        1 => Just(StreamEvent::Ping),
        1 => Just(StreamEvent::Unreadable { name: "odd".into(), data: "{".into() }),
    ]
}

fn events() -> impl Strategy<Value = Vec<StreamEvent>> {
    prop_oneof![
        6 => prop::collection::vec(event(), 1..6),
        1 => Just(reply::thinking_and_tools()),
        1 => prop::sample::select(vec!["end_turn", "tool_use", "max_tokens", "pause_turn", "refusal", "odd"])
            .prop_map(reply::ends),
        1 => Just(vec![StreamEvent::Error(ApiError::local(ApiErrorKind::Server, "oops"))]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let tool = || prop::sample::select(vec!["call_1", "call_2", "t1", "t2", "t9"]);
    let outcome = prop::sample::select(vec![Outcome::Done, Outcome::Failed, Outcome::Cancelled]);
    prop_oneof![
        10 => prop::sample::select(KEYS).prop_map(Step::Keys),
        1 => markdown().prop_map(Step::Paste),
        2 => (-5i16..5, 0u16..210, 0u16..70).prop_map(|(n, x, y)| Step::Wheel(n, x, y)),
        2 => (1u16..210, 1u16..70).prop_map(|(w, h)| Step::Resize(w, h)),
        3 => (prop::sample::select(POINTER), 0u16..130, 0u16..40)
            .prop_map(|(kind, x, y)| Step::Point(kind, x, y)),
        4 => (0u16..130, 0u16..40).prop_map(|(x, y)| Step::Press(x, y)),
        1 => (0usize..40).prop_map(Step::Sessions),
        1 => Just(Step::NotOpened),
        1 => markdown().prop_map(Step::Piped),
        10 => events().prop_map(Step::Stream),
        2 => Just(Step::Ended),
        1 => Just(Step::Failed),
        3 => (tool(), outcome).prop_map(|(id, outcome)| Step::Tool(id, outcome)),
        1 => (tool(), markdown()).prop_map(|(id, text)| Step::ToolOutput(id, text)),
        3 => (0u64..1_000).prop_map(Step::Pass),
        1 => Just(Step::Problem),
    ]
}

fn take(s: &mut Harness, step: Step) {
    match step {
        Step::Keys(keys) => {
            s.keys(keys);
        }
        Step::Paste(text) => {
            s.paste(&text);
        }
        Step::Wheel(notches, x, y) => {
            s.wheel(notches, x, y);
        }
        Step::Point(kind, x, y) => {
            s.point(kind, x, y);
        }
        Step::Press(x, y) => {
            s.press(x, y);
        }
        Step::Sessions(n) => {
            let summary = |n: usize| Summary::unreadable(SessionId(n.to_string()), BEGINNING, "-");
            let listed = (0..n).map(|n| Summary {
                unreadable: (n % 3 == 2).then(String::new),
                ..summary(n)
            });
            s.tell(Msg::Sessions(Ok(listed.collect())));
        }
        Step::NotOpened => {
            let problem = Problem::new(ProblemKind::Session, "Not opened");
            s.tell(Msg::NotOpened(problem));
        }
        Step::Piped(text) => {
            s.tell(Msg::Piped(Ok(text)));
        }
        Step::Resize(width, height) => {
            s.resize(width, height);
        }
        Step::Stream(events) if s.request.is_some() => {
            s.stream(events);
        }
        Step::Ended if s.request.is_some() => {
            s.signal(StreamSignal::Ended);
        }
        Step::Failed if s.request.is_some() => {
            s.fail(ApiError::local(ApiErrorKind::Timeout, "too slow"));
        }
        Step::Stream(_) | Step::Ended | Step::Failed => {}
        Step::Tool(id, outcome) => {
            s.tool(id, ToolEvent::Ended(outcome, "said".into()));
        }
        Step::ToolOutput(id, text) => {
            s.tool(id, ToolEvent::Output(text));
        }
        Step::Pass(millis) => {
            s.pass(Duration::from_millis(millis));
        }
        Step::Problem => {
            s.tell(Msg::Problem(Problem::new(
                ProblemKind::Session,
                "A problem",
            )));
        }
    }
}

/// Ends whatever is going on.
fn settle(s: &mut Harness) {
    s.point(PointerKind::Up, 0, 0);
    s.keys(&"<esc>".repeat(8));
    for id in ["call_1", "call_2", "t1", "t2"] {
        s.tool(id, ToolEvent::Ended(Outcome::Cancelled, "dead".into()));
    }
    s.app.failure = None;
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn anything_in_any_order_keeps_the_screen_whole_and_the_history_legal(
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let mut s = screen(100, 30);
        for step in steps {
            take(&mut s, step);
            s.look();
            if let Some(sent) = &s.sent {
                let found = violations_before(&sent.messages, sent.params.dialect, Last::PausedAnswer);
                prop_assert_eq!(found, []);
            }
        }
        settle(&mut s);
        prop_assert!(s.app.turn.is_idle());
        let live = s.all_lines();
        let log = s.log(usize::MAX);
        prop_assert_eq!(s.reopened(&log).all_lines(), live);
        for kind in [PaneKind::Conversation, PaneKind::Thinking, PaneKind::Activity] {
            prop_assert!(s.app.panes.get(kind).doc.len() < 1_000);
        }
    }
}
