//! The terminal *away*: handed to the shell while the program is stopped, or lent to a pager or an
//! editor until that ends.
//!
//! The input is dropped meanwhile, because two readers would share the keys between them, and
//! nothing is drawn. Who comes back finds the screen painted anew.

use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{Loop, Woken};
use crate::api::accumulator::End;
use crate::app::App;
use crate::app::effect::Reader;
use crate::app::notice::Level;
use crate::conversation::export::{self, Parts};
use crate::edge::editor::{Lent, Stops};
use crate::edge::input::Input;
use crate::edge::terminal::{can_stop, stop};
use crate::runtime::frames::Cause;
use crate::runtime::signals::{INTERRUPT, QUIT, Signal};
use crate::text::sanitize::sanitize_around_tabs;

/// How soon after a stop the word to end comes, if it does: both are sent by one command.
const END_AFTER_STOP: Duration = Duration::from_millis(20);

/// How soon after a program that was lent the terminal has ended the signal comes that ended it and
/// was sent to us as well.
const HEARD_WITHIN: Duration = Duration::from_millis(20);

/// How long a program that was lent the terminal may take to stop when it is told to: it gives the
/// terminal back before. One that takes longer does not mean to.
const STOPS_WITHIN: Duration = Duration::from_millis(300);

/// How waiting for a program that was lent the terminal came to its end.
enum Wait {
    /// It has ended.
    Ended(io::Result<ExitStatus>),
    /// A signal ends us before.
    Cut(Signal),
}

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
        let text = document(&self.app);
        let text = sanitize_around_tabs(&text);
        drop(self.input.take());
        self.screen.leave();
        let lent = match reader {
            Reader::Pager => Lent::pager(&self.env, text.into_owned()),
            Reader::Editor => Lent::editor(&self.env, &text),
            Reader::Scrollback => Lent::print(text.into_owned()),
        };
        let ended = match lent {
            Ok(lent) => match self.wait_for(lent, reader).await? {
                Wait::Ended(ended) => ended,
                Wait::Cut(signal) => return self.on_signal(signal).await,
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
        let failure = match ended {
            Ok(status) if !was_run(status) => Some(variable.to_owned()),
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

    /// Waits until a program that was lent the terminal has ended, or a signal ends us. Where a
    /// pager has only printed, Enter is waited for as well: else nobody would see what.
    async fn wait_for(&mut self, mut lent: Lent, reader: Reader) -> io::Result<Wait> {
        let wait = self.wait_for_end(&mut lent).await?;
        match wait {
            Wait::Ended(Ok(status))
                if reader == Reader::Pager
                    && lent.was_at_once()
                    // Whoever ended it by Ctrl+C wants to be back.
                    && status.code().is_some()
                    && was_run(status) =>
            {
                self.wait_for_end(&mut Lent::print(String::new())?).await
            }
            wait => Ok(wait),
        }
    }

    async fn wait_for_end(&mut self, lent: &mut Lent) -> io::Result<Wait> {
        let mut stops = lent.stops();
        loop {
            let cut = tokio::select! {
                biased;
                ended = lent.ended() => return Ok(Wait::Ended(ended)),
                () = stops.stopped(), if can_stop() => self.stop_with(&mut stops).await?,
                woken = self.wake() => match woken {
                    // Typed for the other program, which has heard them too.
                    Woken::Signal(Signal::Terminate(INTERRUPT | QUIT) | Signal::Continue) => None,
                    Woken::Signal(Signal::Suspend) if can_stop() => {
                        self.stop_after(&mut stops).await?
                    }
                    Woken::Signal(Signal::Suspend) => None,
                    Woken::Signal(signal @ (Signal::Terminate(_) | Signal::Panicked)) => Some(signal),
                    woken => {
                        self.on_woken(woken).await?;
                        None
                    }
                },
            };
            if let Some(signal) = cut {
                return Ok(Wait::Cut(signal));
            }
        }
    }

    /// Stops when `lent` does, because Ctrl+Z told both to; answers with the signal that ends us
    /// instead.
    ///
    /// Not before it has stopped by itself: stopped while it gives the terminal back, it would go
    /// on with that, and then stop once more, of which no shell knows.
    async fn stop_after(&mut self, lent: &mut Stops) -> io::Result<Option<Signal>> {
        if timeout(STOPS_WITHIN, lent.stopped()).await.is_ok() {
            return self.stop_with(lent).await;
        }
        // It does not mean to, but the person does.
        stop().await?;
        Ok(None)
    }

    /// Stops because `lent` is stopped, and returns when both go on; answers with the signal that
    /// ends us instead.
    async fn stop_with(&mut self, lent: &mut Stops) -> io::Result<Option<Signal>> {
        // The key that stopped it has told us too, perhaps a little later, and whoever stands
        // behind it in a pipe.
        while let Ok(signal) = timeout(HEARD_WITHIN, self.signals.next()).await {
            match signal {
                Signal::Terminate(INTERRUPT | QUIT) | Signal::Continue | Signal::Suspend => {}
                Signal::Terminate(_) | Signal::Panicked => return Ok(Some(signal)),
            }
        }
        // It may have gone on just now, as after a stop of us both.
        if lent.is_stopped() {
            stop().await?;
        }
        Ok(None)
    }
}

/// All that was said, and what has come of the answer that is arriving.
fn document(app: &App) -> String {
    let arriving = app.turn.round().map(|round| {
        let accumulator = round.accumulator.clone();
        accumulator.finish(End::Cut).blocks
    });
    let arriving = arriving.unwrap_or_default();
    export::markdown_so_far(&app.conversation, &arriving, Parts::ALL)
}

/// Could the shell run what it was asked to? These codes are its words for a program that is not
/// there, or that nobody may run.
fn was_run(status: ExitStatus) -> bool {
    !matches!(status.code(), Some(126 | 127))
}
