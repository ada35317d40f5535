//! How a thinking block is shown: as one line that stands for it, or below a line that says what it
//! is; in the conversation and in its own pane, each folded by itself.
//!
//! While it arrives, numbers change with the tick and words as they come. Once it is whole, both
//! forms depend on its source and its time alone.

mod reading;

use crate::app::focus::PaneKind;
use crate::app::fold::{Extent, Foldable, Folds, pane_of};
use crate::app::format;
use crate::app::panes::Panes;
use crate::app::projection::Moment;
use crate::app::projection::lines::{self, right};
use crate::app::projection::live_text::{LiveText, recolored};
use crate::app::projection::raw::Raw;
use crate::app::projection::thought::reading::{Reading, beginning};
use crate::markdown::{Changed, MarkdownStream};
use crate::pane::doc::{Content, Doc, ItemId};
use crate::session::record::Shelf;
use crate::text::line::{Line, LineKind, Span};
use crate::theme::Scope;

/// A thinking block that is arriving.
#[derive(Debug, Clone)]
pub struct LiveThought {
    item: ItemId,
    compact: bool,
    text: LiveText,
    reading: Reading,
    /// What stands at the right of its line, with the tick it is of.
    numbers: (Option<u64>, Vec<Span>),
    /// What is shown on each of its shelves.
    shown: [Option<Form>; 2],
    /// Set for a shelf on which its source is shown instead.
    raw: [Option<Raw>; 2],
}

/// In which form a block is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    extent: Extent,
    is_over: bool,
}

impl LiveThought {
    /// Gives the block its items.
    pub fn begin(panes: &mut Panes, item: ItemId, compact: bool) -> Self {
        panes.conversation.doc.push(item, Vec::new());
        panes.thinking.doc.push(item, Vec::new());
        Self {
            item,
            compact,
            text: LiveText::default(),
            reading: Reading::default(),
            numbers: (None, Vec::new()),
            shown: [None; 2],
            raw: [None; 2],
        }
    }

    /// May `source` be what it has become?
    pub fn begins_as(&self, source: &str) -> bool {
        self.text.begins_as(source)
    }

    /// Shows what is new of `source`, all that has arrived; `is_over` once no more will. It has
    /// taken `time` milliseconds so far.
    pub fn grow(
        &mut self,
        panes: &mut Panes,
        (source, is_over): (&str, bool),
        time: Option<u64>,
        moment: &Moment<'_>,
    ) {
        let is_fresh = self.text.feed(std::iter::once(source));
        let changed = is_fresh.then(|| self.text.refresh());
        self.reading.read(source);
        // The numbers of a block that is over are those of its end.
        let of = if is_over { u64::MAX } else { moment.tick };
        let is_ticked = self.numbers.0.replace(of) != Some(of);
        if is_ticked {
            // Of a block that has only begun there is nothing to say but how long it takes.
            let n_words = Some(self.reading.n_words).filter(|n| *n > 0 || is_over);
            self.numbers.1 = numbers(n_words, time);
        }
        let shelves = Foldable::Thinking.shelves().into_iter();
        for ((shelf, shown), raw) in shelves.zip(&mut self.shown).zip(&mut self.raw) {
            let pane = panes.get_mut(pane_of(shelf));
            if let Some(raw) = raw {
                raw.grow(pane, self.item, source);
                continue;
            }
            let doc = &mut pane.doc;
            let form = Form {
                extent: moment.folds.extent(shelf, self.item),
                is_over,
            };
            let is_new = shown.replace(form) != Some(form);
            if !(is_new || is_fresh || is_ticked) {
                continue;
            }
            let mut lines = air(shelf, self.compact);
            if !form.extent.is_open() {
                let words = match is_over {
                    true => beginning(self.reading.last_sentence(source)),
                    false => self.reading.current(source, moment.tick),
                };
                lines.push(head(form, words, self.numbers.1.clone()));
                doc.replace(self.item, lines);
                continue;
            }
            // The numbers of an open block would cost a row of their own while it grows; what it
            // says is there to be seen.
            let numbers = self.numbers.1.clone();
            let numbers = if is_over { numbers } else { Vec::new() };
            lines.push(head(form, String::new(), numbers));
            let n_above = lines.len();
            if is_new {
                lines.extend(self.text.lines().iter().map(|line| told(line, shelf)));
                doc.replace(self.item, lines);
            } else if let Some(changed) = changed {
                put(doc, self.item, n_above, changed, (&self.text, shelf));
            }
        }
    }

    /// Shows its source on one of its shelves, or again what it means once it is asked to grow.
    pub fn show_raw(&mut self, panes: &mut Panes, shelf: Shelf, is_raw: bool) {
        let forms = self.shown.iter_mut().zip(&mut self.raw);
        let shelves = Foldable::Thinking.shelves().into_iter().zip(forms);
        for (_, (shown, raw)) in shelves.filter(|(other, _)| *other == shelf) {
            let pane = panes.get_mut(pane_of(shelf));
            *raw = is_raw.then(|| Raw::begin(pane, self.item, self.text.source()));
            *shown = None;
        }
    }

    /// Nothing more comes: the lines are what one whole reading gives.
    pub fn close(&mut self, panes: &mut Panes) {
        let Some(changed) = self.text.finish() else {
            return;
        };
        let shelves = Foldable::Thinking.shelves().into_iter();
        for ((shelf, shown), raw) in shelves.zip(self.shown).zip(self.raw) {
            if shown.is_some_and(|form| form.extent.is_open()) && raw.is_none() {
                let n_above = air(shelf, self.compact).len() + 1;
                let doc = &mut panes.get_mut(pane_of(shelf)).doc;
                put(doc, self.item, n_above, changed, (&self.text, shelf));
            }
        }
    }
}

/// Puts what changed of an open block on one of its shelves, below `n_above` lines.
fn put(
    doc: &mut Doc,
    item: ItemId,
    n_above: usize,
    changed: Changed,
    (text, shelf): (&LiveText, Shelf),
) {
    let Changed { stable, kept } = changed;
    let tail = text.lines().get(stable..).unwrap_or(&[]);
    if let Some((mark, (grown, after))) = kept.zip(tail.split_first()) {
        let lines = std::iter::once(told(&grown.since(mark), shelf));
        let lines: Vec<Line> = lines
            .chain(after.iter().map(|line| told(line, shelf)))
            .collect();
        return doc.grow(item, n_above + stable, mark, &lines);
    }
    let tail: Vec<Line> = tail.iter().map(|line| told(line, shelf)).collect();
    doc.replace_tail(item, n_above + stable, &tail);
}

/// Puts a block that is whole on one of its shelves, if it has an item there. `thought` is how long
/// it took, in milliseconds.
pub fn show_whole(
    panes: &mut Panes,
    (shelf, item): (Shelf, ItemId),
    source: &str,
    thought: Option<u64>,
    compact: bool,
    folds: &Folds,
) {
    let mut reading = Reading::default();
    reading.read(source);
    let numbers = numbers(Some(reading.n_words), thought);
    let mut lines = air(shelf, compact);
    let form = Form {
        extent: folds.extent(shelf, item),
        is_over: true,
    };
    let content = if form.extent.is_open() {
        lines.push(head(form, String::new(), numbers));
        Content::Later {
            first: lines,
            source,
            make: match pane_of(shelf) {
                PaneKind::Conversation => whole_in_conversation,
                PaneKind::Thinking | PaneKind::Activity => whole_in_its_pane,
            },
        }
    } else {
        lines.push(head(
            form,
            beginning(reading.last_sentence(source)),
            numbers,
        ));
        Content::Lines(lines)
    };
    panes.get_mut(pane_of(shelf)).doc.exchange(item, content);
}

/// The lines of a block that is whole as [`show_whole`] shows it open.
pub fn inside(shelf: Shelf, source: &str, thought: Option<u64>, compact: bool) -> Vec<Line> {
    let mut reading = Reading::default();
    reading.read(source);
    let mut lines = air(shelf, compact);
    let form = Form {
        extent: Extent::Whole,
        is_over: true,
    };
    let numbers = numbers(Some(reading.n_words), thought);
    lines.push(head(form, String::new(), numbers));
    lines.extend(whole(source, shelf));
    lines
}

/// What stands above the head of a block.
fn air(shelf: Shelf, compact: bool) -> Vec<Line> {
    if compact && shelf == Shelf::Thinking {
        Vec::new()
    } else {
        vec![Line::blank()]
    }
}

/// The line that stands for a block, or above it.
fn head(form: Form, words: String, numbers: Vec<Span>) -> Line {
    let name = if form.is_over {
        "∴ Thought"
    } else {
        "∴ Thinking"
    };
    let mut spans = vec![Span::new(name, Scope::ThinkingTitle)];
    if !words.is_empty() {
        spans.push(Span::new("  ", Scope::Thinking));
        spans.push(Span::new(words, Scope::Thinking));
    }
    lines::head(spans, numbers, form.extent)
}

/// How long it is, if that is known, and took: `312 words · 4.2 s`.
fn numbers(n_words: Option<u64>, thought: Option<u64>) -> Vec<Span> {
    let size = match n_words {
        None => String::new(),
        Some(0) => "nothing shown".to_owned(),
        Some(1) => "1 word".to_owned(),
        Some(n) => format!("{} words", format::count(n)),
    };
    right(&[size, thought.map_or_else(String::new, format::seconds)])
}

fn whole_in_conversation(source: &str) -> Vec<Line> {
    whole(source, Shelf::Thinking)
}

fn whole_in_its_pane(source: &str) -> Vec<Line> {
    whole(source, Shelf::ThinkingPane)
}

fn whole(source: &str, shelf: Shelf) -> Vec<Line> {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.finish();
    stream
        .lines()
        .iter()
        .map(|line| told(line, shelf))
        .collect()
}

/// A line of thinking as it is shown there: beside what was said it stands apart.
fn told(line: &Line, shelf: Shelf) -> Line {
    let mut line = recolored(line, Scope::Thinking);
    if shelf == Shelf::Thinking && line.kind != LineKind::Blank {
        let bar = Span::new("│ ", Scope::QuoteBar);
        line.lead.first.insert(0, bar.clone());
        line.lead.rest.insert(0, bar);
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_source_breaks_the_line_that_stands_for_it(source in "[\u{0}-\u{1f}a 漢]{0,90}") {
            let mut reading = Reading::default();
            reading.read(&source);
            let last = reading.last_sentence(&source);
            let form = |is_over| Form {
                extent: Extent::Folded,
                is_over,
            };
            for line in [
                head(form(true), beginning(last), Vec::new()),
                head(form(false), reading.current(&source, 0), Vec::new()),
            ] {
                prop_assert!(!line.spans.iter().any(|span| span.text.contains(char::is_control)));
            }
        }
    }
}
