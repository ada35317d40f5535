//! Formulas between `\(` and `\)`, or `\[` and `\]`; the latter among words only if they look like
//! one.
//!
//! To the parser these are escaped brackets and no formulas, so it says where they stand outside of
//! code; what is between two that match is then read as one.

use pulldown_cmark::{CowStr, Event};
use std::borrow::Cow;
use std::ops::Range;

use super::Spanned;
use super::replace::{Found, between, is_break, replaced};
use crate::markdown::math::dollar::may_be_bracketed;

/// `events` of a run of `text`, with one event for each formula in brackets.
pub fn joined<'e, 'a>(events: &'e [Spanned<'a>], text: &str) -> Cow<'e, [Spanned<'a>]> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut pairs = Pairs::default();
    for i in 0..events.len() {
        let Some((first, closer)) = pairs.next(events, i, text) else {
            continue;
        };
        let run = events.get(first..=i).unwrap_or_default();
        let is_alone = is_line_start(events, first) && is_line_end(events, i);
        found.extend(formula(run, text, closer, is_alone));
    }
    if found.is_empty() {
        return Cow::Borrowed(events);
    }
    Cow::Owned(replaced(events, text, found))
}

/// Which brackets match, as the events of a run of text go by.
#[derive(Debug, Default)]
pub struct Pairs {
    /// The event with the bracket that waits for its other half, and that half.
    open: Option<(usize, char)>,
    /// End of what was read.
    end: usize,
}

impl Pairs {
    /// Takes the event at `i`. If it closes a pair: the event that opened it, and the closer.
    pub fn next(&mut self, events: &[Spanned<'_>], i: usize, text: &str) -> Option<(usize, char)> {
        let (event, range) = events.get(i)?;
        let escaped = match event {
            Event::Text(shown) => escaped(shown, range, text, self.end),
            _ => None,
        };
        let end = match event {
            Event::Start(_) => range.start,
            _ => range.end,
        };
        self.end = self.end.max(end);
        match (escaped?, self.open) {
            ('(', _) => self.open = Some((i, ')')),
            ('[', _) => self.open = Some((i, ']')),
            (closer, Some((_, wanted))) if closer == wanted => return self.open.take(),
            _ => {}
        }
        None
    }

    /// The event with a bracket that waits for its other half.
    pub fn opened(&self) -> Option<usize> {
        self.open.map(|(i, _)| i)
    }
}

/// The character of an event of text that had a backslash before it, if it is a bracket.
fn escaped(shown: &str, range: &Range<usize>, text: &str, end: usize) -> Option<char> {
    let slash = range.start.checked_sub(1)?;
    let has_slash = end <= slash && text.as_bytes().get(slash) == Some(&b'\\');
    let first = shown.chars().next().filter(|_| has_slash)?;
    matches!(first, '(' | ')' | '[' | ']').then_some(first)
}

fn is_line_start(events: &[Spanned<'_>], i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|i| events.get(i));
    before.is_none_or(|(event, _)| is_break(event))
}

fn is_line_end(events: &[Spanned<'_>], i: usize) -> bool {
    let is_bare = matches!(events.get(i), Some((Event::Text(shown), _)) if shown.as_ref() == "]");
    is_bare && events.get(i + 1).is_none_or(|(event, _)| is_break(event))
}

/// The formula from the bracket that begins `run` to the one that ends it.
fn formula<'a>(run: &[Spanned<'a>], text: &str, closer: char, is_alone: bool) -> Option<Found<'a>> {
    let (_, first) = run.first()?;
    let (_, last) = run.last()?;
    let range = first.start.checked_sub(1)?..last.start + 1;
    let tex = between(run, text, first.start + 1..last.start.checked_sub(1)?);
    if closer == ']' && !is_alone && !may_be_bracketed(&tex) {
        return None;
    }
    let tex = CowStr::from(tex);
    let event = match closer {
        ']' => Event::DisplayMath(tex),
        _ => Event::InlineMath(tex),
    };
    Some((range.clone(), vec![(event, range)]))
}
