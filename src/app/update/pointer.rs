//! The pointer: the wheel scrolls what it is over; a click focuses a pane.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::focus::{Focus, PaneKind};
use crate::key::{Pointer, PointerKind};
use crate::pane::wheel;

/// Takes a pointer event. The wheel never walks the prompt history.
pub fn on_pointer(app: &mut App, pointer: Pointer) {
    match pointer.kind {
        PointerKind::Wheel(notches) => {
            if let Some(overlay) = app.overlays.last_mut() {
                overlay.on_wheel(notches);
                return;
            }
            let kind = pane_at(app, pointer).unwrap_or_else(|| app.scrolled_pane());
            app.panes.get_mut(kind).scroll_by(wheel::rows(notches));
        }
        PointerKind::Down if app.overlays.is_empty() => {
            app.search.stop_typing(&mut app.panes);
            app.focus = match pane_at(app, pointer) {
                Some(kind) if kind != PaneKind::Conversation => Focus::Pane(kind),
                _ => Focus::Composer,
            };
        }
        PointerKind::Down | PointerKind::Drag | PointerKind::Up => {}
    }
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
