//! A *choice* is one thinking block or tool call that the person looks at: all panes show it, and
//! mark it. A pane that does not have it shows what stands nearest to it in the same round: of a
//! call the thought before it, of a thought the calls behind it, as far as the next thought.
//!
//! A pane that followed follows again when the choice is given up, unless the reader went elsewhere
//! meanwhile. Which key or click chooses is known to `update`, how the mark looks to `ui`.

use crate::app::focus::PaneKind;
use crate::app::fold::{Foldable, Folds};
use crate::app::panes::Panes;
use crate::app::projection::{place_of, round_of};
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
            let Some(target) = counterpart(&pane.doc, other, item) else {
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

    /// Is a row of this pane to be marked? The air above an item is not.
    pub fn marks(&self, panes: &Panes, kind: PaneKind, row: &VisibleRow<'_>) -> bool {
        let doc = &panes.get(kind).doc;
        let line = doc.lines(row.item).get(row.line as usize);
        let is_air = row.line == 0 && line.is_some_and(Line::is_empty);
        !is_air && self.has(panes, kind, row.item)
    }

    /// Is it open where it was chosen?
    pub fn is_open(&self, panes: &Panes, folds: &Folds) -> bool {
        let shelf = foldable(panes, self.item).map(|of| of.shelf(self.kind));
        shelf.is_some_and(|shelf| folds.extent(shelf, self.item).is_open())
    }

    /// Is it what is chosen? In a pane without that, is it the thought before the chosen call, or
    /// one of the calls behind the chosen thought? Costs the same wherever they are.
    fn has(&self, panes: &Panes, kind: PaneKind, item: ItemId) -> bool {
        if panes.get(kind).doc.position(self.item).is_some() {
            return item == self.item;
        }
        let (thinking, activity) = (&panes.thinking.doc, &panes.activity.doc);
        let is_of_round = round_of(item).is_some() && round_of(item) == round_of(self.item);
        is_of_round
            && match kind {
                PaneKind::Thinking => is_thought_of(thinking, item, self.item),
                PaneKind::Activity => {
                    let is_behind = self.item < item;
                    is_behind && is_thought_of(thinking, self.item, item)
                        || is_call_of(activity, item, self.item)
                }
                PaneKind::Conversation => true,
            }
    }
}

/// The chosen item in the doc of a pane, or else what of its round stands nearest to it there: the
/// last thought before a call, the first call behind a thought. Where there is none on that side,
/// the nearest on the other.
fn counterpart(doc: &Doc, kind: PaneKind, item: ItemId) -> Option<ItemId> {
    if doc.position(item).is_some() {
        return Some(item);
    }
    let (round, _) = place_of(item)?;
    // Items that have a round stand in its order, whatever stands between them.
    let rounds = |idx: usize| doc.id_at(idx).and_then(round_of);
    let near = (0..doc.len())
        .rev()
        .take_while(|idx| rounds(*idx).is_none_or(|r| r >= round))
        .filter(|idx| rounds(*idx) == Some(round));
    let mut near = near.filter_map(|idx| doc.id_at(idx)).peekable();
    let newest = near.peek().copied();
    match kind {
        PaneKind::Activity => near.take_while(|id| *id > item).last().or(newest),
        PaneKind::Thinking | PaneKind::Conversation => {
            let mut oldest = None;
            near.inspect(|id| oldest = Some(*id))
                .find(|id| *id < item)
                .or(oldest)
        }
    }
}

/// Is this thought the one that [`counterpart`] shows for a call of the same round? `thinking` is
/// the doc of the thoughts.
fn is_thought_of(thinking: &Doc, thought: ItemId, call: ItemId) -> bool {
    let [before, after] = beside(thinking, thought);
    if thought < call {
        after.is_none_or(|after| after > call)
    } else {
        before.is_none()
    }
}

/// Is this call the one that [`counterpart`] shows for a thought of the same round? `activity` is
/// the doc of the calls.
fn is_call_of(activity: &Doc, call: ItemId, thought: ItemId) -> bool {
    let [before, after] = beside(activity, call);
    if thought < call {
        before.is_none_or(|before| before < thought)
    } else {
        after.is_none()
    }
}

/// The items before and after one in its doc, as far as they are of its round.
fn beside(doc: &Doc, item: ItemId) -> [Option<ItemId>; 2] {
    let at = doc.position(item);
    let [before, after] = [at.and_then(|at| at.checked_sub(1)), at.map(|at| at + 1)];
    [before, after].map(|idx| {
        let id = idx.and_then(|idx| doc.id_at(idx));
        id.filter(|id| round_of(*id) == round_of(item))
    })
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
        let marked = |kind, item| choice.has(&panes, kind, item);
        assert!(marked(PaneKind::Thinking, id(1, 0)) && !marked(PaneKind::Thinking, id(2, 0)));
        assert!(!marked(PaneKind::Conversation, id(1, 0)));
        assert!(marked(PaneKind::Conversation, id(1, 2)));
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
        assert!(!choice.has(&panes, PaneKind::Activity, id(2, 2)));
    }

    #[test]
    fn in_a_round_of_many_thoughts_and_calls_the_nearest_belong_together() {
        // In two rounds: call, thought, call, call, thought, thought, call.
        let (thoughts, calls) = ([1, 4, 5], [0, 2, 3, 6]);
        let mut panes = Panes::default();
        for round in 1..=2 {
            for part in 0..7 {
                let item = id(round, part);
                let mut kinds = vec![PaneKind::Conversation];
                kinds.push(if thoughts.contains(&part) {
                    PaneKind::Thinking
                } else {
                    PaneKind::Activity
                });
                for kind in kinds {
                    panes.get_mut(kind).doc.push(item, vec![Line::blank(); 9]);
                }
            }
        }
        for kind in PaneKind::ALL {
            panes.get_mut(kind).prepare(20, 3);
        }
        let mut check = |kind, part, other, led: &[u64]| {
            let choice = Choice::choose(None, &mut panes, kind, id(1, part));
            top(&mut panes, other);
            let rows = panes.get(other).viewport().rows;
            assert!(
                rows.iter().any(|row| row.item == id(1, led[0])),
                "to {part}"
            );
            let all = if other == PaneKind::Thinking {
                &thoughts[..]
            } else {
                &calls[..]
            };
            let marked = all.iter().copied();
            let marked = marked.filter(|part| choice.has(&panes, other, id(1, *part)));
            assert_eq!(marked.collect::<Vec<_>>(), led, "to {part}");
            assert!(
                !all.iter()
                    .any(|part| choice.has(&panes, other, id(2, *part)))
            );
        };
        let (thinking, activity) = (PaneKind::Thinking, PaneKind::Activity);
        check(activity, 0, thinking, &[1]);
        check(activity, 2, thinking, &[1]);
        check(activity, 3, thinking, &[1]);
        check(activity, 6, thinking, &[5]);
        check(thinking, 1, activity, &[2, 3]);
        check(thinking, 4, activity, &[6]);
        check(thinking, 5, activity, &[6]);
    }
}
