//! The round that is arriving, as items: one per stretch of text, thinking block and tool call.

use std::collections::{HashMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use crate::api::accumulator::{Accumulator, LiveBlock, LiveKind};
use crate::api::content::ToolCallId;
use crate::app::fold::{Foldable, Folds};
use crate::app::panes::Panes;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::live_text::LiveText;
use crate::app::projection::thought::{self, LiveThought};
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
    /// Is all of it here? Then text of which nothing is shown need not be read until somebody looks.
    is_committed: bool,
    /// The blocks of the last sync.
    seen: Vec<Seen>,
}

/// What makes a block the same one as at the last sync.
#[derive(Debug, Clone)]
struct Seen {
    /// As the server counts.
    index: u32,
    kind: Discriminant<LiveKind>,
    call: Option<ToolCallId>,
}

/// One item: the stretch of blocks it stands for.
#[derive(Debug, Clone)]
struct Part {
    item: ItemId,
    first_block: usize,
    kind: PartKind,
}

#[derive(Debug, Clone)]
enum PartKind {
    /// Neighboring text blocks read as one text (an answer with citations comes in dozens).
    Text(Box<LiveText>),
    Thinking(Box<LiveThought>),
    /// Thinking that was whole when it came.
    Thought,
    Call {
        id: Option<ToolCallId>,
        item: CallItem,
        shown_input: usize,
    },
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
        }
    }

    /// Its number.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Shows what has arrived since the last call.
    pub fn sync(&mut self, panes: &mut Panes, accumulator: &Accumulator, moment: &Moment<'_>) {
        let blocks = accumulator.blocks();
        let views: Vec<BlockView<'_>> = blocks.iter().map(BlockView::of_live).collect();
        // A block may begin late and before others, or begin again as something else.
        let mut unseen = blocks.iter();
        if !self
            .seen
            .iter()
            .all(|seen| unseen.next().is_some_and(|block| seen.is(block)))
        {
            self.start_over(panes);
            self.seen.clear();
            unseen = blocks.iter();
        }
        self.seen.extend(unseen.map(Seen::of));
        self.show(panes, &views, moment);
    }

    /// Shows the committed answer: the same items, grown to their end, and the line below them.
    ///
    /// `turn` reads the entries of the turn up to and with the answer, oldest first.
    pub fn finish<'a>(
        &mut self,
        panes: &mut Panes,
        answer: &AssistantEntry,
        turn: &dyn Fn() -> Vec<&'a Entry>,
        folds: &Folds,
    ) {
        let views: Vec<BlockView<'_>> = answer
            .blocks
            .iter()
            .map(|block| BlockView::of_kind(block.block.kind(), block.partial_input.as_deref()))
            .collect();
        let owed: HashSet<usize> = answer.owed_calls().iter().map(|call| call.block).collect();
        if views.len() < self.n_blocks || !self.fits(&views) {
            self.start_over(panes);
        }
        self.is_committed = true;
        let moment = Moment {
            folds,
            tick: u64::MAX,
            thought: single(&views, answer.timing.thought),
        };
        self.show(panes, &views, &moment);
        for part in &mut self.parts {
            let is_cut = !owed.contains(&part.first_block);
            part.close(panes, is_cut, folds);
        }
        if let Some(footer) = lines::footer(answer, turn) {
            panes.conversation.doc.push(footer_item(self.round), footer);
        }
    }

    /// The text of an item of this round in the conversation.
    pub fn text_mut(&mut self, item: ItemId) -> Option<&mut LiveText> {
        let part = self.parts.iter_mut().find(|part| part.item == item)?;
        match &mut part.kind {
            PartKind::Text(text) => Some(text),
            PartKind::Thinking(_) | PartKind::Thought | PartKind::Call { .. } => None,
        }
    }

    /// The thinking of an item of this round that is arriving.
    pub fn thought_mut(&mut self, item: ItemId) -> Option<&mut LiveThought> {
        let part = self.parts.iter_mut().find(|part| part.item == item)?;
        match &mut part.kind {
            PartKind::Thinking(thought) => Some(thought),
            PartKind::Text(_) | PartKind::Thought | PartKind::Call { .. } => None,
        }
    }

    /// The calls that are shown.
    pub fn calls(&self) -> impl Iterator<Item = &CallItem> {
        self.parts.iter().filter_map(|part| match &part.kind {
            PartKind::Call { item, .. } => Some(item),
            PartKind::Text(_) | PartKind::Thinking(_) | PartKind::Thought => None,
        })
    }

    /// The calls that are shown, for their results.
    pub fn into_calls(self) -> HashMap<ToolCallId, CallItem> {
        // Where an id stands twice, the first one is the call.
        self.parts
            .into_iter()
            .rev()
            .filter_map(|part| match part.kind {
                PartKind::Call {
                    id: Some(id), item, ..
                } => Some((id, item)),
                _ => None,
            })
            .collect()
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

    /// Gives a new block its item, unless it goes on with the text before. `rest` holds the block and
    /// those after it.
    fn begin(
        &mut self,
        panes: &mut Panes,
        idx: usize,
        rest: &[BlockView<'_>],
        moment: &Moment<'_>,
    ) {
        let Some(view) = rest.first() else { return };
        let compact = matches!(
            self.parts.last().map(|part| &part.kind),
            Some(PartKind::Thinking(_) | PartKind::Thought | PartKind::Call { .. })
        );
        let item = round_item(self.round, idx);
        let kind = match view.kind {
            ViewKind::Hidden => return,
            ViewKind::Text(_)
                if matches!(
                    self.parts.last(),
                    Some(Part {
                        kind: PartKind::Text(_),
                        ..
                    })
                ) =>
            {
                return;
            }
            ViewKind::Text(_) => {
                let sources = rest.iter().map_while(BlockView::text_or_hidden);
                let pane = &mut panes.conversation;
                let text = LiveText::begin(pane, item, self.is_committed, sources);
                PartKind::Text(Box::new(text))
            }
            ViewKind::Thinking(source) if self.is_committed => {
                panes.conversation.doc.push(item, Vec::new());
                panes.thinking.doc.push(item, Vec::new());
                for shelf in Foldable::Thinking.shelves() {
                    let Moment { folds, thought, .. } = *moment;
                    thought::show_whole(panes, (shelf, item), source, thought, compact, folds);
                }
                PartKind::Thought
            }
            ViewKind::Thinking(_) => {
                let thought = LiveThought::begin(panes, item, compact);
                PartKind::Thinking(Box::new(thought))
            }
            ViewKind::Call {
                id, name, server, ..
            } => {
                panes.conversation.doc.push(item, Vec::new());
                panes.activity.doc.push(item, Vec::new());
                let shown = if server {
                    tool::Status::Server
                } else {
                    tool::Status::Writing
                };
                let call = CallItem {
                    item,
                    name: name.to_owned(),
                    input: String::new(),
                    input_len: 0,
                    shown,
                    compact,
                };
                PartKind::Call {
                    id: id.filter(|_| !server).cloned(),
                    item: call,
                    shown_input: usize::MAX,
                }
            }
        };
        self.parts.push(Part {
            item,
            first_block: idx,
            kind,
        });
    }

    /// Can the committed blocks grow out of what is shown? (A server that numbered its blocks
    /// oddly, or a block that was dropped as empty, can make them differ.)
    fn fits(&self, views: &[BlockView<'_>]) -> bool {
        self.parts.iter().all(|part| {
            matches!(
                (
                    &part.kind,
                    views.get(part.first_block).map(|view| &view.kind)
                ),
                (PartKind::Text(_), Some(ViewKind::Text(_)))
                    | (
                        PartKind::Thinking(_) | PartKind::Thought,
                        Some(ViewKind::Thinking(_))
                    )
                    | (PartKind::Call { .. }, Some(ViewKind::Call { .. }))
            )
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
    }
}

impl Seen {
    fn of(block: &LiveBlock) -> Self {
        Self {
            index: block.index,
            kind: discriminant(&block.kind),
            call: call_id(block).cloned(),
        }
    }

    fn is(&self, block: &LiveBlock) -> bool {
        self.index == block.index
            && self.kind == discriminant(&block.kind)
            && self.call.as_ref() == call_id(block)
    }
}

impl Part {
    fn grow(&mut self, panes: &mut Panes, views: &[BlockView<'_>], moment: &Moment<'_>) {
        match &mut self.kind {
            PartKind::Text(text) => {
                let sources = views
                    .iter()
                    .map(|view| view.text_or_hidden().unwrap_or_default());
                if text.feed(sources) {
                    text.show(&mut panes.conversation, self.item);
                }
            }
            PartKind::Thinking(thought) => {
                if let Some(BlockView {
                    kind: ViewKind::Thinking(source),
                    closed,
                }) = views.first()
                {
                    thought.grow(panes, source, *closed, moment);
                }
            }
            PartKind::Thought => {}
            PartKind::Call {
                item, shown_input, ..
            } => {
                let Some(BlockView {
                    kind: ViewKind::Call { name, input, .. },
                    closed,
                }) = views.first()
                else {
                    return;
                };
                // Of a long one only the size grows, which is told in kilobytes.
                let step = if input.len() > tool::INPUT_SHOWN && !*closed {
                    input.len() / 1_000 * 1_000 + 1
                } else {
                    input.len()
                };
                if *shown_input != step {
                    *shown_input = step;
                    item.name = (*name).to_owned();
                    item.set_input(input);
                    item.draw(panes, moment.folds);
                }
            }
        }
    }

    /// Nothing more comes. A call that `is_cut` will never have a result.
    fn close(&mut self, panes: &mut Panes, is_cut: bool, folds: &Folds) {
        match &mut self.kind {
            PartKind::Text(text) => text.close(&mut panes.conversation, self.item),
            PartKind::Thinking(thought) => thought.close(panes),
            PartKind::Thought => {}
            PartKind::Call { id, item, .. } => {
                if is_cut && id.is_some() {
                    item.show(panes, tool::Status::cut(), folds);
                }
            }
        }
    }
}

/// The time of the thinking, in milliseconds, where one block alone can have taken it.
pub fn thought_of(blocks: &[LiveBlock], time: Option<Duration>) -> Option<u64> {
    let is_thinking = |block: &&LiveBlock| matches!(block.kind, LiveKind::Thinking(_));
    let is_single = blocks.iter().filter(is_thinking).count() == 1;
    let millis = time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
    millis.filter(|_| is_single)
}

/// The same of blocks that are whole.
pub fn single(views: &[BlockView<'_>], millis: Option<u64>) -> Option<u64> {
    let is_thinking = |view: &&BlockView<'_>| matches!(view.kind, ViewKind::Thinking(_));
    millis.filter(|_| views.iter().filter(is_thinking).count() == 1)
}

/// Takes an item away, and all that came after it: a round's items are the last ones.
fn remove_from(pane: &mut Pane, item: ItemId) {
    if let Some(idx) = pane.doc.position(item) {
        pane.doc.truncate(idx);
    }
}

fn call_id(block: &LiveBlock) -> Option<&ToolCallId> {
    match &block.kind {
        LiveKind::ToolUse { id, .. } | LiveKind::ServerToolUse { id, .. } => Some(id),
        LiveKind::Text(_) | LiveKind::Thinking(_) | LiveKind::Other(_) => None,
    }
}
