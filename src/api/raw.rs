//! *Raw JSON* is the text of one JSON value, kept byte for byte, on one line.
//!
//! Blocks that the server sent go back to it unchanged (thinking signatures and the prompt cache
//! depend on that) and into a log of one record a line. [`RawJson`] therefore keeps the text, not
//! a tree: key order, number spelling and escapes survive. [`RawObject`] opens one level of such a
//! text, so that a member can be read or replaced without touching its neighbors. What a value
//! means is left to the modules that read it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value as text, free of line breaks. Equal when the texts are equal.
///
/// White space between tokens is removed if, and only if, it contains a line break; otherwise the
/// text is exactly what was read. JSON strings cannot hold a bare line break, so theirs never
/// change. It can be a member of derived structs, though not of flattened or internally tagged
/// ones.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

/// A JSON object whose members keep their order and their exact text.
///
/// Names that occur twice are kept twice; reading and replacing go to the last one, as in most
/// JSON parsers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawObject {
    members: Vec<Member>,
}

/// One member: its name as meant, its name as written, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    name: String,
    key: RawJson,
    value: RawJson,
}

impl RawJson {
    /// The text, on one line.
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Parses `text`; `None` if it is not one JSON value.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The JSON of a value that serializes without fail; `null` if it does not.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        serde_json::value::to_raw_value(value).map_or_else(|_| Self::null(), Self::one_line)
    }

    /// `null`.
    pub fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// `{}`.
    pub fn empty_object() -> Self {
        RawObject::default().to_json()
    }

    /// Is the value an object?
    pub fn is_object(&self) -> bool {
        self.get().starts_with('{')
    }

    /// Is the value `null`?
    pub fn is_null(&self) -> bool {
        self.get() == "null"
    }

    /// Reads the text as `T`.
    pub fn to<'a, T: Deserialize<'a>>(&'a self) -> Option<T> {
        serde_json::from_str(self.get()).ok()
    }

    /// The value as a tree, for reading.
    pub fn to_value(&self) -> serde_json::Value {
        self.to().unwrap_or(serde_json::Value::Null)
    }

    fn one_line(raw: Box<RawValue>) -> Self {
        // Each by itself is found many bytes at a time; a block may be megabytes.
        if !raw.get().contains('\n') && !raw.get().contains('\r') {
            return Self(raw);
        }
        // Removing white space between tokens keeps JSON valid, so the fallback is never taken.
        let compact = without_white_space(raw.get());
        Self(RawValue::from_string(compact).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

impl RawObject {
    /// Reads an object; `None` if `json` is something else.
    pub fn from_json(json: &RawJson) -> Option<Self> {
        json.to()
    }

    /// The member called `name`.
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.find(name).map(|member| &member.value)
    }

    /// The member called `name` read as `T`; `None` if it is absent or of another type.
    pub fn read<'a, T: Deserialize<'a>>(&'a self, name: &str) -> Option<T> {
        self.get(name).and_then(RawJson::to)
    }

    /// The members in order, names as meant.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.members.iter().map(|m| (m.name.as_str(), &m.value))
    }

    /// Replaces the member in place, or adds it at the end.
    pub fn set(&mut self, name: &str, value: RawJson) {
        match self.members.iter_mut().rev().find(|m| m.name == name) {
            Some(member) => member.value = value,
            None => self.members.push(Member {
                name: name.to_owned(),
                key: RawJson::of(name),
                value,
            }),
        }
    }

    /// The object as JSON text, members in order.
    pub fn to_json(&self) -> RawJson {
        let n_bytes: usize = self
            .members
            .iter()
            .map(|m| m.key.get().len() + m.value.get().len() + 2)
            .sum();
        let mut text = String::with_capacity(n_bytes + 2);
        text.push('{');
        for (i, member) in self.members.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(member.key.get());
            text.push(':');
            text.push_str(member.value.get());
        }
        text.push('}');
        RawValue::from_string(text).map_or_else(|_| RawJson::null(), RawJson)
    }

    fn find(&self, name: &str) -> Option<&Member> {
        self.members.iter().rev().find(|m| m.name == name)
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for RawJson {}

impl Hash for RawJson {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::one_line)
    }
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Collects the members of an object in order; the usual maps would sort or merge them.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = RawObject;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<RawJson, RawJson>()? {
            // A name with a lone surrogate escape has no meaning as text; it keeps its spelling.
            let name = key.to().unwrap_or_else(|| key.get().to_owned());
            members.push(Member { name, key, value });
        }
        Ok(RawObject { members })
    }
}

/// Drops white space between the tokens of valid JSON.
pub(super) fn without_white_space(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    text.extend(dense(json).filter_map(|run| json.get(run)));
    text
}

/// The bytes of valid JSON without the white space between its tokens, in runs.
pub fn dense(json: &str) -> impl Iterator<Item = Range<usize>> {
    let mut bytes = json.bytes().enumerate();
    let mut in_string = false;
    let mut escaped = false;
    let mut is_air = move |byte: u8| {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            return false;
        }
        in_string = byte == b'"';
        byte.is_ascii_whitespace()
    };
    let mut run = None;
    std::iter::from_fn(move || {
        for (at, byte) in bytes.by_ref() {
            match (is_air(byte), run.take()) {
                (true, None) => {}
                (true, Some(start)) => return Some(start..at),
                (false, start) => run = Some(start.unwrap_or(at)),
            }
        }
        run.take().map(|start| start..json.len())
    })
}

#[cfg(test)]
mod tests;
