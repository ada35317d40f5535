//! *Wrapping* makes rows of a line, for one width.
//!
//! A row is what the screen shows side by side: pieces of the line's spans, already cut to fit,
//! with the line's lead in front. No row is wider than asked, and every row knows where in the line
//! it begins, so that a reader's place survives another width. Which kind of line breaks where is
//! decided here; the breaking itself is done by [`super::split`], code and tables are laid out by
//! [`code`] and [`table`]. Rows are derived: whoever keeps them throws them away when the width
//! changes.

pub mod code;
mod head;
pub mod table;

use std::ops::Range;
use std::sync::Arc;

use super::glyphs;
use super::line::{Lead, Line, LineKind, Mark, Span};
use super::link::Link;
use super::split::{Breaks, Stretch, split, split_from, split_hanging};
use super::width::{columns, ellipsis, graphemes};
use crate::theme::Scope;

/// Prose is at most this wide, in columns: longer lines are hard to read.
pub const PROSE_COLUMNS: u16 = 100;

/// One painted line: what stands in it from the left, already split to fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Runs from left to right.
    pub pieces: Vec<Piece>,
    /// Does the logical line go on in the next row?
    pub soft: bool,
    /// Byte offset into the line's text (spans joined) of the first grapheme; the anchor of
    /// scrolling. A table row, whose cells lie side by side, counts its rows instead. Grows from
    /// row to row.
    pub start: u32,
    /// When set, the scope whose background fills the row to the pane's edge.
    pub fill: Option<Scope>,
    /// Columns of the lead, which the background leaves free.
    pub lead: u16,
    /// Blank columns between the lead and the text, as in front of the rows that hang; they stand
    /// for no text.
    pub pad: u16,
    /// Does text of the line stand out of sight, left of this row?
    pub cut_left: bool,
    /// Does text of the line stand out of sight, right of this row?
    pub cut_right: bool,
}

/// A run of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text; never empty.
    pub text: String,
    /// Its kind.
    pub scope: Scope,
    /// Its width in columns.
    pub columns: u16,
    /// The link it belongs to.
    pub link: Option<Arc<Link>>,
    /// Bytes of the source it stands for. Exact where the span's text is its source byte for byte;
    /// elsewhere (an entity, an escape) the whole span's.
    pub src: Range<u32>,
}

/// Splits `line` into rows of at most `width` columns; at least one row. A grapheme wider than
/// `width` is shown as [`ellipsis`] (a row of one column cannot hold it). `width` is at least 1.
///
/// A lead that would take more than half of the width is cut to that half; what hangs, to half of
/// the rest.
pub fn wrap(line: &Line, width: u16) -> Vec<Row> {
    let width = width.max(1);
    let prose = width.min(PROSE_COLUMNS);
    match &line.kind {
        LineKind::Prose => wrap_text(line, prose, Breaks::Words, None),
        LineKind::Prompt => wrap_text(line, prose, Breaks::Words, Some(Scope::Prompt)),
        LineKind::Code => code::rows(line, width),
        LineKind::Table(row) => with_lead(line, width, None, |_, room| table::rows(row, room)),
        LineKind::Head(head) => with_lead(line, prose, None, |_, room| {
            head::rows(&line.spans, head, room)
        }),
        LineKind::Rule => with_lead(line, prose, None, |_, room| {
            vec![(0, vec![Piece::rule(room, Scope::Rule)])]
        }),
        LineKind::Blank => with_lead(line, width, None, |_, _| vec![(0, Vec::new())]),
    }
}

/// Rows of a line that are made again when it grows: what was decided about them may have been by
/// what has changed.
const ROWS_REMADE: usize = 2;

/// Makes the rows of a line that has grown, or changed, from `mark` on; `rows` are those before
/// that, at the same width. Returns how many were made: all but those that the change cannot reach.
pub fn rewrap(line: &Line, width: u16, rows: &mut Vec<Row>, mark: Mark) -> usize {
    let n_before = rows.partition_point(|row| (row.start as usize) < mark.total);
    let n_kept = n_before.saturating_sub(ROWS_REMADE);
    let from = rows.get(n_kept).map(|row| row.start as usize);
    let from = from.and_then(|total| mark_before(line, mark, total));
    let (Some(from), LineKind::Prose, 1..) = (from, &line.kind, n_kept) else {
        *rows = wrap(line, width);
        return rows.len();
    };
    rows.truncate(n_kept);
    let width = width.clamp(1, PROSE_COLUMNS);
    let lead = lead_columns(line, width);
    let hang = hang_columns(line, width - lead);
    let room = width - lead - hang;
    let rest = rest_of(line, lead, hang);
    for stretch in split_from(&line.spans, from, usize::from(room), Breaks::Words) {
        let mut content = rest.clone();
        content.extend(pieces(&line.spans, stretch, room));
        rows.push(Row {
            pieces: content,
            lead,
            pad: hang,
            soft: true,
            start: offset(stretch.start.total),
            ..Row::default()
        });
    }
    if let Some(last) = rows.last_mut() {
        last.soft = false;
    }
    rows.len() - n_kept
}

/// The mark of byte `total` of the text, which stands before `mark`.
fn mark_before(line: &Line, mark: Mark, total: usize) -> Option<Mark> {
    let mut start = mark.total.checked_sub(mark.byte)?;
    let mut span = mark.span;
    while start > total {
        span = span.checked_sub(1)?;
        start = start.checked_sub(line.spans.get(span)?.text.len())?;
    }
    let byte = total - start;
    Some(Mark { span, byte, total })
}

/// Columns that [`wrap`] gives to the line's lead, in each of its rows.
pub fn lead_of(line: &Line, width: u16) -> u16 {
    let width = width.max(1);
    match &line.kind {
        LineKind::Prose | LineKind::Prompt | LineKind::Head(_) => {
            lead_columns(line, width.min(PROSE_COLUMNS))
        }
        LineKind::Code | LineKind::Table(_) | LineKind::Rule | LineKind::Blank => {
            lead_columns(line, width)
        }
    }
}

/// What stands in one row of a text, and the byte of the text it starts at.
pub(super) type Content = (u32, Vec<Piece>);

/// Splits spans into rows without a lead.
pub(super) fn wrap_spans(spans: &[Span], width: u16, breaks: Breaks) -> Vec<Content> {
    split(spans, usize::from(width), breaks)
        .into_iter()
        .map(|stretch| content(spans, stretch, width))
        .collect()
}

fn content(spans: &[Span], stretch: Stretch, width: u16) -> Content {
    (offset(stretch.start.total), pieces(spans, stretch, width))
}

fn wrap_text(line: &Line, width: u16, breaks: Breaks, fill: Option<Scope>) -> Vec<Row> {
    with_lead(line, width, fill, |first, rest| {
        let stretches = split_hanging(&line.spans, first.into(), rest.into(), breaks);
        let widths = std::iter::once(first).chain(std::iter::repeat(rest));
        let contents = stretches.into_iter().zip(widths);
        contents
            .map(|(stretch, width)| content(&line.spans, stretch, width))
            .collect()
    })
}

/// Rows with the line's lead in front of what `contents` makes for the room that is left in the
/// first row, and in the others.
fn with_lead(
    line: &Line,
    width: u16,
    fill: Option<Scope>,
    contents: impl FnOnce(u16, u16) -> Vec<Content>,
) -> Vec<Row> {
    let lead = lead_columns(line, width);
    let hang = hang_columns(line, width - lead);
    let contents = contents(width - lead, width - lead - hang);
    let mut first = Some(exactly(&line.lead.first, lead));
    let rest = rest_of(line, lead, hang);
    let last = contents.len().saturating_sub(1);
    contents
        .into_iter()
        .enumerate()
        .map(|(idx, (start, content))| {
            let pad = if first.is_some() { 0 } else { hang };
            let mut pieces = first.take().unwrap_or_else(|| rest.clone());
            pieces.extend(content);
            Row {
                pieces,
                pad,
                soft: idx < last,
                start,
                fill,
                lead,
                ..Row::default()
            }
        })
        .collect()
}

/// Columns that the lead takes: what it needs, but at most half of the row.
fn lead_columns(line: &Line, width: u16) -> u16 {
    let natural = span_columns(&line.lead.first);
    u16::try_from(natural).unwrap_or(u16::MAX).min(width / 2)
}

/// Columns by which the text of further rows stands further in, at most half of the `room` that the
/// lead leaves.
fn hang_columns(line: &Line, room: u16) -> u16 {
    let Lead { first, rest } = &line.lead;
    let natural = span_columns(rest).saturating_sub(span_columns(first));
    u16::try_from(natural).unwrap_or(u16::MAX).min(room / 2)
}

/// What stands in front of a further row.
fn rest_of(line: &Line, lead: u16, hang: u16) -> Vec<Piece> {
    let mut rest = exactly(&line.lead.rest, lead);
    rest.extend(Piece::spaces(hang));
    rest
}

/// The pieces of `spans`, cut or padded to exactly `width` columns. What stands next to the text
/// says most about it, so the others go first. A lead is a mark, not a text: a cut one needs no
/// ellipsis.
fn exactly(spans: &[Span], width: u16) -> Vec<Piece> {
    let is_over = |first: &usize| {
        let rest = spans.get(*first..).unwrap_or_default();
        rest.len() > 1 && span_columns(rest) > usize::from(width)
    };
    let first = (0..spans.len()).find(|first| !is_over(first));
    let mut left = width;
    let mut pieces = Vec::new();
    for span in spans.iter().skip(first.unwrap_or(0)) {
        let piece = Piece::of(span, beginning(&span.text, left).to_owned(), 0);
        left -= piece.columns.min(left);
        if !piece.text.is_empty() {
            pieces.push(piece);
        }
    }
    pieces.extend(Piece::spaces(left));
    pieces
}

/// As many graphemes of `text` as fit into `width` columns.
fn beginning(text: &str, width: u16) -> &str {
    let mut taken = 0;
    let over = graphemes(text).find(|grapheme| {
        taken += usize::from(grapheme.columns);
        taken > usize::from(width)
    });
    over.and_then(|grapheme| text.get(..grapheme.at))
        .unwrap_or(text)
}

/// Columns of all spans together.
pub(super) fn span_columns(spans: &[Span]) -> usize {
    spans.iter().map(|span| columns(&span.text)).sum()
}

fn pieces(spans: &[Span], stretch: Stretch, width: u16) -> Vec<Piece> {
    let Stretch { start, end } = stretch;
    let mut pieces = Vec::new();
    for (idx, span) in spans.iter().enumerate().take(end.span + 1).skip(start.span) {
        let from = if idx == start.span { start.byte } else { 0 };
        let to = if idx == end.span {
            end.byte
        } else {
            span.text.len()
        };
        let text = span.text.get(from..to).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        let mut piece = Piece::of(span, text.to_owned(), from);
        if piece.columns > width {
            // Only a grapheme wider than the row can make a stretch too wide.
            piece.text = graphemes(text)
                .map(|grapheme| {
                    if grapheme.columns > width {
                        ellipsis()
                    } else {
                        grapheme.text
                    }
                })
                .collect();
            piece.columns = narrow_columns(&piece.text);
        }
        pieces.push(piece);
    }
    pieces
}

impl Piece {
    /// A piece that stands for no source.
    pub fn new(text: String, scope: Scope) -> Self {
        let columns = narrow_columns(&text);
        Self {
            text,
            scope,
            columns,
            link: None,
            src: 0..0,
        }
    }

    /// `width` spaces, or nothing where none are wanted.
    pub(super) fn spaces(width: u16) -> Option<Self> {
        (width > 0).then(|| Self::new(" ".repeat(usize::from(width)), Scope::Text))
    }

    /// A horizontal rule; `width` is at least 1. Where the line is drawn two columns wide, an odd
    /// column is left.
    pub(super) fn rule(width: u16, scope: Scope) -> Self {
        let line = glyphs::measured("─".into(), scope);
        let line = if usize::from(width) < columns(&line) {
            "-"
        } else {
            &line
        };
        let text = line.repeat(usize::from(width) / columns(line));
        Self::new(text, scope)
    }

    /// A piece of `span`: `text`, which starts at byte `from` of it.
    fn of(span: &Span, text: String, from: usize) -> Self {
        let whole = span.src.end.saturating_sub(span.src.start);
        let src = if whole == offset(span.text.len()) {
            let start = span.src.start + offset(from);
            start..start + offset(text.len())
        } else {
            span.src.clone()
        };
        Self {
            scope: span.scope,
            columns: narrow_columns(&text),
            link: span.link.clone(),
            src,
            text,
        }
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn narrow_columns(text: &str) -> u16 {
    u16::try_from(columns(text)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
