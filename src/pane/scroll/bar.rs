//! The pointer on the *scrollbar*: the thumb goes to where it is pressed and along while it is
//! held.

use super::Pane;
use crate::pane::scrollbar::BarCell;

impl Pane {
    /// Takes hold of the scrollbar at a row of the pane: which row of the thumb that is. Where the
    /// thumb is somewhere else it comes there first, with its middle. `None` where there is no bar.
    pub fn grip(&mut self, row: u16) -> Option<u16> {
        let (top, n_rows) = self.thumb()?;
        if let Some(within) = row.checked_sub(top).filter(|within| *within < n_rows) {
            return Some(within);
        }
        let middle = n_rows / 2;
        self.drag_bar(row, middle);
        Some(middle)
    }

    /// Moves the thumb so that its row `grip` comes to this row of the pane, or as near as it can.
    /// At its ends are the first row and the last one, which is followed then; how far it is
    /// between them is guessed for what was never laid out.
    pub fn drag_bar(&mut self, row: u16, grip: u16) {
        let (Some((was, n_rows)), Some(height)) = (self.thumb(), self.height()) else {
            return;
        };
        let top = usize::from(row.saturating_sub(grip));
        let most = height - usize::from(n_rows);
        if top >= most {
            return self.follow();
        }
        if top == 0 {
            return self.to_top();
        }
        // The other way round as the bar is made, and rounded up, for that rounds down. Where the
        // thumb is there already, no row moves.
        if top != usize::from(was) {
            let above = (top * (self.above + self.below)).div_ceil(most);
            let spot = self.doc.spot_at(above + self.n_hidden());
            self.stand_at(spot);
        }
    }

    /// The first row of the thumb, and how many it has.
    fn thumb(&self) -> Option<(u16, u16)> {
        let cells = self.scrollbar();
        let is_thumb = |cell: &&BarCell| cell.thumb;
        let top = cells.iter().position(|cell| cell.thumb)?;
        let n_rows = cells.iter().filter(is_thumb).count();
        Some((u16::try_from(top).ok()?, u16::try_from(n_rows).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pane::doc::ItemId;
    use crate::pane::scroll::Scroll;
    use crate::text::line::{Line, LineKind, Span};
    use crate::theme::Scope;

    fn lines(n_lines: usize) -> impl Iterator<Item = Line> {
        (0..n_lines).map(|n| {
            let text = format!("line {n}");
            Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose)
        })
    }

    fn pane(n_lines: usize, height: u16) -> Pane {
        let mut pane = Pane::default();
        pane.doc.push(ItemId(0), lines(n_lines).collect());
        pane.prepare(40, height);
        pane
    }

    fn pane_below_air(n_lines: usize, height: u16) -> Pane {
        let mut pane = Pane::below_air();
        let lines = std::iter::once(Line::blank()).chain(lines(n_lines));
        pane.doc.push(ItemId(0), lines.collect());
        pane.prepare(40, height);
        pane
    }

    #[test]
    fn a_press_on_the_thumb_moves_nothing_and_one_beside_it_brings_it_there() {
        let mut pane = pane(100, 20);
        assert_eq!(pane.thumb(), Some((16, 4)));
        assert_eq!(pane.grip(17), Some(1));
        assert_eq!(pane.scroll(), Scroll::Follow);
        assert_eq!(pane.grip(8), Some(2));
        pane.prepare(40, 20);
        assert_eq!(pane.thumb(), Some((6, 4)));
    }

    #[test]
    fn the_ends_of_the_bar_are_those_of_the_content() {
        let mut pane = pane(100, 20);
        pane.drag_bar(0, 2);
        pane.prepare(40, 20);
        assert_eq!(pane.viewport().above, 0);
        pane.drag_bar(u16::MAX, 2);
        pane.prepare(40, 20);
        assert_eq!(pane.scroll(), Scroll::Follow);
    }

    #[test]
    fn where_everything_is_visible_there_is_nothing_to_hold() {
        let mut pane = pane(5, 20);
        assert_eq!(pane.grip(3), None);
        pane.drag_bar(3, 0);
        assert_eq!(pane.scroll(), Scroll::Follow);
    }

    proptest! {
        #[test]
        fn the_thumb_stands_where_it_was_dragged_to(
            n_lines in 2_usize..300, height in 1_u16..30, has_air: bool,
            to in prop::collection::vec(0_u16..40, 1..6),
        ) {
            let of = if has_air { pane_below_air } else { pane };
            let mut pane = of(n_lines, height);
            for row in to {
                let Some((_, n_rows)) = pane.thumb() else { return Ok(()) };
                pane.drag_bar(row, 0);
                pane.prepare(40, height);
                prop_assert_eq!(pane.thumb(), Some((row.min(height - n_rows), n_rows)));
            }
        }
    }
}
