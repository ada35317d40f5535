//! The stored form of tool results: what came of each call.

use serde::{Deserialize, Serialize};

use crate::api::content::{ToolCallId, ToolResult};
use crate::conversation::entry::{CallResult, Outcome};

/// Data of an `entry` of the type `tool_results`.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredResults {
    #[serde(default)]
    results: Vec<StoredResult>,
}

/// `outcome` is `done`, `failed`, `denied` or `cancelled`.
#[derive(Serialize, Deserialize)]
struct StoredResult {
    tool_use_id: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    is_error: bool,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    millis: u64,
}

impl From<&[CallResult]> for StoredResults {
    fn from(results: &[CallResult]) -> Self {
        let stored = |call: &CallResult| StoredResult {
            tool_use_id: call.result.tool_use_id.0.clone(),
            content: call.result.content.clone(),
            is_error: call.result.is_error,
            outcome: outcome_name(call.outcome).to_owned(),
            millis: call.millis,
        };
        Self {
            results: results.iter().map(stored).collect(),
        }
    }
}

impl From<StoredResults> for Vec<CallResult> {
    fn from(stored: StoredResults) -> Self {
        let result = |stored: StoredResult| CallResult {
            outcome: outcome_named(&stored.outcome, stored.is_error),
            millis: stored.millis,
            result: ToolResult {
                tool_use_id: ToolCallId(stored.tool_use_id),
                content: stored.content,
                is_error: stored.is_error,
            },
        };
        stored.results.into_iter().map(result).collect()
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
        Outcome::Denied => "denied",
        Outcome::Cancelled => "cancelled",
    }
}

fn outcome_named(name: &str, is_error: bool) -> Outcome {
    match name {
        "done" => Outcome::Done,
        "failed" => Outcome::Failed,
        "denied" => Outcome::Denied,
        "cancelled" => Outcome::Cancelled,
        _ if is_error => Outcome::Failed,
        _ => Outcome::Done,
    }
}
