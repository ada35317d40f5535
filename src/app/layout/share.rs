//! A *share* is how many rows of the side column each of its two panes has, by what each needs.
//!
//! The border between them is moved only when one of them lacks rows: at first it stands in the
//! middle, and a pane that fills up takes of what the other has to spare, half of it at a time, so
//! that a text that arrives row by row moves the border a few times and not with each row. Half of
//! the column is everybody's right, whatever the other needs. What is needed is counted elsewhere.

/// A pane keeps so many rows more than it needs when it gives some to the other, and gets them
/// when it claims its right: to grow by a call must not move the border.
const ROOM: u16 = 3;

/// So many rows each pane has at least, title and all, where the column is twice as high.
const LEAST: u16 = 4;

/// The rows of the upper pane of a column of `total` rows, where it had `before` of them; `needs`
/// are those that the upper and the lower one would fill, titles and all.
pub fn settle(total: u16, before: Option<u16>, needs: [u16; 2]) -> u16 {
    let half = total / 2;
    let least = LEAST.min(half);
    let upper = before.unwrap_or(half).clamp(least, total - least);
    let part = |height, half, need| Part { height, half, need };
    let (above, below) = (
        part(upper, half, needs[0]),
        part(total - upper, total - half, needs[1]),
    );
    let upper = (upper + above.takes(below)).saturating_sub(below.takes(above));
    upper.clamp(least, total - least)
}

/// One of the two panes.
#[derive(Clone, Copy)]
struct Part {
    height: u16,
    /// Its right.
    half: u16,
    need: u16,
}

impl Part {
    /// How many rows it takes from the other one.
    fn takes(self, other: Self) -> u16 {
        let lack = self.need.saturating_sub(self.height);
        let spare = other.height.saturating_sub(other.need.saturating_add(ROOM));
        if lack == 0 {
            0
        } else if lack <= spare {
            lack.max(spare.div_ceil(2))
        } else {
            let right = other.height.saturating_sub(other.half);
            spare.max(right.min(lack.saturating_add(ROOM)))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pane_gets_what_the_other_does_not_need() {
        for (total, needs, expect) in [
            (36, [5, 5], 18),
            (36, [30, 5], 28),
            (36, [100, 5], 28),
            (36, [5, 100], 8),
            (36, [100, 100], 18),
            (36, [18, 19], 18),
            (9, [100, 3], 4),
            (7, [100, 0], 4),
            (1, [9, 9], 0),
            (0, [9, 9], 0),
        ] {
            assert_eq!(settle(total, None, needs), expect, "{total} {needs:?}");
        }
    }

    #[test]
    fn a_pane_that_has_too_little_gets_its_half_back_and_not_with_each_row() {
        let upper = settle(36, None, [100, 5]);
        assert_eq!(upper, 28);
        let upper = settle(36, Some(upper), [100, 9]);
        assert_eq!(upper, 24);
        assert_eq!(settle(36, Some(upper), [100, 12]), 24);
        assert_eq!(settle(36, Some(upper), [100, 13]), 20);
        assert_eq!(settle(36, Some(upper), [100, 100]), 18);
    }

    proptest! {
        #[test]
        fn the_border_rests_where_nothing_changes_and_each_has_its_due(
            total in 0u16..120, before in proptest::option::of(0u16..150),
            needs in [0u16..150, 0u16..150],
        ) {
            let upper = settle(total, before, needs);
            prop_assert_eq!(settle(total, Some(upper), needs), upper);
            prop_assert!(upper <= total);
            let heights = [upper, total - upper];
            let halves = [total / 2, total - total / 2];
            for (me, other) in [(0, 1), (1, 0)] {
                let lacks = heights[me] < needs[me];
                prop_assert!(!lacks || heights[other] <= (needs[other] + ROOM).max(halves[other]).max(LEAST));
                prop_assert!(heights[me] >= needs[me].min(halves[me]).min(before.map_or(u16::MAX, |_| halves[me])));
            }
        }

        #[test]
        fn text_that_arrives_row_by_row_moves_the_border_rarely(
            total in 0u16..120, first in 0u16..60, steps in proptest::collection::vec(any::<bool>(), 0..250),
        ) {
            let mut needs = [first, 2];
            let mut upper = settle(total, None, needs);
            let mut n_moves = 0;
            for is_upper in steps {
                needs[usize::from(!is_upper)] += 1;
                let next = settle(total, Some(upper), needs);
                n_moves += usize::from(next != upper);
                upper = next;
            }
            // Half of the spare rows at a time, and back to the middle in steps of `ROOM` and one.
            prop_assert!(n_moves <= 8 + usize::from(total / 8), "{n_moves}");
        }
    }
}
