//! Whatever is selected of any answer gives its source.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use causerie::app::copy::selected::{self, By, Selected};
use causerie::app::focus::PaneKind;
use causerie::markdown::MarkdownStream;
use causerie::pane::doc::Place;
use causerie::pane::selection::Selection;
use causerie::text::line::{Line, LineKind};

use crate::screens::cases;
use crate::support::app::reply::whole;
use crate::support::app::screen;

/// Answers from the corpus, and short ones made of all kinds of pieces.
fn any_answer() -> impl Strategy<Value = String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let texts = paths.map(|path| fs::read_to_string(path).expect("a readable answer"));
    // What stands for a formula, a footnote or the kind of an alert is not made of the characters
    // of its source.
    let is_read =
        |text: &String| !text.contains(['$', '\\']) && !text.contains("[!") && !text.contains("[^");
    let corpus: Vec<String> = texts.filter(is_read).collect();
    let piece = prop::sample::select(vec![
        "Some **strong *and* plain** words.\n\n",
        "# A *title*\n\n",
        "- one\n- two\n  - `deep`\n\n",
        "> quoted\n> lines\n\n",
        "```sh\nls\t-l\n\ncd /\n```\n\n",
        "    indented\n\n",
        "| a | b |\n|---|--:|\n| 1 | 漢字 |\n\n",
        "See [a link](https://example.org \"t\") and [r].\n\n[r]: https://r.org\n\n",
        "---\n\n",
        "1. first\n\n   more of it\n2. [x] done\n\n",
        "a long line of words that is wrapped more than once on a narrow screen, é included\n\n",
    ]);
    let made = prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    prop_oneof![prop::sample::select(corpus), made]
}

/// Are these the characters of `source` in their order, with others left out?
fn is_made_of(text: &str, source: &str) -> bool {
    let mut source = source.chars();
    let mut wanted = text.chars().filter(|c| !c.is_whitespace());
    wanted.all(|c| source.any(|other| other == c))
}

/// The lines of code of a source, without what stands around them.
fn is_lines_of(text: &str, source: &str) -> bool {
    let mut lines = source.lines();
    text.lines()
        .all(|line| lines.any(|other| other.ends_with(line)))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_is_selected_gives_what_was_written(
        source in any_answer(),
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        columns in (0_u32..60, 0_u32..60),
        width in 40_u16..100,
    ) {
        let mut s = screen(width, 20);
        s.ask("?").answer(whole(&source));
        s.look();
        let doc = &s.app.panes.conversation.doc;
        // The item of the answer stands between the prompt and the line below it.
        let Some(item) = doc.id_at(1).filter(|_| doc.len() > 2) else {
            return Ok(());
        };
        let lines = doc.lines(item).to_vec();
        let select = |from: (usize, u32), to: (usize, u32)| {
            let place = |(line, byte): (usize, u32)| Place {
                item,
                line: u32::try_from(line).expect("short"),
                byte,
            };
            let selection = Selection { from: place(from), to: place(to) };
            let (kind, by) = (PaneKind::Conversation, By::Pointer);
            selected::source(&s.app, Selected { kind, selection, by })
        };
        let len = |at: usize| u32::try_from(lines[at].len()).expect("short");
        let is_code = |at: usize| lines[at].kind == LineKind::Code;

        let last = lines.len() - 1;
        if !(1..=last).all(is_code) {
            let all = select((0, 0), (last, len(last)));
            prop_assert_eq!(all.as_deref(), Some(source.trim_matches('\n')));
        }

        let (a, b) = (ends.0.index(lines.len()), ends.1.index(lines.len()));
        let (first, second) = (a.min(b), a.max(b));
        if let Some(text) = select((first, 0), (second, len(second))) {
            let is_written = source.contains(text.trim()) || is_lines_of(&text, &source);
            prop_assert!(is_written, "whole lines: {:?}", text);
        }

        let byte = |at: usize, column: u32| {
            let text: String = lines[at].spans.iter().map(|span| span.text.as_str()).collect();
            let starts = text.char_indices().map(|(at, _)| at);
            let start = starts.take(column as usize + 1).last().unwrap_or(0);
            u32::try_from(start).expect("short")
        };
        let ends = ((first, byte(first, columns.0)), (second, byte(second, columns.1)));
        if let Some(text) = select(ends.0, ends.1) {
            prop_assert!(is_made_of(&text, &source), "some cells: {:?}", text);
        }
    }

    #[test]
    fn what_is_copied_holds_the_code_that_was_selected_and_no_other(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Some **strong** words.\n\n",
            "- one\n- two\n\n",
            "> quoted\n> lines\n\n",
            "```sh\nls\t-l\n\n\tcd /\n```\n\n",
            "~~~\nlast\n~~~\n",
            "```\nfn main() {\n\n\n}\n```\n",
            "| a | b |\n|---|--:|\n| 1 | 2 |\n\n",
        ]), 1..8),
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        columns in (0_usize..20, 0_usize..20),
    ) {
        let source = pieces.concat();
        let mut s = screen(80, 20);
        s.ask("?").answer(whole(&source));
        s.look();
        let item = s.app.panes.conversation.doc.id_at(1).expect("an answer");
        let lines = s.app.panes.conversation.doc.lines(item).to_vec();
        let texts: Vec<String> = lines.iter().map(joined).collect();
        let end = |at: &prop::sample::Index, column: usize| {
            let at = at.index(lines.len());
            (at, column.min(texts[at].len().saturating_sub(1)))
        };
        let ends = [end(&ends.0, columns.0), end(&ends.1, columns.1)];
        let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let place = |(line, byte): (usize, usize)| Place {
            item,
            line: u32::try_from(line).expect("short"),
            byte: u32::try_from(byte).expect("short"),
        };
        let selection = Selection { from: place(first), to: place(last) };
        let is_code = |line: &Line| line.kind == LineKind::Code && !line.is_code_label();
        // What stands between two lines of code that are not of one block is seen.
        let mut expect = Vec::new();
        for at in first.0..=last.0 {
            let text = &texts[at];
            let from = if at == first.0 { first.1 } else { 0 };
            let to = if at == last.0 { last.1 + 1 } else { text.len() };
            let text = text.get(from..to.min(text.len())).expect("ASCII");
            expect.push(is_code(&lines[at]).then(|| text.replace(' ', "")));
        }
        let only_code = expect.iter().all(Option::is_some);
        let is_cut_at_air = [expect.first(), expect.last()].contains(&Some(&Some(String::new())));
        let (kind, by) = (PaneKind::Conversation, By::Pointer);
        let copied = selected::source(&s.app, Selected { kind, selection, by });
        prop_assume!(!only_code && !is_cut_at_air);
        let shown = MarkdownStream::whole(copied.as_deref().unwrap_or_default());
        let found = shown.lines().iter();
        let found = found.map(|line| is_code(line).then(|| joined(line).replace(' ', "")));
        let blocks = |lines: Vec<Option<String>>| {
            let blocks = lines.split(Option::is_none).filter(|block| !block.is_empty());
            blocks.map(<[Option<String>]>::to_vec).collect::<Vec<_>>()
        };
        let (expect, found) = (blocks(expect), blocks(found.collect()));
        let is_fenced = copied.is_some_and(|text| text.contains("```") || text.contains("~~~"));
        let is_alone = !is_fenced && expect.len() == 1;
        prop_assert!(is_alone || found == expect, "{:?} for {:?}", found, expect);
    }
}

fn joined(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}
