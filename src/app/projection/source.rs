//! The *source* of what an item of an answer shows: the markdown as it came, so that what is copied
//! is what was written.
//!
//! It is read anew from the conversation whenever somebody asks, which is rare; the panes keep rows
//! of it only.

use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::{entry_item, round_item};
use crate::conversation::Conversation;
use crate::conversation::entry::{AssistantEntry, Entry, EntryKind, prompt_text};
use crate::pane::doc::ItemId;
use crate::turn::Turn;

/// What an item stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The item.
    pub item: ItemId,
    /// What is written in it.
    pub text: String,
    /// How to read it.
    pub kind: SourceKind,
}

/// How a source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// What the person said, as it stands.
    Prompt,
    /// Markdown of the answer.
    Answer,
    /// Markdown of the model's thinking.
    Thinking,
}

/// The turns of the path with their sources, the newest first; each from its prompt on. The round
/// that is arriving belongs to the newest.
pub fn turns<'a>(
    conversation: &'a Conversation,
    turn: &'a Turn,
) -> impl Iterator<Item = Vec<Source>> + 'a {
    let mut live = turn.round().map(|round| {
        let views = round.accumulator.blocks().iter().map(BlockView::of_live);
        parts(round.round, views)
    });
    let mut entries = conversation.path_entries().rev();
    std::iter::from_fn(move || {
        let mut rounds: Vec<Vec<Source>> = live.take().into_iter().collect();
        let mut is_over = rounds.is_empty();
        for entry in entries.by_ref() {
            is_over = false;
            rounds.push(of_entry(entry));
            if matches!(entry.kind, EntryKind::User(_)) {
                break;
            }
        }
        rounds.reverse();
        (!is_over).then(|| rounds.concat())
    })
}

fn of_entry(entry: &Entry) -> Vec<Source> {
    match &entry.kind {
        EntryKind::User(blocks) => vec![Source {
            item: entry_item(entry.id),
            text: prompt_text(blocks),
            kind: SourceKind::Prompt,
        }],
        EntryKind::Assistant(answer) => of_answer(answer),
        EntryKind::ToolResults(_) | EntryKind::Marker(_) => Vec::new(),
    }
}

fn of_answer(answer: &AssistantEntry) -> Vec<Source> {
    let blocks = answer.blocks.iter();
    let views = blocks.map(|block| BlockView::of_kind(block.block.kind(), None));
    parts(answer.round, views)
}

/// The texts of a round, divided into items as [`super::live::LiveRound`] does.
fn parts<'a>(round: u64, views: impl Iterator<Item = BlockView<'a>>) -> Vec<Source> {
    let mut parts: Vec<Source> = Vec::new();
    let mut goes_on = false;
    for (idx, view) in views.enumerate() {
        let (text, kind) = match view.kind {
            ViewKind::Hidden => continue,
            ViewKind::Call { .. } => {
                goes_on = false;
                continue;
            }
            ViewKind::Text(text) => (text, SourceKind::Answer),
            ViewKind::Thinking(text) => (text, SourceKind::Thinking),
        };
        match parts.last_mut() {
            Some(part) if goes_on && kind == SourceKind::Answer => part.text.push_str(text),
            _ => parts.push(Source {
                item: round_item(round, idx),
                text: text.to_owned(),
                kind,
            }),
        }
        goes_on = kind == SourceKind::Answer;
    }
    parts
}
