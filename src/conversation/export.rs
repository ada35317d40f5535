//! An *export* is a conversation as one markdown document, to be read or kept elsewhere.
//!
//! It holds the path to the head: prompts and answers as their sources are, each under a heading;
//! thinking and tools if they are wanted. A fence around what is no markdown is always longer than
//! any run of its own character within, so that nothing gets out of it. Entries are whole: the
//! document of a longer conversation begins with the one of the shorter. Who prints it makes it
//! printable. How an answer ended is told where that is unusual. One that is arriving stands at
//! the end as far as it has come, and is said to be unfinished.

use std::collections::{HashMap, HashSet};

use super::Conversation;
use super::ending::Ending;
use super::entry::{AssistantEntry, CallResult, DAMAGED, Entry, EntryKind, Marker, Outcome};
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{BlockKind, ToolCallId, ToolResult, ToolUse};

/// What becomes part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Is thinking in it?
    pub thinking: Inclusion,
    /// Are tool calls and their results in it?
    pub tools: Inclusion,
}

/// Is something in a document?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inclusion {
    /// It is.
    In,
    /// It is left out.
    Out,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self {
        thinking: Inclusion::In,
        tools: Inclusion::In,
    };
    /// What was said, and no more.
    pub const SAID: Self = Self {
        thinking: Inclusion::Out,
        tools: Inclusion::Out,
    };
}

/// The markdown of the path to the head; empty if nothing was said.
pub fn markdown(conversation: &Conversation, parts: Parts) -> String {
    markdown_so_far(conversation, &[], parts)
}

/// The same, and what has come of the answer that is arriving; nothing if none is.
pub fn markdown_so_far(
    conversation: &Conversation,
    arriving: &[AssistantBlock],
    parts: Parts,
) -> String {
    let mut writer = Writer {
        parts,
        text: String::new(),
        speaker: None,
        calls: HashMap::new(),
    };
    for entry in conversation.path_entries() {
        writer.entry(entry);
    }
    if !arriving.is_empty() {
        writer.blocks(arriving);
        writer.heading(Speaker::Model);
        writer.remark("Unfinished: this answer was still arriving");
    }
    writer.text
}

/// `text` between fences that it cannot close.
pub fn fenced(label: &str, text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{fence}{label}\n{text}{end}{fence}")
}

/// Under whose heading the document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Person,
    Model,
}

struct Writer {
    parts: Parts,
    text: String,
    speaker: Option<Speaker>,
    /// How calls are called, because a result names only the id of its call.
    calls: HashMap<ToolCallId, String>,
}

impl Writer {
    fn entry(&mut self, entry: &Entry) {
        match &entry.kind {
            EntryKind::User(_) => {
                // Two prompts in a row are two.
                self.speaker = None;
                self.say(Speaker::Person, &entry.prompt().unwrap_or_default());
            }
            EntryKind::Assistant(answer) => self.answer(answer),
            EntryKind::ToolResults(results) => {
                if self.parts.tools == Inclusion::In {
                    for result in results {
                        self.result(result);
                    }
                }
            }
            EntryKind::Marker(Marker::Note(note)) => self.remark(note),
            EntryKind::Marker(Marker::Repaired(steps)) => {
                self.remark(&format!("Repaired before sending: {}", steps.join("; ")));
            }
        }
    }

    fn blocks(&mut self, blocks: &[AssistantBlock]) {
        self.calls.extend(names(blocks));
        for block in blocks {
            match block.block.kind() {
                BlockKind::Text(text) => self.say(Speaker::Model, text),
                BlockKind::Thinking { text, .. } if self.parts.thinking == Inclusion::In => {
                    self.think(text);
                }
                BlockKind::ToolUse(call) | BlockKind::ServerToolUse(call)
                    if self.parts.tools == Inclusion::In =>
                {
                    self.call(call);
                }
                BlockKind::ServerToolResult(result) if self.parts.tools == Inclusion::In => {
                    let word = if result.is_error { "Failed" } else { "Result" };
                    self.came_of(word, result);
                }
                // The rest is for the server alone, or was not wanted.
                BlockKind::Thinking { .. }
                | BlockKind::ToolUse(_)
                | BlockKind::ServerToolUse(_)
                | BlockKind::RedactedThinking
                | BlockKind::ToolResult(_)
                | BlockKind::ServerToolResult(_)
                | BlockKind::Other(_) => {}
            }
        }
    }

    fn answer(&mut self, answer: &AssistantEntry) {
        self.blocks(&answer.blocks);
        if answer.damaged {
            self.remark(DAMAGED);
        }
        // One that was paused is gone on with.
        if let Some(ending) = Ending::of(answer).filter(|_| !answer.is_paused()) {
            self.heading(Speaker::Model);
            self.remark(&ending.told().join("; "));
        }
    }

    fn say(&mut self, speaker: Speaker, text: &str) {
        let text = text.trim_matches('\n').trim_end();
        if text.is_empty() {
            return;
        }
        self.heading(speaker);
        self.part(text);
        if let Some(fence) = open_fence(text) {
            // What was cut in its middle must not swallow the rest of the document.
            self.text.push_str(&fence);
            self.text.push('\n');
        }
    }

    fn think(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.heading(Speaker::Model);
        let quoted: Vec<String> = text
            .trim()
            .lines()
            .map(|line| format!("> {line}").trim_end().to_owned())
            .collect();
        self.part("**Thinking**");
        self.part(&quoted.join("\n"));
    }

    fn call(&mut self, call: &ToolUse) {
        self.heading(Speaker::Model);
        self.label("Tool", &call.id);
        self.part(&fenced("json", call.input.get()));
    }

    fn result(&mut self, result: &CallResult) {
        let outcome = match result.outcome {
            Outcome::Done => "Result",
            Outcome::Failed => "Failed",
            Outcome::Denied => "Not allowed",
            Outcome::Cancelled => "Stopped",
        };
        self.came_of(outcome, &result.result);
    }

    fn came_of(&mut self, outcome: &str, result: &ToolResult) {
        self.heading(Speaker::Model);
        self.label(outcome, &result.tool_use_id);
        self.part(&fenced("", &result.content));
    }

    /// What stands above a call and above its result: which one it is.
    fn label(&mut self, word: &str, call: &ToolCallId) {
        let label = match self.calls.get(call) {
            Some(name) => format!("**{word}** {name}"),
            None => format!("**{word}**"),
        };
        self.part(&label);
    }

    fn remark(&mut self, text: &str) {
        let line: Vec<&str> = text.split_whitespace().collect();
        self.part(&format!("*({})*", line.join(" ")));
    }

    fn heading(&mut self, speaker: Speaker) {
        if self.speaker != Some(speaker) {
            self.part(match speaker {
                Speaker::Person => "## You",
                Speaker::Model => "## Claude",
            });
            self.speaker = Some(speaker);
        }
    }

    /// A part of the document, with an empty line before it.
    fn part(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }
}

/// The fence that would close the one that `text` leaves open, if it does.
///
/// A fence within a list or a quote ends with it, so only those at the margin count.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<(char, usize)> = None;
    for line in text.lines() {
        let inner = line.trim_start_matches(' ');
        let Some(c @ ('`' | '~')) = inner.chars().next() else {
            continue;
        };
        let rest = inner.trim_start_matches(c);
        let length = inner.len() - rest.len();
        if line.len() - inner.len() > 3 || length < 3 {
            continue;
        }
        match open {
            None if c == '~' || !rest.contains('`') => open = Some((c, length)),
            Some((with, least)) if c == with && length >= least && rest.trim().is_empty() => {
                open = None;
            }
            None | Some(_) => {}
        }
    }
    open.map(|(c, length)| c.to_string().repeat(length))
}

/// How the calls of an answer are called: by their tool, and by their number where it is called
/// more than once. Where an id stands twice, the first one is the call.
fn names(blocks: &[AssistantBlock]) -> HashMap<ToolCallId, String> {
    let calls = blocks.iter().filter_map(|block| match block.block.kind() {
        BlockKind::ToolUse(call) | BlockKind::ServerToolUse(call) => Some(call),
        _ => None,
    });
    let mut seen = HashSet::new();
    let calls: Vec<&ToolUse> = calls.filter(|call| seen.insert(&call.id)).collect();
    let mut n_calls: HashMap<&str, usize> = HashMap::new();
    let numbered: Vec<(&ToolUse, usize)> = calls
        .into_iter()
        .map(|call| {
            let n_so_far = n_calls.entry(&call.name).or_default();
            *n_so_far += 1;
            (call, *n_so_far)
        })
        .collect();
    let name = |(call, nth): (&ToolUse, usize)| {
        let name = match n_calls.get(call.name.as_str()) {
            Some(n @ 2..) => format!("{} ({nth} of {n})", code(&call.name)),
            _ => code(&call.name),
        };
        (call.id.clone(), name)
    };
    numbered.into_iter().map(name).collect()
}

/// A name as inline code, on one line.
fn code(name: &str) -> String {
    let name = name.replace(['`', '\n', '\r'], " ");
    format!("`{}`", name.trim())
}

#[cfg(test)]
mod tests;
