//! JSON as it is shown.

use serde_json::Value;

use crate::api::cut::closed;
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::fit;

/// Input beyond this many bytes is not read for display: a line says that there is more.
pub const INPUT_SHOWN: usize = 8 * 1024;
/// Columns of one value in a line that stands for a call.
pub(super) const VALUE_COLUMNS: usize = 200;
/// Columns of a value that is itself an array or an object.
const NESTED_COLUMNS: usize = 60;

/// The members of an output that is a JSON object of a readable size.
pub(super) fn members(output: &str, room: Room) -> Option<Vec<(String, String)>> {
    if output.len() > INPUT_SHOWN || !output.trim_start().starts_with('{') {
        return None;
    }
    match serde_json::from_str(output) {
        Ok(Value::Object(_)) => Some(pairs(output, room)),
        _ => None,
    }
}

/// What is read of an input for display.
pub fn beginning(input: &str) -> &str {
    let most = INPUT_SHOWN.min(input.len());
    let mut ends = most..=input.len();
    let end = ends.find(|at| input.is_char_boundary(*at));
    end.and_then(|end| input.get(..end)).unwrap_or(input)
}

/// The members of the beginning of a tool's input, printable, in their order, also while it is still being
/// written.
pub(super) fn pairs(input: &str, room: Room) -> Vec<(String, String)> {
    let input = beginning(input);
    if input.trim().is_empty() {
        return Vec::new();
    }
    let value: Option<Value> = serde_json::from_str(input)
        .ok()
        .or_else(|| serde_json::from_str(&closed(input)).ok());
    match value {
        Some(Value::Object(members)) => members
            .iter()
            .map(|(key, value)| (one_line(key), room.shown(value)))
            .collect(),
        Some(other) => vec![(String::new(), room.shown(&other))],
        None => vec![(String::new(), room.fit(&one_line(input), VALUE_COLUMNS))],
    }
}

/// Where values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// In the line that stands for a call.
    Line,
    /// Below it.
    Open,
}

impl Room {
    fn shown(self, value: &Value) -> String {
        match value {
            Value::String(text) => self.fit(&one_line(&sanitize(text)), VALUE_COLUMNS),
            // JSON inside JSON is for machines; its beginning tells enough.
            other => self.fit(&one_line(&other.to_string()), NESTED_COLUMNS),
        }
    }

    /// The text, in a line no more than so many columns of it.
    fn fit(self, text: &str, in_line: usize) -> String {
        match self {
            Self::Line => fit(text, in_line),
            // As much as is read.
            Self::Open => fit(text, INPUT_SHOWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_pairs(input: &str, expect: &[(&str, &str)]) {
        let got = pairs(input, Room::Line);
        let got: Vec<(&str, &str)> = got.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn arguments_are_read_while_they_are_being_written() {
        check_pairs("", &[]);
        check_pairs("{\"que", &[]);
        check_pairs("{\"query\": \"ORD-1", &[("query", "ORD-1")]);
        check_pairs("{\"query\": \"ORD-12\", \"li", &[("query", "ORD-12")]);
        check_pairs(
            "{\"query\":\"a\",\"limit\":3}",
            &[("query", "a"), ("limit", "3")],
        );
        check_pairs("{\"ids\":[1,2", &[("ids", "[1]")]);
    }

    #[test]
    fn control_characters_in_arguments_are_made_visible() {
        check_pairs("{\"a\":\"x\\u001b[2Jy\"}", &[("a", "x␛[2Jy")]);
    }

    proptest! {
        #[test]
        fn no_cut_of_an_input_panics_or_grows_it(cut in 0usize..200) {
            let whole = r#"{"path":"a \"b\" \\ c","list":[1,{"x":"y, z: {"}],"n":-1.5e3,"t":true,"漢":"字"}"#;
            let cut = whole.char_indices().map(|(at, _)| at).chain([whole.len()]).nth(cut % 80).unwrap_or(0);
            let full: Vec<String> = pairs(whole, Room::Line).into_iter().map(|(key, _)| key).collect();
            for (key, _) in pairs(whole.get(..cut).unwrap(), Room::Open) {
                prop_assert!(key.is_empty() || full.contains(&key));
            }
        }
    }
}
