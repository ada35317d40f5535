use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::app::fold::Extent;
use crate::app::projection::tool::{self, CallLines, Status};
use crate::conversation::entry::Outcome;
use crate::pane::doc::{Doc, ItemId};
use crate::session::record::Shelf;
use crate::text::line::Line;
use crate::text::sanitize::one_line;

/// The lines of what a tool has said.
fn lines(said: &str) -> Vec<Line> {
    lines_of(said, Extent::Whole)
}

/// So much of them.
fn lines_of(said: &str, extent: Extent) -> Vec<Line> {
    let status = Status::Ended {
        outcome: Outcome::Done,
        content: said.to_owned(),
        millis: None,
    };
    let call = CallLines {
        name: "read",
        input: "",
        input_len: 0,
        status: &status,
        compact: false,
    };
    let mut doc = Doc::default();
    doc.push(ItemId(1), Vec::new());
    tool::show(&mut doc, ItemId(1), &call, Shelf::ActivityPane, extent);
    let lines = doc.lines(ItemId(1));
    lines
        .get(tool::said_at(lines)..)
        .unwrap_or_default()
        .to_vec()
}

fn text(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}

/// The fragment from a byte of a line to one of another.
fn between(said: &str, lines: &[Line], from: (usize, usize), to: (usize, usize)) -> Option<String> {
    let parts: Vec<Part<'_>> = (from.0..=to.0)
        .map(|idx| {
            let line = &lines[idx];
            let start = if idx == from.0 { from.1 } else { 0 };
            let end = if idx == to.0 { to.1 } else { line.len() };
            Part {
                item: ItemId(1),
                idx,
                line,
                is_whole: (start, end) == (0, line.len()),
                bytes: start..end,
            }
        })
        .collect();
    let parts: Vec<&Part<'_>> = parts.iter().collect();
    fragment(said, tool::is_tree(said, true), &parts)
}

/// Selects from the first visible text to the end of the other.
#[track_caller]
fn check(said: &str, from: &str, to: &str, expect: &str) {
    let lines = lines(said);
    let find = |word: &str| {
        let mut found = lines.iter().enumerate();
        let found = found.find_map(|(idx, line)| Some((idx, text(line).find(word)?)));
        found.unwrap_or_else(|| panic!("{word:?} in {lines:?}"))
    };
    let (from, (line, at)) = (find(from), find(to));
    let copied = between(said, &lines, from, (line, at + to.len()));
    assert_eq!(copied.as_deref(), Some(expect));
}

#[test]
fn within_one_string_it_is_the_text_that_is_meant() {
    let said = r#"{"path":"C:\\a\tb","text":"one\n\ttwo \"so\"\nthr\u00e9e","n":[1,"two"]}"#;
    check(said, "path", "path", "path");
    check(said, "C:", "b", "C:\\a\tb");
    check(said, ":\\", "a ", ":\\a\t");
    check(said, "one", "two", "one\n\ttwo");
    check(said, "one", "thrée", "one\n\ttwo \"so\"\nthrée");
    check(said, "so\"", "so\"", "so\"");
    check(said, "ée", "ée", "ée");
    check(said, "two \"", "two", "two");
}

#[test]
fn of_several_values_it_is_what_was_written_with_whole_brackets_and_quotes() {
    let said = r#"{"a": "one", "to": {"b": 1.50, "c": [{"d": "x\ny"}, {"e": true}]}, "f": null}"#;
    check(said, "a", "one", r#""a": "one""#);
    check(said, "ne", "b  1", r#""ne", "to": {"b": 1}"#);
    check(said, "b", "50", r#""b": 1.50"#);
    check(said, "to", "50", r#""to": {"b": 1.50}"#);
    check(
        said,
        "to",
        "true",
        r#""to": {"b": 1.50, "c": [{"d": "x\ny"}, {"e": true}]}"#,
    );
    check(said, "d", "true", r#"{"d": "x\ny"}, {"e": true}"#);
    check(said, "y", "true", r#"{"y"}, {"e": true}"#);
    check(said, "e  t", "null", r#"{[{"e": true}]}, "f": null"#);
}

#[test]
fn values_in_one_line_and_such_as_are_shown_as_json_have_their_places() {
    let said = r#"{"ids": [1, "two", ""], "deep": [[[[[[1.50, {"a": "\u0062 c"}]]]]]]}"#;
    check(said, "1", "tw", r#"1, "tw""#);
    check(said, "two", "\"\"", r#""two", """#);
    check(said, "two", " · \"", r#""two", """#);
    check(said, "1.50,", "\"a", r#"1.50, {"a"}"#);
    check(said, "u0062", " c", "u0062 c");
}

#[test]
fn a_text_is_copied_as_it_was_written_also_where_it_was_changed_to_be_shown() {
    let said = "[1] a\tb\u{200B}\r\n  \"two\u{1b}\nthree";
    check(said, "[1]", "a", "[1] a");
    check(said, "a", "two", "a\tb\u{200B}\r\n  \"two");
    check(said, "b", "three", "b\u{200B}\r\n  \"two\u{1b}\nthree");
}

#[test]
fn the_line_that_tells_of_more_stands_for_all_of_it() {
    let said: String = (0..3_000).map(|n| format!("line {n}\n")).collect();
    let few = lines_of(&said, Extent::Open);
    let end = (12, few[12].len());
    let copied = between(&said, &few, (11, 0), end).unwrap();
    assert!(copied.starts_with("line 11\nline 12\n"), "{copied:.40}");
    assert!(copied.ends_with("line 2999\n"));
}

#[test]
fn running_text_is_copied_with_the_ends_of_its_lines() {
    let said: String = (0..51_000).map(|n| format!("{n}\n")).collect();
    let lines = lines(&said);
    let remark = 50_000;
    let end = (remark, lines[remark].len());
    let copied = between(&said, &lines, (remark - 1, 0), end);
    assert_eq!(copied.as_deref(), Some("49999\n"));
    let end = (remark + 1, "50000 500".len());
    let copied = between(&said, &lines, (remark - 1, 0), end);
    assert_eq!(copied.as_deref(), Some("49999\n50000\n500"));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-c 漢\n\t\u{1b}\"\\\\{,]{0,12}".prop_map(Value::from),
        "[a-c ]{30,50}".prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z\"]{1,3}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What of a text tells values and names apart is left out.
fn letters(text: &str) -> String {
    one_line(text)
        .chars()
        .filter(|c| !" []{},:\"·".contains(*c))
        .collect()
}

proptest! {
    #[test]
    fn what_is_seen_is_copied_and_nothing_else(
        value in value(),
        is_pretty: bool,
        ends in prop::array::uniform4(any::<prop::sample::Index>()),
    ) {
        let value = json!({ "value": value });
        let said = if is_pretty { format!("{value:#}") } else { value.to_string() };
        let lines = lines(&said);
        let place = |line: prop::sample::Index, byte: prop::sample::Index| {
            let line = line.index(lines.len());
            let text = text(&lines[line]);
            let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            cuts.push(text.len());
            (line, cuts[byte.index(cuts.len())])
        };
        let ends = [place(ends[0], ends[1]), place(ends[2], ends[3])];
        let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let seen: String = (from.0..=to.0)
            .map(|idx| {
                let mut text = text(&lines[idx]);
                text.truncate(if idx == to.0 { to.1 } else { text.len() });
                text.split_off(if idx == from.0 { from.1 } else { 0 })
            })
            .collect();
        let copied = between(&said, &lines, from, to).unwrap_or_default();
        let json = Json::of(&said);
        let is_text = json.strings.iter().any(|string| {
            let string = said.get(string.clone()).unwrap_or_default();
            meant(string).contains(&copied)
        });
        let of_json: String = Json::of(&copied).read_out();
        prop_assert!(letters(&seen) == letters(&of_json) || (is_text && letters(&seen) == letters(&copied)), "{seen:?} {copied:?}");
        let core = copied.trim_start_matches(['[', '{', '"']).trim_end_matches([']', '}', '"']);
        prop_assert!(said.contains(core) || is_text, "{copied:?}");
        prop_assert!(is_text || Json::of(&copied).brackets.iter().all(|pair| pair.close.is_some()));
    }
}

impl Json<'_> {
    /// All that is meant by its strings and other values.
    fn read_out(&self) -> String {
        let mut text = String::new();
        let mut at = 0;
        for string in &self.strings {
            text.push_str(self.text.get(at..string.start).unwrap_or_default());
            text.push_str(&meant(self.text.get(string.clone()).unwrap_or_default()));
            at = string.end;
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        text
    }
}
