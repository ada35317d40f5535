//! Reading while more arrives: the reader's place is theirs.

use crate::screen::{Running, Screen};
use crate::server::{Gate, Script, Server};
use crate::stage::{lines, start};

/// 40 lines are there, 40 more come when the gate opens.
fn long_answer() -> (Server, Gate) {
    let gate = Gate::new();
    let script = Script::new()
        .text(&lines(1..=40))
        .gate(&gate)
        .text(&lines(41..=80));
    (Server::start([script.end_turn()]), gate)
}

fn reader(server: &Server) -> Running {
    let mut causerie = start(server);
    causerie.ask("count").wait_for("Line 040");
    causerie
}

/// The rows of the answer that are not covered by the marker.
fn top_rows(screen: &Screen) -> Vec<String> {
    rows_without_scrollbar(screen)[1..10].to_vec()
}

fn rows_without_scrollbar(screen: &Screen) -> Vec<String> {
    let rows = screen.rows().into_iter();
    rows.map(|row| row.trim_end_matches('┃').trim_end().to_owned())
        .collect()
}

/// How many rows the marker says are below.
fn rows_below(screen: &Screen) -> Option<usize> {
    let rows = screen.rows();
    let (_, after) = rows.iter().find_map(|row| row.split_once("↓ "))?;
    after.split(' ').next()?.parse().ok()
}

#[test]
fn what_is_read_stays_put_and_a_marker_tells_what_is_below_until_end_follows() {
    let (server, gate) = long_answer();
    let mut causerie = reader(&server);
    assert_eq!(rows_below(&causerie.screen()), None);

    causerie
        .keys("<pageup>")
        .wait_for("rows below, more is coming");
    let before = causerie.screen();
    assert!(
        before.row(0).contains("count"),
        "the prompt is pinned: {before:?}"
    );
    let n_before = rows_below(&before).unwrap();

    gate.open();
    causerie.wait_until("the marker counts what has come", |screen| {
        rows_below(screen).is_some_and(|n| n > n_before + 70)
    });
    causerie.wait_idle();
    assert_eq!(top_rows(&causerie.screen()), top_rows(&before));

    causerie
        .keys("<end>")
        .wait_for("Line 080")
        .wait_gone("rows below");
}

#[test]
fn home_the_wheel_and_single_rows_move_the_view() {
    let (server, gate) = long_answer();
    gate.open();
    let mut causerie = start(&server);
    causerie.ask("count").wait_for("Line 080").wait_idle();

    causerie.keys("<home>").wait_for("Line 001");
    let top = rows_without_scrollbar(&causerie.screen());
    let moved_by = |n: usize| {
        let expect = top[3 + n..15 + n].to_vec();
        move |screen: &Screen| rows_without_scrollbar(screen)[3..15] == expect
    };
    causerie
        .keys("<shift+down>")
        .wait_until("it is one row further", moved_by(1));
    causerie
        .keys("<shift+up>")
        .wait_until("it is back", moved_by(0));
    causerie
        .wheel(1, 10, 10)
        .wait_until("a notch of the wheel moves by three rows", moved_by(3));
    causerie
        .wheel(-1, 10, 10)
        .wait_until("the other notch takes it back", moved_by(0));
    causerie
        .keys("<ctrl+end>")
        .wait_gone("rows below")
        .wait_for("Line 080");
}

#[test]
fn typing_help_and_scrolling_work_while_an_answer_streams() {
    let (server, gate) = long_answer();
    let mut causerie = reader(&server);
    causerie.type_text("a draft").wait_for("a draft");
    causerie.keys("<f1>").wait_for("Insert a line break");
    causerie.keys("<esc>").wait_gone("Insert a line break");
    causerie.keys("<pageup>").wait_for("rows below");
    causerie.keys("<ctrl+end>").wait_gone("rows below");
    let screen = causerie.screen();
    assert!(screen.contains("Esc stops"), "it still streams: {screen:?}");
    assert!(screen.contains("a draft"), "{screen:?}");
    gate.open();
    causerie.wait_for("Line 080").wait_idle();
    assert!(causerie.screen().contains("a draft"));
}
