//! The lines of what is not markdown: prompts, footers, markers, failures.

use crate::api::usage::StopReason;
use crate::app::fold::Extent;
use crate::app::{format, status};
use crate::conversation::entry::{AssistantEntry, Entry, EntryKind, Interruption, Marker};
use crate::conversation::ledger;
use crate::problem::Problem;
use crate::text::line::{Head, Line, LineKind, Span};
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::fit;
use crate::theme::Scope;

/// Lines of a prompt that are shown; a pasted file is not read in the conversation.
pub const PROMPT_LINES: usize = 40;
/// Bytes of one line of a prompt that are shown.
const PROMPT_LINE_BYTES: usize = 4_000;

/// What the person said, on its strip, with a row of air above: the beginning, or all of it.
pub fn prompt(text: &str, extent: Extent) -> Vec<Line> {
    let (most_lines, most_bytes) = match extent {
        Extent::Whole => (usize::MAX, usize::MAX),
        Extent::Folded | Extent::Told | Extent::Open => (PROMPT_LINES, PROMPT_LINE_BYTES),
    };
    let mut lines = vec![Line::blank()];
    let n_lines = text.split('\n').count();
    let mut at = 0;
    for line in text.split('\n').take(most_lines) {
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
    if n_lines > most_lines {
        let more = Span::new(
            format!("… {} more lines", n_lines - most_lines),
            Scope::Prompt,
        );
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
    let mut lines = text.split('\n');
    let is_long = |line: &str| line.len() > PROMPT_LINE_BYTES;
    lines.by_ref().take(PROMPT_LINES).any(is_long) || lines.next().is_some()
}

/// The line that stands for a block, or above it, with these numbers at its right end; cut or to
/// its end as `extent` says, further rows set in.
pub fn head(spans: Vec<Span>, right: Vec<Span>, extent: Extent) -> Line {
    let is_whole = extent.has_whole_head();
    let mut line = Line::new(spans, LineKind::Head(Head { right, is_whole }));
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

/// The end of an answer: model, times, tokens, price, and why it stopped unless that is usual.
/// Nothing for a round that goes on with tools.
///
/// `turn` reads the entries of the turn up to and with `answer`, oldest first. It is asked at the
/// end of a turn alone: after each of its rounds, a turn of thousands would be read thousands of
/// times.
pub fn footer<'a>(answer: &AssistantEntry, turn: &dyn Fn() -> Vec<&'a Entry>) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    if let Some((scope, text)) = ending(answer) {
        lines.push(Line::blank());
        lines.push(Line {
            spans: vec![Span::new(text, scope)],
            ..Line::default()
        });
    }
    let goes_on = matches!(
        answer.stop.reason,
        Some(StopReason::ToolUse | StopReason::PauseTurn)
    );
    if goes_on && answer.interrupted.is_none() {
        return (!lines.is_empty()).then_some(lines);
    }
    let text = facts(answer, &turn()).join(" · ");
    lines.push(Line::blank());
    lines.push(Line {
        spans: vec![Span::new(text, Scope::Dim)],
        ..Line::default()
    });
    Some(lines)
}

/// Model, first word of the turn, speed of its last round, tokens and price of all its rounds.
fn facts(answer: &AssistantEntry, turn: &[&Entry]) -> Vec<String> {
    let mut facts = vec![one_line(&answer.model)];
    let first = turn.iter().find_map(|entry| match &entry.kind {
        EntryKind::Assistant(round) => Some(round.timing.first_delta),
        _ => None,
    });
    if let Some(first) = first.flatten() {
        facts.push(format!("first word {}", format::seconds(first)));
    }
    let totals = ledger::totals(turn.iter().copied());
    // Of an answer that was cut the server has not said how long it was.
    let cut = answer.interrupted.is_some();
    let about = if cut { "~" } else { "" };
    if let Some(rate) = status::rate(answer) {
        facts.push(format!("{about}{rate} tok/s"));
    }
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

/// Why the answer ended, unless that is usual.
pub fn ending(answer: &AssistantEntry) -> Option<(Scope, String)> {
    match &answer.interrupted {
        Some(Interruption::Cancelled) => return Some((Scope::Warning, "■ Stopped by you".into())),
        Some(Interruption::Lost(why)) => {
            return Some((Scope::Failure, format!("✗ Interrupted: {}", one_line(why))));
        }
        Some(Interruption::Closed) => {
            return Some((
                Scope::Warning,
                "■ Interrupted: the program ended here".into(),
            ));
        }
        None => {}
    }
    let text = match answer.stop.reason.as_ref()? {
        StopReason::EndTurn if answer.blocks.is_empty() => "The model said nothing".to_owned(),
        StopReason::EndTurn | StopReason::ToolUse => return None,
        StopReason::MaxTokens => {
            "Cut: the limit of output tokens was reached (--max-tokens raises it)".into()
        }
        StopReason::StopSequence => match &answer.stop.sequence {
            Some(sequence) => format!("Stopped at the sequence '{}'", one_line(sequence)),
            None => "Stopped at a stop sequence".into(),
        },
        StopReason::PauseTurn => "Paused by the server; going on".into(),
        StopReason::Refusal => {
            let why = answer
                .stop
                .explanation()
                .map_or_else(String::new, |why| format!(": {}", one_line(&why)));
            return Some((
                Scope::Failure,
                format!(
                    "✗ The model declined to answer{why}. Neither the question nor this answer is sent again; rephrase it"
                ),
            ));
        }
        StopReason::ContextWindowExceeded => {
            "Cut: the context window is full; start a new session to go on".into()
        }
        StopReason::Compaction => "The server compacted the conversation".into(),
        StopReason::Other(name) => format!("Stopped: {}", one_line(name)),
    };
    Some((Scope::Warning, format!("■ {text}")))
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

/// A failure in full: what could not be done, why, and what to do.
pub fn failure(problem: &Problem) -> Vec<Line> {
    let mut lines = vec![Line::blank()];
    let mut push = |lead: &str, text: &str, scope: Scope| {
        for (idx, part) in sanitize(text).lines().take(12).enumerate() {
            let mut line = Line {
                spans: vec![Span::new(fit(part, 2_000), scope)],
                ..Line::default()
            };
            let rest = " ".repeat(lead.chars().count());
            line.lead.first = vec![Span::new(
                if idx == 0 {
                    lead.to_owned()
                } else {
                    rest.clone()
                },
                scope,
            )];
            line.lead.rest = vec![Span::new(rest, scope)];
            lines.push(line);
        }
    };
    push("✗ ", &problem.title, Scope::Failure);
    for cause in &problem.causes {
        push("  ", cause, Scope::Text);
    }
    for hint in &problem.hints {
        push("  ", hint, Scope::Accent);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::sample::answer;

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
