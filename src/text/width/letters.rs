//! Ambiguous *letters*: Greek, Cyrillic, and some of Latin.
//!
//! unicode-width counts one column for a letter in any case, as the Standard would like to have it.
//! Terminals that draw ambiguous characters wide go by the property alone, and draw these wide too.

/// How many characters of `grapheme` are ambiguous letters.
pub fn count(grapheme: &str) -> usize {
    grapheme.chars().filter(|&c| is_ambiguous(c)).count()
}

fn is_ambiguous(c: char) -> bool {
    let idx = LETTERS.partition_point(|&(_, last)| last < c);
    LETTERS.get(idx).is_some_and(|&(first, _)| first <= c)
}

/// First and last of each run, in order: East_Asian_Width=Ambiguous with the general category
/// Letter or Modifier_Symbol (`EastAsianWidth.txt` of Unicode 14; no letter was added since).
const LETTERS: [(char, char); 61] = [
    ('\u{A8}', '\u{A8}'),
    ('\u{AA}', '\u{AA}'),
    ('\u{B4}', '\u{B4}'),
    ('\u{B8}', '\u{B8}'),
    ('\u{BA}', '\u{BA}'),
    ('\u{C6}', '\u{C6}'),
    ('\u{D0}', '\u{D0}'),
    ('\u{D8}', '\u{D8}'),
    ('\u{DE}', '\u{E1}'),
    ('\u{E6}', '\u{E6}'),
    ('\u{E8}', '\u{EA}'),
    ('\u{EC}', '\u{ED}'),
    ('\u{F0}', '\u{F0}'),
    ('\u{F2}', '\u{F3}'),
    ('\u{F8}', '\u{FA}'),
    ('\u{FC}', '\u{FC}'),
    ('\u{FE}', '\u{FE}'),
    ('\u{101}', '\u{101}'),
    ('\u{111}', '\u{111}'),
    ('\u{113}', '\u{113}'),
    ('\u{11B}', '\u{11B}'),
    ('\u{126}', '\u{127}'),
    ('\u{12B}', '\u{12B}'),
    ('\u{131}', '\u{133}'),
    ('\u{138}', '\u{138}'),
    ('\u{13F}', '\u{142}'),
    ('\u{144}', '\u{144}'),
    ('\u{148}', '\u{14B}'),
    ('\u{14D}', '\u{14D}'),
    ('\u{152}', '\u{153}'),
    ('\u{166}', '\u{167}'),
    ('\u{16B}', '\u{16B}'),
    ('\u{1CE}', '\u{1CE}'),
    ('\u{1D0}', '\u{1D0}'),
    ('\u{1D2}', '\u{1D2}'),
    ('\u{1D4}', '\u{1D4}'),
    ('\u{1D6}', '\u{1D6}'),
    ('\u{1D8}', '\u{1D8}'),
    ('\u{1DA}', '\u{1DA}'),
    ('\u{1DC}', '\u{1DC}'),
    ('\u{251}', '\u{251}'),
    ('\u{261}', '\u{261}'),
    ('\u{2C4}', '\u{2C4}'),
    ('\u{2C7}', '\u{2C7}'),
    ('\u{2C9}', '\u{2CB}'),
    ('\u{2CD}', '\u{2CD}'),
    ('\u{2D0}', '\u{2D0}'),
    ('\u{2D8}', '\u{2DB}'),
    ('\u{2DD}', '\u{2DD}'),
    ('\u{2DF}', '\u{2DF}'),
    ('\u{391}', '\u{3A1}'),
    ('\u{3A3}', '\u{3A9}'),
    ('\u{3B1}', '\u{3C1}'),
    ('\u{3C3}', '\u{3C9}'),
    ('\u{401}', '\u{401}'),
    ('\u{410}', '\u{44F}'),
    ('\u{451}', '\u{451}'),
    ('\u{207F}', '\u{207F}'),
    ('\u{2113}', '\u{2113}'),
    ('\u{2126}', '\u{2126}'),
    ('\u{212B}', '\u{212B}'),
];
