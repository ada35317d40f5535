//! The *margin* of an item is what stands left of its content in the source: the marker and the
//! spaces around it in its first line, as many spaces in all others. Whoever goes on with an item
//! that began earlier writes it down again.

use super::{Container, Kind, Writer};
use crate::markdown::label;

/// Spaces in front of a marker or a fence; one more makes it code.
const MAX_INDENT: usize = 3;

/// Spaces behind a marker; one more makes what follows code.
const MAX_GAP: usize = 4;

/// Set in so far, what stands below the first line of a note belongs to it.
const NOTE: &str = "    ";

/// The margin of one item or note.
#[derive(Debug, Clone)]
pub struct Margin {
    /// From the content of the container around it up to its own, in ASCII.
    text: String,
    /// Byte of the region where its first line begins, and where its content begins there; none if
    /// that line is not in the region.
    first: Option<(usize, usize)>,
}

impl Margin {
    /// That of a note that began before the region.
    pub fn resumed_note() -> Self {
        Self::resumed(NOTE.to_owned())
    }

    /// That of an item that began before the region.
    pub fn resumed(text: String) -> Self {
        Self { text, first: None }
    }

    /// Marker and spaces.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Writer<'_> {
    /// The margin of the item whose marker stands behind byte `at` of the region.
    pub(super) fn margin(&self, at: usize) -> Option<Margin> {
        let text = self.region.text();
        let line = self.region.text_line_start(at);
        let start = self.content_start(line)?;
        let rest = text.get(start..)?;
        let unindented = rest.trim_start_matches(' ');
        let n_indent = rest.len() - unindented.len();
        let after = match unindented.strip_prefix(['-', '*', '+']) {
            Some(after) => after,
            None => unindented
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .strip_prefix(['.', ')'])?,
        };
        let marker = unindented.get(..unindented.len() - after.len())?;
        let content = after.trim_start_matches(' ');
        let n_gap = match after.len() - content.len() {
            _ if content.starts_with(['\n', '\r']) || content.is_empty() => 1,
            n_gap if n_gap > MAX_GAP => 1,
            n_gap => n_gap,
        };
        if n_indent > MAX_INDENT || n_gap == 0 || content.starts_with('\t') {
            return None;
        }
        let text = format!("{:n_indent$}{marker}{:n_gap$}", "", "");
        let first = Some((line, start + text.len()));
        Some(Margin { text, first })
    }

    /// The margin of the note that begins at byte `at` of the region.
    pub(super) fn note_margin(&self, at: usize) -> Option<Margin> {
        let text = self.region.text();
        let line = self.region.text_line_start(at);
        self.indent(at)?;
        let inner = text.get(at..)?.strip_prefix("[^")?;
        let after = inner.get(label::length(inner)?..)?.strip_prefix("]:")?;
        let content = after.trim_start_matches([' ', '\t']);
        let first = Some((line, text.len() - content.len()));
        let text = NOTE.to_owned();
        Some(Margin { text, first })
    }

    /// How far a block that begins at byte `at` of the region is set in from the content of the
    /// containers that are open, in spaces.
    pub(super) fn indent(&self, at: usize) -> Option<usize> {
        let text = self.region.text();
        let between = text.get(self.content_start(self.region.text_line_start(at))?..at)?;
        let is_indent = between.len() <= MAX_INDENT && between.bytes().all(|byte| byte == b' ');
        is_indent.then_some(between.len())
    }

    /// Where the content of the containers that are open begins in the line at byte `line` of the
    /// region. `None` if the line does not have all of their margins, or has tabs in them.
    fn content_start(&self, line: usize) -> Option<usize> {
        let text = self.region.text();
        let mut at = line;
        for Container { kind, margin, .. } in &self.stack {
            let rest = text.get(at..)?;
            at += match (kind, margin) {
                (Kind::List(_), _) => 0,
                (Kind::Quote, _) => {
                    let unindented = rest.trim_start_matches(' ');
                    let n_indent = rest.len() - unindented.len();
                    let after = unindented.strip_prefix('>')?;
                    if n_indent > MAX_INDENT || after.starts_with('\t') {
                        return None;
                    }
                    n_indent + 1 + usize::from(after.starts_with(' '))
                }
                (Kind::Item | Kind::Footnote, Some(margin)) => match margin.first {
                    Some((first, content)) if first == line => content.checked_sub(at)?,
                    _ => {
                        let is_inside = rest.bytes().take_while(|byte| *byte == b' ').count();
                        Some(margin.text.len()).filter(|width| *width <= is_inside)?
                    }
                },
                (Kind::Item | Kind::Footnote, None) | (Kind::Definition, _) => return None,
            };
        }
        Some(at)
    }
}
