//! A table as it is read: its rows, and the shape they share. Of HTML it knows the line break, and
//! it shows what a row has beyond its columns.
//!
//! In quotes and items rows are settled one by one as elsewhere. In footnotes and definitions they
//! are not, because parsing cannot start again there: such a table is read again as long as it is
//! open.

use pulldown_cmark::{Alignment, Event};
use std::ops::Range;
use std::sync::Arc;

use super::Writer;
use crate::markdown::block::{Cut, Step};
use crate::markdown::inline::{InlineLine, Spanned, is_break};
use crate::text::line::{Align, CELL_BREAK, Line, LineKind, Mark, Span, TableRow, TableShape};
use crate::text::wrap::table::{growth, needs};
use crate::theme::Scope;

/// A table whose rows are being read.
pub struct Table {
    /// What the rows read so far share.
    shape: Arc<TableShape>,
    /// The shape that the rows before the region show.
    shown: Option<Arc<TableShape>>,
    /// Where in the source the last row begins.
    row_start: Option<usize>,
    in_header: bool,
    /// What the cells of the row before need, if that is not the header.
    above: Option<Arc<[u16]>>,
    cells: Vec<Vec<Span>>,
    /// Where in the region the row ends.
    row_end: Option<usize>,
}

impl Table {
    /// A table whose columns are aligned like this.
    pub fn new(align: &[Alignment]) -> Self {
        let align: Vec<Align> = align.iter().copied().map(from_parser).collect();
        Self {
            shape: Arc::new(TableShape {
                growths: Vec::new(),
                header: vec![String::new(); align.len()],
                align,
            }),
            shown: None,
            row_start: None,
            in_header: true,
            above: None,
            cells: Vec::new(),
            row_end: None,
        }
    }

    /// A table whose header was read before; `above` are the needs of the last row read.
    pub fn resumed(
        shape: Arc<TableShape>,
        shown: Arc<TableShape>,
        above: Option<Arc<[u16]>>,
    ) -> Self {
        Self {
            shape,
            shown: Some(shown),
            row_start: None,
            in_header: true,
            above,
            cells: Vec::new(),
            row_end: None,
        }
    }

    /// Is the header being read?
    pub fn in_header(&self) -> bool {
        self.in_header
    }

    /// How to go on with the row that begins at byte `start` of the source.
    pub fn step(&mut self, start: usize) -> Step {
        self.row_start = Some(start);
        Step::Table {
            shape: Arc::clone(&self.shape),
            shown: Arc::default(),
            above: self.above.clone(),
        }
    }

    /// Where the row ends, if the cell to come is the last for which there is a column.
    fn end_of_last(&self) -> Option<usize> {
        let is_last = self.cells.len() + 1 == self.shape.align.len();
        self.row_end.filter(|_| is_last)
    }

    /// Adds a cell to the row.
    pub fn cell(&mut self, spans: Vec<Span>) {
        self.cells.push(spans);
    }

    /// The row that ends; none for a header that was written before.
    pub fn end_row(&mut self) -> Option<TableRow> {
        let header = std::mem::take(&mut self.in_header);
        self.row_end = None;
        let cells = std::mem::take(&mut self.cells);
        if header && self.shown.is_some() {
            return None;
        }
        let above = if header {
            None
        } else {
            self.above.replace(needs(&cells))
        };
        Some(TableRow {
            cells,
            header,
            above,
            shape: Arc::default(),
        })
    }

    /// Widens the columns for `row`.
    pub fn measure(&mut self, row: &TableRow) {
        let growth = growth(&self.shape, &row.cells);
        if growth.is_none() && !row.header {
            return;
        }
        let shape = Arc::make_mut(&mut self.shape);
        shape.growths.extend(growth);
        if row.header {
            for (name, cell) in shape.header.iter_mut().zip(&row.cells) {
                let text: String = cell.iter().map(|span| span.text.as_str()).collect();
                *name = text.replace(CELL_BREAK, " ");
            }
        }
    }

    /// What all rows share, and whether that differs from what the rows before the region show.
    pub fn finish(self) -> (Arc<TableShape>, bool) {
        match self.shown {
            Some(shown) if shown == self.shape => (shown, false),
            shown => (self.shape, shown.is_some()),
        }
    }
}

impl Writer<'_> {
    pub(super) fn begin_row(&mut self, range: &Range<usize>) {
        let start = self.region.line_start(range.start);
        if let Some(table) = &mut self.table {
            table.row_end = Some(range.end);
        }
        let path = self.path(None);
        if let (Some(table), Some(mut path)) = (&mut self.table, path) {
            path.push(table.step(start));
            self.cut_here(start, path);
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(mut text) = self.take_text() else {
            return;
        };
        for (event, _) in &mut text.events {
            if matches!(event, Event::InlineHtml(tag) if is_break(tag)) {
                *event = Event::HardBreak;
            }
        }
        if let Some(end) = self.table.as_ref().and_then(Table::end_of_last) {
            let rest = text.range.end..end;
            let written = self.region.text().get(rest.clone()).unwrap_or_default();
            text.events.extend(surplus(written, rest.start));
        }
        let made = self.inlines(&text, false);
        if let Some(table) = &mut self.table {
            table.cell(broken(made.lines));
        }
    }

    /// Rows appear whole: one whose line has not ended is not shown.
    pub(super) fn end_row(&mut self, range: &Range<usize>) {
        let text = self.region.text();
        let is_unfinished =
            self.context.open && range.end >= text.len() && !text.ends_with(['\n', '\r']);
        let Some(row) = self.table.as_mut().and_then(Table::end_row) else {
            return;
        };
        if !is_unfinished {
            if let Some(table) = &mut self.table {
                table.measure(&row);
            }
            self.emit(Vec::new(), LineKind::Table(row));
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        let row_start = table.row_start;
        let (shape, is_new) = table.finish();
        if is_new {
            self.out.reshaped = Some(Arc::clone(&shape));
        }
        for line in self.out.lines.iter_mut().rev() {
            let LineKind::Table(row) = &mut line.kind else {
                break;
            };
            row.shape = Arc::clone(&shape);
            // The lines above may be rows of another table.
            if row.header {
                break;
            }
        }
        let Cut { src, path, .. } = &mut self.out.cut;
        if let (true, Some(Step::Table { shown, .. })) = (row_start == Some(*src), path.last_mut())
        {
            *shown = shape;
        }
    }
}

/// The spans of a cell of these lines. Lines without text in front of the others and behind them
/// are left out.
fn broken(lines: Vec<InlineLine>) -> Vec<Span> {
    let mut cell: Vec<Span> = Vec::new();
    let mut n_breaks = 0;
    for line in lines {
        if !cell.is_empty() {
            n_breaks += 1;
        }
        let spans = trimmed(line.spans);
        if spans.is_empty() {
            continue;
        }
        let breaks = std::iter::repeat_with(|| Span::new(CELL_BREAK, Scope::Text));
        cell.extend(breaks.take(std::mem::take(&mut n_breaks)));
        cell.extend(spans);
    }
    cell
}

/// The spans without spaces at both ends.
fn trimmed(spans: Vec<Span>) -> Vec<Span> {
    let blanks = |text: &str, kept: &str| text.len() - kept.len();
    let n_before = spans
        .first()
        .map_or(0, |span| blanks(&span.text, span.text.trim_start()));
    let mark = Mark {
        span: 0,
        byte: n_before,
        total: n_before,
    };
    let mut line = Line::new(spans, LineKind::Prose).since(mark);
    if let Some(last) = line.spans.last() {
        line.truncate(Mark {
            span: line.spans.len() - 1,
            byte: last.text.trim_end().len(),
            total: 0,
        });
    }
    line.spans
}

/// What stands in a row beyond its columns, and would vanish: mostly because a `|` in code parts
/// cells too. It comes to the last cell as plain text, with the bars that part it. `rest` follows
/// the last cell, `at` in the region.
fn surplus<'a>(rest: &str, at: usize) -> Vec<Spanned<'a>> {
    let is_bar = |(idx, _): &(usize, &str)| !rest.get(..*idx).unwrap_or_default().ends_with('\\');
    let end = rest.trim_end().len();
    let bars: Vec<usize> = rest
        .match_indices('|')
        .filter(is_bar)
        .map(|(idx, _)| idx)
        .collect();
    let ends = bars.iter().skip(1).copied().chain([end]);
    let mut events = Vec::new();
    for (bar, to) in bars.iter().copied().zip(ends) {
        let from = bar + 1;
        // Behind the last bar the row may end.
        let Some(written) = rest.get(from..to).filter(|_| from < end) else {
            break;
        };
        let text = written.trim();
        let start = at + from + (written.len() - written.trim_start().len());
        events.push((Event::Text(" | ".into()), at + bar..at + from));
        if !text.is_empty() {
            let shown = text.replace("\\|", "|");
            events.push((Event::Text(shown.into()), start..start + text.len()));
        }
    }
    events
}

fn from_parser(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
