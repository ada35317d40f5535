//! A stream, fed in pieces: what every refresh promises, and what it costs.

use super::settled::Grain;
use super::{Changed, MarkdownStream};
use crate::markdown::tail;
use crate::markdown::tests::shown;
use crate::text::line::LineKind;

mod arriving;
mod cost;
mod cuts;
mod random;

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

/// Letters and digits of all lines.
fn letters(stream: &MarkdownStream) -> String {
    let text: String = shown(stream.lines()).concat();
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
