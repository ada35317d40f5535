//! The *tail* is the unfinished end of the open block: what of it is shown, and how.
//!
//! Text is shown as it comes, and an opener starts its style at once; so no raw marker flashes and
//! no word waits for its closer. Only what may turn out to be a marker is kept back: by [`settled`]
//! a run of marker characters at the very end, and a line that does not yet say what it is; by
//! [`complete`] the target of a link whose label is there and the end of a formula. At most one
//! such run or line is kept back, and the head of a table with it. Emphasis is not completed here
//! but guessed where the spans are made, see [`super::inline`].

use self::ahead::{Ahead, Backticks};
use self::formula::Formula;
use super::notes::{self, Opening};

mod ahead;
mod definition;
mod formula;

/// Characters that may be, or may become part of, a marker when something follows them.
const MARKERS: [char; 9] = ['*', '_', '~', '`', '[', '!', '<', '&', '\\'];

/// Longest label of a link at the start of a line that is kept back because it may turn out to be
/// a link definition, in bytes.
const LONGEST_LABEL: usize = 60;

/// Longest label in another one that is kept back until it is known for a link or for brackets, in
/// bytes.
const LONGEST_INNER: usize = 24;

/// What sets a line in so far that it is code, where code may stand.
const CODE_INDENT: &str = "    ";

/// Longest entity, in bytes, and more than enough for any that is in use.
const LONGEST_ENTITY: usize = 32;

/// A label open for longer than this, in bytes, is taken for a plain bracket.
const LONGEST_OPEN_LABEL: usize = 200;

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
    /// It is a line of code that is set in.
    Code,
}

/// How many bytes of `text`, whose first line is `first`, can be shown; what follows may be
/// markers.
pub fn settled(text: &str, first: First) -> usize {
    let n_code = if first == First::Code { code(text) } else { 0 };
    let (code, text) = text.split_at_checked(n_code).unwrap_or(("", text));
    if text.is_empty() {
        return code.strip_suffix('\r').unwrap_or(code).len();
    }
    let mut kept = without_open_run(text);
    if let Some(at) = definition::undecided(kept, first == First::Block) {
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
    code.len() + kept.len()
}

/// How many bytes of `text`, which begins with code, are code: what looks like a marker there is
/// none.
fn code(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    let is_code = |line: &&str| line.starts_with(CODE_INDENT) || line.trim().is_empty();
    lines.take_while(is_code).map(str::len).sum()
}

/// `text` up to a run of markers, an entity, or a line end that may be half a one.
fn without_open_run(text: &str) -> &str {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let trimmed = text.trim_end();
    if trimmed.len() < text.len() {
        // A backslash before a line end breaks the line if there is a next one.
        let n_slashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
        if n_slashes % 2 == 1 {
            return trimmed.strip_suffix('\\').unwrap_or(trimmed);
        }
        return text;
    }
    let kept = text.trim_end_matches(MARKERS);
    if kept.len() < text.len() {
        return kept;
    }
    let word = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    match word.strip_suffix('&') {
        Some(before) if text.len() - before.len() <= LONGEST_ENTITY => before,
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

/// Can nobody say yet what `line` is? It has not ended.
fn is_undecided(line: &str) -> bool {
    let text = without_containers(line);
    let is_marks = |c| "-=*_+#|: \t".contains(c);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = text.len() - digits.len() <= 9 && matches!(digits, "" | "." | ")");
    let is_fence = text.starts_with("```") || text.starts_with("~~~");
    let is_tag = text.starts_with('<') && !text.contains([' ', '\t', '>', ':']);
    text.chars().all(is_marks) || is_number || is_fence || is_tag || may_be_marked(text)
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

/// Closes the code span, the address or the links that are open at the end of `text`; `None` if
/// there is nothing to close. Code and links bind tighter than emphasis, so they can be found
/// without knowing it. `line` is about the last line of `text`, whose end is no part of it.
pub fn complete(text: &str, line: LastLine) -> Option<Completion> {
    let mut labels: Vec<Label> = Vec::new();
    let mut ahead = Closers::new(text);
    let mut at = 0;
    work::read(text.len());
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let is_far = rest.len() > LONGEST_OPEN;
        at += match rest.as_bytes() {
            [b'\\', b'(' | b'[', ..] | [b'$', ..] => {
                let before = text.get(..at).unwrap_or_default();
                let is_line_start = before.trim_end_matches([' ', '\t', '>']).ends_with('\n');
                let is_line_start = at == 0 || is_line_start;
                let formula = match rest.starts_with('$') {
                    true => formula::dollar(rest, before.chars().next_back(), line, is_line_start),
                    false => match ahead.bracket(at, is_line_start) {
                        Some(end) => Formula::Closed(end - at),
                        None if is_far => Formula::None,
                        None => {
                            let has_ended = line == LastLine::Ended || ahead.has_line_end(at);
                            formula::bracket(rest, line, is_line_start, has_ended)
                        }
                    },
                };
                match formula {
                    Formula::Open(..) if is_far => 2,
                    Formula::None if rest.starts_with("$$") => 2,
                    Formula::None => 1 + usize::from(!rest.starts_with('$')),
                    Formula::Closed(len) => len,
                    Formula::Undecided => {
                        // What opens a style right before it would be text, with nothing behind it.
                        let kept = before.trim_end_matches(['*', '_', '~']);
                        return Some(close(kept.len(), String::new(), &labels));
                    }
                    Formula::Open(len, closer) => {
                        return Some(close(at + len, closer, &labels));
                    }
                }
            }
            [b'\\', ..] => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            [b'`', ..] => match ahead.backticks(at) {
                Ok(len) => len,
                Err(n) if is_far => n,
                // Nobody begins code with a space: this is the sign itself, and what follows it is
                // text.
                Err(1) if rest.chars().nth(1).is_some_and(char::is_whitespace) => 1,
                Err(n) if is_blank(rest, n) => return Some(close(at, String::new(), &labels)),
                Err(n) => {
                    let end = text.trim_end().len();
                    let code = text.get(at + n..end).unwrap_or_default();
                    // Backticks at either end of code are parted from its markers by spaces, and
                    // these are no part of it.
                    let is_apart = code.starts_with(' ') || code.ends_with('`');
                    let space = if is_apart { " " } else { "" };
                    return Some(close(end, space.to_owned() + &"`".repeat(n), &labels));
                }
            },
            [b'<', ..] => match address(rest) {
                Address::None => 1,
                Address::Closed(len) => len,
                Address::Open | Address::Undecided if is_far => 1,
                Address::Open => return Some(close(text.len(), ">".to_owned(), &labels)),
                Address::Undecided => return Some(close(at, String::new(), &labels)),
            },
            // No image: the sign of exclamation stands before a note.
            [b'!', b'[', b'^', ..] if is_note(rest.get(1..).unwrap_or_default()) => 1,
            [b'[', b'^', ..] => match notes::opening(rest) {
                Opening::None => 2,
                Opening::Undecided => return Some(close(at, String::new(), &labels)),
                Opening::Label(len) => {
                    let after = rest.get(len..).unwrap_or_default();
                    match after.strip_prefix('(').map(destination) {
                        // A note until it turns out that it is a link after all.
                        Some(Target::Open) => {
                            return Some(close(at + len, String::new(), &labels));
                        }
                        Some(Target::Closed(target)) => {
                            labels.retain(|outer| outer.is_image);
                            len + 1 + target
                        }
                        // No link has a note in its label.
                        Some(Target::None) | None => {
                            labels.clear();
                            len
                        }
                    }
                }
            },
            [b'!', b'[', ..] => {
                labels.push(Label { at, is_image: true });
                2
            }
            [b'[', ..] => {
                labels.push(Label {
                    at,
                    is_image: false,
                });
                1
            }
            [b']', after @ ..] => match labels.pop() {
                None => 1,
                Some(_) if is_far && !ahead.may_have_target(at) => 1,
                Some(label) => match target(rest.get(1..).unwrap_or_default(), after.is_empty()) {
                    Target::None => 1,
                    Target::Open if is_far => 1,
                    // A link in a link, or just brackets in one: the next character will tell.
                    Target::Open if after.is_empty() && label.is_in_link(&labels) => {
                        labels.push(label);
                        return Some(close(text.len(), String::new(), &labels));
                    }
                    Target::Closed(len) => {
                        if !label.is_image {
                            // Links do not nest: what is open around this one is a bracket.
                            labels.retain(|outer| outer.is_image);
                        }
                        1 + len
                    }
                    Target::Open => {
                        if !label.is_image {
                            labels.retain(|outer| outer.is_image);
                        }
                        return Some(close(at + 1, "()".to_owned(), &labels));
                    }
                },
            },
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    labels.retain(|label| text.len() - label.at <= LONGEST_OPEN_LABEL);
    (!labels.is_empty()).then(|| close(text.trim_end().len(), String::new(), &labels))
}

/// Is there nothing to be seen behind the first `n` bytes? Closed at once they would be another
/// run.
fn is_blank(text: &str, n: usize) -> bool {
    text.get(n..).is_some_and(|rest| rest.trim().is_empty())
}

/// May `text`, behind what would make an image of it, be a note?
fn is_note(text: &str) -> bool {
    match notes::opening(text) {
        Opening::None => false,
        Opening::Undecided => true,
        Opening::Label(len) => text.as_bytes().get(len) != Some(&b'('),
    }
}

/// A bracket whose other half has not come.
#[derive(Debug, Clone, Copy)]
struct Label {
    at: usize,
    is_image: bool,
}

impl Label {
    /// Is it the label of a link in one of `outer`?
    fn is_in_link(self, outer: &[Self]) -> bool {
        !self.is_image && outer.iter().any(|label| !label.is_image)
    }
}

/// Closes `labels`, the innermost first, up to the innermost link. Which one is a link nobody knows
/// while one is open in another: a short inner one is kept back.
fn close(mut end: usize, mut suffix: String, labels: &[Label]) -> Completion {
    let mut open = labels;
    let links = || labels.iter().filter(|label| !label.is_image);
    if let Some(inner) = links().skip(1).find(|label| is_short(end, label)) {
        let n_outer = labels.partition_point(|label| label.at < inner.at);
        open = labels.get(..n_outer).unwrap_or_default();
        (end, suffix) = (inner.at, String::new());
    }
    for label in open.iter().rev() {
        suffix.push_str("]()");
        if !label.is_image {
            break;
        }
    }
    Completion { end, suffix }
}

/// Is the label short enough to be kept back in another one?
fn is_short(end: usize, label: &Label) -> bool {
    end.saturating_sub(label.at) <= LONGEST_INNER
}

/// Where what is open in a text may end.
struct Closers<'t> {
    text: &'t str,
    round: Ahead<'t>,
    square: Ahead<'t>,
    line_end: Ahead<'t>,
    target_end: Ahead<'t>,
    backticks: Option<Backticks>,
}

impl<'t> Closers<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            round: Ahead::new(text, "\\)"),
            square: Ahead::new(text, "\\]"),
            line_end: Ahead::new(text, "\n"),
            target_end: Ahead::new(text, ")"),
            backticks: None,
        }
    }

    /// The end of the formula whose bracket, with its backslash, stands at `at`.
    fn bracket(&mut self, at: usize, is_line_start: bool) -> Option<usize> {
        let is_round = self.text.as_bytes().get(at + 1) == Some(&b'(');
        let closer = if is_round {
            &mut self.round
        } else {
            &mut self.square
        };
        let end = closer.find(at + 2)? + 2;
        let is_near = end - at - 2 <= LONGEST_OPEN;
        (is_near || (is_line_start && !is_round)).then_some(end)
    }

    /// Does the line end behind `at`?
    fn has_line_end(&mut self, at: usize) -> bool {
        self.line_end.find(at).is_some()
    }

    /// May the bracket at `at`, which is far from the end, have a target behind it?
    fn may_have_target(&mut self, at: usize) -> bool {
        match self.text.as_bytes().get(at + 1) {
            Some(b'(') => {
                let end = self.target_end.find(at);
                end.is_some_and(|end| end - at <= LONGEST_OPEN)
            }
            _ => true,
        }
    }

    /// Length of the code span that begins at `at`; the number of its backticks if it is open.
    fn backticks(&mut self, at: usize) -> Result<usize, usize> {
        let text = self.text;
        let backticks = self.backticks.get_or_insert_with(|| Backticks::of(text));
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let n = rest.iter().take_while(|&&byte| byte == b'`').count();
        let end = backticks.closer(at + n, n).map(|closer| closer + n);
        end.map(|end| end - at).ok_or(n)
    }
}

enum Address {
    None,
    Closed(usize),
    /// An address with a scheme: shown as it comes.
    Open,
    /// A tag, or an address without a scheme: shown when one knows.
    Undecided,
}

/// What the angle bracket at the start of `text` begins.
fn address(text: &str) -> Address {
    let inner = text.get(1..).unwrap_or_default();
    let len = inner
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))
        .unwrap_or(inner.len());
    let (word, rest) = inner.split_at_checked(len).unwrap_or((inner, ""));
    let has_scheme = word.split_once(':').is_some_and(|(scheme, _)| {
        (2..=32).contains(&scheme.len())
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    });
    let is_word = word.chars().all(|c| c.is_ascii_graphic());
    match rest.chars().next() {
        Some('>') if has_scheme || is_word => Address::Closed(len + 2),
        Some(_) => Address::None,
        None if has_scheme => Address::Open,
        None if is_word => Address::Undecided,
        None => Address::None,
    }
}

enum Target {
    None,
    Closed(usize),
    Open,
}

/// What follows the bracket that ends a label.
fn target(text: &str, is_end: bool) -> Target {
    if is_end {
        return Target::Open;
    }
    if let Some(inner) = text.strip_prefix('(') {
        return match destination(inner) {
            Target::Closed(len) => Target::Closed(len + 1),
            Target::Open => Target::Open,
            Target::None => Target::None,
        };
    }
    match text.strip_prefix('[').map(|label| label.find([']', '['])) {
        Some(Some(len)) => Target::Closed(len + 2),
        Some(None) => Target::Open,
        None => Target::None,
    }
}

/// Follows the target and title of an inline link as CommonMark's section on links has them; `Open`
/// if `text` ends before it is decided whether they are well formed.
fn destination(text: &str) -> Target {
    let Some(start) = text.find(|c: char| !c.is_ascii_whitespace()) else {
        return Target::Open;
    };
    let rest = text.get(start..).unwrap_or_default();
    let len = match rest.strip_prefix('<') {
        Some(inner) => match find_unescaped(inner, |c| matches!(c, '>' | '<' | '\n')) {
            None => return Target::Open,
            Some((len, '>')) => len + 2,
            Some(_) => return Target::None,
        },
        None => match bare_destination(rest) {
            None => return Target::Open,
            Some(len) => len,
        },
    };
    let after = rest.get(len..).unwrap_or_default();
    let title = after.trim_start_matches([' ', '\t', '\n', '\r']);
    let title_at = text.len() - title.len();
    let closer = match title.chars().next() {
        None => return Target::Open,
        Some(')') => return Target::Closed(title_at + 1),
        Some(_) if title.len() == after.len() => return Target::None,
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        Some(_) => return Target::None,
    };
    let inner = title.get(1..).unwrap_or_default();
    let Some((len, _)) = find_unescaped(inner, |c| c == closer) else {
        return Target::Open;
    };
    let end = inner.get(len + 1..).unwrap_or_default();
    let rest = end.trim_start_matches([' ', '\t', '\n', '\r']);
    match rest.chars().next() {
        None => Target::Open,
        Some(')') => Target::Closed(text.len() - rest.len() + 1),
        Some(_) => Target::None,
    }
}

/// Length of a target without angle brackets; `None` if it goes on to the end of `text`.
fn bare_destination(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(i),
            ')' => depth -= 1,
            c if c == ' ' || c.is_ascii_control() => return Some(i),
            _ => {}
        }
    }
    None
}

/// The first character of `text` that matches and has no backslash before it, and where it stands.
fn find_unescaped(text: &str, matches: impl Fn(char) -> bool) -> Option<(usize, char)> {
    let mut is_escaped = false;
    text.char_indices().find(|&(_, c)| {
        let found = !is_escaped && matches(c);
        is_escaped = c == '\\' && !is_escaped;
        found
    })
}

/// How many bytes are read to find the end of open text, and the starts of lines; a counter for
/// tests.
#[cfg(test)]
pub mod work {
    use std::cell::Cell;

    thread_local! {
        static READ: Cell<u64> = const { Cell::new(0) };
    }

    /// Takes note of so many.
    pub fn read(n: usize) {
        READ.set(READ.get() + n as u64);
    }

    /// How many there were in this thread.
    pub fn n_read() -> u64 {
        READ.get()
    }
}

#[cfg(not(test))]
pub mod work {
    /// Only tests count.
    pub fn read(_: usize) {}
}
