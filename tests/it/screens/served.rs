//! Calls that the server runs itself: shown, folded, saved and sent back like ours.

use std::time::Duration;

use causerie::api::event::{StreamEvent, StreamSignal};
use serde_json::{Value, json};

use crate::support::app::reply::{
    block, block_ends, ends, input_delta, start, text, text_begins, text_delta, whole,
};
use crate::support::app::{Harness, screen};

const CODE: &str = "srvtoolu_code";
const SEARCH: &str = "srvtoolu_search";

fn call(index: u32, id: &str, name: &str, input: &str) -> Vec<StreamEvent> {
    vec![
        block(
            index,
            json!({"type": "server_tool_use", "id": id, "name": name, "input": {}}),
        ),
        input_delta(index, input),
        block_ends(index),
    ]
}

fn result(index: u32, kind: &str, id: &str, content: Value) -> Vec<StreamEvent> {
    let whole = json!({
        "type": format!("{kind}_tool_result"), "tool_use_id": id, "content": content,
    });
    vec![block(index, whole), block_ends(index)]
}

fn printed(stdout: &str, return_code: u8) -> Value {
    json!({
        "type": "code_execution_result", "stdout": stdout, "stderr": "",
        "return_code": return_code, "content": [],
    })
}

fn search_results() -> Value {
    let found = |title: &str, url: &str| {
        json!({
            "type": "web_search_result", "title": title, "url": url, "encrypted_content": "Eo8PCi",
        })
    };
    json!([
        found("Tides", "https://tides.example/sm"),
        found("Moon", "https://moon.example"),
    ])
}

fn says(index: u32, words: &str) -> Vec<StreamEvent> {
    vec![
        text_begins(index),
        text_delta(index, words),
        block_ends(index),
    ]
}

/// An answer that searches, runs code that fails, and does something that nobody knows yet.
fn served() -> Vec<Vec<StreamEvent>> {
    vec![
        vec![start()],
        says(0, "I look."),
        call(1, SEARCH, "web_search", r#"{"query":"tides"}"#),
        result(2, "web_search", SEARCH, search_results()),
        call(3, CODE, "code_execution", r#"{"code":"1/0"}"#),
        result(4, "code_execution", CODE, printed("one\ntwo\n", 1)),
        call(5, "srvtoolu_new", "divine", "{}"),
        result(
            6,
            "divining",
            "srvtoolu_new",
            json!({"omen": {"bird": "left"}}),
        ),
        says(7, "That is it."),
        ends("end_turn"),
    ]
}

/// What resuming shows, and the blocks sent back with the next prompt, are what was there.
#[track_caller]
fn survives(s: &mut Harness, blocks: &[Value]) {
    s.look();
    let lines = s.all_lines();
    let mut again = s.reopened(&s.log(usize::MAX));
    assert_eq!(again.all_lines(), lines);
    again.keys("<ctrl+c>").ask("And now?");
    let sent = again.sent_json();
    let sent: Vec<&Value> = sent["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter(|message| message["role"] == "assistant")
        .flat_map(|message| message["content"].as_array().expect("blocks"))
        .collect();
    for block in blocks {
        assert!(sent.contains(&block), "not sent back: {block}\n{sent:#?}");
    }
}

#[test]
fn a_call_of_the_server_runs_until_its_result_is_there_and_takes_its_time() {
    let mut s = screen(80, 24);
    s.ask("Tides?").connect().stream(vec![start()]);
    s.stream(call(0, SEARCH, "web_search", r#"{"query":"tides"}"#));
    s.pass(Duration::from_millis(1_300));
    s.shows("⠧ web_search  tides").shows("1.2 s");
    s.stream(result(1, "web_search", SEARCH, search_results()));
    s.shows("✓ web_search  tides  → Moon  https://moon.example");
    s.shows("2 lines · 1.3 s");
    s.stream(says(2, "13 m.")).stream(ends("end_turn"));
    s.signal(StreamSignal::Ended).shows("2 lines · 1.3 s");
    s.hides("▸");
    survives(&mut s, &[]);
}

#[test]
fn results_are_shown_with_their_calls_folded_and_open_and_after_resuming() {
    let mut s = screen(80, 40);
    s.ask("Tides?").connect();
    for events in served() {
        s.stream(events);
    }
    s.signal(StreamSignal::Ended);
    s.shows("✓ web_search  tides  → Moon  https://moon.example");
    s.shows("✗ code_execution  1/0  → exit code 1");
    s.shows("✓ divine  → left");
    s.hides("▸").hides("Eo8PCi");
    let blocks = [
        json!({"type": "server_tool_use", "id": SEARCH, "name": "web_search",
            "input": {"query": "tides"}}),
        json!({"type": "web_search_tool_result", "tool_use_id": SEARCH,
            "content": search_results()}),
        json!({"type": "code_execution_tool_result", "tool_use_id": CODE,
            "content": printed("one\ntwo\n", 1)}),
        json!({"type": "divining_tool_result", "tool_use_id": "srvtoolu_new",
            "content": {"omen": {"bird": "left"}}}),
    ];
    survives(&mut s, &blocks);
    let folded = s.all_lines();
    s.keys("<alt+t>");
    s.shows("→ Tides  https://tides.example/sm");
    s.shows("→ one").shows("two").shows("exit code 1");
    s.shows("→ omen").shows("bird  left");
    s.keys("<alt+t>");
    s.look();
    assert_eq!(s.all_lines(), folded);
}

#[test]
fn a_call_that_was_stopped_before_its_result_is_cut() {
    let mut s = screen(80, 24);
    s.ask("Tides?").connect();
    s.stream([vec![start()], says(0, "I look.")].concat());
    s.stream(call(1, SEARCH, "web_search", r#"{"query":"tides"}"#));
    s.keys("<esc>");
    s.shows("■ web_search  tides").shows("cancelled").hides("▸");
    survives(&mut s, &[]);
}

#[test]
fn the_result_of_a_paused_call_is_shown_with_it_when_it_comes() {
    let mut s = screen(80, 24);
    s.ask("Tides?").connect();
    s.stream([vec![start()], says(0, "I look.")].concat());
    s.stream(call(1, SEARCH, "web_search", r#"{"query":"tides"}"#));
    s.stream(ends("pause_turn")).signal(StreamSignal::Ended);
    s.shows("▸ web_search  tides").shows("waiting");
    let paused = s.log(usize::MAX);
    // The program may end here: the call waits, for the turn can be gone on with.
    s.reopened(&paused).shows("waiting");
    s.connect().stream(vec![start()]);
    s.stream(result(0, "web_search", SEARCH, search_results()));
    s.shows("✓ web_search  tides  → Moon  https://moon.example");
    s.hides("waiting").hides("▸ ");
    s.stream(says(1, "13 m.")).stream(ends("end_turn"));
    s.signal(StreamSignal::Ended);
    s.shows("✓ web_search").hides("✓ web_search  Tides");
    let block = json!({"type": "web_search_tool_result", "tool_use_id": SEARCH,
        "content": search_results()});
    survives(&mut s, &[block]);
}

#[test]
fn an_answer_that_is_asked_for_again_waits_for_the_result_again() {
    let mut s = screen(80, 24);
    s.ask("Tides?").connect().stream(vec![start()]);
    s.stream(call(0, SEARCH, "web_search", r#"{"query":"tides"}"#));
    s.stream(ends("pause_turn")).signal(StreamSignal::Ended);
    s.connect().stream(vec![start()]);
    s.stream(result(0, "web_search", SEARCH, search_results()));
    s.stream(text("13").into_iter().skip(1).collect());
    s.keys("<esc>").shows("✓ web_search");
    s.keys("<ctrl+r>")
        .shows("▸ web_search  tides")
        .shows("waiting");
    survives(&mut s, &[]);
    s.answer(whole("I could not find out."));
    s.shows("■ web_search")
        .shows("no result came")
        .hides("cancelled")
        .hides("▸");
    survives(&mut s, &[]);
}

#[test]
fn a_call_whose_result_never_came_was_cancelled_by_nobody() {
    let ways: [&[StreamSignal]; 3] = [
        // The connection is dropped, the answer ends without the result, the program is killed.
        &[StreamSignal::Ended],
        &[StreamSignal::Events(ends("end_turn")), StreamSignal::Ended],
        &[],
    ];
    for way in ways {
        let mut s = screen(80, 24);
        s.ask("Tides?").connect();
        s.stream([vec![start()], says(0, "I look.")].concat());
        s.stream(call(1, SEARCH, "web_search", r#"{"query":"tides"}"#));
        for signal in way {
            s.signal(signal.clone());
        }
        let reads = |s: &mut Harness| {
            s.shows("■ web_search  tides").shows("no result came");
            s.hides("cancelled").hides("▸");
            // Drawn anew it reads the same.
            s.keys("<alt+t><alt+t>").shows("no result came");
        };
        if !way.is_empty() {
            reads(&mut s);
        }
        reads(&mut s.reopened(&s.log(usize::MAX)));
    }
}

#[test]
fn a_result_without_a_call_is_shown_by_itself() {
    let mut s = screen(80, 24);
    let mut events = vec![start()];
    events.extend(says(0, "Before."));
    events.extend(result(1, "web_search", "nobody", search_results()));
    events.extend(says(2, "After."));
    events.extend(ends("end_turn"));
    s.ask("Tides?").answer(events);
    s.shows("Before.").shows("After.");
    s.shows("✓ web_search  → Moon  https://moon.example");
    let block = json!({"type": "web_search_tool_result", "tool_use_id": "nobody",
        "content": search_results()});
    survives(&mut s, &[block]);
    s.keys("<alt+t>").shows("→ Tides  https://tides.example/sm");
}

#[test]
fn of_a_result_without_a_call_nothing_is_shown_before_all_of_it_is_there() {
    let mut s = screen(80, 24);
    let begun = result(1, "web_search", "nobody", search_results());
    s.ask("Tides?").connect();
    s.stream([vec![start()], says(0, "Before."), begun[..1].to_vec()].concat());
    // Drawn anew with the calls, there is as little to show.
    s.keys("<alt+t><alt+t>").shows("Before.").hides("▸");
    s.keys("<esc>").hides("▸");
    survives(&mut s, &[]);
}

#[test]
fn what_is_copied_of_a_result_is_its_text() {
    let mut s = screen(80, 40);
    s.ask("Tides?").answer(served().concat());
    let all = causerie::app::projection::source::turns(&s.app.conversation, &s.app.turn);
    let sources: Vec<_> = all.flatten().collect();
    let output = |tool: &str| {
        let is_it = |source: &&causerie::app::projection::source::Source| {
            source.tool == tool
                && source.kind == causerie::app::projection::source::SourceKind::Output
        };
        sources.iter().find(is_it).map(|source| source.text.clone())
    };
    assert_eq!(
        output("web_search").expect("it is there"),
        "Tides  https://tides.example/sm\nMoon  https://moon.example"
    );
    assert_eq!(
        output("code_execution").expect("it is there"),
        "one\ntwo\nexit code 1"
    );
}

#[test]
fn of_calls_with_one_id_the_last_before_a_result_gets_it() {
    let mut s = screen(80, 24);
    let mut events = vec![start()];
    for index in [0, 2] {
        events.extend(call(index, SEARCH, "web_search", r#"{"query":"tides"}"#));
    }
    events.extend(result(3, "web_search", SEARCH, search_results()));
    events.extend(ends("end_turn"));
    s.ask("Tides?").answer(events);
    s.shows("■ web_search  tides").shows("✓ web_search  tides");
    let lines = s.all_lines();
    s.keys("<alt+t>").look();
    s.keys("<alt+t>").look();
    assert_eq!(s.all_lines(), lines);
    assert_eq!(s.reopened(&s.log(usize::MAX)).all_lines(), lines);
}
