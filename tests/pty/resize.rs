//! The terminal changes its size in mid-stream.

use crate::screen::Screen;
use crate::server::{Fate, Gate, Script, Server};
use crate::stage::{IDLE, READY, causerie_at, holds, lines, pausing_after, start_wide};

/// The first line of the answer on the screen.
fn first_line(screen: &Screen) -> Option<String> {
    let rows = screen.rows();
    let line = rows.iter().find_map(|row| row.split_once("Line "))?;
    Some(line.1[..3].to_owned())
}

#[test]
fn a_resize_keeps_the_readers_place_and_never_clears_the_screen() {
    let sizes = [(80, 24), (30, 8), (100, 30)];
    let gates: Vec<Gate> = sizes.iter().map(|_| Gate::new()).collect();
    let mut script = Script::new()
        .thinking("hm")
        .signature("c2ln")
        .text(&lines(1..=60));
    for (gate, n) in gates.iter().zip(1..) {
        script = script.gate(gate).text(&lines(60 * n + 1..=60 * n + 60));
    }
    let server = Server::start([script.end_turn()]);
    let mut causerie = start_wide(&server);
    let mark = causerie.mark();
    causerie.ask("count").wait_for("Line 060");
    causerie.keys("<pageup>").wait_for("rows below");
    let place = first_line(&causerie.screen());
    assert!(place.is_some());

    for ((columns, rows), gate) in sizes.into_iter().zip(&gates) {
        causerie.resize(columns, rows);
        if columns < 40 {
            causerie.wait_for("Needs 40x10, has 30x8");
            gate.open();
            continue;
        }
        causerie.wait_until("all is painted at the new size", |screen| {
            screen.row(rows - 1).contains("Esc stops") && first_line(screen).is_some()
        });
        gate.open();
        assert_eq!(
            first_line(&causerie.screen()),
            place,
            "{:?}",
            causerie.screen()
        );
    }
    causerie.wait_idle();
    assert_eq!(
        first_line(&causerie.screen()),
        place,
        "{:?}",
        causerie.screen()
    );
    causerie.keys("<end>").wait_for("Line 240");

    let bytes = causerie.raw_bytes_since(mark);
    assert!(
        !holds(&bytes, b"\x1b[2J"),
        "the screen is cleared once, at the start"
    );
    causerie.quit();
}

#[test]
fn every_row_is_as_if_the_program_had_started_at_this_size() {
    let server = Server::always(Script::answer(&[&lines(1..=40)]));
    let mut grown = start_wide(&server);
    grown
        .resize(80, 24)
        .ask("count")
        .wait_for("Line 040")
        .wait_idle();
    grown.resize(100, 30);
    let mut started = causerie_at(server.url()).size(100, 30).start();
    started
        .wait_for(READY)
        .ask("count")
        .wait_for("Line 040")
        .wait_idle();

    // Times differ: the footer and the rows below it are left out.
    let rows = |screen: &Screen| screen.rows()[..20].to_vec();
    let expect = rows(&started.screen());
    grown.wait_until("both look the same", |screen| rows(screen) == expect);
}

#[test]
fn a_screen_that_is_too_small_says_so_and_can_be_left() {
    let server = Server::start([]);
    let mut causerie = causerie_at(server.url()).size(38, 9).start();
    causerie.wait_for("Needs 40x10, has 38x9");
    causerie
        .resize(12, 2)
        .wait_until("as much of it as fits", |screen| {
            screen.contains("Needs 40x")
        });
    causerie.quit();
}

#[test]
fn an_answer_is_stopped_and_the_program_left_on_a_screen_that_is_too_small() {
    for (stop, leave) in [("<esc>", "<ctrl+d>"), ("<ctrl+c>", "<ctrl+c><ctrl+c>")] {
        let (script, _never) = pausing_after(&lines(1..=60));
        let server = Server::start([script]);
        let mut causerie = start_wide(&server);
        causerie.ask("count").wait_for("Line 060");
        causerie.keys("<pageup>").wait_for("rows below");
        let place = first_line(&causerie.screen());
        causerie.resize(20, 4).wait_for("Needs 40x10").keys(stop);
        server.wait_until("the answer is stopped", |seen| {
            matches!(seen[0].fate, Fate::Left(_))
        });
        causerie.resize(120, 40).wait_for(IDLE);
        assert_eq!(first_line(&causerie.screen()), place);
        causerie.resize(20, 4).wait_for("Needs 40x10");
        causerie.keys(leave).wait_exit().expect_code(0);
        assert!(causerie.screen().is_restored());
    }
}

#[test]
fn after_a_storm_of_sizes_the_last_one_is_painted_whole() {
    let server = Server::always(Script::answer(&[&lines(1..=40)]));
    let mut causerie = start_wide(&server);
    causerie.ask("count").wait_for("Line 040").wait_idle();
    for n in 0..40 {
        causerie.resize(41 + n * 2, 11 + n % 20);
    }
    causerie.resize(90, 26);
    causerie.wait_until("the last size is painted", |screen| {
        screen.row(25).ends_with(IDLE) && screen.row(25).chars().count() == 89
    });
    assert!(causerie.screen().contains("Line 040"));
}
