//! What a terminal can say: keys, pastes, pointer, focus, size, and how it draws; free of any
//! terminal library.
//!
//! `edge::input` translates the terminal library's events into these; everything else in the
//! program knows only these. A [`Key`] is a press (releases are dropped at the edge). It has one
//! spelling, `ctrl+shift+x`, used in configuration ([`fmt::Display`] and [`FromStr`]), and one
//! label, `Ctrl+Shift+X`, shown to people ([`Key::label`]); either parses back to the same key.
//! What a key *means* is decided by the key map, not here.

use std::fmt;
use std::str::FromStr;

/// One thing the terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// A key was pressed or repeated.
    Key(Key),
    /// Text was pasted, as one piece, line ends as `\n`, otherwise exactly as it came.
    Paste(String),
    /// The pointer did something.
    Pointer(Pointer),
    /// The screen has a new size, in columns and rows.
    Resize(u16, u16),
    /// The window gained (`true`) or lost the focus.
    Focus(bool),
    /// Its background is dark or light.
    Shade(Shade),
    /// Characters of which Unicode says that they are as wide as their neighbors (`…`, `│`, `→`)
    /// are drawn two columns wide, or one.
    #[expect(missing_docs, reason = "the name says it")]
    AmbiguousWidth { wide: bool },
}

/// The terminal's background, as far as a theme needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Shade {
    Dark,
    Light,
}

/// One key press with its modifiers.
///
/// Two presses that mean the same compare equal only in *normal form*, see [`Key::normalized`];
/// the edge reports, and parsing returns, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// What was held down. Shift is not reported for characters that it already changed.
    pub mods: Mods,
}

/// Which key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Backspace,
    Delete,
    Insert,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Modifier keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Mods {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

/// What the pointer did, and over which cell; both from 0 at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Pointer {
    pub kind: PointerKind,
    pub column: u16,
    pub row: u16,
    pub mods: Mods,
}

/// Kinds of pointer events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerKind {
    /// The wheel turned; notches, negative is up. The edge folds what is ready into one.
    Wheel(i16),
    /// A wheel turned or two fingers moved sideways; notches, negative is left. Folded likewise.
    Sideways(i16),
    /// The main button went down.
    Down,
    /// The pointer moved with the main button held.
    Drag,
    /// The main button went up.
    Up,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            mods: Mods::NONE,
        }
    }

    /// A character with Ctrl held.
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            mods: Mods::CTRL,
        }
    }

    /// A character with Alt held.
    pub const fn alt(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            mods: Mods::ALT,
        }
    }

    /// The same key with exactly these modifiers held.
    #[must_use]
    pub const fn with(self, mods: Mods) -> Self {
        Self {
            code: self.code,
            mods,
        }
    }

    /// The one form in which presses that mean the same are equal.
    ///
    /// - A character without Ctrl and Alt carries its Shift in itself: `A`, `?`.
    /// - With Ctrl or Alt a letter is lower case and Shift is said: `ctrl+shift+a`. For other
    ///   characters Shift is dropped, for terminals disagree on reporting it.
    /// - Shift+Tab is [`KeyCode::BackTab`], without Shift.
    /// - Control characters that are keys of their own become these keys.
    #[must_use]
    pub fn normalized(self) -> Self {
        let Mods { ctrl, alt, shift } = self.mods;
        let without_shift = Mods {
            shift: false,
            ..self.mods
        };
        match self.code {
            KeyCode::Char('\t') => Self::plain(KeyCode::Tab).with(self.mods).normalized(),
            KeyCode::Char('\r' | '\n') => Self::plain(KeyCode::Enter).with(self.mods),
            KeyCode::Char('\u{1b}') => Self::plain(KeyCode::Esc).with(self.mods),
            KeyCode::Char('\u{8}' | '\u{7f}') => Self::plain(KeyCode::Backspace).with(self.mods),
            KeyCode::Char(c) if ctrl || alt => {
                let lower = lower_case(c);
                let is_letter = lower.is_some() || upper_case(c).is_some();
                let shift = is_letter && (shift || lower.is_some());
                Self::plain(KeyCode::Char(lower.unwrap_or(c))).with(Mods { ctrl, alt, shift })
            }
            KeyCode::Char(c) if shift => Self::plain(KeyCode::Char(upper_case(c).unwrap_or(c))),
            KeyCode::BackTab => Self::plain(KeyCode::BackTab).with(without_shift),
            KeyCode::Tab if shift => Self::plain(KeyCode::BackTab).with(without_shift),
            _ => self,
        }
    }

    /// How the key is shown to people: `Ctrl+C`, `Shift+Enter`, `Esc`, `PageUp`, `F1`, `?`.
    pub fn label(self) -> String {
        let key = self.normalized();
        let name = match key.code {
            KeyCode::Char(c) if is_plain(c) && key.mods == Mods::NONE => c.to_string(),
            KeyCode::Char(c) if is_plain(c) => upper_case(c).unwrap_or(c).to_string(),
            KeyCode::Char(c) => char_name(c, "Space"),
            KeyCode::F(n) => format!("F{n}"),
            code => named(code).map_or_else(String::new, |(_, _, label)| (*label).to_owned()),
        };
        key.mods.prefix(["Ctrl+", "Alt+", "Shift+"]) + &name
    }
}

impl Mods {
    /// Nothing held.
    pub const NONE: Self = Self {
        ctrl: false,
        alt: false,
        shift: false,
    };
    /// Ctrl alone.
    pub const CTRL: Self = Self {
        ctrl: true,
        ..Self::NONE
    };
    /// Alt alone.
    pub const ALT: Self = Self {
        alt: true,
        ..Self::NONE
    };
    /// Shift alone.
    pub const SHIFT: Self = Self {
        shift: true,
        ..Self::NONE
    };

    fn prefix(self, [ctrl, alt, shift]: [&str; 3]) -> String {
        let held = [(self.ctrl, ctrl), (self.alt, alt), (self.shift, shift)];
        held.iter()
            .filter_map(|&(held, name)| held.then_some(name))
            .collect()
    }
}

impl fmt::Display for Key {
    /// The spelling of configuration files: `ctrl+shift+x`, `alt+enter`, `pageup`, `f1`, `space`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.normalized();
        f.write_str(&key.mods.prefix(["ctrl+", "alt+", "shift+"]))?;
        match key.code {
            KeyCode::Char(c) => f.write_str(&char_name(c, "space")),
            KeyCode::F(n) => write!(f, "f{n}"),
            code => f.write_str(named(code).map_or("", |(_, spelling, _)| spelling)),
        }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    /// Reads a spelling or a label, in any case; the result is in normal form.
    ///
    /// Upper case is told from lower case only for a lone character (`G` is not `g`): people who
    /// write `Ctrl+C` do not mean Shift.
    fn from_str(spelling: &str) -> Result<Self, KeyError> {
        let fail = || KeyError(spelling.to_owned());
        let mut rest = spelling;
        let mut mods = Mods::NONE;
        // The separator is also a key, so whatever follows the last modifier is taken whole.
        while let Some((name, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty())
        {
            match name.to_ascii_lowercase().as_str() {
                "ctrl" | "control" => mods.ctrl = true,
                "alt" | "option" | "meta" => mods.alt = true,
                "shift" => mods.shift = true,
                _ => break,
            }
            rest = after;
        }
        let mut code = parse_code(rest).ok_or_else(fail)?;
        if let (KeyCode::Char(c), true) = (code, mods.ctrl || mods.alt) {
            code = KeyCode::Char(lower_case(c).unwrap_or(c));
        }
        Ok(Self::plain(code).with(mods).normalized())
    }
}

/// The text names no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError(String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a key", self.0.escape_debug())
    }
}

impl std::error::Error for KeyError {}

/// Code, spelling and label of the keys that are not characters.
const NAMED: &[(KeyCode, &str, &str)] = &[
    (KeyCode::Enter, "enter", "Enter"),
    (KeyCode::Esc, "esc", "Esc"),
    (KeyCode::Backspace, "backspace", "Backspace"),
    (KeyCode::Delete, "delete", "Delete"),
    (KeyCode::Insert, "insert", "Insert"),
    (KeyCode::Tab, "tab", "Tab"),
    (KeyCode::BackTab, "backtab", "Shift+Tab"),
    (KeyCode::Up, "up", "Up"),
    (KeyCode::Down, "down", "Down"),
    (KeyCode::Left, "left", "Left"),
    (KeyCode::Right, "right", "Right"),
    (KeyCode::Home, "home", "Home"),
    (KeyCode::End, "end", "End"),
    (KeyCode::PageUp, "pageup", "PageUp"),
    (KeyCode::PageDown, "pagedown", "PageDown"),
];

/// Further spellings that are understood but never written.
const ALIASES: &[(&str, KeyCode)] = &[
    ("return", KeyCode::Enter),
    ("escape", KeyCode::Esc),
    ("del", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("pgdown", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
    ("plus", KeyCode::Char('+')),
];

fn named(code: KeyCode) -> Option<&'static (KeyCode, &'static str, &'static str)> {
    NAMED.iter().find(|(named, _, _)| *named == code)
}

fn parse_code(text: &str) -> Option<KeyCode> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(KeyCode::Char(c));
    }
    let name = text.to_ascii_lowercase();
    if let Some((code, _, _)) = NAMED.iter().find(|(_, spelling, _)| *spelling == name) {
        return Some(*code);
    }
    if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        return Some(*code);
    }
    if let Some(hex) = name.strip_prefix("u+") {
        let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
        return Some(KeyCode::Char(c));
    }
    let number = name
        .strip_prefix('f')
        .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))?;
    number.parse().ok().map(KeyCode::F)
}

/// A character as it is written; what cannot be seen is written by its number, `u+200b`.
fn char_name(c: char, space: &str) -> String {
    match c {
        ' ' => space.to_owned(),
        c if is_plain(c) => c.to_string(),
        c => format!("u+{:04x}", u32::from(c)),
    }
}

fn is_plain(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\') || (!c.is_whitespace() && c.escape_debug().count() == 1)
}

/// The lower case of an upper-case letter, where the two belong to each other and to no third.
fn lower_case(c: char) -> Option<char> {
    let lower = only(c.to_lowercase())?;
    (lower != c && only(lower.to_uppercase()) == Some(c)).then_some(lower)
}

fn upper_case(c: char) -> Option<char> {
    let upper = only(c.to_uppercase())?;
    (upper != c && only(upper.to_lowercase()) == Some(c)).then_some(upper)
}

fn only(mut chars: impl Iterator<Item = char>) -> Option<char> {
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests;
