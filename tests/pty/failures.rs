//! What goes wrong is said in words, with what to do; and what a server says is only text.

use std::net::TcpListener;

use serde_json::json;

use crate::screen::{Mark, Running, Screen};
use crate::server::{Script, Server};
use crate::stage::{READY, causerie_at, check_said, holds, pausing_after, start};

fn error(kind: &str, message: &str) -> String {
    json!({"type": "error", "error": {"type": kind, "message": message}}).to_string()
}

/// Whether the caret stands in a row that holds `text`.
fn composes(screen: &Screen, text: &str) -> bool {
    let row = screen.cursor().map(|(_, y)| screen.row(y));
    row.is_some_and(|row| row.contains(text))
}

/// The first request fails; the failure is shown with `words`, the prompt is back, and Enter
/// succeeds with it.
fn check_failure_before_the_answer(failure: Script, words: &[&str]) {
    let server = Server::start([failure, Script::answer(&["At last."])]);
    let mut causerie = start(&server);
    causerie
        .ask("my prompt")
        .wait_until("the prompt is back", |screen| {
            composes(screen, "my prompt") && screen.contains("✗")
        });
    for word in words {
        causerie.wait_for(word);
    }
    causerie.keys("<enter>").wait_for("At last.").wait_idle();
    assert!(!causerie.screen().contains(words[0]), "the failure is past");
    check_said(&server.requests()[1], &[("user", "my prompt")]);
}

#[test]
fn a_wrong_key_is_named_with_the_variable_to_set() {
    check_failure_before_the_answer(
        Script::failure(401, &error("authentication_error", "invalid x-api-key")),
        &[
            "The server did not accept the key",
            "invalid x-api-key",
            "HTTP 401 · authentication_error · request id req_test_0",
            "Set ANTHROPIC_API_KEY",
            "Your prompt is back in the composer",
        ],
    );
}

#[test]
fn an_overloaded_server_is_named_with_what_to_do() {
    check_failure_before_the_answer(
        Script::failure(529, &error("overloaded_error", "Overloaded")),
        &[
            "The server is overloaded",
            "HTTP 529",
            "Wait a minute and send again",
        ],
    );
}

#[test]
fn a_page_in_html_is_no_reason_to_show_its_tags() {
    let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad\nGateway</h1></body></html>";
    let words = ["The server failed to answer", "HTTP 502", "Bad Gateway"];
    check_failure_before_the_answer(Script::failure(502, page), &words);
    let server = Server::start([Script::failure(502, page)]);
    let mut causerie = start(&server);
    causerie.ask("my prompt").wait_for(words[0]);
    assert!(
        !causerie.screen().contains("<h1>"),
        "{:?}",
        causerie.screen()
    );
}

#[test]
fn nobody_listening_is_said_and_the_prompt_is_back() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let mut causerie = causerie_at(url).start();
    causerie.wait_for(READY);
    causerie
        .ask("my prompt")
        .wait_for("The connection to the server failed")
        .wait_for("ANTHROPIC_BASE_URL");
    assert!(composes(&causerie.screen(), "my prompt"));
}

/// Starts an answer, breaks it with `end`, and checks that the partial stays and Ctrl+R sends
/// again.
fn check_failure_in_mid_answer(end: impl FnOnce(Script) -> Script, words: &[&str]) {
    let (script, gate) = pausing_after("This far");
    let server = Server::start([end(script), Script::answer(&["All of it."])]);
    let mut causerie = start(&server);
    causerie.ask("my prompt").wait_for("This far");
    gate.open();
    for word in words {
        causerie.wait_for(word);
    }
    causerie
        .wait_for("Interrupted")
        .wait_for("Ctrl+R")
        .wait_idle();
    assert!(causerie.screen().contains("This far"));

    causerie.keys("<ctrl+r>").wait_for("All of it.").wait_idle();
    check_said(&server.requests()[1], &[("user", "my prompt")]);
}

#[test]
fn a_connection_that_breaks_keeps_the_partial_answer_and_ctrl_r_sends_again() {
    check_failure_in_mid_answer(Script::close, &["Interrupted: the connection"]);
    check_failure_in_mid_answer(Script::reset, &["Interrupted: the connection"]);
}

#[test]
fn an_error_in_the_stream_keeps_the_partial_answer_and_ctrl_r_sends_again() {
    check_failure_in_mid_answer(
        |script| {
            let error = json!({"type": "overloaded_error", "message": "Busy"});
            script.event(&json!({"type": "error", "error": error}))
        },
        &["The server is overloaded", "Busy"],
    );
}

/// What would be dangerous if a terminal obeyed it: a title, a clear, a color, a bell, a mode, the
/// same in one byte, and a turn of the writing direction.
const HOSTILE: &str =
    "safe\x1b]0;owned\x07\x1b[2J\x1b[31m\x07\x1b[?1049l\u{9b}2J\u{9d}0;owned\u{9c}\u{202e}end";

/// Fails if anything of [`HOSTILE`] reached the terminal as more than text.
fn check_unharmed(causerie: &Running, since: Mark) {
    let bytes = causerie.raw_bytes_since(since);
    for sequence in [
        &b"\x07"[..],
        b"\x1b]0;",
        b"\x1b[2J",
        b"\x1b[?1049l",
        "\u{9b}".as_bytes(),
        "\u{9d}".as_bytes(),
        "\u{202e}".as_bytes(),
    ] {
        assert!(
            !holds(&bytes, sequence),
            "{sequence:?} in {:?}",
            causerie.screen()
        );
    }
    assert!(causerie.screen().alternate_screen());
}

#[test]
fn escape_sequences_in_what_a_model_says_are_only_text() {
    let script = Script::new()
        .thinking(HOSTILE)
        .signature("c2ln")
        .text(HOSTILE)
        .text(&format!(
            "\n\n```{HOSTILE}\n{HOSTILE}\n```\n\n[{HOSTILE}]({HOSTILE})"
        ))
        .tool_use("toolu_1", HOSTILE, &[&json!({"path": HOSTILE}).to_string()])
        .end_turn();
    let server = Server::start([script, Script::answer(&["Unharmed."])]);
    let mut causerie = causerie_at(server.url()).size(120, 40).start();
    causerie.wait_for(READY);
    let mark = causerie.mark();
    causerie.ask("attack").wait_for("Unharmed.").wait_idle();
    assert!(
        causerie.screen().contains("safe␛]0;owned"),
        "{:?}",
        causerie.screen()
    );
    check_unharmed(&causerie, mark);

    // Nor after it was saved and read again.
    let home = causerie.home();
    causerie.quit();
    let mut causerie = causerie_at(server.url())
        .home(&home)
        .args(["--resume"])
        .start();
    causerie.wait_for("attack");
    let mark = causerie.mark();
    causerie.keys("<enter>").wait_for("Unharmed.");
    check_unharmed(&causerie, mark);
}

#[test]
fn escape_sequences_in_what_a_server_says_are_only_text() {
    let bodies = [
        Script::failure(400, &error("invalid_request_error", HOSTILE)),
        Script::failure(500, HOSTILE),
        Script::new()
            .text("x")
            .event(&json!({"type": "error", "error": {"type": HOSTILE, "message": HOSTILE}})),
        Script::new().text("x").stop(HOSTILE),
    ];
    let n_bodies = bodies.len();
    let server = Server::start(bodies);
    for _ in 0..n_bodies {
        let mut causerie = start(&server);
        let mark = causerie.mark();
        causerie.ask("attack").wait_for("safe").wait_idle();
        check_unharmed(&causerie, mark);
    }
}

#[test]
fn escape_sequences_in_a_paste_are_only_text() {
    let server = Server::start([]);
    let mut causerie = start(&server);
    let mark = causerie.mark();
    causerie.paste(HOSTILE).wait_for("safe").wait_for("end");
    check_unharmed(&causerie, mark);
}
