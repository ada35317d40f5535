//! A *tool call* is a tool use being carried out; its *outcome* is what came of it.
//!
//! A call only follows what its tool reports. Running tools, and proving them dead, is the work of
//! whoever carries out the turn's effects.

use std::time::Instant;

use crate::api::content::{ToolCallId, ToolResult};
use crate::api::raw::RawJson;
use crate::conversation::entry::{CallResult, Outcome, millis};

/// Bytes of a running tool's output that are kept for the eye. What the model is told comes whole
/// with the end of the call.
pub const OUTPUT_KEPT: usize = 64 * 1024;

/// A tool use being carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Joins it with the tool use and the result.
    pub id: ToolCallId,
    /// Which tool.
    pub name: String,
    /// A JSON object, with its own key order.
    pub input: RawJson,
    /// When it was started.
    pub started: Instant,
    /// Where it stands.
    pub state: CallState,
}

/// Where a call stands.
#[derive(Debug, Clone, PartialEq)]
pub enum CallState {
    /// Running; what it has printed so far.
    Running {
        /// The last part of its output, at most [`OUTPUT_KEPT`] bytes.
        output: String,
        /// Bytes of all of it.
        n_bytes: u64,
        /// Ends of lines in all of it.
        n_ends: u64,
    },
    /// Over.
    Ended {
        /// How it went.
        outcome: Outcome,
        /// What the model is told.
        content: String,
        /// How long it ran, in milliseconds.
        millis: u64,
    },
}

/// What a running tool reports; nothing comes after `Ended`.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolEvent {
    /// More output.
    Output(String),
    /// It is over: how it went and what the model is told.
    Ended(Outcome, String),
}

impl ToolCall {
    /// Is it still running?
    pub fn is_running(&self) -> bool {
        matches!(self.state, CallState::Running { .. })
    }

    /// What is to be seen of a call that has just been started.
    pub(super) fn begun() -> CallState {
        CallState::Running {
            output: String::new(),
            n_bytes: 0,
            n_ends: 0,
        }
    }

    /// Takes what the tool reports; after its end nothing more.
    pub(super) fn apply(&mut self, event: ToolEvent, now: Instant) {
        let CallState::Running {
            output,
            n_bytes,
            n_ends,
        } = &mut self.state
        else {
            return;
        };
        match event {
            ToolEvent::Output(text) => {
                *n_bytes += text.len() as u64;
                *n_ends += text.matches('\n').count() as u64;
                output.push_str(&text);
                keep_end(output, OUTPUT_KEPT);
            }
            ToolEvent::Ended(outcome, content) => {
                self.state = CallState::Ended {
                    outcome,
                    content,
                    millis: millis(now.saturating_duration_since(self.started)),
                };
            }
        }
    }

    /// What is committed of it. A call that is not over counts as cancelled.
    pub(super) fn into_result(self) -> CallResult {
        match self.state {
            CallState::Running { .. } => CallResult::cancelled(self.id),
            CallState::Ended {
                outcome,
                content,
                millis,
            } => CallResult {
                result: ToolResult {
                    tool_use_id: self.id,
                    content,
                    is_error: outcome != Outcome::Done,
                },
                outcome,
                millis,
            },
        }
    }
}

/// Cuts `text` at its start to at most `limit` bytes, between characters.
fn keep_end(text: &mut String, limit: usize) {
    let excess = text.len().saturating_sub(limit);
    if excess == 0 {
        return;
    }
    let cut = (excess..=text.len()).find(|&at| text.is_char_boundary(at));
    text.drain(..cut.unwrap_or(text.len()));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn running() -> ToolCall {
        ToolCall {
            id: ToolCallId("a".into()),
            name: "t".into(),
            input: RawJson::of(&serde_json::json!({})),
            started: Instant::now(),
            state: ToolCall::begun(),
        }
    }

    #[test]
    fn output_is_kept_from_its_end_and_cut_between_characters() {
        let mut call = running();
        let now = call.started;
        call.apply(ToolEvent::Output("é".repeat(OUTPUT_KEPT)), now);
        call.apply(ToolEvent::Output("x".into()), now);
        let CallState::Running {
            output, n_bytes, ..
        } = &call.state
        else {
            panic!("it has not ended");
        };
        assert_eq!(*n_bytes as usize, 2 * OUTPUT_KEPT + 1);
        assert_eq!(output.len(), OUTPUT_KEPT - 1);
        assert!(output.ends_with("éx"));
    }

    #[test]
    fn nothing_changes_a_call_that_has_ended() {
        let mut call = running();
        let later = call.started + Duration::from_millis(40);
        call.apply(ToolEvent::Ended(Outcome::Done, "42".into()), later);
        let ended = call.clone();
        call.apply(ToolEvent::Ended(Outcome::Failed, "no".into()), later);
        call.apply(ToolEvent::Output("late".into()), later);
        assert_eq!(call, ended);
        assert_eq!(
            call.into_result(),
            CallResult {
                result: ToolResult {
                    tool_use_id: ToolCallId("a".into()),
                    content: "42".into(),
                    is_error: false,
                },
                outcome: Outcome::Done,
                millis: 40,
            }
        );
    }
}
