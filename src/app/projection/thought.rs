//! How a thinking block is shown: as one line that stands for it, or below a line that says what it
//! is; in the conversation and in its own pane, each folded by itself.
//!
//! While it arrives, numbers change with the tick and words as they come. Once it is whole, both
//! forms depend on its source and its time alone.

use std::ops::Range;

use crate::app::focus::PaneKind;
use crate::app::fold::{Foldable, Folds, pane_of};
use crate::app::format;
use crate::app::panes::Panes;
use crate::app::projection::Moment;
use crate::app::projection::lines::right;
use crate::app::projection::live_text::{LiveText, recolored};
use crate::app::projection::raw::Raw;
use crate::markdown::{Changed, MarkdownStream};
use crate::pane::doc::{Content, Doc, ItemId};
use crate::session::record::Shelf;
use crate::text::line::{Line, LineKind, Span};
use crate::text::sanitize::one_line;
use crate::theme::Scope;

/// Of a last line that grows, at most two times so many bytes are shown: it is turned like a page, so
/// that words stand still in between.
const PAGE: usize = 20;

/// Characters of the last line of a thought that is over; the row shows as many as fit.
const LAST_LINE: usize = 200;

/// A thinking block that is arriving.
#[derive(Debug, Clone)]
pub struct LiveThought {
    item: ItemId,
    compact: bool,
    text: LiveText,
    reading: Reading,
    /// What stands at the right of its line, and the tick it is of.
    numbers: (Option<u64>, Vec<Span>),
    /// What is shown on each of its shelves.
    shown: [Option<Form>; 2],
    /// Set for a shelf on which its source is shown instead.
    raw: [Option<Raw>; 2],
}

/// In which form a block is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    is_open: bool,
    is_over: bool,
}

/// What was read of a text that grows: how many words, and where its last line is.
#[derive(Debug, Clone, Default)]
struct Reading {
    n_bytes: usize,
    n_words: u64,
    in_word: bool,
    line_start: usize,
    /// The last line that says anything, in bytes, without white space behind it.
    last: Range<usize>,
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

    /// Shows what is new of `source`, all that has arrived; `is_over` once no more will.
    pub fn grow(&mut self, panes: &mut Panes, source: &str, is_over: bool, moment: &Moment<'_>) {
        let is_fresh = self.text.feed(std::iter::once(source));
        let changed = is_fresh.then(|| self.text.refresh());
        self.reading.read(source);
        // The numbers of a block that is over are those of its end.
        let tick = if is_over { u64::MAX } else { moment.tick };
        let is_ticked = self.numbers.0.replace(tick) != Some(tick);
        if is_ticked {
            self.numbers.1 = numbers(self.reading.n_words, moment.thought);
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
                is_open: moment.folds.is_open(shelf, self.item),
                is_over,
            };
            let is_new = shown.replace(form) != Some(form);
            if !(is_new || is_fresh || is_ticked) {
                continue;
            }
            let mut lines = air(shelf, self.compact);
            if !form.is_open {
                let last = self.reading.last_line(source);
                let words = if is_over { beginning(last) } else { page(last) };
                lines.push(head(is_over, words, self.numbers.1.clone()));
                doc.replace(self.item, lines);
                continue;
            }
            // The numbers of an open block would cost a row of their own while it grows; what it
            // says is there to be seen.
            let numbers = self.numbers.1.clone();
            let numbers = if is_over { numbers } else { Vec::new() };
            lines.push(head(is_over, String::new(), numbers));
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
            if shown.is_some_and(|form| form.is_open) && raw.is_none() {
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
    let numbers = numbers(reading.n_words, thought);
    let mut lines = air(shelf, compact);
    let content = if folds.is_open(shelf, item) {
        lines.push(head(true, String::new(), numbers));
        Content::Later {
            first: lines,
            source,
            make: match pane_of(shelf) {
                PaneKind::Conversation => whole_in_conversation,
                PaneKind::Thinking | PaneKind::Activity => whole_in_its_pane,
            },
        }
    } else {
        lines.push(head(true, beginning(reading.last_line(source)), numbers));
        Content::Lines(lines)
    };
    panes.get_mut(pane_of(shelf)).doc.exchange(item, content);
}

/// The lines of a block that is whole as [`show_whole`] shows it open.
pub fn inside(shelf: Shelf, source: &str, thought: Option<u64>, compact: bool) -> Vec<Line> {
    let mut reading = Reading::default();
    reading.read(source);
    let mut lines = air(shelf, compact);
    lines.push(head(true, String::new(), numbers(reading.n_words, thought)));
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
fn head(is_over: bool, words: String, numbers: Vec<Span>) -> Line {
    let name = if is_over {
        "∴ Thought"
    } else {
        "∴ Thinking"
    };
    let mut spans = vec![Span::new(name, Scope::ThinkingTitle)];
    if !words.is_empty() {
        spans.push(Span::new("  ", Scope::Thinking));
        spans.push(Span::new(words, Scope::Thinking));
    }
    Line::new(spans, LineKind::Head(numbers))
}

/// How long it is and took: `312 words · 4.2 s`.
fn numbers(n_words: u64, thought: Option<u64>) -> Vec<Span> {
    let size = match n_words {
        0 => "nothing shown".to_owned(),
        1 => "1 word".to_owned(),
        n => format!("{} words", format::count(n)),
    };
    right(&[size, thought.map_or_else(String::new, format::seconds)])
}

/// The beginning of a line, as much as a row could show.
fn beginning(line: &str) -> String {
    let end = line.char_indices().nth(LAST_LINE);
    unmarked(&one_line(
        end.and_then(|(at, _)| line.get(..at)).unwrap_or(line),
    ))
}

/// The end of a line that grows, from the start of a page on: pages begin at fixed places, so what
/// is shown does not move until it is turned.
fn page(line: &str) -> String {
    let turned = (line.len() / PAGE).saturating_sub(1) * PAGE;
    let start = (turned..line.len()).find(|at| line.is_char_boundary(*at));
    let page = start.and_then(|at| line.get(at..)).unwrap_or(line);
    let word = page.find(' ').filter(|at| turned > 0 && *at < PAGE);
    unmarked(&one_line(
        word.and_then(|at| page.get(at + 1..)).unwrap_or(page),
    ))
}

/// A piece of a line without the marks of markdown, as far as a piece can tell.
fn unmarked(words: &str) -> String {
    let words = words.trim_start_matches(['#', '>', ' ']);
    let mut made = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let is_apart = before == ' ' && chars.peek().is_none_or(|next| *next == ' ');
        if c != '`' && (c != '*' || is_apart) {
            made.push(c);
        }
        before = c;
    }
    made
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

impl Reading {
    /// Reads what is new of a text; one that is shorter than before is read anew.
    fn read(&mut self, text: &str) {
        if text.len() < self.n_bytes {
            *self = Self::default();
        }
        let read = self.n_bytes;
        for (at, c) in text.get(read..).unwrap_or_default().char_indices() {
            let in_word = !c.is_whitespace();
            self.n_words += u64::from(in_word && !self.in_word);
            self.in_word = in_word;
            let end = read + at + c.len_utf8();
            if in_word {
                self.last = self.line_start..end;
            } else if c == '\n' {
                self.line_start = end;
            }
        }
        self.n_bytes = text.len();
    }

    fn last_line<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.last.clone()).unwrap_or_default().trim_start()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_line_that_stands_for_a_thought_shows_no_marks() {
        let cases = [
            ("**Step 9** thinking `x` now.", "Step 9 thinking x now."),
            ("### A *title*", "A title"),
            ("3 * 4 is snake_case", "3 * 4 is snake_case"),
            ("> said", "said"),
        ];
        for (source, expect) in cases {
            assert_eq!(unmarked(source), expect);
        }
    }

    #[test]
    fn a_page_of_a_growing_line_stands_still_until_it_is_turned() {
        let line = "so I need the record of the order first, then the status of the carrier";
        let mut pages: Vec<String> = Vec::new();
        for end in 1..=line.len() {
            let page = page(line.get(..end).unwrap_or(line));
            assert!(page.len() <= 2 * PAGE, "{page}");
            match pages.last_mut() {
                Some(last) if page.starts_with(last.as_str()) => *last = page,
                _ => pages.push(page),
            }
        }
        assert!(pages.len() <= 1 + line.len() / PAGE, "{pages:?}");
    }

    proptest! {
        #[test]
        fn words_and_the_last_line_are_found_piece_by_piece(
            text in "[a-c é漢\n\t]{0,40}", cuts in prop::collection::vec(0usize..60, 0..5),
        ) {
            let mut reading = Reading::default();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).collect();
            cuts.sort_unstable();
            for at in cuts {
                reading.read(text.get(..at).unwrap_or(&text));
            }
            reading.read(&text);
            prop_assert_eq!(reading.n_words, text.split_whitespace().count() as u64);
            let last = text.lines().rev().find(|line| !line.trim().is_empty());
            prop_assert_eq!(reading.last_line(&text), last.unwrap_or_default().trim());
        }

        #[test]
        fn no_source_breaks_the_line_that_stands_for_it(source in "[\u{0}-\u{1f}a 漢]{0,90}") {
            let mut reading = Reading::default();
            reading.read(&source);
            let last = reading.last_line(&source);
            for line in [head(true, beginning(last), Vec::new()), head(false, page(last), Vec::new())] {
                prop_assert!(!line.spans.iter().any(|span| span.text.contains(char::is_control)));
            }
        }
    }
}
