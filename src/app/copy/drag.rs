//! A *drag*: the pointer with its button held, what it selects by, and when it scrolls.
//!
//! Beyond an edge of its pane a drag scrolls on by time alone, faster the farther out it is and
//! never faster than a reader can follow. A second press at the same place selects by words, a
//! third by lines. What is selected is kept by the app; these are the decisions about it, as
//! values.

use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use crate::key::Pointer;
use crate::pane::Scroll;
use crate::pane::caret::{line_of, word_at};
use crate::pane::doc::{Doc, Place};
use crate::pane::selection::Selection;

/// A press this soon after the one before, in the same cell, counts on.
const AGAIN: Duration = Duration::from_millis(400);

/// A drag beyond an edge scrolls so often.
const EVERY: Duration = Duration::from_millis(50);

/// Rows that it scrolls by at a time, at most.
const MOST_ROWS: u16 = 6;

/// A drag as it is now.
#[derive(Debug, Clone, Default)]
pub struct Drag {
    /// What it selects by.
    pub unit: Unit,
    /// Where the pane was held that followed before.
    pub held: Option<Scroll>,
    /// Was the terminal's own way of selecting told of?
    pub hinted: bool,
    /// Has the pointer been seen to move since the button went down?
    pub moved: bool,
    beyond: Option<Beyond>,
    /// The last press: when, and over which cell.
    pressed: Option<(Instant, u16, u16)>,
}

/// What is selected at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    #[default]
    Grapheme,
    Word,
    Line,
}

/// The pointer is beyond an edge of the pane.
#[derive(Debug, Clone, Copy)]
struct Beyond {
    pointer: Pointer,
    /// Rows to scroll by; negative is up.
    rows: isize,
    due: Instant,
}

impl Drag {
    /// The button goes down: once more at the same place, or anew.
    pub fn press(&mut self, pointer: Pointer, now: Instant) {
        let Pointer { column, row, .. } = pointer;
        let again = self.pressed.is_some_and(|(at, c, r)| {
            (c, r) == (column, row) && now.saturating_duration_since(at) <= AGAIN
        });
        self.unit = match self.unit {
            Unit::Grapheme if again => Unit::Word,
            Unit::Word if again => Unit::Line,
            Unit::Grapheme | Unit::Word | Unit::Line => Unit::Grapheme,
        };
        self.pressed = Some((now, column, row));
        (self.moved, self.beyond) = (false, None);
    }

    /// The button goes down on something that a click acts on: a second press counts anew.
    pub fn forget_press(&mut self) {
        (self.unit, self.pressed, self.beyond) = (Unit::Grapheme, None, None);
        self.moved = false;
    }

    /// The pointer moves to here, with its button held over a pane whose text is in `body`.
    pub fn move_to(&mut self, pointer: Pointer, body: Rect, now: Instant) {
        self.moved = true;
        let rows = rows_beyond(pointer.row, body);
        self.beyond = (rows != 0).then(|| Beyond {
            pointer,
            rows,
            due: self.beyond.map_or(now + EVERY, |beyond| beyond.due),
        });
    }

    /// The next scroll if it is due: where the pointer is, and by how many rows.
    pub fn scroll(&mut self, now: Instant) -> Option<(Pointer, isize)> {
        let beyond = self.beyond.as_mut().filter(|beyond| beyond.due <= now)?;
        beyond.due = now + EVERY;
        Some((beyond.pointer, beyond.rows))
    }

    /// The button is up, or what it did is taken back: nothing scrolls any more.
    pub fn stop(&mut self) {
        self.beyond = None;
    }

    /// When it scrolls next.
    pub fn next_wake(&self) -> Option<Instant> {
        self.beyond.map(|beyond| beyond.due)
    }
}

impl Unit {
    /// What a drag from one place to another selects: both of its ends whole.
    pub fn between(self, doc: &Doc, from: Place, to: Place) -> Selection {
        let (first, last) = (self.around(doc, from), self.around(doc, to));
        let at = |place: Place| (doc.position(place.item), place.line, place.byte);
        if at(to) < at(from) {
            Selection {
                from: first.1,
                to: last.0,
            }
        } else {
            Selection {
                from: first.0,
                to: last.1,
            }
        }
    }

    fn around(self, doc: &Doc, place: Place) -> (Place, Place) {
        match self {
            Unit::Grapheme => (place, place),
            Unit::Word => word_at(doc, place),
            Unit::Line => line_of(doc, place),
        }
    }
}

/// Rows to scroll by for a pointer in this row of the screen; negative is up, 0 inside of `body`.
/// At an edge of the screen, which no pointer can leave, the last row of it counts as beyond.
fn rows_beyond(row: u16, body: Rect) -> isize {
    let above = if row == 0 && body.y == 0 {
        1
    } else {
        body.y.saturating_sub(row)
    };
    let below = (row + 1).saturating_sub(body.bottom());
    let rows = |n: u16| isize::try_from(n.min(MOST_ROWS)).unwrap_or(1);
    rows(below) - rows(above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Mods, PointerKind};

    fn at(column: u16, row: u16) -> Pointer {
        Pointer {
            kind: PointerKind::Drag,
            column,
            row,
            mods: Mods::NONE,
        }
    }

    #[test]
    fn the_farther_out_the_faster_up_to_a_bound() {
        let body = Rect::new(0, 4, 20, 6);
        let rows = [0, 3, 4, 9, 10, 12, 40].map(|row| rows_beyond(row, body));
        assert_eq!(rows, [-4, -1, 0, 0, 1, 3, 6]);
        let at_the_top = Rect::new(0, 0, 20, 6);
        assert_eq!([0, 1].map(|row| rows_beyond(row, at_the_top)), [-1, 0]);
    }

    #[test]
    fn it_scrolls_at_its_own_pace_however_often_the_pointer_moves() {
        let (mut drag, now) = (Drag::default(), Instant::now());
        let body = Rect::new(0, 4, 20, 6);
        drag.move_to(at(1, 5), body, now);
        assert_eq!(drag.next_wake(), None);
        drag.move_to(at(1, 12), body, now);
        let due = drag.next_wake().unwrap();
        drag.move_to(at(2, 12), body, now + EVERY / 2);
        assert_eq!(drag.next_wake(), Some(due));
        assert_eq!(drag.scroll(now), None);
        assert_eq!(drag.scroll(due), Some((at(2, 12), 3)));
        assert_eq!(drag.scroll(due), None);
        assert_eq!(drag.next_wake(), Some(due + EVERY));
        drag.move_to(at(2, 5), body, due);
        assert_eq!(drag.next_wake(), None);
    }

    #[test]
    fn presses_count_at_one_place_and_soon() {
        let (mut drag, now) = (Drag::default(), Instant::now());
        let mut units = Vec::new();
        for (column, after) in [(3, 0), (3, 1), (3, 1), (3, 1), (3, 500), (4, 1)] {
            let before = drag.pressed.map_or(now, |(at, _, _)| at);
            drag.press(at(column, 1), before + Duration::from_millis(after));
            units.push(drag.unit);
        }
        use Unit::{Grapheme, Line, Word};
        assert_eq!(units, [Grapheme, Word, Line, Grapheme, Grapheme, Grapheme]);
    }
}
