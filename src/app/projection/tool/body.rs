//! The *body* of a call is what stands below its head while it is open: what it was called with, and
//! what it said.

use crate::app::projection::tool::json::{STEP, Twig, beginning, given, said};
use crate::app::projection::tool::{CallLines, cut};
use crate::text::line::{Line, Span};
use crate::text::width::columns;
use crate::theme::Scope;

/// Lines of input and of output in the activity pane, where all calls are open that nobody folded: it tells
/// what is going on. Of a call that runs no more output is shown anywhere, since it is made into lines again
/// whenever there is more.
pub(super) const FEW_LINES: usize = 12;
/// Lines of input, and of output, that a call shows in the conversation once somebody has opened it, of output
/// once it is over. A pane lays out what is looked at, so this bounds memory and not the height: what is
/// shown can be read and found by a search.
pub(super) const MOST_LINES: usize = 2_000;
/// Columns of a line of output that is no JSON.
const TEXT_COLUMNS: usize = 4_000;
/// What stands in front of all lines.
const MARGIN: &str = "    ";

/// What a call was called with, in no more than `most` lines and the remarks that there is more.
pub(super) fn arguments(call: &CallLines<'_>, most: usize) -> Vec<Line> {
    let (shown, n_more) = some(given(call.input).into_iter(), Which::First(most));
    let lines = shown.iter().map(|twig| line(None, twig, Scope::ToolValue));
    let remark = |text| line(None, &Twig::of(text), Scope::Dim);
    let lines_left = n_more.map(more_lines).map(remark);
    let n_left = call.input_len - beginning(call.input).len().min(call.input_len);
    let left = (n_left > 0).then(|| format!("… {} more; a copy has all of it", bytes(n_left)));
    lines.chain(lines_left).chain(left.map(remark)).collect()
}

/// `12 bytes`, `4 kB`.
fn bytes(n: usize) -> String {
    match n {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{n} bytes"),
        _ => format!("{} kB", n / 1_000),
    }
}

fn more_lines(n: usize) -> String {
    format!("… {n} more lines")
}

/// What a tool said that did what it was asked to.
pub(super) fn output(text: &str) -> Vec<Line> {
    output_lines(text, Scope::ToolOutput, Which::First(MOST_LINES))
}

/// What a tool said that did not.
pub(super) fn failure(text: &str) -> Vec<Line> {
    output_lines(text, Scope::Failure, Which::First(MOST_LINES))
}

/// Which lines are shown where there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First(usize),
    /// The last few.
    Newest,
}

/// What a tool said: JSON as a tree, anything else line by line.
pub(super) fn output_lines(output: &str, scope: Scope, which: Which) -> Vec<Line> {
    let (shown, n_more) = match said(output) {
        Some(twigs) => some(twigs.into_iter(), which),
        None => {
            let (texts, n_more) = some(output.lines(), which);
            let twig = |text: &str| Twig::of(cut(text, TEXT_COLUMNS));
            (texts.into_iter().map(twig).collect(), n_more)
        }
    };
    let arrows = std::iter::once("→ ").chain(std::iter::repeat("  "));
    let lines = arrows.zip(&shown);
    let mut lines: Vec<Line> = lines
        .map(|(arrow, twig)| line(Some(arrow), twig, scope))
        .collect();
    if let Some(n) = n_more {
        lines.push(line(Some("  "), &Twig::of(more_lines(n)), Scope::Dim));
    }
    lines
}

/// Those that are shown, and how many come after them. One more is shown instead of being counted: that would
/// take its line.
fn some<T>(all: impl Iterator<Item = T> + Clone, which: Which) -> (Vec<T>, Option<usize>) {
    let n = all.clone().count();
    let (skipped, most) = match which {
        Which::First(most) if n == most + 1 => (0, n),
        Which::First(most) => (0, most),
        Which::Newest => (n.saturating_sub(FEW_LINES), FEW_LINES),
    };
    let n_more = n.saturating_sub(skipped + most);
    let shown = all.skip(skipped).take(most).collect();
    (shown, (n_more > 0).then_some(n_more))
}

/// A twig as a line. Behind a name its rows hang, so that names stand out; those of a text stand below each other.
fn line(arrow: Option<&str>, twig: &Twig, scope: Scope) -> Line {
    let mut line = Line::default();
    if let Some(key) = &twig.key {
        let gap = if twig.values.is_empty() { "" } else { "  " };
        line.spans
            .push(Span::new(format!("{key}{gap}"), Scope::ToolKey));
    }
    for (idx, value) in twig.values.iter().enumerate() {
        if idx > 0 {
            line.spans.push(Span::new(" · ", Scope::Dim));
        }
        line.spans.push(Span::new(value.clone(), scope));
    }
    let arrow = arrow.unwrap_or_default();
    line.lead.first = vec![
        Span::new(MARGIN, Scope::Text),
        Span::new(format!("{arrow}{}", twig.lead), Scope::Dim),
    ];
    let hang = if twig.key.is_some() { STEP } else { 0 };
    let taken = columns(MARGIN) + columns(arrow) + columns(&twig.lead) + hang;
    line.lead.rest = vec![Span::new(" ".repeat(taken), Scope::Text)];
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::projection::tool::json::INPUT_SHOWN;
    use crate::app::projection::tool::status::Status;
    use crate::text::wrap::{Row, wrap};

    /// What is to be seen of lines at this width.
    fn seen(lines: &[Line], width: u16) -> Vec<String> {
        let rows = lines.iter().flat_map(|line| wrap(line, width));
        let text =
            |row: Row| -> String { row.pieces.into_iter().map(|piece| piece.text).collect() };
        rows.map(text).collect()
    }

    fn call<'a>(input: &'a str, input_len: usize) -> CallLines<'a> {
        CallLines {
            name: "write",
            input,
            input_len,
            status: &Status::Writing,
            compact: false,
        }
    }

    #[test]
    fn of_a_long_input_the_beginning_is_shown_and_said_how_much_more_there_is() {
        let text = "漢 word ".repeat(5_000);
        let input = format!(r#"{{"path":"a.txt","content":"{text}"}}"#);
        let lines = |input: &str, input_len: usize| -> Vec<String> {
            let joined = |line: Line| line.spans.into_iter().map(|span| span.text).collect();
            let lines = arguments(&call(input, input_len), FEW_LINES).into_iter();
            lines.map(joined).collect()
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
    fn of_many_lines_the_first_are_shown_and_the_others_counted() {
        let input = |n: usize| format!(r#"{{"text":"{}"}}"#, "x\\n".repeat(n));
        let n_shown = |n: usize| {
            let input = input(n);
            let lines = arguments(&call(&input, input.len()), FEW_LINES);
            (lines.len(), seen(&lines, 80).pop().unwrap_or_default())
        };
        assert_eq!(n_shown(12), (12, "      x".to_owned()));
        assert_eq!(n_shown(13), (13, "      x".to_owned()));
        assert_eq!(n_shown(14), (13, "    … 2 more lines".to_owned()));
    }

    #[test]
    fn a_value_that_is_wrapped_stands_further_in_than_its_name() {
        let said = r#"{"to":{"street":"a long way from here"},"all":[{"n":"one two three four"},"five six seven eight nine ten eleven twelve"]}"#;
        let lines = output_lines(said, Scope::ToolOutput, Which::First(FEW_LINES));
        let expect = [
            "    → to",
            "        street  a",
            "          long way",
            "          from here",
            "      all",
            "        • n  one two",
            "            three four",
            "        • five six",
            "          seven eight",
            "          nine ten",
            "          eleven",
            "          twelve",
        ];
        assert_eq!(seen(&lines, 22), expect);
    }

    #[test]
    fn a_text_is_shown_line_by_line() {
        let lines = output_lines("one two three\n  four", Scope::Failure, Which::Newest);
        assert_eq!(
            seen(&lines, 14),
            ["    → one two", "      three", "        four"]
        );
        assert_eq!(output_lines("", Scope::Failure, Which::Newest), []);
    }
}
