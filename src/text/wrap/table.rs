//! *Tables*: how wide their columns are at a width, and the rows of one table row.
//!
//! Every row of a table carries the same shape, and the widths follow from shape and width alone: so
//! each row can be laid out by itself, when it comes into view, and still stands in line with all
//! others. A table takes its natural width where it can. Where it cannot, wide columns give way
//! first and no word is broken as long as that helps; then words are broken; and where even that
//! leaves slivers, rows become records of `name: value`.

use super::{Content, Piece, span_columns, wrap_spans};
use crate::text::line::{Align, Span, TableRow, TableShape};
use crate::text::split::Breaks;
use crate::theme::Scope;

/// Columns between two columns of a table.
const GAP: u16 = 2;

/// A column narrower than this (or than its text) is not worth reading.
const SLIVER: u16 = 6;

/// Columns by which further rows of a record's value are set in.
const INDENT: u16 = 2;

/// How a table stands at one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Columns side by side: the width of each.
    Grid(Vec<u16>),
    /// Too narrow: each cell on its own, behind the name of its column.
    Stacked,
}

/// The layout of every row of a table with this shape, in at most `width` columns.
pub fn layout(shape: &TableShape, width: u16) -> Layout {
    let n_columns = shape.natural.len();
    let gaps = n_columns.saturating_sub(1).saturating_mul(usize::from(GAP));
    let Some(room) = usize::from(width).checked_sub(gaps) else {
        return Layout::Stacked;
    };
    // An empty column still is one column wide: a width of nothing cannot hold a row.
    let natural: Vec<u16> = shape
        .natural
        .iter()
        .map(|&columns| columns.max(1))
        .collect();
    let least: Vec<u16> = natural
        .iter()
        .enumerate()
        .map(|(idx, &natural)| {
            shape
                .least
                .get(idx)
                .map_or(1, |&least| least.clamp(1, natural))
        })
        .collect();
    let sliver: Vec<u16> = natural.iter().map(|&natural| natural.min(SLIVER)).collect();
    if sum(&natural) <= room {
        Layout::Grid(natural)
    } else if sum(&least) <= room {
        Layout::Grid(share(&least, &natural, room, Sharing::Even))
    } else if sum(&sliver) <= room {
        let wanted: Vec<u16> = least.iter().zip(&sliver).map(|(&a, &b)| a.max(b)).collect();
        Layout::Grid(share(&sliver, &wanted, room, Sharing::SmallestFirst))
    } else {
        Layout::Stacked
    }
}

/// The rows of one table row, without a lead; the header's rule is one of the header's rows. The
/// number in front of each row is its place among them.
pub(super) fn rows(row: &TableRow, width: u16) -> Vec<Content> {
    let rows = match layout(&row.shape, width) {
        Layout::Grid(columns) => grid(row, &columns),
        Layout::Stacked => stacked(row, width),
    };
    (0..).zip(rows).collect()
}

/// How columns share what is left above their floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sharing {
    /// Each the same, but none more than it wants: narrow columns keep their natural width.
    Even,
    /// As many as possible get all they want: a word that is broken at all may as well be broken
    /// often, while another stays whole.
    SmallestFirst,
}

/// Widths from `floor` up to `wanted` that take exactly `room` together, where so much is wanted.
fn share(floor: &[u16], wanted: &[u16], room: usize, sharing: Sharing) -> Vec<u16> {
    let mut widths = floor.to_vec();
    let mut left = room.saturating_sub(sum(floor));
    let mut hungry: Vec<usize> = (0..widths.len())
        .filter(|&idx| wanted[idx] > floor[idx])
        .collect();
    // The least hungry first: what they do not need is left for the others.
    hungry.sort_by_key(|&idx| wanted[idx] - floor[idx]);
    for (served, &idx) in hungry.iter().enumerate() {
        let part = match sharing {
            Sharing::Even => left / (hungry.len() - served),
            Sharing::SmallestFirst => left,
        };
        let taken = part.min(usize::from(wanted[idx] - floor[idx]));
        widths[idx] += u16::try_from(taken).unwrap_or(u16::MAX);
        left -= taken;
    }
    widths
}

fn sum(columns: &[u16]) -> usize {
    columns.iter().map(|&columns| usize::from(columns)).sum()
}

fn grid(row: &TableRow, columns: &[u16]) -> Vec<Vec<Piece>> {
    let mut cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(idx, &width)| {
            let spans = row.cells.get(idx).map_or(&[][..], Vec::as_slice);
            wrap_spans(spans, width, Breaks::Words).into_iter()
        })
        .collect();
    let height = cells.iter().map(ExactSizeIterator::len).max().unwrap_or(1);
    let mut rows = Vec::with_capacity(height + 1);
    for _ in 0..height {
        let contents = cells
            .iter_mut()
            .map(|cell| cell.next().map_or_else(Vec::new, |(_, it)| it));
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

/// Takes spaces at the end of a cell away: aligned to the right they would put it out of line.
fn trim_end(content: &mut Vec<Piece>) {
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

/// A record: one `name: value` for each cell, and a rule under them all. The header becomes the rule
/// over the first record.
fn stacked(row: &TableRow, width: u16) -> Vec<Vec<Piece>> {
    let rule = vec![Piece::rule(width, Scope::TableRule)];
    if row.header {
        return vec![rule];
    }
    let indent = INDENT.min(width / 4);
    let mut rows = Vec::new();
    for (idx, cell) in row.cells.iter().enumerate() {
        let mut spans = Vec::with_capacity(cell.len() + 1);
        if let Some(name) = row.shape.header.get(idx).filter(|name| !name.is_empty()) {
            spans.push(Span::new(format!("{name}: "), Scope::TableHeader));
        }
        spans.extend(cell.iter().cloned());
        if span_columns(&spans) <= usize::from(width) {
            rows.extend(
                wrap_spans(&spans, width, Breaks::Words)
                    .into_iter()
                    .map(|(_, it)| it),
            );
            continue;
        }
        // Wrapped a little narrower than the room there is, so that every row can be set in but the
        // first, which keeps its name at the edge.
        for (nth, (_, content)) in wrap_spans(&spans, width - indent, Breaks::Words)
            .into_iter()
            .enumerate()
        {
            let mut pieces: Vec<Piece> = Vec::new();
            pieces.extend(Piece::spaces(if nth == 0 { 0 } else { indent }));
            pieces.extend(content);
            rows.push(pieces);
        }
    }
    rows.push(rule);
    rows
}

#[cfg(test)]
mod tests;
