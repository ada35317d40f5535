//! Drags: from where the button went down to where the pointer is; what they select is copied when
//! the button goes up.

use std::time::Duration;

use crate::app::App;
use crate::app::action::Action;
use crate::app::copy::drag::Unit;
use crate::app::copy::selected::{self, By, Selected};
use crate::app::effect::Effect;
use crate::app::focus::PaneKind;
use crate::app::notice::Level;
use crate::app::panes;
use crate::key::Pointer;
use crate::pane::doc::Place;
use crate::pane::selection::place_at;
use crate::turn::step::Now;

/// How long the terminal's own way of selecting is told of, once: longer than the receipt of the
/// copy, which comes before it.
const HINT_TIME: Duration = Duration::from_secs(12);

/// The button went down over a pane: what streams in moves nothing away under the pointer.
pub fn hold(app: &mut App) {
    app.pointer.drag.held = app.pointer.pressed.and_then(|(kind, _)| {
        let pane = app.panes.get_mut(kind);
        pane.hold().then(|| pane.scroll())
    });
}

/// The button went down: once more at the same place it selects a word, and once more a line.
pub fn down(app: &mut App, pointer: Pointer, now: Now) {
    app.pointer.drag.press(pointer, now.instant);
    if app.pointer.drag.unit != Unit::Grapheme {
        extend(app, pointer);
    }
}

/// The pointer moved with the button held.
pub fn to(app: &mut App, pointer: Pointer, now: Now) {
    let Some((kind, _)) = app.pointer.pressed else {
        return;
    };
    let body = panes::body(&app.areas, kind);
    app.pointer.drag.move_to(pointer, body, now.instant);
    extend(app, pointer);
}

/// Time has passed: beyond an edge of its pane a drag scrolls on.
pub fn tick(app: &mut App, now: Now) {
    let drags = app.pointer.pressed.filter(|_| app.selected.is_some());
    let Some((kind, _)) = drags else {
        app.pointer.drag.stop();
        return;
    };
    let Some((pointer, rows)) = app.pointer.drag.scroll(now.instant) else {
        return;
    };
    let pane = app.panes.get_mut(kind);
    pane.scroll_by(rows);
    pane.hold();
    // What is selected reaches to the row that has come into sight.
    let (columns, rows) = pane.size();
    pane.prepare(columns, rows);
    extend(app, pointer);
}

/// The button went up: what is selected is copied.
pub fn up(app: &mut App, now: Now) -> Vec<Effect> {
    let pressed = app.pointer.release();
    let held = app.pointer.drag.held.take();
    if let Some(((kind, _), held)) = pressed.zip(held) {
        let pane = app.panes.get_mut(kind);
        if app.selected.is_some() {
            pane.settle();
        } else if pane.scroll() == held {
            pane.follow();
        }
    }
    let selected = app.selected.filter(|_| pressed.is_some());
    let text = selected.and_then(|selected| selected::source(app, selected));
    if text.is_some() && app.pointer.drag.unit == Unit::Grapheme {
        hint(app, now);
    }
    text.map(Effect::Copy).into_iter().collect()
}

/// The place of a pane's content under the pointer, or the nearest one.
pub fn place_in(app: &App, kind: PaneKind, pointer: Pointer) -> Option<Place> {
    let body = panes::body(&app.areas, kind);
    let column = pointer
        .column
        .saturating_sub(body.x + panes::indent(&app.areas, kind));
    let row = pointer.row.clamp(body.y, body.bottom().max(body.y + 1) - 1);
    place_at(app.panes.get(kind), column, row - body.y)
}

/// Selects from where the button went down to here; nothing until the pointer has left that place,
/// unless words or lines are selected.
fn extend(app: &mut App, pointer: Pointer) {
    let Some((kind, from)) = app.pointer.pressed else {
        return;
    };
    let Some(to) = place_in(app, kind, pointer) else {
        return;
    };
    let unit = app.pointer.drag.unit;
    if app.selected.is_none() && unit == Unit::Grapheme && to == from {
        return;
    }
    let selection = unit.between(&app.panes.get(kind).doc, from, to);
    let by = By::Pointer;
    app.selected = Some(Selected {
        kind,
        selection,
        by,
    });
}

/// Tells once that the terminal has a way of its own.
fn hint(app: &mut App, now: Now) {
    if !std::mem::replace(&mut app.pointer.drag.hinted, true) {
        let key = app.key_for(Action::Mouse);
        let key = key.map_or_else(String::new, |key| format!("; {key} gives it the mouse"));
        let text = format!("Shift+drag selects the terminal's own way{key}");
        app.notices
            .show_for(HINT_TIME, Level::Info, text, now.instant);
    }
}
