//! The *composer* is the input box: text, caret, undo, and the prompts sent before.
//!
//! Editing is the text area crate's, known only here; the rows that are painted are our own
//! ([`rows`]), so that the real cursor stands at the caret and long pastes cost nothing. A paste
//! that is long stands in the text as one character and is shown as a label ([`paste`]); what is
//! sent holds every byte of it.

pub mod history;
pub mod paste;
pub mod rows;

use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::composer::history::History;
use crate::app::composer::paste::Pastes;
use crate::app::composer::rows::{ComposerRow, RowPart};
use crate::key::{Key, KeyCode, Mods};

/// The input box.
#[derive(Debug, Clone, Default)]
pub struct Composer {
    area: TextArea<'static>,
    pastes: Pastes,
    history: History,
    /// Columns of text, as of the last `prepare`.
    width: u16,
    rows: Vec<ComposerRow>,
    /// Row and column of the caret among `rows`.
    caret: (usize, u16),
    first_visible: usize,
    changed: bool,
}

/// Which way the caret goes by a painted row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Vertical {
    Up,
    Down,
}

impl Composer {
    /// Is there no text at all?
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// The text as it would be sent, pastes in full.
    pub fn text(&self) -> String {
        self.pastes.expand(&self.area.lines().join("\n"))
    }

    /// Replaces the text; the caret goes to its end. The old text is not kept.
    pub fn set_text(&mut self, text: &str) {
        self.pastes = Pastes::default();
        self.area = TextArea::default();
        // What comes back is to be edited, so only what no one could read is folded.
        let piece = self.pastes.fold(text, &paste::RETURNED);
        self.area.insert_str(piece.as_ref());
        self.changed = true;
    }

    /// Takes the text out and remembers it in the history.
    pub fn take(&mut self) -> String {
        let text = self.text();
        self.history.remember(&text);
        self.set_text("");
        text
    }

    /// Remembers a text in the history without touching what is being written.
    pub fn remember(&mut self, text: &str) {
        self.history.remember(text);
    }

    /// Inserts a paste at the caret as one step of undo; a long one is folded into a label.
    pub fn insert(&mut self, text: &str) {
        let piece = self.pastes.fold(text, &paste::PASTED);
        self.area.insert_str(piece.as_ref());
        self.edited(true);
    }

    /// Puts a text that came from elsewhere behind what is written, as one step of undo; a long one
    /// is folded into a label. The caret stays where somebody writes; else it goes behind the text,
    /// and on a line of its own behind several lines.
    pub fn append(&mut self, text: &str) {
        let was_empty = self.is_empty();
        let caret = self.area.cursor();
        let piece = self.pastes.fold(text, &paste::PASTED);
        let piece = match (was_empty, text.contains('\n')) {
            (true, false) => piece.into_owned(),
            (true, true) => format!("{piece}\n"),
            (false, _) => format!("\n\n{piece}"),
        };
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
        self.area.insert_str(piece);
        if !was_empty {
            self.jump(caret.0, caret.1);
        }
        self.edited(true);
    }

    /// Hands a key to the text area. Answers whether it meant anything there.
    pub fn input(&mut self, key: Key) -> bool {
        let Some(input) = area_input(key) else {
            return false;
        };
        if key.mods == Mods::NONE
            && let Some(done) = self.by_grapheme(key.code)
        {
            return done;
        }
        let before = self.area.cursor();
        let edited = self.area.input(input);
        self.edited(edited);
        edited || self.area.cursor() != before
    }

    /// Moves and deletes by what a reader takes for one character; the text area knows only code
    /// points, and would take an emoji apart. `None` for other keys, and at the ends of a line,
    /// where both mean the same.
    fn by_grapheme(&mut self, code: KeyCode) -> Option<bool> {
        let cursor = self.area.cursor();
        let (row, column) = (cursor.0, cursor.1);
        let line = self.area.lines().get(row)?;
        let mut start = 0;
        let (mut before, mut after) = (None, None);
        for grapheme in line.graphemes(true) {
            let end = start + grapheme.chars().count();
            if start < column {
                before = Some(start);
            }
            if end > column {
                after = Some(end);
                break;
            }
            start = end;
        }
        match code {
            KeyCode::Left => self.jump(row, before?),
            KeyCode::Right => self.jump(row, after?),
            KeyCode::Backspace => {
                let before = before?;
                self.jump(row, before);
                let deleted = self.area.delete_str(column - before);
                self.edited(deleted);
            }
            KeyCode::Delete => {
                let n_chars = after? - column;
                let deleted = self.area.delete_str(n_chars);
                self.edited(deleted);
            }
            _ => return None,
        }
        Some(true)
    }

    /// Inserts a line break.
    pub fn newline(&mut self) {
        self.area.insert_newline();
        self.edited(true);
    }

    /// Deletes from the start of the line to the caret.
    pub fn delete_to_start(&mut self) {
        let changed = self.area.delete_line_by_head();
        self.edited(changed);
    }

    /// Takes the last edit back.
    pub fn undo(&mut self) {
        let changed = self.area.undo();
        self.edited(changed);
    }

    /// Makes the last edit that was taken back.
    pub fn redo(&mut self) {
        let changed = self.area.redo();
        self.edited(changed);
    }

    /// The person has changed the text, or nothing happened. What comes from the history and is
    /// changed is a new text: walking on must not throw it away.
    fn edited(&mut self, changed: bool) {
        self.changed |= changed;
        if changed {
            self.history.leave();
        }
    }

    /// Moves the caret by a painted row; at the edge, walks the history. Answers whether anything
    /// happened.
    pub fn vertical(&mut self, way: Vertical) -> bool {
        self.lay_out();
        let (row, column) = self.caret;
        let target = match way {
            Vertical::Up => row.checked_sub(1),
            Vertical::Down => Some(row + 1).filter(|row| *row < self.rows.len()),
        };
        let Some(target) = target else {
            return self.walk_history(way);
        };
        let Some(row) = self.rows.get(target) else {
            return false;
        };
        self.jump(row.line, row.char_at(column));
        true
    }

    /// Puts the caret at a cell of the visible rows, or at the nearest one; valid after `prepare`.
    pub fn to_cell(&mut self, row: u16, column: u16) {
        let last = self.rows.len().saturating_sub(1);
        let idx = (self.first_visible + usize::from(row)).min(last);
        let Some(row) = self.rows.get(idx) else {
            return;
        };
        self.jump(row.line, row.char_at(column));
    }

    fn walk_history(&mut self, way: Vertical) -> bool {
        let text = match way {
            Vertical::Up => self.history.back(&self.text()),
            Vertical::Down => self.history.forward(),
        };
        let Some(text) = text else { return false };
        self.set_text(&text);
        true
    }

    fn jump(&mut self, line: usize, char_idx: usize) {
        let at = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area
            .move_cursor(CursorMove::Jump(at(line), at(char_idx)));
    }

    /// Has the text changed since the last call?
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Lays the text out at `width` columns and keeps the caret within `max_rows` visible rows.
    /// Answers how many rows are to be shown, at least one.
    pub fn prepare(&mut self, width: u16, max_rows: u16) -> u16 {
        self.width = width.max(1);
        self.lay_out();
        let shown = self.rows.len().clamp(1, usize::from(max_rows.max(1)));
        let caret_row = self.caret.0;
        self.first_visible = self
            .first_visible
            .min(self.rows.len() - shown.min(self.rows.len()));
        if caret_row < self.first_visible {
            self.first_visible = caret_row;
        } else if caret_row >= self.first_visible + shown {
            self.first_visible = caret_row + 1 - shown;
        }
        u16::try_from(shown).unwrap_or(max_rows)
    }

    fn lay_out(&mut self) {
        let cursor = self.area.cursor();
        let (rows, caret) = rows::lay_out(
            self.area.lines(),
            &self.pastes,
            usize::from(self.width.max(1)),
            (cursor.0, cursor.1),
        );
        self.rows = rows;
        self.caret = caret;
    }

    /// The visible rows from top to bottom; valid after `prepare`.
    pub fn visible(&self, n_rows: u16) -> impl Iterator<Item = &[RowPart]> {
        self.rows
            .iter()
            .skip(self.first_visible)
            .take(usize::from(n_rows))
            .map(|row| row.parts.as_slice())
    }

    /// Row below the first visible one, and column, of the caret; valid after `prepare`.
    pub fn caret(&self) -> (u16, u16) {
        let row = self.caret.0.saturating_sub(self.first_visible);
        (u16::try_from(row).unwrap_or(0), self.caret.1)
    }

    /// Rows above and below the visible ones.
    pub fn hidden(&self, n_rows: u16) -> (usize, usize) {
        let above = self.first_visible;
        (
            above,
            self.rows.len().saturating_sub(above + usize::from(n_rows)),
        )
    }
}

/// A key as the text area knows it; `None` for keys that mean nothing there.
fn area_input(key: Key) -> Option<Input> {
    let area_key = match key.code {
        KeyCode::Char(c) if !c.is_control() => AreaKey::Char(c),
        KeyCode::Backspace => AreaKey::Backspace,
        KeyCode::Delete => AreaKey::Delete,
        KeyCode::Left => AreaKey::Left,
        KeyCode::Right => AreaKey::Right,
        KeyCode::Home => AreaKey::Home,
        KeyCode::End => AreaKey::End,
        _ => return None,
    };
    // Plane 16 stands for folded pastes: nobody types it, and a stray one must not open another's.
    if let KeyCode::Char(c) = key.code
        && paste::is_token(c)
    {
        return None;
    }
    Some(Input {
        key: area_key,
        ctrl: key.mods.ctrl,
        alt: key.mods.alt,
        shift: key.mods.shift,
    })
}

#[cfg(test)]
mod tests;
