//! The fifth law: what has been seen does not vanish.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::grammar::answer;
use super::{arrive, cases};
use crate::markdown::MarkdownStream;
use crate::text::line::{LineKind, Span};

/// Where in the source the letters and digits stand that are to be seen as they are; `any` if those
/// count too in the place of which something else is shown.
fn seen(stream: &MarkdownStream, any: bool) -> BTreeSet<usize> {
    let lines = stream.lines().iter();
    let spans = lines.flat_map(|line| match &line.kind {
        LineKind::Table(row) => row.cells.concat(),
        _ => line.spans.clone(),
    });
    let letters = |span: Span| {
        let start = span.src.start as usize;
        let source = stream.source().get(start..span.src.end as usize);
        let source = source.filter(|source| any || *source == span.text);
        let letters = source.unwrap_or_default().char_indices();
        let letters = letters.filter(|(_, c)| c.is_alphanumeric());
        letters.map(|(at, _)| start + at).collect::<Vec<_>>()
    };
    spans.flat_map(letters).collect()
}

/// The first moment at which a letter is shown no more: the source before, the one then, and the
/// letters.
pub fn first_loss(answer: &str, steps: &[usize]) -> Option<(String, String, String)> {
    let mut before = (String::new(), BTreeSet::new());
    let mut lost = None;
    let mut look = |stream: &MarkdownStream| {
        let now = seen(stream, true);
        let gone = before
            .1
            .difference(&now)
            .filter_map(|at| stream.source().get(*at..));
        let gone: String = gone.filter_map(|text| text.chars().next()).collect();
        if !gone.is_empty() {
            let source = stream.source().to_owned();
            lost.get_or_insert((before.0.clone(), source, gone));
        }
        before = (stream.source().to_owned(), seen(stream, false));
    };
    let mut stream = arrive(answer, steps, &mut look);
    stream.finish();
    look(&stream);
    lost
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn what_has_been_seen_does_not_vanish(
        answer in answer(), steps in prop::collection::vec(1_usize..6, 1..20)
    ) {
        prop_assert_eq!(first_loss(&answer, &steps), None);
    }
}

/// What random markdown has found.
#[test]
fn what_vanished_once_stays() {
    let far = format!("[x {}[a] b\n", "and more words ".repeat(20));
    for answer in [
        "[[b][a][a]\n",
        "[[b][a][^1]\n",
        "a\n: 1. b\n",
        "a\n: [b]: c\n",
        "| a |\n:[b]: https://x.org\n",
        "<div>\n---\n[\\[^1]: a\n",
        "a\n:1. b\n",
        "a\n:- [b]: c\n",
        "[a][b](https://x.org)\n",
        "[a label\nof two lines](https://x.org)\n",
        "[a label that is longer than any that is kept back, in bytes](https://x.org)\n",
        "[a b\nc\n[\nd\n*word[^2](https://x.org)",
        "[\na\n[b][a]](https://x.org)",
        "[a [b][] c](https://x.org)",
        "- [\n[\n[b][a]",
        "- [\n[\n[words in a label][and a name]",
        "[r]: https://x.org\n\nThe range [0, 1) is in [the chapter on half-open ranges][r] here.\n",
        "[a-b-c-d]: https://x.org\n\nThe range [0, 1) is in [some docs][a-b-c-d] here.\n",
        "Of the range [0, 1) see [the chapter on half-open ranges][r] and grid[i][j].\n",
        "![[^a] b](https://x.org)",
        "![[^a][<b>](x:y)](https://x.org)",
        "[b]: https://x.org\n\n[a [b] c](https://x.org)",
        "[b]: https://x.org\n\n[a [c][b] d](https://x.org)",
        "- [b]: https://x.org\n- [a [c][B] d](https://x.org)",
        &far,
    ] {
        assert_eq!(first_loss(answer, &[1]), None);
    }
}
