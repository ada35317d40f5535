//! *Usage* is what a message costs in tokens; a *stop reason* is why the model ended it.
//!
//! Counts that a stream reports later are totals of the whole message so far: they overwrite what
//! was known and are never added to it. What tokens cost in money is in [`super::price`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::raw::{RawJson, RawObject};

/// Counters of one message, in tokens; zero where the server said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named by the API")]
pub struct Usage {
    /// Input after the last cache mark.
    pub input: u64,
    pub cache_write_5m: u64,
    pub cache_write_1h: u64,
    pub cache_read: u64,
    /// All output, thinking included.
    pub output: u64,
    /// Of `output`, thinking.
    pub thinking: u64,
    /// Did the server report anything at all?
    pub known: bool,
}

/// What one event says about usage: only members that are present and not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "named by the API")]
pub struct UsageUpdate {
    pub input: Option<u64>,
    /// Without `cache_write_1h` beside it: the total of both, because the server did not split it.
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
    pub cache_read: Option<u64>,
    pub output: Option<u64>,
    pub thinking: Option<u64>,
}

/// Why the model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub enum StopReason {
    EndTurn,
    MaxTokens,
    StopSequence,
    ToolUse,
    PauseTurn,
    Refusal,
    ContextWindowExceeded,
    Compaction,
    /// A newer API: finished, with a note; no tools are run.
    Other(String),
}

/// Why a message ended, with what came along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stop {
    /// The reason; `None` is an interruption.
    pub reason: Option<StopReason>,
    /// Which stop sequence was hit.
    pub sequence: Option<String>,
    /// `stop_details` of a refusal, raw.
    pub details: Option<RawJson>,
}

impl Usage {
    /// Overwrites the members that `update` has.
    pub fn apply(&mut self, update: &UsageUpdate) {
        let overwrite = |count: &mut u64, new: Option<u64>| *count = new.unwrap_or(*count);
        overwrite(&mut self.input, update.input);
        overwrite(&mut self.cache_write_1h, update.cache_write_1h);
        // The end of a stream repeats the cache writes without the split that its start gave.
        let total_beside = match update.cache_write_1h {
            Some(_) => 0,
            None => self.cache_write_1h,
        };
        let five_minutes = update
            .cache_write_5m
            .map(|n| n.saturating_sub(total_beside));
        overwrite(&mut self.cache_write_5m, five_minutes);
        overwrite(&mut self.cache_read, update.cache_read);
        overwrite(&mut self.output, update.output);
        overwrite(&mut self.thinking, update.thinking);
        self.known |= *update != UsageUpdate::default();
    }

    /// Everything that was read: input, cache writes and cache reads.
    pub fn whole_input(&self) -> u64 {
        self.input
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
            .saturating_add(self.cache_read)
    }
}

impl UsageUpdate {
    /// Reads a `usage` object; members that are absent, null or no counts say nothing.
    pub fn read(usage: &RawJson) -> Self {
        let usage = usage.to_value();
        let split = usage.get("cache_creation");
        let five_minutes = split.and_then(|s| count(s, "ephemeral_5m_input_tokens"));
        let one_hour = split.and_then(|s| count(s, "ephemeral_1h_input_tokens"));
        let total = count(&usage, "cache_creation_input_tokens");
        let (cache_write_5m, cache_write_1h) = match (five_minutes, one_hour) {
            (None, None) => (total, None),
            (Some(short), None) => (
                Some(short),
                Some(total.unwrap_or(short).saturating_sub(short)),
            ),
            (None, Some(long)) => (Some(total.unwrap_or(long).saturating_sub(long)), Some(long)),
            both => both,
        };
        Self {
            input: count(&usage, "input_tokens"),
            cache_write_5m,
            cache_write_1h,
            cache_read: count(&usage, "cache_read_input_tokens"),
            output: count(&usage, "output_tokens"),
            thinking: usage
                .get("output_tokens_details")
                .and_then(|details| count(details, "thinking_tokens")),
        }
    }
}

impl StopReason {
    /// From the API's name.
    pub fn from_name(name: &str) -> Self {
        match name {
            "end_turn" => Self::EndTurn,
            "max_tokens" => Self::MaxTokens,
            "stop_sequence" => Self::StopSequence,
            "tool_use" => Self::ToolUse,
            "pause_turn" => Self::PauseTurn,
            "refusal" => Self::Refusal,
            "model_context_window_exceeded" => Self::ContextWindowExceeded,
            "compaction" => Self::Compaction,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The API's name.
    pub fn name(&self) -> &str {
        match self {
            Self::EndTurn => "end_turn",
            Self::MaxTokens => "max_tokens",
            Self::StopSequence => "stop_sequence",
            Self::ToolUse => "tool_use",
            Self::PauseTurn => "pause_turn",
            Self::Refusal => "refusal",
            Self::ContextWindowExceeded => "model_context_window_exceeded",
            Self::Compaction => "compaction",
            Self::Other(name) => name,
        }
    }
}

impl Stop {
    /// Reads `stop_reason`, `stop_sequence` and `stop_details` from a message or its delta. An
    /// empty reason counts as none: a compatible server sends it when its backend gave none.
    pub fn read(object: &RawObject) -> Self {
        let text = |name| object.read::<String>(name).filter(|text| !text.is_empty());
        let details = object.get("stop_details").filter(|raw| !raw.is_null());
        Self {
            reason: text("stop_reason").map(|name| StopReason::from_name(&name)),
            sequence: text("stop_sequence"),
            details: details.cloned(),
        }
    }

    /// Takes over what a later event says; a new reason replaces all that came with the old one.
    pub fn apply(&mut self, update: &Self) {
        if update.reason.is_some() {
            self.clone_from(update);
            return;
        }
        if update.sequence.is_some() {
            self.sequence.clone_from(&update.sequence);
        }
        if update.details.is_some() {
            self.details.clone_from(&update.details);
        }
    }

    /// The explanation of a refusal, when the server gave one (`explanation`, else `category`).
    pub fn explanation(&self) -> Option<String> {
        let details = RawObject::from_json(self.details.as_ref()?)?;
        ["explanation", "category"]
            .iter()
            .find_map(|name| details.read::<String>(name).filter(|text| !text.is_empty()))
    }
}

/// A count of tokens; servers have been seen to write it as `12.0`.
fn count(object: &Value, name: &str) -> Option<u64> {
    let value = object.get(name)?;
    value.as_u64().or_else(|| {
        let count = value.as_f64().filter(|n| *n >= 0.0 && *n < 1e15)?;
        Some(count as u64)
    })
}

#[cfg(test)]
mod tests;
