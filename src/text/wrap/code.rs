//! *Rows of code*: wrapped, or one row for each line, of which as much is shown as fits.
//!
//! Code that is wrapped is parted where it reads well, and further rows stand further in than the
//! line begins, so that the indentation of a block can still be seen. The first row takes all the
//! room there is: a line that fits is one row.
//!
//! Code that is not wrapped is seen through a window that can be moved sideways: a row says on
//! which sides of it there is more, and what a mark for that looks like is known to whoever paints.
//! The label of a block stands at the right, but no farther from it than prose is wide: a place
//! that asked for the code would move while that arrives.

use super::{
    Content, PROSE_COLUMNS, Piece, Row, exactly, lead_columns, offset, pieces, with_lead, wrap_text,
};
use crate::text::line::{Line, Span};
use crate::text::split::{Breaks, split_hanging};
use crate::text::width::{columns, graphemes};
use crate::theme::Scope;

/// How lines of code are shown that are wider than their pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeView {
    /// In as many rows as they need.
    #[default]
    Wrapped,
    /// In one row, from this column on.
    From(u32),
}

/// Columns by which the further rows of a line stand further in than its first one, if the pane is
/// wide enough: a sign that the line goes on, and a blank.
const STEP: usize = 2;

/// The rows of a line of code, wrapped.
pub(super) fn rows(line: &Line, width: u16) -> Vec<Row> {
    let room = room(line, width);
    if line.is_code_label() {
        let fits = line_columns(line) <= usize::from(room);
        return if fits {
            vec![label(line, width)]
        } else {
            wrap_text(line, width, Breaks::Anywhere, Some(Scope::Code))
        };
    }
    let hang = hang(line, room);
    let widths = (usize::from(room), usize::from(room - hang));
    let stretches = split_hanging(&line.spans, widths.0, widths.1, Breaks::Code);
    let last = stretches.len().saturating_sub(1);
    let stretches = stretches.into_iter().enumerate();
    let rows = stretches.map(|(idx, stretch)| {
        let pad = if idx == 0 { 0 } else { hang };
        let text = pieces(&line.spans, stretch, room - pad);
        let lead = if idx == 0 {
            &line.lead.first
        } else {
            &line.lead.rest
        };
        let lead_width = width - room;
        let mut content = exactly(lead, lead_width);
        content.extend(Piece::spaces(pad));
        content.extend(text);
        Row {
            pieces: content,
            soft: idx < last,
            start: offset(stretch.start.total),
            fill: Some(Scope::Code),
            lead: lead_width,
            pad,
            ..Row::default()
        }
    });
    rows.collect()
}

/// Columns of blanks in front of the further rows of a line: its own and a step, but at most half
/// of the room, and never so many that a wide character has none.
fn hang(line: &Line, room: u16) -> u16 {
    let texts = line.spans.iter().map(|span| span.text.as_str());
    let mut own = 0;
    for text in texts {
        let n_blank = text.len() - text.trim_start_matches(' ').len();
        own += n_blank;
        if n_blank < text.len() {
            break;
        }
    }
    let wanted = u16::try_from(own + STEP).unwrap_or(u16::MAX);
    wanted.min(room / 2).min(room.saturating_sub(2))
}

/// The one row of a line of code that shows it from column `from` on, at most `width` columns wide,
/// its lead included. A wide character of which only a half is in sight is left blank. `width` is
/// at least 1.
pub fn cut(line: &Line, width: u16, from: u32) -> Row {
    let width = width.max(1);
    if line.is_code_label() {
        return label(line, width);
    }
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let end = from.saturating_add(usize::from(room(line, width)));
    let mut pieces = Vec::new();
    let (mut pad, mut cut_right) = (0, false);
    let (mut column, mut skipped, mut byte) = (0, 0, 0);
    'line: for span in &line.spans {
        let mut shown = 0..0;
        for grapheme in graphemes(&span.text) {
            let after = column + usize::from(grapheme.columns);
            let next = grapheme.at + grapheme.text.len();
            if column < from {
                pad = after.saturating_sub(from);
                skipped = byte + next;
                shown = next..next;
            } else if after > end {
                cut_right = true;
                pieces.extend(piece(span, shown.start, shown.end));
                break 'line;
            } else {
                shown.end = next;
            }
            column = after;
        }
        pieces.extend(piece(span, shown.start, shown.end));
        byte += span.text.len();
    }
    // Of a character at the left the other half may be beyond the right edge of a narrow pane.
    let pad = u16::try_from(pad)
        .unwrap_or(u16::MAX)
        .min(room(line, width));
    Row {
        cut_left: skipped > 0,
        cut_right,
        ..row(line, width, pad, (offset(skipped), pieces))
    }
}

/// The column in which byte `byte` of the text of a line of code stands, without its lead.
pub fn column_of(line: &Line, byte: usize) -> u32 {
    let mut before = 0;
    let mut left = byte;
    for span in &line.spans {
        let part = span.text.get(..left).unwrap_or(&span.text);
        before += columns(part);
        left = left.saturating_sub(span.text.len());
        if left == 0 {
            break;
        }
    }
    u32::try_from(before).unwrap_or(u32::MAX)
}

/// Columns that a pane of this width has for the text of a line of code.
pub fn room(line: &Line, width: u16) -> u16 {
    width - lead_columns(line, width)
}

/// Is all of a line of code to be seen in one row from its beginning? Asks no more of its text than
/// what may fit.
pub fn fits(line: &Line, width: u16) -> bool {
    let mut left = usize::from(room(line, width));
    let mut spans = line.spans.iter().flat_map(|span| graphemes(&span.text));
    line.is_code_label()
        || spans.all(|grapheme| {
            let rest = left.checked_sub(usize::from(grapheme.columns));
            left = rest.unwrap_or_default();
            rest.is_some()
        })
}

fn label(line: &Line, width: u16) -> Row {
    let needed = u16::try_from(line_columns(line)).unwrap_or(u16::MAX);
    let lead = lead_columns(line, width);
    let Some(free) = (width - lead).checked_sub(needed) else {
        let mut rows = wrap_text(line, width, Breaks::Anywhere, Some(Scope::Code));
        rows.truncate(1);
        let cut = rows.pop().unwrap_or_default();
        return Row { soft: false, ..cut };
    };
    let pad = free.min(PROSE_COLUMNS.saturating_sub(lead + needed));
    let pieces = line.spans.iter();
    let pieces = pieces.filter_map(|span| piece(span, 0, span.text.len()));
    row(line, width, pad, (0, pieces.collect()))
}

fn row(line: &Line, width: u16, pad: u16, content: Content) -> Row {
    let (start, text) = content;
    let pieces = Piece::spaces(pad).into_iter().chain(text).collect();
    let mut rows = with_lead(line, width, Some(Scope::Code), |_, _| vec![(start, pieces)]);
    let row = rows.pop().unwrap_or_default();
    Row { pad, ..row }
}

fn piece(span: &Span, from: usize, to: usize) -> Option<Piece> {
    let text = span.text.get(from..to).filter(|text| !text.is_empty())?;
    Some(Piece::of(span, text.to_owned(), from))
}

fn line_columns(line: &Line) -> usize {
    super::span_columns(&line.spans)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::line::{Lead, LineKind};

    fn line(texts: &[&str]) -> Line {
        let spans = texts.iter().map(|text| Span::new(*text, Scope::Code));
        Line::new(spans.collect(), LineKind::Code)
    }

    fn text(row: &Row) -> String {
        row.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[track_caller]
    fn check(texts: &[&str], width: u16, from: u32, expect: &str, cut: (bool, bool)) {
        let row = super::cut(&line(texts), width, from);
        assert_eq!(text(&row), expect);
        assert_eq!((row.cut_left, row.cut_right), cut);
    }

    #[test]
    fn a_line_is_seen_through_a_window_that_moves_sideways() {
        check(&["let x", " = 10;"], 20, 0, "let x = 10;", (false, false));
        check(&["let x", " = 10;"], 7, 0, "let x =", (false, true));
        check(&["let x", " = 10;"], 4, 3, " x =", (true, true));
        check(&["let x", " = 10;"], 4, 7, " 10;", (true, false));
        check(&["let x", " = 10;"], 4, 70, "", (true, false));
        check(&[], 4, 70, "", (false, false));
    }

    #[test]
    fn half_a_wide_character_is_blank() {
        check(&["漢字ab"], 4, 1, " 字a", (true, true));
        check(&["漢字ab"], 3, 0, "漢", (false, true));
        check(&["漢字ab"], 1, 1, " ", (true, true));
        check(&["漢字ab"], 1, 2, "", (true, true));
    }

    #[test]
    fn a_label_stands_at_the_right_while_there_is_room() {
        let label = |text: &str| {
            let label = vec![Span::new(text, Scope::CodeLabel)];
            Line::new(label, LineKind::Code)
        };
        for row in [
            cut(&label("rust"), 10, 6),
            rows(&label("rust"), 10).remove(0),
        ] {
            assert_eq!((text(&row).as_str(), row.pad), ("      rust", 6));
        }
        for wide in [
            cut(&label("rust"), 200, 0),
            rows(&label("rust"), 200).remove(0),
        ] {
            assert_eq!(wide.pad, PROSE_COLUMNS - 4);
        }
        assert_eq!(text(&cut(&label("javascript"), 4, 0)), "java");
        assert_eq!(rows(&label("javascript"), 4).len(), 3);
    }

    proptest! {
        #[test]
        fn of_a_line_that_grows_the_rows_above_the_last_one_stay(
            text in "( {0,9}[a-d(,.=/漢]{1,9}){0,9}", cut in 0_usize..80, width in 1_u16..30,
        ) {
            let cut = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            let (begun, _) = text.split_at(cut.unwrap());
            let before = rows(&line(&[begun]), width);
            let after = rows(&line(&[&text]), width);
            let n_whole = before.len() - 1;
            prop_assert_eq!(&before[..n_whole], &after[..n_whole]);
            prop_assert!(after.len() > n_whole);
        }

        #[test]
        fn a_cut_row_is_a_stretch_of_the_line_and_never_too_wide(
            texts in prop::collection::vec("[a-c 漢é\u{301}👩]{0,9}", 0..5),
            lead in "[> ]{0,4}", width in 1_u16..30, from in 0_u32..40,
        ) {
            let mut line = line(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            line.lead = Lead {
                first: vec![Span::new(lead.clone(), Scope::QuoteBar)],
                rest: vec![Span::new(lead, Scope::QuoteBar)],
            };
            let row = cut(&line, width, from);
            let room = room(&line, width);
            let taken = usize::from(width - room + row.pad);
            let shown: String = text(&row).chars().skip(taken).collect();
            prop_assert!(columns(&text(&row)) <= usize::from(width));
            let all = texts.concat();
            let start = row.start as usize;
            prop_assert!(all.get(start..).unwrap().starts_with(&shown));
            prop_assert_eq!(row.cut_left, start > 0);
            prop_assert_eq!(row.cut_right, start + shown.len() < all.len());
            if !shown.is_empty() {
                prop_assert_eq!(column_of(&line, start), from + u32::from(row.pad));
            }
        }
    }
}
