//! What is visible while a text arrives.

use super::*;

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

/// `text` without its last line.
fn without_last_line(text: &str) -> &str {
    text.rsplit_once('\n').map_or("", |(before, _)| before)
}

#[test]
fn all_but_the_last_line_is_visible_at_any_time() {
    for answer in ANSWERS.iter().take(5) {
        // Whether a reference to a note has a number is not known before the end.
        let answer = answer.replace("footnote[^1]", "footnote");
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
