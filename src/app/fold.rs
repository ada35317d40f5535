//! A *fold*: is a thinking block or a tool call shown whole, or as one line that stands for it?
//!
//! Each kind is folded in the conversation and open in its own pane, until the person says
//! otherwise: of one block, which holds in this session, or of a whole kind, which is remembered
//! across runs. A kind in one place is a [`Shelf`]. What a folded block looks like is known to the
//! projection, and where the memory lies to the edge.

use std::collections::HashMap;

use crate::app::focus::PaneKind;
use crate::pane::doc::ItemId;
use crate::session::record::Shelf;

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Foldable {
    Thinking,
    Calls,
}

impl Foldable {
    /// Where it is in the pane `kind`; in the conversation for a pane that never shows it.
    pub fn shelf(self, kind: PaneKind) -> Shelf {
        match (self, kind) {
            (Self::Thinking, PaneKind::Thinking) => Shelf::ThinkingPane,
            (Self::Calls, PaneKind::Activity) => Shelf::ActivityPane,
            (Self::Thinking, _) => Shelf::Thinking,
            (Self::Calls, _) => Shelf::Calls,
        }
    }

    /// Both places where it is shown.
    pub fn shelves(self) -> [Shelf; 2] {
        match self {
            Self::Thinking => [Shelf::Thinking, Shelf::ThinkingPane],
            Self::Calls => [Shelf::Calls, Shelf::ActivityPane],
        }
    }
}

/// The pane of a shelf.
pub fn pane_of(shelf: Shelf) -> PaneKind {
    match shelf {
        Shelf::Thinking | Shelf::Calls => PaneKind::Conversation,
        Shelf::ThinkingPane => PaneKind::Thinking,
        Shelf::ActivityPane => PaneKind::Activity,
    }
}

/// What is open and what is folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds {
    /// Shelves that are not as they are at first.
    turned: Vec<Shelf>,
    /// What was said of single blocks.
    blocks: HashMap<(Shelf, ItemId), bool>,
    /// The block that a search has led into, or the prompt, and the pane in which it is shown whole
    /// as long as the search is there.
    found: Option<(PaneKind, ItemId)>,
}

/// How much of a block is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Extent {
    Folded,
    Open,
    /// Open, with nothing left out that is left out in its pane, and all of the line above it.
    Whole,
}

impl Extent {
    /// Is more than one line shown?
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Whole)
    }
}

impl Folds {
    /// Is this block open there?
    pub fn is_open(&self, shelf: Shelf, item: ItemId) -> bool {
        self.extent(shelf, item).is_open()
    }

    /// How much of this block is shown there?
    pub fn extent(&self, shelf: Shelf, item: ItemId) -> Extent {
        let said = self.blocks.get(&(shelf, item)).copied();
        let is_open = said.unwrap_or_else(|| self.is_kind_open(shelf));
        match (is_open, self.is_found(pane_of(shelf), item)) {
            (_, true) => Extent::Whole,
            (true, false) => Extent::Open,
            (false, false) => Extent::Folded,
        }
    }

    /// Shows whole what a search has led into, and no longer what it had led into before; answers
    /// what that was.
    pub fn find(&mut self, found: Option<(PaneKind, ItemId)>) -> Option<(PaneKind, ItemId)> {
        std::mem::replace(&mut self.found, found)
    }

    /// What a search has led into.
    pub fn found(&self) -> Option<(PaneKind, ItemId)> {
        self.found
    }

    /// Has a search led into this item of a pane?
    pub fn is_found(&self, kind: PaneKind, item: ItemId) -> bool {
        self.found == Some((kind, item))
    }

    /// Is its kind open there, where nothing else was said?
    pub fn is_kind_open(&self, shelf: Shelf) -> bool {
        let at_first = matches!(shelf, Shelf::ThinkingPane | Shelf::ActivityPane);
        at_first != self.turned.contains(&shelf)
    }

    /// Opens or folds one block. Answers whether it is open now.
    pub fn toggle(&mut self, shelf: Shelf, item: ItemId) -> bool {
        let open = !self.is_open(shelf, item);
        self.found = self.found.filter(|found| *found != (pane_of(shelf), item));
        self.blocks.insert((shelf, item), open);
        open
    }

    /// Opens or folds all of a kind. Answers whether anything had been said of single blocks, which
    /// no longer holds.
    pub fn toggle_kind(&mut self, shelf: Shelf) -> bool {
        let open = !self.is_kind_open(shelf);
        if open == matches!(shelf, Shelf::ThinkingPane | Shelf::ActivityPane) {
            self.turned.retain(|turned| *turned != shelf);
        } else {
            self.turned.push(shelf);
        }
        let n_before = self.blocks.len();
        self.found = self.found.filter(|(kind, _)| *kind != pane_of(shelf));
        self.blocks.retain(|(other, _), _| *other != shelf);
        self.blocks.len() < n_before
    }

    /// Another session is open, of whose blocks this was said; what holds for kinds stays.
    pub fn begin(&mut self, said: impl Iterator<Item = ((Shelf, ItemId), bool)>) {
        self.found = None;
        self.blocks = said.collect();
    }

    /// What is remembered across runs: a line with the name of each shelf that is not as at first.
    pub fn to_memory(&self) -> String {
        let mut names: Vec<&str> = self.turned.iter().map(|shelf| shelf.name()).collect();
        names.sort_unstable();
        names.iter().map(|name| format!("{name}\n")).collect()
    }

    /// Takes up what an earlier run remembered. What makes no sense is passed over.
    pub fn recall(&mut self, memory: &str) {
        self.turned.clear();
        for shelf in Shelf::ALL {
            if memory.lines().any(|line| line.trim() == shelf.name()) {
                self.turned.push(shelf);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_said_of_a_kind_later_holds_for_all_of_it() {
        let mut folds = Folds::default();
        assert!(!folds.is_open(Shelf::Thinking, ItemId(0)));
        assert!(folds.is_open(Shelf::ThinkingPane, ItemId(0)));
        let shelf = Shelf::Thinking;
        assert!(folds.toggle(shelf, ItemId(0)));
        assert!(folds.is_open(shelf, ItemId(0)) && !folds.is_open(shelf, ItemId(1)));
        assert!(folds.toggle_kind(shelf));
        assert!(folds.is_open(shelf, ItemId(0)) && folds.is_open(shelf, ItemId(1)));
        assert!(!folds.toggle_kind(shelf));
        assert!(!folds.is_open(shelf, ItemId(0)));
        assert!(!folds.is_open(Shelf::Calls, ItemId(0)));
    }

    #[test]
    fn kinds_are_remembered_and_blocks_are_those_of_the_session() {
        let mut folds = Folds::default();
        folds.toggle_kind(Shelf::ActivityPane);
        folds.toggle_kind(Shelf::Thinking);
        folds.toggle(Shelf::Calls, ItemId(3));
        assert_eq!(folds.to_memory(), "activity-pane\nthinking\n");
        let mut later = Folds::default();
        later.recall(&folds.to_memory());
        later.begin([((Shelf::Calls, ItemId(3)), true)].into_iter());
        for shelf in Shelf::ALL {
            for part in 0..5 {
                let (then, now) = (
                    folds.is_open(shelf, ItemId(part)),
                    later.is_open(shelf, ItemId(part)),
                );
                assert_eq!(then, now, "{shelf:?} {part}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_damaged_memory_is_no_fault(memory in "([a-z-]{0,9}|thinking|calls|\n| ){0,20}") {
            let mut folds = Folds::default();
            folds.recall(&memory);
            let mut again = Folds::default();
            again.recall(&folds.to_memory());
            prop_assert_eq!(folds.to_memory(), again.to_memory());
        }
    }
}
