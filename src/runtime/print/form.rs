//! The three *forms* in which an answer is written: text, JSON, JSON lines.
//!
//! A [`Printer`] turns news into bytes and knows nothing of where they go, but whether that is a
//! terminal. The schema of the JSON stands in [`super`].

use serde::Serialize;

use super::follow::{News, What};
use super::sanitizer::Sanitizer;
use super::verdict::{Status, Verdict};
use crate::api::error::ApiError;
use crate::api::raw::RawJson;
use crate::cli::OutputForm;
use crate::conversation::entry::Outcome;
use crate::conversation::ledger::Totals;
use crate::problem::{Problem, ProblemKind};
use crate::text::sanitize::json_line;

/// Writes one turn in one form.
#[derive(Debug)]
pub struct Printer {
    form: OutputForm,
    /// The answer so far, blank lines between its parts included.
    text: String,
    /// Bytes of `text` that were written as text. Line ends at its end wait, because the last of
    /// them are written as one.
    written: usize,
    terminal: Option<Sanitizer>,
}

/// All that is said at the end.
#[derive(Debug)]
pub struct End<'a> {
    /// Gives the status and the error.
    pub verdict: &'a Verdict,
    /// The model that answered, or was to.
    pub model: &'a str,
    /// Was it the script?
    pub demo: bool,
    /// The API's name of it.
    pub stop_reason: Option<&'a str>,
    /// Of all rounds.
    pub totals: Totals,
    /// Requests that were sent.
    pub rounds: u32,
    /// Is a part of it missing that could not be read?
    pub damaged: bool,
    /// From the first request on; `None` if nothing came.
    pub first_delta_ms: Option<u64>,
    /// From the first request on.
    pub total_ms: u64,
}

impl Printer {
    /// A printer that has written nothing.
    pub fn new(form: OutputForm, to_terminal: bool) -> Self {
        Self {
            form,
            text: String::new(),
            written: 0,
            terminal: to_terminal.then(Sanitizer::default),
        }
    }

    /// What is written before the first request.
    pub fn start(&self, model: &str, demo: bool) -> Vec<u8> {
        match self.form {
            OutputForm::Text | OutputForm::Json => Vec::new(),
            OutputForm::StreamJson => line(&Event::Start {
                version: env!("CARGO_PKG_VERSION"),
                model,
                demo,
            }),
        }
    }

    /// What is written as things happen.
    pub fn news(&mut self, news: &News) -> Vec<u8> {
        let round = news.round;
        let event = match &news.what {
            What::Text { text, is_apart } => {
                let before = self.text.len();
                if *is_apart {
                    self.leave_a_blank_line();
                }
                self.text.push_str(text);
                if self.form == OutputForm::Text {
                    return self.fresh_text();
                }
                let text = self.text.get(before..).unwrap_or_default();
                Event::Text { round, text }
            }
            What::Thinking(text) => Event::Thinking { round, text },
            What::ToolUse(call) => Event::ToolUse {
                round,
                id: &call.id.0,
                name: &call.name,
                input: &call.input,
            },
            What::ToolResult {
                id,
                outcome,
                content,
                millis,
            } => Event::ToolResult {
                round,
                tool_use_id: &id.0,
                outcome: *outcome,
                content,
                ms: *millis,
            },
            What::ServerToolUse(call) => Event::ServerToolUse {
                round,
                id: &call.id.0,
                name: &call.name,
                input: &call.input,
            },
            What::ServerToolResult(result) => Event::ServerToolResult {
                round,
                tool_use_id: &result.tool_use_id.0,
                is_error: result.is_error,
                content: &result.content,
            },
        };
        match self.form {
            OutputForm::Text | OutputForm::Json => Vec::new(),
            OutputForm::StreamJson => line(&event),
        }
    }

    /// What is written when all is over.
    pub fn end(&mut self, end: &End<'_>) -> Vec<u8> {
        match self.form {
            OutputForm::Text if self.written == 0 => Vec::new(),
            OutputForm::Text => b"\n".to_vec(),
            OutputForm::Json | OutputForm::StreamJson => line(&Event::End(EndEvent {
                status: end.verdict.status,
                text: &self.text,
                model: end.model,
                demo: end.demo,
                stop_reason: end.stop_reason,
                usage: usage(&end.totals),
                cost_usd: cost(end),
                rounds: end.rounds,
                damaged: end.damaged,
                timing: TimingObject {
                    first_delta_ms: end.first_delta_ms,
                    total_ms: end.total_ms,
                },
                error: error(end.verdict),
            })),
        }
    }

    /// Is there anything of an answer?
    pub fn has_text(&self) -> bool {
        !self.text.trim().is_empty()
    }

    fn leave_a_blank_line(&mut self) {
        if self.text.is_empty() || self.text.ends_with("\n\n") {
            return;
        }
        let is_at_start = self.text.ends_with('\n');
        self.text.push_str(if is_at_start { "\n" } else { "\n\n" });
    }

    fn fresh_text(&mut self) -> Vec<u8> {
        let end = self.text.trim_end_matches('\n').len();
        let Some(fresh) = self.text.get(self.written..end) else {
            return Vec::new();
        };
        self.written = end;
        match &mut self.terminal {
            Some(sanitizer) => sanitizer.push(fresh).into_bytes(),
            None => fresh.as_bytes().to_vec(),
        }
    }
}

impl<'a> End<'a> {
    /// The end of a run in which nothing was asked.
    pub fn unasked(model: &'a str, verdict: &'a Verdict) -> Self {
        Self {
            verdict,
            model,
            demo: false,
            stop_reason: None,
            totals: Totals::default(),
            rounds: 0,
            damaged: false,
            first_delta_ms: None,
            total_ms: 0,
        }
    }
}

/// One line of JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event<'a> {
    Start {
        version: &'a str,
        model: &'a str,
        demo: bool,
    },
    Thinking {
        round: u64,
        text: &'a str,
    },
    Text {
        round: u64,
        text: &'a str,
    },
    ToolUse {
        round: u64,
        id: &'a str,
        name: &'a str,
        input: &'a RawJson,
    },
    ToolResult {
        round: u64,
        tool_use_id: &'a str,
        outcome: Outcome,
        content: &'a str,
        ms: u64,
    },
    ServerToolUse {
        round: u64,
        id: &'a str,
        name: &'a str,
        input: &'a RawJson,
    },
    ServerToolResult {
        round: u64,
        tool_use_id: &'a str,
        is_error: bool,
        content: &'a str,
    },
    End(EndEvent<'a>),
}

#[derive(Serialize)]
struct EndEvent<'a> {
    status: Status,
    text: &'a str,
    model: &'a str,
    demo: bool,
    stop_reason: Option<&'a str>,
    usage: Option<UsageObject>,
    cost_usd: Option<f64>,
    rounds: u32,
    damaged: bool,
    timing: TimingObject,
    error: Option<ErrorObject<'a>>,
}

#[derive(Serialize)]
struct UsageObject {
    input_tokens: u64,
    cache_creation_input_tokens: u64,
    cache_read_input_tokens: u64,
    output_tokens: u64,
    thinking_tokens: u64,
}

#[derive(Serialize)]
struct TimingObject {
    first_delta_ms: Option<u64>,
    total_ms: u64,
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    kind: &'static str,
    title: &'a str,
    causes: &'a [String],
    hints: &'a [String],
    #[serde(flatten)]
    api: Option<ApiErrorObject<'a>>,
}

#[derive(Serialize)]
struct ApiErrorObject<'a> {
    r#type: Option<&'a str>,
    http_status: Option<u16>,
    request_id: Option<&'a str>,
    retryable: bool,
}

fn usage(totals: &Totals) -> Option<UsageObject> {
    let usage = &totals.usage;
    usage.known.then(|| UsageObject {
        input_tokens: usage.input,
        cache_creation_input_tokens: usage.cache_write_5m.saturating_add(usage.cache_write_1h),
        cache_read_input_tokens: usage.cache_read,
        output_tokens: usage.output,
        thinking_tokens: usage.thinking,
    })
}

/// A lower bound is no cost, and what a script would have cost is none either.
fn cost(end: &End<'_>) -> Option<f64> {
    let totals = &end.totals;
    let is_known = totals.rounds > 0 && !totals.at_least && !end.demo;
    is_known.then_some(totals.dollars)
}

fn error(verdict: &Verdict) -> Option<ErrorObject<'_>> {
    let Problem {
        kind,
        title,
        causes,
        details: _,
        hints,
    } = verdict.problem.as_ref()?;
    Some(ErrorObject {
        kind: match kind {
            ProblemKind::Usage => "usage",
            ProblemKind::Config => "config",
            ProblemKind::Api => "api",
            ProblemKind::Session => "session",
            ProblemKind::Terminal => "system",
            ProblemKind::Tool => "tool",
        },
        title,
        causes,
        hints,
        api: verdict.error.as_ref().map(api_error),
    })
}

fn api_error(error: &ApiError) -> ApiErrorObject<'_> {
    ApiErrorObject {
        r#type: error.error_type.as_deref(),
        http_status: error.status,
        request_id: error.request_id.as_ref().map(|id| id.0.as_str()),
        retryable: error.is_retryable(),
    }
}

/// One object on one line, which can be looked at in a terminal.
fn line(event: &Event<'_>) -> Vec<u8> {
    let json = serde_json::to_string(event);
    debug_assert!(json.is_ok(), "every part of an event serializes");
    let mut line = json_line(&json.unwrap_or_default());
    line.push('\n');
    line.into_bytes()
}

#[cfg(test)]
mod tests;
