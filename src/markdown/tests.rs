use super::MarkdownStream;
use crate::text::line::{Line, LineKind, Span};
use crate::text::wrap::wrap;
use crate::theme::Scope;

/// The lines as text, one string each: leads, spans, and a sign for what is not prose.
pub(super) fn shown(lines: &[Line]) -> Vec<String> {
    lines.iter().map(show).collect()
}

fn show(line: &Line) -> String {
    let lead = text(&line.lead.first);
    let text = text(&line.spans);
    match &line.kind {
        LineKind::Prose | LineKind::Head(_) => format!("{lead}{text}"),
        LineKind::Code | LineKind::Prompt => format!("{lead}¦{text}"),
        LineKind::Rule => format!("{lead}────"),
        LineKind::Blank => lead.trim_end().to_owned(),
        LineKind::Table(row) => {
            let cells: Vec<String> = row.cells.iter().map(|cell| self::text(cell)).collect();
            let sign = if row.header { '=' } else { '-' };
            format!("{lead}{sign} {}", cells.join(" | "))
        }
    }
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn check(source: &str, expect: &[&str]) {
    assert_eq!(
        shown(MarkdownStream::whole(source).lines()),
        expect,
        "{source}"
    );
}

/// What stands on the screen when `source` has arrived and more may come.
fn check_open(source: &str, expect: &[&str]) {
    assert_eq!(shown(open(source).lines()), expect, "{source}");
}

/// What has arrived is `source`, and more may come.
fn open(source: &str) -> MarkdownStream {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.refresh();
    stream
}

fn check_spans(source: &str, expect: &[(&str, Scope)]) {
    let stream = MarkdownStream::whole(source);
    assert_eq!(spans(&stream), expect, "{source}");
}

fn check_open_spans(source: &str, expect: &[(&str, Scope)]) {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.refresh();
    assert_eq!(spans(&stream), expect, "{source}");
}

fn spans(stream: &MarkdownStream) -> Vec<(&str, Scope)> {
    let spans = stream.lines().iter().flat_map(|line| &line.spans);
    spans.map(|span| (span.text.as_str(), span.scope)).collect()
}

#[test]
fn one_blank_line_stands_between_blocks_and_none_at_the_ends() {
    check(
        "\n\na\n\n\n\nb\n# c\n\n---\n\n",
        &["a", "", "b", "", "c", "", "────"],
    );
    check("", &[]);
    check("\n \n", &[]);
}

#[test]
fn headings_lose_their_marks_and_have_a_scope_by_level() {
    check_spans("# a", &[("a", Scope::Heading1)]);
    check_spans(
        "## a **b** `c` ##",
        &[
            ("a ", Scope::Heading2),
            ("b", Scope::Heading2),
            (" ", Scope::Heading2),
            ("c", Scope::InlineCode),
        ],
    );
    check_spans("### a", &[("a", Scope::Heading3)]);
    check_spans("##### a", &[("a", Scope::Heading4)]);
    check_spans("a\n===", &[("a", Scope::Heading1)]);
}

#[test]
fn items_keep_their_bullets_however_deep_they_are_and_however_narrow_the_pane() {
    let deep = |depth: usize, mark: &str| format!("{}{mark} x{depth}\n", "  ".repeat(depth));
    let source: String = (0..14).map(|depth| deep(depth, "-")).collect();
    let stream = MarkdownStream::whole(&source);
    for width in 2..60 {
        for line in stream.lines() {
            let rows = wrap(line, width);
            let first: String = rows[0]
                .pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect();
            assert!(first.contains(['•', '◦', '▪']), "{first:?} at {width}");
            for row in rows {
                let columns = row.pieces.iter().map(|piece| piece.columns).sum::<u16>();
                assert!(columns <= width, "{row:?} at {width}");
            }
        }
    }
    let last = stream.lines().last().map(|line| line.lead.first.len());
    assert_eq!(last, Some(8));
}

#[test]
fn lists_nest_with_bullets_by_depth_and_hanging_indents() {
    check(
        "- a\n  - b\n    - c\n      - d\n- e",
        &["• a", "  ◦ b", "    ▪ c", "      ▪ d", "• e"],
    );
    check("9. a\n   1. x\n3) b", &["9. a", "   1. x", "", "3) b"]);
    check("7. a\n7. b\n7. c", &["7. a", "8. b", "9. c"]);
    check("- [ ] a\n- [x] b\n1. [x] c", &["□ a", "✓ b", "", "1. ✓ c"]);
    check("-\n- a", &["• ", "• a"]);
    let stream = MarkdownStream::whole("10. a");
    assert_eq!(text(&stream.lines()[0].lead.first), "10. ");
    assert_eq!(text(&stream.lines()[0].lead.rest), "    ");
}

#[test]
fn blank_lines_in_lists_stand_where_the_source_has_them() {
    check("- a\n- b\n\n- c", &["• a", "• b", "", "• c"]);
    check("- a\n\n  b\n- c", &["• a", "", "  b", "• c"]);
    check("- a\n  ```\n  x\n  ```\n  b", &["• a", "  ¦x", "  b"]);
    check("> - a\n>\n> - b", &["│ • a", "│", "│ • b"]);
}

#[test]
fn quotes_have_a_bar_before_every_row() {
    check(
        "> a\n>\n> > b\nlazy\n\nc",
        &["│ a", "│", "│ │ b lazy", "", "c"],
    );
    for (kind, sign, label, scope, bar) in [
        ("NOTE", "i", " Note", Scope::Accent, Scope::NoteBar),
        ("TIP", "✓", " Tip", Scope::Success, Scope::TipBar),
        (
            "IMPORTANT",
            "!",
            " Important",
            Scope::Accent,
            Scope::NoteBar,
        ),
        (
            "WARNING",
            "!",
            " Warning",
            Scope::Warning,
            Scope::WarningBar,
        ),
        (
            "CAUTION",
            "✗",
            " Caution",
            Scope::Failure,
            Scope::CautionBar,
        ),
    ] {
        let source = format!("> [!{kind}]\n> a\n>\n> - b\n>\n> > c");
        let expect = [
            (sign, scope),
            (label, Scope::Strong),
            ("a", Scope::Text),
            ("b", Scope::Text),
            ("c", Scope::Quote),
        ];
        check_spans(&source, &expect);
        let word = MarkdownStream::whole(&source).lines()[0].spans[1]
            .src
            .clone();
        let written = source.get(word.start as usize..word.end as usize);
        assert_eq!(written, Some(format!("[!{kind}]").as_str()));
        // Also where it arrives bit by bit and is not read from its beginning again.
        let mut stream = MarkdownStream::default();
        for c in source.chars() {
            stream.push(&c.to_string());
            stream.refresh();
        }
        stream.finish();
        assert_eq!(spans(&stream), expect);
        for line in stream.lines() {
            let outer = line.lead.first.first().map(|span| span.scope);
            assert_eq!(outer, Some(bar), "{kind}: {line:?}");
        }
    }
    let stream = MarkdownStream::whole("> a");
    assert_eq!(stream.lines()[0].lead.rest[0].scope, Scope::QuoteBar);
    assert_eq!(stream.lines()[0].spans[0].scope, Scope::Quote);
}

#[test]
fn code_has_its_label_above_and_its_text_as_it_stands() {
    check(
        "```rust ignore\nfn a() {\n\n\tb\n}\n```",
        &["¦rust", "¦fn a() {", "¦", "¦    b", "¦}"],
    );
    check(
        "a\n\n    x\n\n      y\n\nb",
        &["a", "", "¦x", "¦", "¦  y", "", "b"],
    );
    check("```\n```\n\na", &["a"]);
    check("~~~\n```\n~~~", &["¦```"]);
}

#[test]
fn the_rows_of_a_table_share_one_shape() {
    let source = "|a|bb|\n|-|-:|\n|long word|1|\n|x|\n";
    check(source, &["= a | bb", "- long word | 1", "- x | "]);
    let stream = MarkdownStream::whole(source);
    let shapes: Vec<_> = stream
        .lines()
        .iter()
        .map(|line| match &line.kind {
            LineKind::Table(row) => row.shape.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let [header, first] = shapes[0].growths.as_slice() else {
        panic!("{:?}", shapes[0]);
    };
    assert_eq!((&header.natural, &header.least), (&vec![1, 2], &vec![1, 2]));
    assert_eq!((&first.natural, &first.least), (&vec![9, 2], &vec![4, 2]));
    assert_eq!(shapes[0].header, ["a", "bb"]);
    assert!(
        shapes
            .iter()
            .all(|shape| std::sync::Arc::ptr_eq(shape, &shapes[0]))
    );
}

#[test]
fn a_tag_breaks_the_line_in_a_cell_and_is_text_elsewhere() {
    let table = |row: &str| format!("|a|b|\n|-|-|\n{row}\n");
    let expect = "- one\u{2028}two | b";
    for tag in ["<br>", "<br/>", " <br /> ", "<BR>", " <br><br/>"] {
        let row = format!("|one{tag}two|b{tag}|");
        let expect = match tag {
            " <br><br/>" => "- one\u{2028}\u{2028}two | b",
            _ => expect,
        };
        check(&table(&row), &["= a | b", expect]);
    }
    check(
        &table("|**one<br>two**|`<br>`|"),
        &["= a | b", "- one\u{2028}two | <br>"],
    );
    check(&table("|<b>one</b>|x|"), &["= a | b", "- <b>one</b> | x"]);
    check("one<br>two", &["one<br>two"]);
    let stream = MarkdownStream::whole(&table("|one<br>two|x|\n|y|z|"));
    let rows = stream.lines().iter().flat_map(|line| wrap(line, 40));
    let rows: Vec<String> = rows
        .map(|row| row.pieces.iter().map(|piece| piece.text.as_str()).collect())
        .collect();
    assert_eq!(rows, ["a    b", "──────", "one  x", "two", "", "y    z"]);
}

#[test]
fn what_a_row_has_beyond_its_columns_comes_to_the_last_cell() {
    for (row, expect) in [
        (
            "| or | `a || b` | logical or |",
            "- or | `a | | b` | logical or",
        ),
        ("| 1 | 2 | 3 | **4** | 5", "- 1 | 2 | 3 | **4** | 5"),
        ("1 | 2 | 3 | 4 |  ", "- 1 | 2 | 3 | 4"),
        ("| 1 | 2 | 3 | a \\| b |", "- 1 | 2 | 3 | a | b"),
        ("| 1 | 2 | 3 ||", "- 1 | 2 | 3 |"),
        ("| 1 | 2 | 3 |", "- 1 | 2 | 3"),
        ("| 1 | 2 |", "- 1 | 2 | "),
    ] {
        for lead in ["", "> "] {
            let lines = ["|a|b|c|", "|-|-|-|", row, "|x|y|z|"];
            let source: String = lines.iter().map(|line| format!("{lead}{line}\n")).collect();
            let bar = if lead.is_empty() { "" } else { "│ " };
            let expect = ["= a | b | c", expect, "- x | y | z"].map(|row| format!("{bar}{row}"));
            assert_eq!(
                shown(MarkdownStream::whole(&source).lines()),
                expect,
                "{source}"
            );
        }
    }
}

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
    assert_eq!(shown(stream.lines()), ["a b alt m@n.org http://z"]);
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
            "a¹, d³!² (g¹)",
            "",
            "⁴ i⁵",
            "",
            "¹ j",
            "",
            "[^two words] k[^l]",
        ],
    );
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
fn an_opener_starts_its_style_at_once() {
    check_open_spans("a **b c", &[("a ", Scope::Text), ("b c", Scope::Strong)]);
    check_open_spans(
        "*b **c",
        &[("b ", Scope::Emphasis), ("c", Scope::StrongEmphasis)],
    );
    check_open_spans("_b", &[("b", Scope::Emphasis)]);
    check_open_spans("~~b", &[("b", Scope::Strike)]);
    check_open_spans(
        "a `b *c",
        &[("a ", Scope::Text), ("b *c", Scope::InlineCode)],
    );
    check_open_spans(
        "*a `b*",
        &[("a ", Scope::Emphasis), ("b", Scope::InlineCode)],
    );
    check_open_spans("- x\n  - **b", &[("x", Scope::Text), ("b", Scope::Strong)]);
    check_open_spans(
        "a * b snake_case ~5",
        &[("a * b snake_case ~5", Scope::Text)],
    );
    check_open_spans(r"a \*b", &[("a ", Scope::Text), ("*b", Scope::Text)]);
    check_open_spans(
        "## a **b",
        &[("a ", Scope::Heading2), ("b", Scope::Heading2)],
    );
}

#[test]
fn a_wrong_guess_is_taken_back_when_the_block_closes() {
    check_open("a **b\n\nc", &["a **b", "", "c"]);
    check_open("a `b\n\nc", &["a `b", "", "c"]);
    check_open("# a **b\nc", &["a **b", "", "c"]);
}

#[test]
fn of_an_open_link_the_label_is_shown_and_never_the_target() {
    let label = [("see ", Scope::Text), ("la bel", Scope::Link)];
    for open in [
        "[la bel",
        "[la bel]",
        "[la bel](",
        "[la bel](http://x_y",
        "[la bel](x \"t",
        "[la bel][re",
    ] {
        check_open_spans(&format!("see {open}"), &label);
    }
    check_open_spans("**a [b", &[("a ", Scope::Strong), ("b", Scope::Link)]);
    check_open_spans("[![alt](x.png)](htt", &[("alt", Scope::Link)]);
    check_open_spans("x [![al", &[("x ", Scope::Text), ("al", Scope::Link)]);
    check_open_spans(
        "see <https://x",
        &[("see ", Scope::Text), ("https://x", Scope::Link)],
    );
    check_open("see [note](an aside that", &["see [note](an aside that"]);
    check_open("see [note] that", &["see [note] that"]);
    check_open("a[^1", &["a"]);
    check_open("a[^1]", &["a¹"]);
    check_open("a[^b", &["a"]);
    check_open("a![^b", &["a!"]);
    check_open("a[^b](c", &["a¹"]);
    check_open("a[^b](c d", &["a¹(c d"]);
    check_open("a[^b c", &["a[^b c"]);
}

#[test]
fn a_run_of_markers_at_the_end_is_kept_back() {
    for run in [
        "*", "**", "_", "~~", "`", "[", "![", "!", "<", "&", "&am", "\\", "<foo", "\\\n",
    ] {
        check_open(&format!("ab {run}"), &["ab"]);
    }
    check_open("ab **cd*", &["ab cd"]);
    check_open("R&D is", &["R&D is"]);
}

#[test]
fn a_line_that_does_not_say_yet_what_it_is_is_kept_back() {
    for line in [
        "-",
        "- ",
        "--",
        "==",
        "#",
        "## ",
        "``",
        "```",
        "```ru",
        "1",
        "12",
        "12.",
        "3) ",
        "> ",
        ">",
        "| a",
        "* * ",
        "- [",
        "- [ ]",
        "- [x] ",
        "> [!NO",
        "[foo",
        "[foo]: htt",
        "[^1",
        "[^1]",
        "[^1]: ",
        "+",
    ] {
        check_open(&format!("ab\n\n{line}"), &["ab"]);
    }
    check_open("ab\n\n12 x", &["ab", "", "12 x"]);
    check_open("ab\n\n[![x]", &["ab", "", "x"]);
    check_open("ab\n\n[^1]: x", &["ab", "", "¹ x"]);
    check_open("ab\n\n- x", &["ab", "", "• x"]);
    check_open("ab\n\n---\n", &["ab", "", "────"]);
    check_open("ab\n\n[foo](x", &["ab", "", "foo"]);
}

#[test]
fn a_table_appears_with_its_head_and_then_row_by_row() {
    check_open("x\n| a | b |\n", &["x"]);
    check_open("x\n\n| a | b |\n|--", &["x"]);
    check_open("| a | b |\n|---|---|\n", &["= a | b"]);
    check_open("| a | b |\n|---|---|\n| 1 |", &["= a | b"]);
    check_open("| a | b |\n|---|---|\n| 1 | 2 |\n", &["= a | b", "- 1 | 2"]);
    check_open("| a | b |\nno", &["| a | b | no"]);
}

#[test]
fn a_table_without_pipes_in_front_is_text_until_the_line_under_its_head_has_come() {
    check_open("a |", &["a |"]);
    for open in ["a | b", "a | b\n", "a | b\n--", "a | b\n:-- | ---"] {
        check_open(open, &["a | b"]);
    }
    check_open("a | b\n--- | ---\n", &["= a | b"]);
    check_open("a | b\n--- | ---\n1 | 2", &["= a | b"]);
    check_open("a | b\n--- | ---\n1 | 2\n", &["= a | b", "- 1 | 2"]);
    check_open("x\n\n- a | b\n  -", &["x", "", "• a | b"]);
    check_open("> a | b\n> -", &["│ a | b"]);
    // No head, or none any more.
    check_open("a | b\nno", &["a | b no"]);
    check_open("a | b\n\n", &["a | b"]);
    check_open("x\na | b", &["x a | b"]);
    check_open("`a | b` \\| c", &["a | b | c"]);
    check_open(
        "- x\n\n  ```\n  a\n  b | c",
        &["• x", "", "  ¦a", "  ¦b | c"],
    );
    let long = format!("a | {}", "b".repeat(80));
    check_open(&long, &[&long]);
    check_open(&format!("{long}\n--"), &[&long]);
}

#[test]
fn code_is_shown_as_it_comes() {
    check_open("```rs\nlet **a", &["¦rs", "¦let **a"]);
    check_open("```rs\na\n``", &["¦rs", "¦a"]);
    check_open("```rs\na\n```\nb", &["¦rs", "¦a", "", "b"]);
}

#[test]
fn formulas_read_as_they_are_meant_or_stand_as_they_were_written() {
    check("$a$ and \\(b^2\\).", &["a and b²."]);
    check(
        "where\n$$\na = b\n$$\nholds",
        &["where", "  a = b", "holds"],
    );
    check(
        "- x\n  \\[\n  a\\\\\n  b\n  \\]\n",
        &["• x", "    a", "    b"],
    );
    check("> \\[\n> a < b\n> \\]", &["│   a < b"]);
    check("a $$x^2$$ b", &["a x² b"]);
    check("$\\foo_1$ \\(\\foo\\)", &["$\\foo_1$ \\(\\foo\\)"]);
    check("$$\n\\foo\nb\n$$", &["  $$", "  \\foo", "  b", "  $$"]);
    check(
        "\\(x * y\\) and *z* and \\(p * q\\)",
        &["x ∗ y and z and p ∗ q"],
    );
    check("\\(a*b\\) *c*", &["a ∗ b c"]);
    check("**for \\(x^2\\)**, *\\(x^2\\)*", &["for x², x²"]);
    check("\\[sic\\] and \\(a", &["[sic] and (a"]);
    check("so \\[ x^2 \\] or \\[y^2\\]", &["so x² or y²"]);
    check("so \\[\nx_1\n\\], said", &["so x₁, said"]);
    check("so \\[ \\foo{a} \\]", &["so \\[ \\foo{a} \\]"]);
    check(
        "\\[x\\] \\[ \\] \\[see below\\] \\[ see below \\] \\[1\\]",
        &["[x] [ ] [see below] [ see below ] [1]"],
    );
    check("`\\(a\\)` `$a$`", &["\\(a\\) $a$"]);
    check("| $x^2$ |\n|-|\n| $$y^2$$ |", &["= x²", "- y²"]);
    check_spans("# $x^2$", &[("x²", Scope::Math)]);
}

#[test]
fn money_stays_text() {
    for text in [
        "costs $5 and $10",
        "costs $5, and then ($10)",
        "from $5-$10 on",
        "set $HOME and ($PATH)",
    ] {
        check(text, &[text]);
        check_open(&format!("{text} or so"), &[&format!("{text} or so")]);
        check_open(&format!("{text}\n"), &[text]);
    }
    check(
        "The **Basic** plan is **$5** and the **Pro** plan is **$10** per month.",
        &["The Basic plan is $5 and the Pro plan is $10 per month."],
    );
    check("**$10** or **$12**, *from* $3", &["$10 or $12, from $3"]);
    check(
        "costs $5. Set `PRICE=$AMOUNT` first",
        &["costs $5. Set PRICE=$AMOUNT first"],
    );
    check(
        "$5 (*not* $6) and `a$b` then `c$d`",
        &["$5 (not $6) and a$b then c$d"],
    );
    check("| **$5** – **$7** |\n|-|", &["= $5 – $7"]);
    check("US$5$ and \\$x$", &["US$5$ and $x$"]);
}

#[test]
fn a_formula_may_begin_what_is_emphasized() {
    for (text, expect) in [
        ("- **$O(n)$**: fast", "• O(n): fast"),
        ("- **\\(x_1\\)**: fast", "• x₁: fast"),
        ("- *$z$*, so", "• z, so"),
        ("- ~~$q$~~ it", "• q it"),
    ] {
        check(text, &[expect]);
        for end in 1..text.len() {
            let mut stream = MarkdownStream::default();
            let arrived = text.get(..end).unwrap();
            stream.push(arrived);
            stream.refresh();
            let open = shown(stream.lines()).concat();
            assert!(!open.contains(['*', '~']), "{open:?} of {arrived:?}");
        }
    }
}

#[test]
fn a_formula_among_words_appears_whole() {
    check_open("- \\[\n", &["• "]);
    for open in ["$", "$x", "$x^{2", "$x + y", "\\(", "\\(x", "\\(a \\"] {
        check_open(&format!("ab {open}"), &["ab"]);
    }
    // A digit behind it would make a price of it.
    check_open("ab $x^2$", &["ab"]);
    check_open("ab $x^2$,", &["ab x²,"]);
    check_open("ab $x^2$\n", &["ab x²"]);
    check_open("ab $5 for two", &["ab $5 for two"]);
    check_open("ab \\(x^2\\) c", &["ab x² c"]);
    for open in [
        "\\[", "\\[ ", "\\[ x", "\\[ x +", "\\[ x \\", "\\[x^2", "\\[x",
    ] {
        check_open(&format!("ab {open}"), &["ab"]);
    }
    check_open("ab \\[ x^2 \\]", &["ab x²"]);
    check_open("ab \\[sic\\]", &["ab [sic]"]);
    check_open("ab \\[see b", &["ab [see b"]);
    check_open("ab \\[ see below ", &["ab [ see below"]);
}

#[test]
fn of_a_long_formula_what_is_one_by_itself_is_shown() {
    let start = "ab \\(\\frac{a}{b} + \\sum_{i=1}^{n} x_i \\cdot y_i";
    check_open(start, &["ab a/b + ∑ᵢ₌₁ⁿ xᵢ ·"]);
    check_open(
        &format!("{start} = \\left( c"),
        &["ab a/b + ∑ᵢ₌₁ⁿ xᵢ · yᵢ ="],
    );
    for opener in ["\\(", "$", "$$"] {
        let raw = format!("ab {opener}{}", ["\\foo{a_1}"; 5].join(" "));
        check_open(&format!("{raw}  \\foo"), &[&raw]);
    }
    // However long it becomes, and whatever is open in it.
    for n in [5, 20, 45] {
        let sum = "x_{1} + y^{2} + ".repeat(n);
        let pretty = "x₁ + y² + ".repeat(n);
        for (more, end) in [("z", ""), ("\\left( ", "("), ("\\sqrt{ ", "√")] {
            let words = "b+c+".repeat(if more.len() > 1 { 30 } else { 0 });
            for opener in ["$", "\\("] {
                let stream = open(&format!("ab {opener}{sum}{more}{words} x"));
                let shown = shown(stream.lines()).concat();
                let begins = format!("ab {}", format!("{pretty}{end}").trim_end());
                assert!(shown.starts_with(&begins), "{shown} {begins}");
                assert!(!shown.contains(['{', '}', '\\']), "{shown}");
                assert_eq!(shown.matches('b').count(), 1 + words.matches('b').count());
            }
        }
    }
    // Two dollars with half a pair of braces between them are no formula: the other is supplied.
    for (opener, shown) in [("ab $", "ab "), ("ab $$", "ab "), ("$$ ", "  ")] {
        let sum = "x_{1} + y^{2} + ".repeat(4);
        let pretty = "x₁ + y² + ".repeat(4);
        let open = format!("{opener}{sum}\\text{{if so");
        check_open(&open, &[&format!("{shown}{}", pretty.trim_end())]);
        let raw = format!("{opener}\\foo{{a_1}} + {sum}");
        let rest = "\\foo{a b c";
        let lead = if opener.starts_with('$') { "  " } else { "" };
        let end = if lead.is_empty() { "\\foo{a b" } else { "" };
        let shown = format!("{lead}{raw}{end}");
        check_open(&format!("{raw}{rest}"), &[shown.trim_end()]);
    }
    check_open("$$\na_{1}\n\\frac{b\n", &["  a₁"]);
    let prose = "ab \\(an aside in brackets that has a backslash before it";
    check_open(prose, &[&prose.replace('\\', "")]);
    check_open(
        "\\[ \\frac{a}{b} + \\sum_{i=1}^{n} x_i \\cdot y_i + \\fra",
        &["  a/b + ∑ᵢ₌₁ⁿ xᵢ · yᵢ +"],
    );
}

#[test]
fn a_formula_in_lines_of_its_own_appears_line_by_line() {
    check_open("ab\n\n$$", &["ab"]);
    check_open("ab\n\n$$\n\\fra", &["ab"]);
    let open = "ab\n\n$$\n\\begin{aligned}\na &= b \\\\\n";
    check_open(&format!("{open}c &="), &["ab", "", "  a = b"]);
    check_open(
        &format!("{open}c &= d\n\\end{{aligned}}\n"),
        &["ab", "", "  a = b", "  c = d"],
    );
    check_open("\\[\na\n=", &["  a"]);
    check_open("ab\n\n$$\na\n", &["ab", "", "  a"]);
    check_open("> \\[\n> a\n", &["│   a"]);
}

/// The links of `source`: what is shown of each, and where it leads.
fn check_links(source: &str, expect: &[(&str, &str)]) {
    let stream = MarkdownStream::whole(source);
    let spans: Vec<&Span> = stream.lines().iter().flat_map(|line| &line.spans).collect();
    let found: Vec<(String, &str)> = stream
        .links()
        .map(|(id, target)| {
            let label = spans
                .iter()
                .filter(|span| span.link.as_ref().is_some_and(|link| link.id == id));
            (label.map(|span| span.text.as_str()).collect(), target)
        })
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), *b)).collect();
    assert_eq!(found, expect, "{source}");
}

#[test]
fn a_target_that_may_be_no_link_is_text_behind_its_label() {
    for (source, expect) in [
        ("[a](javascript:alert(1)) b", "a (javascript:alert(1)) b"),
        ("[a](docs/x.md)", "a (docs/x.md)"),
        ("![a](x.png)", "a (x.png)"),
        ("[r]\n\n[r]: data:x", "r (data:x)"),
        ("[](x.md)", "x.md"),
        ("[x.md](x.md)", "x.md"),
        ("<vscode://a>", "vscode://a"),
    ] {
        check(source, &[expect]);
        check_links(source, &[]);
    }
    check_spans("[a](b)", &[("a", Scope::Text), (" (b)", Scope::Dim)]);
    check("[![alt](a.svg)](https://b.org/c)", &["alt"]);
}

#[test]
fn a_target_is_shown_where_the_label_names_another_place() {
    check_links(
        "[bank.com](https://evil.org) [here](https://b.org) [b.org/x](https://b.org/y) [b.org](https://b.org/x)",
        &[
            ("bank.com (https://evil.org)", "https://evil.org"),
            ("here", "https://b.org"),
            ("b.org/x (https://b.org/y)", "https://b.org/y"),
            ("b.org", "https://b.org/x"),
        ],
    );
    let long = format!("{}end", "word ".repeat(300));
    check(
        &format!("[{long}](https://b.org)"),
        &[&format!("{long} (https://b.org)")],
    );
}

#[test]
fn bare_links_end_where_a_reader_would_end_them() {
    for (source, expect) in [
        ("see https://a.org/b.", "https://a.org/b"),
        ("(https://a.org/b_(c))", "https://a.org/b_(c)"),
        ("**https://a.org/b** c", "https://a.org/b"),
        ("https://a.org/?q=1&amp;r=2, b", "https://a.org/?q=1&r=2"),
        ("https://a.org/b\\_c", "https://a.org/b_c"),
        ("https://a.org/_b_/c", "https://a.org/_b_/c"),
        ("见https://a.org/b。好", "https://a.org/b"),
        ("\"http://localhost:3000\"", "http://localhost:3000"),
        ("https://a.org/b&quot;", "https://a.org/b"),
    ] {
        check_links(source, &[(expect, expect)]);
    }
    check_links("www.a.org!", &[("www.a.org", "http://www.a.org")]);
    check_links("me@a.org.", &[("me@a.org", "mailto:me@a.org")]);
    check_links("# https://a.org\n", &[("https://a.org", "https://a.org")]);
    check_links(
        "[https://a.org](https://a.org)",
        &[("https://a.org", "https://a.org")],
    );
}

#[test]
fn what_only_looks_like_a_link_stays_text() {
    for source in [
        "`https://a.org`",
        "    https://a.org",
        "```\nhttps://a.org www.a.org\n```",
        "<a href=\"https://a.org\">",
        "$https://a.org$",
        "https:// http://",
        "xhttps://a.org",
        "http://a_b.org",
        "git@a.org:b/c",
        "a@b",
        "www.",
        "ftp://a.org",
    ] {
        check_links(source, &[]);
    }
}

#[test]
fn a_bare_link_leads_somewhere_when_it_has_ended() {
    check_open_spans(
        "a https://b.or",
        &[("a ", Scope::Text), ("https://b.or", Scope::Link)],
    );
    let mut stream = MarkdownStream::default();
    stream.push("a https://b.or");
    stream.refresh();
    assert_eq!(stream.links().count(), 0);
    stream.push("g c");
    stream.refresh();
    assert_eq!(stream.links().count(), 1);
}

#[test]
fn definitions_stand_set_in_under_their_terms() {
    check(
        "Term *a*\n: first\n  more\n: second\n\n      code\n\nOther\n\n: third\n\nEnd",
        &[
            "Term a",
            "  first more",
            "  second",
            "",
            "  ¦code",
            "",
            "Other",
            "  third",
            "",
            "End",
        ],
    );
    check_spans("a\n: b", &[("a", Scope::Strong), ("b", Scope::Text)]);
    check_open_spans("a\n: b", &[("a", Scope::Strong), ("b", Scope::Text)]);
    check_open("a\n:", &["a"]);
    check_open("a\n\n: ", &["a"]);
}
