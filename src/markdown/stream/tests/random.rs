//! However a text is cut, its lines are those of one parse: random texts, of pieces that meet in
//! every order.

use proptest::prelude::*;

use super::*;
use crate::markdown::laws::seen::first_loss;

/// Pieces of markdown that meet in every order.
fn piece() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "# ",
        "## ",
        "- ",
        "  - ",
        "* ",
        "1. ",
        "2) ",
        "   ",
        "    ",
        "> ",
        ">",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\r\n",
        "\r",
        "---\n",
        "===\n",
        "```\n",
        "```rs\n",
        "~~~\n",
        "````\n",
        "|",
        "| a | b |\n",
        "|---|:-:|\n",
        "-|-\n",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "~",
        "`",
        "``",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](http://x.y)",
        "[a]",
        "[b][a]",
        "[a]: http://a.b\n",
        "[b]:\n  <c d> 'title'\n",
        "[a]: x \"t",
        "<http://a.b>",
        "<m@n.o>",
        "<b>",
        "<div>\n",
        "<!-- ",
        "-->",
        "&amp;",
        "&",
        "\\",
        "!",
        "$x$",
        "$$",
        "$",
        "$$\n",
        "\\(",
        "\\)",
        "\\[\n",
        "\\]\n",
        "\\frac{1}{",
        "x^{2}",
        ": ",
        "\n: ",
        "https://",
        "https://x.y/z_",
        "www.x.y",
        "m@n.op",
        "](x:y)",
        "[x.y](http://z)",
        "\\\\\n",
        "\t",
        "  \n",
        "- [ ] ",
        "- [x] ",
        "[^1]",
        "[^1]: ",
        "[^a]",
        "[^b_c]",
        "[^b_c]: ",
        "> [!NOTE]\n",
        ":",
        "\u{0}",
        "\u{1b}",
    ]);
    let words = prop::sample::select(vec![
        "word",
        "two words ",
        "a",
        "1",
        "日本",
        "「",
        "」",
        "：",
        "“",
        "字",
        "か",
        "**字",
        "」**",
        "*「字",
        "\u{28FF}",
        "\u{E000}",
        "👩‍👩‍👧",
        "e\u{301}",
        "x_y",
        ".",
        " ",
        "text\n",
        "\u{a0}",
        "\u{200b}",
    ]);
    prop_oneof![3 => marks.prop_map(str::to_owned), 2 => words.prop_map(str::to_owned)]
}

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// Paragraphs of many words, in and out of containers, and what may end them.
fn long_markdown() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec![
        "",
        "",
        "> ",
        "- ",
        "1. a\n\n   ",
        "> - ",
        "[",
        "x|",
        "- a\n  - ",
        ": ",
        "a\n: ",
        "[^1]: ",
        "[^a]: ",
        "[^a]: b\n\n    ",
        "> - [^a]: b\n>\n>       ",
        "- a\n  : ",
    ]);
    let other = prop::sample::select(vec![
        "$x_{1}$ ",
        "\\(a_1\\) ",
        "http://x.y/a_b ",
        "(www.x.y) ",
        "m@n.op ",
        "[a](b) ",
        "word[^1] ",
        "word[^a] ",
        "word![^b_c] ",
        "word[^2](",
        "\n$$\nx\n$$\n",
        "\n\\[\nx\n\\]\n",
    ]);
    let word = prop_oneof![
        6 => "[a-z]{1,3} [a-z]{1,3} ".prop_map(String::from),
        2 => "[日本語한국어かな]{3,6}".prop_map(String::from),
        2 => piece(),
        2 => other.prop_map(String::from),
    ];
    let words = prop::collection::vec(word, 1..40).prop_map(|words| words.concat());
    let end = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\n===\n",
        "\n---\n",
        "\n|-|-|\n",
        "\n-|-\n| a |",
        "\n: a b\n",
        "\n\n: a\n",
        "",
    ]);
    let part = (start, words, end).prop_map(|(start, words, end)| [start, &words, end].concat());
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.concat())
}

/// `n` cases, or as many as `PROPTEST_CASES` says.
fn cases(n: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(n),
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_cut_of_long_paragraphs_gives_the_lines_of_one_parse(
        source in long_markdown(),
        steps in prop::collection::vec(1_usize..12, 1..160),
    ) {
        let cuts = steps.iter().scan(0, |at, step| {
            *at += step;
            Some(*at)
        });
        let cuts: Vec<usize> = cuts.collect();
        check_all_cuts_agree(&source, cuts);
    }

    #[test]
    fn any_cut_of_any_markdown_gives_the_lines_of_one_parse(
        source in markdown(),
        steps in prop::collection::vec(1_usize..12, 1..120),
    ) {
        let cuts = steps.iter().scan(0, |at, step| {
            *at += step;
            Some(*at)
        });
        let cuts: Vec<usize> = cuts.collect();
        check_all_cuts_agree(&source, cuts);
    }

    #[test]
    fn what_has_been_seen_of_any_markdown_does_not_vanish(
        source in prop_oneof![markdown(), long_markdown()],
    ) {
        // A formula that never closes is text again when its block ends, and a link in it a link;
        // definitions and the labels that refer to them are not to be seen.
        let source = source.replace('$', "").replace("\\(", "(").replace("\\[", "[");
        let source = source.replace("]:", "]");
        prop_assert_eq!(first_loss(&source, &[1]), None);
    }

    #[test]
    fn any_cut_of_any_text_gives_the_lines_of_one_parse(source in "\\PC*|[\\x00-\\x7f\u{80}-\u{9f}\u{2028}\u{202e}]*") {
        check_all_cuts_agree(&source, 0..source.len());
    }
}
