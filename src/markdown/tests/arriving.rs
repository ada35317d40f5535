//! What is shown of a text that has not come to its end.

use super::*;

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
    check_open_spans("是**「a", &[("是", Scope::Text), ("「a", Scope::Strong)]);
    check_open_spans("是*`a", &[("是", Scope::Text), ("a", Scope::InlineCode)]);
    check_open_spans("是**。a", &[("是**。a", Scope::Text)]);
    check_open_spans(
        "**「a」**和",
        &[("「a」", Scope::Strong), ("和", Scope::Text)],
    );
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
    check_open_spans(
        "[![alt](x.png)](htt",
        &[("alt", Scope::Link), (" (image)", Scope::Dim)],
    );
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
