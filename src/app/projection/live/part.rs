//! A *part* of a round is one of its items: a stretch of text, a thinking block or a tool call,
//! with the blocks it stands for. It shows what is new of them; which block belongs to which part
//! is known to the round.

use crate::api::content::ToolCallId;
use crate::api::content::served::tool_of;
use crate::app::fold::{Foldable, Folds};
use crate::app::panes::Panes;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::live_text::LiveText;
use crate::app::projection::thought::{self, LiveThought};
use crate::app::projection::{CallItem, Moment, tool};
use crate::pane::doc::ItemId;

/// One item: the stretch of blocks it stands for.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where it is shown.
    pub item: ItemId,
    /// The first block it stands for.
    pub first_block: usize,
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
        id: ToolCallId,
        item: CallItem,
        shown_input: usize,
        /// Does the server run it?
        is_served: bool,
    },
    /// What came of a call that is not known; nothing is shown before all of it is there.
    Stray(CallItem),
}

/// What is known of a part before its block is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    /// The place of its first block in the round.
    pub first_block: usize,
    /// Where it is shown.
    pub item: ItemId,
    /// Is all of the round here?
    pub is_committed: bool,
    /// Is the item above in the conversation one of one line too?
    pub compact: bool,
}

impl Part {
    /// Gives a block its item; none to one that is not shown. `rest` holds the block and those
    /// after it.
    pub fn begin(
        panes: &mut Panes,
        beginning: &Beginning,
        rest: &[BlockView<'_>],
        moment: &Moment<'_>,
    ) -> Option<Self> {
        let Beginning {
            first_block,
            item,
            is_committed,
            compact,
        } = *beginning;
        let view = rest.first()?;
        let kind = match view.kind {
            ViewKind::Hidden | ViewKind::Result(_) => return None,
            ViewKind::Text(_) => {
                let sources = rest.iter().map_while(BlockView::text_or_hidden);
                let pane = &mut panes.conversation;
                let text = LiveText::begin(pane, item, is_committed, sources);
                PartKind::Text(Box::new(text))
            }
            ViewKind::Thinking(source) if is_committed => {
                panes.conversation.doc.push(item, Vec::new());
                panes.thinking.doc.push(item, Vec::new());
                let time = moment.times.thought(first_block);
                for shelf in Foldable::Thinking.shelves() {
                    thought::show_whole(panes, (shelf, item), source, time, compact, moment.folds);
                }
                PartKind::Thought
            }
            ViewKind::Thinking(_) => {
                let thought = LiveThought::begin(panes, item, compact);
                PartKind::Thinking(Box::new(thought))
            }
            ViewKind::Call {
                id, name, server, ..
            } => PartKind::Call {
                id: id.clone(),
                item: CallItem::begin(panes, item, name, compact),
                shown_input: usize::MAX,
                is_served: server,
            },
            ViewKind::Stray(_) => PartKind::Stray(CallItem::begin(panes, item, "", compact)),
        };
        Some(Self {
            item,
            first_block,
            kind,
        })
    }

    /// Shows what is new of its blocks, which are `views`.
    pub fn grow(&mut self, panes: &mut Panes, views: &[BlockView<'_>], moment: &Moment<'_>) {
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
                    let time = moment.times.thought(self.first_block);
                    thought.grow(panes, (source, *closed), time, moment);
                }
            }
            PartKind::Thought => {}
            PartKind::Call {
                id,
                item,
                shown_input,
                is_served,
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
                if *is_served && *closed && !item.shown.is_over() {
                    let served = tool::Status::served_for(moment.times.served(id));
                    item.show(panes, served, moment.folds);
                }
            }
            PartKind::Stray(item) => {
                if let Some(BlockView {
                    kind: ViewKind::Stray(result),
                    ..
                }) = views.first()
                    && let (Some(block), Some(said)) = (result.block, result.said())
                    && item.name.is_empty()
                {
                    item.name = tool_of(block);
                    item.show(panes, tool::Status::of_served(said, None), moment.folds);
                }
            }
        }
    }

    /// Shows what came of its call; `false` if that is another one.
    pub fn answer(
        &mut self,
        panes: &mut Panes,
        call: &ToolCallId,
        status: &tool::Status,
        folds: &Folds,
    ) -> bool {
        match &mut self.kind {
            PartKind::Call {
                id,
                item,
                is_served: true,
                ..
            } if id == call => {
                item.show(panes, status.clone(), folds);
                true
            }
            _ => false,
        }
    }

    /// Nothing more comes. A call that is owed no result and has none is `cut`.
    pub fn close(&mut self, panes: &mut Panes, cut: Option<tool::Status>, folds: &Folds) {
        match &mut self.kind {
            PartKind::Text(text) => text.close(&mut panes.conversation, self.item),
            PartKind::Thinking(thought) => thought.close(panes),
            PartKind::Thought => {}
            PartKind::Call {
                item, is_served, ..
            } => {
                let is_open = !item.shown.is_over();
                if let Some(cut) = cut.filter(|_| !*is_served || is_open) {
                    item.show(panes, cut, folds);
                }
            }
            PartKind::Stray(_) => {}
        }
    }

    /// Can it grow to what is shown of a block?
    pub fn fits(&self, view: &BlockView<'_>) -> bool {
        match &self.kind {
            PartKind::Text(text) => {
                matches!(view.kind, ViewKind::Text(source) if text.begins_as(source))
            }
            PartKind::Thinking(thought) => {
                matches!(view.kind, ViewKind::Thinking(source) if thought.begins_as(source))
            }
            PartKind::Thought => matches!(view.kind, ViewKind::Thinking(_)),
            PartKind::Call { is_served, .. } => {
                matches!(view.kind, ViewKind::Call { server, .. } if server == *is_served)
            }
            PartKind::Stray(_) => matches!(view.kind, ViewKind::Stray(_)),
        }
    }

    /// Is it text? Then text that follows belongs to it too.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, PartKind::Text(_))
    }

    /// Its text.
    pub fn text_mut(&mut self) -> Option<&mut LiveText> {
        match &mut self.kind {
            PartKind::Text(text) => Some(text),
            PartKind::Thinking(_)
            | PartKind::Thought
            | PartKind::Call { .. }
            | PartKind::Stray(_) => None,
        }
    }

    /// Its thinking, if it is arriving.
    pub fn thought_mut(&mut self) -> Option<&mut LiveThought> {
        match &mut self.kind {
            PartKind::Thinking(thought) => Some(thought),
            PartKind::Text(_) | PartKind::Thought | PartKind::Call { .. } | PartKind::Stray(_) => {
                None
            }
        }
    }

    /// Its call, or what stands for one and is shown.
    pub fn call(&self) -> Option<&CallItem> {
        match &self.kind {
            PartKind::Call { item, .. } => Some(item),
            PartKind::Stray(item) => (!item.name.is_empty()).then_some(item),
            PartKind::Text(_) | PartKind::Thinking(_) | PartKind::Thought => None,
        }
    }

    /// Its call, if that will have a result of ours.
    pub fn into_call(self) -> Option<(ToolCallId, CallItem)> {
        match self.kind {
            PartKind::Call {
                id,
                item,
                is_served: false,
                ..
            } => Some((id, item)),
            _ => None,
        }
    }

    /// Its call, if the server runs it and has not said what came of it.
    pub fn unanswered(&self) -> Option<(&ToolCallId, &CallItem)> {
        match &self.kind {
            PartKind::Call {
                id,
                item,
                is_served: true,
                ..
            } if !item.shown.is_over() => Some((id, item)),
            _ => None,
        }
    }
}
