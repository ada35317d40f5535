//! The chat without a full screen, through pipes: what is printed, saved and taken up again.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

use std::fs;
use std::io::Write;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::Value;

use crate::print::{Home, Program};
use crate::support::server::{Gate, Script, Server};

/// What stands first: who answers.
fn greeting(home: &Home) -> String {
    let ended = home.run_with(b"", &["--linear"]);
    assert!(ended.out.ends_with(" answers\n"), "{ended:#?}");
    ended.out
}

/// The kinds of the records of the only session, in order.
fn kinds(home: &Home) -> Vec<String> {
    let sessions = fs::read_dir(home.folder("data").join("sessions")).unwrap();
    let files: Vec<_> = sessions
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    let [file] = files.as_slice() else {
        panic!("one session, not {files:?}");
    };
    let text = fs::read_to_string(file).unwrap();
    let kind = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["kind"].as_str().unwrap_or("?").to_owned()
    };
    text.lines().map(kind).collect()
}

#[test]
fn each_line_is_asked_in_its_turn_and_everything_is_printed_once() {
    let server = Server::start([
        Script::new().thinking("Hm.").text("One.").end_turn(),
        Script::new().text("Two").text(" words.\n").end_turn(),
    ]);
    let home = Home::with(&server);
    let ended = home.run_with(b"first\n\nsecond \\\nline\n", &["--linear"]);
    let expect = "\nYou: first\nThinking: Hm.\nClaude: One.\n\
                  \nYou: second \nline\nClaude: Two words.\n";
    ended.is(0, &(greeting(&home) + expect)).is_quiet();
    let second = server.requests()[1].json();
    let messages = second["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert!(
        messages[2].to_string().contains("second \\nline"),
        "{messages:?}"
    );
}

#[test]
fn a_session_is_saved_as_ever_and_told_once_when_it_goes_on() {
    let server = Server::start([
        Script::new().text("One.").end_turn(),
        Script::new().text("Two.").end_turn(),
    ]);
    let home = Home::with(&server);
    let first = home.run_with(b"first\n", &["--linear"]);
    let saved = kinds(&home);
    assert_eq!(
        saved.first().map(String::as_str),
        Some("opened"),
        "{saved:?}"
    );
    assert_eq!(
        saved.last().map(String::as_str),
        Some("closed"),
        "{saved:?}"
    );
    let said = first.out.strip_prefix(&greeting(&home)).unwrap();

    let again = home.run_with(b"second\n", &["--linear", "--continue"]);
    let told = again.out.strip_prefix(said.trim_start()).unwrap();
    assert!(
        told.ends_with("\nYou: second\nClaude: Two.\n"),
        "{again:#?}"
    );
    assert!(!told.contains("One."), "{again:#?}");
    assert_eq!(
        server.requests()[1].json()["messages"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_session_is_chosen_by_its_number() {
    let server = Server::start([Script::new().text("One.").end_turn()]);
    let home = Home::with(&server);
    home.run_with(b"first\n", &["--linear"]);
    let ended = home.run_with(b"7\n1\n", &["--linear", "--resume"]);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    for words in [
        "Choose: Which session?\n1. first, 2 messages, ",
        "Note: That is none of the numbers\n",
        "You: first\nClaude: One.\n",
    ] {
        assert!(ended.out.contains(words), "{words:?} in {ended:#?}");
    }
    home.run_with(b"", &["--linear", "--resume"]).is_quiet();
}

#[test]
fn a_failure_says_why_and_what_to_do_and_the_next_line_is_asked() {
    let server = Server::start([
        Script::failure(529, "{}"),
        Script::new().text("Now.").end_turn(),
    ]);
    let home = Home::with(&server);
    let ended = home.run_with(b"first\nsecond\n", &["--linear"]);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.out.contains("\nYou: first\nError: "), "{ended:#?}");
    let hint = "hint: Enter on an empty line sends your prompt again\n";
    assert!(ended.out.contains(hint), "{ended:#?}");
    assert!(
        ended.out.ends_with("\nYou: second\nClaude: Now.\n"),
        "{ended:#?}"
    );
}

#[test]
fn what_a_terminal_would_obey_is_made_visible() {
    let server = Server::start([Script::new().text("a\u{1b}[2Jb\u{202e}c").end_turn()]);
    let ended = Home::with(&server).run_with(b"x\x1b[31m\n", &["--linear"]);
    assert!(
        ended.out.ends_with("You: x␛[31m\nClaude: a␛[2Jbc\n"),
        "{ended:#?}"
    );
}

#[test]
fn ctrl_c_stops_the_answer_and_keeps_what_came() {
    let gate = Gate::new();
    let server = Server::start([
        Script::new().text("Half").gate(&gate).end_turn(),
        Script::new().text("Whole.").end_turn(),
    ]);
    let home = Home::with(&server);
    let greeting = greeting(&home);
    let mut command = home.command(&["--linear"]);
    command.stdin(Stdio::piped());
    let mut program = Program::start(command);
    let mut stdin = program.child.stdin.take().unwrap();
    stdin.write_all(b"first\nsecond\n").unwrap();
    program.until_out(&format!("{greeting}\nYou: first\nClaude: Half"));
    program.signal(Signal::INT);
    drop(stdin);
    let expect = "\nYou: first\nClaude: Half\nNote: Stopped by you\n\
                  \nYou: second\nClaude: Whole.\n";
    program.end().is(0, &(greeting + expect));
    server.wait_left(0);
}

#[test]
fn the_end_of_the_process_keeps_what_came() {
    let gate = Gate::new();
    let server = Server::start([Script::new().text("Half").gate(&gate).end_turn()]);
    let home = Home::with(&server);
    let greeting = greeting(&home);
    let mut command = home.command(&["--linear"]);
    command.stdin(Stdio::piped());
    let mut program = Program::start(command);
    let mut stdin = program.child.stdin.take().unwrap();
    stdin.write_all(b"first\n").unwrap();
    program.until_out(&format!("{greeting}\nYou: first\nClaude: Half"));
    program.signal(Signal::TERM);
    assert_eq!(program.end().code, Some(143));
    let again = home.run_with(b"", &["--linear", "--continue"]);
    assert!(
        again.out.starts_with("You: first\nClaude: Half\n"),
        "{again:#?}"
    );
}

#[test]
fn without_a_model_it_says_how_to_get_one() {
    let ended = Home::new().run_with(b"hello\n", &["--linear"]);
    ended
        .is(1, "")
        .says("There is no model to ask")
        .says("hint: ");
}

#[test]
fn the_demo_calls_its_tools() {
    let ended = Home::new().run_with(b"Where is my order #ORD-12345?\n", &["--linear", "--demo"]);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    for words in [
        "Note: The demo answers: a script, not a model\n",
        "\nThinking: ",
        "\nTool: search_orders {\"query\":\"ORD-12345\"}\n",
        "\nTool: search_orders answered after ",
        "\nTool: get_shipping_status answered after ",
        "\nClaude: Your order ",
    ] {
        assert!(ended.out.contains(words), "{words:?} in {ended:#?}");
    }
}

#[test]
fn a_part_of_an_answer_that_cannot_be_read_is_told_once() {
    let broken = b"data: {not json\n\n";
    let script = Script::new().text("Half ").bytes(broken).bytes(broken);
    let server = Server::start([script.text("whole.").end_turn()]);
    let ended = Home::with(&server).run_with(b"x\n", &["--linear"]);
    let told = ended.out.matches("Note: A part of this answer").count();
    assert_eq!(told, 1, "{ended:#?}");
}
