//! How the end of open text is *completed* before the parser sees it: what is open there is closed,
//! so that its style starts at once and its marker is not shown.
//!
//! One walk over the text finds what binds tighter than emphasis: formulas, code, addresses, notes
//! and links. What is far from the end is taken for something that nobody closes.

use super::closers::Closers;
use super::formula::{self, Formula};
use super::labels::{self, Label};
use super::target::{self, Address, Target};
use super::{Completion, LONGEST_OPEN, LastLine, is_escape, line_end, without_openers, work};
use crate::markdown::notes::{self, Opening};

/// Closes the code span, the address or the links that are open at the end of `text`; `None` if
/// there is nothing to close. Code and links bind tighter than emphasis, so they can be found
/// without knowing it. `line` is about the last line of `text`, whose end is no part of it;
/// `is_defined` says which labels lead anywhere.
pub fn complete(
    text: &str,
    line: LastLine,
    is_defined: impl Fn(&str) -> bool,
) -> Option<Completion> {
    let mut labels: Vec<Label> = Vec::new();
    // What is far away is a plain bracket, whatever else is open.
    let close = |end, suffix, labels: &[Label]| {
        labels::close(end, suffix, labels::near(labels, text.len()))
    };
    // What is behind `at` may be anything.
    let cut = |at, labels: &[Label]| {
        let kept = without_openers(text.get(..at).unwrap_or_default());
        let mut cut = close(kept.len(), String::new(), labels);
        if cut.suffix.is_empty() {
            cut.suffix += line_end(text.get(cut.end..).unwrap_or_default());
        }
        cut
    };
    let mut ahead = Closers::new(text);
    // Where the last pair of brackets ended that leads nowhere.
    let mut bare_end = None;
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
                    Formula::Undecided => return Some(cut(at, &labels)),
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
                Err(n) if is_blank(rest, n) => return Some(cut(at, &labels)),
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
            [b'<', ..] => match target::address(rest) {
                Address::None => 1,
                Address::Closed(len) => len,
                Address::Open | Address::Undecided if is_far => 1,
                Address::Open => return Some(close(text.len(), ">".to_owned(), &labels)),
                Address::Undecided => return Some(cut(at, &labels)),
            },
            // No image: the sign of exclamation stands before a note.
            [b'!', b'[', b'^', ..] if is_note(rest.get(1..).unwrap_or_default()) => 1,
            [b'[', b'^', ..] => match notes::opening(rest) {
                Opening::None => 2,
                Opening::Undecided => return Some(cut(at, &labels)),
                Opening::Label(len) => {
                    let after = rest.get(len..).unwrap_or_default();
                    match after.strip_prefix('(').map(target::destination) {
                        // A note until it turns out that it is a link after all.
                        Some(Target::Open) => {
                            return Some(close(at + len, String::new(), &[]));
                        }
                        Some(Target::Closed(target)) => {
                            labels.retain(|outer| outer.is_image);
                            len + 1 + target
                        }
                        // No link has a note in its label; an image may.
                        Some(Target::None) | None => {
                            labels.retain(|outer| outer.is_image);
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
                Some(label) => {
                    let behind = rest.get(1..).unwrap_or_default();
                    let inner = label.inner(text, at);
                    // The second of two pairs, the first of which has shown that they lead nowhere.
                    let is_second = !label.is_image && bare_end == Some(label.at);
                    let target = match target::behind_label(behind, after.is_empty()) {
                        Target::Open if is_second && matches!(after, [] | [b'[', ..]) => {
                            Target::None
                        }
                        target => target,
                    };
                    match target {
                        Target::None => {
                            match inner.is_some_and(&is_defined) {
                                true if label.is_image => {}
                                true => labels.retain(|outer| outer.is_image),
                                false => bare_end = Some(at + 1),
                            }
                            1
                        }
                        // Two pairs of brackets that lead nowhere are text.
                        Target::Closed(len)
                            if behind.starts_with('[')
                                && !target::name(behind, len, inner).is_some_and(&is_defined) =>
                        {
                            bare_end = Some(at + 1);
                            1
                        }
                        Target::Open if is_far => 1,
                        // A short link in a link, or just brackets in one: what comes will tell.
                        Target::Open
                            if matches!(after.first(), None | Some(b'['))
                                && labels::is_short(text.len(), &label)
                                && label.is_in_link(labels::near(&labels, text.len())) =>
                        {
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
                    }
                }
            },
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    let is_open = !labels::near(&labels, text.len()).is_empty();
    let text = text.trim_end();
    // A backslash would make text of what closes them.
    let end = text.len() - usize::from(is_escape(text));
    is_open.then(|| close(end, String::new(), &labels))
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
