//! Prompts that are sent during a turn.

use crate::server::{Script, Server};
use crate::stage::{check_said, pausing_after, start};

#[test]
fn a_prompt_sent_during_a_turn_waits_can_be_edited_and_goes_out_at_its_end() {
    let (script, gate) = pausing_after("One");
    let server = Server::start([script.text(".").end_turn(), Script::answer(&["Two."])]);
    let mut causerie = start(&server);
    causerie.ask("first").wait_for("One");
    causerie
        .ask("second")
        .wait_for("next  second")
        .wait_for("edits");
    assert_eq!(server.requests().len(), 1);

    causerie
        .keys("<alt+up>")
        .wait_gone("next  ")
        .wait_for("second");
    causerie.ask(" thought").wait_for("next  second thought");
    gate.open();
    causerie.wait_for("Two.").wait_idle();
    assert!(!causerie.screen().contains("next  "));
    check_said(
        &server.requests()[1],
        &[
            ("user", "first"),
            ("assistant", "One."),
            ("user", "second thought"),
        ],
    );
}

#[test]
fn after_a_failure_the_queue_is_held_until_the_person_says_so() {
    let (script, gate) = pausing_after("One");
    let server = Server::start([script.close(), Script::answer(&["Two."])]);
    let mut causerie = start(&server);
    causerie.ask("first").wait_for("One");
    causerie.ask("second").wait_for("next  second");
    gate.open();
    causerie
        .wait_for("not sent  second")
        .wait_for("Enter sends the queued prompt");
    assert_eq!(server.requests().len(), 1, "nothing goes out by itself");

    causerie.keys("<enter>").wait_for("Two.").wait_idle();
    check_said(
        &server.requests()[1],
        &[("user", "first"), ("assistant", "One"), ("user", "second")],
    );
}

#[test]
fn a_stop_holds_the_queue_too_and_a_prompt_can_be_dropped() {
    let (script, _never) = pausing_after("One");
    let server = Server::start([script]);
    let mut causerie = start(&server);
    causerie.ask("first").wait_for("One");
    causerie.ask("second").wait_for("next  second");
    causerie.keys("<esc>").wait_for("not sent  second");
    causerie.keys("<alt+delete>").wait_gone("second");
    assert_eq!(server.requests().len(), 1);
    causerie.keys("<up>").wait_for("second");
}
