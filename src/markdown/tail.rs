//! The *tail* is the unfinished end of the open block: what of it is shown, and how.
//!
//! Text is shown as it comes, and an opener starts its style at once; so no raw marker flashes and
//! no word waits for its closer. Only what may turn out to be a marker is kept back: by [`settled`]
//! a run of marker characters at the very end, and a line that does not yet say what it is; by
//! [`completion`] the target of a link whose label is there, the end of a formula, and a tag, an
//! address or a note that is not whole. At most one such run or line is kept back, and the head of
//! a table with it; and what would be text with nothing behind it: an opener right before, the
//! backslash that breaks the line above. Emphasis is not completed here but guessed where the spans
//! are made, see [`super::inline`].

use super::notes::{self, Opening};

mod ahead;
mod closers;
pub mod completion;
mod definition;
mod formula;
mod labels;
mod target;
pub mod work;

/// Characters that may be, or may become part of, a marker when something follows them.
const MARKERS: [char; 9] = ['*', '_', '~', '`', '[', '!', '<', '&', '\\'];

/// Longest label of a link at the start of a line that is kept back because it may turn out to be
/// a link definition, in bytes.
const LONGEST_LABEL: usize = 60;

/// What sets a line in so far that it is code, where code may stand.
const CODE_INDENT: &str = "    ";

/// Longest entity, in bytes, and more than enough for any that is in use.
const LONGEST_ENTITY: usize = 32;

/// What is open for longer than this, in bytes, is taken for something that nobody closes.
pub const LONGEST_OPEN: usize = 1000;

/// What is known of the first line of open text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Nothing: a block begins in it.
    Block,
    /// No table can begin in it: it is a row of one, code in a fence, or the rest of a paragraph.
    Row,
    /// Nor under the line with this byte: it is the rest of one in a paragraph that began with a
    /// pipe.
    Piped(usize),
    /// A block begins in the one behind so many bytes: these are code that is set in.
    Code(usize),
}

/// How many bytes of `text`, whose first line is `first`, can be shown; what follows may be
/// markers.
pub fn settled(text: &str, first: First) -> usize {
    let (n_code, begins) = match first {
        First::Block => (0, true),
        First::Code(len) => (len, true),
        First::Row | First::Piped(_) => (0, false),
    };
    let (code, text) = text.split_at_checked(n_code).unwrap_or(("", text));
    if text.is_empty() {
        return code.strip_suffix('\r').unwrap_or(code).len();
    }
    let mut kept = without_open_run(text);
    if let Some(at) = definition::undecided(kept, begins) {
        kept = kept.get(..at).unwrap_or(kept);
    }
    if let Some(line) = last_line(kept).filter(|line| !line.ends_with(['\n', '\r'])) {
        let before = kept.strip_suffix(line).unwrap_or(kept);
        if is_undecided(line) || is_pipe(line) {
            kept = before;
        }
    }
    // The head of a table is known for one when the line under it is. Without a pipe in front it is
    // text until then: a sentence may have a pipe in it.
    if let Some(line) = last_line(kept).filter(|line| is_pipe(line)) {
        let before = kept.strip_suffix(line).unwrap_or(kept);
        let is_first = match last_line(before) {
            None => !matches!(first, First::Row | First::Piped(_)),
            Some(above) => {
                let start = before.len() - above.len();
                !is_pipe(above) && !matches!(first, First::Piped(at) if at >= start)
            }
        };
        if is_first || is_item(line) {
            kept = before;
        }
    }
    code.len() + without_breaks(kept).len()
}

/// `text` without what breaks its last lines, see [`without_break`].
fn without_breaks(text: &str) -> &str {
    let mut kept = text;
    loop {
        let before = without_break(kept);
        if before.len() == kept.len() {
            return kept;
        }
        kept = before;
    }
}

/// `text` without the backslash before its line end: it breaks the line if there is a next one, and
/// nothing of that is here.
fn without_break(text: &str) -> &str {
    let line = text.rfind('\n').map_or(0, |eol| eol + 1);
    let begins = text.get(line..).unwrap_or_default();
    let above = text.get(..line).and_then(|above| above.strip_suffix('\n'));
    let Some(above) = above.filter(|_| begins.trim_matches([' ', '\t', '>']).is_empty()) else {
        return text;
    };
    let above = above.strip_suffix('\r').unwrap_or(above);
    match is_escape(above) && !last_line(above).is_some_and(is_fence) {
        true => above.strip_suffix('\\').unwrap_or(above),
        false => text,
    }
}

/// Does `text` begin with a backslash that breaks the line?
pub fn is_break(text: &str) -> bool {
    let end = text.strip_prefix('\\').unwrap_or_default();
    end.starts_with('\n') || end.starts_with("\r\n")
}

/// What ends the line in the place of a break, if `rest` begins with one: the line has ended,
/// though that is not shown.
pub fn line_end(rest: &str) -> &'static str {
    if is_break(rest) { "\n" } else { "" }
}

/// Does `text` end in a backslash that stands for more than itself?
fn is_escape(text: &str) -> bool {
    let n_slashes = text.len() - text.trim_end_matches('\\').len();
    n_slashes % 2 == 1
}

/// `text` without markers at its end that would be text with nothing behind them: those of
/// emphasis, of containers in its last line, if there is one above, and one that breaks the line.
pub fn without_openers(text: &str) -> &str {
    let kept = without_emphasis(without_undecided(text));
    without_breaks(without_undecided(kept))
}

/// `text` without its last line, if there is one above and nobody can say yet what it is.
fn without_undecided(text: &str) -> &str {
    let last = text
        .rfind('\n')
        .and_then(|eol| text.split_at_checked(eol + 1));
    match last {
        Some((above, line)) if is_undecided(line) => above,
        _ => text,
    }
}

/// `text` without markers of emphasis at its end; one that is escaped is text.
fn without_emphasis(text: &str) -> &str {
    let before = text.trim_end_matches(['*', '_', '~']);
    let n_text = usize::from(is_escape(before)).min(text.len() - before.len());
    text.get(..before.len() + n_text).unwrap_or(text)
}

/// How many bytes at the start of `text` are code that is set in, outside of any container, or
/// empty lines.
pub fn code_set_in(text: &str) -> usize {
    let is_code = |line: &&str| {
        line.trim().is_empty() || line.starts_with(CODE_INDENT) || line.starts_with('\t')
    };
    let lines = text.split_inclusive('\n').take_while(is_code);
    lines.map(str::len).sum()
}

/// `text` up to a run of markers, an entity, or a line end that may be half a one.
fn without_open_run(text: &str) -> &str {
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.ends_with(char::is_whitespace) {
        return text;
    }
    let kept = text.trim_end_matches(MARKERS);
    if kept.len() < text.len() {
        return kept;
    }
    let word = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    match word.strip_suffix('&') {
        Some(before) if text.len() - before.len() <= LONGEST_ENTITY => {
            before.trim_end_matches(MARKERS)
        }
        _ => text,
    }
}

/// The last line of `text` with its end, if `text` is not empty.
fn last_line(text: &str) -> Option<&str> {
    let end = text.strip_suffix('\n').unwrap_or(text);
    let end = end.strip_suffix('\r').unwrap_or(end);
    let start = end.rfind('\n').map_or(0, |eol| eol + 1);
    text.get(start..).filter(|line| !line.is_empty())
}

/// Does the line begin with a pipe, in whatever container?
pub fn is_pipe(line: &str) -> bool {
    without_containers(line).starts_with('|')
}

/// Does an item begin in the line, whose content begins with a pipe?
fn is_item(line: &str) -> bool {
    !near(line)
        .trim_start_matches([' ', '\t', '>'])
        .starts_with('|')
}

/// The beginning of `line`: enough to know what it is. One that is nothing but markers for so long
/// is undecided until it ends.
fn near(line: &str) -> &str {
    let end = (0..=LONGEST_OPEN.min(line.len()))
        .rev()
        .find(|&end| line.is_char_boundary(end));
    line.get(..end.unwrap_or(0)).unwrap_or(line)
}

/// The beginning of `line` without the markers of quotes, lists and notes in front of it.
fn without_containers(line: &str) -> &str {
    work::read(line.len().min(LONGEST_OPEN));
    let mut rest = near(line).trim_start();
    loop {
        let after = if let Some(after) = rest.strip_prefix('>') {
            Some(after)
        } else if let Some(after) = rest.strip_prefix(':') {
            // What is said about a term; but behind a sign alone it would be a face: `:|`.
            Some(after).filter(|after| !after.starts_with('|'))
        } else if let Opening::Label(len) = notes::opening(rest) {
            rest.get(len..).and_then(|after| after.strip_prefix(':'))
        } else if let Some(after) = rest.strip_prefix(['-', '+', '*']) {
            Some(after).filter(|after| after.starts_with([' ', '\t']))
        } else {
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let has_number = (1..=9).contains(&(rest.len() - after.len()));
            after
                .strip_prefix(['.', ')'])
                .filter(|after| has_number && after.starts_with([' ', '\t']))
        };
        match after {
            Some(after) => rest = after.trim_start(),
            None => return rest,
        }
    }
}

/// Does a fence open in the line, with its text behind it?
fn is_fence(line: &str) -> bool {
    let text = without_containers(line);
    let ticks = text.trim_start_matches('`');
    text.starts_with("~~~") || (text.len() - ticks.len() >= 3 && !ticks.contains('`'))
}

/// Can nobody say yet what `line` is? It has not ended.
fn is_undecided(line: &str) -> bool {
    let text = without_containers(line);
    let is_marks = |c| "-=*_+#|: \t".contains(c);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = text.len() - digits.len() <= 9 && matches!(digits, "" | "." | ")");
    let may_be_fence = text.starts_with("```") || text.starts_with("~~~");
    let is_tag = text.starts_with('<') && !text.contains([' ', '\t', '>', ':']);
    text.chars().all(is_marks) || is_number || may_be_fence || is_tag || may_be_marked(text)
}

/// May the line begin with the label of a footnote, or with a task or an alert, which look alike at
/// first? Definitions of links look like them too, see [`definition`].
fn may_be_marked(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[') else {
        return false;
    };
    let Some((label, after)) = inner.split_once(']') else {
        return matches!(inner, "" | " " | "x" | "X") || inner == "!" || {
            let name = inner.strip_prefix(['^', '!']);
            name.is_some_and(|name| name.len() <= LONGEST_LABEL && !name.contains(['[', '^']))
        };
    };
    if label.contains('[') {
        return false;
    }
    match label.chars().next() {
        Some('^') => matches!(after.trim(), "" | ":"),
        Some('!') => after.trim().is_empty(),
        _ => matches!(label, "" | " " | "x" | "X") && after.trim().is_empty(),
    }
}

/// May more come to the last line of a text?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastLine {
    /// Its end has not come.
    Open,
    /// Its end has come.
    Ended,
}

/// How open text is given to the parser: cut at `end`, with `suffix` behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Bytes of the text that stay.
    pub end: usize,
    /// What closes the code or the links that are open in them.
    pub suffix: String,
}
