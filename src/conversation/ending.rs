//! The *ending* of an answer, where that is unusual: what it is, why, and what can be done.
//!
//! These are words for every form of the conversation, on the screen and in a document. Who shows
//! them makes them printable: a reason may be the words of a server.

use super::entry::{AssistantEntry, Interruption};
use crate::api::usage::StopReason;

/// Why an answer ended, where that is unusual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// How bad it is.
    pub weight: Weight,
    /// What it is, in a few words.
    pub what: String,
    /// The reason that was given, if there is one.
    pub why: Option<String>,
    /// For those who look it up; nothing that `why` has told.
    pub details: Vec<String>,
    /// What to do about it, with what parts it from the words before; may be empty.
    pub advice: &'static str,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As the person or the program wanted it.
    Stop,
    /// Other than expected.
    Warning,
    /// It cannot be used as it is.
    Failure,
}

impl Ending {
    /// Why the answer ended, unless that is usual.
    pub fn of(answer: &AssistantEntry) -> Option<Self> {
        match &answer.interrupted {
            Some(interruption) => Some(Self::of_interruption(interruption)),
            None => Self::of_stop(answer),
        }
    }

    fn of_interruption(interruption: &Interruption) -> Self {
        let stop = |what| Self::new(Weight::Stop, what);
        match interruption {
            Interruption::Cancelled => stop("Stopped by you"),
            Interruption::Closed => stop("Interrupted: the program ended here"),
            Interruption::Copied => stop("Copied while this answer was arriving in another window"),
            Interruption::Lost { why, details } => Self {
                why: Some(why.clone()),
                details: details.clone(),
                ..Self::new(Weight::Failure, "Interrupted")
            },
        }
    }

    fn of_stop(answer: &AssistantEntry) -> Option<Self> {
        let warning = |what: &str| Self::new(Weight::Warning, what);
        let ending = match answer.stop.reason.as_ref()? {
            StopReason::EndTurn if answer.blocks.is_empty() => warning("The model said nothing"),
            StopReason::EndTurn | StopReason::ToolUse => return None,
            StopReason::MaxTokens => Self {
                advice: " (--max-tokens raises it)",
                ..warning("Cut: the limit of output tokens was reached")
            },
            StopReason::StopSequence => match &answer.stop.sequence {
                Some(sequence) => warning(&format!("Stopped at the sequence '{sequence}'")),
                None => warning("Stopped at a stop sequence"),
            },
            StopReason::PauseTurn => warning("Paused by the server; going on"),
            StopReason::Refusal => Self {
                why: answer.stop.explanation(),
                advice: ". Neither the question nor this answer is sent again; rephrase it",
                ..Self::new(Weight::Failure, "The model declined to answer")
            },
            StopReason::ContextWindowExceeded => Self {
                advice: "; start a new session to go on",
                ..warning("Cut: the context window is full")
            },
            StopReason::Compaction => warning("The server compacted the conversation"),
            StopReason::Other(name) => warning(&format!("Stopped: {name}")),
        };
        Some(ending)
    }

    /// What it is and why, and below that the details, without what to do.
    pub fn told(&self) -> Vec<String> {
        let told = format!("{}{}", self.what, self.because());
        std::iter::once(told)
            .chain(self.details.iter().cloned())
            .collect()
    }

    /// What is to be said behind what it is: why, and what to do about it.
    pub fn more(&self) -> String {
        let why = self.because();
        let advice = match why.ends_with(['.', '!', '?']) {
            true => self.advice.trim_start_matches('.'),
            false => self.advice,
        };
        format!("{why}{advice}")
    }

    fn because(&self) -> String {
        let why = self.why.as_ref();
        why.map_or_else(String::new, |why| format!(": {}", why.trim_end()))
    }

    fn new(weight: Weight, what: &str) -> Self {
        Self {
            weight,
            what: what.to_owned(),
            why: None,
            details: Vec::new(),
            advice: "",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::raw::RawJson;
    use crate::conversation::sample::answer;

    #[test]
    fn what_explains_a_refusal_ends_with_one_full_stop() {
        for why in ["it refuses", "it refuses.", "it refuses. "] {
            let mut answer = answer(Some(StopReason::Refusal), Vec::new());
            answer.stop.details = Some(RawJson::of(&json!({ "explanation": why })));
            let more = Ending::of(&answer).expect("it is unusual").more();
            assert!(more.starts_with(": it refuses. Neither"), "{more}");
        }
    }
}
