//! Overlays: their keys, and the pointer on them. A click chooses a row of a list, and one on what
//! is chosen does what Enter does; one beside the overlay closes it.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::overlay::Wish;
use crate::app::pointer::OverlayPress;
use crate::app::update::{session, stop};
use crate::key::{Key, KeyCode};
use crate::turn::step::Now;

/// Takes a key while an overlay lies on top.
pub fn on_key(app: &mut App, key: Key, action: Option<Action>, now: Now) -> Vec<Effect> {
    match action {
        // What stops an answer stops it, whatever lies on top.
        Some(Action::Interrupt) if !app.turn.is_idle() => stop::interrupt(app, now),
        Some(Action::Back | Action::Interrupt) => {
            app.overlays.pop();
            Vec::new()
        }
        Some(Action::Suspend) => vec![Effect::Suspend],
        Some(Action::Repaint) => vec![Effect::Repaint],
        _ => hand_over(app, key, now),
    }
}

/// The button goes down at a cell.
pub fn press(app: &mut App, cell: Position) {
    let panel = app.areas.overlay;
    let Some(top) = app.overlays.last_mut() else {
        return;
    };
    app.pointer.on_overlay = if panel.area.contains(cell) {
        panel
            .row_at(cell)
            .filter(|row| top.choose(*row))
            .map(OverlayPress::Chosen)
    } else {
        Some(OverlayPress::Beside)
    };
}

/// The button goes up at a cell, after it went down with the same overlay on top.
pub fn release(app: &mut App, press: OverlayPress, cell: Position, now: Now) -> Vec<Effect> {
    let panel = app.areas.overlay;
    match press {
        OverlayPress::Beside if !panel.area.contains(cell) => {
            app.overlays.pop();
        }
        OverlayPress::Chosen(row) if panel.row_at(cell) == Some(row) => {
            // Unless the list has changed meanwhile.
            let top = app.overlays.last_mut();
            if top.is_some_and(|top| top.choose(row)) {
                return hand_over(app, Key::plain(KeyCode::Enter), now);
            }
        }
        OverlayPress::Beside | OverlayPress::Chosen(_) => {}
    }
    Vec::new()
}

fn hand_over(app: &mut App, key: Key, now: Now) -> Vec<Effect> {
    let Some(top) = app.overlays.last_mut() else {
        return Vec::new();
    };
    match top.on_key(key) {
        Wish::Stay => Vec::new(),
        Wish::Close => {
            app.overlays.pop();
            Vec::new()
        }
        Wish::OpenSession(id) => {
            app.overlays.pop();
            session::open(app, id, now)
        }
        Wish::Copy(text) => {
            app.overlays.pop();
            vec![Effect::Copy(text)]
        }
    }
}
