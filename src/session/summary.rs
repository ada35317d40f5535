//! A *summary* is what a list of sessions shows of one.
//!
//! It is made from the lines of the log as they are read, without building the conversation: of
//! most records only the kind is looked at, and of a long line only the beginning ([`MAX_HEAD`]).
//! It counts and finds the path as `replay` does, with two exceptions: an answer that was running
//! when the log ended has no entry yet, and damage beyond the beginning of a line is not seen.

use std::collections::HashMap;

use super::SessionId;
use super::codec::Envelope;
use super::stored::{StoredHead, StoredHeader, StoredText, StoredUser};
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::cut::closed;
use crate::conversation::UnixMillis;

/// So many bytes of a line are enough, whatever its length: the members that are looked at stand
/// before the content, and a prompt of which a title is made may be cut.
pub const MAX_HEAD: usize = 4 * 1024;

/// Longest title, in characters.
pub const MAX_TITLE: usize = 120;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its name.
    pub id: SessionId,
    /// When it was last written.
    pub at: UnixMillis,
    /// User and assistant messages on its path.
    pub messages: usize,
    /// Its title, or the beginning of the first prompt; one line, empty when there is neither.
    pub title: String,
    /// Why it cannot be read, if so. It is listed all the same.
    pub unreadable: Option<String>,
}

impl Summary {
    /// The line of a session that cannot be read; `why` is in words.
    pub fn unreadable(id: SessionId, at: UnixMillis, why: impl Into<String>) -> Self {
        let why = Some(why.into());
        Self {
            id,
            at,
            messages: 0,
            title: String::new(),
            unreadable: why,
        }
    }
}

/// Makes a summary from the lines of a log, pushed one after the other.
#[derive(Debug, Clone, Default)]
pub struct Summarizer {
    entries: HashMap<u64, Node>,
    head: Option<u64>,
    title: String,
    at: UnixMillis,
    n_records: usize,
}

/// What is remembered of an entry.
#[derive(Debug, Clone)]
struct Node {
    parent: Option<u64>,
    is_message: bool,
    /// Of a prompt, its beginning.
    prompt: Option<String>,
}

impl Summarizer {
    /// Takes the next line, with or without its line end; one that cannot be read is passed over.
    ///
    /// Of a line longer than [`MAX_HEAD`] the rest is not looked at and need not be given.
    pub fn push(&mut self, line: &[u8]) {
        match line.get(..MAX_HEAD).filter(|head| head.len() < line.len()) {
            Some(head) => {
                let text = match std::str::from_utf8(head) {
                    Ok(text) => text,
                    // A character that was cut.
                    Err(error) if error.error_len().is_none() => {
                        let whole = head.get(..error.valid_up_to()).unwrap_or_default();
                        std::str::from_utf8(whole).unwrap_or_default()
                    }
                    Err(_) => return,
                };
                self.read(closed(text).as_bytes());
            }
            None => self.read(line),
        }
    }

    fn read(&mut self, line: &[u8]) {
        let Ok(envelope) = Envelope::read(line.trim_ascii_end()) else {
            return;
        };
        self.n_records += 1;
        self.at = self.at.max(envelope.at);
        match envelope.kind.as_ref() {
            "entry" => self.entry(envelope.data()),
            "head" => self.head(envelope.data()),
            "titled" => {
                if let Ok(stored) = serde_json::from_str::<StoredText<'_>>(envelope.data()) {
                    self.title = one_line(&stored.text);
                }
            }
            _ => {}
        }
    }

    /// The summary. `written` is when the file was changed last, for a log without any record.
    pub fn finish(self, id: SessionId, written: UnixMillis) -> Summary {
        if self.n_records == 0 {
            return Summary::unreadable(id, written, "holds no record that can be read");
        }
        let mut messages = 0;
        let mut prompt = None;
        let mut next = self.head;
        // A parent was there before its child, so this comes to an end.
        while let Some(node) = next.and_then(|id| self.entries.get(&id)) {
            messages += usize::from(node.is_message);
            prompt = node.prompt.as_ref().or(prompt);
            next = node.parent;
        }
        let title = match prompt {
            Some(prompt) if self.title.is_empty() => prompt.clone(),
            _ => self.title,
        };
        Summary {
            id,
            at: self.at,
            messages,
            title,
            unreadable: None,
        }
    }

    fn entry(&mut self, data: &str) {
        let Ok(header) = serde_json::from_str::<StoredHeader<'_>>(data) else {
            return;
        };
        let (is_message, prompt) = match header.kind.as_ref() {
            "user" => match serde_json::from_str::<StoredUser>(data) {
                Ok(stored) => (true, first_text(&Vec::from(stored))),
                Err(_) => return,
            },
            "assistant" => (true, None),
            "tool_results" | "marker" => (false, None),
            _ => return,
        };
        if self.entries.contains_key(&header.id) {
            return;
        }
        let parent = match header.parent {
            Some(parent) if !self.entries.contains_key(&parent) => self.head,
            parent => parent,
        };
        self.entries.insert(
            header.id,
            Node {
                parent,
                is_message,
                prompt,
            },
        );
        self.head = Some(header.id);
    }

    fn head(&mut self, data: &str) {
        let Ok(stored) = serde_json::from_str::<StoredHead>(data) else {
            return;
        };
        if stored.entry.is_none_or(|id| self.entries.contains_key(&id)) {
            self.head = stored.entry;
        }
    }
}

/// The first words of a prompt; `None` if it says nothing in words.
fn first_text(blocks: &[ContentBlock]) -> Option<String> {
    let texts = blocks.iter().filter_map(|block| match block.kind() {
        BlockKind::Text(text) => Some(one_line(text)),
        _ => None,
    });
    texts.into_iter().find(|text| !text.is_empty())
}

/// Text as one line of at most [`MAX_TITLE`] characters, free of control characters.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut n_chars = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        let gap = usize::from(!line.is_empty());
        line.extend(std::iter::repeat_n(' ', gap));
        n_chars += gap;
        for c in word.chars() {
            if n_chars >= MAX_TITLE {
                line.truncate(line.trim_end().len());
                line.push('…');
                return line;
            }
            line.push(c);
            n_chars += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests;
