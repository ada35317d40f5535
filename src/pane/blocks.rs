//! *Blocks of code*, counted: so that each has a number within what it belongs to.
//!
//! Only items that were named are counted: what else looks like code is not the answer's. It is
//! told of every change, as [`super::rows`] is, and reads what changed; a number is asked for in
//! the logarithm of the number of items, so that no frame pays for the history.

use super::heights::Heights;
use crate::text::line::{Line, LineKind};

/// Where blocks begin in each item.
///
/// # Invariants
///
/// `items`, `counts` and `waiting` have one element for each item of the doc. The count of an item
/// is the number of blocks that begin in it, as far as it was read; `waiting` is 1 for an item that
/// is to be counted and was not read yet.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    items: Vec<Counting>,
    counts: Heights,
    waiting: Heights,
    items_read: u64,
}

#[derive(Debug, Clone)]
enum Counting {
    /// Nobody wants its blocks counted.
    No,
    /// When somebody asks.
    Later,
    /// The lines with which blocks begin.
    Read(Vec<u32>),
}

impl Blocks {
    /// Takes note of a new item, not counted.
    pub fn push(&mut self) {
        self.items.push(Counting::No);
        self.counts.push(0);
        self.waiting.push(0);
    }

    /// Counts the blocks of an item from now on.
    pub fn count(&mut self, item: usize) {
        if let Some(counting @ Counting::No) = self.items.get_mut(item) {
            *counting = Counting::Later;
            self.waiting.set(item, 1);
        }
    }

    /// Takes note that the lines of an item changed from line `from` on.
    pub fn change(&mut self, item: usize, from: usize, lines: &[Line]) {
        if let Some(Counting::Read(known)) = self.items.get_mut(item) {
            known.truncate(known.partition_point(|&line| (line as usize) < from));
            known.extend(starts(from, lines));
            self.counts.set(item, known.len());
        }
    }

    /// Reads an item that waits.
    pub fn read(&mut self, item: usize, lines: &[Line]) {
        if let Some(counting @ Counting::Later) = self.items.get_mut(item) {
            *counting = Counting::Read(Vec::new());
            self.waiting.set(item, 0);
            self.items_read += 1;
            self.change(item, 0, lines);
        }
    }

    /// How many items were read since the beginning.
    pub fn items_read(&self) -> u64 {
        self.items_read
    }

    /// The first item from `from` on that waits to be read.
    pub fn next_waiting(&self, from: usize) -> Option<usize> {
        let before = self.waiting.before(from);
        Some(self.waiting.find(before)?.0)
    }

    /// The number, from 1, of the block that begins with this line, counted from item `since` on.
    /// `None` where none begins. All items from there on must have been read.
    pub fn number(&self, since: usize, item: usize, line: usize) -> Option<usize> {
        let Counting::Read(known) = self.items.get(item)? else {
            return None;
        };
        let line = u32::try_from(line).ok()?;
        let within = known.binary_search(&line).ok()?;
        let before = self
            .counts
            .before(item)
            .checked_sub(self.counts.before(since))?;
        Some(before + within + 1)
    }

    /// Forgets every item after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
        self.counts.truncate(len);
        self.waiting.truncate(len);
    }
}

/// Does a block begin with this line?
pub fn begins(lines: &[Line], idx: usize) -> bool {
    let is_code = |line: &&Line| line.kind == LineKind::Code;
    let line = lines.get(idx).filter(is_code);
    let before = idx.checked_sub(1).and_then(|before| lines.get(before));
    line.is_some_and(|line| before.filter(is_code).is_none() || line.is_code_label())
}

/// The lines from `from` on with which blocks begin.
fn starts(from: usize, lines: &[Line]) -> impl Iterator<Item = u32> {
    let begins = (from..lines.len()).filter(move |idx| begins(lines, *idx));
    begins.filter_map(|idx| u32::try_from(idx).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::line::Span;
    use crate::theme::Scope;

    /// `c` is code, `l` a label, all else prose.
    fn lines(kinds: &str) -> Vec<Line> {
        let line = |kind: char| match kind {
            'c' => Line::new(vec![Span::new("x", Scope::Code)], LineKind::Code),
            'l' => Line::new(vec![Span::new("rust", Scope::CodeLabel)], LineKind::Code),
            _ => Line::blank(),
        };
        kinds.chars().map(line).collect()
    }

    #[test]
    fn blocks_are_numbered_over_the_items_that_count() {
        let mut blocks = Blocks::default();
        let items = ["clc", "l-cc", "c", "--c"].map(lines);
        for idx in 0..items.len() {
            blocks.push();
            if idx != 2 {
                blocks.count(idx);
            }
        }
        while let Some(idx) = blocks.next_waiting(0) {
            blocks.read(idx, &items[idx]);
        }
        let number = |since, item, line| blocks.number(since, item, line);
        assert_eq!([number(0, 0, 0), number(0, 0, 1)], [Some(1), Some(2)]);
        assert_eq!([number(0, 1, 0), number(0, 1, 2)], [Some(3), Some(4)]);
        assert_eq!(number(0, 1, 3), None, "the block goes on");
        assert_eq!(number(0, 2, 0), None, "nobody counts it");
        assert_eq!([number(0, 3, 2), number(1, 3, 2)], [Some(5), Some(3)]);
    }

    proptest! {
        #[test]
        fn counting_what_changed_agrees_with_counting_all(
            first in "[cl-]{0,8}",
            changes in prop::collection::vec((0_usize..9, "[cl-]{0,5}"), 0..6),
        ) {
            let mut blocks = Blocks::default();
            blocks.push();
            blocks.count(0);
            let mut shown = first;
            blocks.read(0, &lines(&shown));
            for (stable, tail) in changes {
                let stable = stable.min(shown.len());
                shown.truncate(stable);
                shown.push_str(&tail);
                blocks.change(0, stable, &lines(&shown));
            }
            let all: Vec<u32> = starts(0, &lines(&shown)).collect();
            for line in 0..10 {
                let at = all.iter().position(|start| *start as usize == line);
                prop_assert_eq!(blocks.number(0, 0, line), at.map(|at| at + 1));
            }
        }
    }
}
