//! The third law: rows that were shown and are settled never change, and columns only widen.

use proptest::prelude::*;

use super::grammar::{LABELS, RAISED, answer};
use super::{arrive, cases};
use crate::markdown::MarkdownStream;
use crate::markdown::tests::shown;
use crate::text::line::{Line, LineKind};
use crate::text::wrap::table::{Layout, layout};
use crate::text::wrap::wrap;

/// Columns of the panes in which rows are watched.
const WIDTHS: [u16; 3] = [5, 24, 80];

/// The rows of a line, without spaces and rules.
fn rows(line: &Line, width: u16) -> Vec<String> {
    let rows = wrap(line, width).into_iter().map(|row| {
        let text = row.pieces.iter().flat_map(|piece| piece.text.chars());
        text.filter(|c| *c != ' ' && *c != '─').collect()
    });
    rows.collect()
}

/// How many lines stand before the last item, row, line of code or paragraph.
fn n_settled(lines: &[Line]) -> usize {
    let begins = |(idx, line): &(usize, &Line)| {
        let above = idx.checked_sub(1).and_then(|idx| lines.get(idx));
        line.kind != LineKind::Prose
            || line.lead.first != line.lead.rest
            || above.is_none_or(|above| above.kind != LineKind::Prose)
    };
    let last = lines.iter().enumerate().rev().find(begins);
    last.map_or(0, |(idx, _)| idx)
}

/// What has changed that was settled: the source, the width, the rows of each line before and
/// after.
type Change = (String, u16, Vec<Vec<String>>, Vec<Vec<String>>);

/// The first moment at which rows have changed that were settled.
fn first_change(answer: &str, steps: &[usize]) -> Option<Change> {
    let mut settled: Vec<Vec<Vec<String>>> = vec![Vec::new(); WIDTHS.len()];
    let mut wrong = None;
    let mut look = |stream: &MarkdownStream, may_change: &dyn Fn(usize) -> bool| {
        let lines = stream.lines();
        for (settled, width) in settled.iter_mut().zip(WIDTHS) {
            let now: Vec<_> = lines.iter().map(|line| rows(line, width)).collect();
            let is_as_before = |(idx, rows): (usize, &Vec<String>)| {
                now.get(idx) == Some(rows) || (idx < now.len() && may_change(idx))
            };
            if !settled.iter().enumerate().all(is_as_before) {
                let source = stream.source().to_owned();
                wrong.get_or_insert((source, width, settled.clone(), now.clone()));
            }
            *settled = now;
            settled.truncate(n_settled(lines));
        }
    };
    let mut stream = arrive(answer, steps, |stream| look(stream, &|_| false));
    let referring = referring(stream.lines());
    stream.finish();
    look(&stream, &|idx| referring[idx]);
    wrong
}

/// The first moment at which a column is narrower than it was: the source, the width, the columns
/// of the table before and after.
fn first_narrowing(answer: &str, steps: &[usize]) -> Option<(String, u16, Vec<u16>, Vec<u16>)> {
    let mut shown: Vec<Vec<Option<Vec<u16>>>> = vec![Vec::new(); WIDTHS.len()];
    let mut wrong = None;
    arrive(answer, steps, |stream| {
        for (shown, width) in shown.iter_mut().zip(WIDTHS) {
            let now: Vec<_> = stream
                .lines()
                .iter()
                .map(|line| grid(line, width))
                .collect();
            for pair in shown.iter().zip(&now) {
                if let (Some(before), Some(now)) = pair {
                    let mut columns = before.iter().zip(now);
                    if before.len() == now.len() && columns.any(|(before, now)| now < before) {
                        let source = stream.source().to_owned();
                        wrong.get_or_insert((source, width, before.clone(), now.clone()));
                    }
                }
            }
            *shown = now;
        }
    });
    wrong
}

/// The widths of the columns in a row of a table that is a grid.
fn grid(line: &Line, width: u16) -> Option<Vec<u16>> {
    let LineKind::Table(row) = &line.kind else {
        return None;
    };
    match layout(&row.shape, width) {
        Layout::Grid(columns) => Some(columns),
        Layout::Stacked => None,
    }
}

/// Which of `lines` hold a reference that is shown as text or one to a note, or stand in a table
/// that does.
fn referring(lines: &[Line]) -> Vec<bool> {
    let is_same_table = |_: &Line, below: &Line| match &below.kind {
        LineKind::Table(row) => !row.header,
        _ => false,
    };
    let parts = lines.chunk_by(is_same_table).flat_map(|part| {
        let text = shown(part).concat();
        let refers = LABELS.iter().any(|label| text.contains(label)) || text.contains(RAISED);
        part.iter().map(move |_| refers)
    });
    parts.collect()
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn rows_that_are_settled_never_change(
        answer in answer(), steps in prop::collection::vec(1_usize..30, 1..20)
    ) {
        prop_assert_eq!(first_change(&answer, &steps), None);
        prop_assert_eq!(first_narrowing(&answer, &steps), None);
    }
}

#[test]
fn a_column_is_never_narrower_than_under_the_head_alone() {
    for answer in [
        "|Number of retries|What is tried|\n|-|-|\n|3|all that a server was too busy to answer|\n",
        "|a|what it costs in a month or a year|b|\n|-|-|-|\n|a long remark of many words|1|x|\n",
        "> |a long name|b b b b|\n> |-|-|\n> ||one and two and three and four and five|\n",
    ] {
        for step in 1..20 {
            assert_eq!(first_narrowing(answer, &[step]), None);
        }
    }
}

/// What random answers have found.
#[test]
fn rows_that_changed_once_never_change() {
    for answer in [
        "- - a [a][§]\n\n  [¶]: https://a.org/a_b\n\n1. a\n\n   - [§]: https://a.org/a_b\n",
        "- a [§]\n\n  [¶]: https://a.org/a_b\n\n  a\n\n  [§]: https://a.org/a_b\n\n  b\n",
        "[^3]: a\n    [^3]: a\n        $$\n        x^2\n        $$\n        a [a][¶]\n\n- a\n- [¶]: https://a.org/a_b\n",
        "[^3]: a\n[^3]: - [§]:\n        https://a.org/a_b\n        'a title'\n",
        "> a [§]\n>\n> [¶]: https://a.org/a_b\n>\n> a\n>\n> [§]: https://a.org/a_b\n>\n> b\n",
        "- - a ![a][¶]\n\n    [^1]: a\n  - [¶]:\n      https://a.org/a_b\n      'a title'\n",
        "- - a ![a][¶]\n\n    [^1]: a\n  - [¶]: https://a.org/a_b\n",
        "- [^3]: [^1]: a [¶][]\n\n      a\n- [¶]: https://a.org/a_b\n",
        "    a\n  - [§]:\n      https://a.org/a_b\n      'a title'\n",
    ] {
        for step in 1..30 {
            assert_eq!(first_change(answer, &[step]), None);
        }
    }
}
