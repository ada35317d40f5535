//! The *closers* of what may be open in a text, each looked for once: so many openers without a
//! closer do not cost the square of the text.

use super::LONGEST_OPEN;
use super::ahead::{Ahead, Backticks};

/// Where what is open in a text may end.
pub struct Closers<'t> {
    text: &'t str,
    round: Ahead<'t>,
    square: Ahead<'t>,
    line_end: Ahead<'t>,
    target_end: Ahead<'t>,
    backticks: Option<Backticks>,
}

impl<'t> Closers<'t> {
    /// None is known yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            round: Ahead::new(text, "\\)"),
            square: Ahead::new(text, "\\]"),
            line_end: Ahead::new(text, "\n"),
            target_end: Ahead::new(text, ")"),
            backticks: None,
        }
    }

    /// The end of the formula whose bracket, with its backslash, stands at `at`.
    pub fn bracket(&mut self, at: usize, is_line_start: bool) -> Option<usize> {
        let is_round = self.text.as_bytes().get(at + 1) == Some(&b'(');
        let closer = if is_round {
            &mut self.round
        } else {
            &mut self.square
        };
        let end = closer.find(at + 2)? + 2;
        let is_near = end - at - 2 <= LONGEST_OPEN;
        (is_near || (is_line_start && !is_round)).then_some(end)
    }

    /// Does the line end behind `at`?
    pub fn has_line_end(&mut self, at: usize) -> bool {
        self.line_end.find(at).is_some()
    }

    /// May the bracket at `at`, which is far from the end, have a target behind it?
    pub fn may_have_target(&mut self, at: usize) -> bool {
        match self.text.as_bytes().get(at + 1) {
            Some(b'(') => {
                let end = self.target_end.find(at);
                end.is_some_and(|end| end - at <= LONGEST_OPEN)
            }
            _ => true,
        }
    }

    /// Length of the code span that begins at `at`; the number of its backticks if it is open.
    pub fn backticks(&mut self, at: usize) -> Result<usize, usize> {
        let text = self.text;
        let backticks = self.backticks.get_or_insert_with(|| Backticks::of(text));
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let n = rest.iter().take_while(|&&byte| byte == b'`').count();
        let end = backticks.closer(at + n, n).map(|closer| closer + n);
        end.map(|end| end - at).ok_or(n)
    }
}
