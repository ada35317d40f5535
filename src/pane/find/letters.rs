//! A *letter* is a character together with the marks behind it that could be one character with it:
//! é is one letter, be it one code point or an e and an accent, and so is a syllable of Hangul.
//!
//! Both spellings are compared in parts, by the canonical decomposition of Unicode and in its order
//! of marks. A letter is found whole or not at all: an e is not found in an é, however that is
//! spelled. Marks that make one character with nothing, as the vowel signs of Thai do not, are
//! letters of their own. A space is one, however wide or solid it is.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Does case matter?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Matters,
    Ignored,
}

/// The parts of a text that is looked for, letter by letter.
pub(super) fn parts(mut text: &str, case: Case) -> Vec<char> {
    let mut parts = Vec::new();
    while let Some((len, letter)) = first(text, case, usize::MAX) {
        parts.extend(letter);
        text = text.get(len..).unwrap_or_default();
    }
    parts
}

/// The bytes of the first letter of `text`, if what is wanted begins with its parts, and what is
/// wanted behind it.
pub(super) fn pass<'a>(text: &str, wanted: &'a [char], case: Case) -> Option<(usize, &'a [char])> {
    // Nearly all text is letters of one byte, and needs no table.
    if let [byte, rest @ ..] = text.as_bytes()
        && byte.is_ascii()
        && rest.first().is_none_or(u8::is_ascii)
    {
        return Some((1, behind(wanted, case.of(char::from(*byte)))?));
    }
    let mut chars = text.chars();
    let alone = chars.next()?;
    if chars.next().is_none_or(|next| !is_mark(next)) {
        let mut left = Some(wanted);
        decompose_canonical(alone, |part| {
            left = left.and_then(|wanted| behind(wanted, case.of(part)));
        });
        return Some((alone.len_utf8(), left?));
    }
    let (len, letter) = first(text, case, wanted.len())?;
    Some((len, wanted.strip_prefix(letter.as_slice())?))
}

/// The first part of a letter that begins with this character.
pub(super) fn first_part(c: char, case: Case) -> char {
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    case.of(first.unwrap_or(c))
}

/// Does this character belong to the letter before it?
pub(super) fn is_mark(c: char) -> bool {
    let first = first_part(c, Case::Matters);
    !first.is_ascii() && is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

/// The first letter of a text: its bytes and its parts; `None` if it has more parts than `most`.
fn first(text: &str, case: Case, most: usize) -> Option<(usize, Vec<char>)> {
    let mut letter = Vec::new();
    let mut len = 0;
    for (at, c) in text.char_indices() {
        if at > 0 && !is_mark(c) {
            break;
        }
        decompose_canonical(c, |part| letter.push(case.of(part)));
        len = at + c.len_utf8();
        if letter.len() > most {
            return None;
        }
    }
    let class = |part: &char| canonical_combining_class(*part);
    for marks in letter.chunk_by_mut(|a, b| class(a) != 0 && class(b) != 0) {
        marks.sort_by_key(class);
    }
    (len > 0).then_some((len, letter))
}

fn behind(wanted: &[char], part: char) -> Option<&[char]> {
    let (first, rest) = wanted.split_first()?;
    (*first == part).then_some(rest)
}

impl Case {
    /// A part as it is compared. What becomes several in lower case was several parts.
    fn of(self, part: char) -> char {
        match self {
            _ if is_other_space(part) => ' ',
            Self::Matters => part,
            Self::Ignored if part.is_ascii() => part.to_ascii_lowercase(),
            Self::Ignored => part.to_lowercase().next().unwrap_or(part),
        }
    }
}

/// Is it a space besides the plain one?
fn is_other_space(part: char) -> bool {
    matches!(
        part,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_lower_case_is_one_part() {
        for c in '\0'..=char::MAX {
            decompose_canonical(c, |part| {
                assert_eq!(part.to_lowercase().count(), 1, "{part:?} of {c:?}");
                let lower = Case::Ignored.of(part);
                assert_eq!(parts(&lower.to_string(), Case::Matters), [lower]);
            });
        }
    }

    #[test]
    fn marks_belong_to_the_letter_that_they_could_be_one_character_with() {
        for mark in [
            '\u{301}', '\u{323}', '\u{344}', '\u{3099}', '\u{1161}', '\u{11a8}', '\u{93c}',
        ] {
            assert!(is_mark(mark), "{mark:?}");
        }
        for c in ['a', 'é', 'ㅏ', '각', '漢', '\u{e48}', '\u{94d}', '\u{20dd}'] {
            assert!(!is_mark(c), "{c:?}");
        }
        assert_eq!(
            parts("a\u{301}\u{323}", Case::Ignored),
            ['a', '\u{323}', '\u{301}']
        );
    }
}
