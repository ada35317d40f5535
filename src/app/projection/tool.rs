//! How a tool call is shown: as one line that stands for it, or as its whole story below that line;
//! in the conversation and in the activity pane, each folded by itself.

use std::time::Instant;

use serde_json::Value;

use crate::api::cut::closed;
use crate::app::fold::Extent;
use crate::app::format;
use crate::app::projection::lines::right;
use crate::conversation::entry::{CallResult, Outcome};
use crate::pane::doc::{Content, Doc, ItemId};
use crate::session::record::Shelf;
use crate::text::line::{Line, LineKind, Span};
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::fit;
use crate::theme::Scope;
use crate::turn::tool_call::{CallState, ToolCall};

/// Input beyond this many bytes is not read for display: a line says that there is more.
pub const INPUT_SHOWN: usize = 8 * 1024;
/// Lines of output in the activity pane, where all calls are open that nobody folded: it tells what is
/// going on. Of a call that runs no more are shown anywhere, since they are made again whenever it says
/// more.
const FEW_LINES: usize = 12;
/// Lines of output that a call shows in the conversation once it is over and somebody has opened it. A
/// pane lays out what is looked at, so this bounds memory and not the height: what is shown can be read
/// and found by a search.
const OUTPUT_LINES: usize = 2_000;
/// Columns of one such line.
const OPEN_COLUMNS: usize = 4_000;
/// Columns of one value in a line that stands for a call.
const VALUE_COLUMNS: usize = 200;
/// Columns of a value that is itself an array or an object.
const NESTED_COLUMNS: usize = 60;
/// Columns of the arguments in the line of a folded call.
const SUMMARY_COLUMNS: usize = 48;
/// The same beside what the call said.
const SUMMARY_BESIDE_OUTPUT: usize = 24;

/// What is to be seen of a call's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The model is still writing its input.
    Writing,
    /// The server runs it; nothing more is known.
    Server,
    /// It runs: output so far, how much that is, and for how many quarters of a second.
    Running {
        #[expect(missing_docs, reason = "the name says it")]
        output: String,
        #[expect(missing_docs, reason = "the name says it")]
        size: Size,
        #[expect(missing_docs, reason = "the name says it")]
        quarters: u64,
    },
    /// It is over.
    Ended {
        #[expect(missing_docs, reason = "the name says it")]
        outcome: Outcome,
        #[expect(missing_docs, reason = "the name says it")]
        content: String,
        #[expect(missing_docs, reason = "the name says it")]
        millis: u64,
    },
}

/// How much a tool has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    n_lines: u64,
    n_bytes: u64,
}

impl Status {
    /// Is this what is to be seen of the call now? Asked at each frame, so nothing is copied.
    pub fn is_of(&self, call: &ToolCall, now: Instant) -> bool {
        match (self, &call.state) {
            (
                Self::Running {
                    output, quarters, ..
                },
                CallState::Running {
                    output: output_now, ..
                },
            ) => *quarters == quarters_since(call.started, now) && output == output_now,
            (
                Self::Ended {
                    outcome,
                    content,
                    millis,
                },
                CallState::Ended {
                    outcome: outcome_now,
                    content: content_now,
                    millis: millis_now,
                },
            ) => outcome == outcome_now && millis == millis_now && content == content_now,
            _ => false,
        }
    }

    /// Of a call that is being carried out.
    pub fn of_call(call: &ToolCall, now: Instant) -> Self {
        match &call.state {
            CallState::Running {
                output,
                n_bytes,
                n_ends,
            } => Self::Running {
                output: output.clone(),
                size: Size {
                    n_lines: n_ends + u64::from(!output.is_empty() && !output.ends_with('\n')),
                    n_bytes: *n_bytes,
                },
                quarters: quarters_since(call.started, now),
            },
            CallState::Ended {
                outcome,
                content,
                millis,
            } => Self::Ended {
                outcome: *outcome,
                content: content.clone(),
                millis: *millis,
            },
        }
    }

    /// Of a call that broke off before it could be carried out.
    pub fn cut() -> Self {
        Self::Ended {
            outcome: Outcome::Cancelled,
            content: String::new(),
            millis: 0,
        }
    }

    /// Of a call whose result is in the conversation.
    pub fn of_result(result: &CallResult) -> Self {
        Self::Ended {
            outcome: result.outcome,
            content: result.result.content.clone(),
            millis: result.millis,
        }
    }

    /// What the tool has said so far, and its kind.
    fn said(&self) -> (&str, Scope) {
        match self {
            Self::Writing | Self::Server => ("", Scope::ToolOutput),
            Self::Running { output, .. } => (output, Scope::ToolOutput),
            Self::Ended {
                outcome: Outcome::Done,
                content,
                ..
            } => (content, Scope::ToolOutput),
            Self::Ended { content, .. } => (content, Scope::Failure),
        }
    }

    /// Keeps the size that was shown before in the same quarter of a second: a number that grew with
    /// each word could not be read.
    pub fn keep_size_of(&mut self, before: &Self) {
        if let (
            Self::Running { size, quarters, .. },
            Self::Running {
                size: size_before,
                quarters: quarters_before,
                ..
            },
        ) = (self, before)
            && quarters == quarters_before
        {
            *size = *size_before;
        }
    }

    /// How much it has said; nothing for what fits into its line.
    fn size(&self) -> String {
        let size = match self {
            Self::Writing | Self::Server => return String::new(),
            Self::Running { size, .. } => *size,
            Self::Ended { content, .. } => Size::of(content),
        };
        match (size.n_lines, size.n_bytes) {
            (0 | 1, 0..1_000) => String::new(),
            (0 | 1, bytes) => format!("{} kB", bytes / 1_000),
            (lines, _) => format!("{} lines", format::count(lines)),
        }
    }

    fn sign(&self) -> Span {
        match self {
            Self::Writing | Self::Server => Span::new("▸ ", Scope::Running),
            Self::Running { .. } => Span::new("▸ ", Scope::Running),
            Self::Ended {
                outcome: Outcome::Done,
                ..
            } => Span::new("✓ ", Scope::Success),
            Self::Ended {
                outcome: Outcome::Failed,
                ..
            } => Span::new("✗ ", Scope::Failure),
            Self::Ended {
                outcome: Outcome::Denied | Outcome::Cancelled,
                ..
            } => Span::new("■ ", Scope::Warning),
        }
    }

    fn time(&self) -> String {
        match self {
            Self::Writing => "…".into(),
            Self::Server => String::new(),
            Self::Running { quarters, .. } => format::seconds(quarters * 250),
            Self::Ended {
                outcome: Outcome::Cancelled,
                ..
            } => "cancelled".into(),
            Self::Ended {
                outcome: Outcome::Denied,
                ..
            } => "denied".into(),
            Self::Ended { millis, .. } => format::seconds(*millis),
        }
    }
}

impl Size {
    fn of(text: &str) -> Self {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            n_lines: count(text.lines().count()),
            n_bytes: count(text.len()),
        }
    }
}

fn quarters_since(started: Instant, now: Instant) -> u64 {
    let millis = now.saturating_duration_since(started).as_millis();
    u64::try_from(millis / 250).unwrap_or(u64::MAX)
}

/// Shows a call on a shelf; with a blank line before it unless the item above is of its kind. All that a
/// call has said is made into lines when somebody looks at it.
pub fn show(doc: &mut Doc, item: ItemId, call: &CallLines<'_>, shelf: Shelf, extent: Extent) {
    let is_open = extent != Extent::Folded;
    let is_short = shelf == Shelf::ActivityPane && extent != Extent::Whole;
    let mut lines = Vec::new();
    if !call.compact || shelf == Shelf::ActivityPane {
        lines.push(Line::blank());
    }
    lines.push(head(call, is_open));
    if !is_open {
        return doc.replace(item, lines);
    }
    lines.extend(arguments(call));
    match call.status {
        Status::Ended {
            content, outcome, ..
        } if !content.is_empty() && !is_short => {
            let make = match outcome {
                Outcome::Done => output,
                Outcome::Failed | Outcome::Denied | Outcome::Cancelled => failure,
            };
            doc.exchange(
                item,
                Content::Later {
                    first: lines,
                    source: content,
                    make,
                },
            );
        }
        status => {
            let (said, scope) = status.said();
            let which = match status {
                Status::Running { .. } => Which::Newest,
                Status::Writing | Status::Server | Status::Ended { .. } => Which::First(FEW_LINES),
            };
            lines.extend(output_lines(said, scope, which));
            doc.replace(item, lines);
        }
    }
}

/// The lines of a call as [`show`] shows it whole in its pane, if it is over and there is more of it than is
/// to be seen there.
pub fn inside(call: &CallLines<'_>, extent: Extent) -> Option<Vec<Line>> {
    let Status::Ended { content, .. } = call.status else {
        return None;
    };
    let (_, scope) = call.status.said();
    let said = output_lines(content, scope, Which::First(OUTPUT_LINES));
    let is_cut = match extent {
        Extent::Folded => true,
        Extent::Open => said.len() > FEW_LINES,
        Extent::Whole => false,
    };
    let above = [Line::blank(), head(call, true)].into_iter();
    is_cut.then(|| above.chain(arguments(call)).chain(said).collect())
}

/// What the lines of a call are made of.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named as in the call")]
pub struct CallLines<'a> {
    pub name: &'a str,
    /// What is written of its input, or a part beyond [`INPUT_SHOWN`].
    pub input: &'a str,
    /// Bytes of all of it.
    pub input_len: usize,
    pub status: &'a Status,
    /// Is the item above in the conversation one of one line too?
    pub compact: bool,
}

/// The line that stands for a call, or above it: name and time; of a folded one what it was called
/// with, and the last that it said.
fn head(call: &CallLines<'_>, is_open: bool) -> Line {
    let status = call.status;
    let mut spans = vec![
        status.sign(),
        Span::new(one_line(call.name), Scope::ToolName),
    ];
    if !is_open {
        let (said, scope) = status.said();
        let said = last_line(said);
        let room = if said.is_empty() {
            SUMMARY_COLUMNS
        } else {
            SUMMARY_BESIDE_OUTPUT
        };
        let values: Vec<String> = pairs(call.input, Room::Line)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        if !values.is_empty() {
            let values = fit(&values.join("  "), room);
            spans.push(Span::new(format!("  {values}"), Scope::ToolValue));
        }
        if !said.is_empty() {
            spans.push(Span::new("  → ", Scope::Dim));
            spans.push(Span::new(said, scope));
        }
    }
    let size = match status {
        Status::Writing if call.input_len >= 1_000 => format!("{} kB", call.input_len / 1_000),
        _ => status.size(),
    };
    Line::new(spans, LineKind::Head(right(&[size, status.time()])))
}

/// The last line of what a tool said, or the last members of an object.
fn last_line(output: &str) -> String {
    if let Some(members) = members(output, Room::Line) {
        let values: Vec<String> = members.into_iter().map(|(_, value)| value).collect();
        return fit(&values.join("  "), VALUE_COLUMNS);
    }
    let last = output.trim_end().rsplit('\n').next().unwrap_or_default();
    let end = last.char_indices().nth(VALUE_COLUMNS);
    one_line(
        end.and_then(|(at, _)| last.get(..at))
            .unwrap_or(last)
            .trim(),
    )
}

/// Below the head of an open call: what it was called with.
fn arguments(call: &CallLines<'_>) -> impl Iterator<Item = Line> {
    let pairs = pairs(call.input, Room::Open).into_iter();
    let lines = pairs.map(|(key, value)| {
        let key = if key.is_empty() {
            key
        } else {
            format!("{key}  ")
        };
        indented(vec![
            Span::new(key, Scope::ToolKey),
            Span::new(value, Scope::ToolValue),
        ])
    });
    let n_more = call.input_len - beginning(call.input).len().min(call.input_len);
    let more = (n_more > 0).then(|| {
        let text = format!("… {} more; a copy has all of it", bytes(n_more));
        indented(vec![Span::new(text, Scope::Dim)])
    });
    lines.chain(more)
}

/// `12 bytes`, `4 kB`.
fn bytes(n: usize) -> String {
    match n {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{n} bytes"),
        _ => format!("{} kB", n / 1_000),
    }
}

/// What is read of an input for display.
pub fn beginning(input: &str) -> &str {
    let most = INPUT_SHOWN.min(input.len());
    let mut ends = most..=input.len();
    let end = ends.find(|at| input.is_char_boundary(*at));
    end.and_then(|end| input.get(..end)).unwrap_or(input)
}

/// What a tool said that did what it was asked to.
fn output(text: &str) -> Vec<Line> {
    output_lines(text, Scope::ToolOutput, Which::First(OUTPUT_LINES))
}

/// What a tool said that did not.
fn failure(text: &str) -> Vec<Line> {
    output_lines(text, Scope::Failure, Which::First(OUTPUT_LINES))
}

/// Which lines of an output are shown where there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First(usize),
    /// The last few.
    Newest,
}

/// What a tool said: an object as its members, anything else line by line.
fn output_lines(output: &str, scope: Scope, which: Which) -> Vec<Line> {
    let members = members(output, Room::Open);
    let n_rows = members
        .as_ref()
        .map_or_else(|| output.lines().count(), Vec::len);
    let (skipped, most) = match which {
        Which::First(most) => (0, most),
        Which::Newest => (n_rows.saturating_sub(FEW_LINES), FEW_LINES),
    };
    let shown: Vec<Vec<Span>> = match members {
        Some(members) => members
            .into_iter()
            .skip(skipped)
            .take(most)
            .map(|(key, value)| {
                let key = Span::new(format!("{key}  "), Scope::ToolKey);
                vec![key, Span::new(value, scope)]
            })
            .collect(),
        None => output
            .lines()
            .skip(skipped)
            .take(most)
            .map(|text| vec![Span::new(cut(text, OPEN_COLUMNS), scope)])
            .collect(),
    };
    let mut lines: Vec<Line> = shown
        .into_iter()
        .enumerate()
        .map(|(idx, mut spans)| {
            let arrow = if idx == 0 { "→ " } else { "  " };
            spans.insert(0, Span::new(arrow, Scope::Dim));
            indented(spans)
        })
        .collect();
    if n_rows > skipped + most {
        let more = n_rows - skipped - most;
        let unit = if more == 1 { "line" } else { "lines" };
        lines.push(indented(vec![Span::new(
            format!("  … {more} more {unit}"),
            Scope::Dim,
        )]));
    }
    lines
}

/// The beginning of a text in one line; of one without end no more is read than could be shown.
fn cut(text: &str, columns: usize) -> String {
    let end = text.char_indices().nth(4 * columns);
    let read = end.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    fit(&one_line(read), columns)
}

/// The members of an output that is a JSON object of a readable size.
fn members(output: &str, room: Room) -> Option<Vec<(String, String)>> {
    if output.len() > INPUT_SHOWN || !output.trim_start().starts_with('{') {
        return None;
    }
    match serde_json::from_str(output) {
        Ok(Value::Object(_)) => Some(pairs(output, room)),
        _ => None,
    }
}

fn indented(spans: Vec<Span>) -> Line {
    let mut line = Line {
        spans,
        ..Line::default()
    };
    line.lead.first = vec![Span::new("  ", Scope::Text)];
    line.lead.rest = vec![Span::new("    ", Scope::Text)];
    line
}

/// The members of the beginning of a tool's input, printable, in their order, also while it is still being
/// written.
fn pairs(input: &str, room: Room) -> Vec<(String, String)> {
    let input = beginning(input);
    if input.trim().is_empty() {
        return Vec::new();
    }
    let value: Option<Value> = serde_json::from_str(input)
        .ok()
        .or_else(|| serde_json::from_str(&closed(input)).ok());
    match value {
        Some(Value::Object(members)) => members
            .iter()
            .map(|(key, value)| (one_line(key), room.shown(value)))
            .collect(),
        Some(other) => vec![(String::new(), room.shown(&other))],
        None => vec![(String::new(), room.fit(&one_line(input), VALUE_COLUMNS))],
    }
}

/// Where values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// In the line that stands for a call.
    Line,
    /// Below it.
    Open,
}

impl Room {
    fn shown(self, value: &Value) -> String {
        match value {
            Value::String(text) => self.fit(&one_line(&sanitize(text)), VALUE_COLUMNS),
            // JSON inside JSON is for machines; its beginning tells enough.
            other => self.fit(&one_line(&other.to_string()), NESTED_COLUMNS),
        }
    }

    /// The text, in a line no more than so many columns of it.
    fn fit(self, text: &str, in_line: usize) -> String {
        match self {
            Self::Line => fit(text, in_line),
            // As much as is read.
            Self::Open => fit(text, INPUT_SHOWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_pairs(input: &str, expect: &[(&str, &str)]) {
        let got = pairs(input, Room::Line);
        let got: Vec<(&str, &str)> = got.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn arguments_are_read_while_they_are_being_written() {
        check_pairs("", &[]);
        check_pairs("{\"que", &[]);
        check_pairs("{\"query\": \"ORD-1", &[("query", "ORD-1")]);
        check_pairs("{\"query\": \"ORD-12\", \"li", &[("query", "ORD-12")]);
        check_pairs(
            "{\"query\":\"a\",\"limit\":3}",
            &[("query", "a"), ("limit", "3")],
        );
        check_pairs("{\"ids\":[1,2", &[("ids", "[1]")]);
    }

    #[test]
    fn of_a_long_input_the_beginning_is_shown_and_said_how_much_more_there_is() {
        let text = "漢 word ".repeat(5_000);
        let input = format!(r#"{{"path":"a.txt","content":"{text}"}}"#);
        let lines = |input: &str, input_len: usize| -> Vec<String> {
            let call = CallLines {
                name: "write",
                input,
                input_len,
                status: &Status::Writing,
                compact: false,
            };
            let joined = |line: Line| line.spans.into_iter().map(|span| span.text).collect();
            arguments(&call).map(joined).collect()
        };
        let shown = lines(&input, input.len());
        assert_eq!(shown[0], "path  a.txt");
        assert!(text.starts_with(shown[1].strip_prefix("content  ").unwrap()));
        assert!(shown[1].len() + 60 > INPUT_SHOWN, "{}", shown[1].len());
        assert_eq!(shown[2], "… 36 kB more; a copy has all of it");
        assert_eq!(lines(beginning(&input), input.len()), shown);
        let all = format!(r#"{{"content":"{}"}}"#, "x".repeat(8_000));
        assert_eq!(lines(&all, all.len()).len(), 1);
    }

    #[test]
    fn control_characters_in_arguments_are_made_visible() {
        check_pairs("{\"a\":\"x\\u001b[2Jy\"}", &[("a", "x␛[2Jy")]);
    }

    proptest! {
        #[test]
        fn no_cut_of_an_input_panics_or_grows_it(cut in 0usize..200) {
            let whole = r#"{"path":"a \"b\" \\ c","list":[1,{"x":"y, z: {"}],"n":-1.5e3,"t":true,"漢":"字"}"#;
            let cut = whole.char_indices().map(|(at, _)| at).chain([whole.len()]).nth(cut % 80).unwrap_or(0);
            let full: Vec<String> = pairs(whole, Room::Line).into_iter().map(|(key, _)| key).collect();
            for (key, _) in pairs(whole.get(..cut).unwrap(), Room::Open) {
                prop_assert!(key.is_empty() || full.contains(&key));
            }
        }
    }
}
