//! The way to a server and back, over real sockets: `edge::http` against scripted servers, and
//! against the demo.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

mod cancel;
mod connection;
mod demo;
mod failures;
mod streams;

use std::time::Duration;

use causerie::api::error::ApiError;
use causerie::api::event::{BlockDelta, StreamEvent, StreamSignal};
use causerie::api::request::Dialect;
use causerie::edge::http::{Credential, Endpoint, HttpClient};
use causerie::edge::secrets::Secret;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::server::PATIENCE;

/// A key that must never be seen in any text.
const KEY: &str = "sk-sesame-0123456789";

/// A request under way, and what it has reported.
struct Call {
    task: JoinHandle<()>,
    rx: mpsc::Receiver<StreamSignal>,
    /// Every signal so far.
    signals: Vec<StreamSignal>,
}

impl Call {
    /// Sends a small streaming request.
    fn start(client: &HttpClient) -> Self {
        Self::start_with(client, "{\"stream\":true}", true)
    }

    fn start_with(client: &HttpClient, body: &str, streaming: bool) -> Self {
        let (tx, rx) = mpsc::channel(8);
        let client = client.clone();
        let body = body.to_owned();
        let task = tokio::spawn(async move {
            client.send(body, streaming, &tx, |signal| signal).await;
        });
        Self {
            task,
            rx,
            signals: Vec::new(),
        }
    }

    /// Waits until this much text has arrived, and not a character more.
    async fn until_text(&mut self, expect: &str) {
        while text(&self.signals) != expect {
            assert!(
                expect.starts_with(&text(&self.signals)),
                "{:#?}",
                self.signals
            );
            let signal = self.next().await.expect("it ended before");
            self.signals.push(signal);
        }
    }

    /// Everything up to the end.
    async fn all(mut self) -> Vec<StreamSignal> {
        while let Some(signal) = self.next().await {
            self.signals.push(signal);
        }
        check_order(&self.signals);
        self.signals
    }

    /// The next signal, but for `Sent`: whether that or the answer is quicker is a race.
    async fn next(&mut self) -> Option<StreamSignal> {
        loop {
            let next = timeout(PATIENCE, self.rx.recv()).await;
            match next.unwrap_or_else(|_| panic!("waited in vain; so far: {:#?}", self.signals)) {
                Some(StreamSignal::Sent) => {}
                next => return next,
            }
        }
    }
}

fn client(base_url: &str) -> HttpClient {
    let credential = Credential::ApiKey(Secret::new(KEY));
    HttpClient::new(Endpoint::new(base_url, credential, Dialect::Anthropic))
}

/// Sends one request and waits for everything.
async fn ask(base_url: &str) -> Vec<StreamSignal> {
    Call::start(&client(base_url)).all().await
}

/// The promise of `send`: `Connected` once and first, if at all; one final signal, last; no empty
/// `Events`; and no key anywhere.
fn check_order(signals: &[StreamSignal]) {
    let (last, before) = signals.split_last().expect("at least the final signal");
    assert!(
        matches!(last, StreamSignal::Ended | StreamSignal::Failed(_)),
        "{signals:#?}"
    );
    for (idx, signal) in before.iter().enumerate() {
        match signal {
            StreamSignal::Connected(_) => assert_eq!(idx, 0, "{signals:#?}"),
            StreamSignal::Events(events) => {
                assert!(idx > 0 && !events.is_empty(), "{signals:#?}");
            }
            StreamSignal::Sent | StreamSignal::Ended | StreamSignal::Failed(_) => {
                panic!("{signals:#?}")
            }
        }
    }
    assert!(!format!("{signals:?}").contains(KEY));
}

fn events(signals: &[StreamSignal]) -> Vec<StreamEvent> {
    let batches = signals.iter().filter_map(|signal| match signal {
        StreamSignal::Events(events) => Some(events.clone()),
        StreamSignal::Sent
        | StreamSignal::Connected(_)
        | StreamSignal::Ended
        | StreamSignal::Failed(_) => None,
    });
    batches.flatten().collect()
}

/// All text deltas, joined.
fn text(signals: &[StreamSignal]) -> String {
    let mut text = String::new();
    for event in events(signals) {
        if let StreamEvent::BlockDelta {
            delta: BlockDelta::Text(delta),
            ..
        } = event
        {
            text.push_str(&delta);
        }
    }
    text
}

/// The failure that ends `signals`.
fn failure(signals: &[StreamSignal]) -> ApiError {
    match signals.last() {
        Some(StreamSignal::Failed(error)) => error.clone(),
        other => panic!("no failure but {other:?}"),
    }
}

fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}
