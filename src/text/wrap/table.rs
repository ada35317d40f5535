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

use super::{Content, Piece, span_columns, wrap_spans};
use crate::text::line::{Align, CELL_BREAK, Growth, Span, TableRow, TableShape};
use crate::text::split::Breaks;
use crate::text::split::class::is_ideograph;
use crate::text::split::parts::parts;
use crate::text::width::columns;
use crate::theme::Scope;

/// Columns between two columns of a table.
const GAP: u16 = 2;

/// A column narrower than this (or than its text) is not worth reading.
const SLIVER: u16 = 10;

/// A part of a word that is no wider is never broken in a grid.
const WORD: usize = 24;

/// A wider one takes so many rows at most, unless they are as wide as [`WORD`].
const PART_ROWS: usize = 3;

/// No cell counts for more: nobody reads a column that is wider, and it bounds how often one grows.
const WIDEST: usize = 500;

/// A column that is not cut may hope to grow to so many times its width, as far as room is held
/// back.
const GROWS: u16 = 3;

/// A column that has not grown may hope for so many all the same, or for its share of the room if
/// that is less; beside few others in a wide table for more. One that wants more than its own share
/// leaves this to it.
const RESERVE: usize = 18;

/// A column that is no wider is for numbers or marks, and has no [`RESERVE`].
const MARK: u16 = 3;

/// Of the columns that cut ones would get beyond their words, one in so many is held back at most
/// in a table that begins: its columns of names have shown one name each.
const HELD_BACK: usize = 2;

/// The same in a table that has shown more of them.
const HELD_BACK_LATER: usize = 4;

/// A column of a new table is not cut if it takes one part in so many of the room, and all such
/// take half of it at most: it is for names, others are for sentences.
const NARROW: usize = 3;

/// A head that stands alone is shown as it is if it takes one part in so many of the room at most.
/// More would cost the rows below it: with 60 % of the room some tables became records for it.
const WHOLE_HEAD: usize = 2;

/// Any other is given so many percent of the room, if its words do not take more. With 50 % the
/// tables that it could matter to took three rows in a thousand more.
const HEAD_PERCENT: usize = 40;

/// A column into which a word may come later is kept so wide while words of others are broken.
const PIECE: u16 = 6;

/// The scope of the names of columns in a record.
const NAME: Scope = Scope::ToolKey;

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

/// What a column must have for a word. One that is written without spaces may end a row anywhere.
fn least_columns(word: &str) -> usize {
    let longest = match word.contains(is_ideograph) {
        true => SLIVER.into(),
        false => WIDEST,
    };
    columns(word).min(longest)
}

/// What a column must have for these lines of a cell to stand in it and be read: no part of a word
/// is broken, but one that is wider than [`WORD`] may take [`PART_ROWS`] rows.
fn part_columns<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let parts = lines.flat_map(parts).map(|part| match part {
        ..=WORD => part,
        _ => part.div_ceil(PART_ROWS).clamp(SLIVER.into(), WORD),
    });
    parts.max().unwrap_or(0)
}

/// Per cell, the columns it needs to stand in one row.
pub fn needs(cells: &[Vec<Span>]) -> Arc<[u16]> {
    cells.iter().map(|cell| needed(cell)).collect()
}

/// As many as there are where no width is enough.
fn needed(cell: &[Span]) -> u16 {
    if cell.iter().any(Span::is_cell_break) {
        return u16::MAX;
    }
    u16::try_from(span_columns(cell)).unwrap_or(u16::MAX)
}

/// The rows of a cell.
fn wrap_cell(spans: &[Span], width: u16) -> impl ExactSizeIterator<Item = Vec<Piece>> {
    let lines = spans.split(Span::is_cell_break);
    let rows = lines.flat_map(|line| wrap_spans(line, width, Breaks::Parts));
    rows.map(|(_, row)| row).collect::<Vec<_>>().into_iter()
}

fn at_most_widest(columns: usize) -> u16 {
    u16::try_from(columns.min(WIDEST)).unwrap_or(u16::MAX)
}

/// The layout of every row of a table with this shape, in at most `width` columns.
pub fn layout(shape: &TableShape, width: u16) -> Layout {
    let Some((header, rows)) = shape.growths.split_first() else {
        return Layout::Grid(Vec::new());
    };
    // The first row may have more columns than the header.
    let n_columns = rows.first().unwrap_or(header).natural.len();
    let gaps = n_columns.saturating_sub(1).saturating_mul(usize::from(GAP));
    let Some(room) = usize::from(width).checked_sub(gaps) else {
        return Layout::Stacked;
    };
    let mut grid = vec![Column::default(); n_columns];
    let wants = wants(&grid, header);
    let head = head(&wants, room);
    if rows.is_empty() {
        let is_grid = sum(&wants.least) <= free(&grid, &wants.natural, room);
        return match is_grid || sum(&wants.part) <= room {
            true => Layout::Grid(head),
            false => Layout::Stacked,
        };
    }
    for ((column, &natural), shown) in grid.iter_mut().zip(&header.natural).zip(head) {
        (column.header, column.shown) = (natural, shown);
    }
    for growth in rows {
        if !grow(&mut grid, growth, room) {
            return Layout::Stacked;
        }
    }
    Layout::Grid(grid.into_iter().map(|column| column.width).collect())
}

/// The widths of the columns while their head stands alone, if it wants this.
fn head(wants: &Growth, room: usize) -> Vec<u16> {
    if sum(&wants.natural) <= room / WHOLE_HEAD {
        return wants.natural.clone();
    }
    // What any first row would leave them: words are whole, or else their parts are.
    let pairs = wants.least.iter().zip(&wants.part);
    let sure: Vec<u16> = pairs.map(|(&least, &part)| least.min(part)).collect();
    let most = room * HEAD_PERCENT / 100;
    balanced(&sure, &wants.natural, &wants.least, most)
}

/// A column of a grid.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    /// 0 before the first row.
    width: u16,
    /// Does a cell wrap in it? Then its width is final.
    cut: bool,
    /// What its header wants.
    header: u16,
    /// What it had while the header stood alone.
    shown: u16,
}

/// Makes room in `grid` for the cells of `growth`, as far as there is some: no column gets narrower
/// than it is or was shown, and one that is cut stays as it is. `false` if columns that are new
/// would be slivers.
fn grow(grid: &mut [Column], growth: &Growth, room: usize) -> bool {
    let wants = wants(grid, growth);
    let natural = &wants.natural;
    let is_new = grid.iter().all(|column| column.width == 0);
    let free = free(grid, natural, room);
    let is_pressed = (0..grid.len()).any(|idx| is_pressing(grid, natural, idx, room));
    let words = wants.least.iter().zip(&*grid);
    let least: Vec<u16> = words
        .map(|(&word, column)| word.max(column.shown))
        .collect();
    let widths = if sum(natural) <= free && !is_new && !is_pressed {
        natural.clone()
    } else if sum(&least) <= free {
        cut(grid, &least, &wants, free)
    } else if is_new && sum(&wants.part) > room {
        return false;
    } else {
        broken(grid, &wants, room)
    };
    for ((column, width), &natural) in grid.iter_mut().zip(widths).zip(natural) {
        column.width = width;
        column.cut |= width < natural;
    }
    true
}

/// What columns may take of the room: one of one digit will have two in its tenth row.
fn free(grid: &[Column], natural: &[u16], room: usize) -> usize {
    let columns = grid.iter().zip(natural);
    let digits = columns.filter(|(column, natural)| !column.cut && **natural == 1);
    room.saturating_sub(digits.count())
}

/// What the columns of `grid` want with the cells of `growth`, and no less than they have.
fn wants(grid: &[Column], growth: &Growth) -> Growth {
    let of = |widths: &[u16], idx: usize| widths.get(idx).copied().unwrap_or_default();
    let mut wants = Growth::default();
    for (idx, column) in grid.iter().enumerate() {
        let natural = match column.cut {
            true => column.width,
            false => of(&growth.natural, idx).max(column.width),
        };
        // An empty column still is one column wide: a width of nothing cannot hold a row.
        let natural = natural.max(1);
        let least = of(&growth.least, idx).max(column.width);
        let readable = match column.width {
            0 => SLIVER.max(column.shown),
            width => width,
        };
        let part = of(&growth.part, idx).max(readable);
        wants.natural.push(natural);
        wants.least.push(least.clamp(1, natural));
        wants.part.push(part.min(natural));
    }
    wants
}

/// Widths of columns whose words do not all fit. One that does not fit even in parts leaves what is
/// left to others.
fn broken(grid: &[Column], wants: &Growth, room: usize) -> Vec<u16> {
    let floor = match sum(&wants.part) <= room {
        true => wants.part.clone(),
        false => grid.iter().map(|column| column.width).collect(),
    };
    let wanted: Vec<u16> = (0..grid.len())
        .map(|idx| {
            let held_back = match wants.natural[idx] {
                _ if grid[idx].cut => 0,
                natural => (natural + natural / 2).clamp(PIECE, SLIVER),
            };
            wants.least[idx].max(floor[idx]).max(held_back)
        })
        .collect();
    let widths = share(&floor, &wanted, room, Sharing::WidestLast).into_iter();
    let pairs = widths.zip(&wants.natural);
    pairs.map(|(width, &natural)| width.min(natural)).collect()
}

/// Widths of columns that want more than the room, but whose words fit: such that no cell takes
/// more rows than it must, and that as many as can stand in one. From what the others share, room
/// is held back into which those can grow. `least` are the longest words, or what was shown.
fn cut(grid: &[Column], least: &[u16], wants: &Growth, room: usize) -> Vec<u16> {
    let (natural, words) = (wants.natural.as_slice(), wants.least.as_slice());
    let is_new = grid.iter().all(|column| column.width == 0);
    let mut floor = match is_new {
        true => whole_names(least, natural, room),
        false => least.to_vec(),
    };
    let even = balanced(&floor, natural, words, room);
    let fits = even == natural;
    let others = even.len().saturating_sub(1).max(1);
    let part = u16::try_from(WORD.min(room / others)).unwrap_or(u16::MAX);
    let (mut hoped, mut spare) = (0, 0);
    let mut wanted = even.clone();
    floor.clone_from(&even);
    for (idx, &width) in even.iter().enumerate() {
        // One that takes more than half of a new table will want more, as those beside it will; of
        // two columns that cannot be told.
        let is_dominant = usize::from(natural[idx]) > room / 2 && even.len() > 2;
        let has_long_header = natural[idx] <= grid[idx].header && usize::from(natural[idx]) > WORD;
        let is_pressing = fits && is_pressing(grid, natural, idx, room);
        if width < natural[idx] || is_new && (is_dominant || has_long_header) || is_pressing {
            (floor[idx], wanted[idx]) = (least[idx], natural[idx]);
            spare += usize::from(width - words[idx]);
        } else if !grid[idx].cut {
            let reserve = reserve(width, even.len(), room);
            let hope = width.saturating_mul(GROWS).min(part).max(reserve);
            hoped += usize::from(hope - width);
        }
    }
    let most = spare / if is_new { HELD_BACK } else { HELD_BACK_LATER };
    let held_back = hoped.min(most);
    balanced(&floor, &wanted, words, room - held_back)
}

/// Does a column begin to want so much that it would leave others less than their reserves?
fn is_pressing(grid: &[Column], natural: &[u16], idx: usize, room: usize) -> bool {
    let n_columns = grid.len();
    let wanted = usize::from(natural[idx]);
    let begins = !grid[idx].cut && natural[idx] > grid[idx].width && wanted > room / n_columns;
    let others = grid.iter().zip(natural).enumerate();
    let others = others.filter(|(other, _)| *other != idx);
    let kept = others.map(|(_, (column, &width))| match column.cut {
        true => usize::from(width),
        false => usize::from(reserve(width, n_columns, room)),
    });
    begins && wanted + kept.sum::<usize>() > room
}

/// How wide a column that wants `width` by now may hope to become whatever is in it.
fn reserve(width: u16, n_columns: usize, room: usize) -> u16 {
    if width <= MARK {
        return width;
    }
    let generous = (room / 2 / n_columns).clamp(RESERVE, WORD);
    let reserve = generous.min(room / (n_columns + 1));
    // One that has most of it has grown: for the rest of it no cell beside it need wrap.
    match usize::from(width) * 3 >= reserve * 2 {
        true => width,
        false => u16::try_from(reserve).unwrap_or(u16::MAX),
    }
}

/// `least`, with the columns of names as wide as they want.
fn whole_names(least: &[u16], natural: &[u16], room: usize) -> Vec<u16> {
    let is_narrow = |width: u16| usize::from(width) <= room / NARROW;
    let names = natural.iter().filter(|&&width| is_narrow(width));
    let pairs = least.iter().zip(natural);
    let whole: Vec<u16> = pairs
        .map(|(&least, &natural)| if is_narrow(natural) { natural } else { least })
        .collect();
    let taken: usize = names.map(|&width| usize::from(width)).sum();
    match taken <= room / 2 && sum(&whole) <= room {
        true => whole,
        false => least.to_vec(),
    }
}

/// Widths from `floor` up to `wanted`, so that the cell that takes most rows takes as few as there
/// is room for; the rest of the room goes to those that want least of it. `least` are the longest
/// words.
fn balanced(floor: &[u16], wanted: &[u16], least: &[u16], room: usize) -> Vec<u16> {
    let in_rows = |n_rows: u16| {
        let columns = floor.iter().zip(wanted).zip(least);
        let widths = columns.map(|((&floor, &wanted), &word)| {
            // Where a row is broken, about half a word of it stays empty.
            let gaps = u32::from(n_rows - 1) * u32::from(word) / 2;
            let width = (u32::from(wanted) + gaps).div_ceil(n_rows.into());
            u16::try_from(width)
                .unwrap_or(u16::MAX)
                .min(wanted)
                .max(floor)
        });
        widths.collect::<Vec<u16>>()
    };
    // The most rows are what the floor makes of them.
    let (mut too_few, mut enough) = (0, wanted.iter().copied().max().unwrap_or(1).max(1));
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if sum(&in_rows(middle)) <= room {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    let widths = in_rows(enough);
    let floor = if sum(&widths) <= room { &widths } else { floor };
    share(floor, wanted, room, Sharing::Even)
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

/// How columns share what is left above their floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sharing {
    /// Each the same, but none more than it wants: narrow columns keep their natural width.
    Even,
    /// The narrowest first, until all that want more are as wide: those that are wider than the
    /// others give way first, so that no word stays whole while another is broken into slivers.
    WidestLast,
}

/// Widths from `floor` up to `wanted` that take exactly `room` together, where so much is wanted.
fn share(floor: &[u16], wanted: &[u16], room: usize, sharing: Sharing) -> Vec<u16> {
    if sharing == Sharing::WidestLast {
        return leveled(floor, wanted, room);
    }
    let mut widths = floor.to_vec();
    let mut left = room.saturating_sub(sum(floor));
    let mut hungry: Vec<usize> = (0..widths.len())
        .filter(|&idx| wanted[idx] > floor[idx])
        .collect();
    // The least hungry first: what they do not need is left for the others.
    hungry.sort_by_key(|&idx| wanted[idx] - floor[idx]);
    for (served, &idx) in hungry.iter().enumerate() {
        let part = left / (hungry.len() - served);
        let taken = part.min(usize::from(wanted[idx] - floor[idx]));
        widths[idx] += u16::try_from(taken).unwrap_or(u16::MAX);
        left -= taken;
    }
    widths
}

/// The widths of [`Sharing::WidestLast`].
fn leveled(floor: &[u16], wanted: &[u16], room: usize) -> Vec<u16> {
    let up_to = |level: u16| {
        let pairs = floor.iter().zip(wanted);
        let widths = pairs.map(|(&floor, &wanted)| wanted.min(level).max(floor));
        widths.collect::<Vec<u16>>()
    };
    let highest = wanted.iter().copied().max().unwrap_or(0);
    let (mut level, mut above) = (0, highest.saturating_add(1));
    while above - level > 1 {
        let middle = level + (above - level) / 2;
        if sum(&up_to(middle)) <= room {
            level = middle;
        } else {
            above = middle;
        }
    }
    let mut widths = up_to(level);
    let left = room.saturating_sub(sum(&widths));
    let next = up_to(level.saturating_add(1));
    let wider = widths.iter_mut().zip(next).filter(|(now, next)| next > now);
    wider.take(left).for_each(|(now, next)| *now = next);
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
            wrap_cell(spans, width)
        })
        .collect();
    let height = cells.iter().map(ExactSizeIterator::len).max().unwrap_or(1);
    let mut rows = Vec::with_capacity(height + 1);
    for _ in 0..height {
        let contents = cells.iter_mut().map(|cell| cell.next().unwrap_or_default());
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

/// A record: one `name: value` for each cell, and a blank row between it and the one above. The
/// header becomes the rule over the first record.
fn stacked(row: &TableRow, width: u16) -> Vec<Vec<Piece>> {
    if row.header {
        return vec![vec![Piece::rule(width, Scope::TableRule)]];
    }
    let mut rows = Vec::new();
    if row.above.is_some() {
        rows.push(Vec::new());
    }
    let values_at = values_at(&row.shape.header, width);
    for (idx, cell) in row.cells.iter().enumerate() {
        let name = row.shape.header.get(idx).filter(|name| !name.is_empty());
        let name = name.map(|name| Span::new(format!("{name}: "), NAME));
        // A word that would be broken in the column of values stands below its name.
        let text: String = cell.iter().map(|span| span.text.as_str()).collect();
        let word = text.split_whitespace().map(least_columns).max();
        let word = word.unwrap_or(0);
        match values_at {
            Some(at) if word <= usize::from(width - at) => {
                rows.extend(beside(name.as_slice(), cell, at, width))
            }
            _ => rows.extend(run_in(name, cell, width)),
        }
    }
    rows
}

/// The column in which the values of all records of a table begin; `None` if their names would
/// leave them less than half of the room, or a sliver.
fn values_at(header: &[String], width: u16) -> Option<u16> {
    let names = header.iter().filter(|name| !name.is_empty());
    let widest = names.map(|name| columns(name) + columns(": ")).max();
    let at = u16::try_from(widest.unwrap_or(0)).ok()?;
    let left = width.checked_sub(at)?;
    (left >= SLIVER && left >= width / 2).then_some(at)
}

/// A value in its own column, beside its name.
fn beside(name: &[Span], cell: &[Span], at: u16, width: u16) -> Vec<Vec<Piece>> {
    let mut names = wrap_cell(name, at);
    let mut values = wrap_cell(cell, width - at);
    let height = values.len().max(1);
    let rows = (0..height).map(|_| {
        let mut name = names.next().unwrap_or_default();
        trim_end(&mut name);
        let taken: u16 = name.iter().map(|piece| piece.columns).sum();
        let value = values.next().unwrap_or_default();
        if !value.is_empty() {
            name.extend(Piece::spaces(at.saturating_sub(taken)));
        }
        name.into_iter().chain(value).collect()
    });
    rows.collect()
}

/// A value right behind its name.
fn run_in(name: Option<Span>, cell: &[Span], width: u16) -> Vec<Vec<Piece>> {
    let spans: Vec<Span> = name.into_iter().chain(cell.iter().cloned()).collect();
    if needed(&spans) <= width {
        return wrap_cell(&spans, width).collect();
    }
    // Wrapped a little narrower than the room there is, so that every row can be set in but the
    // first, which keeps its name at the edge.
    let indent = INDENT.min(width / 4);
    let rows = wrap_cell(&spans, width - indent).enumerate();
    rows.map(|(nth, content)| {
        let indent = Piece::spaces(if nth == 0 { 0 } else { indent });
        indent.into_iter().chain(content).collect()
    })
    .collect()
}

#[cfg(test)]
mod tests;
