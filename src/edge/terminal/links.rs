//! *Links* of a frame, cell by cell, as numbers that stay the same from frame to frame.
//!
//! A frame says where its links came to lie; here they get a number each, so that two frames can be
//! compared as quickly as ever and all pieces of a link that was wrapped carry one id on the
//! terminal's side (OSC 8). Which targets a terminal is told is decided by [`Link::address`], once
//! more and for each of them. A frame without links has no numbers at all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::text::link::{Link, MAX_ADDRESS, PlacedLink};

/// Ends a link.
pub const CLOSE: &[u8] = b"\x1b]8;;\x1b\\";

/// From so many known links on, those that are no longer shown are forgotten.
const MOST: usize = 1024;

/// Names a link that is known to [`Links`]; 0 is none.
pub type LinkNo = u32;

/// The links that are shown, or were lately.
#[derive(Debug, Default)]
pub struct Links {
    /// By item and link; 0 for a target that the terminal is not told.
    numbers: HashMap<(u64, Arc<Link>), LinkNo>,
    addresses: HashMap<LinkNo, String>,
    /// The number given last. None is given twice, and billions are enough for a lifetime.
    last: LinkNo,
}

impl Links {
    /// Fills `grid` with the numbers of `placed`, one for each cell of `area` from row to row;
    /// leaves it empty where no cell has a link.
    pub fn settle(&mut self, placed: &[PlacedLink], area: Rect, grid: &mut Vec<LinkNo>) {
        grid.clear();
        for place in placed.iter().filter(|place| place.y < area.height) {
            let number = self.number(place);
            if number == 0 {
                continue;
            }
            grid.resize(usize::from(area.width) * usize::from(area.height), 0);
            let row = usize::from(place.y) * usize::from(area.width);
            let end = place.columns.end.min(area.width);
            let start = place.columns.start.min(end);
            let cells = grid.get_mut(row + usize::from(start)..row + usize::from(end));
            cells.unwrap_or_default().fill(number);
        }
        if self.numbers.len() > MOST {
            self.forget_all_but(grid);
        }
    }

    /// Appends what makes the next characters those of a link, or of none.
    pub fn open(&self, number: LinkNo, bytes: &mut Vec<u8>) {
        match self.addresses.get(&number) {
            Some(address) => {
                let start = format!("\x1b]8;id={number};");
                [start.as_str(), address, "\x1b\\"]
                    .iter()
                    .for_each(|part| bytes.extend_from_slice(part.as_bytes()));
            }
            None => bytes.extend_from_slice(CLOSE),
        }
    }

    fn number(&mut self, place: &PlacedLink) -> LinkNo {
        if place.link.target.len() > MAX_ADDRESS {
            return 0; // Not even looked at, in each frame anew.
        }
        let key = (place.item, Arc::clone(&place.link));
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = match place.link.address() {
            Some(address) => {
                self.last = self.last.wrapping_add(1).max(1);
                self.addresses.insert(self.last, address);
                self.last
            }
            None => 0,
        };
        self.numbers.insert(key, number);
        number
    }

    fn forget_all_but(&mut self, grid: &[LinkNo]) {
        let shown: HashSet<LinkNo> = grid.iter().copied().collect();
        // A grid has cells without a link always, and those of a target that is not told are like
        // them.
        self.numbers
            .retain(|_, number| *number != 0 && shown.contains(number));
        self.addresses.retain(|number, _| shown.contains(number));
    }
}

/// The numbers of a row of `width` cells; empty where the frame has no links.
pub fn row_of(grid: &[LinkNo], y: usize, width: usize) -> &[LinkNo] {
    grid.get(y * width..(y + 1) * width).unwrap_or_default()
}

/// The number of a cell in such a row.
pub fn at(row: &[LinkNo], x: usize) -> LinkNo {
    row.get(x).copied().unwrap_or(0)
}

/// Whether two such rows agree.
pub fn is_same(row: &[LinkNo], before: &[LinkNo]) -> bool {
    let has_none = |row: &[LinkNo]| row.iter().all(|number| *number == 0);
    match (row.is_empty(), before.is_empty()) {
        (true, _) => has_none(before),
        (_, true) => has_none(row),
        _ => row == before,
    }
}

#[cfg(test)]
mod tests;
