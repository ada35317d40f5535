//! Entries → API messages: raw blocks byte for byte, roles alternating.
//!
//! This is the one place that decides what of a conversation is sent. It leaves out, it reorders
//! and it merges; it never writes into a block, because signatures and the prompt cache cover the
//! bytes. A path that a turn has made is legal afterwards; a path from a damaged log may not be,
//! which is found by [`super::validate`] and mended by [`super::repair`].

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::entry::{AssistantEntry, Entry, EntryKind};
use super::validate::{call_id, is_blank_text, is_unsigned_thinking, stranded_server_calls};
use crate::api::content::{BlockKind, ContentBlock, ToolCallId};
use crate::api::message::{Message, Role};
use crate::api::request::Dialect;

/// The messages that stand for `entries`, oldest first.
///
/// Neighbors of one role are merged (results before text); markers are left out. Of an interrupted
/// answer only what is legal to send back stays: text, signed thinking, complete tool uses, server
/// calls that have their result (API reference, sections 5.3 and 11). Blank text and empty messages
/// are dropped; a refused answer is left out with its whole turn, for a prompt that was declined
/// and is sent again would be declined again (section 7). Thinking that ended without a signature
/// is left out for the Anthropic API and kept for other servers, which never sign.
pub fn to_messages<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    dialect: Dialect,
) -> Vec<Message> {
    let entries: Vec<&Entry> = entries.into_iter().collect();
    let refused = refused_turns(&entries);
    let entries = entries
        .into_iter()
        .enumerate()
        .filter(|(idx, _)| !refused.iter().any(|turn| turn.contains(idx)))
        .map(|(_, entry)| entry);
    let mut messages = Vec::new();
    // Calls of the latest answer that are not sent: their results must not be sent either.
    let mut unsent = HashSet::new();
    for entry in entries {
        match &entry.kind {
            EntryKind::User(blocks) => {
                let said = blocks.iter().filter(|block| !is_blank_text(block));
                push(&mut messages, Role::User, said.cloned().collect());
            }
            EntryKind::Assistant(answer) => {
                let kept = kept_blocks(answer, dialect);
                unsent = unsent_calls(answer, &kept);
                push(
                    &mut messages,
                    Role::Assistant,
                    kept.into_iter().cloned().collect(),
                );
            }
            EntryKind::ToolResults(results) => {
                let results = results
                    .iter()
                    .map(|call| &call.result)
                    .filter(|result| !unsent.contains(&result.tool_use_id));
                push(
                    &mut messages,
                    Role::User,
                    results.map(ContentBlock::tool_result).collect(),
                );
            }
            EntryKind::Marker(_) => {}
        }
    }
    drop_stranded_server_calls(&mut messages);
    messages
}

/// The turns that ended in a refusal, each as a range of indexes from its prompt to the results of
/// its last calls.
fn refused_turns(entries: &[&Entry]) -> Vec<RangeInclusive<usize>> {
    let mut prompt = 0;
    let mut is_refused = false;
    let mut turns: Vec<RangeInclusive<usize>> = Vec::new();
    for (idx, entry) in entries.iter().enumerate() {
        match &entry.kind {
            EntryKind::User(_) => (prompt, is_refused) = (idx, false),
            EntryKind::Assistant(answer) => is_refused = answer.is_refused(),
            EntryKind::ToolResults(_) | EntryKind::Marker(_) => {}
        }
        if is_refused {
            turns.retain(|turn| *turn.start() != prompt);
            turns.push(prompt..=idx);
        }
    }
    turns
}

/// Adds blocks behind the last message, or to it if the role is the same; results go before the
/// rest (API reference, section 4.4, rule 1).
pub(super) fn push(messages: &mut Vec<Message>, role: Role, content: Vec<ContentBlock>) {
    if content.is_empty() {
        return;
    }
    match messages.last_mut() {
        Some(last) if last.role == role => {
            last.content.extend(content);
            if role == Role::User {
                results_first(&mut last.content);
            }
        }
        _ => messages.push(Message { role, content }),
    }
}

/// Moves results before everything else, both in their order; `true` if that changed anything.
pub(super) fn results_first(content: &mut [ContentBlock]) -> bool {
    let is_other = |block: &ContentBlock| !matches!(block.kind(), BlockKind::ToolResult(_));
    let was_sorted = content.is_sorted_by_key(is_other);
    content.sort_by_key(is_other);
    !was_sorted
}

/// What of an answer is sent back.
fn kept_blocks(answer: &AssistantEntry, dialect: Dialect) -> Vec<&ContentBlock> {
    if answer.is_refused() {
        return Vec::new();
    }
    let interrupted = answer.interrupted.is_some();
    let owed = answer.owed_calls();
    let owed: HashSet<_> = owed.into_iter().map(|call| call.block).collect();
    let returned: HashSet<_> = answer
        .blocks
        .iter()
        .filter(|block| block.complete)
        .filter_map(|block| match block.block.kind() {
            BlockKind::ServerToolResult(result) => Some(&result.tool_use_id),
            _ => None,
        })
        .collect();
    answer
        .blocks
        .iter()
        .enumerate()
        .filter(|(idx, live)| {
            let block = &live.block;
            let cut = interrupted && !live.complete;
            match block.kind() {
                BlockKind::Text(_) => !is_blank_text(block),
                BlockKind::Thinking { .. } => {
                    !cut && (dialect == Dialect::Compatible || !is_unsigned_thinking(block))
                }
                BlockKind::ToolUse(_) => owed.contains(idx),
                BlockKind::ServerToolUse(call) => {
                    !cut && (!interrupted || returned.contains(&call.id))
                }
                BlockKind::RedactedThinking
                | BlockKind::ServerToolResult(_)
                | BlockKind::Other(_) => !cut,
                BlockKind::ToolResult(_) => false,
            }
        })
        .map(|(_, live)| &live.block)
        .collect()
}

/// The ids of the calls in `answer` that are not among the blocks sent.
fn unsent_calls<'a>(answer: &'a AssistantEntry, sent: &[&ContentBlock]) -> HashSet<&'a ToolCallId> {
    let sent: HashSet<_> = sent.iter().filter_map(|block| call_id(block)).collect();
    let all = answer.blocks.iter();
    all.filter_map(|live| call_id(&live.block))
        .filter(|id| !sent.contains(id))
        .collect()
}

/// Drops the server's own calls that can no longer get their result, because the conversation
/// went on without it (a paused answer that was stopped, and a new prompt).
fn drop_stranded_server_calls(messages: &mut Vec<Message>) {
    for idx in (0..messages.len()).rev() {
        let stranded = stranded_server_calls(messages, idx);
        if stranded.is_empty() {
            continue;
        }
        messages[idx].content.retain(|block| match block.kind() {
            BlockKind::ServerToolUse(call) => !stranded.contains(&call.id),
            _ => true,
        });
        if messages[idx].content.is_empty() {
            messages.remove(idx);
            merge_around(messages, idx);
        }
    }
}

/// Merges the message at `idx` into the one before it, if they have one role.
fn merge_around(messages: &mut Vec<Message>, idx: usize) {
    let same_role = idx
        .checked_sub(1)
        .and_then(|before| Some(messages.get(before)?.role == messages.get(idx)?.role));
    if same_role != Some(true) {
        return;
    }
    let behind = messages.split_off(idx);
    for message in behind {
        push(messages, message.role, message.content);
    }
}

#[cfg(test)]
mod tests;
