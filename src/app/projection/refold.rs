//! *Refolding* gives blocks of the past their other form: folded, or open.
//!
//! It reads them from the conversation, since panes hold what they show and nothing else. What is
//! opened is not read before somebody looks at it; so to open ten thousand blocks lays out none.

use std::collections::{HashMap, HashSet};

use crate::api::content::served::tool_of;
use crate::api::content::{ToolCallId, ToolResult};
use crate::app::focus::PaneKind;
use crate::app::fold::{Extent, Foldable, Folds, pane_of};
use crate::app::panes::Panes;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::tool::CallLines;
use crate::app::projection::{
    Projection, entry_item, prompts, raw, round_item, round_of, thought, tool,
};
use crate::app::search::reading::Look;
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
    /// Only what is in the path from this place on, and the round before.
    pub since: usize,
}

/// A block that can be folded.
enum Block<'a> {
    Thinking(Thinking<'a>),
    Call(CallLines<'a>),
}

/// A thinking block that is over.
struct Thinking<'a> {
    source: &'a str,
    /// How long it took, in milliseconds.
    time: Option<u64>,
    /// Is the item above in the conversation one of one line too?
    compact: bool,
}

impl Block<'_> {
    /// Bytes of what its lines are made of.
    fn source_len(&self) -> usize {
        match self {
            Self::Thinking(thinking) => thinking.source.len(),
            Self::Call(call) => call.source_len(),
        }
    }
}

/// What came of the calls of a round.
type Results<'a> = HashMap<&'a ToolCallId, &'a CallResult>;

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
        self.each_block(
            panes,
            conversation,
            which,
            &mut |panes, item, block| match block {
                Block::Thinking(Thinking {
                    source,
                    time,
                    compact,
                }) => {
                    let place = (which.shelf, item);
                    thought::show_whole(panes, place, source, time, compact, folds);
                }
                Block::Call(call) => {
                    let doc = &mut panes.get_mut(pane_of(which.shelf)).doc;
                    let extent = folds.extent(which.shelf, item);
                    tool::show(doc, item, &call, which.shelf, extent);
                }
            },
        );
    }

    /// Lets a search look into what is in the path from a place on, and the round before, is over
    /// and not shown whole in its pane. What the conversation tells of thinking and calls is found
    /// there.
    pub fn look_inside(
        &self,
        panes: &mut Panes,
        conversation: &Conversation,
        folds: &Folds,
        since: usize,
    ) {
        for shelf in [Shelf::ThinkingPane, Shelf::ActivityPane] {
            let only = None;
            let which = Which { shelf, only, since };
            self.each_block(panes, conversation, which, &mut |panes, item, block| {
                look_into(panes, folds, shelf, (item, block), usize::MAX);
            });
        }
        for entry in conversation.path().get(since..).unwrap_or_default() {
            let item = entry_item(*entry);
            prompts::look_into(panes, (conversation, folds), item, usize::MAX);
        }
    }

    /// The same for one item of a pane, found at once in a long history, if that costs no more than
    /// `most`, in bytes of source.
    pub fn look_inside_item(
        &self,
        panes: &mut Panes,
        (conversation, folds): (&Conversation, &Folds),
        (kind, item): (PaneKind, ItemId),
        most: usize,
    ) -> Look {
        let foldable = match kind {
            PaneKind::Conversation => {
                return prompts::look_into(panes, (conversation, folds), item, most);
            }
            PaneKind::Thinking => Foldable::Thinking,
            PaneKind::Activity => Foldable::Calls,
        };
        let round = round_of(item).and_then(|round| round_in(conversation, round));
        let Some((answer, results)) = round else {
            return Look::AllShown;
        };
        let which = Which {
            shelf: foldable.shelf(kind),
            only: Some(item),
            since: 0,
        };
        let mut came = Look::AllShown;
        self.each_block_of(panes, answer, &results, which, &mut |panes, item, block| {
            came = look_into(panes, folds, which.shelf, (item, block), most);
        });
        came
    }

    /// Reads the blocks of the past from the newest on.
    fn each_block(
        &self,
        panes: &mut Panes,
        conversation: &Conversation,
        which: Which,
        act: &mut dyn FnMut(&mut Panes, ItemId, Block<'_>),
    ) {
        let mut results = Results::new();
        let path = conversation.path_entries();
        for (idx, entry) in path.enumerate().rev() {
            match &entry.kind {
                EntryKind::ToolResults(all) => {
                    results = by_call(all);
                }
                EntryKind::Assistant(answer) => {
                    let wanted = which.only.and_then(round_of);
                    if wanted.is_none_or(|round| round == answer.round) {
                        self.each_block_of(panes, answer, &results, which, act);
                    }
                    // The round before may have its results since.
                    if wanted == Some(answer.round) || idx < which.since {
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
        let waiting = self.calls.values().chain(self.awaited.calls());
        for call in live.chain(waiting) {
            call.draw(panes, folds);
        }
    }

    fn each_block_of(
        &self,
        panes: &mut Panes,
        answer: &AssistantEntry,
        results: &Results<'_>,
        Which { shelf, only, .. }: Which,
        act: &mut dyn FnMut(&mut Panes, ItemId, Block<'_>),
    ) {
        let blocks = answer.blocks.iter();
        let views: Vec<BlockView<'_>> = blocks.map(BlockView::of_committed).collect();
        let is_of = |foldable: Foldable| foldable.shelves().contains(&shelf);
        let owed: HashSet<usize> = answer.owed_calls().iter().map(|call| call.block).collect();
        let mut compact = false;
        // A result that has an item of its own belongs to no call.
        let is_stray = |panes: &Panes, idx: usize| {
            let item = round_item(answer.round, idx);
            panes.conversation.doc.position(item).is_some()
        };
        // By the place of the call; of calls with one id the last one before a result is meant.
        let mut served: HashMap<usize, &ToolResult> = HashMap::new();
        for (idx, view) in views.iter().enumerate() {
            if let ViewKind::Result(result) = view.kind
                && let Some(said) = result.said()
                && !is_stray(panes, idx)
                && let Some(before) = views.get(..idx)
                && let Some(call) = before.iter().rposition(|view| view.is_served(result.id))
            {
                served.insert(call, said);
            }
        }
        for (idx, view) in views.iter().enumerate() {
            let item = round_item(answer.round, idx);
            let is_wanted = only.is_none_or(|only| only == item)
                && panes.get(pane_of(shelf)).doc.position(item).is_some();
            match view.kind {
                ViewKind::Hidden => continue,
                ViewKind::Result(_) | ViewKind::Stray(_) if !is_stray(panes, idx) => continue,
                ViewKind::Result(result) | ViewKind::Stray(result)
                    if is_wanted && is_of(Foldable::Calls) =>
                {
                    if let (Some(block), Some(said)) = (result.block, result.said()) {
                        let call = CallLines {
                            name: &tool_of(block),
                            input: "",
                            input_len: 0,
                            status: &tool::Status::of_served(said, None),
                            compact,
                        };
                        act(panes, item, Block::Call(call));
                    }
                }
                ViewKind::Text(_) => {
                    compact = false;
                    continue;
                }
                ViewKind::Thinking(source) if is_wanted && is_of(Foldable::Thinking) => {
                    let block = Thinking {
                        source,
                        time: answer.thinking_time(idx),
                        compact,
                    };
                    act(panes, item, Block::Thinking(block));
                }
                ViewKind::Call {
                    id,
                    name,
                    input,
                    server,
                } if is_wanted && is_of(Foldable::Calls) => {
                    let status = match (results.get(id), self.calls.get(id)) {
                        _ if server => match (served.get(&idx), self.awaited.status(item)) {
                            (Some(said), _) => {
                                tool::Status::of_served(said, answer.serving_time(id))
                            }
                            (None, Some(status)) => status.clone(),
                            (None, None) => tool::Status::cut(answer.interrupted.as_ref()),
                        },
                        _ if !owed.contains(&idx) => tool::Status::cut(answer.interrupted.as_ref()),
                        (Some(result), _) => tool::Status::of_result(result),
                        (None, Some(call)) => call.shown.clone(),
                        (None, None) => tool::Status::Writing,
                    };
                    let call = CallLines {
                        name,
                        input,
                        input_len: input.len(),
                        status: &status,
                        compact,
                    };
                    act(panes, item, Block::Call(call));
                }
                ViewKind::Thinking(_)
                | ViewKind::Call { .. }
                | ViewKind::Result(_)
                | ViewKind::Stray(_) => {}
            }
            compact = true;
        }
    }
}

/// Lets a search look into a block, if not all of it is shown and that costs no more than `most`.
fn look_into(
    panes: &mut Panes,
    folds: &Folds,
    shelf: Shelf,
    (item, block): (ItemId, Block<'_>),
    most: usize,
) -> Look {
    let doc = &mut panes.get_mut(pane_of(shelf)).doc;
    let extent = folds.extent(shelf, item);
    let lines = match block {
        // What is shown raw is searched as it is shown.
        Block::Thinking(_) if extent.is_open() || raw::is_raw(doc.lines(item)) => None,
        Block::Call(_) if extent == Extent::Whole => None,
        _ if block.source_len() > most => return Look::TooLarge,
        Block::Thinking(Thinking {
            source,
            time,
            compact,
        }) => Some(thought::inside(shelf, source, time, compact)),
        Block::Call(call) => tool::inside(&call, extent),
    };
    match lines {
        Some(lines) => Look::Read(doc.look_inside(item, &lines)),
        None => Look::AllShown,
    }
}

/// The answer of a round in the path, and what came of its calls. Rounds go up along a path.
fn round_in(conversation: &Conversation, round: u64) -> Option<(&AssistantEntry, Results<'_>)> {
    let path = conversation.path();
    let kind_at = |idx: usize| Some(&conversation.entry(*path.get(idx)?)?.kind);
    let answer_from = |from: usize| {
        (from..path.len()).find_map(|idx| match kind_at(idx)? {
            EntryKind::Assistant(answer) => Some((idx, answer)),
            EntryKind::User(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
        })
    };
    let (mut from, mut until) = (0, path.len());
    while from < until {
        let middle = from.midpoint(until);
        match answer_from(middle) {
            Some((_, answer)) if answer.round < round => from = middle + 1,
            _ => until = middle,
        }
    }
    let (idx, answer) = answer_from(from).filter(|(_, answer)| answer.round == round)?;
    let after = (idx + 1..path.len()).map_while(kind_at);
    let mut after = after.take_while(|kind| !matches!(kind, EntryKind::Assistant(_)));
    let results = after.find_map(|kind| match kind {
        EntryKind::ToolResults(all) => Some(by_call(all)),
        EntryKind::User(_) | EntryKind::Assistant(_) | EntryKind::Marker(_) => None,
    });
    Some((answer, results.unwrap_or_default()))
}

fn by_call(all: &[CallResult]) -> Results<'_> {
    let by_call = all
        .iter()
        .map(|result| (&result.result.tool_use_id, result));
    by_call.collect()
}
