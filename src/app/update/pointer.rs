//! The pointer: the wheel scrolls what it is over, sideways where code is not wrapped; a click focuses a pane, or
//! goes to the prompt that is pinned; a drag selects content of
//! the pane in which it began, and copies it when the button goes up.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::copy::selected::{self, Selected};
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::panes;
use crate::app::update::jump;
use crate::key::{Pointer, PointerKind};
use crate::pane::doc::Place;
use crate::pane::selection::{Selection, place_at};
use crate::pane::wheel;

/// Takes a pointer event. The wheel never walks the prompt history.
pub fn on_pointer(app: &mut App, pointer: Pointer) -> Vec<Effect> {
    match pointer.kind {
        PointerKind::Wheel(notches) => {
            if let Some(overlay) = app.overlays.last_mut() {
                overlay.on_wheel(notches);
                return Vec::new();
            }
            let kind = pane_at(app, pointer).unwrap_or_else(|| app.scrolled_pane());
            let pane = app.panes.get_mut(kind);
            if pointer.mods.shift {
                pane.shift_code(wheel::columns(notches));
            } else {
                pane.scroll_by(wheel::rows(notches));
            }
        }
        PointerKind::Sideways(notches) => {
            if let Some(kind) = pane_at(app, pointer).filter(|_| app.overlays.is_empty()) {
                app.panes.get_mut(kind).shift_code(wheel::columns(notches));
            }
        }
        PointerKind::Down if app.overlays.is_empty() => {
            app.search.stop_typing(&mut app.panes);
            app.selected = None;
            let at = Position::new(pointer.column, pointer.row);
            if app.areas.pinned.contains(at) {
                jump::to_pinned(app);
            }
            let kind = pane_at(app, pointer);
            app.pressed = kind.and_then(|kind| Some((kind, place_in(app, kind, pointer)?)));
            app.focus = match kind {
                Some(kind) if kind != PaneKind::Conversation => Focus::Pane(kind),
                _ => Focus::Composer,
            };
        }
        PointerKind::Drag => drag(app, pointer),
        PointerKind::Up => {
            let is_drawn = app.pressed.take().is_some() && app.selected.is_some();
            let text = app.selected.filter(|_| is_drawn);
            let text = text.and_then(|selected| selected::source(app, selected));
            return text.map(Effect::Copy).into_iter().collect();
        }
        PointerKind::Down => {}
    }
    Vec::new()
}

/// From where the button went down to here; nothing until the pointer has left that place.
fn drag(app: &mut App, pointer: Pointer) {
    let Some((kind, from)) = app.pressed else {
        return;
    };
    let Some(to) = place_in(app, kind, pointer) else {
        return;
    };
    if app.selected.is_some() || to != from {
        let selection = Selection { from, to };
        app.selected = Some(Selected { kind, selection });
    }
}

/// The place of a pane's content under the pointer, or the nearest one.
fn place_in(app: &App, kind: PaneKind, pointer: Pointer) -> Option<Place> {
    let body = panes::body(&app.areas, kind);
    let column = pointer.column.saturating_sub(body.x + panes::indent(kind));
    let row = pointer.row.clamp(body.y, body.bottom().max(body.y + 1) - 1);
    place_at(app.panes.get(kind), column, row - body.y)
}

fn pane_at(app: &App, pointer: Pointer) -> Option<PaneKind> {
    let at = Position::new(pointer.column, pointer.row);
    let areas = [
        (PaneKind::Conversation, app.areas.conversation),
        (PaneKind::Thinking, app.areas.thinking),
        (PaneKind::Activity, app.areas.activity),
    ];
    areas
        .into_iter()
        .find(|(_, area)| area.contains(at))
        .map(|(kind, _)| kind)
}
