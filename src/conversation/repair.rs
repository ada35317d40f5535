//! Documented repairs of a history that could not be sent.
//!
//! A history that a turn of this program made is legal as it is. One from a damaged or foreign log
//! may not be, and a server would then reject every request of the session. The repair works on
//! the messages of one request and leaves the entries alone: nothing is lost, and the person is
//! told. Each of [`STEPS`] mends one kind of damage.

use std::collections::HashSet;

use super::entry::CallResult;
use super::messages::{push, results_first};
use super::validate::{
    Last, call_id, calls_before, fits_role, has_bad_input, is_blank_text, is_unsigned_thinking,
    result_id, results_behind, stranded_server_calls, violations_before,
};
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::message::{Message, Role};
use crate::api::raw::{RawJson, RawObject};
use crate::api::request::Dialect;

/// Makes `messages` legal, by listed steps; says in words what it did, one line each.
///
/// Afterwards [`super::validate::violations`] is empty, unless nothing of the user's is left:
/// then so is the list. A list that was legal is not touched.
pub fn repair(messages: &mut Vec<Message>, dialect: Dialect) -> Vec<String> {
    repair_before(messages, dialect, Last::User)
}

/// Like [`repair`], for a request whose last message is to be `last`.
pub fn repair_before(messages: &mut Vec<Message>, dialect: Dialect, last: Last) -> Vec<String> {
    let mut counts = [0; STEPS.len()];
    // One step can make work for an earlier one (a message that becomes empty lets its neighbors
    // meet), and every round removes a message or is the last but one.
    for _ in 0..messages.len() + 2 {
        if violations_before(messages, dialect, last).is_empty() {
            break;
        }
        for (step, count) in STEPS.iter().zip(&mut counts) {
            *count += (step.mend)(messages, dialect, last);
        }
    }
    STEPS
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(step, count)| format!("{}: {count}", step.words))
        .collect()
}

/// One kind of repair.
struct Step {
    /// What was done, to be followed by how often.
    words: &'static str,
    /// Does it wherever it is needed; returns how often.
    mend: fn(&mut Vec<Message>, Dialect, Last) -> usize,
}

/// The repairs, in the order in which they are made.
const STEPS: &[Step] = &[
    Step {
        words: "thinking of finished turns left out",
        mend: |messages, dialect, _| drop_bound_thinking(messages, dialect),
    },
    Step {
        words: "blocks of the other role left out",
        mend: |messages, _, _| drop_misplaced(messages),
    },
    Step {
        words: "empty text left out",
        mend: |messages, _, _| retain(messages, |block| !is_blank_text(block)),
    },
    Step {
        words: "unsigned thinking left out",
        mend: |messages, dialect, _| drop_unsigned(messages, dialect),
    },
    Step {
        words: "unreadable tool input replaced by an empty one",
        mend: |messages, _, _| empty_bad_inputs(messages),
    },
    Step {
        words: "repeated tool calls left out",
        mend: |messages, dialect, _| drop_repeated_calls(messages, dialect),
    },
    Step {
        words: "empty messages left out",
        mend: |messages, _, _| shrink(messages, |messages| messages.retain(has_content)),
    },
    Step {
        words: "answers before the first prompt left out",
        mend: |messages, _, _| shrink(messages, drop_leading_answers),
    },
    Step {
        words: "messages joined to one of the same role",
        mend: |messages, _, _| shrink(messages, join_neighbors),
    },
    Step {
        words: "server tool calls without a result left out",
        mend: |messages, _, _| drop_stranded(messages),
    },
    Step {
        words: "tool results without a call left out",
        mend: |messages, _, _| drop_stray_results(messages),
    },
    Step {
        words: "tool calls answered as cancelled",
        mend: |messages, _, _| answer_open_calls(messages),
    },
    Step {
        words: "tool results moved before text",
        mend: |messages, _, _| sort_results(messages),
    },
    Step {
        words: "answers at the end left out",
        mend: |messages, _, last| match last {
            Last::User => shrink(messages, drop_trailing_answers),
            Last::PausedAnswer => 0,
        },
    },
];

/// Strips the thinking of turns that are over.
///
/// Its signatures cover everything before it (API reference, section 5.3, rules 3 and 4), and a
/// history that needs repair is no longer what they were made for. The tool loop at the end is
/// left as it is, because an answer that awaits results must come back complete (rule 1).
fn drop_bound_thinking(messages: &mut [Message], dialect: Dialect) -> usize {
    let is_prompt = |message: &Message| {
        message.role == Role::User && message.content.iter().any(|b| result_id(b).is_none())
    };
    let Some(last_prompt) = messages.iter().rposition(is_prompt) else {
        return 0;
    };
    if dialect == Dialect::Compatible {
        return 0;
    }
    let is_thinking = |block: &ContentBlock| {
        matches!(
            block.kind(),
            BlockKind::Thinking { .. } | BlockKind::RedactedThinking
        )
    };
    retain(&mut messages[..last_prompt], |block| !is_thinking(block))
}

fn drop_misplaced(messages: &mut [Message]) -> usize {
    let mut dropped = 0;
    for message in messages {
        let role = message.role;
        dropped += retain_in(message, |block| fits_role(block, role));
    }
    dropped
}

fn drop_unsigned(messages: &mut [Message], dialect: Dialect) -> usize {
    match dialect {
        Dialect::Anthropic => retain(messages, |block| !is_unsigned_thinking(block)),
        Dialect::Compatible => 0,
    }
}

fn empty_bad_inputs(messages: &mut [Message]) -> usize {
    let mut mended = 0;
    for block in messages.iter_mut().flat_map(|message| &mut message.content) {
        if !has_bad_input(block) {
            continue;
        }
        if let Some(mut members) = RawObject::from_json(block.raw()) {
            members.set("input", RawJson::empty_object());
            *block = ContentBlock::from_raw(members.to_json());
            mended += 1;
        }
    }
    mended
}

fn drop_repeated_calls(messages: &mut [Message], dialect: Dialect) -> usize {
    let mut seen = HashSet::new();
    let mut dropped = 0;
    for message in messages {
        if dialect == Dialect::Compatible {
            seen.clear();
        }
        dropped += retain_in(message, |block| {
            call_id(block).is_none_or(|id| seen.insert(id.clone()))
        });
    }
    dropped
}

fn drop_leading_answers(messages: &mut Vec<Message>) {
    let is_user = |message: &Message| message.role == Role::User;
    let first = messages.iter().position(is_user).unwrap_or(messages.len());
    messages.drain(..first);
}

fn drop_trailing_answers(messages: &mut Vec<Message>) {
    while messages.last().is_some_and(|m| m.role == Role::Assistant) {
        messages.pop();
    }
}

fn join_neighbors(messages: &mut Vec<Message>) {
    for message in std::mem::take(messages) {
        push(messages, message.role, message.content);
    }
}

fn drop_stranded(messages: &mut [Message]) -> usize {
    let mut dropped = 0;
    for idx in 0..messages.len() {
        let stranded = stranded_server_calls(messages, idx);
        dropped += retain_in(&mut messages[idx], |block| match block.kind() {
            BlockKind::ServerToolUse(call) => !stranded.contains(&call.id),
            _ => true,
        });
    }
    dropped
}

/// Drops results of calls that the message before does not make, and second results of one call.
fn drop_stray_results(messages: &mut [Message]) -> usize {
    let mut dropped = 0;
    for idx in 0..messages.len() {
        let mut open: HashSet<_> = calls_before(messages, idx).into_iter().cloned().collect();
        dropped += retain_in(&mut messages[idx], |block| {
            result_id(block).is_none_or(|id| open.remove(id))
        });
    }
    dropped
}

/// Adds a cancelled result for every call that has none (API reference, section 4.4, rule 2).
fn answer_open_calls(messages: &mut Vec<Message>) -> usize {
    let mut added = 0;
    let mut idx = 0;
    while let Some(message) = messages.get(idx) {
        let answered = results_behind(messages, idx);
        let missing: Vec<_> = message
            .content
            .iter()
            .filter_map(call_id)
            .filter(|id| message.role == Role::Assistant && !answered.contains(id))
            .map(|id| ContentBlock::tool_result(&CallResult::cancelled(id.clone()).result))
            .collect();
        idx += 1;
        if missing.is_empty() {
            continue;
        }
        added += missing.len();
        match messages.get_mut(idx) {
            Some(next) if next.role == Role::User => {
                next.content.extend(missing);
                results_first(&mut next.content);
            }
            _ => {
                let content = missing;
                messages.insert(
                    idx,
                    Message {
                        role: Role::User,
                        content,
                    },
                );
            }
        }
    }
    added
}

fn sort_results(messages: &mut [Message]) -> usize {
    messages
        .iter_mut()
        .filter(|message| message.role == Role::User)
        .filter_map(|message| results_first(&mut message.content).then_some(()))
        .count()
}

fn has_content(message: &Message) -> bool {
    !message.content.is_empty()
}

/// Does `change`; returns how many messages fewer there are.
fn shrink(messages: &mut Vec<Message>, change: impl FnOnce(&mut Vec<Message>)) -> usize {
    let before = messages.len();
    change(messages);
    before.saturating_sub(messages.len())
}

/// Keeps the blocks that pass; returns how many did not.
fn retain(messages: &mut [Message], mut pass: impl FnMut(&ContentBlock) -> bool) -> usize {
    messages
        .iter_mut()
        .map(|message| retain_in(message, &mut pass))
        .sum()
}

/// Keeps the blocks of one message that pass; returns how many did not.
fn retain_in(message: &mut Message, pass: impl FnMut(&ContentBlock) -> bool) -> usize {
    let before = message.content.len();
    message.content.retain(pass);
    before - message.content.len()
}

#[cfg(test)]
mod tests;
