//! Where a formula ends that begins in open text, and what of it is shown before.
//!
//! One among words is kept back until it is whole, as long as it stays in its line and does not
//! read like prose. One with lines of its own is shown line by line.

use super::{LONGEST_OPEN, LONGEST_OPEN_LABEL, LastLine};
use crate::markdown::math::dollar;

/// What begins at a dollar or at a bracket with a backslash before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// No formula.
    None,
    /// One of so many bytes.
    Closed(usize),
    /// Nobody knows yet: nothing from here on is shown.
    Undecided,
    /// One that is open: so many bytes of it are shown, and this closes it.
    Open(usize, &'static str),
}

/// What begins with the dollar at the start of `text`.
pub fn dollar(text: &str, line: LastLine) -> Formula {
    if let Some(inner) = text.strip_prefix("$$") {
        return match inner.find("$$") {
            Some(len) => Formula::Closed(len + 4),
            None => lines(text, line, "\n$$"),
        };
    }
    let inner = text.get(1..).unwrap_or_default();
    if inner.starts_with(char::is_whitespace) {
        return Formula::None;
    }
    match closing_dollar(inner) {
        Some(len) => {
            let tex = inner.get(..len).unwrap_or_default();
            let closes = !tex.is_empty() && !tex.ends_with(char::is_whitespace);
            if closes {
                Formula::Closed(len + 2)
            } else {
                Formula::None
            }
        }
        None => match in_line(inner, line) {
            Formula::Undecided if !dollar::may_be_math(inner) => Formula::None,
            formula => formula,
        },
    }
}

/// What begins with the backslash and the bracket at the start of `text`.
pub fn bracket(text: &str, line: LastLine, is_line_start: bool) -> Formula {
    let inner = text.get(2..).unwrap_or_default();
    if text.starts_with("\\(") {
        return match near(inner).find("\\)") {
            Some(len) => Formula::Closed(len + 4),
            None => in_line(inner, line),
        };
    }
    if !is_line_start {
        return Formula::None;
    }
    match inner.find("\\]") {
        Some(len) => Formula::Closed(len + 4),
        None => lines(text, line, "\n\\]"),
    }
}

/// A formula among words whose end has not come.
fn in_line(inner: &str, line: LastLine) -> Formula {
    let has_ended = line == LastLine::Ended || inner.contains('\n');
    if has_ended || inner.len() > LONGEST_OPEN_LABEL {
        Formula::None
    } else {
        Formula::Undecided
    }
}

/// A formula with lines of its own whose end has not come.
fn lines(text: &str, line: LastLine, closer: &'static str) -> Formula {
    let end = match line {
        LastLine::Ended => Some(text.len()),
        LastLine::Open => text.rfind('\n'),
    };
    match end {
        Some(end) if !text.get(2..end).unwrap_or_default().trim().is_empty() => {
            Formula::Open(end, closer)
        }
        Some(_) => Formula::Undecided,
        None => in_line(text, line),
    }
}

/// As far as an end is looked for: many openers without one must not cost the square of the text.
fn near(text: &str) -> &str {
    let end = (0..=LONGEST_OPEN.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or(0)).unwrap_or(text)
}

/// The next dollar outside of braces, as the parser looks for it.
fn closing_dollar(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (i, c) in near(text).char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            '$' if depth == 0 => return Some(i),
            _ => {}
        }
    }
    None
}
