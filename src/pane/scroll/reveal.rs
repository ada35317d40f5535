//! Bringing a place into sight, and keeping it there when what is around it changes.

use super::{Pane, Scroll};
use crate::pane::doc::{ItemId, Place};

/// A place that is brought into sight has this part of the pane above it.
const ROOM_ABOVE: usize = 3;

impl Pane {
    /// Brings a place into sight, and stays there: nothing moves if it is visible; else it comes to
    /// stand in the upper half, with some of what is before it.
    pub fn reveal(&mut self, place: Place) {
        let Some(height) = self.height() else {
            return self.to_place(place);
        };
        let Some(spot) = self.doc.spot(place.item, place.line as usize, place.byte) else {
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
