//! The *link that is told of*: its target stands in the notice row, and until that is gone a second
//! click on it, or the key, opens it.
//!
//! So nobody is led anywhere by a label: what opens was there to be read. How a link is found and
//! gone to is in `update`; who opens it, in the edge.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::focus::PaneKind;
use crate::pane::doc::{Doc, ItemId};
use crate::pane::scroll::VisibleRow;
use crate::text::line::{Line, LineKind, Span};
use crate::text::link::Link;

/// So long a target can be read and the link be opened.
pub const LINK_TIME: Duration = Duration::from_secs(10);

/// A link whose target is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkShown {
    /// The pane it is in.
    pub kind: PaneKind,
    /// The item it is in.
    pub item: ItemId,
    /// Which of the item's lines it begins in.
    pub line: usize,
    /// The link.
    pub link: Arc<Link>,
    /// From then on it is told of no longer.
    pub until: Instant,
}

impl LinkShown {
    /// Is it this one?
    pub fn is(&self, kind: PaneKind, item: ItemId, link: &Link) -> bool {
        (self.kind, self.item) == (kind, item) && *self.link == *link
    }

    /// Columns of a visible row of a pane that belong to it.
    pub fn columns(&self, kind: PaneKind, visible: &VisibleRow<'_>) -> Vec<Range<u16>> {
        let mut end = 0;
        let mut columns = Vec::new();
        for piece in &visible.row.pieces {
            let start = end;
            end += piece.columns;
            let link = piece.link.as_ref();
            if link.is_some_and(|link| self.is(kind, visible.item, link)) {
                columns.push(start..end);
            }
        }
        columns
    }
}

/// The links that begin in a line, from left to right.
pub fn links_of(doc: &Doc, item: ItemId, line: usize) -> Vec<Arc<Link>> {
    let lines = doc.lines(item);
    let before = line.checked_sub(1).and_then(|before| lines.get(before));
    let goes_on = before.and_then(|before| linked(before).last());
    let mut found: Vec<Arc<Link>> = Vec::new();
    for link in lines.get(line).into_iter().flat_map(linked) {
        let is_known = found.last() == Some(link) || (found.is_empty() && goes_on == Some(link));
        if !is_known {
            found.push(Arc::clone(link));
        }
    }
    found
}

fn linked(line: &Line) -> impl Iterator<Item = &Arc<Link>> {
    let cells: &[Vec<Span>] = match &line.kind {
        LineKind::Table(row) => &row.cells,
        _ => &[],
    };
    let spans = line.spans.iter().chain(cells.iter().flatten());
    spans.filter_map(|span| span.link.as_ref())
}
