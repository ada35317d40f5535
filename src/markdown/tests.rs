//! What is shown for a text, whole or still arriving: one line of text for each line.

use super::MarkdownStream;
use crate::text::line::{Line, LineKind, Span};
use crate::text::wrap::wrap;
use crate::theme::Scope;

mod arriving;
mod blocks;
mod formulas;
mod inline;
mod links;

/// The lines as text, one string each: leads, spans, and a sign for what is not prose.
pub(super) fn shown(lines: &[Line]) -> Vec<String> {
    lines.iter().map(show).collect()
}

fn show(line: &Line) -> String {
    let lead = text(&line.lead.first);
    let text = text(&line.spans);
    match &line.kind {
        LineKind::Prose | LineKind::Head(_) => format!("{lead}{text}"),
        LineKind::Code | LineKind::Prompt => format!("{lead}¦{text}"),
        LineKind::Rule => format!("{lead}────"),
        LineKind::Blank => lead.trim_end().to_owned(),
        LineKind::Table(row) => {
            let cells: Vec<String> = row.cells.iter().map(|cell| self::text(cell)).collect();
            let sign = if row.header { '=' } else { '-' };
            format!("{lead}{sign} {}", cells.join(" | "))
        }
    }
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn check(source: &str, expect: &[&str]) {
    assert_eq!(
        shown(MarkdownStream::whole(source).lines()),
        expect,
        "{source}"
    );
}

/// What stands on the screen when `source` has arrived and more may come.
fn check_open(source: &str, expect: &[&str]) {
    assert_eq!(shown(open(source).lines()), expect, "{source}");
}

/// What has arrived is `source`, and more may come.
fn open(source: &str) -> MarkdownStream {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.refresh();
    stream
}

fn check_spans(source: &str, expect: &[(&str, Scope)]) {
    let stream = MarkdownStream::whole(source);
    assert_eq!(spans(&stream), expect, "{source}");
}

fn check_open_spans(source: &str, expect: &[(&str, Scope)]) {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.refresh();
    assert_eq!(spans(&stream), expect, "{source}");
}

fn spans(stream: &MarkdownStream) -> Vec<(&str, Scope)> {
    let spans = stream.lines().iter().flat_map(|line| &line.spans);
    spans.map(|span| (span.text.as_str(), span.scope)).collect()
}
