//! Prompts that are sent while an answer arrives.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::app::focus::{Focus, PaneKind};

use crate::support::app::reply::{self, text, whole};
use crate::support::app::screen;

#[test]
fn a_prompt_sent_during_a_turn_is_queued_shown_and_sent_when_the_turn_ends() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One"));
    s.ask("second").shows("next  second").composer_holds("");
    s.stream(whole("")[3..].to_vec())
        .signal(causerie::api::event::StreamSignal::Ended);
    s.hides("next  ");
    assert!(s.sent_json().to_string().contains("second"));
    assert!(!s.app.turn.is_idle());
}

#[test]
fn queued_prompts_leave_one_a_turn_in_order_of_arrival() {
    let mut s = screen(80, 24);
    s.ask("first").ask("second").ask("third");
    for (prompt, waits) in [("first", 2), ("second", 1), ("third", 0)] {
        let sent = s.sent_json();
        let last = sent["messages"].as_array().unwrap().last().unwrap();
        assert!(last.to_string().contains(prompt), "{last}");
        assert_eq!(s.app.queue.prompts().len(), waits);
        s.answer(whole("Yes."));
    }
    assert!(s.app.turn.is_idle());
}

#[test]
fn the_prompt_queued_last_can_be_edited() {
    let mut s = screen(80, 24);
    s.ask("first")
        .ask("second")
        .ask("third")
        .shows("Alt+Up edits · Alt+Delete drops");
    s.keys("<alt+up>")
        .composer_holds("third")
        .hides("then  third");
    s.type_text("!").keys("<enter>").shows("then  third!");
}

#[test]
fn editing_a_queued_prompt_keeps_what_was_being_written() {
    let mut s = screen(80, 24);
    s.ask("first")
        .ask("second")
        .type_text("half")
        .keys("<alt+up>");
    s.composer_holds("second")
        .keys("<up>")
        .composer_holds("half");
}

#[test]
fn a_queued_prompt_survives_the_end_of_the_program() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One"));
    s.ask("second").type_text("half");
    s.pass(Duration::from_millis(600));
    let log = s.log(usize::MAX);
    s.reopened(&log).composer_holds("second\n\nhalf");
}

#[test]
fn a_dropped_prompt_stays_in_the_history() {
    let mut s = screen(80, 24);
    s.ask("first")
        .ask("second")
        .keys("<alt+delete>")
        .hides("next  ");
    s.keys("<up>").composer_holds("second");
}

#[test]
fn a_stopped_turn_holds_the_queue_until_enter_sends_it() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One"));
    s.ask("second").keys("<esc>").shows("not sent  second");
    assert!(s.app.turn.is_idle());
    s.shows("Enter sends the queued prompt").keys("<enter>");
    s.hides("not sent");
    assert!(s.sent_json().to_string().contains("second"));
}

#[test]
fn a_failed_turn_holds_the_queue() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One")).ask("second");
    s.fail(ApiError::local(ApiErrorKind::Network, "connection reset"));
    s.shows("not sent  second");
    assert!(s.app.turn.is_idle());
}

#[test]
fn what_is_written_after_a_stop_waits_behind_what_was_queued() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One"));
    s.ask("second").keys("<esc>").ask("third");
    assert!(s.sent_json().to_string().contains("second"));
    s.shows("next  third").answer(whole("Yes."));
    assert!(s.sent_json().to_string().contains("third"));
}

#[test]
fn a_prompt_that_esc_gave_back_is_not_sent_by_the_queue() {
    let mut s = screen(80, 24);
    s.ask("first")
        .ask("second")
        .keys("<esc>")
        .composer_holds("first");
    s.shows("not sent  second").keys("<ctrl+c><enter>");
    let sent = s.sent_json().to_string();
    assert!(sent.contains("second") && !sent.contains("first"), "{sent}");
}

#[test]
fn more_prompts_than_there_is_room_for_are_counted() {
    let mut s = screen(80, 24);
    for n in 0..6 {
        s.ask(&format!("prompt {n}"));
    }
    s.shows("then  prompt 3")
        .hides("prompt 4")
        .shows("and 2 more");
}

#[test]
fn a_prompt_that_came_back_goes_before_those_that_wait() {
    let mut s = screen(80, 24);
    s.ask("first").ask("second");
    s.fail(ApiError::local(ApiErrorKind::Overloaded, "busy"));
    s.composer_holds("first").keys("<enter>");
    let sent = s.sent_json();
    let last = sent["messages"].as_array().unwrap().last().unwrap();
    assert!(last.to_string().contains("first"), "{last}");
    s.answer(whole("Yes."));
    let sent = s.sent_json();
    let last = sent["messages"].as_array().unwrap().last().unwrap();
    assert!(last.to_string().contains("second"), "{last}");
}

#[test]
fn a_queued_prompt_that_goes_out_by_itself_does_not_move_the_reader() {
    let mut s = screen(80, 24);
    let long: String = (0..100).map(|n| format!("Line {n}.\n\n")).collect();
    s.ask("first").connect().stream(text(&long));
    s.keys("<pageup>").ask("second").keys("<pageup>");
    let top = s.look().row(2);
    s.stream(whole("")[3..].to_vec())
        .signal(causerie::api::event::StreamSignal::Ended);
    s.hides("next  ").connect().stream(text("More."));
    assert_eq!(s.look().row(2), top);
}

#[test]
fn a_queued_prompt_that_goes_out_is_seen_where_a_pane_lay_over_the_conversation() {
    for (keys, focus) in [
        ("<ctrl+o>", Focus::Composer),
        ("<ctrl+o><tab>", Focus::Pane(PaneKind::Conversation)),
    ] {
        let mut s = screen(80, 24);
        s.ask("zero").answer(reply::thinking_and_tools());
        s.tool_done("call_1", "found").tool_done("call_2", "sent");
        s.connect().stream(text("One"));
        s.type_text("second").keys("<enter>").keys(keys);
        s.shows("THINKING");
        s.stream(whole("")[3..].to_vec())
            .signal(causerie::api::event::StreamSignal::Ended);
        s.hides("THINKING").shows("second");
        assert_eq!(s.app.focus, focus);
    }
}
