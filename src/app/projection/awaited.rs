//! An *awaited* call is one that the server runs and whose answer ended before its result: the
//! server paused, or waited for results of ours. The result is expected in a later round of the
//! turn and is shown with the call all the same.

use crate::api::content::ToolCallId;
use crate::app::fold::Folds;
use crate::app::panes::Panes;
use crate::app::projection::{CallItem, tool};
use crate::conversation::entry::Interruption;
use crate::pane::doc::ItemId;

/// The awaited calls of all turns that are shown, those included of which the wait is over.
#[derive(Debug, Clone, Default)]
pub struct Awaited {
    calls: Vec<Waiting>,
    /// Counts the turns that are shown.
    turn: usize,
}

#[derive(Debug, Clone)]
struct Waiting {
    turn: usize,
    id: ToolCallId,
    call: CallItem,
}

impl Awaited {
    /// Waits for the result of a call of the newest turn.
    pub fn add(&mut self, panes: &mut Panes, id: ToolCallId, mut call: CallItem, folds: &Folds) {
        call.show(panes, tool::Status::Waiting, folds);
        self.calls.retain(|known| known.call.item != call.item);
        let turn = self.turn;
        self.calls.push(Waiting { turn, id, call });
    }

    /// Is this a call of the newest turn?
    pub fn knows(&self, id: &ToolCallId) -> bool {
        self.calls.iter().any(|call| self.is_now(call, id))
    }

    /// Shows what came of a call of the newest turn.
    pub fn answer(
        &mut self,
        panes: &mut Panes,
        id: &ToolCallId,
        status: &tool::Status,
        folds: &Folds,
    ) {
        let turn = self.turn;
        let mut calls = self.calls.iter_mut();
        if let Some(known) = calls.find(|known| known.turn == turn && known.id == *id) {
            known.call.show(panes, status.clone(), folds);
        }
    }

    /// Nothing more comes in the newest turn; `cut` is why its last answer is not whole, if it is
    /// not.
    pub fn give_up(&mut self, panes: &mut Panes, cut: Option<&Interruption>, folds: &Folds) {
        let turn = self.turn;
        for known in self.calls.iter_mut().filter(|known| known.turn == turn) {
            if known.call.shown == tool::Status::Waiting {
                known.call.show(panes, tool::Status::cut(cut), folds);
            }
        }
    }

    /// A turn begins; the one before it is over.
    pub fn begin_turn(&mut self, panes: &mut Panes, folds: &Folds) {
        self.give_up(panes, None, folds);
        self.turn += 1;
    }

    /// Only so many turns are shown any more, and of the newest one perhaps not all: its calls wait
    /// again.
    pub fn rewind(&mut self, panes: &mut Panes, n_turns: usize, folds: &Folds) {
        self.turn = n_turns;
        let is_shown = |item: ItemId| panes.activity.doc.position(item).is_some();
        self.calls.retain(|known| is_shown(known.call.item));
        for known in self.calls.iter_mut().filter(|known| known.turn == n_turns) {
            known.call.show(panes, tool::Status::Waiting, folds);
        }
    }

    /// What is shown of the state of a call.
    pub fn status(&self, item: ItemId) -> Option<&tool::Status> {
        let known = self.calls.iter().find(|known| known.call.item == item)?;
        Some(&known.call.shown)
    }

    /// The calls, to be drawn anew.
    pub fn calls(&self) -> impl Iterator<Item = &CallItem> {
        self.calls.iter().map(|known| &known.call)
    }

    fn is_now(&self, call: &Waiting, id: &ToolCallId) -> bool {
        call.turn == self.turn && call.id == *id
    }
}
