//! *Reader mode* keeps the first line of each new answer at the top of the conversation while the
//! answer grows, for who reads from the beginning and not along with what arrives.
//!
//! It is on until it is switched off or the person goes to the end. Whoever has scrolled away is
//! left there: an answer is taken to its first line only in a conversation that follows. Whoever
//! pages to what came last stays there too, while more comes below. Which key does what is known to
//! `update`.

use crate::app::choice::foldable;
use crate::app::landmark::{At, is_prompt, n_lines};
use crate::app::panes::Panes;
use crate::app::projection::{is_footer, round_of};
use crate::pane::Scroll;
use crate::pane::doc::Place;

/// Is reader mode on, and has it anything to do?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reader {
    /// Is it on?
    pub is_on: bool,
    /// Is there an answer to come, or on its way, whose first line is not at the top yet?
    is_due: bool,
}

impl Reader {
    /// A prompt was sent: its answer is to be kept at its first line, if the mode is on and the
    /// person sees the end.
    pub fn begin(&mut self, panes: &mut Panes) {
        let sees_end = panes.conversation.n_left_below() == 0;
        self.is_due = self.is_on && sees_end;
        if self.is_due {
            panes.conversation.follow();
        }
    }

    /// The person has scrolled, perhaps to the end of an answer that grows: it moves no further.
    pub fn stay(self, panes: &mut Panes) {
        if self.is_on && !self.is_due {
            panes.conversation.stay();
        }
    }

    /// Switches the mode off.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// Puts the first line of the answer at the top as soon as there is one, but moves nothing that
    /// `is_held` under the pointer or a caret.
    pub fn sync(&mut self, panes: &mut Panes, is_held: bool) {
        let follows = panes.conversation.scroll() == Scroll::Follow;
        if is_held && !follows {
            return;
        }
        self.is_due = self.is_due && follows && !to_first_line(panes);
    }
}

/// Puts the first line of the newest answer at the top; answers whether there is one. What was
/// thought or done before it is none.
fn to_first_line(panes: &mut Panes) -> bool {
    let doc = &panes.conversation.doc;
    let prompt = (0..doc.len()).rev().find(|item| is_prompt(doc, *item));
    let is_text = |item: &usize| {
        let id = doc.id_at(*item);
        id.is_some_and(|id| {
            round_of(id).is_some() && !is_footer(id) && foldable(panes, id).is_none()
        })
    };
    let mut items = (prompt.map_or(0, |prompt| prompt + 1)..doc.len()).filter(is_text);
    let has_text = |at: &At| doc.line_at(at.0, at.1).is_some_and(|line| !line.is_empty());
    let first = items.find_map(|item| {
        let mut lines = (0..n_lines(doc, item)).map(|line| (item, line));
        lines.find(has_text)
    });
    let place = first.and_then(|(item, line)| {
        Some(Place {
            item: doc.id_at(item)?,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            byte: 0,
        })
    });
    if let Some(place) = place {
        panes.conversation.to_place(place);
    }
    place.is_some()
}
