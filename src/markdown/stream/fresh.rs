//! *Fresh* lines are those that one refresh makes, and here they take the place of those that were
//! shown for the same text.
//!
//! As much of what was shown stays as is the same: so whoever looks at the lines has little to do.

use std::sync::Arc;

use super::settled::Found;
use super::{Changed, MarkdownStream};
use crate::text::line::{Line, LineKind, Mark, TableShape};

/// Lines made by one refresh; the first `n_frozen` will stay.
#[derive(Debug, Default)]
pub struct Fresh {
    pub lines: Vec<Line>,
    pub n_frozen: usize,
    /// The lines that go on with a paragraph whose beginning is shown already.
    pub resumed: Option<Resumed>,
    pub found: Found,
}

/// Among fresh lines, those of a paragraph that is resumed.
#[derive(Debug, Clone, Copy)]
pub struct Resumed {
    /// The first that only keeps its place, as many as `n_lines` after it.
    pub first: usize,
    pub n_lines: usize,
    /// How much is shown of the line after them.
    pub mark: Mark,
}

impl MarkdownStream {
    /// Puts fresh lines behind the first `n_before`.
    pub(super) fn put(&mut self, fresh: Fresh, n_before: usize) -> Changed {
        let Fresh {
            mut lines, resumed, ..
        } = fresh;
        let n_whole = resumed.map_or(lines.len(), |resumed| resumed.first);
        let shown = self.lines.get(n_before..).unwrap_or_default();
        let new = lines.iter().take(n_whole);
        let n_same = shown
            .iter()
            .zip(new)
            .take_while(|(old, new)| old == new)
            .count();
        let stable = n_before + n_same;
        let Some(Resumed { n_lines, mark, .. }) = resumed else {
            self.lines.truncate(stable);
            self.lines.extend(lines.drain(n_same..));
            return Changed { stable, kept: None };
        };
        let mut lines = lines.into_iter();
        let shown = self.lines.iter_mut().skip(n_before).take(n_whole);
        shown.zip(lines.by_ref()).for_each(|(old, new)| *old = new);
        let at = n_before + n_whole + n_lines;
        self.lines.truncate(at + 1);
        let mut lines = lines.skip(n_lines);
        if let (Some(line), Some(rest)) = (self.lines.last_mut(), lines.next()) {
            line.truncate(mark);
            rest.spans.into_iter().for_each(|span| line.add(span));
        }
        self.lines.extend(lines);
        if n_same < n_whole {
            return Changed { stable, kept: None };
        }
        Changed {
            stable: at,
            kept: Some(mark),
        }
    }
}

/// Gives the rows of the table that ends the frozen lines a new shape; returns the first of them.
pub fn reshape(
    lines: &mut [Line],
    n_frozen: usize,
    fresh: &mut Fresh,
    shape: &Arc<TableShape>,
) -> usize {
    let mut first = n_frozen;
    let fresh = fresh.lines.iter_mut().rev().map(|line| (n_frozen, line));
    let frozen = lines.iter_mut().enumerate().take(n_frozen).rev();
    for (idx, line) in fresh.chain(frozen) {
        let LineKind::Table(row) = &mut line.kind else {
            break;
        };
        row.shape = Arc::clone(shape);
        first = idx;
        if row.header {
            break;
        }
    }
    first
}
