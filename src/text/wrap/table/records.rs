//! A row of a table as a *record*: each cell on its own, behind the name of its column.

use super::cell::{least_columns, needed, trim_end, wrap_cell};
use super::{NAME, SLIVER};
use crate::text::line::{Span, TableRow};
use crate::text::width::columns;
use crate::text::wrap::Piece;
use crate::theme::Scope;

/// Columns by which further rows of a record's value are set in.
const INDENT: u16 = 2;

/// A record: one `name: value` for each cell, and a blank row between it and the one above. The
/// header becomes the rule over the first record.
pub(super) fn stacked(row: &TableRow, width: u16) -> Vec<Vec<Piece>> {
    if row.header {
        return vec![vec![Piece::rule(width, Scope::TableRule)]];
    }
    let mut rows = Vec::new();
    if row.above.is_some() {
        rows.push(Vec::new());
    }
    let values_at = values_at(&row.shape.header, width);
    for (idx, cell) in row.cells.iter().enumerate() {
        let name = row.shape.header.get(idx).filter(|name| !name.is_empty());
        let name = name.map(|name| Span::new(format!("{name}: "), NAME));
        // A word that would be broken in the column of values stands below its name.
        let text: String = cell.iter().map(|span| span.text.as_str()).collect();
        let word = text.split_whitespace().map(least_columns).max();
        let word = word.unwrap_or(0);
        match values_at {
            Some(at) if word <= usize::from(width - at) => {
                rows.extend(beside(name.as_slice(), cell, at, width))
            }
            _ => rows.extend(run_in(name, cell, width)),
        }
    }
    rows
}

/// The column in which the values of all records of a table begin; `None` if their names would
/// leave them less than half of the room, or a sliver.
fn values_at(header: &[String], width: u16) -> Option<u16> {
    let names = header.iter().filter(|name| !name.is_empty());
    let widest = names.map(|name| columns(name) + columns(": ")).max();
    let at = u16::try_from(widest.unwrap_or(0)).ok()?;
    let left = width.checked_sub(at)?;
    (left >= SLIVER && left >= width / 2).then_some(at)
}

/// A value in its own column, beside its name.
fn beside(name: &[Span], cell: &[Span], at: u16, width: u16) -> Vec<Vec<Piece>> {
    let mut names = wrap_cell(name, at);
    let mut values = wrap_cell(cell, width - at);
    let height = values.len().max(1);
    let rows = (0..height).map(|_| {
        let mut name = names.next().unwrap_or_default();
        trim_end(&mut name);
        let taken: u16 = name.iter().map(|piece| piece.columns).sum();
        let value = values.next().unwrap_or_default();
        if !value.is_empty() {
            name.extend(Piece::spaces(at.saturating_sub(taken)));
        }
        name.into_iter().chain(value).collect()
    });
    rows.collect()
}

/// A value right behind its name.
fn run_in(name: Option<Span>, cell: &[Span], width: u16) -> Vec<Vec<Piece>> {
    let spans: Vec<Span> = name.into_iter().chain(cell.iter().cloned()).collect();
    if needed(&spans) <= width {
        return wrap_cell(&spans, width).collect();
    }
    // Wrapped a little narrower than the room there is, so that every row can be set in but the
    // first, which keeps its name at the edge.
    let indent = INDENT.min(width / 4);
    let rows = wrap_cell(&spans, width - indent).enumerate();
    rows.map(|(nth, content)| {
        let indent = Piece::spaces(if nth == 0 { 0 } else { indent });
        indent.into_iter().chain(content).collect()
    })
    .collect()
}
