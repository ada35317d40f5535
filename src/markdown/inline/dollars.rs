//! Formulas between dollars.
//!
//! They are found when code, links and styles are known, and not by the parser: it takes two prices
//! for the ends of a formula, and what stands between them would be lost to it.

use pulldown_cmark::{CowStr, Event};
use std::borrow::Cow;

use super::Spanned;
use super::replace::{Found, between, replaced};
use crate::markdown::math::dollar::{self, Dollar};

/// `events` of a run of `text`, with one event for each formula between dollars; more text can come
/// unless it `is_whole`.
pub fn joined<'e, 'a>(
    events: &'e [Spanned<'a>],
    text: &str,
    is_whole: bool,
) -> Cow<'e, [Spanned<'a>]> {
    let has_dollar =
        |(event, _): &Spanned<'_>| matches!(event, Event::Text(shown) if shown.contains('$'));
    if !events.iter().any(has_dollar) {
        return Cow::Borrowed(events);
    }
    let found = formulas(events, text, is_whole);
    if found.is_empty() {
        return Cow::Borrowed(events);
    }
    Cow::Owned(replaced(events, text, found))
}

fn formulas<'a>(events: &[Spanned<'a>], text: &str, is_whole: bool) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let last = events.iter().map(|(_, range)| range.end).max();
    let text = text.get(..last.unwrap_or_default()).unwrap_or_default();
    // End of what was read: of the event before, and of the last dollars.
    let (mut event_end, mut read) = (0, 0);
    for (i, (event, range)) in events.iter().enumerate() {
        if matches!(event, Event::Text(_)) {
            let part = text.get(range.clone()).unwrap_or_default();
            let slash = range
                .start
                .checked_sub(1)
                .filter(|slash| event_end <= *slash);
            let is_escaped = slash.is_some_and(|slash| text.as_bytes().get(slash) == Some(&b'\\'));
            for (offset, _) in part.match_indices('$') {
                let at = range.start + offset;
                if at < read || (offset == 0 && is_escaped) {
                    continue;
                }
                let (before, rest) = text.split_at_checked(at).unwrap_or_default();
                let n_dollars = rest.bytes().take_while(|byte| *byte == b'$').count();
                read = at + n_dollars;
                let len = match n_dollars {
                    1 => match dollar::single(rest, before.chars().next_back(), is_whole) {
                        Dollar::Formula(len) => Some(len),
                        Dollar::Sign | Dollar::Open => None,
                    },
                    2 => dollar::double(rest),
                    _ => None,
                };
                let Some(len) = len else { continue };
                read = at + len;
                let inside = at + n_dollars..at + len - n_dollars;
                let run = events.get(i..).unwrap_or_default();
                let tex = CowStr::from(between(run, text, inside));
                let formula = match n_dollars {
                    1 => Event::InlineMath(tex),
                    _ => Event::DisplayMath(tex),
                };
                found.push((at..at + len, vec![(formula, at..at + len)]));
            }
        }
        event_end = event_end.max(match event {
            Event::Start(_) => range.start,
            _ => range.end,
        });
    }
    found
}
