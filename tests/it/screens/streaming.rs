//! What is seen while an answer arrives, and how often the program wakes for it.

use std::time::Duration;

use causerie::api::event::StreamSignal;
use causerie::app::Exit;
use causerie::turn::step::Now;
use causerie::turn::tool_call::ToolEvent;

use crate::support::app::reply::{self, ends, text, whole};
use crate::support::app::{Harness, screen};

#[test]
fn the_phase_and_the_time_are_shown_from_the_first_moment() {
    let mut s = screen(80, 24);
    s.ask("Hello").shows("connecting   0.0 s");
    s.pass(Duration::from_millis(1_250))
        .shows("connecting   1.2 s");
    s.signal(StreamSignal::Sent)
        .shows("waiting for the first word   1.2 s");
    s.connect().shows("waiting for the first word");
    s.stream(vec![reply::start(), reply::thinking_begins(0)])
        .shows("thinking");
    s.stream(vec![reply::block_ends(0), reply::text_begins(1)])
        .shows("answering");
    s.stream(vec![
        reply::block_ends(1),
        reply::tool_begins(2, "call_1", "search_orders"),
    ]);
    s.shows("calling tools");
}

#[test]
fn tokens_are_counted_while_they_arrive() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text(&"word ".repeat(80)));
    s.shows("~100 tokens");
}

#[test]
fn the_tokens_of_a_turn_never_become_fewer_while_it_runs() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").connect();
    // More than the 40 tokens that the server will count.
    s.stream(text(&"word ".repeat(80))).shows("~100 tokens");
    s.stream(vec![
        reply::block_ends(0),
        reply::tool_begins(1, "call_1", "search_orders"),
        reply::input_delta(1, "{}"),
        reply::block_ends(1),
    ]);
    s.stream(ends("tool_use")).signal(StreamSignal::Ended);
    s.shows("calling tools").shows("~100 tokens");
    s.tool_done("call_1", "one order").shows("~100 tokens");
    s.signal(StreamSignal::Sent)
        .shows("⠋ waiting   0.0 s ·  ~100 tokens");
    s.connect().stream(text(&"word ".repeat(8)));
    s.shows("answering").shows("~100 tokens");
    s.stream(vec![reply::text_delta(0, &"word ".repeat(80))]);
    s.pass(Duration::from_millis(250)).shows("~150 tokens");
}

#[test]
fn the_numbers_of_a_turn_stay_where_they_are_while_they_grow() {
    let mut s = screen(100, 30);
    s.ask("Hello").connect().stream(text(&"word ".repeat(75)));
    s.pass(Duration::from_millis(9_750));
    let row = s.app.areas.indicator.y;
    let places = |s: &mut Harness| {
        let row = s.look().row(row);
        [" s ", " tokens", " tok/s"].map(|unit| row.find(unit).expect("it is told"))
    };
    let before = places(s.shows("   9.7 s").shows("  ~93 tokens ·   9 tok/s"));
    s.stream(vec![reply::text_delta(0, &"word ".repeat(75))]);
    s.pass(Duration::from_millis(250));
    let after = places(s.shows("  10.0 s").shows(" ~187 tokens ·  18 tok/s"));
    assert_eq!(before, after);
}

#[test]
fn a_tools_name_stands_when_its_block_begins_and_its_arguments_grow() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").connect().stream(vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "search_orders"),
    ]);
    s.shows("⠋ search_orders");
    s.stream(vec![reply::input_delta(0, "{\"query\": \"ORD")]);
    s.shows("query  ORD");
    s.stream(vec![reply::input_delta(0, "-12345\"}")]);
    s.shows("query  ORD-12345");
}

#[test]
fn tools_run_side_by_side_and_their_time_and_outcome_are_seen() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.pass(Duration::from_millis(500));
    // What runs turns as the turn does, by the same clock.
    s.shows("⠸ search_orders  ORD-12345").shows("  0.5 s");
    s.shows("⠸ calling tools").pass(Duration::from_millis(250));
    s.shows("⠴ search_orders").shows("⠴ calling tools");
    s.tool("call_2", ToolEvent::Output("asking the carrier\n".into()));
    s.shows("asking the carrier");
    s.tool_done("call_2", "in transit")
        .shows("✓ get_shipping_status");
    s.shows("→ in transit").shows("⠴ search_orders");
    s.tool_done("call_1", "one order").shows("✓ search_orders");
    let sent = s.sent_json();
    let results = sent["messages"][2]["content"].as_array().unwrap();
    let ids: Vec<_> = results
        .iter()
        .map(|result| &result["tool_use_id"])
        .collect();
    assert_eq!(
        ids,
        ["call_1", "call_2"],
        "all results in one message, in call order"
    );
}

#[test]
fn an_idle_program_never_wakes() {
    let mut s = screen(80, 24);
    assert_eq!(s.app.next_wake(s.now), None);
    s.ask("Hello").answer(whole("Hi."));
    // The draft that was sent is settled, then nothing more.
    s.pass(Duration::from_secs(10));
    let wakes = s.wakes;
    s.pass(Duration::from_secs(3_600));
    assert_eq!(s.wakes, wakes);
    assert_eq!(s.app.next_wake(s.now), None);
}

#[test]
fn an_idle_screen_does_not_change_by_itself() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.keys("<esc>")
        .tool_done("call_1", "")
        .tool_done("call_2", "");
    s.pass(Duration::from_secs(10));
    let frame = s.look();
    s.pass(Duration::from_secs(600));
    assert_eq!(s.look(), frame);
}

#[test]
fn a_turn_ticks_at_most_four_times_a_second() {
    let mut s = screen(80, 24);
    s.ask("Hello").pass(Duration::from_secs(1));
    let before = s.wakes;
    s.pass(Duration::from_secs(10));
    assert_eq!(s.wakes - before, 40);
    s.connect().stream(text("Once"));
    let before = s.wakes;
    s.pass(Duration::from_secs(10));
    assert!(s.wakes - before <= 41, "{}", s.wakes - before);
}

#[test]
fn the_next_wake_stays_where_it_is_until_it_comes() {
    let mut s = screen(80, 24);
    s.ask("Hello").pass(Duration::from_secs(3));
    let (now, wake) = (s.now, s.app.next_wake(s.now).unwrap());
    for micros in [1, 999, 1_000, 77_777, 249_999] {
        let after = Duration::from_micros(micros);
        let later = Now {
            instant: now.instant + after,
            ..now
        };
        assert_eq!(s.app.next_wake(later), Some(wake), "{after:?} later");
    }
}

#[test]
fn a_transient_notice_goes_away_by_itself() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+c>")
        .shows("again to quit")
        .pass(Duration::from_secs(10));
    s.hides("again to quit");
    assert_eq!(s.app.next_wake(s.now), None);
    assert_ne!(s.app.exit, Some(Exit::Quit));
}

#[test]
fn blocks_that_overlap_are_read_in_their_order() {
    let mut s = screen(80, 24);
    s.ask("Hello")
        .connect()
        .stream(vec![reply::start(), reply::text_begins(0)]);
    s.stream(vec![reply::text_delta(0, "One")]);
    s.stream(vec![reply::text_begins(1), reply::text_delta(1, " three")]);
    s.stream(vec![reply::text_delta(0, " two")]);
    s.shows("One two three");
    s.stream(vec![reply::text_delta(1, " four")])
        .shows("One two three four");
}

#[test]
fn a_block_that_begins_before_an_earlier_one_moves_into_its_place() {
    let mut s = screen(80, 24);
    s.ask("Hello")
        .connect()
        .stream(vec![reply::start(), reply::text_begins(1)]);
    s.stream(vec![reply::text_delta(1, "The answer")]);
    s.stream(vec![reply::tool_begins(0, "call_1", "search_orders")]);
    s.stream(vec![reply::text_delta(1, " is long.")]);
    s.shows("The answer is long.");
    s.stream(ends("end_turn")).signal(StreamSignal::Ended);
    s.shows("The answer is long.").shows("search_orders");
    let frame = s.look();
    assert!(frame.find("search_orders").unwrap() < frame.find("The answer").unwrap());
}

#[test]
fn the_status_bar_names_a_session_from_its_second_turn_on() {
    let mut s = screen(200, 30);
    s.ask("Hello there").answer(whole("Hi."));
    s.hides(" · Hello there").ask("And now?");
    s.shows("claude-sonnet-5-5 · Hello there");
}

#[test]
fn model_context_and_speed_are_told_while_an_answer_arrives_and_behind_it() {
    let mut s = screen(200, 30);
    s.ask("Hello there").connect().stream(text("Hi."));
    s.pass(Duration::from_secs(1));
    s.stream(whole("")[3..].to_vec());
    s.signal(StreamSignal::Ended);
    s.shows("claude-sonnet-5-5")
        .shows("context <1 %")
        .shows("40 tok/s")
        .shows("first word 0.0 s");
}

#[test]
fn what_an_answer_came_to_is_said_below_it_and_not_again_in_the_status_bar() {
    let mut s = screen(120, 40);
    let status = |s: &mut Harness| {
        let y = s.app.areas.status.y;
        s.look().row(y)
    };
    let answer = |s: &mut Harness, prompt: &str| {
        s.ask(prompt).connect().stream(text("Hi, whoever it is."));
        s.pass(Duration::from_secs(1));
        s.shows(" tokens · ").shows(" tok/s");
        let now = status(s);
        assert!(!now.contains("tok/s"), "{now}");
        s.stream(whole("")[3..].to_vec());
        s.signal(StreamSignal::Ended);
    };
    answer(&mut s, "Hello");
    let first = status(&mut s);
    assert!(first.contains("context <1 %"), "{first}");
    for said in ["tok/s", "first word", "tokens", "$"] {
        assert!(!first.contains(said), "{first}");
        s.shows(said);
    }
    // The sums of the session are said nowhere else.
    answer(&mut s, "Hello again");
    let second = status(&mut s);
    assert!(
        second.contains(" session ") && second.contains('$'),
        "{second}"
    );
    assert!(!second.contains("tok/s"), "{second}");
}
