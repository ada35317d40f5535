//! A *reading* of a thought is what the line that stands for it tells: how many words it has, and
//! what was thought last.
//!
//! It goes on where it stopped, so that a thought is read once however often it grows. A line of a
//! thought may be a whole paragraph, so its last sentence is told, and of that the beginning, so
//! that no word moves while it grows. Of a thought that grows a sentence stands for a while before
//! the next one takes its place, so that it can be read.

use std::ops::Range;

use crate::text::sanitize::one_line;
use crate::text::width::ellipsis;

/// Characters of a sentence that are told at most; the row shows as many as fit.
const TOLD: usize = 200;

/// For so many ticks a sentence of a thought that grows stands before the next one is told.
const STANDS: u64 = 4;

/// A sentence of fewer words is none: `1.` and `e.g.` end nothing.
const SENTENCE_WORDS: u64 = 4;

/// What was read of a text that grows: how many words, and where its last sentence is.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    n_bytes: usize,
    pub n_words: u64,
    in_word: bool,
    /// Where a sentence begins, and how many words are before it.
    start: (usize, u64),
    /// Has it ended?
    end: End,
    /// The last sentence that says anything, in bytes, without white space behind it.
    last: Range<usize>,
    /// Where the sentence begins that is told while the thought grows, and since which tick it is.
    told: Option<(usize, u64)>,
}

/// Does a sentence end behind what was read of it?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum End {
    #[default]
    No,
    /// If a space follows.
    BeforeSpace,
    /// Whatever follows, but more marks.
    BeforeAny,
}

/// Is it one of the marks that end a sentence? An ellipsis too.
fn is_mark(c: char) -> bool {
    is_wide_stop(c) || matches!(c, '.' | '?' | '!' | '\u{2026}')
}

/// Is it a mark of a script without spaces, in full width? The next sentence follows at once.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '\u{3002}' | '\u{ff01}' | '\u{ff1f}')
}

/// Does it close what a sentence stands in? Curly quotes, corner brackets and wide ones do.
fn is_closer(c: char) -> bool {
    let is_wide = matches!(
        c,
        '\u{201d}' | '\u{2019}' | '\u{300d}' | '\u{300f}' | '\u{ff09}' | '\u{3011}' | '\u{300b}'
    );
    is_wide || matches!(c, '"' | '\'' | ')' | ']' | '*' | '_')
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
            let (_, n_before) = self.start;
            let is_sentence = self.n_words - n_before >= SENTENCE_WORDS;
            let is_more = is_mark(c) || is_closer(c);
            let ends = match self.end {
                End::No => false,
                End::BeforeSpace => !in_word && is_sentence,
                // What may as well open begins the next sentence.
                End::BeforeAny => !is_more || matches!(c, '"' | '\'' | '*' | '_'),
            };
            if c == '\n' {
                self.start = (end, self.n_words);
            } else if ends {
                // The word that begins here is the first one of the next sentence.
                self.start = (read + at, self.n_words - u64::from(in_word));
            }
            if in_word {
                self.last = self.start.0..end;
            }
            self.end = match c {
                _ if is_wide_stop(c) => End::BeforeAny,
                _ if !is_more || ends => End::No,
                _ if is_mark(c) && self.end != End::BeforeAny => End::BeforeSpace,
                _ => self.end,
            };
        }
        self.n_bytes = text.len();
    }

    /// The last sentence that says anything of `text`, which was read.
    pub fn last_sentence<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.last.clone()).unwrap_or_default().trim_start()
    }

    /// What is told of `text`, which was read and goes on, at this tick: the beginning of its last
    /// sentence, or of the one before while that has not stood long enough.
    pub fn current(&mut self, text: &str, tick: u64) -> String {
        let last = self.last.start;
        let stands =
            |(start, since): &(usize, u64)| *start == last || tick.saturating_sub(*since) < STANDS;
        let (start, _) = *match &mut self.told {
            Some(told) if stands(told) => told,
            told => told.insert((last, tick)),
        };
        let rest = text.get(start..).unwrap_or_default().trim_start();
        beginning(rest)
    }
}

/// The beginning of the first line of a text, as much as a row could show; of a longer one whole
/// words, and a sign that there is more.
pub(super) fn beginning(text: &str) -> String {
    let line = text.split('\n').next().unwrap_or_default();
    let cut = line.char_indices().nth(TOLD);
    let Some(told) = cut.and_then(|(at, _)| line.get(..at)) else {
        return unmarked(&one_line(line));
    };
    let words = told.rsplit_once(char::is_whitespace);
    let words = words.map_or(told, |(words, _)| words.trim_end());
    unmarked(&one_line(words)) + ellipsis()
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
    fn a_line_that_is_too_long_ends_behind_a_word_and_says_that_there_is_more() {
        let told = beginning(&format!("word {}", "more words ".repeat(40)));
        assert!(
            told.ends_with(" words…") || told.ends_with(" more…"),
            "{told}"
        );
        assert!((TOLD - 10..=TOLD).contains(&told.chars().count()));
        assert_eq!(beginning(&"x".repeat(TOLD)), "x".repeat(TOLD));
        assert_eq!(beginning(&"x".repeat(TOLD + 1)), "x".repeat(TOLD) + "…");
        let line = "and so on ".repeat(TOLD / 10);
        assert_eq!(beginning(&format!("{line}\nthen")), line);
    }

    #[test]
    fn a_line_that_is_told_does_not_run_and_stands_until_it_can_be_read() {
        let text = "so I need the record\n\nthen the carrier\n";
        let mut reading = Reading::default();
        let mut told: Vec<String> = Vec::new();
        for end in 1..=text.len() {
            // Three letters in a tick.
            let read = text.get(..end).unwrap();
            let tick = end as u64 / 3;
            reading.read(read);
            let now = reading.current(read, tick);
            match told.last_mut() {
                Some(last) if now.starts_with(last.as_str()) => *last = now,
                _ => told.push(now),
            }
        }
        assert_eq!(told, ["so I need the record", "then the carrier"]);
        // It was told from the eighth tick on.
        let text = format!("{text}or not\nso");
        reading.read(&text);
        assert_eq!(reading.current(&text, 7 + STANDS - 1), "then the carrier");
        assert_eq!(reading.current(&text, 7 + STANDS), "so");
    }

    #[test]
    fn of_a_long_line_the_last_sentence_is_told() {
        for (text, last) in [
            ("They want to know two things. I look it", "I look it"),
            (
                "They want to know two things.",
                "They want to know two things.",
            ),
            ("They want to (\"know two things!\") So I do", "So I do"),
            ("1. Look e.g. here. Then there", "Then there"),
            ("1. Look so. Then there", "1. Look so. Then there"),
            ("See e.g. what is there", "See e.g. what is there"),
            (
                "It costs about 3.5 dollars a year",
                "It costs about 3.5 dollars a year",
            ),
            ("Is it so that it is? No. It is", "No. It is"),
            ("他们想知道两件事。我来看看", "我来看看"),
            ("他们想知道两件事。", "他们想知道两件事。"),
            ("他们想。「看看吧。」", "「看看吧。」"),
            ("他说：“好。”", "他说：“好。”"),
            ("他说：“好。”我来看看", "我来看看"),
            ("太好了！！", "太好了！！"),
            ("真的吗？！ 是的", "是的"),
            ("(是这样。)\n", "(是这样。)"),
            ("他们想知道。**我来看看**", "**我来看看**"),
            ("他说。\"看看吧\"", "\"看看吧\""),
        ] {
            let mut reading = Reading::default();
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                reading.read(text.get(..end).unwrap());
            }
            assert_eq!(reading.last_sentence(text), last);
        }
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
            prop_assert_eq!(reading.last_sentence(&text), last.unwrap_or_default().trim());
        }
    }
}
