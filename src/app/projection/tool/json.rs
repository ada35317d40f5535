//! *JSON* that a tool was given or has said, as it is shown: as a tree of lines, or in a few words.
//!
//! A tree is made of [`Twig`]s, one for each line. What belongs to a name stands below it, two columns further
//! in; each item of an array stands behind a bullet, unless all of them are so short that one line holds
//! them. Of what is still being written the lines are those that it will have: only the last one changes
//! while it grows. How a twig becomes a line is known to the body of a call.

use serde_json::Value;

use crate::api::cut::closed;
use crate::app::projection::tool::cut;
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::columns;

/// Input beyond this many bytes is not read for display: a line says that there is more. Nor is output where
/// its beginning is enough.
pub const INPUT_SHOWN: usize = 8 * 1024;
/// JSON that is longer is shown as it was written: a tree of it is made at once, when somebody looks.
const OUTPUT_READ: usize = 64 * 1024;
/// Columns of the words that tell what a JSON text holds, and of each of them.
pub(super) const WORDS_COLUMNS: usize = 200;
/// Columns of the items of an array in one line: about as many as a narrow pane has.
const ARRAY_COLUMNS: usize = 40;
/// What is nested deeper is shown as JSON: it would stand at the right edge of a narrow pane.
const DEPTH: usize = 5;
/// Columns by which what belongs to a name stands further in, and between words.
pub(super) const STEP: usize = 2;
const BULLET: &str = "• ";

/// A line of a tree. All of its texts are printable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Twig {
    /// What stands in front of it: blanks and bullets.
    pub lead: String,
    /// The name of the value, if it begins here and has one.
    pub key: Option<String>,
    /// The value: one text, or the items of an array; none where it stands below.
    pub values: Vec<String>,
}

/// What a tool was given, also while it is still being written; what is no JSON as it stands.
pub(super) fn given(input: &str) -> Vec<Twig> {
    let input = beginning(input);
    match Json::begun(input) {
        Some(json) => json.tree(),
        None if input.trim().is_empty() => Vec::new(),
        None => vec![Twig::of(cut(input, INPUT_SHOWN))],
    }
}

/// What a tool has said, if that is an object or an array of a readable size.
pub(super) fn said(output: &str) -> Option<Vec<Twig>> {
    let json = is_readable(output).then(|| Json::whole(output))?;
    json.map(|json| json.tree())
}

/// The same of the beginning of what it has said, as far as an input would be read; and whether there is more.
pub(super) fn said_first(output: &str) -> Option<(Vec<Twig>, bool)> {
    let json = Json::first(output)?;
    Some((json.tree(), json.is_begun))
}

/// The same as [`given`] in a few words.
pub(super) fn words_given(input: &str) -> String {
    let input = beginning(input);
    match Json::begun(input) {
        Some(json) => json.words(),
        None => cut(input.trim(), WORDS_COLUMNS),
    }
}

/// The same as [`said_first`] in a few words.
pub(super) fn words_said(output: &str) -> Option<String> {
    Json::first(output).map(|json| json.words())
}

fn is_readable(output: &str) -> bool {
    output.len() <= OUTPUT_READ && output.trim_start().starts_with(['{', '['])
}

/// What is read of an input for display.
pub fn beginning(input: &str) -> &str {
    let most = INPUT_SHOWN.min(input.len());
    let mut ends = most..=input.len();
    let end = ends.find(|at| input.is_char_boundary(*at));
    end.and_then(|end| input.get(..end)).unwrap_or(input)
}

/// A text that was read.
struct Json {
    value: Value,
    /// Is it only the beginning of one?
    is_begun: bool,
}

impl Json {
    fn whole(text: &str) -> Option<Self> {
        let value = serde_json::from_str(text).ok()?;
        let is_begun = false;
        Some(Self { value, is_begun })
    }

    /// A text, or the beginning of one.
    fn begun(text: &str) -> Option<Self> {
        Self::whole(text).or_else(|| {
            let json = Self::whole(&closed(text))?;
            let is_begun = true;
            Some(Self { is_begun, ..json })
        })
    }

    /// An output, of a long one the beginning.
    fn first(output: &str) -> Option<Self> {
        match beginning(output) {
            _ if !is_readable(output) => None,
            all if all.len() == output.len() => Self::whole(all),
            part => Self::begun(part),
        }
    }

    fn tree(&self) -> Vec<Twig> {
        let mut twigs = Vec::new();
        let is_nothing = self
            .value
            .as_object()
            .is_some_and(|object| object.is_empty());
        if !is_nothing {
            let place = Place {
                depth: 0,
                may_grow: self.is_begun,
            };
            grow(&mut twigs, Twig::default(), &self.value, place);
        }
        twigs
    }

    /// The plain values in it, the first ones first, however deep they stand.
    fn words(&self) -> String {
        let mut words = Vec::new();
        match &self.value {
            Value::Object(object) if object.is_empty() => {}
            value => collect(&mut words, value, !self.is_begun, &mut 0),
        }
        cut(&words.join("  "), WORDS_COLUMNS)
    }
}

/// Where a value stands in a tree.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// In so many others.
    depth: usize,
    /// Is it at the end of what is still being written?
    may_grow: bool,
}

/// Adds the lines of a value; `first` is what is there of the first of them.
fn grow(twigs: &mut Vec<Twig>, first: Twig, value: &Value, place: Place) {
    let below = first.below();
    let inner = |is_last: bool| Place {
        depth: place.depth + 1,
        may_grow: place.may_grow && is_last,
    };
    let mut push = |values| {
        twigs.push(Twig {
            values,
            ..first.clone()
        });
    };
    match value {
        Value::String(text) => {
            let text = sanitize(text);
            let mut lines = text.lines();
            push(vec![lines.next().unwrap_or_default().to_owned()]);
            twigs.extend(lines.map(|line| Twig {
                lead: below.clone(),
                ..Twig::of(line.to_owned())
            }));
        }
        Value::Array(items) if items.is_empty() && place.may_grow => push(Vec::new()),
        Value::Object(members) if members.is_empty() && place.may_grow => push(Vec::new()),
        Value::Array(items) if !items.is_empty() && place.depth < DEPTH => {
            if let Some(values) = in_one_line(items) {
                return push(values);
            }
            let is_named = first.key.is_some();
            if is_named {
                push(Vec::new());
            }
            for (idx, item) in items.iter().enumerate() {
                let lead = if idx == 0 && !is_named {
                    &first.lead
                } else {
                    &below
                };
                let item_first = Twig {
                    lead: format!("{lead}{BULLET}"),
                    ..Twig::default()
                };
                grow(twigs, item_first, item, inner(idx + 1 == items.len()));
            }
        }
        Value::Object(members) if !members.is_empty() && place.depth < DEPTH => {
            let is_named = first.key.is_some();
            if is_named {
                push(Vec::new());
            }
            for (idx, (key, member)) in members.iter().enumerate() {
                let lead = if idx == 0 && !is_named {
                    &first.lead
                } else {
                    &below
                };
                let member_first = Twig {
                    lead: lead.clone(),
                    key: Some(one_line(key)),
                    ..Twig::default()
                };
                grow(twigs, member_first, member, inner(idx + 1 == members.len()));
            }
        }
        other => push(vec![one_line(&other.to_string())]),
    }
}

/// The items of an array that one line holds.
fn in_one_line(items: &[Value]) -> Option<Vec<String>> {
    let mut taken = 0;
    let items = items.iter().map(|item| {
        let text = plain(item).filter(|text| !text.contains('\n'))?;
        taken += columns(&text) + STEP;
        (taken <= ARRAY_COLUMNS).then_some(text)
    });
    items.collect()
}

/// A value that holds no others, as text; an empty text as JSON.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Array(_) | Value::Object(_) => None,
        Value::String(text) if !text.is_empty() => Some(sanitize(text).into_owned()),
        other => Some(other.to_string()),
    }
}

/// Collects plain values until there are words enough; `taken` counts their columns.
fn collect(words: &mut Vec<String>, value: &Value, with_empty: bool, taken: &mut usize) {
    if *taken > WORDS_COLUMNS {
        return;
    }
    match value {
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter();
            items.for_each(|item| collect(words, item, with_empty, taken));
        }
        Value::Object(members) if !members.is_empty() => {
            let members = members.values();
            members.for_each(|member| collect(words, member, with_empty, taken));
        }
        Value::Array(_) | Value::Object(_) if !with_empty => {}
        Value::String(text) if text.trim().is_empty() => {}
        other => {
            let text = plain(other).unwrap_or_else(|| other.to_string());
            let word = cut(text.trim(), WORDS_COLUMNS);
            *taken += columns(&word) + STEP;
            words.push(word);
        }
    }
}

impl Twig {
    /// A text without a name.
    pub fn of(text: String) -> Self {
        Self {
            values: vec![text],
            ..Self::default()
        }
    }

    /// What stands in front of the lines that belong to this one.
    pub fn below(&self) -> String {
        let step = if self.key.is_some() { STEP } else { 0 };
        " ".repeat(columns(&self.lead) + step)
    }
}

#[cfg(test)]
mod tests;
