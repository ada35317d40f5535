//! The second law: no moment shows a marker that the end does not show.

use std::collections::HashSet;

use proptest::prelude::*;

use super::grammar::{LABELS, answer, without_margin};
use super::{arrive, cases};
use crate::markdown::MarkdownStream;
use crate::markdown::tests::shown;
use crate::text::line::LineKind;
use crate::theme::Scope;

/// What makes markup, where text does not hold it by itself.
const MARKERS: [char; 16] = [
    '*', '_', '`', '~', '#', '[', ']', '|', '<', '>', '&', '\\', '$', '^', '{', '}',
];

/// The markers that are shown, each with its place in the source. Of a span that is not shown as it
/// stands there (it holds a line break, an entity) all that it stands for count if `all` is set,
/// else none. Of a formula that reads like one none count: its source has nothing but markers.
fn markers(stream: &MarkdownStream, all: bool) -> HashSet<(char, usize)> {
    let spans = stream.lines().iter().flat_map(|line| match &line.kind {
        LineKind::Table(row) => row.cells.concat(),
        _ => line.spans.clone(),
    });
    spans
        .flat_map(|span| {
            let start = span.src.start as usize;
            let source = stream.source().get(start..span.src.end as usize);
            let source = source.unwrap_or_default();
            let counts = source == span.text || (all && span.scope != Scope::Math);
            let marks = source.char_indices().filter(|(_, c)| MARKERS.contains(c));
            let marks = marks.filter(|_| counts).map(|(at, c)| (c, start + at));
            marks.collect::<Vec<_>>()
        })
        .collect()
}

/// The first moment at which a marker is shown that the end does not show: the source, and what is
/// shown.
fn first_marker(answer: &str, steps: &[usize]) -> Option<(String, Vec<String>)> {
    let mut allowed = markers(&MarkdownStream::whole(answer), true);
    let mut wrong = None;
    let mut look = |stream: &MarkdownStream| {
        for mark in markers(stream, false) {
            if wrong.is_some() || allowed.contains(&mark) {
                continue;
            }
            match is_undefined(answer, mark) || is_in_bare_head(answer, mark) {
                true => _ = allowed.insert(mark),
                false => wrong = Some((stream.source().to_owned(), shown(stream.lines()))),
            }
        }
    };
    let mut stream = arrive(answer, steps, &mut look);
    stream.finish();
    look(&stream);
    wrong
}

/// Is `mark` a pipe in the head of a table that begins with none?
fn is_in_bare_head(answer: &str, (mark, at): (char, usize)) -> bool {
    let (before, after) = answer.split_at(at);
    let start = before.rsplit('\n').next().unwrap_or_default();
    let below = after.lines().nth(1).unwrap_or_default();
    mark == '|' && !without_margin(start).is_empty() && without_margin(below).starts_with(":-- | ")
}

/// Is `mark` a bracket of a reference in `answer`, no definition of which stands before it?
fn is_undefined(answer: &str, mark: (char, usize)) -> bool {
    if !matches!(mark.0, '[' | ']') {
        return false;
    }
    let at = mark.1;
    let is_in = |(start, label): (usize, &str)| {
        let (before, after) = answer.split_at(start);
        let text = before.strip_suffix(']').and_then(|text| text.rfind('['));
        let (_, after) = after.split_at(label.len());
        let n_after = if after.starts_with("[]") { 2 } else { 0 };
        (text.unwrap_or(start)..start + label.len() + n_after).contains(&at)
    };
    let mut labels = LABELS.iter().flat_map(|label| answer.match_indices(label));
    let line_end = answer
        .split_at(at)
        .1
        .find('\n')
        .map_or(answer.len(), |n| at + n);
    let before = MarkdownStream::whole(answer.split_at(line_end).0);
    labels.any(is_in) && markers(&before, true).contains(&mark)
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn no_moment_shows_a_marker_that_the_end_does_not_show(
        answer in answer(), steps in prop::collection::vec(1_usize..6, 1..20)
    ) {
        prop_assert_eq!(first_marker(&answer, &steps), None);
    }
}

#[test]
fn markers_that_flashed_once_never_flash() {
    for answer in [
        "Use `` `backtick` `` inside\n",
        "Use ``a` `` and `` ` `` inside\n",
        "See [a [nested] label](https://x.org) of it\n",
        "See [RFC [2119]](https://x.org) of it\n",
        "a [§]\n\n[§]:\n  https://x.org\n  'title'\n\nb\n",
        "- [^3]: [^1]: a\n  [^3]: [§]: https://a.org/a_b\n",
        "- - a\n\n    : a `a$b` *$7* \\(\\frac{a_{1}+…}{c^{2}}=1\\)\n",
        "*$7* snake_case [aaaaa](https://aaa.org/a_b) _$7_ x_1 [aaaaa](https://aaa.org/a_b)\n",
        "$7\\,x \\(\\frac{a_{1}+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p}{c^{2}}=1\\)\n",
        "*$7* \\(\\frac{a_{1}+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p}{c^{2}}=1\\)\n",
        "See www.x.org/a*b, **c** and *d* of it\n",
        "From $5 to $10 _a_ [aaaaaa aa a](https://aaa.org/a_b) a | b\n",
        "It costs $10 [source](https://example.org/a/long/way/to_it) now.\n",
        "It costs $10 ([*source*](prices/the_long_list_of_all.md)) now.\n",
        "It costs $10 ([*source*](#the_long_list_of_all_the_prices)) now.\n",
        "It costs $10 _per month_ `a|b` and more.\n",
        "a [b\\\n  *c*](http://x.org) d\n",
        "- e.g. [**x\\\n  ~~y~~**](http://x.org) d\n",
        "**Name:** Bob\\\n**Age:** 3\n",
        "foo\\\n$x_1 + y$ end\n",
        "foo\\\n<b>bar</b>\n",
        "foo\\\n[link label](http://x.org)\n",
        "foo \\\n\\\nb\n",
        "> foo\\\r\n> \\\r\n> **b**\n",
        "- foo\\\n  `code`\n",
        "> foo\\\n> **bar**\n",
        "> foo\\\n> <b>bar</b>\n",
        "see *<b>x</b>* end\n",
        "see **<https://x.org/long>** end\n",
        "see **&amp; x** end\n",
        "see \\**<b>x</b>* end\n",
        "see ~~<b>x</b>~~ end\n",
        "see ***<*** `x` end\n",
        "a **[&amp; b\\ *c*](http://x.org)** d\n",
        "> *&amp; a\n> $x_1$ b* c\n",
        "1. a\n    * *<b>b</b>* c\n",
        "_$5 ![& it all is an image of it](http://x.org)_\n",
        "_i.e. $5 👩_ foo_bar 10% de*e*p in all of it\n",
        "foo `c`**\\\nb** of it\n",
        "> foo `c`*\\\r\n> b* of it\n",
        "- (a)~~ \\\n  b~~ **$10**\\\n  of it\n",
        "a\n\n~~~b\\\nc\n~~~\n\n- ```d\\\n  e\n  ```\n",
        "```a``` b\\\n**c**\n",
        "x **\\\nb v** end\n",
        "**\\\n~~b~~ v**\n",
        "x **\\\n$x_1$ v** end\n",
        "x *\\\n\\(x_1\\) v* end\n",
        "x **\\\n<b>v</b>** end\n",
        "> x **\\\r\n> `c` v** end\n",
        "- x ~~\\\n  <https://x.org> v~~ end\n",
        "[§]: https://x.org\n\nx ][§][ e\n\n[§]][§][§] a[§]][§][ e\n",
        "see **[^1]** end\n\n[^1]: it\n",
    ] {
        for step in 1..6 {
            assert_eq!(first_marker(answer, &[step]), None);
        }
    }
}

#[test]
fn of_a_reference_without_a_definition_only_the_brackets_are_excused() {
    let answer = "x [2 * b][§]\n\n[§]: https://x.org\n";
    for (at, c) in answer.char_indices().take(12) {
        assert_eq!(is_undefined(answer, (c, at)), "[]".contains(c), "{c} {at}");
    }
    // Here it stands in one span with a line break.
    let answer = "a\na [¶] said[^1]\n\n- [¶]:\n  https://x.org\n";
    assert!(is_undefined(answer, ('[', 4)));
}
