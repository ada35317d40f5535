//! A table as it is read: its rows, and the shape they share.
//!
//! In quotes and items rows are settled one by one as elsewhere. In footnotes and definitions they
//! are not, because parsing cannot start again there: such a table is read again as long as it is
//! open.

use pulldown_cmark::Alignment;
use std::ops::Range;
use std::sync::Arc;

use super::Writer;
use crate::markdown::block::{Cut, Step};
use crate::text::line::{Align, LineKind, Span, TableRow, TableShape};
use crate::text::wrap::table::{growth, needs};

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

    /// Adds a cell to the row.
    pub fn cell(&mut self, spans: Vec<Span>) {
        self.cells.push(spans);
    }

    /// The row that ends; none for a header that was written before.
    pub fn end_row(&mut self) -> Option<TableRow> {
        let header = std::mem::take(&mut self.in_header);
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
                *name = cell.iter().map(|span| span.text.as_str()).collect();
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
        let path = self.path(None);
        if let (Some(table), Some(mut path)) = (&mut self.table, path) {
            path.push(table.step(start));
            self.cut_here(start, path);
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(text) = self.take_text() else {
            return;
        };
        let made = self.inlines(&text, false);
        if let Some(table) = &mut self.table {
            let lines = made.lines.into_iter();
            table.cell(lines.flat_map(|line| line.spans).collect());
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

fn from_parser(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
