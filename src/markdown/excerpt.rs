//! An *excerpt* is a piece of a text that somebody may want by itself: the code of a block, a table,
//! the target of a link.
//!
//! It is read from the source and holds what was written, not what is shown: code without fences,
//! label and quote bars, a table as markdown. Which of them is wanted is asked elsewhere.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::code;
use super::parse::options;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What it is.
    pub kind: ExcerptKind,
    /// Bytes of the source that it was read from, fences included.
    pub src: Range<usize>,
    /// What was written. Without the last line break, so that pasting it into a shell runs nothing.
    pub text: String,
}

/// Kinds of excerpts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExcerptKind {
    /// A code block, fenced or indented.
    Code {
        /// The word behind the fence; empty if there is none.
        label: String,
    },
    /// A table, as markdown.
    Table,
    /// The target of a link or an image.
    Target,
}

/// The excerpts of `source` in the order in which they begin; each target once.
///
/// What is still open at the end of `source` counts as it stands.
pub fn excerpts(source: &str) -> Vec<Excerpt> {
    let mut found: Vec<Excerpt> = Vec::new();
    let mut open: Option<Excerpt> = None;
    for (event, src) in Parser::new_ext(source, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let kind = ExcerptKind::Code {
                    label: label(&kind),
                };
                let text = String::new();
                open = Some(Excerpt { kind, src, text });
            }
            Event::Text(text) => {
                if let Some(code) = &mut open {
                    code.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(mut code) = open.take() {
                    // Of a block without label and lines there is nothing to be seen.
                    let is_labelled =
                        matches!(&code.kind, ExcerptKind::Code { label } if !label.is_empty());
                    if code.text.is_empty() && !is_labelled {
                        continue;
                    }
                    let len = code.text.trim_end_matches(['\n', '\r']).len();
                    code.text.truncate(len);
                    found.push(code);
                }
            }
            Event::Start(Tag::Table(_)) => found.push(Excerpt {
                kind: ExcerptKind::Table,
                text: table(source.get(src.clone()).unwrap_or_default()),
                src,
            }),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let text = dest_url.into_string();
                let is_known = |old: &Excerpt| old.kind == ExcerptKind::Target && old.text == text;
                if !text.is_empty() && !found.iter().any(is_known) {
                    let kind = ExcerptKind::Target;
                    found.push(Excerpt { kind, src, text });
                }
            }
            _ => {}
        }
    }
    found
}

fn label(kind: &CodeBlockKind<'_>) -> String {
    let info = match kind {
        CodeBlockKind::Fenced(info) => info.as_ref(),
        CodeBlockKind::Indented => "",
    };
    code::language(info).unwrap_or_default().to_owned()
}

/// The rows of a table without what stands before them in a quote or a list.
fn table(source: &str) -> String {
    let rows = source.trim_end().lines();
    let rows: Vec<&str> = rows
        .map(|row| row.trim_start_matches([' ', '\t', '>']))
        .collect();
    rows.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[(&str, &str)]) {
        let found = excerpts(source);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|excerpt| {
                let kind = match &excerpt.kind {
                    ExcerptKind::Code { label } => label.as_str(),
                    ExcerptKind::Table => "|",
                    ExcerptKind::Target => "->",
                };
                (kind, excerpt.text.as_str())
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn code_comes_without_fence_label_and_what_stands_in_front_of_it() {
        check(
            "One:\n\n```rust,ignore\nfn a() {\n    b()\n}\n```\n\n> - ~~~\n>   x\n>   ~~~\n\n    indented\n",
            &[
                ("rust", "fn a() {\n    b()\n}"),
                ("", "x"),
                ("", "indented"),
            ],
        );
    }

    #[test]
    fn code_that_is_still_arriving_counts_as_it_stands() {
        check("```sh\nls\ncd /", &[("sh", "ls\ncd /")]);
    }

    #[test]
    fn a_table_is_markdown_without_the_bars_of_its_quote() {
        check(
            "> | a | b |\n> |---|--:|\n> | 1 | 2 |\n\nEnd.",
            &[("|", "| a | b |\n|---|--:|\n| 1 | 2 |")],
        );
    }

    #[test]
    fn each_target_comes_once_and_as_it_was_written() {
        check(
            "[a](https://x.org/?q=1&b) ![i](i.png) <https://x.org/?q=1&b> [r]\n\n[r]: mailto:a@b.c\n",
            &[
                ("->", "https://x.org/?q=1&b"),
                ("->", "i.png"),
                ("->", "mailto:a@b.c"),
            ],
        );
    }
}
