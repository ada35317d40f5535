//! The answer stands on stdout as soon as it has arrived, and nothing else does.

use std::io::Read;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::{Home, KEY};
use crate::support::server::{Gate, Script, Server};

#[test]
fn a_delta_can_be_read_before_the_next_one_is_sent() {
    let gates = [Gate::new(), Gate::new()];
    let script = Script::new()
        .thinking("hm")
        .text("One")
        .gate(&gates[0])
        .text(" two\n")
        .text("three")
        .gate(&gates[1])
        .end_turn();
    let server = Server::start([script]);
    let home = Home::with(&server);
    let mut program = home.start(&["-p", "count"]);
    program.until_out("One");
    gates[0].open();
    program.until_out("One two\nthree");
    gates[1].open();
    program.end().is(0, "One two\nthree\n").is_quiet();
    assert!(!home.has_sessions(), "nothing is saved");
}

#[test]
fn an_event_can_be_read_before_the_next_one_is_sent() {
    let gate = Gate::new();
    let script = Script::new().text("One").gate(&gate).text("two").end_turn();
    let server = Server::start([script]);
    let mut program = Home::with(&server).start(&["-p", "x", "--output", "stream-json"]);
    let text = "{\"type\":\"text\",\"round\":1,\"text\":\"One\"}\n";
    program.out.until(text, |out| out.ends_with(text));
    gate.open();
    assert_eq!(program.end().code, Some(0));
}

#[test]
fn text_that_follows_text_is_one_and_a_blank_line_stands_before_the_next_round() {
    let server = Server::start([
        Script::new()
            .text("I will ")
            .block_closed()
            .text("look.\n")
            .tool_use("call_1", "nothing_like_that", &["{\"a\":", "1}"])
            .end_turn(),
        Script::new().thinking("so").text("Found.").end_turn(),
    ]);
    let ended = Home::with(&server).run(&["-p", "find"]);
    ended.is(0, "I will look.\n\nFound.\n").is_quiet();
    let second = &server.requests()[1].json()["messages"][2]["content"][0];
    assert_eq!(second["tool_use_id"], "call_1");
    assert_eq!(second["is_error"], true);
}

#[test]
fn a_reply_in_one_piece_is_asked_for_and_printed() {
    let message = r#"@json {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"All at once."}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":4}}"#;
    let server = Server::start([Script::parse(message)]);
    let ended = Home::with(&server).run(&["-p", "x", "--no-stream"]);
    ended.is(0, "All at once.\n").is_quiet();
    assert_eq!(server.requests()[0].json()["stream"], false);
}

#[test]
fn a_pipe_gets_the_text_as_it_came_and_a_terminal_nothing_that_it_would_obey() {
    let evil = "a\u{1b}]0;owned\u{7}\u{9b}2J\tb\u{202e}";
    let script = || {
        Script::new()
            .text("a\u{1b}]0;ow")
            .text("ned\u{7}\u{9b}2J\tb\u{202e}")
    };
    let server = Server::start([script().end_turn(), script().end_turn()]);
    let home = Home::with(&server);
    home.run(&["-p", "x"]).is(0, &format!("{evil}\n"));

    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::from_argv(vec![]);
    let plain = home.command(&["-p", "x"]);
    command.get_argv_mut().push(plain.get_program().to_owned());
    command
        .get_argv_mut()
        .extend(plain.get_args().map(ToOwned::to_owned));
    command.env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap());
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut shown = Vec::new();
    // The system reports the end of the program as an error here.
    let _ = pair
        .master
        .try_clone_reader()
        .unwrap()
        .read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    assert_eq!(
        String::from_utf8_lossy(&shown),
        "a␛]0;owned␇\u{fffd}2J\tb\r\n"
    );
}

#[test]
fn what_is_sent_is_what_the_arguments_say() {
    let server = Server::start([Script::new().text("Yes.").end_turn()]);
    let args = [
        "-p",
        "is it?",
        "--model",
        "m-1",
        "--system",
        "Be brief.",
        "--max-tokens",
        "77",
    ];
    Home::with(&server).run(&args).is(0, "Yes.\n").is_quiet();
    let request = &server.requests()[0];
    assert_eq!(request.header("x-api-key"), Some(KEY));
    let body = request.json();
    assert_eq!(body["model"], "m-1");
    assert_eq!(body["max_tokens"], 77);
    assert_eq!(body["stream"], true);
    assert!(body["system"].to_string().contains("Be brief."));
    assert_eq!(body["messages"].as_array().unwrap().len(), 1);
}
