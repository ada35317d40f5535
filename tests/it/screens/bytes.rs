//! Whatever bytes a server sends, in whatever pieces, nothing breaks: neither the screen, nor the
//! saved session, nor what is sent next.
//!
//! The bytes are mostly an answer as it should be, in which much is wrong: events out of order and
//! twice, indexes that repeat or are none, deltas of the wrong type, blocks that nobody knows,
//! calls and results of the server that do not fit, fields that are huge or of another type, and
//! bytes that are no events at all.

use std::time::Duration;

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::sse::{SseDecoder, SseFrame};
use causerie::conversation::entry::Outcome;
use causerie::conversation::validate::{Last, violations, violations_before};
use causerie::text::line::{Line, LineKind};
use causerie::turn::tool_call::ToolEvent;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::cases;
use crate::support::app::reply::{self, whole};
use crate::support::app::{Harness, screen};

const IDS: [&str; 5] = ["t1", "t2", "s1", "s2", ""];

/// What may stand where something else is expected.
fn odd() -> impl Strategy<Value = Value> {
    let deep = (0..300).fold(json!("deep"), |inner, _| json!([inner]));
    select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(4_294_967_295_u32),
        json!(1e300),
        json!(""),
        json!("\u{1b}[2J\u{202e}\u{0}漢👩‍👩‍👧"),
        json!("long ".repeat(20_000)),
        json!("line\n".repeat(3_000)),
        json!([]),
        json!([{}, [null]]),
        json!({}),
        json!({"a": {"b": [1, "two"]}, "": 3}),
        deep,
    ])
}

/// This value, and now and then another one.
fn mostly(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![12 => value, 1 => odd()].boxed()
}

fn word(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    mostly(select(words).prop_map(|word| json!(word)))
}

fn index() -> BoxedStrategy<Value> {
    mostly((0_u32..4).prop_map(|index| json!(index)))
}

fn id() -> BoxedStrategy<Value> {
    mostly(select(&IDS[..]).prop_map(|id| json!(id)))
}

/// What a tool of the server may have said.
fn content() -> BoxedStrategy<Value> {
    mostly(select(vec![
        json!([{"type": "web_search_result", "title": "T", "url": "https://e.example", "page_age": null}]),
        json!({"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}),
        json!({"type": "code_execution_result", "stdout": "a\nb\n", "stderr": "e", "return_code": 1, "content": [{"file_id": "f"}, 3]}),
        json!({"type": "web_fetch_result", "url": "https://e.example", "content": {"source": {"type": "text", "data": "x"}}}),
        json!({"type": "nobody_knows", "tree": [1, {"x": "y"}]}),
        json!([{"type": "text", "text": "said"}, {"type": "image"}, 7]),
        json!("plain"),
    ]))
}

fn block() -> BoxedStrategy<Value> {
    let kinds: &[&str] = &[
        "text",
        "thinking",
        "redacted_thinking",
        "tool_use",
        "server_tool_use",
        "mcp_tool_use",
        "web_search_tool_result",
        "code_execution_tool_result",
        "mcp_tool_result",
        "_tool_result",
        "tool_result",
        "mcp_tool_listing",
        "compaction",
        "fallback",
        "nobody_knows",
        "",
    ];
    let input = mostly(select(vec![json!({}), json!({"q": "x"})]));
    let members = (word(kinds), id(), id(), input, content(), any::<u8>());
    mostly(members.prop_map(|(kind, id, of, input, content, which)| {
        let all = [
            ("type", kind),
            ("id", id),
            ("tool_use_id", of),
            ("input", input),
            ("content", content.clone()),
            ("text", json!("")),
            ("thinking", json!("")),
            ("name", json!("search_orders")),
            ("is_error", json!(which & 1 > 0)),
        ];
        // The first five are nearly always there.
        let is_there = |n: usize| n < 5 && which != 7 || which >> (n % 8) & 1 > 0;
        let all = all.into_iter().enumerate();
        let there = all.filter(|(n, _)| is_there(*n));
        there
            .map(|(_, (name, value))| (name.to_owned(), value))
            .collect()
    }))
}

fn delta() -> BoxedStrategy<Value> {
    let kinds: &[&str] = &[
        "text_delta",
        "text_delta",
        "thinking_delta",
        "signature_delta",
        "input_json_delta",
        "citations_delta",
        "compaction_delta",
        "nobody_knows_delta",
    ];
    let pieces: &[&str] = &[
        "word ", "\n\n", "```\n", "{\"q\":", "\"x\"", "}", "[", "é", "",
    ];
    let members = (word(kinds), word(pieces));
    mostly(members.prop_map(|(kind, piece)| {
        json!({
            "type": kind, "text": piece, "thinking": piece, "partial_json": piece,
            "signature": piece, "citation": piece, "content": piece,
        })
    }))
}

fn event() -> impl Strategy<Value = Value> {
    let reasons: &[&str] = &[
        "end_turn",
        "tool_use",
        "pause_turn",
        "refusal",
        "max_tokens",
    ];
    let message = (word(&["msg_1", "msg_2"]), block()).prop_map(|(id, block)| {
        json!({"id": id, "role": "assistant", "model": "m", "content": [block], "usage": {}})
    });
    prop_oneof![
        6 => (index(), block()).prop_map(|(index, block)| {
            json!({"type": "content_block_start", "index": index, "content_block": block})
        }),
        10 => (index(), delta()).prop_map(|(index, delta)| {
            json!({"type": "content_block_delta", "index": index, "delta": delta})
        }),
        6 => index().prop_map(|index| json!({"type": "content_block_stop", "index": index})),
        1 => mostly(message).prop_map(|message| json!({"type": "message_start", "message": message})),
        1 => (word(reasons), odd()).prop_map(|(reason, usage)| {
            json!({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage})
        }),
        1 => Just(json!({"type": "message_stop"})),
        1 => Just(json!({"type": "ping"})),
        1 => odd().prop_map(|odd| json!({"type": "nobody_knows", "data": odd})),
        1 => odd(),
    ]
}

/// A call that the server runs, and what came of it, one after the other.
fn served() -> impl Strategy<Value = Vec<Value>> {
    let kinds: &[&str] = &["web_search", "code_execution", "nobody_knows"];
    (0_u32..4, id(), select(kinds), content()).prop_map(|(at, id, kind, content)| {
        vec![
            json!({"type": "content_block_start", "index": at, "content_block": {
                "type": "server_tool_use", "id": id, "name": kind, "input": {},
            }}),
            json!({"type": "content_block_stop", "index": at}),
            json!({"type": "content_block_start", "index": at + 1, "content_block": {
                "type": format!("{kind}_tool_result"), "tool_use_id": id, "content": content,
            }}),
            json!({"type": "content_block_stop", "index": at + 1}),
        ]
    })
}

fn frame(event: &Value) -> Vec<u8> {
    let name = event["type"].as_str().unwrap_or("odd").to_owned();
    format!("event: {}\ndata: {event}\n\n", name.replace('\n', "")).into_bytes()
}

/// A piece of a body: most are whole events.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let junk: Vec<&'static [u8]> = vec![
        b"data: {\"type\":\"content_block_delta\",\"ind",
        b"\n",
        b"\n\n",
        b"data:\n\n",
        b"data: [DONE]\n\n",
        b": a comment\n",
        b"event: error\ndata: nonsense\n\n",
        b"retry: 5\nid: \xff\n\n",
        b"\xef\xbb\xbfdata: {}\n\n",
        b"\xf0\x9f\r\n\r",
    ];
    prop_oneof![
        12 => event().prop_map(|event| frame(&event)),
        2 => served().prop_map(|events| events.iter().flat_map(frame).collect()),
        1 => event().prop_map(|event| {
            let mut frame = frame(&event);
            frame.truncate(frame.len() / 2);
            frame
        }),
        1 => select(junk).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

/// The bodies of the answers of a conversation, and in pieces of how many bytes they arrive.
fn bodies() -> impl Strategy<Value = Vec<(Vec<Vec<u8>>, usize)>> {
    let body = prop::collection::vec(piece(), 0..24);
    prop::collection::vec((body, select(vec![7, 60, 700, 100_000])), 1..5)
}

/// Lets the open request bring a body, as the edge does.
fn play(s: &mut Harness, body: &[u8], n_bytes: usize) {
    s.connect();
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    // A tiny piece of a long body shows no more than its beginning does.
    for (idx, bytes) in body.chunks(n_bytes.max(body.len() / 50)).enumerate() {
        let is_broken = decoder.push(bytes, &mut frames).is_err();
        let events: Vec<_> = frames
            .drain(..)
            .filter_map(|f| StreamEvent::decode(&f))
            .collect();
        if s.request.is_none() || is_broken {
            break;
        }
        if !events.is_empty() {
            s.stream(events);
        }
        if idx % 4 == 0 {
            s.pass(Duration::from_millis(90)).look();
        }
    }
    if s.request.is_some() {
        s.signal(StreamSignal::Ended);
    }
    s.look();
}

/// The lines without what stands at the right of heads: of blocks that begin out of order nobody
/// knows the times while they arrive.
fn untimed(panes: [Vec<Line>; 3]) -> [Vec<Line>; 3] {
    panes.map(|mut lines| {
        for line in &mut lines {
            if let LineKind::Head(head) = &mut line.kind {
                head.right.clear();
            }
        }
        lines
    })
}

/// Has the server given one id to two calls in one answer, which goes on behind a pause? Then
/// nobody knows whose a result is, and it is shown with one of them or with another.
fn has_twins(bodies: &[(Vec<Vec<u8>>, usize)]) -> bool {
    let pauses = |(pieces, _): &(Vec<Vec<u8>>, usize), _: &_| {
        String::from_utf8_lossy(&pieces.concat()).contains("pause_turn")
    };
    bodies.chunk_by(pauses).any(|answer| {
        let pieces: Vec<u8> = answer
            .iter()
            .flat_map(|(pieces, _)| pieces.concat())
            .collect();
        let text = String::from_utf8_lossy(&pieces).into_owned();
        IDS.iter()
            .map(|id| format!("tool_use\",\"id\":\"{id}\""))
            .any(|call| text.matches(&call).count() > 1)
    })
}

/// Opens the session as it stands, and goes on with it.
fn go_on(s: &Harness, n_records: usize) -> Result<(), TestCaseError> {
    let mut again = s.reopened(&s.log(n_records));
    again.look();
    again.keys("<ctrl+c>").ask("And now?");
    if let Some(sent) = &again.sent {
        let found = violations(&sent.messages, sent.params.dialect);
        prop_assert_eq!(found, []);
    }
    again.answer(whole("Now this.")).shows("Now this.");
    Ok(())
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_bytes_a_server_sends_the_session_goes_on_and_is_resumed_as_it_was(
        bodies in bodies(),
    ) {
        let mut s = screen(90, 30);
        for (pieces, n_bytes) in &bodies {
            if s.request.is_none() {
                s.app.failure = None;
                s.keys("<ctrl+c>").ask("Go on.");
            }
            if s.request.is_some() {
                play(&mut s, &pieces.concat(), *n_bytes);
            }
            for id in IDS {
                s.tool(id, ToolEvent::Ended(Outcome::Done, "done".into()));
            }
            s.look();
            if let Some(sent) = &s.sent {
                let found = violations_before(&sent.messages, sent.params.dialect, Last::PausedAnswer);
                prop_assert_eq!(found, []);
            }
        }
        // Of what is killed in the middle, all is there up to then.
        go_on(&s, s.records.len() / 2)?;
        s.keys("<esc><esc><esc>");
        for call in s.app.turn.calls().iter().map(|call| call.id.0.clone()).collect::<Vec<_>>() {
            s.tool(&call, ToolEvent::Ended(Outcome::Cancelled, "dead".into()));
        }
        s.app.failure = None;
        s.look();
        prop_assert!(s.app.turn.is_idle());
        let live = untimed(s.all_lines());
        let mut again = s.reopened(&s.log(usize::MAX));
        if !has_twins(&bodies) {
            prop_assert_eq!(untimed(again.all_lines()), live);
        }
        // All of it can be opened, and folded again.
        let folded = again.all_lines();
        again.keys("<alt+o><alt+t>").look();
        again.keys("<alt+o><alt+t>").look();
        if !has_twins(&bodies) {
            prop_assert_eq!(again.all_lines(), folded);
        }
        go_on(&s, usize::MAX)?;
    }
}

#[test]
fn what_changes_before_the_last_block_right_before_the_end_is_shown() {
    let call = |index, id: &str, name: &str| reply::tool_begins(index, id, name);
    let odd = reply::block(0, json!({"type": "tool_result", "tool_use_id": "t1"}));
    let result = |id: &str| {
        let block = json!({"type": "web_search_tool_result", "tool_use_id": id, "content": "said"});
        reply::block(3, block)
    };
    let served = json!({"type": "server_tool_use", "id": "t1", "name": "web_search", "input": {}});
    let answers = [
        (
            vec![odd],
            vec![call(0, "t1", "list_orders")],
            vec!["■ list_orders"],
        ),
        (
            vec![call(1, "t2", "first_seen")],
            vec![call(0, "t1", "first_told")],
            vec!["■ first_told", "■ first_seen"],
        ),
        (
            vec![reply::text_delta(1, "seen first")],
            vec![reply::text_delta(0, "told first, ")],
            vec!["told first, seen first"],
        ),
        (
            vec![reply::block(0, served), result("t1")],
            vec![result("t2"), StreamEvent::BlockStop { index: 3 }],
            vec!["■ web_search", "✓ web_search  → said"],
        ),
    ];
    for (before, last, shown) in answers {
        let mut s = screen(90, 30);
        s.ask("Go on.").connect();
        s.stream(before).look();
        let error = StreamEvent::decode(&SseFrame {
            event: Some("error".into()),
            data: "nonsense".into(),
        });
        // All of it comes between two looks.
        s.stream(last.into_iter().chain(error).collect());
        let text = s.text();
        let found: Vec<&str> = text.split('\n').map(str::trim).collect();
        let places = shown
            .iter()
            .map(|what| found.iter().position(|row| row.starts_with(what)));
        let places: Vec<_> = places.collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{text}"
        );
    }
}
