//! The raw source of a message, in its place.

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::notice::Level;
use crate::app::projection::raw;
use crate::app::projection::source::{Source, SourceKind, turns};
use crate::app::update::select;
use crate::pane::Scroll;
use crate::pane::doc::ItemId;
use crate::turn::step::Now;

/// Shows the message at the reader's place raw, or rendered again. The reader's place is kept.
pub fn toggle(app: &mut App, now: Now) {
    let here = app.scrolled_pane() == PaneKind::Conversation;
    let Some(source) = here.then(|| chosen(app)).flatten() else {
        let text = "There is no answer here to show the source of";
        app.notices.show(Level::Info, text, now.instant);
        return;
    };
    let n_before = app.raw.len();
    app.raw.retain(|raw| *raw != source.item);
    let is_raw = app.raw.len() == n_before;
    if is_raw {
        app.raw.push(source.item);
    }
    // Its places are places in lines that go.
    select::end(app);
    show(app, &source, is_raw);
}

/// Shows raw what should be and is not: an item may have been made anew.
pub fn sync(app: &mut App) {
    let is_missing = |item: &&ItemId| {
        let lines = app.panes.conversation.doc.lines(**item);
        !lines.is_empty() && !raw::is_raw(lines)
    };
    let missing: Vec<ItemId> = app.raw.iter().filter(is_missing).copied().collect();
    for item in missing {
        let is_it = |source: &Source| source.item == item && source.kind == SourceKind::Answer;
        let source = turns(&app.conversation, &app.turn).flatten().find(is_it);
        match source {
            Some(source) => show(app, &source, true),
            None => app.raw.retain(|raw| *raw != item),
        }
    }
}

fn show(app: &mut App, source: &Source, is_raw: bool) {
    let pane = &mut app.panes.conversation;
    let follows = pane.scroll() == Scroll::Follow;
    let top = raw::top(pane, source.item).filter(|_| !follows);
    app.projection.show_raw(pane, source, is_raw);
    let place = top.and_then(|byte| raw::place(source.item, pane.doc.lines(source.item), byte));
    if let Some(place) = place {
        pane.to_place(place);
    }
}

/// The answer that the caret is in, or the one that fills most of the pane; of equals the newest.
fn chosen(app: &App) -> Option<Source> {
    let rows = app.panes.conversation.viewport().rows;
    let n_seen = |source: &Source| rows.iter().filter(|row| row.item == source.item).count();
    let selected = app.selected;
    let caret = selected.filter(|selected| selected.kind == PaneKind::Conversation);
    let caret = caret.and_then(|selected| selected.caret());
    let mut best: Option<(usize, Source)> = None;
    for turn in turns(&app.conversation, &app.turn) {
        let n_before = best.as_ref().map(|(n_rows, _)| *n_rows);
        let is_seen = turn.iter().any(|source| n_seen(source) > 0);
        for source in turn.into_iter().rev() {
            if source.kind != SourceKind::Answer {
                continue;
            }
            if caret.is_some_and(|caret| caret.item == source.item) {
                return Some(source);
            }
            let n_rows = n_seen(&source);
            if n_rows > best.as_ref().map_or(0, |(n_rows, _)| *n_rows) {
                best = Some((n_rows, source));
            }
        }
        // Turns that are in sight follow each other.
        if n_before.is_some() && !is_seen {
            break;
        }
    }
    best.map(|(_, source)| source)
}
