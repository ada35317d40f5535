//! Failures of every kind: exactly one is told, last, in words, with what arrived before kept.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::StreamSignal;
use causerie::api::request::ServerRequestId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Call, ask, client, failure, text};
use crate::support::server::{Gate, Script, Server};

/// Answers one request with `script` and returns its failure, which must be all that is told.
async fn refused(script: Script) -> ApiError {
    let server = Server::start([script]);
    let signals = ask(&server.url()).await;
    assert_eq!(signals.len(), 1, "{signals:#?}");
    failure(&signals)
}

#[tokio::test]
async fn an_error_status_is_told_with_its_type_message_and_request_id() {
    let body = r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#;
    let error = refused(Script::failure(529, body)).await;
    assert_eq!(error.kind, ApiErrorKind::Overloaded);
    assert_eq!(error.status, Some(529));
    assert_eq!(error.error_type.as_deref(), Some("overloaded_error"));
    assert!(error.message.contains("Busy"), "{}", error.message);
    assert_eq!(
        error.request_id,
        Some(ServerRequestId("req_test_0".to_owned()))
    );
}

#[tokio::test]
async fn the_headers_of_an_error_are_read() {
    let script = Script::failure(429, "{}")
        .header("retry-after", "7")
        .header("x-should-retry", "true");
    let error = refused(script).await;
    assert_eq!(error.kind, ApiErrorKind::RateLimited);
    assert_eq!(error.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(error.should_retry, Some(true));
}

#[tokio::test]
async fn an_error_body_may_be_html_nothing_or_no_text_at_all() {
    for body in [
        &b"<html><h1>502 Bad Gateway</h1></html>"[..],
        b"",
        b"\xff\xfe\x80 broken",
    ] {
        let script = Script::new()
            .status(502)
            .header("content-type", "text/html");
        let error = refused(script.bytes(body)).await;
        assert_eq!(
            (error.kind, error.status),
            (ApiErrorKind::Server, Some(502))
        );
    }
}

#[tokio::test]
async fn an_endless_error_body_is_read_in_part() {
    let never = Gate::new();
    let page = "<p>sorry</p>".repeat(20_000);
    let script = Script::new()
        .status(503)
        .bytes(page.as_bytes())
        .gate(&never);
    let error = refused(script).await;
    assert_eq!(error.status, Some(503));
    assert!(error.message.len() <= 2_000, "{}", error.message.len());
}

#[tokio::test]
async fn an_error_body_that_breaks_off_is_still_that_error() {
    let error = refused(Script::new().status(500).bytes(b"{\"error\":").close()).await;
    assert_eq!(
        (error.kind, error.status),
        (ApiErrorKind::Server, Some(500))
    );
}

#[tokio::test]
async fn a_connection_that_is_reset_keeps_what_arrived_and_fails() {
    for breaks in [Script::reset, Script::close] {
        let gate = Gate::new();
        let server = Server::start([breaks(Script::new().text("Half a sen").gate(&gate))]);
        let mut call = Call::start(&client(&server.url()));
        call.until_text("Half a sen").await;
        gate.open();
        let signals = call.all().await;
        assert_eq!(text(&signals), "Half a sen");
        let error = failure(&signals);
        assert_eq!(error.kind, ApiErrorKind::Network);
        assert_eq!(
            error.request_id,
            Some(ServerRequestId("req_test_0".to_owned()))
        );
        let host = server.url().replace("http://", "");
        let problem = error.to_problem();
        assert_eq!(problem.details, ["request id req_test_0"]);
        let causes = problem.causes;
        assert_eq!(causes[0], format!("the connection to {host} broke off"));
        assert_eq!(causes.len(), 2, "and the library's word: {causes:?}");
    }
}

#[tokio::test]
async fn a_connection_that_closes_before_any_answer_is_a_network_failure() {
    let error = refused(Script::new().close()).await;
    assert_eq!(error.kind, ApiErrorKind::Network);
    assert!(
        error.message.starts_with("no answer from 127.0.0.1:"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn nobody_listening_is_told_with_its_cause() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let signals = ask(&url).await;
    assert_eq!(signals.len(), 1);
    let error = failure(&signals);
    assert_eq!(error.kind, ApiErrorKind::Network);
    assert!(
        error.message.starts_with("could not connect to 127.0.0.1:"),
        "{}",
        error.message
    );
    assert!(
        error.message.to_lowercase().contains("refused"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_server_without_tls_behind_https_is_told_with_its_cause() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        socket.write_all(answer).await.unwrap();
        // Holds the socket until the client has read that.
        let _ = socket.read_to_end(&mut Vec::new()).await;
    });
    let signals = ask(&url).await;
    assert_eq!(signals.len(), 1);
    let error = failure(&signals);
    assert_eq!(error.kind, ApiErrorKind::Network);
    assert!(
        error.message.starts_with("could not connect to 127.0.0.1:"),
        "{}",
        error.message
    );
    assert!(
        error.message.contains("corrupt message"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn an_error_event_is_the_failure_and_nothing_after_it_counts() {
    let script = Script::new()
        .text("So far")
        .bytes(b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}\n\n")
        .text(" so good")
        .end_turn();
    let server = Server::start([script]);
    let signals = ask(&server.url()).await;
    assert_eq!(text(&signals), "So far");
    let error = failure(&signals);
    assert_eq!(error.kind, ApiErrorKind::Overloaded);
    assert_eq!(
        error.request_id,
        Some(ServerRequestId("req_test_0".to_owned()))
    );
}

#[tokio::test]
async fn an_error_object_with_status_200_is_a_failure() {
    let body = r#"{"type":"error","error":{"type":"api_error","message":"Oops"}}"#;
    let server = Server::start([Script::new()
        .header("content-type", "application/json")
        .bytes(body.as_bytes())]);
    let signals = ask(&server.url()).await;
    assert!(matches!(
        signals.as_slice(),
        [StreamSignal::Connected(_), StreamSignal::Failed(_)]
    ));
    assert!(failure(&signals).message.contains("Oops"));
}

#[tokio::test]
async fn a_web_page_with_status_200_is_a_failure_that_says_so() {
    let page = Script::new()
        .header("content-type", "text/html")
        .bytes(b"<html>Log in</html>");
    let server = Server::start([page]);
    let error = failure(&ask(&server.url()).await);
    assert_eq!(error.kind, ApiErrorKind::Protocol);
    assert!(
        error.message.contains("answered with text/html"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_compressed_answer_is_refused_rather_than_misread() {
    let script = Script::new()
        .header("content-encoding", "gzip")
        .bytes(&[0x1f, 0x8b, 8, 0]);
    let server = Server::start([script]);
    assert_eq!(
        failure(&ask(&server.url()).await).kind,
        ApiErrorKind::Protocol
    );
}
