//! The *desk* is where the person and the program meet: stdin, stdout and the signals.

use std::io::{self, IsTerminal, Write};

use tokio::time::timeout;

use crate::problem::Problem;
use crate::runtime::ending::LAST_WAIT;
use crate::runtime::exit;
use crate::runtime::print::out::{Out, unwritten};
use crate::runtime::signals::{Signal, Signals};

use super::lines::{Line, Lines};
use super::page::Page;

/// The ways in and out.
#[derive(Debug)]
pub struct Desk {
    /// What is read.
    pub lines: Lines,
    /// What is to be printed.
    pub page: Page,
    /// On its way to stdout.
    pub out: Out,
    /// What the system says.
    pub signals: Signals,
    /// Is there a person at a terminal, who is asked for lines?
    pub is_interactive: bool,
    /// Does what is typed stand where the rest is printed, so that it is not printed again?
    pub echoes: bool,
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// This one, counted from 0.
    Option(usize),
    /// None: leave, with this code.
    Leave(u8),
}

impl Desk {
    /// Takes hold of stdin and stdout. Runs inside a runtime; at most one is made in a run.
    ///
    /// Fails when the system gives no thread.
    pub fn new(signals: Signals) -> io::Result<Self> {
        let is_interactive = io::stdin().is_terminal();
        Ok(Self {
            lines: Lines::of_stdin()?,
            page: Page::default(),
            out: Out::to_stdout(),
            signals,
            is_interactive,
            echoes: is_interactive && io::stdout().is_terminal(),
        })
    }

    /// Asks for a line, if anybody is there to be asked.
    pub fn ask(&mut self, label: &str) {
        if self.echoes {
            self.page.ask(label);
        } else if self.is_interactive {
            // Stdout is a file or a pipe: who types must see all the same that it is their turn.
            let _ = write!(io::stderr(), "{label}: ");
        }
    }

    /// Brings what was said on its way to stdout.
    pub fn flush(&mut self) {
        let text = self.page.take();
        self.out.push(text.as_bytes());
    }

    /// Prints what is left; answers with how the run ended.
    pub async fn close(mut self, ended: Result<u8, Problem>) -> Result<u8, Problem> {
        self.page.close();
        self.flush();
        let closing = self.out.close();
        let written = if ended.as_ref().is_ok_and(|code| *code > 128) {
            // Who does not read by now will not be waited for.
            timeout(LAST_WAIT, closing).await.unwrap_or(Ok(()))
        } else {
            tokio::select! {
                biased;
                signal = self.signals.next() => return Ok(code(signal)),
                written = closing => written,
            }
        };
        match (ended, written) {
            (Ok(code), Err(error)) => unwritten(&error, code),
            (ended, _) => ended,
        }
    }

    /// Lets the person choose by number.
    ///
    /// Fails when stdout does.
    pub async fn choose(&mut self, title: &str, options: &[String]) -> Result<Chosen, Problem> {
        self.page.block("Choose", title);
        for (idx, option) in options.iter().enumerate() {
            self.page.option(idx + 1, option);
        }
        let label = format!("Number, 1 to {}", options.len());
        self.ask(&label);
        loop {
            self.flush();
            tokio::select! {
                biased;
                signal = self.signals.next() => return Ok(Chosen::Leave(code(signal))),
                wrote = self.out.advance() => if let Err(error) = wrote {
                    return unwritten(&error, exit::OK).map(Chosen::Leave);
                },
                line = self.lines.next() => {
                    if self.echoes {
                        self.page.answered();
                    }
                    let Line::Text(text) = line else {
                        let code = if self.is_interactive { exit::OK } else { exit::FAILED };
                        return Ok(Chosen::Leave(code));
                    };
                    let number = text.trim().trim_end_matches('.').parse::<usize>();
                    let idx = number.ok().and_then(|number| number.checked_sub(1));
                    if let Some(idx) = idx.filter(|idx| *idx < options.len()) {
                        return Ok(Chosen::Option(idx));
                    }
                    self.page.block("Note", "That is none of the numbers");
                    self.ask(&label);
                }
            }
        }
    }
}

/// The exit code of a run that a signal ends.
pub fn code(signal: Signal) -> u8 {
    match signal {
        Signal::Terminate(number) => u8::try_from(128 + number).unwrap_or(exit::FAILED),
        // The last two are left to the system when there is no screen.
        Signal::Panicked | Signal::Suspend | Signal::Continue => exit::FAILED,
    }
}
