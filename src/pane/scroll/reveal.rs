//! Bringing a place into sight, and keeping it there when what is around it changes.

use super::{Pane, Scroll};
use crate::pane::cells;
use crate::pane::doc::walk::Spot;
use crate::pane::doc::{ItemId, Place};
use crate::text::line::{LineKind, TableRow};
use crate::text::wrap::Row;

/// A place that is brought into sight has this part of the pane above it.
const ROOM_ABOVE: usize = 3;

impl Pane {
    /// Brings a place into sight, and stays there: nothing moves if it is visible; else it comes to
    /// stand in the upper half, with some of what is before it.
    pub fn reveal(&mut self, place: Place) {
        let Some(height) = self.height() else {
            return self.to_place(place);
        };
        let spot = self.doc.spot(place.item, place.line as usize, place.byte);
        let Some(spot) = self.spot_in_table(place).or(spot) else {
            return;
        };
        self.reveal_column(place);
        let shown = self.shown.and_then(|top| self.find(top));
        let top = match shown.or_else(|| self.top()) {
            Some(top) if top <= spot && spot <= self.doc.down(top, height - 1).0 => top,
            _ => self.doc.up(spot, height / ROOM_ABOVE),
        };
        if let Some(anchor) = self.anchor_at(top) {
            self.go(anchor);
        }
    }

    /// Where in its table a place is to be seen: in the row that shows it, or in that with the name
    /// that the header gives, where it stands in front of a value of the first record.
    fn spot_in_table(&mut self, place: Place) -> Option<Spot> {
        let byte = place.byte as usize;
        let (item, line) = self.doc.place_to_line(place)?;
        let (row, rows) = self.table_row(item, line)?;
        let stops = cells::stops(&row, rows);
        let is_shown = |stops: &Vec<cells::Stop>| {
            stops
                .iter()
                .any(|stop| stop.bytes.end > byte && stop.bytes.start <= byte)
        };
        if let Some(row) = stops.iter().position(is_shown) {
            return Some(Spot { item, line, row });
        }
        let (nth, byte) = cells::name_at(&row, byte)?;
        let line = line + 1;
        let (row, rows) = self.table_row(item, line)?;
        let labels = cells::labels(&row, rows);
        let row = labels.iter().position(|label| {
            let label = label.as_ref().filter(|(idx, _)| *idx == nth);
            label.is_some_and(|(_, stops)| stops.iter().any(|stop| stop.bytes.end > byte))
        });
        Some(Spot {
            item,
            line,
            row: row?,
        })
    }

    fn table_row(&mut self, item: usize, line: usize) -> Option<(TableRow, &[Row])> {
        let LineKind::Table(row) = &self.doc.line_at(item, line)?.kind else {
            return None;
        };
        let row = row.clone();
        Some((row, self.doc.rows_of(item, line)))
    }

    /// Has the place that the pane was sent to stand where it can stand now: where too little
    /// follows to bring it to the top, it stays below, and nothing moves it there when more comes.
    pub fn land(&mut self) {
        let (columns, rows) = self.size;
        self.prepare(columns, rows);
        let place = self.find(self.scroll);
        if let Some(top) = self.shown
            && place.is_some()
            && place != self.find(top)
        {
            self.scroll = top;
        }
    }

    /// Keeps `top`, which was at the top, there although the lines of `changed` have become others,
    /// as when it was opened. If that reached above the top, it begins there. A pane that follows
    /// goes on doing so where its beginning stays in sight.
    pub fn keep(&mut self, top: Place, changed: ItemId) {
        let Some(height) = self.height() else {
            return;
        };
        let begin = self.doc.spot(changed, 0, 0);
        let is_seen_from_the_end =
            begin.is_some_and(|begin| self.doc.down(begin, height).1 < height);
        if self.scroll == Scroll::Follow && is_seen_from_the_end {
            return;
        }
        let mut top = top;
        if top.item == changed && top.line > 0 {
            (top.line, top.byte) = (0, 0);
        }
        self.to_place(top);
    }

    /// The visible row that begins with this place, from 0 at the top; nothing before the first
    /// [`Pane::prepare`].
    pub fn row_of(&self, place: Place) -> Option<usize> {
        let rows = self.viewport().rows;
        let at = (place.item, place.line);
        rows.iter().position(|row| (row.item, row.line) == at)
    }

    /// Has a place in this row of the pane, from 0 at the top, whatever has become of the lines
    /// around it. Where too little is left below to fill the pane, it stays empty there until more
    /// comes or the reader goes elsewhere. A pane that shows its end all the same follows.
    pub fn keep_in_row(&mut self, place: Place, row: usize) {
        let spot = self.doc.spot(place.item, place.line as usize, place.byte);
        let Some((spot, height)) = spot.zip(self.height()) else {
            return;
        };
        let top = self.doc.up(spot, row);
        let (_, n_below) = self.doc.down(top, height);
        let is_all = n_below < height && self.doc.first() == Some(top);
        match self.anchor_at(top) {
            Some(anchor) if n_below + 1 != height && !is_all => {
                self.go(anchor);
                self.sunk = n_below < height;
            }
            Some(_) | None => self.follow(),
        }
    }

    /// Brings a place into sight by no more rows than it takes, and stays there.
    pub fn show(&mut self, place: Place) {
        let Some(height) = self.height() else {
            return self.to_place(place);
        };
        let Some(spot) = self.doc.spot(place.item, place.line as usize, place.byte) else {
            return;
        };
        let shown = self.shown.and_then(|top| self.find(top));
        let top = match shown.or_else(|| self.top()) {
            Some(top) if spot < top => spot,
            Some(top) if spot <= self.doc.down(top, height - 1).0 => top,
            _ => self.doc.up(spot, height - 1),
        };
        if let Some(anchor) = self.anchor_at(top) {
            self.go(anchor);
        }
    }

    /// Puts the last row of the line of this place at the bottom.
    pub fn to_bottom(&mut self, place: Place) {
        let spot = self.doc.spot(place.item, place.line as usize, u32::MAX);
        let Some((spot, height)) = spot.zip(self.height()) else {
            return self.to_place(place);
        };
        let top = self.doc.up(spot, height - 1);
        if let Some(anchor) = self.anchor_at(top) {
            self.go(anchor);
        }
    }
}
