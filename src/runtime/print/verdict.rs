//! The *verdict* on a printed turn: what its end means to the caller.
//!
//! An answer that was declined has failed, because a script must not take its text for an answer;
//! one that was cut at a limit is an answer, with a note.

use serde::Serialize;

use crate::api::error::ApiError;
use crate::api::usage::{Stop, StopReason};
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, EntryKind};
use crate::problem::{Problem, ProblemKind};
use crate::runtime::exit;
use crate::runtime::signals::Signal;
use crate::turn::Ending;

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// In one word, for scripts.
    pub status: Status,
    /// For stderr, when it was answered in a way that one should know of.
    pub note: Option<String>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// The failure behind `problem`, when a server or the network failed.
    pub error: Option<ApiError>,
    /// The exit code, unless there is a problem to tell.
    code: u8,
}

/// A verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The model answered, if perhaps not to the end.
    Answered,
    /// The model, or a classifier before it, declined.
    Refused,
    /// There is no whole answer.
    Failed,
    /// A signal ended the run.
    Interrupted,
}

impl Verdict {
    /// The verdict on a turn that has come to its end; `has_text` if some of an answer was printed.
    pub fn of_ending(ending: Ending, conversation: &Conversation, has_text: bool) -> Self {
        match ending {
            Ending::Finished => Self::of_stop(
                &last_answer(conversation).map_or_else(Stop::default, |answer| answer.stop.clone()),
            ),
            Ending::Failed(error) => {
                let mut problem = error.to_problem();
                if has_text {
                    problem = problem.because("what was printed is not the whole answer");
                }
                Self {
                    error: Some(error),
                    ..Self::failed(problem)
                }
            }
            Ending::TooManyRounds(rounds) => Self::failed(
                Problem::new(
                    ProblemKind::Tool,
                    format!("The turn was stopped after {rounds} rounds of tools"),
                )
                .hint("Allow more with --max-rounds"),
            ),
            // Only a signal cancels, and then the verdict is about that.
            Ending::Cancelled => Self::interrupted(exit::INTERRUPTED),
        }
    }

    /// The verdict on a run that a signal ends.
    pub fn of_signal(signal: Signal) -> Self {
        match signal {
            Signal::Terminate(number) => {
                Self::interrupted(u8::try_from(128 + number).unwrap_or(exit::FAILED))
            }
            Signal::Panicked => Self::failed(
                Problem::new(
                    ProblemKind::Terminal,
                    "The program has a defect and had to stop",
                )
                .hint("Please report the message above"),
            ),
            // These are left to the system when there is no screen.
            Signal::Suspend | Signal::Continue => Self::interrupted(exit::FAILED),
        }
    }

    /// The verdict on a run that could not do what it was asked for.
    pub fn failed(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::plain(Status::Failed, exit::FAILED)
        }
    }

    /// Must it end whether anybody reads the rest or not?
    pub fn is_hasty(&self) -> bool {
        self.status == Status::Interrupted
    }

    /// What `main` is told.
    pub fn into_result(self) -> Result<u8, Problem> {
        self.problem.map_or(Ok(self.code), Err)
    }

    fn of_stop(stop: &Stop) -> Self {
        let note = match &stop.reason {
            Some(StopReason::Refusal) => {
                let why = stop.explanation();
                let problem = Problem::new(ProblemKind::Api, "The model declined to answer")
                    .because(why.as_deref().unwrap_or("no reason was given"))
                    .hint("Ask in another way, or choose another model with --model");
                return Self {
                    status: Status::Refused,
                    ..Self::failed(problem)
                };
            }
            Some(StopReason::MaxTokens) => {
                "the answer was cut at the limit of tokens; --max-tokens allows more".to_owned()
            }
            Some(StopReason::ContextWindowExceeded) => {
                "the answer was cut because the model's window is full; send less".to_owned()
            }
            Some(StopReason::Other(name)) => {
                format!("the answer ended for a reason that this program does not know: {name}")
            }
            Some(
                StopReason::EndTurn
                | StopReason::StopSequence
                | StopReason::ToolUse
                | StopReason::PauseTurn
                | StopReason::Compaction,
            )
            | None => return Self::plain(Status::Answered, exit::OK),
        };
        Self {
            note: Some(note),
            ..Self::plain(Status::Answered, exit::OK)
        }
    }

    fn interrupted(code: u8) -> Self {
        Self::plain(Status::Interrupted, code)
    }

    fn plain(status: Status, code: u8) -> Self {
        Self {
            status,
            note: None,
            problem: None,
            error: None,
            code,
        }
    }
}

/// The answer of the last round that had one.
pub fn last_answer(conversation: &Conversation) -> Option<&AssistantEntry> {
    let mut newest_first = conversation.all().iter().rev();
    newest_first.find_map(|entry| match &entry.kind {
        EntryKind::Assistant(answer) => Some(answer.as_ref()),
        EntryKind::User(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
    })
}
