//! The composer: pastes, line breaks, history.

use std::time::{Duration, Instant};

use crate::server::{Script, Server};
use crate::stage::{READY, check_said, millis, said, start};

/// From the paste to its label on the screen; the debug build and the way through the terminal
/// included.
const PASTED_WITHIN: Duration = millis(500);

#[test]
fn a_megabyte_is_pasted_at_once_as_one_thing_and_sent_whole() {
    let text = "a line of seventeen\n".repeat(52_429);
    assert!(text.len() >= 1 << 20);
    let server = Server::start([Script::answer(&["Read."])]);
    let mut causerie = start(&server);
    let mut best = Duration::MAX;
    for _ in 0..4 {
        let start = Instant::now();
        causerie
            .paste(&text)
            .wait_for("[pasted 52430 lines, 1.0 MB]");
        best = best.min(start.elapsed());
        if best < PASTED_WITHIN {
            break;
        }
        causerie.keys("<ctrl+c>").wait_for("Cleared");
    }
    assert!(best < PASTED_WITHIN, "{best:?}");
    assert_eq!(server.requests().len(), 0, "nothing was executed");

    causerie.ask(" indeed").wait_for("Read.").wait_idle();
    let said = said(&server.requests()[0]);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].1 == format!("{text} indeed"),
        "{} bytes",
        said[0].1.len()
    );
}

#[test]
fn a_paste_is_never_keys() {
    let server = Server::start([]);
    let mut causerie = start(&server);
    causerie
        .paste("rm -rf\n\x03\x04 /q\nlast")
        .wait_for("rm -rf")
        .wait_for("last");
    assert_eq!(server.requests().len(), 0);
    assert!(!causerie.screen().contains("Ctrl+C again"));
}

#[test]
fn every_way_to_break_a_line_breaks_it_and_enter_sends() {
    let server = Server::start([Script::answer(&["Read."])]);
    let mut causerie = start(&server);
    causerie
        .keys("one<ctrl+j>two<alt+enter>three<shift+enter>four")
        .send(b"\nfive")
        .wait_for("five");
    let screen = causerie.screen();
    assert!(!screen.contains("onetwo"), "{screen:?}");
    causerie.keys("<enter>").wait_for("Read.").wait_idle();
    check_said(
        &server.requests()[0],
        &[("user", "one\ntwo\nthree\nfour\nfive")],
    );
}

#[test]
fn the_history_comes_back_with_up_and_what_was_begun_with_down() {
    let server = Server::always(Script::answer(&["Read."]));
    let mut causerie = start(&server);
    causerie.ask("alpha").wait_for("Read.").wait_idle();
    causerie
        .ask("beta")
        .wait_until("it is read twice", |screen| {
            let reads = screen
                .rows()
                .iter()
                .filter(|row| row.contains("Read."))
                .count();
            reads == 2 && screen.contains(READY)
        });
    let composed = |text: &'static str| {
        move |screen: &crate::screen::Screen| {
            let row = screen.cursor().map(|(_, y)| screen.row(y));
            row.is_some_and(|row| row.contains(text))
        }
    };
    causerie
        .type_text("gamma")
        .wait_until("it is typed", composed("gamma"));
    causerie
        .keys("<up>")
        .wait_until("the last prompt", composed("beta"));
    causerie
        .keys("<up>")
        .wait_until("the one before", composed("alpha"));
    causerie
        .keys("<down>")
        .wait_until("the last again", composed("beta"));
    causerie
        .keys("<down>")
        .wait_until("what was begun", composed("gamma"));
}

#[test]
fn what_a_terminal_reports_is_never_taken_for_typing() {
    let server = Server::start([]);
    let mut causerie = start(&server);
    for report in [
        &b"\x1b[?62;22c"[..],                // what it is
        b"\x1b[24;80R",                      // where the cursor is
        b"\x1b]11;rgb:0000/0000/0000\x1b\\", // the color of its ground
        b"\x1bP>|term 1.0\x1b\\",            // its name
        b"\x1b[I\x1b[O",                     // focus
        b"\x1b[<35;10;10M",                  // the pointer moved
        b"\x1b[57441u\x1b[97;1:3u",          // Shift alone; a key let go
        b"\xff\xfe\xc3",                     // bytes of no character
    ] {
        causerie.send(report);
    }
    causerie.type_text("typed").wait_for("typed");
    let (_, y) = causerie.screen().cursor().unwrap();
    let row = causerie.screen().row(y);
    let typed = row
        .trim_start_matches([' ', '▌'])
        .trim_start_matches('\u{fffd}');
    assert_eq!(typed, "typed");
}
