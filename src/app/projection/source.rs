//! The *source* of what an item shows: the markdown of an answer, the input of a tool, as it came,
//! so that what is copied is what was written.
//!
//! It is read anew from the conversation whenever somebody asks, which is rare; the panes keep rows
//! of it only.

use std::collections::HashMap;

use crate::api::content::ToolCallId;
use crate::api::content::served::tool_of;
use crate::app::projection::block_view::{BlockView, ViewKind};
use crate::app::projection::{entry_item, footer_item, round_item};
use crate::conversation::Conversation;
use crate::conversation::ending::Ending;
use crate::conversation::entry::{Entry, EntryKind, prompt_text};
use crate::pane::doc::ItemId;
use crate::turn::Turn;
use crate::turn::tool_call::CallState;

/// What an item stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The item.
    pub item: ItemId,
    /// What is written in it.
    pub text: String,
    /// How to read it.
    pub kind: SourceKind,
    /// The name of the tool, for what went to it or came from it; else empty.
    pub tool: String,
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
    /// What a tool was given: JSON, as far as it is written.
    Input,
    /// What a tool said, as far as it is kept.
    Output,
    /// Why an answer ended, where a reason for that was given; it is told below the answer.
    Ending,
}

/// The calls of a turn: the item of each, and the name of the tool.
type Calls = HashMap<ToolCallId, (ItemId, String)>;

/// The turns of the path with their sources, the newest first; each from its prompt on. The round
/// that is arriving belongs to the newest.
pub fn turns<'a>(
    conversation: &'a Conversation,
    turn: &'a Turn,
) -> impl Iterator<Item = Vec<Source>> + 'a {
    let mut live = Some(turn);
    let mut entries = conversation.path_entries().rev();
    std::iter::from_fn(move || {
        let live = live.take();
        let mut shown: Vec<&Entry> = Vec::new();
        for entry in entries.by_ref() {
            shown.push(entry);
            if matches!(entry.kind, EntryKind::User(_)) {
                break;
            }
        }
        let mut calls = Calls::new();
        let mut sources = Vec::new();
        for entry in shown.iter().rev() {
            of_entry(entry, &mut calls, &mut sources);
        }
        if let Some(round) = live.and_then(Turn::round) {
            let views = round.accumulator.blocks().iter().map(BlockView::of_live);
            parts(round.round, views, &mut calls, &mut sources);
        }
        let running = live.map_or(&[][..], Turn::calls);
        sources.extend(running.iter().filter_map(|call| {
            let (CallState::Running { output: text, .. } | CallState::Ended { content: text, .. }) =
                &call.state;
            output(&calls, &call.id, text)
        }));
        (!shown.is_empty() || !sources.is_empty()).then_some(sources)
    })
}

fn of_entry(entry: &Entry, calls: &mut Calls, sources: &mut Vec<Source>) {
    match &entry.kind {
        EntryKind::User(blocks) => sources.push(Source {
            item: entry_item(entry.id),
            text: prompt_text(blocks),
            kind: SourceKind::Prompt,
            tool: String::new(),
        }),
        EntryKind::Assistant(answer) => {
            let views = answer.blocks.iter().map(BlockView::of_committed);
            parts(answer.round, views, calls, sources);
            let ending = Ending::of(answer).filter(|ending| ending.why.is_some());
            sources.extend(ending.map(|ending| Source {
                item: footer_item(answer.round),
                text: ending.told().join("\n"),
                kind: SourceKind::Ending,
                tool: String::new(),
            }));
        }
        EntryKind::ToolResults(results) => {
            sources.extend(results.iter().filter_map(|result| {
                let result = &result.result;
                output(calls, &result.tool_use_id, &result.content)
            }));
        }
        EntryKind::Marker(_) => {}
    }
}

fn output(calls: &Calls, call: &ToolCallId, text: &str) -> Option<Source> {
    let (item, tool) = calls.get(call)?;
    Some(Source {
        item: *item,
        text: text.to_owned(),
        kind: SourceKind::Output,
        tool: tool.clone(),
    })
}

/// The texts of a round, divided into items as [`super::live::LiveRound`] does.
fn parts<'a>(
    round: u64,
    views: impl Iterator<Item = BlockView<'a>>,
    calls: &mut Calls,
    sources: &mut Vec<Source>,
) {
    // The text that goes on, if the next block is text too.
    let mut open: Option<usize> = None;
    for (idx, view) in views.enumerate() {
        let item = round_item(round, idx);
        let mut tool = String::new();
        let (text, kind) = match view.kind {
            ViewKind::Hidden => continue,
            ViewKind::Result(result) | ViewKind::Stray(result) => {
                let (Some(block), Some(said)) = (result.block, result.said()) else {
                    continue;
                };
                if let Some(output) = output(calls, result.id, &said.content) {
                    sources.push(output);
                    continue;
                }
                tool = tool_of(block);
                (said.content.as_str(), SourceKind::Output)
            }
            ViewKind::Call {
                id, name, input, ..
            } => {
                name.clone_into(&mut tool);
                // Where an id stands twice, the first one is the call.
                let call = || (item, name.to_owned());
                calls.entry(id.clone()).or_insert_with(call);
                (input, SourceKind::Input)
            }
            ViewKind::Text(text) => (text, SourceKind::Answer),
            ViewKind::Thinking(text) => (text, SourceKind::Thinking),
        };
        let is_answer = kind == SourceKind::Answer;
        match open.and_then(|open| sources.get_mut(open)) {
            Some(part) if is_answer => part.text.push_str(text),
            _ => {
                open = is_answer.then_some(sources.len());
                sources.push(Source {
                    item,
                    text: text.to_owned(),
                    kind,
                    tool,
                });
            }
        }
    }
}
