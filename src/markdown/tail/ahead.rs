//! What comes *ahead* in a text, found once for all that ask for it from one place after the other:
//! many openers without a closer must not cost the square of the text.

use std::collections::BTreeSet;

use super::work;

/// Where a closer stands next.
#[derive(Debug)]
pub struct Ahead<'t> {
    text: &'t str,
    closer: &'static str,
    /// From where it was looked for last, and where it was found.
    known: Option<(usize, Option<usize>)>,
}

impl<'t> Ahead<'t> {
    /// Nothing is known yet.
    pub fn new(text: &'t str, closer: &'static str) -> Self {
        Self {
            text,
            closer,
            known: None,
        }
    }

    /// Where the first closer begins that stands at byte `from` or behind it; `from` grows from
    /// call to call.
    pub fn find(&mut self, from: usize) -> Option<usize> {
        if let Some((since, found)) = self.known
            && since <= from
            && found.is_none_or(|at| at >= from)
        {
            return found;
        }
        let rest = self.text.get(from..).unwrap_or_default();
        let found = rest.find(self.closer);
        work::read(found.unwrap_or(rest.len()));
        let found = found.map(|offset| from + offset);
        self.known = Some((from, found));
        found
    }
}

/// The runs of backticks in a text.
#[derive(Debug)]
pub struct Backticks {
    /// Their lengths, and where they begin.
    runs: BTreeSet<(usize, usize)>,
}

impl Backticks {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        work::read(text.len());
        let mut runs = BTreeSet::new();
        let mut at = 0;
        for part in text
            .as_bytes()
            .chunk_by(|a, b| (*a == b'`') == (*b == b'`'))
        {
            if part.first() == Some(&b'`') {
                runs.insert((part.len(), at));
            }
            at += part.len();
        }
        Self { runs }
    }

    /// Where the first run of `n` begins at byte `from` or behind it.
    pub fn closer(&self, from: usize, n: usize) -> Option<usize> {
        let mut behind = self.runs.range((n, from)..=(n, usize::MAX));
        behind.next().map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closer_is_looked_for_once() {
        let text = "a ) b ) c d e f";
        let mut ahead = Ahead::new(text, ")");
        let before = work::n_read();
        let found: Vec<_> = (0..text.len()).map(|at| ahead.find(at)).collect();
        let known = |at| match at {
            0..=2 => Some(2),
            3..=6 => Some(6),
            _ => None,
        };
        assert_eq!(found, (0..text.len()).map(known).collect::<Vec<_>>());
        assert!(work::n_read() - before <= text.len() as u64);
    }

    #[test]
    fn a_run_of_backticks_is_closed_by_the_next_of_its_length() {
        let backticks = Backticks::of("`a ``b` c```");
        assert_eq!(backticks.closer(1, 1), Some(6));
        assert_eq!(backticks.closer(5, 2), None);
        assert_eq!(backticks.closer(1, 3), Some(9));
    }
}
