//! A place in an open paragraph is *safe* if nothing that comes after it can change what stands
//! before it: no code, link, address, style or formula is open there that a later marker could
//! close.
//!
//! What stands before such a place is read once, however long the paragraph grows. That is what
//! text without a line end needs: it is one block, one paragraph and one line. Behind an opener
//! that nobody closes no place is safe; the further away that is, the more *likely* it is that
//! nobody will. Whoever goes on from a likely place has to come back when more is known.

use pulldown_cmark::Event;

use super::block::{Context, Places};
use super::inline::Spanned;
use super::inline::brackets::Pairs;
use super::tail::work;

/// The last places in `events`, which are those of one paragraph of `text`; `context` says which
/// opener is far away, and for the closer of which one to look.
///
/// A place stands between two words, or between two characters of a script that writes no spaces; a
/// likely one also elsewhere, where none has come for as many bytes.
pub fn places(events: &[Spanned<'_>], text: &str, context: &Context<'_>) -> Places {
    let end = events.iter().map(|(_, range)| range.end).max();
    let start = events.first().map_or(0, |(_, range)| range.start);
    let mut scan = Scan {
        near: end.unwrap_or_default().saturating_sub(context.far),
        far: context.far,
        wanted: context.opener,
        word: start,
        ..Scan::default()
    };
    for (i, (event, range)) in events.iter().enumerate() {
        scan.formulas.next(events, i, text);
        let opened = scan.formulas.opened().and_then(|i| events.get(i));
        scan.formula = opened.map(|(_, range)| range.start);
        match event {
            Event::Start(_) => {
                scan.depth += 1;
                scan.end = range.start;
                continue;
            }
            Event::End(_) => scan.depth = scan.depth.saturating_sub(1),
            Event::Text(_) => {
                let before = text.get(..range.start).unwrap_or_default();
                let part = text.get(range.clone()).unwrap_or_default();
                work::read(part.len());
                let is_escaped = before.ends_with('\\') && scan.end < range.start;
                scan.text(text, part, range.start, is_escaped);
            }
            // A marker in a formula has closed a style before that was known.
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                let formula = text.get(range.clone()).unwrap_or_default();
                scan.found.has_closer |= scan.wanted.is_some_and(|sign| formula.contains(sign));
            }
            Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
        scan.end = range.end;
        if scan.is_open {
            break;
        }
    }
    scan.found
}

#[derive(Debug, Default)]
struct Scan {
    /// Styles and links around the text.
    depth: usize,
    /// Brackets that wait for their other half.
    brackets: Vec<usize>,
    /// Those with a backslash before them, and where the one stands that waits.
    formulas: Pairs,
    formula: Option<usize>,
    /// Is something open that may never be closed?
    is_open: bool,
    /// Is it, but far away?
    is_doubtful: bool,
    /// The sign by which we have seen that an address begins, if no space came since.
    address: Option<usize>,
    /// End of the last event.
    end: usize,
    /// What opens before this is far away, and how far that is from the end.
    near: usize,
    far: usize,
    /// The opener whose closer is looked for: its sign, of brackets the opening one.
    wanted: Option<char>,
    /// The last place between two words.
    word: usize,
    found: Places,
}

impl Scan {
    /// Looks at `part`, which stands at byte `start` of `text` and is no markup of its own.
    fn text(&mut self, text: &str, part: &str, start: usize, is_escaped: bool) {
        let mut before = text.get(..start).and_then(|text| text.chars().next_back());
        for (i, c) in part.char_indices() {
            let at = start + i;
            let after = || {
                text.get(at + c.len_utf8()..)
                    .and_then(|text| text.chars().next())
            };
            if is_escaped && i == 0 {
                // Right behind a bracket the parser takes it for one that has no backslash.
                let slash = text.get(..start).and_then(|text| text.strip_suffix('\\'));
                if c == '[' && slash.is_some_and(|before| before.ends_with(']')) {
                    self.brackets.push(at);
                }
            } else {
                let opens = match c {
                    '[' => {
                        self.brackets.push(at);
                        false
                    }
                    ']' => {
                        if self.brackets.pop().is_none() {
                            self.found.has_closer |= self.wanted == Some('[');
                        }
                        false
                    }
                    '`' => true,
                    '$' => after().is_none_or(|c| !c.is_ascii_whitespace()),
                    '<' => {
                        let begins = |c: char| c.is_ascii_alphabetic() || "/!?".contains(c);
                        after().is_none_or(begins)
                    }
                    '*' | '_' | '~' if self.depth == 0 => {
                        let is_in_word = c == '_' && before.is_some_and(char::is_alphanumeric);
                        !is_in_word && after().is_none_or(|c| !c.is_whitespace())
                    }
                    _ => false,
                };
                let ends_word = |c: char| c.is_alphanumeric() || ".,;:!?)]".contains(c);
                let is_word_end = before.is_some_and(ends_word);
                if "*_~`$".contains(c) && is_word_end && !after().is_some_and(char::is_alphanumeric)
                {
                    self.found.has_closer |= self.wanted == Some(c);
                }
                if opens && at >= self.near {
                    self.is_open = true;
                    return;
                }
                if opens {
                    self.is_doubtful = true;
                    self.found.opener.get_or_insert(c);
                }
            }
            if self.depth == 0 && i > 0 {
                self.place(at, before, c, after);
            }
            self.address = match c {
                '@' => self.address.or(Some(at)),
                ':' if after() == Some('/') => self.address.or(Some(at)),
                '.' if text.get(..at).is_some_and(|text| text.ends_with("www")) => {
                    self.address.or(Some(at))
                }
                c if c.is_whitespace() => None,
                _ => self.address,
            };
            before = Some(c);
        }
    }

    /// Is the byte `at` a place? There `c` stands, outside of styles and links.
    fn place(
        &mut self,
        at: usize,
        before: Option<char>,
        c: char,
        after: impl Fn() -> Option<char>,
    ) {
        let is_word = is_between(before, c, &after);
        if !is_word && !self.is_needed(at, before, c, &after) {
            return;
        }
        let address = self.address.filter(|_| c != ' ');
        let opener = self.brackets.last().copied().max(self.formula).max(address);
        if is_word && opener.is_none() && !self.is_doubtful {
            self.found.safe = Some(at);
        }
        if opener.is_none_or(|opener| opener < self.near) {
            self.found.likely = Some(at);
            self.word = at;
            if self.brackets.last().is_some_and(|at| *at < self.near) {
                self.found.opener.get_or_insert('[');
            }
        }
    }
}

impl Scan {
    /// Has no place between two words come for so long that another one has to do: in a word,
    /// before a marker, anywhere in the end?
    fn is_needed(
        &self,
        at: usize,
        before: Option<char>,
        c: char,
        after: impl Fn() -> Option<char>,
    ) -> bool {
        let len = at - self.word;
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        let is_black = |c: char| !c.is_whitespace();
        let is_in_word = || is_letter(c) && before.is_some_and(is_letter);
        let is_space = || c == ' ' && before.is_some_and(is_black) && after().is_some_and(is_black);
        (len > self.far && (is_in_word() || is_space())) || (len > 2 * self.far && is_black(c))
    }
}

/// Does `c`, behind `before`, begin what can be read by itself?
fn is_between(before: Option<char>, c: char, after: &impl Fn() -> Option<char>) -> bool {
    let Some(before) = before else {
        return false;
    };
    if c == ' ' {
        let ends = before.is_alphanumeric() || matches!(before, '.' | ',' | ';' | '?');
        return ends && after().is_some_and(char::is_alphanumeric);
    }
    stands_alone(before) && stands_alone(c) && after().is_some_and(stands_alone)
}

/// Is `c` a word of its own: Kana, Han or Hangul?
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}
