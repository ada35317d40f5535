//! Lines of code: the fence label, the text as it stands, and the end of an open fence.
//!
//! An open fenced block needs no parser: until a line can close it, every line is code. That makes
//! long code as cheap at its end as at its start. Code is plain here; [`super::color`] gives it
//! colors.

use std::ops::Range;

use super::block::saturate;
use crate::text::line::{Line, LineKind, Span};
use crate::text::sanitize::sanitize;
use crate::theme::Scope;

/// The line above the code that names its language; none if the fence does not.
pub fn label(info: &str) -> Option<Line> {
    let span = Span::new(printable(language(info)?), Scope::CodeLabel);
    Some(Line::new(vec![span], LineKind::Code))
}

/// The word of a fence's text that names the language: of `rust,ignore`, `{.python #id}`,
/// `js:app.js` and `py title="A file"` the first one; none if all of it says something else.
pub fn language(info: &str) -> Option<&str> {
    let words = info.split([' ', '\t', ',', '{', '}']);
    let words = words.map(|word| {
        let word = word.trim_start_matches('.');
        let prefixes = ["language-", "lang-"];
        let bare = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix));
        bare.unwrap_or(word).split(':').next().unwrap_or_default()
    });
    let mut words = words.take_while(|word| !word.contains('='));
    words.find(|word| !word.is_empty() && !word.starts_with('#'))
}

/// One line of code, without its end.
pub fn line(text: &str, src: Range<usize>) -> Line {
    let text = printable(text.trim_end_matches(['\n', '\r']));
    let spans = if text.is_empty() {
        Vec::new()
    } else {
        vec![Span {
            text,
            scope: Scope::Code,
            link: None,
            src: saturate(src.start)..saturate(src.end),
        }]
    };
    Line::new(spans, LineKind::Code)
}

/// One line, safe to print. NUL is replaced as CommonMark says, so that a line reads the same
/// whether the parser saw it or not.
fn printable(text: &str) -> String {
    sanitize(&text.replace('\0', "\u{FFFD}")).replace('\n', " ")
}

/// The first line of `text`: its length without and with its end. `None` if its end has not come; a
/// carriage return at the very end may be half of one.
pub fn first_line(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let at = bytes
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))?;
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\n'), _) => Some((at, at + 1)),
        (_, Some(b'\n')) => Some((at, at + 2)),
        (_, Some(_)) => Some((at, at + 1)),
        (_, None) => None,
    }
}

/// Does `line` close a fence of `n_marks` times `mark`?
pub fn closes(line: &str, mark: u8, n_marks: usize) -> bool {
    let (marks, rest) = marks(line, mark);
    marks >= n_marks && rest.trim_matches([' ', '\t']).is_empty()
}

/// Could `line` become one that closes the fence?
pub fn may_close(line: &str, mark: u8) -> bool {
    let (_, rest) = marks(line, mark);
    rest.trim_matches([' ', '\t', '\r']).is_empty()
}

/// How many marks `line` begins with after at most three spaces, and what follows them.
fn marks(line: &str, mark: u8) -> (usize, &str) {
    let text = line.trim_start_matches(' ');
    if line.len() - text.len() > 3 {
        return (0, text);
    }
    let rest = text.trim_start_matches(char::from(mark));
    (text.len() - rest.len(), rest)
}
