//! Sanitizing of text that arrives in pieces, for a terminal.
//!
//! [`sanitize_around_tabs`] looks at whole lines: what a mark stands behind, whether `\n` belongs
//! to a `\r` before it. So the line that is being written is kept, and of each piece only what it
//! adds is printed. Tabs stay: what is printed may be code, and is copied from there.

use crate::text::sanitize::sanitize_around_tabs;

/// A line longer than so many bytes is taken to begin anew: otherwise each piece of an endless
/// line would cost as much as all before it.
const LONGEST: usize = 4 * 1024;

/// Makes pieces of one text printable.
#[derive(Debug, Default)]
pub struct Sanitizer {
    /// The line so far, as it came.
    line: String,
    /// How many bytes of it are printed, as they were printed.
    printed: usize,
}

impl Sanitizer {
    /// What `piece` adds, printable.
    pub fn push(&mut self, piece: &str) -> String {
        let mut out = String::with_capacity(piece.len());
        for part in piece.split_inclusive('\n') {
            self.line.push_str(part);
            let printable = sanitize_around_tabs(&self.line);
            out.push_str(printable.get(self.printed..).unwrap_or_default());
            self.printed = printable.len();
            if part.ends_with('\n') || self.line.len() > LONGEST {
                self.line.clear();
                self.printed = 0;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_cut_of_a_text_prints_the_same(
            pieces in proptest::collection::vec("[a-c\t\r\n\u{1b}\u{9b}é\u{301}\u{200d}👍\u{202e}]{0,6}", 0..12),
        ) {
            let mut sanitizer = Sanitizer::default();
            let printed: String = pieces.iter().map(|piece| sanitizer.push(piece)).collect();
            let whole = pieces.concat();
            prop_assert_eq!(printed, sanitize_around_tabs(&whole));
        }
    }

    #[test]
    fn an_endless_line_is_not_kept() {
        let mut sanitizer = Sanitizer::default();
        for _ in 0..10_000 {
            assert_eq!(sanitizer.push("\u{1b}word "), "␛word ");
            assert!(sanitizer.line.len() <= LONGEST + 8);
        }
    }
}
