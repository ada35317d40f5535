//! A *block* is a top-level construct of the text; the last one is open, all before it are closed.
//! These are the words in which the parser and the stream talk about them: the region to be parsed,
//! where a later parse may start, and the link definitions known so far.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::text::line::{Line, TableShape};
use crate::text::link::LinkId;

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
    /// Link definitions of the region: where each ends in the source, label, target.
    pub defs: Vec<(usize, String, String)>,
    /// References that no definition answers yet: where in the source, label.
    pub unresolved: Vec<(usize, String)>,
    /// Source of the last run of text, if more can still come to it.
    pub open_text: Option<Range<usize>>,
    /// Set if the last block is a fenced one that can be continued line by line.
    pub fence: Option<OpenFence>,
    /// The new shape of a table that was resumed, when its columns changed their widths.
    pub reshaped: Option<Arc<TableShape>>,
}

/// A place in the source from which parsing can go on, and how.
///
/// # Invariants
///
/// `src` is the start of a line that has ended: of one that has not, nobody knows for sure what it
/// will be. Whatever is appended to the source, the lines before `line` stay.
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
    Quote,
    /// A list with at least one item.
    List {
        /// The number of the item to come, in an ordered list.
        next: Option<u64>,
    },
    /// Indented code with at least one line.
    Code,
    /// A table whose header and maybe rows are done.
    Table {
        /// Source of header and delimiter row; they are parsed again with each row.
        head: Range<usize>,
        /// What the rows before the cut share.
        shape: TableShape,
        /// What they show: the rows after the cut count too.
        shown: Arc<TableShape>,
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
}

/// A part of the source as it is given to the parser: maybe with a table's head in front and closing
/// markers behind.
#[derive(Debug)]
pub struct Region<'s> {
    /// The whole source.
    pub source: &'s str,
    text: Cow<'s, str>,
    head: Range<usize>,
    body: Range<usize>,
}

impl<'s> Region<'s> {
    /// The bytes `body` of `source`, continuing `path`, with `suffix` behind them.
    pub fn new(source: &'s str, body: Range<usize>, path: &[Step], suffix: &str) -> Self {
        let part = source.get(body.clone()).unwrap_or_default();
        let head = match path {
            [Step::Table { head, .. }] => head.clone(),
            _ => body.start..body.start,
        };
        let text = if head.is_empty() && suffix.is_empty() {
            Cow::Borrowed(part)
        } else {
            Cow::Owned([source.get(head.clone()).unwrap_or_default(), part, suffix].concat())
        };
        Self {
            source,
            text,
            head,
            body,
        }
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
        self.head.len() + self.body.len()
    }

    /// The byte of the source for byte `at` of [`Region::text`].
    pub fn source_at(&self, at: usize) -> usize {
        match at.checked_sub(self.head.len()) {
            None => self.head.start + at,
            Some(at) => (self.body.start + at).min(self.body.end),
        }
    }

    /// The bytes of the source for a range of [`Region::text`].
    pub fn src(&self, range: &Range<usize>) -> Range<u32> {
        saturate(self.source_at(range.start))..saturate(self.source_at(range.end))
    }

    /// Start of the line of the source in which byte `at` of [`Region::text`] stands.
    pub fn line_start(&self, at: usize) -> usize {
        let at = self.source_at(at);
        self.source
            .get(self.body.start.min(at)..at)
            .and_then(|before| before.rfind(['\n', '\r']))
            .map_or(self.body.start.min(at), |eol| self.body.start + eol + 1)
    }

    /// Start of the last line of the body, which may go on.
    pub fn open_line(&self) -> usize {
        self.source
            .get(self.body.clone())
            .and_then(|body| body.rfind(['\n', '\r']))
            .map_or(self.body.start, |eol| self.body.start + eol + 1)
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

/// A place in the source as spans keep it: 4 GiB at most.
pub fn saturate(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Link definitions of closed blocks; of two for one label the first counts.
#[derive(Debug, Clone, Default)]
pub struct LinkDefs {
    targets: HashMap<String, String>,
}

impl LinkDefs {
    /// Where `label` leads.
    pub fn target(&self, label: &str) -> Option<&str> {
        self.targets.get(&normal(label)).map(String::as_str)
    }

    /// Adds a definition unless the label has one.
    pub fn add(&mut self, label: &str, target: String) {
        self.targets.entry(normal(label)).or_insert(target);
    }
}

/// Labels match without regard to case and to how much white space stands between words.
fn normal(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_uppercase().to_lowercase()
}
