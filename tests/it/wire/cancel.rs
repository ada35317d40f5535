//! Dropping a request closes its connection, wherever it stands.

use std::time::Instant;

use super::{Call, client, millis};
use crate::support::server::{Gate, Script, Server};

/// Drops a request as soon as `ready` is over, and returns how long the server took to notice.
async fn drop_and_measure(script: Script, first_text: Option<&str>) -> std::time::Duration {
    let server = Server::start([script]);
    let mut call = Call::start(&client(&server.url()));
    server.until("it was asked", |seen| !seen.is_empty()).await;
    if let Some(text) = first_text {
        call.until_text(text).await;
    }
    let dropped = Instant::now();
    call.task.abort();
    server.left(0).await.saturating_duration_since(dropped)
}

/// The promise is 50 ms. The best of a few attempts counts, because the machine may be busy.
async fn check_closes_at_once(script: Script, first_text: Option<&str>) {
    let mut best = millis(u64::MAX);
    for _ in 0..10 {
        best = best.min(drop_and_measure(script.clone(), first_text).await);
        if best < millis(50) {
            return;
        }
    }
    panic!("the server saw the close only after {best:?}");
}

#[tokio::test]
async fn a_request_that_is_dropped_in_mid_answer_closes_its_connection() {
    let never = Gate::new();
    let script = Script::new().text("And so").gate(&never).end_turn();
    check_closes_at_once(script, Some("And so")).await;
}

#[tokio::test]
async fn a_request_that_is_dropped_before_any_answer_closes_its_connection() {
    let never = Gate::new();
    check_closes_at_once(Script::new().gate(&never).end_turn(), None).await;
}

#[tokio::test]
async fn a_receiver_that_is_gone_ends_the_request() {
    let gate = Gate::new();
    let never = Gate::new();
    let script = Script::new().text("a").gate(&gate).text("b").gate(&never);
    let server = Server::start([script]);
    let mut call = Call::start(&client(&server.url()));
    call.until_text("a").await;
    drop(call.rx);
    gate.open();
    server.left(0).await;
    call.task.await.unwrap();
}
