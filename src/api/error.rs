//! An *API error* is a failed request or stream, typed by what the caller does next.
//!
//! It is made from an HTTP answer, from an error event inside a stream, or by the edge when there
//! was no answer at all, and never fails to be made: bodies of any form are read as far as they go.
//! How long to wait and whether to try again by itself is decided elsewhere; here stands only
//! whether that could help. (Source: the API's page on errors.)

mod body;

use std::time::Duration;

use self::body::{ErrorBody, clip};
use super::request::ServerRequestId;
use crate::problem::{Problem, ProblemKind};

/// Longest message that is kept, in bytes.
const MAX_MESSAGE: usize = 2_000;

/// Why a request, or a stream, failed.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    /// What the caller does about it.
    pub kind: ApiErrorKind,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// `error.type` as the server named it.
    pub error_type: Option<String>,
    /// `error.details.error_code`.
    pub error_code: Option<String>,
    /// The server's message, or the beginning of a body that was no JSON; untrusted, at most 2,000
    /// bytes, one line. Where there was no answer, what happened in our words; lines after the
    /// first say what caused it.
    pub message: String,
    /// For error reports.
    pub request_id: Option<ServerRequestId>,
    /// When the server said how long to wait.
    pub retry_after: Option<Duration>,
    /// The header `x-should-retry`.
    pub should_retry: Option<bool>,
}

/// Families of API errors by what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub enum ApiErrorKind {
    /// The request itself is wrong: sending it again changes nothing.
    Invalid,
    Unauthorized,
    Billing,
    Forbidden,
    NotFound,
    TooLarge,
    RateLimited,
    /// A limit of money: waiting for seconds does not help.
    SpendLimit,
    Overloaded,
    Server,
    Timeout,
    /// No connection, or it broke.
    Network,
    /// The answer cannot be understood (bad framing, a frame beyond the bound).
    Protocol,
}

impl ApiError {
    /// An error without an HTTP answer.
    pub fn local(kind: ApiErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            error_type: None,
            error_code: None,
            message: message.into(),
            request_id: None,
            retry_after: None,
            should_retry: None,
        }
    }

    /// From an HTTP answer that is no success. `header` looks a response header up by its
    /// lower-case name; `body` may be JSON of any known form, HTML, or empty.
    pub fn from_response(status: u16, header: &dyn Fn(&str) -> Option<String>, body: &str) -> Self {
        let body = ErrorBody::read(body);
        let retry_after = retry_after(header);
        let request_id = ["request-id", "x-request-id"]
            .iter()
            .find_map(|name| header(name))
            .map(|id| clip(&id, MAX_ID))
            .filter(|id| !id.is_empty())
            .or(body.request_id);
        Self {
            kind: kind_of_response(status, &body.error_type, &body.error_code, retry_after),
            status: Some(status),
            error_type: body.error_type,
            error_code: body.error_code,
            message: body.message,
            request_id: request_id.map(ServerRequestId),
            retry_after,
            should_retry: header("x-should-retry").and_then(|text| text.trim().parse().ok()),
        }
    }

    /// From the JSON of an error event inside a stream, wrapped or not.
    ///
    /// The status of the answer was a success by then, so `status` stays empty; a numeric code in
    /// the event decides the kind where the type does not.
    pub fn from_event(data: &str) -> Self {
        let body = ErrorBody::read(data);
        let by_type = body.error_type.as_deref().and_then(kind_of_type);
        let by_code = body.numeric_code.filter(|code| (400..600).contains(code));
        Self {
            kind: by_type
                .or(by_code.map(kind_of_status))
                .unwrap_or(ApiErrorKind::Server),
            error_type: body.error_type,
            error_code: body.error_code,
            request_id: body.request_id.map(ServerRequestId),
            ..Self::local(ApiErrorKind::Server, body.message)
        }
    }

    /// May the same request succeed later? The server's own word on it counts most.
    pub fn is_retryable(&self) -> bool {
        use ApiErrorKind::{Network, Overloaded, RateLimited, Server, SpendLimit, Timeout};
        match (self.kind, self.should_retry) {
            (SpendLimit, _) => false,
            (_, Some(said)) => said,
            (kind, None) => {
                matches!(kind, RateLimited | Overloaded | Server | Timeout | Network)
            }
        }
    }

    /// The same, in words, with what to do next.
    pub fn to_problem(&self) -> Problem {
        let mut problem = Problem::new(ProblemKind::Api, self.title());
        let said = match self.message.as_str() {
            "" => "no reason was given",
            message => message,
        };
        for cause in said.lines() {
            problem = problem.because(cause);
        }
        let status = self.status.map(|status| format!("HTTP {status}"));
        let id = self.request_id.as_ref();
        let id = id.map(|ServerRequestId(id)| format!("request id {id}"));
        let names = [status, self.error_type.clone(), self.error_code.clone(), id];
        for name in names.into_iter().flatten() {
            problem = problem.detail(name);
        }
        for hint in self.hints() {
            problem = problem.hint(hint);
        }
        problem
    }

    fn title(&self) -> &'static str {
        match self.kind {
            ApiErrorKind::Invalid => "The server rejected the request",
            ApiErrorKind::Unauthorized => "The server did not accept the key",
            ApiErrorKind::Billing => "The account cannot pay for the request",
            ApiErrorKind::Forbidden => "The key does not permit this request",
            ApiErrorKind::NotFound => "The server does not know this model or address",
            ApiErrorKind::TooLarge => "The request is too large",
            ApiErrorKind::RateLimited => "Too many requests in a short time",
            ApiErrorKind::SpendLimit => "The spending limit is reached",
            ApiErrorKind::Overloaded => "The server is overloaded",
            ApiErrorKind::Server => "The server failed to answer",
            ApiErrorKind::Timeout => "The server took too long to answer",
            ApiErrorKind::Network => "The connection to the server failed",
            ApiErrorKind::Protocol => "The server's answer could not be understood",
        }
    }

    fn hints(&self) -> Vec<String> {
        let hint = match self.kind {
            ApiErrorKind::Invalid => return self.hints_on_invalid(),
            ApiErrorKind::Unauthorized => {
                "Set ANTHROPIC_API_KEY to a valid key, or ANTHROPIC_AUTH_TOKEN for a server that wants a bearer token"
            }
            ApiErrorKind::Billing => "Add credit to the account, or use the key of another one",
            ApiErrorKind::Forbidden => {
                "Use a key whose workspace may use this model, or choose another with --model"
            }
            ApiErrorKind::NotFound => {
                "Check the name given with --model, and ANTHROPIC_BASE_URL if it is set"
            }
            ApiErrorKind::TooLarge => "Send less at once, or start a new session",
            ApiErrorKind::RateLimited => match self.retry_after {
                Some(wait) => return vec![format!("Wait {}, then send again", in_words(wait))],
                None => "Wait a minute, then send again",
            },
            ApiErrorKind::SpendLimit => {
                "Raise the limit in the settings of the account; waiting does not help"
            }
            ApiErrorKind::Overloaded => {
                "Wait a minute and send again, or choose another model with --model"
            }
            ApiErrorKind::Server | ApiErrorKind::Timeout => "Wait a moment, then send again",
            ApiErrorKind::Network => {
                "Check the network connection, and ANTHROPIC_BASE_URL if it is set, then send again"
            }
            ApiErrorKind::Protocol => {
                "Check that ANTHROPIC_BASE_URL points at a server that speaks the Messages API"
            }
        };
        vec![hint.to_owned()]
    }

    /// Wording changes without notice, so it may choose a hint, but nothing that matters more.
    fn hints_on_invalid(&self) -> Vec<String> {
        let known = [
            (
                "prompt is too long",
                "Start a new session: this one fills the model's window",
            ),
            ("max_tokens", "Choose a lower limit with --max-tokens"),
            (
                "effort",
                "Choose another level with --effort, or leave it away",
            ),
            ("thinking", "Start a new session, or choose --thinking auto"),
            (
                "credit balance",
                "Add credit to the account, or use the key of another one",
            ),
        ];
        let hint = known.iter().find(|(part, _)| self.message.contains(part));
        let other = "Change the message or the settings, then send again; or start a new session";
        vec![hint.map_or(other, |(_, hint)| hint).to_owned()]
    }
}

/// Longest id that is kept, in bytes.
const MAX_ID: usize = 100;

/// By status, then by type where the status says little, then by code.
fn kind_of_response(
    status: u16,
    error_type: &Option<String>,
    error_code: &Option<String>,
    retry_after: Option<Duration>,
) -> ApiErrorKind {
    let by_status = kind_of_status(status);
    let by_type = error_type.as_deref().and_then(kind_of_type);
    let kind = match status {
        400 | 500..=503 => by_type.unwrap_or(by_status),
        _ => by_status,
    };
    let code = error_code.as_deref().unwrap_or_default();
    let spent = [
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
    ];
    match kind {
        ApiErrorKind::RateLimited if retry_after.is_none() && spent.contains(&code) => {
            ApiErrorKind::SpendLimit
        }
        kind => kind,
    }
}

fn kind_of_status(status: u16) -> ApiErrorKind {
    match status {
        401 => ApiErrorKind::Unauthorized,
        402 => ApiErrorKind::Billing,
        403 => ApiErrorKind::Forbidden,
        404 => ApiErrorKind::NotFound,
        408 | 504 => ApiErrorKind::Timeout,
        409 | 500..=503 | 505..=528 | 530..=599 => ApiErrorKind::Server,
        413 => ApiErrorKind::TooLarge,
        429 => ApiErrorKind::RateLimited,
        529 => ApiErrorKind::Overloaded,
        400..=499 => ApiErrorKind::Invalid,
        _ => ApiErrorKind::Protocol,
    }
}

fn kind_of_type(error_type: &str) -> Option<ApiErrorKind> {
    Some(match error_type {
        "invalid_request_error" => ApiErrorKind::Invalid,
        "authentication_error" => ApiErrorKind::Unauthorized,
        "billing_error" => ApiErrorKind::Billing,
        "permission_error" => ApiErrorKind::Forbidden,
        "not_found_error" => ApiErrorKind::NotFound,
        "request_too_large" => ApiErrorKind::TooLarge,
        "rate_limit_error" => ApiErrorKind::RateLimited,
        "api_error" | "conflict_error" => ApiErrorKind::Server,
        "timeout_error" => ApiErrorKind::Timeout,
        "overloaded_error" => ApiErrorKind::Overloaded,
        _ => return None,
    })
}

/// `retry-after-ms`, else `retry-after` in seconds; both may have a fraction. Dates are not read.
fn retry_after(header: &dyn Fn(&str) -> Option<String>) -> Option<Duration> {
    let number = |name| header(name)?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1_000.0)
        .or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// A waiting time as a person says it, rounded up.
fn in_words(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    match seconds {
        0..=119 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests;
