//! *Heights*: how many rows each of many things takes, summed so that asking is cheap.
//!
//! A Fenwick tree: change one height, sum up all before a place, or find what stands at a row, each
//! in the logarithm of their number. It knows nothing of lines or items; whether a height is known
//! or guessed is the affair of [`super::rows`].

/// Heights in rows, from top to bottom.
#[derive(Debug, Clone, Default)]
pub struct Heights {
    rows: Vec<usize>,
    /// At `i` the sum of the heights that end with `i`, as many as the lowest set bit of `i + 1`.
    sums: Vec<usize>,
}

impl Heights {
    /// The height at `idx`.
    pub fn get(&self, idx: usize) -> usize {
        self.rows.get(idx).copied().unwrap_or(0)
    }

    /// Appends a height.
    pub fn push(&mut self, rows: usize) {
        let place = self.rows.len() + 1;
        let mut sum = rows;
        let mut step = 1;
        while step < lowest_bit(place) {
            sum += self.sums[place - step - 1];
            step <<= 1;
        }
        self.rows.push(rows);
        self.sums.push(sum);
    }

    /// Removes all heights after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
        self.sums.truncate(len);
    }

    /// Changes the height at `idx`, which must exist.
    pub fn set(&mut self, idx: usize, rows: usize) {
        let Some(old) = self.rows.get_mut(idx) else {
            debug_assert!(false, "height {idx} of {}", self.sums.len());
            return;
        };
        let before = std::mem::replace(old, rows);
        let mut place = idx + 1;
        while let Some(sum) = self.sums.get_mut(place - 1) {
            *sum = *sum - before + rows;
            place += lowest_bit(place);
        }
    }

    /// Rows of the first `len` heights together.
    pub fn before(&self, len: usize) -> usize {
        let mut place = len.min(self.sums.len());
        let mut sum = 0;
        while place > 0 {
            sum += self.sums[place - 1];
            place -= lowest_bit(place);
        }
        sum
    }

    /// Rows of all heights together.
    pub fn total(&self) -> usize {
        self.before(self.sums.len())
    }

    /// Whose row is the `row`th from the top (from 0), and which of its rows; `None` beyond the
    /// end.
    pub fn find(&self, row: usize) -> Option<(usize, usize)> {
        let mut idx = 0;
        let mut left = row;
        let mut step = self.sums.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            if let Some(&sum) = self.sums.get(idx + step - 1).filter(|&&sum| sum <= left) {
                left -= sum;
                idx += step;
            }
            step >>= 1;
        }
        (idx < self.sums.len()).then_some((idx, left))
    }
}

impl FromIterator<usize> for Heights {
    fn from_iter<I: IntoIterator<Item = usize>>(heights: I) -> Self {
        let mut all = Self::default();
        heights.into_iter().for_each(|rows| all.push(rows));
        all
    }
}

fn lowest_bit(place: usize) -> usize {
    place & place.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_and_searches_agree_with_counting(
            mut rows in prop::collection::vec(0_usize..5, 0..40),
            changes in prop::collection::vec((0_usize..40, 0_usize..9), 0..20),
            len in 0_usize..40,
        ) {
            let mut heights: Heights = rows.iter().copied().collect();
            let n_rows = rows.len();
            for (idx, new) in changes.into_iter().filter(|&(idx, _)| idx < n_rows) {
                rows[idx] = new;
                heights.set(idx, new);
            }
            rows.truncate(len);
            heights.truncate(len);
            rows.push(3);
            heights.push(3);

            for idx in 0..=rows.len() {
                prop_assert_eq!(heights.before(idx), rows[..idx].iter().sum::<usize>());
            }
            let owners = rows.iter().enumerate().flat_map(|(idx, &n)| (0..n).map(move |row| (idx, row)));
            let found: Vec<_> = (0..heights.total()).map(|row| heights.find(row)).collect();
            prop_assert_eq!(found, owners.map(Some).collect::<Vec<_>>());
            prop_assert_eq!(heights.find(heights.total()), None);
        }
    }
}
