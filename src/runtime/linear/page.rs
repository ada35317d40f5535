//! The *page* is all that is printed, in the order in which it is said: labels, and text behind
//! them.
//!
//! It turns news into bytes and knows nothing of where they go. A text that grows is written as it
//! comes, made printable; line ends at its end wait for more of it. Every label stands at the start
//! of a line.

use std::collections::HashMap;

use crate::api::content::ToolCallId;
use crate::conversation::entry::{Outcome, is_cancelled_by_person};
use crate::problem::Problem;
use crate::runtime::print::follow::{News, What};
use crate::runtime::print::sanitizer::Sanitizer;
use crate::text::sanitize::{one_line, sanitize_around_tabs};

/// Collects what is to be printed.
#[derive(Debug)]
pub struct Page {
    bytes: String,
    /// The text that is growing.
    growing: Option<Growing>,
    at_line_start: bool,
    is_empty: bool,
    /// Tools by their calls, because a result names only the call.
    tools: HashMap<ToolCallId, String>,
}

/// A text that may still grow.
#[derive(Debug)]
struct Growing {
    label: &'static str,
    sanitizer: Sanitizer,
    /// Line ends that are written when more comes.
    line_ends: usize,
    has_text: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            growing: None,
            at_line_start: true,
            is_empty: true,
            tools: HashMap::new(),
        }
    }
}

impl Page {
    /// Takes what has gathered.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.bytes)
    }

    /// Says something whole, of one line or more.
    pub fn block(&mut self, label: &str, text: &str) {
        self.close();
        let text = sanitize_around_tabs(text);
        self.write(label);
        self.write(": ");
        self.write(text.trim_end());
        self.end_line();
    }

    /// What the person said, apart from what was before.
    pub fn said(&mut self, text: &str) {
        self.part();
        self.block("You", text);
    }

    /// Asks for a line; what is typed stands behind it.
    pub fn ask(&mut self, label: &str) {
        self.close();
        self.write(label);
        self.write(": ");
    }

    /// The person ended the line that was asked for, so the terminal did as well.
    pub fn answered(&mut self) {
        self.at_line_start = true;
    }

    /// Leaves an empty line, unless it is the first.
    pub fn part(&mut self) {
        self.close();
        if !self.is_empty {
            self.write("\n");
        }
    }

    /// A failure: what, why, and what to do.
    pub fn problem(&mut self, problem: &Problem) {
        self.block("Error", &problem.to_string());
    }

    /// A line of a list to choose from, counted from 1.
    pub fn option(&mut self, number: usize, text: &str) {
        self.close();
        self.write(&format!("{number}. {}", one_line(text)));
        self.end_line();
    }

    /// What a turn has brought.
    pub fn news(&mut self, news: &News) {
        match &news.what {
            What::Thinking(text) => self.grow("Thinking", text),
            What::Text { text, is_apart } => {
                if *is_apart && let Some(growing) = &mut self.growing {
                    growing.line_ends = 2;
                }
                self.grow("Claude", text);
            }
            What::ToolUse(call) => {
                let name = one_line(&call.name);
                self.block("Tool", &format!("{name} {}", call.input.get()));
                self.tools.insert(call.id.clone(), name);
            }
            What::ToolResult {
                id,
                outcome,
                content,
                millis,
            } => {
                let name = self.tools.get(id).map_or("a tool", String::as_str);
                let text = match outcome {
                    _ if is_cancelled_by_person(*outcome, content) => {
                        format!("{name} was stopped by you")
                    }
                    Outcome::Done => format!("{name} answered after {millis} ms: {content}"),
                    Outcome::Failed => format!("{name} failed after {millis} ms: {content}"),
                    Outcome::Denied => format!("{name} was not allowed: {content}"),
                    Outcome::Cancelled => format!("{name} was stopped: {content}"),
                };
                self.block("Tool", &text);
            }
            What::ServerToolUse(call) => {
                let name = one_line(&call.name);
                self.block("Server tool", &format!("{name} {}", call.input.get()));
                self.tools.insert(call.id.clone(), name);
            }
            What::ServerToolResult(result) => {
                let name = self.tools.get(&result.tool_use_id);
                let name = name.map_or("a tool", String::as_str);
                let fate = if result.is_error {
                    "failed"
                } else {
                    "answered"
                };
                let text = format!("{name} {fate}: {}", result.content);
                self.block("Server tool", &text);
            }
        }
    }

    /// Ends the text that is growing, and its line.
    pub fn close(&mut self) {
        self.growing = None;
        self.end_line();
    }

    fn grow(&mut self, label: &'static str, text: &str) {
        let mut growing = match self.growing.take() {
            Some(growing) if growing.label == label => growing,
            _ => {
                self.ask(label);
                Growing {
                    label,
                    sanitizer: Sanitizer::default(),
                    line_ends: 0,
                    has_text: false,
                }
            }
        };
        let text = growing.sanitizer.push(text);
        let body = text.trim_end_matches('\n');
        if !body.is_empty() {
            let line_ends = std::mem::take(&mut growing.line_ends);
            if growing.has_text {
                self.write(&"\n".repeat(line_ends));
                self.write(body);
            } else {
                self.write(body.trim_start_matches('\n'));
            }
            growing.has_text = true;
        }
        growing.line_ends += text.len() - body.len();
        self.growing = Some(growing);
    }

    fn end_line(&mut self) {
        if !self.at_line_start {
            self.write("\n");
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.bytes.push_str(text);
        self.at_line_start = text.ends_with('\n');
        self.is_empty = false;
    }
}

#[cfg(test)]
mod tests;
