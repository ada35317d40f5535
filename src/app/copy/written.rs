//! What was *written* for a part of a line of markdown: what is selected of it whole, be it a
//! formula, code, emphasis, a link or an image, stands there with its markers; of what is cut in
//! the middle there are the letters that are seen, because half of a marker means nothing. Code
//! that is selected by itself is to be pasted, and comes without.

use std::ops::Range;

use crate::pane::cells::ranges;
use crate::pane::selection::Part;
use crate::text::line::{CELL_BREAK, Line, LineKind, Span};
use crate::theme::Scope;

/// A piece of a part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// These bytes of the source.
    Written(Range<usize>),
    /// What is seen of a span.
    Seen(&'a str),
}

/// What was written for a part of a line of `source`; `marks` and `others` are those of [`pieces`].
pub fn written(part: &Part<'_>, source: &str, marks: &[Range<usize>], others: &[&Line]) -> String {
    let texts = pieces(part, marks, others)
        .into_iter()
        .map(|piece| match piece {
            Piece::Written(src) => source.get(src).unwrap_or_default(),
            Piece::Seen(CELL_BREAK) => "<br>",
            Piece::Seen(text) => text,
        });
    texts.collect()
}

/// What stands in `source` before the text of this line: how far in it is, the marks of the quotes
/// it is in, and the marker and box of an item, the label of a note or the sign of a heading or a
/// definition that begins with it.
pub fn margin<'a>(line: &Line, source: &'a str) -> &'a str {
    let srcs = line.spans.iter().map(src_of);
    let text = srcs.filter(|src| !src.is_empty()).map(|src| src.start);
    let Some(text) = text.min() else {
        return "";
    };
    let before = source.get(..text).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    // The markers of what is whole in the line are no part of it.
    let is_air = |c: char| matches!(c, ' ' | '\t' | '>');
    let mut rest = before.trim_start_matches(is_air);
    while let Some(behind) = behind_mark(rest) {
        rest = behind.trim_start_matches(is_air);
    }
    before.strip_suffix(rest).unwrap_or_default()
}

/// What stands behind the marker or the box of an item, the label of a note or the sign of a
/// heading or a definition with which a text begins.
pub(super) fn behind_mark(text: &str) -> Option<&str> {
    if let Some((label, behind)) = text
        .strip_prefix("[^")
        .and_then(|text| text.split_once("]:"))
    {
        return (!label.contains([']', '['])).then_some(behind);
    }
    let boxes = ["[ ]", "[x]", "[X]"].into_iter();
    let mut behind = boxes.filter_map(|sign| text.strip_prefix(sign));
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let signs: &[char] = match number.len() == text.len() {
        true => &['-', '*', '+'],
        false => &['.', ')'],
    };
    let heading = text.trim_start_matches('#');
    let heading = Some(heading).filter(|behind| behind.len() < text.len());
    let behind = behind.next().or(heading).or(text.strip_prefix(':'));
    let behind = behind.or_else(|| number.strip_prefix(signs))?;
    behind.starts_with([' ', '\t']).then_some(behind)
}

/// What was written for a part of a table row of `source`: a part of one cell, or several whole.
pub fn of_cells(part: &Part<'_>, source: &str, marks: &[Range<usize>]) -> String {
    let cells = cells_of(part);
    if let [(line, bytes)] = cells.as_slice() {
        let bytes = bytes.clone();
        let of_cell = Part {
            line,
            bytes,
            ..part.clone()
        };
        return written(&of_cell, source, marks, &[]);
    }
    let texts = cells.iter().map(|(line, _)| {
        let srcs = line.spans.iter().map(src_of).filter(|src| !src.is_empty());
        let marked = marks.iter().filter(|src| is_in_any(&line.spans, src));
        let all = srcs
            .chain(marked.cloned())
            .reduce(|all, src| all.start.min(src.start)..all.end.max(src.end));
        all.and_then(|src| source.get(src)).unwrap_or_default()
    });
    texts.collect::<Vec<_>>().join(" | ")
}

/// The code, if these parts are code of one span in a line of prose or in a cell, and nothing else:
/// it is to be pasted where it is run, and no markers are of use there.
pub fn only_code(parts: &[Part<'_>]) -> Option<String> {
    let is_seen = |part: &&Part<'_>| !part.line.is_empty() || part.line.kind == LineKind::Rule;
    let mut with_text = parts.iter().filter(is_seen);
    let (part, None) = (with_text.next()?, with_text.next()) else {
        return None;
    };
    let cells = cells_of(part);
    let (line, bytes) = match (&part.line.kind, cells.as_slice()) {
        (LineKind::Prose, _) => (part.line, &part.bytes),
        (LineKind::Table(_), [(cell, bytes)]) => (cell, bytes),
        _ => return None,
    };
    let spans = within(line, bytes);
    let mut spans = spans.iter().filter(|(_, bytes)| !bytes.is_empty());
    let ((span, bytes), None) = (spans.next()?, spans.next()) else {
        return None;
    };
    let code = span.text.get(bytes.clone())?;
    (span.scope == Scope::InlineCode).then(|| code.to_owned())
}

/// The cells of a table row that a part of it reaches into, as lines of their own, and which bytes
/// of each it has.
fn cells_of(part: &Part<'_>) -> Vec<(Line, Range<usize>)> {
    let LineKind::Table(row) = &part.line.kind else {
        return Vec::new();
    };
    let Range { start, end } = part.bytes;
    let cells = ranges(row).into_iter().zip(&row.cells);
    let cells = cells.filter(|(cell, _)| cell.start <= end && start <= cell.end);
    let cells = cells.map(|(cell, spans)| {
        let bytes = start.max(cell.start) - cell.start..end.min(cell.end) - cell.start;
        (Line::new(spans.clone(), LineKind::Prose), bytes)
    });
    cells.collect()
}

/// The pieces of a part of a line, in order, without words of ours. `marked` is what is marked in
/// the source, an outer one before those in it, and `others` are the lines above and below: what is
/// in them too is not whole here.
pub fn pieces<'a>(part: &Part<'a>, marked: &[Range<usize>], others: &[&Line]) -> Vec<Piece<'a>> {
    let spans = within(part.line, &part.bytes);
    let is_elsewhere = |src: &Range<usize>| others.iter().any(|line| is_in_any(&line.spans, src));
    let is_whole = |src: &&Range<usize>| {
        let mut inner = spans.iter().filter(|(span, _)| is_in(span, src)).peekable();
        inner.peek().is_some()
            && inner.all(|(span, bytes)| *bytes == (0..span.text.len()))
            && !is_elsewhere(src)
    };
    let whole: Vec<&Range<usize>> = marked.iter().filter(is_whole).collect();
    let mut pieces = Vec::new();
    let mut written = 0;
    for (span, bytes) in &spans {
        let src = src_of(span);
        if bytes.is_empty() || is_ours(span) || (!src.is_empty() && src.start < written) {
            continue;
        }
        let outer = whole.iter().find(|outer| is_in(span, outer));
        // A target behind its label stands for all of its link.
        let is_made = !span.is_exact() && !src.is_empty() && !marked.contains(&src);
        let alone = is_made && *bytes == (0..span.text.len()) && !is_elsewhere(&src);
        match (outer, alone) {
            (Some(outer), _) => {
                written = outer.end;
                pieces.push(Piece::Written((*outer).clone()));
            }
            (None, true) => {
                written = src.end;
                pieces.push(Piece::Written(src));
            }
            (None, false) => {
                let seen = span.text.get(bytes.clone()).unwrap_or_default();
                pieces.push(Piece::Seen(seen));
            }
        }
    }
    pieces
}

/// The spans of a line, and which of these bytes of its text are in each.
pub fn within<'a>(line: &'a Line, bytes: &Range<usize>) -> Vec<(&'a Span, Range<usize>)> {
    let mut at = 0;
    let spans = line.spans.iter().map(|span| {
        let start = at;
        at += span.text.len();
        let in_span = |byte: usize| byte.clamp(start, at) - start;
        (span, in_span(bytes.start)..in_span(bytes.end))
    });
    spans.collect()
}

/// Are these words that the screen adds, as behind an image? They were written nowhere.
fn is_ours(span: &Span) -> bool {
    src_of(span).is_empty() && span.scope == Scope::Dim
}

fn is_in_any(spans: &[Span], src: &Range<usize>) -> bool {
    spans.iter().any(|span| is_in(span, src))
}

fn is_in(span: &Span, outer: &Range<usize>) -> bool {
    let src = src_of(span);
    !src.is_empty() && outer.start <= src.start && src.end <= outer.end
}

/// Bytes of the source that a span stands for; none if it has no source.
pub fn src_of(span: &Span) -> Range<usize> {
    span.src.start as usize..span.src.end as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::MarkdownStream;
    use crate::markdown::marked::marked;
    use crate::pane::doc::ItemId;

    fn part(line: &Line, bytes: Range<usize>) -> Part<'_> {
        Part {
            item: ItemId(1),
            idx: 0,
            line,
            is_whole: false,
            bytes,
        }
    }

    /// Selects these visible words of a paragraph.
    #[track_caller]
    fn check(source: &str, seen: &str, expect: &str) {
        let shown = MarkdownStream::whole(source);
        let line = &shown.lines()[0];
        let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
        let start = text.find(seen).unwrap_or_else(|| panic!("{text:?}"));
        let pieces = pieces(&part(line, start..start + seen.len()), &marked(source), &[]);
        let copied = pieces.iter().map(|piece| match piece {
            Piece::Written(src) => source.get(src.clone()).unwrap(),
            Piece::Seen(text) => text,
        });
        assert_eq!(copied.collect::<String>(), expect);
    }

    #[test]
    fn what_is_whole_stands_there_as_it_was_written() {
        let source = "So $\\frac{a}{b}$ in **bold *and* so** is `code` &amp; [here](https://a.b).";
        check(source, "o a/b i", "o $\\frac{a}{b}$ i");
        check(source, "n bold and so i", "n **bold *and* so** i");
        check(source, "ld and so i", "ld *and* so i");
        check(source, "s code &", "s `code` &amp;");
        check(source, "ode & here", "ode &amp; [here](https://a.b)");
        check(source, "her", "her");
        check(
            "![a map](https://a.b/c.png) x",
            "a map (image) x",
            "![a map](https://a.b/c.png) x",
        );
        check("[a](run:b) x y", "a (run:b) x", "[a](run:b) x");
        check("[a](run:b) x y", "(run:b) x", "(run:b) x");
    }

    #[test]
    fn what_goes_on_in_another_line_is_not_whole() {
        let source = "one **two\\\nthree** four";
        let shown = MarkdownStream::whole(source);
        let [first, second] = shown.lines() else {
            panic!("two lines");
        };
        let of = |bytes| pieces(&part(first, bytes), &marked(source), &[second]);
        assert_eq!(of(4..7), [Piece::Seen("two")]);
    }

    proptest! {
        #[test]
        fn pieces_are_of_the_source_in_its_order_and_leave_nothing_out(
            words in prop::collection::vec(prop::sample::select(vec![
                "plain", "**bold**", "*so **it** is*", "`a b`", "$x^2$", "$\\alpha$", "&copy;",
                "\\*", "[a *link*](https://a.b)", "![](https://c.d)", "[x](run:y)", "~~no~~", "漢字",
                "<https://e.f>", "**", "_", "$", "[r]",
            ]), 1..9),
            ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        ) {
            let source = format!("{}\n\n[r]: https://r.s\n", words.join(" "));
            let shown = MarkdownStream::whole(&source);
            let line = &shown.lines()[0];
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            cuts.push(text.len());
            let (a, b) = (cuts[ends.0.index(cuts.len())], cuts[ends.1.index(cuts.len())]);
            let bytes = a.min(b)..a.max(b);
            let pieces = pieces(&part(line, bytes.clone()), &marked(&source), &[]);
            let mut at = 0;
            let rest: Vec<&str> = within(line, &bytes)
                .into_iter()
                .filter(|(span, _)| !is_ours(span))
                .map(|(span, bytes)| span.text.get(bytes).unwrap())
                .collect();
            let rest = rest.concat();
            let mut rest = rest.as_str();
            for piece in &pieces {
                match piece {
                    Piece::Written(src) => {
                        prop_assert!(src.start >= at, "{pieces:?}");
                        prop_assert!(source.get(src.clone()).is_some());
                        at = src.end;
                        // What is seen of it comes before the next piece.
                        let inner = line.spans.iter().filter(|span| is_in(span, src));
                        for span in inner {
                            rest = rest.strip_prefix(span.text.as_str()).expect("it is whole");
                        }
                    }
                    Piece::Seen(seen) => {
                        rest = rest.strip_prefix(seen).expect("it is seen");
                        let is_made = |span: &Span| !span.is_exact() && span.text.contains(seen);
                        let found = source.get(at..).unwrap().find(seen);
                        prop_assert!(found.is_some() || line.spans.iter().any(is_made));
                        at += found.unwrap_or(0);
                    }
                }
            }
            prop_assert_eq!(rest, "");
        }
    }
}
