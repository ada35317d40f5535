use proptest::prelude::*;

use super::*;
use crate::markdown::tests::shown;

/// Feeds `source` in pieces that end at `cuts` (bytes, moved to the next character), with a refresh
/// after each, and checks what every refresh promises.
fn streamed(source: &str, cuts: impl IntoIterator<Item = usize>, grain: Grain) -> MarkdownStream {
    let mut stream = MarkdownStream {
        grain,
        ..MarkdownStream::default()
    };
    let mut from = 0;
    for cut in cuts {
        let cut = (cut..)
            .find(|&at| at >= source.len() || source.is_char_boundary(at))
            .unwrap();
        let cut = cut.min(source.len());
        if cut > from {
            stream.push(source.get(from..cut).unwrap());
            checked(&mut stream, MarkdownStream::refresh);
            from = cut;
        }
    }
    stream.push(source.get(from..).unwrap());
    checked(&mut stream, MarkdownStream::finish);
    stream
}

fn checked(stream: &mut MarkdownStream, step: fn(&mut MarkdownStream) -> Changed) {
    let before = stream.lines().to_vec();
    let changed = step(stream);
    let lines = stream.lines();
    assert!(changed.stable <= lines.len() && changed.stable <= before.len());
    assert_eq!(
        lines[..changed.stable],
        before[..changed.stable],
        "{:?}",
        stream.source()
    );
    if let Some(mark) = changed.kept {
        let mut line = before[changed.stable].clone();
        line.truncate(mark);
        assert_eq!(line.len(), mark.total);
        let rest = lines[changed.stable].since(mark);
        rest.spans.into_iter().for_each(|span| line.add(span));
        assert_eq!(line, lines[changed.stable], "{:?}", stream.source());
    }
    assert!(
        lines
            .first()
            .is_none_or(|line| line.kind != LineKind::Blank)
    );
    assert!(lines.last().is_none_or(|line| line.kind != LineKind::Blank));
}

fn check_all_cuts_agree(source: &str, cuts: impl IntoIterator<Item = usize> + Clone) {
    for (step, far) in [(128, 1000), (1, 1000), (1, 1), (1, 8)] {
        let grain = Grain { step, far };
        check_cuts_agree(source, cuts.clone(), grain);
    }
}

fn check_cuts_agree(source: &str, cuts: impl IntoIterator<Item = usize>, grain: Grain) {
    let whole = MarkdownStream::whole(source);
    let parts = streamed(source, cuts, grain);
    assert_eq!(shown(parts.lines()), shown(whole.lines()), "{source:?}");
    assert_eq!(parts.lines(), whole.lines(), "{source:?}");
    assert_eq!(parts.links, whole.links, "{source:?}");
    for (id, target) in whole.links() {
        let spans = whole.lines().iter().flat_map(|line| match &line.kind {
            LineKind::Table(row) => row.cells.iter().flatten().collect::<Vec<_>>(),
            _ => line.spans.iter().collect(),
        });
        assert!(
            spans.into_iter().any(|span| {
                let link = span.link.as_deref();
                link.is_some_and(|link| (link.id, link.target.as_str()) == (id, target))
            }),
            "{source:?}"
        );
    }
}

/// Realistic answers, one construct after the other.
const ANSWERS: [&str; 6] = [
    "# Rust in *five* minutes\n\nRust is **fast**, `safe` and ***fun***.\nSee [the book](https://doc.rust-lang.org/book/ \"The Book\") or <https://example.org>.\n\n## Steps\n\n1. Install it:\n   ```sh\n   curl https://sh.rustup.rs | sh\n   ```\n2. Write:\n\n   - a `main.rs`\n   - a *test*\n     - deep\n\n10. Run\n\n```rust\nfn main() {\n    println!(\"hi\");\n}\n```\n\nDone!\n",
    "| Name | Price | Note |\n|:-----|------:|:----:|\n| Apple | 1.00 | **good** |\n| Banana | 0.25 | see [x] |\n| A very long name | 10.5 | `a\\|b` |\n\nAfter the table.\n\n[x]: https://example.org\n",
    "> A quote\n> over lines with **bold\n> text** and\n>\n> - item one\n> - item two\n>\n> > nested\n\n---\n\nText with a footnote[^1] and ~~old~~ new.\n\n[^1]: The footnote.\n\n    With more.\n\n> [!WARNING]\n> Mind ~5 things.\n",
    "Setext\n======\n\nAnother\n---\n\n    indented code\n\n    more of it\n\ntext\n\n<details>\n<summary>More</summary>\n\n*hidden*\n\n</details>\n\n- [ ] todo\n- [x] done\n\n  second paragraph\n\n\n* other list\n",
    "日本語の**太字**と`コード`。👩‍👩‍👧‍👦 e\u{301}\r\n\r\n- 一\r\n- 二\r\n\r\n```py\r\nprint(1)\r\n```\r\n| a | b |\r\n|---|---|\r\n| 1 | 2 |\r\n",
    "See [late], [Late Too][x] and ![pic][late].\n\n- one [late]\n- two\n\n| a |\n|---|\n| [late] |\n| wide wide |\n\n[late]: https://late.org 'T'\n[x]:\n  https://x.org\n\nEnd [late] \\* &copy; $a_b$\n",
];

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
    for marker in ["+ ", "1. ", "> ", "> + "] {
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
fn a_closer_far_behind_its_opener_closes_as_soon_as_it_comes() {
    let words = |n| "and more words, one after the other ".repeat(n);
    for (opener, closer) in [
        ("**", "**"),
        ("*", "*"),
        ("`", "`"),
        ("~~", "~~"),
        ("[", "](u)"),
    ] {
        let mut stream = MarkdownStream::default();
        // The second paragraph is over long before it is as long as the first one was.
        for n in [120, 40] {
            let text = format!("Words {opener}{}last{closer}, and a few more", words(n));
            for part in text.split_inclusive(' ') {
                stream.push(part);
                stream.refresh();
            }
            let shown = shown(stream.lines()).concat();
            assert!(!shown.contains(['*', '`', '~', '[', ']']), "{shown}");
            stream.push("\n\n");
        }
    }
}

#[test]
fn a_sign_before_a_far_closer_does_not_hide_it() {
    let words = "and more words, one after the other ".repeat(60);
    for last in [
        "x last",
        "word_ and last",
        "costs 5$ and last",
        "a) b] c last",
        "~5~ last",
    ] {
        let mut stream = MarkdownStream::default();
        let text = format!("Words **{words}{last}**, and a few more");
        for part in text.split_inclusive(' ') {
            stream.push(part);
            stream.refresh();
        }
        let shown = shown(stream.lines()).concat();
        assert!(!shown.contains('*'), "{shown}");
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

/// Letters and digits of all lines.
fn letters(stream: &MarkdownStream) -> String {
    let text: String = shown(stream.lines()).concat();
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `text` without its last line.
fn without_last_line(text: &str) -> &str {
    text.rsplit_once('\n').map_or("", |(before, _)| before)
}

#[test]
fn all_but_the_last_line_is_visible_at_any_time() {
    for answer in ANSWERS.iter().take(5) {
        let mut stream = MarkdownStream::default();
        for c in answer.chars() {
            let mut settled = without_last_line(stream.source()).to_owned();
            stream.push(c.encode_utf8(&mut [0; 4]));
            stream.refresh();
            // The head of a table is shown with the line under it.
            while settled
                .lines()
                .last()
                .is_some_and(|line| line.starts_with('|'))
            {
                settled = without_last_line(&settled).to_owned();
            }
            let settled = letters(&MarkdownStream::whole(&settled));
            assert!(
                letters(&stream).starts_with(&settled),
                "{:?}",
                stream.source()
            );
        }
    }
}

#[test]
fn words_appear_as_they_come() {
    let text = "Plain words, one after the other (with 1.5 brackets) and: more\nin two lines";
    let mut stream = MarkdownStream::default();
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.refresh();
        let visible = stream.source().replace('\n', " ");
        assert_eq!(shown(stream.lines()), [visible.trim_end()]);
    }
}

#[test]
fn a_backtick_before_a_space_is_a_sign_and_never_another() {
    let text = "Use the ` key in **bold** places, see [the docs](https://x.y).";
    let mut stream = MarkdownStream::default();
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.refresh();
        let line = shown(stream.lines()).concat();
        assert!(!line.contains(['*', '[']), "{line}");
        assert!(line.matches('`').count() <= 1, "{line}");
    }
    let mut stream = MarkdownStream::default();
    stream.push("x `` ");
    stream.refresh();
    assert_eq!(shown(stream.lines()), ["x"]);
}

#[test]
fn no_prefix_shows_a_marker_that_the_whole_does_not_show() {
    // Only text in which every opener closes: a guess that is wrong has to be taken back.
    let text = "Some *soft*, **strong** and ***both***, `code` and ``co`de``, ~~gone~~, [link](http://x.y \"t\"), \
        ![image](a_b.png), <https://z.org> and [**bold** link](u).\n\n## Heading\n\n- [ ] task\n- item **x**\n\n\
        > quote *x*\n\n1. one\n2. two\n\n| a | **b** |\n|---|---|\n| `1` | 2 |\n\n---\n\nSetext\n===\n\n```rust\nlet a;\n```\n\nEnd\n";
    let mut stream = MarkdownStream::default();
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.refresh();
        for line in stream.lines() {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            let markers = ['*', '~', '[', ']', '#', '<', '>', '|', '=', '\\'];
            assert!(!text.contains(markers), "{:?} {text}", stream.source());
            assert!(
                !text.replace("co`d", "").contains('`'),
                "{:?} {text}",
                stream.source()
            );
        }
    }
}

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
    fn any_cut_of_any_text_gives_the_lines_of_one_parse(source in "\\PC*|[\\x00-\\x7f\u{80}-\u{9f}\u{2028}\u{202e}]*") {
        check_all_cuts_agree(&source, 0..source.len());
    }
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
