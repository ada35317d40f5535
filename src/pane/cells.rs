//! The *cells* of a table row: where in its rows their text stands.
//!
//! The text of a table row is that of its cells, a line break between them, which is how it is
//! searched as well ([`super::find::text_of`]). Its rows hold parts of all cells side by side, with
//! padding and the names of columns between them. Which part each piece is, is read from the
//! source that it stands for; a text without a source has no place in it.

use std::ops::Range;

use super::graphemes;
use crate::text::line::{Line, LineKind, Span, TableRow};
use crate::text::width;
use crate::text::wrap::table::is_label;
use crate::text::wrap::{Piece, Row};

/// A grapheme of a cell as it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    /// Columns of the row that it takes.
    pub columns: Range<u16>,
    /// Bytes of the text of the table row.
    pub bytes: Range<usize>,
}

/// The graphemes in each of the first `rows` of a table row, in the order of its text.
pub(super) fn stops(line: &TableRow, rows: &[Row]) -> Vec<Vec<Stop>> {
    let mut spans = Passed::of(line);
    let rows = rows.iter().map(|row| {
        let mut stops = Vec::new();
        let mut column = 0;
        for piece in &row.pieces {
            let start = column;
            column += piece.columns;
            if start < row.lead || piece.src.is_empty() {
                continue;
            }
            let found = spans.iter_mut().find_map(|span| span.pass(piece));
            stops.extend(found.into_iter().flat_map(|at| stops_of(piece, start, at)));
        }
        stops
    });
    rows.collect()
}

/// Of each of the first `rows` of a table row, the name of a column that stands in it, as where the
/// row is shown as a record: which column of the table, and the graphemes with their bytes of the
/// name.
pub(super) fn labels(line: &TableRow, rows: &[Row]) -> Vec<Option<(usize, Vec<Stop>)>> {
    let names = line.shape.header.iter().enumerate();
    let (mut first, mut seen) = (0, 0);
    let rows = rows.iter().map(|row| {
        let mut end = 0;
        let (start, piece) = row.pieces.iter().find_map(|piece| {
            let start = end;
            end += piece.columns;
            is_label(piece).then_some((start, piece))
        })?;
        let mut names = names.clone().skip(first);
        let (nth, at) = names.find_map(|(nth, name)| {
            let from = if nth == first { seen } else { 0 };
            // What it takes more than the name has is the sign behind that.
            let rest = name.get(from..)?;
            let rest_text = rest.trim_start_matches(' ');
            let begins = piece.text.starts_with(rest_text) || rest_text.starts_with(&piece.text);
            let at = from + rest.len() - rest_text.len();
            (begins && !rest_text.is_empty()).then_some((nth, at))
        })?;
        (first, seen) = (nth, at + piece.text.len());
        let name_len = line.shape.header.get(nth).map_or(0, String::len);
        let mut stops = stops_of(piece, start, at);
        stops.retain(|stop| stop.bytes.end <= name_len);
        Some((nth, stops))
    });
    rows.collect()
}

/// In the name of which column this byte of a header's text stands, and where in it.
pub(super) fn name_at(row: &TableRow, byte: usize) -> Option<(usize, usize)> {
    let cells = ranges(row).into_iter().enumerate();
    let mut cells = cells.filter(|(_, cell)| row.header && cell.contains(&byte));
    let (nth, cell) = cells.next()?;
    Some((nth, byte - cell.start))
}

/// The graphemes of a piece that begins in this column, with this byte.
fn stops_of(piece: &Piece, mut column: u16, at: usize) -> Vec<Stop> {
    let graphemes = width::graphemes(&piece.text);
    let stops = graphemes.map(|grapheme| {
        let start = column;
        column += grapheme.columns;
        let byte = at + grapheme.at;
        Stop {
            columns: start..column,
            bytes: byte..byte + grapheme.text.len(),
        }
    });
    stops.collect()
}

/// The byte of the text that stands in this column of a row; behind the text of a cell its end.
pub(super) fn byte_in(stops: &[Stop], column: u16) -> Option<usize> {
    let before = stops.iter().rev().find(|stop| stop.columns.start <= column);
    match before {
        Some(stop) if stop.columns.contains(&column) => Some(stop.bytes.start),
        Some(stop) => Some(stop.bytes.end),
        None => stops.first().map(|stop| stop.bytes.start),
    }
}

/// The columns from the first to the last of these bytes in a row with these graphemes.
pub(super) fn columns(stops: &[Stop], bytes: &Range<usize>) -> Option<Range<u16>> {
    let first = stops.partition_point(|stop| stop.bytes.end <= bytes.start);
    let end = stops.partition_point(|stop| stop.bytes.start < bytes.end);
    let (first, last) = (stops.get(first..end)?.first()?, stops.get(end - 1)?);
    Some(first.columns.start..last.columns.end)
}

/// What is selected of a table row from one byte of its text to another, which is included: a part
/// of one cell, or all of several. Answers whether that is all there is.
pub(super) fn between(row: &TableRow, mut from: usize, to: usize) -> (Range<usize>, bool) {
    let cells = ranges(row);
    let at = |byte: usize| {
        let behind = cells.partition_point(|cell| cell.start <= byte);
        behind.saturating_sub(1)
    };
    let (mut first, last) = (at(from), at(to));
    // Of a cell that ends where the selection begins there is nothing in it.
    let is_passed = |cell: &Range<usize>| !cell.is_empty() && cell.end <= from;
    if first < last && cells.get(first).is_some_and(is_passed) {
        let behind = cells.get(first + 1..last).unwrap_or_default();
        first += 1 + behind.iter().take_while(|cell| cell.is_empty()).count();
        from = cells.get(first).map_or(from, |cell| cell.start);
    }
    let cell = |idx: usize| cells.get(idx).cloned().unwrap_or_default();
    if first == last {
        let cell = cell(first);
        let to = grapheme_end(row, first, &cell, to);
        return (from.min(cell.end)..to, false);
    }
    let (before, rest) = cells.split_at_checked(first).unwrap_or_default();
    let after = rest.get(last - first + 1..).unwrap_or_default();
    let is_all = before.iter().chain(after).all(Range::is_empty);
    (cell(first).start..cell(last).end, is_all)
}

/// The bytes of each cell in the text of a table row.
pub fn ranges(row: &TableRow) -> Vec<Range<usize>> {
    let mut end = 0;
    let ranges = row.cells.iter().map(|cell| {
        let start = end;
        let len = cell.iter().map(|span| span.text.len()).sum::<usize>();
        end += len + 1;
        start..start + len
    });
    ranges.collect()
}

/// The cell of a table row in which this byte of its text stands, as a line of its own, and where
/// that begins.
pub fn cell_at(line: &Line, byte: usize) -> Option<(Line, usize)> {
    let LineKind::Table(row) = &line.kind else {
        return None;
    };
    let mut cells = ranges(row).into_iter().zip(&row.cells);
    let (range, cell) = cells.rfind(|(cell, _)| cell.start <= byte)?;
    Some((Line::new(cell.clone(), LineKind::Prose), range.start))
}

fn grapheme_end(row: &TableRow, idx: usize, cell: &Range<usize>, byte: usize) -> usize {
    let spans = row.cells.get(idx).cloned().unwrap_or_default();
    let line = Line::new(spans, LineKind::Prose);
    let here = graphemes::from(&line, byte.saturating_sub(cell.start)).next();
    here.map_or(cell.end, |(at, grapheme)| cell.start + at + grapheme.len())
}

/// A span of a cell, as far as it was seen.
struct Passed<'a> {
    span: &'a Span,
    /// Where it begins in the text of the table row.
    start: usize,
    seen: usize,
}

impl<'a> Passed<'a> {
    fn of(row: &'a TableRow) -> Vec<Self> {
        let cells = row.cells.iter().zip(ranges(row));
        let spans = cells.flat_map(|(cell, range)| {
            cell.iter().scan(range.start, |end, span| {
                let start = *end;
                *end += span.text.len();
                let seen = 0;
                Some(Self { span, start, seen })
            })
        });
        spans.collect()
    }

    /// Where this piece of it begins; `None` if it is of another span.
    fn pass(&mut self, piece: &Piece) -> Option<usize> {
        let Self { span, start, seen } = self;
        let is_its = match span.is_exact() {
            true => span.src.start <= piece.src.start && piece.src.end <= span.src.end,
            false => span.src == piece.src,
        };
        let rest = span.text.get(*seen..).filter(|_| is_its)?;
        // Spaces at which a row ends are not shown.
        let at = *seen + rest.find(&piece.text)?;
        *seen = at + piece.text.len();
        Some(*start + at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::pane::find::text_of;
    use crate::text::line::TableShape;
    use crate::text::wrap::table::growth;
    use crate::text::wrap::wrap;
    use crate::theme::Scope;

    /// A row whose cells are made of these spans; code has markers in its source.
    fn row(cells: &[Vec<(String, bool)>]) -> TableRow {
        let mut at = 2;
        let cells: Vec<Vec<Span>> = cells
            .iter()
            .map(|spans| {
                let spans = spans.iter().map(|(text, is_code)| {
                    let n_marks = if *is_code { 2 } else { 0 };
                    let end = at + u32::try_from(text.len()).unwrap() + n_marks;
                    let src = std::mem::replace(&mut at, end)..end;
                    Span {
                        src,
                        ..Span::new(text.as_str(), Scope::Text)
                    }
                });
                spans.collect()
            })
            .collect();
        let mut shape = TableShape {
            header: vec!["name".into(), String::new()],
            ..TableShape::default()
        };
        shape.growths.extend(growth(&shape, &cells));
        TableRow {
            cells,
            header: false,
            above: None,
            shape: Arc::new(shape),
        }
    }

    #[test]
    fn a_part_of_one_cell_or_several_whole_ones_are_selected() {
        let text = |text: &str| vec![(text.to_owned(), false)];
        let row = row(&[text("ab 漢"), text("c"), Vec::new(), text("def")]);
        assert_eq!(ranges(&row), [0..6, 7..8, 9..9, 10..13]);
        assert_eq!(between(&row, 1, 3), (1..6, false));
        assert_eq!(between(&row, 7, 7), (7..8, false));
        assert_eq!(between(&row, 1, 7), (0..8, false));
        assert_eq!(between(&row, 6, 11), (7..13, false));
        assert_eq!(between(&row, 8, 11), (10..12, false));
        assert_eq!(between(&row, 5, 99), (0..13, true));
        assert_eq!(between(&row, 99, 99), (13..13, false));
    }

    proptest! {
        #[test]
        fn at_any_width_all_text_is_seen_at_its_place(
            cells in prop::collection::vec(
                prop::collection::vec(("[ab 漢é]{1,12}", any::<bool>()), 0..4),
                1..4,
            ),
            width in 2_u16..60,
        ) {
            let row = row(&cells);
            let line = Line::new(Vec::new(), LineKind::Table(row.clone()));
            let text = text_of(&line).into_owned();
            let rows = wrap(&line, width);
            let stops = stops(&row, &rows);
            let mut seen: Vec<Range<usize>> = Vec::new();
            for (row, stops) in rows.iter().zip(&stops) {
                for stop in stops {
                    prop_assert_eq!(byte_in(stops, stop.columns.start), Some(stop.bytes.start));
                    let (columns, bytes) = (stop.columns.clone(), &stop.bytes);
                    prop_assert_eq!(super::columns(stops, bytes), Some(columns));
                    let mut column = 0;
                    let shown: String = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
                    let shown = width::graphemes(&shown).find(|grapheme| {
                        column += grapheme.columns;
                        column > stop.columns.start
                    });
                    prop_assert_eq!(shown.map(|it| it.text), text.get(stop.bytes.clone()));
                }
                prop_assert!(stops.is_sorted_by_key(|stop| stop.bytes.start));
                seen.extend(stops.iter().map(|stop| stop.bytes.clone()));
            }
            seen.sort_by_key(|bytes| bytes.start);
            let letters = |text: &str| text.replace([' ', '\n'], "");
            let seen: String = seen.into_iter().filter_map(|bytes| text.get(bytes)).collect();
            prop_assert_eq!(letters(&seen), letters(&text));
        }

        #[test]
        fn at_any_width_the_names_of_columns_are_seen_in_front_of_values(
            names in prop::collection::vec("([ab漢]{1,14} ){0,2}[ab漢]{1,14}", 3),
            width in 4_u16..30,
        ) {
            let value = vec![("abcdefghijkl".to_owned(), false)];
            let mut row = row(&[value.clone(), value.clone(), value]);
            let shape = TableShape { header: names.clone(), ..(*row.shape).clone() };
            row.shape = Arc::new(shape);
            let rows = wrap(&Line::new(Vec::new(), LineKind::Table(row.clone())), width);
            let mut seen = vec![String::new(); names.len()];
            for (nth, stops) in labels(&row, &rows).into_iter().flatten() {
                let texts = stops.into_iter().filter_map(|stop| names[nth].get(stop.bytes));
                seen[nth].extend(texts);
            }
            let letters = |text: &String| text.replace(' ', "");
            let seen: Vec<String> = seen.iter().map(letters).collect();
            prop_assert_eq!(seen, names.iter().map(letters).collect::<Vec<_>>());
        }
    }
}
