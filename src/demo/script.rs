//! What the demo says: a fixed script that finds something sensible for any prompt.
//!
//! It looks for a few words in the prompt and answers with prepared text, with tool calls, or with
//! a fault that was asked for. It is a pure function of the request. It never pretends to be a
//! model, and what it says about keys and tools must be true of the program.

mod essay;
mod order;

use serde_json::Value;

use super::request::Asked;

/// The message of a server that is too busy.
pub(super) const OVERLOADED: &str = "Overloaded (the demo was asked for this)";

/// What is answered to a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// With status 200.
    Answer(Answer),
    /// With an error before the first byte.
    Failure {
        /// HTTP status.
        status: u16,
        /// As the API names it.
        error_type: &'static str,
        message: String,
    },
}

/// An answer, not yet cut into events.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) blocks: Vec<Block>,
    pub(super) finish: Finish,
    pub(super) tempo: Tempo,
}

/// One block of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Thinking(String),
    Text(String),
    ToolUse { name: &'static str, input: Value },
}

/// How an answer ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finish {
    /// All was said; with tool calls, they are waited for.
    Complete,
    /// Cut at the limit of tokens.
    MaxTokens,
    /// Declined by a classifier.
    Refusal { explanation: &'static str },
    /// With an error event in mid-stream.
    Error,
    /// With a broken connection and no last event.
    Drop,
}

/// How fast an answer comes, at a natural pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tempo {
    /// 80 tokens per second after a moment.
    Usual,
    /// Five seconds of silence, then four tokens per second.
    Slow,
}

/// Decides what is said.
pub(super) fn reply(asked: &Asked) -> Reply {
    if asked.text.is_empty() && !asked.results.is_empty() {
        return order::report(&asked.results).into();
    }
    let prompt = asked.text.to_lowercase();
    if let Some((_, fault)) = prompt.split_once("demo:") {
        return demand(fault.trim(), asked);
    }
    if order::is_meant(&prompt) {
        return order::look_up(asked).into();
    }
    if has_word(&prompt, &["markdown", "formatting"]) {
        let thinking = "They want to see how formatted text looks. I will use one of everything: \
            headings, lists, a table, code in a few languages, a quote, links and wide characters.";
        return say(thinking, include_str!("script/markdown.md")).into();
    }
    if has_word(&prompt, &["long", "longer", "essay", "novel"]) {
        let thinking = "A very long answer was asked for. I will take a walk along a river and \
            describe it mile by mile; that is long enough to scroll through, and to stop.";
        return say(thinking, &essay::walk()).into();
    }
    if has_word(&prompt, &["tour", "help", "keys"]) || is_greeting(&prompt) {
        let thinking = "Someone new, it seems. A short tour is the best welcome: what this program \
            is, the keys that matter, and what can be tried here.";
        return say(thinking, include_str!("script/tour.md")).into();
    }
    small_talk(asked).into()
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// Thinks, then says something and ends.
fn say(thinking: &str, text: &str) -> Answer {
    Answer {
        blocks: vec![
            Block::Thinking(thinking.to_owned()),
            Block::Text(text.trim_end().to_owned()),
        ],
        finish: Finish::Complete,
        tempo: Tempo::Usual,
    }
}

/// What `demo: …` asks for.
fn demand(fault: &str, asked: &Asked) -> Reply {
    let thinking = "A fault was asked for by name, so that one can see how the program takes it.";
    let fault = fault.split_whitespace().next().unwrap_or_default();
    match fault {
        "overloaded" => Reply::Failure {
            status: 529,
            error_type: "overloaded_error",
            message: OVERLOADED.to_owned(),
        },
        "drop" => Answer {
            finish: Finish::Drop,
            ..say(
                thinking,
                "This answer will break off in the middle of a sentence, because the connection is \
                 about to",
            )
        }
        .into(),
        "error" => Answer {
            finish: Finish::Error,
            ..say(
                thinking,
                "This answer will end with an error that the server sends in mid-stream, just as",
            )
        }
        .into(),
        "slow" => Answer {
            tempo: Tempo::Slow,
            ..say(
                "The network is slow today. Or rather, I pretend that it is.",
                "This answer came late and comes slowly. Typing, scrolling and stopping it work all \
                 the same; press Esc when you have seen enough.",
            )
        }
        .into(),
        "refuse" => Answer {
            blocks: Vec::new(),
            finish: Finish::Refusal {
                explanation: "The demo was asked to refuse, so it refuses.",
            },
            tempo: Tempo::Usual,
        }
        .into(),
        "limit" => Answer {
            finish: Finish::MaxTokens,
            ..say(
                thinking,
                "This answer is cut at the limit of output tokens, so that the last sentence has no",
            )
        }
        .into(),
        _ => small_talk(asked).into(),
    }
}

/// Anything that the script has no answer to.
fn small_talk(asked: &Asked) -> Answer {
    let thinking = format!(
        "The script has nothing prepared for this. I will say so, quote the {}, and offer what I \
         do know.",
        if asked.n_prompts > 1 {
            "question"
        } else {
            "first question"
        }
    );
    let opening = match asked.n_prompts {
        0 | 1 => "You asked:".to_owned(),
        n => format!("This is your message number {n} in this conversation. You asked:"),
    };
    let text = format!(
        "{opening}\n\n{}\n\nI am a script inside this program and not a model, so I cannot answer \
         that. {}",
        quote(&asked.text),
        include_str!("script/offers.md").trim_end()
    );
    say(&thinking, &text)
}

/// The beginning of a prompt as a markdown quote; a prompt can be a megabyte.
fn quote(prompt: &str) -> String {
    const MAX_LINES: usize = 4;
    const MAX_CHARS: usize = 200;
    let short: String = prompt.chars().take(MAX_CHARS).collect();
    let mut lines: Vec<String> = short
        .lines()
        .take(MAX_LINES)
        .map(|line| format!("> {line}"))
        .collect();
    let is_cut = prompt.chars().nth(MAX_CHARS).is_some() || prompt.lines().nth(MAX_LINES).is_some();
    if is_cut && let Some(last) = lines.last_mut() {
        last.push_str(" …");
    }
    lines.join("\n")
}

fn is_greeting(prompt: &str) -> bool {
    let is_short = prompt.split_whitespace().nth(4).is_none();
    is_short
        && has_word(
            prompt,
            &["hi", "hello", "hey", "moin", "servus", "hallo", "bonjour"],
        )
}

/// Does `prompt`, in lower case, hold one of `words` as a word?
fn has_word(prompt: &str, words: &[&str]) -> bool {
    let mut found = prompt.split(|c: char| !c.is_alphanumeric());
    found.any(|word| words.contains(&word))
}

#[cfg(test)]
mod tests;
