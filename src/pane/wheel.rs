//! The *wheel*: notches of a mouse wheel or trackpad → rows to scroll, or columns.
//!
//! The edge has already folded the notches of one batch into one event, so that a flick costs one
//! move; this is the place where a notch gets its size, and where acceleration would live.

/// Rows that one notch moves.
pub const ROWS_PER_NOTCH: isize = 3;

/// Rows to move by for so many notches, for [`super::Pane::scroll_by`]; negative is up.
pub fn rows(notches: i16) -> isize {
    isize::from(notches) * ROWS_PER_NOTCH
}

/// Columns that one notch moves code sideways.
const COLUMNS_PER_NOTCH: i32 = 4;

/// Columns to move by for so many notches, for [`super::Pane::shift_code`]; negative is left.
pub fn columns(notches: i16) -> i32 {
    i32::from(notches) * COLUMNS_PER_NOTCH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_stays_up_and_the_largest_flick_stays_in_bounds() {
        assert_eq!(rows(-2), -6);
        assert_eq!(rows(i16::MIN), -98_304);
    }
}
