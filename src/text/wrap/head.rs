//! The row of a *head*: text from the left, cut where it is too long, and what stands at the right
//! end; or all of its text, on as many rows as it takes.

use std::ops::RangeInclusive;

use super::{Content, Piece, beginning, span_columns, wrap_spans};
use crate::text::line::{Head, Span};
use crate::text::split::Breaks;
use crate::text::width::ellipsis;
use crate::theme::Scope;

/// Columns between the text and what stands at the right.
const GAP: usize = 2;

/// The text gets two columns of five before anything stands at the right, within these bounds.
const LEAST_TEXT: RangeInclusive<usize> = 14..=24;

/// The rows of a head of `width` columns; one, unless all of it is wanted. Where it takes more,
/// what stands at the right gives way.
pub(super) fn rows(text: &[Span], head: &Head, width: u16) -> Vec<Content> {
    if head.is_whole && span_columns(text) > usize::from(width) {
        return wrap_spans(text, width, Breaks::Words);
    }
    let least = if head.is_whole {
        usize::MAX
    } else {
        (usize::from(width) * 2 / 5).clamp(*LEAST_TEXT.start(), *LEAST_TEXT.end())
    };
    vec![(0, pieces(text, &head.right, width, least))]
}

/// Columns up to the end of the name of a tool, and of the sign that more was cut behind it.
fn name_columns(text: &[Span]) -> usize {
    let at = text.iter().position(|span| span.scope == Scope::ToolName);
    let name = at.and_then(|at| text.get(..=at)).unwrap_or_default();
    let more = !name.is_empty() && name.len() < text.len();
    span_columns(name) + usize::from(more)
}

/// The pieces of a head of `width` columns. Where there is no room for both, the text is kept, and
/// of what stands at the right its last spans; the text gets up to `least` columns before that. The
/// name of a tool is cut for the last span alone.
fn pieces(text: &[Span], right: &[Span], width: u16, least: usize) -> Vec<Piece> {
    let width = usize::from(width);
    let least = span_columns(text).min(least);
    let with_name = least.max(name_columns(text));
    let mut rests = (0..right.len()).filter_map(|first| right.get(first..));
    let fits = |rest: &[Span], least| least + GAP + span_columns(rest) <= width;
    let last = right.get(right.len().saturating_sub(1)..);
    let fitting = rests
        .find(|rest| fits(rest, with_name))
        .or(last.filter(|last| fits(last, least)))
        .map(|rest| (rest, span_columns(rest)));
    let Some((right, right_columns)) = fitting.filter(|(_, columns)| *columns > 0) else {
        return cut(text, width);
    };
    let mut pieces = cut(text, width - GAP - right_columns);
    let used: usize = pieces.iter().map(|piece| usize::from(piece.columns)).sum();
    let gap = width.saturating_sub(used + right_columns);
    pieces.extend(Piece::spaces(u16::try_from(gap).unwrap_or(0)));
    pieces.extend(
        right
            .iter()
            .map(|span| Piece::of(span, span.text.clone(), 0)),
    );
    pieces
}

/// As much of `spans` as fits; with an ellipsis if that is not all.
fn cut(spans: &[Span], width: usize) -> Vec<Piece> {
    let is_whole = span_columns(spans) <= width;
    let mut left = if is_whole {
        width
    } else {
        width.saturating_sub(1)
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for span in spans {
        let room = u16::try_from(left).unwrap_or(u16::MAX);
        let text = beginning(&span.text, room);
        let is_cut = text.len() < span.text.len();
        if !text.is_empty() {
            let piece = Piece::of(span, text.to_owned(), 0);
            left = left.saturating_sub(usize::from(piece.columns));
            pieces.push(piece);
        }
        if is_cut {
            break;
        }
    }
    if !is_whole && width > 0 {
        // Ours, whoever's words were cut.
        pieces.push(Piece::new(ellipsis().to_owned(), Scope::Dim));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width::{Counting, columns};
    use crate::text::wrap::tests::ambiguous;

    fn row(text: &[&str], right: &[&str], width: u16) -> String {
        let span = |text: &&str| Span::new(*text, Scope::Text);
        let text: Vec<Span> = text.iter().map(span).collect();
        let right: Vec<Span> = right.iter().map(span).collect();
        let head = Head {
            right,
            is_whole: false,
            is_folded: false,
        };
        let rows = rows(&text, &head, width).into_iter();
        rows.flat_map(|(_, row)| row)
            .map(|piece| piece.text)
            .collect()
    }

    #[test]
    fn what_stands_at_the_right_keeps_its_place_and_gives_way_where_it_is_narrow() {
        let text = ["Thought  ", "and so on and so on"];
        let right = ["3 words · ", "1.2 s"];
        let check = |width, expect| assert_eq!(row(&text, &right, width), expect);
        check(46, "Thought  and so on and so on   3 words · 1.2 s");
        check(42, "Thought  and so on and s…  3 words · 1.2 s");
        check(36, "Thought  and so on…  3 words · 1.2 s");
        check(30, "Thought  and so on and…  1.2 s");
        check(20, "Thought  and so on …");
        check(10, "Thought  …");
        assert_eq!(row(&["a"], &right, 20), "a    3 words · 1.2 s");
        assert_eq!(row(&text, &[], 1), "…");
    }

    #[test]
    fn the_name_of_a_tool_is_cut_for_its_time_alone() {
        let named = |width| -> String {
            let text = [
                Span::new("✓ ", Scope::Success),
                Span::new("get_shipping_status", Scope::ToolName),
                Span::new("  ORD-12345", Scope::ToolValue),
            ];
            let right = ["22 lines · ", "0.8 s"].map(|text| Span::new(text, Scope::Dim));
            let pieces = pieces(&text, &right, width, 14);
            pieces.into_iter().map(|piece| piece.text).collect()
        };
        let check = |width, expect: &str| {
            assert_eq!(named(width), expect);
        };
        check(42, "✓ get_shipping_status  …  22 lines · 0.8 s");
        check(40, "✓ get_shipping_status…  22 lines · 0.8 s");
        check(39, "✓ get_shipping_status  ORD-12345  0.8 s");
        check(29, "✓ get_shipping_status…  0.8 s");
        check(28, "✓ get_shipping_statu…  0.8 s");
        check(21, "✓ get_shippin…  0.8 s");
    }

    #[test]
    fn a_head_that_is_wanted_whole_leaves_nothing_of_its_text_out() {
        let text = [
            Span::new("Thought  ", Scope::Text),
            Span::new("and so on and so on", Scope::Text),
        ];
        let right = ["3 words · ", "1.2 s"].map(|text| Span::new(text, Scope::Dim));
        let head = Head {
            right: right.to_vec(),
            is_whole: true,
            is_folded: false,
        };
        let check = |width, expect: &[&str]| {
            let text_of = |(_, pieces): Content| -> String {
                pieces.into_iter().map(|piece| piece.text).collect()
            };
            let rows = rows(&text, &head, width).into_iter().map(text_of);
            assert_eq!(rows.collect::<Vec<_>>(), expect);
        };
        check(46, &["Thought  and so on and so on   3 words · 1.2 s"]);
        check(42, &["Thought  and so on and so on         1.2 s"]);
        check(28, &["Thought  and so on and so on"]);
        check(20, &["Thought  and so on", "and so on"]);
    }

    proptest! {
        #[test]
        fn no_head_is_wider_than_asked(
            text in prop::collection::vec("[a-z 漢é…]{0,12}", 0..4), right in "[0-9 漢]{0,9}",
            width in 1u16..60, ambiguous in ambiguous(),
        ) {
            let _counting = Counting::ambiguous(ambiguous);
            let text: Vec<&str> = text.iter().map(String::as_str).collect();
            prop_assert!(columns(&row(&text, &[&right, "1 s"], width)) <= usize::from(width));
        }
    }
}
