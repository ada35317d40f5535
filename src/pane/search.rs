//! What is to be *seen of a search* in a pane: which columns of the visible rows are hits.
//!
//! Only visible lines are looked at. What is searched for is kept by the doc, and which hit is the
//! current one by whoever searches.

use std::ops::Range;

use super::cells;
use super::doc::Place;
use super::find::text_of;
use super::scroll::{Pane, VisibleLine};
use crate::text::line::{Line, LineKind, TableRow};
use crate::text::width::graphemes;
use crate::text::wrap::{Row, lead_of};

/// A run of columns of a visible row that belongs to a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitMark {
    /// Which row of the viewport, from 0 at its top.
    pub row: usize,
    /// Columns of that row, from its left edge.
    pub columns: Range<u16>,
    /// Is it (part of) the current hit?
    pub current: bool,
}

impl Pane {
    /// The items that are visible, by their place among all. Valid after `prepare`.
    pub fn visible_items(&self) -> Range<usize> {
        let ends = self.visible.first().zip(self.visible.last());
        ends.map_or(0..0, |(first, last)| first.at.item..last.at.item + 1)
    }

    /// The hits in the visible rows, from top to bottom; `current` is where the current one begins.
    /// Valid after `prepare`.
    pub fn visible_hits(&self, current: Option<Place>) -> Vec<HitMark> {
        let mut marks = Vec::new();
        let mut first_row = 0;
        for &VisibleLine { at, to } in &self.visible {
            let place = (at.item, at.line);
            let rows = self.doc.known_rows(at.item, at.line);
            let rows = rows.get(at.row..to).unwrap_or_default();
            let hits = self.doc.hits_seen(place, &bytes_of(rows));
            if let Some(line) = self
                .doc
                .line_at(at.item, at.line)
                .filter(|_| !hits.is_empty())
            {
                // The place of a hit that is folded away is none of a line that is seen.
                let is_here = |place: &Place| {
                    self.doc.position(place.item) == Some(at.item)
                        && place.line as usize == at.line
                        && !self.doc.is_searched_inside(place.item)
                };
                let current = current.filter(is_here).map(|place| place.byte as usize);
                let current = hits.iter().position(|hit| Some(hit.start) == current);
                let runs = match &line.kind {
                    LineKind::Table(table) => self.table_runs(table, place, at.row..to, &hits),
                    _ => self.runs(line, rows, &hits),
                };
                for (idx, which, columns) in runs {
                    marks.push(HitMark {
                        row: first_row + idx,
                        columns,
                        current: current == Some(which),
                    });
                }
            }
            marks.extend(self.label_marks(VisibleLine { at, to }, first_row, current));
            first_row += to - at.row;
        }
        marks
    }

    /// What was found in the names of columns in front of the values of a record that stands from
    /// this row of the viewport on. It is counted in the header, of which only the rule is to be
    /// seen there: where that is current, it is so in the record below it.
    fn label_marks(
        &self,
        VisibleLine { at, to }: VisibleLine,
        first_row: usize,
        current: Option<Place>,
    ) -> Vec<HitMark> {
        let line = self.doc.line_at(at.item, at.line);
        let (Some(LineKind::Table(table)), Some(needle)) =
            (line.map(|line| &line.kind), self.doc.needle())
        else {
            return Vec::new();
        };
        let current = current
            .filter(|place| !self.doc.is_searched_inside(place.item))
            .and_then(|place| Some((self.doc.place_to_line(place)?, place.byte as usize)))
            .filter(|&((item, line), _)| (item, line + 1) == (at.item, at.line))
            .and_then(
                |((item, line), byte)| match &self.doc.line_at(item, line)?.kind {
                    LineKind::Table(above) => cells::name_at(above, byte),
                    _ => None,
                },
            );
        let rows = self.doc.known_rows(at.item, at.line);
        let labels = cells::labels(table, rows.get(..to).unwrap_or_default());
        let seen = labels.into_iter().skip(at.row).enumerate();
        let marks = seen.flat_map(|(idx, label)| {
            let (nth, stops) = label.unwrap_or_default();
            let name = table.shape.header.get(nth).map_or("", String::as_str);
            let hits = needle.find(name).filter_map(move |hit| {
                Some(HitMark {
                    row: first_row + idx,
                    columns: cells::columns(&stops, &hit)?,
                    current: current == Some((nth, hit.start)),
                })
            });
            hits.collect::<Vec<_>>()
        });
        marks.collect()
    }

    /// The parts of hits in some rows of a line: index of the row, of the hit, and columns.
    fn runs(&self, line: &Line, rows: &[Row], hits: &[Range<usize>]) -> Vec<Run> {
        let lead = lead_of(line, self.size.0);
        let mut runs = Vec::new();
        for (idx, row) in rows.iter().enumerate() {
            let text = text_in(row);
            let content = byte_at(&text, lead + row.pad);
            let start = row.start as usize;
            let end = match line.is_head() {
                true => start + n_shared(line, start, text.get(content..).unwrap_or_default()),
                false => start + text.len() - content,
            };
            let first = hits.partition_point(|hit| hit.end <= start);
            let here = hits.iter().enumerate().skip(first);
            for (which, hit) in here.take_while(|(_, hit)| hit.start < end) {
                let from = hit.start.max(start) - start + content;
                let to = hit.end.min(end) - start + content;
                runs.push((idx, which, columns_of(&text, from..to)));
            }
        }
        runs
    }

    /// The same of a row of a table, of which these rows are asked for.
    fn table_runs(
        &self,
        table: &TableRow,
        (item, line): (usize, usize),
        wanted: Range<usize>,
        hits: &[Range<usize>],
    ) -> Vec<Run> {
        let rows = self.doc.known_rows(item, line);
        let stops = cells::stops(table, rows.get(..wanted.end).unwrap_or_default());
        let seen = stops.iter().skip(wanted.start).enumerate();
        let runs = seen.flat_map(|(idx, stops)| {
            let hits = hits.iter().enumerate();
            hits.filter_map(move |(which, hit)| Some((idx, which, cells::columns(stops, hit)?)))
        });
        runs.collect()
    }
}

/// Part of a hit: index of the row, of the hit, and columns.
type Run = (usize, usize, Range<u16>);

fn text_in(row: &Row) -> String {
    row.pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// How many bytes of a head's text from `start` on stand in a row: behind them it may be cut, and
/// what stands at its right end is no text.
fn n_shared(line: &Line, start: usize, row: &str) -> usize {
    let text = text_of(line);
    let text = text.get(start..).unwrap_or_default();
    let mut pairs = text.char_indices().zip(row.chars());
    let departs = pairs.find(|((_, in_text), in_row)| in_text != in_row);
    departs.map_or(text.len().min(row.len()), |((at, _), _)| at)
}

/// At least the bytes of the line's text that stand in these rows of it.
fn bytes_of(rows: &[Row]) -> Range<usize> {
    let start = rows.first().map_or(0, |row| row.start as usize);
    let end = rows.last().map_or(0, |row| {
        let pieces = row.pieces.iter().map(|piece| piece.text.len());
        row.start as usize + pieces.sum::<usize>()
    });
    start..end
}

/// The byte of the first grapheme that stands at `column` or behind it.
fn byte_at(text: &str, column: u16) -> usize {
    let mut columns = 0;
    graphemes(text)
        .find(|grapheme| {
            let is_there = columns >= column;
            columns = columns.saturating_add(grapheme.columns);
            is_there
        })
        .map_or(text.len(), |grapheme| grapheme.at)
}

/// The columns in which these bytes of `text` stand; of a grapheme all or nothing.
fn columns_of(text: &str, bytes: Range<usize>) -> Range<u16> {
    let mut column: u16 = 0;
    let mut columns: Option<Range<u16>> = None;
    for grapheme in graphemes(text) {
        let after = column.saturating_add(grapheme.columns);
        let end = grapheme.at + grapheme.text.len();
        if grapheme.at < bytes.end && end > bytes.start {
            let from = columns.map_or(column, |columns| columns.start);
            columns = Some(from..after);
        }
        column = after;
    }
    columns.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pane::doc::ItemId;
    use crate::pane::find::needle::Needle;
    use crate::text::line::{Head, Lead, Span};
    use crate::theme::Scope;

    /// The text in these columns of a row, without spaces: those at the end of a row are not shown.
    fn marked_in(row: &Row, columns: &Range<u16>) -> String {
        let text = text_in(row);
        let mut column = 0;
        let mut found = String::new();
        for grapheme in graphemes(&text) {
            if columns.contains(&column) && grapheme.text != " " {
                found.push_str(grapheme.text);
            }
            column += grapheme.columns;
        }
        found
    }

    #[test]
    fn of_a_head_that_is_cut_nothing_is_marked_where_a_hit_does_not_stand() {
        let text = "a name  and words, and words, and words";
        let head = |is_whole| {
            let head = Head {
                right: vec![Span::new("3 words", Scope::Dim)],
                is_whole,
                is_folded: false,
            };
            let spans = vec![Span::new(text, Scope::Text)];
            Line::new(spans, LineKind::Head(head))
        };
        let marked = |is_whole| {
            let mut pane = Pane::default();
            pane.doc.push(ItemId(1), vec![head(is_whole)]);
            pane.doc.search(Needle::new("words"));
            pane.doc.read_hits(0);
            pane.prepare(36, 9);
            let rows = pane.viewport().rows;
            let marks = pane.visible_hits(None);
            let marks = marks
                .iter()
                .map(|mark| marked_in(rows[mark.row].row, &mark.columns));
            marks.collect::<Vec<_>>()
        };
        assert_eq!(marked(false), ["words", "wor"]);
        assert_eq!(marked(true), ["words"; 3]);
    }

    proptest! {
        #[test]
        fn at_any_width_the_marks_cover_what_was_found(
            spans in prop::collection::vec("[ab 漢é]{0,12}", 1..6),
            needle in "[ab 漢é]{1,5}",
            width in 4_u16..40,
            is_code in any::<bool>(),
        ) {
            let kind = if is_code { LineKind::Code } else { LineKind::Prose };
            let bullet = |text: &str| vec![Span::new(text, Scope::ListMarker)];
            let line = Line {
                spans: spans.iter().map(|text| Span::new(text.as_str(), Scope::Text)).collect(),
                lead: Lead { first: bullet("a "), rest: bullet("  ") },
                kind,
            };
            let mut pane = Pane::default();
            pane.doc.push(ItemId(1), vec![line]);
            pane.doc.search(Needle::new(&needle));
            pane.doc.read_hits(0);
            pane.prepare(width, 200);
            let rows = pane.viewport().rows;
            let marks = pane.visible_hits(None);
            let marked: String = marks
                .iter()
                .map(|mark| marked_in(rows[mark.row].row, &mark.columns))
                .collect();
            let hit: String = needle.chars().filter(|c| *c != ' ').collect();
            prop_assert_eq!(marked, hit.repeat(pane.doc.n_hits()));
        }
    }
}
