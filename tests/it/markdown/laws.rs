//! What holds for every answer at any moment of its arrival, over the answers in
//! `tests/fixtures/markdown`; the laws over random markdown stand beside the stream itself.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use causerie::markdown::MarkdownStream;
use causerie::text::line::{Line, LineKind, Span};

/// What makes markup. A colon, a digit or a quote sign is too often just text.
const MARKERS: [char; 14] = [
    '*', '_', '`', '~', '#', '[', ']', '|', '$', '\\', '<', '>', '&', '^',
];

fn answers() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let mut answers: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("a readable folder").path();
            let text = fs::read_to_string(&path).expect("a readable answer");
            (path.display().to_string(), text)
        })
        .collect();
    answers.sort();
    answers
}

fn spans(line: &Line) -> impl Iterator<Item = &Span> {
    let cells: &[Vec<Span>] = match &line.kind {
        LineKind::Table(row) => &row.cells,
        _ => &[],
    };
    line.spans.iter().chain(cells.iter().flatten())
}

fn text(line: &Line) -> String {
    spans(line).map(|span| span.text.as_str()).collect()
}

/// Text and shape of a line, but for the widths of a table, which may grow.
fn face(line: &Line) -> (String, Vec<Span>) {
    (text(line), line.lead.first.clone())
}

/// Gives `answer` to a stream, `step` characters at a time, and looks after each.
fn arrive(answer: &str, step: usize, mut look: impl FnMut(&MarkdownStream)) -> MarkdownStream {
    let mut stream = MarkdownStream::default();
    let chars: Vec<char> = answer.chars().collect();
    for piece in chars.chunks(step) {
        stream.push(&piece.iter().collect::<String>());
        stream.refresh();
        look(&stream);
    }
    stream.finish();
    stream
}

#[test]
fn there_are_answers_enough() {
    assert!(answers().len() >= 40);
}

#[test]
fn however_an_answer_is_cut_its_lines_are_those_of_one_parse() {
    for (name, answer) in answers() {
        let whole = MarkdownStream::whole(&answer);
        for step in [1, 2, 3, 7, 20, 150] {
            let parts = arrive(&answer, step, |_| {});
            assert_eq!(parts.lines(), whole.lines(), "{name} by {step}");
        }
        let half = answer.chars().count();
        for first in 1..half {
            let at = answer.char_indices().nth(first).map_or(0, |(at, _)| at);
            let (before, after) = answer.split_at(at);
            let mut stream = MarkdownStream::default();
            stream.push(before);
            stream.refresh();
            stream.push(after);
            stream.finish();
            assert_eq!(stream.lines(), whole.lines(), "{name} cut at {at}");
        }
    }
}

#[test]
fn no_moment_shows_a_marker_that_the_end_does_not_show() {
    let count = |stream: &MarkdownStream, marker: char| {
        let lines = stream.lines().iter().map(text);
        lines
            .map(|text| text.matches(marker).count())
            .sum::<usize>()
    };
    for (name, answer) in answers() {
        let whole = MarkdownStream::whole(&answer);
        let most = MARKERS.map(|marker| count(&whole, marker));
        arrive(&answer, 1, |stream| {
            for (marker, most) in MARKERS.into_iter().zip(most) {
                let shown = count(stream, marker);
                let waiting = stream.source().char_indices();
                let waiting = waiting.filter(|(at, c)| *c == marker && waits(&answer, *at));
                let most = most + waiting.count();
                let source = stream.source();
                assert!(shown <= most, "{name} {marker} {source:?}");
            }
        });
    }
}

/// Does a bracket stand at byte `at` of `answer`, in a line with a reference whose definition comes
/// behind it? Such a reference is text until then.
fn waits(answer: &str, at: usize) -> bool {
    let (before, after) = answer.split_at(at);
    let line = before.rsplit('\n').next().unwrap_or_default().len();
    let (_, line) = answer.split_at(at - line);
    let (line, behind) = line.split_once('\n').unwrap_or((line, ""));
    let mut definitions = behind
        .lines()
        .filter_map(|line| line.trim().split_once("]: "));
    after.starts_with(['[', ']'])
        && definitions
            .any(|(label, _)| label.starts_with('[') && line.contains(&format!("{label}]")))
}

/// The marker characters that are shown as they stand in the source, each with its place there.
fn marks(stream: &MarkdownStream) -> HashSet<(char, usize)> {
    let lines = stream.lines().iter();
    let exact = lines.flat_map(spans).filter(|span| {
        let src = span.src.start as usize..span.src.end as usize;
        stream.source().get(src) == Some(span.text.as_str())
    });
    exact
        .flat_map(|span| {
            let chars = span.text.char_indices();
            let marks = chars.filter(|(_, c)| MARKERS.contains(c));
            marks.map(|(at, c)| (c, span.src.start as usize + at))
        })
        .collect()
}

#[test]
fn a_marker_that_is_shown_is_the_same_one_at_the_end() {
    for (name, answer) in answers() {
        let end = marks(&MarkdownStream::whole(&answer));
        arrive(&answer, 1, |stream| {
            for (marker, at) in marks(stream) {
                let source = stream.source();
                assert!(
                    waits(&answer, at) || end.contains(&(marker, at)),
                    "{name}: {marker:?} of byte {at} flashes after {source:?}"
                );
            }
        });
    }
}

#[test]
fn what_is_settled_never_changes() {
    for (name, answer) in answers() {
        let mut before: Vec<(String, Vec<Span>)> = Vec::new();
        let mut n_settled = 0;
        let whole = arrive(&answer, 1, |stream| {
            let lines = stream.lines();
            let now: Vec<_> = lines.iter().map(face).collect();
            assert_eq!(
                now.get(..n_settled),
                before.get(..n_settled),
                "{name} {:?}",
                stream.source()
            );
            n_settled = settled(lines);
            before = now;
        });
        // At the end too; but a reference waits for its definition, which may come last: its line
        // is the one thing that is written again, and it held the brackets until then.
        let end = whole.lines().iter().map(face);
        for (before, end) in before.iter().zip(end).take(n_settled) {
            let waited = before.0.contains(']') && answer.contains("]: ");
            assert!(*before == end || waited, "{name}: {before:?} is {end:?}");
        }
    }
}

/// How many lines stand before the last item, row, line of code or paragraph.
fn settled(lines: &[Line]) -> usize {
    let begins = |(idx, line): &(usize, &Line)| {
        let is_prose = line.kind == LineKind::Prose;
        let above = idx.checked_sub(1).and_then(|idx| lines.get(idx));
        !is_prose
            || line.lead.first != line.lead.rest
            || above.is_none_or(|above| above.kind != LineKind::Prose)
    };
    let last = lines.iter().enumerate().rev().find(begins);
    last.map_or(0, |(idx, _)| idx)
}

/// How many lines stand before a formula that has not ended.
fn open_formula(lines: &[&str]) -> usize {
    let is_one_of = |line: &str, signs: [&str; 2]| {
        signs.contains(&line.trim_start_matches([' ', '>']).trim_end())
    };
    let is_opener = |line: &&str| is_one_of(line, ["$$", "\\["]);
    let Some(opener) = lines.iter().rposition(is_opener) else {
        return lines.len();
    };
    let n_dollars = lines
        .iter()
        .filter(|line| is_one_of(line, ["$$"; 2]))
        .count();
    let has_ended = lines
        .iter()
        .skip(opener)
        .any(|line| is_one_of(line, ["\\]"; 2]));
    let is_dollar = lines.get(opener).is_some_and(|line| line.contains('$'));
    if (is_dollar && n_dollars % 2 == 0) || (!is_dollar && has_ended) {
        return lines.len();
    }
    opener
}

#[test]
fn all_that_is_decided_is_visible() {
    let letters = |stream: &MarkdownStream| {
        // A reference to a note has a number until it is known that there is no such note.
        let lines: String = stream.lines().iter().map(text).collect();
        let parts = lines.split("[^").enumerate();
        let parts = parts.map(|(n, part)| match part.split_once(']') {
            Some((_, after)) if n > 0 => after,
            _ => part,
        });
        let letters = parts.flat_map(str::chars);
        letters
            .filter(|c| !"⁰¹²³⁴⁵⁶⁷⁸⁹".contains(*c))
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    for (name, answer) in answers() {
        let mut decided = String::new();
        let mut n_lines = 0;
        arrive(&answer, 1, |stream| {
            let source = stream.source();
            if source.matches('\n').count() > n_lines {
                n_lines += 1;
                let lines: Vec<&str> = source.lines().collect();
                // The head of a table is shown with the line under it, and the lines of an open
                // formula read otherwise when it is whole.
                let is_row = |line: &&&str| line.trim_start().starts_with('|');
                let n_open = lines.iter().rev().take_while(is_row).count();
                let n = lines.len() - n_open;
                let open = lines.get(..n.saturating_sub(1)).unwrap_or_default();
                let open = open.get(..open_formula(open)).unwrap_or(open);
                decided = letters(&MarkdownStream::whole(&open.join("\n")));
            }
            let shown = letters(stream);
            assert!(shown.starts_with(&decided), "{name} {source:?} {shown}");
        });
    }
}

/// Where in the source the letters and digits stand that are to be seen as they are; `any` if those
/// count too in the place of which something else is shown.
fn letters(stream: &MarkdownStream, any: bool) -> BTreeSet<usize> {
    let letters = |span: &Span| {
        let start = span.src.start as usize;
        let source = stream.source().get(start..span.src.end as usize);
        let source = source.filter(|source| any || *source == span.text);
        let letters = source.unwrap_or_default().char_indices();
        let letters = letters.filter(|(_, c)| c.is_alphanumeric());
        letters.map(|(at, _)| start + at).collect::<Vec<_>>()
    };
    let spans = stream.lines().iter().flat_map(spans);
    spans.flat_map(letters).collect()
}

#[test]
fn a_letter_that_has_been_seen_does_not_vanish() {
    for (name, answer) in answers() {
        for step in [1, 3, 20] {
            let mut before = BTreeSet::new();
            let mut look = |stream: &MarkdownStream| {
                let now = letters(stream, true);
                let lost = before
                    .difference(&now)
                    .filter(|at| !is_label(&answer, **at));
                let lost: Vec<_> = lost.collect();
                let source = stream.source();
                assert!(lost.is_empty(), "{name}: {lost:?} vanish after {source:?}");
                before = letters(stream, false);
            };
            let end = arrive(&answer, step, &mut look);
            look(&end);
        }
    }
}

/// Does byte `at` stand in the label of a reference whose definition comes behind it?
fn is_label(answer: &str, at: usize) -> bool {
    let (before, after) = answer.split_at(at);
    let start = before.rsplit('[').next().unwrap_or_default();
    let Some((end, behind)) = after.split_once(']') else {
        return false;
    };
    behind.contains(&format!("\n[{start}{end}]: "))
}
