//! *Late* definitions: links are defined anywhere in a text, also behind the references to them.
//!
//! While text arrives, a reference leads where a definition before it says, or is text. One to a
//! note has a number, because notes mostly come last. What it is in the end is known at the end
//! alone: the blocks with references that led nowhere are noted here, and read once more if there
//! is a definition for one by then, or no note.

use std::ops::Range;

use super::MarkdownStream;
use super::settled::Safe;
use crate::markdown::block::{BlockStart, NOTE, Parsed, Region, saturate};
use crate::markdown::parse::parse;
use crate::text::link::LinkId;

/// A closed block whose references may yet find a definition.
#[derive(Debug, Clone)]
pub struct Unresolved {
    pub src: Range<usize>,
    pub lines: Range<usize>,
    pub labels: Vec<String>,
}

impl MarkdownStream {
    /// Keeps what the frozen part of `parsed`, whose first line is `n_lines`, means for the text
    /// after it and for [`Self::finish`].
    pub(super) fn note(&mut self, parsed: &mut Parsed, n_lines: usize, safe: Option<Safe>) {
        let frozen = if self.finished {
            usize::MAX
        } else {
            parsed.cut.src
        };
        for def in parsed.defs.iter().filter(|def| def.end <= frozen) {
            self.defs.add(&def.label, def.target.clone());
        }
        let mut unresolved = parsed.unresolved.drain(..).peekable();
        for block in parsed.blocks.iter().filter(|block| block.src <= frozen) {
            while let Some((_, label)) = unresolved.next_if(|(at, _)| *at < block.src) {
                self.block_unresolved.push(label);
            }
            let start = BlockStart {
                src: block.src,
                line: n_lines + block.line,
            };
            // The open block is met again each time.
            if start != self.block {
                self.close_block(start);
            }
        }
        let is_settled =
            |at: usize| safe.is_some_and(|Safe { from, to, .. }| (from..to).contains(&at));
        let is_read = |(at, _): &(usize, String)| *at < frozen || is_settled(*at);
        let labels = unresolved.filter(is_read).map(|(_, label)| label);
        self.block_unresolved.extend(labels);
    }

    /// The open block ends where `next` begins.
    fn close_block(&mut self, next: BlockStart) {
        let labels = std::mem::take(&mut self.block_unresolved);
        if !labels.is_empty() {
            self.unresolved.push(Unresolved {
                src: self.block.src..next.src,
                lines: self.block.line..next.line,
                labels,
            });
        }
        self.block = next;
    }

    /// Parses again the blocks with references to definitions that came after them, or to notes
    /// that never came. Returns how many lines are as before.
    pub(super) fn resolve(&mut self) -> usize {
        self.close_block(BlockStart {
            src: self.source.len(),
            line: self.lines.len(),
        });
        self.notes.end();
        let mut stable = self.lines.len();
        for block in std::mem::take(&mut self.unresolved).into_iter().rev() {
            let is_known_now = |label: &String| match label.strip_prefix(NOTE) {
                Some(note) => self.notes.is_unknown(note),
                None => self.defs.target(label).is_some(),
            };
            if !block.labels.iter().any(is_known_now) {
                continue;
            }
            let region = Region::new(&self.source, block.src.clone(), &[], None);
            let follows = block.lines.start > 0;
            let mut notes = std::mem::take(&mut self.notes);
            let mut parsed = parse(&region, &[], self.context(follows), &mut notes);
            self.notes = notes;
            self.parsed_bytes += block.src.len() as u64;
            let mut later = self.links.split_off(&LinkId(saturate(block.src.start)));
            let mut later = later.split_off(&LinkId(saturate(block.src.end)));
            self.links.extend(parsed.links.drain(..));
            self.links.append(&mut later);
            stable = stable.min(block.lines.start);
            self.lines.splice(block.lines, parsed.lines);
        }
        stable
    }
}
