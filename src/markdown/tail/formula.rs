//! Where a formula ends that begins in open text, and what of it is shown before.
//!
//! A short one is kept back until it is whole, as long as it stays in its line and does not read like
//! prose. Of a longer one what is a formula by itself is shown as one, up to a space; it stands as it
//! was written if it will do so at the end. One with lines of its own is shown line by line.

use super::{LONGEST_OPEN, LastLine};
use crate::markdown::math::dollar::{self, Dollar};
use crate::markdown::math::{self, Ending};

/// A formula of so many bytes is not kept back any more.
const SHORT: usize = 40;

/// So many beginnings of a formula are tried, the longest first.
const MOST_PARTS: usize = 16;

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

/// What begins with the dollar at the start of `text`, behind `before`.
pub fn dollar(text: &str, before: Option<char>, line: LastLine, is_line_start: bool) -> Formula {
    if let Some(inner) = text.strip_prefix("$$") {
        return match dollar::double(text) {
            Some(len) => Formula::Closed(len),
            None if inner.contains("$$") || inner.contains('`') => Formula::None,
            None if is_line_start => lines(text, line, "\n$$"),
            None => in_line(text, "$$", line),
        };
    }
    match dollar::single(text, before, line == LastLine::Ended) {
        Dollar::Sign => Formula::None,
        Dollar::Formula(len) => Formula::Closed(len),
        Dollar::Open => {
            // Whether a dollar at the end closes it the next character will tell.
            let sure = text.get(1..).and_then(|inner| inner.strip_suffix('$'));
            let sure = sure.map_or(text.len(), |inner| inner.len() + 1);
            in_line(text.get(..sure).unwrap_or(text), "$", line)
        }
    }
}

/// What begins with the backslash and the bracket at the start of `text`.
pub fn bracket(text: &str, line: LastLine, is_line_start: bool) -> Formula {
    let inner = text.get(2..).unwrap_or_default();
    if text.starts_with("\\(") {
        return match near(inner).find("\\)") {
            Some(len) => Formula::Closed(len + 4),
            None if inner.len() > SHORT && !dollar::may_be_math(inner.trim_start()) => {
                Formula::None
            }
            None => in_line(text, "\\)", line),
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

/// A formula among words whose end has not come; `closer` is as long as what opens it.
fn in_line(text: &str, closer: &'static str, line: LastLine) -> Formula {
    let inner = text.get(closer.len()..).unwrap_or_default();
    let has_ended = line == LastLine::Ended || inner.contains('\n');
    if has_ended || inner.len() > LONGEST_OPEN {
        return Formula::None;
    }
    if inner.len() <= SHORT {
        return Formula::Undecided;
    }
    let part = |at: usize| inner.get(..at).map(str::trim_end);
    let spaces = outer_spaces(inner).into_iter().rev().take(MOST_PARTS);
    let is_formula = |part: &&str| math::line(part).is_some();
    // What is not understood now will not be when more of it has come.
    let stays_raw = |part: &&str| math::rows(part, Ending::Open).is_none();
    let last = || inner.rfind(' ').and_then(part).filter(stays_raw);
    match spaces.filter_map(part).find(is_formula).or_else(last) {
        Some(part) if !part.is_empty() => Formula::Open(closer.len() + part.len(), closer),
        Some(_) | None => Formula::Undecided,
    }
}

/// The spaces in `tex` at which nothing is open: no brace, no `\left` and no environment. What ends at
/// any other is no formula by itself.
fn outer_spaces(tex: &str) -> Vec<usize> {
    let mut spaces = Vec::new();
    let mut depth = 0_usize;
    let mut chars = tex.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                let rest = chars.as_str();
                let word = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                match rest.strip_suffix(word) {
                    Some("left" | "begin") => depth += 1,
                    Some("right" | "end") => depth = depth.saturating_sub(1),
                    // It stands for the sign itself.
                    Some("") => _ = chars.next(),
                    _ => {}
                }
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => spaces.push(at),
            _ => {}
        }
    }
    spaces
}

/// A formula with lines of its own whose end has not come.
fn lines(text: &str, line: LastLine, closer: &'static str) -> Formula {
    let end = match line {
        LastLine::Ended => Some(text.len()),
        LastLine::Open if !text.contains('\n') && text.len() > SHORT => {
            let part = text.rfind(' ').and_then(|at| text.get(..at));
            part.map(|part| part.trim_end().len())
        }
        LastLine::Open => text.rfind('\n'),
    };
    match end {
        Some(end) if !text.get(2..end).unwrap_or_default().trim().is_empty() => {
            Formula::Open(end, closer)
        }
        None if text.len() > LONGEST_OPEN => Formula::None,
        Some(_) | None => Formula::Undecided,
    }
}

/// As far as an end is looked for: many openers without one must not cost the square of the text.
fn near(text: &str) -> &str {
    let end = (0..=LONGEST_OPEN.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or(0)).unwrap_or(text)
}
