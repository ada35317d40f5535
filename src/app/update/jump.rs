//! Jumps: to the next and previous landmark of a pane, and to the ends of an answer.
//!
//! A *landmark* is the first line of a message, a heading or a block of code. A prompt and an
//! answer are messages, whatever was thought and done for the answer. Jumps go by lines and not by
//! rows: nothing is laid out on the way, and of what nobody has looked at the source is asked
//! before lines are made. Going back is seen from the top row. Going on is seen from where the last
//! jump led, because near the end a place cannot come to the top.

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::notice::Level;
use crate::app::projection::raw;
use crate::app::search::Way;
use crate::app::update::fold;
use crate::pane::doc::{Doc, Place};
use crate::pane::{Pane, Scroll};
use crate::text::line::{Line, LineKind};
use crate::theme::Scope;
use crate::turn::step::Now;

/// What to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landmark {
    Message,
    Code,
    Heading,
}

/// A line by the index of its item and by its own.
type At = (usize, usize);

/// Goes to the landmark before or after where the reader is.
pub fn to_landmark(app: &mut App, landmark: Landmark, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    let pane = app.panes.get_mut(kind);
    let found = match way {
        Way::Previous => top(pane).and_then(|top| before(&pane.doc, top, landmark, kind)),
        Way::Next => match pane.scroll() {
            Scroll::Follow => None,
            Scroll::Anchor { item, line, .. } => {
                let anchor = pane.doc.position(item).map(|item| (item, line as usize));
                let from = anchor.max(top(pane));
                from.and_then(|from| after(&pane.doc, below_air(&pane.doc, from), landmark, kind))
            }
        },
    };
    let is_there = go(pane, found);
    let item = found.and_then(|(item, _)| pane.doc.id_at(item));
    if let Some(item) = item.filter(|_| kind != PaneKind::Conversation) {
        fold::choose(app, kind, item);
    }
    if !is_there {
        let what = match landmark {
            Landmark::Message => "message",
            Landmark::Code => "code block",
            Landmark::Heading => "heading",
        };
        let text = match way {
            Way::Next => format!("No {what} below"),
            Way::Previous => format!("No {what} above"),
        };
        app.notices.show(Level::Info, text, now.instant);
    }
}

/// Goes to the first line of the answer that is at the top, or of the next one if a prompt is.
pub fn to_answer_start(app: &mut App) {
    let (_, start) = answer(app, Which::AtTop);
    go(&mut app.panes.conversation, start);
}

/// Brings the end of the answer that is at the top into sight; the end of the newest one follows.
pub fn to_answer_end(app: &mut App) {
    let (next_prompt, _) = answer(app, Which::AtTop);
    let pane = &mut app.panes.conversation;
    let end = next_prompt.and_then(|prompt| pane.doc.line_before(prompt, 0));
    match end.and_then(|at| place(&pane.doc, at)) {
        Some(end) => pane.to_bottom(end),
        None => pane.follow(),
    }
}

/// Goes to the prompt that is pinned above its answer.
pub fn to_pinned(app: &mut App) {
    if let Some(prompt) = app.pinned_item() {
        app.panes.conversation.to_item(prompt);
    }
}

/// Puts the first line of the newest answer at the top and keeps it there while the answer grows.
pub fn read(app: &mut App, now: Now) {
    let (_, start) = answer(app, Which::Newest);
    app.panes.over = None;
    if !go(&mut app.panes.conversation, start) {
        app.notices.show(Level::Info, "No answer yet", now.instant);
    }
}

/// Of which answer is it asked?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    AtTop,
    Newest,
}

/// Of an answer the prompt after it, if there is one, and its first line.
fn answer(app: &App, which: Which) -> (Option<usize>, Option<At>) {
    let pane = &app.panes.conversation;
    let doc = &pane.doc;
    let at = match (which, top(pane)) {
        (Which::AtTop, Some((item, _))) => item,
        _ => doc.len().saturating_sub(1),
    };
    let prompt = (0..=at).rev().find(|item| is_prompt(doc, *item));
    let first = prompt.map_or(0, |prompt| prompt + 1);
    let next = (first..doc.len()).find(|item| is_prompt(doc, *item));
    let last = next.unwrap_or(doc.len());
    let mut lines =
        (first..last).flat_map(|item| (0..n_lines(doc, item)).map(move |line| (item, line)));
    let start = lines.find(|at| doc.line_at(at.0, at.1).is_some_and(|line| !line.is_empty()));
    (next, start)
}

/// Puts a line at the top. Answers whether there is one.
fn go(pane: &mut Pane, at: Option<At>) -> bool {
    let place = at.and_then(|at| place(&pane.doc, at));
    if let Some(place) = place {
        pane.to_place(place);
    }
    place.is_some()
}

fn is_landmark(doc: &Doc, at: At, landmark: Landmark, kind: PaneKind) -> bool {
    let (item, idx) = at;
    let is = |idx: usize, what: fn(&Line) -> bool| doc.line_at(item, idx).is_some_and(what);
    let begins = |what| is(idx, what) && !(idx > 0 && is(idx - 1, what));
    match landmark {
        // What was thought or done has no prompts: its items are the messages there.
        Landmark::Message if kind != PaneKind::Conversation => idx == 0,
        Landmark::Message => {
            begins(is_prompt_line)
                || (begins_answer(doc, item) && first_text(doc, item) == Some(idx))
        }
        // Of a source that is shown raw every line looks like code.
        Landmark::Code if raw::is_raw(lines(doc, item)) => false,
        Landmark::Code => begins(|line| line.kind == LineKind::Code),
        Landmark::Heading => begins(is_heading),
    }
}

/// Can there be one in this item? It may say yes in vain, but never no.
fn may_be_in(doc: &Doc, item: usize, landmark: Landmark, kind: PaneKind) -> bool {
    let any = |source: &str, signs: &[&str]| signs.iter().any(|sign| source.contains(sign));
    match landmark {
        Landmark::Message if kind != PaneKind::Conversation => true,
        // A prompt never waits.
        Landmark::Message => begins_answer(doc, item) || doc.may_hold(item, |_| false),
        Landmark::Code => doc.may_hold(item, |source| {
            any(source, &["```", "~~~", "    ", "\t", "$", "\\", "<"])
        }),
        Landmark::Heading => doc.may_hold(item, |source| {
            let mut lines = source.lines();
            source.contains('#') || lines.any(|line| line.trim_end().ends_with(['=', '-']))
        }),
    }
}

/// Is it the first item below a prompt, and none itself?
fn begins_answer(doc: &Doc, item: usize) -> bool {
    let above = item.checked_sub(1);
    above.is_some_and(|above| is_prompt(doc, above)) && !is_prompt(doc, item)
}

/// The first line of an item that holds any text.
fn first_text(doc: &Doc, item: usize) -> Option<usize> {
    lines(doc, item).iter().position(|line| !line.is_empty())
}

fn is_prompt_line(line: &Line) -> bool {
    line.kind == LineKind::Prompt
}

fn is_heading(line: &Line) -> bool {
    let scope = line.spans.first().map(|span| span.scope);
    matches!(
        scope,
        Some(Scope::Heading1 | Scope::Heading2 | Scope::Heading3)
    )
}

/// A prompt begins with a row of air, and never waits to be looked at.
fn is_prompt(doc: &Doc, item: usize) -> bool {
    doc.may_hold(item, |_| false) && doc.line_at(item, 1).is_some_and(is_prompt_line)
}

fn top(pane: &Pane) -> Option<At> {
    let top = pane.top_place()?;
    Some((pane.doc.position(top.item)?, top.line as usize))
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

fn after(doc: &Doc, from: At, landmark: Landmark, kind: PaneKind) -> Option<At> {
    let items = (from.0..doc.len()).filter(|item| may_be_in(doc, *item, landmark, kind));
    let mut lines = items.flat_map(|item| {
        let first = if item == from.0 { from.1 + 1 } else { 0 };
        (first..n_lines(doc, item)).map(move |line| (item, line))
    });
    lines.find(|at| is_landmark(doc, *at, landmark, kind))
}

fn before(doc: &Doc, from: At, landmark: Landmark, kind: PaneKind) -> Option<At> {
    let items = (0..=from.0).rev();
    let items = items.filter(|item| may_be_in(doc, *item, landmark, kind));
    let mut lines = items.flat_map(|item| {
        let end = if item == from.0 {
            from.1
        } else {
            n_lines(doc, item)
        };
        (0..end).rev().map(move |line| (item, line))
    });
    lines.find(|at| is_landmark(doc, *at, landmark, kind))
}

fn lines(doc: &Doc, item: usize) -> &[Line] {
    doc.id_at(item).map_or(&[], |id| doc.lines(id))
}

fn n_lines(doc: &Doc, item: usize) -> usize {
    lines(doc, item).len()
}

fn place(doc: &Doc, (item, line): At) -> Option<Place> {
    Some(Place {
        item: doc.id_at(item)?,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        byte: 0,
    })
}
