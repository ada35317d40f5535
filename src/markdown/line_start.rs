//! Where *lines start* in a text, for whoever asks place after place: a line may hold many blocks,
//! and each of them asks. So what was found last is kept, and no byte is looked at twice as long
//! as the places grow.

use std::cell::Cell;

use super::tail::work;

/// The place that was asked about last, and where its line starts.
#[derive(Debug, Default)]
pub struct LineStarts(Cell<Option<Found>>);

#[derive(Debug, Clone, Copy)]
struct Found {
    from: usize,
    to: usize,
    start: Option<usize>,
}

impl LineStarts {
    /// Where the last line starts of those of `text` that start behind byte `from`, up to `to`.
    pub fn between(&self, text: &str, from: usize, to: usize) -> Option<usize> {
        let is_before = |known: &Found| known.from == from && known.to <= to;
        let known = self.0.get().filter(is_before);
        let since = known.map_or(from, |known| known.to);
        let part = text.as_bytes().get(since..to)?;
        let eol = part.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        work::read(part.len() - eol.unwrap_or(0));
        let start = eol.map(|eol| since + eol + 1);
        let start = start.or(known.and_then(|known| known.start));
        self.0.set(Some(Found { from, to, start }));
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_is_looked_at_twice() {
        let text = "ab\n\ncd\ref";
        let starts = LineStarts::default();
        let before = work::n_read();
        let found: Vec<_> = (0..=text.len())
            .map(|at| starts.between(text, 0, at).unwrap_or(0))
            .collect();
        assert_eq!(found, [0, 0, 0, 3, 4, 4, 4, 7, 7, 7]);
        assert!(work::n_read() - before <= text.len() as u64);
        assert_eq!(starts.between(text, 0, 2), None);
        assert_eq!(starts.between(text, 3, 9), Some(7));
    }
}
