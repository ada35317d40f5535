//! A *label* is the name in brackets by which a text refers to a link or a note that is defined
//! elsewhere in it.
//!
//! Here stands what the parser takes for one, as far as others have to know that before it does.
//! Which definitions there are is known to `block`, which numbers notes have to `notes`.

use std::collections::BTreeSet;

/// No label of a definition is longer, in bytes.
pub const LONGEST: usize = 999 * 4;

/// Labels match without regard to case and to how much white space stands between words.
pub fn normal(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_uppercase().to_lowercase()
}

/// May `text` begin with the definition of a link once more of it has come?
pub fn may_define(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[') else {
        return false;
    };
    let Some(len) = length(inner) else {
        // More may come, unless there is a bracket in it.
        return inner.len() <= LONGEST && find(inner, |c| matches!(c, '[' | ']')).is_none();
    };
    let after = inner.get(len + 1..).unwrap_or_default();
    let Some(target) = after.strip_prefix(':') else {
        return after.is_empty();
    };
    // Behind its target nothing stands in the line but a title.
    let target = target.trim_start_matches([' ', '\t', '\n', '\r', '>']);
    let line = target.lines().next().unwrap_or_default();
    let behind = line.split_once([' ', '\t']);
    let behind = behind.map_or("", |(_, behind)| behind.trim_start());
    line.starts_with('<') || behind.is_empty() || behind.starts_with(['"', '\'', '('])
}

/// What may be labels of notes in `text`, each once, as they are written.
pub fn of_notes(text: &str) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for (at, opener) in text.match_indices("[^") {
        let inner = text.get(at + opener.len()..).unwrap_or_default();
        let label = length(inner).and_then(|len| inner.get(..len));
        let is_label = |label: &&str| !label.trim().is_empty() && !label.contains(['\n', '\r']);
        if let Some(label) = label.filter(is_label) {
            labels.insert(label.to_owned());
            if label.contains("\\|") {
                // So it is read in a table.
                labels.insert(label.replace("\\|", "|"));
            }
        }
    }
    labels
}

/// Length of the label that `inner` begins with, behind its bracket.
pub fn length(inner: &str) -> Option<usize> {
    let end = find(inner, |c| matches!(c, '[' | ']'))?;
    inner.get(end..)?.starts_with(']').then_some(end)
}

/// Where the first character of `text` stands that matches and has no backslash before it.
fn find(text: &str, matches: impl Fn(char) -> bool) -> Option<usize> {
    let mut is_escaped = false;
    text.find(|c| {
        let found = !is_escaped && matches(c);
        is_escaped = c == '\\' && !is_escaped;
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_become_a_definition_is_no_paragraph_yet() {
        for text in [
            "[",
            "[a",
            "[a]",
            "[a]:",
            "[a]: x",
            "[a]:\n  <c d",
            "[a\\]b]: x",
            "[a]: x 't",
            "[a]: x (t",
        ] {
            assert!(may_define(text), "{text}");
        }
        for text in ["", "a", "[a] b", "[a](b)", "[a]: b c", "[a[b]]: c", "[[a]"] {
            assert!(!may_define(text), "{text}");
        }
    }

    #[test]
    fn labels_of_notes_stand_in_one_line_and_hold_no_bracket() {
        let labels = of_notes("a[^b] [^c d]: [^b][^] [^[^e\\]f] [^g\nh] [^i\\|j] [^ ] [^k");
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        assert_eq!(labels, ["b", "c d", "e\\]f", "i\\|j", "i|j"]);
    }
}
