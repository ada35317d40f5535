//! How a run ends: exit codes, what is said on stderr, and that stdout holds the answer alone.

use std::io::Read;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use super::{Home, Program, exit};
use crate::support::server::{Fate, Gate, Script, Server};

/// A server that says this and then nothing more, for ever.
fn hanging(text: &str) -> (Server, Gate) {
    let gate = Gate::new();
    let script = Script::new().text(text).gate(&gate).end_turn();
    (Server::start([script]), gate)
}

#[test]
fn a_signal_keeps_what_was_printed_and_closes_the_connection_at_once() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (server, _gate) = hanging("Half an ans");
        let mut program = Home::with(&server).start(&["-p", "x"]);
        program.until_out("Half an ans");
        program.signal(signal);
        program.end().is(code, "Half an ans\n").is_quiet();
        server.wait_left(0);
    }
}

#[test]
fn a_signal_ends_a_run_that_has_heard_nothing_yet() {
    let gate = Gate::new();
    let server = Server::start([Script::new().gate(&gate).end_turn()]);
    let program = Home::with(&server).start(&["-p", "x", "--output", "json"]);
    server.wait_until("it was asked", |seen| !seen.is_empty());
    program.signal(Signal::INT);
    let ended = program.end();
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    let end = ended.object();
    assert_eq!(end["status"], "interrupted");
    assert_eq!(end["error"], serde_json::Value::Null);
}

#[test]
fn a_signal_ends_a_run_whose_reader_does_not_read() {
    let script = Script::new()
        .text("begin")
        .text(&"x".repeat(4 << 20))
        .end_turn();
    let server = Server::start([script]);
    let mut child = Home::with(&server).command(&["-p", "x"]).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 5]).unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(exit(child).code(), Some(130));
}

#[test]
fn a_signal_ends_a_run_that_waits_for_stdin() {
    let server = Server::start([]);
    let mut command = Home::with(&server).command(&["-p", "x"]);
    command.stdin(std::process::Stdio::piped());
    let mut program = Program::start(command);
    program.err.until("a note", |err| err.contains("waiting"));
    program.signal(Signal::INT);
    assert_eq!(program.end().code, Some(130));
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly_and_closes_the_connection() {
    let gate = Gate::new();
    let never = Gate::new();
    let script = Script::new()
        .text("One")
        .gate(&gate)
        .text("two")
        .gate(&never)
        .end_turn();
    let server = Server::start([script]);
    let mut child = Home::with(&server).command(&["-p", "x"]).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 3]).unwrap();
    drop(stdout);
    gate.open();
    let mut stderr = child.stderr.take().unwrap();
    assert_eq!(exit(child).code(), Some(0));
    let mut err = String::new();
    stderr.read_to_string(&mut err).unwrap();
    assert_eq!(err, "");
    server.wait_left(0);
}

#[test]
fn a_failure_is_told_on_stderr_alone() {
    let unauthorized = r#"@status 401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key \u001b[31m"}}"#;
    let server = Server::start([Script::parse(unauthorized)]);
    let ended = Home::with(&server).run(&["-p", "x"]);
    ended
        .is(1, "")
        .says("causerie: The server did not accept the key")
        .says("hint: ");
    ended
        .says("request id req_test_0")
        .says("invalid x-api-key");
    assert!(!ended.err.contains('\u{1b}'));
}

#[test]
fn an_answer_that_breaks_off_stays_and_is_a_failure() {
    let gate = Gate::new();
    let script = Script::new().text("Half an").gate(&gate).close();
    let server = Server::start([script]);
    let mut program = Home::with(&server).start(&["-p", "x"]);
    program.until_out("Half an");
    gate.open();
    let ended = program.end();
    ended
        .is(1, "Half an\n")
        .says("what was printed is not the whole answer");
    assert_eq!(server.requests()[0].fate, Fate::Played);
}

#[test]
fn a_part_of_the_answer_that_cannot_be_read_is_told_at_the_end() {
    let new = Script::new().event(&serde_json::json!({"type": "content_block_pause"}));
    let server = Server::start([
        damaged().end_turn(),
        damaged().stop("max_tokens"),
        new.text("Whole.").end_turn(),
    ]);
    let home = Home::with(&server);
    home.run(&["-p", "x"])
        .is(0, "Half whole.\n")
        .says("note: a part of the answer could not be read and is missing\n");
    home.run(&["-p", "x"])
        .is(0, "Half whole.\n")
        .says("could not be read")
        .says("--max-tokens");
    home.run(&["-p", "x"]).is(0, "Whole.\n").is_quiet();
    for (output, is_damaged) in [("json", true), ("stream-json", true), ("json", false)] {
        let server = Server::start([if is_damaged {
            damaged().end_turn()
        } else {
            Script::answer(&["Whole."])
        }]);
        let ended = Home::with(&server).run(&["-p", "x", "--output", output]);
        let end = ended.out.lines().last().unwrap();
        let end: serde_json::Value = serde_json::from_str(end).unwrap();
        assert_eq!(end["damaged"], is_damaged, "{end}");
    }
}

/// Of its stream two events cannot be read.
fn damaged() -> Script {
    let script = Script::new().text("Half ").bytes(b"data: {not json\n\n");
    script.bytes(b"data: {nor this\n\n").text("whole.")
}

#[test]
fn a_server_that_is_not_there_is_a_failure() {
    let url = Server::start([]).url();
    let home = Home::new().set("ANTHROPIC_BASE_URL", &url);
    home.run(&["-p", "x"]).is(1, "").says("ANTHROPIC_BASE_URL");
}

#[test]
fn a_refusal_is_a_failure_and_a_cut_is_an_answer_with_a_note() {
    let refusal = r#"{"type":"message_start","message":{"id":"m","model":"m","content":[],"usage":{"input_tokens":1}}}
{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"Not this.\u0007"}},"usage":{"output_tokens":0}}
{"type":"message_stop"}"#;
    let server = Server::start([
        Script::parse(refusal),
        Script::new().text("Once upon").stop("max_tokens"),
        Script::new()
            .text("So much")
            .stop("model_context_window_exceeded"),
        Script::new().thinking("hm").end_turn(),
    ]);
    let home = Home::with(&server);
    let ended = home.run(&["-p", "x"]);
    ended.is(1, "").says("declined").says("because: Not this.␇");
    let ended = home.run(&["-p", "x"]);
    ended
        .is(0, "Once upon\n")
        .says("note: ")
        .says("--max-tokens");
    home.run(&["-p", "x"])
        .is(0, "So much\n")
        .says("window is full");
    home.run(&["-p", "x"])
        .is(0, "")
        .says("note: the answer holds no text");
}

#[test]
fn a_turn_that_calls_tools_for_ever_is_stopped() {
    let script = Script::new()
        .text("Again.")
        .tool_use("call", "t", &["{}"])
        .end_turn();
    let server = Server::always(script);
    let ended = Home::with(&server).run(&["-p", "x", "--max-rounds", "2"]);
    ended
        .is(1, "Again.\n\nAgain.\n")
        .says("after 2 rounds")
        .says("--max-rounds");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn without_a_model_it_says_how_to_get_one_and_reads_nothing() {
    let mut command = Home::new().command(&["-p", "x"]);
    command.stdin(std::process::Stdio::piped());
    let mut program = Program::start(command);
    let _open = program.child.stdin.take();
    let ended = program.end();
    ended.is(1, "").says("There is no model to ask");
    ended
        .says("ANTHROPIC_API_KEY")
        .says("ANTHROPIC_BASE_URL")
        .says("--demo");
}

#[test]
fn what_is_odd_in_the_settings_is_one_line_each_on_stderr() {
    let server = Server::start([Script::new().text("Fine.").end_turn()]);
    let home = Home::with(&server);
    std::fs::create_dir_all(home.folder("config")).unwrap();
    let file = home.folder("config").join("config.toml");
    std::fs::write(
        file,
        "colour = \"\\u001b[31mred\"\ntheme = \"no\\u001bsuch\"\n",
    )
    .unwrap();
    let ended = home.run(&["-p", "x"]);
    ended.is(0, "Fine.\n").says("config.toml");
    let lines: Vec<&str> = ended.err.lines().collect();
    assert!(lines.len() >= 2, "{ended:#?}");
    for line in lines {
        assert!(line.starts_with("causerie: warning: "), "{line:?}");
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_told_apart_from_failures() {
    let home = Home::new();
    for args in [
        &["--output", "json"][..],
        &["--no-stream"][..],
        &["-p", "x", "--output", "xml"][..],
        &["-p", "x", "--max-tokens", "0"][..],
        &["-p", "x", "--demo", "--continue"][..],
        &["-p", "x", "--demo", "--resume", "0199"][..],
        &["--no-such-thing"][..],
    ] {
        let ended = home.run(args);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(!ended.err.is_empty(), "{args:?}");
    }
    let help = home.run(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("--print"), "{help:#?}");
    help.is_quiet();
}

#[test]
fn a_run_does_not_wait_for_a_server_that_keeps_talking_after_the_end() {
    let gate = Gate::new();
    let script = Script::new().text("Done.").end_turn().gate(&gate);
    let server = Server::start([script]);
    let started = Instant::now();
    Home::with(&server)
        .run(&["-p", "x"])
        .is(0, "Done.\n")
        .is_quiet();
    // It left while the server was still holding the body open.
    assert!(server.wait_left(0) > started);
}
