//! What is *searched* of a doc: the lines that its items show, or those that are folded away in
//! them.
//!
//! Who folds gives the lines that would be there if an item were open ([`Doc::look_inside`]); hits
//! in them are counted as any other, and have their places as soon as it is. These lines are not
//! kept, for they may be all that was ever said: only where the hits in them begin. What was there
//! before something was looked for is not read at once: items wait until who searches has them read
//! one by one, with what is folded in them or as they are shown ([`Doc::read_hits`]), and what may
//! stand before the nearest known hit is told with it ([`Found`]). How a text is found is known to
//! [`crate::pane::find`], and what of it is to be seen to [`crate::pane::search`].

use std::ops::Range;

use super::{Doc, Item, ItemId, Place};
use crate::pane::find::needle::Needle;
use crate::pane::find::text_of;
use crate::text::line::Line;

/// What is known of the next hit on a way through a doc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// This one, counted from 0 at the top.
    Hit(usize),
    /// There is none.
    Nothing,
    /// The item at this index comes before it, and waits to be read.
    Unread(usize),
}

/// An item costs as much to read as so many bytes of source at least.
const LEAST_COST: usize = 512;
/// So many bytes of text in lines cost as much to read as one byte of source to make lines of:
/// measured.
const TEXT_PER_SOURCE: u64 = 10;

/// Hits are counted from 0 at the top, as far as items were read.
impl Doc {
    /// Searches for something else, or for nothing. Nothing is read for that: items wait for
    /// [`Self::read_hits`].
    pub fn search(&mut self, needle: Option<Needle>) {
        if self.hits.needle() != needle.as_ref() {
            self.hits.set(needle, self.items.len());
            for starts in self.inside.values_mut() {
                *starts = Box::default();
            }
        }
    }

    /// Reads an item that waits, as it is shown. Lines that nobody looked at are made to be read,
    /// and not kept. Answers what that cost, in bytes of source.
    pub fn read_hits(&mut self, idx: usize) -> usize {
        let Some(item) = self.items.get(idx).filter(|_| self.hits.is_waiting(idx)) else {
            return 0;
        };
        let cost = self.cost_of_hits(idx);
        let before = self.hits.bytes_read();
        self.inside.remove(&item.id);
        match item.lines.get() {
            Some(lines) => self.hits.read_item(idx, lines),
            None => {
                self.made_to_search += item.source_len() as u64;
                self.hits.read_item(idx, &item.made());
            }
        }
        cost.max(self.cost_of_text(before))
    }

    /// What it costs at least to read an item as it is shown, in bytes of source.
    pub fn cost_of_hits(&self, idx: usize) -> usize {
        let item = self.items.get(idx);
        item.map_or(0, Item::source_len).max(LEAST_COST)
    }

    /// The first item from `from` on that waits to be read.
    pub fn next_unread(&self, from: usize) -> Option<usize> {
        self.hits.next_waiting(from)
    }

    /// The last item before `until` that waits to be read.
    pub fn last_unread(&self, until: usize) -> Option<usize> {
        self.hits.last_waiting(until)
    }

    /// Does an item wait to be read?
    pub fn is_unread(&self, idx: usize) -> bool {
        self.hits.is_waiting(idx)
    }

    /// Searches these lines in the place of those that an item shows, until it shows others or is
    /// read as it is shown: what is folded is found, although it is not to be seen. The places of
    /// hits in it are places in `lines`, which are not kept: for another needle they must be given
    /// again. Answers what it cost, in bytes of source, for which their text is taken. Nothing
    /// happens for an item that is not here.
    pub fn look_inside(&mut self, id: ItemId, lines: &[Line]) -> usize {
        let Some(idx) = self.position(id) else {
            return 0;
        };
        let before = self.hits.bytes_read();
        self.hits.read_item(idx, lines);
        let n_bytes = self.hits.bytes_read() - before;
        self.made_to_search += n_bytes;
        let starts = self.starts_in(idx, lines);
        self.inside.insert(id, starts);
        usize::try_from(n_bytes).map_or(usize::MAX, |cost| cost.max(LEAST_COST))
    }

    /// Bytes of the lines of an item at which the hits in them begin.
    fn starts_in(&self, idx: usize, lines: &[Line]) -> Box<[u32]> {
        let with_hits = lines.iter().enumerate();
        let with_hits = with_hits.filter(|(line, _)| self.hits.in_line(idx, *line) > 0);
        let hits = with_hits.flat_map(|(line, content)| {
            let all = 0..usize::MAX;
            self.hits.within((idx, line), content, &all).1
        });
        hits.map(|hit| u32::try_from(hit.start).unwrap_or(u32::MAX))
            .collect()
    }

    /// Searches what is shown, and nothing else.
    pub fn look_inside_no_more(&mut self) {
        for id in std::mem::take(&mut self.inside).into_keys() {
            if let Some(idx) = self.position(id) {
                self.hits.wait(idx);
            }
        }
    }

    /// Has every item wait to be read anew, as when what is folded in them has changed.
    pub fn read_hits_anew(&mut self) {
        self.inside.clear();
        for idx in 0..self.items.len() {
            self.hits.wait(idx);
        }
    }

    /// Are other lines of this item searched than those that it shows?
    pub fn is_searched_inside(&self, id: ItemId) -> bool {
        self.inside.contains_key(&id)
    }

    /// What is searched for.
    pub fn needle(&self) -> Option<&Needle> {
        self.hits.needle()
    }

    /// How many hits there are.
    pub fn n_hits(&self) -> usize {
        self.hits.total()
    }

    /// Where the `nth` hit begins.
    pub fn hit(&self, nth: usize) -> Option<Place> {
        let (idx, line, which) = self.hits.line_of(nth)?;
        let item = self.id_at(idx)?;
        let byte = match self.inside.get(&item) {
            Some(starts) => *starts.get(nth - self.hits.above(idx, 0))?,
            None => {
                // Nobody may have looked at it yet, but who asks is about to.
                let content = self.line_at(idx, line)?;
                let found = self.hits.start_of((idx, line), content, which)?;
                u32::try_from(found).ok()?
            }
        };
        let line = u32::try_from(line).ok()?;
        Some(Place { item, line, byte })
    }

    /// How many hits begin before a place; none for one that is not here.
    pub fn n_hits_before(&self, place: Place) -> usize {
        let Some(item) = self.position(place.item) else {
            return 0;
        };
        let line = place.line as usize;
        let above = self.hits.above(item, line);
        let in_line = match self.inside.get(&place.item) {
            Some(starts) => {
                let first = above - self.hits.above(item, 0);
                let here = first..first + self.hits.in_line(item, line);
                let here = starts.get(here).unwrap_or_default();
                here.partition_point(|start| *start < place.byte)
            }
            None => {
                let byte = place.byte as usize;
                let (first, hits) = self.hits_within((item, line), &(byte..byte + 1));
                first + hits.partition_point(|hit| hit.start < byte)
            }
        };
        above + in_line
    }

    /// The first hit that begins at a place or behind it; without a place the first of all.
    pub fn hit_from(&self, place: Option<Place>) -> Found {
        let item = place.and_then(|place| self.position(place.item));
        let nth = place.map_or(0, |place| self.n_hits_before(place));
        self.forward(item.unwrap_or(0), nth)
    }

    /// The first hit that begins behind a place.
    pub fn hit_after(&self, place: Place) -> Found {
        let nth = self.n_hits_before(place);
        let is_itself = self.hit(nth) == Some(place);
        let item = self.position(place.item).unwrap_or(0);
        self.forward(item, nth + usize::from(is_itself))
    }

    /// The last hit that begins before a place; without a place the last of all.
    pub fn hit_before(&self, place: Option<Place>) -> Found {
        let (until, n_before) = match place {
            Some(place) => {
                let item = self.position(place.item);
                (item.map_or(0, |item| item + 1), self.n_hits_before(place))
            }
            None => (self.len(), self.n_hits()),
        };
        let nth = n_before.checked_sub(1);
        let found = nth.and_then(|nth| self.hits.line_of(nth));
        let from = found.map_or(0, |(item, ..)| item);
        match (self.last_unread(until).filter(|idx| *idx >= from), nth) {
            (Some(idx), _) => Found::Unread(idx),
            (None, Some(nth)) => Found::Hit(nth),
            (None, None) => Found::Nothing,
        }
    }

    /// The hit `nth`, if all was read between an item and it.
    fn forward(&self, item: usize, nth: usize) -> Found {
        let found = self.hits.line_of(nth).map(|(item, ..)| item);
        let is_before = |idx: &usize| found.is_none_or(|found| *idx < found);
        match (self.next_unread(item).filter(is_before), found) {
            (Some(idx), _) => Found::Unread(idx),
            (None, Some(_)) => Found::Hit(nth),
            (None, None) => Found::Nothing,
        }
    }

    /// What it cost, in bytes of source, to read text since so many bytes of it were read.
    fn cost_of_text(&self, before: u64) -> usize {
        let n_bytes = self.hits.bytes_read() - before;
        usize::try_from(n_bytes / TEXT_PER_SOURCE).unwrap_or(usize::MAX)
    }

    /// Bytes of source of which lines were made only to be searched, since the beginning, and bytes
    /// of text in lines that were given only to be searched; a work counter for tests.
    pub fn bytes_made_to_search(&self) -> u64 {
        self.made_to_search
    }

    /// Bytes that are kept to know where the hits stand in what is folded; a counter for tests.
    pub fn bytes_kept_inside(&self) -> usize {
        let kept = self.inside.values();
        kept.map(|starts| size_of_val(&**starts)).sum()
    }

    /// Bytes of text that were read for hits since the beginning; a work counter for tests.
    pub fn bytes_searched(&self) -> u64 {
        self.hits.bytes_read()
    }

    /// Lines that were read for hits since the beginning; a work counter for tests.
    pub fn lines_searched(&self) -> u64 {
        self.hits.lines_read()
    }

    /// The hits that touch these bytes of the text of a line that is shown; before them the number
    /// of the first of them within the line. Of a table row all of them. None where something else
    /// is searched than what is shown.
    pub(in crate::pane) fn hits_within(
        &self,
        (item, line): (usize, usize),
        bytes: &Range<usize>,
    ) -> (usize, Vec<Range<usize>>) {
        // Lines are not made for it where there is nothing.
        let has_hits = self.hits.in_line(item, line) > 0;
        let is_shown = |id: &ItemId| has_hits && !self.is_searched_inside(*id);
        let id = self.id_at(item).filter(is_shown);
        match id.and_then(|_| self.line_at(item, line)) {
            Some(content) => self.hits.within((item, line), content, bytes),
            None => (0, Vec::new()),
        }
    }

    /// The hits that are to be seen in these bytes of the text of a line that is shown: also of one
    /// that stands for what is folded, where none are counted.
    pub(in crate::pane) fn hits_seen(
        &self,
        (item, line): (usize, usize),
        bytes: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let Some((needle, content)) = self.hits.needle().zip(self.line_at(item, line)) else {
            return Vec::new();
        };
        let is_inside = |id| self.is_searched_inside(id);
        if content.is_folded() || self.id_at(item).is_some_and(is_inside) {
            return needle.find(&text_of(content)).collect();
        }
        self.hits_within((item, line), bytes).1
    }

    /// Hits above the line with the row that has about so many rows above it; all of them beyond
    /// the end.
    pub(in crate::pane) fn n_hits_above_row(&mut self, row: usize) -> usize {
        match self.rows.find(row) {
            Some((item, line, _)) => self.hits.above(item, line),
            None => self.n_hits(),
        }
    }

    /// The first item that begins at or below the row that has about so many rows above it.
    pub(in crate::pane) fn item_from_row(&self, row: usize) -> usize {
        match self.rows.find_item(row) {
            Some((item, 0)) => item,
            Some((item, _)) => item + 1,
            None => self.len(),
        }
    }

    /// Rows above a line, likewise.
    pub(in crate::pane) fn above_line(&mut self, item: usize, line: usize) -> usize {
        self.rows.above(item, line)
    }

    /// Length of the text of a line in bytes, see [`super::Rows::len_of`].
    pub(in crate::pane) fn len_of_line(&self, item: usize, line: usize) -> usize {
        self.rows.len_of(item, line)
    }

    /// The indexes of a place's item and of its line, if both are here.
    pub(in crate::pane) fn place_to_line(&self, place: Place) -> Option<(usize, usize)> {
        let item = self.position(place.item)?;
        let line = place.line as usize;
        (line < self.lines_at(item).len()).then_some((item, line))
    }

    /// A line by the indexes of its item and of itself.
    pub fn line_at(&self, item: usize, line: usize) -> Option<&Line> {
        self.lines_at(item).get(line)
    }
}

#[cfg(test)]
mod tests;
