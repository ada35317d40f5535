//! Jumps: to the next and previous landmark of a pane, and to the ends of an answer.
//!
//! They go on from the landmark that was reached last, as long as that is in sight.

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::PaneKind;
use crate::app::landmark::{self, At, Begin, Landmark, Reached, is_prompt, n_lines, top};
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::app::update::fold;
use crate::pane::Pane;
use crate::pane::doc::{Doc, Place};
use crate::text::line::Line;
use crate::turn::step::Now;

/// Goes to the landmark before or after where the reader is.
pub fn to_landmark(app: &mut App, landmark: Landmark, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    let begin = landmark::begin(
        app.panes.get_mut(kind),
        app.reached.as_ref().filter(|it| it.kind == kind),
        way,
    );
    let from = begin.map(|begin| match (begin, way) {
        // What is at the top already is gone on from, too.
        (Begin::Top(top), Way::Next) => {
            let (item, line) = below_air(&app.panes.get(kind).doc, top);
            (item, line + 1)
        }
        (Begin::Top(at) | Begin::Reached(at), _) => at,
    });
    let doc = &app.panes.get(kind).doc;
    let found = from.and_then(|from| landmark::find(doc, from, way, landmark, kind));
    let Some(place) = found.and_then(|at| place(doc, at)) else {
        let text = landmark.missing(way);
        return app.notices.show(Level::Info, text, now.instant);
    };
    match kind {
        PaneKind::Conversation => fold::release(app),
        PaneKind::Thinking | PaneKind::Activity => fold::choose(app, kind, place.item),
    }
    land(app.panes.get_mut(kind), place);
    app.reached = Some(Reached {
        kind,
        landmark,
        item: place.item,
        line: place.line,
        link: None,
    });
}

/// Goes to the first line of the answer that is at the top, or of the next one if a prompt is.
pub fn to_answer_start(app: &mut App) {
    let (_, start) = answer(app);
    let pane = &mut app.panes.conversation;
    if let Some(start) = start.and_then(|at| place(&pane.doc, at)) {
        land(pane, start);
    }
}

/// Brings the end of the answer that is at the top into sight; the end of the newest one follows.
pub fn to_answer_end(app: &mut App) {
    let (next_prompt, _) = answer(app);
    let pane = &mut app.panes.conversation;
    let end = next_prompt.and_then(|prompt| pane.doc.line_before(prompt, 0));
    match end.and_then(|at| place(&pane.doc, at)) {
        Some(end) => pane.to_bottom(end),
        None => {
            pane.follow();
            app.reader.end();
        }
    }
}

/// Goes to the prompt that is pinned above its answer.
pub fn to_pinned(app: &mut App) {
    if let Some(prompt) = app.pinned_item() {
        let pane = &mut app.panes.conversation;
        pane.to_item(prompt);
        pane.land();
    }
}

/// Switches reader mode on or off. An answer that arrives goes to its first line at once.
pub fn toggle_reader(app: &mut App, now: Now) {
    let text = if app.reader.is_on {
        app.reader.end();
        "Reader mode is off".to_owned()
    } else if app.turn.is_idle() {
        app.reader.is_on = true;
        let key = app.key_for(Action::Read);
        let key = key.map_or_else(String::new, |key| format!("; {key} ends it"));
        format!("Reader mode: the next answer stays at its first line{key}")
    } else {
        app.reader.is_on = true;
        app.panes.over = None;
        app.panes.conversation.follow();
        app.reader.begin(&mut app.panes);
        "Reader mode is on".to_owned()
    };
    app.notices.show(Level::Info, text, now.instant);
}

/// Of the answer at the top the prompt after it, if there is one, and its first line.
fn answer(app: &App) -> (Option<usize>, Option<At>) {
    let pane = &app.panes.conversation;
    let doc = &pane.doc;
    let at = top(pane).map_or(doc.len().saturating_sub(1), |(item, _)| item);
    let prompt = (0..=at).rev().find(|item| is_prompt(doc, *item));
    let first = prompt.map_or(0, |prompt| prompt + 1);
    let next = (first..doc.len()).find(|item| is_prompt(doc, *item));
    let last = next.unwrap_or(doc.len());
    let mut lines =
        (first..last).flat_map(|item| (0..n_lines(doc, item)).map(move |line| (item, line)));
    let start = lines.find(|at| doc.line_at(at.0, at.1).is_some_and(|line| !line.is_empty()));
    (next, start)
}

/// The first line from here on that says anything: what stands below air is at the top already.
fn below_air(doc: &Doc, from: At) -> At {
    let mut at = from;
    while doc.line_at(at.0, at.1).is_some_and(Line::is_empty) {
        let Some(next) = doc.line_after(at.0, at.1) else {
            break;
        };
        at = next;
    }
    at
}

/// Puts a place at the top, or as near to it as it can come now.
fn land(pane: &mut Pane, place: Place) {
    pane.to_place(place);
    pane.land();
}

fn place(doc: &Doc, (item, line): At) -> Option<Place> {
    Some(Place {
        item: doc.id_at(item)?,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        byte: 0,
    })
}
