//! Searching: keys of the search bar, and going from hit to hit.

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::{Focus, PaneKind};
use crate::app::landmark::is_prompt;
use crate::app::layout::WIDE_COLUMNS;
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::app::update::fold;
use crate::key::{Key, KeyCode};
use crate::pane::doc::{Doc, Place};
use crate::text::line::Line;
use crate::turn::step::Now;

/// Opens the bar for the pane that scrolling keys reach.
pub fn open(app: &mut App) {
    let kind = app.search.pane().filter(|_| app.focus == Focus::Composer);
    let kind = kind.unwrap_or_else(|| app.scrolled_pane());
    app.search.open(&mut app.panes, kind);
    look_inside(app);
}

/// Reads on for a frame, and goes where the person wants to as far as it was read.
pub fn read(app: &mut App) {
    look_inside(app);
    let before = app.search.pane();
    let (search, panes) = (&mut app.search, &mut app.panes);
    let (projection, conversation, folds) = (&app.projection, &app.conversation, &app.folds);
    search.read(panes, &mut |panes, item, most| {
        projection.look_inside_item(panes, (conversation, folds), item, most)
    });
    follow(app, before);
}

/// Reads what is on the screen, when it is known what that is.
pub fn read_visible(app: &mut App, visible: &[PaneKind]) {
    let (search, panes) = (&mut app.search, &mut app.panes);
    let (projection, conversation, folds) = (&app.projection, &app.conversation, &app.folds);
    search.read_visible(panes, visible, &mut |panes, item, most| {
        projection.look_inside_item(panes, (conversation, folds), item, most)
    });
}

/// Brings what is derived from a search up to date for a frame: a part that is folded, the rest of
/// a long prompt, or the end of the line above a block is there as long as the search has led to a
/// hit in it.
pub fn sync(app: &mut App, now: Now) {
    let led = app.folds.found();
    let origin = led.and_then(|(kind, _)| app.search.origin_in(kind));
    let Some(landing) = app.search.take_landing() else {
        return;
    };
    let into = landing.and_then(|(kind, place)| {
        let block = (kind, place.item);
        let doc = &app.panes.get(kind).doc;
        let line = doc.lines(place.item).get(place.line as usize);
        let is_led = doc.is_searched_inside(place.item)
            || line.is_some_and(Line::is_head)
            || app.folds.is_found(kind, place.item);
        is_led.then_some(block)
    });
    let before = app.folds.find(into);
    if before == into {
        return;
    }
    if let Some((kind, item)) = before {
        let pane = app.panes.get(kind);
        let top = pane.top_place().filter(|_| !pane.viewport().following);
        let line = |app: &App, top: Place| {
            let lines = app.panes.get(kind).doc.lines(top.item);
            lines.get(top.line as usize).cloned()
        };
        let stood = top.and_then(|top| line(app, top));
        fold::show(app, (kind, item), now);
        if let Some(top) = top {
            let is_there = top.line == 0
                || stood.as_ref().is_some_and(Line::is_head)
                || stood == line(app, top);
            let pane = app.panes.get_mut(kind);
            match (in_prompt(&pane.doc, top), origin) {
                (Some(top), _) if top.item == item => pane.to_place(top),
                // What stood there was shown for the search alone.
                (None, Some(origin)) if top.item == item && !is_there => pane.stand(origin),
                _ => pane.keep(top, item),
            }
        }
    }
    if let Some(block) = into {
        fold::show(app, block, now);
    }
    if let Some((kind, place)) = landing {
        app.panes.get_mut(kind).reveal(place);
    }
}

/// A place in a prompt, or the line that stands for the rest of it where that is hidden again.
fn in_prompt(doc: &Doc, place: Place) -> Option<Place> {
    let position = doc.position(place.item)?;
    if !is_prompt(doc, position) {
        return None;
    }
    let mut text = doc.lines(place.item).iter();
    let last = text.rposition(|line| !line.is_empty()).unwrap_or_default();
    let last = u32::try_from(last).unwrap_or(u32::MAX);
    let rest = Place {
        line: last,
        byte: 0,
        ..place
    };
    Some(if place.line > last { rest } else { place })
}

/// Lets the search look into what is folded in the entries that came since.
fn look_inside(app: &mut App) {
    let Some(since) = app.search.look_inside(app.conversation.path().len()) else {
        return;
    };
    app.projection
        .look_inside(&mut app.panes, &app.conversation, &app.folds, since);
}

/// Goes to another hit; without a search, one for what was looked for last.
pub fn go(app: &mut App, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    if app.search.pane().is_none() {
        app.search.open_quietly(&mut app.panes, kind);
        look_inside(app);
    }
    let before = app.search.pane();
    if app.search.go(&mut app.panes, kind, way) {
        // What is known needs no frame.
        app.search.fulfil(&mut app.panes);
        follow(app, before);
    } else if !app.search.is_typing() {
        let key = app.key_for(Action::Search);
        let key = key.map_or_else(String::new, |key| format!("; {key} does"));
        let text = format!("Nothing was looked for yet{key}");
        app.notices.show(Level::Info, text, now.instant);
    }
}

/// Shows the pane that the search went over to, and gives it the keys if that of before had them.
/// On a wide screen it is there as long as the search is.
fn follow(app: &mut App, before: Option<PaneKind>) {
    let (Some(kind), Some(before)) = (app.search.pane(), before) else {
        return;
    };
    if kind == before {
        return;
    }
    if app.areas.status.width < WIDE_COLUMNS {
        app.panes.show(kind);
    }
    if app.focus == Focus::Pane(before) {
        app.focus_over(kind);
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
