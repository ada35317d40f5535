//! The raw source of a message, in its place.

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::notice::Level;
use crate::app::projection::lines::is_prompt_cut;
use crate::app::projection::raw::{self, RawShown};
use crate::app::projection::source::{Source, SourceKind, turns};
use crate::app::update::{fold, select};
use crate::pane::Scroll;
use crate::pane::doc::ItemId;
use crate::turn::step::Now;

/// Shows the message at the reader's place raw, or rendered again. The reader's place is kept.
pub fn toggle(app: &mut App, now: Now) {
    let kind = app.scrolled_pane();
    let source = match chosen(app, kind) {
        Some(source) if has_another_form(&source) => source,
        Some(_) => {
            let text = "This prompt is shown as it was written";
            app.notices.show(Level::Info, text, now.instant);
            return;
        }
        None => {
            let text = "There is no message here to show the source of";
            app.notices.show(Level::Info, text, now.instant);
            return;
        }
    };
    let item = source.item;
    // Its places are places in lines that go.
    select::end(app);
    let before = app.panes.get(kind).scroll();
    let at = app.raw.iter().position(|raw| raw.is(kind, item));
    let was = at.map(|at| app.raw.remove(at));
    show(app, kind, &source, was.is_none(), now);
    let pane = app.panes.get_mut(kind);
    match was {
        Some(was) if was.moved.1 == before => pane.stand(was.moved.0),
        Some(_) => {}
        None => {
            let moved = (before, pane.scroll());
            app.raw.push(RawShown { kind, item, moved });
        }
    }
}

/// Shows raw what should be and is not: an item may have been made anew.
pub fn sync(app: &mut App, now: Now) {
    let is_missing = |raw: &&RawShown| {
        let lines = app.panes.get(raw.kind).doc.lines(raw.item);
        !lines.is_empty() && !raw::is_raw(lines)
    };
    let missing: Vec<RawShown> = app.raw.iter().filter(is_missing).copied().collect();
    for shown in missing {
        let is_it = |source: &Source| source.item == shown.item && can_be_raw(source, shown.kind);
        let source = turns(&app.conversation, &app.turn).flatten().find(is_it);
        match source {
            Some(source) => show(app, shown.kind, &source, true, now),
            None => app.raw.retain(|raw| !raw.is(shown.kind, shown.item)),
        }
    }
}

fn show(app: &mut App, kind: PaneKind, source: &Source, is_raw: bool, now: Now) {
    let pane = app.panes.get(kind);
    let follows = pane.scroll() == Scroll::Follow;
    let top = raw::top(pane, source.item).filter(|_| !follows);
    app.projection
        .show_raw(&mut app.panes, kind, source, is_raw);
    let is_folding = matches!(source.kind, SourceKind::Thinking | SourceKind::Prompt);
    if is_folding && !is_raw {
        fold::show(app, (kind, source.item), now);
    }
    let pane = app.panes.get_mut(kind);
    let place = top.and_then(|byte| raw::place(source.item, pane.doc.lines(source.item), byte));
    if let Some(place) = place {
        pane.to_place(place);
    }
}

/// The message that the caret is in or that is chosen, or the one that fills most of the pane; of
/// equals the newest. One that is shown as it was written only where there is no other.
fn chosen(app: &App, kind: PaneKind) -> Option<Source> {
    let rows = app.panes.get(kind).viewport().rows;
    let n_seen = |item: ItemId| rows.iter().filter(|row| row.item == item).count();
    let selected = app.selected.filter(|selected| selected.kind == kind);
    let caret = selected.and_then(|selected| selected.caret());
    let choice = app.choice.as_ref().filter(|choice| choice.kind == kind);
    let choice = choice.map(|choice| choice.item);
    let pointed = caret
        .map(|caret| caret.item)
        .or(choice.filter(|item| n_seen(*item) > 0));
    let mut best: Option<((bool, usize), Source)> = None;
    for turn in turns(&app.conversation, &app.turn) {
        let is_found = best.is_some();
        let is_seen = turn.iter().any(|source| n_seen(source.item) > 0);
        for source in turn.into_iter().rev() {
            if !can_be_raw(&source, kind) {
                continue;
            }
            if pointed == Some(source.item) {
                return Some(source);
            }
            let n_rows = n_seen(source.item);
            let rank = (has_another_form(&source), n_rows);
            if n_rows > 0 && best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, source));
            }
        }
        // Turns that are in sight follow each other.
        if is_found && !is_seen {
            break;
        }
    }
    best.map(|(_, source)| source)
}

/// Is it a message of this pane?
fn can_be_raw(source: &Source, kind: PaneKind) -> bool {
    match source.kind {
        SourceKind::Prompt | SourceKind::Answer => kind == PaneKind::Conversation,
        SourceKind::Thinking => kind != PaneKind::Activity && !source.text.trim().is_empty(),
        SourceKind::Input | SourceKind::Output | SourceKind::Ending => false,
    }
}

/// Does its source look otherwise than what is shown of it?
fn has_another_form(source: &Source) -> bool {
    source.kind != SourceKind::Prompt || is_prompt_cut(&source.text)
}
