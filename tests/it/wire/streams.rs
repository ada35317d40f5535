//! Answers that arrive: as they are sent, in any cut, in any of their forms.

use std::io::Write;

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::request::ServerRequestId;
use serde_json::json;

use super::{Call, ask, client, events, failure, text};
use crate::support::server::{Fate, Gate, Script, Server};

#[tokio::test]
async fn a_delta_arrives_as_soon_as_it_is_sent() {
    let (first, second) = (Gate::new(), Gate::new());
    let script = Script::new()
        .text("Hel")
        .gate(&first)
        .text("lo,")
        .gate(&second)
        .text(" world")
        .end_turn();
    let server = Server::start([script]);
    let mut call = Call::start(&client(&server.url()));
    call.until_text("Hel").await;
    first.open();
    call.until_text("Hello,").await;
    second.open();
    let signals = call.all().await;
    assert_eq!(text(&signals), "Hello, world");
    assert_eq!(signals.last(), Some(&StreamSignal::Ended));
}

#[tokio::test]
async fn success_is_told_with_the_request_id_before_any_event() {
    let gate = Gate::new();
    let script = Script::new()
        .bytes(b": hold on\n\n")
        .gate(&gate)
        .text("x")
        .end_turn();
    let server = Server::start([script]);
    let mut call = Call::start(&client(&server.url()));
    let connected = call.next().await;
    let id = ServerRequestId("req_test_0".to_owned());
    assert_eq!(connected, Some(StreamSignal::Connected(Some(id))));
    gate.open();
}

#[tokio::test]
async fn events_that_arrive_together_are_told_together() {
    let whole = "data: {\"type\":\"ping\"}\n\ndata: {\"type\":\"ping\"}\n\n";
    let server = Server::start([Script::new().bytes(whole.as_bytes())]);
    let signals = ask(&server.url()).await;
    let pings = StreamSignal::Events(vec![StreamEvent::Ping, StreamEvent::Ping]);
    assert!(signals.contains(&pings), "{signals:#?}");
}

#[tokio::test]
async fn every_byte_in_a_piece_of_its_own_gives_the_same_events() {
    let answer = |script: Script| {
        script
            .thinking("Hm, 漢字…")
            .signature("s")
            .text("é 👩‍👩‍👧 ü")
            .end_turn()
    };
    let server = Server::start([answer(Script::new()), answer(Script::new().cut(1))]);
    let whole = ask(&server.url()).await;
    let cut = ask(&server.url()).await;
    assert_eq!(events(&cut), events(&whole));
    assert_eq!(text(&cut), "é 👩‍👩‍👧 ü");
}

#[tokio::test]
async fn an_answer_is_over_when_the_message_is_though_the_body_goes_on() {
    let never = Gate::new();
    let server = Server::start([Script::answer(&["Done."]).gate(&never)]);
    let mut call = Call::start(&client(&server.url()));
    call.until_text("Done.").await;
    while let Some(signal) = call.next().await {
        call.signals.push(signal);
        if call.signals.last() == Some(&StreamSignal::Ended) {
            break;
        }
    }
    assert_eq!(server.requests()[0].fate, Fate::Playing);
}

#[tokio::test]
async fn a_body_that_just_ends_is_told_as_ended() {
    let server = Server::start([Script::new().text("Half a sen")]);
    let signals = ask(&server.url()).await;
    assert_eq!(text(&signals), "Half a sen");
    assert_eq!(signals.last(), Some(&StreamSignal::Ended));
    assert!(!events(&signals).contains(&StreamEvent::MessageStop));
}

#[tokio::test]
async fn the_last_event_may_lack_its_empty_line() {
    let server = Server::start([Script::new().bytes(b"data: {\"type\":\"ping\"}")]);
    assert_eq!(events(&ask(&server.url()).await), [StreamEvent::Ping]);
}

#[tokio::test]
async fn a_plain_json_answer_to_a_streaming_request_is_understood() {
    let message = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
        "content": [{"type": "text", "text": "Whole."}],
        "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 2},
    });
    let mislabeled = Script::new().bytes(format!("\n {message}").as_bytes());
    let server = Server::start([Script::json(&message), mislabeled]);
    let labeled = ask(&server.url()).await;
    let mislabeled = ask(&server.url()).await;
    assert!(
        events(&labeled).contains(&StreamEvent::MessageStop),
        "{labeled:#?}"
    );
    assert_eq!(events(&mislabeled), events(&labeled));
}

#[tokio::test]
async fn a_full_channel_holds_the_answer_back_and_loses_nothing() {
    let n_deltas = 2_000;
    let script = (0..n_deltas).fold(Script::new().cut(64), |script, _| script.text("ab"));
    let server = Server::start([script.end_turn()]);
    let signals = ask(&server.url()).await;
    assert_eq!(text(&signals), "ab".repeat(n_deltas));
}

#[tokio::test]
async fn a_script_can_be_written_as_text() {
    let script = Script::parse(
        r#"# The server holds the second delta back, then breaks the connection.
@header request-id: req_text
@cut 3
{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one"}}
@gate second
@wait 1ms
event: content_block_delta
data: {"index":0,"delta":{"type":"text_delta","text":" two"}}

@gate end
@reset
"#,
    );
    let (second, end) = (script.gate_named("second"), script.gate_named("end"));
    let refused = Script::parse(r#"@status 400 {"error":{"message":"no"}}"#);
    let server = Server::start([script, refused]);
    let mut call = Call::start(&client(&server.url()));
    call.until_text("one").await;
    second.open();
    call.until_text("one two").await;
    end.open();
    let id = ServerRequestId("req_text".to_owned());
    assert_eq!(failure(&call.all().await).request_id, Some(id));
    assert_eq!(failure(&ask(&server.url()).await).status, Some(400));
}

#[test]
fn a_test_without_a_runtime_can_wait_for_requests() {
    let server = Server::start([Script::new()]);
    let mut socket = std::net::TcpStream::connect(server.url().trim_start_matches("http://"));
    let socket = socket.as_mut().unwrap();
    socket
        .write_all(b"POST /x HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}")
        .unwrap();
    let seen = server.wait_until("it was played", |seen| {
        seen.first()
            .is_some_and(|request| request.fate == Fate::Played)
    });
    assert_eq!((seen[0].path.as_str(), seen[0].json()), ("/x", json!({})));
}
