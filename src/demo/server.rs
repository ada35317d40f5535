//! The demo's HTTP side: keys, routes, statuses and the stream, as the Messages API has them.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use axum::serve::ListenerExt;
use futures_util::stream;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, sleep_until};

use super::performance::{self, Act, Beat, Ids, Pace};
use super::request::Asked;
use super::script::{self, Finish, Reply};
use crate::edge::secrets::Secret;

/// Longest request body in bytes; the API's own limit.
const MAX_REQUEST: usize = 32 * 1024 * 1024;

/// Answers requests until it is dropped.
pub(super) async fn serve(listener: TcpListener, key: Secret, pace: Pace) {
    let stage = Arc::new(Stage {
        key,
        pace,
        run: getrandom::u64().unwrap_or_default(),
        n_answers: AtomicU64::new(0),
    });
    let router = Router::new()
        .route("/v1/messages", post(messages))
        .fallback(no_such_path)
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .with_state(stage);
    // Small pieces are the whole point: they must not be held back to fill packets.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    // It ends only with an error of the listener; then clients find nobody, and say so.
    let _ = axum::serve(listener, router).await;
}

/// What all requests share.
struct Stage {
    key: Secret,
    pace: Pace,
    run: u64,
    n_answers: AtomicU64,
}

impl Stage {
    fn next_ids(&self) -> Ids {
        Ids {
            run: self.run,
            answer: self.n_answers.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// The key may come in either of its two headers.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let key = headers
            .get("x-api-key")
            .and_then(|value| value.to_str().ok());
        let bearer = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
        key.or(token) == Some(self.key.expose())
    }
}

async fn messages(
    State(stage): State<Arc<Stage>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let ids = stage.next_ids();
    if !stage.admits(&headers) {
        return failure(ids, 401, "authentication_error", "invalid x-api-key");
    }
    if !headers.contains_key("anthropic-version") {
        let message = "anthropic-version: header is required";
        return failure(ids, 400, "invalid_request_error", message);
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let message = "Request exceeds the maximum size";
            return failure(ids, 413, "request_too_large", message);
        }
        Err(rejection) => {
            return failure(ids, 400, "invalid_request_error", &rejection.body_text());
        }
    };
    let asked = match Asked::read(&body) {
        Ok(asked) => asked,
        Err(message) => return failure(ids, 400, "invalid_request_error", &message),
    };
    let answer = match script::reply(&asked) {
        Reply::Answer(answer) => answer,
        Reply::Failure {
            status,
            error_type,
            message,
        } => return failure(ids, status, error_type, &message),
    };
    // Without a stream there is no middle to break in: the same faults come as whole answers.
    if !asked.stream && answer.finish == Finish::Error {
        return failure(ids, 529, "overloaded_error", script::OVERLOADED);
    }
    if asked.stream {
        let beats = performance::stream(&answer, &asked, ids, stage.pace);
        respond(ids, 200, "text/event-stream; charset=utf-8", play(beats))
    } else {
        sleep(performance::whole_delay(answer.tempo, stage.pace)).await;
        if answer.finish == Finish::Drop {
            let beats = vec![Beat {
                at: Duration::ZERO,
                act: Act::Drop,
            }];
            return respond(ids, 200, "application/json", play(beats));
        }
        let message = performance::whole(&answer, &asked, ids);
        respond(ids, 200, "application/json", message.to_string().into())
    }
}

async fn no_such_path(State(stage): State<Arc<Stage>>) -> Response {
    let message = "The demo answers POST /v1/messages only";
    failure(stage.next_ids(), 404, "not_found_error", message)
}

/// A body that sends each beat at its moment. It ends when the client goes away: then the server
/// drops it.
fn play(beats: Vec<Beat>) -> Body {
    let start = Instant::now();
    let beats = beats.into_iter();
    Body::from_stream(stream::unfold(beats, move |mut beats| async move {
        let beat = beats.next()?;
        if !beat.at.is_zero() {
            sleep_until(start + beat.at).await;
        }
        let bytes = match beat.act {
            Act::Send(sse_frame) => Ok(Bytes::from(sse_frame)),
            Act::Drop => {
                // Lets what was said before reach the client first.
                sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            }
        };
        Some((bytes, beats))
    }))
}

fn failure(ids: Ids, status: u16, error_type: &str, message: &str) -> Response {
    let body = json!({
        "type": "error",
        "error": {"type": error_type, "message": message},
        "request_id": request_id(ids),
    });
    respond(ids, status, "application/json", body.to_string().into())
}

fn respond(ids: Ids, status: u16, content_type: &'static str, body: Body) -> Response {
    let response = Response::builder()
        .status(status)
        .header(CONTENT_TYPE, content_type)
        .header("request-id", request_id(ids))
        .body(body);
    // Every part is fixed or hexadecimal, so that building cannot fail.
    response.unwrap_or_default()
}

fn request_id(ids: Ids) -> String {
    format!("req_demo{:016x}{:04x}", ids.run, ids.answer)
}
