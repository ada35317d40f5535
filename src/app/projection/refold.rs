//! *Refolding* gives blocks of the past their other form: folded, or open.
//!
//! It reads them from the conversation, since panes hold what they show and nothing else. What is
//! opened is not read before somebody looks at it; so to open ten thousand blocks lays out none.

use std::collections::{HashMap, HashSet};

use crate::api::content::ToolCallId;
use crate::app::fold::{Foldable, Folds, pane_of};
use crate::app::panes::Panes;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::{Projection, live, round_item, round_of, thought, tool};
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, CallResult, EntryKind};
use crate::pane::doc::ItemId;
use crate::session::record::Shelf;

/// What is to be refolded.
#[derive(Debug, Clone, Copy)]
pub struct Which {
    /// Where.
    pub shelf: Shelf,
    /// This block only.
    pub only: Option<ItemId>,
}

impl Projection {
    /// Shows what is over as `folds` says. Thinking that arrives sees to itself.
    pub fn refold(
        &mut self,
        panes: &mut Panes,
        conversation: &Conversation,
        folds: &Folds,
        which: Which,
    ) {
        self.redraw_calls(panes, folds);
        let mut results: HashMap<&ToolCallId, &CallResult> = HashMap::new();
        for entry in conversation.path_entries().rev() {
            match &entry.kind {
                EntryKind::ToolResults(all) => {
                    results = all.iter().map(|r| (&r.result.tool_use_id, r)).collect();
                }
                EntryKind::Assistant(answer) => {
                    let wanted = which.only.and_then(round_of);
                    if wanted.is_none_or(|round| round == answer.round) {
                        self.refold_answer(panes, answer, &results, folds, which);
                    }
                    if wanted == Some(answer.round) {
                        return;
                    }
                    results.clear();
                }
                EntryKind::User(_) | EntryKind::Marker(_) => {}
            }
        }
    }

    /// The calls that are being made or carried out.
    fn redraw_calls(&self, panes: &mut Panes, folds: &Folds) {
        let live = self.live.iter().flat_map(|live| live.calls());
        for call in live.chain(self.calls.values()) {
            call.draw(panes, folds);
        }
    }

    fn refold_answer(
        &self,
        panes: &mut Panes,
        answer: &AssistantEntry,
        results: &HashMap<&ToolCallId, &CallResult>,
        folds: &Folds,
        Which { shelf, only }: Which,
    ) {
        let blocks = answer.blocks.iter();
        let views: Vec<BlockView<'_>> = blocks
            .map(|block| BlockView::of_kind(block.block.kind(), block.partial_input.as_deref()))
            .collect();
        let time = live::single(&views, answer.timing.thought);
        let is_of = |foldable: Foldable| foldable.shelves().contains(&shelf);
        let owed: HashSet<usize> = answer.owed_calls().iter().map(|call| call.block).collect();
        let mut compact = false;
        for (idx, view) in views.iter().enumerate() {
            let item = round_item(answer.round, idx);
            let is_wanted = only.is_none_or(|only| only == item)
                && panes.get(pane_of(shelf)).doc.position(item).is_some();
            match view.kind {
                ViewKind::Hidden => continue,
                ViewKind::Text(_) => {
                    compact = false;
                    continue;
                }
                ViewKind::Thinking(source) if is_wanted && is_of(Foldable::Thinking) => {
                    thought::show_whole(panes, (shelf, item), source, time, compact, folds);
                }
                ViewKind::Call {
                    id,
                    name,
                    input,
                    server,
                } if is_wanted && is_of(Foldable::Calls) => {
                    let status = match id.filter(|_| !server) {
                        None => tool::Status::Server,
                        Some(_) if !owed.contains(&idx) => tool::Status::cut(),
                        Some(id) => match (results.get(id), self.calls.get(id)) {
                            (Some(result), _) => tool::Status::of_result(result),
                            (None, Some(call)) => call.shown.clone(),
                            (None, None) => tool::Status::Writing,
                        },
                    };
                    let call = tool::CallLines {
                        name,
                        input,
                        input_len: input.len(),
                        status: &status,
                        compact,
                    };
                    let doc = &mut panes.get_mut(pane_of(shelf)).doc;
                    tool::show(doc, item, &call, shelf, folds.is_open(shelf, item));
                }
                ViewKind::Thinking(_) | ViewKind::Call { .. } => {}
            }
            compact = true;
        }
    }
}
