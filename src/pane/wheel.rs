//! The *wheel*: notches of a mouse wheel or trackpad → rows to scroll, or columns.
//!
//! The edge has already folded the notches of one batch into one event, so that a flick costs one
//! move; here a notch gets its size. Notches that follow each other fast are a *burst*: whoever
//! makes one wants to get far, so its later notches count for more, in small steps and never more
//! than twice. A notch by itself is always the same.

use std::time::{Duration, Instant};

/// Rows that one notch moves.
pub const ROWS_PER_NOTCH: u32 = 3;

/// A notch this soon after the one before goes on with the burst.
const BURST: Duration = Duration::from_millis(40);

/// Notches of a burst that count as those by themselves do.
const CALM: u32 = 4;

/// A notch counts in parts of this size: each of a burst one more than the one before, up to
/// [`MOST_PARTS`].
const PARTS: u32 = 8;

/// The most that a notch counts, in parts.
const MOST_PARTS: u32 = 2 * PARTS;

/// A wheel that may be in a burst.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wheel {
    last: Option<Instant>,
    is_up: bool,
    /// Notches of the burst so far.
    n_notches: u32,
    /// Parts of a row that were not moved yet; less than [`PARTS`].
    rest: u32,
}

impl Wheel {
    /// Rows to move by for so many notches at `now`, for [`super::Pane::scroll_by`]; negative is
    /// up.
    pub fn rows(&mut self, notches: i16, now: Instant) -> isize {
        let is_up = notches < 0;
        let is_soon = self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) <= BURST);
        if !is_soon || is_up != self.is_up {
            (self.n_notches, self.rest) = (0, 0);
        }
        self.last = Some(now);
        self.is_up = is_up;
        let before = self.n_notches;
        self.n_notches = before.saturating_add(u32::from(notches.unsigned_abs()));
        let parts: u32 = (before..self.n_notches).map(parts_of).sum();
        let rows = parts * ROWS_PER_NOTCH + self.rest;
        self.rest = rows % PARTS;
        let rows = isize::try_from(rows / PARTS).unwrap_or(0);
        if is_up { -rows } else { rows }
    }
}

/// What the notch of this number in its burst, from 0, counts.
fn parts_of(notch: u32) -> u32 {
    (PARTS + notch.saturating_sub(CALM - 1)).min(MOST_PARTS)
}

/// Columns that one notch moves code sideways.
const COLUMNS_PER_NOTCH: i32 = 4;

/// Columns to move by for so many notches, for [`super::Pane::shift_code`]; negative is left.
pub fn columns(notches: i16) -> i32 {
    i32::from(notches) * COLUMNS_PER_NOTCH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rows of each event: notches, and milliseconds since the one before.
    fn rows(events: &[(i16, u64)]) -> Vec<isize> {
        let mut now = Instant::now();
        let mut wheel = Wheel::default();
        let turn = |&(notches, millis): &(i16, u64)| {
            now += Duration::from_millis(millis);
            wheel.rows(notches, now)
        };
        events.iter().map(turn).collect()
    }

    #[test]
    fn notches_by_themselves_are_all_the_same() {
        assert_eq!(rows(&[(1, 0), (-1, 500), (2, 500)]), [3, -3, 6]);
        assert_eq!(rows(&[(1, 41); 50]), [3; 50]);
    }

    #[test]
    fn a_burst_goes_farther_step_by_step_and_at_most_twice_as_far() {
        let burst = rows(&[(1, 10); 20]);
        assert_eq!(burst[..4], [3; 4]);
        assert!(burst.is_sorted());
        assert_eq!(burst[19], 6);
        assert_eq!(
            rows(&[(-1, 10); 20]).iter().sum::<isize>(),
            -burst.iter().sum::<isize>()
        );
    }

    #[test]
    fn a_pause_and_the_other_way_end_a_burst() {
        let mut events = vec![(1, 10); 20];
        events.extend([(-1, 10), (1, 10), (1, 200)]);
        assert_eq!(rows(&events)[20..], [-3, 3, 3]);
    }

    proptest! {
        #[test]
        fn no_flick_goes_farther_than_twice_its_notches_or_the_other_way(
            events in prop::collection::vec((any::<i16>(), 0u64..80), 0..20),
        ) {
            for ((notches, _), rows) in events.iter().zip(rows(&events)) {
                let plain = isize::from(*notches) * 3;
                prop_assert!(rows.signum() * plain.signum() >= 0);
                prop_assert!((plain.abs()..=2 * plain.abs()).contains(&rows.abs()), "{rows} for {notches}");
            }
        }

        #[test]
        fn notches_that_were_folded_into_one_event_move_as_far(notches in 1i16..40) {
            let one_by_one: isize = rows(&vec![(1, 0); usize::try_from(notches).unwrap()]).iter().sum();
            prop_assert_eq!(rows(&[(notches, 0)]), [one_by_one]);
        }
    }
}
