//! The pointer: the wheel scrolls what it is over, sideways where code is not wrapped; a click focuses a pane, or
//! goes to the prompt that is pinned; a drag selects content of
//! the pane in which it began, and copies it when the button goes up.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::update::{drag, jump, select};
use crate::key::{Pointer, PointerKind};
use crate::pane::wheel;
use crate::turn::step::Now;

/// Takes a pointer event. The wheel never walks the prompt history.
pub fn on_pointer(app: &mut App, pointer: Pointer, now: Now) -> Vec<Effect> {
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
            select::end(app);
            let at = Position::new(pointer.column, pointer.row);
            if app.areas.pinned.contains(at) {
                jump::to_pinned(app);
            }
            let kind = pane_at(app, pointer);
            app.pressed = kind.and_then(|kind| Some((kind, drag::place_in(app, kind, pointer)?)));
            app.focus = match kind {
                Some(kind) if kind != PaneKind::Conversation => Focus::Pane(kind),
                _ => Focus::Composer,
            };
            drag::down(app, pointer, now);
        }
        PointerKind::Drag => drag::to(app, pointer, now),
        PointerKind::Up => return drag::up(app, now),
        PointerKind::Down => {}
    }
    Vec::new()
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
