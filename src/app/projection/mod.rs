//! The *projection* turns the conversation and the round that is arriving into the items of the
//! panes.
//!
//! It runs once per frame and does only what is new: entries that were shown stay as they are,
//! the arriving round is fed to its markdown streams, and when it is committed its items simply
//! become those of the entry. Item ids are made of entry ids and round numbers, so that a place
//! in the content survives all of that.
//!
//! # Invariants
//! - The items of a doc are: those of the path's entries in order, then those of the live round,
//!   then at most one failure.
//! - What is shown for an entry depends on its turn and on its tool results alone; so what is
//!   shown after resuming equals what was on the screen before.

mod awaited;
mod block_view;
pub mod failure;
pub mod lines;
pub mod live;
mod live_text;
mod prompts;
pub mod raw;
pub mod refold;
pub mod source;
mod thought;
mod times;
pub mod tool;

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::api::content::ToolCallId;
use crate::app::TICK;
use crate::app::focus::PaneKind;
use crate::app::fold::{Extent, Foldable, Folds, pane_of};
use crate::app::panes::Panes;
use crate::app::projection::awaited::Awaited;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::live::LiveRound;
use crate::app::projection::live_text::whole;
use crate::app::projection::source::{Source, SourceKind};
use crate::app::projection::times::Times;
use crate::conversation::Conversation;
use crate::conversation::entry::{CallResult, Entry, EntryId, EntryKind, prompt_text};
use crate::pane::doc::{Doc, ItemId};
use crate::problem::Problem;
use crate::text::sanitize::one_line;
use crate::turn::Turn;
use crate::turn::tool_call::ToolCall;

/// What was projected so far.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    synced: Vec<Synced>,
    live: Option<LiveRound>,
    /// The calls of the last round shown, until their results are entries.
    calls: HashMap<ToolCallId, CallItem>,
    /// Calls that the server runs, whose results come later than their answers.
    awaited: Awaited,
    /// The failure shown at the end, to know when it changes.
    failure: Option<Problem>,
    /// The prompts with the place of their item among those of the conversation.
    prompts: Vec<(usize, String)>,
}

/// An entry that is shown, and how long the docs were after it.
#[derive(Debug, Clone, Copy)]
struct Synced {
    entry: EntryId,
    lens: Lens,
}

/// Lengths of the docs in items.
#[derive(Debug, Clone, Copy, Default)]
struct Lens {
    conversation: usize,
    thinking: usize,
    activity: usize,
}

/// Where a call is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct CallItem {
    item: ItemId,
    name: String,
    /// What is shown of its input needs no more than the beginning of a long one.
    input: String,
    input_len: usize,
    /// What is shown of its state; redrawn only when that differs.
    shown: tool::Status,
    /// Is the item above in the conversation one of one line too?
    compact: bool,
}

/// What the round that arrives is shown by, besides what has arrived.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// What is open.
    pub folds: &'a Folds,
    /// Counts up with [`TICK`]: numbers change with it and not with each word.
    pub tick: u64,
    /// How long its parts take.
    times: Times<'a>,
}

/// The item of a failure; no entry has this number.
pub const FAILURE: ItemId = ItemId(u64::MAX);

/// The last part of an answer.
const FOOTER: u64 = 0xfff;

/// The item of an entry that is not an answer.
pub fn entry_item(id: EntryId) -> ItemId {
    ItemId(id.0)
}

/// The item of a part of an answer; `part` counts from 0.
fn round_item(round: u64, part: usize) -> ItemId {
    let part = u64::try_from(part).unwrap_or(u64::MAX).min(FOOTER);
    ItemId((1 << 62) | (round << 12) | part)
}

/// The item of the line below an answer.
fn footer_item(round: u64) -> ItemId {
    ItemId((1 << 62) | (round << 12) | FOOTER)
}

/// Is it the line below an answer that tells what came of it?
pub fn is_footer(item: ItemId) -> bool {
    round_of(item).is_some() && item.0 & FOOTER == FOOTER
}

/// The item of a part of a round; `None` for numbers that no item has.
pub fn item_at(round: u64, part: u64) -> Option<ItemId> {
    let is_one = round < 1 << 50 && part < FOOTER;
    let part = usize::try_from(part).ok().filter(|_| is_one)?;
    Some(round_item(round, part))
}

/// Round and part of an item of an answer.
pub fn place_of(item: ItemId) -> Option<(u64, u64)> {
    Some((round_of(item)?, item.0 & FOOTER))
}

/// The round an item belongs to, if it is part of an answer.
pub fn round_of(item: ItemId) -> Option<u64> {
    (item != FAILURE && item.0 & (1 << 62) != 0).then_some((item.0 & !(1 << 62)) >> 12)
}

impl Projection {
    /// Brings the docs of `panes` up to date. `cut` is the answer that the failure has interrupted.
    pub fn sync(
        &mut self,
        panes: &mut Panes,
        conversation: &Conversation,
        turn: &Turn,
        (failure, cut): (Option<&Problem>, Option<EntryId>),
        folds: &Folds,
        now: Instant,
    ) {
        let path = conversation.path();
        let common = self.common_prefix(path);
        if common < self.synced.len() {
            self.synced.truncate(common);
            let shown = self.lens().conversation;
            self.prompts.retain(|(at, _)| *at < shown);
            self.drop_after_entries(panes);
            self.awaited.rewind(panes, self.prompts.len(), folds);
            self.answer_again(panes, conversation, folds);
        }
        let fresh = path.get(common..).unwrap_or(&[]);
        // What arrives goes before the failure, which is the last item.
        if !fresh.is_empty() || self.failure.as_ref() != failure || turn.round().is_some() {
            self.drop_failure(panes);
        }
        for id in fresh {
            if let Some(entry) = conversation.entry(*id) {
                let at = self.synced.len();
                self.show_entry(panes, entry, &|| turn_up_to(conversation, at), folds);
            }
        }
        match turn.round() {
            Some(round) => {
                if self
                    .live
                    .as_ref()
                    .is_none_or(|live| live.round() != round.round)
                {
                    self.drop_after_entries(panes);
                    self.live = Some(LiveRound::new(round.round));
                }
                if let Some(live) = &mut self.live {
                    let moment = Moment {
                        folds,
                        tick: ticks(now.saturating_duration_since(round.started)),
                        times: Times::Live(round, now),
                    };
                    live.sync(panes, &round.accumulator, &moment, &mut self.awaited);
                }
            }
            None if self.live.is_some() => self.drop_after_entries(panes),
            None => {}
        }
        self.sync_calls(panes, turn.calls(), folds, now);
        if let Some(problem) = failure
            && self.failure.is_none()
        {
            let doc = &mut panes.conversation.doc;
            let below = doc.len().checked_sub(1).and_then(|last| doc.id_at(last));
            let told = failure::told(conversation, cut).filter(|_| below.is_some_and(is_footer));
            doc.push(FAILURE, failure::lines(problem, told));
            self.failure = Some(problem.clone());
        }
    }

    /// Shows a source of the pane `kind` raw, or again what it means; thinking does that when it is
    /// refolded.
    pub fn show_raw(&mut self, panes: &mut Panes, kind: PaneKind, source: &Source, is_raw: bool) {
        let item = source.item;
        let mut live = self.live.as_mut();
        if let Some(thought) = live.as_mut().and_then(|live| live.thought_mut(item)) {
            return thought.show_raw(panes, Foldable::Thinking.shelf(kind), is_raw);
        }
        let pane = panes.get_mut(kind);
        if let Some(text) = live.and_then(|live| live.text_mut(item)) {
            return text.show_raw(pane, item, is_raw);
        }
        let lines = match (source.kind, is_raw) {
            (SourceKind::Prompt, true) => raw::prompt(&source.text),
            (SourceKind::Prompt, false) => lines::prompt(&source.text, Extent::Open),
            (SourceKind::Answer, false) => whole(&source.text),
            (SourceKind::Answer | SourceKind::Thinking, true) => raw::lines(&source.text),
            (SourceKind::Thinking, false)
            | (SourceKind::Input | SourceKind::Output | SourceKind::Ending, _) => return,
        };
        pane.doc.replace(item, lines);
    }

    /// The first line of the prompt that `top` answers; `None` if `top` is a prompt itself.
    pub fn prompt_above(&self, conversation: &Doc, top: ItemId) -> Option<&str> {
        let at = conversation.position(top)?;
        let n_before = self.prompts.partition_point(|(prompt, _)| *prompt <= at);
        let (prompt, text) = self.prompts.get(n_before.checked_sub(1)?)?;
        (*prompt < at).then_some(text.as_str())
    }

    /// Where among the items the turn begins to which `item` belongs: the place of its prompt.
    /// `None` before the first prompt.
    pub fn turn_of(&self, conversation: &Doc, item: ItemId) -> Option<usize> {
        let at = conversation.position(item)?;
        let n_begun = self.prompts.partition_point(|(prompt, _)| *prompt <= at);
        let (prompt, _) = self.prompts.get(n_begun.checked_sub(1)?)?;
        Some(*prompt)
    }

    /// Is a failure shown?
    pub fn shows_failure(&self) -> bool {
        self.failure.is_some()
    }

    /// Is a failure shown, and nothing else?
    pub fn shows_failure_alone(&self) -> bool {
        self.failure.is_some() && self.synced.is_empty() && self.live.is_none()
    }

    /// How many prompts are shown.
    pub fn n_prompts(&self) -> usize {
        self.prompts.len()
    }

    /// Is one of these items a prompt?
    pub fn has_prompt(&self, items: &Range<usize>) -> bool {
        let first = self.prompts.partition_point(|(at, _)| *at < items.start);
        self.prompts
            .get(first)
            .is_some_and(|(at, _)| *at < items.end)
    }

    /// How many entries are shown that are still on the path. Entries name their parents, so two
    /// paths that agree at one place agree before it: looking at places is enough.
    fn common_prefix(&self, path: &[EntryId]) -> usize {
        let agrees = |n: usize| {
            n == 0
                || matches!((self.synced.get(n - 1), path.get(n - 1)), (Some(a), Some(b)) if a.entry == *b)
        };
        let most = self.synced.len().min(path.len());
        if agrees(most) {
            return most;
        }
        let (mut good, mut bad) = (0, most);
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            if agrees(middle) {
                good = middle
            } else {
                bad = middle
            }
        }
        good
    }

    fn lens(&self) -> Lens {
        self.synced
            .last()
            .map_or_else(Lens::default, |synced| synced.lens)
    }

    /// Takes away everything behind the entries: live round and failure.
    fn drop_after_entries(&mut self, panes: &mut Panes) {
        let lens = self.lens();
        panes.conversation.doc.truncate(lens.conversation);
        panes.thinking.doc.truncate(lens.thinking);
        panes.activity.doc.truncate(lens.activity);
        self.live = None;
        self.failure = None;
        self.calls.clear();
    }

    fn drop_failure(&mut self, panes: &mut Panes) {
        if self.failure.take().is_some() {
            let len = panes.conversation.doc.len();
            panes.conversation.doc.truncate(len.saturating_sub(1));
        }
    }

    fn show_entry<'a>(
        &mut self,
        panes: &mut Panes,
        entry: &Entry,
        turn: &dyn Fn() -> Vec<&'a Entry>,
        folds: &Folds,
    ) {
        match &entry.kind {
            EntryKind::User(blocks) => {
                self.forget_live(panes);
                self.awaited.begin_turn(panes, folds);
                let text = prompt_text(blocks);
                let first_line = one_line(text.trim_start().lines().next().unwrap_or_default());
                self.prompts
                    .push((panes.conversation.doc.len(), first_line));
                panes
                    .conversation
                    .doc
                    .push(entry_item(entry.id), lines::prompt(&text, Extent::Open));
            }
            EntryKind::Assistant(answer) => {
                if self
                    .live
                    .as_ref()
                    .is_none_or(|live| live.round() != answer.round)
                {
                    self.forget_live(panes);
                    self.live = Some(LiveRound::new(answer.round));
                }
                if let Some(mut live) = self.live.take() {
                    live.finish(panes, answer, turn, (folds, &mut self.awaited));
                    self.calls = live.into_calls();
                }
            }
            EntryKind::ToolResults(results) => self.show_results(panes, results, folds),
            EntryKind::Marker(marker) => {
                self.forget_live(panes);
                panes
                    .conversation
                    .doc
                    .push(entry_item(entry.id), lines::marker(marker));
            }
        }
        let lens = Lens {
            conversation: panes.conversation.doc.len(),
            thinking: panes.thinking.doc.len(),
            activity: panes.activity.doc.len(),
        };
        self.synced.push(Synced {
            entry: entry.id,
            lens,
        });
    }

    /// Shows the calls that were awaited in the newest turn as its entries have it, after some of
    /// them were taken away.
    fn answer_again(&mut self, panes: &mut Panes, conversation: &Conversation, folds: &Folds) {
        let Some(last) = self.synced.len().checked_sub(1) else {
            return;
        };
        let mut is_going_on = true;
        let mut cut = None;
        for entry in turn_up_to(conversation, last) {
            let EntryKind::Assistant(answer) = &entry.kind else {
                continue;
            };
            is_going_on = answer.is_going_on();
            cut = answer.interrupted.as_ref();
            let views: Vec<BlockView<'_>> =
                answer.blocks.iter().map(BlockView::of_committed).collect();
            for (idx, view) in views.iter().enumerate() {
                if let ViewKind::Result(result) = view.kind
                    && let Some(said) = result.said()
                    && !views.iter().take(idx).any(|view| view.is_served(result.id))
                {
                    let status = tool::Status::of_served(said, None);
                    self.awaited.answer(panes, result.id, &status, folds);
                }
            }
        }
        if !is_going_on {
            self.awaited.give_up(panes, cut, folds);
        }
    }

    /// A live round that was not committed gives way to what was.
    fn forget_live(&mut self, panes: &mut Panes) {
        if self.live.is_some() {
            self.drop_after_entries(panes);
        }
    }

    fn show_results(&mut self, panes: &mut Panes, results: &[CallResult], folds: &Folds) {
        for result in results {
            if let Some(mut call) = self.calls.remove(&result.result.tool_use_id) {
                call.show(panes, tool::Status::of_result(result), folds);
            }
        }
        self.calls.clear();
    }

    fn sync_calls(&mut self, panes: &mut Panes, calls: &[ToolCall], folds: &Folds, now: Instant) {
        for call in calls {
            if let Some(item) = self.calls.get_mut(&call.id)
                && !item.shown.is_of(call, now)
            {
                item.show(panes, tool::Status::of_call(call, now), folds);
            }
        }
    }
}

/// The entries of a turn, oldest first, from its prompt to the one at `idx` of the path.
fn turn_up_to(conversation: &Conversation, idx: usize) -> Vec<&Entry> {
    let path = conversation.path().get(..=idx).unwrap_or(&[]);
    let mut turn = Vec::new();
    for entry in path.iter().rev().filter_map(|id| conversation.entry(*id)) {
        turn.push(entry);
        if matches!(entry.kind, EntryKind::User(_)) {
            break;
        }
    }
    turn.reverse();
    turn
}

impl CallItem {
    /// A call of which nothing is known but its name.
    fn begin(panes: &mut Panes, item: ItemId, name: &str, compact: bool) -> Self {
        panes.conversation.doc.push(item, Vec::new());
        panes.activity.doc.push(item, Vec::new());
        Self {
            item,
            name: name.to_owned(),
            input: String::new(),
            input_len: 0,
            shown: tool::Status::Writing,
            compact,
        }
    }

    /// Takes the input as far as it is written; the cost is bounded, however long it grows.
    fn set_input(&mut self, input: &str) {
        let shown = tool::beginning(input);
        self.input_len = input.len();
        // Of a long one no more is shown than its beginning, which is there already.
        if self.input != shown {
            shown.clone_into(&mut self.input);
        }
    }

    /// Shows another state of the call.
    fn show(&mut self, panes: &mut Panes, mut status: tool::Status, folds: &Folds) {
        status.keep_size_of(&self.shown);
        if self.shown != status {
            self.shown = status;
            self.draw(panes, folds);
        }
    }

    /// Shows what is known, as it is folded now.
    fn draw(&self, panes: &mut Panes, folds: &Folds) {
        let call = tool::CallLines {
            name: &self.name,
            input: &self.input,
            input_len: self.input_len,
            status: &self.shown,
            compact: self.compact,
        };
        for shelf in Foldable::Calls.shelves() {
            let doc = &mut panes.get_mut(pane_of(shelf)).doc;
            let extent = folds.extent(shelf, self.item);
            tool::show(doc, self.item, &call, shelf, extent);
        }
    }
}

/// So many times [`TICK`] has passed.
fn ticks(time: Duration) -> u64 {
    u64::try_from(time.as_millis() / TICK.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
