//! A *fragment* is a part of what a tool was given or has said, as it stands in its source.
//!
//! Of JSON, which is shown as a tree, it is what was written from the first to the last that is
//! selected; brackets and quotes that only one end of it holds are made whole, so that it can be
//! read and pasted as JSON. Within one string it is the text that is meant, without quotes and
//! escapes: whoever wants a path or a program out of it wants no JSON.

use std::borrow::Cow;
use std::ops::Range;

use crate::api::raw::dense;
use crate::api::value::{Unit, meant, units};
use crate::app::copy::written::{src_of, within};
use crate::pane::selection::Part;
use crate::text::line::Span;
use crate::text::sanitize::origin;

/// What these parts of lines stand for in `source`, of which they show a tree if that `is_tree`;
/// `None` if they stand for nothing in it.
pub fn fragment(source: &str, is_tree: bool, parts: &[&Part<'_>]) -> Option<String> {
    let json = is_tree.then(|| Json::of(source));
    let spans = parts.iter().flat_map(|part| {
        let spans = within(part.line, &part.bytes).into_iter();
        let is_seen = |(_, bytes): &(&Span, Range<usize>)| !bytes.is_empty() || part.is_whole;
        spans.filter(is_seen)
    });
    let found = spans.filter_map(|(span, bytes)| origin_of(source, json.as_ref(), span, &bytes));
    let mut src = found.reduce(|all, src| all.start.min(src.start)..all.end.max(src.end))?;
    // The line that tells of more stands for all of it.
    let is_remark = |part: &&Part<'_>| {
        part.is_whole && part.line.spans.iter().all(|span| src_of(span).is_empty())
    };
    if parts
        .last()
        .filter(|part| !part.line.is_empty())
        .is_some_and(is_remark)
    {
        src.end = source.len();
    }
    match json {
        Some(json) => Some(json.fragment(src)),
        None => source.get(src).map(str::to_owned),
    }
}

/// Where in the source these bytes of the text of a span were written.
fn origin_of(
    source: &str,
    json: Option<&Json<'_>>,
    span: &Span,
    bytes: &Range<usize>,
) -> Option<Range<usize>> {
    let src = src_of(span);
    // What is still being written was closed before it was shown.
    let src = src.start..src.end.min(source.len());
    if src.is_empty() || *bytes == (0..span.text.len()) {
        return Some(src).filter(|src| !src.is_empty());
    }
    let written = source.get(src.clone())?;
    // A string that is shown with its quotes has nothing else to show.
    if json.is_some() && written.starts_with('"') {
        return Some(src);
    }
    let unit = |src: Range<usize>| Unit {
        text: Cow::Borrowed(written.get(src.clone()).unwrap_or_default()),
        src,
        is_escape: false,
    };
    let units: Vec<Unit<'_>> = match json.filter(|_| written != span.text) {
        None => vec![unit(0..written.len())],
        Some(json) if json.string_around(&src).is_some() => units(written).collect(),
        Some(_) => dense(written).map(unit).collect(),
    };
    let text: String = units.iter().map(|unit| unit.text.as_ref()).collect();
    let of_text = origin(&text, bytes);
    let mut at = 0;
    let mut found: Option<Range<usize>> = None;
    for unit in &units {
        let shown = at..at + unit.text.len();
        at = shown.end;
        if shown.end <= of_text.start || of_text.end <= shown.start {
            continue;
        }
        let of_unit = if unit.is_escape {
            unit.src.clone()
        } else {
            let from = of_text.start.max(shown.start) - shown.start;
            let to = of_text.end.min(shown.end) - shown.start;
            unit.src.start + from..unit.src.start + to
        };
        found = Some(found.map_or(of_unit.start, |found| found.start)..of_unit.end);
    }
    found.map(|found| src.start + found.start..src.start + found.end)
}

/// A JSON text, also one that is still being written, by its brackets and strings.
struct Json<'a> {
    text: &'a str,
    /// What stands between the quotes of each string.
    strings: Vec<Range<usize>>,
    /// Its brackets in the order in which they open.
    brackets: Vec<Brackets>,
}

/// A pair of brackets.
struct Brackets {
    open: usize,
    /// None while it is open.
    close: Option<usize>,
    sign: u8,
}

impl<'a> Json<'a> {
    fn of(text: &'a str) -> Self {
        let mut json = Self {
            text,
            strings: Vec::new(),
            brackets: Vec::new(),
        };
        let mut open: Vec<usize> = Vec::new();
        let mut string: Option<usize> = None;
        let mut is_escaped = false;
        for (at, byte) in text.bytes().enumerate() {
            match (string, byte) {
                (Some(_), _) if is_escaped => is_escaped = false,
                (Some(_), b'\\') => is_escaped = true,
                (Some(start), b'"') => {
                    json.strings.push(start..at);
                    string = None;
                }
                (Some(_), _) => {}
                (None, b'"') => string = Some(at + 1),
                (None, b'{' | b'[') => {
                    open.push(json.brackets.len());
                    json.brackets.push(Brackets {
                        open: at,
                        close: None,
                        sign: byte,
                    });
                }
                (None, b'}' | b']') => {
                    let pair = open.pop().and_then(|idx| json.brackets.get_mut(idx));
                    if let Some(pair) = pair {
                        pair.close = Some(at);
                    }
                }
                (None, _) => {}
            }
        }
        json.strings.extend(string.map(|start| start..text.len()));
        json
    }

    /// The string in which these bytes are, its quotes not counted.
    fn string_around(&self, src: &Range<usize>) -> Option<&Range<usize>> {
        let after = self
            .strings
            .partition_point(|string| string.start <= src.start);
        let string = self.strings.get(after.checked_sub(1)?)?;
        (src.end <= string.end).then_some(string)
    }

    /// These bytes, made whole.
    fn fragment(&self, src: Range<usize>) -> String {
        let read = |src: Range<usize>| self.text.get(src).unwrap_or_default();
        if self.string_around(&src).is_some() {
            return meant(read(src)).into_owned();
        }
        let (mut start, mut end) = (src.start, src.end);
        let (mut quote, mut end_quote) = ("", "");
        match self.string_around(&(start..start + 1)) {
            Some(string) if string.start == start => start -= 1,
            Some(_) => quote = "\"",
            None => {}
        }
        match self.string_around(&(end - 1..end)) {
            Some(string) if string.end == end && end < self.text.len() => end += 1,
            Some(_) => end_quote = "\"",
            None => {}
        }
        let is_air = |src: Range<usize>| read(src).trim().is_empty();
        // Those that both ends reach to but for white space, the inner ones first.
        for pair in self.brackets.iter().rev() {
            let Some(close) = pair.close else { continue };
            let (opens, closes) = (
                (start..end).contains(&pair.open),
                (start..end).contains(&close),
            );
            if closes && pair.open < start && is_air(pair.open + 1..start) {
                start = pair.open;
            } else if opens && close >= end && is_air(end..close) {
                end = close + 1;
            }
        }
        let is_in = |at: usize| (start..end).contains(&at);
        let is_closed = |pair: &&Brackets| pair.close.is_some_and(is_in);
        let closed = self.brackets.iter().filter(is_closed);
        let openers = closed.filter(|pair| !is_in(pair.open));
        let openers: String = openers.map(|pair| char::from(pair.sign)).collect();
        let opened = self.brackets.iter().rev().filter(|pair| is_in(pair.open));
        let closers = opened.filter(|pair| !is_closed(pair));
        let closers: String = closers.map(Brackets::closer).collect();
        let text = read(start..end);
        format!("{openers}{quote}{text}{end_quote}{closers}")
    }
}

impl Brackets {
    fn closer(&self) -> char {
        match self.sign {
            b'{' => '}',
            _ => ']',
        }
    }
}

#[cfg(test)]
mod tests;
