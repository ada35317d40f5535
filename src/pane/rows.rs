//! The *rows* of a doc at one width: laid out where somebody looks, guessed everywhere else.
//!
//! Laying out is the one expensive thing a pane does, so it is done line by line and only for lines
//! that are asked for; the counter [`Rows::laid_out`] holds everybody to that. The height of every
//! other line is guessed from its length, so that a pane can say how much lies above and below
//! without looking there. What was counted once stays known until the line or the width changes,
//! even after the rows themselves were forgotten.

use std::collections::BTreeMap;

use super::heights::Heights;
use crate::text::line::{Line, LineKind, Mark};
use crate::text::wrap::code::{self, CodeView};
use crate::text::wrap::{PROSE_COLUMNS, Row, rewrap, wrap};

/// The rows of all items, by index of the item and of its line.
///
/// # Invariants
///
/// `items` and `heights` have one element for each item of the doc. The height of an item is the
/// sum of its lines' heights. Rows in `laid` are those of the line as it is now, at `width` and in
/// the view `code`, but for those that [`Rows::move_code`] laid out; the height of such a line is
/// their number.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    width: u16,
    code: CodeView,
    items: Vec<ItemRows>,
    heights: Heights,
    laid: BTreeMap<(usize, usize), Vec<Row>>,
    laid_out: u64,
}

/// What is known about the rows of one item.
#[derive(Debug, Clone, Default)]
struct ItemRows {
    /// Of each line.
    sizes: Vec<Size>,
    /// Height of each line; made when the item is first looked at, because most never are.
    heights: Option<Heights>,
}

/// What a line's height is guessed from.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Columns of its text, roughly.
    columns: u32,
    /// At most so many stand in a row.
    widest: u16,
    /// Is it in one row where code is not wrapped?
    is_code: bool,
}

/// For what rows are laid out.
#[derive(Debug, Clone, Copy)]
struct Fit {
    width: u16,
    code: CodeView,
}

impl Rows {
    /// Takes note of a new item.
    pub fn push(&mut self, lines: &[Line]) {
        self.push_sizes(lines.iter().map(Size::of).collect());
    }

    /// Takes note of a new item whose lines are still to be made of `source`, as prose.
    pub fn push_guess(&mut self, source: &str) {
        self.push_sizes(source.split('\n').map(Size::of_source).collect());
    }

    fn push_sizes(&mut self, sizes: Vec<Size>) {
        self.heights.push(guess(&sizes, self.fit()));
        self.items.push(ItemRows {
            sizes,
            heights: None,
        });
    }

    /// Takes note that the lines of an item changed from line `from` on.
    pub fn change(&mut self, item: usize, from: usize, lines: &[Line]) {
        self.change_sizes(item, from, lines.iter().skip(from).map(Size::of));
    }

    /// Takes note that all lines of an item are others: `first`, then those still to be made of
    /// `source`.
    pub fn change_to_guess(&mut self, item: usize, first: &[Line], source: &str) {
        let rest = source.split('\n').map(Size::of_source);
        self.change_sizes(item, 0, first.iter().map(Size::of).chain(rest));
    }

    fn change_sizes(&mut self, item: usize, from: usize, sizes: impl Iterator<Item = Size>) {
        let Some(known) = self.items.get_mut(item) else {
            return;
        };
        let stale: Vec<_> = self
            .laid
            .range((item, from)..(item + 1, 0))
            .map(|(&at, _)| at)
            .collect();
        for at in stale {
            self.laid.remove(&at);
        }
        let fit = Fit {
            width: self.width,
            code: self.code,
        };
        let before = guess(known.sizes.get(from..).unwrap_or_default(), fit);
        known.sizes.truncate(from);
        known.sizes.extend(sizes);
        let new = known.sizes.get(from..).unwrap_or_default();
        let height = match &mut known.heights {
            Some(heights) => {
                heights.truncate(from);
                new.iter().for_each(|size| heights.push(size.guess(fit)));
                heights.total()
            }
            None => self.heights.get(item) - before + guess(new, fit),
        };
        self.heights.set(item, height);
    }

    /// Takes note that line `line` of an item changed from `mark` on, and that other lines follow
    /// it. Rows that the change cannot reach stay.
    pub fn grow(&mut self, item: usize, line: usize, mark: Mark, lines: &[Line]) {
        let fit = self.fit();
        let Some(content) = lines.get(line).filter(|line| line.kind != LineKind::Code) else {
            // Of code the rows depend on how it is shown.
            return self.change(item, line, lines);
        };
        self.change(item, line + 1, lines);
        let known = self.items.get_mut(item);
        let Some(size) = known.and_then(|known| known.sizes.get_mut(line)) else {
            return;
        };
        let before = size.guess(fit);
        size.columns = Size::columns(mark.total - mark.byte + content.len_from(mark.span));
        let guessed = size.guess(fit);
        let laid = self.laid.get_mut(&(item, line)).map(|rows| {
            self.laid_out += rewrap(content, self.width, rows, mark) as u64;
            rows.len()
        });
        let is_counted = self
            .items
            .get(item)
            .is_some_and(|known| known.heights.is_some());
        if laid.is_some() || is_counted {
            self.set_height(item, line, laid.unwrap_or(guessed));
        } else {
            self.heights
                .set(item, self.heights.get(item) - before + guessed);
        }
    }

    /// Forgets every item after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
        self.heights.truncate(len);
        self.laid.split_off(&(len, 0));
    }

    /// Starts anew for another width; lays out nothing.
    pub fn set_width(&mut self, width: u16) {
        if width == self.width {
            return;
        }
        self.width = width;
        self.start_anew();
    }

    /// Shows code in another way; lays out nothing. Moving sideways changes no height.
    pub fn set_code(&mut self, code: CodeView) {
        if code == self.code {
            return;
        }
        let are_heights_known = self.code != CodeView::Wrapped && code != CodeView::Wrapped;
        self.code = code;
        if are_heights_known {
            self.laid.clear();
        } else {
            self.start_anew();
        }
    }

    fn start_anew(&mut self) {
        self.laid.clear();
        let fit = self.fit();
        for known in &mut self.items {
            known.heights = None;
        }
        self.heights = self
            .items
            .iter()
            .map(|known| guess(&known.sizes, fit))
            .collect();
    }

    fn fit(&self) -> Fit {
        Fit {
            width: self.width,
            code: self.code,
        }
    }

    /// The rows of line `line` of `lines`, the item's; laid out if they are not known.
    pub fn lay_out(&mut self, item: usize, line: usize, lines: &[Line]) -> &[Row] {
        let Some(content) = lines.get(line) else {
            return &[];
        };
        if !self.laid.contains_key(&(item, line)) {
            let rows = match self.code {
                CodeView::From(from) if content.kind == LineKind::Code => {
                    vec![code::cut(content, self.width, from)]
                }
                CodeView::From(_) | CodeView::Wrapped => wrap(content, self.width),
            };
            self.laid_out += rows.len() as u64;
            self.set_height(item, line, rows.len());
            self.laid.insert((item, line), rows);
        }
        self.known(item, line)
    }

    /// Lays the row of a line of code out that is not wrapped, from this column on; nothing where
    /// it is so already.
    pub fn move_code(&mut self, item: usize, line: usize, lines: &[Line], from: u32) {
        let Some(content) = lines.get(line).filter(|line| line.kind == LineKind::Code) else {
            return;
        };
        let known = self.laid.get_mut(&(item, line)).map(Vec::as_mut_slice);
        // What is cut at its left is moved, and nothing else is but what has no text.
        if let Some([row]) = known
            && row.cut_left != (from > 0)
            && !content.is_empty()
            && !content.is_code_label()
        {
            *row = code::cut(content, self.width, from);
            self.laid_out += 1;
        }
    }

    /// Length of a line's text in bytes, as far as it matters for how much of it was seen: one that
    /// always takes one row has none. Nothing is measured for that, however many spans it has.
    pub fn len_of(&self, item: usize, line: usize) -> usize {
        let known = self.items.get(item);
        let size = known.and_then(|known| known.sizes.get(line));
        size.map_or(0, |size| size.columns as usize)
    }

    /// The rows of a line, if they are laid out.
    pub fn known(&self, item: usize, line: usize) -> &[Row] {
        self.laid.get(&(item, line)).map_or(&[], Vec::as_slice)
    }

    /// How many rows a line has, if they are laid out.
    pub fn known_len(&self, item: usize, line: usize) -> Option<usize> {
        self.laid.get(&(item, line)).map(Vec::len)
    }

    /// The lines from this one on whose rows are laid out, with those rows.
    pub fn known_from(
        &self,
        item: usize,
        line: usize,
    ) -> impl Iterator<Item = ((usize, usize), &[Row])> {
        let laid = self.laid.range((item, line)..);
        laid.map(|(place, rows)| (*place, rows.as_slice()))
    }

    /// Rows above a line.
    pub fn above(&mut self, item: usize, line: usize) -> usize {
        self.heights.before(item)
            + self
                .line_heights(item)
                .map_or(0, |lines| lines.before(line))
    }

    /// Rows of all items.
    pub fn total(&self) -> usize {
        self.heights.total()
    }

    /// The line with the `row`th row from the top, and which of its rows that is.
    pub fn find(&mut self, row: usize) -> Option<(usize, usize, usize)> {
        let (item, within) = self.heights.find(row)?;
        let (line, row) = self.line_heights(item)?.find(within)?;
        Some((item, line, row))
    }

    /// The item with the `row`th row from the top, and which of the item's rows that is.
    pub fn find_item(&self, row: usize) -> Option<(usize, usize)> {
        self.heights.find(row)
    }

    /// Forgets the rows of a line. Their number stays known.
    pub fn forget(&mut self, item: usize, line: usize) {
        self.laid.remove(&(item, line));
    }

    /// Forgets all rows but those of the lines from `from` to `to`, both included. Their number
    /// stays known.
    pub fn keep(&mut self, from: (usize, usize), to: (usize, usize)) {
        self.laid.split_off(&(to.0, to.1 + 1));
        self.laid = self.laid.split_off(&from);
    }

    /// How many lines have their rows laid out now.
    pub fn n_lines_kept(&self) -> usize {
        self.laid.len()
    }

    /// How many rows were laid out since the beginning.
    pub fn laid_out(&self) -> u64 {
        self.laid_out
    }

    fn set_height(&mut self, item: usize, line: usize, rows: usize) {
        let Some(lines) = self.line_heights(item) else {
            return;
        };
        let before = lines.get(line);
        lines.set(line, rows);
        self.heights
            .set(item, self.heights.get(item) - before + rows);
    }

    fn line_heights(&mut self, item: usize) -> Option<&mut Heights> {
        let fit = self.fit();
        let known = self.items.get_mut(item)?;
        let guessed = || known.sizes.iter().map(|size| size.guess(fit)).collect();
        Some(known.heights.get_or_insert_with(guessed))
    }
}

impl Size {
    fn of(line: &Line) -> Self {
        let widest = match line.kind {
            // One row, however long it is.
            LineKind::Head(_) => {
                return Self {
                    columns: 0,
                    widest: PROSE_COLUMNS,
                    is_code: false,
                };
            }
            LineKind::Prose | LineKind::Prompt | LineKind::Rule => PROSE_COLUMNS,
            LineKind::Code | LineKind::Table(_) | LineKind::Blank => u16::MAX,
        };
        Self {
            columns: Self::columns(line.len()),
            widest,
            is_code: line.kind == LineKind::Code,
        }
    }

    fn of_source(line: &str) -> Self {
        Self {
            columns: Self::columns(line.len()),
            widest: PROSE_COLUMNS,
            is_code: false,
        }
    }

    fn columns(n_bytes: usize) -> u32 {
        u32::try_from(n_bytes).unwrap_or(u32::MAX)
    }

    /// Rows for this fit. Takes a byte for a column, which is right for most text and errs to the
    /// same side always.
    fn guess(self, fit: Fit) -> usize {
        if self.is_code && fit.code != CodeView::Wrapped {
            return 1;
        }
        let widest = u32::from(self.widest.min(fit.width).max(1));
        usize::try_from(self.columns.div_ceil(widest).max(1)).unwrap_or(usize::MAX)
    }
}

fn guess(sizes: &[Size], fit: Fit) -> usize {
    sizes.iter().map(|size| size.guess(fit)).sum()
}
