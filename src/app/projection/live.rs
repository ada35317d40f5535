//! The round that is arriving, as items: one per stretch of text, thinking block and tool call.

mod part;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::api::accumulator::{Accumulator, LiveBlock};
use crate::api::content::ToolCallId;
use crate::app::fold::Folds;
use crate::app::panes::Panes;
use crate::app::projection::awaited::Awaited;
use crate::app::projection::block_view::{BlockView, Shape, ViewKind};
use crate::app::projection::live::part::{Beginning, Part};
use crate::app::projection::live_text::LiveText;
use crate::app::projection::thought::LiveThought;
use crate::app::projection::times::Times;
use crate::app::projection::{CallItem, Moment, footer_item, lines, round_item, tool};
use crate::conversation::entry::{AssistantEntry, Entry};
use crate::pane::Pane;
use crate::pane::doc::ItemId;

/// The items of one round, from its first delta until it is an entry.
#[derive(Debug, Clone)]
pub struct LiveRound {
    round: u64,
    parts: Vec<Part>,
    /// How many blocks have a part; a block that follows text with text belongs to the same part.
    n_blocks: usize,
    /// Is all of it here? Then text of which nothing is shown need not be read until somebody
    /// looks.
    is_committed: bool,
    /// The blocks of the last sync.
    seen: Vec<Seen>,
    /// The results of the server's own calls whose call is not known, by their block.
    strays: BTreeSet<usize>,
    /// All results before this block are shown.
    n_answered: usize,
}

/// What makes a block the same one as at the last sync.
#[derive(Debug, Clone)]
struct Seen {
    /// As the server counts.
    index: u32,
    shape: Shape,
    call: Option<ToolCallId>,
}

impl LiveRound {
    /// A round of which nothing is shown yet.
    pub fn new(round: u64) -> Self {
        Self {
            round,
            parts: Vec::new(),
            n_blocks: 0,
            is_committed: false,
            seen: Vec::new(),
            strays: BTreeSet::new(),
            n_answered: 0,
        }
    }

    /// Its number.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Shows what has arrived since the last call.
    pub fn sync(
        &mut self,
        panes: &mut Panes,
        accumulator: &Accumulator,
        moment: &Moment<'_>,
        awaited: &mut Awaited,
    ) {
        let blocks = accumulator.blocks();
        let mut views: Vec<BlockView<'_>> = blocks.iter().map(BlockView::of_live).collect();
        // A block may begin late and before others, or begin again as something else.
        let mut unseen = blocks.iter();
        if !self
            .seen
            .iter()
            .all(|seen| unseen.next().is_some_and(|block| seen.is(block)))
        {
            self.start_over(panes);
            self.strays.clear();
            self.seen.clear();
            unseen = blocks.iter();
        }
        self.seen.extend(unseen.map(Seen::of));
        self.find_strays(&mut views, self.n_blocks, awaited);
        self.show(panes, &views, moment);
        self.show_results(panes, &views, moment, awaited);
    }

    /// Shows the committed answer: the same items, grown to their end, and the line below them.
    ///
    /// `turn` reads the entries of the turn up to and with the answer, oldest first.
    pub fn finish<'a>(
        &mut self,
        panes: &mut Panes,
        answer: &AssistantEntry,
        turn: &dyn Fn() -> Vec<&'a Entry>,
        (folds, awaited): (&Folds, &mut Awaited),
    ) {
        let blocks = answer.blocks.iter();
        let mut views: Vec<BlockView<'_>> = blocks.map(BlockView::of_committed).collect();
        self.strays.clear();
        self.find_strays(&mut views, 0, awaited);
        let owed: HashSet<usize> = answer.owed_calls().iter().map(|call| call.block).collect();
        let mut unseen = views.iter();
        let is_as_seen = |seen: &Seen| unseen.next().is_some_and(|view| seen.is_shown_as(view));
        let are_seen = self.seen.iter().all(is_as_seen);
        if views.len() < self.n_blocks || !are_seen || !self.fits(&views) {
            self.start_over(panes);
        }
        self.is_committed = true;
        let moment = Moment {
            folds,
            tick: u64::MAX,
            times: Times::Over(answer),
        };
        self.show(panes, &views, &moment);
        // The blocks may be numbered in another way than while they arrived.
        self.n_answered = 0;
        self.show_results(panes, &views, &moment, awaited);
        let is_going_on = answer.is_going_on();
        let cut = answer.interrupted.as_ref();
        for part in &mut self.parts {
            if is_going_on && let Some((id, call)) = part.unanswered() {
                awaited.add(panes, id.clone(), call.clone(), folds);
                continue;
            }
            let status = tool::Status::cut(cut);
            let unowed = (!owed.contains(&part.first_block)).then_some(status);
            part.close(panes, unowed, folds);
        }
        if !is_going_on {
            awaited.give_up(panes, cut, folds);
        }
        if let Some(footer) = lines::footer(answer, turn) {
            panes.conversation.doc.push(footer_item(self.round), footer);
        }
    }

    /// The text of an item of this round in the conversation.
    pub fn text_mut(&mut self, item: ItemId) -> Option<&mut LiveText> {
        let part = self.parts.iter_mut().find(|part| part.item == item)?;
        part.text_mut()
    }

    /// The thinking of an item of this round that is arriving.
    pub fn thought_mut(&mut self, item: ItemId) -> Option<&mut LiveThought> {
        let part = self.parts.iter_mut().find(|part| part.item == item)?;
        part.thought_mut()
    }

    /// The calls that are shown.
    pub fn calls(&self) -> impl Iterator<Item = &CallItem> {
        self.parts.iter().filter_map(Part::call)
    }

    /// The calls that are shown, for their results.
    pub fn into_calls(self) -> HashMap<ToolCallId, CallItem> {
        // Where an id stands twice, the first one is the call.
        let parts = self.parts.into_iter().rev();
        parts.filter_map(Part::into_call).collect()
    }

    fn show(&mut self, panes: &mut Panes, views: &[BlockView<'_>], moment: &Moment<'_>) {
        for idx in self.n_blocks..views.len() {
            self.begin(panes, idx, views.get(idx..).unwrap_or(&[]), moment);
        }
        self.n_blocks = self.n_blocks.max(views.len());
        let ends: Vec<usize> = self
            .parts
            .iter()
            .skip(1)
            .map(|part| part.first_block)
            .chain([self.n_blocks])
            .collect();
        for (part, end) in self.parts.iter_mut().zip(ends) {
            let views = views.get(part.first_block..end).unwrap_or(&[]);
            part.grow(panes, views, moment);
        }
    }

    /// Finds the results whose call is in no block before them and is not awaited either. `views`
    /// are all blocks; of those before `fresh` it was decided before.
    fn find_strays(&mut self, views: &mut [BlockView<'_>], fresh: usize, awaited: &Awaited) {
        for idx in fresh..views.len() {
            let (before, rest) = views.split_at(idx);
            if let Some(ViewKind::Result(result)) = rest.first().map(|view| &view.kind)
                && !before.iter().any(|view| view.is_served(result.id))
                && !awaited.knows(result.id)
            {
                self.strays.insert(idx);
            }
        }
        for idx in &self.strays {
            if let Some(view) = views.get_mut(*idx)
                && let ViewKind::Result(result) = view.kind
            {
                view.kind = ViewKind::Stray(result);
            }
        }
    }

    /// Shows the results that are new with their calls.
    fn show_results(
        &mut self,
        panes: &mut Panes,
        views: &[BlockView<'_>],
        moment: &Moment<'_>,
        awaited: &mut Awaited,
    ) {
        for (idx, view) in views.iter().enumerate().skip(self.n_answered) {
            if let ViewKind::Result(result) = &view.kind {
                if !view.closed {
                    // Of one that is not all here the next look will find more.
                    return;
                }
                let Some(said) = result.said() else {
                    // It was cut, which takes nothing from those behind it.
                    self.n_answered += 1;
                    continue;
                };
                let status = tool::Status::of_served(said, moment.times.served(result.id));
                let folds = moment.folds;
                // Of calls with one id the last one before it is meant.
                let parts = self.parts.iter_mut().rev();
                let mut parts = parts.skip_while(|part| part.first_block > idx);
                if !parts.any(|part| part.answer(panes, result.id, &status, folds)) {
                    awaited.answer(panes, result.id, &status, folds);
                }
            }
            self.n_answered += 1;
        }
    }

    /// Gives a new block its item, unless it goes on with the text before. `rest` holds the block
    /// and those after it.
    fn begin(
        &mut self,
        panes: &mut Panes,
        idx: usize,
        rest: &[BlockView<'_>],
        moment: &Moment<'_>,
    ) {
        let last = self.parts.last();
        let is_text = |view: &BlockView<'_>| matches!(view.kind, ViewKind::Text(_));
        if rest.first().is_some_and(is_text) && last.is_some_and(Part::is_text) {
            return;
        }
        let beginning = Beginning {
            first_block: idx,
            item: round_item(self.round, idx),
            is_committed: self.is_committed,
            compact: last.is_some_and(|part| !part.is_text()),
        };
        self.parts
            .extend(Part::begin(panes, &beginning, rest, moment));
    }

    /// Can the committed blocks grow out of what is shown? (A server that numbered its blocks
    /// oddly, or a block that was dropped as empty, can make them differ.)
    fn fits(&self, views: &[BlockView<'_>]) -> bool {
        self.parts.iter().all(|part| {
            let view = views.get(part.first_block);
            view.is_some_and(|view| part.fits(view))
        })
    }

    fn start_over(&mut self, panes: &mut Panes) {
        for part in &self.parts {
            remove_from(&mut panes.conversation, part.item);
            remove_from(&mut panes.thinking, part.item);
            remove_from(&mut panes.activity, part.item);
        }
        self.parts.clear();
        self.n_blocks = 0;
        self.n_answered = 0;
    }
}

impl Seen {
    fn of(block: &LiveBlock) -> Self {
        let view = BlockView::of_live(block);
        Self {
            index: block.index,
            shape: view.shape(),
            call: view.call().cloned(),
        }
    }

    fn is_shown_as(&self, view: &BlockView<'_>) -> bool {
        self.shape == view.shape() && self.call.as_ref() == view.call()
    }

    fn is(&self, block: &LiveBlock) -> bool {
        self.index == block.index && self.is_shown_as(&BlockView::of_live(block))
    }
}

/// Takes an item away, and all that came after it: a round's items are the last ones.
fn remove_from(pane: &mut Pane, item: ItemId) {
    if let Some(idx) = pane.doc.position(item) {
        pane.doc.truncate(idx);
    }
}
