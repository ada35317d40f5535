//! The help overlay: every key as it is bound now.

use crate::app::action::table::{ACTIONS, Group};
use crate::app::overlay::Wish;
use crate::key::{Key, KeyCode};

/// The help overlay, and how far it is scrolled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Help {
    /// First row shown; after `prepare` never so far down that a row below could stay empty.
    pub top: u16,
}

/// More rows than help will ever have.
const FAR: u16 = 200;

/// Rows of the screen that are not text of the overlay: above and below, a border and a row of air.
const CHROME: u16 = 4;

/// Rows of text: headings, a blank one between groups, actions; a blank one and a remark.
pub fn n_rows() -> u16 {
    let n_rows = 2 * Group::ALL.len() - 1 + ACTIONS.len() + 2;
    u16::try_from(n_rows).unwrap_or(FAR)
}

impl Help {
    /// Scrolls; anything that is not a scrolling key closes.
    pub fn on_key(&mut self, key: Key) -> Wish {
        self.top = match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.top.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => (self.top + 1).min(FAR),
            KeyCode::PageUp => self.top.saturating_sub(10),
            KeyCode::PageDown => (self.top + 10).min(FAR),
            KeyCode::Home => 0,
            KeyCode::End => FAR,
            KeyCode::Enter | KeyCode::F(1) | KeyCode::Char('q') => return Wish::Close,
            _ => self.top,
        };
        Wish::Stay
    }

    /// Never stands past the end on a screen of `height` rows: from there the next key upwards
    /// would seem to do nothing.
    pub fn prepare(&mut self, height: u16) {
        let last_top = n_rows().saturating_sub(height.saturating_sub(CHROME));
        self.top = self.top.min(last_top);
    }
}
