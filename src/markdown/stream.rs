//! A *stream* is a text that is still arriving, and its lines: append, freeze what cannot change,
//! parse only the open end.
//!
//! Here stands what it holds and promises. `open` parses what is open, and `fresh` puts the lines
//! of that in their place; `settled` says what of an open paragraph is left out of it; `late` is
//! for definitions that come after the references to them.

use std::collections::BTreeMap;

use self::fresh::Fresh;
use self::late::Unresolved;
use self::settled::{Assumed, Due, Grain, Settled};
use super::block::{BlockStart, Context, LinkDefs, OpenFence, Parsed, Step, saturate};
use super::notes::Notes;
use crate::text::line::{Line, Mark};
use crate::text::link::LinkId;

mod fresh;
mod late;
mod open;
mod settled;

#[cfg(test)]
mod tests;

/// Markdown that is still arriving, and its lines.
///
/// # Invariants
///
/// - The first `n_frozen` lines stand for the source before `open_at`; what is appended to the
///   source cannot change them. The one exception are the widths of a table's columns, which grow
///   while rows arrive.
/// - `open_at` is the start of a line, and `state` says what is open there.
/// - What `settled` leaves out of the open paragraph is shown as it will stay, unless it is
///   `assumed`.
/// - A link definition that comes after the text that refers to it is heeded by [`Self::finish`]
///   only.
#[derive(Debug, Clone, Default)]
pub struct MarkdownStream {
    source: String,
    lines: Vec<Line>,
    n_frozen: usize,
    open_at: usize,
    state: State,
    /// The settled beginning of the open paragraph, if it is long.
    settled: Option<Settled>,
    assumed: Option<Assumed>,
    closer_due: Due,
    grain: Grain,
    defs: LinkDefs,
    /// The numbers of the notes in what the lines show.
    notes: Notes,
    links: BTreeMap<LinkId, String>,
    /// The open block, and the references in its frozen part that lead nowhere yet.
    block: BlockStart,
    block_unresolved: Vec<String>,
    /// Closed blocks with references that lead nowhere yet.
    unresolved: Vec<Unresolved>,
    /// How much of the source the lines show.
    refreshed: usize,
    finished: bool,
    parsed_bytes: u64,
}

/// What [`MarkdownStream::refresh`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The first lines that are exactly as before.
    pub stable: usize,
    /// How much of the line after them is as before: it goes on from there. Its lead and its kind
    /// are as before too.
    pub kept: Option<Mark>,
}

/// What is open where parsing goes on.
#[derive(Debug, Clone)]
enum State {
    /// Blocks, within the containers of this path.
    Blocks(Vec<Step>),
    /// The content of a fenced block.
    Fence(OpenFence),
}

impl Default for State {
    fn default() -> Self {
        Self::Blocks(Vec::new())
    }
}

impl MarkdownStream {
    /// A whole text at once.
    pub fn whole(source: &str) -> Self {
        let mut stream = Self::default();
        stream.push(source);
        stream.finish();
        stream
    }

    /// Appends source; cheap, parses nothing. Text that comes after [`Self::finish`] opens the end
    /// again, at the cost of parsing everything once more.
    pub fn push(&mut self, text: &str) {
        if self.finished && !text.is_empty() {
            *self = Self {
                source: std::mem::take(&mut self.source),
                lines: std::mem::take(&mut self.lines),
                parsed_bytes: self.parsed_bytes,
                ..Self::default()
            };
        }
        // A carriage return alone ends a line as well; as a line feed it takes as many bytes, and
        // the parser does not lose its place.
        for part in text.split_inclusive('\r') {
            if self.source.ends_with('\r') && !part.starts_with('\n') {
                self.end_in_line_feed();
            }
            self.source.push_str(part);
        }
    }

    /// Brings the lines up to date: once per frame, not once per delta.
    pub fn refresh(&mut self) -> Changed {
        if self.refreshed == self.source.len() {
            let stable = self.lines.len();
            return Changed { stable, kept: None };
        }
        self.update()
    }

    /// Nothing more will come: nothing is held back any more. Refreshes.
    pub fn finish(&mut self) -> Changed {
        if self.finished {
            return self.refresh();
        }
        self.finished = true;
        if self.source.ends_with('\r') {
            self.end_in_line_feed();
        }
        let changed = self.update();
        let resolved = self.resolve();
        Changed {
            stable: changed.stable.min(resolved),
            kept: changed.kept.filter(|_| changed.stable < resolved),
        }
    }

    /// The lines, valid after `refresh`.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The source so far, with a line feed for a carriage return that stands alone.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Where a link of [`Self::lines`] leads, as it was written; safe to print. `None` while its
    /// target is still arriving.
    pub fn target(&self, link: LinkId) -> Option<&str> {
        self.links.get(&link).map(String::as_str)
    }

    /// The links of [`Self::lines`] and their targets, in the order of the text. An id is the place
    /// of the link in the source, so it stays the same while text arrives.
    pub fn links(&self) -> impl Iterator<Item = (LinkId, &str)> {
        self.links.iter().map(|(&id, target)| (id, target.as_str()))
    }

    /// How many bytes of source have been given to the parser so far; a work counter for tests.
    pub fn parsed_bytes(&self) -> u64 {
        self.parsed_bytes
    }

    fn end_in_line_feed(&mut self) {
        self.source.pop();
        self.source.push('\n');
    }

    fn update(&mut self) -> Changed {
        let n_before = self.n_frozen;
        let mut fresh = Fresh::default();
        let mut stable = n_before;
        loop {
            let goes_on = match std::mem::take(&mut self.state) {
                State::Fence(fence) => self.update_fence(fence, &mut fresh),
                State::Blocks(path) => self.update_blocks(&path, n_before, &mut fresh, &mut stable),
            };
            if !goes_on {
                break;
            }
        }
        self.refreshed = self.source.len();
        self.n_frozen = n_before + fresh.n_frozen;
        let found = fresh.found;
        let changed = self.put(fresh, n_before);
        self.settle_up_to(found);
        if stable < n_before {
            return Changed { stable, kept: None };
        }
        changed
    }

    fn context(&self, follows: bool) -> Context<'_> {
        Context {
            follows,
            open: !self.finished,
            defs: &self.defs,
            far: self.grain.far,
            opener: self.far_opener(),
        }
    }

    /// The byte of the source from which on what is read is shown anew.
    fn read_from(&self) -> usize {
        self.settled
            .map_or(self.open_at, |settled| settled.elision.to)
    }

    /// Links from there on are those of `parsed`.
    fn replace_links(&mut self, parsed: &mut Parsed) {
        let from = self.read_from();
        self.links.split_off(&LinkId(saturate(from)));
        self.links.extend(parsed.links.drain(..));
    }
}
