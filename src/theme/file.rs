//! A *theme file* is a theme as people write it; reading one never fails.
//!
//! ```toml
//! inherits = "dark"            # another theme, from the same folder or built in; optional
//!
//! [palette]                    # names for colors
//! accent = "#8ab8f4"           # or an index from 0 to 255, or one of the terminal's own names:
//! quiet = "bright_black"       # black, red … white, bright_black … bright_white, default
//!
//! [scopes]                     # how each kind of text looks, by the names of `Scope`
//! "heading" = { fg = "accent", bold = true }
//! "heading.3" = { bold = false, italic = true }
//! "search.hit" = "bold black on accent"
//! ```
//!
//! Attributes are bold, italic, underline, dim, reverse and strike. A scope first takes all that
//! `text` has, then all that each of its parents says (`heading` for `heading.1`), then its own
//! entry; an entry changes only what it names. An attribute that is false is also taken from what
//! the scope is laid over: a selection need not be reversed where a title is. With `inherits`,
//! entries are laid over the entries of the same name in the other theme, and colors over its
//! palette. What is not understood becomes a [`Warning`] with its line, and is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

use super::document::Document;
use super::{Scope, Theme, builtin, color};
use crate::report::Warning;

/// Reads the theme `name`, and the themes it inherits from.
///
/// `read` returns the text of a person's own theme of a name, if there is one; own themes come
/// before built-in ones of the same name, so an own `dark` may inherit the built-in `dark`. A
/// theme that does not exist or cannot be read at all is replaced by the default.
pub fn load(name: &str, read: impl Fn(&str) -> Option<String>) -> (Theme, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut layers: Vec<Layer> = Vec::new();
    let mut seen: Vec<Origin> = Vec::new();
    let mut wanted = Some((name.to_owned(), format!("theme {}", name.escape_debug())));
    while let Some((name, asked_at)) = wanted.take() {
        let found = match find(&name, &seen, &read) {
            Ok(found) => found,
            Err(why) => {
                warnings.push(Warning::new(asked_at, why));
                break;
            }
        };
        let place = match found.origin {
            Origin::Own(_) => format!("themes/{name}.toml"),
            Origin::Builtin(_) => format!("built-in theme {name}"),
        };
        let layer = Layer::parse(Document::new(&place, &found.text), &mut warnings);
        wanted = layer.inherits.clone();
        layers.push(layer);
        seen.push(found.origin);
    }
    let is_last_resort = seen == [Origin::Builtin(builtin::DEFAULT.to_owned())];
    let theme = layers
        .into_iter()
        .rev()
        .fold(Layer::default(), Layer::under)
        .into_theme(name, &mut warnings);
    let says_nothing = theme.styles.iter().all(|style| *style == Style::new());
    if says_nothing && !is_last_resort {
        let place = format!("theme {}", name.escape_debug());
        let text = format!("cannot be used; using {} instead", builtin::DEFAULT);
        warnings.push(Warning::new(place, text));
        return (Theme::fallback(), warnings);
    }
    (theme, warnings)
}

/// Where a theme's text came from; each is used once in a chain of inheritance.
#[derive(PartialEq)]
enum Origin {
    Own(String),
    Builtin(String),
}

struct Found {
    origin: Origin,
    text: String,
}

fn find(
    name: &str,
    seen: &[Origin],
    read: &impl Fn(&str) -> Option<String>,
) -> Result<Found, String> {
    let shown = name.escape_debug();
    // The name becomes part of a path.
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':', '\0']) {
        return Err(format!("`{shown}` is not a name for a theme; ignored"));
    }
    let own = Origin::Own(name.to_owned());
    let own_seen = seen.contains(&own);
    if let (false, Some(text)) = (own_seen, read(name)) {
        return Ok(Found { origin: own, text });
    }
    let built_in = Origin::Builtin(name.to_owned());
    let built_in_seen = seen.contains(&built_in);
    if let (false, Some(text)) = (built_in_seen, builtin::source(name)) {
        return Ok(Found {
            origin: built_in,
            text: text.to_owned(),
        });
    }
    Err(if own_seen || built_in_seen {
        format!("themes inherit from each other in a circle, at `{shown}`; cut there")
    } else {
        let known = builtin::NAMES.join(", ");
        format!("there is no theme `{shown}`; built in are {known}")
    })
}

/// One file, understood but not yet resolved: colors are still names.
#[derive(Default)]
struct Layer {
    /// The theme below, and where that is said.
    inherits: Option<(String, String)>,
    palette: BTreeMap<String, Color>,
    entries: BTreeMap<String, Entry>,
}

/// What a file says about one scope or group.
#[derive(Default, Clone)]
struct Entry {
    fg: Option<Named>,
    bg: Option<Named>,
    attributes: [Option<bool>; ATTRIBUTES.len()],
}

/// The name of a color, and where it stands.
#[derive(Clone)]
struct Named {
    color: String,
    place: String,
}

const ATTRIBUTES: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("dim", Modifier::DIM),
    ("reverse", Modifier::REVERSED),
    ("strike", Modifier::CROSSED_OUT),
];

impl Layer {
    fn parse(document: Document<'_>, warnings: &mut Vec<Warning>) -> Self {
        let mut layer = Self::default();
        for (key, value) in &document.table(warnings) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("inherits", DeValue::String(name)) => {
                    layer.inherits = Some((name.to_string(), document.place(value.span())));
                }
                ("palette", DeValue::Table(table)) => {
                    layer.parse_palette(document, table, warnings);
                }
                ("scopes", DeValue::Table(table)) => layer.parse_scopes(document, table, warnings),
                (name @ ("inherits" | "palette" | "scopes"), value) => {
                    let text = format!("`{name}` cannot be a {}; ignored", value.type_str());
                    warnings.push(document.warning(key.span(), text));
                }
                (name, _) => warnings.push(unknown(document, key.span(), name)),
            }
        }
        layer
    }

    fn parse_palette(
        &mut self,
        document: Document<'_>,
        table: &DeTable<'_>,
        warnings: &mut Vec<Warning>,
    ) {
        for (name, value) in table {
            match color_text(value.get_ref()).and_then(|text| color::parse(&text)) {
                Some(color) => {
                    self.palette.insert(name.get_ref().to_string(), color);
                }
                None => warnings.push(document.warning(value.span(), NO_COLOR)),
            }
        }
    }

    fn parse_scopes(
        &mut self,
        document: Document<'_>,
        table: &DeTable<'_>,
        warnings: &mut Vec<Warning>,
    ) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if !Scope::is_name_or_group(name) {
                warnings.push(unknown(document, key.span(), name));
                continue;
            }
            let mut entry = Entry::default();
            match value.get_ref() {
                DeValue::String(words) => entry.parse_words(document, value.span(), words),
                DeValue::Table(table) => entry.parse_table(document, table, warnings),
                _ => {
                    let text = "a style is a table or a text; ignored";
                    warnings.push(document.warning(value.span(), text));
                }
            }
            self.entries.insert(name.to_owned(), entry);
        }
    }

    /// Lays `above` over this layer.
    fn under(mut self, above: Self) -> Self {
        self.palette.extend(above.palette);
        for (name, entry) in above.entries {
            let below = self.entries.entry(name).or_default();
            *below = below.clone().under(entry);
        }
        self
    }

    fn into_theme(self, name: &str, warnings: &mut Vec<Warning>) -> Theme {
        let mut styles: BTreeMap<&str, Resolved> = BTreeMap::new();
        for (name, entry) in &self.entries {
            styles.insert(name, entry.resolve(&self.palette, warnings));
        }
        let mut theme = Theme::bare(name);
        for scope in Scope::ALL {
            let root = std::iter::once(Scope::Text.name()).filter(|_| scope != Scope::Text);
            let style = root
                .chain(prefixes(scope.name()))
                .filter_map(|name| styles.get(name))
                .fold(Resolved::default(), |below, above| below.under(above));
            theme.styles[scope as usize] = style.into_style();
        }
        theme.read_ground();
        theme
    }
}

impl Entry {
    /// Reads `{ fg = "accent", bg = "raised", bold = true }`.
    fn parse_table(
        &mut self,
        document: Document<'_>,
        table: &DeTable<'_>,
        warnings: &mut Vec<Warning>,
    ) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let Some(idx) = ATTRIBUTES.iter().position(|(known, _)| *known == name) {
                match value.get_ref().as_bool() {
                    Some(wanted) => self.attributes[idx] = Some(wanted),
                    None => {
                        let text = format!("`{name}` is true or false; ignored");
                        warnings.push(document.warning(value.span(), text));
                    }
                }
                continue;
            }
            let color = color_text(value.get_ref()).map(|color| Named {
                color,
                place: document.place(value.span()),
            });
            match (name, color) {
                ("fg", Some(color)) => self.fg = Some(color),
                ("bg", Some(color)) => self.bg = Some(color),
                ("fg" | "bg", None) => warnings.push(document.warning(value.span(), NO_COLOR)),
                _ => warnings.push(unknown(document, key.span(), name)),
            }
        }
    }

    /// Reads `bold accent on raised`; a word that is no attribute is a color, checked later.
    fn parse_words(&mut self, document: Document<'_>, at: Range<usize>, words: &str) {
        let mut words = words.split_whitespace();
        while let Some(word) = words.next() {
            if let Some(idx) = ATTRIBUTES.iter().position(|(known, _)| *known == word) {
                self.attributes[idx] = Some(true);
                continue;
            }
            let is_background = word == "on";
            let color = if is_background { words.next() } else { None };
            let named = Some(Named {
                color: color.unwrap_or(word).to_owned(),
                place: document.place(at.clone()),
            });
            if is_background {
                self.bg = named;
            } else {
                self.fg = named;
            }
        }
    }

    /// Lays `above` over this entry.
    fn under(self, above: Self) -> Self {
        Self {
            fg: above.fg.or(self.fg),
            bg: above.bg.or(self.bg),
            attributes: merge(self.attributes, above.attributes),
        }
    }

    fn resolve(&self, palette: &BTreeMap<String, Color>, warnings: &mut Vec<Warning>) -> Resolved {
        let mut color = |named: &Option<Named>| {
            let Named { color, place } = named.as_ref()?;
            let found = palette.get(color).copied().or_else(|| color::parse(color));
            if found.is_none() {
                let text = format!("there is no color `{}`; left out", color.escape_debug());
                warnings.push(Warning::new(place, text));
            }
            found
        };
        Resolved {
            fg: color(&self.fg),
            bg: color(&self.bg),
            attributes: self.attributes,
        }
    }
}

/// An entry whose colors are known.
#[derive(Default, Clone, Copy)]
struct Resolved {
    fg: Option<Color>,
    bg: Option<Color>,
    attributes: [Option<bool>; ATTRIBUTES.len()],
}

impl Resolved {
    fn under(self, above: &Self) -> Self {
        Self {
            fg: above.fg.or(self.fg),
            bg: above.bg.or(self.bg),
            attributes: merge(self.attributes, above.attributes),
        }
    }

    fn into_style(self) -> Style {
        let said = |sought: bool| {
            ATTRIBUTES
                .iter()
                .zip(self.attributes)
                .filter(|(_, wanted)| *wanted == Some(sought))
                .fold(Modifier::empty(), |all, ((_, modifier), _)| all | *modifier)
        };
        Style {
            fg: self.fg,
            bg: self.bg,
            add_modifier: said(true),
            sub_modifier: said(false),
            ..Style::new()
        }
    }
}

fn merge<const N: usize>(below: [Option<bool>; N], above: [Option<bool>; N]) -> [Option<bool>; N] {
    std::array::from_fn(|idx| above[idx].or(below[idx]))
}

/// `a.b.c` → `a`, `a.b`, `a.b.c`.
fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    let dots = name.match_indices('.').map(|(at, _)| at);
    dots.chain(std::iter::once(name.len()))
        .filter_map(|end| name.get(..end))
}

const NO_COLOR: &str =
    "a color is \"#rrggbb\", an index from 0 to 255, or a name such as \"red\"; left out";

fn unknown(document: Document<'_>, at: Range<usize>, name: &str) -> Warning {
    let text = format!("`{}` is not known here; ignored", name.escape_debug());
    document.warning(at, text)
}

/// The words for a color: a text as it stands, or an index.
fn color_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(index) if index.radix() == 10 => Some(index.as_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
