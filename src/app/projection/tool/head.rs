//! The *head* of a call is the line that stands for it, or above it while it is open. Of a folded
//! one it tells in a few words what it was called with and what it said.

use crate::app::fold::Extent;
use crate::app::projection::lines::{self, right};
use crate::app::projection::tool::json::{WORDS_COLUMNS, words_given, words_said};
use crate::app::projection::tool::status::Status;
use crate::app::projection::tool::{CallLines, cut};
use crate::text::line::{Line, Span};
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;

/// Columns of the arguments in the line of a folded call.
const SUMMARY_COLUMNS: usize = 48;
/// The same beside what the call said.
const SUMMARY_BESIDE_OUTPUT: usize = 24;
/// The first so many spans of the line are the sign of a call's state.
pub const SIGN_SPANS: usize = 2;

/// The line that stands for a call, or above it: name and time; of a folded one what it was called
/// with, and the last that it said.
pub(super) fn head(call: &CallLines<'_>, extent: Extent) -> Line {
    let status = call.status;
    let mut spans = vec![
        status.sign(),
        // Not in the scope of the sign, whose ground may be that of one column only.
        Span::new(" ", Scope::Text),
        Span::new(one_line(call.name), Scope::ToolName),
    ];
    if !extent.is_open() {
        let said = if status.is_cancelled_by_person() {
            // The state at the right says so.
            String::new()
        } else {
            last_words(status.said(), call.input)
        };
        let room = if said.is_empty() {
            SUMMARY_COLUMNS
        } else {
            SUMMARY_BESIDE_OUTPUT
        };
        let given = fit(&words_given(call.input), room);
        if !given.is_empty() {
            spans.push(Span::new(format!("  {given}"), Scope::ToolValue));
        }
        if !said.is_empty() {
            spans.push(Span::new("  → ", Scope::Dim));
            spans.push(Span::new(said, Scope::ToolOutput));
        }
    }
    let size = match status {
        Status::Writing if call.input_len >= 1_000 => format!("{} kB", call.input_len / 1_000),
        _ => status.size(),
    };
    lines::head(spans, right(&[size, status.time()]), extent)
}

/// The last line of what a tool said, or the first values of what is JSON that it was not given.
fn last_words(output: &str, input: &str) -> String {
    words_said(output, input).unwrap_or_else(|| {
        let last = output.trim_end().rsplit('\n').next().unwrap_or_default();
        cut(last.trim(), WORDS_COLUMNS)
    })
}
