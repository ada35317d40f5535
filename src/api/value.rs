//! A *value* is JSON as it was written: numbers keep their digits, and names that stand twice stand
//! twice.
//!
//! It is read level by level, by whoever looks at it: what is nested deeper than anybody looks is
//! passed over once for each level above it, and never in a way that could exhaust the stack. How
//! it is shown is not known here.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::api::raw::without_white_space;

/// A value that was read, with what is in it as it was written.
#[derive(Debug)]
pub enum Value<'a> {
    /// A text as it is meant.
    Text(String),
    /// A number, a truth or nothing, as its source says.
    Bare,
    /// Its items.
    Array(Vec<&'a RawValue>),
    /// Its members, in order.
    Object(Vec<Member<'a>>),
}

/// The name of a member as it is written, and its value.
pub type Member<'a> = (&'a RawValue, &'a RawValue);

impl<'a> Value<'a> {
    /// Reads one level of a value.
    pub fn of(raw: &'a RawValue) -> Self {
        let json = raw.get();
        let read = match json.bytes().next() {
            Some(b'"') => return Self::Text(meant(within(json)).into_owned()),
            Some(b'[') => serde_json::from_str(json).map(Self::Array),
            Some(b'{') => serde_json::from_str(json).map(|Members(members)| Self::Object(members)),
            _ => return Self::Bare,
        };
        // What was passed over as JSON is JSON, so it is always read.
        read.unwrap_or(Self::Bare)
    }
}

/// What stands between the quotes of a JSON string.
pub fn within(string: &str) -> &str {
    let string = string.strip_prefix('"').unwrap_or(string);
    string.strip_suffix('"').unwrap_or(string)
}

/// The text for which stands what is [`within`] a JSON string, or a part of that between two of its
/// [`units`]. Half a character that is escaped has no other form than its escape.
pub fn meant(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    text.extend(units(written).map(|unit| unit.text));
    Cow::Owned(text)
}

/// A piece of what is written in a JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit<'a> {
    /// Its bytes.
    pub src: Range<usize>,
    /// What it stands for.
    pub text: Cow<'a, str>,
    /// Is it an escape?
    pub is_escape: bool,
}

/// What is [`within`] a JSON string: each of its escapes, and what is between them.
pub fn units(written: &str) -> impl Iterator<Item = Unit<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = written.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let plain = rest.find('\\').unwrap_or(rest.len());
        let (len, text) = match rest.get(..plain).filter(|plain| !plain.is_empty()) {
            Some(plain) => (plain.len(), Cow::Borrowed(plain)),
            None => escape(rest),
        };
        at += len;
        Some(Unit {
            src: start..at,
            text,
            is_escape: plain == 0,
        })
    })
}

/// The escape at the beginning of a text: its length and what it stands for.
fn escape(rest: &str) -> (usize, Cow<'_, str>) {
    let escapes = ESCAPES.iter().filter_map(|len| rest.get(..*len));
    let mut read = escapes.filter_map(|escape| {
        let meant: String = serde_json::from_str(&format!("\"{escape}\"")).ok()?;
        Some((escape.len(), Cow::Owned(meant)))
    });
    read.next().unwrap_or_else(|| {
        let half = rest.get(..HALF).unwrap_or(rest);
        (half.len(), Cow::Borrowed(half))
    })
}

/// Bytes of an escape: of a letter, of a number, and of two numbers that are one character.
const ESCAPES: [usize; 3] = [2, HALF, 2 * HALF];
/// Bytes of half a character: `\ud83d`.
const HALF: usize = 6;

/// The bytes of a JSON string that are the lines of its text, without what ends them; at least one.
/// An end behind the last one begins no further line.
pub fn lines_within(string: &str) -> Vec<Range<usize>> {
    let written = within(string);
    let start = if written.len() < string.len() { 1 } else { 0 };
    let mut lines = Vec::new();
    let mut begin = 0;
    let mut is_behind_return = false;
    for unit in units(written) {
        for (at, c) in unit.text.char_indices() {
            let src = if unit.is_escape {
                unit.src.clone()
            } else {
                unit.src.start + at..unit.src.start + at + c.len_utf8()
            };
            match c {
                // A return and a line feed are one end.
                '\n' if is_behind_return && src.start == begin => begin = src.end,
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                    lines.push(begin..src.start);
                    begin = src.end;
                }
                _ => {}
            }
            is_behind_return = c == '\r';
        }
    }
    if lines.is_empty() || begin < written.len() {
        lines.push(begin..written.len());
    }
    let of_string = |line: Range<usize>| line.start + start..line.end + start;
    lines.into_iter().map(of_string).collect()
}

/// A value in one line, without white space between its parts.
pub fn compact(raw: &RawValue) -> String {
    without_white_space(raw.get())
}

/// All members of an object, also those of one name.
struct Members<'a>(Vec<Member<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_shown_as_it_is_written() {
        let check = |json: &str, expect: &str| assert_eq!(meant(within(json)), expect, "{json}");
        check(r#""a\n\u00e9\ud83d\ude00""#, "a\né😀");
        check(r#""a\n\ud83d b""#, "a\n\\ud83d b");
        check(r#""\ud83d\ud83d\ude00\\""#, "\\ud83d😀\\");
        check(r#""\ude00""#, "\\ude00");
    }

    #[test]
    fn what_is_nested_beyond_all_measure_is_read_a_level_at_a_time() {
        let json = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        let raw: &RawValue = serde_json::from_str(&json).unwrap();
        assert!(matches!(Value::of(raw), Value::Array(items) if items.len() == 1));
    }
}
