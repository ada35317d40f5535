use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::pane::doc::ItemId;
use crate::pane::graphemes::work;
use crate::text::line::{LineKind, Span, TableRow};
use crate::theme::Scope;

fn text(text: &str) -> Line {
    Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose)
}

fn table(cell: &str) -> Line {
    let row = TableRow {
        cells: vec![vec![Span::new(cell, Scope::Text)]],
        header: false,
        above: None,
        shape: Arc::default(),
    };
    Line::new(Vec::new(), LineKind::Table(row))
}

fn pane(lines: Vec<Line>, width: u16, height: u16) -> Pane {
    let mut pane = Pane::default();
    pane.doc.push(ItemId(1), lines);
    pane.prepare(width, height);
    pane
}

/// Where a caret stands, step by step, as line and byte.
#[track_caller]
fn check(from: (u32, u32), steps: &[Step], expect: &[(u32, u32)]) {
    let lines = vec![
        text("ab 漢字, cd"),
        Line::blank(),
        table("x"),
        text("last_one"),
    ];
    let mut pane = pane(lines, 6, 4);
    let (line, byte) = from;
    let item = ItemId(1);
    let mut caret = Caret::at(Place { item, line, byte });
    let mut found = Vec::new();
    for step in steps {
        caret = pane.step(caret, *step);
        found.push((caret.place.line, caret.place.byte));
    }
    assert_eq!(found, expect);
}

#[test]
fn graphemes_are_stepped_over_one_by_one_and_lines_are_joined() {
    use Step::{Left, Right};
    check((0, 2), &[Right, Right, Left], &[(0, 3), (0, 6), (0, 3)]);
    check((0, 12), &[Right, Right, Right], &[(1, 0), (2, 0), (3, 0)]);
    check((3, 0), &[Left, Left, Left], &[(2, 0), (1, 0), (0, 12)]);
    check((0, 0), &[Left], &[(0, 0)]);
    check((3, 7), &[Right], &[(3, 7)]);
}

#[test]
fn words_and_runs_of_signs_are_stepped_over_whole() {
    use Step::{WordLeft, WordRight};
    check(
        (0, 0),
        &[WordRight, WordRight, WordRight, WordRight],
        &[(0, 3), (0, 9), (0, 11), (1, 0)],
    );
    check(
        (0, 12),
        &[WordLeft, WordLeft, WordLeft, WordLeft, WordLeft],
        &[(0, 11), (0, 9), (0, 3), (0, 0), (0, 0)],
    );
    check((3, 5), &[WordLeft, WordLeft], &[(3, 0), (2, 0)]);
}

#[test]
fn up_and_down_go_by_rows_and_keep_to_their_column() {
    use Step::{RowDown, RowUp};
    // "ab 漢" / "字, cd" is what six columns show, "last_o" / "ne" at the end.
    check(
        (3, 4),
        &[RowDown, RowUp, RowUp, RowUp, RowUp],
        &[(3, 7), (3, 4), (2, 0), (1, 0), (0, 11)],
    );
    check((0, 1), &[RowUp], &[(0, 1)]);
}

#[test]
fn ends_of_the_line_and_of_the_text() {
    use Step::{Bottom, LineEnd, LineStart, PageDown, PageUp, Top};
    check((0, 3), &[LineEnd, LineStart], &[(0, 12), (0, 0)]);
    check((2, 0), &[Bottom, Top], &[(3, 7), (0, 0)]);
    check((2, 0), &[PageUp, PageDown], &[(0, 6), (2, 0)]);
}

#[test]
fn a_word_and_a_line_are_found_around_a_place() {
    let pane = pane(vec![text("ab 漢字, cd"), table("ab cde")], 20, 4);
    let at = |line, byte| Place {
        item: ItemId(1),
        line,
        byte,
    };
    assert_eq!(word_at(&pane.doc, at(0, 6)), (at(0, 3), at(0, 6)));
    assert_eq!(word_at(&pane.doc, at(0, 9)), (at(0, 9), at(0, 9)));
    assert_eq!(word_at(&pane.doc, at(1, 4)), (at(1, 3), at(1, 5)));
    assert_eq!(line_of(&pane.doc, at(0, 6)), (at(0, 0), at(0, 12)));
    assert_eq!(line_of(&pane.doc, at(1, 4)), (at(1, 0), at(1, u32::MAX)));
}

fn any_step() -> impl Strategy<Value = Step> {
    use Step::*;
    let steps = vec![
        Left, Right, WordLeft, WordRight, RowUp, RowDown, PageUp, PageDown, LineStart, LineEnd,
        Top, Bottom,
    ];
    prop::sample::select(steps)
}

proptest! {
    #[test]
    fn a_caret_that_is_shown_is_seen_at_any_size_and_stands_on_a_grapheme(
        texts in prop::collection::vec("[ab_, 漢é]{0,30}", 1..12),
        steps in prop::collection::vec(any_step(), 1..40),
        width in 1_u16..20,
        height in 1_u16..8,
    ) {
        let lines: Vec<Line> = texts.iter().map(|line| text(line)).collect();
        let mut pane = pane(lines.clone(), width, height);
        let mut caret = pane.first_caret().unwrap();
        for step in steps {
            caret = pane.step(caret, step);
            pane.show(caret.place);
            pane.prepare(width, height);
            let (column, row) = pane.cell_of(caret.place).unwrap();
            prop_assert!(column < width && row < height);
            let line = &lines[caret.place.line as usize];
            let byte = caret.place.byte as usize;
            prop_assert!(stops_from(line, 0).any(|(start, _)| start == byte) || line.is_empty());
        }
    }
}

#[test]
fn a_step_in_a_line_without_end_costs_what_it_passes() {
    let long = text(&"some words, and more ".repeat(50_000));
    let mut pane = pane(vec![long], 40, 10);
    let place = Place {
        item: ItemId(1),
        line: 0,
        byte: 21 * 25_000,
    };
    pane.show(place);
    pane.prepare(40, 10);
    let steps = [
        Step::Left,
        Step::Right,
        Step::WordLeft,
        Step::WordRight,
        Step::RowUp,
        Step::RowDown,
        Step::LineStart,
        Step::LineEnd,
    ];
    for step in steps {
        let (to, n_passed) = work::of(|| pane.step(Caret::at(place), step));
        assert_ne!(to.place, place);
        assert!(n_passed < 100, "{n_passed} for {step:?}");
    }
    let (_, n_passed) = work::of(|| word_at(&pane.doc, place));
    assert!(n_passed < 100, "{n_passed} for a word");
}
