//! Jumps: to the next and previous landmark of a pane, and to the ends of an answer.
//!
//! A *landmark* is the first line of a message, a heading or a block of code. Jumps go by lines and not
//! by rows: nothing is laid out on the way. Going back is seen from the top row. Going on is seen
//! from where the last jump led, because near the end a place cannot come to the top.

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
    let is_wanted = |doc: &Doc, at: At| is_landmark(doc, at, landmark, kind);
    let found = match way {
        Way::Previous => top(pane).and_then(|top| before(&pane.doc, top, is_wanted)),
        Way::Next => match pane.scroll() {
            Scroll::Follow => None,
            Scroll::Anchor { item, line, .. } => {
                let anchor = pane.doc.position(item).map(|item| (item, line as usize));
                let from = anchor.max(top(pane));
                from.and_then(|from| after(&pane.doc, below_air(&pane.doc, from), is_wanted))
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
    let end = next_prompt.and_then(|prompt| line_before(&pane.doc, (prompt, 0)));
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
    let start = lines.find(|at| line(doc, *at).is_some_and(|line| !line.is_empty()));
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
    let is = |idx: usize, what: fn(&Line) -> bool| line(doc, (item, idx)).is_some_and(what);
    let begins = |what| is(idx, what) && !(idx > 0 && is(idx - 1, what));
    match landmark {
        // What was thought or done has no prompts: its items are the messages there.
        Landmark::Message if kind == PaneKind::Conversation => begins(is_prompt_line),
        Landmark::Message => idx == 0,
        // Of a source that is shown raw every line looks like code.
        Landmark::Code if raw::is_raw(lines(doc, item)) => false,
        Landmark::Code => begins(|line| line.kind == LineKind::Code),
        Landmark::Heading => begins(is_heading),
    }
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

/// A prompt begins with a row of air.
fn is_prompt(doc: &Doc, item: usize) -> bool {
    line(doc, (item, 1)).is_some_and(is_prompt_line)
}

fn top(pane: &Pane) -> Option<At> {
    let top = pane.top_place()?;
    Some((pane.doc.position(top.item)?, top.line as usize))
}

/// The first line from here on that says anything: what stands below air is at the top already.
fn below_air(doc: &Doc, from: At) -> At {
    let mut at = from;
    while line(doc, at).is_some_and(Line::is_empty) {
        let Some(next) = line_after(doc, at) else {
            break;
        };
        at = next;
    }
    at
}

fn after(doc: &Doc, from: At, is_wanted: impl Fn(&Doc, At) -> bool) -> Option<At> {
    let mut at = from;
    loop {
        at = line_after(doc, at)?;
        if is_wanted(doc, at) {
            return Some(at);
        }
    }
}

fn before(doc: &Doc, from: At, is_wanted: impl Fn(&Doc, At) -> bool) -> Option<At> {
    let mut at = from;
    loop {
        at = line_before(doc, at)?;
        if is_wanted(doc, at) {
            return Some(at);
        }
    }
}

fn line_after(doc: &Doc, (item, line): At) -> Option<At> {
    if line + 1 < n_lines(doc, item) {
        return Some((item, line + 1));
    }
    let next = (item + 1..doc.len()).find(|item| n_lines(doc, *item) > 0)?;
    Some((next, 0))
}

fn line_before(doc: &Doc, (item, line): At) -> Option<At> {
    if let Some(line) = line.checked_sub(1) {
        return Some((item, line));
    }
    let before = (0..item).rev().find(|item| n_lines(doc, *item) > 0)?;
    Some((before, n_lines(doc, before) - 1))
}

fn lines(doc: &Doc, item: usize) -> &[Line] {
    doc.id_at(item).map_or(&[], |id| doc.lines(id))
}

fn n_lines(doc: &Doc, item: usize) -> usize {
    lines(doc, item).len()
}

fn line(doc: &Doc, (item, line): At) -> Option<&Line> {
    lines(doc, item).get(line)
}

fn place(doc: &Doc, (item, line): At) -> Option<Place> {
    Some(Place {
        item: doc.id_at(item)?,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        byte: 0,
    })
}
