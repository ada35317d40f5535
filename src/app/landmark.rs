//! A *landmark* is a line that a jump can lead to: the first line of a message, a heading or a
//! block of code, or a line in which a link begins. A prompt and an answer are messages, whatever
//! was thought and done for the answer.
//!
//! The one that was *reached* last is remembered, because near the end a place cannot come to the
//! top: it is marked, jumps go on from it, and what is copied is what stands there. It is forgotten
//! as soon as it is out of sight. Landmarks are found by lines and not by rows: nothing is laid out
//! on the way, and of what nobody has looked at the source is asked before lines are made. Who goes
//! there, and what else that does, is known to `update`.

use std::ops::Range;
use std::sync::Arc;

use crate::app::focus::PaneKind;
use crate::app::links::links_of;
use crate::app::projection::raw;
use crate::app::search::Way;
use crate::pane::Pane;
use crate::pane::doc::{Doc, ItemId};
use crate::text::line::{Line, LineKind};
use crate::text::link::Link;
use crate::theme::Scope;

/// What to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Landmark {
    Message,
    Code,
    Heading,
    Link,
}

/// A line by the index of its item and by its own.
pub type At = (usize, usize);

/// The landmark that a jump has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The pane it is in.
    pub kind: PaneKind,
    /// What it is.
    pub landmark: Landmark,
    /// The item it is in.
    pub item: ItemId,
    /// Which of the item's lines it begins with.
    pub line: u32,
    /// Which of the links of that line, if it is one.
    pub link: Option<Arc<Link>>,
}

impl Reached {
    /// Where it is, if what is there is still such a landmark.
    pub fn at(&self, doc: &Doc) -> Option<At> {
        let at = (doc.position(self.item)?, self.line as usize);
        is_landmark(doc, at, self.landmark, self.kind).then_some(at)
    }

    /// The visible rows that belong to it, from 0 at the top of its pane: all of a block of code,
    /// else its line. None once its first line is out of sight.
    pub fn rows(&self, pane: &Pane) -> Range<usize> {
        let rows = pane.viewport().rows;
        let is_first = |line: u32| line == self.line;
        let mut seen = rows.iter();
        let start = seen.position(|row| row.item == self.item && is_first(row.line));
        let Some((start, at)) = start.zip(self.at(&pane.doc)) else {
            return 0..0;
        };
        let goes_on = |line: u32| {
            let line = line as usize;
            let is_code = |line: &Line| line.kind == LineKind::Code;
            self.landmark == Landmark::Code
                && pane.doc.line_at(at.0, line).is_some_and(is_code)
                && !pane.doc.begins_code(at.0, line)
        };
        let its = rows
            .iter()
            .skip(start)
            .take_while(|row| row.item == self.item && (is_first(row.line) || goes_on(row.line)));
        start..start + its.count()
    }
}

impl Landmark {
    /// What is said where none is this way.
    pub fn missing(self, way: Way) -> String {
        let what = match self {
            Self::Message => "message",
            Self::Code => "code block",
            Self::Heading => "heading",
            Self::Link => "link",
        };
        match way {
            Way::Next => format!("No {what} below"),
            Way::Previous => format!("No {what} above"),
        }
    }
}

/// Where a jump begins: the line from which on it looks, or before which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// At the top of the pane; going back behind the last line, if that is in sight: so whatever is
    /// on the screen is reached from somewhere.
    Top(At),
    /// Behind the landmark that was reached, or before it.
    Reached(At),
}

/// Where a jump in this pane begins now. Brings what is visible up to date for that: several keys
/// may have come since the last frame.
pub fn begin(pane: &mut Pane, reached: Option<&Reached>, way: Way) -> Option<Begin> {
    let (columns, rows) = pane.size();
    pane.prepare(columns, rows);
    if let Some((item, line)) = reached.and_then(|reached| reached.at(&pane.doc)) {
        return Some(Begin::Reached(match way {
            Way::Next => (item, line + 1),
            Way::Previous => (item, line),
        }));
    }
    let is_at_end = way == Way::Previous && pane.viewport().below == 0;
    let end = is_at_end.then(|| (pane.doc.len(), 0));
    end.or_else(|| top(pane)).map(Begin::Top)
}

/// The line at the top of a pane.
pub fn top(pane: &Pane) -> Option<At> {
    let top = pane.top_place()?;
    Some((pane.doc.position(top.item)?, top.line as usize))
}

/// The nearest landmark of a pane's doc from this line on, or before it.
pub fn find(doc: &Doc, from: At, way: Way, landmark: Landmark, kind: PaneKind) -> Option<At> {
    let is_it = |at: &At| is_landmark(doc, *at, landmark, kind);
    match way {
        Way::Next => {
            let items = from.0..doc.len();
            let mut items = items.filter(|item| may_be_in(doc, *item, landmark, kind));
            items.find_map(|item| {
                let first = if item == from.0 { from.1 } else { 0 };
                let mut lines = (first..n_lines(doc, item)).map(|line| (item, line));
                lines.find(is_it)
            })
        }
        Way::Previous => {
            let items = (0..=from.0).rev();
            let mut items = items.filter(|item| may_be_in(doc, *item, landmark, kind));
            items.find_map(|item| {
                let n_lines = n_lines(doc, item);
                let end = if item == from.0 { from.1 } else { n_lines };
                let mut lines = (0..end.min(n_lines)).rev().map(|line| (item, line));
                lines.find(is_it)
            })
        }
    }
}

/// Is it a prompt? One begins with a row of air, and never waits to be looked at.
pub fn is_prompt(doc: &Doc, item: usize) -> bool {
    doc.may_hold(item, |_| false) && doc.line_at(item, 1).is_some_and(is_prompt_line)
}

/// How many lines an item has.
pub fn n_lines(doc: &Doc, item: usize) -> usize {
    lines(doc, item).len()
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
        Landmark::Code => doc.begins_code(item, idx),
        Landmark::Heading => begins(is_heading),
        Landmark::Link => {
            let id = doc.id_at(item);
            id.is_some_and(|id| !links_of(doc, id, idx).is_empty())
        }
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
        Landmark::Link => doc.may_hold(item, |source| {
            any(source, &["[", "://", "www.", "@", "mailto:"])
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
        Some(
            Scope::Heading1 | Scope::Heading2 | Scope::Heading3 | Scope::Heading4 | Scope::Heading5
        )
    )
}

fn lines(doc: &Doc, item: usize) -> &[Line] {
    doc.id_at(item).map_or(&[], |id| doc.lines(id))
}
