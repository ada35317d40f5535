//! A *needle* is what is looked for. Case matters in it only where it holds a capital letter; how a
//! letter is spelled in code points matters never, see [`letters`].

use std::ops::Range;

use super::letters::{self, Case};

/// What is looked for. It is *exact* if it holds a capital letter; else case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    text: String,
    /// The parts of its letters, in lower case unless it is exact.
    parts: Vec<char>,
    case: Case,
    start: Start,
}

/// Where a needle could begin in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// At this byte of ASCII.
    Byte(u8),
    /// At this one, or at a character of several bytes of which it is the first part, as a space
    /// is of one at which no row ends.
    Marked(u8),
    /// At a character of which this is the first part.
    Part(char),
    /// Nowhere: a mark by itself is no letter.
    Nowhere,
}

impl Needle {
    /// Looks for `text`; `None` for an empty one.
    pub fn new(text: &str) -> Option<Self> {
        let case = match text.chars().any(char::is_uppercase) {
            true => Case::Matters,
            false => Case::Ignored,
        };
        let parts = letters::parts(text, case);
        let first = *parts.first()?;
        let is_marked = first == ' ' || parts.get(1).is_some_and(|part| letters::is_mark(*part));
        let start = match u8::try_from(first).ok().filter(u8::is_ascii) {
            Some(byte) if is_marked => Start::Marked(byte),
            Some(byte) => Start::Byte(byte),
            None if letters::is_mark(first) => Start::Nowhere,
            None => Start::Part(first),
        };
        Some(Self {
            text: text.to_owned(),
            parts,
            case,
            start,
        })
    }

    /// Where it stands in `text`, in bytes, from left to right, without overlaps.
    pub fn find(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                at += self.next_start(text.get(at..)?)?;
                let rest = text.get(at..)?;
                let from = at;
                if let Some(len) = self.len_at(rest) {
                    at += len;
                    return Some(from..at);
                }
                at += rest.chars().next()?.len_utf8();
            }
        })
    }

    /// The next byte at which it could begin. Nearly all text is looked at here and nowhere else.
    fn next_start(&self, text: &str) -> Option<usize> {
        let mut bytes = text.bytes();
        match (self.start, self.case) {
            // The sign of Kelvin, which is a k by canon, is not worth looking at all other text.
            (Start::Byte(byte), Case::Matters) => bytes.position(|b| b == byte),
            (Start::Byte(byte), Case::Ignored) => bytes.position(|b| b.eq_ignore_ascii_case(&byte)),
            (Start::Marked(byte), _) => {
                bytes.position(|b| !b.is_ascii() || b.eq_ignore_ascii_case(&byte))
            }
            (Start::Part(part), case) => {
                let begins = |c: char| !c.is_ascii() && letters::first_part(c, case) == part;
                text.char_indices()
                    .find(|(_, c)| begins(*c))
                    .map(|(at, _)| at)
            }
            (Start::Nowhere, _) => None,
        }
    }

    /// How many bytes of the beginning of `text` are what is looked for.
    fn len_at(&self, text: &str) -> Option<usize> {
        let mut wanted = self.parts.as_slice();
        let mut at = 0;
        while !wanted.is_empty() {
            let (len, rest) = letters::pass(text.get(at..)?, wanted, self.case)?;
            at += len;
            wanted = rest;
        }
        Some(at)
    }

    /// Bytes that it can stand over at most, with the character behind it, which may belong to its
    /// last letter.
    pub(super) fn most_bytes(&self) -> usize {
        // A character of the text is one of its parts, or more of them.
        (self.parts.len() + 1) * char::MAX.len_utf8()
    }

    /// Can it only stand where `other` stands?
    pub(super) fn narrows(&self, other: &Self) -> bool {
        let more = self.text.strip_prefix(&other.text);
        more.is_some_and(|more| !more.starts_with(letters::is_mark))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn find(needle: &str, text: &str) -> Vec<(usize, usize)> {
        let needle = Needle::new(needle).unwrap();
        needle.find(text).map(|hit| (hit.start, hit.end)).collect()
    }

    #[test]
    fn case_matters_only_where_a_capital_is_written() {
        assert_eq!(
            find("rust", "Rust, rust, RUST"),
            [(0, 4), (6, 10), (12, 16)]
        );
        assert_eq!(find("Rust", "Rust, rust, RUST"), [(0, 4)]);
        assert_eq!(find("straße", "STRASSE Straße"), [(8, 15)]);
        assert_eq!(find("ὀδός", "Ὀδός"), [(0, "Ὀδός".len())]);
        assert_eq!(Needle::new(""), None);
    }

    #[test]
    fn hits_do_not_overlap_and_begin_and_end_between_characters() {
        assert_eq!(find("aa", "aaaaa"), [(0, 2), (2, 4)]);
        assert_eq!(find("é", "aéé"), [(1, 3), (3, 5)]);
        assert_eq!(
            find("i", "İi"),
            [(2, 3)],
            "the dotted capital is no plain i"
        );
    }

    #[test]
    fn a_letter_is_found_whole_however_it_is_spelled() {
        let text = "Café cafe\u{301} cafe";
        assert_eq!(find("café", text), [(0, 5), (6, 12)]);
        assert_eq!(find("cafe\u{301}", text), [(0, 5), (6, 12)]);
        assert_eq!(find("cafe", text), [(13, 17)]);
        assert_eq!(find("\u{301}", text), []);
        assert_eq!(find("é", "E\u{301}"), [(0, 3)]);
        assert_eq!(find("É", "E\u{301} e\u{301}"), [(0, 3)]);
        // Marks in another order, and some that are in no character.
        assert_eq!(
            find("ệ", "e\u{302}\u{323} e\u{323}\u{302}"),
            [(0, 5), (6, 11)]
        );
        assert_eq!(find("ก", "ก่"), [(0, 3)]);
        // A syllable is not the beginning of another one.
        assert_eq!(find("가", "각 가 \u{1100}\u{1161}"), [(4, 7), (8, 14)]);
    }

    #[test]
    fn a_space_is_found_however_wide_or_solid_it_is() {
        for space in ["\u{2003}", "\u{2009}", "\u{3000}"] {
            assert_eq!(find("c d", &format!("c{space}d")).len(), 1);
        }
        let text = "80\u{a0}tok/s, 10\u{202f}%, 80 tok";
        assert_eq!(find("80 tok", text).len(), 2);
        assert_eq!(find(" %", text).len(), 1);
        assert_eq!(find("80\u{a0}T", "80 T"), [(0, 4)]);
    }

    proptest! {
        #[test]
        fn both_spellings_of_a_text_have_the_same_hits(
            text in "[aeẠẹệÅ\u{30a}\u{301}\u{323}\u{302}がか각가\u{11a8} 漢]{0,24}",
            needle in "[aeẠẹệå\u{30a}\u{301}\u{323}\u{302}がか각가 漢]{1,3}",
        ) {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            let hits = |needle: &str, text: &str| -> Vec<String> {
                let hits = find(needle, text);
                hits.iter().map(|hit| text.get(hit.0..hit.1).unwrap().nfc().collect()).collect()
            };
            let wanted = hits(&needle, &text);
            for needle in [needle.nfc().collect::<String>(), needle.nfd().collect()] {
                prop_assert_eq!(&hits(&needle, &composed), &wanted);
                prop_assert_eq!(&hits(&needle, &decomposed), &wanted);
            }
        }

        #[test]
        fn a_text_that_narrows_another_stands_nowhere_else(
            text in "[ae\u{301}é]{0,20}", needle in "[ae\u{301}é]{1,2}", more in "[ae\u{301}é]{0,2}",
        ) {
            let longer = format!("{needle}{more}");
            let is_narrower = Needle::new(&longer).unwrap().narrows(&Needle::new(&needle).unwrap());
            if is_narrower && !find(&longer, &text).is_empty() {
                prop_assert!(!find(&needle, &text).is_empty());
            }
        }
    }
}
