//! *Prompts* of the past in their other forms: their beginning, or all of them while a search has
//! led into one.
//!
//! What stands behind the lines that are shown of a long prompt is searched as if it were there;
//! its lines have the same places in both forms.

use crate::app::focus::PaneKind;
use crate::app::fold::{Extent, Folds};
use crate::app::panes::Panes;
use crate::app::projection::lines::{is_prompt_cut, prompt};
use crate::app::projection::{Projection, raw};
use crate::app::search::reading::Look;
use crate::conversation::Conversation;
use crate::conversation::entry::{EntryId, EntryKind, prompt_text};
use crate::pane::doc::ItemId;

impl Projection {
    /// Shows a prompt as `folds` says, unless its source is shown. Nothing happens for an item that
    /// is none.
    pub fn refold_prompt(
        &self,
        panes: &mut Panes,
        conversation: &Conversation,
        folds: &Folds,
        item: ItemId,
    ) {
        let doc = &mut panes.conversation.doc;
        if let Some(text) = text_of(conversation, item).filter(|_| !raw::is_raw(doc.lines(item))) {
            doc.replace(item, prompt(&text, extent(folds, item)));
        }
    }
}

/// Lets a search look into a prompt, if not all of it is shown and that costs no more than `most`.
pub(super) fn look_into(
    panes: &mut Panes,
    (conversation, folds): (&Conversation, &Folds),
    item: ItemId,
    most: usize,
) -> Look {
    let Some(text) = text_of(conversation, item) else {
        return Look::AllShown;
    };
    let doc = &mut panes.conversation.doc;
    let is_whole = extent(folds, item) == Extent::Whole;
    if is_whole || !is_prompt_cut(&text) || raw::is_raw(doc.lines(item)) {
        return Look::AllShown;
    }
    if text.len() > most {
        return Look::TooLarge;
    }
    Look::Read(doc.look_inside(item, &prompt(&text, Extent::Whole)))
}

fn extent(folds: &Folds, item: ItemId) -> Extent {
    match folds.is_found(PaneKind::Conversation, item) {
        true => Extent::Whole,
        false => Extent::Open,
    }
}

/// What the person said in an item, if it is a prompt.
fn text_of(conversation: &Conversation, item: ItemId) -> Option<String> {
    match &conversation.entry(EntryId(item.0))?.kind {
        EntryKind::User(blocks) => Some(prompt_text(blocks)),
        EntryKind::Assistant(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
    }
}
