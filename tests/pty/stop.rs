//! Stopping: Escape and Ctrl+C, at every moment of a turn.

use std::time::{Duration, Instant};

use crate::server::{Fate, Gate, Script, Server};
use crate::stage::{FRAME, IDLE, check_said, holds, millis, pausing_after, said, split, start};

/// From the key to the closed connection, as the server sees it.
const CLOSED_WITHIN: Duration = millis(50);

#[test]
fn esc_in_mid_answer_is_seen_in_the_next_frame_and_closes_the_connection() {
    let words = |n: usize| format!("And so it {n}");
    let server = Server::start((0..8).map(|n| pausing_after(&words(n)).0));
    let mut causerie = start(&server);
    let mut tries = Vec::new();
    for n in 0..8 {
        // Before the first word of an answer Escape would give the prompt back.
        causerie
            .ask(&format!("try {n}"))
            .wait_until("it answers", |screen| {
                screen.contains(&words(n)) && screen.contains("Esc stops")
            });
        let mark = causerie.mark();
        let pressed = Instant::now();
        causerie.keys("<esc>").wait_idle();
        let closed = server.wait_left(n).saturating_duration_since(pressed);
        assert!(
            causerie.screen().contains("■ Stopped by you"),
            "{:?}",
            causerie.screen()
        );

        // A tick of the clock may be drawn between the key and its effect.
        let bytes = causerie.raw_bytes_since(mark);
        let mut frames = split(&bytes, FRAME).skip(1);
        let seen_at_once = frames.next().is_some_and(|frame| holds(frame, b"Stopped"));
        if closed < CLOSED_WITHIN && seen_at_once {
            return;
        }
        tries.push((closed, seen_at_once));
    }
    panic!("never within {CLOSED_WITHIN:?} and in the next frame: {tries:?}");
}

#[test]
fn the_partial_answer_is_kept_and_the_next_request_is_legal() {
    let never = Gate::new();
    let script = Script::new()
        .thinking("unsigned")
        .text("And so it")
        .gate(&never);
    let server = Server::start([script, Script::answer(&["Gladly."])]);
    let mut causerie = start(&server);
    causerie.ask("begin").wait_for("And so it");
    causerie
        .keys("<esc>")
        .wait_for("Stopped by you")
        .wait_idle();
    assert!(causerie.screen().contains("And so it"));
    causerie.ask("go on").wait_for("Gladly.").wait_idle();

    let spoken = said(&server.requests()[1]);
    let texts: Vec<_> = spoken
        .iter()
        .filter(|(_, text)| !text.starts_with('{'))
        .collect();
    let expect = [
        ("user", "begin"),
        ("assistant", "And so it"),
        ("user", "go on"),
    ];
    assert!(
        texts
            .iter()
            .map(|(role, text)| (role.as_str(), text.as_str()))
            .eq(expect),
        "{spoken:?}"
    );
    causerie.quit();
}

/// Stops a turn in which nothing was said; the prompt is there again, to be changed and sent.
fn check_prompt_comes_back(silence: Script, phase: &str) {
    let never = Gate::new();
    let server = Server::start([silence.gate(&never), Script::answer(&["Hello."])]);
    let mut causerie = start(&server);
    causerie.ask("think twice").wait_for(phase);
    server.wait_until("it was asked", |seen| seen.len() == 1);
    causerie
        .keys("<esc>")
        .wait_until("the prompt is in the composer", |screen| {
            let row = screen.cursor().map(|(_, y)| screen.row(y));
            screen.contains(IDLE) && row.is_some_and(|row| row.contains("think twice"))
        });
    server.wait_left(0);
    let n_shown = causerie.contents().matches("think twice").count();
    assert_eq!(n_shown, 1, "it was never said: {:?}", causerie.screen());

    causerie.ask(" more").wait_for("Hello.").wait_idle();
    check_said(&server.requests()[1], &[("user", "think twice more")]);
}

#[test]
fn esc_before_anything_brings_the_prompt_back() {
    // Before the server has said that it answers, and after.
    check_prompt_comes_back(Script::new(), "waiting for the first word");
    check_prompt_comes_back(Script::new().ping(), "waiting for the first word");
}

/// Presses what a terminal may send for Escape and checks that it acted once: the help is closed
/// and the answer goes on.
fn check_counts_as_one(bytes: &[u8]) {
    let (script, gate) = pausing_after("And so it");
    let server = Server::start([script.text(" goes on").end_turn()]);
    let mut causerie = start(&server);
    causerie.ask("begin").wait_for("And so it");
    causerie.keys("<f1>").wait_for("Insert a line break");
    causerie.send(bytes).wait_gone("Insert a line break");
    // Another key shows that nothing of the first is still on its way.
    causerie
        .type_text("x")
        .wait_until("the key has come", |screen| {
            screen
                .cursor()
                .is_some_and(|(_, y)| screen.row(y).contains('x'))
        });
    assert!(
        causerie.screen().contains("Esc stops"),
        "{:?}",
        causerie.screen()
    );
    gate.open();
    causerie.wait_for("And so it goes on").wait_idle();
    assert_eq!(
        server.wait_until("it is played", |seen| seen[0].fate != Fate::Playing)[0].fate,
        Fate::Played
    );
}

#[test]
fn a_doubled_esc_is_one() {
    check_counts_as_one(b"\x1b\x1b");
}

#[test]
fn alt_esc_is_esc() {
    check_counts_as_one(b"\x1b[27;3u");
}

#[test]
fn ctrl_c_stops_a_turn_and_quits_only_when_pressed_twice_on_an_idle_empty_composer() {
    let (script, _never) = pausing_after("And so it");
    let server = Server::start([script, Script::answer(&["Still here."])]);
    let mut causerie = start(&server);
    causerie.ask("begin").wait_for("And so it");
    causerie
        .keys("<ctrl+c>")
        .wait_for("Stopped by you")
        .wait_idle();
    server.wait_left(0);
    causerie.ask("there?").wait_for("Still here.").wait_idle();

    causerie.type_text("words").wait_for("words");
    causerie.keys("<ctrl+c>").wait_for("Cleared");
    causerie
        .keys("<ctrl+c>")
        .wait_for("Press Ctrl+C again to quit");
    causerie.keys("<ctrl+c>").wait_exit().expect_code(0);
}
