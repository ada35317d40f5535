//! Needles, and the counts of their hits.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text::line::TableRow;
use crate::theme::Scope;

fn find(needle: &str, text: &str) -> Vec<(usize, usize)> {
    let needle = Needle::new(needle).unwrap();
    needle.find(text).map(|hit| (hit.start, hit.end)).collect()
}

fn line(text: &str) -> Line {
    Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose)
}

/// Looks for something in these items, and reads those that wait.
fn look_for(hits: &mut Hits, needle: &str, items: &[Vec<Line>]) {
    hits.set(Needle::new(needle), items.len());
    while let Some(item) = hits.next_waiting(0) {
        hits.read_item(item, &items[item]);
    }
}

#[test]
fn a_hit_may_cross_spans_but_not_cells() {
    let spans = |texts: &[&str]| texts.iter().map(|t| Span::new(*t, Scope::Text)).collect();
    let across = Line::new(spans(&["bo", "ld text"]), LineKind::Prose);
    assert_eq!(text_of(&across), "bold text");
    let row = TableRow {
        cells: vec![spans(&["or"]), spans(&["der"])],
        header: false,
        above: None,
        shape: Arc::default(),
    };
    let row = Line::new(Vec::new(), LineKind::Table(row));
    assert_eq!(find("order", &text_of(&row)), []);
    assert_eq!(find("der", &text_of(&row)).len(), 1);
}

proptest! {
    #[test]
    fn in_a_long_line_that_grows_hits_are_those_of_the_whole(
        pieces in prop::collection::vec(("[ab e\u{301}é]{0,9}", 1_usize..700), 2..9),
        needle in "[abe\u{301}é][ab e\u{301}é]{0,3}",
        (from, len) in (0_usize..20_000, 1_usize..3_000),
        cut in 0_usize..6,
    ) {
        let mut hits = Hits::default();
        let mut lines = vec![Line::new(Vec::new(), LineKind::Prose)];
        look_for(&mut hits, &needle, std::slice::from_ref(&lines));
        for (idx, (piece, n)) in pieces.iter().enumerate() {
            let text = piece.repeat(*n);
            let last = lines[0].spans.last();
            // What stood at the end changes with what comes.
            let keep = last.map_or(0, |span| {
                let cuts = span.text.char_indices().rev().map(|(at, _)| at);
                cuts.take(cut + 1).last().unwrap_or(0)
            });
            let span = lines[0].spans.len().saturating_sub(1);
            let total = lines[0].len() - last.map_or(0, |span| span.text.len()) + keep;
            let mark = Mark { span, byte: keep, total };
            lines[0].truncate(mark);
            lines[0].spans.push(Span::new(text, Scope::Text));
            hits.grow(0, 0, mark, &lines);
            let all = find(&needle, &text_of(&lines[0]));
            prop_assert_eq!(hits.total(), all.len(), "after {}", idx);
        }
        let all = find(&needle, &text_of(&lines[0]));
        let (first, found) = hits.within((0, 0), &lines[0], &(from..from + len));
        let touch = |hit: &&(usize, usize)| hit.1 > from && hit.0 < from + len;
        let wanted: Vec<_> = all.iter().filter(touch).copied().collect();
        let found: Vec<_> = found.into_iter().map(|hit| (hit.start, hit.end)).collect();
        prop_assert_eq!(&found, &wanted);
        prop_assert_eq!(first, all.iter().filter(|hit| hit.1 <= from).count());
        for which in [0, all.len() / 2, all.len().saturating_sub(1), all.len()] {
            let start = hits.start_of((0, 0), &lines[0], which);
            prop_assert_eq!(start, all.get(which).map(|hit| hit.0));
        }
    }
}

#[test]
fn a_long_line_that_grows_is_not_read_again() {
    let mut lines = vec![line(&"word and ".repeat(100_000))];
    let mut hits = Hits::default();
    look_for(&mut hits, "and", std::slice::from_ref(&lines));
    let before = hits.bytes_read();
    for _ in 0..100 {
        let byte = lines[0].len();
        lines[0].spans[0].text.push_str("word and ");
        let mark = Mark {
            span: 0,
            byte,
            total: byte,
        };
        hits.grow(0, 0, mark, &lines);
    }
    assert_eq!(hits.total(), 100_100);
    let per_delta = (hits.bytes_read() - before) / 100;
    assert!(per_delta < 3_000, "{per_delta} bytes for each word");
}

proptest! {
    #[test]
    fn counting_what_changed_agrees_with_counting_all(
        items in prop::collection::vec(prop::collection::vec("[abA]{0,6}", 0..6), 1..5),
        changes in prop::collection::vec(
            (0_usize..5, 0_usize..6, prop::collection::vec("[abA]{0,6}", 0..4)), 0..8),
        needles in ("[ab]{1,2}", "[abA]{0,1}"),
    ) {
        let mut items: Vec<Vec<Line>> = items
            .iter()
            .map(|texts| texts.iter().map(|text| line(text)).collect())
            .collect();
        let mut hits = Hits::default();
        look_for(&mut hits, &needles.0, &items);
        let longer = needles.0.clone() + &needles.1;
        for (idx, stable, texts) in changes {
            let idx = idx % items.len();
            let stable = stable.min(items[idx].len());
            items[idx].truncate(stable);
            items[idx].extend(texts.iter().map(|text| line(text)));
            hits.change(idx, stable, &items[idx]);
        }
        for needle in [needles.0, longer] {
            if hits.needle() != Needle::new(&needle).as_ref() {
                look_for(&mut hits, &needle, &items);
            }
            let mut all = Vec::new();
            for (item, lines) in items.iter().enumerate() {
                for (at, line) in lines.iter().enumerate() {
                    prop_assert_eq!(hits.above(item, at), all.len());
                    let n = find(&needle, &text_of(line)).len();
                    prop_assert_eq!(hits.in_line(item, at), n);
                    all.extend((0..n).map(|nth| (item, at, nth)));
                }
            }
            prop_assert_eq!(hits.total(), all.len());
            for (nth, place) in all.iter().enumerate() {
                prop_assert_eq!(hits.line_of(nth), Some(*place));
            }
            prop_assert_eq!(hits.line_of(all.len()), None);
        }
    }
}
