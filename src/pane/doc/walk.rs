//! A *walk* goes through a doc row by row or line by line, and lays out what it comes to.

use super::{Doc, Item, ItemId};
use crate::text::line::Line;
use crate::text::wrap::Row;
use crate::text::wrap::code::CodeView;

/// A row of a doc at its present width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Index of the item.
    pub item: usize,
    /// Index of its line.
    pub line: usize,
    /// Which of the line's rows.
    pub row: usize,
}

/// Rows, for the width set last. Walking lays out what it walks over.
impl Doc {
    /// Lays out for another width, and code in another view: nothing, until somebody looks.
    pub fn fit(&mut self, width: u16, code: CodeView) {
        self.rows.set_width(width);
        self.rows.set_code(code);
    }

    /// The rows of a line, laid out if need be.
    pub fn rows_of(&mut self, item: usize, line: usize) -> &[Row] {
        self.tell(item);
        let Some(item_lines) = self.items.get(item).map(Item::lines) else {
            return &[];
        };
        self.rows.lay_out(item, line, item_lines)
    }

    /// Lays a line of code out that is not wrapped, from another column on than the others.
    pub fn move_code(&mut self, item: usize, line: usize, from: u32) {
        if let Some(item_lines) = self.items.get(item).map(Item::lines) {
            self.rows.move_code(item, line, item_lines, from);
        }
    }

    /// How many rows a line has; laid out if need be.
    pub fn n_rows_of(&mut self, item: usize, line: usize) -> usize {
        match self.rows.known_len(item, line) {
            Some(n_rows) => n_rows,
            None => self.rows_of(item, line).len(),
        }
    }

    /// The lines from this one on whose rows are laid out, by the indexes of item and line.
    pub(in crate::pane) fn known_from(
        &self,
        item: usize,
        line: usize,
    ) -> impl Iterator<Item = ((usize, usize), &[Row])> {
        self.rows.known_from(item, line)
    }

    /// The rows of a line, if they are laid out.
    pub fn known_rows(&self, item: usize, line: usize) -> &[Row] {
        self.rows.known(item, line)
    }

    /// The first row of all.
    pub fn first(&self) -> Option<Spot> {
        self.first_from(0)
    }

    /// The first row of all, but for a blank line at the beginning.
    pub fn first_below_air(&self) -> Option<Spot> {
        let first = self.first()?;
        let is_air = self
            .lines_at(first.item)
            .first()
            .is_some_and(Line::is_empty);
        let below = self.line_after(first.item, first.line).filter(|_| is_air);
        let below = below.map(|(item, line)| Spot { item, line, row: 0 });
        Some(below.unwrap_or(first))
    }

    /// The last row of all.
    pub fn last(&mut self) -> Option<Spot> {
        let (item, line) = self.line_before(self.items.len(), 0)?;
        let row = self.n_rows_of(item, line).saturating_sub(1);
        Some(Spot { item, line, row })
    }

    /// The row of an item in which this byte of this line stands. A line beyond the item's end is
    /// taken for its last row, and an item without lines for what follows it.
    pub fn spot(&mut self, id: ItemId, line: usize, byte: u32) -> Option<Spot> {
        let item = self.position(id)?;
        let Some(last) = self.lines_at(item).len().checked_sub(1) else {
            return self.first_from(item);
        };
        let (line, byte) = if line > last {
            (last, u32::MAX)
        } else {
            (line, byte)
        };
        let rows = self.rows_of(item, line);
        let row = rows
            .partition_point(|row| row.start <= byte)
            .saturating_sub(1);
        Some(Spot { item, line, row })
    }

    /// The row `n` rows below `from`, or the last one; and how many rows that is.
    pub fn down(&mut self, from: Spot, n: usize) -> (Spot, usize) {
        let mut spot = from;
        let mut left = n;
        loop {
            let n_rows = self.n_rows_of(spot.item, spot.line);
            let in_line = n_rows.saturating_sub(spot.row + 1);
            if left <= in_line {
                spot.row += left;
                return (spot, n);
            }
            let Some((item, line)) = self.line_after(spot.item, spot.line) else {
                spot.row += in_line;
                return (spot, n - left + in_line);
            };
            left -= in_line + 1;
            spot = Spot { item, line, row: 0 };
        }
    }

    /// The row `n` rows above `from`, or the first one.
    pub fn up(&mut self, from: Spot, n: usize) -> Spot {
        let mut spot = from;
        let mut left = n;
        while left > spot.row {
            let Some((item, line)) = self.line_before(spot.item, spot.line) else {
                return Spot { row: 0, ..spot };
            };
            left -= spot.row + 1;
            let row = self.n_rows_of(item, line).saturating_sub(1);
            spot = Spot { item, line, row };
        }
        Spot {
            row: spot.row - left,
            ..spot
        }
    }

    /// Rows above a row: known ones counted, others guessed.
    pub fn above(&mut self, spot: Spot) -> usize {
        self.rows.above(spot.item, spot.line) + spot.row
    }

    /// Rows of the whole doc, likewise.
    pub fn n_rows(&self) -> usize {
        self.rows.total()
    }

    /// Rows of the whole doc, counted and not guessed, but no further than `limit`.
    pub fn n_rows_up_to(&mut self, limit: usize) -> usize {
        // A guess may be wrong, but not by so much; and to count is to lay out.
        if self.n_rows() > limit.saturating_mul(4) {
            return limit;
        }
        let mut n_rows = 0;
        let mut place = self.first_from(0).map(|spot| (spot.item, spot.line));
        while let Some((item, line)) = place.filter(|_| n_rows < limit) {
            n_rows += self.n_rows_of(item, line);
            place = self.line_after(item, line);
        }
        n_rows.min(limit)
    }

    /// The row that has about so many rows above it; the last one beyond the end.
    pub fn spot_at(&mut self, row: usize) -> Option<Spot> {
        let (item, line, row) = loop {
            let Some(found) = self.rows.find(row) else {
                return self.last();
            };
            // Lines that are made now may be fewer or more than was guessed.
            if !self.tell(found.0) {
                break found;
            }
        };
        let n_rows = self.n_rows_of(item, line);
        Some(Spot {
            item,
            line,
            row: row.min(n_rows.saturating_sub(1)),
        })
    }

    /// Forgets rows that are more than `n_lines` away from what lies between two rows.
    pub fn forget_far_from(&mut self, top: Spot, bottom: Spot, n_lines: usize) {
        let mut from = (top.item, top.line);
        let mut to = (bottom.item, bottom.line);
        for _ in 0..n_lines {
            from = self.line_before(from.0, from.1).unwrap_or(from);
            to = self.line_after(to.0, to.1).unwrap_or(to);
        }
        self.rows.keep(from, to);
    }

    /// Is this the last row of all?
    pub fn is_last(&self, spot: Spot) -> bool {
        let n_rows = self.known_rows(spot.item, spot.line).len();
        spot.row + 1 == n_rows && self.line_after(spot.item, spot.line).is_none()
    }

    /// How many lines have their rows laid out now.
    pub fn n_lines_kept(&self) -> usize {
        self.rows.n_lines_kept()
    }

    /// How many rows were laid out since the beginning.
    pub fn rows_laid_out(&self) -> u64 {
        self.rows.laid_out()
    }

    /// The line after a line that is here, by the indexes of both; `None` at the end.
    pub fn line_after(&self, item: usize, line: usize) -> Option<(usize, usize)> {
        if line + 1 < self.lines_at(item).len() {
            return Some((item, line + 1));
        }
        self.first_from(item + 1).map(|spot| (spot.item, spot.line))
    }

    /// The line before a line, likewise; `None` at the beginning.
    pub fn line_before(&self, item: usize, line: usize) -> Option<(usize, usize)> {
        if let Some(line) = line.checked_sub(1) {
            return Some((item, line));
        }
        (0..item)
            .rev()
            .find_map(|item| Some((item, self.lines_at(item).len().checked_sub(1)?)))
    }

    fn first_from(&self, item: usize) -> Option<Spot> {
        let item = (item..self.items.len()).find(|&item| !self.items[item].is_empty())?;
        Some(Spot {
            item,
            line: 0,
            row: 0,
        })
    }
}
