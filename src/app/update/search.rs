//! Searching: keys of the search bar, and going from hit to hit.

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::WIDE_COLUMNS;
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::key::{Key, KeyCode};
use crate::turn::step::Now;

/// Opens the bar for the pane that scrolling keys reach.
pub fn open(app: &mut App) {
    let kind = app.search.pane().filter(|_| app.focus == Focus::Composer);
    let kind = kind.unwrap_or_else(|| app.scrolled_pane());
    app.search.open(&mut app.panes, kind);
}

/// Goes to another hit; without a search, one for what was looked for last.
pub fn go(app: &mut App, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    let before = app.search.pane().unwrap_or(kind);
    if app.search.go(&mut app.panes, kind, way) {
        follow(app, before);
    } else if !app.search.is_typing() {
        let key = app.key_for(Action::Search);
        let key = key.map_or_else(String::new, |key| format!("; {key} does"));
        let text = format!("Nothing was looked for yet{key}");
        app.notices.show(Level::Info, text, now.instant);
    }
}

/// Shows the pane that the search went over to, and gives it the keys if that of before had them.
fn follow(app: &mut App, before: PaneKind) {
    let Some(kind) = app.search.pane().filter(|kind| *kind != before) else {
        return;
    };
    app.panes.show(kind, app.areas.status.width >= WIDE_COLUMNS);
    if app.focus == Focus::Pane(before) {
        app.focus = Focus::Pane(kind);
    }
}

/// Gives the keys to the pane that was searched; its hits stay marked.
pub fn leave_for_pane(app: &mut App) {
    if let Some(kind) = app.search.pane() {
        app.focus = Focus::Pane(kind);
    }
    app.search.stop_typing(&mut app.panes);
}

/// A key that is no action while the bar is typed into.
pub fn type_key(app: &mut App, key: Key) {
    let (search, panes) = (&mut app.search, &mut app.panes);
    match key.code {
        KeyCode::Char('u') if key.mods.ctrl => search.clear(panes),
        KeyCode::Char('w') if key.mods.ctrl => search.delete_word(panes),
        KeyCode::Backspace if key.mods.ctrl || key.mods.alt => search.delete_word(panes),
        KeyCode::Backspace => search.delete(panes),
        KeyCode::Char(c) if !key.mods.ctrl && !key.mods.alt => {
            search.insert(panes, c.encode_utf8(&mut [0; 4]));
        }
        _ => {}
    }
}
