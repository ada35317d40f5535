//! The incremental renderer: append, freeze what cannot change, parse only the open end.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use self::settled::{Assumed, Due, Found, Grain, Safe, Settled, may_head_table};
use super::block::{
    BlockStart, Context, Cut, Elision, LinkDefs, OpenFence, Parsed, Region, Step, saturate,
};
use super::notes::Notes;
use super::parse::parse;
use super::{code, tail};
use crate::text::line::{Line, LineKind, Mark, TableShape};
use crate::text::link::LinkId;

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

/// A closed block whose references may yet find a definition.
#[derive(Debug, Clone)]
struct Unresolved {
    src: Range<usize>,
    lines: Range<usize>,
    labels: Vec<String>,
}

/// Lines made by one refresh; the first `n_frozen` will stay.
#[derive(Debug, Default)]
struct Fresh {
    lines: Vec<Line>,
    n_frozen: usize,
    /// The lines that go on with a paragraph whose beginning is shown already.
    resumed: Option<Resumed>,
    found: Found,
}

/// Among fresh lines, those of a paragraph that is resumed.
#[derive(Debug, Clone, Copy)]
struct Resumed {
    /// The first that only keeps its place, as many as `n_lines` after it.
    first: usize,
    n_lines: usize,
    /// How much is shown of the line after them.
    mark: Mark,
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

    /// Puts fresh lines behind the first `n_before`.
    fn put(&mut self, fresh: Fresh, n_before: usize) -> Changed {
        let Fresh {
            mut lines, resumed, ..
        } = fresh;
        let n_whole = resumed.map_or(lines.len(), |resumed| resumed.first);
        let shown = self.lines.get(n_before..).unwrap_or_default();
        let new = lines.iter().take(n_whole);
        let n_same = shown
            .iter()
            .zip(new)
            .take_while(|(old, new)| old == new)
            .count();
        let stable = n_before + n_same;
        let Some(Resumed { n_lines, mark, .. }) = resumed else {
            self.lines.truncate(stable);
            self.lines.extend(lines.drain(n_same..));
            return Changed { stable, kept: None };
        };
        let mut lines = lines.into_iter();
        let shown = self.lines.iter_mut().skip(n_before).take(n_whole);
        shown.zip(lines.by_ref()).for_each(|(old, new)| *old = new);
        let at = n_before + n_whole + n_lines;
        self.lines.truncate(at + 1);
        let mut lines = lines.skip(n_lines);
        if let (Some(line), Some(rest)) = (self.lines.last_mut(), lines.next()) {
            line.truncate(mark);
            rest.spans.into_iter().for_each(|span| line.add(span));
        }
        self.lines.extend(lines);
        if n_same < n_whole {
            return Changed { stable, kept: None };
        }
        Changed {
            stable: at,
            kept: Some(mark),
        }
    }

    /// Takes lines of code until the fence closes; then there is more to do.
    fn update_fence(&mut self, mut fence: OpenFence, fresh: &mut Fresh) -> bool {
        fresh.lines.truncate(fresh.n_frozen);
        loop {
            let rest = self.source.get(self.open_at..).unwrap_or_default();
            let (text, n, ends) = match code::first_line(rest) {
                Some((len, n)) => (rest.get(..len).unwrap_or_default(), n, true),
                None => (rest, rest.len(), false),
            };
            self.parsed_bytes += n as u64;
            let closes = code::closes(text.trim_end_matches('\r'), fence.mark, fence.n_marks);
            if closes && (ends || self.finished) {
                self.open_at += n;
                return true;
            }
            let is_held = !self.finished && code::may_close(text, fence.mark);
            if !ends && (text.is_empty() || is_held) {
                break;
            }
            if fence.separate {
                fence.separate = !ends;
                fresh.lines.push(Line::blank());
            }
            fresh
                .lines
                .push(code::line(text, self.open_at..self.open_at + text.len()));
            if !ends {
                break;
            }
            fresh.n_frozen = fresh.lines.len();
            self.open_at += n;
        }
        self.state = State::Fence(fence);
        false
    }

    /// Parses what is open. There is more to do if it ends in a fence.
    fn update_blocks(
        &mut self,
        path: &[Step],
        n_before: usize,
        fresh: &mut Fresh,
        stable: &mut usize,
    ) -> bool {
        fresh.lines.truncate(fresh.n_frozen);
        let n_lines = n_before + fresh.n_frozen;
        self.doubt_in_time();
        let parsed = self.parse_open(path, n_lines);
        let is_right = |parsed: &Parsed| !self.has_ended(parsed) && !self.may_close(parsed);
        let Some(mut parsed) = parsed.filter(is_right) else {
            if !self.doubt() {
                self.settled = None;
            }
            self.state = State::Blocks(path.to_vec());
            return true;
        };
        if let Some(Settled {
            elision,
            line,
            mark,
        }) = self.settled
        {
            fresh.resumed = Some(Resumed {
                first: line - elision.n_lines - n_before,
                n_lines: elision.n_lines,
                mark,
            });
        }
        if let Some(shape) = parsed.reshaped.take() {
            *stable = (*stable).min(reshape(&mut self.lines, n_before, fresh, &shape));
        }
        if let Some(fence) = &parsed.fence {
            parsed.cut.src = fence.src;
        }
        fresh.found = self.places(&parsed, n_lines);
        self.note(&mut parsed, n_lines, fresh.found.safe);
        self.replace_links(&mut parsed);
        let is_open = |settled: &Settled| parsed.cut.src <= settled.elision.from;
        self.settled = self.settled.filter(is_open);
        if let Some(assumed) = &mut self.assumed {
            assumed.sure = assumed.sure.filter(is_open);
        }
        if let Some(fence) = parsed.fence {
            parsed.lines.truncate(fence.line);
            fresh.lines.append(&mut parsed.lines);
            fresh.n_frozen = fresh.lines.len();
            self.open_at = fence.src;
            self.state = State::Fence(fence);
            return true;
        }
        fresh.lines.append(&mut parsed.lines);
        fresh.n_frozen += parsed.cut.line;
        let Cut { src, path, .. } = parsed.cut;
        self.open_at = src;
        if let Some(text) = parsed.open_text {
            self.complete(&path, text.src, n_before, fresh);
        }
        self.state = State::Blocks(path);
        false
    }

    /// Parses what is open and may be shown. `None` if the beginning of a paragraph turns out not
    /// to have been settled.
    fn parse_open(&mut self, path: &[Step], n_lines: usize) -> Option<Parsed> {
        let elision = self.settled.map(|settled| settled.elision);
        let all = self.open_at..self.source.len();
        let region = Region::new(&self.source, all, path, elision);
        let n_head = region.n_head();
        let open = region.text().get(n_head..).unwrap_or_default();
        let first = match path.last() {
            Some(Step::Table { .. } | Step::Fence { .. }) if elision.is_none() => tail::First::Row,
            Some(Step::Code) => tail::First::Code,
            _ => match elision {
                Some(elision) => self.rest_of(elision),
                None => tail::First::Block,
            },
        };
        let len = if self.finished {
            open.len()
        } else {
            tail::settled(open, first)
        };
        let end = n_head + len;
        if elision.is_some_and(|elision| {
            region.source_at(end) <= elision.to || may_head_table(&self.source, elision)
        }) {
            return None;
        }
        let region = region.completed(end, "");
        let mut notes = std::mem::take(&mut self.notes);
        notes.forget(self.read_from());
        let parsed = parse(&region, path, self.context(n_lines > 0), &mut notes);
        self.notes = notes;
        self.parsed_bytes += region.text().len() as u64;
        let resumed = parsed.resumed_line.map(|line| n_lines + line);
        (resumed == self.settled.map(|settled| settled.line)).then_some(parsed)
    }

    /// What goes on behind what is left out.
    fn rest_of(&self, elision: Elision) -> tail::First {
        let Elision { line_start, to, .. } = elision;
        match self.source.get(line_start..to).is_some_and(tail::is_pipe) {
            true => tail::First::Piped(elision.from - self.open_at),
            false => tail::First::Row,
        }
    }

    /// Parses the open end once more if its last run of text has to be completed for that.
    fn complete(&mut self, path: &[Step], text: Range<usize>, n_before: usize, fresh: &mut Fresh) {
        let after = self.source.get(text.end..).unwrap_or_default();
        let line = match after.trim_start_matches([' ', '\t']).starts_with('\n') {
            true => tail::LastLine::Ended,
            false => tail::LastLine::Open,
        };
        let elision = self.settled.map(|settled| settled.elision);
        let region = Region::new(&self.source, self.open_at..text.end, path, elision);
        let start = region.text_at(text.start);
        let open = region.text().get(start..).unwrap_or_default();
        let Some(completion) = tail::completion::complete(open, line) else {
            return;
        };
        let region = region.completed(start + completion.end, &completion.suffix);
        let follows = n_before + fresh.n_frozen > 0;
        self.parsed_bytes += region.text().len() as u64;
        let mut notes = std::mem::take(&mut self.notes);
        notes.forget(self.read_from());
        let mut parsed = parse(&region, path, self.context(follows), &mut notes);
        self.notes = notes;
        // What is shown must be what was found to be safe: with less of the text, what a formula
        // keeps from being an opener is one.
        let shown = parsed.open_text.as_ref().and_then(|text| text.places.safe);
        let safe = fresh.found.safe;
        fresh.found.safe = safe.filter(|safe| shown.is_some_and(|shown| safe.to <= shown));
        fresh.lines.truncate(fresh.n_frozen);
        fresh.lines.append(&mut parsed.lines);
        self.replace_links(&mut parsed);
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

    /// Keeps what the frozen part of `parsed`, whose first line is `n_lines`, means for the text
    /// after it and for [`Self::finish`].
    fn note(&mut self, parsed: &mut Parsed, n_lines: usize, safe: Option<Safe>) {
        let frozen = if self.finished {
            usize::MAX
        } else {
            parsed.cut.src
        };
        for (end, label, target) in parsed.defs.drain(..) {
            if end <= frozen {
                self.defs.add(&label, target);
            }
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

    /// Parses again the blocks with references to definitions that came after them. Returns how
    /// many lines are as before.
    fn resolve(&mut self) -> usize {
        self.close_block(BlockStart {
            src: self.source.len(),
            line: self.lines.len(),
        });
        let mut stable = self.lines.len();
        for block in std::mem::take(&mut self.unresolved).into_iter().rev() {
            if !block
                .labels
                .iter()
                .any(|label| self.defs.target(label).is_some())
            {
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

/// Gives the rows of the table that ends the frozen lines a new shape; returns the first of them.
fn reshape(
    lines: &mut [Line],
    n_frozen: usize,
    fresh: &mut Fresh,
    shape: &Arc<TableShape>,
) -> usize {
    let mut first = n_frozen;
    let fresh = fresh.lines.iter_mut().rev().map(|line| (n_frozen, line));
    let frozen = lines.iter_mut().enumerate().take(n_frozen).rev();
    for (idx, line) in fresh.chain(frozen) {
        let LineKind::Table(row) = &mut line.kind else {
            break;
        };
        row.shape = Arc::clone(shape);
        first = idx;
        if row.header {
            break;
        }
    }
    first
}
