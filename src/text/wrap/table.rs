//! *Tables*: how wide their columns are at a width, and the rows of one table row.
//!
//! Every row of a table carries the same shape, and the widths follow from shape and width alone:
//! so each row can be laid out by itself, when it comes into view, and still stands in line with
//! all others.
//!
//! A table may still be arriving, and what is shown of it has to stay. So the shape tells in which
//! order the cells came, and the widths are found by going through them in that order. No column
//! ever gets narrower.
//!
//! That holds from the head on, while it stands alone and tells little of what will be below it. So
//! it is shown as it is only where that leaves half of the room at least; else it wraps, and takes
//! little more than its columns will have whatever comes. The first row gives each its share.
//!
//! As long as a table fits, its columns widen. Once it does not, or one of them would leave the
//! others no room to grow, those that want most are *cut*: their cells wrap, and their width is
//! final. No word known by then is broken as long as that helps, and else those of the widest
//! columns first, between their parts. The others may go on to widen, for which a part of the room
//! is held back; a column whose cells all stand in one row can widen without wrapping any of them
//! anew. A table whose header and first row would leave slivers, or break a part of a word that is
//! not very long, becomes records of `name: value`, with that row or never; a later row that would
//! have such a part broken becomes a record by itself, for half a number is a wrong number.

use std::sync::Arc;

use self::cell::{least_columns, needed, part_columns};
use self::grid::grid;
use self::records::stacked;
use self::widths::widths;
use super::{Content, Piece};
use crate::text::line::{CELL_BREAK, Growth, Span, TableRow, TableShape};
use crate::text::width::columns;
use crate::theme::Scope;

mod cell;
mod grid;
mod records;
mod share;
mod widths;

/// Columns between two columns of a table.
const GAP: u16 = 2;

/// A column narrower than this (or than its text) is not worth reading.
const SLIVER: u16 = 10;

/// A part of a word that is no wider is never broken in a grid.
const WORD: usize = 24;

/// No cell counts for more: nobody reads a column that is wider, and it bounds how often one grows.
const WIDEST: usize = 500;

/// The scope of the names of columns in a record.
const NAME: Scope = Scope::ToolKey;

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
    // The first row may have more columns than the header.
    let first = shape.growths.get(1).or(shape.growths.first());
    let n_columns = first.map_or(0, |growth| growth.natural.len());
    let gaps = n_columns.saturating_sub(1).saturating_mul(usize::from(GAP));
    let room = usize::from(width).checked_sub(gaps);
    let widths = room.and_then(|room| widths(&shape.growths, n_columns, room));
    widths.map_or(Layout::Stacked, Layout::Grid)
}

/// How wide the columns are with the cells of the row that follows those of `shape`; `None` if that
/// tells nothing new.
pub fn growth(shape: &TableShape, cells: &[Vec<Span>]) -> Option<Growth> {
    let mut growth = shape.growths.last().cloned().unwrap_or_default();
    let n_columns = growth.natural.len().max(cells.len());
    growth.natural.resize(n_columns, 0);
    growth.least.resize(n_columns, 0);
    growth.part.resize(n_columns, 0);
    let widths = growth.natural.iter_mut().zip(&mut growth.least);
    for (((natural, least), part), cell) in widths.zip(&mut growth.part).zip(cells) {
        let text: String = cell.iter().map(|span| span.text.as_str()).collect();
        let words = text.split_whitespace().map(least_columns);
        let words = words.max().unwrap_or(0);
        let lines = text.split(CELL_BREAK).map(columns).max().unwrap_or(0);
        *natural = (*natural).max(at_most_widest(lines));
        *least = (*least).max(at_most_widest(words));
        *part = (*part).max(at_most_widest(part_columns(text.split(CELL_BREAK))));
    }
    (shape.growths.len() < 2 || shape.growths.last() != Some(&growth)).then_some(growth)
}

fn at_most_widest(columns: usize) -> u16 {
    u16::try_from(columns.min(WIDEST)).unwrap_or(u16::MAX)
}

/// Per cell, the columns it needs to stand in one row.
pub fn needs(cells: &[Vec<Span>]) -> Arc<[u16]> {
    cells.iter().map(|cell| needed(cell)).collect()
}

/// Is this (part of) the name of a column in front of the value of a record? No cell has text in
/// this scope.
pub fn is_label(piece: &Piece) -> bool {
    piece.scope == NAME && piece.src.is_empty()
}

/// The rows of one table row, without a lead; the header's rule is one of the header's rows. The
/// number in front of each row is its place among them.
pub(super) fn rows(row: &TableRow, width: u16) -> Vec<Content> {
    let rows = match layout(&row.shape, width) {
        Layout::Grid(columns) if !row.header && is_broken(row, &columns) => stacked(row, width),
        Layout::Grid(columns) => {
            let mut rows = grid(row, &columns);
            if is_apart(row, &columns, rows.len()) {
                rows.insert(0, Vec::new());
            }
            rows
        }
        Layout::Stacked => stacked(row, width),
    };
    (0..).zip(rows).collect()
}

/// Does a part of a word find too little room in the grid? Its column is cut then, so this is so
/// for good.
fn is_broken(row: &TableRow, columns: &[u16]) -> bool {
    let mut cells = row.cells.iter().zip(columns);
    cells.any(|(cell, &width)| {
        needed(cell) > width && {
            let text: String = cell.iter().map(|span| span.text.as_str()).collect();
            part_columns(text.split(CELL_BREAK)) > usize::from(width)
        }
    })
}

/// Is a row that takes `height` rows parted from the one above? Where one of them is wrapped, they
/// could not be told from one another. It stands with the lower one: what is above has been shown.
fn is_apart(row: &TableRow, columns: &[u16], height: usize) -> bool {
    let Some(above) = &row.above else {
        return false;
    };
    let mut cells = above.iter().zip(columns);
    height > 1 || cells.any(|(needs, width)| needs > width)
}

#[cfg(test)]
mod tests;
