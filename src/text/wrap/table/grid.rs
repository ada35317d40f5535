//! A row of a table in a *grid*: its cells side by side.

use super::GAP;
use super::cell::{trim_end, wrap_cell};
use super::share::sum;
use crate::text::line::{Align, TableRow};
use crate::text::wrap::Piece;
use crate::theme::Scope;

/// The rows of one table row; the last one of the header is its rule.
pub(super) fn grid(row: &TableRow, columns: &[u16]) -> Vec<Vec<Piece>> {
    let mut cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(idx, &width)| {
            let spans = row.cells.get(idx).map_or(&[][..], Vec::as_slice);
            wrap_cell(spans, width)
        })
        .collect();
    let height = cells.iter().map(ExactSizeIterator::len).max().unwrap_or(1);
    let mut rows = Vec::with_capacity(height + 1);
    for _ in 0..height {
        let contents = cells.iter_mut().map(|cell| cell.next().unwrap_or_default());
        rows.push(side_by_side(contents, columns, &row.shape.align));
    }
    if row.header {
        // A table without a header has one all the same, of empty cells; its rule is enough.
        rows.retain(|row| !row.is_empty());
        let gaps = columns.len().saturating_sub(1) * usize::from(GAP);
        let width = u16::try_from(sum(columns) + gaps)
            .unwrap_or(u16::MAX)
            .max(1);
        rows.push(vec![Piece::rule(width, Scope::TableRule)]);
    }
    rows
}

/// One row of a grid. Padding stands only in front of text, so no row ends in spaces.
fn side_by_side(
    contents: impl Iterator<Item = Vec<Piece>>,
    columns: &[u16],
    align: &[Align],
) -> Vec<Piece> {
    let mut row = Vec::new();
    let mut owed = 0;
    for (idx, (mut content, &width)) in contents.zip(columns).enumerate() {
        if idx > 0 {
            owed += GAP;
        }
        trim_end(&mut content);
        let slack = width.saturating_sub(content.iter().map(|piece| piece.columns).sum());
        let before = match align.get(idx).copied().unwrap_or_default() {
            Align::Left => 0,
            Align::Center => slack / 2,
            Align::Right => slack,
        };
        if content.is_empty() {
            owed += slack;
            continue;
        }
        row.extend(Piece::spaces(owed + before));
        row.append(&mut content);
        owed = slack - before;
    }
    row
}
