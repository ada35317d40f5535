//! However a text is cut, its lines are those of one parse: known texts.

use super::*;

#[test]
fn answers_are_the_same_however_they_are_cut() {
    for answer in ANSWERS {
        check_all_cuts_agree(answer, 0..answer.len());
        check_all_cuts_agree(answer, (0..answer.len()).step_by(7));
        for at in 0..answer.len() {
            check_all_cuts_agree(answer, [at]);
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_shown_in_the_last_level_however_it_is_cut() {
    let (quotes, margin) = ("> ".repeat(50), "  ".repeat(20));
    let source = format!(
        "{quotes}{}a\n{quotes}{margin}- [x] b\n{quotes}{margin}\n{quotes}{margin}> c\n\nd\n",
        "- ".repeat(20)
    );
    check_all_cuts_agree(&source, 0..source.len());
    assert_eq!(letters(&MarkdownStream::whole(&source)), "abcd");
}

#[test]
fn a_footnote_in_a_label_means_the_same_however_the_text_arrives() {
    let source = "text\n[^1]: ```rs\nword\n.![label  \ntwo [^1]two words](http://x.y)word)";
    check_all_cuts_agree(source, 0..source.len());
    check_all_cuts_agree(source, [0]);
}

#[test]
fn notes_have_the_same_numbers_however_they_are_cut() {
    for source in [
        "A[^b] and[^a] more[^1].\n\n[^a]: one[^c]\n\n[^b]: two\n\n[^1]: three[^2]\n",
        "- a[^x] b c d\n- b[^y]\n\n  > c[^z] d[^x]\n\n| a[^u] | b |\n|---|---|\n| [^v] | c[^u] |\n| [^w] | [^1] |\n\nEnd[^v].\n",
        "said[^a](a \"tit le\") more[^b] and[^c](see that) and ![^d](e) or![^e] so[^f\n",
        "one \\(x[^a] + y\\) two[^b] `[^c]` [late[^d]] [^e][late] [^two words][^f] end\n\n[late]: https://l.org\n",
        "far *away[^a] is what `nobody closes[^b] but so[^c] it is* at the end[^a][^d] `and[^e] on and[^f] on\n",
        "Term[^a]\n: what[^b]\n: that[^c]\n\n    code[^d]\n\n# Head[^d]\n",
        "[^a]: b\n\n    c[^two words] d[^e\\|f]\n\n[^two words]: g\n\n| [^e\\|f] |\n|---|\n\n[^e|f]: h\n",
    ] {
        check_all_cuts_agree(source, 0..source.len());
        for at in 0..source.len() {
            check_all_cuts_agree(source, [at]);
        }
    }
}

#[test]
fn notes_hold_what_is_set_in_below_them_however_they_are_cut() {
    for source in [
        "[^a]: b\n\n    c[^d]\n\n    - e\n    - f\n\n      g\n\n[^d]:\n    h\ni\n\n    j\n",
        "> [^a]: - b\n>\n>       c\n>\n>     ```rs\n>     d\n>\n>     e\n>     ```\n> f\n",
        "- [^a]: b\n\n      c\n\n      [^d]: e\n\n          f\n\n  g\n- h\n",
        "[^a]: | b |\n    |---|\n    | c |\n    | long d |\n\n        code\n\n        more\n\n    e\n",
        "[^a]: b\n\n    > c\n    >\n    > d\n\n    1. e\n\n       [^f]: g\n\n\th\n",
    ] {
        check_all_cuts_agree(source, 0..source.len());
        for at in 0..source.len() {
            check_all_cuts_agree(source, [at]);
        }
    }
}

#[test]
fn tables_in_containers_are_the_same_however_they_are_cut() {
    for source in [
        "> | a | [b] |\n> |---|:-:|\n> | long cell | 2 |\n> | 3 |\n> text\n\n[b]: https://x.y\n",
        "- | a | b |\n  |---|---|\n  | 1 | 2 |\n- | c |\n  |---|\n  | longer |\n  | `d|` |\n\n  text\n",
        "1. a\n\n   > | a | b |\n   > | - | -: |\n   > 1 | 2\n   > | much longer | 2 |\n\n   b\n2. c\n",
        "[^1]: | a |\n    |---|\n    | 1 |\n    | 2 2 |\n\n| b |\n|---|\n| 1 |\n",
    ] {
        check_all_cuts_agree(source, 0..source.len());
        for at in 0..source.len() {
            check_all_cuts_agree(source, [at]);
        }
    }
}

/// What random markdown has found.
#[test]
fn what_was_wrong_once_is_right() {
    for source in [
        "- ```\n  - ---\n",
        "> a a [a]a a \na a \n\n[a]: http://a.b\n\n",
        "- a\n  - a a a a aa aaa a a \n\n- a\n  - ---\n\n",
        "a a text\n```\n\n```\n\n",
        "x_y\0\r\na a \n",
        "- a b c d e f\n\n- x `y z` [a b](c) d\n",
        "\u{200b}[a]\na a \n|-|-|\n",
        "- a\nx\n\t- b\nc\n",
        "1. - ---\n\n     ```rust\n\n     ```\n   - a\n1. a\n",
        "> ```\n> ```\n>\n> - a\n>\n> - b c\n",
        "    a\n     \n    b\n",
        "> # a\n> [!NOTE]\n**a a a a \n===\n",
        "a https://x.y/z_(www.x.y) b http://x.y/a_b \n",
        "``日本word日本$x$\0# # ",
        "*```rs\n\u{a0}\t> 日本",
        "[a]> `[\0\0atext\n-->a\u{200b}# ",
        "# # \n_https://x.y/z_| a | b |\ntwo words ",
        "|\n\n[b]:\n  <c d> 'title'\n\n: ",
        "[^1]\\[\ntwo words ](x:y)",
        "- > [a]: x:1\n  >\n  > # [a]\n\n  [^3]: [a]: x:2\n\n[a]\n",
        "- [a]\n- [^1]: [a]: x:1\n- [a]\n- [^1]: [a]: x:2\n  [b]: x:3\n\n[b]\n",
        concat!(
            "  - <!-- \\frac{1}{<m@n.o>[x.y](http://z)word1```rs\n|---|:-:|\n\u{a0}two words _https://x.y/z_👩\u{200d}👩\u{200d}👧-|-\n",
            "two words x_y\\[\n.<!-- 1. e\u{301}https://x.y/z_x_y-|-\n<m@n.o>[a]: x \"t===\n\\(<b>[b]:\n  <c d> 'title'\n",
            "   - [ ] a```rs\n-|-\n",
        ),
    ] {
        check_all_cuts_agree(source, 0..source.len());
        for at in 0..source.len() {
            check_all_cuts_agree(source, [at]);
        }
    }
}

#[test]
fn a_formula_behind_an_opener_that_is_far_away_does_not_make_it_sure() {
    let source = "_]](http://x.y)a a a aa aa aaa a aaa aa aaa aaa a $x_{1}$ \n\na a \n";
    check_all_cuts_agree(source, [6, 16, 26, 27, 30, 40, 45, 49, 54, 57]);
    let source = "[aa a aa aa a aaa <b>aaa a $x_{1}$ $x_{1}$ aa aaa か어어\n: a b\n- a\n  - aa aa aaa aaa _aaa aaa aaa aaa aaa aaa \\(a_1\\) 本어국本日日어本국か語word[^1] m@n.op 日日한aaa a aaa a 本語本日日なa aaa aaa a aa aa aa a http://x.y/a_b [^1]a a aa a aaa aa $x_{1}$ \n: a b\n";
    check_all_cuts_agree(
        source,
        [
            2, 10, 12, 21, 22, 25, 35, 46, 54, 56, 57, 61, 66, 77, 87, 89, 90, 101, 106, 113, 114,
            118, 121, 123, 128, 139, 144, 152, 163, 164, 166, 175, 176, 186, 191, 195, 198, 207,
            212, 222, 225, 231, 242, 250, 255, 256, 260, 266, 275,
        ],
    );
}

#[test]
fn a_term_in_a_quote_is_the_same_however_it_is_cut() {
    let source = "> __m@n.op $x_{1}$ [b][a](www.x.y) aa aa a aaa $x_{1}$ \n: a b\n";
    check_all_cuts_agree(source, [3, 12, 14, 19]);
    check_all_cuts_agree(source, 0..source.len());
    for at in 0..source.len() {
        check_all_cuts_agree(source, [at]);
        check_all_cuts_agree(source, [3, 12, 14, 19, at.max(20)]);
    }
}

#[test]
fn an_open_end_is_completed_behind_a_paragraph_that_was_left_out() {
    let mut stream = MarkdownStream {
        grain: Grain { step: 1, far: 1000 },
        ..MarkdownStream::default()
    };
    for part in ["- a b c d e f", " g\n\n- x `y z"] {
        stream.push(part);
        stream.refresh();
    }
    assert_eq!(shown(stream.lines()), ["• a b c d e f g", "", "• x y z"]);
}
