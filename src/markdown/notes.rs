//! A *note* is a footnote; here it gets the number by which it is shown.
//!
//! A label that is a number keeps it, so that text that speaks of it stays true. Any other gets the
//! least number that is free where it first appears, as a reference or as the note itself; a number
//! that is taken by then is given out as if it were a name. So a number depends on what stands
//! before it alone: it is the same for every cut of the text. What is read again is forgotten
//! before and gets the same numbers as if it were read for the first time. What is no label to
//! GitHub either, because there are spaces in it, stands as it was written; so does, once the text
//! is whole, a reference to a note that is nowhere in it.

use std::collections::{BTreeMap, BTreeSet};

use super::label::normal;
use super::math;

/// No name of a note is longer, in bytes: so much is kept back until it is known for one.
const LONGEST_NAME: usize = 48;

/// The numbers that the notes of a text have.
///
/// # Invariants
///
/// - `seen` is in the order of the source and has the labels of `numbers`.
/// - `taken` are the values of `numbers`; all numbers from 1 up to `free` are among them.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    numbers: BTreeMap<String, u32>,
    taken: BTreeSet<u32>,
    /// Where in the source each label stands for the first time.
    seen: Vec<(usize, String)>,
    /// All numbers up to this one are taken.
    free: u32,
    /// Where in the source a note itself begins, and its label.
    defined: Vec<(usize, String)>,
    /// The references that were read since they were taken: where in the source, label.
    read: Vec<(usize, String)>,
    /// The labels that turned out to have no note.
    unknown: BTreeSet<String>,
}

impl Notes {
    /// The sign of the note `label`, which stands at byte `at` of the source and begins what is
    /// `written` there: a raised number, or what was written if that is no note's name.
    pub fn mark(&mut self, label: &str, at: usize, written: &str) -> String {
        let name = written.strip_prefix("[^").and_then(first_name);
        let is_name = name.is_some_and(|(name, after)| name == label && after.starts_with(']'));
        let number = is_name.then(|| self.number(label, at).to_string());
        let raised = number.and_then(|number| math::raised(&number));
        raised.unwrap_or_else(|| format!("[^{label}]"))
    }

    /// The sign of a reference to the note `label`, as [`Self::mark`] has it. Once it is known that
    /// there is no such note, what was written.
    pub fn refer(&mut self, label: &str, at: usize, written: &str) -> String {
        let key = normal(label);
        if self.unknown.contains(&key) {
            return format!("[^{label}]");
        }
        self.read.push((at, key));
        self.mark(label, at, written)
    }

    /// The note `label` itself begins at byte `at` of the source.
    pub fn define(&mut self, label: &str, at: usize) {
        self.defined.push((at, normal(label)));
    }

    /// The references that were read since this was asked, each with its place in the source.
    pub fn take_read(&mut self) -> Vec<(usize, String)> {
        std::mem::take(&mut self.read)
    }

    /// Nothing more will come: a label whose note has not come has none.
    pub fn end(&mut self) {
        let defined: BTreeSet<&String> = self.defined.iter().map(|(_, label)| label).collect();
        let labels = self.numbers.keys();
        self.unknown = labels
            .filter(|label| !defined.contains(label))
            .cloned()
            .collect();
    }

    /// Is it known that there is no note with this label?
    pub fn is_unknown(&self, label: &str) -> bool {
        self.unknown.contains(label)
    }

    /// Forgets the labels that appear for the first time at byte `from` of the source or behind it.
    pub fn forget(&mut self, from: usize) {
        while self.defined.pop_if(|(at, _)| *at >= from).is_some() {}
        while let Some((_, label)) = self.seen.pop_if(|(at, _)| *at >= from) {
            if let Some(number) = self.numbers.remove(&label) {
                self.taken.remove(&number);
                self.free = self.free.min(number.saturating_sub(1));
            }
        }
    }

    fn number(&mut self, label: &str, at: usize) -> u32 {
        let key = normal(label);
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        let own = label.parse().ok().filter(|_| is_number(label));
        let own = own.filter(|number| !self.taken.contains(number));
        let number = own.unwrap_or_else(|| self.least());
        self.taken.insert(number);
        self.numbers.insert(key.clone(), number);
        self.seen.push((at, key));
        number
    }

    /// The least number that is free. All that it passes stays passed until it is forgotten, so
    /// many names cost as much each as few.
    fn least(&mut self) -> u32 {
        let mut number = self.free.saturating_add(1);
        while self.taken.contains(&number) && number < u32::MAX {
            number += 1;
        }
        self.free = number - 1;
        number
    }
}

fn is_number(label: &str) -> bool {
    label.bytes().all(|byte| byte.is_ascii_digit())
}

/// What of `text` may be the name of a note, and what follows it; `None` if it is too long for one.
/// What binds tighter than brackets can be no part of a name, and a second caret is no note: it is
/// how some raise a number, for which nobody writes a definition.
fn first_name(text: &str) -> Option<(&str, &str)> {
    let is_no_part = |c: char| c.is_whitespace() || "[]\\`<>$|^".contains(c);
    let len = text.find(is_no_part).unwrap_or(text.len());
    text.split_at_checked(len).filter(|_| len <= LONGEST_NAME)
}

/// What text that begins with `[^` begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Nothing to do with notes.
    None,
    /// It may become the label of a note.
    Undecided,
    /// The label of a note, of so many bytes with its brackets.
    Label(usize),
}

/// What `text` begins with, behind which more may come.
pub fn opening(text: &str) -> Opening {
    match text.strip_prefix("[^").and_then(first_name) {
        Some((_, "")) => Opening::Undecided,
        Some((name, after)) if after.starts_with(']') && !name.is_empty() => {
            Opening::Label("[^]".len() + name.len())
        }
        _ => Opening::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `labels` as if each stood at the byte of its place in the list.
    fn marks(notes: &mut Notes, from: usize, labels: &[&str]) -> Vec<String> {
        let at = labels.iter().enumerate();
        let marks = at.map(|(i, label)| notes.mark(label, from + i, &format!("[^{label}]: x")));
        marks.collect()
    }

    #[test]
    fn names_get_the_numbers_that_are_free_and_numbers_keep_their_own() {
        for (labels, expected) in [
            (vec!["a", "b", "A", "1", "2"], vec!["¹", "²", "¹", "³", "⁴"]),
            (vec!["2", "a", "b", "3", "c"], vec!["²", "¹", "³", "⁴", "⁵"]),
            (
                vec!["12", "3", "12", "7", "07"],
                vec!["¹²", "³", "¹²", "⁷", "¹"],
            ),
            (
                vec!["99999999999", "0", "4294967295"],
                vec!["¹", "⁰", "⁴²⁹⁴⁹⁶⁷²⁹⁵"],
            ),
        ] {
            assert_eq!(marks(&mut Notes::default(), 0, &labels), expected);
        }
    }

    #[test]
    fn what_is_forgotten_gets_the_same_numbers_again() {
        let labels = ["b", "2", "a", "7", "1", "c", "b", "d"];
        let mut notes = Notes::default();
        let all = marks(&mut notes, 0, &labels);
        for from in 0..labels.len() {
            notes.forget(from);
            assert_eq!(marks(&mut notes, from, &labels[from..]), all[from..]);
        }
    }

    #[test]
    fn what_is_no_name_stands_as_it_was_written() {
        let long = "x".repeat(LONGEST_NAME + 1);
        for (label, written) in [
            ("two words", "[^two words]"),
            ("a", "[^ a]"),
            ("a\\]", "[^a\\]]"),
            ("3^", "[^3^]"),
            (&long, &format!("[^{long}]")),
        ] {
            let mark = Notes::default().mark(label, 0, written);
            assert_eq!(mark, format!("[^{label}]"));
        }
    }

    #[test]
    fn a_name_is_undecided_until_it_ends() {
        for (text, expected) in [
            ("[^", Opening::Undecided),
            ("[^a_b", Opening::Undecided),
            ("[^a_b]c", Opening::Label(6)),
            ("[^]", Opening::None),
            ("[^a b", Opening::None),
            ("[^a`", Opening::None),
            ("[^3^", Opening::None),
            ("[^a\n", Opening::None),
        ] {
            assert_eq!(opening(text), expected, "{text:?}");
        }
    }
}
