//! The *panel* of an overlay is where it lies: in the middle of the screen, within a border.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

/// Where an overlay lies; no columns or rows where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panel {
    /// With its border.
    pub area: Rect,
    /// Its text. A column at either side of it is clear, and where everything fits a row above and
    /// below.
    pub inside: Rect,
    /// Those rows of the text that are a list.
    pub list: Rect,
}

impl Panel {
    /// On a screen of `screen` columns and rows, with so many columns and rows of text at most.
    pub fn new(screen: (u16, u16), size: (u16, u16)) -> Self {
        let width = size.0.saturating_add(4).min(screen.0.saturating_sub(2));
        let rows = screen.1.saturating_sub(2);
        let wanted = size.1.saturating_add(2);
        let air = u16::from(wanted.saturating_add(2) <= rows);
        let height = wanted.saturating_add(2 * air).min(rows);
        let area = Rect {
            x: (screen.0 - width) / 2,
            y: (screen.1 - height) / 2,
            width,
            height,
        };
        let inside = Rect {
            x: area.x + 2,
            y: area.y + 1 + air,
            width: width.saturating_sub(4),
            height: height.saturating_sub(2 + 2 * air),
        };
        Self {
            area,
            inside,
            list: Rect {
                height: 0,
                ..inside
            },
        }
    }

    /// The same, whose text is a list from its row `first` on.
    #[must_use]
    pub fn with_list(mut self, first: u16) -> Self {
        let first = first.min(self.inside.height);
        self.list.y = self.inside.y + first;
        self.list.height = self.inside.height - first;
        self
    }

    /// Which row of the list a cell is in, from 0 at its top. The columns beside the text belong to
    /// it: who aims at a row aims at no column.
    pub fn row_at(&self, cell: Position) -> Option<usize> {
        let is_in = (self.area.left()..self.area.right()).contains(&cell.x)
            && (self.list.top()..self.list.bottom()).contains(&cell.y);
        is_in.then(|| usize::from(cell.y - self.list.y))
    }
}

/// The rows of a list that are shown: `top` moved as little as possible, so that what is chosen is
/// among them and none stays empty.
pub fn shown(top: usize, n_rows: usize, n_items: usize, chosen: usize) -> Range<usize> {
    let n_rows = n_rows.max(1);
    let last_top = n_items.saturating_sub(n_rows);
    let first = (chosen + 1).saturating_sub(n_rows);
    let top = top.clamp(first, chosen.max(first)).min(last_top);
    top..(top + n_rows).min(n_items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_moves_only_as_far_as_what_is_chosen_asks() {
        for (top, chosen, expect) in [
            (0, 0, 0..4),
            (0, 3, 0..4),
            (0, 4, 1..5),
            (3, 5, 3..7),
            (3, 3, 3..7),
            (3, 2, 2..6),
            (9, 9, 6..10),
        ] {
            assert_eq!(shown(top, 4, 10, chosen), expect, "{top} {chosen}");
        }
        assert_eq!(shown(5, 4, 2, 1), 0..2);
        assert_eq!(shown(5, 0, 0, 0), 0..0);
    }
}
