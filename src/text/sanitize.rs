//! Untrusted text → printable text.
//!
//! *Sanitizing* takes from a text whatever a terminal would obey or a reader could be tricked by:
//! control characters become visible pictures, marks that turn the writing direction or take no
//! place are dropped, tabs become spaces, and no character carries an endless tower of accents.
//! What comes from a model, a tool, a file name or a server passes here before it becomes a
//! [`super::line::Line`]. What is left is safe to print; how wide it is, [`super::width`] says.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::width::{columns, grapheme_columns};

/// Tab stops stand at every multiple of this many columns.
pub const TAB_COLUMNS: usize = 4;

/// At most so many characters that take no place may follow each other: enough for every living
/// script, too few for a tower of accents that covers the rows above.
const MARKS_IN_A_ROW: usize = 8;

/// At most so many characters may be joined by U+200D; the longest emoji in use has four.
const JOINS_IN_A_ROW: usize = 8;

/// Makes one emoji of two, and one letter of two in some scripts.
pub const ZERO_WIDTH_JOINER: char = '\u{200D}';
const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';

/// `text` without anything that a terminal would obey: control characters are made visible (`\x1b`
/// as `␛`), bidi overrides and zero-width tricks are dropped, tabs become spaces up to the next
/// multiple of [`TAB_COLUMNS`] (`text` is taken to begin at the start of a line), `\r\n`, `\r`,
/// U+2028 and U+2029 become `\n`. `\n` stays. Borrows when nothing had to change.
///
/// The joiner U+200D, the non-joiner U+200C and variation selectors stay behind what can need them,
/// emoji and some scripts, but only so many in a row, and of selectors one. Behind a letter of ours
/// they would only make two words of one look. Doing it twice changes nothing more, and what a text
/// becomes does not depend on what follows it.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    rewritten(text, Tabs::Spaces)
}

/// Like [`sanitize`], for text that leaves the screen as text: tabs stay, for in code they can mean
/// something, and no terminal obeys them in a way that hurts.
pub fn sanitize_around_tabs(text: &str) -> Cow<'_, str> {
    rewritten(text, Tabs::Stay)
}

fn rewritten(text: &str, tabs: Tabs) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | 0x20..=0x7E)) {
        return Cow::Borrowed(text);
    }
    let mut limits = Limits::default();
    let stays = |c| match fate(c, &mut limits) {
        Fate::Keep => true,
        Fate::Tab => tabs == Tabs::Stay,
        _ => false,
    };
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(rewrite(text, tabs))
}

/// Like [`sanitize`], on one line: line breaks become a space.
pub fn one_line(text: &str) -> String {
    sanitize(text).replace('\n', " ")
}

/// How many characters of `text` [`sanitize`] drops or shows as others: those that a terminal would
/// obey, and those by which a reader could be tricked. Tabs and line breaks are none of them.
pub fn n_neutralised(text: &str) -> usize {
    // Most of what is copied, and quick to see of megabytes.
    if text
        .bytes()
        .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E))
    {
        return 0;
    }
    let mut limits = Limits::default();
    let fates = text.chars().map(|c| fate(c, &mut limits));
    fates
        .filter(|fate| matches!(fate, Fate::Drop | Fate::Show(_)))
        .count()
}

/// The bytes of `text`, one line, from which [`one_line`] makes these bytes of its own: a tab, of
/// which these are some spaces, and what is dropped where it stands between.
pub fn origin(text: &str, shown: &Range<usize>) -> Range<usize> {
    if is_clean(text) {
        return shown.start.min(text.len())..shown.end.min(text.len());
    }
    let mut rewriter = Rewriter::default();
    let mut origin: Option<Range<usize>> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before = rewriter.out.len();
        rewriter.push(c, chars.peek().map(|(_, next)| *next));
        let is_shown = rewriter.out.len() > shown.start.max(before) && before < shown.end;
        if is_shown && !shown.is_empty() {
            let start = origin.map_or(at, |origin| origin.start);
            origin = Some(start..at + c.len_utf8());
        }
    }
    origin.unwrap_or_default()
}

/// Does [`one_line`] leave `text` as it is?
pub fn is_clean(text: &str) -> bool {
    matches!(sanitize(text), Cow::Borrowed(_)) && !text.contains('\n')
}

/// One JSON value on one line that says the same and that [`sanitize`] would leave as it is.
///
/// `json` is valid. Whatever a terminal would obey or a reader could be tricked by stands inside
/// of strings there, where an escape says the same; control characters outside of them are white
/// space, for which a space does.
pub fn json_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    let mut limits = Limits::default();
    for c in json.chars() {
        match c {
            '\0'..='\u{1F}' => line.push(' '),
            _ if fate(c, &mut limits) == Fate::Keep => {
                line.push(c);
                continue;
            }
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` cannot fail.
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
        }
        limits = Limits::behind(line.chars().next_back());
    }
    line
}

/// Does `c` show nothing by itself? [`sanitize`] leaves such characters where a script or an emoji
/// can need them; two texts that differ in them alone still look the same.
pub fn is_ignorable(c: char) -> bool {
    is_invisible(c)
        || is_selector(c)
        || matches!(c, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER)
        || matches!(c, '\u{115F}' | '\u{3164}' | '\u{FFA0}')
}

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Drop,
    Show(char),
    Break,
    Tab,
}

/// What was kept just before, for the limits on characters that take no place.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    /// The last character of the line that took a place.
    base: Option<char>,
    marks: usize,
    joins: usize,
    after_joiner: bool,
    after_selector: bool,
}

impl Limits {
    fn behind(base: Option<char>) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    /// May `c` stay? Counts it if so.
    fn admit(&mut self, c: char) -> bool {
        let mut buf = [0; 4];
        // A skin tone never stands alone: it neither begins a chain of joined emoji nor ends one.
        let is_skin_tone = matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
        if !is_skin_tone && grapheme_columns(c.encode_utf8(&mut buf)) > 0 {
            self.marks = 0;
            if !self.after_joiner {
                self.joins = 0;
            }
            self.after_joiner = false;
            self.after_selector = false;
            self.base = Some(c);
            return true;
        }
        let is_joiner = c == ZERO_WIDTH_JOINER;
        // A character has one variation; a row of selectors spells something that nobody sees.
        let is_selector = is_selector(c);
        let is_idle = match self.base {
            Some(base) if is_joiner || c == ZERO_WIDTH_NON_JOINER => is_never_joined(base),
            Some(base) if is_selector => is_never_joined(base) && !is_keycap(base),
            _ => false,
        };
        let is_over = is_idle
            || self.marks == MARKS_IN_A_ROW
            || (is_joiner && self.joins == JOINS_IN_A_ROW)
            || (is_selector && self.after_selector);
        if is_over {
            return false;
        }
        self.after_selector = is_selector;
        self.marks += 1;
        self.joins += usize::from(is_joiner);
        self.after_joiner = is_joiner;
        true
    }
}

fn fate(c: char, limits: &mut Limits) -> Fate {
    let fate = match c {
        '\n' | ' '..='~' => Fate::Keep,
        '\t' => Fate::Tab,
        '\r' | '\u{2028}' | '\u{2029}' => Fate::Break,
        // The control pictures stand in the order of the characters they depict.
        '\0'..='\u{1F}' => {
            Fate::Show(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        '\u{7F}' => Fate::Show('␡'),
        '\u{80}'..='\u{9F}' => Fate::Show(char::REPLACEMENT_CHARACTER),
        // Letters that look like nothing, but that terminals give a place: a space is honest.
        '\u{115F}' | '\u{3164}' | '\u{FFA0}' => Fate::Show(' '),
        _ if is_invisible(c) => Fate::Drop,
        _ if limits.admit(c) => return Fate::Keep,
        _ => return Fate::Drop,
    };
    *limits = match fate {
        Fate::Drop => *limits,
        Fate::Keep => Limits::behind(Some(c).filter(|&c| c != '\n')),
        Fate::Show(shown) => {
            // It is a character like any other to whoever sanitizes the text once more.
            limits.admit(shown);
            *limits
        }
        Fate::Break => Limits::default(),
        Fate::Tab => Limits::behind(Some(' ')),
    };
    fate
}

/// Characters that show nothing and that no text of ours needs: they turn the writing direction,
/// hide text in text, or make two different words look the same.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}'            // soft hyphen, grapheme joiner
        | '\u{1160}' | '\u{17B4}' | '\u{17B5}' // vowels that are not there
        | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'       // bidi marks, overrides and isolates
        | '\u{180E}' | '\u{200B}' | '\u{FEFF}'
        | '\u{2060}'..='\u{2065}'       // word joiner and invisible operators
        | '\u{206A}'..='\u{206F}'       // deprecated format characters
        | '\u{FFF0}'..='\u{FFFB}'       // annotation anchors and unassigned neighbors
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E00FF}'     // tags: a whole alphabet nobody sees
        | '\u{E01F0}'..='\u{E0FFF}')
}

/// Characters whose shape no joiner behind them changes: ASCII, the letters of Latin, Greek and
/// Cyrillic, and the marks between them.
fn is_never_joined(c: char) -> bool {
    matches!(c,
        '\0'..='\u{A8}' | '\u{AA}'..='\u{AD}' | '\u{AF}'..='\u{52F}' // not the signs © and ®
        | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1FFF}'
        | '\u{2010}'..='\u{2027}' | '\u{2C60}'..='\u{2C7F}'
        | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB06}')
}

/// Characters of ASCII that have a variation: they are printed on keys.
fn is_keycap(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

/// Characters that choose a variation of the one before them.
fn is_selector(c: char) -> bool {
    matches!(c,
        '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn rewrite(text: &str, tabs: Tabs) -> String {
    let mut rewriter = Rewriter {
        tabs,
        out: String::with_capacity(text.len() + 16),
        ..Rewriter::default()
    };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        rewriter.push(c, chars.peek().copied());
    }
    rewriter.out
}

/// What becomes of tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tabs {
    /// They reach the next stop as spaces.
    #[default]
    Spaces,
    /// They are left to whoever shows the text.
    Stay,
}

/// A text that is being made printable.
#[derive(Default)]
struct Rewriter {
    tabs: Tabs,
    out: String,
    limits: Limits,
    /// Columns of the present line up to byte `measured` of `out`.
    column: usize,
    measured: usize,
}

impl Rewriter {
    /// Adds what becomes of the next character.
    fn push(&mut self, c: char, next: Option<char>) {
        match fate(c, &mut self.limits) {
            Fate::Keep => self.out.push(c),
            Fate::Drop => {}
            Fate::Show(shown) => self.out.push(shown),
            // Both make one break: the second character will.
            Fate::Break if c == '\r' && next == Some('\n') => {}
            Fate::Break => self.out.push('\n'),
            Fate::Tab if self.tabs == Tabs::Stay => self.out.push('\t'),
            Fate::Tab => {
                // Measured from the last tab on, so that a line of tabs stays linear.
                self.column += columns(self.out.get(self.measured..).unwrap_or_default());
                let spaces = TAB_COLUMNS - self.column % TAB_COLUMNS;
                self.out.extend(std::iter::repeat_n(' ', spaces));
                self.column += spaces;
                self.measured = self.out.len();
            }
        }
        if self.out.ends_with('\n') && self.out.len() > self.measured {
            self.column = 0;
            self.measured = self.out.len();
        }
    }
}

#[cfg(test)]
mod tests;
