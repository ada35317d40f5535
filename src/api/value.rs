//! A *value* is JSON as it was written: numbers keep their digits, and names that stand twice stand
//! twice.
//!
//! It is read level by level, by whoever looks at it: what is nested deeper than anybody looks is
//! passed over once for each level above it, and never in a way that could exhaust the stack. How
//! it is shown is not known here.

use std::fmt;

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
            Some(b'"') => return Self::Text(meant(json)),
            Some(b'[') => serde_json::from_str(json).map(Self::Array),
            Some(b'{') => serde_json::from_str(json).map(|Members(members)| Self::Object(members)),
            _ => return Self::Bare,
        };
        // What was passed over as JSON is JSON, so it is always read.
        read.unwrap_or(Self::Bare)
    }
}

/// The text that a JSON string stands for. Half a character that is escaped has no other form than
/// its escape.
pub fn meant(string: &str) -> String {
    if let Ok(text) = serde_json::from_str(string) {
        return text;
    }
    let string = string.strip_prefix('"').unwrap_or(string);
    let mut rest = string.strip_suffix('"').unwrap_or(string);
    let mut text = String::with_capacity(rest.len());
    while let Some((before, _)) = rest.split_once('\\') {
        text.push_str(before);
        rest = rest.get(before.len()..).unwrap_or_default();
        let escapes = ESCAPES.iter().filter_map(|len| rest.get(..*len));
        let mut read = escapes.filter_map(|escape| {
            let meant: String = serde_json::from_str(&format!("\"{escape}\"")).ok()?;
            Some((meant, escape.len()))
        });
        let (meant, len) = read.next().unwrap_or_else(|| {
            let half = rest.get(..HALF).unwrap_or(rest);
            (half.to_owned(), half.len())
        });
        text.push_str(&meant);
        rest = rest.get(len..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// Bytes of an escape: of a letter, of a number, and of two numbers that are one character.
const ESCAPES: [usize; 3] = [2, HALF, 2 * HALF];
/// Bytes of half a character: `\ud83d`.
const HALF: usize = 6;

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
        let check = |json: &str, expect: &str| assert_eq!(meant(json), expect, "{json}");
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
