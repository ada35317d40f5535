//! A *line* is one logical line of text that knows no width; a *span* is a run of it with one
//! scope.
//!
//! Lines are what markdown, prompts and tool output become before anybody knows how wide the screen
//! is: they keep meaning (kinds of text, links, where in the source each span comes from) and leave
//! rows to [`super::wrap`] and colors to the theme. Whoever makes a line has sanitized its text.

use std::ops::Range;
use std::sync::Arc;

use super::glyphs;
use super::link::Link;
use crate::theme::Scope;

/// A blank at which no row ends; it is painted as any other.
pub const SOLID_BLANK: &str = "\u{a0}";

/// One logical line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The text, left to right. Holds no control character.
    pub spans: Vec<Span>,
    /// What stands in front of its rows.
    pub lead: Lead,
    /// How it is wrapped and painted.
    pub kind: LineKind,
}

/// A run of text with one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Printable text, sanitized, tabs expanded.
    pub text: String,
    /// Its kind.
    pub scope: Scope,
    /// The link it belongs to.
    pub link: Option<Arc<Link>>,
    /// Bytes of the source it stands for; empty at 0 for text that has no source.
    pub src: Range<u32>,
}

/// A place in the text of a line, where one part of it ends and another begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Index of the span.
    pub span: usize,
    /// Byte in that span's text.
    pub byte: usize,
    /// Byte in the text of the line: all spans joined.
    pub total: usize,
}

/// What stands in front of the first row and of the rows after it: `"• "` then `"  "`. Where the
/// first one is wider, the other is padded; where it is narrower, the rows after the first hang:
/// their text stands further in by the difference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lead {
    /// Before the first row.
    pub first: Vec<Span>,
    /// Before every further row.
    pub rest: Vec<Span>,
}

/// How a line is wrapped and painted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LineKind {
    /// Wrapped at words, at most [`super::wrap::PROSE_COLUMNS`] wide.
    #[default]
    Prose,
    /// Wrapped beside its signs, further rows further in; its background fills the row.
    Code,
    /// Wrapped like `Prose`; the person's prompt, on a strip that fills the row.
    Prompt,
    /// One row of a table; laid out together with its neighbors of the same table.
    Table(TableRow),
    /// The line that stands for something folded, or above it while it is open: one row at every
    /// width, cut where it is too long, unless all of it is wanted.
    Head(Head),
    /// A horizontal rule over the whole width.
    Rule,
    /// An empty row.
    Blank,
}

/// The text that stands for a line break in a cell. It comes with no other text: sanitizing makes
/// line ends of it.
pub const CELL_BREAK: &str = "\u{2028}";

/// One row of a table: its cells, and what all rows of one table share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Cells from left to right; each a list of spans. Where a cell is broken into several lines
    /// [`CELL_BREAK`] stands between them, in a span of its own.
    pub cells: Vec<Vec<Span>>,
    /// Is this the header?
    pub header: bool,
    /// Of the row above, unless that is the header: per cell, the columns it needs for one row.
    pub above: Option<Arc<[u16]>>,
    /// How wide the cells of the table are, and how they are aligned; the same `Arc` in every row
    /// of one table.
    pub shape: Arc<TableShape>,
}

/// What the rows of a table share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableShape {
    /// How the columns grew, in the order of the rows: one for the header, one for the first row,
    /// and then one for each row that needed more room than all before it. Few, however long the
    /// table is.
    pub growths: Vec<Growth>,
    /// Per column.
    pub align: Vec<Align>,
    /// Per column: its name as plain text, for the stacked form on narrow screens; may be empty.
    pub header: Vec<String>,
}

/// How wide the cells of a table are up to one of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Growth {
    /// Per column: natural width in columns of the widest cell.
    pub natural: Vec<u16>,
    /// Per column: width of its longest word.
    pub least: Vec<u16>,
    /// Per column: width without which a word in it could not be read, however it is broken.
    pub part: Vec<u16>,
}

/// What a head is besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// What stands at its right end.
    pub right: Vec<Span>,
    /// Is it wrapped like prose, rather than cut?
    pub is_whole: bool,
    /// Does it stand for what is folded, whose words are told elsewhere?
    pub is_folded: bool,
}

/// Alignment of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

impl Line {
    /// A line without a lead.
    pub fn new(spans: Vec<Span>, kind: LineKind) -> Self {
        Self {
            spans,
            lead: Lead::default(),
            kind,
        }
    }

    /// An empty line.
    pub fn blank() -> Self {
        Self::new(Vec::new(), LineKind::Blank)
    }

    /// Length of the text in bytes: all spans joined, or all cells of a table row. Costs what the
    /// line has spans.
    pub fn len(&self) -> usize {
        let cells = match &self.kind {
            LineKind::Table(row) => row.cells.iter().flatten().map(|span| span.text.len()).sum(),
            LineKind::Prose | LineKind::Code | LineKind::Prompt => 0,
            LineKind::Head(_) | LineKind::Rule | LineKind::Blank => 0,
        };
        self.len_from(0) + cells
    }

    /// Is this the line above code that names its language?
    pub fn is_code_label(&self) -> bool {
        self.kind == LineKind::Code
            && matches!(self.spans.as_slice(), [span] if span.scope == Scope::CodeLabel)
    }

    /// Does it stand for something that folds?
    pub fn is_head(&self) -> bool {
        matches!(self.kind, LineKind::Head(_))
    }

    /// Does it stand for something that is folded?
    pub fn is_folded(&self) -> bool {
        matches!(&self.kind, LineKind::Head(head) if head.is_folded)
    }

    /// Nothing it could stand for is told elsewhere.
    pub fn stands_for_itself(&mut self) {
        if let LineKind::Head(head) = &mut self.kind {
            head.is_folded = false;
        }
    }

    /// Length of the text from span `span` on, in bytes.
    pub fn len_from(&self, span: usize) -> usize {
        let spans = self.spans.iter().skip(span);
        work::measured(spans.len());
        spans.map(|span| span.text.len()).sum()
    }

    /// Takes away the text from `mark` on, which stands at the start of a span or in one that is
    /// exact.
    pub fn truncate(&mut self, mark: Mark) {
        self.spans.truncate(mark.span + 1);
        if let Some(last) = self
            .spans
            .last_mut()
            .filter(|span| mark.byte < span.text.len())
        {
            if last.is_exact() {
                let cut = last.text.len() - mark.byte;
                last.src.end = last
                    .src
                    .end
                    .saturating_sub(u32::try_from(cut).unwrap_or(u32::MAX));
            }
            last.text.truncate(mark.byte);
        }
        if mark.byte == 0 {
            self.spans.truncate(mark.span);
        }
    }

    /// Adds a span; it joins the one before it where both are one piece of the source.
    pub fn add(&mut self, span: Span) {
        match self.spans.last_mut() {
            Some(last) if last.goes_on_with(&span) => {
                last.text.push_str(&span.text);
                last.src.end = span.src.end;
            }
            _ => self.spans.push(span),
        }
    }

    /// The text from `mark` on, as a line of its own that [`Line::add`] would put back.
    pub fn since(&self, mark: Mark) -> Self {
        let mut spans = self.spans.get(mark.span..).unwrap_or_default().to_vec();
        if let Some(first) = spans.first_mut().filter(|_| mark.byte > 0) {
            if first.is_exact() {
                first.src.start += u32::try_from(mark.byte).unwrap_or(u32::MAX);
            }
            first.text = first.text.get(mark.byte..).unwrap_or_default().to_owned();
        }
        Self {
            spans,
            lead: self.lead.clone(),
            kind: self.kind.clone(),
        }
    }

    /// Does it hold no text?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Span {
    /// Does each byte of the text stand for one of the source?
    pub fn is_exact(&self) -> bool {
        self.text.len() == self.src.len()
    }

    /// Is `next` of the same kind, and does it follow in the source?
    pub fn goes_on_with(&self, next: &Self) -> bool {
        (self.scope, &self.link) == (next.scope, &next.link)
            && self.src.end == next.src.start
            && self.is_exact()
            && next.is_exact()
    }

    /// Does the text after it begin a line in its cell?
    pub fn is_cell_break(&self) -> bool {
        self.text == CELL_BREAK
    }

    /// Text that stands for no source.
    pub fn new(text: impl Into<String>, scope: Scope) -> Self {
        Self {
            text: glyphs::measured(text.into(), scope),
            scope,
            link: None,
            src: 0..0,
        }
    }
}

#[cfg(not(test))]
mod work {
    pub fn measured(_: usize) {}
}

/// Counts the spans that were measured for the length of a line, on this thread.
#[cfg(test)]
pub mod work {
    use std::cell::Cell;

    thread_local! {
        static MEASURED: Cell<usize> = const { Cell::new(0) };
    }

    /// Takes note of so many.
    pub fn measured(n: usize) {
        MEASURED.set(MEASURED.get() + n);
    }

    /// How many `act` measures.
    pub fn of(act: impl FnOnce()) -> usize {
        let before = MEASURED.get();
        act();
        MEASURED.get() - before
    }
}
