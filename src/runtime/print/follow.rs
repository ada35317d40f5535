//! *News* is what a turn has brought since the last look at it.
//!
//! A [`Follower`] compares the turn and its conversation with what it has told already. Text is
//! told strictly in the order of the answer: a block that begins while an earlier one of its kind
//! is unfinished waits for it, so that all news joined are the answer, whatever a server sends
//! first. A look costs what is new and the number of blocks, not the text before.

use std::collections::HashSet;

use crate::api::accumulator::{AssistantBlock, LiveBlock, LiveKind};
use crate::api::content::{BlockKind, ContentBlock, ToolCallId, ToolResult, ToolUse};
use crate::conversation::entry::{AssistantEntry, Entry, EntryKind, Outcome};
use crate::conversation::{Change, Conversation};
use crate::turn::Turn;
use crate::turn::tool_call::CallState;

/// Something new of a turn, in a round counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The round it belongs to.
    pub round: u64,
    /// What it is.
    pub what: What,
}

/// What is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// More thinking; never empty.
    Thinking(String),
    /// More of the answer; never empty.
    Text {
        /// What is added.
        text: String,
        /// Does something other than text stand between this and the text before?
        is_apart: bool,
    },
    /// A call that is complete.
    ToolUse(ToolUse),
    /// A call that is over.
    ToolResult {
        /// Which call.
        id: ToolCallId,
        /// How it went.
        outcome: Outcome,
        /// What the model is told.
        content: String,
        /// How long it ran, in milliseconds.
        millis: u64,
    },
    /// A call that the server runs itself, complete.
    ServerToolUse(ToolUse),
    /// What came of one.
    ServerToolResult(ToolResult),
}

/// Remembers what was told.
#[derive(Debug, Default)]
pub struct Follower {
    /// The round whose calls run or have run.
    round: u64,
    /// How far the round that is arriving was told.
    told: Told,
    /// Calls of `round` whose results were told.
    answered: HashSet<ToolCallId>,
}

/// How far a round was told: bytes of text and of thinking, and calls with the server's results.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    text: usize,
    thinking: usize,
    calls: usize,
}

impl Follower {
    /// What is new since the last look.
    pub fn look(&mut self, conversation: &mut Conversation, turn: &Turn) -> Vec<News> {
        let mut news = Vec::new();
        for change in conversation.take_changes() {
            let Change::Appended(id) = change else {
                continue;
            };
            if let Some(entry) = conversation.entry(id) {
                self.entry(entry, &mut news);
            }
        }
        self.live(turn, &mut news);
        news
    }

    /// Adds what an entry that was appended brings; they come in their order, each once.
    pub fn entry(&mut self, entry: &Entry, news: &mut Vec<News>) {
        match &entry.kind {
            EntryKind::Assistant(answer) => self.close(answer, news),
            EntryKind::ToolResults(results) => {
                for call in results {
                    let result = &call.result;
                    let (id, content) = (&result.tool_use_id, &result.content);
                    self.ended(id, call.outcome, content, call.millis, news);
                }
            }
            EntryKind::User(_) | EntryKind::Marker(_) => {}
        }
    }

    /// Adds what the turn has brought since the last look, behind the entries.
    pub fn live(&mut self, turn: &Turn, news: &mut Vec<News>) {
        if let Some(round) = turn.round() {
            let blocks = round.accumulator.blocks().iter().map(Part::of_live);
            self.told = tell(round.round, blocks, self.told, news);
        }
        for call in turn.calls() {
            if let CallState::Ended {
                outcome,
                content,
                millis,
            } = &call.state
            {
                self.ended(&call.id, *outcome, content, *millis, news);
            }
        }
    }

    /// A round is over: what its last events brought, and what only its end decided.
    fn close(&mut self, answer: &AssistantEntry, news: &mut Vec<News>) {
        let is_whole = answer.interrupted.is_none();
        let blocks = answer.blocks.iter();
        let parts = blocks.map(|block| Part::of_entry(block, is_whole));
        tell(answer.round, parts, self.told, news);
        *self = Self {
            round: answer.round,
            ..Self::default()
        };
    }

    fn ended(
        &mut self,
        id: &ToolCallId,
        outcome: Outcome,
        content: &str,
        millis: u64,
        news: &mut Vec<News>,
    ) {
        if self.answered.insert(id.clone()) {
            news.push(News {
                round: self.round,
                what: What::ToolResult {
                    id: id.clone(),
                    outcome,
                    content: content.to_owned(),
                    millis,
                },
            });
        }
    }
}

/// A block as far as it matters here.
enum Part<'a> {
    Text(&'a str, Growth),
    Thinking(&'a str, Growth),
    /// A call, or what came of one that the server ran; `None` while it is unfinished.
    Call(Option<Call<'a>>),
    Other,
}

enum Call<'a> {
    Ours(&'a ToolUse),
    Servers(&'a ToolUse),
    Answered(&'a ToolResult),
}

impl Call<'_> {
    fn told(&self) -> What {
        match *self {
            Self::Ours(call) => What::ToolUse(call.clone()),
            Self::Servers(call) => What::ServerToolUse(call.clone()),
            Self::Answered(result) => What::ServerToolResult(result.clone()),
        }
    }
}

/// May more come of a block?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Growth {
    Grows,
    Done,
}

impl<'a> Part<'a> {
    fn of_live(block: &'a LiveBlock) -> Self {
        let growth = match block.done {
            Some(_) => Growth::Done,
            None => Growth::Grows,
        };
        match &block.kind {
            LiveKind::Text(text) => Self::Text(text, growth),
            LiveKind::Thinking(text) => Self::Thinking(text, growth),
            LiveKind::ToolUse { .. }
            | LiveKind::ServerToolUse { .. }
            | LiveKind::ServerToolResult { .. } => Self::Call(block.done.as_ref().and_then(call)),
            LiveKind::Other(_) => Self::Other,
        }
    }

    /// Of an answer that is over; a call that was cut off in its middle was never made.
    fn of_entry(block: &'a AssistantBlock, is_whole: bool) -> Self {
        match block.block.kind() {
            BlockKind::Text(text) => Self::Text(text, Growth::Done),
            BlockKind::Thinking { text, .. } => Self::Thinking(text, Growth::Done),
            BlockKind::ToolUse(_)
            | BlockKind::ServerToolUse(_)
            | BlockKind::ServerToolResult(_) => {
                let is_made = block.complete || is_whole;
                Self::Call(call(&block.block).filter(|_| is_made))
            }
            BlockKind::RedactedThinking | BlockKind::ToolResult(_) | BlockKind::Other(_) => {
                Self::Other
            }
        }
    }
}

fn call(block: &ContentBlock) -> Option<Call<'_>> {
    match block.kind() {
        BlockKind::ToolUse(tool_use) => Some(Call::Ours(tool_use)),
        BlockKind::ServerToolUse(tool_use) => Some(Call::Servers(tool_use)),
        BlockKind::ServerToolResult(result) => Some(Call::Answered(result)),
        _ => None,
    }
}

/// Tells what of `parts` goes beyond `told`, and says how far that is.
fn tell<'a>(
    round: u64,
    parts: impl Iterator<Item = Part<'a>>,
    told: Told,
    news: &mut Vec<News>,
) -> Told {
    let mut text = Cursor::behind(told.text);
    let mut thinking = Cursor::behind(told.thinking);
    let mut n_calls = 0;
    let mut calls_told = told.calls;
    let mut is_apart = true;
    let mut add = |what| news.push(News { round, what });
    for part in parts {
        match part {
            Part::Text(all, growth) => {
                if let Some(fresh) = text.pass(all, growth) {
                    let is_first = fresh.len() == all.len();
                    add(What::Text {
                        text: fresh.to_owned(),
                        is_apart: is_apart && is_first,
                    });
                }
                is_apart &= all.is_empty();
                continue;
            }
            Part::Thinking(all, growth) => {
                if let Some(fresh) = thinking.pass(all, growth) {
                    add(What::Thinking(fresh.to_owned()));
                }
            }
            Part::Call(complete) => {
                n_calls += 1;
                if let Some(call) = complete.filter(|_| n_calls == calls_told + 1) {
                    calls_told = n_calls;
                    add(call.told());
                }
            }
            Part::Other => {}
        }
        is_apart = true;
    }
    Told {
        text: text.told,
        thinking: thinking.told,
        calls: calls_told,
    }
}

/// Walks over texts that follow each other, of which the first bytes were told.
struct Cursor {
    told: usize,
    passed: usize,
    /// A text that may still grow: what is behind it has to wait.
    is_held: bool,
}

impl Cursor {
    fn behind(told: usize) -> Self {
        Self {
            told,
            passed: 0,
            is_held: false,
        }
    }

    /// What of the next text was not told.
    fn pass<'a>(&mut self, text: &'a str, growth: Growth) -> Option<&'a str> {
        if self.is_held {
            return None;
        }
        self.is_held = growth == Growth::Grows;
        let start = self.passed;
        self.passed += text.len();
        let fresh = text.get(self.told.saturating_sub(start)..)?;
        self.told = self.told.max(self.passed);
        (!fresh.is_empty()).then_some(fresh)
    }
}

#[cfg(test)]
mod tests;
