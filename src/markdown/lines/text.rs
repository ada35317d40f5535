//! A run of text as it is read: the inline events between two blocks.

use std::borrow::Cow;

use pulldown_cmark::Event;
use std::ops::Range;

use super::Writer;
use crate::markdown::block::{OpenProse, Places};
use crate::markdown::inline::{Inlines, Reading, Spanned, dollars, inlines};
use crate::markdown::safe;
use crate::text::line::LineKind;
use crate::text::sanitize::is_clean;
use crate::theme::Scope;

/// A run of text that is being read.
pub struct OpenText<'a> {
    pub(super) events: Vec<Spanned<'a>>,
    pub(super) range: Range<usize>,
    base: Scope,
    /// A line end closes it.
    is_one_line: bool,
    /// Does it go on with a paragraph that was left out?
    is_resumed: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn inline(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.text.is_none() {
            // Text of a tight item stands in no paragraph.
            self.begin(&range);
            // A backslash that begins it belongs to no event.
            let before = self.region.text().get(..range.start).unwrap_or_default();
            let start = range.start - usize::from(before.ends_with('\\'));
            self.open_text(start..range.end, self.prose(), false);
        }
        let elided = self.region.elision().map(|(_, at)| at);
        if let Some(text) = &mut self.text {
            text.range.end = text.range.end.max(range.end);
            match event {
                // The letter that stands for what was read before is not shown again.
                Event::Text(rest) if elided == Some(range.start) => {
                    let rest = rest.get(1..).unwrap_or_default();
                    text.is_resumed = is_clean(rest);
                    let range = range.start + 1..range.end;
                    text.events
                        .push((Event::Text(rest.to_owned().into()), range));
                }
                event => text.events.push((event, range)),
            }
        }
    }

    pub(super) fn open_text(&mut self, range: Range<usize>, base: Scope, is_one_line: bool) {
        self.text = Some(OpenText {
            events: Vec::new(),
            range,
            base,
            is_one_line,
            is_resumed: false,
        });
    }

    /// Takes the run of text that was collected, with its formulas between dollars.
    pub(super) fn take_text(&mut self) -> Option<OpenText<'a>> {
        let mut text = self.text.take()?;
        let all = self.region.text();
        // Whether a dollar at the very end closes a formula the next character will tell.
        let end = text.events.iter().map(|(_, range)| range.end).max();
        let is_open = self.context.open && end.is_some_and(|end| end == all.len());
        let is_whole = !is_open || end > Some(self.region.suffix_start());
        if let Cow::Owned(events) = dollars::joined(&text.events, all, is_whole) {
            text.events = events;
        }
        Some(text)
    }

    /// Writes the run of text that was collected.
    pub(super) fn flush(&mut self) {
        let Some(text) = self.take_text() else {
            return;
        };
        let open = self.open_range(&text);
        let made = self.inlines(&text, open.is_some());
        self.block_end = self.block_end.max(text.range.end);
        self.out.open_text = open.map(|src| {
            let places = match text.is_one_line {
                true => Places::default(),
                false => safe::places(&text.events, self.region.text(), &self.context),
            };
            let source_at = |at| self.region.source_at(at);
            OpenProse {
                src,
                line: self.out.lines.len() + usize::from(self.separator.is_some()),
                places: Places {
                    safe: places.safe.map(source_at),
                    likely: places.likely.map(source_at),
                    ..places
                },
            }
        });
        if let Some((elision, _)) = self
            .region
            .elision()
            .filter(|_| text.is_resumed && !text.is_one_line)
        {
            // Their place is kept; what they show is known to whoever left it out.
            for _ in 0..elision.n_lines {
                self.emit(Vec::new(), LineKind::Prose);
            }
            let n_lines = self.out.lines.len() + usize::from(self.separator.is_some());
            self.out.resumed_line = Some(n_lines);
        } else if made.lines.iter().all(|line| line.spans.is_empty()) {
            return;
        }
        for line in made.lines {
            self.emit(line.spans, LineKind::Prose);
            if line.is_set_in {
                self.set_in();
            }
        }
    }

    /// The source of `text` if more can still come to it: nothing follows but at most one line end.
    pub(super) fn open_range(&self, text: &OpenText<'a>) -> Option<Range<usize>> {
        let all = self.region.text();
        let trimmed = all.get(text.range.clone())?.trim_end().len();
        let end = text.range.start + trimmed;
        let rest = all.get(end..)?;
        // Asked first: counting line ends to the end of the region for every block in it would make
        // a long text cost the square of its length.
        if !self.context.open || !rest.trim_start().is_empty() {
            return None;
        }
        let n_breaks = rest.matches('\n').count().max(rest.matches('\r').count());
        let is_open = n_breaks <= usize::from(!text.is_one_line);
        is_open.then(|| self.region.source_at(text.range.start)..self.region.source_at(end))
    }

    pub(super) fn inlines(&mut self, text: &OpenText<'a>, guess: bool) -> Inlines {
        let reading = Reading {
            base: text.base,
            guess,
            sets_apart: !text.is_one_line && self.table.is_none(),
        };
        let mut made = inlines(
            &text.events,
            self.region,
            self.context.defs,
            self.notes,
            reading,
        );
        self.out.links.append(&mut made.links);
        made
    }
}
