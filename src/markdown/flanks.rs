//! The *flanks* of a run of markers are the characters on either side of it: they say whether it
//! may open a style and whether it may close one.
//!
//! CommonMark takes a letter for the inside of a word and a sign for its edge. Chinese, Japanese
//! and Korean put no space between what is styled and what goes on, so by that rule `**「文字」**です`
//! has no closer, and its markers stay. Here a run of `*` or `~~` between a letter and a sign, one
//! of which is of these scripts, may open and close, as the amendment for them says that goes by
//! the name of *CJK-friendly*. A run of `_` may not: names have it. Nor does one open in front of
//! what only ends things, or close behind what only begins them.
//!
//! The parser knows nothing of that. It reads *stand-ins*: another character of the same length for
//! a letter beside such a run, so that there are signs on both sides, or for a sign, so that there
//! are letters. No two characters have the same stand-in, and none of them is in the text, so all
//! that comes back from the parser can be had as it was written. Which have one depends on the run
//! and on what is next to it, and on no more: so a piece of a text is read as the whole is.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag};
use unicode_normalization::char::is_combining_mark;

/// Stand in for signs: letters to the parser, of three bytes and nobody's.
const LETTERS: RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

/// Stand in for letters, those of them that are signs to the parser: of three bytes, and seldom in
/// a text.
const SIGNS: RangeInclusive<char> = '\u{2500}'..='\u{28FF}';

/// How many bytes a character takes that may have a stand-in.
const STAND_IN_LEN: usize = 3;

/// A text as the parser reads it.
#[derive(Debug)]
pub struct Flanked<'t> {
    text: Cow<'t, str>,
    /// What was written where a stand-in is.
    written: HashMap<char, char>,
}

impl<'t> Flanked<'t> {
    /// `text` with stand-ins where it needs them.
    pub fn new(text: &'t str) -> Self {
        let mut swaps = Swaps::default();
        // Most texts need none.
        if !text.is_ascii() && (text.contains('*') || text.contains("~~")) {
            swaps.find(text);
        }
        let (text, written) = swaps.made(text);
        Self { text, written }
    }

    /// What the parser reads: as long as the text, and each byte of it for one there.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `event` of the parser as if it had read what was written.
    pub fn event<'a>(&self, event: Event<'a>) -> Event<'a> {
        if self.written.is_empty() {
            return event;
        }
        match event {
            Event::Text(text) => Event::Text(self.written(text)),
            Event::Code(text) => Event::Code(self.written(text)),
            Event::InlineMath(text) => Event::InlineMath(self.written(text)),
            Event::DisplayMath(text) => Event::DisplayMath(self.written(text)),
            Event::Html(text) => Event::Html(self.written(text)),
            Event::InlineHtml(text) => Event::InlineHtml(self.written(text)),
            Event::FootnoteReference(label) => Event::FootnoteReference(self.written(label)),
            Event::Start(tag) => Event::Start(self.tag(tag)),
            Event::End(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => event,
        }
    }

    fn tag<'a>(&self, tag: Tag<'a>) -> Tag<'a> {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Tag::CodeBlock(CodeBlockKind::Fenced(self.written(info)))
            }
            Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(self.written(label)),
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => Tag::Link {
                link_type,
                dest_url: self.target(link_type, dest_url),
                title: self.target(link_type, title),
                id: self.written(id),
            },
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => Tag::Image {
                link_type,
                dest_url: self.target(link_type, dest_url),
                title: self.target(link_type, title),
                id: self.written(id),
            },
            _ => tag,
        }
    }

    /// Where a link leads. What the parser had to ask for has never had a stand-in.
    fn target<'a>(&self, kind: LinkType, target: CowStr<'a>) -> CowStr<'a> {
        match kind {
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown => {
                target
            }
            LinkType::Inline
            | LinkType::Reference
            | LinkType::Collapsed
            | LinkType::Shortcut
            | LinkType::Autolink
            | LinkType::Email
            | LinkType::WikiLink { .. } => self.written(target),
        }
    }

    /// What was written where the parser read `text`.
    pub fn written<'a>(&self, text: CowStr<'a>) -> CowStr<'a> {
        let written = |c: char| match LETTERS.contains(&c) || SIGNS.contains(&c) {
            true => self.written.get(&c).copied(),
            false => None,
        };
        if self.written.is_empty() || text.chars().all(|c| written(c).is_none()) {
            return text;
        }
        let written: String = text.chars().map(|c| written(c).unwrap_or(c)).collect();
        CowStr::from(written)
    }
}

/// May a run of `marker` between these characters open a style?
pub fn may_open(marker: char, before: Option<char>, after: Option<char>) -> bool {
    let (left, right) = (side(before), side(after));
    let is_eased = || marker != '_' && !after.is_some_and(ends) && is_any_cjk(before, after);
    let opens = right != Side::Space && (right == Side::Letter || left != Side::Letter);
    let closes = left != Side::Space && (left == Side::Letter || right != Side::Letter);
    let opens = opens || (right == Side::Sign && is_eased());
    opens && (marker != '_' || !closes || left == Side::Sign)
}

/// What a character is to a run of markers beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// White space, or nothing.
    Space,
    /// Punctuation or a symbol.
    Sign,
    /// Anything else.
    Letter,
}

/// What `c` is to the parser.
fn side(c: Option<char>) -> Side {
    let is_unseen = |c: char| {
        matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{E000}'..='\u{F8FF}' | '\u{FEFF}')
    };
    match c {
        None => Side::Space,
        Some(c) if c.is_whitespace() => Side::Space,
        // Letters in circles.
        Some('\u{24B6}'..='\u{24E9}') => Side::Sign,
        Some(c) if c.is_alphanumeric() || is_combining_mark(c) => Side::Letter,
        Some(c) if c.is_control() || is_unseen(c) => Side::Letter,
        Some(_) => Side::Sign,
    }
}

/// Is `c` of a script that writes no spaces around what is styled, or of its signs?
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{A4CF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF01}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_any_cjk(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_cjk) || after.is_some_and(is_cjk)
}

/// Does `c` begin something, so that no style ends behind it? A pipe parts cells.
fn begins(c: char) -> bool {
    "([{|（［｛「『【〈《〔“‘".contains(c)
}

/// Does `c` end something, so that no style begins in front of it? Not the signs of ASCII that end
/// sentences: names begin with them, as `.env` does.
fn ends(c: char) -> bool {
    ")]}|）］｝」』】〉》〕、。，．：；？！".contains(c)
}

/// May a sign stand in for `c`? Not for a letter that has a capital: labels are compared.
fn is_free_letter(c: char) -> bool {
    let is_plain = c.is_alphanumeric() && !c.is_lowercase() && !c.is_uppercase();
    is_cjk(c) && is_plain && c.len_utf8() == STAND_IN_LEN
}

/// May a letter stand in for `c`?
fn is_free_sign(c: char) -> bool {
    is_cjk(c) && side(Some(c)) == Side::Sign && c.len_utf8() == STAND_IN_LEN
}

/// Is `c` a marker to which it matters what is beside it, whatever script that is of?
fn is_strict(c: Option<char>) -> bool {
    matches!(c, Some('_' | '~'))
}

/// Where stand-ins are to be, in order: for which character, and as what.
#[derive(Debug, Default)]
struct Swaps(Vec<(usize, char, Side)>);

/// A run of markers in a text, with what its flanks are to the parser in the end.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The byte behind it.
    end: usize,
    left: Side,
    right: Side,
}

impl Swaps {
    fn find(&mut self, text: &str) {
        let mut before: Option<Run> = None;
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['*', '~'])) {
            let mut start = at + found;
            let (head, rest) = text.split_at_checked(start).unwrap_or_default();
            let n = match rest.strip_prefix('~') {
                Some(_) => rest.len() - rest.trim_start_matches('~').len(),
                None => rest.len() - rest.trim_start_matches('*').len(),
            };
            at = start + n;
            // Behind a backslash the first one is just itself.
            let n_slashes = head.len() - head.trim_end_matches('\\').len();
            start += n_slashes % 2;
            let is_marker = rest.starts_with('*') || at - start == 2;
            if is_marker && start < at {
                before = Some(self.run(text, start, at, before));
            }
        }
    }

    /// Looks at the run of markers from `start` to `end`; `run` is the one before it.
    fn run(&mut self, text: &str, start: usize, end: usize, run: Option<Run>) -> Run {
        let mut head = text.get(..start).unwrap_or_default().chars();
        let mut rest = text.get(end..).unwrap_or_default().chars();
        let (before, after) = (head.next_back(), rest.next());
        let before_at = start - before.map_or(0, char::len_utf8);
        // With but one character between them, both are about it.
        let run = run.filter(|run| run.end == before_at);
        let mut left = run.map_or(side(before), |run| run.right);
        let mut right = side(after);
        let (Some(a), Some(b)) = (before, after) else {
            return Run { end, left, right };
        };
        let is_apart = left == side(before) && !is_strict(head.next_back());
        let is_free = |as_what: Side| {
            is_apart && run.is_none_or(|run| run.left == as_what || run.left == Side::Space)
        };
        let is_free_after = !is_strict(rest.as_str().chars().next());
        // A letter alone between two runs is taken for one if it can be: the other run may need it.
        let is_word = || {
            let behind = rest.as_str().trim_start_matches(['*', '~']);
            behind.len() < rest.as_str().len() && side(behind.chars().next()) == Side::Letter
        };
        match (left, right) {
            _ if !is_any_cjk(before, after) => {}
            (Side::Sign, Side::Letter) if !begins(a) => {
                let can_be_letters = is_free_sign(a) && is_free(Side::Letter);
                if can_be_letters && is_word() {
                    left = Side::Letter;
                } else if is_free_letter(b) && is_free_after {
                    right = Side::Sign;
                } else if can_be_letters {
                    left = Side::Letter;
                }
            }
            (Side::Letter, Side::Sign) if !ends(b) => {
                if is_free_letter(a) && is_free(Side::Sign) {
                    left = Side::Sign;
                } else if is_free_sign(b) && is_free_after {
                    right = Side::Letter;
                }
            }
            _ => {}
        }
        if is_apart && left != side(before) {
            self.0.push((before_at, a, left));
        }
        if right != side(after) {
            self.0.push((end, b, right));
        }
        Run { end, left, right }
    }

    /// `text` with its stand-ins, and what was written in their places.
    fn made(self, text: &str) -> (Cow<'_, str>, HashMap<char, char>) {
        let mut written = HashMap::new();
        if self.0.is_empty() {
            return (Cow::Borrowed(text), written);
        }
        let is_reserved = |c: &char| LETTERS.contains(c) || SIGNS.contains(c);
        let used: HashSet<char> = text.chars().filter(is_reserved).collect();
        let is_unused = |c: &char| !used.contains(c);
        let is_sign = |c: &char| side(Some(*c)) == Side::Sign;
        let mut letters = LETTERS.filter(is_unused);
        // From the end: there are the patterns of Braille, which are in no text that is read here.
        let mut signs = SIGNS.rev().filter(is_sign).filter(is_unused);
        let mut stand_ins: HashMap<char, char> = HashMap::new();
        let mut made = String::with_capacity(text.len());
        for (at, c, as_what) in self.0 {
            let stand_in = stand_ins.get(&c).copied().or_else(|| match as_what {
                Side::Sign => signs.next(),
                Side::Letter => letters.next(),
                Side::Space => None,
            });
            // Of so many there are none left: nobody writes such a text.
            let Some(stand_in) = stand_in else { break };
            stand_ins.insert(c, stand_in);
            written.insert(stand_in, c);
            made.push_str(text.get(made.len()..at).unwrap_or_default());
            made.push(stand_in);
        }
        made.push_str(text.get(made.len()..).unwrap_or_default());
        (Cow::Owned(made), written)
    }
}

#[cfg(test)]
mod tests;
