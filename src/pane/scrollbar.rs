//! The *scrollbar* of a pane: what of its content each cell of the bar stands for, and what is
//! there.
//!
//! The bar is as high as the pane, and so is what a frame pays for it: each cell asks for sums, and
//! nothing is laid out. What was never laid out is guessed, so cells are where things are about.
//! What the marks look like, and which items are worth one, is known to others.

use std::ops::Range;

use super::doc::walk::Spot;
use super::doc::{Doc, ItemId};

/// One cell of a scrollbar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BarCell {
    /// Is it part of the thumb, which stands for what is visible?
    pub thumb: bool,
    /// Are there hits of a search?
    pub hit: bool,
    /// Was it never on the screen? Only what came below what was seen counts.
    pub unseen: bool,
    /// The items that begin there, by their place among all.
    pub items: Range<usize>,
}

/// The scrollbar, and how far down anything was ever on the screen.
#[derive(Debug, Clone, Default)]
pub(super) struct Scrollbar {
    /// From top to bottom; none where everything is visible.
    pub cells: Vec<BarCell>,
    /// The end of the last row that was seen: item, line, byte of its text. A row of another width
    /// is none that could be counted now.
    seen: Option<(ItemId, usize, usize)>,
}

impl Scrollbar {
    /// Makes the cells of a bar that is `height` rows high, where `above` and `below` rows are out
    /// of sight and `bottom` is the last of those `shown`.
    pub fn make(
        &mut self,
        doc: &mut Doc,
        bottom: Spot,
        height: usize,
        [above, shown, below]: [usize; 3],
    ) {
        self.see(doc, bottom);
        if above + below == 0 {
            return;
        }
        let total = above + shown + below;
        let size = (height * shown / total).max(1);
        let top = (height - size) * above / (above + below);
        let n_rows = doc.n_rows();
        let n_seen = self.n_seen(doc).unwrap_or(n_rows);
        let has_hits = doc.n_hits() > 0;
        let (mut hits, mut item) = (0, 0);
        for at in 0..height {
            let end = n_rows * (at + 1) / height;
            let until = match has_hits {
                true => doc.n_hits_above_row(end),
                false => 0,
            };
            let next = doc.item_from_row(end);
            self.cells.push(BarCell {
                thumb: (top..top + size).contains(&at),
                hit: until > hits,
                unseen: n_rows * at / height >= n_seen,
                items: item..next,
            });
            (hits, item) = (until, next);
        }
        // What came is not hidden by how small it is.
        if n_seen < n_rows
            && let Some(last) = self.cells.last_mut()
        {
            last.unseen = true;
        }
    }

    /// Takes note of the last visible row.
    fn see(&mut self, doc: &Doc, bottom: Spot) {
        let Some(item) = doc.id_at(bottom.item) else {
            return;
        };
        let next = doc.known_rows(bottom.item, bottom.line).get(bottom.row + 1);
        let len = || doc.len_of_line(bottom.item, bottom.line);
        let end = next.map_or_else(len, |next| next.start as usize);
        let known = self
            .seen
            .and_then(|(item, line, byte)| Some((doc.position(item)?, line, byte)));
        if known < Some((bottom.item, bottom.line, end)) {
            self.seen = Some((item, bottom.line, end));
        }
    }

    /// Rows up to the last one that was seen; of a line of which a part was seen and whose rows are
    /// not known, the same part of them.
    fn n_seen(&self, doc: &mut Doc) -> Option<usize> {
        let (id, line, end) = self.seen?;
        let item = doc.position(id)?;
        let len = doc.len_of_line(item, line);
        let (above, below) = (doc.above_line(item, line), doc.above_line(item, line + 1));
        if end >= len {
            return Some(below);
        }
        let n_rows = match doc.known_rows(item, line) {
            [] => ((below - above) * end).div_ceil(len),
            rows => rows.partition_point(|row| (row.start as usize) < end),
        };
        Some(above + n_rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pane::Pane;
    use crate::pane::find::needle::Needle;
    use crate::text::line::{Line, LineKind, Mark, Span, work};
    use crate::theme::Scope;

    fn lines(n: usize) -> Vec<Line> {
        let line = |n: usize| {
            let text = format!("line {n}.");
            Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose)
        };
        (0..n).map(line).collect()
    }

    fn look_for(pane: &mut Pane, needle: &str) {
        pane.doc.search(Needle::new(needle));
        while let Some(idx) = pane.doc.next_unread(0) {
            pane.doc.read_hits(idx);
        }
    }

    /// `#` thumb, `h` hit, `u` unseen, `i` something begins; the last that is true.
    fn bar(pane: &mut Pane) -> String {
        pane.prepare(40, 10);
        let cells = pane.scrollbar().iter();
        let glyphs = cells.map(|cell| match cell {
            BarCell { hit: true, .. } => 'h',
            BarCell { unseen: true, .. } => 'u',
            BarCell { items, .. } if !items.is_empty() => 'i',
            BarCell { thumb: true, .. } => '#',
            _ => '.',
        });
        glyphs.collect()
    }

    #[test]
    fn cells_say_what_is_where() {
        let mut pane = Pane::default();
        for id in 0..4 {
            pane.doc.push(ItemId(id), lines(25));
        }
        assert_eq!(bar(&mut pane), "i.i..i.i.#");
        look_for(&mut pane, "line 24.");
        pane.to_top();
        assert_eq!(bar(&mut pane), "i.h.hi.h.h");
        assert!(pane.scrollbar()[0].thumb);
    }

    #[test]
    fn what_came_below_is_unseen_until_it_was_on_the_screen() {
        let mut pane = Pane::default();
        pane.doc.push(ItemId(0), lines(50));
        bar(&mut pane);
        pane.to_top();
        assert_eq!(bar(&mut pane), "i#........");
        pane.doc.push(ItemId(1), lines(50));
        assert_eq!(bar(&mut pane), "i....uuuuu");
        pane.follow();
        assert_eq!(bar(&mut pane), "i....i...#");
        // All that is above was passed.
        pane.to_top();
        assert_eq!(bar(&mut pane), "i....i....");
    }

    #[test]
    fn what_was_seen_at_one_width_was_seen_at_every_width() {
        let mut pane = Pane::default();
        let words = vec![Span::new("word ".repeat(60), Scope::Text)];
        let line = Line::new(words, LineKind::Prose);
        pane.doc.push(ItemId(0), vec![line; 9]);
        bar(&mut pane);
        pane.to_top();
        for width in [40, 15, 80, 7] {
            pane.prepare(width, 10);
            let unseen = pane.scrollbar().iter().filter(|cell| cell.unseen);
            assert_eq!(unseen.count(), 0, "at {width}");
        }
        pane.doc.push(ItemId(1), lines(200));
        assert!(bar(&mut pane).ends_with("uuu"));
    }

    #[test]
    fn a_bar_lays_nothing_out() {
        let mut pane = Pane::default();
        for id in 0..10_000 {
            pane.doc.push(ItemId(id), lines(3));
        }
        bar(&mut pane);
        look_for(&mut pane, "line");
        pane.scroll_by(-5_000);
        let before = pane.rows_laid_out();
        let read = pane.doc.lines_searched();
        bar(&mut pane);
        assert!(pane.rows_laid_out() - before <= 30);
        assert_eq!(pane.doc.lines_searched(), read);
    }

    #[test]
    fn a_line_that_grows_is_not_measured_from_its_beginning() {
        let span = |n: usize| Span::new(format!("{n} "), [Scope::Text, Scope::Strong][n % 2]);
        let n_spans = 5_000;
        let line = Line::new((0..n_spans).map(span).collect(), LineKind::Prose);
        let total = line.len();
        let mut pane = Pane::default();
        pane.doc.push(ItemId(0), vec![line]);
        bar(&mut pane);
        let mark = Mark {
            span: n_spans,
            byte: 0,
            total,
        };
        let more = Line::new(vec![span(n_spans)], LineKind::Prose);
        let n_measured = work::of(|| {
            pane.doc.grow(ItemId(0), 0, mark, &[more]);
            bar(&mut pane);
        });
        assert!(n_measured < 10, "{n_measured}");
    }

    #[test]
    fn where_everything_is_visible_there_is_no_bar() {
        let mut pane = Pane::default();
        pane.doc.push(ItemId(0), lines(10));
        assert_eq!(bar(&mut pane), "");
        pane.prepare(1, 1);
        assert_eq!(pane.scrollbar().len(), 1);
        pane.prepare(0, 0);
        assert_eq!(pane.scrollbar(), []);
    }
}
