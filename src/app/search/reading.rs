//! *Reading* is how a search comes through a long history: a slice with each frame, until all is
//! read.
//!
//! It begins at the top of what the reader sees, goes down to the end and then up to the beginning:
//! so the first hit that it comes to is the one to show. Whatever is on the screen is read before
//! it is painted, so that no mark comes late, and what arrives is read as it comes. Counts grow
//! meanwhile.
//!
//! Where a [`Goal`] lies is never guessed at: it waits until all on the way to the hit was read,
//! and what is on that way is read first. So the same keys lead to the same hit however slow the
//! reading is, and keys that are typed ahead count. Another letter is another goal. Who scrolls
//! meanwhile has thought better of it: the goal is dropped, and nobody is carried off.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::{Ongoing, PANES, Search, Way, origin};
use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::pane::Pane;
use crate::pane::doc::searched::Found;
use crate::pane::doc::{ItemId, Place};

/// What is read with one frame, in bytes of source: some 5 ms.
const SLICE: usize = 256 * 1024;

/// Steps that are typed ahead; what is typed beyond them, while the first still waits, is nothing.
const MOST_STEPS: usize = 100;

/// Where the person wants to go, and has not come to yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Goal {
    /// First to the nearest hit.
    nearest: bool,
    /// From there further, hit by hit: at most [`MOST_STEPS`].
    steps: VecDeque<Way>,
}

/// An item of a pane, by its place among all, that is to be read.
type Unread = (PaneKind, usize);

/// Lets the search look into what is folded in an item of a pane, if that costs no more than this,
/// in bytes of source.
pub type LookInside<'a> = &'a mut dyn FnMut(&mut Panes, (PaneKind, ItemId), usize) -> Look;

/// What came of looking into an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It was read, at this cost in bytes of source.
    Read(usize),
    /// It costs more than it may.
    TooLarge,
    /// All that there is to read is shown.
    AllShown,
}

impl Search {
    /// Is there more to read?
    pub fn is_reading(&self, panes: &Panes) -> bool {
        let is_unread = |kind: PaneKind| panes.get(kind).doc.next_unread(0).is_some();
        self.ongoing.is_some() && PANES.into_iter().any(is_unread)
    }

    /// Reads a slice, and goes where it is wanted as far as it was read. Of an item that is larger
    /// than a slice all is read, but nothing else with it.
    pub fn read(&mut self, panes: &mut Panes, look: LookInside<'_>) {
        self.read_slice(panes, SLICE, look);
    }

    fn read_slice(&mut self, panes: &mut Panes, slice: usize, look: LookInside<'_>) {
        let mut left = slice;
        while let Some(unread) = self.fulfil(panes).or_else(|| self.next(panes)) {
            let most = if left == slice { usize::MAX } else { left };
            let cost = (left > 0).then(|| read_item(panes, unread, most, look));
            let Some(cost) = cost.flatten() else { break };
            left = left.saturating_sub(cost.max(1));
        }
    }

    /// Reads what is visible and was not read yet. It is the last step before a frame is painted.
    pub fn read_visible(&mut self, panes: &mut Panes, visible: &[PaneKind], look: LookInside<'_>) {
        let Some(ongoing) = &mut self.ongoing else {
            return;
        };
        for &kind in visible {
            for idx in panes.get(kind).visible_items() {
                if panes.get(kind).doc.is_unread(idx) {
                    read_item(panes, (kind, idx), usize::MAX, look);
                }
            }
        }
        ongoing.stood = panes.get(ongoing.kind).scroll();
    }

    /// Goes where it is wanted; what must be read before that, if it cannot yet.
    pub fn fulfil(&mut self, panes: &mut Panes) -> Option<(PaneKind, usize)> {
        let ongoing = self
            .ongoing
            .as_mut()
            .filter(|ongoing| ongoing.goal.is_open())?;
        let pane = panes.get(ongoing.kind);
        if pane.scroll() != ongoing.stood {
            ongoing.goal = Goal::default();
            ongoing.origin = origin(pane);
            return None;
        }
        ongoing.fulfil(panes).break_value()
    }

    /// What is read next if nothing is wanted first.
    fn next(&self, panes: &Panes) -> Option<Unread> {
        let here = self.ongoing.as_ref()?.kind;
        let others = PANES.into_iter().filter(|kind| *kind != here);
        std::iter::once(here).chain(others).find_map(|kind| {
            let pane = panes.get(kind);
            let top = pane.top_place();
            let top = top.and_then(|place| pane.doc.position(place.item));
            let from = top.unwrap_or(0);
            let next = pane.doc.next_unread(from);
            Some((kind, next.or_else(|| pane.doc.last_unread(from))?))
        })
    }
}

impl Goal {
    /// To the nearest hit, and nowhere else.
    pub fn nearest() -> Self {
        Self {
            nearest: true,
            steps: VecDeque::new(),
        }
    }

    /// One hit further.
    pub fn step(&mut self, way: Way) {
        if self.steps.len() < MOST_STEPS {
            self.steps.push_back(way);
        }
    }

    pub fn is_for_nearest(&self) -> bool {
        self.nearest
    }

    fn is_open(&self) -> bool {
        self.nearest || !self.steps.is_empty()
    }
}

impl Ongoing {
    /// Goes on until all is done that is wanted, or something must be read first.
    fn fulfil(&mut self, panes: &mut Panes) -> ControlFlow<Unread> {
        if self.goal.nearest {
            let pane = panes.get_mut(self.kind);
            let nth = known(self.kind, nearest(pane, self.origin.1))?;
            // What a shorter text found on the way must not carry the reader off.
            pane.stand(self.origin.0);
            self.stood = pane.scroll();
            self.goal.nearest = false;
            if let Some(nth) = nth {
                self.show(pane, nth);
            }
        }
        while let Some(way) = self.goal.steps.front() {
            self.go(panes, *way)?;
            self.goal.steps.pop_front();
        }
        ControlFlow::Continue(())
    }

    /// Goes one hit further.
    fn go(&mut self, panes: &mut Panes, way: Way) -> ControlFlow<Unread> {
        let pane = panes.get_mut(self.kind);
        let found = match (way, self.current) {
            (_, None) => nearest(pane, self.origin.1),
            (Way::Next, Some(place)) => pane.doc.hit_after(place),
            (Way::Previous, Some(place)) => pane.doc.hit_before(Some(place)),
        };
        match known(self.kind, found)? {
            Some(nth) => self.show(pane, nth),
            None => self.leave(panes, way)?,
        }
        ControlFlow::Continue(())
    }

    /// Goes over to the next pane that has hits, and to the first of them on the way; where no
    /// other has any, to the first in this one.
    fn leave(&mut self, panes: &mut Panes, way: Way) -> ControlFlow<Unread> {
        let here = PANES.iter().position(|kind| *kind == self.kind);
        let round = PANES.into_iter().cycle().skip(here.unwrap_or(0) + 1);
        let mut others: Vec<PaneKind> = round.take(PANES.len() - 1).collect();
        if way == Way::Previous {
            others.reverse();
        }
        for kind in others.into_iter().chain([self.kind]) {
            let pane = panes.get_mut(kind);
            let found = match way {
                Way::Next => pane.doc.hit_from(None),
                Way::Previous => pane.doc.hit_before(None),
            };
            if let Some(nth) = known(kind, found)? {
                if kind != self.kind {
                    self.kind = kind;
                    self.origin = origin(pane);
                }
                self.show(pane, nth);
                break;
            }
        }
        ControlFlow::Continue(())
    }

    fn show(&mut self, pane: &mut Pane, nth: usize) {
        if let Some(place) = pane.doc.hit(nth) {
            self.current = Some(place);
            pane.reveal(place);
        }
        self.stood = pane.scroll();
    }
}

/// The first hit from a place on; else the last one before it.
fn nearest(pane: &Pane, origin: Option<Place>) -> Found {
    match pane.doc.hit_from(origin) {
        Found::Nothing => pane.doc.hit_before(origin),
        found => found,
    }
}

/// The hit that was found, if any was, unless something must be read to know.
fn known(kind: PaneKind, found: Found) -> ControlFlow<Unread, Option<usize>> {
    match found {
        Found::Hit(nth) => ControlFlow::Continue(Some(nth)),
        Found::Nothing => ControlFlow::Continue(None),
        Found::Unread(idx) => ControlFlow::Break((kind, idx)),
    }
}

/// Reads an item with all that is folded in it, if that costs no more than `most`; what it cost.
fn read_item(
    panes: &mut Panes,
    (kind, idx): Unread,
    most: usize,
    look: LookInside<'_>,
) -> Option<usize> {
    let item = panes.get(kind).doc.id_at(idx)?;
    match look(panes, (kind, item), most) {
        Look::Read(cost) => Some(cost),
        Look::TooLarge => None,
        Look::AllShown => {
            let doc = &mut panes.get_mut(kind).doc;
            (doc.cost_of_hits(idx) <= most).then(|| doc.read_hits(idx))
        }
    }
}

#[cfg(test)]
mod tests;
