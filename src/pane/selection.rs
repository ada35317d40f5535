//! A *selection* is a stretch of content between two places of a doc, never of cells: it stays with
//! its text while that is scrolled, wrapped anew or followed by more.
//!
//! It covers both of its ends. What is laid out side by side (a table) is selected by whole lines,
//! or, where [`Grain::Cells`] is wanted, within one line by its cells.
//! What the selected lines are copied as is for others to say: they know the source.

use std::ops::Range;

use super::cells::{self, Stop};
use super::doc::{Doc, ItemId, Place};
use super::graphemes;
use super::scroll::{Pane, VisibleRow};
use crate::text::line::{Line, LineKind};
use crate::text::width;
use crate::text::wrap::{Row, lead_of};

/// What lies between two places, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Where it was begun.
    pub from: Place,
    /// Where it ends now; may be before `from`.
    pub to: Place,
}

/// What of a table is selected at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Whole rows.
    Rows,
    /// Of one row a part of a cell, or several cells whole; of several rows each whole.
    Cells,
}

/// What is selected of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Whose line it is.
    pub item: ItemId,
    /// Which of the item's lines.
    pub idx: usize,
    /// The line.
    pub line: &'a Line,
    /// Bytes of its text: its spans joined, or the cells of a table row with a line break between
    /// them.
    pub bytes: Range<usize>,
    /// Is all of it selected?
    pub is_whole: bool,
}

impl Selection {
    /// The selected lines of `doc`, in order; none once one of the ends is gone.
    pub fn parts<'a>(&self, doc: &'a Doc, grain: Grain) -> Vec<Part<'a>> {
        let Some((first, last)) = self.ends(doc) else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for at in first.0..=last.0 {
            let Some(item) = doc.id_at(at) else { break };
            for (idx, line) in doc.lines(item).iter().enumerate() {
                if let Some((bytes, is_whole)) = within(line, (at, idx), (first, last), grain) {
                    parts.push(Part {
                        item,
                        idx,
                        line,
                        bytes,
                        is_whole,
                    });
                }
            }
        }
        parts
    }

    /// Columns of a visible row of `pane` that are selected, counted from the left edge of the
    /// text.
    pub fn columns(
        &self,
        pane: &Pane,
        visible: &VisibleRow<'_>,
        grain: Grain,
    ) -> Option<Range<u16>> {
        let doc = &pane.doc;
        let (first, last) = self.ends(doc)?;
        let idx = visible.line as usize;
        let line = doc.lines(visible.item).get(idx)?;
        let place = (doc.position(visible.item)?, idx);
        if place < (first.0, first.1) || place > (last.0, last.1) {
            return None;
        }
        let from = (place == (first.0, first.1)).then_some(first.2);
        let to = (place == (last.0, last.1)).then_some(last.2);
        let lead = lead_of(line, pane.size().0);
        let width = visible.row.pieces.iter().map(|piece| piece.columns).sum();
        if !is_text(line) {
            let (bytes, is_whole) = within(line, place, (first, last), grain)?;
            return match &line.kind {
                LineKind::Table(_) if !is_whole => cells::columns(&stops_of(pane, visible), &bytes),
                _ => (lead < width).then_some(lead..width),
            };
        }
        let mut columns: Option<Range<u16>> = None;
        for (at, byte, n_columns) in content(visible.row, lead) {
            // What of the line is selected is not asked: it may be longer than all that is visible.
            if from.is_none_or(|from| byte >= from) && to.is_none_or(|to| byte <= to) {
                let start = columns.map_or(at, |columns| columns.start);
                columns = Some(start..at + n_columns);
            }
        }
        columns
    }

    /// Are both of its ends still there?
    pub fn is_in(&self, doc: &Doc) -> bool {
        self.ends(doc).is_some()
    }

    /// Both ends in the order of the doc: index of the item, line, byte.
    fn ends(&self, doc: &Doc) -> Option<(Spot, Spot)> {
        let spot = |place: &Place| {
            let item = doc.position(place.item)?;
            Some((item, place.line as usize, place.byte as usize))
        };
        let (from, to) = (spot(&self.from)?, spot(&self.to)?);
        Some((from.min(to), from.max(to)))
    }
}

/// The place at a cell of a pane, counted from the top left of its text; the nearest one where
/// there is no text. `None` for a pane that shows nothing.
pub fn place_at(pane: &Pane, column: u16, row: u16) -> Option<Place> {
    let viewport = pane.viewport();
    let is_below = usize::from(row) >= viewport.rows.len();
    let visible = viewport
        .rows
        .get(usize::from(row))
        .or(viewport.rows.last())?;
    let line = pane.doc.lines(visible.item).get(visible.line as usize)?;
    let place = |byte: usize| Place {
        item: visible.item,
        line: visible.line,
        byte: u32::try_from(byte).unwrap_or(u32::MAX),
    };
    if matches!(line.kind, LineKind::Table(_)) {
        let stops = stops_of(pane, visible);
        let byte = cells::byte_in(&stops, column).filter(|_| !is_below);
        // A rule stands below all of its row.
        return Some(place(byte.unwrap_or(usize::MAX)));
    }
    if !is_text(line) {
        return Some(place(usize::from(column)));
    }
    if is_below {
        return Some(place(line.len()));
    }
    Some(place(byte_in(line, visible.row, pane.size().0, column)))
}

/// The graphemes of a visible row of a table; none of another one.
fn stops_of(pane: &Pane, visible: &VisibleRow<'_>) -> Vec<Stop> {
    let line = pane.doc.lines(visible.item).get(visible.line as usize);
    let Some((LineKind::Table(row), item)) = line
        .map(|line| &line.kind)
        .zip(pane.doc.position(visible.item))
    else {
        return Vec::new();
    };
    let rows = pane.doc.known_rows(item, visible.line as usize);
    let n_rows = rows.len().min(visible.row.start as usize + 1);
    let mut stops = cells::stops(row, rows.get(..n_rows).unwrap_or_default());
    stops.pop().unwrap_or_default()
}

/// The byte of a line's text that stands in this column of one of its rows, which is laid out for
/// `width`; the nearest one where there is no text.
pub(super) fn byte_in(line: &Line, row: &Row, width: u16, column: u16) -> usize {
    let lead = lead_of(line, width);
    let mut last = None;
    for (at, byte, n_columns) in content(row, lead) {
        if column < at + n_columns {
            return byte;
        }
        last = Some(byte);
    }
    // Behind the text of the row: its last grapheme was passed, the next one stands elsewhere.
    last.map_or(row.start as usize, |last| behind(line, last))
}

type Spot = (usize, usize, usize);

/// What is selected of a line that stands at index `place.1` of the item at `place.0`.
fn within(
    line: &Line,
    place: (usize, usize),
    (first, last): (Spot, Spot),
    grain: Grain,
) -> Option<(Range<usize>, bool)> {
    if place < (first.0, first.1) || place > (last.0, last.1) {
        return None;
    }
    let len = line.len();
    if !is_text(line) {
        let is_one = (first.0, first.1) == (last.0, last.1);
        return match &line.kind {
            LineKind::Table(row) if is_one && grain == Grain::Cells => {
                Some(cells::between(row, first.2, last.2))
            }
            LineKind::Table(row) => Some((0..len + row.cells.len().saturating_sub(1), true)),
            _ => Some((0..len, true)),
        };
    }
    let from = if place == (first.0, first.1) {
        first.2.min(len)
    } else {
        0
    };
    let to = if place == (last.0, last.1) {
        behind(line, last.2)
    } else {
        len
    };
    Some((from..to, from == 0 && to == len))
}

/// Are its graphemes selected one by one?
pub(super) fn is_text(line: &Line) -> bool {
    matches!(
        line.kind,
        LineKind::Prose | LineKind::Code | LineKind::Prompt
    )
}

/// Column, byte in the line and columns of each grapheme of a row's content.
pub(super) fn content(row: &Row, lead: u16) -> Vec<(u16, usize, u16)> {
    let mut found = Vec::new();
    let mut column = 0;
    let mut byte = row.start as usize;
    for piece in &row.pieces {
        for grapheme in width::graphemes(&piece.text) {
            if column >= lead + row.pad {
                found.push((column, byte, grapheme.columns));
                byte += grapheme.text.len();
            }
            column += grapheme.columns;
        }
    }
    found
}

/// The end of the grapheme at `byte`, or of the text.
fn behind(line: &Line, byte: usize) -> usize {
    let here = graphemes::from(line, byte).next();
    here.map_or_else(|| line.len(), |(at, grapheme)| at + grapheme.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pane::graphemes::work;
    use crate::text::line::Span;
    use crate::theme::Scope;

    /// Two lines, the first with a lead; 6 columns are 4 for the text.
    fn pane() -> Pane {
        let line = |text: &str| Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose);
        let mut first = line("ab 漢字 cd");
        first.lead.first = vec![Span::new("• ", Scope::ListMarker)];
        first.lead.rest = vec![Span::new("  ", Scope::Text)];
        let mut pane = Pane::default();
        pane.doc.push(ItemId(1), vec![first, line("second")]);
        pane.prepare(6, 10);
        pane
    }

    /// Selects from one cell to another; the bytes of each line and the columns of each row.
    #[track_caller]
    fn check(from: (u16, u16), to: (u16, u16), bytes: &[(usize, usize)], rows: &[(u16, u16)]) {
        let pane = pane();
        let ends = [from, to].map(|(column, row)| place_at(&pane, column, row).unwrap());
        for (from, to) in [(ends[0], ends[1]), (ends[1], ends[0])] {
            let selection = Selection { from, to };
            let parts = selection.parts(&pane.doc, Grain::Rows);
            let found: Vec<_> = parts
                .into_iter()
                .map(|part| (part.bytes.start, part.bytes.end))
                .collect();
            assert_eq!(found, bytes);
            let shown = pane.viewport().rows;
            let columns = shown
                .iter()
                .filter_map(|row| selection.columns(&pane, row, Grain::Rows));
            let columns = columns.map(|columns| (columns.start, columns.end));
            assert_eq!(columns.collect::<Vec<_>>(), rows);
        }
    }

    #[test]
    fn a_selection_covers_both_its_ends_whichever_way_it_was_drawn() {
        check((2, 0), (2, 0), &[(0, 1)], &[(2, 3)]);
        check((3, 0), (5, 1), &[(1, 9)], &[(3, 4), (2, 6)]);
        check((5, 1), (2, 2), &[(6, 11)], &[(4, 6), (2, 3)]);
        check(
            (0, 0),
            (1, 3),
            &[(0, 12), (0, 2)],
            &[(2, 4), (2, 6), (2, 4), (0, 2)],
        );
        check((9, 9), (0, 3), &[(0, 6)], &[(0, 6)]);
    }

    #[test]
    fn a_selection_stays_with_its_text_at_another_width() {
        let mut pane = pane();
        let from = place_at(&pane, 2, 1).unwrap();
        let selection = Selection { from, to: from };
        pane.prepare(40, 10);
        let columns = selection.columns(&pane, &pane.viewport().rows[0], Grain::Rows);
        assert_eq!(columns, Some(5..7));
        pane.doc.truncate(0);
        assert_eq!(selection.parts(&pane.doc, Grain::Rows), []);
    }

    #[test]
    fn what_is_seen_of_a_selection_is_read_from_the_rows_alone() {
        let text = "word ".repeat(100_000);
        let line = Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose);
        let mut pane = Pane::default();
        pane.doc.push(ItemId(1), vec![line]);
        pane.prepare(40, 10);
        let place = |byte| Place {
            item: ItemId(1),
            line: 0,
            byte,
        };
        let selection = Selection {
            from: place(7),
            to: place(499_999),
        };
        let rows = pane.viewport().rows;
        let (columns, n_passed) = work::of(|| {
            let columns = rows
                .iter()
                .map(|row| selection.columns(&pane, row, Grain::Rows));
            columns.collect::<Vec<_>>()
        });
        assert_eq!(n_passed, 0);
        assert!(columns.iter().all(Option::is_some), "{columns:?}");
        let (_, n_passed) = work::of(|| place_at(&pane, 39, 5));
        assert!(n_passed <= 1, "{n_passed}");
    }
}
