//! A *block* is a top-level construct of the text; the last one is open, all before it are closed.
//! These are the words in which the parser and the stream talk about them: the region to be parsed,
//! where a later parse may start, and the link definitions known so far.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::label::{self, normal};
use super::line_start::LineStarts;
use crate::text::line::{Line, Span, TableShape};
use crate::text::link::LinkId;
use crate::theme::Scope;

/// Stands before the label of a note, and of nothing else.
pub const NOTE: &str = "^";

/// What one parse of a region yields.
#[derive(Debug)]
pub struct Parsed {
    /// The lines of the region.
    pub lines: Vec<Line>,
    /// Links in `lines`, by ascending id.
    pub links: Vec<(LinkId, String)>,
    /// The last place from which later text can be parsed without what stands before it.
    pub cut: Cut,
    /// The blocks that begin in the region, in order.
    pub blocks: Vec<BlockStart>,
    /// Link definitions of the region.
    pub defs: Vec<LinkDef>,
    /// References that no definition answers yet: where in the source, label. So too those to
    /// notes, with [`NOTE`] before the label: a note mostly comes later.
    pub unresolved: Vec<(usize, String)>,
    /// Source of the last run of text, if more can still come to it.
    pub open_text: Option<OpenProse>,
    /// The line that goes on with the paragraph of which the region leaves a part out.
    pub resumed_line: Option<usize>,
    /// Set if the last block is a fenced one that can be continued line by line.
    pub fence: Option<OpenFence>,
    /// The new shape of a table that was resumed, when its columns changed their widths.
    pub reshaped: Option<Arc<TableShape>>,
}

/// A run of text to which more can still come.
#[derive(Debug, Clone)]
pub struct OpenProse {
    /// Its source.
    pub src: Range<usize>,
    /// Its first line, among those of the region.
    pub line: usize,
    /// From where on it may be read without what stands before, in bytes of the source.
    pub places: Places,
}

/// The last places in a paragraph before which nothing changes any more: see [`super::safe`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Places {
    /// Nothing can change what stands before it.
    pub safe: Option<usize>,
    /// Only a closer can whose opener is far away; not before `safe`.
    pub likely: Option<usize>,
    /// An opener that is far away.
    pub opener: Option<char>,
    /// Does something look like the closer of the opener that was asked about?
    pub has_closer: bool,
}

/// A place in the source from which parsing can go on, and how.
///
/// # Invariants
///
/// `src` is the start of a line that has ended, or of one that is parted from what stands before
/// it: of any other, nobody knows for sure what it will be. Whatever is appended to the source, the
/// lines before `line` stay.
#[derive(Debug, Clone)]
pub struct Cut {
    /// Byte of the whole source.
    pub src: usize,
    /// How many lines of the region stand before it.
    pub line: usize,
    /// The containers that are open there, from the outermost.
    pub path: Vec<Step>,
}

/// A container that a parse continues instead of beginning it.
#[derive(Debug, Clone)]
pub enum Step {
    /// A quote with at least one child.
    Quote {
        /// The bar beside it: an alert has one of its own.
        bar: Scope,
    },
    /// A list with at least one item.
    List {
        /// The number of the item to come, in an ordered list.
        next: Option<u64>,
    },
    /// An item with at least one child.
    Item {
        /// Its marker with the spaces around it: as wide as what is set in below it.
        marker: String,
        /// What stands in front of its first row and of all others.
        lead: (Span, Span),
    },
    /// A note with at least one child.
    Note {
        /// What stands in front of its first row and of all others.
        lead: (Span, Span),
    },
    /// Fenced code in a container, with at least one line.
    Fence {
        /// The characters that opened it, and the spaces before them.
        opener: String,
    },
    /// Indented code with at least one line.
    Code,
    /// A table whose header and maybe rows are done.
    Table {
        /// What the rows before the cut share.
        shape: Arc<TableShape>,
        /// What they show: the rows after the cut count too.
        shown: Arc<TableShape>,
        /// What the cells of the last row need, if that is not the header; see
        /// [`TableRow::above`](crate::text::line::TableRow::above).
        above: Option<Arc<[u16]>>,
    },
}

/// Where a block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockStart {
    /// Byte of the whole source, at the start of a line.
    pub src: usize,
    /// Lines before it; the blank line that sets it apart is its own.
    pub line: usize,
}

/// A fenced block that may still grow.
#[derive(Debug, Clone)]
pub struct OpenFence {
    /// Lines of the region up to its content, label included.
    pub line: usize,
    /// Where its content begins in the source.
    pub src: usize,
    /// The fence character.
    pub mark: u8,
    /// How many of them opened it; as many close it.
    pub n_marks: usize,
    /// Is a blank line due before its first line?
    pub separate: bool,
}

/// How a region is read.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Do lines stand before it?
    pub follows: bool,
    /// May more text come? Then the style of an open run of text is guessed.
    pub open: bool,
    /// Definitions of what stands before it.
    pub defs: &'a LinkDefs,
    /// An opener so many bytes before the end of open text is taken for one that nobody closes.
    pub far: usize,
    /// The sign of a far opener whose closer is looked for.
    pub opener: Option<char>,
}

/// The settled beginning of an open paragraph, which is not read again. The parser is given one
/// letter for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elision {
    /// Where the paragraph's text begins in the source.
    pub from: usize,
    /// Where reading goes on.
    pub to: usize,
    /// Start of the line in which that is.
    pub line_start: usize,
    /// Lines that the paragraph has shown before the one that goes on.
    pub n_lines: usize,
}

/// Stands for what is left out: a letter, so that nothing begins or ends with it.
const ELIDED: &str = "x";

/// A part of the source as it is given to the parser: maybe with a head in front, a stretch left
/// out, and closing markers behind.
///
/// The head opens what is open where the body begins; see [`head_of`].
#[derive(Debug)]
pub struct Region<'s> {
    /// The whole source.
    pub source: &'s str,
    text: Cow<'s, str>,
    n_notes: usize,
    n_head: usize,
    body: Range<usize>,
    elision: Option<Elision>,
    /// Of the source, and of the text.
    starts: [LineStarts; 2],
}

impl<'s> Region<'s> {
    /// The bytes `body` of `source` but for those of `elision`, continuing `path`.
    pub fn new(
        source: &'s str,
        body: Range<usize>,
        path: &[Step],
        elision: Option<Elision>,
    ) -> Self {
        let part = |range: Range<usize>| source.get(range).unwrap_or_default();
        let notes = match elision {
            Some(Elision { from, to, .. }) => {
                notes_of([part(body.start..from), part(to..body.end)])
            }
            None => notes_of([part(body.clone()), ""]),
        };
        let opener = [notes.as_str(), &head_of(path)].concat();
        let text = match elision {
            Some(Elision { from, to, .. }) => {
                let (before, after) = (part(body.start..from), part(to..body.end));
                Cow::Owned([&opener, before, ELIDED, after].concat())
            }
            None if opener.is_empty() => Cow::Borrowed(part(body.clone())),
            None => Cow::Owned([&opener, part(body.clone())].concat()),
        };
        Self {
            source,
            text,
            n_notes: notes.len(),
            n_head: opener.len(),
            body,
            elision,
            starts: Default::default(),
        }
    }

    /// The same up to byte `end` of [`Region::text`], with `suffix` behind it.
    pub fn completed(mut self, end: usize, suffix: &str) -> Self {
        self.body.end = self.source_at(end);
        let kept = self.text.get(..end).unwrap_or_default();
        self.text = Cow::Owned([kept, suffix].concat());
        self
    }

    /// What the parser reads.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the body begins in the source.
    pub fn start(&self) -> usize {
        self.body.start
    }

    /// Is byte `at` of [`Region::text`] behind all that is in the source?
    pub fn is_suffix(&self, at: usize) -> bool {
        at >= self.suffix_start()
    }

    /// The byte of [`Region::text`] behind all that is in the source.
    pub fn suffix_start(&self) -> usize {
        let elided = self
            .elision
            .map_or(0, |elision| elision.to - elision.from - ELIDED.len());
        self.n_head + self.body.len() - elided
    }

    /// How many bytes at the start of [`Region::text`] are for notes and nothing that is shown.
    pub fn n_notes(&self) -> usize {
        self.n_notes
    }

    /// How many bytes of [`Region::text`] stand before the body.
    pub fn n_head(&self) -> usize {
        self.n_head
    }

    /// What is left out, and the byte of [`Region::text`] that stands for it.
    pub fn elision(&self) -> Option<(Elision, usize)> {
        let elision = self.elision?;
        Some((elision, self.n_head + elision.from - self.body.start))
    }

    /// The byte of the source for byte `at` of [`Region::text`].
    pub fn source_at(&self, at: usize) -> usize {
        let Some(at) = at.checked_sub(self.n_head) else {
            return self.body.start;
        };
        let at = self.body.start + at;
        let at = match self.elision {
            Some(Elision { from, to, .. }) if at > from => at - from - 1 + to,
            _ => at,
        };
        at.min(self.body.end)
    }

    /// The byte of [`Region::text`] for byte `at` of the source, which is in the body.
    pub fn text_at(&self, at: usize) -> usize {
        let at = match self.elision {
            Some(Elision { from, to, .. }) if at >= to => at - to + from + 1,
            _ => at,
        };
        self.n_head + at - self.body.start
    }

    /// The bytes of the source for a range of [`Region::text`].
    pub fn src(&self, range: &Range<usize>) -> Range<u32> {
        saturate(self.source_at(range.start))..saturate(self.source_at(range.end))
    }

    /// Start of the line of the source in which byte `at` of [`Region::text`] stands.
    pub fn line_start(&self, at: usize) -> usize {
        let at = self.source_at(at);
        let first = self.body.start.min(at);
        match self.elision {
            Some(Elision { to, line_start, .. }) if at >= to => {
                self.line_start_between(to, at).unwrap_or(line_start)
            }
            _ => self.line_start_between(first, at).unwrap_or(first),
        }
    }

    /// Start of the last line of the body, which may go on.
    pub fn open_line(&self) -> usize {
        let Range { start, end } = self.body;
        match self.elision {
            Some(Elision { to, line_start, .. }) => {
                self.line_start_between(to, end).unwrap_or(line_start)
            }
            None => self.line_start_between(start, end).unwrap_or(start),
        }
    }

    /// Where the last line begins of those that begin behind byte `from` of the source, up to `to`.
    fn line_start_between(&self, from: usize, to: usize) -> Option<usize> {
        let [starts, _] = &self.starts;
        starts.between(self.source, from, to)
    }

    /// Start of the line of [`Region::text`] in which its byte `at` stands.
    pub fn text_line_start(&self, at: usize) -> usize {
        let [_, starts] = &self.starts;
        starts.between(&self.text, 0, at).unwrap_or(0)
    }

    /// Is the line of the source before the one that starts at `line_start` empty? In a quote its
    /// markers count as nothing.
    pub fn is_blank_before(&self, line_start: usize, in_quote: bool) -> bool {
        let before = self.source.get(..line_start).unwrap_or_default();
        let before = before.strip_suffix('\n').unwrap_or(before);
        let before = before.strip_suffix('\r').unwrap_or(before);
        before
            .bytes()
            .rev()
            .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
            .all(|byte| matches!(byte, b' ' | b'\t') || (in_quote && byte == b'>'))
    }
}

/// A text that defines what may be notes in `parts` of a region. The parser takes for a reference
/// only what it finds a note for; where that stands in the text, or whether it comes at all, must
/// not matter. The heading behind it parts it from what follows.
fn notes_of(parts: [&str; 2]) -> String {
    let mut labels = BTreeSet::new();
    parts
        .iter()
        .for_each(|part| labels.append(&mut label::of_notes(part)));
    let mut notes: String = labels
        .iter()
        .map(|label| format!("[^{label}]:\n"))
        .collect();
    if !notes.is_empty() {
        notes.push_str("#\n");
    }
    notes
}

/// A text that opens the items, the notes and the fence or table of `path` for what is set in
/// below them. They
/// need a child before a line that is set in belongs to them: an empty heading ends with its
/// line, and nothing that follows can go on with it. A table needs any head with as many columns.
/// Quotes have their markers in every line, so a path of quotes alone needs no head.
fn head_of(path: &[Step]) -> String {
    let is_set_in = |step: &Step| matches!(step, Step::Item { .. } | Step::Note { .. });
    let n_opened = path.iter().rposition(is_set_in).map_or(0, |last| last + 1);
    let mut head = String::new();
    for step in path.iter().take(n_opened) {
        match step {
            Step::Quote { .. } => head.push_str("> "),
            Step::Item { marker, .. } => head.push_str(marker),
            Step::Note { .. } => head.push_str("[^x]: "),
            Step::Fence { .. } | Step::List { .. } | Step::Code | Step::Table { .. } => {}
        }
    }
    if n_opened > 0 {
        head.push_str("#\n");
    }
    let Some((last, containers)) = path.split_last() else {
        return head;
    };
    let opener = match last {
        Step::Fence { opener } => vec![opener.clone()],
        Step::Table { shape, .. } => {
            let n_columns = shape.align.len();
            vec![
                format!("|{}", "x|".repeat(n_columns)),
                format!("|{}", "-|".repeat(n_columns)),
            ]
        }
        Step::Quote { .. }
        | Step::List { .. }
        | Step::Item { .. }
        | Step::Note { .. }
        | Step::Code => Vec::new(),
    };
    // In lines of their own: behind a marker the spaces of a fence would set the item further in.
    for line in opener {
        for step in containers {
            match step {
                Step::Quote { .. } => head.push_str("> "),
                Step::Item { marker, .. } => head.extend(marker.chars().map(|_| ' ')),
                Step::Note { .. } => head.push_str("    "),
                Step::Fence { .. } | Step::List { .. } | Step::Code | Step::Table { .. } => {}
            }
        }
        head.extend([line.as_str(), "\n"]);
    }
    head
}

/// A place in the source as spans keep it: 4 GiB at most.
pub fn saturate(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The definition of a link.
#[derive(Debug)]
pub struct LinkDef {
    /// Where it ends in the source.
    pub end: usize,
    /// As it is written.
    pub label: String,
    /// Where it leads.
    pub target: String,
}

/// Link definitions of closed blocks; of two for one label the first counts.
#[derive(Debug, Clone, Default)]
pub struct LinkDefs {
    targets: HashMap<String, String>,
}

impl LinkDefs {
    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Is there one for this label, which is normal?
    pub fn has(&self, normal: &str) -> bool {
        self.targets.contains_key(normal)
    }

    /// Where `label` leads.
    pub fn target(&self, label: &str) -> Option<&str> {
        self.targets.get(&normal(label)).map(String::as_str)
    }

    /// Adds a definition unless the label has one.
    pub fn add(&mut self, label: &str, target: String) {
        self.targets.entry(normal(label)).or_insert(target);
    }
}
