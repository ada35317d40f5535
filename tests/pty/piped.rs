//! What is piped into the full screen goes into the composer, and keys come from the terminal.

use std::fs;
use std::process::Command;

use rustix::process::{Signal, kill_process};

use crate::screen::{Home, Program, Running};
use crate::server::{Script, Server};
use crate::stage::{KEY, READY, causerie_at, check_said, said};

/// A shell that runs `line`, in which `"$0"` is the program.
fn under(server: &Server, line: &str) -> Program {
    Program::at("/bin/sh")
        .args(["-c", line, env!("CARGO_BIN_EXE_causerie")])
        .env("ANTHROPIC_BASE_URL", server.url())
        .env("ANTHROPIC_API_KEY", KEY)
}

fn run(server: &Server, line: &str) -> Running {
    under(server, line).start()
}

#[test]
fn what_is_piped_in_stands_in_the_composer_and_is_sent_by_enter() {
    let server = Server::start([Script::answer(&["Hello."])]);
    let mut causerie = run(&server, "echo salve | \"$0\"");
    causerie.wait_for("salve");
    assert_eq!(server.requests().len(), 0, "it waits to be asked about");
    causerie.ask(" there").wait_for("Hello.").wait_idle();
    check_said(&server.requests()[0], &[("user", "salve there")]);
    causerie.quit();
}

#[test]
fn a_long_text_is_a_label_and_what_is_typed_behind_it_a_line_of_its_own() {
    let server = Server::start([Script::answer(&["Read."])]);
    let mut causerie = run(&server, "seq 5000 | \"$0\"");
    causerie.wait_for("[pasted 5000 lines, 23 kB]");
    causerie.ask("Sum?").wait_for("Read.").wait_idle();
    let said = said(&server.requests()[0]);
    let text: String = (1..=5000).map(|n| format!("{n}\n")).collect();
    assert!(
        said[0].1 == format!("{text}Sum?"),
        "{} bytes",
        said[0].1.len()
    );
    causerie.quit();
}

#[test]
fn a_slow_pipe_holds_nothing_up_and_disturbs_nothing_that_was_typed() {
    let server = Server::start([]);
    let home = Home::new();
    let pipe = home.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let line = "cat \"$HOME/pipe\" | \"$0\"";
    let mut causerie = under(&server, line).home(&home).start();
    causerie.wait_for(READY);
    causerie.type_text("my word").wait_for("my word");
    causerie.keys("<left><left>");
    causerie.wait_for("Still reading what is piped in");
    fs::write(pipe, "late\n").unwrap();
    causerie.wait_for("late");
    causerie.type_text("XY").wait_for("my woXYrd");
    causerie.keys("<ctrl+c>").wait_for("Cleared");
    causerie.quit();
}

#[test]
fn a_pipe_that_never_ends_delays_no_way_out() {
    let server = Server::start([]);
    // Whoever holds both ends of a pipe waits for ever.
    let line = "mkfifo \"$HOME/pipe\"; exec \"$0\" <>\"$HOME/pipe\"";
    let mut causerie = run(&server, line);
    causerie.wait_for(READY);
    causerie.quit();
}

#[test]
fn a_session_that_is_opened_with_it_keeps_its_draft_and_gets_the_text_behind() {
    let server = Server::start([]);
    let home = Home::new();
    let mut first = causerie_at(server.url()).home(&home).start();
    first
        .wait_for(READY)
        .type_text("my draft")
        .wait_for("my draft");
    kill_process(first.pid(), Signal::TERM).unwrap();
    first.wait_exit();
    for options in ["-c", "-r"] {
        let line = format!("echo with{options} | \"$0\" {options}");
        let mut causerie = under(&server, &line).home(&home).start();
        if options == "-r" {
            causerie.wait_for("just now").keys("<enter>");
        }
        causerie
            .wait_for("my draft")
            .wait_for(&format!("with{options}"));
    }
}

#[test]
fn an_editor_reads_keys_and_not_what_is_piped_in() {
    let server = Server::start([Script::answer(&["Hello."])]);
    let line = "mkfifo \"$HOME/pipe\"; exec \"$0\" <>\"$HOME/pipe\"";
    let mut causerie = under(&server, line)
        .env("EDITOR", "test -t 0 && printf 'keys here' && head -n 1 #")
        .start();
    causerie
        .wait_for(READY)
        .ask("hi")
        .wait_for("Hello.")
        .wait_idle();
    causerie.keys("<f6>").wait_for("keys here").keys("<enter>");
    causerie.wait_idle();
    causerie.quit();
}

#[test]
fn what_cannot_be_taken_is_said_and_the_screen_is_there_all_the_same() {
    let server = Server::start([]);
    for (line, expect) in [
        ("printf 'caf\\351' | \"$0\"", "it is not UTF-8 (byte 4)"),
        ("head -c 20000001 /dev/zero | \"$0\"", "at most 20 MB"),
        ("printf '\\n\\n' | \"$0\"", "Nothing was piped in"),
        ("\"$0\" </dev/null", "Nothing was piped in"),
        ("\"$0\" </", "could not be read"),
    ] {
        let mut causerie = run(&server, line);
        causerie.wait_for(expect).wait_for(READY);
        causerie.quit();
    }
}

#[test]
fn without_a_terminal_for_keys_it_says_so_and_ends() {
    let server = Server::start([]);
    let mut causerie = run(&server, "echo hi | setsid -w \"$0\"");
    causerie.wait_exit().expect_code(1);
    let said = causerie.contents();
    assert!(said.contains("no terminal to read keys from"), "{said}");
}
