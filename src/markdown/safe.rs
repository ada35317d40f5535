//! A place in an open paragraph is *safe* if nothing that comes after it can change what stands before
//! it: no code, link, address, style or formula is open there that a later marker could close.
//!
//! What stands before such a place is read once, however long the paragraph grows. That is what text
//! without a line end needs: it is one block, one paragraph and one line. Where no place is safe, as
//! behind a bracket that nobody closes, the paragraph is read from its last safe place on.

use pulldown_cmark::Event;

use super::inline::Spanned;
use super::inline::brackets::Pairs;

/// The last safe place in `events`, which are those of one paragraph of `text`, in bytes of `text`.
///
/// It stands between two words, or between two characters of a script that writes no spaces.
pub fn cut(events: &[Spanned<'_>], text: &str) -> Option<usize> {
    let mut scan = Scan::default();
    for (i, (event, range)) in events.iter().enumerate() {
        scan.formulas.next(events, i, text);
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
                let is_escaped = before.ends_with('\\') && scan.end < range.start;
                scan.text(text, part, range.start, is_escaped);
            }
            // The braces before two dollars say nothing about whether they match: only those between
            // them do.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Code(_)
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
    brackets: usize,
    /// Those with a backslash before them.
    formulas: Pairs,
    /// Is something open that may never be closed?
    is_open: bool,
    /// Have we seen the beginning of an address, and no space since?
    in_address: bool,
    /// End of the last event.
    end: usize,
    found: Option<usize>,
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
            if i > 0 || !is_escaped {
                match c {
                    '[' => self.brackets += 1,
                    ']' => self.brackets = self.brackets.saturating_sub(1),
                    '`' => self.is_open = true,
                    '$' => self.is_open = after().is_none_or(|c| !c.is_ascii_whitespace()),
                    '<' => {
                        let begins = |c: char| c.is_ascii_alphabetic() || "/!?".contains(c);
                        self.is_open = after().is_none_or(begins);
                    }
                    '*' | '_' | '~' if self.depth == 0 => {
                        let is_in_word = c == '_' && before.is_some_and(char::is_alphanumeric);
                        let opens = after().is_none_or(|c| !c.is_whitespace());
                        self.is_open = opens && !is_in_word;
                    }
                    _ => {}
                }
            }
            if self.is_open {
                return;
            }
            let is_outside =
                self.depth == 0 && self.brackets == 0 && !self.formulas.is_open() && i > 0;
            if is_outside && is_between(before, c, after) && (c == ' ' || !self.in_address) {
                self.found = Some(at);
            }
            self.in_address = match c {
                '@' => true,
                ':' => self.in_address || after() == Some('/'),
                '.' => self.in_address || text.get(..at).is_some_and(|text| text.ends_with("www")),
                c => self.in_address && !c.is_whitespace(),
            };
            before = Some(c);
        }
    }
}

/// Does `c`, behind `before`, begin what can be read by itself?
fn is_between(before: Option<char>, c: char, after: impl Fn() -> Option<char>) -> bool {
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
