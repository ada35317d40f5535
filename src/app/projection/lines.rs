//! The lines of what is not markdown: prompts, footers, markers. Failures are beside it.

use crate::api::usage::StopReason;
use crate::app::fold::Extent;
use crate::app::{format, status};
use crate::conversation::ending::{Ending, Weight};
use crate::conversation::entry::{AssistantEntry, DAMAGED, Entry, EntryKind, Marker};
use crate::conversation::ledger;
use crate::text::line::{Head, Line, LineKind, SOLID_BLANK, Span};
use crate::text::sanitize::one_line;
use crate::theme::Scope;

/// Lines of a prompt that are shown; a pasted file is not read in the conversation.
pub const PROMPT_LINES: usize = 40;
/// What parts facts that stand side by side: a row may end behind it, and none begins with it.
pub(super) const PART: &str = "\u{a0}· ";
/// Bytes of one line of a prompt that are shown.
const PROMPT_LINE_BYTES: usize = 4_000;

/// What the person said, on its strip, with a row of air above: the beginning, or all of it.
pub fn prompt(text: &str, extent: Extent) -> Vec<Line> {
    let (most_lines, most_bytes) = match extent {
        Extent::Whole => (usize::MAX, usize::MAX),
        Extent::Folded | Extent::Open => (PROMPT_LINES, PROMPT_LINE_BYTES),
    };
    let mut lines = vec![Line::blank()];
    let n_lines = prompt_lines(text).count();
    // A line that tells of one more would take its place.
    let n_shown = if n_lines > most_lines.saturating_add(1) {
        most_lines
    } else {
        n_lines
    };
    let mut at = 0;
    for line in prompt_lines(text).take(n_shown) {
        let cut = line
            .char_indices()
            .map(|(at, _)| at)
            .find(|at| *at >= most_bytes);
        let shown = cut.and_then(|at| line.get(..at)).unwrap_or(line);
        // The whole line, of which the beginning may be shown.
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut spans = vec![Span {
            src: narrow(at)..narrow(at + line.len()),
            ..Span::new(one_line(shown), Scope::Prompt)
        }];
        at += line.len() + 1;
        if cut.is_some() {
            // On the strip of a prompt only its own scope is sure to be readable.
            spans.push(Span::new(
                format!(" … {} kB", line.len() / 1_000),
                Scope::Prompt,
            ));
        }
        lines.push(Line {
            spans,
            kind: LineKind::Prompt,
            ..Line::default()
        });
    }
    if n_lines > n_shown {
        let more = format!("… {} more lines", n_lines - n_shown);
        let more = Span::new(more, Scope::Prompt);
        lines.push(Line {
            spans: vec![more],
            kind: LineKind::Prompt,
            ..Line::default()
        });
    }
    lines
}

/// Is only a part of this prompt shown?
pub fn is_prompt_cut(text: &str) -> bool {
    let mut lines = prompt_lines(text);
    let is_long = |line: &str| line.len() > PROMPT_LINE_BYTES;
    lines.by_ref().take(PROMPT_LINES + 1).any(is_long) || lines.next().is_some()
}

/// The lines of a prompt: the end of the last one begins no further one.
fn prompt_lines(text: &str) -> impl Iterator<Item = &str> {
    text.strip_suffix('\n').unwrap_or(text).split('\n')
}

/// The line that stands for a block, or above it, with these numbers at its right end; cut or to
/// its end as `extent` says, further rows set in.
pub fn head(spans: Vec<Span>, right: Vec<Span>, extent: Extent) -> Line {
    let is_whole = extent == Extent::Whole;
    let head = Head {
        right,
        is_whole,
        is_folded: extent == Extent::Folded,
    };
    let mut line = Line::new(spans, LineKind::Head(head));
    if is_whole {
        line.lead.rest = vec![Span::new("    ", Scope::Text)];
    }
    line
}

/// What stands at the right end of a head, the most important number last.
pub fn right(numbers: &[String]) -> Vec<Span> {
    let mut numbers = numbers
        .iter()
        .filter(|number| !number.is_empty())
        .peekable();
    let mut spans = Vec::new();
    while let Some(number) = numbers.next() {
        let gap = if numbers.peek().is_some() { " · " } else { "" };
        spans.push(Span::new(format!("{number}{gap}"), Scope::Dim));
    }
    spans
}

/// The end of an answer in one line: model, times, tokens, price; or, where that is unusual, why it
/// ended, tokens and price. Nothing for a round that goes on with tools. Before it, that the answer
/// is damaged, if it is.
///
/// `turn` reads the entries of the turn up to and with `answer`, oldest first. It is asked at the
/// end of a turn alone: after each of its rounds, a turn of thousands would be read thousands of
/// times.
pub fn footer<'a>(answer: &AssistantEntry, turn: &dyn Fn() -> Vec<&'a Entry>) -> Option<Vec<Line>> {
    let ending = Ending::of(answer);
    let goes_on = matches!(
        answer.stop.reason,
        Some(StopReason::ToolUse | StopReason::PauseTurn)
    );
    let is_over = !goes_on || answer.interrupted.is_some();
    let damage = answer.damaged.then(|| {
        let mut damage = set_in("■ ", Scope::Warning);
        damage.spans = vec![Span::new(DAMAGED, Scope::Strong)];
        [Line::blank(), damage]
    });
    let damage = damage.into_iter().flatten();
    let mut line = match &ending {
        Some(ending) => ended(ending),
        None if is_over => Line::default(),
        None => return answer.damaged.then(|| damage.collect()),
    };
    if is_over {
        let turn = turn();
        let mut facts = sums(answer, &turn);
        if ending.is_none() {
            facts.splice(0..0, speeds(answer, &turn));
        }
        let between = if line.is_empty() || facts.is_empty() {
            ""
        } else {
            PART
        };
        let facts: Vec<String> = facts.iter().map(|fact| with_unit(fact)).collect();
        let text = format!("{between}{}", facts.join(PART));
        line.spans.push(Span::new(text, Scope::Dim));
    }
    Some(damage.chain([Line::blank(), line]).collect())
}

/// A fact whose last word, the unit of a number, stays in the row of the word before.
fn with_unit(fact: &str) -> String {
    match fact.rsplit_once(' ') {
        Some((number, unit)) => format!("{number}{SOLID_BLANK}{unit}"),
        None => fact.to_owned(),
    }
}

/// Model, first word of the turn, speed of its last round.
fn speeds(answer: &AssistantEntry, turn: &[&Entry]) -> Vec<String> {
    let mut facts = vec![one_line(&answer.model)];
    let first = turn.iter().find_map(|entry| match &entry.kind {
        EntryKind::Assistant(round) => Some(round.timing.first_delta),
        _ => None,
    });
    if let Some(first) = first.flatten() {
        facts.push(format!("first word {}", format::seconds(first)));
    }
    if let Some(rate) = status::rate(answer) {
        facts.push(format!("{rate} tok/s"));
    }
    facts
}

/// Tokens and price of all rounds of a turn.
fn sums(answer: &AssistantEntry, turn: &[&Entry]) -> Vec<String> {
    let mut facts = Vec::new();
    let totals = ledger::totals(turn.iter().copied());
    // Of an answer that was cut the server has not said how long it was.
    let cut = answer.interrupted.is_some();
    let about = if cut { "~" } else { "" };
    if totals.usage.known || cut {
        let unsaid = status::output_tokens(answer).saturating_sub(answer.usage.output);
        let tokens = totals.usage.output.saturating_add(unsaid);
        facts.push(format!("{about}{}", format::tokens(tokens)));
    }
    if totals.dollars > 0.0 {
        facts.push(format::dollars(totals.dollars, totals.at_least));
    } else if totals.usage.known {
        facts.push("price unknown".into());
    }
    facts
}

/// Why an answer ended, behind the sign of how bad that is.
fn ended(ending: &Ending) -> Line {
    let (sign, scope, words) = match ending.weight {
        Weight::Stop => ("■ ", Scope::Warning, Scope::Dim),
        Weight::Warning => ("■ ", Scope::Warning, Scope::Strong),
        Weight::Failure => ("✗ ", Scope::Failure, Scope::Failure),
    };
    let mut line = set_in(sign, scope);
    line.spans = vec![
        Span::new(one_line(&ending.what), words),
        Span::new(one_line(&ending.more()), Scope::Text),
    ];
    line
}

/// A remark that is seen and never sent.
pub fn marker(marker: &Marker) -> Vec<Line> {
    let texts: Vec<String> = match marker {
        Marker::Repaired(steps) => steps
            .iter()
            .map(|step| format!("Repaired before sending: {step}"))
            .collect(),
        Marker::Note(note) => vec![note.clone()],
    };
    let mut lines = vec![Line::blank()];
    lines.extend(texts.iter().map(|text| Line {
        spans: vec![Span::new(one_line(text), Scope::Dim)],
        ..Line::default()
    }));
    lines
}

/// An empty line whose text stands behind a sign of two columns in all its rows.
pub(super) fn set_in(sign: &str, scope: Scope) -> Line {
    let mut line = Line::default();
    line.lead.first = vec![Span::new(sign, scope)];
    line.lead.rest = vec![Span::new("  ", Scope::Text)];
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::entry::Interruption;
    use crate::conversation::sample::{answer, answered, closed, conversation, text};
    use crate::text::wrap::wrap;

    #[test]
    fn a_round_that_goes_on_does_not_read_its_turn() {
        let n_read = std::cell::Cell::new(0);
        let turn = || {
            n_read.set(n_read.get() + 1);
            Vec::new()
        };
        assert_eq!(
            footer(&answer(Some(StopReason::ToolUse), Vec::new()), &turn),
            None
        );
        assert_eq!(n_read.get(), 0);
        assert!(footer(&answer(Some(StopReason::EndTurn), Vec::new()), &turn).is_some());
        assert_eq!(n_read.get(), 1);
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| {
            let spans = line.spans.iter().map(|span| span.text.as_str());
            spans.collect::<String>().replace(SOLID_BLANK, " ")
        };
        lines.iter().map(text).collect()
    }

    #[test]
    fn no_row_of_a_footer_parts_a_number_from_its_unit() {
        let mut answer = answer(Some(StopReason::EndTurn), closed(vec![text("hm")]));
        answer.usage.known = true;
        answer.timing.first_delta = Some(400);
        let chat = conversation(vec![answered(answer.clone())]);
        let turn = || chat.path_entries().collect();
        let lines = footer(&answer, &turn).expect("it has ended");
        let whole = texts(&lines).concat();
        assert!(whole.contains("0.4 s · "), "{whole}");
        for width in 20..80 {
            let rows = lines.iter().flat_map(|line| wrap(line, width));
            for row in rows {
                let pieces = row.pieces.iter().map(|piece| piece.text.as_str());
                let row: String = pieces.collect();
                assert!(!row.ends_with(|c: char| c.is_ascii_digit()) || row.ends_with("-5"));
                assert!(!row.trim_start().starts_with('·'), "{row}");
            }
        }
    }

    #[test]
    fn an_end_that_is_unusual_takes_one_line_with_its_reason_and_its_sums() {
        let check = |interrupted, sign: &str, said: &str| {
            let mut answer = answer(None, Vec::new());
            answer.interrupted = Some(interrupted);
            let lines = footer(&answer, &Vec::new).expect("it has ended");
            assert_eq!(texts(&lines), ["", said]);
            assert_eq!(lines[1].lead.first[0].text, sign);
        };
        check(Interruption::Cancelled, "■ ", "Stopped by you · ~0 tokens");
        check(
            Interruption::Lost {
                why: "reset".into(),
                details: vec!["HTTP 500".into()],
            },
            "✗ ",
            "Interrupted: reset · ~0 tokens",
        );
    }

    #[test]
    fn of_a_long_prompt_the_lines_that_are_left_out_are_counted_and_are_two_at_least() {
        let check = |n: usize, end: &str, n_shown: usize, last: &str| {
            let lines: Vec<String> = (1..=n).map(|n| format!("line {n}")).collect();
            let text = lines.join("\n") + end;
            let shown = texts(&prompt(&text, Extent::Open));
            assert_eq!(
                (shown.len() - 1, shown.last().unwrap().as_str()),
                (n_shown, last)
            );
            assert_eq!(is_prompt_cut(&text), n_shown != n);
            assert_eq!(prompt(&text, Extent::Whole).len() - 1, n);
        };
        for end in ["", "\n"] {
            check(1, end, 1, "line 1");
            check(40, end, 40, "line 40");
            check(41, end, 41, "line 41");
            check(42, end, 41, "… 2 more lines");
        }
    }

    #[test]
    fn everything_on_the_strip_of_a_prompt_is_in_its_own_scope() {
        let text = format!("{}\n{}", "x".repeat(9_000), "y\n".repeat(PROMPT_LINES));
        let lines = prompt(&text, Extent::Open);
        let strip = lines.iter().filter(|line| line.kind == LineKind::Prompt);
        let mut spans = strip.flat_map(|line| &line.spans);
        assert!(spans.clone().any(|span| span.text == " … 9 kB"));
        assert!(spans.all(|span| span.scope == Scope::Prompt));
    }
}
