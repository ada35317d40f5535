//! A *conversation* is the ordered truth of one chat: a tree of entries, and its head.
//!
//! Entries are appended and never edited. The *head* names the entry that the next one will
//! follow; the *path* from the root to the head is what is shown and sent. Retry and edit move the
//! head back and append a sibling, so nothing is ever destroyed. What an entry means to the API is
//! decided in [`messages`], [`validate`] and [`repair`]; what it costs, in [`ledger`]; how an
//! answer ended, in [`ending`]. This module saves nothing: it reports what changed through
//! [`Conversation::take_changes`], and whoever keeps the log asks for it.

pub mod ending;
pub mod entry;
pub mod export;
pub mod ledger;
pub mod messages;
pub mod repair;
pub mod validate;

use std::collections::HashMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use entry::{Entry, EntryId, EntryKind};

/// The tree of one chat.
///
/// # Invariants
///
/// - An entry's parent was appended before it, so the tree has no cycle.
/// - `path` holds the ids from a root to the head, `trail` the places of the same entries.
/// - Ids only grow by [`Self::append`]; gaps and any order are accepted by [`Self::adopt`].
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// All entries, in the order in which they were appended. A *place* is an index into this.
    entries: Vec<Entry>,
    /// For each place, how many ancestors the entry has.
    depths: Vec<usize>,
    places: HashMap<EntryId, usize>,
    path: Vec<EntryId>,
    trail: Vec<usize>,
    highest_id: u64,
    unrecorded: Vec<Change>,
}

/// What happened to a conversation; what the journal must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An entry was appended after the head, and became the head.
    Appended(EntryId),
    /// The head moved to an entry that was there already (`None`: before the first).
    HeadMoved(Option<EntryId>),
}

/// Milliseconds since 1970, by the wall clock.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize,
)]
pub struct UnixMillis(pub u64);

impl From<SystemTime> for UnixMillis {
    /// A time before 1970 is 0: no clock that goes right says so.
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH);
        let millis = since.unwrap_or_default().as_millis();
        Self(u64::try_from(millis).unwrap_or(u64::MAX))
    }
}

impl Conversation {
    /// Appends after the head; the new entry becomes the head.
    pub fn append(&mut self, kind: EntryKind, at: UnixMillis) -> EntryId {
        // `adopt` refuses the last possible id, so there is always a next one.
        let id = EntryId(self.highest_id.saturating_add(1));
        let parent = self.path.last().copied();
        self.insert(Entry {
            id,
            parent,
            at,
            kind,
        });
        self.unrecorded.push(Change::Appended(id));
        id
    }

    /// Moves the head to an entry that exists, or before the first; otherwise changes nothing.
    ///
    /// A move to where the head stands already is no change and is not reported.
    pub fn move_head(&mut self, to: Option<EntryId>) {
        if to == self.path.last().copied() {
            return;
        }
        if self.place_head(to) {
            self.unrecorded.push(Change::HeadMoved(to));
        }
    }

    /// Takes an entry from a log, with its own id and parent; the head follows.
    ///
    /// Returns `false`, and changes nothing, if the id is taken, is 0 or the last possible one, or
    /// if the parent is unknown. Is not reported as a change: the log has it already.
    pub fn adopt(&mut self, entry: Entry) -> bool {
        let fresh = !self.places.contains_key(&entry.id) && (1..u64::MAX).contains(&entry.id.0);
        if !fresh || !self.place_head(entry.parent) {
            return false;
        }
        self.insert(entry);
        true
    }

    /// Like [`Self::move_head`], without being reported as a change.
    pub fn adopt_head(&mut self, to: Option<EntryId>) {
        self.place_head(to);
    }

    /// The last entry of the path.
    pub fn head(&self) -> Option<&Entry> {
        self.entries.get(*self.trail.last()?)
    }

    /// An entry by its id, in constant time.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(*self.places.get(&id)?)
    }

    /// The ids from the root to the head.
    pub fn path(&self) -> &[EntryId] {
        &self.path
    }

    /// The entries from the root to the head.
    pub fn path_entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + ExactSizeIterator {
        self.trail.iter().map(|&place| &self.entries[place])
    }

    /// The last entry of the path that was said by somebody: markers are passed over.
    pub fn last_said(&self) -> Option<&Entry> {
        self.path_entries()
            .rev()
            .find(|entry| !matches!(entry.kind, EntryKind::Marker(_)))
    }

    /// Takes what happened since the last call, in order.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.unrecorded)
    }

    /// All entries in the order in which they were appended, whatever their branch.
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// Stores `entry` behind the head, where its parent must be, and moves the head onto it.
    fn insert(&mut self, entry: Entry) {
        debug_assert_eq!(entry.parent, self.path.last().copied());
        let place = self.entries.len();
        self.highest_id = self.highest_id.max(entry.id.0);
        self.places.insert(entry.id, place);
        self.depths.push(self.trail.len());
        self.path.push(entry.id);
        self.trail.push(place);
        self.entries.push(entry);
    }

    /// Puts the head on `to`; `false` if there is no such entry.
    ///
    /// Walks up only to where the old path is met, so stepping between neighbors in a long
    /// conversation is cheap.
    fn place_head(&mut self, to: Option<EntryId>) -> bool {
        let Some(to) = to else {
            self.path.clear();
            self.trail.clear();
            return true;
        };
        let Some(&to) = self.places.get(&to) else {
            return false;
        };
        let mut unshared = Vec::new();
        let mut above = Some(to);
        let mut shared = 0;
        while let Some(place) = above {
            let depth = self.depths[place];
            if self.trail.get(depth) == Some(&place) {
                shared = depth + 1;
                break;
            }
            unshared.push(place);
            let parent = self.entries[place].parent;
            above = parent.and_then(|id| self.places.get(&id).copied());
        }
        self.trail.truncate(shared);
        self.path.truncate(shared);
        for place in unshared.into_iter().rev() {
            self.trail.push(place);
            self.path.push(self.entries[place].id);
        }
        true
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
