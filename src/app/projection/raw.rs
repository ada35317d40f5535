//! *Raw* lines: the source of a message as it stands, in the place of what it means; of a prompt
//! all of it, where only its beginning is shown.
//!
//! They stand below a label, markdown as plain lines of code, and know the bytes of the source that
//! they stand for, as rendered lines do: by these a reader's place is carried from the one form to
//! the other. Who shows which form is decided elsewhere.

use std::ops::Range;

use crate::app::focus::PaneKind;
use crate::pane::doc::{ItemId, Place};
use crate::pane::{Pane, Scroll};
use crate::text::line::{Line, LineKind, Span};
use crate::text::sanitize::one_line;
use crate::theme::Scope;

/// What stands above raw lines of an answer and of thinking.
const LABEL: &str = "markdown source";
/// What stands above those of a prompt.
const PROMPT_LABEL: &str = "the whole prompt";

/// The lines of an item before those of its source: a row of air, and the label.
const HEAD: usize = 2;

/// What is shown raw.
#[derive(Debug, Clone, Copy)]
pub struct RawShown {
    /// In which pane.
    pub kind: PaneKind,
    /// Which item of it.
    pub item: ItemId,
    /// Where the pane stood before that, and where it stood then: who has not moved goes back.
    pub moved: (Scroll, Scroll),
}

impl RawShown {
    /// Is it this item of this pane?
    pub fn is(&self, kind: PaneKind, item: ItemId) -> bool {
        (self.kind, self.item) == (kind, item)
    }
}

/// Raw lines that grow with their source.
#[derive(Debug, Clone, Copy, Default)]
pub struct Raw {
    /// Lines that are shown and whole.
    n_whole: usize,
    /// Where in the source the line after them begins.
    at: usize,
}

impl Raw {
    /// Shows an item raw.
    pub fn begin(pane: &mut Pane, item: ItemId, source: &str) -> Self {
        pane.doc.replace(item, lines(source));
        let mut raw = Self::default();
        raw.pass(source);
        raw
    }

    /// Shows what came to the source since; the cost is that of the new lines.
    pub fn grow(&mut self, pane: &mut Pane, item: ItemId, source: &str) {
        let fresh = of(source, self.at);
        pane.doc.replace_tail(item, HEAD + self.n_whole, &fresh);
        self.pass(source);
    }

    fn pass(&mut self, source: &str) {
        let rest = source.get(self.at..).unwrap_or_default();
        self.n_whole += rest.matches('\n').count();
        self.at += rest.rfind('\n').map_or(0, |end| end + 1);
    }
}

/// The raw lines of an item.
pub fn lines(source: &str) -> Vec<Line> {
    let head = head(LABEL).into_iter();
    head.chain(of(source, 0)).collect()
}

/// All lines of a prompt, each whole.
pub fn prompt(source: &str) -> Vec<Line> {
    let on_strip = |line: Line| {
        let spans = line.spans.into_iter().map(|span| Span {
            scope: Scope::Prompt,
            ..span
        });
        Line::new(spans.collect(), LineKind::Prompt)
    };
    let head = head(PROMPT_LABEL).into_iter();
    head.chain(of(source, 0).into_iter().map(on_strip))
        .collect()
}

fn head(label: &str) -> [Line; HEAD] {
    let label = Span::new(label, Scope::CodeLabel);
    // No line of code: it names no language that the lines below could be colored by.
    [Line::blank(), Line::new(vec![label], LineKind::Prose)]
}

/// Is an item with these lines shown raw?
pub fn is_raw(lines: &[Line]) -> bool {
    let label = lines.get(HEAD - 1).and_then(|line| line.spans.first());
    let is_label = |span: &Span| {
        span.scope == Scope::CodeLabel && [LABEL, PROMPT_LABEL].contains(&span.text.as_str())
    };
    label.is_some_and(is_label)
        && lines
            .get(HEAD - 1)
            .is_some_and(|line| line.kind == LineKind::Prose)
}

/// The byte of the source at the top of a pane, if its top belongs to this item: of a place within
/// the row at the top that very place, so that going there and back leads to the same row.
pub fn top(pane: &Pane, item: ItemId) -> Option<u32> {
    let place = pane.top_place().filter(|place| place.item == item)?;
    let rows = pane.viewport().rows;
    let lines = pane.doc.lines(item);
    if let Scroll::Anchor {
        item: anchored,
        line,
        byte,
    } = pane.scroll()
        && (anchored, line) == (item, place.line)
        && byte > place.byte
    {
        let next = rows
            .get(1)
            .filter(|row| (row.item, row.line) == (item, line));
        let is_in_row = next.is_none_or(|next| byte < next.row.start);
        let src = lines.get(line as usize).and_then(|line| src_at(line, byte));
        if let Some(src) = src.filter(|_| is_in_row) {
            return Some(src);
        }
    }
    let mut pieces = rows.first()?.row.pieces.iter();
    if let Some(piece) = pieces.find(|piece| !piece.src.is_empty()) {
        return Some(piece.src.start);
    }
    let below = lines.iter().skip(place.line as usize);
    below.filter_map(start).next()
}

/// The byte of the source that is shown at this byte of the text of a line.
fn src_at(line: &Line, byte: u32) -> Option<u32> {
    let mut passed = 0;
    for span in &line.spans {
        let len = narrow(span.text.len());
        if byte < passed + len && !span.src.is_empty() {
            return Some((span.src.start + (byte - passed)).min(span.src.end));
        }
        passed += len;
    }
    None
}

/// The place in an item at which this byte of its source is shown, or what follows it: a bullet is
/// written before its text, and a fence before its code. Of the first one the beginning of the
/// item, so that its label is seen.
pub fn place(item: ItemId, lines: &[Line], byte: u32) -> Option<Place> {
    let written = lines.iter().enumerate();
    let mut written = written.filter_map(|(idx, line)| Some((idx, line, src_of(line)?)));
    let first = written.next()?;
    if byte <= first.2.start {
        let (line, byte) = (0, 0);
        return Some(Place { item, line, byte });
    }
    let mut at = first;
    for next in written {
        let is_before = next.2.start > byte;
        if is_before && byte < at.2.end {
            break;
        }
        at = next;
        if is_before {
            break;
        }
    }
    let (idx, line, _) = at;
    Some(Place {
        item,
        line: narrow(idx),
        byte: byte_of(line, byte),
    })
}

/// Where in the text of a line this byte of the source is shown.
fn byte_of(line: &Line, byte: u32) -> u32 {
    let mut passed = 0;
    let mut found = 0;
    for span in &line.spans {
        if !span.src.is_empty() && span.src.start <= byte {
            let within = (byte - span.src.start) as usize;
            found = passed + within.min(span.text.len());
        }
        passed += span.text.len();
    }
    narrow(found)
}

/// The lines of `source` from byte `from` on, which is where one begins.
fn of(source: &str, from: usize) -> Vec<Line> {
    let rest = source.get(from..).unwrap_or_default();
    // The end of the last line begins no further one.
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    if rest.is_empty() && from == source.len() && from > 0 {
        return Vec::new();
    }
    let mut at = from;
    let lines = rest.split('\n').map(|text| {
        let src = narrow(at)..narrow(at + text.len());
        at += text.len() + 1;
        let text = one_line(text.strip_suffix('\r').unwrap_or(text));
        let span = Span {
            text,
            scope: Scope::Code,
            link: None,
            src,
        };
        let spans = if span.text.is_empty() {
            Vec::new()
        } else {
            vec![span]
        };
        Line::new(spans, LineKind::Code)
    });
    lines.collect()
}

/// Where in the source a line was written, in bytes; `None` for one that was not.
pub fn src_of(line: &Line) -> Option<Range<u32>> {
    let cells = match &line.kind {
        LineKind::Table(row) => row.cells.as_slice(),
        _ => &[],
    };
    let spans = line.spans.iter().chain(cells.iter().flatten());
    let ranges = spans.map(|span| &span.src).filter(|src| !src.is_empty());
    ranges
        .cloned()
        .reduce(|all, src| all.start.min(src.start)..all.end.max(src.end))
}

/// Where that begins.
fn start(line: &Line) -> Option<u32> {
    Some(src_of(line)?.start)
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::MarkdownStream;

    proptest! {
        #[test]
        fn lines_that_grow_are_those_of_the_whole(
            pieces in prop::collection::vec("[a\t漢\r\n]{0,6}", 1..12),
        ) {
            let item = ItemId(1);
            let mut pane = Pane::default();
            pane.doc.push(item, Vec::new());
            let mut source = pieces[0].clone();
            let mut raw = Raw::begin(&mut pane, item, &source);
            for piece in &pieces[1..] {
                source.push_str(piece);
                raw.grow(&mut pane, item, &source);
                prop_assert_eq!(pane.doc.lines(item), lines(&source));
            }
        }

        #[test]
        fn every_byte_that_is_shown_raw_is_found_again(source in "[a#*`>\\- \t漢\n]{1,80}") {
            let lines = lines(&source);
            for (idx, line) in lines.iter().enumerate() {
                if let Some(start) = start(line) {
                    let place = place(ItemId(1), &lines, start).unwrap();
                    // With the first line its label is seen.
                    let is_first = !lines[..idx].iter().any(|line| super::start(line).is_some());
                    let shown = if is_first { 0 } else { idx };
                    prop_assert_eq!((place.line as usize, place.byte), (shown, 0));
                }
            }
        }
    }

    #[test]
    fn a_place_is_carried_to_the_rendered_lines_and_back() {
        let source = "# One\n\nSome **strong** words.\n\n| a |\n|---|\n| b |\n\nEnd.\n";
        let rendered = MarkdownStream::whole(source);
        let raw = lines(source);
        for text in ["words", "b |", "End"] {
            let byte = u32::try_from(source.find(text).unwrap()).unwrap();
            let there = place(ItemId(1), rendered.lines(), byte).unwrap();
            let shown = &rendered.lines()[there.line as usize];
            let is_table = matches!(shown.kind, LineKind::Table(_));
            let joined: String = shown.spans.iter().map(|span| span.text.as_str()).collect();
            assert!(is_table || joined.get(there.byte as usize..).unwrap().starts_with(text));
            let back = place(ItemId(1), &raw, byte).unwrap();
            let line_of_source = source.get(..byte as usize).unwrap().matches('\n').count();
            assert_eq!(back.line as usize, HEAD + line_of_source);
        }
    }
}
