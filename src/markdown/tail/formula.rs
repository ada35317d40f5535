//! Where a formula ends that begins in open text, and what of it is shown before.
//!
//! A short one is kept back until it is whole, as long as it stays in its line and does not read
//! like prose. Of a longer one what is a formula by itself is shown as one, up to a space; it
//! stands as it was written if it will do so at the end. One with lines of its own is shown line by
//! line.

use super::{LONGEST_OPEN, LastLine};
use crate::markdown::math::dollar::{self, Dollar};
use crate::markdown::math::{self, Ending};

/// A formula of so many bytes is not kept back any more.
const SHORT: usize = 40;

/// So many beginnings of a formula are tried, the longest first.
const MOST_PARTS: usize = 16;

/// What begins at a dollar or at a bracket with a backslash before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// No formula.
    None,
    /// One of so many bytes.
    Closed(usize),
    /// Nobody knows yet: nothing from here on is shown.
    Undecided,
    /// One that is open: so many bytes of it are shown, and this closes it.
    Open(usize, String),
}

/// What begins with the dollar at the start of `text`, behind `before`.
pub fn dollar(text: &str, before: Option<char>, line: LastLine, is_line_start: bool) -> Formula {
    if let Some(inner) = text.strip_prefix("$$") {
        return match dollar::double(text) {
            Some(len) => Formula::Closed(len),
            None if inner.contains("$$") || inner.contains('`') => Formula::None,
            // Nobody writes a sentence between two of them.
            None if !inner.contains('\n') && !dollar::may_be_math(inner.trim_start()) => {
                Formula::None
            }
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

/// What begins with the backslash and the bracket at the start of `text`, behind which no closer
/// has come; `has_ended` if its line has.
pub fn bracket(text: &str, line: LastLine, is_line_start: bool, has_ended: bool) -> Formula {
    let inner = text.get(2..).unwrap_or_default();
    let is_round = text.starts_with("\\(");
    if is_line_start && !is_round {
        return lines(text, line, "\n\\]");
    }
    let may_be = || match is_round {
        true => dollar::may_be_math(inner.trim_start()),
        false => may_become_bracketed(inner),
    };
    match has_ended || !may_be() {
        true => Formula::None,
        false => in_line(text, if is_round { "\\)" } else { "\\]" }, line),
    }
}

/// May `inner`, which follows `\[`, become a formula among words?
fn may_become_bracketed(inner: &str) -> bool {
    let is_first_word = !inner.contains(char::is_whitespace) || inner.trim().is_empty();
    let may_be = || dollar::may_be_bracketed(inner);
    // The last word of it has not come to its end.
    let may_still_be = || {
        let words = inner.trim_end_matches(|c: char| !c.is_whitespace());
        inner.starts_with(char::is_whitespace)
            && (words.trim().is_empty() || dollar::may_be_bracketed(words))
    };
    (is_first_word && inner.len() <= SHORT) || may_be() || may_still_be()
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
    let spaces: Vec<Space> = spaces(inner).filter(|space| space.c != '\n').collect();
    let part = |space: &Space| inner.get(..space.at).map(str::trim_end);
    let is_outer = |space: &&Space| space.n_braces + space.n_groups == 0;
    let outer = spaces.iter().rev().filter(is_outer).take(MOST_PARTS);
    let is_formula = |part: &&str| math::line(part, Ending::Whole).is_some();
    let whole = outer.filter_map(part).find(is_formula);
    let is_enough = whole.is_some_and(|part| inner.len() - part.len() <= SHORT);
    // Of what is not understood now no more will be when the rest has come; of what is, what is
    // missing is supplied.
    let stays_raw = |part: &&str| math::rows(part, Ending::Open).is_none();
    let is_open = |part: &&str| math::line(part, Ending::Open).is_some() || stays_raw(part);
    let words = || spaces.iter().rev().filter(|space| space.c == ' ');
    let beginnings = || words().take(MOST_PARTS);
    let any = || {
        let found = |space: &&Space| part(space).is_some_and(|part| is_open(&part));
        beginnings()
            .find(found)
            .and_then(|space| Some((part(space)?, space.n_braces)))
    };
    let found = match whole.filter(|_| is_enough) {
        Some(part) => Some((part, 0)),
        None => any().or(whole.map(|part| (part, 0))),
    };
    match found.filter(|(part, _)| !part.is_empty()) {
        Some((part, n_braces)) => {
            // Between dollars every brace has its partner.
            let n_braces = if closer.ends_with('$') { n_braces } else { 0 };
            let closer_len = closer.len();
            Formula::Open(closer_len + part.len(), "}".repeat(n_braces) + closer)
        }
        None => Formula::Undecided,
    }
}

/// A formula with lines of its own whose end has not come.
fn lines(text: &str, line: LastLine, closer: &'static str) -> Formula {
    let inner = text.get(2..).unwrap_or_default();
    let is_line_end = |space: &Space| match line {
        LastLine::Ended => space.c == '\n',
        LastLine::Open => space.c == '\n' && space.at < inner.len(),
    };
    let is_long_line = line == LastLine::Open && !text.contains('\n') && text.len() > SHORT;
    let ends = spaces(inner).filter(|space| space.can_end(closer));
    let end = match is_long_line {
        true => ends.filter(|space| space.c == ' ').last(),
        false => ends.filter(is_line_end).last(),
    };
    let part = end.and_then(|space| inner.get(..space.at));
    match part.map(str::trim_end) {
        Some(part) if !part.trim().is_empty() => Formula::Open(2 + part.len(), closer.to_owned()),
        None if text.len() > LONGEST_OPEN => Formula::None,
        Some(_) | None => Formula::Undecided,
    }
}

/// A place in a formula where a word or a line ends, or where a sign stands between two parts.
#[derive(Debug, Clone, Copy)]
struct Space {
    at: usize,
    /// What stands there; at the very end, the end of a line.
    c: char,
    /// Braces that are open.
    n_braces: usize,
    /// Environments that are open, and pairs of delimiters.
    n_groups: usize,
}

impl Space {
    /// Would `closer` close the formula here? Dollars do only where every brace has its partner.
    fn can_end(&self, closer: &str) -> bool {
        self.n_braces == 0 || !closer.ends_with('$')
    }
}

/// The places in `tex` where a word or a line ends, or a sign stands.
fn spaces(tex: &str) -> impl Iterator<Item = Space> {
    let (mut n_braces, mut n_groups) = (0_usize, 0_usize);
    let mut is_escaped = false;
    let chars = tex.char_indices().chain([(tex.len(), '\n')]);
    chars.filter_map(move |(at, c)| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match c {
            '\n' => {}
            _ if was_escaped => return None,
            ' ' | '+' | '-' | '=' | ',' => {}
            '\\' => {
                let rest = tex.get(at + 1..).unwrap_or_default();
                let n = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                is_escaped = n == 0;
                match rest.get(..n) {
                    Some("left" | "begin") => n_groups += 1,
                    Some("right" | "end") => n_groups = n_groups.saturating_sub(1),
                    _ => {}
                }
                return None;
            }
            '{' => {
                n_braces += 1;
                return None;
            }
            '}' => {
                n_braces = n_braces.saturating_sub(1);
                return None;
            }
            _ => return None,
        }
        Some(Space {
            at,
            c,
            n_braces,
            n_groups,
        })
    })
}
