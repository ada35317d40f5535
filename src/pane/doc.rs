//! A *doc* is what a pane shows: a list of items, each a list of lines.
//!
//! Items come at the end and leave from the end; the lines of any item may be replaced. The doc
//! finds an item by its id at once and tells its [`Rows`] which lines changed, so that a change
//! costs what it changes and not what the doc holds. An item can come as its source alone, from
//! which its lines are made when somebody looks at it: of a long history nobody looks at most. What
//! the items mean is known to whoever fills it; where the reader stands is kept by
//! [`super::scroll`].

pub mod searched;
pub(super) mod walk;

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::blocks::{self, Blocks};
use super::find::Hits;
use super::rows::Rows;
use crate::text::line::{Line, Mark};

/// Names an item of a doc; unique within it and stable while it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub u64);

/// Items from the oldest to the newest.
///
/// # Invariants
///
/// `index` holds the place of every item and nothing else; `rows`, `hits` and `blocks` have been
/// told of every change; `rows` and `blocks` of the lines of an item that came as its source as
/// soon as rows of it are asked for, and `hits` of them when they are read. `hits` are those of
/// other lines than the shown ones for the items in `inside`: these are items of the doc, what they
/// show has not changed since, and each hit that is known of them has its place there.
#[derive(Debug, Clone, Default)]
pub struct Doc {
    items: Vec<Item>,
    /// Asked for each row of each frame; nobody else makes up its keys.
    index: HashMap<ItemId, usize, FixedState>,
    rows: Rows,
    hits: Hits,
    blocks: Blocks,
    /// Items of which other lines are searched than those that they show, and the bytes of these
    /// lines at which the hits begin, from the first hit to the last; none while the item waits to
    /// be read.
    inside: HashMap<ItemId, Box<[u32]>, FixedState>,
    /// See [`Doc::bytes_made_to_search`].
    made_to_search: u64,
}

#[derive(Debug, Clone)]
struct Item {
    id: ItemId,
    /// Made of `later` when they are first asked for.
    lines: OnceLock<Vec<Line>>,
    later: Option<Later>,
    /// Do the rows know these lines? Else they have guessed from the source.
    told: bool,
}

/// Lines that are not made yet.
#[derive(Debug, Clone)]
struct Later {
    /// Lines before them.
    first: Vec<Line>,
    source: Box<str>,
    make: fn(&str) -> Vec<Line>,
}

/// What an item shows.
#[derive(Debug, Clone)]
pub enum Content<'a> {
    /// These lines.
    Lines(Vec<Line>),
    /// `first`, and after it what `make` makes of `source` when somebody looks; both at least one
    /// line together.
    #[expect(missing_docs, reason = "said above")]
    Later {
        first: Vec<Line>,
        source: &'a str,
        make: fn(&str) -> Vec<Line>,
    },
}

/// A place in the text of a doc. It survives every change but that of its own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which item.
    pub item: ItemId,
    /// Which of its lines, from 0.
    pub line: u32,
    /// Byte in that line's text; in a line that is selected whole, the column.
    pub byte: u32,
}

/// Bytes of source that are read for blocks of code at once: a turn may have thousands of rounds,
/// and a frame waits for them.
const CODE_READ_AT_ONCE: usize = 32 * 1024;
/// An item counts for so many of them at least.
const CODE_READ_AT_LEAST: usize = 256;

impl Doc {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Is there nothing to show?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `idx`.
    pub fn id_at(&self, idx: usize) -> Option<ItemId> {
        self.items.get(idx).map(|item| item.id)
    }

    /// Where an item stands among all of them, from 0.
    pub fn position(&self, id: ItemId) -> Option<usize> {
        self.index.get(&id).copied()
    }

    /// The lines of an item; none for one that is not here.
    pub fn lines(&self, id: ItemId) -> &[Line] {
        self.position(id).map_or(&[], |idx| self.lines_at(idx))
    }

    /// Asks `may` of the source of an item whose lines nobody has looked at yet, so that who walks
    /// over a history need not have all of it made; `true` of any other.
    pub fn may_hold(&self, idx: usize, may: impl FnOnce(&str) -> bool) -> bool {
        let item = self.items.get(idx);
        let waits = item.filter(|item| item.lines.get().is_none());
        let later = waits.and_then(|item| item.later.as_ref());
        later.is_none_or(|later| may(&later.source))
    }

    /// Appends an item. An id that is already here gets these lines instead, in its place.
    pub fn push(&mut self, id: ItemId, lines: Vec<Line>) {
        if self.index.contains_key(&id) {
            return self.replace(id, lines);
        }
        self.index.insert(id, self.items.len());
        self.rows.push(&lines);
        self.hits.push(&lines);
        self.blocks.push();
        self.items.push(Item {
            id,
            lines: OnceLock::from(lines),
            later: None,
            told: true,
        });
    }

    /// Appends an item whose lines `make` makes of `source` when somebody looks at it, at least
    /// one; until then its height is guessed from the lines of the source. An id that is already
    /// here gets the lines at once.
    pub fn push_later(&mut self, id: ItemId, source: &str, make: fn(&str) -> Vec<Line>) {
        if self.index.contains_key(&id) {
            return self.replace(id, make(source));
        }
        self.index.insert(id, self.items.len());
        self.rows.push_guess(source);
        self.hits.push_waiting();
        self.blocks.push();
        self.items.push(Item {
            id,
            lines: OnceLock::new(),
            later: Some(Later {
                first: Vec::new(),
                source: source.into(),
                make,
            }),
            told: false,
        });
    }

    /// Gives an item other lines altogether, as when it is folded or opened. Those that it waits
    /// for are not made for that. Nothing happens for an item that is not here.
    pub fn exchange(&mut self, id: ItemId, content: Content<'_>) {
        let Some(idx) = self.position(id) else {
            return;
        };
        let Some(item) = self.items.get_mut(idx) else {
            return;
        };
        match content {
            Content::Lines(lines) => {
                self.inside.remove(&id);
                self.rows.change(idx, 0, &lines);
                self.hits.change(idx, 0, &lines);
                self.blocks.change(idx, 0, &lines);
                item.lines = OnceLock::from(lines);
                (item.later, item.told) = (None, true);
            }
            Content::Later {
                first,
                source,
                make,
            } => {
                self.inside.remove(&id);
                self.rows.change_to_guess(idx, &first, source);
                self.hits.wait(idx);
                self.blocks.change(idx, 0, &[]);
                item.lines = OnceLock::new();
                item.later = Some(Later {
                    first,
                    source: source.into(),
                    make,
                });
                item.told = false;
            }
        }
    }

    /// How many items still wait for somebody to look at them; a work counter for tests.
    pub fn n_later(&self) -> usize {
        let waits = |item: &&Item| item.lines.get().is_none();
        self.items.iter().filter(waits).count()
    }

    /// Replaces the lines of an item from `stable` on by `lines` (which are those after the first
    /// `stable` ones); the cost depends on what changed, not on the item. Nothing happens for an
    /// item that is not here.
    pub fn replace_tail(&mut self, id: ItemId, stable: usize, lines: &[Line]) {
        let Some((idx, old)) = self.find_mut(id) else {
            return;
        };
        let stable = stable.min(old.len());
        let same = n_same(&old[stable..], lines);
        let stable = stable + same;
        if stable == old.len() && same == lines.len() {
            return;
        }
        old.truncate(stable);
        old.extend_from_slice(&lines[same..]);
        self.changed(idx, stable);
    }

    /// Replaces what stands in an item behind `mark` of its line `line`: `lines` are the rest of
    /// that line, as [`Line::since`] gives it, and all lines after it. The cost depends on them
    /// alone. Nothing happens for a line that is not here.
    pub fn grow(&mut self, id: ItemId, line: usize, mark: Mark, lines: &[Line]) {
        let (Some((idx, old)), Some((rest, after))) = (self.find_mut(id), lines.split_first())
        else {
            return;
        };
        let Some(grown) = old.get_mut(line) else {
            return;
        };
        grown.truncate(mark);
        for span in &rest.spans {
            grown.add(span.clone());
        }
        old.truncate(line + 1);
        old.extend_from_slice(after);
        let lines = self.items.get(idx).map_or(&[][..], Item::lines);
        self.rows.grow(idx, line, mark, lines);
        match self.inside.remove(&id) {
            Some(_) => self.hits.change(idx, 0, lines),
            None => self.hits.grow(idx, line, mark, lines),
        }
        self.blocks.change(idx, line, lines);
    }

    /// Replaces all lines of an item, as when it is folded; lines that stay the same at its
    /// beginning keep their rows. Nothing happens for an item that is not here.
    pub fn replace(&mut self, id: ItemId, lines: Vec<Line>) {
        let Some((idx, old)) = self.find_mut(id) else {
            return;
        };
        let same = n_same(old, &lines);
        if same == lines.len() && same == old.len() {
            return;
        }
        *old = lines;
        self.changed(idx, same);
    }

    /// Gives a line other scopes: `change` may cut its spans anew, but its text stays. Nobody's
    /// place moves by that, and no height. Nothing happens for a line that is not here.
    pub fn restyle(&mut self, id: ItemId, line: usize, change: impl FnOnce(&mut Line)) {
        let Some((idx, lines)) = self.find_mut(id) else {
            return;
        };
        let Some(styled) = lines.get_mut(line) else {
            return;
        };
        let len = styled.len();
        change(styled);
        debug_assert_eq!(styled.len(), len);
        self.rows.forget(idx, line);
    }

    /// Removes every item after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        for item in self.items.get(len..).unwrap_or_default() {
            self.index.remove(&item.id);
            self.inside.remove(&item.id);
        }
        self.items.truncate(len);
        self.rows.truncate(len);
        self.hits.truncate(len);
        self.blocks.truncate(len);
    }

    /// Tells who derives anything that the lines of an item changed from line `from` on.
    fn changed(&mut self, idx: usize, from: usize) {
        let Some(item) = self.items.get(idx) else {
            return;
        };
        let lines = item.lines();
        self.rows.change(idx, from, lines);
        let was_inside = self.inside.remove(&item.id).is_some();
        self.hits
            .change(idx, if was_inside { 0 } else { from }, lines);
        self.blocks.change(idx, from, lines);
    }

    fn find_mut(&mut self, id: ItemId) -> Option<(usize, &mut Vec<Line>)> {
        let idx = self.position(id)?;
        self.tell(idx);
        let item = self.items.get_mut(idx)?;
        Some((idx, item.lines.get_mut()?))
    }

    /// Makes the lines of an item if need be and has the rows know them; `true` if they did not.
    fn tell(&mut self, idx: usize) -> bool {
        let Some(item) = self.items.get_mut(idx).filter(|item| !item.told) else {
            return false;
        };
        item.told = true;
        self.rows.change(idx, 0, item.lines());
        self.blocks.change(idx, 0, item.lines());
        item.later = None;
        true
    }

    fn lines_at(&self, idx: usize) -> &[Line] {
        self.items.get(idx).map_or(&[], Item::lines)
    }
}

impl Item {
    fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| self.made())
    }

    /// Makes the lines that it waits for.
    fn made(&self) -> Vec<Line> {
        match &self.later {
            Some(later) if later.first.is_empty() => (later.make)(&later.source),
            Some(later) => {
                let rest = (later.make)(&later.source);
                later.first.iter().cloned().chain(rest).collect()
            }
            None => Vec::new(),
        }
    }

    /// Bytes of what it waits for; of lines that are made already 0, since they cost little to
    /// read.
    fn source_len(&self) -> usize {
        let later = self.later.as_ref();
        let waits = later.filter(|_| self.lines.get().is_none());
        waits.map_or(0, |later| later.source.len())
    }

    /// Asked without making them: lines that wait are never none.
    fn is_empty(&self) -> bool {
        self.lines.get().is_some_and(Vec::is_empty)
    }
}

fn n_same(old: &[Line], new: &[Line]) -> usize {
    old.iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count()
}

/// Blocks of code: where they begin, and the numbers of those in the items that were named.
impl Doc {
    /// Does a block of code begin with this line of the item at `idx`?
    pub fn begins_code(&self, idx: usize, line: usize) -> bool {
        blocks::begins(self.lines_at(idx), line)
    }

    /// Counts the blocks of code of an item from now on.
    pub fn count_code(&mut self, id: ItemId) {
        if let Some(idx) = self.position(id) {
            self.blocks.count(idx);
        }
    }

    /// Counts blocks in the items from index `since` to `last` that were not read yet, but in no
    /// more of them at once than a frame can bear; `true` once all were read.
    pub fn read_code(&mut self, since: usize, last: usize) -> bool {
        let mut left = CODE_READ_AT_ONCE;
        while let Some(idx) = self.blocks.next_waiting(since).filter(|idx| *idx <= last) {
            if left == 0 {
                return false;
            }
            let Some(item) = self.items.get(idx) else {
                return true;
            };
            left = left.saturating_sub(item.source_len().max(CODE_READ_AT_LEAST));
            match item.lines.get() {
                Some(lines) => self.blocks.read(idx, lines),
                // Nobody looks at them: they are made to be counted, and not kept.
                None => self.blocks.read(idx, &item.made()),
            }
        }
        true
    }

    /// The number, from 1, of the block of code that begins with this line of `id`, counted from
    /// the item at index `since` on; `None` where none begins, and while [`Self::read_code`] has
    /// not come so far.
    pub fn code_number(&self, since: usize, id: ItemId, line: u32) -> Option<usize> {
        let item = self.position(id)?;
        self.blocks.number(since, item, line as usize)
    }

    /// How many items were read for their blocks of code since the beginning; a work counter for
    /// tests.
    pub fn items_read_for_code(&self) -> u64 {
        self.blocks.items_read()
    }
}
