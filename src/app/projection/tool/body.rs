//! The *body* of a call is what stands below its head while it is open: what it was called with, and
//! what it said.

use crate::app::projection::tool::CallLines;
use crate::app::projection::tool::json::{Room, beginning, members, pairs};
use crate::text::line::{Line, Span};
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;

pub(super) const FEW_LINES: usize = 12;
/// Lines of output that a call shows in the conversation once it is over and somebody has opened it. A
/// pane lays out what is looked at, so this bounds memory and not the height: what is shown can be read
/// and found by a search.
pub(super) const OUTPUT_LINES: usize = 2_000;
/// Columns of one such line.
const OPEN_COLUMNS: usize = 4_000;

/// Below the head of an open call: what it was called with.
pub(super) fn arguments(call: &CallLines<'_>) -> impl Iterator<Item = Line> {
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

/// What a tool said that did what it was asked to.
pub(super) fn output(text: &str) -> Vec<Line> {
    output_lines(text, Scope::ToolOutput, Which::First(OUTPUT_LINES))
}

/// What a tool said that did not.
pub(super) fn failure(text: &str) -> Vec<Line> {
    output_lines(text, Scope::Failure, Which::First(OUTPUT_LINES))
}

/// Which lines of an output are shown where there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First(usize),
    /// The last few.
    Newest,
}

/// What a tool said: an object as its members, anything else line by line.
pub(super) fn output_lines(output: &str, scope: Scope, which: Which) -> Vec<Line> {
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

fn indented(spans: Vec<Span>) -> Line {
    let mut line = Line {
        spans,
        ..Line::default()
    };
    line.lead.first = vec![Span::new("    ", Scope::Text)];
    line.lead.rest = vec![Span::new("      ", Scope::Text)];
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::projection::tool::Status;
    use crate::app::projection::tool::json::INPUT_SHOWN;

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
}
