//! *JSON* that a tool was given or has said, as it is shown: as a tree of lines, or in a few words.
//!
//! A tree is made of [`Twig`]s, one for each line. What belongs to a name stands below it, two
//! columns further in; each item of an array stands behind a bullet, right below the name, unless
//! all of them are so short that one line holds them. Of what is still being written the lines are
//! those that it will have: only the last one changes while it grows. Each text in it, a [`Leaf`],
//! knows where it was written. How a twig becomes a line is known to the body of a call.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::api::cut::closed;
use crate::api::value::{Value, compact, lines_within, meant, within};
use crate::app::projection::tool::{cut, place_in};
use crate::text::glyphs;
use crate::text::sanitize::{one_line, sanitize};
use crate::text::width::columns;

/// Input beyond this many bytes is not read for display: a line says that there is more. Nor is
/// output where its beginning is enough.
pub const INPUT_SHOWN: usize = 8 * 1024;
/// JSON that is longer is shown as it was written: a tree of it is made at once, when somebody
/// looks.
const OUTPUT_READ: usize = 256 * 1024;
/// Nor is more than this of an input read in which a search looks.
const INPUT_SEARCHED: usize = OUTPUT_READ;
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
    pub key: Option<Leaf>,
    /// The value: one text, or the items of an array; none where it stands below.
    pub values: Vec<Leaf>,
}

/// A text of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Leaf {
    /// As it is shown.
    pub text: String,
    /// Bytes of the source that it stands for, without the quotes of a string unless that is empty;
    /// none if it stands for nothing there.
    pub src: Range<u32>,
}

/// What a tool was given, or the beginning of it, if it is JSON.
pub(super) fn given(read: &str) -> Option<Vec<Twig>> {
    Json::begun(read).map(|json| json.tree())
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

/// Is this shown as a tree: what a tool was given, or what it has said if that is an `output`?
pub fn is_tree(text: &str, is_output: bool) -> bool {
    match is_output {
        true => is_readable(text) && (raw(text).is_some() || Json::first(text).is_some()),
        false => Json::begun(beginning(text)).is_some(),
    }
}

/// The same as [`given`] in a few words.
pub fn words_given(input: &str) -> String {
    let input = beginning(input);
    match Json::begun(input) {
        Some(json) => joined(&json.word_list()),
        None => cut(input.trim(), WORDS_COLUMNS),
    }
}

/// The same as [`said_first`] in a few words. Those of the input say nothing when they come again:
/// they are left out, unless there are no others.
pub fn words_said(output: &str, input: &str) -> Option<String> {
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
    at_most(input, INPUT_SHOWN)
}

/// What is read of an input in which a search looks.
pub(super) fn searched(input: &str) -> &str {
    at_most(input, INPUT_SEARCHED)
}

fn at_most(input: &str, n_bytes: usize) -> &str {
    let mut ends = n_bytes.min(input.len())..=input.len();
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

    /// The value; `None` for an object without members, of which there is nothing to show.
    fn value(&self) -> Option<&RawValue> {
        let value = raw(&self.text)?;
        let is_nothing = matches!(Value::of(value), Value::Object(members) if members.is_empty());
        (!is_nothing).then_some(value)
    }

    fn tree(&self) -> Vec<Twig> {
        let mut tree = Tree {
            twigs: Vec::new(),
            source: &self.text,
        };
        if let Some(value) = self.value() {
            let place = Place {
                depth: 0,
                may_grow: self.is_begun,
            };
            tree.grow(Twig::default(), value, place);
        }
        tree.twigs
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

/// A tree that is being made.
struct Tree<'a> {
    twigs: Vec<Twig>,
    source: &'a str,
}

impl Tree<'_> {
    /// Adds the lines of a value; `first` is what is there of the first of them.
    fn grow(&mut self, first: Twig, value: &RawValue, place: Place) {
        let below = first.below();
        let inner = |is_last: bool| Place {
            depth: place.depth + 1,
            may_grow: place.may_grow && is_last,
        };
        let with = |values| Twig {
            values,
            ..first.clone()
        };
        match Value::of(value) {
            Value::Text(_) => {
                let string = value.get();
                if within(string).is_empty() {
                    let leaf = self.leaf(String::new(), string);
                    return self.twigs.push(with(vec![leaf]));
                }
                for (idx, line) in lines_within(string).into_iter().enumerate() {
                    let line = string.get(line).unwrap_or_default();
                    let leaf = self.leaf(one_line(&meant(line)), line);
                    self.twigs.push(match idx {
                        0 => with(vec![leaf]),
                        _ => Twig {
                            lead: below.clone(),
                            ..Twig::of(leaf)
                        },
                    });
                }
            }
            Value::Array(items) if items.is_empty() && place.may_grow => {
                self.twigs.push(with(Vec::new()));
            }
            Value::Object(members) if members.is_empty() && place.may_grow => {
                self.twigs.push(with(Vec::new()));
            }
            Value::Array(items) if !items.is_empty() && place.depth < DEPTH => {
                if let Some(values) = self.in_one_line(&items) {
                    return self.twigs.push(with(values));
                }
                let is_named = first.key.is_some();
                if is_named {
                    self.twigs.push(with(Vec::new()));
                }
                // Below a name bullets are step enough.
                let beside = " ".repeat(glyphs::columns(&first.lead));
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
                    self.grow(item_first, item, inner(idx + 1 == items.len()));
                }
            }
            Value::Object(members) if !members.is_empty() && place.depth < DEPTH => {
                let is_named = first.key.is_some();
                if is_named {
                    self.twigs.push(with(Vec::new()));
                }
                for (idx, (key, member)) in members.iter().enumerate() {
                    let lead = if idx == 0 && !is_named {
                        &first.lead
                    } else {
                        &below
                    };
                    let member_first = Twig {
                        lead: lead.clone(),
                        key: Some(self.name(key)),
                        ..Twig::default()
                    };
                    self.grow(member_first, member, inner(idx + 1 == members.len()));
                }
            }
            Value::Bare | Value::Array(_) | Value::Object(_) => {
                let leaf = self.leaf(one_line(&compact(value)), value.get());
                self.twigs.push(with(vec![leaf]));
            }
        }
    }

    /// The name of a member; an empty one as JSON, since a line without a name belongs to the one
    /// above.
    fn name(&self, key: &RawValue) -> Leaf {
        let written = within(key.get());
        let name = one_line(&meant(written));
        if name.trim().is_empty() {
            self.leaf(one_line(key.get()), key.get())
        } else {
            self.leaf(name, written)
        }
    }

    /// The items of an array that one line holds.
    fn in_one_line(&self, items: &[&RawValue]) -> Option<Vec<Leaf>> {
        let mut taken = 0;
        let items = items.iter().map(|item| {
            let leaf = self.plain(item).filter(|leaf| !leaf.text.contains('\n'))?;
            taken += columns(&leaf.text) + STEP;
            (taken <= ARRAY_COLUMNS).then_some(leaf)
        });
        items.collect()
    }

    /// A value that holds no others, as text; an empty text as JSON.
    fn plain(&self, value: &RawValue) -> Option<Leaf> {
        match Value::of(value) {
            Value::Array(_) | Value::Object(_) => None,
            Value::Text(text) if !text.is_empty() => {
                Some(self.leaf(sanitize(&text).into_owned(), within(value.get())))
            }
            Value::Text(_) | Value::Bare => Some(self.leaf(value.get().to_owned(), value.get())),
        }
    }

    /// A text that stands for what is `written` in the source.
    fn leaf(&self, text: String, written: &str) -> Leaf {
        Leaf {
            text,
            src: place_in(self.source, written),
        }
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

impl Leaf {
    /// A text that stands for nothing in the source.
    pub fn remark(text: String) -> Self {
        Self { text, src: 0..0 }
    }
}

impl Twig {
    /// A text without a name.
    pub fn of(text: Leaf) -> Self {
        Self {
            values: vec![text],
            ..Self::default()
        }
    }

    /// What stands in front of the lines that belong to this one.
    pub fn below(&self) -> String {
        let step = if self.key.is_some() { STEP } else { 0 };
        " ".repeat(glyphs::columns(&self.lead) + step)
    }
}

#[cfg(test)]
mod tests;
