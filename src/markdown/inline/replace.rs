//! Puts other events in place of those of a piece of text: what the parser does not know by itself.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

use super::Spanned;

/// A piece of the region and the events that take its place.
pub type Found<'a> = (Range<usize>, Vec<Spanned<'a>>);

/// `events` of `text` with those of every piece replaced. The pieces are in order and apart.
///
/// Emphasis that begins in a piece and ends outside of it, or the other way round, was none: its
/// marker outside stands for itself. A piece that a link ends or begins in stays as it was.
pub fn replaced<'a>(
    events: &[Spanned<'a>],
    text: &str,
    mut found: Vec<Found<'a>>,
) -> Vec<Spanned<'a>> {
    let pieces = Pieces(found.iter().map(|(range, _)| range.clone()).collect());
    let mut is_cut = vec![false; found.len()];
    for (event, range) in events {
        if let Event::Start(Tag::Link { .. } | Tag::Image { .. }) = event {
            let (start, end) = (pieces.with_start(range), pieces.with_end(range));
            for piece in [start, end].into_iter().flatten().filter(|_| start != end) {
                if let Some(is_cut) = is_cut.get_mut(piece) {
                    *is_cut = true;
                }
            }
        }
    }
    let mut is_cut = is_cut.into_iter();
    found.retain(|_| is_cut.next() != Some(true));
    let pieces = Pieces(found.iter().map(|(range, _)| range.clone()).collect());
    let mut found = found.into_iter().enumerate().peekable();
    let mut made: Vec<Spanned<'a>> = Vec::with_capacity(events.len());
    for (event, range) in events {
        match event {
            Event::Start(_) | Event::End(_) => {
                // No text: in that the marker might yet be guessed to open something.
                let marker = |at: Range<usize>| {
                    let marker = text.get(at.clone()).unwrap_or_default().to_owned();
                    (Event::InlineHtml(CowStr::from(marker)), at)
                };
                match (pieces.with_start(range), pieces.with_end(range), event) {
                    (None, None, _) => made.push((event.clone(), range.clone())),
                    (None, Some(_), Event::Start(tag)) => {
                        let n = n_markers(&tag.to_end(), text, range);
                        made.push(marker(range.start..range.start + n));
                    }
                    (Some(_), None, Event::End(tag)) => {
                        let n = n_markers(tag, text, range);
                        made.push(marker(range.end - n..range.end));
                    }
                    _ => {}
                }
            }
            leaf => {
                // A piece may reach over more than one event.
                let mut at = pieces.end_of(range.start).unwrap_or(range.start);
                while let Some((_, (piece, _))) = found.peek() {
                    if piece.start >= range.end {
                        break;
                    }
                    if piece.start > at {
                        made.extend(part(leaf, range, at..piece.start));
                    }
                    at = at.max(piece.end);
                    let Some((_, (_, events))) = found.next() else {
                        break;
                    };
                    made.extend(events);
                }
                if at == range.start {
                    made.push((leaf.clone(), range.clone()));
                } else if at < range.end {
                    made.extend(part(leaf, range, at..range.end));
                }
            }
        }
    }
    made
}

/// What stands in `inside`, which begins in the first event of `run`, line by line: what stands in
/// front of a line in a quote or a list is no part of it.
pub fn between(run: &[Spanned<'_>], text: &str, inside: Range<usize>) -> String {
    let mut joined = String::new();
    let mut from = inside.start;
    let mut is_new_line = false;
    for (event, range) in run
        .iter()
        .take_while(|(_, range)| range.start <= inside.end + 1)
    {
        if std::mem::take(&mut is_new_line) {
            let has_slash = text.as_bytes().get(range.start.wrapping_sub(1)) == Some(&b'\\');
            from = (range.start - usize::from(has_slash)).min(inside.end);
        }
        if is_break(event) && range.start < inside.end {
            joined.push_str(text.get(from..range.start).unwrap_or_default());
            joined.push('\n');
            is_new_line = true;
        }
    }
    joined.push_str(text.get(from..inside.end).unwrap_or_default());
    joined
}

/// Does a line of the source end here?
pub fn is_break(event: &Event<'_>) -> bool {
    matches!(event, Event::SoftBreak | Event::HardBreak)
}

/// A part of an event of text.
fn part<'a>(event: &Event<'a>, range: &Range<usize>, part: Range<usize>) -> Option<Spanned<'a>> {
    let Event::Text(text) = event else {
        return None;
    };
    let text = text.get(part.start - range.start..part.end - range.start)?;
    Some((Event::Text(CowStr::from(text.to_owned())), part))
}

/// How many characters mark either end of the element at `range`.
fn n_markers(tag: &TagEnd, text: &str, range: &Range<usize>) -> usize {
    let text = text.get(range.clone()).unwrap_or_default();
    match tag {
        TagEnd::Strong => 2,
        TagEnd::Strikethrough if text.starts_with("~~") => 2,
        _ => 1,
    }
}

/// Pieces in order.
struct Pieces(Vec<Range<usize>>);

impl Pieces {
    /// The piece in which `range` starts.
    fn with_start(&self, range: &Range<usize>) -> Option<usize> {
        let idx = self.0.partition_point(|piece| piece.end <= range.start);
        let piece = self.0.get(idx)?;
        (piece.start <= range.start).then_some(idx)
    }

    /// The piece in which `range` ends.
    fn with_end(&self, range: &Range<usize>) -> Option<usize> {
        let idx = self.0.partition_point(|piece| piece.end < range.end);
        let piece = self.0.get(idx)?;
        (piece.start < range.end).then_some(idx)
    }

    /// The end of the piece in which the character at `at` stands.
    fn end_of(&self, at: usize) -> Option<usize> {
        let idx = self.with_start(&(at..at + 1))?;
        self.0.get(idx).map(|piece| piece.end)
    }
}
