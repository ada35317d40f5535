//! Where links lead, where bare ones end, and what is no link.

use super::*;

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
        ("![a](x.png)", "a (x.png) (image)"),
        ("[r]\n\n[r]: data:x", "r (data:x)"),
        ("[](x.md)", "x.md"),
        ("[x.md](x.md)", "x.md"),
        ("<vscode://a>", "vscode://a"),
    ] {
        check(source, &[expect]);
        check_links(source, &[]);
    }
    check_spans("[a](b)", &[("a", Scope::Text), (" (b)", Scope::Dim)]);
    check("[![alt](a.svg)](https://b.org/c)", &["alt (image)"]);
}

#[test]
fn an_image_that_refers_to_its_target_is_told_wherever_that_is_defined() {
    let said = "![im][r] ![r] ![im][] [![im][r]][r] ![r](x) ![r](http://y) ![no]";
    let defs = "[r]: http://x.example/a.png\n[im]: http://x.example/b.png";
    let expect = "im (image) r (image) im (image) im (image) r (x) (image) r (image) ![no]";
    check(&format!("{said}\n\n{defs}"), &[expect]);
    let source = format!("{defs}\n\n{said}");
    check(&source, &[expect]);
    // What was said once is never taken back.
    let mut stream = MarkdownStream::default();
    let mut n_said = 0;
    for c in source.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.refresh();
        let shown = shown(stream.lines()).concat();
        let n_now = shown.matches("(image)").count();
        assert!((n_said..=n_said + 1).contains(&n_now), "{shown}");
        n_said = n_now;
    }
    assert_eq!(n_said, 6);
}

#[test]
fn an_image_is_told_from_a_link_once_its_target_has_arrived() {
    check_spans(
        "![a](http://x) b",
        &[
            ("a", Scope::Link),
            (" (image)", Scope::Dim),
            (" b", Scope::Text),
        ],
    );
    for open in ["![a", "![a]", "![a](", "![a](http", "![a](http://x"] {
        check_open(open, &["a"]);
    }
    check_open("![a](http://x)", &["a (image)"]);
    check_open("[![a](http://x)", &["a (image)"]);
    check("![a] b", &["![a] b"]);
    check("![a][b]\n\n[b]: http://x", &["a (image)"]);
    check(
        "[![bank.com](http://x)](https://evil.org)",
        &["bank.com (image) (https://evil.org)"],
    );
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
fn of_two_pairs_of_brackets_that_lead_nowhere_none_becomes_a_link() {
    let text = "See [the guide][guide] and grid[i][j], or [0, 1) in [a chapter of many words][x].";
    let mut stream = MarkdownStream::default();
    let mut before = 0;
    for c in text.chars() {
        stream.push(c.encode_utf8(&mut [0; 4]));
        stream.refresh();
        let line = shown(stream.lines()).concat();
        // What is shown as brackets stays so, and the second pair comes with the first.
        let n_brackets = line.matches(['[', ']']).count();
        assert!(n_brackets >= before, "{line}");
        assert!(
            !line.contains("]guide") && !line.contains("]j") && !line.contains("]x"),
            "{line}"
        );
        before = n_brackets;
    }
    stream.finish();
    assert_eq!(shown(stream.lines()), [text]);
}
