//! What is *covered*: focus and selection of the conversation while a side pane lies over it.
//!
//! Who looks at a thought meanwhile finds both as they were. A pane that is not there at all keeps
//! neither, and who went to write meanwhile goes on writing.

use crate::app::App;
use crate::app::copy::selected::Selected;
use crate::app::focus::{Focus, PaneKind};

/// What waits below the pane that lies over the conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Covered {
    /// Did the conversation have the focus? Then the pane over it has.
    had_focus: bool,
    /// What was selected in it.
    selected: Option<Selected>,
}

impl App {
    /// Brings the focus to a pane that is there, when it is known where the panes are.
    pub(super) fn settle_focus(&mut self) {
        let Focus::Pane(kind) = self.focus else {
            return;
        };
        let visible = self.visible_panes();
        if visible.contains(&kind) {
            return;
        }
        let is_covered = self.areas.pane_is_over();
        self.covered.had_focus |= is_covered && kind == PaneKind::Conversation;
        let next = visible.first().filter(|_| self.covered.had_focus);
        self.focus = next.map_or(Focus::Composer, |kind| Focus::Pane(*kind));
    }

    /// Gives the focus to a side pane that comes to lie over the one that has it.
    pub(super) fn focus_over(&mut self, kind: PaneKind) {
        self.covered.had_focus |= self.focus == Focus::Pane(PaneKind::Conversation);
        self.focus = Focus::Pane(kind);
    }

    /// Lets go what is selected in a pane that is not there, or in lines that are not; afterwards
    /// nothing waits any more, unless the conversation is covered.
    pub(super) fn settle_selection(&mut self) {
        let before = [self.selected, self.covered.selected];
        self.find_selection();
        let after = [self.selected, self.covered.selected];
        let gone = before.into_iter().flatten();
        for selected in gone.filter(|selected| !after.contains(&Some(*selected))) {
            selected.release(&mut self.panes);
        }
    }

    /// Finds what is selected now, and what waits.
    fn find_selection(&mut self) {
        let visible = self.visible_panes();
        let is_seen = |selected: &Selected| visible.contains(&selected.kind);
        let (seen, hidden) = match self.selected.take() {
            Some(selected) if is_seen(&selected) => (Some(selected), None),
            hidden => (None, hidden),
        };
        if self.areas.pane_is_over() {
            let hidden = hidden.filter(|selected| selected.kind == PaneKind::Conversation);
            // There is one selection, the one that was made last.
            let waiting = hidden.or(self.covered.selected);
            self.covered.selected = waiting.filter(|_| seen.is_none());
            self.selected = seen;
        } else {
            self.selected = seen.or(std::mem::take(&mut self.covered).selected);
        }
        let is_there = |selected: &Selected| {
            let doc = &self.panes.get(selected.kind).doc;
            selected.selection.is_in(doc)
        };
        self.selected = self.selected.filter(is_there);
    }
}
