//! Is this legal to send?
//!
//! Checks a list of messages against the rules of the API that a history can break, before the
//! server does: a rejected history can make a whole session useless. The check only names what is
//! wrong; [`super::repair`] mends it. Sizes, models and parameters are not looked at.

use std::collections::HashSet;

use crate::api::content::{BlockKind, ContentBlock, ToolCallId};
use crate::api::message::{Message, Role};
use crate::api::raw::{RawJson, RawObject};
use crate::api::request::Dialect;

/// What is wrong with `messages`, in order; empty when they can be sent.
///
/// Expects the last message to be the user's; [`violations_before`] knows the exception.
pub fn violations(messages: &[Message], dialect: Dialect) -> Vec<Violation> {
    violations_before(messages, dialect, Last::User)
}

/// Like [`violations`], for a request whose last message is to be `last`.
pub fn violations_before(messages: &[Message], dialect: Dialect, last: Last) -> Vec<Violation> {
    let mut check = Check {
        messages,
        dialect,
        found: Vec::new(),
    };
    if messages.first().is_none_or(|m| m.role != Role::User) {
        check.report(0, Rule::FirstIsNotUser);
    }
    // Other servers count their ids anew in every answer, so only the real API's are unique.
    let mut ids = HashSet::new();
    for (idx, message) in messages.iter().enumerate() {
        if dialect == Dialect::Compatible {
            ids.clear();
        }
        check.shape(idx, message);
        check.blocks(idx, message);
        match message.role {
            Role::User => check.results(idx, message),
            Role::Assistant => check.calls(idx, message, &mut ids),
        }
    }
    let ends_with_answer = messages.last().is_some_and(|m| m.role == Role::Assistant);
    if ends_with_answer && last == Last::User {
        check.report(messages.len() - 1, Rule::LastIsNotUser);
    }
    check.found
}

/// A rule of the API that a list of messages breaks, with the index of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Index into the messages; 0 for an empty list.
    pub message: usize,
    /// Which rule.
    pub rule: Rule,
}

/// Rules of the history; the numbers are sections of the API reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The first message is the user's (8, rule 1). Also said of an empty list.
    FirstIsNotUser,
    /// The last message is the user's: newer models take no prefill (8, rule 4). A paused answer
    /// is the exception, see [`Last::PausedAnswer`].
    LastIsNotUser,
    /// Neighbors have different roles (8, rule 1: not demanded, but what a client should keep to).
    RolesDoNotAlternate,
    /// A message has at least one block (8, rule 3).
    EmptyMessage,
    /// A text block holds more than white space (3.1; 8, rule 3).
    EmptyText {
        /// Index of the block.
        block: usize,
    },
    /// A block stands in a message of the role that may write it (3.1 and 3.2): calls and thinking
    /// in answers, results in user messages.
    WrongRole {
        /// Index of the block.
        block: usize,
    },
    /// Every call has its result in the message right behind it (4.4, rule 1).
    CallWithoutResult {
        /// The call.
        id: String,
    },
    /// A result answers a call of the message right before it (4.4, rule 1).
    ResultWithoutCall {
        /// The call that is not there.
        id: String,
    },
    /// Ids of calls are unique: in the whole history for the Anthropic API, within a message
    /// elsewhere, where servers count them anew in every answer (4.4; 17.3).
    DuplicateCall {
        /// The id that was used before.
        id: String,
    },
    /// A call has one result (4.4, rule 1).
    DuplicateResult {
        /// The call.
        id: String,
    },
    /// Results stand before everything else in their message (4.4, rule 1).
    TextBeforeResult,
    /// Thinking goes back only with its signature (5.3, rule 6); other servers than Anthropic's
    /// never sign (17).
    UnsignedThinking {
        /// Index of the block.
        block: usize,
    },
    /// The input of a call is a JSON object (3.2).
    InputIsNoObject {
        /// Index of the block.
        block: usize,
    },
    /// A server's own call has its result behind it in the message, or can still get it: in a
    /// paused answer, or before a message of results alone (4.4, rule 5; 7; 11, rule 2).
    ServerCallWithoutResult {
        /// The call.
        id: String,
    },
}

/// What the last message of a request is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Last {
    /// Something of the user's: a prompt or results.
    #[default]
    User,
    /// An answer with the stop reason `pause_turn`, sent back as it is so that the server goes on
    /// (7). Messages carry no stop reason, so the caller, who has the entries, must say so. A user
    /// message at the end is legal all the same.
    PausedAnswer,
}

/// Is the block a text that the API would reject as empty?
pub(super) fn is_blank_text(block: &ContentBlock) -> bool {
    matches!(block.kind(), BlockKind::Text(text) if text.trim().is_empty())
}

/// Is the block thinking that carries no signature?
pub(super) fn is_unsigned_thinking(block: &ContentBlock) -> bool {
    match block.kind() {
        BlockKind::Thinking { signature, .. } => signature.as_deref().is_none_or(str::is_empty),
        _ => false,
    }
}

/// The server's own calls in the message at `idx` that have no result and can get none any more.
pub(super) fn stranded_server_calls(messages: &[Message], idx: usize) -> Vec<ToolCallId> {
    let Some(message) = messages.get(idx) else {
        return Vec::new();
    };
    let awaits = match messages.get(idx + 1) {
        None => true,
        Some(next) => next.content.iter().all(|b| result_id(b).is_some()),
    };
    if message.role == Role::User || awaits {
        return Vec::new();
    }
    let mut open: Vec<ToolCallId> = Vec::new();
    for block in &message.content {
        match block.kind() {
            BlockKind::ServerToolUse(call) => open.push(call.id.clone()),
            BlockKind::ServerToolResult(result) => open.retain(|id| *id != result.tool_use_id),
            _ => {}
        }
    }
    open
}

/// May `role` write `block`? Blocks of unknown types may stand anywhere.
pub(super) fn fits_role(block: &ContentBlock, role: Role) -> bool {
    match block.kind() {
        BlockKind::Text(_) | BlockKind::Other(_) => true,
        BlockKind::ToolResult(_) => role == Role::User,
        BlockKind::Thinking { .. }
        | BlockKind::RedactedThinking
        | BlockKind::ToolUse(_)
        | BlockKind::ServerToolUse(_)
        | BlockKind::ServerToolResult(_) => role == Role::Assistant,
    }
}

/// Is `block` a call whose input, as it would be sent, is missing or no object?
pub(super) fn has_bad_input(block: &ContentBlock) -> bool {
    match block.kind() {
        // The reading of a block has an object in any case; what is sent is the raw text.
        BlockKind::ToolUse(_) | BlockKind::ServerToolUse(_) => RawObject::from_json(block.raw())
            .is_none_or(|members| !members.get("input").is_some_and(RawJson::is_object)),
        _ => false,
    }
}

/// The id of the call, if `block` is one that waits for this client.
pub(super) fn call_id(block: &ContentBlock) -> Option<&ToolCallId> {
    match block.kind() {
        BlockKind::ToolUse(call) => Some(&call.id),
        _ => None,
    }
}

/// The id of the call that `block` answers, if it is a result of ours.
pub(super) fn result_id(block: &ContentBlock) -> Option<&ToolCallId> {
    match block.kind() {
        BlockKind::ToolResult(result) => Some(&result.tool_use_id),
        _ => None,
    }
}

/// The ids of the calls that the message before `idx` makes; empty if that is no answer.
pub(super) fn calls_before(messages: &[Message], idx: usize) -> HashSet<&ToolCallId> {
    let before = idx.checked_sub(1).and_then(|before| messages.get(before));
    match before {
        Some(message) if message.role == Role::Assistant => {
            message.content.iter().filter_map(call_id).collect()
        }
        _ => HashSet::new(),
    }
}

/// The ids of the results in the message behind `idx`; empty if that is not the user's.
pub(super) fn results_behind(messages: &[Message], idx: usize) -> HashSet<&ToolCallId> {
    match messages.get(idx + 1) {
        Some(message) if message.role == Role::User => {
            message.content.iter().filter_map(result_id).collect()
        }
        _ => HashSet::new(),
    }
}

/// One run of the check.
struct Check<'a> {
    messages: &'a [Message],
    dialect: Dialect,
    found: Vec<Violation>,
}

impl<'a> Check<'a> {
    fn report(&mut self, message: usize, rule: Rule) {
        self.found.push(Violation { message, rule });
    }

    fn shape(&mut self, idx: usize, message: &Message) {
        let before = idx
            .checked_sub(1)
            .and_then(|before| self.messages.get(before));
        if before.is_some_and(|before| before.role == message.role) {
            self.report(idx, Rule::RolesDoNotAlternate);
        }
        if message.content.is_empty() {
            self.report(idx, Rule::EmptyMessage);
        }
    }

    fn blocks(&mut self, idx: usize, message: &Message) {
        for (block, content) in message.content.iter().enumerate() {
            if is_blank_text(content) {
                self.report(idx, Rule::EmptyText { block });
            }
            if !fits_role(content, message.role) {
                self.report(idx, Rule::WrongRole { block });
            }
            if self.dialect == Dialect::Anthropic && is_unsigned_thinking(content) {
                self.report(idx, Rule::UnsignedThinking { block });
            }
            if has_bad_input(content) {
                self.report(idx, Rule::InputIsNoObject { block });
            }
        }
    }

    fn calls(&mut self, idx: usize, message: &'a Message, ids: &mut HashSet<&'a ToolCallId>) {
        let results = results_behind(self.messages, idx);
        for id in message.content.iter().filter_map(call_id) {
            if !ids.insert(id) {
                self.report(idx, Rule::DuplicateCall { id: id.0.clone() });
            }
            if !results.contains(id) {
                self.report(idx, Rule::CallWithoutResult { id: id.0.clone() });
            }
        }
        for id in stranded_server_calls(self.messages, idx) {
            self.report(idx, Rule::ServerCallWithoutResult { id: id.0 });
        }
    }

    fn results(&mut self, idx: usize, message: &Message) {
        let calls = calls_before(self.messages, idx);
        let mut seen = HashSet::new();
        let mut other_seen = false;
        let mut disordered = false;
        for block in &message.content {
            let Some(id) = result_id(block) else {
                other_seen = true;
                continue;
            };
            disordered |= other_seen;
            if !calls.contains(id) {
                self.report(idx, Rule::ResultWithoutCall { id: id.0.clone() });
            }
            if !seen.insert(id) {
                self.report(idx, Rule::DuplicateResult { id: id.0.clone() });
            }
        }
        if disordered {
            self.report(idx, Rule::TextBeforeResult);
        }
    }
}

#[cfg(test)]
mod tests;
