//! Outside the full screen: the linear chat in a terminal.

use std::fs;

use crate::screen::{Home, Mark, Program, Running};
use crate::server::{Script, Server};
use crate::stage::{READY, causerie_at, holds, pausing_after, session_files};

/// The terminal was never taken over, and nothing moved in it.
#[track_caller]
fn check_plain(causerie: &Running) {
    let bytes = causerie.raw_bytes_since(Mark::START);
    assert!(
        !holds(&bytes, b"\x1b"),
        "{:?}",
        String::from_utf8_lossy(&bytes)
    );
}

#[test]
fn a_linear_chat_asks_answers_and_ends_without_any_control_sequence() {
    let server = Server::start([
        Script::new().thinking("Hm.").text("One.").end_turn(),
        Script::new().text("Two.").end_turn(),
    ]);
    let mut causerie = causerie_at(server.url()).args(["--linear"]).start();
    causerie.wait_for("Ctrl+D ends the chat").wait_for("You:");
    causerie
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: One.");
    causerie.wait_until("the next prompt", |screen| {
        screen
            .contents()
            .lines()
            .filter(|row| row.starts_with("You:"))
            .count()
            == 2
    });
    let screen = causerie.screen();
    let rows = screen.rows();
    let rows: Vec<&str> = rows[4..9].iter().map(|row| row.trim_end()).collect();
    let expect = ["You: first", "Thinking: Hm.", "Claude: One.", "", "You:"];
    assert_eq!(rows, expect);
    causerie
        .type_text("two \\")
        .keys("<enter>")
        .wait_for("More:");
    causerie
        .type_text("lines")
        .keys("<enter>")
        .wait_for("Claude: Two.");
    assert!(!causerie.raw_mode());
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
    assert_eq!(session_files(&causerie.home()).len(), 1);
}

#[test]
fn ctrl_c_stops_an_answer_and_leaves_only_when_asked_twice_while_idle() {
    let (script, _gate) = pausing_after("Half");
    let server = Server::start([script, Script::new().text("Whole.").end_turn()]);
    let mut causerie = causerie_at(server.url()).env("ACCESSIBLE", "1").start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: Half");
    causerie.keys("<ctrl+c>").wait_for("Note: Stopped by you");
    server.wait_left(0);
    causerie
        .type_text("again")
        .keys("<enter>")
        .wait_for("Claude: Whole.");
    causerie.keys("<ctrl+c>").wait_for("Ctrl+C again leaves");
    causerie.keys("<ctrl+c>").wait_exit().expect_code(130);
    check_plain(&causerie);
}

#[test]
fn a_prompt_that_was_never_answered_goes_out_again_on_an_empty_line() {
    let server = Server::start([
        Script::failure(400, "{}"),
        Script::new().text("Now.").end_turn(),
    ]);
    let mut causerie = causerie_at(server.url()).env("TERM", "dumb").start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Error: ");
    causerie
        .wait_for("Enter on an empty line")
        .keys("<enter>")
        .wait_for("Claude: Now.");
    let asked = server.requests();
    assert_eq!(asked[0].body, asked[1].body);
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
}

#[test]
fn what_is_typed_during_an_answer_waits_for_its_end() {
    let (script, gate) = pausing_after("Half");
    let server = Server::start([script, Script::new().text("Second.").end_turn()]);
    let mut causerie = causerie_at(server.url()).args(["--linear"]).start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: Half");
    causerie
        .type_text("next")
        .keys("<enter>")
        .wait_for("Claude: Halfnext");
    assert_eq!(server.requests().len(), 1);
    gate.open();
    causerie.wait_for("You: next").wait_for("Claude: Second.");
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
}

#[test]
fn without_a_model_the_demo_is_chosen_by_number() {
    let mut causerie = Program::causerie().args(["--linear"]).start();
    causerie
        .wait_for("1. Start the demo")
        .wait_for("Number, 1 to 2:");
    causerie
        .type_text("x")
        .keys("<enter>")
        .wait_for("none of the numbers");
    causerie
        .type_text("1")
        .keys("<enter>")
        .wait_for("a script, not a model");
    causerie.wait_for("Enter on an empty line asks: Where is my order");
    causerie
        .keys("<enter>")
        .wait_for("Tool: search_orders")
        .wait_for("Claude: Your order");
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
}

#[test]
fn what_was_said_is_printed_to_the_normal_screen_on_leaving() {
    let script = Script::new()
        .thinking("Hm.")
        .text("One.\n\n- a\n- b\u{1b}[2J")
        .end_turn();
    let server = Server::always(script);
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    fs::write(home.config().join("config.toml"), "print_on_exit = true\n").unwrap();
    let programs = [
        causerie_at(server.url()).args(["--print-on-exit"]),
        causerie_at(server.url()).home(&home),
    ];
    for program in programs {
        let mut causerie = program.start();
        causerie.wait_for(READY).ask("first").wait_for("One.");
        causerie.wait_idle().quit();
        let screen = causerie.screen();
        let rows = screen.rows();
        let said = rows
            .iter()
            .map(|row| row.trim_end())
            .skip_while(|row| row.is_empty());
        let said: Vec<&str> = said.take(9).collect();
        let expect = [
            "## You",
            "",
            "first",
            "",
            "## Claude",
            "",
            "One.",
            "",
            "- a",
        ];
        assert_eq!(said, expect, "{screen:?}");
        assert!(screen.contains("- b␛[2J"), "{screen:?}");
    }
}

#[test]
fn nothing_is_printed_on_leaving_unless_it_was_asked_for() {
    let server = Server::always(Script::answer(&["One."]));
    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie.wait_idle().quit();
    assert!(!causerie.screen().contains("One."));
}

#[test]
fn the_pager_gets_the_terminal_the_transcript_and_no_key() {
    let server = Server::always(Script::new().thinking("Hm.").text("One.").end_turn());
    let pager = "grep -v zzz; env | grep -c ^ANTHROPIC; read -r line </dev/tty; echo got $line";
    let mut causerie = causerie_at(server.url()).env("PAGER", pager).start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie.wait_idle().keys("<f4>").wait_for("**Thinking**");
    causerie.wait_until("no variable of ours", |screen| {
        screen.rows().iter().any(|row| row.trim_end() == "0")
    });
    assert!(!causerie.raw_mode());
    let mark = causerie.mark();
    causerie.keys("yes<enter>");
    causerie.wait_idle().wait_for("One.");
    assert!(holds(&causerie.raw_bytes_since(mark), b"got yes"));
    assert!(causerie.raw_mode());
    // Ctrl+C is not ours while another program has the terminal; it ends that one.
    causerie
        .keys("<f4>")
        .wait_for("**Thinking**")
        .keys("<ctrl+c>");
    causerie.wait_idle().wait_for("One.");
    causerie.quit();
}

#[test]
fn a_pager_that_is_not_there_is_told() {
    let server = Server::always(Script::answer(&["One."]));
    let mut causerie = causerie_at(server.url())
        .env("PAGER", "no-such-pager")
        .start();
    causerie
        .wait_for(READY)
        .keys("<f4>")
        .wait_for("Nothing was said yet");
    causerie.ask("first").wait_for("One.").wait_idle();
    causerie
        .keys("<f4>")
        .wait_for("The pager could not be started");
    causerie.wait_for("One.").quit();
}
