//! *Rules* as they were written. A rule on the screen has no text that would say where it stands in
//! the source; it stands between the text above it and the line of the text below it.

use std::ops::Range;

use crate::app::copy::written::behind_mark;
use crate::app::projection::raw::src_of;
use crate::text::line::{Line, LineKind};

/// Fewer marks than this make no rule.
const LEAST_MARKS: usize = 3;

/// Where more lines than this on one side have no text, a rule is not looked for: a rule among
/// thousands of others must not cost all of them.
const REACH: usize = 100;

/// Where the rule at `idx` of an item's lines was written in its source; `None` for another line.
pub fn rule_at(lines: &[Line], idx: usize, source: &str) -> Option<Range<usize>> {
    lines.get(idx).filter(|line| line.kind == LineKind::Rule)?;
    let (above, below) = (lines.get(..idx)?, lines.get(idx + 1..)?);
    let start = match above.iter().rev().take(REACH).find_map(src_of) {
        Some(src) => src.end as usize,
        None if above.len() <= REACH => 0,
        None => return None,
    };
    let end = match below.iter().take(REACH).find_map(src_of) {
        // The line it stands in begins with markers of its own.
        Some(src) => source
            .get(..src.start as usize)?
            .rfind('\n')
            .map_or(0, |eol| eol + 1),
        None if below.len() <= REACH => source.len(),
        None => return None,
    };
    // The line under a heading looks the same, and stands before all rules.
    let n_below = below
        .iter()
        .take_while(|line| src_of(line).is_none())
        .filter(|line| line.kind == LineKind::Rule)
        .count();
    let mut at = start;
    let written = source
        .get(start..end.max(start))?
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            at - line.len()..at - line.len() + line.trim_end().len()
        });
    let is_rule = |src: &Range<usize>| is_rule(source.get(src.clone()).unwrap_or_default());
    let mut rules: Vec<Range<usize>> = written.filter(is_rule).collect();
    rules.truncate(rules.len().checked_sub(n_below)?);
    rules.pop()
}

/// Is this line, quoted or in a list, nothing but a rule?
fn is_rule(line: &str) -> bool {
    let mut rest = line.trim_start();
    while !is_marks(rest) {
        let behind = rest.strip_prefix('>').or_else(|| behind_mark(rest));
        match behind {
            Some(behind) => rest = behind.trim_start(),
            None => return false,
        }
    }
    true
}

/// Is this nothing but the marks of a rule?
fn is_marks(text: &str) -> bool {
    let marks = text.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let Some(mark) = text.chars().next().filter(|c| matches!(c, '*' | '-' | '_')) else {
        return false;
    };
    let n_marks = marks.clone().take_while(|c| *c == mark).count();
    n_marks >= LEAST_MARKS && n_marks == marks.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::MarkdownStream;

    #[track_caller]
    fn check(source: &str, expect: &[&str]) {
        let shown = MarkdownStream::whole(source);
        let lines = shown.lines();
        let rules = (0..lines.len()).filter_map(|idx| rule_at(lines, idx, source));
        let rules: Vec<&str> = rules.filter_map(|src| source.get(src)).collect();
        assert_eq!(rules, expect, "of {source:?}");
    }

    #[test]
    fn among_thousands_of_rules_none_is_looked_for() {
        let found = |n_rules: usize| {
            let source = "---\n\n".repeat(n_rules);
            let shown = MarkdownStream::whole(&source);
            let lines = shown.lines();
            let found = (0..lines.len()).filter_map(|idx| rule_at(lines, idx, &source));
            found.count()
        };
        assert_eq!(found(50), 50);
        assert_eq!(found(5_000), 0);
    }

    #[test]
    fn a_rule_is_found_between_its_neighbors() {
        check("One.\n\n* * *\n\nTwo.", &["* * *"]);
        check("---\n\nTwo.\n\n___", &["---", "___"]);
        check("***\n\n---\n- - -\n", &["***", "---", "- - -"]);
        check("Title\n---\n\n* * *\n\nText.", &["* * *"]);
        check("Title\n---\n\nText.", &[]);
        check("> One.\n>\n> ---\n>\n> Two.\n\n***", &["> ---", "***"]);
        check("- one\n\n  ***\n\n- two", &["  ***"]);
        check("```\n---\n```\n\n---", &["---"]);
        check("One.\n\n---\n\n* **Two** b", &["---"]);
        check("One.\n\n---\n\n***Two*** b", &["---"]);
        check("---\n- - - a", &["---"]);
        check("> ---\n> **Two**", &["> ---"]);
        // What only ends like a rule is none.
        check(
            "One.\n\n---\n\n[a]: http://x.org/y---\n\nTwo [a].",
            &["---"],
        );
        check("***\n\n[a]: ---\n\nb [a]", &["***"]);
        check("One\n\n---\n\n```yaml ---\na\n```\n\nTwo", &["---"]);
        check("***\n\n~~~ ---\n~~~\n\nb", &["***"]);
        check("1. > - - - -\n\nb", &["1. > - - - -"]);
    }
}
