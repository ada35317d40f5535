//! crossterm's events → ours, on systems whose terminals are not read as bytes.

#[cfg(not(unix))]
use crossterm::event::EventStream;
use crossterm::event::{
    Event, KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
#[cfg(not(unix))]
use futures_util::StreamExt as _;

use crate::key::{Key, KeyCode, Mods, Pointer, PointerKind, TerminalEvent};

use super::{line_ends, pressed};

/// Reads crossterm's events until it is dropped.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Reader(tokio::task::JoinHandle<()>);

#[cfg(not(unix))]
impl Reader {
    /// Starts reading; runs inside a runtime.
    pub fn start(
        _: super::Wire,
        tx: tokio::sync::mpsc::Sender<std::io::Result<TerminalEvent>>,
    ) -> std::io::Result<Self> {
        Ok(Self(tokio::spawn(async move {
            let mut events = EventStream::new();
            while let Some(event) = events.next().await {
                let told = match event {
                    Ok(event) => translate(event).map(Ok),
                    Err(error) => Some(Err(error)),
                };
                if let Some(told) = told
                    && tx.send(told).await.is_err()
                {
                    return;
                }
            }
        })))
    }
}

#[cfg(not(unix))]
impl Drop for Reader {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Makes one form of what terminals and protocols report differently; `None` for what means nothing
/// here: releases, keys that only modify, other buttons, motion without a button.
pub fn translate(event: Event) -> Option<TerminalEvent> {
    match event {
        Event::Key(key) => key_press(key).map(TerminalEvent::Key),
        Event::Paste(text) => Some(TerminalEvent::Paste(line_ends(text))),
        Event::Mouse(mouse) => pointer(mouse).map(TerminalEvent::Pointer),
        Event::Resize(columns, rows) => Some(TerminalEvent::Resize(columns, rows)),
        Event::FocusGained => Some(TerminalEvent::Focus(true)),
        Event::FocusLost => Some(TerminalEvent::Focus(false)),
    }
}

/// A press or repeat; keys with Super or Hyper are the window manager's.
fn key_press(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release
        || key
            .modifiers
            .intersects(KeyModifiers::SUPER | KeyModifiers::HYPER)
    {
        return None;
    }
    let code = match key.code {
        Code::Char(c) => KeyCode::Char(c),
        Code::Esc => KeyCode::Esc,
        Code::Enter => KeyCode::Enter,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(n) => KeyCode::F(n),
        Code::Null
        | Code::CapsLock
        | Code::ScrollLock
        | Code::NumLock
        | Code::PrintScreen
        | Code::Pause
        | Code::Menu
        | Code::KeypadBegin
        | Code::Media(_)
        | Code::Modifier(_) => return None,
    };
    pressed(code, mods(key.modifiers))
}

/// Meta is what Alt is on keyboards that have it.
fn mods(held: KeyModifiers) -> Mods {
    Mods {
        ctrl: held.contains(KeyModifiers::CONTROL),
        alt: held.intersects(KeyModifiers::ALT | KeyModifiers::META),
        shift: held.contains(KeyModifiers::SHIFT),
    }
}

fn pointer(mouse: MouseEvent) -> Option<Pointer> {
    let kind = match mouse.kind {
        MouseEventKind::ScrollUp => PointerKind::Wheel(-1),
        MouseEventKind::ScrollDown => PointerKind::Wheel(1),
        MouseEventKind::ScrollLeft => PointerKind::Sideways(-1),
        MouseEventKind::ScrollRight => PointerKind::Sideways(1),
        MouseEventKind::Down(MouseButton::Left) => PointerKind::Down,
        MouseEventKind::Drag(MouseButton::Left) => PointerKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => PointerKind::Up,
        MouseEventKind::Down(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Moved => return None,
    };
    Some(Pointer {
        kind,
        column: mouse.column,
        row: mouse.row,
        mods: mods(mouse.modifiers),
    })
}

#[cfg(test)]
mod tests;
