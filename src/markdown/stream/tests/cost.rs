//! What a refresh costs, counted in bytes that are parsed or read.

use super::*;

/// How many bytes are parsed when `part(0)`, `part(1)`, … arrive character by character, per byte
/// of the source.
fn work(n: usize, part: impl Fn(usize) -> String) -> u64 {
    let mut stream = MarkdownStream::default();
    for i in 0..n {
        for c in part(i).chars() {
            stream.push(c.encode_utf8(&mut [0; 4]));
            stream.refresh();
        }
    }
    stream.finish();
    stream.parsed_bytes() / stream.source().len() as u64
}

#[test]
fn the_cost_of_a_byte_does_not_grow_with_the_text_before_it() {
    let parts: [fn(usize) -> String; 27] = [
        |i| format!("Paragraph {i} with **some** words.\n\n"),
        |i| format!("- item {i} with `code`\n"),
        |i| format!("{}. item {i}\n\n   - sub\n", i + 1),
        |i| match i {
            0 => "```rust\n".to_owned(),
            _ => format!("    let x = {i};\n"),
        },
        |i| match i {
            0 => "| a | b |\n|---|---|\n".to_owned(),
            _ => format!("| {i} | some cell |\n"),
        },
        |i| match i {
            0 => "> | a | b |\n> |---|---|\n".to_owned(),
            _ => format!("> | {i} | some cell |\n"),
        },
        |i| match i {
            0 => "1. item\n\n   | a | b |\n   |---|---|\n".to_owned(),
            _ => format!("   | {i} | some cell |\n"),
        },
        |i| match i {
            0 => "- | a | b |\n  |---|---|\n".to_owned(),
            _ => format!("  | {i} | some cell |\n"),
        },
        |i| match i {
            0 => "> - | a | b |\n>   |---|---|\n".to_owned(),
            _ => format!(">   | {i} | some cell |\n"),
        },
        |i| format!("> - item {i}\n"),
        |i| format!("> paragraph {i}\n>\n"),
        |i| format!("    code {i} in an indent\n"),
        |i| format!("term {i}\n: what it means\n\n"),
        |i| {
            format!(
                "Sentence {i} has **bold** and `code`, a [link](http://x.y/{i}) and snake_case. "
            )
        },
        |i| {
            format!(
                "In {i} words, see https://x.org/a_b?c={i}, www.y.org and m@z.org ([1](http://x.y)). "
            )
        },
        |i| {
            format!(
                "With $x_{{{i}}}^2$ and \\(\\frac{{a_1}}{{b}} + {i}\\) in it, costs follow.[^{i}] "
            )
        },
        |i| format!("Line {i} says\n$$\na_{{{i}}} = 1\n$$\nand \\(b\\) too\n"),
        |i| format!("Line {i} of a paragraph\nwith [a] reference, 2 * 3 and *more*\n"),
        |i| format!("第{i}行文字没有空格，但是可以断开。"),
        |i| match i {
            0 => "1. item\n\n   > ".to_owned(),
            _ => format!("words of a quote {i} in an item "),
        },
        |i| match i {
            0 => "- outer\n".to_owned(),
            _ => format!("  - inner {i} with `code`\n"),
        },
        |i| match i {
            0 => "1. item\n\n   ```rust\n".to_owned(),
            _ => format!("   let x = {i};\n"),
        },
        |i| match i {
            0 => "> - item\n>\n>   ~~~\n".to_owned(),
            _ => format!(">   code {i}\n"),
        },
        |i| match i {
            0 => "- item\n".to_owned(),
            _ => format!("\n  paragraph {i} of one item\n"),
        },
        |i| match i {
            0 => "[^note]: text\n".to_owned(),
            _ => format!("\n    paragraph {i} of one note\n"),
        },
        |i| match i {
            0 => "[^note]: text\n\n".to_owned(),
            _ => format!("    - item {i} of a note[^{i}]\n"),
        },
        |i| match i {
            0 => "> [^note]:\n>     ```rust\n".to_owned(),
            _ => format!(">     let x = {i};\n"),
        },
    ];
    for part in parts {
        let (few, many) = (work(20, part), work(400, part));
        assert!(many <= few + few / 4 + 4, "{} {few} {many}", part(1));
        assert!(many < 250, "{} {many}", part(1));
    }
}

#[test]
fn a_container_costs_the_same_however_many_are_around_it() {
    for marker in ["+ ", "1. ", "> ", "> + ", "[^a]: ", "> [^a]: "] {
        let work = |n: usize| {
            let before = tail::work::n_read();
            let stream = MarkdownStream::whole(&(marker.repeat(n) + "x"));
            assert!(letters(&stream).ends_with('x'));
            (tail::work::n_read() - before) / n as u64
        };
        let (few, many) = (work(500), work(4000));
        assert!(many <= few, "{marker} {few} {many}");
    }
}

/// How a paragraph goes on, again and again, behind an opener that nobody closes.
const LONG: [(&str, &str); 2] = [
    ("words", " and more words, one after the other"),
    (
        "json",
        "{\"name\":\"m@n.op\",\"list\":[1,2,[3]],\"at\":\"https://x.org/a\"},",
    ),
];

/// How many bytes are parsed, and read to find the end, when `start` and then `part`, again and
/// again, arrive, per refresh.
fn work_of_parts(start: &str, part: &str, n: usize) -> u64 {
    let mut stream = MarkdownStream::default();
    let before = tail::work::n_read();
    stream.push(start);
    for _ in 0..n {
        stream.push(part);
        stream.refresh();
    }
    (stream.parsed_bytes() + tail::work::n_read() - before) / n as u64
}

#[test]
fn openers_without_end_do_not_make_each_other_dear() {
    for opener in [
        "`a ``b ",
        "**a ",
        "*a ",
        "_a ",
        "__a ",
        "~~a ",
        "[a ",
        "![a ",
        "[^a ",
        "[^a]: ",
        "[a](b \"",
        "[a](<b ",
        "\\(x ",
        "\\(x word\n",
        "\\[x ",
        "\\[ x\n",
        "$a ",
        "$$a ",
        "$$\n",
        "<a ",
        "<a:",
        "&a ",
        "^a ",
        "|a ",
        "a | b ",
        "\\$a ",
        "> ",
        "- ",
        "+ ",
        "1. ",
        "> - ",
        "- > 1. ",
    ] {
        let part = opener.repeat(100 / opener.len());
        let few = work_of_parts("", &part, 60);
        let many = work_of_parts("", &part, 180);
        assert!(many <= few + few / 2 + 1500, "{opener:?} {few} {many}");
    }
}

#[test]
fn an_opener_that_nobody_closes_does_not_make_the_text_behind_it_dear() {
    for opener in [
        "[", "![", "`", "*", "**", "_", "~~", "<a:", "$", "$$", "\\(",
    ] {
        for (name, part) in LONG {
            let start = format!("Words before {opener}a");
            let few = work_of_parts(&start, part, 100);
            let many = work_of_parts(&start, part, 500);
            assert!(many <= few + few / 4 + 1500, "{opener} {name} {few} {many}");
        }
    }
}

#[test]
fn a_word_without_an_end_does_not_make_itself_dear() {
    for part in ["abcdefghijklmnop", "https://x.org/a?b=", "ab@cd.ef/"] {
        let (few, many) = (
            work_of_parts("a", part, 200),
            work_of_parts("a", part, 1000),
        );
        assert!(many <= few + few / 4 + 1500, "{part} {few} {many}");
    }
}

#[test]
fn a_row_that_needs_no_more_room_leaves_the_rows_above_as_they_are() {
    for (head, row) in [
        ("| a | b |\n|---|---|\n", "| "),
        ("> | a | b |\n> |---|---|\n", "> | "),
        ("1. item\n\n   | a | b |\n   |---|---|\n", "   | "),
    ] {
        let mut stream = MarkdownStream::default();
        stream.push(head);
        let mut n_reshaped = 0;
        for i in 0..1000 {
            stream.refresh();
            let n_before = stream.lines().len();
            stream.push(&format!("{row}{i} | {} |\n", "word ".repeat(i * 7 % 31)));
            n_reshaped += usize::from(stream.refresh().stable < n_before);
        }
        assert!(n_reshaped < 20, "{head:?} {n_reshaped}");
    }
}

#[test]
fn an_unchanged_source_costs_nothing() {
    let mut stream = streamed(ANSWERS[0], [100], Grain::default());
    let n = stream.parsed_bytes();
    assert_eq!(stream.refresh().stable, stream.lines().len());
    assert_eq!(stream.finish().stable, stream.lines().len());
    assert_eq!(stream.parsed_bytes(), n);
}
