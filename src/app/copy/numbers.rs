//! The *numbers* of the code blocks on the screen: those by which they are picked to be copied.
//!
//! Blocks are numbered within their turn, so a number stays what it was while more arrives, and
//! only those of the turn that would be offered have one. Numbers are found anew for each frame,
//! for the few blocks whose first row is in it. What stands above them in a long turn is read
//! little by little, and they have no number before that is done; nor has a turn any while part of
//! it is shown raw, where code cannot be told from the rest.

use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::app::projection::Projection;
use crate::app::projection::raw::RawShown;
use crate::pane::doc::ItemId;
use crate::text::line::LineKind;
use crate::theme::Scope;

/// A block of code whose first row is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// Which row of the conversation, from 0 at its top.
    pub row: usize,
    /// Its number in its turn, from 1.
    pub number: usize,
}

/// The blocks on the screen that have a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// From top to bottom.
    pub blocks: Vec<Numbered>,
    /// Is there more to read before they can have one?
    pub is_reading: bool,
}

/// The turn of what is pointed at, or else the one that fills most of the screen, of equals the
/// newest; by the place of its prompt among the items. `None` where no turn is to be seen.
pub fn turn_in_sight(
    panes: &Panes,
    projection: &Projection,
    pointed: Option<ItemId>,
) -> Option<usize> {
    let doc = &panes.conversation.doc;
    if let Some(turn) = pointed.and_then(|item| projection.turn_of(doc, item)) {
        return Some(turn);
    }
    let rows = panes.conversation.viewport().rows;
    let turns = rows.iter().map(|row| projection.turn_of(doc, row.item));
    let turns: Vec<Option<usize>> = turns.collect();
    let runs = turns.chunk_by(|a, b| a == b).rev();
    let mut most: Option<(usize, usize)> = None;
    for run in runs {
        if let Some(turn) = run.first().copied().flatten()
            && most.is_none_or(|(n_rows, _)| run.len() > n_rows)
        {
            most = Some((run.len(), turn));
        }
    }
    most.map(|(_, turn)| turn)
}

/// The blocks of the turn in sight that begin on the screen; `raw` is what is shown raw, `pointed`
/// the item that is pointed at.
pub fn numbered(
    panes: &mut Panes,
    projection: &Projection,
    raw: &[RawShown],
    pointed: Option<ItemId>,
) -> Numbers {
    // Most screens have no code, and this is asked for each frame.
    let rows = panes.conversation.viewport().rows;
    if !rows.iter().any(|row| row.row.fill == Some(Scope::Code)) {
        return Numbers::default();
    }
    let Some(turn) = turn_in_sight(panes, projection, pointed) else {
        return Numbers::default();
    };
    let pane = &mut panes.conversation;
    let is_of_turn = |item: ItemId| projection.turn_of(&pane.doc, item) == Some(turn);
    let mut raw = raw.iter().filter(|raw| raw.kind == PaneKind::Conversation);
    if raw.any(|raw| is_of_turn(raw.item)) {
        return Numbers::default();
    }
    let rows = pane.viewport().rows;
    let firsts = rows.iter().enumerate().filter(|(_, row)| {
        let line = pane.doc.lines(row.item).get(row.line as usize);
        let is_first = row.row.start == 0 || row.row.cut_left;
        is_first && line.is_some_and(|line| line.kind == LineKind::Code) && is_of_turn(row.item)
    });
    let firsts: Vec<(usize, ItemId, u32)> =
        firsts.map(|(idx, row)| (idx, row.item, row.line)).collect();
    let places = firsts.iter().map(|(_, item, _)| pane.doc.position(*item));
    let Some(last) = places.flatten().max() else {
        return Numbers::default();
    };
    if !pane.doc.read_code(turn, last) {
        return Numbers {
            blocks: Vec::new(),
            is_reading: true,
        };
    }
    let blocks = firsts.into_iter().filter_map(|(row, item, line)| {
        let number = pane.doc.code_number(turn, item, line)?;
        Some(Numbered { row, number })
    });
    Numbers {
        blocks: blocks.collect(),
        is_reading: false,
    }
}
