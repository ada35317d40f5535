//! The *parts* of a text: words, and of long words what stands between their signs, as in
//! `src/text/line.rs` or `order_id`.
//!
//! Here is said where words end and where a long one may be broken; where a row ends is the work of
//! [`super::split`].

use super::class::Class;
use crate::text::width::graphemes;

/// The widths of what [`Breaks::Parts`](super::Breaks::Parts) breaks only where it must, from left
/// to right, in columns; none is 0.
pub fn parts(text: &str) -> Vec<usize> {
    let mut parts = Vec::new();
    let mut part = 0;
    let mut before = [Class::Other; 2];
    for grapheme in graphemes(text) {
        let class = Class::of(grapheme.text);
        let is_new = class == Class::Space || may_part_words(before, class);
        if is_new || may_part_a_word(before, class) {
            parts.push(std::mem::take(&mut part));
        }
        if class != Class::Space {
            part += usize::from(grapheme.columns);
        }
        before = [before[1], class];
    }
    parts.push(part);
    parts.retain(|&columns| columns > 0);
    parts
}

/// May a row end behind `before`, where no space is, and `next` begin another?
pub(super) fn may_part_words(before: [Class; 2], next: Class) -> bool {
    let [first, last] = before;
    match last {
        Class::Ideograph | Class::Closing => {
            next.is_letter() || matches!(next, Class::Ideograph | Class::Opening)
        }
        Class::Dash => next.is_letter(),
        Class::Letter | Class::Digit => matches!(next, Class::Ideograph | Class::Opening),
        Class::Hyphen => first.is_letter() && next.is_letter(),
        _ => false,
    }
}

/// May a word that is too long be broken here? Not within a number, a time or a date.
pub(super) fn may_part_a_word(before: [Class; 2], next: Class) -> bool {
    let [first, last] = before;
    let is_behind_name = first.is_letter() || (first, last) == (Class::Joint, Class::Joint);
    is_behind_name
        && matches!(last, Class::Tie | Class::Joint | Class::Underline)
        && next.is_letter()
        && (first, next) != (Class::Digit, Class::Digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line::Span;
    use crate::text::split::{Breaks, split};
    use crate::theme::Scope;

    #[track_caller]
    fn check(text: &str, width: usize, expect: &[&str]) {
        let stretches = split(&[Span::new(text, Scope::Text)], width, Breaks::Parts);
        let rows = stretches.iter();
        let rows = rows.filter_map(|it| text.get(it.start.byte..it.end.byte));
        assert_eq!(rows.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_between_its_parts() {
        check("see src/app/main.rs", 12, &["see", "src/app/", "main.rs"]);
        check("see src/app and go", 9, &["see", "src/app", "and go"]);
        check("cache_read_tokens", 11, &["cache_read_", "tokens"]);
        check("https://a.example/b", 15, &["https://a.examp", "le/b"]);
        check("std::fmt::Write", 12, &["std::fmt::", "Write"]);
        check("10:30:55 12/31/2024", 8, &["10:30:55", "12/31/20", "24"]);
    }

    #[test]
    fn parts_are_what_is_broken_only_where_it_must() {
        assert_eq!(parts("see src/app_x/main.rs, 1,000"), [3, 4, 4, 2, 8, 5]);
        assert_eq!(parts("12/31/2024 表の中"), [10, 2, 2, 2]);
        assert!(parts("").is_empty());
    }
}
