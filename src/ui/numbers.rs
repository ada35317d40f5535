//! The number of a code block on the screen, and the key that copies the block by it.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::PaneKind;
use crate::app::panes;
use crate::text::width::columns;
use crate::text::wrap::{PROSE_COLUMNS, Row};
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// Columns between what stands in a row and how to copy the block.
const GAP: u16 = 3;

/// Says at the right of a block's first row how to copy it, left of its label. A block without a
/// label has it in the row above, where it is in nobody's way when the first line grows. Where that
/// would come too near to a text it is said in the first row of the block with the room.
pub fn paint(app: &App, body: Rect, pen: &mut Pen<'_>) {
    if app.numbers.blocks.is_empty() {
        return;
    }
    let Some(key) = app.key_for(Action::Copy) else {
        return;
    };
    let viewport = app.panes.conversation.viewport();
    for numbered in &app.numbers.blocks {
        let text = format!("{key} {} copies", numbered.number);
        let needed = u16::try_from(columns(&text)).unwrap_or(u16::MAX);
        let (width, _) = app.panes.conversation.size();
        let is_label = |row: &Row| row.fill == Some(Scope::Code) && row.pad > 0 && !goes_on(row);
        let own = viewport.rows.get(numbered.row);
        let has_label = own.is_some_and(|own| is_label(own.row));
        let is_free = |idx: &usize| {
            let row = viewport.rows.get(*idx).map(|visible| visible.row);
            let is_air = |row: &Row| used(row) <= row.lead;
            row.is_some_and(|row| row.fill.is_none() && (!has_label || is_air(row)))
        };
        let above = numbered.row.checked_sub(1).filter(is_free);
        let own = Some(numbered.row);
        let first = if has_label {
            [own, above]
        } else {
            [above, own]
        };
        let is_first = |idx: &usize| app.numbers.blocks.iter().any(|block| block.row == *idx);
        let below = (numbered.row + 1..viewport.rows.len()).take_while(|idx| {
            let row = viewport.rows.get(*idx).map(|visible| visible.row);
            row.is_some_and(|row| row.fill == Some(Scope::Code)) && !is_first(idx)
        });
        let rows = first.into_iter().flatten().chain(below);
        let mut ends = rows.filter_map(|idx| {
            let row = viewport.rows.get(idx)?.row;
            // A label stands at the right: before it there is its padding.
            // Anywhere else it is as near to the text as a label, unless that is in its way.
            let (taken, ends) = if is_label(row) {
                (row.lead, [(row.lead + row.pad).saturating_sub(GAP); 2])
            } else {
                (used(row), [width.min(PROSE_COLUMNS), width])
            };
            let mut ends = ends.into_iter();
            let end = ends.find(|end| taken + GAP + needed <= *end)?;
            Some((idx, end))
        });
        if let Some((idx, end)) = ends.next() {
            let y = body.y + u16::try_from(idx).unwrap_or(u16::MAX);
            let end = body.x + panes::indent(&app.areas, PaneKind::Conversation) + end;
            pen.text_right(end, y, &text, Scope::Dim);
        }
    }
}

/// Is it a further row of a line that is wrapped?
fn goes_on(row: &Row) -> bool {
    row.start > 0
}

/// Columns that a row takes.
fn used(row: &Row) -> u16 {
    row.pieces.iter().map(|piece| piece.columns).sum()
}
