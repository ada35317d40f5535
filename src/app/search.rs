//! A *search* looks for a text in all panes and walks from hit to hit, beginning with one pane and
//! going on in the next.
//!
//! Its bar is a line above the composer. While it is typed into it takes the keys, and the draft
//! stays what it was; after Tab the pane has the keys and the hits stay marked. What is found is
//! counted by each pane as it comes; here is kept what was asked, and which hit is the current one.
//!
//! # Invariants
//! - While a search is shown all panes have the same needle, that of the text in the bar; else none.
//! - What is folded or left out in the panes of thinking and tools is searched there as if it were open,
//!   and in no other pane: nothing is found twice that was not opened twice.
//! - The current hit is a place in the content: what arrives, folds or wraps anew cannot change it.
//!   Only the person goes to another one.

use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::pane::doc::Place;
use crate::pane::find::Needle;
use crate::pane::{Pane, Scroll};
use crate::text::sanitize::one_line;

/// Characters that are looked for at most; a longer text is no help in finding anything.
const QUERY_CHARS: usize = 200;

/// The search, shown or not.
#[derive(Debug, Clone, Default)]
pub struct Search {
    shown: Option<Shown>,
    /// What was looked for last.
    last: String,
}

/// A search that is shown.
#[derive(Debug, Clone)]
struct Shown {
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
    /// So many entries of the path were looked into for what is folded.
    n_entries: usize,
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
    Hits(Option<usize>, usize),
}

impl Search {
    /// Lets the bar take the keys, for a search in this pane. One that is shown there goes on.
    pub fn open(&mut self, panes: &mut Panes, kind: PaneKind) {
        match &mut self.shown {
            Some(shown) if shown.kind == kind => {
                shown.typing = true;
                shown.origin = origin(panes.get(kind));
            }
            before => {
                let before = before.take();
                look_for(panes, None);
                self.shown = Some(Shown {
                    kind,
                    query: String::new(),
                    typing: true,
                    origin: origin(panes.get(kind)),
                    current: None,
                    landed: before.as_ref().and_then(|before| before.landed),
                    n_entries: before.map_or(0, |before| before.n_entries),
                });
            }
        }
    }

    /// The same without the bar taking the keys; it goes where nothing is looked for then.
    pub fn open_quietly(&mut self, panes: &mut Panes, kind: PaneKind) {
        self.open(panes, kind);
        if let Some(shown) = &mut self.shown {
            shown.typing = false;
        }
    }

    /// Takes note that all entries of a path of this length are looked into; answers how many were
    /// before. Nothing is looked into without a search.
    pub fn look_inside(&mut self, n_entries: usize) -> Option<usize> {
        let shown = self.shown.as_mut()?;
        let before = std::mem::replace(&mut shown.n_entries, n_entries);
        (before != n_entries).then(|| before.min(n_entries))
    }

    /// The hit that the search has come to since this was asked last; where it ended, none.
    pub fn take_landing(&mut self) -> Option<Option<(PaneKind, Place)>> {
        let Some(shown) = &mut self.shown else {
            return Some(None);
        };
        let current = shown.current.map(|place| (shown.kind, place));
        (shown.landed != current).then(|| {
            shown.landed = current;
            current
        })
    }

    /// Takes bar and marks away; the reader stays where the search led.
    pub fn close(&mut self, panes: &mut Panes) {
        if self.shown.take().is_some() {
            look_for(panes, None);
            for kind in PANES {
                panes.get_mut(kind).doc.look_inside_no_more();
            }
        }
    }

    /// Gives the keys back, with the hits still marked; without any text there is nothing to mark.
    pub fn stop_typing(&mut self, panes: &mut Panes) {
        match &mut self.shown {
            Some(shown) if !shown.query.is_empty() => shown.typing = false,
            _ => self.close(panes),
        }
    }

    /// Adds what was typed or pasted.
    pub fn insert(&mut self, panes: &mut Panes, text: &str) {
        self.edit(panes, |query| {
            let room = QUERY_CHARS.saturating_sub(query.chars().count());
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

    /// Goes to another hit; behind the last one of a pane to the first of the next pane that has any,
    /// around all of them. Where nothing is looked for, what was looked for last
    /// is looked for again, in `kind`. Answers whether there is anything to look for.
    pub fn go(&mut self, panes: &mut Panes, kind: PaneKind, way: Way) -> bool {
        if self
            .shown
            .as_ref()
            .is_none_or(|shown| !shown.typing && shown.kind != kind)
        {
            self.open_quietly(panes, kind);
        }
        let Some(shown) = &mut self.shown else {
            return false;
        };
        if shown.query.is_empty() {
            shown.query.clone_from(&self.last);
        }
        if shown.query.is_empty() {
            if !shown.typing {
                self.close(panes);
            }
            return false;
        }
        look_for(panes, Needle::new(&shown.query));
        let doc = &panes.get(shown.kind).doc;
        let nth = match (way, shown.current) {
            (_, None) => {
                (doc.n_hits() > 0).then(|| first_from(panes.get(shown.kind), shown.origin.1))
            }
            (Way::Next, Some(place)) => {
                let before = doc.n_hits_before(place);
                let is_here = doc.hit(before) == Some(place);
                Some(before + usize::from(is_here)).filter(|next| *next < doc.n_hits())
            }
            (Way::Previous, Some(place)) => doc.n_hits_before(place).checked_sub(1),
        };
        let nth = nth.unwrap_or_else(|| shown.leave(panes, way));
        shown.show(panes.get_mut(shown.kind), nth);
        self.last.clone_from(&shown.query);
        true
    }

    /// Makes the panes agree with what is looked for; ends a search whose pane is not to be seen.
    pub fn sync(&mut self, panes: &mut Panes, visible: &[PaneKind]) {
        let Some(shown) = &self.shown else { return };
        if visible.contains(&shown.kind) {
            // A pane that was emptied for another session knows nothing of it.
            look_for(panes, Needle::new(&shown.query));
        } else if !visible.is_empty() {
            self.close(panes);
        }
    }

    /// Does the bar take the keys?
    pub fn is_typing(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.typing)
    }

    /// The pane that is searched; `None` if there is no search.
    pub fn pane(&self) -> Option<PaneKind> {
        self.shown.as_ref().map(|shown| shown.kind)
    }

    /// What is looked for.
    pub fn query(&self) -> &str {
        self.shown.as_ref().map_or("", |shown| &shown.query)
    }

    /// Where in this pane the current hit begins, if it is there.
    pub fn current_in(&self, kind: PaneKind) -> Option<Place> {
        self.shown
            .as_ref()
            .filter(|shown| shown.kind == kind)?
            .current
    }

    /// How many hits there are in each of the other panes that have any.
    pub fn elsewhere<'a>(&self, panes: &'a Panes) -> impl Iterator<Item = (PaneKind, usize)> + 'a {
        let here = self.shown.as_ref().map(|shown| shown.kind);
        let others = PANES
            .into_iter()
            .filter(move |kind| here.is_some_and(|here| here != *kind));
        let counts = others.map(|kind| (kind, panes.get(kind).doc.n_hits()));
        counts.filter(|(_, n_hits)| *n_hits > 0)
    }

    /// What there is to say about the hits in the pane with the current one.
    pub fn count(&self, panes: &Panes) -> Count {
        let Some(shown) = self.shown.as_ref().filter(|shown| !shown.query.is_empty()) else {
            return Count::Nothing;
        };
        let doc = &panes.get(shown.kind).doc;
        let nth = shown.current.and_then(|place| {
            let before = doc.n_hits_before(place);
            (doc.hit(before) == Some(place)).then_some(before + 1)
        });
        Count::Hits(nth, doc.n_hits())
    }

    /// Changes the text in the bar, and shows the nearest hit.
    fn edit(&mut self, panes: &mut Panes, change: impl FnOnce(&mut String)) {
        let Some(shown) = &mut self.shown else { return };
        change(&mut shown.query);
        look_for(panes, Needle::new(&shown.query));
        let pane = panes.get_mut(shown.kind);
        shown.current = None;
        // What a shorter text found on the way must not carry the reader off.
        pane.stand(shown.origin.0);
        let nth = first_from(pane, shown.origin.1);
        shown.show(pane, nth);
        if !shown.query.is_empty() {
            self.last.clone_from(&shown.query);
        }
    }
}

impl Shown {
    /// Goes over to the next pane that has hits, or stays where no other has. Which of its hits is
    /// the first on the way.
    fn leave(&mut self, panes: &Panes, way: Way) -> usize {
        let n_hits = |kind: PaneKind| panes.get(kind).doc.n_hits();
        let here = PANES.iter().position(|kind| *kind == self.kind);
        let round = PANES.into_iter().cycle().skip(here.unwrap_or(0) + 1);
        let mut others: Vec<PaneKind> = round.take(PANES.len() - 1).collect();
        if way == Way::Previous {
            others.reverse();
        }
        if let Some(kind) = others.into_iter().find(|kind| n_hits(*kind) > 0) {
            self.kind = kind;
            self.origin = origin(panes.get(kind));
        }
        match way {
            Way::Next => 0,
            Way::Previous => n_hits(self.kind).saturating_sub(1),
        }
    }

    fn show(&mut self, pane: &mut Pane, nth: usize) {
        if let Some(place) = pane.doc.hit(nth) {
            self.current = Some(place);
            pane.reveal(place);
        }
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

/// The first hit from a place on; else the last one before it.
fn first_from(pane: &Pane, origin: Option<Place>) -> usize {
    let before = origin.map_or(0, |place| pane.doc.n_hits_before(place));
    before.min(pane.doc.n_hits().saturating_sub(1))
}
