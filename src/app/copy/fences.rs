//! *Fences* stand around the code of a source: whatever of a block is taken comes between both of
//! them, however little it is.

use std::ops::Range;

use crate::markdown::excerpt::{Excerpt, ExcerptKind, excerpts};

/// The fenced code of a source, and which of it was begun in what was taken so far.
pub struct Fences<'a> {
    source: &'a str,
    /// Of each block the line of its opening fence and that of the closing one, which is empty
    /// where there is none yet.
    blocks: Vec<(Range<usize>, Range<usize>)>,
    /// The closing fence that is missing.
    open: Option<Range<usize>>,
}

impl<'a> Fences<'a> {
    /// Those of a source, of which nothing was taken yet.
    pub fn of(source: &'a str) -> Self {
        let is_code = |excerpt: &Excerpt| matches!(excerpt.kind, ExcerptKind::Code { .. });
        let fence = |line: Range<usize>| {
            let is_fence = is_fence(source.get(line.clone()).unwrap_or_default());
            is_fence.then_some(line)
        };
        let block = |code: Excerpt| {
            let start = line_start(source, code.src.start);
            let opening = fence(start..line_end(source, start))?;
            let text = source.get(..code.src.end).unwrap_or_default();
            let end = text.trim_end_matches(['\n', '\r']).len();
            let closing = line_start(source, end)..line_end(source, end);
            let closing = fence(closing).filter(|closing| closing.start > opening.start);
            Some((opening, closing.unwrap_or(end..end)))
        };
        Self {
            source,
            blocks: excerpts(source)
                .into_iter()
                .filter(is_code)
                .filter_map(block)
                .collect(),
            open: None,
        }
    }

    /// Takes the lines of the source in which `src` lies. Where they begin inside of a block its
    /// fence goes before them.
    pub fn written(&mut self, src: Range<usize>, chunks: &mut Vec<String>) {
        self.enter(src.start, chunks);
        let lines = line_start(self.source, src.start)..line_end(self.source, src.end);
        let text = self.source.get(lines.clone()).unwrap_or_default();
        chunks.push(text.trim_end_matches('\n').to_owned());
        let block = self.block_at(line_start(self.source, src.end));
        self.open = block.map(|(_, closing)| closing);
    }

    /// What comes next stands at this byte of the source: the fence before it is opened, or the one
    /// behind what came before closed, unless both are in one block. Answers with what the line of
    /// source has in the margin of the code.
    pub fn enter(&mut self, at: usize, chunks: &mut Vec<String>) -> &'a str {
        let start = line_start(self.source, at);
        let Some((opening, closing)) = self.block_at(start) else {
            return self.leave(chunks);
        };
        if self.open.as_ref() != Some(&closing) {
            self.leave(chunks);
            chunks.push(self.source.get(opening).unwrap_or_default().to_owned());
            self.open = Some(closing);
        }
        let margin = self.source.get(start..at).unwrap_or_default();
        // What is selected of the line may begin behind it.
        if margin.trim_matches([' ', '>']).is_empty() {
            margin
        } else {
            ""
        }
    }

    /// What comes next stands in no block; there is no margin.
    pub fn leave(&mut self, chunks: &mut Vec<String>) -> &'a str {
        if let Some(closing) = self.open.take().filter(|closing| !closing.is_empty()) {
            chunks.push(self.source.get(closing).unwrap_or_default().to_owned());
        }
        ""
    }

    /// The fences of the block in which a line of code stands that begins here.
    fn block_at(&self, start: usize) -> Option<(Range<usize>, Range<usize>)> {
        let is_in = |block: &&(Range<usize>, Range<usize>)| {
            let (opening, closing) = block;
            opening.end < start
                && (start < closing.start || start <= closing.end && closing.is_empty())
        };
        self.blocks.iter().find(is_in).cloned()
    }
}

/// Is this one line, and the fence of a block? Indented code has none, and code that is still
/// arriving has none at its end.
fn is_fence(text: &str) -> bool {
    let line = text.trim_matches('\n');
    // What stands before it in a quote or a list may be a number, too.
    let is_margin = |c: char| !matches!(c, '`' | '~');
    let marks = line.trim_start_matches(is_margin);
    !line.contains('\n') && (marks.starts_with("```") || marks.starts_with("~~~"))
}

fn line_start(source: &str, at: usize) -> usize {
    let before = source.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |end| end + 1)
}

fn line_end(source: &str, at: usize) -> usize {
    let after = source.get(at..).unwrap_or_default();
    after.find('\n').map_or(source.len(), |end| at + end)
}
