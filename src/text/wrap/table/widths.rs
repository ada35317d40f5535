//! The *widths* of the columns of a table, found by going through what its rows want, in the order
//! in which they came.
//!
//! What they promise is said in [`super`]; here is who gets how much of the room, and what is held
//! back for rows to come.

use super::share::{Sharing, balanced, share, sum};
use super::{SLIVER, WORD};
use crate::text::line::Growth;

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

/// The width of each column in so much room, gaps aside; `None` if they would be slivers. `growths`
/// are those of a [`TableShape`](crate::text::line::TableShape).
pub(super) fn widths(growths: &[Growth], n_columns: usize, room: usize) -> Option<Vec<u16>> {
    let Some((header, rows)) = growths.split_first() else {
        return Some(Vec::new());
    };
    let mut grid = vec![Column::default(); n_columns];
    let wants = wants(&grid, header);
    let head = head(&wants, room);
    if rows.is_empty() {
        let is_grid = sum(&wants.least) <= free(&grid, &wants.natural, room);
        return (is_grid || sum(&wants.part) <= room).then_some(head);
    }
    for ((column, &natural), shown) in grid.iter_mut().zip(&header.natural).zip(head) {
        (column.header, column.shown) = (natural, shown);
    }
    for growth in rows {
        if !grow(&mut grid, growth, room) {
            return None;
        }
    }
    Some(grid.into_iter().map(|column| column.width).collect())
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
