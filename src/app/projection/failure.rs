//! The lines of a *failure*: one block that says what could not be done, why, and what to do.
//!
//! It stands at the end of the conversation until the next turn. Nothing is told twice in it; what
//! the line below an interrupted answer has told of the same failure is left to that line.

use crate::app::projection::lines::{PART, set_in};
use crate::conversation::Conversation;
use crate::conversation::entry::{EntryId, EntryKind, Interruption};
use crate::problem::Problem;
use crate::text::line::{Line, Span};
use crate::text::sanitize::sanitize;
use crate::text::width::fit;
use crate::theme::Scope;

/// A failure in one block: what could not be done, why, what is for looking it up, and what to do.
///
/// Nothing is told twice: no cause that the title holds, and where `told` is what the line above
/// says of the same failure, the block goes on below that line.
pub fn lines(problem: &Problem, told: Option<&str>) -> Vec<Line> {
    let mut lines = Vec::new();
    let title = problem.title.to_lowercase();
    let plain = |_: &mut Line, text| vec![Span::new(text, Scope::Text)];
    match told {
        Some(told) if is_like(&title, told) => {}
        Some(_) => push_text(&mut lines, &problem.title, plain),
        None => {
            lines.push(Line::blank());
            push_text(&mut lines, &problem.title, |line, text| {
                line.lead.first = vec![Span::new("✗ ", Scope::Failure)];
                vec![Span::new(text, Scope::Failure)]
            });
        }
    }
    for cause in &problem.causes {
        let is_said = title.contains(cause.trim_end_matches('.').to_lowercase().as_str());
        if !is_said && !told.is_some_and(|told| says(cause, told)) {
            push_text(&mut lines, cause, plain);
        }
    }
    let details = problem.details.join(PART);
    push_text(&mut lines, &details, |_, text| {
        vec![Span::new(text, Scope::Dim)]
    });
    for hint in &problem.hints {
        push_text(&mut lines, hint, |_, text| advice(&text));
    }
    lines
}

/// What the line below the last answer tells of a failure, if that is `cut`, the one that the
/// failure has interrupted.
pub fn told(conversation: &Conversation, cut: Option<EntryId>) -> Option<&str> {
    let mut entries = conversation.path_entries().rev();
    let (id, interrupted) = entries.find_map(|entry| match &entry.kind {
        EntryKind::Assistant(answer) => Some((entry.id, answer.interrupted.as_ref())),
        EntryKind::User(_) | EntryKind::ToolResults(_) | EntryKind::Marker(_) => None,
    })?;
    match interrupted.filter(|_| cut == Some(id))? {
        Interruption::Lost { why, .. } => Some(why),
        Interruption::Cancelled | Interruption::Closed | Interruption::Copied => None,
    }
}

/// Is this cause the one that an interrupted answer gives the beginning of?
fn says(cause: &str, told: &str) -> bool {
    !told.is_empty() && cause.trim().starts_with(told)
}

/// Do both speak of the same? A title of ours and the cause it was chosen for share the long word
/// that matters, such as "connection" or "overloaded"; one that says more than the cause does not.
fn is_like(title: &str, told: &str) -> bool {
    let told = told.to_lowercase();
    let is_long = |word: &&str| word.chars().count() >= 8;
    let mut words = title.split(' ').filter(is_long);
    words.any(|word| told.contains(word))
}

/// Adds a text, set in below the title; `spans` makes the spans of each of its lines.
fn push_text(lines: &mut Vec<Line>, text: &str, spans: impl Fn(&mut Line, String) -> Vec<Span>) {
    for part in sanitize(text).lines().take(12) {
        let mut line = set_in("  ", Scope::Text);
        line.spans = spans(&mut line, fit(part, 2_000));
        lines.push(line);
    }
}

/// What to do, with the keys and names in it told apart.
fn advice(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut push = |text: &str, scope| match spans.last_mut() {
        Some(last) if last.scope == scope => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => spans.push(Span::new(text, scope)),
    };
    for word in text.split_inclusive(' ') {
        let outside = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
        let name = word.trim_matches(outside);
        match word.split_once(name).filter(|_| is_to_be_typed(name)) {
            Some((before, after)) => {
                push(before, Scope::Text);
                push(name, Scope::StatusKey);
                push(after, Scope::Text);
            }
            None => push(word, Scope::Text),
        }
    }
    spans
}

/// Is it a key, an option or a variable?
fn is_to_be_typed(word: &str) -> bool {
    let is_variable = |c: char| c == '_' || c.is_ascii_uppercase();
    let is_key = matches!(word, "Enter" | "Esc" | "Up") || word.starts_with("Ctrl+");
    let is_name = word.contains('_') && word.chars().all(is_variable);
    is_key || word.starts_with("Alt+") || (word.len() > 2 && (word.starts_with("--") || is_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemKind;
    use crate::text::line::SOLID_BLANK;

    fn texts(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| {
            let spans = line.spans.iter().map(|span| span.text.as_str());
            spans.collect::<String>().replace(SOLID_BLANK, " ")
        };
        lines.iter().map(text).collect()
    }

    #[test]
    fn no_cause_is_told_that_its_title_or_the_line_above_has_told() {
        let problem = Problem::new(ProblemKind::Api, "The server is overloaded")
            .because("Overloaded.")
            .because("the peer is gone")
            .detail("HTTP 529")
            .detail("request id req_1")
            .hint("Wait");
        let rest = ["HTTP 529 · request id req_1", "Wait"];
        let alone = ["", "The server is overloaded", "the peer is gone"];
        let alone: Vec<&str> = alone.into_iter().chain(rest).collect();
        assert_eq!(texts(&lines(&problem, None)), alone);
        let below = |told| texts(&lines(&problem, Some(told)));
        assert_eq!(below("Overloaded."), ["the peer is gone", rest[0], rest[1]]);
        assert_eq!(below("the peer"), [alone[1], rest[0], rest[1]]);
    }

    #[test]
    fn what_is_to_be_typed_stands_out_of_advice() {
        let marked = |text: &str| {
            let spans = advice(text);
            let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
            assert_eq!(whole, text);
            let keys = spans
                .into_iter()
                .filter(|span| span.scope == Scope::StatusKey);
            keys.map(|span| span.text).collect::<Vec<String>>()
        };
        assert_eq!(
            marked("Check ANTHROPIC_BASE_URL, or choose with --model."),
            ["ANTHROPIC_BASE_URL", "--model"]
        );
        assert_eq!(marked("It is back: Enter sends it again"), ["Enter"]);
        assert_eq!(marked("Ctrl+R sends again"), ["Ctrl+R"]);
        assert_eq!(marked("-- wait - or (snake_case) _ then"), [""; 0]);
        assert_eq!(marked(""), [""; 0]);
    }
}
