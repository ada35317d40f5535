//! *Finding*: how often, and where, a text stands in the lines of a doc.
//!
//! A [`Needle`] is looked for; a *hit* is one place where it stands, as a range of bytes of
//! a line's text. [`Hits`] counts them line by line and is told of every change, as [`super::rows`]
//! is: what arrives is read once, and nothing is read again because a frame is drawn. What was
//! there before waits, item by item, until who searches has it read. Only counts are kept, so that
//! a letter that stands everywhere costs no more than a rare word; where in a line the hits stand
//! is asked again for the few rows that somebody looks at. A long line is read neither again when
//! it grows nor whole for one of its rows. What is looked for and which hit is the current one are
//! known to whoever searches.

mod letters;
mod long;
pub mod needle;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use self::long::{LONG, Stops};
use self::needle::Needle;
use super::heights::Heights;
use crate::text::line::{Line, LineKind, Mark, Span};

/// The text of a line in which hits are looked for: its spans joined, without the lead; or the
/// cells of a table row, each by itself.
pub fn text_of(line: &Line) -> Cow<'_, str> {
    match &line.kind {
        LineKind::Table(row) => {
            let cells: Vec<_> = row.cells.iter().map(|cell| joined(cell)).collect();
            Cow::Owned(cells.join("\n"))
        }
        _ => joined(&line.spans),
    }
}

fn joined(spans: &[Span]) -> Cow<'_, str> {
    match spans {
        [] => Cow::Borrowed(""),
        [span] => Cow::Borrowed(&span.text),
        _ => Cow::Owned(spans.iter().map(|span| span.text.as_str()).collect()),
    }
}

/// How often the needle stands in each line of each item.
///
/// # Invariants
///
/// While there is a needle, `items`, `counts` and `waiting` have one element for each item of the
/// doc, and the count of an item is the sum over its lines. Without one they are empty. `waiting`
/// is 1 for an item that was not read yet; no hits are known of it.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    needle: Option<Needle>,
    /// Hits in each line; nothing for an item without any.
    items: Vec<Option<Heights>>,
    counts: Heights,
    waiting: Heights,
    /// Of long lines, by the indexes of item and line.
    long: BTreeMap<(usize, usize), Stops>,
    lines_read: u64,
    bytes_read: u64,
}

impl Hits {
    /// What is looked for.
    pub fn needle(&self) -> Option<&Needle> {
        self.needle.as_ref()
    }

    /// Looks for something else, or for nothing, in so many items: they wait to be read. Where the
    /// new needle narrows the old one, those that were read and had no hits do not.
    pub fn set(&mut self, needle: Option<Needle>, n_items: usize) {
        let narrows = match (&needle, &self.needle) {
            (Some(new), Some(old)) => new.narrows(old),
            _ => false,
        };
        let n_items = needle.as_ref().map_or(0, |_| n_items);
        let has_none = |item| narrows && self.has_none(item);
        let waiting = (0..n_items).map(|item| usize::from(!has_none(item)));
        self.waiting = waiting.collect();
        self.items = vec![None; n_items];
        self.counts = (0..n_items).map(|_| 0).collect();
        self.long.clear();
        self.needle = needle;
    }

    /// Takes note of a new item, and reads it.
    pub fn push(&mut self, lines: &[Line]) {
        self.push_waiting();
        if let Some(item) = self.items.len().checked_sub(1) {
            self.read_item(item, lines);
        }
    }

    /// Takes note of a new item that waits to be read.
    pub fn push_waiting(&mut self) {
        if self.needle.is_some() {
            self.items.push(None);
            self.counts.push(0);
            self.waiting.push(1);
        }
    }

    /// Reads an item whole; it waits no longer.
    pub fn read_item(&mut self, item: usize, lines: &[Line]) {
        if item < self.items.len() {
            self.waiting.set(item, 0);
            self.read(item, 0, lines, Mark::default());
        }
    }

    /// Forgets the hits of an item, which waits to be read anew.
    pub fn wait(&mut self, item: usize) {
        if item < self.items.len() {
            self.count(item, 0, Vec::new());
            self.forget_long(item, 0);
            self.waiting.set(item, 1);
        }
    }

    /// Does this item wait to be read?
    pub fn is_waiting(&self, item: usize) -> bool {
        self.waiting.get(item) > 0
    }

    /// The first item from `from` on that waits to be read.
    pub fn next_waiting(&self, from: usize) -> Option<usize> {
        let before = self.waiting.before(from);
        Some(self.waiting.find(before)?.0)
    }

    /// The last item before `until` that waits to be read.
    pub fn last_waiting(&self, until: usize) -> Option<usize> {
        let last = self.waiting.before(until).checked_sub(1)?;
        Some(self.waiting.find(last)?.0)
    }

    /// Takes note that the lines of an item changed from line `from` on. One that waits goes on
    /// waiting.
    pub fn change(&mut self, item: usize, from: usize, lines: &[Line]) {
        self.read(item, from, lines, Mark::default());
    }

    /// Takes note that line `line` of an item changed from `mark` on, and that other lines follow
    /// it.
    pub fn grow(&mut self, item: usize, line: usize, mark: Mark, lines: &[Line]) {
        self.read(item, line, lines, mark);
    }

    /// Reads the lines of an item from line `from` on, and that line from `mark` on.
    fn read(&mut self, item: usize, from: usize, lines: &[Line], mark: Mark) {
        if item >= self.items.len() || self.is_waiting(item) {
            return;
        }
        let mut grown = self.long.remove(&(item, from)).unwrap_or_default();
        self.forget_long(item, from);
        let Some(needle) = &self.needle else {
            return;
        };
        grown.truncate(mark.total, needle);
        let mut grown = Some((grown, mark));
        let mut found = Vec::new();
        for (idx, line) in lines.iter().enumerate().skip(from) {
            let (mut stops, mark) = grown.take().unwrap_or_default();
            // What it stands for is found where that is told, and not a second time here.
            if line.is_folded() {
                found.push(0);
                continue;
            }
            self.lines_read += 1;
            if mark.total - mark.byte + line.len_from(mark.span) < LONG || is_table(line) {
                let text = text_of(line);
                self.bytes_read += text.len() as u64;
                found.push(needle.find(&text).count());
                continue;
            }
            let (n_hits, n_bytes) = stops.read_on(needle, line);
            self.bytes_read += n_bytes as u64;
            self.long.insert((item, idx), stops);
            found.push(n_hits);
        }
        self.count(item, from, found);
    }

    /// Forgets what is known of the long lines of an item from line `from` on.
    fn forget_long(&mut self, item: usize, from: usize) {
        let stale = self.long.range((item, from)..(item + 1, 0));
        let stale: Vec<(usize, usize)> = stale.map(|(at, _)| *at).collect();
        for at in stale {
            self.long.remove(&at);
        }
    }

    /// Was this item read, and nothing found?
    fn has_none(&self, item: usize) -> bool {
        self.items.get(item).is_some_and(Option::is_none) && !self.is_waiting(item)
    }

    /// Puts these numbers of hits in the place of those from line `from` on.
    fn count(&mut self, item: usize, from: usize, found: Vec<usize>) {
        let Some(known) = self.items.get_mut(item) else {
            return;
        };
        match known {
            None if found.iter().all(|n| *n == 0) => return,
            None => *known = Some((0..from).map(|_| 0).chain(found).collect()),
            Some(known) => {
                known.truncate(from);
                found.into_iter().for_each(|n| known.push(n));
            }
        }
        let total = known.as_ref().map_or(0, Heights::total);
        if total == 0 {
            *known = None;
        }
        self.counts.set(item, total);
    }

    /// The hits that touch these bytes of a line, which stands there; before them the number of the
    /// first of them within the line. Of a table row all of them.
    pub fn within(
        &self,
        (item, idx): (usize, usize),
        line: &Line,
        bytes: &Range<usize>,
    ) -> (usize, Vec<Range<usize>>) {
        match &self.needle {
            Some(needle) if is_table(line) => (0, needle.find(&text_of(line)).collect()),
            Some(needle) => match self.long.get(&(item, idx)) {
                Some(stops) => stops.within(needle, line, bytes),
                None => Stops::default().within(needle, line, bytes),
            },
            None => (0, Vec::new()),
        }
    }

    /// The byte with which the hit `which` of a line begins.
    pub fn start_of(
        &self,
        (item, idx): (usize, usize),
        line: &Line,
        which: usize,
    ) -> Option<usize> {
        let needle = self.needle.as_ref()?;
        if is_table(line) {
            return Some(needle.find(&text_of(line)).nth(which)?.start);
        }
        match self.long.get(&(item, idx)) {
            Some(stops) => stops.start_of(needle, line, which),
            None => Stops::default().start_of(needle, line, which),
        }
    }

    /// Forgets every item after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
        self.counts.truncate(len);
        self.waiting.truncate(len);
        self.long.split_off(&(len, 0));
    }

    /// All hits.
    pub fn total(&self) -> usize {
        self.counts.total()
    }

    /// Hits above a line.
    pub fn above(&self, item: usize, line: usize) -> usize {
        let in_item = self.items.get(item).and_then(Option::as_ref);
        self.counts.before(item) + in_item.map_or(0, |lines| lines.before(line))
    }

    /// Hits in a line.
    pub fn in_line(&self, item: usize, line: usize) -> usize {
        let in_item = self.items.get(item).and_then(Option::as_ref);
        in_item.map_or(0, |lines| lines.get(line))
    }

    /// The line with the `nth` hit from the top, and which of its hits that is; both from 0.
    pub fn line_of(&self, nth: usize) -> Option<(usize, usize, usize)> {
        let (item, within) = self.counts.find(nth)?;
        let (line, which) = self.items.get(item)?.as_ref()?.find(within)?;
        Some((item, line, which))
    }

    /// How many lines were read since the beginning.
    pub fn lines_read(&self) -> u64 {
        self.lines_read
    }

    /// How many bytes were read to count hits since the beginning.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }
}

fn is_table(line: &Line) -> bool {
    matches!(line.kind, LineKind::Table(_))
}

#[cfg(test)]
mod tests;
