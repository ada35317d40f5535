//! What the *person* at the harness does: keys, text, the wheel, another size.

use causerie::app::msg::Msg;
use causerie::key::{Key, KeyCode, Pointer, PointerKind, TerminalEvent};

use super::Harness;

impl Harness {
    /// Presses keys: characters as they are, other keys as `<ctrl+c>`. The screen is painted after
    /// each, as the loop does.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let key = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                Some((name, after)) if !name.is_empty() => {
                    rest = after;
                    name.parse().unwrap_or_else(|error| panic!("{error}"))
                }
                _ => {
                    rest = &rest[c.len_utf8()..];
                    Key::plain(KeyCode::Char(c)).normalized()
                }
            };
            self.tell(Msg::Terminal(TerminalEvent::Key(key)));
            self.prepare();
        }
        self
    }

    /// Types text as it is; a line end is Ctrl+J.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let key = match c {
                '\n' => Key::ctrl('j'),
                c => Key::plain(KeyCode::Char(c)).normalized(),
            };
            self.tell(Msg::Terminal(TerminalEvent::Key(key)));
        }
        self.prepare();
        self
    }

    /// Types a prompt and sends it.
    pub fn ask(&mut self, prompt: &str) -> &mut Self {
        self.type_text(prompt).keys("<enter>")
    }

    /// Pastes a text as one piece.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Msg::Terminal(TerminalEvent::Paste(text.into())));
        self.prepare();
        self
    }

    /// Presses and releases the button where `what` is shown.
    pub fn click(&mut self, what: &str) -> &mut Self {
        let (row, column) = self.look().find(what).expect("it is shown");
        self.press(column, row)
    }

    /// The same at a cell.
    pub fn press(&mut self, column: u16, row: u16) -> &mut Self {
        for kind in [PointerKind::Down, PointerKind::Up] {
            self.point(kind, column, row);
            self.look();
        }
        self
    }

    /// Does something with the pointer at a cell.
    pub fn point(&mut self, kind: PointerKind, column: u16, row: u16) -> &mut Self {
        let mods = Default::default();
        let pointer = Pointer {
            kind,
            column,
            row,
            mods,
        };
        self.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
        self
    }

    /// Turns the wheel over a cell; negative is up.
    pub fn wheel(&mut self, notches: i16, column: u16, row: u16) -> &mut Self {
        let pointer = Pointer {
            kind: PointerKind::Wheel(notches),
            column,
            row,
            mods: Default::default(),
        };
        self.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
        self.prepare();
        self
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.tell(Msg::Terminal(TerminalEvent::Resize(width, height)));
        self.prepare();
        self
    }
}
