//! An *overlay* lies on top of everything: a value in a stack, not an object.
//!
//! The topmost overlay gets the keys. What it wants done it says as a [`Wish`]; the app does
//! it.

pub mod copy;
pub mod help;
pub mod sessions;

use crate::app::keymap::Keymap;
use crate::app::layout::panel::Panel;
use crate::app::overlay::copy::Copy;
use crate::app::overlay::help::Help;
use crate::app::overlay::sessions::Sessions;
use crate::key::{Key, KeyCode};
use crate::session::SessionId;

/// What lies on top.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys.
    Help(Help),
    /// The list of sessions.
    Sessions(Sessions),
    /// What can be copied.
    Copy(Copy),
}

/// What an overlay wants after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Wish {
    Stay,
    Close,
    OpenSession(SessionId),
    Copy(String),
}

impl Overlay {
    /// Takes a key. Escape never comes here: it closes every overlay alike.
    pub fn on_key(&mut self, key: Key) -> Wish {
        match self {
            Overlay::Help(help) => help.on_key(key),
            Overlay::Sessions(sessions) => sessions.on_key(key),
            Overlay::Copy(copy) => copy.on_key(key),
        }
    }

    /// Brings it up to date for a screen of `screen` columns and rows; where it lies there.
    pub fn prepare(&mut self, keymap: &Keymap, screen: (u16, u16)) -> Panel {
        match self {
            Overlay::Help(help) => help.prepare(keymap, screen),
            Overlay::Sessions(sessions) => sessions.prepare(screen),
            Overlay::Copy(copy) => copy.prepare(screen),
        }
    }

    /// Chooses what stands in the row of its list, from 0 at the top. Answers whether that was
    /// chosen before.
    pub fn choose(&mut self, row: usize) -> bool {
        match self {
            Overlay::Help(_) => false,
            Overlay::Sessions(sessions) => sessions.choose(row),
            Overlay::Copy(copy) => copy.choose(row),
        }
    }

    /// Takes wheel notches.
    pub fn on_wheel(&mut self, notches: i16) {
        let code = if notches < 0 {
            KeyCode::Up
        } else {
            KeyCode::Down
        };
        for _ in 0..notches.unsigned_abs().min(20) {
            self.on_key(Key::plain(code));
        }
    }
}
