//! The settled beginning of an open paragraph: what of it is shown for good and not read again.

use super::MarkdownStream;
use crate::markdown::block::{Elision, Parsed, saturate};
use crate::markdown::label;
use crate::markdown::tail::LONGEST_OPEN;
use crate::text::line::{Mark, Span};

/// Of an open paragraph, what is shown and will stay.
#[derive(Debug, Clone, Copy)]
pub struct Settled {
    pub elision: Elision,
    /// The line that goes on.
    pub line: usize,
    /// Where in that line.
    pub mark: Mark,
}

/// That more is settled than is sure: up to a likely place. All that `settled` leaves out then is
/// read again, from what is sure on, when the paragraph ends or has grown by as much again, and
/// once before that if something looks like the closer. So the cost of a byte stays the same
/// however far away an opener is that nobody closes. A second closer may stand as text until one of
/// these comes.
#[derive(Debug, Clone, Copy)]
pub struct Assumed {
    /// What is sure.
    pub sure: Option<Settled>,
    /// The opener that is far away.
    opener: Option<char>,
    /// How long the source may become meanwhile.
    until: usize,
}

/// When something that looks like the closer of a far opener is heeded again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Due {
    /// Where the paragraph begins about which this is; any other one waits for nothing.
    from: usize,
    /// How long the source must be.
    len: usize,
}

/// A safe place in the open paragraph, or a likely one.
#[derive(Debug, Clone, Copy)]
pub struct Safe {
    /// Where the paragraph begins in the source.
    pub from: usize,
    /// The place.
    pub to: usize,
    /// The paragraph's first line.
    pub first: usize,
}

/// The places of either kind, if enough is new before them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    pub safe: Option<Safe>,
    pub likely: Option<Safe>,
    /// The opener that is far away from the likely one.
    pub opener: Option<char>,
}

/// How much of a paragraph is read again.
#[derive(Debug, Clone, Copy)]
pub struct Grain {
    /// So many bytes before more of it is settled.
    pub step: usize,
    /// So many bytes behind an opener.
    pub far: usize,
}

impl Default for Grain {
    fn default() -> Self {
        Self {
            step: 128,
            far: LONGEST_OPEN,
        }
    }
}

impl MarkdownStream {
    /// Goes back from what is assumed to what is sure. Was anything assumed?
    pub(super) fn doubt(&mut self) -> bool {
        let assumed = self.assumed.take();
        if let Some(Assumed { sure, .. }) = assumed {
            self.settled = sure;
        }
        assumed.is_some()
    }

    /// Goes back to what is sure if that is due.
    pub(super) fn doubt_in_time(&mut self) {
        let is_due = |assumed: Assumed| self.finished || self.source.len() >= assumed.until;
        if self.assumed.is_some_and(is_due) {
            self.doubt();
        }
    }

    /// Did `parsed` show that the paragraph has ended about which something is assumed?
    pub(super) fn has_ended(&self, parsed: &Parsed) -> bool {
        let from = self.settled.map(|settled| settled.elision.from);
        self.assumed.is_some() && parsed.open_text.as_ref().map(|text| text.src.start) != from
    }

    /// The opener that is far away, if something is assumed because of it.
    pub(super) fn far_opener(&self) -> Option<char> {
        self.assumed.and_then(|assumed| assumed.opener)
    }

    /// Does `parsed` have what may close the opener that is far away? Not asked again before the
    /// paragraph has grown by as much again: then the answer costs no more than what is read
    /// anyway.
    pub(super) fn may_close(&mut self, parsed: &Parsed) -> bool {
        let Some(text) = parsed.open_text.as_ref() else {
            return false;
        };
        let len = self.source.len();
        let from = text.src.start;
        let is_early = self.closer_due.from == from && len < self.closer_due.len;
        if !text.places.has_closer || is_early {
            return false;
        }
        let len = len + len.saturating_sub(from);
        self.closer_due = Due { from, len };
        true
    }

    /// The places up to which more can be settled.
    pub(super) fn places(&self, parsed: &Parsed, n_lines: usize) -> Found {
        let Some(text) = &parsed.open_text else {
            return Found::default();
        };
        let known = self.settled.map_or(0, |settled| settled.elision.to);
        let safe = self.place(parsed, n_lines, text.places.safe, known);
        let safe = safe.filter(|_| self.assumed.is_none());
        let known = safe.map_or(known, |safe| safe.to);
        let likely = self.place(parsed, n_lines, text.places.likely, known);
        Found {
            safe,
            likely,
            opener: text.places.opener,
        }
    }

    /// The place `to` in the open paragraph, if enough of it is new behind `known`.
    fn place(
        &self,
        parsed: &Parsed,
        n_lines: usize,
        to: Option<usize>,
        known: usize,
    ) -> Option<Safe> {
        let text = parsed.open_text.as_ref()?;
        let to = to?;
        // What it refers to is noted for the block that is open.
        let is_open = parsed
            .blocks
            .last()
            .is_none_or(|block| block.src <= parsed.cut.src);
        let from = text.src.start;
        let is_enough = to >= known.max(from).saturating_add(self.grain.step);
        // What begins with a label may yet turn out to be a definition.
        let first_label = || {
            self.source
                .get(from..to.min(from + label::LONGEST))?
                .strip_prefix('[')?
                .split_once(']')
        };
        let is_label = || {
            self.source
                .get(from..)
                .is_some_and(|text| text.starts_with('['))
        };
        let may_define = to - from < label::LONGEST
            && is_label()
            && first_label().is_none_or(|(_, after)| after.starts_with(':') || after.is_empty());
        (is_open && is_enough && !may_define).then_some(Safe {
            from,
            to,
            first: n_lines + text.line,
        })
    }

    /// Takes note of how much of the open paragraph need not be read again for now.
    pub(super) fn settle_up_to(&mut self, found: Found) {
        self.settle(found.safe);
        let sure = self.settled;
        self.settle(found.likely);
        let to = |settled: Option<Settled>| settled.map(|settled| settled.elision.to);
        if self.assumed.is_none() && to(self.settled) != to(sure) {
            let from = to(sure).or(found.likely.map(|likely| likely.from));
            let len = self.source.len();
            let until = len + len.saturating_sub(from.unwrap_or_default());
            let opener = found.opener;
            self.assumed = Some(Assumed {
                sure,
                opener,
                until,
            });
        }
    }

    /// Takes note of how much of the open paragraph need not be read again, up to a place in it.
    fn settle(&mut self, safe: Option<Safe>) {
        let Some(Safe { from, to, first }) = safe else {
            return;
        };
        let at = saturate(to);
        // As long as what stands in the source, a text may still be another: the character must be
        // that of the place.
        let next = self.source.get(to..).and_then(|text| text.chars().next());
        let is_same = |span: &Span| {
            let text = span.text.get((at - span.src.start) as usize..);
            next.is_some() && text.and_then(|text| text.chars().next()) == next
        };
        let is_at = |span: &Span| {
            span.src.start < at && at < span.src.end && span.is_exact() && is_same(span)
        };
        let before = self.settled.filter(|settled| settled.elision.from == from);
        let start = before.map_or((first, Mark::default()), |known| (known.line, known.mark));
        let lines = self.lines.iter().enumerate().skip(start.0);
        for (line, text) in lines {
            let mut mark = if line == start.0 {
                start.1
            } else {
                Mark::default()
            };
            let Some((idx, span)) = text
                .spans
                .iter()
                .enumerate()
                .skip(mark.span)
                .find(|(_, span)| is_at(span))
            else {
                continue;
            };
            let byte = (at - span.src.start) as usize;
            let between = text
                .spans
                .iter()
                .take(idx)
                .skip(mark.span)
                .map(|span| span.text.len());
            mark.total = mark.total - mark.byte + between.sum::<usize>() + byte;
            (mark.span, mark.byte) = (idx, byte);
            let known = before.map_or((from, None), |known| {
                (known.elision.to, Some(known.elision.line_start))
            });
            let skipped = self.source.as_bytes().get(known.0..to).unwrap_or_default();
            let eol = skipped
                .iter()
                .rposition(|byte| matches!(byte, b'\n' | b'\r'));
            let line_start = match (eol, known.1) {
                (Some(eol), _) => known.0 + eol + 1,
                (None, Some(line_start)) => line_start,
                (None, None) => self.line_start(from),
            };
            let elision = Elision {
                from,
                to,
                line_start,
                n_lines: line - first,
            };
            self.settled = Some(Settled {
                elision,
                line,
                mark,
            });
            return;
        }
    }

    /// Where the line begins in which the open byte `at` of the source stands.
    fn line_start(&self, at: usize) -> usize {
        let before = self
            .source
            .as_bytes()
            .get(self.open_at..at)
            .unwrap_or_default();
        let eol = before
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'));
        self.open_at + eol.map_or(0, |eol| eol + 1)
    }
}

/// May the paragraph of which the beginning is left out be the head of a table? Its first line has
/// not been read to its end, and the second one draws columns.
pub fn may_head_table(source: &str, elision: Elision) -> bool {
    let rest = source.get(elision.to..).unwrap_or_default();
    let mut lines = rest
        .split(['\n', '\r'])
        .skip(1)
        .filter(|line| !line.is_empty());
    let is_delimiter =
        |line: &str| line.contains('-') && line.chars().all(|c| "-:|> \t".contains(c));
    elision.line_start <= elision.from && lines.next().is_some_and(is_delimiter)
}
