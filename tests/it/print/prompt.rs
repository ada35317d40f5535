//! What the prompt is made of.

use std::process::Stdio;

use super::{Home, Program};
use crate::support::server::{Script, Server};

fn answering() -> Server {
    Server::always(Script::new().text("Fine.").end_turn())
}

/// The prompt of the last request.
fn prompt(server: &Server) -> String {
    let body = server.requests().last().unwrap().json();
    let content = &body["messages"][0]["content"];
    let text = content.as_str().or(content[0]["text"].as_str());
    text.unwrap().to_owned()
}

#[test]
fn piped_text_stands_behind_the_question_and_may_stand_alone() {
    let server = answering();
    let home = Home::with(&server);
    for (args, piped, expect) in [
        (&["-p", "why?"][..], "1\n2\n", "why?\n\n1\n2"),
        (&["-p"][..], "  alone äöü\n", "  alone äöü"),
        (&["-p", "why?"][..], "", "why?"),
        (&["-p", ""][..], "piped", "piped"),
        (&["--model", "m", "-p"][..], "piped", "piped"),
    ] {
        home.run_with(piped.as_bytes(), args)
            .is(0, "Fine.\n")
            .is_quiet();
        assert_eq!(prompt(&server), expect);
    }
}

#[test]
fn without_question_and_pipe_there_is_nothing_to_ask() {
    let server = answering();
    let home = Home::with(&server);
    for (args, piped) in [(&["-p"][..], ""), (&["-p", " "][..], "\n\n")] {
        let ended = home.run_with(piped.as_bytes(), args);
        ended
            .is(2, "")
            .says("There is nothing to ask")
            .says("hint: ");
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_pipe_without_text_or_without_end_is_refused_before_anything_is_sent() {
    let server = answering();
    let home = Home::with(&server);
    let ended = home.run_with(b"\x89PNG\r\n\x1a\n", &["-p", "what is this?"]);
    ended.is(1, "").says("not UTF-8 (byte 1)").says("iconv");
    let ended = home.run_with(&vec![b'a'; 20_000_001], &["-p", "x"]);
    ended.is(1, "").says("too long").says("20 MB");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_megabyte_can_be_piped() {
    let server = answering();
    let piped = "0123456789\n".repeat(100_000);
    Home::with(&server)
        .run_with(piped.as_bytes(), &["-p", "x"])
        .is(0, "Fine.\n");
    assert_eq!(prompt(&server), format!("x\n\n{}", piped.trim_end()));
}

#[test]
fn a_pipe_that_nobody_writes_to_is_waited_for_and_said_so() {
    let server = answering();
    let mut command = Home::with(&server).command(&["-p", "x"]);
    command.stdin(Stdio::piped());
    let mut program = Program::start(command);
    program
        .err
        .until("a note", |err| err.contains("waiting for the end of stdin"));
    assert_eq!(server.requests().len(), 0);
    drop(program.child.stdin.take());
    program.end().is(0, "Fine.\n");
}
