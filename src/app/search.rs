//! A *search* looks for a text in all panes and walks from hit to hit, beginning with one pane and
//! going on in the next.
//!
//! Its bar is a line above the composer. While it is typed into it takes the keys, and the draft
//! stays what it was; after Tab the pane has the keys and the hits stay marked. What is found is
//! counted by each pane as it comes; here is kept what was asked, and which hit is the current one.
//! A long history is not read at once but a slice with each frame, see [`reading`].
//!
//! # Invariants
//! - While a search is ongoing all panes have the same needle, that of the text in the bar; else
//!   none.
//! - What is folded or left out in the panes of thinking and tools is searched there as if it were
//!   open, and in no other pane: nothing is found twice that was not opened twice. In the line that
//!   stands for it hits are marked and not counted: they are some of those in its pane.
//! - The current hit is a place in the content: what arrives, folds or wraps anew cannot change it.
//!   Only the person goes to another one.

pub mod reading;

use self::reading::Goal;
use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::pane::doc::Place;
use crate::pane::find::needle::Needle;
use crate::pane::{Pane, Scroll};
use crate::text::sanitize::one_line;

/// Characters that are looked for at most; a longer text is no help in finding anything.
const QUERY_CHARS: usize = 200;

/// The search, ongoing or not.
#[derive(Debug, Clone, Default)]
pub struct Search {
    ongoing: Option<Ongoing>,
    /// What was looked for last.
    last: String,
    /// Where the pane with the last hit that was brought into sight stood before the search came to
    /// it.
    origin_of_landing: Option<(PaneKind, Scroll)>,
}

/// A search that goes on: its bar is shown.
#[derive(Debug, Clone)]
struct Ongoing {
    /// The pane that the current hit is in.
    kind: PaneKind,
    query: String,
    /// Does the bar take the keys?
    typing: bool,
    /// Where the pane stood when typing began, and what was at its top: the nearest hit from there
    /// on is shown.
    origin: (Scroll, Option<Place>),
    current: Option<Place>,
    /// The hit that was brought into sight last.
    landed: Option<(PaneKind, Place)>,
    /// The path was so long when what is folded in it was looked into last; nothing of it was
    /// before the first time, and what was there already is when it is read.
    n_entries: Option<usize>,
    /// Where the person wants to go.
    goal: Goal,
    /// Where the pane stood when the goal was set, or the last frame.
    stood: Scroll,
}

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Way {
    Next,
    Previous,
}

/// What there is to say about the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Nothing is looked for yet.
    Nothing,
    /// So many hits, the current one being this, from 1.
    Hits(Option<usize>, Tally),
}

/// How many hits were found in a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// So far.
    pub n_hits: usize,
    /// Is there more to read?
    pub is_reading: bool,
}

impl Search {
    /// Lets the bar take the keys, for a search in this pane. One that is ongoing there stays.
    pub fn open(&mut self, panes: &mut Panes, kind: PaneKind) {
        match &mut self.ongoing {
            Some(ongoing) if ongoing.kind == kind => {
                ongoing.typing = true;
                ongoing.origin = origin(panes.get(kind));
            }
            before => {
                let before = before.take();
                look_for(panes, None);
                self.ongoing = Some(Ongoing {
                    kind,
                    query: String::new(),
                    typing: true,
                    origin: origin(panes.get(kind)),
                    current: None,
                    landed: before.as_ref().and_then(|before| before.landed),
                    n_entries: before.and_then(|before| before.n_entries),
                    goal: Goal::default(),
                    stood: panes.get(kind).scroll(),
                });
            }
        }
    }

    /// The same without the bar taking the keys; it goes where nothing is looked for then.
    pub fn open_quietly(&mut self, panes: &mut Panes, kind: PaneKind) {
        self.open(panes, kind);
        if let Some(ongoing) = &mut self.ongoing {
            ongoing.typing = false;
        }
    }

    /// Takes note that the path is so long now; answers from which place on entries came that are
    /// to be looked into at once. What was there before waits to be read.
    pub fn look_inside(&mut self, n_entries: usize) -> Option<usize> {
        let ongoing = self.ongoing.as_mut()?;
        let before = ongoing.n_entries.replace(n_entries)?;
        (before != n_entries && !ongoing.query.is_empty()).then(|| before.min(n_entries))
    }

    /// The hit that the search has come to since this was asked last; where it ended, none.
    pub fn take_landing(&mut self) -> Option<Option<(PaneKind, Place)>> {
        let Some(ongoing) = &mut self.ongoing else {
            return Some(None);
        };
        // Where a longer text is found may be where the shorter one was.
        if ongoing.goal.is_for_nearest() {
            return None;
        }
        let current = ongoing.current.map(|place| (ongoing.kind, place));
        (ongoing.landed != current).then(|| {
            ongoing.landed = current;
            if current.is_some() {
                self.origin_of_landing = Some((ongoing.kind, ongoing.origin.0));
            }
            current
        })
    }

    /// Where this pane stood before the search came to it, if that is where [`Self::take_landing`]
    /// told a hit last.
    pub fn origin_in(&self, kind: PaneKind) -> Option<Scroll> {
        let (of, origin) = self.origin_of_landing?;
        (of == kind).then_some(origin)
    }

    /// Takes bar and marks away; the reader stays where the search led.
    pub fn close(&mut self, panes: &mut Panes) {
        if self.ongoing.take().is_some() {
            look_for(panes, None);
            for kind in PANES {
                panes.get_mut(kind).doc.look_inside_no_more();
            }
        }
    }

    /// Gives the keys back, with the hits still marked; without any text there is nothing to mark.
    pub fn stop_typing(&mut self, panes: &mut Panes) {
        match &mut self.ongoing {
            Some(ongoing) if !ongoing.query.is_empty() => ongoing.typing = false,
            _ => self.close(panes),
        }
    }

    /// Adds what was typed or pasted.
    pub fn insert(&mut self, panes: &mut Panes, text: &str) {
        self.edit(panes, |query| {
            let room = QUERY_CHARS.saturating_sub(query.chars().count());
            // A line that was copied whole has its end with it, which stands in no line of a pane.
            let text = text.trim_end_matches(['\r', '\n']);
            // The text of a pane is clean: what is looked for must be clean in the same way.
            query.extend(one_line(text).chars().take(room));
        });
    }

    /// Takes the last character away.
    pub fn delete(&mut self, panes: &mut Panes) {
        self.edit(panes, |query| {
            query.pop();
        });
    }

    /// Takes the last word away.
    pub fn delete_word(&mut self, panes: &mut Panes) {
        self.edit(panes, |query| {
            let word = query.trim_end();
            let kept = word.rfind(char::is_whitespace).map_or(0, |at| {
                at + word
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8)
            });
            query.truncate(kept);
        });
    }

    /// Takes all text away.
    pub fn clear(&mut self, panes: &mut Panes) {
        self.edit(panes, String::clear);
    }

    /// Wants to go to another hit; behind the last one of a pane to the first of the next pane that
    /// has any, around all of them. [`Self::read`] goes there. Where nothing is looked for, what
    /// was looked for last is looked for again, in `kind`. Answers whether there is anything to
    /// look for.
    pub fn go(&mut self, panes: &mut Panes, kind: PaneKind, way: Way) -> bool {
        if self
            .ongoing
            .as_ref()
            .is_none_or(|ongoing| !ongoing.typing && ongoing.kind != kind)
        {
            self.open_quietly(panes, kind);
        }
        let Some(ongoing) = &mut self.ongoing else {
            return false;
        };
        if ongoing.query.is_empty() {
            ongoing.query.clone_from(&self.last);
        }
        if ongoing.query.is_empty() {
            if !ongoing.typing {
                self.close(panes);
            }
            return false;
        }
        look_for(panes, Needle::new(&ongoing.query));
        ongoing.goal.step(way);
        ongoing.stood = panes.get(ongoing.kind).scroll();
        self.last.clone_from(&ongoing.query);
        true
    }

    /// Makes the panes agree with what is looked for; ends a search whose pane is not to be seen.
    pub fn sync(&mut self, panes: &mut Panes, visible: &[PaneKind]) {
        let Some(ongoing) = &self.ongoing else { return };
        if visible.contains(&ongoing.kind) {
            // A pane that was emptied for another session knows nothing of it.
            look_for(panes, Needle::new(&ongoing.query));
        } else if !visible.is_empty() {
            self.close(panes);
        }
    }

    /// Does the bar take the keys?
    pub fn is_typing(&self) -> bool {
        self.ongoing.as_ref().is_some_and(|ongoing| ongoing.typing)
    }

    /// The pane that is searched; `None` if there is no search.
    pub fn pane(&self) -> Option<PaneKind> {
        self.ongoing.as_ref().map(|ongoing| ongoing.kind)
    }

    /// What is looked for.
    pub fn query(&self) -> &str {
        self.ongoing.as_ref().map_or("", |ongoing| &ongoing.query)
    }

    /// Where in this pane the current hit begins, if it is there.
    pub fn current_in(&self, kind: PaneKind) -> Option<Place> {
        self.ongoing
            .as_ref()
            .filter(|ongoing| ongoing.kind == kind)?
            .current
    }

    /// How many hits there are in each of the other panes that have any.
    pub fn elsewhere<'a>(&self, panes: &'a Panes) -> impl Iterator<Item = (PaneKind, Tally)> + 'a {
        let here = self.ongoing.as_ref().map(|ongoing| ongoing.kind);
        let others = PANES
            .into_iter()
            .filter(move |kind| here.is_some_and(|here| here != *kind));
        let counts = others.map(|kind| (kind, tally(panes.get(kind))));
        counts.filter(|(_, tally)| tally.n_hits > 0)
    }

    /// What there is to say about the hits in the pane with the current one.
    pub fn count(&self, panes: &Panes) -> Count {
        let Some(ongoing) = self
            .ongoing
            .as_ref()
            .filter(|ongoing| !ongoing.query.is_empty())
        else {
            return Count::Nothing;
        };
        let pane = panes.get(ongoing.kind);
        let doc = &pane.doc;
        let nth = ongoing.current.and_then(|place| {
            let before = doc.n_hits_before(place);
            (doc.hit(before) == Some(place)).then_some(before + 1)
        });
        Count::Hits(nth, tally(pane))
    }

    /// Changes the text in the bar, and wants the nearest hit to be shown.
    fn edit(&mut self, panes: &mut Panes, change: impl FnOnce(&mut String)) {
        let Some(ongoing) = &mut self.ongoing else {
            return;
        };
        change(&mut ongoing.query);
        look_for(panes, Needle::new(&ongoing.query));
        let pane = panes.get_mut(ongoing.kind);
        ongoing.current = None;
        if ongoing.query.is_empty() {
            ongoing.goal = Goal::default();
            pane.stand(ongoing.origin.0);
        } else {
            ongoing.goal = Goal::nearest();
            self.last.clone_from(&ongoing.query);
        }
        ongoing.stood = pane.scroll();
    }
}

/// The panes in the order in which a search goes through them.
const PANES: [PaneKind; 3] = [
    PaneKind::Conversation,
    PaneKind::Thinking,
    PaneKind::Activity,
];

/// Makes all panes look for this.
fn look_for(panes: &mut Panes, needle: Option<Needle>) {
    for kind in PANES {
        panes.get_mut(kind).doc.search(needle.clone());
    }
}

fn origin(pane: &Pane) -> (Scroll, Option<Place>) {
    (pane.scroll(), pane.top_place())
}

fn tally(pane: &Pane) -> Tally {
    Tally {
        n_hits: pane.doc.n_hits(),
        is_reading: pane.doc.next_unread(0).is_some(),
    }
}
