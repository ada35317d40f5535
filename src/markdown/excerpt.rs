//! An *excerpt* is a piece of a text that somebody may want by itself: the code of a block, a
//! table, the target of a link.
//!
//! It is read from the source and holds what was written, not what is shown: code without fences,
//! label and quote bars, a table as markdown. What is a link is not decided here: targets are those
//! of the links that are shown. Which excerpt is wanted is asked elsewhere.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::code;
use super::flanks::Flanked;
use super::inline::is_break;
use super::parse::options;
use super::stream::MarkdownStream;
use crate::text::link::LinkId;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What it is.
    pub kind: ExcerptKind,
    /// Bytes of the source that it was read from, fences included; none of a target, only where its
    /// link begins.
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
    Table {
        /// The same with tabs between its cells and without markup, for spreadsheets.
        tsv: String,
    },
    /// The target of a link or an image that can be followed.
    Target,
}

/// The excerpts of `source` in the order in which they begin; each target once.
///
/// What is still open at the end of `source` counts as it stands.
pub fn excerpts(source: &str) -> Vec<Excerpt> {
    let mut found: Vec<Excerpt> = Vec::new();
    let mut code: Option<Excerpt> = None;
    let mut open_table: Option<OpenTable> = None;
    let flanked = Flanked::new(source);
    for (event, src) in Parser::new_ext(flanked.text(), options()).into_offset_iter() {
        let event = flanked.event(event);
        if let Some(table) = &mut open_table {
            table.take(&event);
        }
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let kind = ExcerptKind::Code {
                    label: label(&kind),
                };
                let text = String::new();
                code = Some(Excerpt { kind, src, text });
            }
            Event::Text(text) => {
                if let Some(code) = &mut code {
                    code.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(mut code) = code.take() {
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
            Event::Start(Tag::Table(_)) => {
                open_table = Some(OpenTable::at(found.len()));
                found.push(Excerpt {
                    kind: ExcerptKind::Table { tsv: String::new() },
                    text: table(source.get(src.clone()).unwrap_or_default()),
                    src,
                });
            }
            Event::End(TagEnd::Table) => {
                let table = open_table.take();
                if let Some((excerpt, table)) =
                    table.and_then(|table| Some((found.get_mut(table.at)?, table)))
                {
                    let tsv = table.rows.join("\n");
                    excerpt.kind = ExcerptKind::Table { tsv };
                }
            }
            _ => {}
        }
    }
    found.extend(targets(source));
    found.sort_by_key(|excerpt| excerpt.src.start);
    found
}

/// Where the links lead that are shown of `source`, each target once.
fn targets(source: &str) -> Vec<Excerpt> {
    let shown = MarkdownStream::whole(source);
    let mut known = HashSet::new();
    let targets = shown.links().filter(|(_, target)| known.insert(*target));
    let excerpt = |(id, target): (LinkId, &str)| Excerpt {
        kind: ExcerptKind::Target,
        src: id.0 as usize..id.0 as usize,
        text: target.to_owned(),
    };
    targets.map(excerpt).collect()
}

/// A table whose cells are being read.
struct OpenTable {
    /// Its place among the excerpts.
    at: usize,
    rows: Vec<String>,
    cells: Vec<String>,
}

impl OpenTable {
    fn at(at: usize) -> Self {
        let (rows, cells) = (Vec::new(), Vec::new());
        Self { at, rows, cells }
    }

    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::TableCell) => self.cells.push(String::new()),
            Event::InlineHtml(tag) if is_break(tag) => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.push(' ');
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                if let Some(cell) = self.cells.last_mut() {
                    // In a spreadsheet these would begin another cell.
                    cell.push_str(&text.replace(['\t', '\n', '\r'], " "));
                }
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                self.rows.push(std::mem::take(&mut self.cells).join("\t"));
            }
            _ => {}
        }
    }
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
                    ExcerptKind::Table { .. } => "|",
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
    fn a_table_for_spreadsheets_has_tabs_and_no_markup() {
        let source =
            "| a | **b** |\n|---|--:|\n| `x\ty` | [z](u) \\| w |\n| only |\n| 是**「一」**的 | |\n";
        let found = excerpts(source);
        let tsv = "a\tb\nx y\tz | w\nonly\t\n是「一」的\t".to_owned();
        let kind = ExcerptKind::Table { tsv };
        assert_eq!(found.first().map(|excerpt| &excerpt.kind), Some(&kind));
    }

    #[test]
    fn each_target_comes_once_and_as_it_was_written() {
        check(
            "[a](https://x.org/?q=1&b) ![i](https://i.org/i.png) <https://x.org/?q=1&b> [r]\n\n[r]: mailto:a@b.c\n",
            &[
                ("->", "https://x.org/?q=1&b"),
                ("->", "https://i.org/i.png"),
                ("->", "mailto:a@b.c"),
            ],
        );
    }

    #[test]
    fn bare_links_come_too_but_none_of_code_or_formulas_in_the_order_of_the_text() {
        check(
            "See http://localhost:3000/a.\n\n```\nhttp://b.org\n```\n\n- www.c.org and a@d.org\n\n\
             | a |\n|---|\n| https://e.org, |\n\n`http://f.org` \\(http://g.org\\)\n",
            &[
                ("->", "http://localhost:3000/a"),
                ("", "http://b.org"),
                ("->", "http://www.c.org"),
                ("->", "mailto:a@d.org"),
                ("|", "| a |\n|---|\n| https://e.org, |"),
                ("->", "https://e.org"),
            ],
        );
    }

    #[test]
    fn what_is_no_link_on_the_screen_has_no_target_here() {
        check(
            "[a](javascript:alert) ![b](b.png) [c](/etc/passwd) [d]() <vscode://e>",
            &[],
        );
    }
}
