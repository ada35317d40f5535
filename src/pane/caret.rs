//! A *caret* is a place in a pane that keys move: by graphemes, words, rows, pages.
//!
//! It stands on a grapheme, never between two, and in what is laid out side by side (a table) on
//! the whole line. A step costs the line it stands in and the rows it passes, whatever the doc
//! holds. What a caret is moved for, and that it stays in sight ([`Pane::show`]), is the business
//! of whoever moves it.

use super::cells::cell_at;
use super::doc::walk::Spot;
use super::doc::{Doc, Place};
use super::graphemes;
use super::scroll::{Pane, VisibleLine};
use super::selection::{byte_in, content, is_text, place_at};
use crate::text::line::{Line, LineKind};
use crate::text::wrap::lead_of;

/// A place that is moved by keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caret {
    /// The grapheme it stands on.
    pub place: Place,
    /// The column that it keeps to on its way up and down, from the left edge of the text.
    goal: Option<u16>,
}

/// One move of a caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Step {
    Left,
    Right,
    WordLeft,
    WordRight,
    RowUp,
    RowDown,
    PageUp,
    PageDown,
    LineStart,
    LineEnd,
    Top,
    Bottom,
}

impl Caret {
    /// A caret at a place.
    pub fn at(place: Place) -> Self {
        Self { place, goal: None }
    }
}

impl Pane {
    /// A caret at the first visible line with any text; `None` where nothing is shown. Valid after
    /// `prepare`.
    pub fn first_caret(&self) -> Option<Caret> {
        let viewport = self.viewport();
        let has_text = |row: usize| {
            let line = viewport.rows.get(row);
            let line = line.and_then(|row| self.doc.lines(row.item).get(row.line as usize));
            line.is_some_and(|line| !line.is_empty())
        };
        let row = (0..viewport.rows.len()).find(|row| has_text(*row));
        let row = u16::try_from(row.unwrap_or_default()).unwrap_or(u16::MAX);
        place_at(self, 0, row).map(Caret::at)
    }

    /// Where a caret stands after one step; where it stood if there is nothing beyond.
    pub fn step(&mut self, caret: Caret, step: Step) -> Caret {
        let Some(at) = self.doc.place_to_line(caret.place) else {
            return caret;
        };
        let (_, height) = self.size();
        let page = usize::from(height.saturating_sub(2).max(1));
        let byte = caret.place.byte as usize;
        let moved = match step {
            Step::RowUp => return self.vertical(caret, at, Vertical::Up(1)),
            Step::RowDown => return self.vertical(caret, at, Vertical::Down(1)),
            Step::PageUp => return self.vertical(caret, at, Vertical::Up(page)),
            Step::PageDown => return self.vertical(caret, at, Vertical::Down(page)),
            Step::Left => left(&self.doc, at, byte),
            Step::Right => right(&self.doc, at, byte),
            Step::WordLeft => word_left(&self.doc, at, byte),
            Step::WordRight => word_right(&self.doc, at, byte),
            Step::LineStart => Some((at, 0)),
            Step::LineEnd => Some((at, self.doc.line_at(at.0, at.1).map_or(0, last_stop))),
            Step::Top => self.doc.first().map(|spot| ((spot.item, spot.line), 0)),
            Step::Bottom => self.doc.last().map(|spot| {
                let last = self.doc.line_at(spot.item, spot.line).map_or(0, last_stop);
                ((spot.item, spot.line), last)
            }),
        };
        let place = moved.and_then(|(at, byte)| place(&self.doc, at, byte));
        place.map_or(caret, Caret::at)
    }

    /// The cell of a place, as column and row from the top left of the text; `None` if it is not
    /// visible. Valid after `prepare`.
    pub fn cell_of(&self, place: Place) -> Option<(u16, u16)> {
        let (item, idx) = self.doc.place_to_line(place)?;
        let line = self.doc.line_at(item, idx)?;
        let (width, _) = self.size();
        let lead = lead_of(line, width);
        let rows = self.doc.known_rows(item, idx);
        let mut y = 0;
        for &VisibleLine { at, to } in &self.visible {
            if (at.item, at.line) != (item, idx) {
                y += to - at.row;
                continue;
            }
            if !is_text(line) {
                return Some((lead, u16::try_from(y).ok()?));
            }
            let row = rows.partition_point(|row| row.start <= place.byte);
            let row = row.saturating_sub(1);
            if !(at.row..to).contains(&row) {
                return None;
            }
            let mut column = lead;
            for (start, byte, n_columns) in content(rows.get(row)?, lead) {
                if byte > place.byte as usize {
                    break;
                }
                // Spaces at the end of a row are not shown: their cell is the one behind it.
                let is_behind = byte < place.byte as usize;
                column = start + if is_behind { n_columns } else { 0 };
            }
            let y = u16::try_from(y + row - at.row).ok()?;
            return Some((column.min(width.saturating_sub(1)), y));
        }
        None
    }

    fn vertical(&mut self, caret: Caret, at: At, way: Vertical) -> Caret {
        let Some(from) = self.spot_of(caret.place, at, way) else {
            return caret;
        };
        let goal = caret
            .goal
            .unwrap_or_else(|| self.column_of(caret.place, from));
        let to = match way {
            Vertical::Up(n) => self.doc.up(from, n),
            Vertical::Down(n) => self.doc.down(from, n).0,
        };
        if to == from {
            return caret;
        }
        let (width, _) = self.size();
        let row = self.doc.rows_of(to.item, to.line).get(to.row).cloned();
        let line = self.doc.line_at(to.item, to.line);
        let byte = match line.zip(row) {
            Some((line, row)) if is_text(line) => {
                let byte = byte_in(line, &row, width, goal);
                byte.min(last_stop(line))
            }
            _ => 0,
        };
        let place = place(&self.doc, (to.item, to.line), byte);
        place.map_or(caret, |place| Caret {
            place,
            goal: Some(goal),
        })
    }

    /// The row of a place; of a line that is one stop the row at which a move leaves it.
    fn spot_of(&mut self, place: Place, (item, line): At, way: Vertical) -> Option<Spot> {
        if is_text(self.doc.line_at(item, line)?) {
            return self.doc.spot(place.item, line, place.byte);
        }
        let last = self.doc.rows_of(item, line).len().saturating_sub(1);
        let row = match way {
            Vertical::Up(_) => 0,
            Vertical::Down(_) => last,
        };
        Some(Spot { item, line, row })
    }

    fn column_of(&self, place: Place, spot: Spot) -> u16 {
        let (width, _) = self.size();
        let Some(line) = self.doc.line_at(spot.item, spot.line) else {
            return 0;
        };
        let row = self.doc.known_rows(spot.item, spot.line).get(spot.row);
        let cells = row.map(|row| content(row, lead_of(line, width)));
        let cell = cells.and_then(|cells| {
            let is_it = |(_, byte, _): &(u16, usize, u16)| *byte >= place.byte as usize;
            cells.into_iter().find(is_it)
        });
        cell.map_or(0, |(column, _, _)| column)
    }
}

/// First and last grapheme of the word at a place, in a table within its cell; of another line that
/// is one stop the place itself.
pub fn word_at(doc: &Doc, at: Place) -> (Place, Place) {
    let Some(line) = doc.lines(at.item).get(at.line as usize) else {
        return (at, at);
    };
    match cell_at(line, at.byte as usize) {
        Some((cell, start)) => word_in(&cell, start, at),
        None => word_in(line, 0, at),
    }
}

/// The word at a place whose line, or what is told of it here, begins with byte `start`.
fn word_in(line: &Line, start: usize, at: Place) -> (Place, Place) {
    if !is_text(line) {
        return (at, at);
    }
    let byte = (at.byte as usize).saturating_sub(start);
    // Behind the text it is the last word.
    let here = stops_from(line, byte).next();
    let Some((here, class)) = here.or_else(|| stops_before(line, byte).next()) else {
        return (at, at);
    };
    let is_same = |stop: &(usize, Class)| stop.1 == class;
    let first = stops_before(line, here).take_while(is_same).last();
    let last = stops_from(line, here).take_while(is_same).last();
    let place = |stop: Option<(usize, Class)>| Place {
        byte: narrow(start + stop.map_or(here, |(byte, _)| byte)),
        ..at
    };
    (place(first), place(last))
}

/// First and last grapheme of the line of a place.
pub fn line_of(doc: &Doc, at: Place) -> (Place, Place) {
    let line = doc.lines(at.item).get(at.line as usize);
    let last = line.map_or(0, |line| match &line.kind {
        LineKind::Table(_) => usize::MAX,
        _ if is_text(line) => last_stop(line),
        _ => 0,
    });
    let place = |byte| Place { byte, ..at };
    (place(0), place(narrow(last)))
}

/// A line by the index of its item and by its own.
type At = (usize, usize);

#[derive(Debug, Clone, Copy)]
enum Vertical {
    Up(usize),
    Down(usize),
}

/// What of a text a grapheme is part of: words are told from what stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Sign,
}

/// The byte of each grapheme of a line from `byte` on, and its class.
fn stops_from(line: &Line, byte: usize) -> impl Iterator<Item = (usize, Class)> {
    let found = graphemes::from(line, byte).filter(|_| is_text(line));
    found.map(|(at, grapheme)| (at, Class::of(grapheme)))
}

/// The same of those before `byte`, the last one first.
fn stops_before(line: &Line, byte: usize) -> impl Iterator<Item = (usize, Class)> {
    let found = graphemes::before(line, byte).filter(|_| is_text(line));
    found.map(|(at, grapheme)| (at, Class::of(grapheme)))
}

impl Class {
    fn of(grapheme: &str) -> Self {
        match grapheme.chars().next() {
            Some(c) if c.is_whitespace() => Self::Space,
            Some(c) if c.is_alphanumeric() || c == '_' => Self::Word,
            _ => Self::Sign,
        }
    }
}

fn last_stop(line: &Line) -> usize {
    let last = stops_before(line, usize::MAX).next();
    last.map_or(0, |(start, _)| start)
}

fn left(doc: &Doc, at: At, byte: usize) -> Option<(At, usize)> {
    let line = doc.line_at(at.0, at.1)?;
    if let Some((start, _)) = stops_before(line, byte).next() {
        return Some((at, start));
    }
    let before = doc.line_before(at.0, at.1)?;
    let line = doc.line_at(before.0, before.1)?;
    Some((before, last_stop(line)))
}

fn right(doc: &Doc, at: At, byte: usize) -> Option<(At, usize)> {
    let line = doc.line_at(at.0, at.1)?;
    let after = stops_from(line, byte).find(|(start, _)| *start > byte);
    if let Some((start, _)) = after {
        return Some((at, start));
    }
    Some((doc.line_after(at.0, at.1)?, 0))
}

/// To the next beginning of a word or of a run of signs.
fn word_right(doc: &Doc, at: At, byte: usize) -> Option<(At, usize)> {
    let mut stops = stops_from(doc.line_at(at.0, at.1)?, byte);
    let mut before = stops.next();
    for stop in stops {
        let goes_on = before.is_some_and(|(_, class)| class == stop.1);
        if !goes_on && stop.1 != Class::Space {
            return Some((at, stop.0));
        }
        before = Some(stop);
    }
    Some((doc.line_after(at.0, at.1)?, 0))
}

/// To the beginning of a word or of a run of signs before this place.
fn word_left(doc: &Doc, at: At, byte: usize) -> Option<(At, usize)> {
    let before = stops_before(doc.line_at(at.0, at.1)?, byte);
    let mut before = before.skip_while(|(_, class)| *class == Class::Space);
    if let Some((start, class)) = before.next() {
        let first = before.take_while(|(_, other)| *other == class).last();
        return Some((at, first.map_or(start, |(first, _)| first)));
    }
    if byte > 0 {
        return Some((at, 0));
    }
    left(doc, at, byte)
}

fn place(doc: &Doc, (item, line): At, byte: usize) -> Option<Place> {
    Some(Place {
        item: doc.id_at(item)?,
        line: narrow(line),
        byte: narrow(byte),
    })
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
