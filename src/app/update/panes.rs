//! Panes: which one has the focus, and which are open.

use std::time::Instant;

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::WIDE_COLUMNS;
use crate::app::notice::Level;

/// Tab: from the composer through the visible panes and back.
pub fn cycle(app: &mut App, step: isize) {
    let mut stops = vec![Focus::Composer];
    stops.extend(app.visible_panes().into_iter().map(Focus::Pane));
    let at = stops
        .iter()
        .position(|stop| *stop == app.focus)
        .unwrap_or(0);
    let len = isize::try_from(stops.len()).unwrap_or(1);
    let next = (isize::try_from(at).unwrap_or(0) + step).rem_euclid(len);
    app.focus = usize::try_from(next)
        .ok()
        .and_then(|next| stops.get(next).copied())
        .unwrap_or_default();
}

/// Opens or folds a side pane: at the right of a wide screen, over the conversation of a narrow
/// one.
pub fn toggle(app: &mut App, kind: PaneKind, now: Instant) -> Vec<Effect> {
    let empty = app.panes.get(kind).doc.is_empty();
    if empty {
        let nothing = if kind == PaneKind::Thinking {
            "No thinking yet"
        } else {
            "No tool was called yet"
        };
        app.notices.show(Level::Info, nothing, now);
        // Another one that lies over the conversation stays; this one is not to come up later.
        app.panes.over = app.panes.over.filter(|over| *over != kind);
        return Vec::new();
    }
    if app.areas.status.width < WIDE_COLUMNS {
        app.panes.over = if app.panes.over == Some(kind) {
            None
        } else {
            Some(kind)
        };
        return Vec::new();
    }
    let is_searched = app.search.pane() == Some(kind);
    // Where it is searched it is there, if only for the search.
    let is_folded = is_searched || !app.panes.is_folded(kind);
    app.panes.fold(kind, is_folded);
    if is_searched {
        app.search.close(&mut app.panes);
    }
    vec![Effect::Remember(app.memory())]
}
