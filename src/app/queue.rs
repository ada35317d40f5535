//! The *queue* holds prompts that were sent during a turn, in order of arrival.
//!
//! The next one goes out when a turn finishes. After a failure or a stop the queue is *held*:
//! nothing goes out until the person says so.

use std::collections::VecDeque;

/// Prompts that wait for their turn.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    prompts: VecDeque<String>,
    held: bool,
    changed: bool,
}

impl Queue {
    /// Appends a prompt.
    pub fn push(&mut self, prompt: String) {
        self.prompts.push_back(prompt);
        self.changed = true;
    }

    /// Takes the oldest one to be sent; the others follow it turn by turn, so nothing is held.
    pub fn take_next(&mut self) -> Option<String> {
        self.held = false;
        self.changed = true;
        self.prompts.pop_front()
    }

    /// Takes the newest one back, to be edited or dropped.
    pub fn take_last(&mut self) -> Option<String> {
        let last = self.prompts.pop_back();
        self.held &= !self.prompts.is_empty();
        self.changed = true;
        last
    }

    /// Have prompts come or gone since the last call?
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Nothing goes out by itself until [`Self::take_next`] is asked for by the person.
    pub fn hold(&mut self) {
        self.held = !self.prompts.is_empty();
    }

    /// Is it held?
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Does nothing wait?
    pub fn is_empty(&self) -> bool {
        self.prompts.is_empty()
    }

    /// The prompts, oldest first.
    pub fn prompts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.prompts.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_leave_in_order_and_an_empty_queue_is_never_held() {
        let mut queue = Queue::default();
        queue.hold();
        assert!(!queue.is_held());
        queue.push("one".into());
        queue.push("two".into());
        queue.hold();
        assert!(queue.is_held());
        assert_eq!(queue.take_next().as_deref(), Some("one"));
        assert!(!queue.is_held());
        queue.hold();
        assert_eq!(queue.take_last().as_deref(), Some("two"));
        assert!(!queue.is_held());
    }
}
