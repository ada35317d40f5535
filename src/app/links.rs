//! The *link that is told of*: its target stands in the notice row, and until that is gone a second
//! click on it or one on the target, or the key, opens it. A long target takes more rows, so that
//! all of it is to be read.
//!
//! So nobody is led anywhere by a label: what opens was there to be read, its host to the last
//! letter. A link is told of no longer when something newer takes the row. How a link is found and
//! gone to is in `update`; who opens it, in the edge.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::focus::PaneKind;
use crate::app::notice::{NoticeId, Notices};
use crate::pane::doc::{Doc, ItemId, Place};
use crate::pane::scroll::VisibleRow;
use crate::text::line::{Line, LineKind, Span};
use crate::text::link::{Link, to_open, whereabouts};
use crate::text::sanitize::one_line;
use crate::text::split::{Breaks, Stretch, split};
use crate::text::width::{columns, fit};
use crate::theme::Scope;

/// So long a target can be read and the link be opened.
pub const LINK_TIME: Duration = Duration::from_secs(10);

/// Before that nobody has read a target: the second press of a double click does not open it.
pub const LINK_READ: Duration = Duration::from_millis(500);

/// What comes of following a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// This address is opened.
    Opens(String),
    /// This one is copied, because it is not to be opened.
    Copies(String),
    /// Nothing: its target is no address.
    Stays,
}

impl Fate {
    /// What comes of following `link`.
    pub fn of(link: &Link) -> Self {
        match link.address().map(|address| (to_open(&address), address)) {
            Some((Some(address), _)) => Self::Opens(address),
            Some((None, address)) => Self::Copies(address),
            None => Self::Stays,
        }
    }
}

/// A link whose target is told, or was when it was last gone to.
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
    /// What comes of following it.
    pub fate: Fate,
    /// What does that, as the row says it: `a click or Enter`.
    pub by: String,
    /// Since then it is told of.
    pub since: Instant,
    /// From then on it is not known any more.
    pub until: Instant,
    /// What tells of it; nothing once something else was told.
    pub notice: Option<NoticeId>,
}

impl LinkShown {
    /// Is it this one?
    pub fn is(&self, kind: PaneKind, item: ItemId, link: &Link) -> bool {
        (self.kind, self.item) == (kind, item) && *self.link == *link
    }

    /// What is said in at most `n_rows` rows of so many columns; only what has no room there is
    /// cut. `None` if they are too few to say who would get to know that the link was opened: then
    /// it must not be.
    pub fn rows(&self, width: u16, n_rows: u16) -> Option<Vec<String>> {
        let columns_of = |n: u16| usize::from(n.max(1));
        let (width, n_rows) = (columns_of(width), columns_of(n_rows));
        let room = width.saturating_mul(n_rows);
        let (address, must_be_read, does) = match &self.fate {
            Fate::Opens(address) => (address.as_str(), whereabouts(address), "opens"),
            Fate::Copies(address) => (address.as_str(), "", "copies"),
            Fate::Stays => {
                let text = format!("Not to be opened from here: {}", self.link.target);
                let text = one_line(&text);
                let rows = cells(&fit(&text, room), width);
                return Some(rows.into_iter().take(n_rows).collect());
            }
        };
        let hint = format!(" · {} {does} it", self.by);
        let with_hint = room
            .checked_sub(columns(&hint))
            .map(|room| fit(address, room))
            .filter(|shown| !shown.is_empty() && shown.starts_with(must_be_read));
        let Some(shown) = with_hint else {
            let shown = Some(fit(address, room)).filter(|shown| shown.starts_with(must_be_read));
            return shown.map(|shown| cells(&shown, width));
        };
        // There is room behind it or below it, and words are not divided.
        let mut rows = cells(&shown, width);
        match rows.last_mut() {
            Some(last) if columns(last) + columns(&hint) <= width => last.push_str(&hint),
            _ => rows.push(fit(hint.trim_start_matches(" · "), width)),
        }
        Some(rows)
    }

    /// The beginning of its line.
    pub fn place(&self) -> Place {
        Place {
            item: self.item,
            line: u32::try_from(self.line).unwrap_or(u32::MAX),
            byte: 0,
        }
    }

    /// Columns of a visible row of a pane that belong to it.
    pub fn columns(&self, kind: PaneKind, visible: &VisibleRow<'_>) -> Vec<Range<u16>> {
        let mut end = 0;
        let mut found = Vec::new();
        for piece in &visible.row.pieces {
            let start = end;
            end += piece.columns;
            let link = piece.link.as_ref();
            if link.is_some_and(|link| self.is(kind, visible.item, link)) {
                found.push(start..end);
            }
        }
        found
    }
}

/// A text in rows of so many columns: an address has no words.
pub fn cells(text: &str, width: usize) -> Vec<String> {
    let rows = split(&[Span::new(text, Scope::Text)], width, Breaks::Anywhere);
    let text_of = |row: Stretch| text.get(row.start.total..row.end.total).unwrap_or_default();
    rows.into_iter()
        .map(|row| text_of(row).to_owned())
        .collect()
}

/// Tells of a link no longer once its time is up, or something else is said in its row.
pub fn lapse(shown: &mut Option<LinkShown>, notices: &mut Notices, now: Instant) {
    *shown = shown.take().filter(|link| link.until > now);
    if let Some(link) = shown
        && link.notice.is_some_and(|id| !notices.is_newest(id))
    {
        quiet(link, notices);
    }
}

/// Tells of a link no longer.
pub fn quiet(link: &mut LinkShown, notices: &mut Notices) {
    if let Some(id) = link.notice.take() {
        notices.withdraw(id);
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
