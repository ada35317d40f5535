//! What goes into the log: that things happened, by their ids, never what was said.

use crate::api::error::ApiErrorKind;
use crate::api::event::StreamSignal;
use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::edge::logging::{Log, Value};
use crate::session::JournalEvent;
use crate::turn;

/// Notes what is about to be done.
pub fn effect(log: &Log, effect: &Effect) {
    if !log.is_on() {
        return;
    }
    match effect {
        Effect::Turn(turn::Effect::Send { request, body }) => {
            let n_messages = u64::try_from(body.messages.len()).unwrap_or(u64::MAX);
            log.event(
                "send",
                &[
                    ("request", Value::Number(request.0)),
                    ("messages", Value::Number(n_messages)),
                ],
            );
        }
        Effect::Turn(turn::Effect::Abort { request }) => {
            log.event("abort", &[("request", Value::Number(request.0))]);
        }
        Effect::Turn(turn::Effect::Run { call, .. }) => {
            log.event("run", &[("call", Value::Id(&call.0))])
        }
        Effect::Turn(turn::Effect::Kill { call }) => {
            log.event("kill", &[("call", Value::Id(&call.0))])
        }
        Effect::Open { session, .. } => {
            log.event("open", &[("session", Value::Id(&session.0))]);
        }
        _ => {}
    }
}

/// Notes what was heard.
pub fn msg(log: &Log, msg: &Msg) {
    if !log.is_on() {
        return;
    }
    match msg {
        Msg::Stream { request, signal } => signal_of(log, request.0, signal),
        Msg::Opened(opened) => {
            let n_warnings = u64::try_from(opened.warnings.len()).unwrap_or(u64::MAX);
            let fields = [
                ("session", Value::Id(&opened.id.0)),
                ("warnings", Value::Number(n_warnings)),
            ];
            log.event("opened", &fields);
        }
        Msg::Journal(JournalEvent::Failed(_)) => log.event("journal-failed", &[]),
        Msg::Journal(JournalEvent::Recovered) => log.event("journal-recovered", &[]),
        Msg::Terminate => log.event("terminate", &[]),
        _ => {}
    }
}

fn signal_of(log: &Log, request: u64, signal: &StreamSignal) {
    let request = ("request", Value::Number(request));
    match signal {
        StreamSignal::Connected(id) => {
            let id = id.as_ref().map_or("none", |id| &id.0);
            log.event("connected", &[request, ("server", Value::Id(id))]);
        }
        StreamSignal::Sent => log.event("sent", &[request]),
        StreamSignal::Events(_) => {}
        StreamSignal::Ended => log.event("ended", &[request]),
        StreamSignal::Failed(error) => {
            let status = Value::Number(u64::from(error.status.unwrap_or(0)));
            let id = error.request_id.as_ref().map_or("none", |id| &id.0);
            let fields = [
                request,
                ("kind", Value::Word(kind(error.kind))),
                ("status", status),
                ("server", Value::Id(id)),
            ];
            log.event("failed", &fields);
        }
    }
}

fn kind(kind: ApiErrorKind) -> &'static str {
    match kind {
        ApiErrorKind::Invalid => "invalid",
        ApiErrorKind::Unauthorized => "unauthorized",
        ApiErrorKind::Billing => "billing",
        ApiErrorKind::Forbidden => "forbidden",
        ApiErrorKind::NotFound => "not-found",
        ApiErrorKind::TooLarge => "too-large",
        ApiErrorKind::RateLimited => "rate-limited",
        ApiErrorKind::SpendLimit => "spend-limit",
        ApiErrorKind::Overloaded => "overloaded",
        ApiErrorKind::Server => "server",
        ApiErrorKind::Timeout => "timeout",
        ApiErrorKind::Network => "network",
        ApiErrorKind::Protocol => "protocol",
    }
}
