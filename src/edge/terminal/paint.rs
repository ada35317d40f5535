//! Cells → bytes: the difference of two frames in as few bytes as every terminal understands.
//!
//! Buffers are first *settled*: each cell holds what the terminal will show there, and a cell
//! covered by the wide character at its left holds the empty symbol. Settled buffers can be
//! compared cell by cell: whenever half of a wide character comes or goes, a cell differs and is
//! written. Pure; when to paint and where the bytes go is [`super::Screen`]'s.

use std::fmt;
use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::links::{self, LinkNo, Links};
use crate::text::sanitize::ZERO_WIDTH_JOINER;
use crate::text::width::{columns, grapheme_columns};

/// Begins and ends a synchronized update: the terminal shows all of a frame or nothing of it.
pub const BEGIN: &[u8] = b"\x1b[?2026h";
/// See [`BEGIN`].
pub const END: &[u8] = b"\x1b[?2026l";
/// Hides the cursor.
pub const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
/// Shows the cursor where it stands.
pub const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

/// Saves the place of the cursor, and the style.
pub const SAVE_CURSOR: &[u8] = b"\x1b7";
/// Goes back to what was saved.
pub const RESTORE_CURSOR: &[u8] = b"\x1b8";

/// The symbol of a cell that the wide character at its left covers.
const COVERED: &str = "";
/// Stands for a cell that would make the terminal do something. It has one column.
const REPLACEMENT: &str = "\u{FFFD}";
/// The same where the terminal draws that one in two.
const NARROW_REPLACEMENT: &str = "?";
/// The same as a character: some terminals take it for a broken byte and show nothing.
const UNSURE: char = '\u{FFFD}';
/// From so many blanks at the end of a row on, erasing to its end is shorter than writing them. It
/// also keeps them out of what a person selects with the terminal's own means.
const BLANKS: usize = 4;

/// Up to so many cells are written again rather than passed over; a move takes as many bytes.
const CROSSED: usize = 4;

/// A settled frame: its cells and the links of these, row by row.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'a> {
    /// The cells.
    pub buffer: &'a Buffer,
    links: &'a [LinkNo],
}

/// One row of it.
#[derive(Debug, Clone, Copy)]
struct RowOf<'a> {
    cells: &'a [Cell],
    links: &'a [LinkNo],
}

impl<'a> Settled<'a> {
    /// A frame with these links: one number for each cell, or none at all.
    pub fn new(buffer: &'a Buffer, links: &'a [LinkNo]) -> Self {
        Self { buffer, links }
    }

    fn width(self) -> usize {
        usize::from(self.buffer.area.width).max(1)
    }

    fn rows(self) -> impl Iterator<Item = RowOf<'a>> {
        let n_rows = self.buffer.content.len() / self.width();
        (0..n_rows).map(move |y| self.row(y))
    }

    fn row(self, y: usize) -> RowOf<'a> {
        let width = self.width();
        let cells = self.buffer.content.get(y * width..(y + 1) * width);
        RowOf {
            cells: cells.unwrap_or_default(),
            links: links::row_of(self.links, y, width),
        }
    }
}

impl RowOf<'_> {
    fn is_same(self, before: Self) -> bool {
        let mut cells = self.cells.iter().zip(before.cells);
        cells.all(|(cell, before)| is_same(cell, before))
            && links::is_same(self.links, before.links)
    }

    fn differs_at(self, before: Self, x: usize) -> bool {
        match before.cells.get(x).zip(self.cells.get(x)) {
            Some((before, cell)) if is_same(before, cell) => {}
            _ => return true,
        }
        links::at(self.links, x) != links::at(before.links, x)
    }

    /// How many cells at its end look as if they were erased.
    fn n_blank(self) -> usize {
        let mut cells = (0..self.cells.len()).zip(self.cells).rev();
        let n = cells.position(|(x, cell)| !is_blank(cell) || links::at(self.links, x) != 0);
        n.unwrap_or(self.cells.len())
    }
}

/// Makes each cell of a row hold what a terminal would show there.
pub fn settle(row: &mut [Cell]) {
    let mut rest = row;
    while let [cell, after @ ..] = rest {
        let covered = usize::from(settle_cell(cell, after.len())) - 1;
        let (cells, after) = after.split_at_mut(covered);
        for cell in cells {
            cell.reset();
            cell.set_symbol(COVERED);
        }
        rest = after;
    }
}

/// Makes one cell showable with `after` cells at its right, and tells how many columns it takes, at
/// least 1.
fn settle_cell(cell: &mut Cell, after: usize) -> u16 {
    if is_ascii(cell) {
        return 1;
    }
    let symbol = cell.symbol();
    let wide = grapheme_columns(symbol);
    if symbol.is_empty() || usize::from(wide) > after + 1 {
        cell.set_symbol(" ");
        return 1;
    }
    if wide == 0 || symbol.contains(char::is_control) {
        let is_narrow = columns(REPLACEMENT) == 1;
        cell.set_symbol(if is_narrow {
            REPLACEMENT
        } else {
            NARROW_REPLACEMENT
        });
        return 1;
    }
    if let Some(shown) = symbol.strip_suffix(ZERO_WIDTH_JOINER) {
        // It may still be joined by what arrives next, but a terminal joins it to the cell behind.
        let shown = shown.trim_end_matches(ZERO_WIDTH_JOINER).to_owned();
        cell.set_symbol(&shown);
        return settle_cell(cell, after);
    }
    wide
}

/// Appends what turns the settled frame `shown` into the settled frame `next`; `None` when nobody
/// knows what is shown. Returns the number of cells that differ.
///
/// Both have the same size; `changed` tells of each row whether it differs, `links` where links
/// lead. The style is plain before and after, and no link is open.
pub fn changes(
    next: Settled<'_>,
    shown: Option<Settled<'_>>,
    changed: &[bool],
    links: Option<&Links>,
    bytes: &mut Vec<u8>,
) -> usize {
    let mut writer = Writer {
        bytes,
        links,
        pen: Pen::PLAIN,
        link: 0,
        at: None,
    };
    let mut n_changed = 0;
    let rows = (0..).zip(next.rows()).zip(changed);
    for ((y, row), _) in rows.filter(|(_, changed)| **changed) {
        let before = shown.map(|shown| shown.row(usize::from(y)));
        n_changed += writer.row(y, row, before);
    }
    writer.link(0);
    writer.style(Pen::PLAIN);
    n_changed
}

/// Leaves `changed` true for those rows, of those it is true for, in which two settled frames of
/// one size differ.
pub fn compare(next: Settled<'_>, shown: Settled<'_>, changed: &mut [bool]) {
    let rows = next.rows().zip(shown.rows()).zip(changed);
    for ((row, before), changed) in rows.filter(|(_, changed)| **changed) {
        *changed = !row.is_same(before);
    }
}

/// Appends a move of the cursor to `position`.
pub fn move_to(position: Position, bytes: &mut Vec<u8>) {
    match (position.x, position.y + 1) {
        (0, 1) => bytes.extend_from_slice(b"\x1b[H"),
        (0, row) => put(bytes, format_args!("\x1b[{row}H")),
        (x, row) => put(bytes, format_args!("\x1b[{row};{}H", x + 1)),
    }
}

/// Writes cells and knows what the terminal does with the next byte.
struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    links: Option<&'a Links>,
    pen: Pen,
    /// The link that the next character belongs to.
    link: LinkNo,
    /// Where the next character goes; `None` where terminals may disagree.
    at: Option<Position>,
}

impl Writer<'_> {
    /// Writes the cells of a row that differ and returns how many do.
    fn row(&mut self, y: u16, row: RowOf<'_>, before: Option<RowOf<'_>>) -> usize {
        let differs = |x: usize| before.is_none_or(|before| row.differs_at(before, x));
        // Mostly a word at the end of a text: what stands before and behind it is looked at once.
        let len = row.cells.len();
        let Some(first) = (0..len).find(|&x| differs(x)) else {
            return 0;
        };
        let end = (first..len).rev().find(|&x| differs(x)).unwrap_or(first) + 1;
        let blanks = match row.cells.get(end - 1).is_some_and(is_blank) {
            true => (len - row.n_blank()).max(first)..end,
            false => end..end,
        };
        let erased = blanks.clone().filter(|&x| differs(x)).count();
        let erase_at = blanks.clone().find(|&x| erased >= BLANKS && differs(x));

        let mut n_changed = 0;
        // Up to here a cluster may have run that the terminal drew wider than it is.
        let mut spilled = 0;
        let cells = row.cells.iter().enumerate().zip(0..).skip(first);
        for ((x, cell), column) in cells {
            if x >= end.max(spilled) {
                break;
            }
            let position = Position::new(column, y);
            if erase_at == Some(x) {
                self.go(position);
                self.link(0);
                self.style(Pen::PLAIN);
                self.bytes.extend_from_slice(b"\x1b[K");
                return n_changed + erased;
            }
            let differs = differs(x);
            n_changed += usize::from(differs);
            if (differs || x < spilled) && cell.symbol() != COVERED {
                self.cross(position, row);
                self.link(links::at(row.links, x));
                spilled = spilled.max(x + self.cell(position, cell, row.cells.len() - x));
            }
        }
        n_changed
    }

    /// Writes one cell with `room` columns from it to the right edge, and returns how many columns
    /// it may have taken.
    fn cell(&mut self, position: Position, cell: &Cell, room: usize) -> usize {
        let symbol = cell.symbol();
        let columns = grapheme_columns(symbol);
        self.go(position);
        self.style(Pen::of(cell));
        let mut chars = symbol.chars();
        let first = chars.next().unwrap_or(' ');
        if chars.next().is_none() && first != UNSURE {
            self.bytes.extend_from_slice(symbol.as_bytes());
            self.at = Some(Position::new(position.x + columns, position.y));
            return usize::from(columns);
        }
        // Terminals disagree about the width of a cluster of several characters. Where it is drawn
        // too narrow, what was there before must not show; where too wide, the text after it is
        // written again; and the place of the next cell is stated in any case. Near the right edge
        // a cluster that might run over it and scroll the screen is cut to its first character.
        let mut utf8 = [0; 4];
        let apart = symbol
            .chars()
            .map(|c| usize::from(grapheme_columns(c.encode_utf8(&mut utf8))));
        let apart = apart.sum::<usize>().max(usize::from(columns));
        self.bytes.extend((0..columns).map(|_| b' '));
        move_to(position, self.bytes);
        if apart <= room {
            self.bytes.extend_from_slice(symbol.as_bytes());
        } else {
            self.bytes
                .extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.at = None;
        apart
    }

    /// Writes the cells up to `position` once more where that is shorter than a move over them: a
    /// few characters, mostly the space between two words, in the style that is set.
    fn cross(&mut self, position: Position, row: RowOf<'_>) {
        let Some(at) = self.at.filter(|at| at.y == position.y && at.x < position.x) else {
            return;
        };
        let between = usize::from(at.x)..usize::from(position.x);
        if between.len() > CROSSED
            || between
                .clone()
                .any(|x| links::at(row.links, x) != self.link)
        {
            return;
        }
        let cells = row.cells.get(between).unwrap_or_default();
        let is_plain = |cell: &Cell| is_ascii(cell) && Pen::of(cell) == self.pen;
        if cells.iter().all(is_plain) {
            cells
                .iter()
                .for_each(|cell| self.bytes.extend_from_slice(cell.symbol().as_bytes()));
            self.at = Some(position);
        }
    }

    fn go(&mut self, position: Position) {
        match self.at {
            Some(at) if at == position => {}
            Some(at) if at.y == position.y && at.x < position.x => match position.x - at.x {
                1 => self.bytes.extend_from_slice(b"\x1b[C"),
                n => put(self.bytes, format_args!("\x1b[{n}C")),
            },
            Some(at) if at.y == position.y => {
                put(self.bytes, format_args!("\x1b[{}G", position.x + 1));
            }
            _ => move_to(position, self.bytes),
        }
        self.at = Some(position);
    }

    fn link(&mut self, link: LinkNo) {
        if let Some(links) = self.links.filter(|_| self.link != link) {
            links.open(link, self.bytes);
            self.link = link;
        }
    }

    fn style(&mut self, pen: Pen) {
        self.pen.change(pen, self.bytes);
        self.pen = pen;
    }
}

/// Whether two settled cells look the same. What `Cell` itself compares, but most cells hold one
/// byte, and to compare two bytes is no work for `memcmp`.
pub(super) fn is_same(a: &Cell, b: &Cell) -> bool {
    let symbols = match (a.symbol().as_bytes(), b.symbol().as_bytes()) {
        ([a], [b]) => a == b,
        (a, b) => a == b,
    };
    symbols && Pen::of(a) == Pen::of(b)
}

/// Whether a settled cell holds one byte that the terminal prints.
fn is_ascii(cell: &Cell) -> bool {
    matches!(cell.symbol().as_bytes(), [0x20..=0x7E])
}

/// Whether erasing shows the same as this cell.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && cell.modifier.is_empty()
}

/// The style that the terminal gives to the next character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
}

/// Each modifier with the parameter that turns it on and the one that turns it off. Bold and dim
/// share the one that turns them off.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };

    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// Appends the one sequence that changes this style to `next`, or nothing.
    fn change(self, next: Self, bytes: &mut Vec<u8>) {
        if self == next {
            return;
        }
        if next == Self::PLAIN {
            bytes.extend_from_slice(b"\x1b[m");
            return;
        }
        let start = bytes.len();
        bytes.extend_from_slice(b"\x1b[");
        let mut on = self.modifier;
        for (modifier, _, off) in MODIFIERS {
            if on.contains(modifier) && !next.modifier.contains(modifier) {
                put(bytes, format_args!("{off};"));
                // Turning one off turns off all that share its parameter.
                let shared = MODIFIERS.iter().filter(|(_, _, other)| *other == off);
                shared.for_each(|(modifier, _, _)| on.remove(*modifier));
            }
        }
        for (modifier, number, _) in MODIFIERS {
            if next.modifier.contains(modifier) && !on.contains(modifier) {
                put(bytes, format_args!("{number};"));
            }
        }
        if self.fg != next.fg {
            put_color(next.fg, 30, bytes);
        }
        if self.bg != next.bg {
            put_color(next.bg, 40, bytes);
        }
        if bytes.last() == Some(&b';') {
            bytes.pop();
            bytes.push(b'm');
        } else {
            bytes.truncate(start);
        }
        if self.underline != next.underline {
            put_underline(next.underline, bytes);
        }
    }
}

/// Appends the parameters of a color and a `;`. `base` is 30 for the text, 40 for the ground.
fn put_color(color: Color, base: u8, bytes: &mut Vec<u8>) {
    match (color, named(color)) {
        (Color::Rgb(r, g, b), _) => put(bytes, format_args!("{};2;{r};{g};{b};", base + 8)),
        (Color::Indexed(index), _) => put(bytes, format_args!("{};5;{index};", base + 8)),
        (_, Some(index @ 0..8)) => put(bytes, format_args!("{};", base + index)),
        (_, Some(index)) => put(bytes, format_args!("{};", base + 52 + index)),
        (_, None) => put(bytes, format_args!("{};", base + 9)),
    }
}

/// Appends the color of underlines, as a sequence of its own and in the form with colons: a
/// terminal that does not know it then drops the whole and takes no part of it for something else.
fn put_underline(color: Color, bytes: &mut Vec<u8>) {
    match (color, named(color)) {
        (Color::Rgb(r, g, b), _) => put(bytes, format_args!("\x1b[58:2::{r}:{g}:{b}m")),
        (Color::Indexed(index), _) | (_, Some(index)) => {
            put(bytes, format_args!("\x1b[58:5:{index}m"));
        }
        (_, None) => bytes.extend_from_slice(b"\x1b[59m"),
    }
}

/// The number of one of the terminal's own 16 colors; `None` for its default and for all others.
pub(super) fn named(color: Color) -> Option<u8> {
    Some(match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return None,
    })
}

pub(super) fn put(bytes: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    let _ = bytes.write_fmt(text); // A vector takes everything.
}
