//! Code that is not wrapped, and how far it is moved sideways.

use super::Pane;
use crate::pane::doc::Place;
use crate::text::line::LineKind;
use crate::text::wrap::code::{self, CodeView};

impl Pane {
    /// Shows long lines of code in one row each, or wraps them again.
    pub fn toggle_code(&mut self) {
        self.code = match self.code {
            CodeView::Wrapped => CodeView::From(0),
            CodeView::From(_) => CodeView::Wrapped,
        };
    }

    /// How code is shown that is wider than the pane.
    pub fn code(&self) -> CodeView {
        self.code
    }

    /// Moves code sideways that is not wrapped; negative is back to the beginning of its lines. No
    /// further than there is more to be seen.
    pub fn shift_code(&mut self, columns: i32) {
        let CodeView::From(from) = self.code else {
            return;
        };
        if columns < 0 || self.viewport().rows.iter().any(|seen| seen.row.cut_right) {
            self.code = CodeView::From(from.saturating_add_signed(columns));
        }
    }

    /// Lets blocks of code stand at their beginning of which every visible row fits: there is
    /// nothing to be moved for.
    pub(super) fn move_code(&mut self) {
        let (width, _) = self.size;
        let CodeView::From(from) = self.code else {
            return;
        };
        if from == 0 {
            return;
        }
        let visible = self.visible.iter().map(|line| (line.at.item, line.at.line));
        let visible: Vec<(usize, usize)> = visible.collect();
        let code = |(item, line): (usize, usize)| {
            let line = self.doc.line_at(item, line);
            line.filter(|line| line.kind == LineKind::Code)
        };
        let is_in_block = |before: &(usize, usize), at: &(usize, usize)| {
            before.0 == at.0
                && code(*before).is_some()
                && code(*at).is_some_and(|line| !line.is_code_label())
        };
        let mut moved = Vec::new();
        for block in visible.chunk_by(is_in_block) {
            let fits = |at: &(usize, usize)| code(*at).is_some_and(|line| code::fits(line, width));
            let from = if block.iter().all(fits) { 0 } else { from };
            moved.extend(
                block
                    .iter()
                    .filter(|at| code(**at).is_some())
                    .map(|at| (*at, from)),
            );
        }
        for ((item, line), from) in moved {
            self.doc.move_code(item, line, from);
        }
    }

    /// Moves code sideways so that a hit at this place is in sight.
    pub(super) fn reveal_column(&mut self, place: Place) {
        let (width, _) = self.size;
        let CodeView::From(from) = self.code else {
            return;
        };
        let (idx, byte) = (place.line as usize, place.byte as usize);
        let item = self.doc.position(place.item);
        let Some((item, line)) = item.and_then(|item| Some((item, self.doc.line_at(item, idx)?)))
        else {
            return;
        };
        if line.kind != LineKind::Code || width == 0 {
            return;
        }
        let (_, hits) = self.doc.hits_within((item, idx), &(byte..byte + 1));
        let hit = hits.into_iter().find(|hit| hit.start == byte);
        let start = code::column_of(line, byte);
        let end = hit.map_or(start, |hit| code::column_of(line, hit.end));
        let room = u32::from(code::room(line, width));
        if start < from || end > from.saturating_add(room) {
            // With some of what is before it, unless all of the beginning fits.
            let before = if end <= room { start } else { room / 3 };
            let from = start.saturating_sub(before);
            self.code = CodeView::From(from);
        }
    }
}
