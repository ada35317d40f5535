//! Follow or anchor: where a pane stands, and how it stays there.
//!
//! A reader's place is a place in the content, never a number of rows: so nothing that arrives
//! below, folds above, or changes the width can move it. The pane lays out what is visible and
//! little more; whatever is far away is guessed. It paints nothing and knows neither colors nor
//! what its items mean.

mod bar;
mod reveal;
mod sideways;

use std::ops::Range;

use super::doc::walk::Spot;
use super::doc::{Doc, ItemId, Place};
use super::scrollbar::{BarCell, Scrollbar};
use crate::text::wrap::Row;
use crate::text::wrap::code::CodeView;

/// Where a pane stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scroll {
    /// The last row is at the bottom, whatever comes.
    #[default]
    Follow,
    /// This place in the content is at the top.
    ///
    /// Where too little follows it to fill the pane, rows before it fill the rest; the place is
    /// kept all the same and comes to the top as soon as enough has arrived.
    Anchor {
        /// Which item.
        item: ItemId,
        /// Which of its lines.
        line: u32,
        /// Byte in that line's text.
        byte: u32,
    },
}

/// A doc with a place in it and its rows for one width.
///
/// # Invariants
///
/// Only the reader changes `scroll`: scrolling and the methods that go somewhere. Content that
/// comes or changes does not, unless the item of the anchor itself is removed, or a pane that is
/// `sunk` is full again: then it follows.
#[derive(Debug, Clone, Default)]
pub struct Pane {
    /// What it shows.
    pub doc: Doc,
    scroll: Scroll,
    /// Does the end stand above the bottom, because the reader saw something go from there?
    sunk: bool,
    /// Is a row of air above it? A blank line at the beginning would be a second one and is not
    /// shown.
    has_air_above: bool,
    /// How code is shown that is wider than the pane.
    code: CodeView,
    /// Columns and rows of the last [`Pane::prepare`]; nothing before the first.
    pub(super) size: (u16, u16),
    /// What was at the top then, for scrolling from what the reader sees.
    shown: Option<Scroll>,
    /// Rows to be moved that were asked for before there was a size.
    pending: isize,
    pub(super) visible: Vec<VisibleLine>,
    above: usize,
    below: usize,
    bar: Scrollbar,
}

/// What is visible, valid after [`Pane::prepare`].
#[derive(Debug, Clone, Default)]
pub struct Viewport<'a> {
    /// Rows from top to bottom, at most as many as the pane is high.
    pub rows: Vec<VisibleRow<'a>>,
    /// Rows below the viewport (an estimate for what was never laid out); 0 only at the end.
    pub below: usize,
    /// Rows above, likewise; 0 only at the beginning.
    pub above: usize,
    /// Does it follow?
    pub following: bool,
}

/// One row of a viewport and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibleRow<'a> {
    /// Whose it is.
    pub item: ItemId,
    /// Which of the item's lines, from 0.
    pub line: u32,
    /// What to paint.
    pub row: &'a Row,
}

impl VisibleRow<'_> {
    /// The beginning of its line.
    pub fn place(&self) -> Place {
        Place {
            item: self.item,
            line: self.line,
            byte: 0,
        }
    }
}

/// Rows `from` up to `to`, not included, of a line are visible.
#[derive(Debug, Clone, Copy)]
pub(super) struct VisibleLine {
    pub at: Spot,
    pub to: usize,
}

/// Two rows of the old page stay visible on the new one, so that the eye finds its place.
const PAGE_OVERLAP: u16 = 2;

/// Moves of up to so many pages are counted row by row; beyond that nobody can tell a guess from
/// the truth, and laying out all that lies between would cost what virtual rows save.
const PAGES_WALKED: usize = 2;

impl Pane {
    /// An empty one, with a row of air above it: none is shown at its beginning.
    pub fn below_air() -> Self {
        Self {
            has_air_above: true,
            ..Self::default()
        }
    }

    /// Lays out what is visible at this size, in columns and rows. The anchor stays where it is;
    /// one that points beyond the end becomes `Follow`.
    pub fn prepare(&mut self, width: u16, height: u16) {
        self.sunk &= self.size == (width, height);
        self.size = (width, height);
        self.visible.clear();
        self.bar.cells.clear();
        if width == 0 || height == 0 {
            return;
        }
        self.doc.fit(width, self.code);
        let rows = std::mem::take(&mut self.pending);
        self.scroll_by(rows);
        let top = self.top();
        self.shown = top.and_then(|spot| self.anchor_at(spot));
        let bottom = top.and_then(|spot| self.show_from(spot));
        self.move_code();
        (self.above, self.below) = match top.zip(bottom) {
            Some((top, bottom)) => self.around(top, bottom),
            None => (0, 0),
        };
        if let Some(bottom) = bottom {
            let shown = self.visible.iter().map(|line| line.to - line.at.row);
            let rows = [self.above, shown.sum(), self.below];
            self.bar
                .make(&mut self.doc, bottom, usize::from(height), rows);
        }
    }

    /// What is visible; valid after `prepare`.
    pub fn viewport(&self) -> Viewport<'_> {
        let (_, height) = self.size;
        let mut rows = Vec::with_capacity(usize::from(height));
        let first = self.visible.first();
        let mut laid = first.map(|first| self.doc.known_from(first.at.item, first.at.line));
        for &VisibleLine { at, to } in &self.visible {
            // All lines between two that are visible are, too: none is passed over in vain.
            let place = (at.item, at.line);
            let known = laid
                .as_mut()
                .and_then(|laid| laid.find(|laid| laid.0 == place));
            let (Some((_, known)), Some(item)) = (known, self.doc.id_at(at.item)) else {
                continue;
            };
            let line = narrow(at.line);
            let known = known.get(at.row..to).unwrap_or_default().iter();
            rows.extend(known.map(|row| VisibleRow { item, line, row }));
        }
        Viewport {
            rows,
            below: self.below,
            above: self.above,
            following: self.scroll == Scroll::Follow,
        }
    }

    /// Rows below what is visible, as [`Viewport::below`] has them; none for who follows.
    pub fn n_left_below(&self) -> usize {
        match self.scroll {
            Scroll::Follow => 0,
            Scroll::Anchor { .. } => self.below,
        }
    }

    /// The item at the top; valid after `prepare`.
    pub fn top_item(&self) -> Option<ItemId> {
        self.doc.id_at(self.visible.first()?.at.item)
    }

    /// The items, by their places in the doc, that the first visible rows belong to; valid after
    /// `prepare`.
    pub fn items_in(&self, n_rows: usize) -> Range<usize> {
        let mut n_before = 0;
        let lines = self.visible.iter().take_while(|line| {
            let is_in = n_before < n_rows;
            n_before += line.to.saturating_sub(line.at.row);
            is_in
        });
        let mut places = lines.map(|line| line.at.item);
        let first = places.next().unwrap_or(0);
        first..places.last().unwrap_or(first) + 1
    }

    /// The cells of the scrollbar from top to bottom, as many as the pane is high; none where
    /// everything is visible. Valid after `prepare`.
    pub fn scrollbar(&self) -> &[BarCell] {
        &self.bar.cells
    }

    /// Moves by rows; negative is up. Reaching the end follows again.
    ///
    /// Moves of more than a few pages are measured by guessed heights. Before the first `prepare`
    /// the move is remembered.
    pub fn scroll_by(&mut self, rows: isize) {
        let Some(height) = self.height() else {
            self.pending = self.pending.saturating_add(rows);
            return;
        };
        if rows == 0 || (rows > 0 && self.scroll == Scroll::Follow) {
            return;
        }
        let shown = self.shown.and_then(|place| self.find(place));
        let Some(from) = shown.or_else(|| self.top()) else {
            return;
        };
        let distance = rows.unsigned_abs();
        let to = if distance > PAGES_WALKED * height {
            let above = self.doc.above(from);
            self.doc.spot_at(above.saturating_add_signed(rows))
        } else if rows < 0 {
            Some(self.doc.up(from, distance))
        } else {
            Some(self.doc.down(from, distance).0)
        };
        self.stand_at(to);
    }

    /// One page up; two rows stay visible.
    pub fn page_up(&mut self) {
        self.scroll_by(-self.page());
    }

    /// One page down; two rows stay visible.
    pub fn page_down(&mut self) {
        self.scroll_by(self.page());
    }

    /// To the first row.
    pub fn to_top(&mut self) {
        if let Some(item) = self.doc.id_at(0) {
            self.to_item(item);
        }
    }

    /// To the end, and follow.
    pub fn follow(&mut self) {
        self.go(Scroll::Follow);
    }

    /// Puts the first row of an item at the top.
    pub fn to_item(&mut self, item: ItemId) {
        self.go(Scroll::Anchor {
            item,
            line: 0,
            byte: 0,
        });
    }

    /// Stands where it stood before, see [`Pane::scroll`].
    pub fn stand(&mut self, scroll: Scroll) {
        self.go(scroll);
    }

    /// Puts the row with this place at the top.
    pub fn to_place(&mut self, place: Place) {
        let Place { item, line, byte } = place;
        self.go(Scroll::Anchor { item, line, byte });
    }

    /// Stays at what is visible instead of following; answers whether it followed.
    pub fn hold(&mut self) -> bool {
        let followed = self.scroll == Scroll::Follow;
        if let Some(top) = self.shown.filter(|_| followed) {
            self.go(top);
        }
        followed
    }

    /// Stands at what is at the bottom now instead of following: for who pages through what grows.
    pub fn stay(&mut self) {
        if self.scroll == Scroll::Follow {
            let top = self.top().and_then(|spot| self.anchor_at(spot));
            self.go(top.unwrap_or_default());
        }
    }

    /// Follows again after [`Pane::hold`] if the end is in sight.
    pub fn settle(&mut self) {
        if self.below == 0 {
            self.follow();
        }
    }

    /// What is at the top; nothing before the first [`Pane::prepare`].
    pub fn top_place(&self) -> Option<Place> {
        match self.shown? {
            Scroll::Follow => None,
            Scroll::Anchor { item, line, byte } => Some(Place { item, line, byte }),
        }
    }

    /// Rows of all that it shows, in so many columns, but counted no further than `limit`. Lays
    /// out what it counts, and nothing of a doc that is longer by far.
    pub fn n_rows(&mut self, width: u16, limit: usize) -> usize {
        self.doc.fit(width, self.code);
        self.doc.n_rows_up_to(limit)
    }

    /// Columns and rows of the last `prepare`.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Where it stands.
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// Rows laid out since the pane was made; a work counter for tests.
    pub fn rows_laid_out(&self) -> u64 {
        self.doc.rows_laid_out()
    }

    fn go(&mut self, scroll: Scroll) {
        self.scroll = scroll;
        self.sunk = false;
        self.shown = None;
        self.pending = 0;
    }

    fn height(&self) -> Option<usize> {
        let (width, height) = self.size;
        (width > 0 && height > 0).then_some(usize::from(height))
    }

    fn page(&self) -> isize {
        let (_, height) = self.size;
        isize::try_from(height.saturating_sub(PAGE_OVERLAP).max(1)).unwrap_or(1)
    }

    /// The row that belongs at the top.
    fn top(&mut self) -> Option<Spot> {
        let height = self.height()?;
        if let Some(spot) = self.find(self.scroll) {
            let spot = self.below(spot);
            let is_full = self.doc.down(spot, height - 1).1 == height - 1;
            if is_full != self.sunk {
                return Some(spot);
            }
            if is_full {
                self.go(Scroll::Follow);
            }
        } else {
            self.scroll = Scroll::Follow;
        }
        let last = self.doc.last()?;
        let top = self.doc.up(last, height - 1);
        Some(self.below(top))
    }

    /// Rows at the beginning that are never shown.
    fn n_hidden(&self) -> usize {
        let first = self.doc.first();
        usize::from(first.is_some_and(|first| self.below(first) != first))
    }

    /// The row that is at the top where this one would be.
    fn below(&self, spot: Spot) -> Spot {
        if !self.has_air_above || self.doc.first() != Some(spot) {
            return spot;
        }
        self.doc.first_below_air().unwrap_or(spot)
    }

    /// The row of an anchor; `None` for one that points beyond the end, and for following.
    fn find(&mut self, place: Scroll) -> Option<Spot> {
        match place {
            Scroll::Follow => None,
            Scroll::Anchor { item, line, byte } => self.doc.spot(item, line as usize, byte),
        }
    }

    fn anchor_at(&mut self, spot: Spot) -> Option<Scroll> {
        let item = self.doc.id_at(spot.item)?;
        let row = self.doc.rows_of(spot.item, spot.line).get(spot.row)?;
        // How far code is shifted is no part of the reader's place.
        let byte = if row.cut_left { 0 } else { row.start };
        Some(Scroll::Anchor {
            item,
            line: narrow(spot.line),
            byte,
        })
    }

    /// Puts a row at the top, or follows where the end is then visible.
    fn stand_at(&mut self, spot: Option<Spot>) {
        let (Some(spot), Some(height)) = (spot, self.height()) else {
            return;
        };
        let spot = self.below(spot);
        let is_end_visible = self.doc.down(spot, height).1 < height;
        let anchor = self.anchor_at(spot).filter(|_| !is_end_visible);
        self.go(anchor.unwrap_or(Scroll::Follow));
    }

    /// Takes note of the visible lines from `top` on; the last visible row.
    fn show_from(&mut self, top: Spot) -> Option<Spot> {
        let mut left = self.height()?;
        let mut at = top;
        loop {
            let n_rows = self.doc.n_rows_of(at.item, at.line);
            let to = n_rows.min(at.row + left);
            self.visible.push(VisibleLine { at, to });
            left -= to - at.row;
            let bottom = Spot {
                row: to.saturating_sub(1),
                ..at
            };
            let next = self.doc.line_after(at.item, at.line);
            let Some((item, line)) = next.filter(|_| left > 0) else {
                return Some(bottom);
            };
            at = Spot { item, line, row: 0 };
        }
    }

    /// Rows above and below what is visible.
    fn around(&mut self, top: Spot, bottom: Spot) -> (usize, usize) {
        let height = self.height().unwrap_or_default();
        if self.doc.n_lines_kept() > LINES_KEPT * height {
            self.doc.forget_far_from(top, bottom, height);
        }
        let is_first = self.doc.first().map(|first| self.below(first)) == Some(top);
        let above = if is_first {
            0
        } else {
            self.doc.above(top).saturating_sub(self.n_hidden()).max(1)
        };
        let is_last = self.doc.is_last(bottom);
        let rest = self.doc.n_rows().saturating_sub(self.doc.above(bottom) + 1);
        (above, if is_last { 0 } else { rest.max(1) })
    }
}

/// Lines whose rows are kept, in pane heights, before those far away are forgotten: enough to turn
/// a page back and forth without laying out anything.
const LINES_KEPT: usize = 8;

fn narrow(idx: usize) -> u32 {
    u32::try_from(idx).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
