//! Where *code* may be parted without a space: where its signs say that a part of it ends.
//!
//! No language is known here. So only such signs count as mean the same in nearly all of them, and
//! names, numbers and the two halves of an operator are never parted.

use super::class::Class;

/// May a row end behind `before`, the two graphemes before `next`, and `next` begin another?
pub(super) fn may_part(before: [Class; 2], next: Class) -> bool {
    let is_word = next.is_letter() || next == Class::Quote;
    match before {
        // An item of a list or an argument begins.
        [_, Class::Separator] => !matches!(next, Class::Separator | Class::Close | Class::Point),
        [_, Class::Open] => is_word || matches!(next, Class::Other | Class::Underline),
        // The next call of a chain.
        [_, Class::Close] => next == Class::Point,
        // Not behind a sign that begins a word, as in `:name`.
        [first, Class::Joint] => is_word && !matches!(first, Class::Space | Class::Open),
        // Nor behind one of two: `https://`, `</div>`.
        [Class::Letter | Class::Digit, Class::Tie | Class::Hyphen] => next.is_letter(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::text::line::Span;
    use crate::text::split::{Breaks, split, split_hanging};
    use crate::theme::Scope;

    #[track_caller]
    fn check(text: &str, first: usize, rest: usize, expect: &[&str]) {
        let spans = [Span::new(text, Scope::Code)];
        let stretches = split_hanging(&spans, first, rest, Breaks::Code);
        let rows = stretches.iter();
        let rows = rows.filter_map(|it| text.get(it.start.byte..it.end.byte));
        assert_eq!(rows.collect::<Vec<_>>(), expect);
        if first == rest {
            assert_eq!(split(&spans, first, Breaks::Code), stretches);
        }
    }

    #[test]
    fn code_is_parted_at_spaces_which_stay_as_far_as_they_fit() {
        check("let x  = 1;", 6, 6, &["let x ", "= 1;"]);
        check("let order = 1;", 12, 12, &["let order = ", "1;"]);
        check("    one two", 8, 8, &["    one ", "two"]);
        check("one two", 3, 3, &["one", "two"]);
        check("one   ", 4, 4, &["one "]);
    }

    #[test]
    fn code_is_parted_where_its_signs_say_that_something_ends() {
        check("call(first,second)", 13, 13, &["call(first,", "second)"]);
        check("call(first)", 8, 8, &["call(", "first)"]);
        check("get(id).json()", 10, 10, &["get(id)", ".json()"]);
        check("src/app/main.rs", 10, 10, &["src/app/", "main.rs"]);
        check("std::fmt::Write", 12, 12, &["std::fmt::", "Write"]);
        check("--mode=fast", 9, 9, &["--mode=", "fast"]);
        check("name=\"order\"", 8, 8, &["name=", "\"order\""]);
    }

    #[test]
    fn names_numbers_and_operators_are_parted_only_where_they_must() {
        check("a = order_id", 8, 8, &["a = ", "order_id"]);
        check("a = 3.14159", 8, 8, &["a = ", "3.14159"]);
        check("if a >= b", 6, 6, &["if a ", ">= b"]);
        check("see https://a.b", 11, 11, &["see ", "https://a.b"]);
        check("x = f();", 6, 6, &["x = ", "f();"]);
        check("abcdefghij", 4, 4, &["abcd", "efgh", "ij"]);
    }

    #[test]
    fn further_rows_may_be_narrower_than_the_first() {
        check("one two three four", 10, 6, &["one two ", "three ", "four"]);
        check("one abcdefghijkl", 12, 5, &["one ", "abcde", "fghij", "kl"]);
        check("one two", 10, 2, &["one two"]);
    }
}
