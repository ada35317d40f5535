//! Blocks: headings, lists, quotes, code, tables and what stands between them.

use super::*;
use crate::text::glyphs::set_ascii;

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
    check_spans("#### a", &[("a", Scope::Heading4)]);
    check_spans("##### a", &[("a", Scope::Heading5)]);
    check_spans("###### a", &[("a", Scope::Heading5)]);
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
fn in_ascii_the_box_of_a_task_is_a_box_and_what_follows_is_set_in_behind_it() {
    set_ascii(true);
    let rows = "- [ ] a\n  b\n\n  c\n- [x] d\n1. [x] e";
    check(rows, &["[ ] a b", "", "    c", "[x] d", "", "1. [x] e"]);
    set_ascii(false);
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
        ("TIP", "◆", " Tip", Scope::Success, Scope::TipBar),
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
