//! What is shown when something is missing, fails, or ends in an unusual way.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::raw::RawJson;
use causerie::api::request::ServerRequestId;
use causerie::api::sse::SseFrame;
use causerie::api::usage::{Stop, StopReason};
use causerie::app::copy::offers;
use causerie::app::effect::Effect;
use causerie::app::msg::Msg;
use causerie::app::settings::Connection;
use causerie::problem::{Problem, ProblemKind};
use causerie::session::JournalEvent;
use serde_json::json;

use crate::support::app::reply::{self, block_ends, ends, ends_with, text, text_delta, whole};
use crate::support::app::{Harness, screen};

fn overloaded() -> ApiError {
    ApiError {
        status: Some(529),
        error_type: Some("overloaded_error".into()),
        request_id: Some(ServerRequestId("req_0123".into())),
        ..ApiError::local(ApiErrorKind::Overloaded, "Overloaded")
    }
}

#[test]
fn without_a_model_the_screen_shows_three_ways_and_enter_starts_the_demo() {
    let mut s = Harness::start(80, 24, Connection::Missing);
    s.shows("ANTHROPIC_API_KEY")
        .shows("ANTHROPIC_BASE_URL")
        .shows("Demo");
    s.keys("<enter>");
    assert_eq!(s.take_effects(), [Effect::StartDemo]);
    s.tell(Msg::DemoStarted(Ok(()))).shows("DEMO: a script");
    s.keys("<enter>");
    assert!(s.sent.is_some());
}

#[test]
fn without_a_model_a_prompt_is_kept_and_not_sent() {
    let mut s = Harness::start(80, 24, Connection::Missing);
    s.ask("Hello").composer_holds("Hello").shows("No model yet");
    assert!(s.sent.is_none());
}

#[test]
fn a_demo_that_cannot_start_says_why() {
    let mut s = Harness::start(80, 24, Connection::Missing);
    let problem = Problem::new(ProblemKind::Terminal, "The demo could not be started")
        .because("no port is free");
    s.keys("<enter>").shows("starting the demo");
    s.tell(Msg::DemoStarted(Err(problem)))
        .shows("no port is free");
}

#[test]
fn a_failure_is_shown_in_full_with_what_to_do() {
    let mut s = screen(80, 24);
    s.ask("Hello").fail(overloaded());
    s.shows("✗ The server is overloaded")
        .shows("HTTP 529 · overloaded_error · request id req_0123")
        .shows("choose another model with --model");
}

#[test]
fn a_failure_that_stands_alone_stands_right_above_the_composer() {
    let mut s = screen(80, 24);
    s.ask("Hello").fail(overloaded());
    s.shows("causerie").shows("✗ The server is overloaded");
    let composer = s.app.areas.composer.y;
    let last = s.look().row(composer - 2);
    assert!(last.contains("Enter sends it again"), "{last}");
    // Low screens have no room for more.
    s.resize(40, 10).hides("causerie").shows("Enter sends it");
}

#[test]
fn of_a_failure_longer_than_the_screen_the_cause_is_seen_first() {
    let problem = || {
        let problem = Problem::new(ProblemKind::Terminal, "The demo could not be started");
        let problem = problem.because("no port is free");
        (0..9).fold(problem, |problem, n| problem.hint(format!("Hint {n}")))
    };
    let mut s = Harness::start(40, 10, Connection::Missing);
    s.keys("<enter>").tell(Msg::DemoStarted(Err(problem())));
    s.shows("✗ The demo could not be started")
        .shows("no port is free")
        .hides("Hint 8")
        .shows("rows below");
    // It stays there, and the end can be reached.
    s.pass(Duration::from_secs(1)).shows("✗ The demo");
    s.keys("<end>").shows("Hint 8").hides("✗ The demo");
    s.pass(Duration::from_secs(1)).shows("Hint 8");
}

#[test]
fn an_unanswered_prompt_comes_back_and_either_key_sends_it_again() {
    for key in ["<enter>", "<ctrl+r>"] {
        let mut s = screen(80, 24);
        s.ask("Hello").fail(overloaded());
        s.composer_holds("Hello").shows("Enter sends it again");
        s.keys(key).composer_holds("").hides("overloaded");
        assert!(s.request.is_some(), "{key}");
    }
}

#[test]
fn ctrl_r_asks_again_after_an_interrupted_answer() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text("Half an ans"));
    s.fail(ApiError::local(ApiErrorKind::Network, "connection reset"));
    s.shows("Half an ans")
        .shows("✗ Interrupted: connection reset · ~2 tokens");
    // What the line says is said once, and the rest of it is right below.
    let text = s.text();
    assert_eq!(text.matches("connection").count(), 2, "{text}");
    s.hides("The connection to the server failed");
    s.shows("\n     Check the network connection");
    s.shows("Ctrl+R sends again").keys("<ctrl+r>");
    s.hides("Half an ans").hides("Interrupted").shows("Hello");
    let sent = s.sent_json();
    assert_eq!(sent["messages"].as_array().unwrap().len(), 1);
    s.answer(whole("A whole answer.")).shows("A whole answer.");
}

#[test]
fn ctrl_r_asks_again_after_esc() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text("Half an ans"));
    s.keys("<esc><ctrl+r>").hides("Half an ans");
    assert!(s.request.is_some());
    // Esc before the second answer brings the first one back.
    s.keys("<esc>").shows("Half an ans").shows("Stopped by you");
}

#[test]
fn the_hint_does_not_take_what_is_being_written_for_the_prompt() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text("Half an ans"));
    s.type_text("by the way");
    s.fail(ApiError::local(ApiErrorKind::Network, "connection reset"));
    s.composer_holds("by the way").shows("Ctrl+R sends again");
    s.hides("Your prompt is back");

    let mut s = screen(80, 24);
    s.ask("Hello").type_text("by the way").fail(overloaded());
    s.composer_holds("by the way").hides("Your prompt is back");
    s.shows("Your prompt is in the history: Up brings it back");
}

#[test]
fn after_a_finished_answer_there_is_nothing_to_send_again() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi.")).keys("<ctrl+r>");
    s.shows("There is nothing to send again");
    assert!(s.request.is_none());
}

#[test]
fn an_error_in_the_middle_of_a_stream_keeps_what_arrived() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text("Half an ans"));
    s.stream(vec![StreamEvent::Error(overloaded()), text_delta(0, "wer")]);
    s.shows("Half an ans").shows("✗ Interrupted: Overloaded");
    s.hides("answer");
}

#[test]
fn a_stream_that_just_ends_is_an_interruption() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(text("Half an ans"));
    s.shows("Half an ans")
        .shows("✗ Interrupted")
        .shows("Ctrl+R");
}

#[test]
fn an_event_that_cannot_be_read_is_told_and_one_that_is_new_is_not() {
    let odd = |event: &str, data: &str| {
        let frame = SseFrame {
            event: Some(event.into()),
            data: data.into(),
        };
        vec![StreamEvent::decode(&frame).expect("an event")]
    };
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once"));
    s.stream(odd("content_block_pause", "{new"));
    s.hides("could not be read");
    s.stream(odd("content_block_delta", r#"{"type":"content_blo"#));
    s.shows("A part of this answer could not be read");
    s.stream(vec![block_ends(0)]).stream(ends("end_turn"));
    s.signal(StreamSignal::Ended).pass(Duration::from_secs(60));
    let line = "■ A part of this answer could not be read and is missing";
    s.shows(line).shows("40 tok");
    s.reopened(&s.log(usize::MAX)).shows(line);
}

#[test]
fn stop_reasons_are_shown_for_what_they_are() {
    let cases = [
        ("max_tokens", "the limit of output tokens was reached"),
        (
            "model_context_window_exceeded",
            "the context window is full",
        ),
        ("stop_sequence", "Stopped at a stop sequence"),
        ("bored", "Stopped: bored"),
    ];
    for (reason, shown) in cases {
        let mut s = screen(100, 24);
        let mut events = text("Some text.");
        events.extend(ends(reason));
        s.ask("Hello")
            .answer(events)
            .shows("Some text.")
            .shows(shown);
        assert!(s.app.turn.is_idle());
    }
}

#[test]
fn a_refusal_is_shown_with_its_explanation() {
    let mut s = screen(100, 24);
    let details =
        json!({ "type": "refusal", "category": "bio", "explanation": "It is about toxins." });
    let mut events = text("I can");
    events.extend(ends_with(Stop {
        reason: Some(StopReason::Refusal),
        details: Some(RawJson::of(&details)),
        ..Stop::default()
    }));
    s.ask("Hello").answer(events);
    s.shows("declined to answer: It is about toxins.");
}

#[test]
fn a_paused_answer_says_so_and_goes_on() {
    let mut s = screen(100, 24);
    let mut events = text("Some text.");
    events.extend(ends("pause_turn"));
    s.ask("Hello").answer(events).shows("Paused by the server");
    assert!(s.request.is_some());
    s.answer(whole("More.")).shows("Some text.").shows("More.");
}

#[test]
fn a_usual_end_needs_no_words() {
    let mut s = screen(100, 24);
    s.ask("Hello").answer(whole("Hi.")).hides("■").hides("✗");
}

#[test]
fn too_many_rounds_stop_the_turn_and_a_key_goes_on() {
    let mut s = screen(100, 30);
    s.ask("Where is it?");
    for n in 0..20 {
        assert!(s.request.is_some(), "round {n}");
        s.answer(reply::thinking_and_tools());
        s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    }
    s.shows("stopped after 20 rounds").shows("Ctrl+R to go on");
    s.keys("<ctrl+r>");
    assert!(s.request.is_some());
}

#[test]
fn failing_to_save_is_a_standing_notice_and_the_program_goes_on() {
    let mut s = screen(100, 30);
    let problem = Problem::new(ProblemKind::Session, "The conversation could not be saved")
        .because("no space left on device");
    s.tell(Msg::Journal(JournalEvent::Failed(problem)));
    s.shows("could not be saved: no space left on device");
    s.ask("Hello")
        .answer(whole("Hi."))
        .shows("could not be saved");
    s.tell(Msg::Journal(JournalEvent::Recovered))
        .hides("could not be saved");
}

#[test]
fn a_problem_during_an_answer_takes_nothing_of_it_away() {
    let mut s = screen(100, 30);
    s.ask("Hello").connect().stream(text("First."));
    let problem = Problem::new(ProblemKind::Session, "The sessions could not be listed");
    s.tell(Msg::Problem(problem)).shows("could not be listed");
    let mut rest = vec![
        block_ends(0),
        reply::tool_begins(1, "call_1", "search_orders"),
        block_ends(1),
        reply::text_begins(2),
        text_delta(2, "Second."),
        block_ends(2),
    ];
    rest.extend(ends("end_turn"));
    s.stream(rest);
    s.shows("First.")
        .shows("Second.")
        .shows("could not be listed");
    s.signal(StreamSignal::Ended);
    s.shows("First.").shows("search_orders").shows("Second.");
    let live = s.all_lines();
    s.app.failure = None;
    let failure_gone = s.all_lines();
    assert!(live[0].starts_with(&failure_gone[0]));
    assert_eq!(failure_gone, s.reopened(&s.log(usize::MAX)).all_lines());
}

#[test]
fn a_failure_is_not_taken_for_the_one_before_that_cut_an_answer() {
    let overloaded = |id: &str| ApiError {
        request_id: Some(ServerRequestId(id.into())),
        ..ApiError::local(ApiErrorKind::Overloaded, "Overloaded")
    };
    let mut s = screen(100, 30);
    s.ask("Hello").connect().stream(text("Half an ans"));
    s.fail(overloaded("req_1"));
    s.shows("✗ Interrupted: Overloaded").shows("req_1");
    s.ask("And now?").fail(overloaded("req_2"));
    // It has a title of its own.
    s.shows("✗ The server is overloaded").shows("req_2");
    let is_offered = |s: &Harness, text: &str| {
        let (offers, _) = offers(&s.app);
        offers.iter().any(|offer| offer.text.contains(text))
    };
    assert!(is_offered(&s, "req_1") && is_offered(&s, "req_2"));
}
