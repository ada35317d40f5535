//! A formula in a text: on the line, on lines of its own, or as it was written.

use std::ops::Range;

use super::Builder;
use crate::markdown::math::{self, Ending};
use crate::text::sanitize::one_line;
use crate::theme::Scope;

impl Builder<'_> {
    /// A formula among words.
    pub(super) fn inline_math(&mut self, tex: &str, range: &Range<usize>) {
        let delimiters = match self.is_dollar(range) {
            true => ("$", "$"),
            false => ("\\(", "\\)"),
        };
        self.among_words(tex, range, delimiters);
    }

    /// A formula on the line, or as it was written.
    fn among_words(&mut self, tex: &str, range: &Range<usize>, delimiters: (&str, &str)) {
        match math::line(tex, self.ending(range)) {
            Some(line) => self.push_made(&line, range, Scope::Math),
            None => self.push(&self.raw(tex, range, delimiters), range, Scope::Math),
        }
    }

    /// Has its end come? If not, what closes it stands in no source.
    fn ending(&self, range: &Range<usize>) -> Ending {
        match self.region.is_suffix(range.end.saturating_sub(1)) {
            true => Ending::Open,
            false => Ending::Whole,
        }
    }

    /// A formula as it was written so far.
    fn raw(&self, tex: &str, range: &Range<usize>, (open, close): (&str, &str)) -> String {
        if self.ending(range) == Ending::Whole {
            return format!("{open}{tex}{close}");
        }
        let n_made = range.end.saturating_sub(self.region.suffix_start());
        let n_braces = n_made.saturating_sub(close.len());
        let tex = tex.get(..tex.len().saturating_sub(n_braces)).unwrap_or(tex);
        format!("{open}{tex}")
    }

    /// A formula that stands alone in its lines, or among words after all.
    pub(super) fn display_math(&mut self, tex: &str, range: &Range<usize>) {
        let is_dollar = self.is_dollar(range);
        let delimiters = match is_dollar {
            true => ("$$", "$$"),
            false => ("\\[", "\\]"),
        };
        if !self.sets_apart || !self.is_alone(range) {
            return self.among_words(tex, range, delimiters);
        }
        let rows = match math::rows(tex, self.ending(range)) {
            Some(rows) => rows,
            None => {
                let raw = self.raw(tex, range, delimiters);
                let lines = raw.lines().map(|line| line.trim_end().to_owned());
                lines.filter(|line| !line.trim().is_empty()).collect()
            }
        };
        for row in rows {
            self.begin_line(true);
            self.push_made(&row, range, Scope::Math);
        }
        self.begin_line(false);
    }

    fn is_dollar(&self, range: &Range<usize>) -> bool {
        let text = self.region.text().get(range.start..).unwrap_or_default();
        text.starts_with('$')
    }

    /// Is nothing else in the lines of `range`?
    fn is_alone(&self, range: &Range<usize>) -> bool {
        let text = self.region.text();
        let before = text.get(..range.start).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', '>']);
        // In a list the marker stands before it; nothing has been written in the line then.
        let is_first = before.is_empty()
            || before.ends_with(['\n', '\r'])
            || self
                .out
                .lines
                .last()
                .is_none_or(|line| line.spans.is_empty());
        let after = text.get(range.end..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\t']);
        let is_last = after.is_empty() || after.starts_with(['\n', '\r']);
        is_first && (is_last || self.region.is_suffix(range.end))
    }

    /// Adds text that is not what stands in the source; no byte of it stands for one there, even
    /// if it has as many.
    pub(super) fn push_made(&mut self, text: &str, range: &Range<usize>, scope: Scope) {
        let src = self.region.src(range);
        let is_as_long = one_line(text).len() == src.len();
        let is_same = self.region.text().get(range.clone()) == Some(text);
        let first = text.chars().next().map_or(0, char::len_utf8);
        match text.split_at_checked(first) {
            Some((first, rest)) if is_as_long && !is_same => {
                self.push(first, range, scope);
                self.push(rest, range, scope);
            }
            _ => self.push(text, range, scope),
        }
    }
}
