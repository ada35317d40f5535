//! Usage and cost per turn and session.
//!
//! The *ledger* adds up what the rounds of some entries reported. It estimates nothing: a round
//! whose usage or price is not known makes the sum a lower bound, which is said so.

use std::collections::HashSet;

use super::entry::{AssistantEntry, Entry, EntryKind};
use crate::api::price;
use crate::api::usage::Usage;

/// Sums over the rounds of some entries.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Counters in tokens, added over rounds; `known` if any round reported its own.
    pub usage: Usage,
    /// US dollars of the rounds whose price is known.
    pub dollars: f64,
    /// True when a round is missing from `dollars`: unknown model, no usage, or cut short.
    pub at_least: bool,
    /// Rounds counted.
    pub rounds: u32,
}

/// Sums that grow with the conversation: what was added once is not looked at again.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    totals: Totals,
    /// The rounds among them.
    rounds: HashSet<u64>,
}

impl Ledger {
    /// Adds the rounds among `entries`; a round that is there twice counts once.
    ///
    /// A round that was cut short counts with what it had reported, and makes the sum a lower
    /// bound: no final usage arrives then (API reference, section 11, rule 5).
    pub fn add<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) {
        for answer in entries.into_iter().filter_map(answer) {
            if self.rounds.insert(answer.round) {
                self.totals.add(answer);
            }
        }
    }

    /// The sums so far.
    pub fn totals(&self) -> Totals {
        self.totals
    }
}

/// Adds up the rounds among `entries`, as [`Ledger::add`] does.
pub fn totals<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Totals {
    let mut ledger = Ledger::default();
    ledger.add(entries);
    ledger.totals()
}

/// Tokens that the next request will hold at least: whole input and output of the last complete
/// round (API reference, section 13); `None` before there is one.
pub fn context_tokens<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> Option<u64> {
    entries.rev().find_map(|entry| {
        let answer = answer(entry)?;
        let usage = &answer.usage;
        if answer.interrupted.is_some() || !usage.known {
            return None;
        }
        // A refused answer is not sent back.
        let output = if answer.is_refused() { 0 } else { usage.output };
        Some(usage.whole_input().saturating_add(output))
    })
}

/// Rounds since the last prompt.
pub fn rounds_of_turn<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> u32 {
    let is_prompt = |entry: &&Entry| matches!(entry.kind, EntryKind::User(_));
    let turn = entries.rev().take_while(|entry| !is_prompt(entry));
    u32::try_from(turn.filter_map(answer).count()).unwrap_or(u32::MAX)
}

impl Totals {
    fn add(&mut self, answer: &AssistantEntry) {
        let usage = &answer.usage;
        self.rounds = self.rounds.saturating_add(1);
        let sums = [
            (&mut self.usage.input, usage.input),
            (&mut self.usage.cache_write_5m, usage.cache_write_5m),
            (&mut self.usage.cache_write_1h, usage.cache_write_1h),
            (&mut self.usage.cache_read, usage.cache_read),
            (&mut self.usage.output, usage.output),
            (&mut self.usage.thinking, usage.thinking),
        ];
        for (sum, tokens) in sums {
            *sum = sum.saturating_add(tokens);
        }
        self.usage.known |= usage.known;
        let dollars = price::cost(&answer.model, usage);
        self.dollars += dollars.unwrap_or(0.0);
        self.at_least |= dollars.is_none() || answer.interrupted.is_some();
    }
}

fn answer(entry: &Entry) -> Option<&AssistantEntry> {
    match &entry.kind {
        EntryKind::Assistant(answer) => Some(answer),
        EntryKind::User(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
    }
}

#[cfg(test)]
mod tests;
