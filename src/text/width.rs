//! The *columns* of a grapheme: one table for the whole program.
//!
//! A grapheme is what a reader takes for one character: a letter with its accents, a flag, a family
//! of emoji. Everything that measures, cuts or pads text asks here, so that two parts can never
//! disagree about where a cell ends. While ambiguous characters are narrow the table agrees with
//! what ratatui advances when it sets a string, grapheme by grapheme: ratatui is what the tests
//! compare our painting with, though it paints no row any more. Making untrusted text printable is
//! the work of [`super::sanitize`]; a control character that comes here all the same counts
//! nothing.
//!
//! Terminals disagree about characters that stand in East Asian fonts and in others (`→`, `…`, `“`,
//! `×`, `①`): most draw them in one column, some in two. The table holds for the one terminal that
//! the program has, so which of the two it is belongs to the table and is not handed through every
//! layer. It is a setting of the thread: all that measures runs on one, and tests, each on its own,
//! do not see each other's. Whoever changes it ([`set_ambiguous`]) lays out anew what was laid out.

mod letters;

use std::cell::Cell;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of a character whose width is *ambiguous* (Unicode Standard Annex #11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One, as most terminals draw it.
    #[default]
    Narrow,
    /// Two, as in old East Asian character sets.
    Wide,
}

thread_local! {
    static AMBIGUOUS: Cell<Ambiguous> = const { Cell::new(Ambiguous::Narrow) };
}

/// How this thread counts ambiguous characters.
pub fn ambiguous() -> Ambiguous {
    AMBIGUOUS.get()
}

/// Counts ambiguous characters so from now on, on this thread. Answers whether that is new: then
/// nothing that was measured before holds.
pub fn set_ambiguous(width: Ambiguous) -> bool {
    AMBIGUOUS.replace(width) != width
}

/// Marks text that was cut short; one column wide on every terminal.
pub fn ellipsis() -> &'static str {
    match ambiguous() {
        Ambiguous::Narrow => "…",
        Ambiguous::Wide => "~",
    }
}

/// Columns that `text` takes on screen; it holds no control character.
pub fn columns(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    graphemes(text)
        .map(|grapheme| usize::from(grapheme.columns))
        .sum()
}

/// Is each byte of `text` a character of one column? So it is of nearly all text, and to see that
/// takes no branch for each byte.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes().iter();
    !bytes.fold(false, |odd, byte| odd | !(0x20..0x7F).contains(byte))
}

/// Columns of one grapheme: 0 for a lone combining mark, 1 or 2 for nearly everything, more only
/// where a cluster is drawn as several letters side by side (Indic conjuncts, halfwidth Katakana
/// with a sound mark).
pub fn grapheme_columns(grapheme: &str) -> u16 {
    match grapheme.as_bytes() {
        [byte] => return u16::from(!byte.is_ascii_control()),
        // The C1 control characters, U+0080 to U+009F.
        [0xC2, 0x80..=0x9F] | b"\r\n" => return 0,
        // Lines, U+2500 to U+257F: of them is the scroll bar, in each row of each frame.
        [0xE2, 0x94 | 0x95, _] if ambiguous() == Ambiguous::Narrow => return 1,
        _ => {}
    }
    let sound_marks = grapheme
        .chars()
        .filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}'))
        .count();
    // ratatui gives each halfwidth sound mark a cell on top of what unicode-width says. That is one
    // too many with today's unicode-width, but the sketch is held to paint as ratatui does.
    let columns = match ambiguous() {
        Ambiguous::Narrow => grapheme.width(),
        Ambiguous::Wide => grapheme.width_cjk() + letters::count(grapheme),
    };
    u16::try_from(columns + sound_marks).unwrap_or(u16::MAX)
}

/// One grapheme of a text and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Byte offset in the text.
    pub at: usize,
    /// The grapheme itself; never empty.
    pub text: &'a str,
    /// Its width in columns.
    pub columns: u16,
}

/// The graphemes of `text` from left to right.
pub fn graphemes(text: &str) -> Graphemes<'_> {
    Graphemes { text, at: 0 }
}

/// Iterator over the graphemes of a text, made by [`graphemes`].
#[derive(Debug, Clone)]
pub struct Graphemes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = Grapheme<'a>;

    #[inline]
    fn next(&mut self) -> Option<Grapheme<'a>> {
        let at = self.at;
        // Two ASCII characters never share a grapheme (but for `\r\n`, which sanitized text does
        // not have), and nearly all text is ASCII: the tables need not be asked.
        match self.text.as_bytes().get(at..)? {
            [0x20..=0x7E] | [0x20..=0x7E, 0x00..=0x7F, ..] => {
                self.at += 1;
                let text = self.text.get(at..self.at)?;
                let columns = 1;
                Some(Grapheme { at, text, columns })
            }
            _ => self.next_of_any_script(),
        }
    }
}

impl<'a> Graphemes<'a> {
    /// Apart from the way of nearly all text, which then is a few steps within the caller's loop.
    #[inline(never)]
    fn next_of_any_script(&mut self) -> Option<Grapheme<'a>> {
        let at = self.at;
        let rest = self.text.get(at..)?;
        let text = match lone(rest) {
            Some(text) => text,
            None => rest.graphemes(true).next()?,
        };
        self.at += text.len();
        Some(Grapheme {
            at,
            text,
            columns: grapheme_columns(text),
        })
    }
}

/// The graphemes of `text` from its end to its beginning, each with the byte it begins at.
pub fn graphemes_back(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true).rev()
}

/// The first character of `text` if that is plainly a grapheme of its own: neither it nor the one
/// after it ever joins another. So are most letters and signs; the tables need not be asked for
/// them.
fn lone(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let first = chars.next().filter(|c| stands_alone(*c))?;
    let is_followed_by_another = match chars.next() {
        Some(next) => matches!(next, ' '..='~') || stands_alone(next),
        None => true,
    };
    is_followed_by_another
        .then(|| text.get(..first.len_utf8()))
        .flatten()
}

/// Characters beyond ASCII that are no part of a cluster with each other or with ASCII: letters of
/// Europe, punctuation, arrows, lines and signs, kana and ideographs. Not all that are.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{52F}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{2BFF}'
        | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF9D}')
}

/// `text` in at most `width` columns: as it is where it fits, else cut between graphemes and ended
/// by the [`ellipsis`]. Reads no further than the cut.
pub fn fit(text: &str, width: usize) -> String {
    if text.len() <= width && is_plain(text) {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut cut = 0;
    for grapheme in graphemes(text) {
        taken += usize::from(grapheme.columns);
        if taken > width {
            let kept = text.get(..cut).unwrap_or_default();
            return if width == 0 {
                String::new()
            } else {
                format!("{kept}{}", ellipsis())
            };
        }
        if taken < width {
            cut = grapheme.at + grapheme.text.len();
        }
    }
    text.to_owned()
}

/// Counts ambiguous characters so until it is dropped: tests may share a thread, one after another.
#[cfg(test)]
pub struct Counting;

#[cfg(test)]
impl Counting {
    /// From now on.
    pub fn ambiguous(width: Ambiguous) -> Self {
        set_ambiguous(width);
        Self
    }
}

#[cfg(test)]
impl Drop for Counting {
    fn drop(&mut self) {
        set_ambiguous(Ambiguous::Narrow);
    }
}

#[cfg(test)]
mod tests;
