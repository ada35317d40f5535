//! The *configuration file* `config.toml`: what is chosen for every run.
//!
//! | key | value | meaning |
//! |---|---|---|
//! | `theme` | text | `terminal`, `auto` (`dark` or `light` as the terminal is), `dark`, `light`, `contrast`, `plain`, or a file of `themes/` |
//! | `model` | text | the model to talk to |
//! | `system` | text | instructions for the model |
//! | `max_tokens` | number from 1 | longest answer, in tokens |
//! | `thinking` | `"auto"`, `"on"`, `"off"` | whether the model is asked to think |
//! | `effort` | `"low"`, `"medium"`, `"high"`, `"xhigh"`, `"max"` | how hard the model tries |
//! | `max_rounds` | number from 1 | most requests one turn may take |
//! | `mouse` | true or false | whether the wheel, and so the mouse, is taken |
//! | `reduced_motion` | true or false | nothing moves by itself |
//! | `glyphs` | `"auto"`, `"unicode"`, `"ascii"` | what lines and signs are drawn with; `auto`: with ASCII where the terminal draws others too wide |
//! | `ambiguous_width` | `"auto"`, `"narrow"`, `"wide"` | columns of characters such as `→` and `“`: one, two, or as the terminal says |
//! | `hyperlinks` | `"auto"`, `"on"`, `"off"` | whether links of an answer can be clicked; `auto`: where the terminal is known to make links |
//! | `print_on_exit` | true or false | what was said is printed to the normal screen on leaving |
//! | `[keys]` | table | action = `"ctrl+x"`; `""` or false takes its keys away |
//!
//! An action may have several keys: `"f1 ctrl+g"` or `["f1", "ctrl+g"]`.
//! Whatever is not understood becomes a [`Warning`] with its line, and the rest is used. Keys for
//! a server do not belong here: the environment has them, and a file gets copied.

use toml::de::{DeTable, DeValue};

use crate::api::model::Effort;
use crate::api::request::Thinking;
use crate::app::settings::Glyphs;
use crate::key::Key;
use crate::report::Warning;
use crate::text::width::Ambiguous;
use crate::theme::document::Document;

/// What the file says; `None` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table above says it")]
pub struct FileConfig {
    pub theme: Option<String>,
    pub model: Option<String>,
    pub system: Option<String>,
    pub max_tokens: Option<u32>,
    pub thinking: Option<Thinking>,
    pub effort: Option<Effort>,
    pub max_rounds: Option<u32>,
    pub mouse: Option<bool>,
    pub reduced_motion: Option<bool>,
    pub glyphs: Option<Glyphs>,
    pub ambiguous_width: Option<Ambiguous>,
    pub hyperlinks: Option<Hyperlinks>,
    pub print_on_exit: Option<bool>,
    /// Actions and key spellings, in the order of the file; `""` takes the keys away.
    pub keys: Vec<(String, String)>,
}

/// Is the terminal told where links lead (OSC 8)?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hyperlinks {
    /// If it is known to make links of them.
    #[default]
    Auto,
    /// In any case.
    On,
    /// Never.
    Off,
}

/// Names under which people try to put a secret into the file.
const SECRETS: [&str; 5] = ["api_key", "auth_token", "key", "token", "headers"];

/// Reads the text of a configuration file; `name` is what warnings show.
pub fn parse(name: &str, text: &str) -> (FileConfig, Vec<Warning>) {
    let document = Document::new(name, text);
    let mut config = FileConfig::default();
    let mut warnings = Vec::new();
    for (key, value) in in_order(&document.table(&mut warnings)) {
        if let Err(text) = config.take(document, key, value.get_ref(), &mut warnings) {
            warnings.push(document.warning(value.span(), text));
        }
    }
    (config, warnings)
}

impl FileConfig {
    fn take(
        &mut self,
        document: Document<'_>,
        key: &str,
        value: &DeValue<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), String> {
        match key {
            "theme" => self.theme = Some(name(key, value)?),
            "model" => self.model = Some(name(key, value)?),
            "system" => self.system = Some(text(key, value)?),
            "max_tokens" => self.max_tokens = Some(positive(key, value)?),
            "max_rounds" => self.max_rounds = Some(positive(key, value)?),
            "thinking" => self.thinking = Some(one_of(key, value, &THINKING)?),
            "effort" => self.effort = Some(one_of(key, value, &EFFORT)?),
            "mouse" => self.mouse = Some(yes_or_no(key, value)?),
            "reduced_motion" => self.reduced_motion = Some(yes_or_no(key, value)?),
            "glyphs" => self.glyphs = Some(one_of(key, value, &GLYPHS)?),
            "ambiguous_width" => self.ambiguous_width = one_of(key, value, &AMBIGUOUS)?,
            "hyperlinks" => self.hyperlinks = Some(one_of(key, value, &HYPERLINKS)?),
            "print_on_exit" => self.print_on_exit = Some(yes_or_no(key, value)?),
            "keys" => {
                let table = value.as_table().ok_or("`keys` is a table; ignored")?;
                self.take_keys(document, table, warnings);
            }
            key if SECRETS.contains(&key) => {
                return Err(format!(
                    "`{key}` does not belong in a file; ignored. Set ANTHROPIC_API_KEY, \
                     ANTHROPIC_AUTH_TOKEN or ANTHROPIC_CUSTOM_HEADERS instead"
                ));
            }
            key => return Err(format!("`{}` is not known; ignored", key.escape_debug())),
        }
        Ok(())
    }

    fn take_keys(
        &mut self,
        document: Document<'_>,
        table: &DeTable<'_>,
        warnings: &mut Vec<Warning>,
    ) {
        for (action, value) in in_order(table) {
            let spellings: Vec<_> = match value.get_ref() {
                DeValue::Array(array) => array.iter().collect(),
                _ => vec![value],
            };
            for spelling in spellings {
                match keys(spelling.get_ref()) {
                    Ok(keys) => self.keys.push((action.to_owned(), keys)),
                    Err(text) => warnings.push(document.warning(spelling.span(), text)),
                }
            }
        }
    }
}

/// Entries by the place where they stand, for a table sorts them by name.
fn in_order<'t>(table: &'t DeTable<'_>) -> Vec<(&'t str, &'t toml::Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.get_ref().as_ref(), value))
        .collect()
}

fn text(key: &str, value: &DeValue<'_>) -> Result<String, String> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| format!("`{key}` is a text; ignored"))
}

fn name(key: &str, value: &DeValue<'_>) -> Result<String, String> {
    let name = text(key, value)?.trim().to_owned();
    if name.is_empty() {
        return Err(format!("`{key}` is empty; ignored"));
    }
    Ok(name)
}

fn yes_or_no(key: &str, value: &DeValue<'_>) -> Result<bool, String> {
    let choice = value.as_bool();
    choice.ok_or_else(|| format!("`{key}` is true or false; ignored"))
}

fn positive(key: &str, value: &DeValue<'_>) -> Result<u32, String> {
    let number = value.as_integer().and_then(|integer| {
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok()?;
        (number > 0).then_some(number)
    });
    number.ok_or_else(|| format!("`{key}` is a whole number from 1; ignored"))
}

fn one_of<T: Copy>(key: &str, value: &DeValue<'_>, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices
        .iter()
        .find(|(name, _)| value.as_str() == Some(name));
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        format!("`{key}` is one of {}; ignored", names.join(", "))
    })
}

/// One or more keys, spelled in the one way; nothing for `""` and `false`.
fn keys(value: &DeValue<'_>) -> Result<String, String> {
    if value.as_bool() == Some(false) {
        return Ok(String::new());
    }
    let text = value.as_str().ok_or("a key is a text; ignored")?;
    let keys = text.split_whitespace().map(str::parse::<Key>);
    let keys: Result<Vec<String>, String> = keys
        .map(|key| match key {
            Ok(key) => Ok(key.to_string()),
            Err(error) => Err(format!("{error}; ignored")),
        })
        .collect();
    Ok(keys?.join(" "))
}

const THINKING: [(&str, Thinking); 3] = [
    ("auto", Thinking::Auto),
    ("on", Thinking::On),
    ("off", Thinking::Off),
];

const GLYPHS: [(&str, Glyphs); 3] = [
    ("auto", Glyphs::Auto),
    ("unicode", Glyphs::Unicode),
    ("ascii", Glyphs::Ascii),
];

const AMBIGUOUS: [(&str, Option<Ambiguous>); 3] = [
    ("auto", None),
    ("narrow", Some(Ambiguous::Narrow)),
    ("wide", Some(Ambiguous::Wide)),
];

const HYPERLINKS: [(&str, Hyperlinks); 3] = [
    ("auto", Hyperlinks::Auto),
    ("on", Hyperlinks::On),
    ("off", Hyperlinks::Off),
];

const EFFORT: [(&str, Effort); 5] = [
    ("low", Effort::Low),
    ("medium", Effort::Medium),
    ("high", Effort::High),
    ("xhigh", Effort::Xhigh),
    ("max", Effort::Max),
];

#[cfg(test)]
mod tests;
