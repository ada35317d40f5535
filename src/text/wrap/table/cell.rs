//! A *cell*: what it needs to be read, and its rows at a width.

use super::{SLIVER, WIDEST, WORD};
use crate::text::line::Span;
use crate::text::split::Breaks;
use crate::text::split::class::is_ideograph;
use crate::text::split::parts::parts;
use crate::text::width::columns;
use crate::text::wrap::{Piece, span_columns, wrap_spans};

/// A part of a word that is wider than [`WORD`] takes so many rows at most, unless they are as wide
/// as that.
const PART_ROWS: usize = 3;

/// What a column must have for a word. One that is written without spaces may end a row anywhere.
pub(super) fn least_columns(word: &str) -> usize {
    let longest = match word.contains(is_ideograph) {
        true => SLIVER.into(),
        false => WIDEST,
    };
    columns(word).min(longest)
}

/// What a column must have for these lines of a cell to stand in it and be read: no part of a word
/// is broken, but one that is wider than [`WORD`] may take [`PART_ROWS`] rows.
pub(super) fn part_columns<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let parts = lines.flat_map(parts).map(|part| match part {
        ..=WORD => part,
        _ => part.div_ceil(PART_ROWS).clamp(SLIVER.into(), WORD),
    });
    parts.max().unwrap_or(0)
}

/// The columns a cell needs to stand in one row: as many as there are where no width is enough.
pub(super) fn needed(cell: &[Span]) -> u16 {
    if cell.iter().any(Span::is_cell_break) {
        return u16::MAX;
    }
    u16::try_from(span_columns(cell)).unwrap_or(u16::MAX)
}

/// The rows of a cell.
pub(super) fn wrap_cell(spans: &[Span], width: u16) -> impl ExactSizeIterator<Item = Vec<Piece>> {
    let lines = spans.split(Span::is_cell_break);
    let rows = lines.flat_map(|line| wrap_spans(line, width, Breaks::Parts));
    rows.map(|(_, row)| row).collect::<Vec<_>>().into_iter()
}

/// Takes spaces at the end of a cell away: aligned to the right they would put it out of line.
pub(super) fn trim_end(content: &mut Vec<Piece>) {
    while let Some(last) = content.last_mut() {
        let kept = last.text.trim_end_matches(' ').len();
        let n_spaces = u16::try_from(last.text.len() - kept).unwrap_or(u16::MAX);
        last.text.truncate(kept);
        last.columns = last.columns.saturating_sub(n_spaces);
        if !last.text.is_empty() {
            return;
        }
        content.pop();
    }
}
