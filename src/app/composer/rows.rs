//! The rows of the composer: its lines, wrapped at a width, with the place of the caret.
//!
//! Unlike the wrapping of prose nothing is swallowed at a break: the caret can stand behind every
//! character, so every character has a place.

use unicode_segmentation::UnicodeSegmentation;

use crate::app::composer::paste::{self, Pastes};
use crate::text::sanitize::one_line;
use crate::text::width;

/// One painted row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposerRow {
    /// Index of the line it belongs to.
    pub line: usize,
    /// What is painted, from left to right.
    pub parts: Vec<RowPart>,
    /// For every grapheme: the index of its first character in the line, and its column.
    places: Vec<(usize, u16)>,
    /// Index of the first character after the row, and the column there.
    end: (usize, u16),
    /// Does the line go on in the next row?
    soft: bool,
}

/// A run of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPart {
    /// Typed text.
    Text(String),
    /// The label of a folded paste.
    Label(String),
}

impl ComposerRow {
    /// The character nearest to `column`, for moving the caret up and down.
    pub fn char_at(&self, column: u16) -> usize {
        let end = if self.soft {
            self.places.last().copied().unwrap_or(self.end)
        } else {
            self.end
        };
        if column >= end.1 {
            return end.0;
        }
        self.places
            .iter()
            .rev()
            .find(|(_, at)| *at <= column)
            .map_or(end.0, |(idx, _)| *idx)
    }
}

/// Lays `lines` out at `width` columns. `caret` is line and character; its row and column come
/// back beside the rows. There is always at least one row.
pub fn lay_out(
    lines: &[String],
    pastes: &Pastes,
    width: usize,
    caret: (usize, usize),
) -> (Vec<ComposerRow>, (usize, u16)) {
    let mut rows = Vec::with_capacity(lines.len());
    let mut at = (0, 0);
    for (line_idx, line) in lines.iter().enumerate() {
        let first = rows.len();
        wrap_line(line_idx, line, pastes, width, &mut rows);
        if line_idx == caret.0 {
            at = place_caret(&rows, first, caret.1);
        }
    }
    if rows.is_empty() {
        rows.push(ComposerRow {
            line: 0,
            parts: Vec::new(),
            places: Vec::new(),
            end: (0, 0),
            soft: false,
        });
    }
    (rows, at)
}

/// Row and column of a character of the line whose rows begin at `first`.
fn place_caret(rows: &[ComposerRow], first: usize, char_idx: usize) -> (usize, u16) {
    for (idx, row) in rows.iter().enumerate().skip(first) {
        if char_idx < row.end.0 {
            let column = row
                .places
                .iter()
                .rev()
                .find(|(start, _)| *start <= char_idx)
                .map_or(0, |(_, column)| *column);
            return (idx, column);
        }
    }
    let last = rows.len().saturating_sub(1);
    (last, rows.get(last).map_or(0, |row| row.end.1))
}

/// One grapheme, ready to be placed.
struct Glyph {
    char_idx: usize,
    n_chars: usize,
    shown: RowPart,
    columns: usize,
    space: bool,
}

fn wrap_line(
    line_idx: usize,
    line: &str,
    pastes: &Pastes,
    width: usize,
    rows: &mut Vec<ComposerRow>,
) {
    let glyphs = glyphs(line, pastes, width);
    let mut start = 0;
    loop {
        let (end, soft) = row_end(&glyphs, start, width);
        let row = glyphs.get(start..end).unwrap_or(&[]);
        rows.push(build_row(line_idx, row, soft));
        start = end;
        if !soft {
            break;
        }
    }
    // The caret behind a full last row stands on a row of its own, as in every editor.
    if let Some(last) = rows.last()
        && usize::from(last.end.1) >= width
        && !last.places.is_empty()
    {
        let end = (last.end.0, 0);
        rows.push(ComposerRow {
            line: line_idx,
            parts: Vec::new(),
            places: Vec::new(),
            end,
            soft: false,
        });
        let before = rows.len() - 2;
        if let Some(row) = rows.get_mut(before) {
            row.soft = true;
        }
    }
}

/// Where the row that begins at `start` ends, and whether the line goes on.
fn row_end(glyphs: &[Glyph], start: usize, width: usize) -> (usize, bool) {
    let mut used = 0;
    let mut after_space = None;
    for (idx, glyph) in glyphs.iter().enumerate().skip(start) {
        if used + glyph.columns > width && idx > start {
            return (after_space.unwrap_or(idx), true);
        }
        used += glyph.columns;
        if glyph.space {
            after_space = Some(idx + 1);
        }
    }
    (glyphs.len(), false)
}

fn build_row(line: usize, glyphs: &[Glyph], soft: bool) -> ComposerRow {
    let mut row = ComposerRow {
        line,
        parts: Vec::new(),
        places: Vec::new(),
        end: (0, 0),
        soft,
    };
    let mut column = 0;
    for glyph in glyphs {
        row.places.push((glyph.char_idx, column));
        column = column.saturating_add(u16::try_from(glyph.columns).unwrap_or(u16::MAX));
        row.end = (glyph.char_idx + glyph.n_chars, column);
        match (&glyph.shown, row.parts.last_mut()) {
            (RowPart::Text(text), Some(RowPart::Text(run))) => run.push_str(text),
            (part, _) => row.parts.push(part.clone()),
        }
    }
    row
}

fn glyphs(line: &str, pastes: &Pastes, width: usize) -> Vec<Glyph> {
    let mut char_idx = 0;
    line.graphemes(true)
        .map(|grapheme| {
            let n_chars = grapheme.chars().count();
            let first = char_idx;
            char_idx += n_chars;
            let label = grapheme
                .chars()
                .next()
                .filter(|c| paste::is_token(*c))
                .and_then(|c| pastes.label(c));
            let shown = match label {
                Some(label) => RowPart::Label(width::fit(&label, width)),
                None => RowPart::Text(one_line(grapheme)),
            };
            let columns = match &shown {
                RowPart::Text(text) | RowPart::Label(text) => width::columns(text),
            };
            Glyph {
                char_idx: first,
                n_chars,
                shown,
                columns,
                space: grapheme == " ",
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, width: usize, caret: usize, rows: &[&str], at: (usize, u16)) {
        let (got, got_at) = lay_out(&[line.to_owned()], &Pastes::default(), width, (0, caret));
        let got: Vec<String> = got.iter().map(text_of).collect();
        assert_eq!(got, rows);
        assert_eq!(got_at, at);
    }

    fn text_of(row: &ComposerRow) -> String {
        row.parts
            .iter()
            .map(|part| match part {
                RowPart::Text(text) | RowPart::Label(text) => text.as_str(),
            })
            .collect()
    }

    #[test]
    fn words_move_to_the_next_row_and_the_caret_with_them() {
        check("one two", 5, 7, &["one ", "two"], (1, 3));
        check("one two", 5, 4, &["one ", "two"], (1, 0));
        check("", 5, 0, &[""], (0, 0));
    }

    #[test]
    fn a_full_last_row_gives_the_caret_a_row_of_its_own() {
        check("abcde", 5, 5, &["abcde", ""], (1, 0));
    }

    #[test]
    fn wide_characters_count_two_columns() {
        check("漢字", 10, 1, &["漢字"], (0, 2));
    }

    proptest! {
        #[test]
        fn every_character_has_a_place_within_the_width(line in "[a-z 漢é]{0,60}", width in 2usize..40) {
            let lines = [line.clone()];
            let n_chars = line.chars().count();
            for caret in 0..=n_chars {
                let (rows, (row, column)) = lay_out(&lines, &Pastes::default(), width, (0, caret));
                prop_assert!(usize::from(column) <= width);
                prop_assert_eq!(rows[row].char_at(column), caret, "row {} column {}", row, column);
                let joined: String = rows.iter().map(text_of).collect();
                prop_assert_eq!(&joined, &line);
            }
        }
    }
}
