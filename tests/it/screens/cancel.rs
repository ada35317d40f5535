//! Stopping and leaving: Esc, Ctrl+C, Ctrl+D.

use std::time::Duration;

use causerie::api::content::ToolCallId;
use causerie::app::Exit;
use causerie::app::effect::Effect;
use causerie::turn;
use causerie::turn::tool_call::ToolEvent;

use crate::support::app::reply::{self, text, whole};
use crate::support::app::{Harness, screen};

fn aborted(harness: &Harness) -> bool {
    let is_abort = |effect: &Effect| matches!(effect, Effect::Turn(turn::Effect::Abort { .. }));
    harness.effects.iter().any(is_abort)
}

#[test]
fn esc_stops_the_answer_at_once_and_keeps_what_arrived() {
    let mut s = screen(80, 24);
    s.ask("Tell me a story")
        .connect()
        .stream(text("Once upon a time"));
    s.shows("Esc stops").keys("<esc>");
    assert!(aborted(&s));
    s.shows("Once upon a time")
        .shows("■ Stopped by you")
        .hides("answering");
    assert!(s.app.turn.is_idle());
}

#[test]
fn esc_before_anything_arrived_brings_the_prompt_back() {
    let mut s = screen(80, 24);
    s.ask("A question\nin two lines").keys("<esc>");
    assert!(aborted(&s));
    s.composer_holds("A question\nin two lines");
    assert!(s.app.conversation.path().is_empty());

    s.keys("<enter>").connect().stream(vec![reply::start()]);
    s.keys("<esc>").composer_holds("A question\nin two lines");
}

#[test]
fn a_prompt_that_comes_back_does_not_overwrite_what_is_being_written() {
    let mut s = screen(80, 24);
    s.ask("first").type_text("second").keys("<esc>");
    s.composer_holds("second").shows("Up brings it back");
    s.keys("<up>").composer_holds("first");
    s.keys("<down>").composer_holds("second");
}

#[test]
fn what_comes_late_from_a_stopped_request_is_dropped() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once"));
    let request = s.request.unwrap();
    s.keys("<esc>");
    let before = s.text();
    s.request = Some(request);
    s.stream(vec![reply::text_delta(0, " upon a time")]);
    assert_eq!(s.text(), before);
}

#[test]
fn esc_closes_the_overlay_first_then_stops_the_turn_then_leaves_the_panes() {
    let mut s = screen(80, 24);
    s.ask("Think");
    s.connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "Let me see."),
    ]);
    s.keys("<ctrl+o>")
        .shows("THINKING")
        .keys("<f1>")
        .shows("Keys");
    s.keys("<esc>")
        .hides("╭")
        .shows("THINKING")
        .shows("Esc stops");
    s.keys("<esc>").shows("THINKING").shows("Esc closes");
    assert!(s.app.turn.is_idle());
    s.keys("<esc>").hides("THINKING").shows("Stopped by you");
    s.keys("<tab>").shows("Esc to write");
    s.keys("<esc>").shows("F1 keys");
}

#[test]
fn the_status_bar_says_what_esc_would_do() {
    let mut s = screen(80, 24);
    s.shows("F1 keys").keys("<f1>").shows("Esc closes");
    s.keys("<esc>").ask("Hello").shows("Esc stops");
}

#[test]
fn esc_while_tools_run_waits_for_their_end_and_says_so() {
    let mut s = screen(80, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "one order")
        .keys("<esc>")
        .shows("stopping");
    let kill = Effect::Turn(turn::Effect::Kill {
        call: ToolCallId("call_2".into()),
    });
    assert!(s.effects.contains(&kill));
    // A second Esc changes nothing.
    s.take_effects();
    s.keys("<esc>");
    assert_eq!(s.take_effects(), []);
    s.tool("call_2", ToolEvent::Output("half a ".into()));
    s.tool_done("call_2", "half a result");
    s.hides("stopping");
    assert!(s.app.turn.is_idle());
}

#[test]
fn a_call_that_esc_cut_in_its_middle_is_shown_as_cancelled() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").connect().stream(vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "search_orders"),
        reply::input_delta(0, "{\"query\": \"ORD"),
    ]);
    s.shows("⠋ search_orders").keys("<esc>");
    s.hides("⠋ search_orders")
        .shows("■ search_orders")
        .shows("cancelled");
}

#[test]
fn ctrl_c_during_a_turn_stops_it_and_never_quits() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once"));
    s.keys("<ctrl+c>").shows("Stopped by you");
    assert_eq!(s.app.exit, None);
    // The first one on an idle, empty composer only asks.
    s.keys("<ctrl+c>").shows("again to quit");
    assert_eq!(s.app.exit, None);
    s.keys("<ctrl+c>");
    assert_eq!(s.app.exit, Some(Exit::Quit));
}

#[test]
fn ctrl_c_clears_what_is_written_into_the_history_first() {
    let mut s = screen(80, 24);
    s.type_text("half a thought")
        .keys("<ctrl+c>")
        .composer_holds("");
    assert_eq!(s.app.exit, None);
    s.keys("<up>").composer_holds("half a thought");
}

#[test]
fn two_ctrl_c_that_are_far_apart_do_not_quit() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+c>")
        .pass(Duration::from_secs(5))
        .keys("<ctrl+c>");
    assert_eq!(s.app.exit, None);
}

#[test]
fn a_ctrl_c_that_did_something_else_does_not_count_towards_quitting() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+c>").paste("a paste").keys("<ctrl+c>");
    s.composer_holds("").keys("<ctrl+c>");
    assert_eq!(s.app.exit, None);
}

#[test]
fn ctrl_d_quits_on_an_empty_composer_only_and_never_during_a_turn() {
    let mut s = screen(80, 24);
    s.type_text("text").keys("<home><ctrl+d>");
    assert_eq!(s.app.exit, None);
    s.keys("<ctrl+c>")
        .ask("Hello")
        .keys("<ctrl+d>")
        .shows("Esc stops it");
    assert_eq!(s.app.exit, None);
    s.answer(whole("Hi.")).keys("<ctrl+d>");
    assert_eq!(s.app.exit, Some(Exit::Quit));
}

#[test]
fn cancelling_at_any_event_leaves_a_history_that_can_be_sent() {
    let events = reply::thinking_and_tools();
    for n in 0..=events.len() {
        let mut s = screen(80, 24);
        s.ask("Where is it?").connect();
        for event in &events[..n] {
            s.stream(vec![event.clone()]);
        }
        s.keys("<esc>");
        assert!(s.app.turn.is_idle(), "after {n} events");
        s.keys("<ctrl+c>").ask("And now?");
        let sent = s.sent.clone().unwrap();
        let violations =
            causerie::conversation::validate::violations(&sent.messages, sent.params.dialect);
        assert_eq!(violations, [], "after {n} events");
    }
}
