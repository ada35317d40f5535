//! Taking the terminal over, and giving it back: for good, for an editor, or to be stopped.
//!
//! The modes themselves, and what is done when nobody is left to do it, are in [`super::modes`].

#[cfg(unix)]
use std::fs::File;
use std::io::{self, IsTerminal, Stdout};
use std::mem;

use ratatui::layout::Size;

use super::modes::{self, Guard};
use super::{Screen, can_stop, questions, stop};
use crate::problem::{Problem, ProblemKind};

/// Taken for a terminal that does not know its size, as on a serial line.
const FALLBACK: Size = Size::new(80, 24);

impl Screen<Stdout> {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, focus reports, and the
    /// keyboard protocol that tells Shift+Enter from Enter where the terminal knows it.
    ///
    /// No answer is waited for, so one that never comes cannot delay the start. Fails when standard
    /// output is no terminal, there is none to read keys from, or the terminal refuses.
    pub fn open() -> Result<Self, Problem> {
        let out = io::stdout();
        if !out.is_terminal() {
            return Err(refused("standard output is not a terminal"));
        }
        #[cfg(unix)]
        if !io::stdin().is_terminal()
            && let Err(error) = File::open("/dev/tty")
        {
            // Something is piped in, and keys come from the terminal that we were started from.
            let why = format!("there is no terminal to read keys from: {error}");
            return Err(refused(why));
        }
        let mut screen = Self::detached(out);
        screen.enter().map_err(refused)?;
        Ok(screen)
    }

    /// The size of the terminal now, see [`size`].
    pub fn size(&self) -> io::Result<Size> {
        size()
    }

    /// Takes the terminal again after [`leave`](Self::leave); the next frame paints every cell.
    pub fn enter(&mut self) -> io::Result<()> {
        self.leave(); // Two guards would undo each other.
        self.guard = Some(Guard::new()?);
        self.known = false;
        self.cursor = None;
        self.saved = None;
        self.send(&[modes::ENTER, modes::pointer(self.pointer)].concat())?;
        if self.asks_background {
            self.send(questions::BACKGROUND)?; // It may be another one by now.
        }
        Ok(())
    }

    /// Asks how wide glyphs of ambiguous width are drawn, before the first frame. The answer, if
    /// one comes, is an event of the input.
    pub fn ask_width(&mut self) -> io::Result<()> {
        // With a single row the answer would look like a key, and crossterm takes it for one.
        if self.known || cfg!(not(unix)) || size()?.height < 2 {
            return Ok(());
        }
        self.send(questions::WIDTH.as_bytes())
    }

    /// Asks how light the background is, now and whenever the terminal is taken over, and to be
    /// told when that changes. Answers are events of the input.
    pub fn ask_background(&mut self) -> io::Result<()> {
        if cfg!(not(unix)) {
            return Ok(()); // crossterm would take the answer for typed text.
        }
        self.asks_background = true;
        self.send(questions::BACKGROUND)
    }

    /// Gives the terminal back, for an editor or for good. Doing so twice does nothing.
    pub fn leave(&mut self) {
        self.guard = None;
    }

    /// Gives the terminal back, stops the whole job as Ctrl+Z would, and takes the terminal again
    /// when it goes on.
    ///
    /// `stays` is asked when it goes on: if the program is to end, the terminal stays with the
    /// shell, for who takes it from the background is stopped again.
    ///
    /// Returns `false` at once where nobody could make us go on: the program was not started by a
    /// shell with job control. The input is dropped before, and the future not before its end.
    pub async fn suspend(&mut self, stays: impl Future<Output = bool>) -> io::Result<bool> {
        if !can_stop() {
            return Ok(false);
        }
        self.leave();
        let stopped = stop().await;
        if !stays.await {
            return Ok(true);
        }
        self.resumed = stopped.is_ok();
        self.enter()?;
        stopped.map(|()| true)
    }

    /// Takes the terminal anew after the system said that the program goes on: whoever had it
    /// meanwhile may have changed every mode. After [`suspend`](Self::suspend), which has done so
    /// itself, this does nothing once.
    pub fn resume(&mut self) -> io::Result<()> {
        if mem::take(&mut self.resumed) {
            return Ok(());
        }
        self.enter()
    }
}

/// The size of the terminal now; cheap enough to be asked at each frame.
pub fn size() -> io::Result<Size> {
    let size = modes::size()?;
    Ok(if size.width == 0 || size.height == 0 {
        FALLBACK
    } else {
        size
    })
}

fn refused(cause: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemKind::Terminal, "The screen could not be opened")
        .because(cause)
        .hint("Run causerie in a terminal, or ask one question with `causerie -p \"…\"`")
}
