//! The *colors* of the code on the screen: which lines want them, and where they go.
//!
//! Reading a line of code takes longer than a frame may, so it is done elsewhere and code is plain
//! until the answer comes; only scopes change then, never text. What nobody looks at is not
//! colored. Only one request is out at a time: a slow reader is asked for what is visible when it
//! is done, not for what was.

use std::collections::HashMap;

use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::markdown::color::{self, Run};
use crate::pane::doc::ItemId;
use crate::pane::scroll::VisibleRow;
use crate::text::line::{Line, LineKind};
use crate::theme::Scope;

/// Lines of one request at most, so that other code need not wait long.
const MAX_LINES: usize = 100;

/// Lines of a block that can be colored; in one that is longer, who begins to look further down
/// finds it plain.
const MAX_BLOCK: usize = 5_000;

/// What is known about blocks of code that were on the screen.
///
/// # Invariants
///
/// A line is asked for once all of it is there, which is when something follows it or the answer is
/// over; the lines of a block are asked for in order.
#[derive(Debug, Clone, Default)]
pub struct Colors {
    blocks: HashMap<CodeBlock, Progress>,
    asked: Option<CodeBlock>,
    /// Counts how often everything was forgotten: an answer to an older question is no use.
    age: u64,
}

/// A block of code on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeBlock {
    /// The pane it is in.
    pub pane: PaneKind,
    /// The item it is in.
    pub item: ItemId,
    /// The line of the item that holds its label.
    pub label: usize,
    /// How often all blocks had been forgotten when it was seen.
    pub age: u64,
}

/// Lines of code that want colors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncolored {
    /// Where they are.
    pub block: CodeBlock,
    /// What the label of the block says.
    pub language: String,
    /// Lines of the block before them, label excluded; if there are none, reading starts anew.
    pub first: usize,
    /// Their text.
    pub lines: Vec<String>,
}

/// The answer to [`Uncolored`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colored {
    /// What was asked.
    pub asked: Uncolored,
    /// One list for each line; `None` if the language is not known.
    pub runs: Option<Vec<Vec<Run>>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// Lines that were answered.
    n_done: usize,
    /// The last line of the item that got colors: when it has lost them, the block was made anew.
    witness: Option<usize>,
    /// Nobody knows the language.
    plain: bool,
}

impl Colors {
    /// The next lines that want colors among those on the screen; none while others are asked for.
    pub fn next(&mut self, panes: &Panes, visible: &[PaneKind]) -> Option<Uncolored> {
        if self.asked.is_some() {
            return None;
        }
        for &pane in visible {
            let doc = &panes.get(pane).doc;
            let rows = panes.get(pane).viewport().rows;
            let mut label = Label::Unknown;
            for (idx, row) in rows.iter().enumerate() {
                if row.row.fill != Some(Scope::Code) {
                    label = Label::Unknown;
                    continue;
                }
                let lines = doc.lines(row.item);
                label = label.of(lines, line_of(row));
                let Label::At(first) = label else {
                    continue;
                };
                let block = CodeBlock {
                    pane,
                    item: row.item,
                    label: first,
                    age: self.age,
                };
                // The last line of all may go on.
                let is_open = doc
                    .position(row.item)
                    .is_none_or(|idx| idx + 1 >= doc.len());
                let end = lines.len() - usize::from(is_open);
                let below = rows.get(idx..).unwrap_or_default().iter();
                let below = below.take_while(|below| below.item == row.item);
                let below = below.map(line_of);
                let last = below.take_while(|&at| at < end && is_content(lines, at));
                let lines = lines.get(..end).unwrap_or_default();
                let wanted = self.wanted(block, lines, line_of(row), last.max());
                if let Some(uncolored) = wanted {
                    self.asked = Some(block);
                    return Some(uncolored);
                }
            }
        }
        None
    }

    /// Colors the lines that were asked for, as far as they are still there.
    pub fn apply(&mut self, panes: &mut Panes, colored: Colored) {
        let Colored { asked, runs } = colored;
        if self.asked == Some(asked.block) {
            self.asked = None;
        }
        let block = asked.block;
        if block.age != self.age {
            return;
        }
        let progress = self.blocks.entry(block).or_default();
        progress.n_done = asked.first + asked.lines.len();
        let Some(runs) = runs else {
            progress.plain = true;
            return;
        };
        let doc = &mut panes.get_mut(block.pane).doc;
        let first = block.label + 1 + asked.first;
        for (at, (text, runs)) in (first..).zip(asked.lines.iter().zip(&runs)) {
            if doc.lines(block.item).get(at).map(text_of).as_ref() != Some(text) {
                break;
            }
            if runs.is_empty() {
                continue;
            }
            doc.restyle(block.item, at, |line| {
                color::color(line, runs);
                if !color::is_plain(line) {
                    progress.witness = Some(at);
                }
            });
        }
    }

    /// Forgets everything: other items take the place of those that were shown.
    pub fn forget(&mut self) {
        self.age += 1;
        self.blocks.clear();
        self.asked = None;
    }

    /// What line `at` of `block` wants, and with it those before it and those up to `last`.
    fn wanted(
        &mut self,
        block: CodeBlock,
        lines: &[Line],
        at: usize,
        last: Option<usize>,
    ) -> Option<Uncolored> {
        let last = last?;
        let is_plain = |at: usize| lines.get(at).is_none_or(color::is_plain);
        if !lines.get(at).is_some_and(color::is_plain) {
            return None;
        }
        let progress = self.blocks.entry(block).or_default();
        if progress.witness.is_some_and(is_plain) {
            *progress = Progress::default();
        }
        let first = block.label + 1 + progress.n_done;
        if progress.plain || at < first {
            return None;
        }
        let language = color::label(lines.get(block.label)?)?;
        let wanted = lines.get(first..=last)?.iter().take(MAX_LINES);
        Some(Uncolored {
            block,
            language: language.to_owned(),
            first: progress.n_done,
            lines: wanted.map(text_of).collect(),
        })
    }
}

/// Where the label of a block of code stands, as far as one row after the other says it.
#[derive(Debug, Clone, Copy)]
enum Label {
    /// The row is not of a block, or nobody has looked.
    Unknown,
    /// The block has none, or none nearby.
    Missing,
    At(usize),
}

impl Label {
    /// The label for line `at`, where `self` is that for the row above it.
    fn of(self, lines: &[Line], at: usize) -> Self {
        let Some(line) = lines.get(at).filter(|line| line.kind == LineKind::Code) else {
            return Self::Unknown;
        };
        if color::label(line).is_some() {
            return Self::At(at);
        }
        match self {
            Self::Missing | Self::At(_) => self,
            Self::Unknown => {
                let above = lines.get(..at).unwrap_or_default().iter().enumerate().rev();
                let found = above
                    .take(MAX_BLOCK)
                    .take_while(|(_, line)| line.kind == LineKind::Code)
                    .find(|(_, line)| color::label(line).is_some());
                found.map_or(Self::Missing, |(idx, _)| Self::At(idx))
            }
        }
    }
}

/// Is this a line of a block of code, and not its label?
fn is_content(lines: &[Line], at: usize) -> bool {
    let line = lines.get(at);
    line.is_some_and(|line| line.kind == LineKind::Code && color::label(line).is_none())
}

fn line_of(row: &VisibleRow<'_>) -> usize {
    usize::try_from(row.line).unwrap_or(usize::MAX)
}

fn text_of(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}
