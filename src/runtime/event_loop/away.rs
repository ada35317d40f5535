//! The terminal *away*: handed to the shell while the program is stopped, or lent to a pager or an
//! editor until that ends.
//!
//! The input is dropped meanwhile, because two readers would share the keys between them, and
//! nothing is drawn. Who comes back finds the screen painted anew.

use std::io;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{Loop, Woken};
use crate::app::effect::Reader;
use crate::app::notice::Level;
use crate::conversation::export::{self, Parts};
use crate::edge::editor::Lent;
use crate::edge::input::Input;
use crate::edge::terminal::{can_stop, stop};
use crate::runtime::frames::Cause;
use crate::runtime::signals::{INTERRUPT, QUIT, Signal};
use crate::text::sanitize::sanitize;

/// How soon after a stop the word to end comes, if it does: both are sent by one command.
const END_AFTER_STOP: Duration = Duration::from_millis(20);

/// How soon after a program that was lent the terminal has ended the signal comes that ended it and
/// was sent to us as well.
const HEARD_WITHIN: Duration = Duration::from_millis(20);

impl Loop {
    /// Hands the terminal to the shell until the program is continued; answers with the exit code
    /// if it is to end then. The input is dropped meanwhile: two readers would share the keys
    /// between them.
    pub(super) async fn suspend(&mut self) -> io::Result<Option<u8>> {
        drop(self.input.take());
        let mut end = None;
        let stays = async {
            // A job that is stopped and killed is told both at once: to end, and to go on.
            end = timeout(END_AFTER_STOP, self.signals.end()).await.ok();
            end.is_none()
        };
        self.screen.suspend(stays).await?;
        if let Some(signal) = end {
            return self.on_signal(signal).await;
        }
        self.input = Some(Input::new(self.wire)?);
        self.frames.request(Instant::now(), Cause::Input);
        Ok(None)
    }

    /// Lends the terminal to another program until that ends; answers with the exit code if we have
    /// to end ourselves meanwhile. Everything goes on but keys and frames: answers arrive, tools
    /// run, and all of it is saved.
    pub(super) async fn lend_to(&mut self, reader: Reader) -> io::Result<Option<u8>> {
        let text = export::markdown(&self.app.conversation, Parts::ALL);
        let text = sanitize(&text);
        drop(self.input.take());
        self.screen.leave();
        let lent = match reader {
            Reader::Pager => Lent::pager(&self.env, text.into_owned()),
            Reader::Editor => Lent::editor(&self.env, &text),
            Reader::Scrollback => Lent::print(text.into_owned()),
        };
        let ended = match lent {
            Ok(mut lent) => loop {
                let woken = tokio::select! {
                    biased;
                    ended = lent.ended() => break ended.map(|status| status.code()),
                    woken = self.wake() => woken,
                };
                match woken {
                    // Typed for the other program, which has heard them too.
                    Woken::Signal(Signal::Terminate(INTERRUPT | QUIT) | Signal::Continue) => {}
                    Woken::Signal(Signal::Suspend) if can_stop() => stop().await?,
                    Woken::Signal(Signal::Suspend) => {}
                    Woken::Signal(signal @ (Signal::Terminate(_) | Signal::Panicked)) => {
                        drop(lent);
                        return self.on_signal(signal).await;
                    }
                    woken => {
                        self.on_woken(woken).await?;
                    }
                }
            },
            Err(error) => Err(error),
        };
        // What was typed to end it we have heard too, perhaps a little later.
        while let Ok(signal) = timeout(HEARD_WITHIN, self.signals.next()).await {
            match signal {
                Signal::Terminate(INTERRUPT | QUIT) | Signal::Continue | Signal::Suspend => {}
                Signal::Terminate(_) | Signal::Panicked => return self.on_signal(signal).await,
            }
        }
        self.screen.enter()?;
        self.input = Some(Input::new(self.wire)?);
        let (name, variable) = match reader {
            Reader::Pager => ("pager", "is $PAGER right?"),
            Reader::Editor => ("editor", "is $VISUAL or $EDITOR right?"),
            Reader::Scrollback => ("shell that prints", "is there a shell?"),
        };
        // The shell's word for a program that is not there, or cannot be run.
        let failure = match ended {
            Ok(Some(126 | 127)) => Some(variable.to_owned()),
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = failure {
            let text = format!("The {name} could not be started: {why}");
            self.app.notices.show(Level::Warning, text, Instant::now());
        }
        self.frames.request(Instant::now(), Cause::Input);
        Ok(None)
    }
}
