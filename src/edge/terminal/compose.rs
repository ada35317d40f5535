//! A frame is *composed*: the difference between what the terminal shows and what it is to show
//! becomes the bytes that go out in one write, as few as will do. Which rows may differ, and what
//! becomes of the bytes, is known to the screen.

use std::io::Write;

use ratatui::layout::Position;

use super::Screen;
use super::paint::{self, Settled};
use super::shift::Shift;

/// A frame of up to so many bytes, a word or two, goes out bare: no terminal is seen drawing it,
/// and to hide the cursor and synchronize the update would take as many bytes again.
const SMALL: usize = 64;

impl<W: Write> Screen<W> {
    /// Puts the bytes of a frame together and tells how many cells it changes.
    pub(super) fn compose(&mut self, cursor: Option<Position>, shift: Option<&Shift>) -> usize {
        self.bytes.clear();
        let next = Settled::new(&self.next, &self.next_links);
        let shown = Settled::new(&self.shown, &self.shown_links);
        let shown = self.known.then_some(shown);
        if !self.known {
            self.changed.fill(true);
        }
        self.bytes.extend_from_slice(paint::BEGIN);
        if self.cursor.is_some() || !self.known {
            // Else it would be seen running over the screen where updates are not synchronized.
            self.bytes.extend_from_slice(paint::HIDE_CURSOR);
        }
        let head = self.bytes.len();
        let found = match shift {
            Some(_) => None,
            None => shown
                .filter(|_| Shift::may_pay(&self.changed))
                .and_then(|shown| {
                    self.counts.searches += 1;
                    Shift::find(&self.next, shown.buffer, &self.changed)
                }),
        };
        if let Some(shift) = shift.or(found.as_ref()) {
            shift.put(&mut self.bytes);
        }
        if let Some(found) = &found {
            found.apply(&mut self.shown, &mut self.shown_links);
            self.changed.fill(true);
            let shown = Settled::new(&self.shown, &self.shown_links);
            paint::compare(next, shown, &mut self.changed);
        }
        let shown = Settled::new(&self.shown, &self.shown_links);
        let shown = self.known.then_some(shown);
        let links = self.links.as_ref();
        let cells = paint::changes(next, shown, &self.changed, links, &mut self.bytes);
        let is_moved = shift.or(found.as_ref()).is_some();
        if self.known && cells == 0 && !is_moved {
            self.bytes.clear();
            if cursor != self.cursor {
                self.place(cursor);
            }
            return 0;
        }
        if self.known && !is_moved && self.bytes.len() - head <= SMALL {
            self.bytes.drain(..head);
            self.place(cursor);
            return cells;
        }
        self.cursor = None;
        self.place(cursor);
        self.bytes.extend_from_slice(paint::END);
        cells
    }

    /// Appends what shows the cursor at `cursor`, or hides it, after something was written.
    fn place(&mut self, cursor: Option<Position>) {
        match cursor {
            None if self.cursor.is_none() => {}
            None => self.bytes.extend_from_slice(paint::HIDE_CURSOR),
            Some(position) => {
                // It mostly goes back to where the person writes, and to say "back" is shorter. The
                // style is saved and comes back as well: it is plain at both times.
                if self.saved == Some(position) {
                    self.bytes.extend_from_slice(paint::RESTORE_CURSOR);
                } else {
                    paint::move_to(position, &mut self.bytes);
                    if self.cursor == Some(position) {
                        self.bytes.extend_from_slice(paint::SAVE_CURSOR);
                        self.saved = Some(position);
                    }
                }
                if self.cursor.is_none() {
                    self.bytes.extend_from_slice(paint::SHOW_CURSOR);
                }
            }
        }
    }
}
