//! The *body* of a call is what stands below its head while it is open: what it was called with,
//! and what it said.

use unicode_segmentation::UnicodeSegmentation;

use crate::app::projection::tool::json::{
    INPUT_SHOWN, Leaf, STEP, Twig, beginning, given, said, said_first, searched,
};
use crate::app::projection::tool::{CallLines, cut, place_in};
use crate::text::line::{Line, Span};
use crate::text::sanitize::one_line;
use crate::text::width::columns;
use crate::theme::Scope;

/// Lines of input and of output in the activity pane, where all calls are open that nobody folded:
/// it tells what is going on. Of a call that runs no more output is shown anywhere, since it is
/// made into lines again whenever there is more.
const FEW_LINES: usize = 12;
/// Lines of output that is no JSON, each shown as a line of its own, where somebody has opened the
/// call and it is over. A pane lays out what is looked at, so this bounds memory and not the
/// height. More are the exception, for what a tool may say is bounded in bytes: the rest is set as
/// running text, so that all of it can be read and found.
const MOST_LINES: usize = 50_000;
/// Bytes of one line of that: a longer one is shown in parts, because a line is laid out at once.
const PART_BYTES: usize = 4_000;
/// Columns of a text that is no JSON where few lines are shown: it takes about as many rows of a
/// narrow pane.
const FEW_COLUMNS: usize = FEW_LINES * 40;
/// What stands in front of all lines: they begin below the name of the call.
const MARGIN: &str = "  ";
/// What stands in front of the first line that a tool said.
const ARROW: &str = "→ ";

/// What a call was called with, and the remarks that there is more.
pub(super) fn arguments(call: &CallLines<'_>, which: Which) -> Vec<Line> {
    let read = match which {
        Which::All => searched(call.input),
        Which::Most | Which::First | Which::Newest => beginning(call.input),
    };
    let (twigs, n_read) =
        given(read).map_or_else(|| as_written(read, which), |twigs| (twigs, read.len()));
    let (shown, n_more) = some(twigs.len(), twigs.into_iter(), which);
    let lines = shown.iter().map(|twig| line(None, twig, Scope::ToolValue));
    let remark = |text| line(None, &Twig::of(Leaf::remark(text)), Scope::Dim);
    let lines_left = n_more.map(more_lines).map(remark);
    let n_left = call.input_len.saturating_sub(n_read);
    let left = (n_left > 0).then(|| format!("… {} more; a copy has all of it", bytes(n_left)));
    lines.chain(lines_left).chain(left.map(remark)).collect()
}

/// Input that is no JSON, and how many bytes of it are shown.
fn as_written(input: &str, which: Which) -> (Vec<Twig>, usize) {
    if which == Which::All && !input.trim().is_empty() {
        return (all_of(input), input.len());
    }
    let most = match which {
        Which::All | Which::Most => INPUT_SHOWN,
        Which::First | Which::Newest => FEW_COLUMNS,
    };
    let text = cut(input, most);
    let n_shown = if text == one_line(input) {
        input.len()
    } else {
        text.len().min(input.len())
    };
    let src = place_in(input, input.get(..n_shown).unwrap_or(input));
    let twigs = (!text.trim().is_empty()).then(|| Twig::of(Leaf { text, src }));
    (twigs.into_iter().collect(), n_shown)
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
    let unit = if n == 1 { "line" } else { "lines" };
    format!("… {n} more {unit}")
}

/// All that a tool said. That it failed is told by the sign of its call: a message in red, however
/// long, reads worse and says no more.
pub(super) fn output(text: &str) -> Vec<Line> {
    output_lines(text, Which::Most)
}

/// Which lines are shown where there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All in which a search looks, and which are shown while it is there.
    All,
    /// All that are shown otherwise: of output all, of a long input the beginning.
    Most,
    /// The first few.
    First,
    /// The last few.
    Newest,
}

/// What a tool said: JSON as a tree, anything else line by line.
pub(super) fn output_lines(output: &str, which: Which) -> Vec<Line> {
    let whole = |output| said(output).map(|twigs| (twigs, false));
    let read = match which {
        Which::All | Which::Most => whole(output),
        Which::First => said_first(output),
        Which::Newest if output.len() <= INPUT_SHOWN => whole(output),
        Which::Newest => None,
    };
    let is_begun = read.as_ref().is_some_and(|(_, is_begun)| *is_begun);
    let (shown, n_more) = match read {
        Some((twigs, _)) => some(twigs.len(), twigs.into_iter(), which),
        None if matches!(which, Which::All | Which::Most) => (all_of(output), None),
        None => {
            let twig = |text: &str| {
                Twig::of(Leaf {
                    text: cut(text, FEW_COLUMNS),
                    src: place_in(output, text),
                })
            };
            some(output.lines().count(), output.lines().map(twig), which)
        }
    };
    let arrows = std::iter::once(ARROW).chain(std::iter::repeat("  "));
    let lines = arrows.zip(&shown);
    let mut lines: Vec<Line> = lines
        .map(|(arrow, twig)| line(Some(arrow), twig, Scope::ToolOutput))
        .collect();
    let more = match n_more {
        // How many lines of a tree, nobody knows who has not read it.
        _ if is_begun => Some("… more".to_owned()),
        n_more => n_more.map(more_lines),
    };
    let remark = |text| line(Some("  "), &Twig::of(Leaf::remark(text)), Scope::Dim);
    lines.extend(more.map(remark));
    lines
}

/// All of a text that is no JSON: line by line, and what comes after very many as running text.
fn all_of(output: &str) -> Vec<Twig> {
    let twig = |text| {
        let src = place_in(output, text);
        let text = one_line(text);
        Twig::of(Leaf { text, src })
    };
    let rest = output.split_inclusive('\n').skip(MOST_LINES);
    let rest_len: usize = rest.clone().map(str::len).sum();
    let (lines, rest_text) = output
        .split_at_checked(output.len() - rest_len)
        .unwrap_or((output, ""));
    let mut twigs: Vec<Twig> = lines.lines().flat_map(parts).map(twig).collect();
    if !rest_text.is_empty() {
        let text = format!("{}, in running text:", more_lines(rest.count()));
        // Not all that follows, as a remark at the end would: no more than the line end before it.
        let end = lines.get(lines.len().saturating_sub(1)..);
        let src = place_in(output, end.unwrap_or_default());
        twigs.push(Twig::of(Leaf { text, src }));
        twigs.extend(parts(rest_text.trim_end_matches('\n')).map(twig));
    }
    twigs
}

/// A text in parts of a size that can be laid out at once, divided at spaces if there are any; at
/// least one part.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut ends = (0..=PART_BYTES.min(text.len())).rev();
        let most = ends.find(|at| text.is_char_boundary(*at))?;
        let (part, after) = match text.split_at_checked(most) {
            Some((most, after)) if !after.is_empty() => {
                let space = most.rfind([' ', '\n']).map(|at| at + 1);
                let space = space.filter(|at| *at > PART_BYTES / 2);
                let letter = || Some(most.grapheme_indices(true).next_back()?.0);
                let at = space.or_else(letter).filter(|at| *at > 0);
                text.split_at_checked(at.unwrap_or(most.len()))?
            }
            _ => (text, ""),
        };
        rest = (!after.is_empty()).then_some(after);
        Some(part)
    })
}

/// Which line of a call is the first one of what it said; one behind the last if it said nothing.
pub fn said_at(lines: &[Line]) -> usize {
    let has_arrow = |line: &Line| {
        let last = line.lead.first.last();
        last.is_some_and(|span| span.text.starts_with(ARROW))
    };
    lines.iter().position(has_arrow).unwrap_or(lines.len())
}

/// Those of `n` that are shown, and how many come after them. One more is shown instead of being
/// counted: that would take its line.
fn some(n: usize, all: impl Iterator<Item = Twig>, which: Which) -> (Vec<Twig>, Option<usize>) {
    let (skipped, most) = match which {
        Which::All | Which::Most => (0, n),
        Which::First if n == FEW_LINES + 1 => (0, n),
        Which::First => (0, FEW_LINES),
        Which::Newest => (n.saturating_sub(FEW_LINES), FEW_LINES),
    };
    let n_more = n.saturating_sub(skipped + most);
    let shown = all.skip(skipped).take(most).collect();
    (shown, (n_more > 0).then_some(n_more))
}

/// A twig as a line. Behind a name its rows hang, so that names stand out; those of a text stand
/// below each other.
fn line(arrow: Option<&str>, twig: &Twig, scope: Scope) -> Line {
    let mut line = Line::default();
    let span = |leaf: &Leaf, scope| Span {
        src: leaf.src.clone(),
        ..Span::new(leaf.text.clone(), scope)
    };
    if let Some(key) = &twig.key {
        line.spans.push(span(key, Scope::ToolKey));
        if !twig.values.is_empty() {
            line.spans.push(Span::new("  ", Scope::ToolKey));
        }
    }
    for (idx, value) in twig.values.iter().enumerate() {
        if idx > 0 {
            line.spans.push(Span::new(" · ", Scope::Dim));
        }
        line.spans.push(span(value, scope));
    }
    let arrow = arrow.unwrap_or_default();
    line.lead.first = vec![
        Span::new(MARGIN, Scope::Text),
        Span::new(format!("{arrow}{}", twig.lead), Scope::Dim),
    ];
    let hang = if twig.key.is_some() { STEP } else { 0 };
    let taken: usize = line.lead.first.iter().map(|it| columns(&it.text)).sum();
    line.lead.rest = vec![Span::new(" ".repeat(taken + hang), Scope::Text)];
    line
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
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
            let lines = arguments(&call(input, input_len), Which::First).into_iter();
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
    fn a_text_that_is_no_json_takes_few_rows_where_few_lines_are_shown() {
        let input = "no JSON ".repeat(600);
        let few = arguments(&call(&input, input.len()), Which::First);
        let rows = seen(&few, 44);
        assert!((FEW_LINES..FEW_LINES + 4).contains(&rows.len()), "{rows:?}");
        assert_eq!(rows.last().unwrap(), "  … 4 kB more; a copy has all of it");
        let all = arguments(&call(&input, input.len()), Which::Most);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].len(), input.len());
        let long = "no JSON\n".repeat(6_000);
        let searched = arguments(&call(&long, long.len()), Which::All);
        assert_eq!(searched.len(), 6_000);
        let said = |which| seen(&output_lines(&input, which), 46).len();
        assert!(said(Which::First) < FEW_LINES + 4);
        assert!(said(Which::Newest) < FEW_LINES + 4);
        assert!(said(Which::Most) > 80);
    }

    #[test]
    fn of_many_lines_the_first_are_shown_and_the_others_counted() {
        let input = |n: usize| format!(r#"{{"text":"{}"}}"#, "x\\n".repeat(n));
        let n_shown = |n: usize| {
            let input = input(n);
            let lines = arguments(&call(&input, input.len()), Which::First);
            (lines.len(), seen(&lines, 80).pop().unwrap_or_default())
        };
        assert_eq!(n_shown(12), (12, "    x".to_owned()));
        assert_eq!(n_shown(13), (13, "    x".to_owned()));
        assert_eq!(n_shown(14), (13, "  … 2 more lines".to_owned()));
    }

    #[test]
    fn a_value_that_is_wrapped_stands_further_in_than_its_name() {
        let said = r#"{"to":{"street":"a long way from here"},"all":[{"n":"one two three four"},"five six seven eight nine ten eleven twelve"]}"#;
        let lines = output_lines(said, Which::First);
        let expect = [
            "  → to",
            "      street  a long",
            "        way from here",
            "    all",
            "    • n  one two three",
            "        four",
            "    • five six seven",
            "      eight nine ten",
            "      eleven twelve",
        ];
        assert_eq!(seen(&lines, 22), expect);
    }

    #[test]
    fn of_json_that_is_long_the_beginning_is_read_until_all_is_asked_for() {
        let items: Vec<String> = (0..1_000).map(|n| format!("{{\"id\": {n}}}")).collect();
        let said = format!("{{\"items\": [{}]}}", items.join(", "));
        assert!(said.len() > INPUT_SHOWN);
        let shown = |which| seen(&output_lines(&said, which), 80);
        let (first, most) = (shown(Which::First), shown(Which::Most));
        assert_eq!(first.len(), FEW_LINES + 1);
        assert_eq!(first[..FEW_LINES], most[..FEW_LINES]);
        assert_eq!(first[FEW_LINES], "    … more");
        assert_eq!(most.len(), 1_001);
        assert_eq!(most[1_000], "    • id  999");
        let broken = said.replace("}]", "}");
        assert!(output_lines(&broken, Which::Most).len() < 10);
    }

    /// The texts of lines, and the bytes of the source that they stand for.
    fn texts(lines: &[Line]) -> Vec<(&str, Range<u32>)> {
        let spans = lines.iter().filter_map(|line| line.spans.first());
        let text = |span: &'_ Span| span.src.clone();
        spans.map(|span| (span.text.as_str(), text(span))).collect()
    }

    #[test]
    fn of_a_call_that_is_open_whole_all_that_it_said_is_shown() {
        let said: String = (0..3_000).map(|n| format!("line {n}\n")).collect();
        let lines = output_lines(&said, Which::Most);
        assert_eq!(lines.len(), 3_000);
        assert_eq!(texts(&lines)[2_999].0, "line 2999");
        let long = format!("short\n{}e\u{301}", "漢字 ".repeat(5_000));
        let lines = output_lines(&long, Which::Most);
        let shown: String = texts(&lines).iter().map(|(text, _)| *text).collect();
        assert_eq!(shown, long.replace('\n', ""));
        let longest = lines.iter().map(Line::len).max();
        assert!(longest.unwrap() <= PART_BYTES, "{longest:?}");
        let unbroken = "e\u{301}".repeat(PART_BYTES);
        let lines = output_lines(&unbroken, Which::Most);
        assert!(
            texts(&lines)
                .iter()
                .all(|(text, _)| text.starts_with("e\u{301}"))
        );
    }

    #[test]
    fn beyond_very_many_lines_the_rest_is_running_text() {
        let said: String = (0..MOST_LINES + 3_000).map(|n| format!("{n}\n")).collect();
        let lines = output_lines(&said, Which::Most);
        assert!(lines.len() < MOST_LINES + 10, "{}", lines.len());
        let texts = texts(&lines);
        assert_eq!(texts[MOST_LINES].0, "… 3000 more lines, in running text:");
        assert!(texts[MOST_LINES + 1].0.starts_with("50000 50001 50002 "));
        let (last, src) = texts.last().unwrap();
        assert!(last.ends_with(" 52998 52999"), "{last}");
        assert_eq!(src.end as usize, said.len() - 1);
        let few = output_lines(said.get(..5 * MOST_LINES).unwrap(), Which::Most);
        assert!(few.len() <= MOST_LINES);
    }

    #[test]
    fn a_text_is_shown_line_by_line() {
        let lines = output_lines("one two three\n  four", Which::Newest);
        assert_eq!(seen(&lines, 14), ["  → one two", "    three", "      four"]);
        assert_eq!(output_lines("", Which::Newest), []);
    }
}
