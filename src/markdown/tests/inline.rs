//! The text in a block: styles, links, notes and what comes late.

use super::*;

#[test]
fn emphasis_strong_strike_and_code_are_scopes() {
    check_spans(
        "a *b **c*** ~~d~~ `e  f`",
        &[
            ("a ", Scope::Text),
            ("b ", Scope::Emphasis),
            ("c", Scope::StrongEmphasis),
            (" ", Scope::Text),
            ("d", Scope::Strike),
            (" ", Scope::Text),
            ("e  f", Scope::InlineCode),
        ],
    );
    check_spans("~5~ and ~6", &[("~5~ and ~6", Scope::Text)]);
    check_spans(
        r"\*a\* &amp; $x_1$",
        &[
            ("*a", Scope::Text),
            ("* ", Scope::Text),
            ("&", Scope::Text),
            (" ", Scope::Text),
            ("x₁", Scope::Math),
        ],
    );
}

#[test]
fn links_show_their_label_and_keep_their_target() {
    let stream = MarkdownStream::whole(
        "[a **b**](http://x) ![alt](http://y.org/z.png) <m@n.org> [](http://z)",
    );
    let links: Vec<_> = stream.links().collect();
    let targets: Vec<_> = links.iter().map(|(_, target)| *target).collect();
    assert_eq!(
        targets,
        [
            "http://x",
            "http://y.org/z.png",
            "mailto:m@n.org",
            "http://z"
        ]
    );
    assert_eq!(shown(stream.lines()), ["a b alt (image) m@n.org http://z"]);
    let first = &stream.lines()[0].spans[0];
    let link = first.link.as_deref().unwrap();
    assert_eq!((first.scope, link.id), (Scope::Link, links[0].0));
    assert_eq!(link.target, "http://x");
    assert_eq!(stream.target(links[1].0), Some("http://y.org/z.png"));
}

#[test]
fn a_note_holds_paragraphs_lists_and_code() {
    check(
        "a[^b]\n\n[^b]: c\n\n    d\n    - e\n\n    ```rs\n    f\n    ```\n\ng",
        &[
            "a¹", "", "¹ c", "", "  d", "  • e", "", "  ¦rs", "  ¦f", "", "g",
        ],
    );
}

#[test]
fn html_stands_as_text_and_a_footnote_has_its_number() {
    check(
        "a <b>c</b>[^12]\n\n[^12]: d\n\n[^x]: e\n\n<div>\n x\n</div>",
        &[
            "a <b>c</b>¹²",
            "",
            "¹² d",
            "",
            "¹ e",
            "",
            "<div>",
            " x",
            "</div>",
        ],
    );
}

#[test]
fn named_notes_are_numbered_in_the_order_of_the_text() {
    check(
        "a[^b-c], d[^3]![^e_f] (g[^B-C])\n\n[^h]: i[^1]\n\n[^b-c]: j\n\n[^two words]: k[^ l]",
        &[
            "a¹, d[^3]![^e_f] (g¹)",
            "",
            "⁴ i[^1]",
            "",
            "¹ j",
            "",
            "[^two words] k[^l]",
        ],
    );
}

#[test]
fn a_reference_has_a_number_until_it_is_known_that_there_is_no_such_note() {
    let source = "a[^b] and[^1]\n\n- c[^b]\n- d\n\n| e[^2] |\n|---|\n\n[^1]: f[^g]\n";
    let number = ["a¹ and²", "", "• c¹", "• d", "", "= e³", "", "² f⁴"];
    check_open(source, &number);
    let written = [
        "a[^b] and²",
        "",
        "• c[^b]",
        "• d",
        "",
        "= e[^2]",
        "",
        "² f[^g]",
    ];
    check(source, &written);
    let mut stream = open(source);
    assert_eq!(stream.finish().stable, 0);
    assert_eq!(shown(stream.lines()), written);
}

#[test]
fn hard_breaks_begin_a_line_and_soft_ones_are_spaces() {
    check("- a\n  b\\\n  c  \n  d", &["• a b", "  c", "  d"]);
}

#[test]
fn a_definition_that_comes_late_is_heeded_at_the_end() {
    let mut stream = MarkdownStream::default();
    for part in [
        "a\n\nsee [w] and [y]\n\nb\n\n- [w]\n",
        "- c\n\n[w]: http://x\n\n",
        "d [w]\n",
    ] {
        stream.push(part);
        stream.refresh();
    }
    assert_eq!(shown(stream.lines())[2], "see [w] and [y]");
    assert_eq!(shown(stream.lines()).last().unwrap(), "d w");
    let changed = stream.finish();
    assert_eq!(changed.stable, 1);
    assert_eq!(shown(stream.lines())[2], "see w and [y]");
    assert_eq!(stream.links().count(), 3);
}

#[test]
fn control_characters_never_reach_a_span() {
    check(
        "a\u{1b}[31m\u{7}\n\n```\u{9b}x\n\u{1b}b\n```\n",
        &["a␛[31m␇", "", "¦\u{FFFD}x", "¦␛b"],
    );
}

#[test]
fn styles_end_in_scripts_without_spaces_as_they_do_in_others() {
    check_spans(
        "これは**「文字」**と**`x`**です**（甲）**。",
        &[
            ("これは", Scope::Text),
            ("「文字」", Scope::Strong),
            ("と", Scope::Text),
            ("x", Scope::InlineCode),
            ("です", Scope::Text),
            ("（甲）", Scope::Strong),
            ("。", Scope::Text),
        ],
    );
    check_spans(
        "**注意：**请看~~「旧」~~的_「a」_字",
        &[
            ("注意：", Scope::Strong),
            ("请看", Scope::Text),
            ("「旧」", Scope::Strike),
            ("的_「a」_字", Scope::Text),
        ],
    );
}

#[test]
fn beside_markers_all_is_shown_as_it_was_written() {
    // What the parser reads in the place of a letter may be in the text as well.
    check(
        "字*「\u{28FF}」*字 `「*字*」*` <b x=\"」**字\">",
        &["字「\u{28FF}」字 「*字*」* <b x=\"」**字\">"],
    );
    check(
        "> **「a」**字[^「*字]\n\n```」**字\n」**字\n```\n\n[^「*字]: 」**字",
        &["│ 「a」字¹", "", "¦」**字", "¦」**字", "", "¹ 」**字"],
    );
    let source =
        "[一」**二「*三][」**r] [a](x://」**二 \"」**三\")\n\n[」**r]: https://x.org/」**三\n";
    let stream = MarkdownStream::whole(source);
    assert_eq!(shown(stream.lines())[0], "一」**二「*三 a (x://」**二)");
    let links: Vec<_> = stream.links().map(|(_, target)| target).collect();
    assert_eq!(links, ["https://x.org/」**三"]);
}
