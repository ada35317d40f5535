//! A *sketch* is a frame as strokes of text and style, before it is cells.
//!
//! Whoever paints says what stands where; each row of the screen keeps its own strokes and a
//! *fingerprint* of them. A row that is sketched as it was in the frame before looks as it did
//! before, so its cells need not be set and compared again: a frame that adds a word costs the
//! cells of the row it stands in, and of the others only the reading of their strokes. Text is
//! clipped to the screen here and measured by the one table of [`crate::text::width`]; what the
//! terminal is told is left to the screen.

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;

use foldhash::quality::FixedState;
use ratatui::buffer::Cell;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::text::width::{graphemes, is_plain};

/// What one frame is painted with.
#[derive(Debug, Default)]
pub struct Sketch {
    area: Rect,
    /// One for each row of the screen, and more where it was larger once; kept for their room.
    rows: Vec<Strokes>,
    /// The text of all strokes.
    text: String,
}

/// Stands for all strokes of a row: equal ones make equal cells. Two rows that differ have the same
/// one with a probability of 2⁻⁶⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// Of the strokes that move with the row where it is scrolled.
    moving: u64,
    /// Of the marks that stay where they are.
    still: u64,
}

impl Fingerprint {
    /// Of a row that nothing is sketched in.
    pub const BLANK: Self = Self {
        moving: 0,
        still: 0,
    };

    /// Is all the same but for the marks, which do not scroll?
    pub fn moves_as(self, other: Self) -> bool {
        self.moving == other.moving
    }

    /// Is there nothing that could move?
    pub fn has_nothing_moving(self) -> bool {
        self.moves_as(Self::BLANK)
    }
}

#[derive(Debug, Default)]
struct Strokes {
    print: Fingerprint,
    strokes: Vec<Stroke>,
}

/// One movement of the pen, within one row and within the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Stroke {
    /// Columns it may touch.
    columns: Range<u16>,
    style: Style,
    act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Act {
    /// Sets the graphemes of this part of the text, as many as fit.
    Text(Range<usize>),
    /// Changes the style of what stands there.
    Style,
    /// Takes away what stands there.
    Blank,
}

impl Sketch {
    /// A blank sketch of a screen of this size.
    pub fn new(area: Rect) -> Self {
        let mut sketch = Self::default();
        sketch.reset(area);
        sketch
    }

    /// Makes it blank again, for a screen of this size.
    pub fn reset(&mut self, area: Rect) {
        let height = usize::from(area.height);
        if self.rows.len() < height {
            self.rows.resize_with(height, Strokes::default);
        }
        for row in &mut self.rows {
            row.print = Fingerprint::BLANK;
            row.strokes.clear();
        }
        self.text.clear();
        self.area = area;
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        self.area
    }

    /// Sets `text` from column `x` on, at most up to `end` (exclusive). Returns the column after
    /// it.
    ///
    /// A grapheme that does not fit ends the text. `text` is sanitized; of what is not, graphemes
    /// without a width are left out.
    pub fn text(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        self.write((x, y, end), text, style, |row, stroke| {
            row.print.moving = mixed(row.print.moving, stroke);
        })
    }

    /// Sets a mark of one column beside a text that scrolls, which itself does not.
    pub fn mark(&mut self, x: u16, y: u16, text: &str, style: Style) {
        let end = x.saturating_add(1);
        self.write((x, y, end), text, style, |row, stroke| {
            // What it lies over counts: among still strokes alone the order is not all of it.
            let stroke = (row.strokes.len(), stroke);
            row.print.still = mixed(row.print.still, &stroke);
        });
    }

    fn write(
        &mut self,
        (x, y, end): (u16, u16, u16),
        text: &str,
        style: Style,
        count: impl FnOnce(&mut Strokes, &(u16, u16, Look, &str)),
    ) -> u16 {
        let end = end.min(self.area.right());
        if x >= end || text.is_empty() {
            return x;
        }
        let Some(row) = self.row(y) else { return x };
        count(row, &(x, end, Look(style), text));
        let room = usize::from(end - x);
        let columns = if is_plain(text) {
            text.len().min(room)
        } else {
            fitting(text, room)
        };
        let start = self.text.len();
        self.text.push_str(text);
        let act = Act::Text(start..self.text.len());
        self.push(y, x..end, style, act);
        x.saturating_add(u16::try_from(columns).unwrap_or(u16::MAX))
    }

    /// Changes the style of every cell of `area`; what the style leaves open stays, and so do
    /// texts.
    pub fn style(&mut self, area: Rect, style: Style) {
        self.over(area, style, &Act::Style);
    }

    /// Blanks `area`: what lay there does not shine through.
    pub fn blank(&mut self, area: Rect) {
        self.over(area, Style::new(), &Act::Blank);
    }

    fn over(&mut self, area: Rect, style: Style, act: &Act) {
        let area = area.intersection(self.area);
        if area.is_empty() {
            return;
        }
        let columns = area.left()..area.right();
        for y in area.top()..area.bottom() {
            if let Some(row) = self.row(y) {
                row.print.moving = mixed(row.print.moving, &(&columns, Look(style), act));
                self.push(y, columns.clone(), style, act.clone());
            }
        }
    }

    fn row(&mut self, y: u16) -> Option<&mut Strokes> {
        (y < self.area.height)
            .then(|| self.rows.get_mut(usize::from(y)))
            .flatten()
    }

    fn push(&mut self, y: u16, columns: Range<u16>, style: Style, act: Act) {
        if let Some(row) = self.row(y) {
            row.strokes.push(Stroke {
                columns,
                style,
                act,
            });
        }
    }

    /// The fingerprints of the rows, from the top down.
    pub fn fingerprints(&self) -> impl Iterator<Item = Fingerprint> {
        let rows = self.rows.iter().take(usize::from(self.area.height));
        rows.map(|row| row.print)
    }

    /// Sets the cells of row `y`, which are blank and as many as the screen is wide.
    pub fn paint_row(&self, y: u16, cells: &mut [Cell]) {
        let Some(row) = self.rows.get(usize::from(y)) else {
            return;
        };
        for stroke in &row.strokes {
            let columns = usize::from(stroke.columns.start)..usize::from(stroke.columns.end);
            let Some(cells) = cells.get_mut(columns) else {
                continue;
            };
            match &stroke.act {
                Act::Text(text) => {
                    let text = self.text.get(text.clone()).unwrap_or_default();
                    set(cells, text, stroke.style);
                }
                Act::Style => cells.iter_mut().for_each(|cell| {
                    cell.set_style(stroke.style);
                }),
                Act::Blank => cells.iter_mut().for_each(Cell::reset),
            }
        }
    }
}

/// What `Buffer::set_stringn` does, by our own table of graphemes: that one knows ASCII, of which
/// nearly all text is, without asking Unicode.
fn set(cells: &mut [Cell], text: &str, style: Style) {
    let mut rest = cells;
    for grapheme in graphemes(text).filter(|grapheme| grapheme.columns > 0) {
        let Some((taken, after)) = rest.split_at_mut_checked(usize::from(grapheme.columns)) else {
            return;
        };
        if let [cell, covered @ ..] = taken {
            cell.set_symbol(grapheme.text).set_style(style);
            covered.iter_mut().for_each(Cell::reset);
        }
        rest = after;
    }
}

/// The columns of those graphemes of `text` that fit in `room` columns; reads no further.
fn fitting(text: &str, room: usize) -> usize {
    let mut taken = 0;
    for grapheme in graphemes(text) {
        let after = taken + usize::from(grapheme.columns);
        if after > room {
            break;
        }
        taken = after;
    }
    taken
}

/// A style as 16 bytes to be hashed at once: its own way takes ten steps, for each stroke of each
/// frame.
struct Look(Style);

impl Hash for Look {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self(style) = self;
        let colors = [style.fg, style.bg, style.underline_color].map(code);
        let modifiers =
            u32::from(style.add_modifier.bits()) << 16 | u32::from(style.sub_modifier.bits());
        let [fg, bg, underline] = colors.map(u128::from);
        state.write_u128(fg | bg << 32 | underline << 64 | u128::from(modifiers) << 96);
    }
}

/// A number for each color, and one for none.
fn code(color: Option<Color>) -> u32 {
    match color {
        None => 0,
        Some(Color::Rgb(r, g, b)) => u32::from_be_bytes([3, r, g, b]),
        Some(Color::Indexed(index)) => u32::from_be_bytes([2, 0, 0, index]),
        Some(Color::Reset) => 1,
        Some(Color::Black) => 0x0100_0000,
        Some(Color::Red) => 0x0100_0001,
        Some(Color::Green) => 0x0100_0002,
        Some(Color::Yellow) => 0x0100_0003,
        Some(Color::Blue) => 0x0100_0004,
        Some(Color::Magenta) => 0x0100_0005,
        Some(Color::Cyan) => 0x0100_0006,
        Some(Color::Gray) => 0x0100_0007,
        Some(Color::DarkGray) => 0x0100_0008,
        Some(Color::LightRed) => 0x0100_0009,
        Some(Color::LightGreen) => 0x0100_000A,
        Some(Color::LightYellow) => 0x0100_000B,
        Some(Color::LightBlue) => 0x0100_000C,
        Some(Color::LightMagenta) => 0x0100_000D,
        Some(Color::LightCyan) => 0x0100_000E,
        Some(Color::White) => 0x0100_000F,
    }
}

/// The fingerprint of what `print` stands for, and `next` after it.
fn mixed(print: u64, next: &impl Hash) -> u64 {
    FixedState::with_seed(print).hash_one(next)
}

#[cfg(test)]
mod tests;
