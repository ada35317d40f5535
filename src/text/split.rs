//! *Splitting* decides where the rows of a text end, for one width.
//!
//! The text is a list of spans read as one; the answer is a list of stretches, each at most as wide
//! as asked. Every grapheme is looked at once and no row is ever scanned again, so the cost is
//! linear in the text, however long a line without a space may be. What a stretch looks like as a
//! row is the work of [`super::wrap`].

pub mod class;
mod code;
pub mod parts;

use self::class::Class;
use self::parts::{may_part_a_word, may_part_words};
use super::line::{Mark, Span};
use super::width::graphemes;

/// Where a row may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// At spaces, which are then swallowed; between graphemes only where a word is wider than a
    /// row.
    Words,
    /// As `Words`, but a word that is wider than a row is broken between its [`parts`](mod@parts)
    /// where that is possible: behind `/`, `_`, `=` and the like.
    Parts,
    /// At spaces and beside signs, as [`mod@code`] says. Spaces stay where they stand, and only
    /// those beyond the edge are swallowed.
    Code,
    /// Between any two graphemes; every space is kept.
    Anywhere,
}

/// What stands in one row: from `start` up to `end`, not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stretch {
    /// Its first grapheme.
    pub start: Mark,
    /// The end of its last one.
    pub end: Mark,
}

/// Splits `spans` into stretches of at most `width` columns; at least one stretch, each of which
/// starts after the one before. A grapheme wider than `width` counts as one column.
///
/// Between two stretches only spaces are left out. Spaces at the end of the text are left out where
/// they would not fit.
pub fn split(spans: &[Span], width: usize, breaks: Breaks) -> Vec<Stretch> {
    split_from(spans, Mark::default(), width, breaks)
}

/// Splits what stands from `from` on, where a stretch begins, as [`split`] does.
pub fn split_from(spans: &[Span], from: Mark, width: usize, breaks: Breaks) -> Vec<Stretch> {
    let (mut stretches, last) = split_first(spans, from, (width, breaks), usize::MAX);
    stretches.push(last);
    stretches
}

/// The same with a width of its own for all stretches but the first.
pub fn split_hanging(spans: &[Span], first: usize, rest: usize, breaks: Breaks) -> Vec<Stretch> {
    let (done, last) = split_first(spans, Mark::default(), (first, breaks), 1);
    let mut begun = done.into_iter().chain([last]);
    let mut stretches: Vec<Stretch> = begun.by_ref().take(1).collect();
    if let Some(next) = begun.next() {
        stretches.extend(split_from(spans, next.start, rest, breaks));
    }
    stretches
}

/// At least `most` stretches, if there are so many, and the one that follows them. That is only
/// begun, unless it is the last one of all.
fn split_first(
    spans: &[Span],
    from: Mark,
    (width, breaks): (usize, Breaks),
    most: usize,
) -> (Vec<Stretch>, Stretch) {
    let mut splitter = Splitter::new(from, width.max(1), breaks);
    let mut end = from;
    // In this order: what a map gives cannot be skipped without asking for it.
    let rest = spans.iter().enumerate().skip(from.span);
    for (span, text) in rest.map(|(idx, span)| (idx, span.text.as_str())) {
        let first = if span == from.span { from.byte } else { 0 };
        let start = end;
        let rest = text.get(first..).unwrap_or_default();
        let mut at = 0;
        while let Some(after) = rest.get(at..).filter(|after| !after.is_empty()) {
            let place = Mark {
                span,
                byte: first + at,
                total: start.total + at,
            };
            let n_letters = splitter.add_letters(place, after);
            at += n_letters;
            if n_letters > 0 {
                continue;
            }
            let Some(grapheme) = graphemes(after).next() else {
                break;
            };
            splitter.add(place, grapheme.text, usize::from(grapheme.columns));
            at += grapheme.text.len();
            if splitter.done.len() >= most {
                return splitter.finish(place);
            }
        }
        end = Mark {
            span,
            byte: text.len(),
            total: start.total + rest.len(),
        };
    }
    splitter.finish(end)
}

/// A place where the row may end, found behind us.
#[derive(Debug, Clone, Copy)]
struct Opportunity {
    /// Where this row would end.
    end: Mark,
    /// Where the next one would start.
    next: Mark,
    /// Columns from the start of the row up to `next`.
    columns: usize,
}

/// The row being filled.
#[derive(Debug)]
struct Splitter {
    width: usize,
    breaks: Breaks,
    done: Vec<Stretch>,
    start: Mark,
    /// Columns since `start`, spaces that hang over the edge included.
    columns: usize,
    opportunity: Option<Opportunity>,
    /// The last one between two parts of a word.
    part: Option<Opportunity>,
    /// Start of the run of spaces we are in.
    spaces: Option<Mark>,
    /// The first space of that run beyond the edge.
    hanging: Option<Mark>,
    /// The two graphemes before this one: what they are and where in the whole text.
    before: [(Class, usize); 2],
}

impl Splitter {
    fn new(start: Mark, width: usize, breaks: Breaks) -> Self {
        Self {
            width,
            breaks,
            done: Vec::new(),
            start,
            columns: 0,
            opportunity: None,
            part: None,
            spaces: None,
            hanging: None,
            before: [(Class::Other, 0); 2],
        }
    }

    fn add(&mut self, place: Mark, grapheme: &str, columns: usize) {
        let columns = if columns > self.width { 1 } else { columns };
        match self.breaks {
            Breaks::Anywhere => self.add_solid(place, columns),
            Breaks::Words | Breaks::Parts | Breaks::Code => {
                self.add_word_part(place, grapheme, columns)
            }
        }
    }

    /// Takes as many letters of ASCII from the beginning of `text` as go on with a word and fit in
    /// the row, and returns their number: nothing can happen within them. So are most graphemes.
    fn add_letters(&mut self, place: Mark, text: &str) -> usize {
        let is_in_word = self.breaks != Breaks::Anywhere && self.before[1].0.is_letter();
        if !is_in_word || self.spaces.is_some() || self.hanging.is_some() {
            return 0;
        }
        let room = self.width.saturating_sub(self.columns);
        let bytes = text.as_bytes();
        let letters = bytes.iter().take(room);
        let n_letters = letters.take_while(|byte| byte.is_ascii_alphanumeric());
        let mut n_letters = n_letters.count();
        // The last one may carry a mark.
        if bytes.get(n_letters).is_some_and(|byte| !byte.is_ascii()) {
            n_letters = n_letters.saturating_sub(1);
        }
        for n in n_letters.saturating_sub(2)..n_letters {
            let class = match bytes.get(n) {
                Some(byte) if byte.is_ascii_digit() => Class::Digit,
                _ => Class::Letter,
            };
            self.before = [self.before[1], (class, place.total + n)];
        }
        self.columns += n_letters;
        n_letters
    }

    fn add_word_part(&mut self, place: Mark, grapheme: &str, columns: usize) {
        let class = Class::of(grapheme);
        if class == Class::Space {
            self.spaces.get_or_insert(place);
            if self.columns + columns > self.width {
                self.hanging.get_or_insert(place);
            }
            self.columns += columns;
        } else {
            let before = self.before_in_row();
            if self.breaks == Breaks::Parts && may_part_a_word(before, class) {
                self.part = Some(Opportunity {
                    end: place,
                    next: place,
                    columns: self.columns,
                });
            }
            let end = self
                .spaces
                .or_else(|| self.may_part(before, class).then_some(place));
            let is_code = self.breaks == Breaks::Code;
            // Spaces in front of the first word are indentation, not a place to break.
            if let Some(end) = end.filter(|end| end.total > self.start.total) {
                let kept = self.hanging.unwrap_or(place);
                self.opportunity = Some(Opportunity {
                    end: if is_code { kept } else { end },
                    next: place,
                    columns: self.columns,
                });
            } else if let Some(end) = self.hanging.filter(|end| end.total > self.start.total) {
                self.break_at(Opportunity {
                    end,
                    next: place,
                    columns: self.columns,
                });
            }
            self.spaces = None;
            self.hanging = None;
            self.add_solid(place, columns);
        }
        self.before = [self.before[1], (class, place.total)];
    }

    /// The two graphemes before this one as far as they stand in the row: so the rows from here on
    /// are the same whatever stands before them.
    fn before_in_row(&self) -> [Class; 2] {
        self.before.map(|(class, at)| {
            if at < self.start.total {
                Class::Other
            } else {
                class
            }
        })
    }

    /// May the row end here, where no space is, and `next` begin another?
    fn may_part(&self, before: [Class; 2], next: Class) -> bool {
        (self.breaks == Breaks::Code && code::may_part(before, next))
            || may_part_words(before, next)
    }

    fn add_solid(&mut self, place: Mark, columns: usize) {
        while self.columns > 0 && self.columns + columns > self.width {
            let here = Opportunity {
                end: place,
                next: place,
                columns: self.columns,
            };
            let at = self.opportunity.or(self.part).unwrap_or(here);
            self.break_at(at);
        }
        self.columns += columns;
    }

    fn break_at(&mut self, at: Opportunity) {
        self.done.push(Stretch {
            start: self.start,
            end: at.end,
        });
        self.start = at.next;
        self.columns = self.columns.saturating_sub(at.columns);
        self.opportunity = None;
        let part = self.part.filter(|part| part.next.total > at.next.total);
        self.part = part.map(|part| Opportunity {
            columns: part.columns.saturating_sub(at.columns),
            ..part
        });
    }

    /// The stretches that are done, and the last one.
    fn finish(self, end: Mark) -> (Vec<Stretch>, Stretch) {
        let last = Stretch {
            start: self.start,
            end: self.hanging.unwrap_or(end),
        };
        (self.done, last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use super::*;
    use crate::theme::Scope;

    const ALL: [Breaks; 4] = [Breaks::Words, Breaks::Parts, Breaks::Code, Breaks::Anywhere];

    /// Grapheme by grapheme.
    fn slowly(text: &str, width: usize, breaks: Breaks) -> Vec<Stretch> {
        let mut splitter = Splitter::new(Mark::default(), width.max(1), breaks);
        let mark = |byte| Mark {
            span: 0,
            byte,
            total: byte,
        };
        for grapheme in graphemes(text) {
            let columns = usize::from(grapheme.columns);
            splitter.add(mark(grapheme.at), grapheme.text, columns);
        }
        let (mut stretches, last) = splitter.finish(mark(text.len()));
        stretches.push(last);
        stretches
    }

    proptest! {
        #[test]
        fn words_are_split_as_their_letters_are(
            text in "([a-e0-9]{0,9}[ \u{301}é漢（。—.,(=/_-]{0,2}){0,12}", width in 1_usize..24,
            breaks in prop::sample::select(Vec::from(ALL)),
        ) {
            let spans = [Span::new(text.clone(), Scope::Text)];
            prop_assert_eq!(split(&spans, width, breaks), slowly(&text, width, breaks));
        }
    }
}
