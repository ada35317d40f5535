//! A *shift* is whole rows of the screen moved up or down by the terminal itself, so that a text
//! that scrolls is not written again.
//!
//! Found by looking at two frames: whoever paints says only which marks stay where they are. Where
//! most rows that changed are sketched as other rows were in the frame before, but for such marks,
//! their fingerprints say so ([`Shift::of`]), and no cell need be looked at. Else the cells of two
//! settled frames are ([`Shift::find`]): rows need not be the same for their whole width. What
//! stands beside a scrolling text moves with it and is written again where that shows, and a shift
//! is taken only where all of this is estimated to cost clearly fewer bytes than writing what
//! differs. The estimate may be wrong without harm: after the shift the frames are compared as
//! ever, cell by cell.
//!
//! The sequences are two of the VT102: lines are deleted at one end of the rows that move and
//! inserted at the other. Margins with a scroll sequence between them take as many bytes, but are a
//! state of the terminal that a frame cut short would leave behind, and some consoles cannot scroll
//! so.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;

use crate::sketch::Fingerprint;

use super::links::LinkNo;
use super::paint::{is_blank, is_same, move_to, put};

/// Rows that move.
///
/// # Invariants
///
/// `0 < by.unsigned_abs() < rows.len()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Rows of the screen, from 0; those outside stay.
    rows: Range<usize>,
    /// How far they move; negative is up. What comes in is blank.
    by: isize,
}

/// With fewer rows that differ no shift can pay: a word, the indicator and the status bar are
/// three.
const FEWEST: usize = 4;
/// Rows that are looked for among those shown before.
const PROBES: usize = 4;
/// A row with fewer characters looks like too many others.
const PROBE_CELLS: usize = 8;
/// What a shift must save, in bytes: about twice what its sequences take.
const LEAST_GAIN: isize = 40;
/// About what a move of the cursor takes, in bytes.
const MOVE: usize = 7;
/// About what erasing to the end of a row takes without the move.
const ERASE: usize = 3;

impl Shift {
    /// The shift that most of the rows that changed took part in, by the fingerprints of all rows.
    pub fn of(next: &[Fingerprint], shown: &[Fingerprint]) -> Option<Self> {
        let comes_from = |y: usize, from: usize| {
            let prints = next.get(y).zip(shown.get(from));
            prints.is_some_and(|(next, shown)| next.moves_as(*shown))
        };
        let changed: Vec<usize> = (0..next.len().min(shown.len()))
            .filter(|&y| !comes_from(y, y) && !next[y].has_nothing_moving())
            .collect();
        if changed.len() < FEWEST {
            return None;
        }
        let fits = |y: usize, by: isize| {
            y.checked_add_signed(-by)
                .is_some_and(|from| comes_from(y, from))
        };
        let moved = |by: isize| changed.iter().copied().filter(move |&y| fits(y, by));
        let probes = changed.iter().step_by(changed.len().div_ceil(PROBES));
        let distances = probes.filter_map(|&y| {
            let from = (0..shown.len()).find(|&from| comes_from(y, from))?;
            Some(isize::try_from(y).ok()? - isize::try_from(from).ok()?)
        });
        let by = distances.max_by_key(|by| moved(*by).count())?;
        let n_moved = moved(by).count();
        let (first, last) = (moved(by).next()?, moved(by).next_back()?);
        let (from, to) = (
            first.checked_add_signed(-by)?,
            last.checked_add_signed(-by)?,
        );
        let rows = first.min(from)..last.max(to) + 1;
        // Blank rows between them tell nothing, but need not be written either.
        let n_fit = rows.clone().filter(|&y| fits(y, by)).count();
        let is_most = n_moved >= FEWEST && 2 * n_moved >= changed.len() && 2 * n_fit >= rows.len();
        is_most.then_some(Self { rows, by })
    }

    /// The shift of `shown` that saves most on the way to `next`, if any does. Both are settled and
    /// of one size; `changed` tells of each row whether it differs, and [may
    /// pay](Self::may_pay).
    pub fn find(next: &Buffer, shown: &Buffer, changed: &[bool]) -> Option<Self> {
        let width = usize::from(next.area.width).max(1);
        let next: Vec<&[Cell]> = next.content.chunks(width).collect();
        let shown: Vec<&[Cell]> = shown.content.chunks(width).collect();
        let plain: Vec<isize> = (0..next.len())
            .map(|y| match changed.get(y) {
                Some(true) => cost(next[y], shown.get(y).copied()),
                _ => 0,
            })
            .collect();
        let blank: Vec<isize> = next.iter().map(|row| cost(row, None)).collect();
        let best = distances(&next, &shown, changed)
            .into_iter()
            .filter_map(|by| best_rows(by, &next, &shown, &plain, &blank))
            .max_by_key(|(gain, _)| *gain)?;
        (best.0 >= LEAST_GAIN).then_some(best.1)
    }

    /// Do enough rows differ that it pays to look for a shift, cell by cell?
    pub fn may_pay(changed: &[bool]) -> bool {
        changed.iter().filter(|changed| **changed).count() >= FEWEST
    }

    /// Does to `shown` and its links what the terminal will do.
    pub fn apply(&self, shown: &mut Buffer, shown_links: &mut [LinkNo]) {
        let width = usize::from(shown.area.width);
        self.turn(&mut shown.content, width, Cell::default());
        self.turn(shown_links, width, 0);
    }

    /// Does the same to the fingerprints of the rows.
    pub fn apply_to_prints(&self, prints: &mut [Fingerprint]) {
        self.turn(prints, 1, Fingerprint::BLANK);
    }

    /// Moves what is of the rows, `width` of it to each; `blank` comes in. Rows change places one
    /// by one: to turn all of them round, or to copy them, takes several times as long.
    fn turn<T: Clone>(&self, all: &mut [T], width: usize, blank: T) {
        let part = self.rows.start * width..self.rows.end * width;
        let part = all.get_mut(part).unwrap_or_default();
        let moved = (self.by.unsigned_abs() * width).min(part.len());
        let stays = part.len() - moved;
        let starts = (0..stays).step_by(moved.max(1));
        if self.by < 0 {
            for start in starts {
                let (to, from) = part[start..].split_at_mut(moved);
                let n = from.len().min(moved);
                to[..n].swap_with_slice(&mut from[..n]);
            }
            part[stays..].fill(blank);
        } else {
            for start in starts {
                let end = stays + moved - start;
                let (from, to) = part[..end].split_at_mut(stays - start);
                let n = from.len().min(moved);
                let (skipped, kept) = (from.len() - n, to.len() - n);
                to[kept..].swap_with_slice(&mut from[skipped..]);
            }
            part[..moved].fill(blank);
        }
    }

    /// Appends the sequences. The style is plain before; where the cursor is afterwards is to be
    /// taken for unknown.
    pub fn put(&self, bytes: &mut Vec<u8>) {
        let n = self.by.unsigned_abs();
        let (first, last) = (self.rows.start, self.rows.end - n);
        let (deleted, inserted) = if self.by < 0 {
            (first, last)
        } else {
            (last, first)
        };
        for (row, act) in [(deleted, 'M'), (inserted, 'L')] {
            move_to(
                Position::new(0, u16::try_from(row).unwrap_or(u16::MAX)),
                bytes,
            );
            match n {
                1 => put(bytes, format_args!("\x1b[{act}")),
                n => put(bytes, format_args!("\x1b[{n}{act}")),
            }
        }
    }
}

/// Distances at which some of the rows that changed were shown before.
fn distances(next: &[&[Cell]], shown: &[&[Cell]], changed: &[bool]) -> Vec<isize> {
    let probes: Vec<usize> = (0..next.len())
        .filter(|&y| changed.get(y) == Some(&true) && n_text(next[y]) >= PROBE_CELLS)
        .collect();
    let step = probes.len().div_ceil(PROBES).max(1);
    let mut all = Vec::new();
    for &y in probes.iter().step_by(step) {
        let mut most = n_text(next[y]) / 2;
        let mut likest = None;
        for from in (0..shown.len()).filter(|&from| from != y) {
            if let Some(n_other) = n_other(next[y], shown[from], most) {
                likest = Some(from);
                let Some(fewer) = n_other.checked_sub(1) else {
                    break;
                };
                most = fewer;
            }
        }
        if let Some(from) = likest {
            let by = isize::try_from(y).unwrap_or(0) - isize::try_from(from).unwrap_or(0);
            if !all.contains(&by) {
                all.push(by);
            }
        }
    }
    all
}

/// How many characters of a row are not at their place in the other; `None` if more than `most`.
fn n_other(row: &[Cell], before: &[Cell], most: usize) -> Option<usize> {
    let mut n = 0;
    for (cell, before) in row.iter().zip(before).filter(|(cell, _)| !is_blank(cell)) {
        n += usize::from(!is_same(cell, before));
        if n > most {
            return None;
        }
    }
    Some(n)
}

fn n_text(row: &[Cell]) -> usize {
    row.iter().filter(|cell| !is_blank(cell)).count()
}

/// The rows for which a shift by `by` saves most, and how many bytes that is.
///
/// For each last row the best first row is the one before which the savings were least: one pass
/// over the sums of the savings.
fn best_rows(
    by: isize,
    next: &[&[Cell]],
    shown: &[&[Cell]],
    plain: &[isize],
    blank: &[isize],
) -> Option<(isize, Shift)> {
    let n = next.len();
    let far = by.unsigned_abs();
    // Saved up to a row if it is moved into, and if it comes in blank.
    let (mut moved, mut fresh) = (vec![0], vec![0]);
    for y in 0..n {
        let from = y.checked_add_signed(-by).filter(|&from| from < n);
        let gain = from.map_or(0, |from| plain[y] - cost(next[y], Some(shown[from])));
        moved.push(moved[y] + gain);
        fresh.push(fresh[y] + plain[y] - blank[y]);
    }
    let mut best: Option<(isize, Shift)> = None;
    // The best first row so far, and what the sums hold before it.
    let mut first = (isize::MAX, 0);
    for end in far + 1..=n {
        let start = end - far - 1;
        let (lost, won) = if by < 0 {
            (
                moved[start],
                moved[end - far] + fresh[end] - fresh[end - far],
            )
        } else {
            (
                moved[start + far] + fresh[start] - fresh[start + far],
                moved[end],
            )
        };
        if lost < first.0 {
            first = (lost, start);
        }
        let gain = won - first.0;
        if best.as_ref().is_none_or(|(most, _)| gain > *most) {
            let rows = first.1..end;
            best = Some((gain, Shift { rows, by }));
        }
    }
    best
}

/// About how many bytes turn one row into the other; a blank one if there is none before.
fn cost(row: &[Cell], before: Option<&[Cell]>) -> isize {
    let differs = |x: usize, cell: &Cell| match before.and_then(|before| before.get(x)) {
        Some(before) => !is_same(cell, before),
        None => !is_blank(cell),
    };
    let n_blank = row.iter().rev().take_while(|cell| is_blank(cell)).count();
    let (text, blanks) = row.split_at(row.len() - n_blank);
    let (mut cost, mut same) = (0, MOVE);
    for (x, cell) in text.iter().enumerate() {
        if differs(x, cell) {
            cost += same.min(MOVE) + cell.symbol().len().max(1);
            same = 0;
        } else {
            same += 1;
        }
    }
    if blanks
        .iter()
        .zip(text.len()..)
        .any(|(cell, x)| differs(x, cell))
    {
        cost += same.min(MOVE) + ERASE;
    }
    isize::try_from(cost).unwrap_or(isize::MAX)
}
