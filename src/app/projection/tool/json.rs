//! *JSON* that a tool was given or has said, as it is shown: as a tree of lines, or in a few words.
//!
//! A tree is made of [`Twig`]s, one for each line. What belongs to a name stands below it, two
//! columns further in; each item of an array stands behind a bullet, right below the name, unless
//! all of them are so short that one line holds them. Of what is still being written the lines are
//! those that it will have: only the last one changes while it grows. How a twig becomes a line is
//! known to the body of a call.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::api::cut::closed;
use crate::api::value::{Value, compact, meant};
use crate::app::projection::tool::cut;
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::columns;

/// Input beyond this many bytes is not read for display: a line says that there is more. Nor is
/// output where its beginning is enough.
pub const INPUT_SHOWN: usize = 8 * 1024;
/// JSON that is longer is shown as it was written: a tree of it is made at once, when somebody
/// looks.
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
/// Items of an array among the words; a sign tells that there are more.
const ARRAY_WORDS: usize = 3;
/// That sign.
const MORE_WORDS: &str = "…";

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

/// What a tool was given, also while it is still being written, if it is JSON.
pub(super) fn given(input: &str) -> Option<Vec<Twig>> {
    Json::begun(beginning(input)).map(|json| json.tree())
}

/// What a tool has said, if that is an object or an array of a readable size.
pub(super) fn said(output: &str) -> Option<Vec<Twig>> {
    let json = is_readable(output).then(|| Json::whole(output))?;
    json.map(|json| json.tree())
}

/// The same of the beginning of what it has said, as far as an input would be read; and whether
/// there is more.
pub(super) fn said_first(output: &str) -> Option<(Vec<Twig>, bool)> {
    let json = Json::first(output)?;
    Some((json.tree(), json.is_begun))
}

/// The same as [`given`] in a few words.
pub(super) fn words_given(input: &str) -> String {
    let input = beginning(input);
    match Json::begun(input) {
        Some(json) => joined(&json.word_list()),
        None => cut(input.trim(), WORDS_COLUMNS),
    }
}

/// The same as [`said_first`] in a few words. Those of the input say nothing when they come again:
/// they are left out, unless there are no others.
pub(super) fn words_said(output: &str, input: &str) -> Option<String> {
    let said = Json::first(output)?.word_list();
    let given = Json::begun(beginning(input)).map(|json| json.word_list());
    let given = given.unwrap_or_default();
    let is_told = |word: &String| word == MORE_WORDS || given.contains(word);
    if said.iter().all(is_told) {
        return Some(joined(&said));
    }
    let others: Vec<String> = said.into_iter().skip_while(is_told).collect();
    Some(joined(&others))
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

/// A text that was read: one value.
struct Json<'a> {
    text: Cow<'a, str>,
    /// Is it only the beginning of one?
    is_begun: bool,
}

impl<'a> Json<'a> {
    fn whole(text: &'a str) -> Option<Self> {
        raw(text).map(|_| Self {
            text: Cow::Borrowed(text),
            is_begun: false,
        })
    }

    /// A text, or the beginning of one.
    fn begun(text: &'a str) -> Option<Self> {
        Self::whole(text).or_else(|| {
            let closed = closed(text);
            raw(&closed).is_some().then_some(Self {
                text: Cow::Owned(closed),
                is_begun: true,
            })
        })
    }

    /// An output, of a long one the beginning.
    fn first(output: &'a str) -> Option<Self> {
        match beginning(output) {
            _ if !is_readable(output) => None,
            all if all.len() == output.len() => Self::whole(all),
            part => Self::begun(part),
        }
    }

    /// The value; `None` of an object without members, of which there is nothing to show.
    fn value(&self) -> Option<&RawValue> {
        let value = raw(&self.text)?;
        let is_nothing = matches!(Value::of(value), Value::Object(members) if members.is_empty());
        (!is_nothing).then_some(value)
    }

    fn tree(&self) -> Vec<Twig> {
        let mut twigs = Vec::new();
        if let Some(value) = self.value() {
            let place = Place {
                depth: 0,
                may_grow: self.is_begun,
            };
            grow(&mut twigs, Twig::default(), value, place);
        }
        twigs
    }

    /// The plain values in it, the first ones first.
    fn word_list(&self) -> Vec<String> {
        let mut words = Words {
            list: Vec::new(),
            columns: 0,
            with_empty: !self.is_begun,
        };
        if let Some(value) = self.value() {
            words.collect(value, 0);
        }
        words.list
    }
}

/// Words in one line.
fn joined(words: &[String]) -> String {
    cut(&words.join("  "), WORDS_COLUMNS)
}

/// The one value that a text is.
fn raw(text: &str) -> Option<&RawValue> {
    serde_json::from_str(text).ok()
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
fn grow(twigs: &mut Vec<Twig>, first: Twig, value: &RawValue, place: Place) {
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
    match Value::of(value) {
        Value::Text(text) => {
            let text = sanitize(&text);
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
            if let Some(values) = in_one_line(&items) {
                return push(values);
            }
            let is_named = first.key.is_some();
            if is_named {
                push(Vec::new());
            }
            // Below a name bullets are step enough.
            let beside = " ".repeat(columns(&first.lead));
            for (idx, item) in items.iter().enumerate() {
                let lead = if idx == 0 && !is_named {
                    &first.lead
                } else {
                    &beside
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
                    key: Some(name(key)),
                    ..Twig::default()
                };
                grow(twigs, member_first, member, inner(idx + 1 == members.len()));
            }
        }
        Value::Bare | Value::Array(_) | Value::Object(_) => push(vec![one_line(&compact(value))]),
    }
}

/// The name of a member; an empty one as JSON, since a line without a name belongs to the one
/// above.
fn name(key: &RawValue) -> String {
    let name = one_line(&meant(key.get()));
    if name.trim().is_empty() {
        one_line(key.get())
    } else {
        name
    }
}

/// The items of an array that one line holds.
fn in_one_line(items: &[&RawValue]) -> Option<Vec<String>> {
    let mut taken = 0;
    let items = items.iter().map(|item| {
        let text = plain(item).filter(|text| !text.contains('\n'))?;
        taken += columns(&text) + STEP;
        (taken <= ARRAY_COLUMNS).then_some(text)
    });
    items.collect()
}

/// A value that holds no others, as text; an empty text as JSON.
fn plain(value: &RawValue) -> Option<String> {
    match Value::of(value) {
        Value::Array(_) | Value::Object(_) => None,
        Value::Text(text) if !text.is_empty() => Some(sanitize(&text).into_owned()),
        Value::Text(_) | Value::Bare => Some(value.get().to_owned()),
    }
}

/// Plain values, until there are words enough.
struct Words {
    list: Vec<String>,
    /// How many they take.
    columns: usize,
    /// Do empty arrays and objects count? Those of a text that is still being written may get
    /// items.
    with_empty: bool,
}

impl Words {
    fn collect(&mut self, value: &RawValue, depth: usize) {
        if self.columns > WORDS_COLUMNS {
            return;
        }
        match Value::of(value) {
            Value::Array(items) if !items.is_empty() && depth < DEPTH => {
                for item in items.iter().take(ARRAY_WORDS) {
                    self.collect(item, depth + 1);
                }
                if items.len() > ARRAY_WORDS {
                    self.push(MORE_WORDS.to_owned());
                }
            }
            Value::Object(members) if !members.is_empty() && depth < DEPTH => {
                for (_, member) in &members {
                    self.collect(member, depth + 1);
                }
            }
            Value::Array(items) if items.is_empty() && !self.with_empty => {}
            Value::Object(members) if members.is_empty() && !self.with_empty => {}
            Value::Text(text) if text.trim().is_empty() => {}
            Value::Text(text) => self.push(cut(text.trim(), WORDS_COLUMNS)),
            Value::Bare | Value::Array(_) | Value::Object(_) => {
                self.push(cut(&compact(value), WORDS_COLUMNS));
            }
        }
    }

    fn push(&mut self, word: String) {
        self.columns += columns(&word) + STEP;
        self.list.push(word);
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
