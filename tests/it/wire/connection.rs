//! What is put on the wire: addresses, headers, credentials; and connections that are kept.

use causerie::api::error::ApiErrorKind;
use causerie::api::event::StreamSignal;
use causerie::api::request::Dialect;
use causerie::edge::http::{Credential, Endpoint, HttpClient};
use causerie::edge::secrets::Secret;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{Call, KEY, ask, client, failure};
use crate::support::server::{PATIENCE, Received, Script, Server};

async fn received(change: impl FnOnce(&mut Endpoint), streaming: bool) -> Received {
    let server = Server::start([Script::answer(&["Hi"])]);
    let credential = Credential::ApiKey(Secret::new(KEY));
    let mut endpoint = Endpoint::new(server.url(), credential, Dialect::Anthropic);
    change(&mut endpoint);
    let body = "{\"model\":\"m\"}";
    Call::start_with(&HttpClient::new(endpoint), body, streaming)
        .all()
        .await;
    server.requests().remove(0)
}

#[tokio::test]
async fn a_request_has_the_headers_of_the_api_and_no_others() {
    let request = received(|_| {}, true).await;
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v1/messages")
    );
    assert_eq!(request.body, "{\"model\":\"m\"}");
    let mut headers = request.headers;
    headers.retain(|(name, _)| name != "host");
    headers.sort();
    let agent = concat!("causerie/", env!("CARGO_PKG_VERSION"));
    let expect = [
        ("accept", "text/event-stream"),
        ("anthropic-version", "2026-10-21"),
        ("content-length", "13"),
        ("content-type", "application/json"),
        ("user-agent", agent),
        ("x-api-key", KEY),
    ];
    assert_eq!(
        headers,
        expect.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn an_unstreamed_request_asks_for_json() {
    assert_eq!(
        received(|_| {}, false).await.header("accept"),
        Some("application/json")
    );
}

#[tokio::test]
async fn a_token_is_sent_as_bearer_and_a_missing_credential_not_at_all() {
    let token = received(
        |to| to.credential = Credential::Bearer(Secret::new(KEY)),
        true,
    )
    .await;
    assert_eq!(
        token.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(token.header("x-api-key"), None);
    let none = received(|to| to.credential = Credential::None, true).await;
    assert_eq!(
        (none.header("authorization"), none.header("x-api-key")),
        (None, None)
    );
}

#[tokio::test]
async fn custom_headers_are_sent_and_replace_ours() {
    let request = received(
        |to| {
            to.version = "2023-06-01".to_owned();
            to.headers = vec![
                ("X-Tenant".to_owned(), Secret::new("blue")),
                ("User-Agent".to_owned(), Secret::new("other/1")),
            ];
        },
        true,
    )
    .await;
    assert_eq!(request.header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(request.header("x-tenant"), Some("blue"));
    assert_eq!(request.header("user-agent"), Some("other/1"));
    assert_eq!(request.header("x-api-key"), Some(KEY));
}

#[tokio::test]
async fn a_base_url_may_end_in_v1() {
    let request = received(|to| to.base_url.push_str("/gateway/v1/"), true).await;
    assert_eq!(request.path, "/gateway/v1/messages");
}

#[tokio::test]
async fn requests_one_after_the_other_use_one_connection() {
    let server = Server::always(Script::answer(&["Hi"]));
    let client = client(&server.url());
    for _ in 0..3 {
        Call::start(&client).all().await;
    }
    let connections: Vec<usize> = server
        .requests()
        .iter()
        .map(|seen| seen.connection)
        .collect();
    assert_eq!(connections, [0, 0, 0]);
}

#[tokio::test]
async fn a_redirect_is_not_followed_so_that_the_key_stays_here() {
    let other = Server::always(Script::answer(&["Caught you."]));
    let target = format!("{}/v1/messages", other.url());
    let here = Server::start([Script::failure(307, "").header("location", &target)]);
    let error = failure(&ask(&here.url()).await);
    assert_eq!(error.status, Some(307));
    assert!(error.message.contains(&target), "{}", error.message);
    assert_eq!(other.requests(), []);
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_used_fails_the_request_without_the_key() {
    for (base_url, header) in [
        ("localhost:8080", "blue"),
        ("http://127.0.0.1:9", "two\nlines"),
    ] {
        let credential = Credential::ApiKey(Secret::new(KEY));
        let mut endpoint = Endpoint::new(base_url, credential, Dialect::Anthropic);
        endpoint.headers = vec![("X-Tenant".to_owned(), Secret::new(header))];
        let signals = Call::start(&HttpClient::new(endpoint)).all().await;
        assert_eq!(signals.len(), 1);
        assert_eq!(failure(&signals).kind, ApiErrorKind::Invalid);
    }
}

/// The signals of a request to this address, up to the one that `is_enough`.
async fn signals_until(
    base_url: String,
    is_enough: impl Fn(&StreamSignal) -> bool,
) -> Vec<StreamSignal> {
    let (tx, mut rx) = mpsc::channel(8);
    let task = tokio::spawn(async move {
        let body = "x".repeat(100_000);
        let client = client(&base_url);
        client.send(body, true, &tx, |signal| signal).await;
    });
    let mut signals = Vec::new();
    while let Ok(Some(signal)) = timeout(PATIENCE, rx.recv()).await {
        signals.push(signal);
        if signals.last().is_some_and(&is_enough) {
            break;
        }
    }
    task.abort();
    signals
}

#[tokio::test]
async fn a_server_that_has_the_request_and_is_silent_is_told_from_one_that_is_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // It takes the request and never says a word.
    let silent = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut sink = tokio::io::sink();
        tokio::io::copy(&mut socket, &mut sink).await
    });
    let is_sent = |signal: &StreamSignal| *signal == StreamSignal::Sent;
    let signals = signals_until(format!("http://{address}"), is_sent).await;
    assert_eq!(signals, [StreamSignal::Sent]);
    silent.abort();

    // It hangs up before there is a secure connection.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let deaf = tokio::spawn(async move { drop(listener.accept().await) });
    let signals = signals_until(format!("https://{address}"), |_| false).await;
    assert!(
        matches!(signals[..], [StreamSignal::Failed(_)]),
        "{signals:#?}"
    );
    deaf.await.unwrap();
}
