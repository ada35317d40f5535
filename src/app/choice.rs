//! A *choice* is one thinking block or tool call that the person looks at: all panes show it, or
//! what belongs to the same round, and mark it.
//!
//! A pane that followed follows again when the choice is given up, unless the reader went elsewhere
//! meanwhile. Which key or click chooses is known to `update`, how the mark looks to `ui`.

use crate::app::focus::PaneKind;
use crate::app::fold::{Foldable, Folds};
use crate::app::panes::Panes;
use crate::app::projection::round_of;
use crate::pane::Scroll;
use crate::pane::doc::{Doc, ItemId, Place};
use crate::pane::scroll::VisibleRow;
use crate::text::line::Line;

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// In which pane.
    pub kind: PaneKind,
    /// What.
    pub item: ItemId,
    /// Panes that followed, and where the choice has led them.
    led: Vec<(PaneKind, Scroll)>,
}

/// What of the things that fold an item is, if it is one.
pub fn foldable(panes: &Panes, item: ItemId) -> Option<Foldable> {
    let is_in = |doc: &Doc| doc.position(item).is_some();
    if is_in(&panes.thinking.doc) {
        Some(Foldable::Thinking)
    } else if is_in(&panes.activity.doc) {
        Some(Foldable::Calls)
    } else {
        None
    }
}

impl Choice {
    /// Chooses an item of a pane, in place of what was chosen before.
    pub fn choose(before: Option<Self>, panes: &mut Panes, kind: PaneKind, item: ItemId) -> Self {
        let mut led = before.map_or_else(Vec::new, |before| before.led);
        for other in PaneKind::ALL {
            let pane = panes.get_mut(other);
            let Some(target) = counterpart(&pane.doc, item) else {
                continue;
            };
            let is_seen = pane.viewport().rows.iter().any(|row| row.item == target);
            if is_seen {
                continue;
            }
            let followed = pane.scroll() == Scroll::Follow;
            let was_led = led
                .iter()
                .position(|(led, to)| *led == other && *to == pane.scroll());
            if let Some(at) = was_led {
                led.remove(at);
            }
            pane.reveal(Place {
                item: target,
                line: 0,
                byte: 0,
            });
            if followed || was_led.is_some() {
                led.push((other, pane.scroll()));
            }
        }
        Self { kind, item, led }
    }

    /// Gives the choice up.
    pub fn release(self, panes: &mut Panes) {
        for (kind, to) in self.led {
            let pane = panes.get_mut(kind);
            if pane.scroll() == to {
                pane.follow();
            }
        }
    }

    /// Is a row of this doc to be marked? The air above an item is not.
    pub fn marks(&self, doc: &Doc, row: &VisibleRow<'_>) -> bool {
        let line = doc.lines(row.item).get(row.line as usize);
        let is_air = row.line == 0 && line.is_some_and(Line::is_empty);
        !is_air && self.has(doc, row.item)
    }

    /// Is it open where it was chosen?
    pub fn is_open(&self, panes: &Panes, folds: &Folds) -> bool {
        let shelf = foldable(panes, self.item).map(|of| of.shelf(self.kind));
        shelf.is_some_and(|shelf| folds.extent(shelf, self.item).is_open())
    }

    fn has(&self, doc: &Doc, item: ItemId) -> bool {
        if doc.position(self.item).is_some() {
            item == self.item
        } else {
            round_of(item).is_some() && round_of(item) == round_of(self.item)
        }
    }
}

/// The chosen item in another doc, or else the first one of its round there.
fn counterpart(doc: &Doc, item: ItemId) -> Option<ItemId> {
    if doc.position(item).is_some() {
        return Some(item);
    }
    let round = round_of(item)?;
    // Items that have a round stand in its order, whatever stands between them.
    let rounds = |idx: usize| doc.id_at(idx).and_then(round_of);
    let first = (0..doc.len())
        .rev()
        .take_while(|idx| rounds(*idx).is_none_or(|r| r >= round));
    first
        .filter_map(|idx| doc.id_at(idx))
        .filter(|id| round_of(*id) == Some(round))
        .last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::projection::item_at;

    fn id(round: u64, part: u64) -> ItemId {
        item_at(round, part).unwrap()
    }

    /// Three rounds: each thinks, and calls a tool but for the last.
    fn panes() -> Panes {
        let mut panes = Panes::default();
        for round in 1..=3 {
            panes
                .thinking
                .doc
                .push(id(round, 0), vec![Line::blank(); 3]);
            panes
                .conversation
                .doc
                .push(id(round, 0), vec![Line::blank()]);
            panes
                .conversation
                .doc
                .push(ItemId(round), vec![Line::blank(); 9]);
            if round < 3 {
                panes
                    .activity
                    .doc
                    .push(id(round, 2), vec![Line::blank(); 3]);
                panes
                    .conversation
                    .doc
                    .push(id(round, 2), vec![Line::blank()]);
            }
        }
        for kind in PaneKind::ALL {
            panes.get_mut(kind).prepare(20, 3);
        }
        panes
    }

    fn top(panes: &mut Panes, kind: PaneKind) -> ItemId {
        let pane = panes.get_mut(kind);
        pane.prepare(20, 3);
        pane.viewport().rows[0].item
    }

    #[test]
    fn a_chosen_call_leads_the_other_panes_to_its_round_and_giving_it_up_back() {
        let mut panes = panes();
        let choice = Choice::choose(None, &mut panes, PaneKind::Activity, id(1, 2));
        assert_eq!(top(&mut panes, PaneKind::Thinking), id(1, 0));
        assert_eq!(top(&mut panes, PaneKind::Activity), id(1, 2));
        let seen = |panes: &Panes, item| {
            let rows = panes.conversation.viewport().rows;
            rows.iter().any(|row| row.item == item)
        };
        top(&mut panes, PaneKind::Conversation);
        assert!(seen(&panes, id(1, 2)));
        let marked = |panes: &Panes, item| choice.has(&panes.thinking.doc, item);
        assert!(marked(&panes, id(1, 0)) && !marked(&panes, id(2, 0)));
        assert!(!choice.has(&panes.conversation.doc, id(1, 0)));
        assert!(choice.has(&panes.conversation.doc, id(1, 2)));
        choice.release(&mut panes);
        for kind in PaneKind::ALL {
            assert_eq!(panes.get(kind).scroll(), Scroll::Follow);
        }
    }

    #[test]
    fn who_has_gone_elsewhere_stays_there() {
        let mut panes = panes();
        let choice = Choice::choose(None, &mut panes, PaneKind::Activity, id(1, 2));
        let choice = Choice::choose(Some(choice), &mut panes, PaneKind::Activity, id(2, 2));
        top(&mut panes, PaneKind::Thinking);
        panes.thinking.to_top();
        choice.release(&mut panes);
        assert_eq!(top(&mut panes, PaneKind::Thinking), id(1, 0));
        assert_eq!(panes.activity.scroll(), Scroll::Follow);
    }

    #[test]
    fn a_round_without_its_like_leaves_the_other_pane_alone() {
        let mut panes = panes();
        let choice = Choice::choose(None, &mut panes, PaneKind::Thinking, id(3, 0));
        assert_eq!(panes.activity.scroll(), Scroll::Follow);
        assert!(!choice.has(&panes.activity.doc, id(2, 2)));
    }
}
