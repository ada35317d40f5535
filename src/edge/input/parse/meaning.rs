//! The *meaning* of a whole sequence of a terminal; one that is not known means nothing.
//!
//! Understood are the keys of xterm and of the kitty keyboard protocol, pointer reports with
//! numbers (mode 1006), focus reports, and answers to our own [`questions`].

use super::PARAMETERS;
use crate::edge::input::pressed;
use crate::edge::terminal::questions;
use crate::key::{KeyCode, Mods, Pointer, PointerKind, Shade, TerminalEvent};

/// What a whole control sequence means; `None` when nothing.
pub(super) fn sequence(parameters: &[u8], last: u8, alt: bool) -> Option<TerminalEvent> {
    let parameters = str::from_utf8(parameters).ok()?;
    match (parameters, last) {
        ("", b'I') => return Some(TerminalEvent::Focus(true)),
        ("", b'O') => return Some(TerminalEvent::Focus(false)),
        _ => {}
    }
    if let Some(report) = parameters.strip_prefix('<') {
        return pointer(report, last).map(TerminalEvent::Pointer);
    }
    match (parameters, last) {
        ("?997;1", b'n') => return Some(TerminalEvent::Shade(Shade::Dark)),
        ("?997;2", b'n') => return Some(TerminalEvent::Shade(Shade::Light)),
        _ => {}
    }
    if parameters.starts_with(['?', '>', '=']) {
        return None; // An answer to a question that somebody else asked.
    }
    let place = parameters.split_once(';').filter(|_| last == b'R');
    let place = place.and_then(|(row, column)| Some((number(row)?, number(column)?)));
    if let Some(wide) = place.and_then(|(row, column)| questions::are_wide(row, column)) {
        return Some(TerminalEvent::AmbiguousWidth { wide });
    }
    let mut fields = parameters.split(';');
    let first = number(fields.next()?).unwrap_or(1);
    let mut second = fields.next().unwrap_or_default().split(':');
    let held = number(second.next()?).unwrap_or(1);
    if second.next() == Some("3") {
        return None; // A release.
    }
    let (code, held) = match last {
        b'~' if first == 27 => (character(number(fields.next()?)?)?, held),
        b'~' => (numbered(first)?, held),
        b'u' => (character(first)?, held),
        b'Z' => (KeyCode::BackTab, held),
        b'P'..=b'S' if first == 1 => (KeyCode::F(last - b'P' + 1), held),
        _ => (cursor_key(last)?, held),
    };
    let mut mods = held_mods(held)?;
    mods.alt |= alt;
    pressed(code, mods).map(TerminalEvent::Key)
}

/// The key that Escape, `O` and this byte mean.
pub(super) fn single(byte: u8) -> Option<KeyCode> {
    match byte {
        b'M' => Some(KeyCode::Enter),
        b'P'..=b'S' => Some(KeyCode::F(byte - b'P' + 1)),
        _ => cursor_key(byte),
    }
}

/// What a string of the terminal's means; `None` when nothing.
pub(super) fn string(begun_by: u8, said: &[u8]) -> Option<TerminalEvent> {
    if begun_by != b']' || said.len() > PARAMETERS {
        return None;
    }
    let color = str::from_utf8(said).ok()?.strip_prefix("11;")?;
    questions::shade(color).map(TerminalEvent::Shade)
}

fn cursor_key(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

fn number(field: &str) -> Option<u32> {
    field.split(':').next()?.parse().ok()
}

/// Modifiers as one more than the sum of their bits. Keys with Super or Hyper are the window
/// manager's; Meta is what Alt is on keyboards that have it; locks do not matter.
fn held_mods(held: u32) -> Option<Mods> {
    let bits = held.saturating_sub(1);
    (bits & 0b01_1000 == 0).then_some(Mods {
        shift: bits & 0b00_0001 != 0,
        alt: bits & 0b10_0010 != 0,
        ctrl: bits & 0b00_0100 != 0,
    })
}

/// The key of a sequence that ends in `~`.
fn numbered(number: u32) -> Option<KeyCode> {
    let function = |base: u32, first: u32| u8::try_from(number - base + first).ok().map(KeyCode::F);
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => return function(11, 1),
        17..=21 => return function(17, 6),
        23..=26 => return function(23, 11),
        28..=29 => return function(28, 15),
        31..=34 => return function(31, 17),
        _ => return None,
    })
}

/// The key that the kitty protocol gives this number: a character, or a key of the key pad.
fn character(number: u32) -> Option<KeyCode> {
    const KEY_PAD: [char; 18] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/', '*', '-', '+', '\r', '=', ',',
    ];
    const NAMED: [KeyCode; 10] = [
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Insert,
        KeyCode::Delete,
    ];
    let nth = |first: u32| usize::try_from(number.checked_sub(first)?).ok();
    if let Some(code) = nth(57417).and_then(|index| NAMED.get(index)) {
        return Some(*code);
    }
    let typed = nth(57399).and_then(|index| KEY_PAD.get(index).copied());
    Some(match typed.or_else(|| char::from_u32(number))? {
        '\t' => KeyCode::Tab,
        '\r' => KeyCode::Enter,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' => KeyCode::Backspace,
        c => KeyCode::Char(c),
    })
}

/// A report of the pointer in numbers: button, column, row; `m` at the end for a release.
fn pointer(report: &str, last: u8) -> Option<Pointer> {
    let mut fields = report.split(';').map(|field| field.parse::<u16>().ok());
    let (button, column, row) = (fields.next()??, fields.next()??, fields.next()??);
    let held = |bit: u16| button & bit != 0;
    let kind = match (button & !0b1_1100, last) {
        (0, b'M') => PointerKind::Down,
        (0, b'm') => PointerKind::Up,
        (32, b'M') => PointerKind::Drag,
        (64, b'M') => PointerKind::Wheel(-1),
        (65, b'M') => PointerKind::Wheel(1),
        (66, b'M') => PointerKind::Sideways(-1),
        (67, b'M') => PointerKind::Sideways(1),
        _ => return None,
    };
    Some(Pointer {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        mods: Mods {
            shift: held(4),
            alt: held(8),
            ctrl: held(16),
        },
    })
}
