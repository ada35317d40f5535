//! *Input* is what the terminal says, as [`TerminalEvent`]s: keys, pastes, pointer, size, focus.
//!
//! A thread of its own reads the bytes and a push machine ([`parse`]) makes events of them, in one
//! form for all terminals; [`fold`] makes one event of several that are ready together and mean one
//! thing. Between events everything sleeps. Dropping the input ends the thread before it returns,
//! so that another program can be lent the terminal and gets every byte; afterwards a new one is
//! made. What a key means is decided by the app.
//!
//! crossterm's event stream is not used where bytes can be read: it takes a sequence it does not
//! know for typed text, Escape and the rest of a sequence that arrives in pieces for two keys,
//! loses a wake-up when a signal comes with it, and turns round for ever when the terminal is gone.

mod parse;
#[cfg(unix)]
mod reader;
#[cfg(test)]
mod tests;
#[cfg(any(not(unix), test))]
mod translate;

use std::io;
use std::ops::RangeInclusive;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::key::{Key, KeyCode, Mods, Pointer, PointerKind, TerminalEvent};

#[cfg(unix)]
use super::terminal;
#[cfg(unix)]
use reader::Reader;
#[cfg(not(unix))]
use translate::Reader;

/// Events of one batch: enough for a flick of the wheel, few enough that a frame follows soon.
const BATCH: usize = 64;
/// Events read ahead. When that many wait, the rest waits in the terminal.
const AHEAD: usize = 256;
/// Numbers that the kitty protocol gives to keys without a character (`CapsLock`, media keys):
/// nobody typed them as text.
const NOT_TEXT: RangeInclusive<char> = '\u{E000}'..='\u{E07F}';

type Events = mpsc::Receiver<io::Result<TerminalEvent>>;

/// The source of terminal events. One at a time: two would share the bytes between them.
#[derive(Debug)]
pub struct Input {
    /// Before the reader, which ends when nobody listens.
    events: Events,
    /// Found while draining a batch; told by the next call of `next`.
    failure: Option<io::Error>,
    #[cfg(unix)]
    resized: Signal,
    _reader: Option<Reader>,
}

/// How far the terminal is away: over a network a sequence may arrive in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// On this machine.
    Near,
    /// At the other end of a network.
    Far,
}

impl Input {
    /// Starts reading. The terminal is in raw mode already; runs inside a runtime.
    ///
    /// Fails when there is no terminal to read or the system gives no thread.
    pub fn new(wire: Wire) -> io::Result<Self> {
        let (tx, events) = mpsc::channel(AHEAD);
        Self::fed(events, Some(Reader::start(wire, tx)?))
    }

    fn fed(events: Events, reader: Option<Reader>) -> io::Result<Self> {
        Ok(Self {
            events,
            failure: None,
            #[cfg(unix)]
            resized: signal(SignalKind::window_change())?,
            _reader: reader,
        })
    }

    /// Waits for the next event; `None` when the terminal is gone. Dropping the future loses no
    /// event.
    pub async fn next(&mut self) -> Option<io::Result<TerminalEvent>> {
        if let Some(error) = self.failure.take() {
            return Some(Err(error));
        }
        #[cfg(unix)]
        return tokio::select! {
            biased;
            event = self.events.recv() => event,
            Some(()) = self.resized.recv() => Some(
                terminal::size().map(|size| TerminalEvent::Resize(size.width, size.height)),
            ),
        };
        #[cfg(not(unix))]
        self.events.recv().await
    }

    /// Appends `first` and what else is ready to `out`, folded, without waiting.
    pub fn read_ready(&mut self, first: TerminalEvent, out: &mut Vec<TerminalEvent>) {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            match self.events.try_recv() {
                Ok(Ok(event)) => batch.push(event),
                Ok(Err(error)) => {
                    self.failure = Some(error);
                    break;
                }
                Err(_) => break,
            }
        }
        out.extend(fold(batch));
    }
}

/// Makes one event of neighbors that mean one thing: notches of the wheel are added, of a drag and
/// of a change of size only the last counts, pieces of a paste are joined, and a doubled Escape is
/// one, because terminals and impatient people send it so.
pub fn fold(events: impl IntoIterator<Item = TerminalEvent>) -> Vec<TerminalEvent> {
    let mut folded: Vec<TerminalEvent> = Vec::new();
    for event in events {
        let rest = match folded.last_mut() {
            Some(last) => join(last, event),
            None => Some(event),
        };
        folded.extend(rest);
    }
    folded.retain(|event| !is_still(event));
    folded
}

/// Takes `event` into `last`, or returns it where the two are two.
fn join(last: &mut TerminalEvent, event: TerminalEvent) -> Option<TerminalEvent> {
    match (last, event) {
        (TerminalEvent::Paste(text), TerminalEvent::Paste(more)) => text.push_str(&more),
        (TerminalEvent::Key(last), TerminalEvent::Key(key))
            if key == Key::plain(KeyCode::Esc) && *last == key => {}
        (last @ TerminalEvent::Resize(..), event @ TerminalEvent::Resize(..)) => *last = event,
        (last @ TerminalEvent::Focus(_), event @ TerminalEvent::Focus(_)) => *last = event,
        (TerminalEvent::Pointer(last), TerminalEvent::Pointer(pointer))
            if last.mods == pointer.mods =>
        {
            let kind = match (last.kind, pointer.kind) {
                (PointerKind::Drag, PointerKind::Drag) => PointerKind::Drag,
                (PointerKind::Wheel(a), PointerKind::Wheel(b)) => {
                    PointerKind::Wheel(a.saturating_add(b))
                }
                (PointerKind::Sideways(a), PointerKind::Sideways(b)) => {
                    PointerKind::Sideways(a.saturating_add(b))
                }
                _ => return Some(TerminalEvent::Pointer(pointer)),
            };
            *last = Pointer { kind, ..pointer };
        }
        (_, event) => return Some(event),
    }
    None
}

/// Whether a wheel was turned back to where it was.
fn is_still(event: &TerminalEvent) -> bool {
    matches!(
        event,
        TerminalEvent::Pointer(Pointer {
            kind: PointerKind::Wheel(0) | PointerKind::Sideways(0),
            ..
        })
    )
}

/// A press as a key in normal form; `None` for what nobody types.
///
/// Alt is taken off Escape: Escape pressed twice in a hurry arrives as Alt+Escape. Ctrl+[ is
/// Escape, as it is where both are one byte. Ctrl+J stays apart from Enter and Ctrl+H from
/// Backspace.
fn pressed(code: KeyCode, mods: Mods) -> Option<Key> {
    match code {
        KeyCode::Esc => Some(Key::plain(KeyCode::Esc)),
        KeyCode::Char('[') if mods == Mods::CTRL => Some(Key::plain(KeyCode::Esc)),
        KeyCode::Char(c) if c.is_control() || NOT_TEXT.contains(&c) => None,
        code => Some(Key::plain(code).with(mods).normalized()),
    }
}

/// Terminals send the line ends of a paste as Enter would be: `\r`.
fn line_ends(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}
