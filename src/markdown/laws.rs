//! What holds at any moment for random answers: text of every construct, in which whatever opens
//! also closes.
//!
//! 1. However the text is cut, the lines at the end are those of one parse. Stands beside
//!    [`super::stream`] too, over any text at all.
//! 2. No moment shows a marker that the end does not show. Allowed, because nobody can know better:
//!    the brackets of a reference until its definition comes. Allowed too, but not in these
//!    answers: an opener that never closes comes back when its block ends, one that is far away
//!    before that or until its closer comes; one in another that a sign in a word seems to close,
//!    `*a ~~b x*y c~~ d*`, and a nest of one sign, `~~~~a~~ b~~`, whose last marker says which ones
//!    are pairs; a formula in brackets that reads like prose stands as it was written until it
//!    closes. The pipes of a head of a table that does not begin with one stand as they are until
//!    the line under it has come: a sentence may have a pipe in it, and one that is not shown would
//!    be worse.
//! 3. Rows that were shown and are not part of the last item, row, line or paragraph never change.
//!    Only the spaces between the columns of a table may: columns widen, from the head alone on.
//!    Allowed, and at the end only: a line changes that holds a reference whose definition came
//!    after it, or one to a note that never came, and so do all rows of a table with such a line,
//!    because they share their columns.
//! 4. All that is decided is visible: at most the last line, or the head of a table, is kept back.
//!    Of a last line of prose some words at most are, whatever sign stands in it: those that may
//!    become a name, an address, a formula, or a label in a label. Only a label at the start of a
//!    paragraph may be longer: a definition is nothing to be seen.
//! 5. What has been seen does not vanish: a letter that was shown as it was written stays on the
//!    screen, or something does that is shown for it. Its row may not: what is open is set anew.
//!    Allowed, because nobody can know better: the label of a reference goes when its definition
//!    comes, `[this][that]`. Allowed too, but not in these answers: a formula that never closes is
//!    text again when its block ends, and the target of a link in it goes; a label at the start of
//!    a paragraph, of more than 60 bytes or of several lines, goes when its target comes, for so
//!    long no paragraph waits; and what is far away from its opener may have been text for so long.

use proptest::prelude::*;

use self::grammar::answer;
use super::MarkdownStream;
use super::tests::shown;

mod grammar;
mod markers;
pub mod seen;
mod settled;
mod visible;

/// Gives `answer` to a stream in pieces of so many characters, in turn, and looks after each. More
/// may come to the stream.
fn arrive(answer: &str, steps: &[usize], mut look: impl FnMut(&MarkdownStream)) -> MarkdownStream {
    let mut stream = MarkdownStream::default();
    let mut chars = answer.chars().peekable();
    for step in steps.iter().cycle() {
        if chars.peek().is_none() {
            break;
        }
        stream.push(&chars.by_ref().take(*step).collect::<String>());
        stream.refresh();
        look(&stream);
    }
    stream
}

/// `n` cases, or as many as `PROPTEST_CASES` says.
fn cases(n: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(n),
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn any_cut_of_an_answer_gives_the_lines_of_one_parse(
        answer in answer(), steps in prop::collection::vec(1_usize..30, 1..20)
    ) {
        let mut stream = arrive(&answer, &steps, |_| {});
        stream.finish();
        let whole = MarkdownStream::whole(&answer);
        prop_assert_eq!(shown(stream.lines()), shown(whole.lines()));
        prop_assert_eq!(stream.lines(), whole.lines());
        prop_assert!(stream.links().eq(whole.links()));
    }
}
