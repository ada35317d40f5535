//! A *status* is what is to be seen of a call's state: kept to know when a call has to be shown
//! anew, and told in the line that stands for it by a sign, a size and a time.

use std::time::Instant;

use crate::api::content::ToolResult;
use crate::app::format;
use crate::conversation::entry::{CallResult, Interruption, Outcome, is_cancelled_by_person};
use crate::text::line::Span;
use crate::theme::Scope;
use crate::turn::tool_call::{CallState, ToolCall};

/// What is to be seen of a call's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The model is still writing its input.
    Writing,
    /// The server is to run it, and does not at present or does not say so.
    Waiting,
    /// It runs: output so far, how much that is, and for how many quarters of a second.
    Running {
        #[expect(missing_docs, reason = "the name says it")]
        output: String,
        #[expect(missing_docs, reason = "the name says it")]
        size: Size,
        #[expect(missing_docs, reason = "the name says it")]
        quarters: u64,
    },
    /// It is over.
    Ended {
        #[expect(missing_docs, reason = "the name says it")]
        outcome: Outcome,
        #[expect(missing_docs, reason = "the name says it")]
        content: String,
        /// How long it ran, if anybody knows.
        millis: Option<u64>,
    },
    /// It is over without a result, and nobody stopped it.
    Lost,
}

/// How much a tool has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    n_lines: u64,
    n_bytes: u64,
}

impl Status {
    /// Is this what is to be seen of the call now? Asked at each frame, so nothing is copied.
    pub fn is_of(&self, call: &ToolCall, now: Instant) -> bool {
        match (self, &call.state) {
            (
                Self::Running {
                    output, quarters, ..
                },
                CallState::Running {
                    output: output_now, ..
                },
            ) => *quarters == quarters_since(call.started, now) && output == output_now,
            (
                Self::Ended {
                    outcome,
                    content,
                    millis,
                },
                CallState::Ended {
                    outcome: outcome_now,
                    content: content_now,
                    millis: millis_now,
                },
            ) => outcome == outcome_now && *millis == Some(*millis_now) && content == content_now,
            _ => false,
        }
    }

    /// Of a call that is being carried out.
    pub fn of_call(call: &ToolCall, now: Instant) -> Self {
        match &call.state {
            CallState::Running {
                output,
                n_bytes,
                n_ends,
            } => Self::Running {
                output: output.clone(),
                size: Size {
                    n_lines: n_ends + u64::from(!output.is_empty() && !output.ends_with('\n')),
                    n_bytes: *n_bytes,
                },
                quarters: quarters_since(call.started, now),
            },
            CallState::Ended {
                outcome,
                content,
                millis,
            } => Self::Ended {
                outcome: *outcome,
                content: content.clone(),
                millis: Some(*millis),
            },
        }
    }

    /// Of a call that will have no result, in an answer that is not whole for this reason, if it
    /// is not: only the person cancels.
    pub fn cut(by: Option<&Interruption>) -> Self {
        match by {
            Some(Interruption::Cancelled) => Self::Ended {
                outcome: Outcome::Cancelled,
                content: String::new(),
                millis: None,
            },
            Some(Interruption::Lost { .. } | Interruption::Closed | Interruption::Copied)
            | None => Self::Lost,
        }
    }

    /// Of a call whose result is in the conversation.
    pub fn of_result(result: &CallResult) -> Self {
        Self::Ended {
            outcome: result.outcome,
            content: result.result.content.clone(),
            millis: Some(result.millis),
        }
    }

    /// Of a call that the server has been running for so long, in milliseconds, if anybody knows.
    pub fn served_for(millis: Option<u64>) -> Self {
        millis.map_or(Self::Waiting, |millis| Self::Running {
            output: String::new(),
            size: Size::of(""),
            quarters: millis / 250,
        })
    }

    /// Of a call that the server has run, in so many milliseconds.
    pub fn of_served(result: &ToolResult, millis: Option<u64>) -> Self {
        let outcome = match result.is_error {
            true => Outcome::Failed,
            false => Outcome::Done,
        };
        Self::Ended {
            outcome,
            content: result.content.clone(),
            millis,
        }
    }

    /// Does nothing more come?
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Lost)
    }

    /// What the tool has said so far.
    pub(super) fn said(&self) -> &str {
        match self {
            Self::Writing | Self::Waiting | Self::Lost => "",
            Self::Running { output, .. } => output,
            Self::Ended { content, .. } => content,
        }
    }

    /// Has the person stopped it, so that all it says is that?
    pub(super) fn is_cancelled_by_person(&self) -> bool {
        matches!(self, Self::Ended { outcome, content, .. }
            if is_cancelled_by_person(*outcome, content))
    }

    /// Keeps the size that was shown before in the same quarter of a second: a number that grew
    /// with each word could not be read.
    pub fn keep_size_of(&mut self, before: &Self) {
        if let (
            Self::Running { size, quarters, .. },
            Self::Running {
                size: size_before,
                quarters: quarters_before,
                ..
            },
        ) = (self, before)
            && quarters == quarters_before
        {
            *size = *size_before;
        }
    }

    /// How much it has said; nothing for what fits into its line.
    pub(super) fn size(&self) -> String {
        let size = match self {
            Self::Writing | Self::Waiting | Self::Lost => return String::new(),
            Self::Running { size, .. } => *size,
            Self::Ended { content, .. } => Size::of(content),
        };
        match (size.n_lines, size.n_bytes) {
            (0 | 1, 0..1_000) => String::new(),
            (0 | 1, bytes) => format!("{} kB", bytes / 1_000),
            (lines, _) => format!("{} lines", format::count(lines)),
        }
    }

    /// What stands before its name. In the place of the one in the scope of what runs the screen
    /// shows something that turns, as long as the turn is on.
    pub(super) fn sign(&self) -> Span {
        match self {
            Self::Waiting => Span::new("▸", Scope::Dim),
            Self::Writing | Self::Running { .. } => Span::new("▸", Scope::Running),
            Self::Ended {
                outcome: Outcome::Done,
                ..
            } => Span::new("✓", Scope::Success),
            Self::Ended {
                outcome: Outcome::Failed,
                ..
            } => Span::new("✗", Scope::Failure),
            Self::Ended {
                outcome: Outcome::Denied | Outcome::Cancelled,
                ..
            }
            | Self::Lost => Span::new("■", Scope::Warning),
        }
    }

    pub(super) fn time(&self) -> String {
        match self {
            Self::Writing => "…".into(),
            Self::Waiting => "waiting".into(),
            Self::Running { quarters, .. } => format::seconds(quarters * 250),
            Self::Ended {
                outcome: Outcome::Cancelled,
                ..
            } => "cancelled".into(),
            Self::Ended {
                outcome: Outcome::Denied,
                ..
            } => "denied".into(),
            Self::Ended { millis, .. } => millis.map(format::seconds).unwrap_or_default(),
            Self::Lost => "no result came".into(),
        }
    }
}

impl Size {
    fn of(text: &str) -> Self {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            n_lines: count(text.lines().count()),
            n_bytes: count(text.len()),
        }
    }
}

fn quarters_since(started: Instant, now: Instant) -> u64 {
    let millis = now.saturating_duration_since(started).as_millis();
    u64::try_from(millis / 250).unwrap_or(u64::MAX)
}
