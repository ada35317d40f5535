//! Where the end of open text may be the *definition* of a link: nothing of it is shown then, since
//! nothing of a definition will be.
//!
//! Kept back is only what still can become one: a label, the line with its target, a title. A label
//! or a title of several lines is text until it ends.

use super::target::find_unescaped;
use super::{CODE_INDENT, LONGEST_LABEL, near, without_containers};
use crate::markdown::label;

/// A target may stand in the line under its label, and a title in the one under that.
const MOST_LINES: usize = 3;

/// What stands in front of the lines of a paragraph in containers.
const MARGIN: [char; 3] = [' ', '\t', '>'];

/// What a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Definition {
    /// No definition.
    None,
    /// More has to come before anyone knows.
    Undecided,
    /// One of so many bytes.
    Whole(usize),
    /// One of so many bytes, behind which its title may have begun.
    Titled(usize),
}

/// Where the part of `text` begins that nobody can tell from a definition, up to its end.
/// `begins` if a block begins with the text.
pub fn undecided(text: &str, begins: bool) -> Option<usize> {
    let mut from = (0..MOST_LINES).fold(text.len(), |end, _| {
        let before = text.get(..end).unwrap_or_default();
        let before = before.strip_suffix('\n').unwrap_or(before);
        before.rfind('\n').map_or(0, |eol| eol + 1)
    });
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let inner = without_containers(line);
        let n_margin = near(line).len() - inner.len();
        let is_first = match text.get(..from).unwrap_or_default().lines().next_back() {
            Some(above) => !goes_on(above, line),
            None => begins,
        };
        let at = from + n_margin;
        let found = match inner.starts_with('[') && is_first {
            true => definition(text.get(at..).unwrap_or_default()),
            false => Definition::None,
        };
        match found {
            Definition::Undecided => return Some(from),
            Definition::Titled(len) => return Some(at + len),
            Definition::Whole(len) => from = at + len,
            Definition::None => from += line.len(),
        }
    }
    None
}

/// Is `line` the next one of a paragraph to which the line `above` it belongs?
fn goes_on(above: &str, line: &str) -> bool {
    let line = line.trim_start();
    let is_set_in = above.starts_with(CODE_INDENT) || above.starts_with('\t');
    let above = without_containers(above);
    above.starts_with(char::is_alphanumeric)
        && !above.contains('|')
        && !is_set_in
        && line.starts_with('[')
        && !line.starts_with("[^")
}

/// What `text`, which begins with a bracket, begins with.
fn definition(text: &str) -> Definition {
    let inner = text.get(1..).unwrap_or_default();
    // Notes have names of their own.
    if inner.starts_with('^') {
        return Definition::None;
    }
    let Some(len) = label::length(inner) else {
        let ends = |c| matches!(c, '[' | '\n');
        let is_label = inner.len() <= LONGEST_LABEL && find_unescaped(inner, ends).is_none();
        return if is_label {
            Definition::Undecided
        } else {
            Definition::None
        };
    };
    let label = inner.get(..len).unwrap_or_default();
    let after = inner.get(len + 1..).unwrap_or_default();
    let Some(target) = after.strip_prefix(':') else {
        return match after {
            // Another one has been shown, and goes only if it is a definition.
            "" if len <= LONGEST_LABEL && !label.contains('\n') => Definition::Undecided,
            _ => Definition::None,
        };
    };
    let Some(target) = next_part(target) else {
        return Definition::None;
    };
    let target_len = match target.strip_prefix('<') {
        Some(inner) => inner.find(['>', '<', '\n']).map(|len| len + 2),
        None => target.find([' ', '\t', '\n', '\r']),
    };
    let Some(behind) = target_len.and_then(|len| target.get(len..)) else {
        return Definition::Undecided;
    };
    let title = behind.trim_start_matches([' ', '\t', '\r']);
    match title.strip_prefix('\n') {
        Some(next_line) => {
            let len = text.len() - next_line.len();
            match title_end(next_line.trim_start_matches(MARGIN)) {
                Title::Undecided if !next_line.is_empty() => Definition::Titled(len),
                Title::Whole(rest) => Definition::Whole(text.len() - rest),
                Title::Undecided | Title::None => Definition::Whole(len),
            }
        }
        None => match title_end(title) {
            Title::Whole(rest) => Definition::Whole(text.len() - rest),
            Title::Undecided => Definition::Undecided,
            Title::None => Definition::None,
        },
    }
}

/// What comes after spaces and one end of a line at most; nothing if more lines end.
fn next_part(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t', '\r']);
    let text = match text.strip_prefix('\n') {
        Some(next) => next.trim_start_matches(MARGIN),
        None => text,
    };
    (!text.starts_with(['\n', '\r'])).then_some(text)
}

enum Title {
    None,
    Undecided,
    /// One, with so many bytes behind its line.
    Whole(usize),
}

/// What stands behind a target.
fn title_end(text: &str) -> Title {
    let closer = match text.chars().next() {
        None => return Title::Undecided,
        Some(quote @ ('"' | '\'')) => quote,
        Some('(') => ')',
        Some(_) => return Title::None,
    };
    let inner = text.get(1..).unwrap_or_default();
    let behind = match find_unescaped(inner, |c| c == closer || c == '\n') {
        None => return Title::Undecided,
        Some((_, '\n')) => return Title::None,
        Some((len, _)) => inner.get(len + 1..).unwrap_or_default(),
    };
    let behind = behind.trim_start_matches([' ', '\t', '\r']);
    match behind.chars().next() {
        None => Title::Undecided,
        Some('\n') => Title::Whole(behind.len() - 1),
        Some(_) => Title::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_become_a_definition_is_kept_back() {
        for (shown, kept) in [
            ("a\n\n", "[b"),
            ("a\n\n", "[b]"),
            ("a\n\n", "[b]: "),
            ("> a\n>\n", "> [b]:\n> c"),
            ("a\n", ": [b]: c"),
            ("a\n\n", "[b\\[c"),
            ("[^1]: a\n", "[^1]: [b]: c"),
            ("", "[b]:\n"),
            ("", "[b]: c"),
            ("", "[b]: c \"d"),
            ("", "[b]: <c d"),
            ("[b]: c\n", "'d"),
            ("[b]:\nc\n", "'d' "),
            ("[b]: c\n", "[d]: e"),
            ("[a] b\n[b]: c d", ""),
            ("[b]: this i", ""),
            ("[b] ", ""),
            ("[b](", ""),
            ("[b]:\n\n", ""),
            ("[b]: c 'd' e", ""),
            ("[b]: c\n'd' e", ""),
            ("a\n[b]: c", ""),
            ("[b [c", ""),
            ("[^b", ""),
        ] {
            let text = [shown, kept].concat();
            let at = undecided(&text, true).unwrap_or(text.len());
            assert_eq!(text.get(..at), Some(shown), "{text:?}");
        }
    }
}
