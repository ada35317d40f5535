//! Bytes of a terminal → events: a push machine that may be cut anywhere and knows no time.
//!
//! Escape sequences are recognized by their shape (ECMA-48) before anybody asks what they mean, so
//! one that is unknown is swallowed whole and never becomes text; what a whole one means is for
//! [`meaning`]. Pastes are recognized by their brackets. What a byte alone cannot decide, Escape or
//! the begin of a sequence, time decides: [`Parser::patience`] says how long to wait,
//! [`Parser::time_out`] what it was.

mod meaning;

use std::mem;
use std::time::Duration;

use crate::key::{KeyCode, Mods, TerminalEvent};

use self::meaning::{sequence, single, string};
use super::{Wire, line_ends, pressed};

/// After so long without a byte, Escape was the key. A terminal of this machine writes a sequence
/// in one piece, and the system hands it on in one piece but for the end of a buffer; this is
/// several times as long as the second buffer takes. Escape stops an answer, and that is to be at
/// once: one that fills a piece by itself is not waited for at all.
const ESCAPE_NEAR: Duration = Duration::from_micros(50);
/// For so long after an Escape that came alone the rest of a sequence is still known for what it
/// is.
const LATE: Duration = Duration::from_millis(25);
/// The same for a network, which may split a sequence; its rest is rarely farther away than this.
const ESCAPE_FAR: Duration = Duration::from_millis(25);
/// After so long the rest of a sequence will not come.
const SEQUENCE: Duration = Duration::from_secs(1);
/// After so long the end of a paste was lost.
const PASTE: Duration = Duration::from_secs(10);
/// Parameters of a longer sequence are not kept; no known one comes near.
const PARAMETERS: usize = 64;
/// A longer paste comes in pieces of this size.
const PIECE: usize = 64 * 1024 * 1024;
/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Recognizes events in bytes.
#[derive(Debug)]
pub struct Parser {
    state: State,
    /// How long Escape may be the begin of something.
    escape: Duration,
    /// Did Escape come by itself, with no other byte in the same piece?
    is_alone: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// After Escape; `doubled` after two.
    Escape { doubled: bool },
    /// After an Escape that was told as a key: what comes now may still be the rest of a sequence.
    Late,
    /// After Escape and `[`: parameters so far. Escape before it means Alt.
    Control { parameters: Vec<u8>, alt: bool },
    /// After Escape and `O`.
    Single { alt: bool },
    /// After Escape, `[` and `[`: a function key of the Linux console.
    Console,
    /// Bytes of a pointer report in the old form, to be swallowed.
    Swallow { left: u8 },
    /// A string that only programs send: after Escape and this byte, up to BEL or ST.
    Text {
        begun_by: u8,
        /// What it says, as far as anything short is known to say something.
        said: Vec<u8>,
        empty: bool,
        escape: bool,
    },
    /// The first bytes of a character.
    Utf8 {
        bytes: Vec<u8>,
        length: usize,
        alt: bool,
    },
    /// Between the brackets of a paste.
    Paste(Vec<u8>),
}

impl Parser {
    /// A parser of what such a terminal sends.
    pub fn new(wire: Wire) -> Self {
        let escape = match wire {
            Wire::Near => ESCAPE_NEAR,
            Wire::Far => ESCAPE_FAR,
        };
        Self {
            state: State::default(),
            escape,
            is_alone: false,
        }
    }

    /// Takes bytes and appends the events that they complete.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<TerminalEvent>) {
        self.is_alone = bytes == [0x1B];
        for &byte in bytes {
            let state = mem::take(&mut self.state);
            self.state = step(state, byte, out);
        }
    }

    /// How long to wait for more before [`time_out`](Self::time_out); `None` for as long as it
    /// takes.
    pub fn patience(&self) -> Option<Duration> {
        match &self.state {
            State::Ground => None,
            // Where a piece ends with half of a sequence, others stand in front of it.
            State::Escape { doubled: false } if self.is_alone && self.escape == ESCAPE_NEAR => {
                Some(Duration::ZERO)
            }
            State::Escape { .. } | State::Single { .. } => Some(self.escape),
            State::Control { parameters, .. } if parameters.is_empty() => Some(self.escape),
            State::Text { empty: true, .. } => Some(self.escape),
            State::Late => Some(LATE),
            State::Paste(_) => Some(PASTE),
            State::Control { .. }
            | State::Console
            | State::Swallow { .. }
            | State::Text { .. }
            | State::Utf8 { .. } => Some(SEQUENCE),
        }
    }

    /// Decides what the bytes so far were, as no more came.
    pub fn time_out(&mut self, out: &mut Vec<TerminalEvent>) {
        match mem::take(&mut self.state) {
            State::Escape { .. } => {
                press(KeyCode::Esc, Mods::NONE, out);
                self.state = State::Late;
            }
            State::Single { .. } => press(KeyCode::Char('O'), Mods::ALT, out),
            State::Control { parameters, .. } if parameters.is_empty() => {
                press(KeyCode::Char('['), Mods::ALT, out);
            }
            State::Text {
                begun_by,
                empty: true,
                ..
            } => press(KeyCode::Char(char::from(begun_by)), Mods::ALT, out),
            State::Paste(bytes) => paste(bytes, out),
            State::Ground
            | State::Late
            | State::Control { .. }
            | State::Console
            | State::Swallow { .. }
            | State::Text { .. }
            | State::Utf8 { .. } => {}
        }
    }
}

fn step(state: State, byte: u8, out: &mut Vec<TerminalEvent>) -> State {
    match state {
        State::Ground => ground(byte, false, out),
        State::Escape { doubled } => escape(byte, doubled, out),
        State::Late => match byte {
            b'[' | b'O' => escape(byte, false, out),
            _ => ground(byte, false, out),
        },
        State::Control { parameters, alt } => control(parameters, alt, byte, out),
        State::Single { alt } => match single(byte) {
            _ if byte == 0x1B => State::Escape { doubled: false },
            Some(code) => {
                let mods = Mods { alt, ..Mods::NONE };
                press(code, mods, out);
                State::Ground
            }
            None => State::Ground,
        },
        State::Console => {
            if let b'A'..=b'E' = byte {
                press(KeyCode::F(byte - b'A' + 1), Mods::NONE, out);
            }
            State::Ground
        }
        State::Swallow { left: 1 } => State::Ground,
        State::Swallow { left } => State::Swallow { left: left - 1 },
        State::Text {
            begun_by,
            mut said,
            escape,
            ..
        } => match byte {
            0x07 => {
                out.extend(string(begun_by, &said));
                State::Ground
            }
            b'\\' if escape => {
                out.extend(string(begun_by, &said));
                State::Ground
            }
            _ if escape => self::escape(byte, false, out),
            _ => {
                if byte != 0x1B && said.len() <= PARAMETERS {
                    said.push(byte);
                }
                State::Text {
                    begun_by,
                    said,
                    empty: false,
                    escape: byte == 0x1B,
                }
            }
        },
        State::Utf8 {
            mut bytes,
            length,
            alt,
        } => {
            if byte & 0xC0 != 0x80 {
                return ground(byte, false, out);
            }
            bytes.push(byte);
            if bytes.len() < length {
                return State::Utf8 { bytes, length, alt };
            }
            if let Some(c) = str::from_utf8(&bytes)
                .ok()
                .and_then(|text| text.chars().next())
            {
                press(KeyCode::Char(c), Mods { alt, ..Mods::NONE }, out);
            }
            State::Ground
        }
        State::Paste(mut bytes) => {
            bytes.push(byte);
            if bytes.ends_with(PASTE_END) {
                bytes.truncate(bytes.len() - PASTE_END.len());
                paste(bytes, out);
                return State::Ground;
            }
            // Neither within a character nor within what ends the paste.
            if bytes.len() >= PIECE && byte.is_ascii_alphabetic() {
                paste(mem::take(&mut bytes), out);
            }
            State::Paste(bytes)
        }
    }
}

/// A byte outside of any sequence, or after an Escape that means Alt.
fn ground(byte: u8, alt: bool, out: &mut Vec<TerminalEvent>) -> State {
    let with_alt = Mods { alt, ..Mods::NONE };
    let with_ctrl = Mods { alt, ..Mods::CTRL };
    let (code, mods) = match byte {
        0x1B => return State::Escape { doubled: false },
        b'\r' => (KeyCode::Enter, with_alt),
        b'\t' => (KeyCode::Tab, with_alt),
        0x7F => (KeyCode::Backspace, with_alt),
        0x00 => (KeyCode::Char(' '), with_ctrl),
        0x01..=0x1A => (KeyCode::Char(char::from(byte | 0x60)), with_ctrl),
        0x1C..=0x1F => (KeyCode::Char(char::from(byte | 0x40)), with_ctrl),
        0x20..=0x7E => (KeyCode::Char(char::from(byte)), with_alt),
        0xC2..=0xF4 => {
            return State::Utf8 {
                bytes: vec![byte],
                length: 2 + usize::from(byte >= 0xE0) + usize::from(byte >= 0xF0),
                alt,
            };
        }
        0x80..=0xC1 | 0xF5..=0xFF => return State::Ground,
    };
    press(code, mods, out);
    State::Ground
}

fn escape(byte: u8, doubled: bool, out: &mut Vec<TerminalEvent>) -> State {
    match byte {
        b'[' => State::Control {
            parameters: Vec::new(),
            alt: doubled,
        },
        b'O' => State::Single { alt: doubled },
        // One Escape, pressed twice: but Alt with a key that is itself a sequence looks alike.
        0x1B => State::Escape { doubled: true },
        b']' | b'P' | b'_' | b'^' | b'X' if !doubled => State::Text {
            begun_by: byte,
            said: Vec::new(),
            empty: true,
            escape: false,
        },
        _ if doubled => {
            press(KeyCode::Esc, Mods::NONE, out);
            ground(byte, false, out)
        }
        _ => ground(byte, true, out),
    }
}

fn control(mut parameters: Vec<u8>, alt: bool, byte: u8, out: &mut Vec<TerminalEvent>) -> State {
    match byte {
        0x1B => return State::Escape { doubled: false },
        b'[' if parameters.is_empty() => return State::Console,
        b'M' if parameters.is_empty() => return State::Swallow { left: 3 },
        b'~' if parameters == b"200" => return State::Paste(Vec::new()),
        0x40..=0x7E => out.extend(sequence(&parameters, byte, alt)),
        _ => {
            if parameters.len() < PARAMETERS {
                parameters.push(byte);
            }
            return State::Control { parameters, alt };
        }
    }
    State::Ground
}

fn press(code: KeyCode, mods: Mods, out: &mut Vec<TerminalEvent>) {
    out.extend(pressed(code, mods).map(TerminalEvent::Key));
}

fn paste(bytes: Vec<u8>, out: &mut Vec<TerminalEvent>) {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    out.push(TerminalEvent::Paste(line_ends(text)));
}

#[cfg(test)]
mod tests;
