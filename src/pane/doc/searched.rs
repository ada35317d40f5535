//! What is *searched* of a doc: the lines that its items show, or those that are folded away in them.
//!
//! Who folds gives the lines that would be there if an item were open ([`Doc::look_inside`]); hits in
//! them are counted as any other, and have their places as soon as it is. How a text is found is known
//! to [`crate::pane::find`], and what of it is to be seen to [`crate::pane::search`].

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::{Doc, Item, ItemId, Place};
use crate::pane::find::{Needle, text_of};
use crate::text::line::Line;

/// Hits are counted from 0 at the top.
impl Doc {
    /// Searches for something else, or for nothing.
    pub fn search(&mut self, needle: Option<Needle>) {
        if self.hits.needle() != needle.as_ref() {
            if needle.is_some() {
                // Who searches looks at everything.
                for idx in 0..self.items.len() {
                    self.tell(idx);
                }
            }
            let inside = &self.inside;
            let searched = |item| searched(inside, item);
            let items = self.items.iter().map(searched);
            self.hits.set(needle, items);
        }
    }

    /// Searches these lines in the place of those that an item shows, until it shows others: what is
    /// folded is found, although it is not to be seen. The places of hits in it are places in `lines`.
    /// Nothing happens for an item that is not here.
    pub fn look_inside(&mut self, id: ItemId, lines: Vec<Line>) {
        if let Some(idx) = self.position(id) {
            self.tell(idx);
            self.hits.change(idx, 0, &lines);
            self.inside.insert(id, lines);
        }
    }

    /// Searches what is shown, and nothing else.
    pub fn look_inside_no_more(&mut self) {
        for id in std::mem::take(&mut self.inside).into_keys() {
            if let Some(idx) = self.position(id) {
                let lines = self.items.get(idx).map_or(&[][..], Item::known);
                self.hits.change(idx, 0, lines);
            }
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
        let (item, line, which) = self.hits.line_of(nth)?;
        let content = self.searched_at(item).get(line)?;
        let found = self.hits.start_of((item, line), content, which)?;
        Some(Place {
            item: self.id_at(item)?,
            line: u32::try_from(line).ok()?,
            byte: u32::try_from(found).ok()?,
        })
    }

    /// How many hits begin before a place; none for one that is not here.
    pub fn n_hits_before(&self, place: Place) -> usize {
        let Some(item) = self.position(place.item) else {
            return 0;
        };
        let line = place.line as usize;
        let byte = place.byte as usize;
        let (first, hits) = self.hits_within((item, line), &(byte..byte + 1));
        let before = hits.partition_point(|hit| hit.start < byte);
        self.hits.above(item, line) + first + before
    }

    /// Lines that were read for hits since the beginning; a work counter for tests.
    pub fn lines_searched(&self) -> u64 {
        self.hits.lines_read()
    }

    /// The hits that touch these bytes of the text of a line; before them the number of the first of
    /// them within the line. Of a table row all of them.
    pub(in crate::pane) fn hits_within(
        &self,
        (item, line): (usize, usize),
        bytes: &Range<usize>,
    ) -> (usize, Vec<Range<usize>>) {
        match self.searched_at(item).get(line) {
            Some(content) if self.hits.in_line(item, line) > 0 => {
                self.hits.within((item, line), content, bytes)
            }
            _ => (0, Vec::new()),
        }
    }

    /// The hits that are to be seen in these bytes of the text of a line that is shown.
    pub(in crate::pane) fn hits_seen(
        &self,
        (item, line): (usize, usize),
        bytes: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let is_inside = |id| self.is_searched_inside(id);
        if !self.id_at(item).is_some_and(is_inside) {
            return self.hits_within((item, line), bytes).1;
        }
        let needle = self.hits.needle().zip(self.line_at(item, line));
        needle.map_or_else(Vec::new, |(needle, line)| {
            needle.find(&text_of(line)).collect()
        })
    }

    fn searched_at(&self, item: usize) -> &[Line] {
        let item = self.items.get(item);
        item.map_or(&[], |item| searched(&self.inside, item))
    }

    /// Hits above the line with the row that has about so many rows above it; all of them beyond the
    /// end.
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

/// The lines of an item that are searched.
fn searched<'a>(inside: &'a HashMap<ItemId, Vec<Line>, FixedState>, item: &'a Item) -> &'a [Line] {
    match inside.get(&item.id) {
        Some(lines) => lines,
        None => item.known(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line::{LineKind, Span};
    use crate::theme::Scope;

    fn lines(texts: &[&str]) -> Vec<Line> {
        let line = |text: &&str| Line::new(vec![Span::new(*text, Scope::Text)], LineKind::Prose);
        texts.iter().map(line).collect()
    }

    #[track_caller]
    fn check(doc: &Doc, places: &[(u64, u32)]) {
        let found = (0..doc.n_hits()).filter_map(|nth| doc.hit(nth));
        let found: Vec<Place> = found.collect();
        let at: Vec<_> = found.iter().map(|at| (at.item.0, at.line)).collect();
        assert_eq!(at, places);
        for (nth, place) in found.into_iter().enumerate() {
            assert_eq!(doc.n_hits_before(place), nth);
        }
    }

    #[test]
    fn what_is_folded_is_found_and_has_its_places_when_it_is_opened() {
        let mut doc = Doc::default();
        doc.push(ItemId(1), lines(&["x"]));
        doc.push(ItemId(2), lines(&["folded, of x"]));
        doc.push(ItemId(3), lines(&["x"]));
        let open = lines(&["head", "no", "x", "and x"]);
        doc.look_inside(ItemId(2), open.clone());
        doc.search(Needle::new("x"));
        let all = [(1, 0), (2, 2), (2, 3), (3, 0)];
        check(&doc, &all);
        let seen = doc.hits_seen((1, 0), &(0..99));
        assert_eq!(seen.len(), 1, "what is seen is marked where it is seen");
        assert_eq!(seen.first(), Some(&(11..12)));
        doc.replace(ItemId(2), open.clone());
        check(&doc, &all);
        doc.replace(ItemId(2), lines(&["folded, of x"]));
        check(&doc, &[(1, 0), (2, 0), (3, 0)]);
        doc.look_inside(ItemId(2), open);
        doc.search(Needle::new("and x"));
        check(&doc, &[(2, 3)]);
        doc.look_inside_no_more();
        check(&doc, &[]);
    }

    #[test]
    fn an_item_that_goes_or_grows_is_no_longer_searched_inside() {
        let mut doc = Doc::default();
        doc.search(Needle::new("x"));
        for id in 1..=3 {
            doc.push(ItemId(id), lines(&["a", "b"]));
            doc.look_inside(ItemId(id), lines(&["x", "x"]));
        }
        assert_eq!(doc.n_hits(), 6);
        doc.truncate(2);
        doc.replace_tail(ItemId(1), 1, &lines(&["x"]));
        check(&doc, &[(1, 1), (2, 0), (2, 1)]);
        assert!(!doc.is_searched_inside(ItemId(1)) && !doc.is_searched_inside(ItemId(3)));
    }
}
