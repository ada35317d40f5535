//! The *history* of prompts: what was sent or cleared, newest last, walked with Up and Down.

use std::collections::VecDeque;

/// Prompts kept.
const MAX_PROMPTS: usize = 500;

/// Bytes kept of all prompts together; the newest one is kept whatever its size.
const MAX_BYTES: usize = 16 << 20;

/// Prompts sent before, and where the person stands among them.
#[derive(Debug, Clone, Default)]
pub struct History {
    prompts: VecDeque<String>,
    /// Their lengths added up.
    bytes: usize,
    /// Index of the prompt shown; `None` while writing something new.
    shown: Option<usize>,
    /// What was being written when the walk began.
    draft: String,
}

impl History {
    /// Adds a prompt at the end, unless it is blank or the newest already; ends the walk.
    pub fn remember(&mut self, prompt: &str) {
        self.leave();
        if prompt.trim().is_empty() || self.prompts.back().is_some_and(|last| last == prompt) {
            return;
        }
        self.prompts.push_back(prompt.to_owned());
        self.bytes += prompt.len();
        while self.prompts.len() > MAX_PROMPTS || (self.bytes > MAX_BYTES && self.prompts.len() > 1)
        {
            self.bytes -= self.prompts.pop_front().map_or(0, |oldest| oldest.len());
        }
    }

    /// One prompt back from where the person stands; `current` is kept as the draft to return to.
    pub fn back(&mut self, current: &str) -> Option<String> {
        let idx = match self.shown {
            Some(idx) => idx.checked_sub(1)?,
            None => {
                self.draft = current.to_owned();
                self.prompts.len().checked_sub(1)?
            }
        };
        self.shown = Some(idx);
        self.prompts.get(idx).cloned()
    }

    /// One prompt forward; after the newest comes the draft.
    pub fn forward(&mut self) -> Option<String> {
        let idx = self.shown? + 1;
        if let Some(prompt) = self.prompts.get(idx) {
            self.shown = Some(idx);
            return Some(prompt.clone());
        }
        self.shown = None;
        Some(std::mem::take(&mut self.draft))
    }

    /// Ends the walk: what is shown has become something new.
    pub fn leave(&mut self) {
        self.shown = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn huge_prompts_push_old_ones_out_and_the_newest_stays() {
        let mut history = History::default();
        history.remember("small");
        let huge = "x".repeat(MAX_BYTES + 1);
        history.remember(&huge);
        assert_eq!(
            history.back("").map(|prompt| prompt.len()),
            Some(huge.len())
        );
        assert_eq!(history.back(""), None);
    }

    #[test]
    fn walking_back_and_forward_returns_to_the_draft() {
        let mut history = History::default();
        history.remember("one");
        history.remember("two");
        history.remember("two");
        assert_eq!(history.back("dra"), Some("two".into()));
        assert_eq!(history.back("two"), Some("one".into()));
        assert_eq!(history.back("one"), None);
        assert_eq!(history.forward(), Some("two".into()));
        assert_eq!(history.forward(), Some("dra".into()));
        assert_eq!(history.forward(), None);
    }
}
