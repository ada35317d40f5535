//! *Stops* are places in a long line from which a search in it can go on.
//!
//! Hits stand from left to right and do not overlap, so what is found behind a place depends on
//! what was found before it, unless the place lies between two hits. Every so many bytes such a
//! place is kept, with the hits before it: a row, or the end of a line that grows, is searched from
//! there and not from the beginning of the line. Short lines have none, and are searched whole.

use std::borrow::Cow;
use std::ops::Range;

use super::needle::Needle;
use crate::text::line::{Line, Mark, Span};

/// A line of so many bytes has stops.
pub(super) const LONG: usize = 4 * 1024;
/// Bytes from one stop to the next, if no hit lies over it.
const STRIDE: usize = 1024;

/// The stops of a line, from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Stops(Vec<Stop>);

#[derive(Debug, Clone, Copy, Default)]
struct Stop {
    at: Mark,
    /// Hits before it.
    before: usize,
}

impl Stops {
    /// Forgets what a change from byte `total` on may have reached.
    pub fn truncate(&mut self, total: usize, needle: &Needle) {
        let good = total.saturating_sub(needle.most_bytes());
        self.0
            .truncate(self.0.partition_point(|stop| stop.at.total <= good));
    }

    /// Reads the line from the last stop to its end, and adds stops; all hits of the line, and how
    /// many bytes were read.
    pub fn read_on(&mut self, needle: &Needle, line: &Line) -> (usize, usize) {
        let from = self.0.last().copied().unwrap_or_default();
        let base = from.at.total;
        let text = text_from(line, from.at, usize::MAX);
        let mut walk = Walk {
            spans: &line.spans,
            span: from.at.span,
            start: from.at.total - from.at.byte,
        };
        let (mut n_hits, mut last, mut free) = (from.before, base, base);
        let end = base + text.len();
        let hits = needle
            .find(&text)
            .map(|hit| base + hit.start..base + hit.end);
        for hit in hits.chain(std::iter::once(end..end)) {
            // All places from `free` to the hit lie between two hits.
            let mut next = free.max(last + STRIDE);
            while next <= hit.start {
                let at = walk.mark_at(next);
                self.0.push(Stop { at, before: n_hits });
                last = at.total;
                next += STRIDE;
            }
            n_hits += usize::from(!hit.is_empty());
            free = hit.end;
        }
        (n_hits, text.len())
    }

    /// The hits of a line that touch these bytes of it, after the number of those before them.
    pub fn within(
        &self,
        needle: &Needle,
        line: &Line,
        bytes: &Range<usize>,
    ) -> (usize, Vec<Range<usize>>) {
        let n_before = self.0.partition_point(|stop| stop.at.total <= bytes.start);
        let from = self.from(n_before);
        let until = bytes.end.saturating_add(needle.most_bytes());
        let text = text_from(line, from.at, until);
        let base = from.at.total;
        let hits = needle
            .find(&text)
            .map(|hit| base + hit.start..base + hit.end);
        let mut first = from.before;
        let mut found = Vec::new();
        for hit in hits.take_while(|hit| hit.start < bytes.end) {
            if hit.end <= bytes.start {
                first += 1;
            } else {
                found.push(hit);
            }
        }
        (first, found)
    }

    /// Where the hit `which` of a line begins, counted from 0.
    pub fn start_of(&self, needle: &Needle, line: &Line, which: usize) -> Option<usize> {
        let from = self.from(self.0.partition_point(|stop| stop.before <= which));
        let text = text_from(line, from.at, usize::MAX);
        let hit = needle.find(&text).nth(which.checked_sub(from.before)?)?;
        Some(from.at.total + hit.start)
    }

    /// The last of the first `n` stops, or the beginning of the line.
    fn from(&self, n: usize) -> Stop {
        let last = n.checked_sub(1).and_then(|last| self.0.get(last));
        last.copied().unwrap_or_default()
    }
}

/// Finds the marks of places that come one after the other.
struct Walk<'a> {
    spans: &'a [Span],
    span: usize,
    /// Where that span starts in the line.
    start: usize,
}

impl Walk<'_> {
    /// The mark of byte `total`, or of the beginning of the character that it belongs to.
    fn mark_at(&mut self, total: usize) -> Mark {
        let len = |span: usize| self.spans.get(span).map_or(0, |span| span.text.len());
        while self.span + 1 < self.spans.len() && self.start + len(self.span) <= total {
            self.start += len(self.span);
            self.span += 1;
        }
        let text = self.spans.get(self.span).map_or("", |span| &span.text);
        let byte = floor(text, total - self.start);
        Mark {
            span: self.span,
            byte,
            total: self.start + byte,
        }
    }
}

/// The text of a line from `from` on, at least to byte `until` of the line.
fn text_from(line: &Line, from: Mark, until: usize) -> Cow<'_, str> {
    let mut left = until.saturating_sub(from.total);
    let mut start = from.byte;
    let spans = line.spans.iter().skip(from.span);
    let mut parts = spans.map_while(|span| {
        let rest = span.text.get(std::mem::take(&mut start)..)?;
        if left == 0 {
            return None;
        }
        // One character more than is needed, rather than half of one.
        let end = floor(rest, left.saturating_add(4));
        left = left.saturating_sub(end);
        rest.get(..end)
    });
    let first = parts.next().unwrap_or_default();
    match parts.next() {
        None => Cow::Borrowed(first),
        Some(second) => Cow::Owned([first, second].into_iter().chain(parts).collect()),
    }
}

fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
