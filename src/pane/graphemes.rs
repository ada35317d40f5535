//! The *graphemes* of a line on both sides of a place in it.
//!
//! Nobody needs all of a line to know what stands beside a caret: they are found one by one, so
//! that a step in a line without end costs what it passes. A place is a byte of the text where a
//! grapheme begins; one in the middle of a character is taken for its beginning.

use crate::text::line::Line;
use crate::text::width::{graphemes, graphemes_back};

/// Those that begin at `byte` or behind it, each with the byte of the line it begins at.
pub fn from(line: &Line, byte: usize) -> impl Iterator<Item = (usize, &str)> {
    let starts = starts(line);
    starts
        .filter(move |(start, text)| byte < start + text.len())
        .flat_map(move |(start, text)| {
            let at = floor(text, byte.saturating_sub(start));
            let rest = text.get(at..).unwrap_or_default();
            graphemes(rest).map(move |grapheme| (start + at + grapheme.at, grapheme.text))
        })
        .inspect(|_| work::passed_one())
}

/// Those that begin before `byte`, likewise; the last one first.
pub fn before(line: &Line, byte: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut end = line.len();
    let spans = line.spans.iter().rev();
    let starts = spans.map(move |span| {
        end -= span.text.len();
        (end, span.text.as_str())
    });
    starts
        .filter(move |(start, _)| *start < byte)
        .flat_map(move |(start, text)| {
            let end = floor(text, byte - start);
            let head = text.get(..end).unwrap_or_default();
            let found = graphemes_back(head);
            found.map(move |(at, grapheme)| (start + at, grapheme))
        })
        .inspect(|_| work::passed_one())
}

/// The spans with the bytes of the line they begin at.
fn starts(line: &Line) -> impl Iterator<Item = (usize, &str)> {
    line.spans.iter().scan(0, |end, span| {
        let start = *end;
        *end += span.text.len();
        Some((start, span.text.as_str()))
    })
}

fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    let starts = (0..=byte).rev();
    starts
        .into_iter()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(not(test))]
mod work {
    pub fn passed_one() {}
}

/// Counts the graphemes that were passed, on this thread.
#[cfg(test)]
pub mod work {
    use std::cell::Cell;

    thread_local! {
        static PASSED: Cell<usize> = const { Cell::new(0) };
    }

    pub fn passed_one() {
        PASSED.set(PASSED.get() + 1);
    }

    /// How many `act` passes.
    pub fn of<T>(act: impl FnOnce() -> T) -> (T, usize) {
        let before = PASSED.get();
        let done = act();
        (done, PASSED.get() - before)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::line::{LineKind, Span};
    use crate::theme::Scope;

    proptest! {
        #[test]
        fn both_sides_of_a_place_are_the_whole_line(
            spans in prop::collection::vec("[ab é漢👩‍👩‍👧🇩🇪\u{301}]{0,6}", 0..5),
            nth in 0_usize..30,
        ) {
            let spans: Vec<Span> = spans.iter().map(|text| Span::new(text.as_str(), Scope::Text)).collect();
            let line = Line::new(spans, LineKind::Prose);
            let all: Vec<_> = from(&line, 0).collect();
            let place = all.get(nth).map_or(line.len(), |(at, _)| *at);
            let mut found: Vec<_> = before(&line, place).collect();
            found.reverse();
            found.extend(from(&line, place));
            prop_assert_eq!(found, all);
        }
    }
}
