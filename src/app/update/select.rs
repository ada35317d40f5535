//! Selecting with the keys: a caret in a pane, from which a selection is drawn.
//!
//! It begins at the caret of a selection that is there, or at the first visible line. The pane
//! holds still meanwhile, so that what streams below moves nothing. The keys of the caret are
//! those of every editor and of vi, and fixed; what begins it and what copies are actions.

use crate::app::App;
use crate::app::copy::selected::{self, By, Selected};
use crate::app::effect::Effect;
use crate::app::focus::Focus;
use crate::app::notice::Level;
use crate::key::{Key, KeyCode};
use crate::pane::caret::{Caret, Step};
use crate::pane::selection::Selection;
use crate::turn::step::Now;

/// Begins to select in the pane that has the focus, or ends it.
pub fn toggle(app: &mut App) {
    if app
        .selected
        .is_some_and(|selected| selected.caret().is_some())
    {
        end(app);
        return;
    }
    let kind = app.scrolled_pane();
    let old = app.selected.filter(|selected| selected.kind == kind);
    let pane = app.panes.get_mut(kind);
    let selected = match old {
        Some(old) => Some((old.selection, Caret::at(old.selection.to))),
        None => pane.first_caret().map(|caret| {
            let Caret { place, .. } = caret;
            let (from, to) = (place, place);
            (Selection { from, to }, caret)
        }),
    };
    let Some((selection, caret)) = selected else {
        return;
    };
    let held = pane.hold();
    app.focus = Focus::Pane(kind);
    let by = By::Keys { caret, held };
    app.selected = Some(Selected {
        kind,
        selection,
        by,
    });
}

/// Takes a key that is no action: a step of the caret, or nothing. Answers whether it was one.
pub fn on_key(app: &mut App, key: Key) -> bool {
    let Some(step) = step_of(key) else {
        return false;
    };
    let Some(Selected {
        kind,
        selection,
        by: By::Keys { caret, held },
    }) = app.selected
    else {
        return false;
    };
    let pane = app.panes.get_mut(kind);
    let caret = pane.step(caret, step);
    pane.show(caret.place);
    let to = caret.place;
    app.selected = Some(Selected {
        kind,
        selection: Selection { to, ..selection },
        by: By::Keys { caret, held },
    });
    true
}

/// Copies what is selected, however it was, and ends the selection.
pub fn copy(app: &mut App, now: Now) -> Vec<Effect> {
    let Some(selected) = app.selected else {
        return Vec::new();
    };
    let text = selected::source(app, selected);
    end(app);
    if text.is_none() {
        let text = "There is no text in what was selected";
        app.notices.show(Level::Info, text, now.instant);
    }
    text.map(Effect::Copy).into_iter().collect()
}

/// Takes the selection away; the pane follows again where it did before and the end is in sight.
pub fn end(app: &mut App) {
    if let Some(selected) = app.selected.take() {
        selected.release(&mut app.panes);
    }
}

/// What a key does to the caret. With Shift or without: it selects either way.
fn step_of(key: Key) -> Option<Step> {
    let mods = key.mods;
    if mods.alt {
        return None;
    }
    let step = match (key.code, mods.ctrl) {
        (KeyCode::Left | KeyCode::Char('h'), false) => Step::Left,
        (KeyCode::Right | KeyCode::Char('l'), false) => Step::Right,
        (KeyCode::Up | KeyCode::Char('k'), false) => Step::RowUp,
        (KeyCode::Down | KeyCode::Char('j'), false) => Step::RowDown,
        (KeyCode::Left, true) | (KeyCode::Char('b'), false) => Step::WordLeft,
        (KeyCode::Right, true) | (KeyCode::Char('w'), false) => Step::WordRight,
        (KeyCode::PageUp, _) => Step::PageUp,
        (KeyCode::PageDown, _) => Step::PageDown,
        (KeyCode::Home | KeyCode::Char('0'), false) => Step::LineStart,
        (KeyCode::End | KeyCode::Char('$'), false) => Step::LineEnd,
        (KeyCode::Home, true) | (KeyCode::Char('g'), false) => Step::Top,
        (KeyCode::End, true) | (KeyCode::Char('G'), false) => Step::Bottom,
        _ => return None,
    };
    Some(step)
}

/// Is something being selected with the keys?
pub fn is_on(app: &App) -> bool {
    let has_caret =
        |selected: Selected| selected.caret().is_some() && app.focus == Focus::Pane(selected.kind);
    app.selected.is_some_and(has_caret)
}
