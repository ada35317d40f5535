//! What a *person* does to a running program: types, points, resizes, closes the window.

use rustix::process::{Signal, kill_process};

use super::program::pty_size;
use super::{Exit, Running, keys};

impl Running {
    /// Types text as it stands.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        self.send(text.as_bytes())
    }

    /// Presses keys: `"hi<enter>"`, `"<ctrl+c>"`, `"<shift+enter>"`, `"<pageup><up>"`; in the
    /// spelling of the key map between the brackets, `<<>` for the bracket itself.
    ///
    /// `<esc>` must be the last: a terminal in the common mode sends one byte for it, which
    /// together with the next key means Alt. Wait for its effect before going on.
    pub fn keys(&mut self, notation: &str) -> &mut Self {
        self.send(&keys::encode_all(notation))
    }

    /// Pastes text as a terminal does: in brackets if the program asked for them, line ends as
    /// `\r`.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        let text = text.replace('\n', "\r");
        if self.screen().bracketed_paste() {
            self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes())
        } else {
            self.send(text.as_bytes())
        }
    }

    /// Turns the wheel over a cell, a notch at a time; negative is up.
    pub fn wheel(&mut self, notches: i16, column: u16, row: u16) -> &mut Self {
        let button = if notches < 0 { 64 } else { 65 };
        let notch = format!("\x1b[<{button};{};{}M", column + 1, row + 1);
        self.send(notch.repeat(notches.unsigned_abs().into()).as_bytes())
    }

    /// Presses the main button over one cell, moves to another and releases it there.
    pub fn drag(&mut self, from: (u16, u16), to: (u16, u16)) -> &mut Self {
        let report = |button: u8, (column, row): (u16, u16), end: char| {
            format!("\x1b[<{button};{};{}{end}", column + 1, row + 1)
        };
        let bytes = report(0, from, 'M') + &report(32, to, 'M') + &report(0, to, 'm');
        self.send(bytes.as_bytes())
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> &mut Self {
        // A program that has ended takes nothing; the test fails at what it waits for.
        let writer = &mut self.terminal_mut().writer;
        let _ = writer.write_all(bytes).and_then(|()| writer.flush());
        self
    }

    /// Gives the terminal a new size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.seen.resize((columns, rows));
        let master = &self.terminal().master;
        master.resize(pty_size((columns, rows))).unwrap();
        self
    }

    /// Closes the terminal, as a window is closed. Nothing is sent or seen any more.
    pub fn hang_up(&mut self) -> &mut Self {
        self.seen.hang_up();
        // The thread that reads holds the terminal too, until the next byte: a new size brings it.
        let (columns, rows) = self.screen().size();
        self.resize(columns - 1, rows);
        self.terminal = None;
        self
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid, signal).unwrap();
        self
    }

    /// Kills the program without giving it a chance, and waits until it is gone.
    pub fn kill9(&mut self) -> Exit {
        self.signal(Signal::KILL).wait_exit()
    }
}
