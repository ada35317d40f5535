//! Every way out gives the terminal back as it was, and what there is to say comes after that.

use std::fs;

use rustix::process::Signal;

use crate::screen::{Home, Mark, Program, Running, Screen};
use crate::server::{Gate, Script, Server};
use crate::stage::{READY, causerie_at, holds, pausing_after, split, start};

/// Screen, cursor, pointer, pastes, focus, keyboard and line discipline are as they were.
#[track_caller]
fn check_restored(causerie: &Running, since: Mark) {
    let screen = causerie.screen();
    assert!(screen.is_restored(), "{screen:?}");
    assert!(!causerie.raw_mode());
    let bytes = causerie.raw_bytes_since(since);
    let n = |what: &[u8]| split(&bytes, what).count() - 1;
    assert_eq!(n(b"\x1b[>1u"), n(b"\x1b[<1u"), "keyboard protocol");
    assert!(holds(&bytes, b"\x1b[?1004l"), "focus reports");
    assert!(holds(&bytes, b"\x1b[?1049l"), "alternate screen");
}

/// In mid-answer, with everything on that can be on.
fn busy() -> (Server, Running) {
    let (script, _never) = pausing_after("And so it");
    let server = Server::start([script]);
    let mut causerie = start(&server);
    causerie.ask("begin").wait_for("And so it");
    (server, causerie)
}

#[test]
fn quitting_restores_the_terminal() {
    let server = Server::start([]);
    for keys in ["<ctrl+d>", "<ctrl+c><ctrl+c>"] {
        let mut causerie = start(&server);
        assert!(causerie.raw_mode() && causerie.screen().alternate_screen());
        causerie.keys(keys).wait_exit().expect_code(0);
        check_restored(&causerie, Mark::START);
        assert_eq!(causerie.contents().trim(), "", "nothing is left behind");
    }
}

#[test]
fn ctrl_d_quits_neither_a_turn_nor_a_text() {
    let (_server, mut causerie) = busy();
    causerie
        .keys("<ctrl+d>")
        .wait_for("An answer is arriving; Esc stops it");
    causerie
        .keys("<esc>")
        .wait_for("Stopped by you")
        .wait_idle();
    causerie.type_text("words").wait_for("words");
    causerie.keys("<left><left><ctrl+d>").wait_for("word");
    causerie.keys("<ctrl+c>").wait_for("Cleared");
    causerie.quit();
}

#[test]
fn signals_restore_the_terminal_stop_the_answer_and_keep_what_came() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let (server, mut causerie) = busy();
        causerie.signal(signal).wait_exit().expect_code(code);
        check_restored(&causerie, Mark::START);
        server.wait_left(0);
        let again = causerie_at(server.url()).home(&causerie.home());
        let mut again = again.args(["--continue"]).start();
        again.wait_for("Ctrl+R asks again");
        let screen = again.screen();
        assert!(screen.contains("And so it"), "{screen:?}");
        assert!(screen.contains("the program ended here"), "{screen:?}");
    }
}

#[test]
fn a_window_that_is_closed_ends_the_program_and_keeps_what_came() {
    let (server, mut causerie) = busy();
    causerie.type_text("a draft").wait_for("a draft");
    causerie.hang_up().wait_exit();
    server.wait_left(0);
    let again = causerie_at(server.url()).home(&causerie.home());
    again
        .args(["--continue"])
        .start()
        .wait_for("And so it")
        .wait_for("a draft");
}

#[test]
fn what_there_is_to_say_is_printed_after_the_terminal_is_given_back() {
    let server = Server::start([Script::answer(&["One."])]);
    let home = Home::new();
    fs::write(home.data(), "in the way").unwrap();
    let mut causerie = causerie_at(server.url()).home(&home).start();
    causerie.wait_for(READY);
    causerie
        .ask("first")
        .wait_for("One.")
        .wait_for("could not be saved")
        .wait_idle();
    let mark = causerie.mark();
    causerie.keys("<ctrl+d>").wait_exit().expect_code(1);
    check_restored(&causerie, Mark::START);

    let bytes = causerie.raw_bytes_since(mark);
    let pieces: Vec<&[u8]> = split(&bytes, b"\x1b[?1049l").collect();
    assert_eq!(pieces.len(), 2);
    assert!(holds(pieces[1], b"causerie: "), "{:?}", causerie.screen());
    assert!(causerie.screen().contains("could not be saved"));
}

/// The program under a shell with job control, in mid-answer.
fn under_a_shell(pager: &str) -> (Server, Running, Gate) {
    let (script, gate) = pausing_after("And so it");
    let server = Server::start([script.text(" goes on.").end_turn()]);
    let mut shell = Program::at("/bin/sh")
        .args(["-i"])
        .env("PS1", "ready> ")
        .env("ANTHROPIC_BASE_URL", server.url())
        .env("PAGER", pager)
        .start();
    shell.wait_for("ready>");
    shell
        .type_text(&format!("{}\r", env!("CARGO_BIN_EXE_causerie")))
        .wait_for(READY);
    shell.ask("begin").wait_for("And so it");
    (server, shell, gate)
}

#[test]
fn ctrl_z_lends_the_terminal_to_the_shell_while_the_answer_goes_on_arriving() {
    let (server, mut shell, gate) = under_a_shell("cat");
    shell
        .keys("<ctrl+z>")
        .wait_until("the shell has the terminal", |screen| {
            screen.contains("Stopped") && is_at_prompt(screen)
        });
    shell.type_text("echo fr''ee\r").wait_for("free");
    gate.open();
    shell
        .type_text("fg\r")
        .wait_for("And so it goes on.")
        .wait_idle();
    let screen = shell.screen();
    assert!(screen.alternate_screen() && shell.raw_mode(), "{screen:?}");
    assert!(
        screen.contains("begin"),
        "all of it is painted anew: {screen:?}"
    );
    assert_eq!(server.requests().len(), 1);

    shell
        .keys("<ctrl+d>")
        .wait_until("the shell has the terminal", is_at_prompt);
    shell.type_text("echo code $?\r").wait_for("code 0");
}

#[test]
fn a_stopped_program_that_is_killed_ends_and_leaves_the_terminal_to_the_shell() {
    let (_server, mut shell, _gate) = under_a_shell("cat");
    shell
        .keys("<ctrl+z>")
        .wait_until("the shell has the terminal", |screen| {
            screen.contains("Stopped") && is_at_prompt(screen)
        });
    shell
        .type_text("kill %1\r")
        .wait_until("the job is gone", is_at_prompt);
    shell
        .type_text("wait; jobs; echo no''ne\r")
        .wait_for("none");
    assert!(shell.screen().is_restored());
}

/// What a pager does for Ctrl+Z: it gives the terminal back, and stops itself. It is killed in the
/// end: one that ended by itself so soon would have shown nothing.
const PAGER: &str = r#"
page=1
stops() { trap - TSTP; kill -TSTP $$; trap stops TSTP; page=$((page + 1)); echo page $page; }
trap stops TSTP
echo page $page
while [ "$line" != q ]; do read -r line </dev/tty && echo got $line; done
kill $$
"#;

#[test]
fn ctrl_z_in_the_pager_stops_both_and_fg_brings_the_pager_back_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let pager = dir.path().join("pager");
    fs::write(&pager, PAGER).unwrap();
    let (_server, mut shell, gate) = under_a_shell(&format!("sh {}", pager.display()));
    gate.open();
    shell.wait_idle().keys("<f4>").wait_for("page 1");
    for page in 2..=3 {
        shell
            .keys("<ctrl+z>")
            .wait_until("the shell has the terminal", is_at_prompt);
        shell
            .type_text("fg\r")
            .wait_for(&format!("page {page}"))
            .type_text(&format!("key{page}\r"))
            .wait_for(&format!("got key{page}"));
    }
    shell.type_text("q\r").wait_idle();
    let screen = shell.screen();
    assert!(screen.contains("And so it goes on."), "{screen:?}");
    shell
        .keys("<ctrl+d>")
        .wait_until("the shell has the terminal", is_at_prompt);
}

/// Does the shell wait for a line? What is typed before may be taken by the program that ends.
fn is_at_prompt(screen: &Screen) -> bool {
    let rows = screen.rows();
    let last = rows.iter().rfind(|row| !row.is_empty());
    screen.is_restored() && last.is_some_and(|row| row == "ready>")
}
