//! A conversation: what arrives is on the screen before anything else is needed.

use crate::server::{Gate, Script, Server};
use crate::stage::{FRAME, check_said, split, start, start_wide};

#[test]
fn every_piece_is_on_the_screen_before_the_next_one_is_sent() {
    let [first, second, third] = [Gate::new(), Gate::new(), Gate::new()];
    let script = Script::new()
        .ping()
        .gate(&first)
        .thinking("Let me see")
        .gate(&second)
        .thinking(" what follows")
        .signature("c2ln")
        .text("Hello")
        .gate(&third)
        .text(" world")
        .end_turn();
    let server = Server::start([script]);
    let mut causerie = start_wide(&server);

    causerie
        .ask("greet me")
        .wait_for("greet me")
        .wait_for("waiting for the first word");
    first.open();
    causerie.wait_for("THINKING").wait_for("Let me see");
    assert!(!causerie.screen().contains("what follows"));
    second.open();
    causerie
        .wait_for("Let me see what follows")
        .wait_for("Hello")
        .wait_for("answering");
    assert!(!causerie.screen().contains("world"));
    third.open();
    causerie.wait_for("Hello world").wait_idle();

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    check_said(&requests[0], &[("user", "greet me")]);
    causerie.quit();
}

#[test]
fn the_next_request_says_all_that_was_said() {
    let thoughtful = Script::new()
        .thinking("hm")
        .signature("c2ln")
        .text("One.")
        .end_turn();
    let server = Server::start([thoughtful, Script::answer(&["Two."])]);
    let mut causerie = start(&server);
    causerie.ask("first").wait_for("One.").wait_idle();
    causerie.ask("second").wait_for("Two.").wait_idle();
    let requests = server.requests();
    let thinking = r#"{"type":"thinking","thinking":"hm","signature":"c2ln"}"#;
    check_said(
        &requests[1],
        &[
            ("user", "first"),
            ("assistant", thinking),
            ("assistant", "One."),
            ("user", "second"),
        ],
    );
    assert_eq!(
        (requests[0].connection, requests[1].connection),
        (0, 0),
        "one connection serves all requests"
    );
}

#[test]
fn a_tool_is_named_at_once_and_its_arguments_grow() {
    let [named, half] = [Gate::new(), Gate::new()];
    let call = Script::new()
        .call_begun("toolu_1", "get_weather")
        .gate(&named)
        .call_input(r#"{"city": "Par"#)
        .gate(&half)
        .call_input(r#"is"}"#)
        .end_turn();
    let server = Server::start([call, Script::answer(&["No idea."])]);
    let mut causerie = start_wide(&server);

    causerie
        .ask("weather?")
        .wait_for("ACTIVITY")
        .wait_for("get_weather")
        .wait_for("calling tools");
    assert!(!causerie.screen().contains("Par"));
    named.open();
    causerie.wait_for("city  Par");
    assert!(!causerie.screen().contains("Paris"));
    half.open();
    causerie
        .wait_for("city  Paris")
        .wait_for("No idea.")
        .wait_idle();

    let body = server.requests()[1].json();
    let messages = body["messages"].as_array().unwrap();
    assert_eq!(messages[1]["content"][0]["input"]["city"], "Paris");
    assert_eq!(messages[2]["content"][0]["tool_use_id"], "toolu_1");
}

#[test]
fn a_flood_of_deltas_makes_few_frames_and_leaves_room_for_typing() {
    const DELTAS: usize = 5_000;
    let gate = Gate::new();
    let flood = (0..DELTAS).fold(Script::new().text("begin ").gate(&gate), |script, n| {
        script.text(if n % 10 == 9 { "word\n\n" } else { "word " })
    });
    let server = Server::start([flood.text("the end").end_turn()]);
    let mut causerie = start(&server);
    causerie.ask("flood me").wait_for("begin");
    let mark = causerie.mark();
    gate.open();
    causerie
        .type_text("typed meanwhile")
        .wait_for("typed meanwhile");
    causerie.wait_for("the end").wait_idle();
    let bytes = causerie.raw_bytes_since(mark);
    let n_frames = split(&bytes, FRAME).count() - 1;
    assert!(n_frames < DELTAS / 4, "{n_frames} frames");
    assert!(causerie.screen().contains("typed meanwhile"));
}
