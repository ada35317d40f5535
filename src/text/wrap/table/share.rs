//! How columns *share* room that is not enough for all they want. Of tables nothing is known here:
//! there is a floor for each, what it wants, and how much there is for all.

use std::ops::Range;

/// How columns share what is left above their floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Each the same, but none more than it wants: narrow columns keep their natural width.
    Even,
    /// The narrowest first, until all that want more are as wide: those that are wider than the
    /// others give way first, so that no word stays whole while another is broken into slivers.
    WidestLast,
}

/// Widths from `floor` up to `wanted`, so that the cell that takes most rows takes as few as there
/// is room for; the rest of the room goes to those that want least of it. `least` are the longest
/// words.
pub(super) fn balanced(floor: &[u16], wanted: &[u16], least: &[u16], room: usize) -> Vec<u16> {
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
    let most = wanted.iter().copied().max().unwrap_or(1).max(1);
    let enough = first(1..most, |n_rows| sum(&in_rows(n_rows)) <= room);
    let widths = in_rows(enough);
    let floor = if sum(&widths) <= room { &widths } else { floor };
    share(floor, wanted, room, Sharing::Even)
}

/// Widths from `floor` up to `wanted` that take exactly `room` together, where so much is wanted.
pub(super) fn share(floor: &[u16], wanted: &[u16], room: usize, sharing: Sharing) -> Vec<u16> {
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
    let above = first(1..highest.saturating_add(1), |level| {
        sum(&up_to(level)) > room
    });
    let level = above - 1;
    let mut widths = up_to(level);
    let left = room.saturating_sub(sum(&widths));
    let next = up_to(level.saturating_add(1));
    let wider = widths.iter_mut().zip(next).filter(|(now, next)| next > now);
    wider.take(left).for_each(|(now, next)| *now = next);
    widths
}

/// The first of `numbers` for which `holds`, as it does for all behind it; their end where it holds
/// for none.
fn first(numbers: Range<u16>, holds: impl Fn(u16) -> bool) -> u16 {
    let Range { mut start, mut end } = numbers;
    while start < end {
        let middle = start + (end - start) / 2;
        if holds(middle) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    end
}

/// What all take together.
pub(super) fn sum(columns: &[u16]) -> usize {
    columns.iter().map(|&columns| usize::from(columns)).sum()
}
