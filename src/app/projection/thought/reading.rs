//! A *reading* of a thought is what the line that stands for it tells: how many words it has, and
//! what was thought last.
//!
//! It goes on where it stopped, so that a thought is read once however often it grows. Of a last
//! line that is still growing a page is shown, so that words stand still; of one that is whole its
//! beginning.

use std::ops::Range;

use crate::text::sanitize::one_line;

/// Of a last line that grows, at most two times so many bytes are shown: it is turned like a page,
/// so that words stand still in between.
const PAGE: usize = 20;

/// Characters of the last line of a thought that is over; the row shows as many as fit.
const LAST_LINE: usize = 200;

/// What was read of a text that grows: how many words, and where its last line is.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    n_bytes: usize,
    pub n_words: u64,
    in_word: bool,
    line_start: usize,
    /// The last line that says anything, in bytes, without white space behind it.
    last: Range<usize>,
}

impl Reading {
    /// Reads what is new of a text; one that is shorter than before is read anew.
    pub fn read(&mut self, text: &str) {
        if text.len() < self.n_bytes {
            *self = Self::default();
        }
        let read = self.n_bytes;
        for (at, c) in text.get(read..).unwrap_or_default().char_indices() {
            let in_word = !c.is_whitespace();
            self.n_words += u64::from(in_word && !self.in_word);
            self.in_word = in_word;
            let end = read + at + c.len_utf8();
            if in_word {
                self.last = self.line_start..end;
            } else if c == '\n' {
                self.line_start = end;
            }
        }
        self.n_bytes = text.len();
    }

    /// The last line that says anything of `text`, which was read.
    pub fn last_line<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.last.clone()).unwrap_or_default().trim_start()
    }
}

/// The beginning of a line, as much as a row could show.
pub(super) fn beginning(line: &str) -> String {
    let end = line.char_indices().nth(LAST_LINE);
    unmarked(&one_line(
        end.and_then(|(at, _)| line.get(..at)).unwrap_or(line),
    ))
}

/// The end of a line that grows, from the start of a page on: pages begin at fixed places, so what
/// is shown does not move until it is turned.
pub(super) fn page(line: &str) -> String {
    let turned = (line.len() / PAGE).saturating_sub(1) * PAGE;
    let start = (turned..line.len()).find(|at| line.is_char_boundary(*at));
    let page = start.and_then(|at| line.get(at..)).unwrap_or(line);
    let word = page.find(' ').filter(|at| turned > 0 && *at < PAGE);
    unmarked(&one_line(
        word.and_then(|at| page.get(at + 1..)).unwrap_or(page),
    ))
}

/// A piece of a line without the marks of markdown, as far as a piece can tell.
fn unmarked(words: &str) -> String {
    let words = words.trim_start_matches(['#', '>', ' ']);
    let mut made = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let is_apart = before == ' ' && chars.peek().is_none_or(|next| *next == ' ');
        if c != '`' && (c != '*' || is_apart) {
            made.push(c);
        }
        before = c;
    }
    made
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_line_that_stands_for_a_thought_shows_no_marks() {
        let cases = [
            ("**Step 9** thinking `x` now.", "Step 9 thinking x now."),
            ("### A *title*", "A title"),
            ("3 * 4 is snake_case", "3 * 4 is snake_case"),
            ("> said", "said"),
        ];
        for (source, expect) in cases {
            assert_eq!(unmarked(source), expect);
        }
    }

    #[test]
    fn a_page_of_a_growing_line_stands_still_until_it_is_turned() {
        let line = "so I need the record of the order first, then the status of the carrier";
        let mut pages: Vec<String> = Vec::new();
        for end in 1..=line.len() {
            let page = page(line.get(..end).unwrap_or(line));
            assert!(page.len() <= 2 * PAGE, "{page}");
            match pages.last_mut() {
                Some(last) if page.starts_with(last.as_str()) => *last = page,
                _ => pages.push(page),
            }
        }
        assert!(pages.len() <= 1 + line.len() / PAGE, "{pages:?}");
    }

    proptest! {
        #[test]
        fn words_and_the_last_line_are_found_piece_by_piece(
            text in "[a-c é漢\n\t]{0,40}", cuts in prop::collection::vec(0usize..60, 0..5),
        ) {
            let mut reading = Reading::default();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).collect();
            cuts.sort_unstable();
            for at in cuts {
                reading.read(text.get(..at).unwrap_or(&text));
            }
            reading.read(&text);
            prop_assert_eq!(reading.n_words, text.split_whitespace().count() as u64);
            let last = text.lines().rev().find(|line| !line.trim().is_empty());
            prop_assert_eq!(reading.last_line(&text), last.unwrap_or_default().trim());
        }
    }
}
