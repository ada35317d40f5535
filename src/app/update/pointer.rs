//! The pointer: the wheel scrolls what it is over, sideways where code is not wrapped; a click
//! focuses a pane and acts on what it meets there (a link or the target that is told, the head of
//! what folds, the prompt that is pinned), or places the caret of the composer; a drag selects
//! content of the pane in which it began, and copies it when the button goes up. On a scrollbar
//! both scroll, and nothing else.

use std::sync::Arc;

use ratatui::layout::Position;

use crate::app::App;
use crate::app::choice::foldable;
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::COMPOSER_LEFT;
use crate::app::panes;
use crate::app::update::{drag, fold, jump, links, overlay, select};
use crate::key::{Pointer, PointerKind};
use crate::pane::doc::ItemId;
use crate::pane::scroll::VisibleRow;
use crate::pane::wheel;
use crate::text::link::Link;
use crate::turn::step::Now;

/// Takes a pointer event; what lies on top has it first. The wheel never walks the prompt history.
pub fn on_pointer(app: &mut App, pointer: Pointer, now: Now) -> Vec<Effect> {
    match pointer.kind {
        PointerKind::Wheel(notches) => {
            if let Some(overlay) = app.overlays.last_mut() {
                overlay.on_wheel(notches);
                return Vec::new();
            }
            let kind = bar_at(app, pointer).or_else(|| pane_at(app, pointer));
            let kind = kind.unwrap_or_else(|| app.scrolled_pane());
            let pane = app.panes.get_mut(kind);
            if pointer.mods.shift {
                pane.shift_code(wheel::columns(notches));
            } else {
                pane.scroll_by(app.pointer.wheel.rows(notches, now.instant));
            }
        }
        PointerKind::Sideways(notches) => {
            if let Some(kind) = pane_at(app, pointer).filter(|_| app.overlays.is_empty()) {
                app.panes.get_mut(kind).shift_code(wheel::columns(notches));
            }
        }
        PointerKind::Down if !app.overlays.is_empty() => {
            overlay::press(app, at_of(pointer));
        }
        PointerKind::Down => {
            if grip(app, pointer) {
                return Vec::new();
            }
            if app.areas.indicator.contains(at_of(pointer)) && app.link_told().is_some() {
                return links::click_target(app, now);
            }
            app.search.stop_typing(&mut app.panes);
            select::end(app);
            let at = Position::new(pointer.column, pointer.row);
            if app.areas.pinned.contains(at) {
                jump::to_pinned(app);
            }
            let kind = pane_at(app, pointer);
            if app.areas.composer.contains(at_of(pointer)) {
                to_caret(app, pointer);
            }
            app.pointer.pressed_at = (pointer.column, pointer.row);
            app.pointer.pressed =
                kind.and_then(|kind| Some((kind, drag::place_in(app, kind, pointer)?)));
            drag::hold(app);
            app.focus = match kind {
                Some(kind) if kind != PaneKind::Conversation => Focus::Pane(kind),
                _ => Focus::Composer,
            };
            // What a click opens or folds is not selected by a second one.
            if let Some(Target::Head(_)) = target(app, pointer) {
                app.pointer.drag.forget_press();
            } else {
                drag::down(app, pointer, now);
            }
        }
        PointerKind::Drag => match app.pointer.grip {
            Some((kind, grip)) => {
                let row = pointer.row.saturating_sub(panes::body(&app.areas, kind).y);
                app.panes.get_mut(kind).drag_bar(row, grip);
            }
            None => drag::to(app, pointer, now),
        },
        PointerKind::Up if app.pointer.on_overlay.is_some() => {
            let press = app.pointer.on_overlay.take();
            let release = |press| overlay::release(app, press, at_of(pointer), now);
            return press.map_or_else(Vec::new, release);
        }
        PointerKind::Up => {
            let is_pressed = app.pointer.pressed.is_some();
            // What stands under the pointer may have become another place meanwhile.
            let is_elsewhere = app.pointer.pressed_at != (pointer.column, pointer.row);
            let has_way = app.selected.is_some() || app.pointer.drag.moved;
            if is_pressed && is_elsewhere && !has_way {
                // Not every terminal tells of a drag before it is over.
                drag::to(app, pointer, now);
            }
            let is_click = is_pressed && app.selected.is_none();
            let mut effects = drag::up(app, now);
            if is_click {
                effects.extend(click(app, pointer, now));
            }
            return effects;
        }
    }
    Vec::new()
}

/// Gives the pointer to the terminal, with its own way of selecting, or takes it again.
pub fn hand_over(app: &mut App) -> Vec<Effect> {
    app.settings.mouse = !app.settings.mouse;
    app.pointer.release();
    select::end(app);
    vec![Effect::TakePointer(app.settings.mouse)]
}

/// Takes hold of a scrollbar that is under the pointer; answers whether there is one.
fn grip(app: &mut App, pointer: Pointer) -> bool {
    let Some(kind) = bar_at(app, pointer) else {
        return false;
    };
    let row = pointer.row - panes::body(&app.areas, kind).y;
    let Some(grip) = app.panes.get_mut(kind).grip(row) else {
        return false;
    };
    app.pointer.release();
    app.pointer.drag.forget_press();
    app.pointer.grip = Some((kind, grip));
    true
}

/// What a click acts on.
enum Target {
    /// A link, and the line of the item under the pointer.
    Link((ItemId, usize), Arc<Link>),
    /// The head of something that folds.
    Head(ItemId),
}

/// A press and a release at one place: opens or folds what has its head there, tells of a link,
/// chooses what folds, or gives the choice up and is the person's place.
fn click(app: &mut App, pointer: Pointer, now: Now) -> Vec<Effect> {
    let Some(kind) = pane_at(app, pointer) else {
        return Vec::new();
    };
    match target(app, pointer) {
        Some(Target::Link(at, link)) => return links::click(app, kind, at, &link, now),
        Some(Target::Head(item)) => return fold::toggle(app, kind, item, now),
        None => {}
    }
    let place = seen_at(app, kind, pointer).map(|(visible, _)| visible.place());
    match place.filter(|place| foldable(&app.panes, place.item).is_some()) {
        Some(place) => fold::choose(app, kind, place.item),
        None => {
            fold::release(app);
            app.pointer.clicked = place.map(|place| (kind, place));
        }
    }
    Vec::new()
}

fn target(app: &App, pointer: Pointer) -> Option<Target> {
    let kind = pane_at(app, pointer)?;
    let (visible, column) = seen_at(app, kind, pointer)?;
    let mut end = 0;
    let piece = visible.row.pieces.iter().find(|piece| {
        end += piece.columns;
        column < end
    });
    if let Some(link) = piece.and_then(|piece| piece.link.as_ref()) {
        let at = (visible.item, visible.line as usize);
        return Some(Target::Link(at, Arc::clone(link)));
    }
    fold::is_head(app, kind, visible.place()).then_some(Target::Head(visible.item))
}

/// The row of a pane under the pointer, and the column of its text.
fn seen_at(app: &App, kind: PaneKind, pointer: Pointer) -> Option<(VisibleRow<'_>, u16)> {
    let body = panes::body(&app.areas, kind);
    let row = usize::from(pointer.row.checked_sub(body.y)?);
    let column = pointer
        .column
        .saturating_sub(body.x + panes::indent(&app.areas, kind));
    let visible = app.panes.get(kind).viewport().rows.get(row).copied()?;
    Some((visible, column))
}

/// Puts the caret of the composer under the pointer.
fn to_caret(app: &mut App, pointer: Pointer) {
    let area = app.areas.composer;
    let padding = u16::from(app.areas.composer_padded);
    let row = pointer.row.saturating_sub(area.y + padding);
    let column = pointer.column.saturating_sub(area.x + COMPOSER_LEFT);
    app.composer.to_cell(row, column);
}

fn at_of(pointer: Pointer) -> Position {
    Position::new(pointer.column, pointer.row)
}

/// The pane whose scrollbar is under the pointer. That of the conversation may stand in the first
/// column of another pane.
fn bar_at(app: &App, pointer: Pointer) -> Option<PaneKind> {
    let is_on = |kind: &PaneKind| {
        let bar = panes::bar(&app.areas, *kind);
        let is_there = !app.panes.get(*kind).scrollbar().is_empty();
        is_there && bar.is_some_and(|bar| bar.contains(at_of(pointer)))
    };
    let all = [
        PaneKind::Conversation,
        PaneKind::Thinking,
        PaneKind::Activity,
    ];
    all.into_iter().find(is_on)
}

fn pane_at(app: &App, pointer: Pointer) -> Option<PaneKind> {
    let at = at_of(pointer);
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
