//! The fourth law: all that is decided is visible.

use proptest::prelude::*;

use super::grammar::{LABELS, RAISED, answer, without_margin};
use super::{arrive, cases};
use crate::markdown::MarkdownStream;
use crate::markdown::tests::shown;

/// Letters and digits that are shown, but for those of references to notes: they have a number
/// until it is known that there is no such note. Nor does it count what is said of an image: where
/// its target is defined later, it is none until the end.
fn letters(stream: &MarkdownStream) -> String {
    let text = shown(stream.lines()).concat().replace(" (image)", "");
    let mut parts = text.split("[^");
    let first = parts.next().map(str::to_owned);
    let rest = parts.map(|part| {
        part.split_once(']')
            .map_or(part, |(_, after)| after)
            .to_owned()
    });
    let text: String = first.into_iter().chain(rest).collect();
    let is_letter = |c: &char| c.is_alphanumeric() && !RAISED.contains(c);
    text.chars().filter(is_letter).collect()
}

/// Of `source`, the lines that must be visible.
fn decided(source: &str) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let n_last = usize::from(!source.ends_with('\n'));
    let n_lines = lines.len() - n_last;
    let is_row = |line: &str| without_margin(line).starts_with('|');
    let is_in_item = |line: &str| {
        !line
            .trim_start_matches([' ', '>'])
            .starts_with(['-', '1', '['])
    };
    let is_head = match lines.get(..n_lines).unwrap_or_default() {
        [.., above, last] => is_row(last) && !(is_row(above) && is_in_item(last)),
        [last] => is_row(last),
        [] => false,
    };
    // Nor is a label whose target stands in the next line: it would vanish with that.
    let last = lines.get(..n_lines).and_then(<[&str]>::last);
    let is_label = last.is_some_and(|line| {
        let label = without_margin(line).strip_suffix(':');
        label.is_some_and(|label| LABELS.contains(&label))
    });
    let n_lines = n_lines - usize::from(is_head || is_label);
    let mut decided = lines.get(..n_lines).unwrap_or_default();
    let is_mark = |line: &&str| {
        let line = without_margin(line);
        matches!(line, "$$" | "\\[" | "\\]")
    };
    // Of an open formula other letters are shown than if it stayed open.
    if decided.iter().copied().filter(|line| is_mark(line)).count() % 2 == 1 {
        let opener = decided.iter().rposition(is_mark).unwrap_or_default();
        decided = &decided[..opener];
    }
    decided.join("\n")
}

/// The first moment at which something is not visible that is decided: the source, what is shown,
/// and what should be.
fn first_hidden(answer: &str, steps: &[usize]) -> Option<(String, String, String)> {
    let mut wrong = None;
    let mut known = (String::new(), String::new());
    arrive(answer, steps, |stream| {
        let decided = decided(stream.source());
        if decided != known.0 {
            known = (decided.clone(), letters(&MarkdownStream::whole(&decided)));
        }
        let shown = letters(stream);
        if !shown.starts_with(&known.1) {
            wrong.get_or_insert((stream.source().to_owned(), shown, known.1.clone()));
        }
    });
    wrong
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn all_that_is_decided_is_visible(
        answer in answer(), steps in prop::collection::vec(1_usize..6, 1..20)
    ) {
        prop_assert_eq!(first_hidden(&answer, &steps), None);
    }
}

/// The most letters and digits of `text`, in which none is markup, that are kept back at any
/// moment, and the moment.
fn most_hidden(text: &str) -> (usize, String) {
    let mut most = (0, String::new());
    let n_letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    arrive(text, &[1], |stream| {
        let n = n_letters(stream.source()).saturating_sub(letters(stream).chars().count());
        if n > most.0 {
            most = (n, stream.source().to_owned());
        }
    });
    most
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_sign_that_means_nothing_hides_some_words_at_most(
        before in "[a-z]{2,6}( [a-z]{2,6}){0,3}",
        sign in prop::sample::select(vec![
            " | ", " $", " $$", " $ ", " \\(", " \\[", " [", " ![", " [^", " <", " &", " `", " ``", " *",
            " **", " _", " ~~", "]", "]: ", " > ", " # ", " - ", " ^", " {", " \\", "[a [", " ` ",
        ]),
        after in "[a-z]{2,6}( [a-z]{2,6}){6,30}",
        container in prop::sample::select(vec!["", "- ", "> ", "1. ", "[^n]: ", "## "]),
    ) {
        let text = format!("{container}{before}{sign}{after}");
        let (n, at) = most_hidden(&text);
        prop_assert!(n <= 24, "{} {}", n, at);
    }
}

#[test]
fn of_a_last_line_of_prose_no_more_is_hidden_than_must_be() {
    for (most, text) in [
        (
            0,
            "Run cat access.log | grep error and then sort what comes out of it",
        ),
        (
            0,
            "P(A | B) = P(B | A) P(A) / P(B) is what Bayes has found, and more",
        ),
        (
            0,
            "- Use a | b to do what both of them do, one after the other, always",
        ),
        (
            11,
            "[label]: this is no definition because more words come behind it",
        ),
        (
            11,
            "Call \\(n then the other one, which does what nobody else would do",
        ),
        (
            11,
            "Pay $$ then go on and on, and never look back at what you have paid",
        ),
        (
            8,
            "$$ then go on and on, and never look back at what you have paid",
        ),
    ] {
        let (n, at) = most_hidden(text);
        assert!(n <= most, "{n} {at}");
    }
}

#[test]
fn nothing_of_a_definition_is_ever_shown() {
    for definition in [
        "[a]: https://x.org\n",
        "[a]:\n  https://x.org\n",
        "[a]:\n  <b c>\n  'a title'\n",
    ] {
        for margin in ["", "> "] {
            let lines = definition.lines().map(|line| format!("{margin}{line}\n"));
            let answer: String = lines.collect();
            arrive(&answer, &[1], |stream| {
                assert_eq!(
                    shown(stream.lines()).concat().trim_matches(['▎', '│', ' ']),
                    ""
                )
            });
        }
    }
}

#[test]
fn what_was_hidden_once_is_visible() {
    // A rule takes its whole line, so no item begins in it, and what is set in below it is code.
    for answer in [
        "a $x_1$ \\\nb\n",
        "- - |  |  |\n    |:--|:--|\n    | a ![a][¶] |  |\n\n- [¶]:\n    https://a.org/a_b\n    'a title'\n\n  n\n",
        "- a **$5** or **$10**\\\n  <b>a</b>\n",
        "- Price: $5 \\\n  b\n",
        "- ---\n\n  - ---\n\n    |  |\n    |:--|\n    | 本 |\n    |  |\n",
        "x\n\n    | a |\n    | b |\n\n    | c |\nx\n",
        "[^3]: [^3]: |  |\n        |:--|\n    [^3]: | a | a [a][§] |\n        |:--|:--|\n        | aa | aa |\n        | aaaaaa aaaaaaa aaaaaaaa aaaaaa aaaaaaa aaaaaa aaaaaaa aaaaaaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaa aaaaaaa aaaaaaaa aaaaaaaa | a |\n        | b | b |\n",
        // Nor are these, which stand in another place than the table that was open.
        "[^3]: - | a |\n      |:--|\n      | b |\n\n    [^3]: | a | a [a][§] |\n        |:--|:--|\n        | aa | aa |\n        | aaaaaa aaaaaaa aaaaaaaa aaaaaa aaaaaaa aaaaaa aaaaaaa aaaaaaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaa aaaaaaa aaaaaaaa aaaaaaaa | a |\n        | b | b |\n        | c | c |\n",
        // Between two prices in a quote stands more than words.
        "> *$7* m_n@x.org aa\n> aa US$5\n",
        // These rows are no table, and what stands above the last one is left out.
        "[^3]: [^3]: | a [a aa aaa ntuc][§] | sgyhpouunc |\n        |:--|:--|\n        | mgdb vah xxpxvy ipxma ehf snake_case *for \\(n\\)* q hxa ogvvmo ckuv | gm本 |\n        | iwk日語本p | rhgxs ~~lwusxdve bxtsqc xz~~ **zk** |\n",
    ] {
        for step in 1..6 {
            assert_eq!(first_hidden(answer, &[step]), None);
        }
    }
}
