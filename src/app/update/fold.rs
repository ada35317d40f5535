//! Folding and choosing: the thinking block or tool call at hand, or all of a kind.
//!
//! What the reader sees stays where it is, whatever opens or folds above it.

use crate::app::App;
use crate::app::choice::{self, Choice, foldable};
use crate::app::effect::Effect;
use crate::app::focus::PaneKind;
use crate::app::fold::{Foldable, pane_of};
use crate::app::notice::Level;
use crate::app::projection::place_of;
use crate::app::projection::refold::Which;
use crate::app::search::Way;
use crate::app::update::links;
use crate::pane::Pane;
use crate::pane::doc::{ItemId, Place};
use crate::pane::scroll::VisibleRow;
use crate::session::record::{Fold, Shelf};
use crate::text::line::Line;
use crate::turn::step::Now;

/// Opens what is at hand: the link that is told of, or else the block that is chosen. If none is,
/// chooses the first that is visible.
pub fn open(app: &mut App, now: Now) -> Vec<Effect> {
    if let Some(effects) = links::open(app) {
        return effects;
    }
    let kind = app.scrolled_pane();
    let chosen = app.choice.as_ref().map(|choice| choice.item);
    let rows = app.panes.get(kind).viewport().rows;
    let is_seen = |item: &ItemId| rows.iter().any(|row| row.item == *item);
    let visible = || {
        let mut items = rows.iter().map(|row| row.item);
        items.find(|item| foldable(&app.panes, *item).is_some())
    };
    match chosen.filter(is_seen).or_else(visible) {
        Some(item) => toggle(app, kind, item, now),
        None => {
            let text = "Nothing here to open or fold";
            app.notices.show(Level::Info, text, now.instant);
            Vec::new()
        }
    }
}

/// Chooses a block of a pane, and folds or opens it there.
pub fn toggle(app: &mut App, kind: PaneKind, item: ItemId, now: Now) -> Vec<Effect> {
    let Some(foldable) = foldable(&app.panes, item) else {
        return Vec::new();
    };
    let shelf = foldable.shelf(kind);
    let open = app.folds.toggle(shelf, item);
    let pane = app.panes.get(kind);
    let row = pane.row_of(head(pane, item));
    let top = pane.top_place();
    app.raw.retain(|raw| (raw.kind, raw.item) != (kind, item));
    refold(app, shelf, Some(item), now);
    let pane = app.panes.get_mut(kind);
    match row {
        // What was clicked stays under the pointer.
        Some(row) => pane.keep_in_row(head(pane, item), row),
        None => top.into_iter().for_each(|top| pane.keep(top, item)),
    }
    let (columns, rows) = pane.size();
    pane.prepare(columns, rows);
    choose(app, kind, item);
    let block = place_of(item);
    let fold = Fold { shelf, block, open };
    record(app, fold, now)
}

/// Folds or opens all of a kind, in its own pane if that has the focus, else in the conversation.
pub fn toggle_kind(app: &mut App, foldable: Foldable, now: Now) -> Vec<Effect> {
    let shelf = foldable.shelf(app.scrolled_pane());
    let kind = pane_of(shelf);
    let was_said = app.folds.toggle_kind(shelf);
    let open = app.folds.is_kind_open(shelf);
    let follows = app.panes.get(kind).viewport().following;
    let top = app.panes.get(kind).top_place().filter(|_| !follows);
    let is_its = |item: ItemId| choice::foldable(&app.panes, item) == Some(foldable);
    app.raw.retain(|raw| raw.kind != kind || !is_its(raw.item));
    refold(app, shelf, None, now);
    if let Some(top) = top {
        app.panes.get_mut(kind).to_place(top);
    }
    let what = match foldable {
        Foldable::Thinking => "thinking",
        Foldable::Calls => "tool calls",
    };
    let state = if open { "open" } else { "folded" };
    let place = match kind {
        PaneKind::Conversation => "in the conversation",
        PaneKind::Thinking | PaneKind::Activity => "in this pane",
    };
    let text = format!("All {what} {place}: {state}");
    app.notices.show(Level::Info, text, now.instant);
    let mut effects = vec![Effect::Remember(app.memory())];
    if was_said {
        let block = None;
        effects.extend(record(app, Fold { shelf, block, open }, now));
    }
    effects
}

/// Chooses the block after the chosen one, or before it; without one that is seen, the first that
/// is visible, or the last.
pub fn step(app: &mut App, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    let pane = app.panes.get(kind);
    let doc = &pane.doc;
    let chosen = app
        .choice
        .as_ref()
        .and_then(|choice| doc.position(choice.item));
    let rows = pane.viewport().rows;
    let at = |row: Option<&VisibleRow<'_>>| row.and_then(|row| doc.position(row.item));
    let (top, bottom) = (at(rows.first()), at(rows.last()));
    let is_seen = |idx: &usize| top <= Some(*idx) && Some(*idx) <= bottom;
    let chosen = chosen.filter(is_seen);
    let is_block = |idx: &usize| {
        let id = doc.id_at(*idx);
        id.is_some_and(|id| foldable(&app.panes, id).is_some())
    };
    let found = match way {
        Way::Next => {
            let from = chosen.map_or(top.unwrap_or(0), |chosen| chosen + 1);
            (from..doc.len()).find(is_block)
        }
        Way::Previous => {
            let end = chosen.or(bottom.map(|bottom| bottom + 1));
            (0..end.unwrap_or(0)).rev().find(is_block)
        }
    };
    match found.and_then(|idx| doc.id_at(idx)) {
        Some(item) => choose(app, kind, item),
        None => {
            let text = match way {
                Way::Next => "No thinking or tool call below",
                Way::Previous => "No thinking or tool call above",
            };
            app.notices.show(Level::Info, text, now.instant);
        }
    }
}

/// Chooses a block of a pane: it comes into sight in all of them, or what belongs to its round.
pub fn choose(app: &mut App, kind: PaneKind, item: ItemId) {
    links::release(app);
    app.leave_place();
    let choice = Choice::choose(app.choice.take(), &mut app.panes, kind, item);
    app.choice = Some(choice);
}

/// Gives the choice up, and what a jump has reached.
pub fn release(app: &mut App) {
    app.leave_place();
    if let Some(choice) = app.choice.take() {
        choice.release(&mut app.panes);
    }
}

/// Is this line the head of a block, so that a click on it opens or folds that?
pub fn is_head(app: &App, kind: PaneKind, place: Place) -> bool {
    let lines = app.panes.get(kind).doc.lines(place.item);
    let line = lines.get(place.line as usize);
    line.is_some_and(Line::is_head) && foldable(&app.panes, place.item).is_some()
}

/// The line of a block that is there whether it is folded or open.
fn head(pane: &Pane, item: ItemId) -> Place {
    let line = pane.doc.lines(item).iter().position(Line::is_head);
    let line = u32::try_from(line.unwrap_or(0)).unwrap_or(u32::MAX);
    let byte = 0;
    Place { item, line, byte }
}

/// Gives one block of a shelf the form it is to have, or all of them.
pub fn refold(app: &mut App, shelf: Shelf, only: Option<ItemId>, now: Now) {
    let since = 0;
    let which = Which { shelf, only, since };
    app.projection
        .refold(&mut app.panes, &app.conversation, &app.folds, which);
    // What arrives.
    app.sync(now);
    if app.search.pane().is_none() {
        return;
    }
    match only {
        Some(item) => look_inside(app, (pane_of(shelf), item)),
        // What the conversation tells of a block is found there as it is shown.
        None if pane_of(shelf) == PaneKind::Conversation => {}
        None => app.panes.get_mut(pane_of(shelf)).doc.read_hits_anew(),
    }
}

/// Shows an item of a pane as it is folded now: a block, or a prompt.
pub fn show(app: &mut App, (kind, item): (PaneKind, ItemId), now: Now) {
    if let Some(foldable) = foldable(&app.panes, item) {
        return refold(app, foldable.shelf(kind), Some(item), now);
    }
    app.projection
        .refold_prompt(&mut app.panes, &app.conversation, &app.folds, item);
    if app.search.pane().is_some() {
        look_inside(app, (kind, item));
    }
}

/// Lets the search look into what is not shown of an item.
fn look_inside(app: &mut App, item: (PaneKind, ItemId)) {
    let truth = (&app.conversation, &app.folds);
    app.projection
        .look_inside_item(&mut app.panes, truth, item, usize::MAX);
}

fn record(app: &mut App, fold: Fold, now: Now) -> Vec<Effect> {
    app.recorder.fold(fold, &app.turn.params, &app.origin, now)
}
