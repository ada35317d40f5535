//! *Rules* as they were written. A rule on the screen has no text that would say where it stands in
//! the source; it stands between the lines above and below it.

use std::ops::Range;

use crate::app::projection::raw::src_of;
use crate::text::line::{Line, LineKind};

/// Fewer marks than this make no rule.
const LEAST_MARKS: usize = 3;

/// Where the rule at `idx` of an item's lines was written in its source; `None` for another line.
pub fn rule_at(lines: &[Line], idx: usize, source: &str) -> Option<Range<usize>> {
    lines.get(idx).filter(|line| line.kind == LineKind::Rule)?;
    let (above, below) = (lines.get(..idx)?, lines.get(idx + 1..)?);
    let start = above.iter().rev().find_map(src_of);
    let start = start.map_or(0, |src| src.end as usize);
    let end = below.iter().find_map(src_of);
    let end = end.map_or(source.len(), |src| src.start as usize);
    // The line under a heading looks the same, and stands before all rules.
    let n_below = below
        .iter()
        .take_while(|line| src_of(line).is_none())
        .filter(|line| line.kind == LineKind::Rule)
        .count();
    let mut at = start;
    let written = source.get(start..end)?.split_inclusive('\n').map(|line| {
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
    let mut marks = line.chars().rev().filter(|c| !matches!(c, ' ' | '\t'));
    let Some(mark) = marks.next().filter(|c| matches!(c, '*' | '-' | '_')) else {
        return false;
    };
    1 + marks.take_while(|c| *c == mark).count() >= LEAST_MARKS
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
    fn a_rule_is_found_between_its_neighbors() {
        check("One.\n\n* * *\n\nTwo.", &["* * *"]);
        check("---\n\nTwo.\n\n___", &["---", "___"]);
        check("***\n\n---\n- - -\n", &["***", "---", "- - -"]);
        check("Title\n---\n\n* * *\n\nText.", &["* * *"]);
        check("Title\n---\n\nText.", &[]);
        check("> One.\n>\n> ---\n>\n> Two.\n\n***", &["> ---", "***"]);
        check("- one\n\n  ***\n\n- two", &["  ***"]);
        check("```\n---\n```\n\n---", &["---"]);
    }
}
