//! The loop: keys and background messages go in, effects and frames come out.
//!
//! It is the only owner of the app and of the screen, and waits for nothing but its select; only
//! where a request is given up its task hears of it before anything else is done. The keyboard is
//! served before the background, each in bounded batches, and a frame that is due is drawn before
//! anything else is taken, so that neither typing, nor streaming, nor drawing can starve the
//! others. While the terminal is with somebody else it goes on without keys and frames; see
//! [`away`].

mod away;

use std::io::{self, Stdout, Write};
use std::panic::resume_unwind;
use std::thread;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::task::yield_now;

use crate::app::effect::{Effect, Reader};
use crate::app::msg::Msg;
use crate::app::start::{Start, StartWith};
use crate::app::{App, Exit};
use crate::cli::Cli;
use crate::conversation::Conversation;
use crate::conversation::export::{self, Parts};
use crate::demo;
use crate::edge::input::{Input, Wire};
use crate::edge::logging::Log;
use crate::edge::memory::Memory;
use crate::edge::opener::Opener;
use crate::edge::piped::Piped;
use crate::edge::secrets::Env;
use crate::edge::terminal::{PointerMode, Screen, install_panic_hook};
use crate::key::TerminalEvent;
use crate::problem::Problem;
use crate::runtime::ending::{self, LAST_WAIT, failed};
use crate::runtime::frames::{Cause, FrameClock, Link};
use crate::runtime::runner::{BACKGROUND_QUEUE, Runner, ScreenEffect};
use crate::runtime::signals::{HANGUP, Signal, Signals};
use crate::runtime::start::{Setup, origin};
use crate::runtime::tasks::{self, Incoming};
use crate::runtime::waiting::{Alarm, reserve};
use crate::runtime::{clock, diagnostics, exit};
use crate::text::sanitize::sanitize_around_tabs;
use crate::tools::Toolbox;
use crate::turn;
use crate::ui;

/// Messages taken from the background at a time.
const BATCH: usize = 256;

/// Runs the full-screen program to its end.
pub fn run(cli: &Cli, setup: Setup) -> Result<u8, Problem> {
    let open = setup.what_to_open(cli)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed("The program could not be started", error))?;
    let result = runtime.block_on(async {
        // Panics restore the terminal before they are printed, whichever thread they are in.
        install_panic_hook();
        // As a task of its own: what wakes it then is a place in a queue. The future that the
        // runtime blocks on is woken through the kernel: a call and a pass more per delta.
        let looping = tokio::spawn(async { Loop::start(setup, open).await?.run().await });
        looping
            .await
            .unwrap_or_else(|error| match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(error) => Err(failed("The program was ended", error)),
            })
    });
    // A blocking read of a slow disk must not keep the shell waiting.
    runtime.shutdown_timeout(LAST_WAIT);
    result
}

struct Loop {
    app: App,
    screen: Screen<Stdout>,
    input: Option<Input>,
    signals: Signals,
    runner: Runner,
    background: mpsc::Receiver<Incoming>,
    wire: Wire,
    frames: FrameClock,
    alarm: Alarm,
    log: Log,
    /// What was said is to be printed to the normal screen when the person quits.
    print_on_exit: bool,
    /// The terminal is to be handed to the shell, once this pass of the loop is over.
    suspend: bool,
    /// The terminal is to be lent to another program, once this pass of the loop is over.
    lend: Option<Reader>,
    env: Env,
}

/// What one wait of the loop brought.
enum Woken {
    Signal(Signal),
    Input(Option<io::Result<TerminalEvent>>),
    Background(Vec<Incoming>),
    Room(
        mpsc::OwnedPermit<(
            crate::conversation::UnixMillis,
            crate::session::record::Record,
        )>,
    ),
    /// With the moment that the app had asked for, which it may be.
    Deadline(Option<Instant>),
}

impl Loop {
    async fn start(setup: Setup, open: StartWith) -> Result<Self, Problem> {
        let Setup {
            ref env,
            ref store,
            ref clipboard,
            ..
        } = setup;
        let client = setup.client();
        let print_on_exit = setup.resolved.print_on_exit;
        let (link, wire) = if env.is_remote() {
            (Link::Remote, Wire::Far)
        } else {
            (Link::Local, Wire::Near)
        };
        let file = store.create();
        let (tx, background) = mpsc::channel(BACKGROUND_QUEUE);
        let session = file.id().clone();
        let piped = Piped::begin();
        let piped = piped.map_err(|error| failed("The piped text could not be read", error))?;
        if let Some(piped) = piped {
            tokio::spawn(tasks::read_piped(piped, tx.clone()));
        }
        let mut memory = Memory::new(setup.folds_file);
        let remembered = memory.read();
        let runner = Runner::new(tx, client, store.clone(), clipboard.clone(), Some(file))
            .with_screen(Opener::new(env), memory);
        let start = Start {
            settings: setup.resolved.settings,
            theme: setup.resolved.theme,
            shades: setup.resolved.shades,
            session,
            open,
            origin: origin(),
            warnings: setup.warnings,
            suggestion: demo::SUGGESTED_PROMPT.to_owned(),
            demo_tools: Toolbox::demo().specs(),
        };
        // Signals first: one that comes while the terminal is taken over must not leave it so.
        let signals = Signals::for_screen()
            .map_err(|error| failed("The program could not be started", error))?;
        let mut screen = Screen::open()?;
        if setup.resolved.hyperlinks {
            screen.show_links();
        }
        let asks = start.shades.is_some() || start.theme.is_light().is_some();
        let asked = screen.ask_width().and_then(|()| match asks {
            true => screen.ask_background(),
            false => Ok(()),
        });
        asked.map_err(|error| failed("The terminal could not be set up", error))?;
        let input = Self::listen(&mut screen, wire, start.settings.mouse)
            .map_err(|error| failed("The terminal could not be set up", error))?;
        let (mut app, effects) = App::new(start, clock::now());
        app.recall(&remembered);
        let mut this = Self {
            app,
            screen,
            input: Some(input),
            signals,
            runner,
            background,
            wire,
            frames: FrameClock::new(link),
            alarm: Alarm::default(),
            log: setup.log,
            print_on_exit,
            suspend: false,
            lend: None,
            env: setup.env,
        };
        this.frames.request(Instant::now(), Cause::Input);
        this.carry_out(effects)
            .await
            .map_err(|error| failed("The terminal was lost", error))?;
        Ok(this)
    }

    fn listen(screen: &mut Screen<Stdout>, wire: Wire, mouse: bool) -> io::Result<Input> {
        if mouse {
            screen.set_pointer(PointerMode::Captured)?;
        }
        Input::new(wire)
    }

    async fn run(mut self) -> Result<u8, Problem> {
        let ended = self.passes().await;
        // The terminal is given back before anything that could wait.
        drop(self.input.take());
        self.screen.leave();
        if ended.is_err() {
            // Nobody can be asked any more; what was said and written is saved as at any end.
            let _ = self.update(Msg::Terminate).await;
        }
        drop(self.background);
        let saved = ending::save(self.runner, &mut self.signals).await;
        let code = ended.map_err(|error| failed("The terminal was lost", error))?;
        // Only who quits stays to read; whoever ends us does not wait for a terminal.
        let printed = if self.print_on_exit && self.app.exit == Some(Exit::Quit) {
            print_said(&self.app.conversation)
        } else {
            Ok(())
        };
        saved?;
        printed.map_err(|error| failed("What was said could not be printed", error))?;
        Ok(code)
    }

    /// Passes until the end; answers with the exit code.
    async fn passes(&mut self) -> io::Result<u8> {
        loop {
            self.draw_if_due()?;
            if let Some(code) = self.pass().await? {
                return Ok(code);
            }
            if std::mem::take(&mut self.suspend)
                && let Some(code) = self.suspend().await?
            {
                return Ok(code);
            }
            if let Some(reader) = self.lend.take()
                && let Some(code) = self.lend_to(reader).await?
            {
                return Ok(code);
            }
            match self.app.exit {
                Some(Exit::Quit) => return Ok(exit::OK),
                Some(Exit::Terminated) => return Ok(exit::FAILED),
                None => {}
            }
        }
    }

    async fn pass(&mut self) -> io::Result<Option<u8>> {
        let woken = self.wake().await;
        self.on_woken(woken).await
    }

    /// Waits for something to happen; nothing is lost when the future is dropped.
    async fn wake(&mut self) -> Woken {
        let tick = self.app.next_wake(clock::now());
        // Without an input the screen is not ours, and nothing is drawn.
        let frame = self.input.as_ref().and_then(|_| self.frames.deadline());
        let wake = [frame, tick].into_iter().flatten().min();
        let sender = if self.runner.has_records() {
            self.runner.journal_sender()
        } else {
            None
        };
        let mut batch = Vec::new();
        tokio::select! {
            biased;
            signal = self.signals.next() => Woken::Signal(signal),
            event = next_event(self.input.as_mut()) => Woken::Input(event),
            _ = self.background.recv_many(&mut batch, BATCH) => Woken::Background(batch),
            Ok(permit) = reserve(sender) => Woken::Room(permit),
            () = self.alarm.wait_until(wake) => Woken::Deadline(tick),
        }
    }

    async fn on_woken(&mut self, woken: Woken) -> io::Result<Option<u8>> {
        match woken {
            Woken::Signal(signal) => return self.on_signal(signal).await,
            // The terminal is gone; the signal that says so may come later than this.
            Woken::Input(None) => return self.on_signal(Signal::Terminate(HANGUP)).await,
            Woken::Input(Some(event)) => self.on_input(event?).await?,
            Woken::Background(batch) => {
                let shows = batch.iter().any(Incoming::may_show);
                for incoming in batch {
                    let msg = self.runner.accept(incoming);
                    diagnostics::msg(&self.log, &msg);
                    self.update(msg).await?;
                }
                if shows {
                    self.frames.request(Instant::now(), Cause::Background);
                }
            }
            Woken::Room(permit) => self.runner.write(permit),
            Woken::Deadline(tick) => {
                // A frame's own deadline needs no message; what changes by time alone does.
                let now = Instant::now();
                if tick.is_some_and(|tick| tick <= now) {
                    self.update(Msg::Tick).await?;
                    self.frames.request(now, Cause::Time);
                }
            }
        }
        Ok(None)
    }

    async fn on_signal(&mut self, signal: Signal) -> io::Result<Option<u8>> {
        match signal {
            Signal::Terminate(number) => {
                self.update(Msg::Terminate).await?;
                return Ok(Some(u8::try_from(128 + number).unwrap_or(exit::FAILED)));
            }
            Signal::Panicked => return Ok(Some(exit::FAILED)),
            Signal::Suspend => self.suspend = true,
            Signal::Continue => {
                self.screen.resume()?;
                self.update(Msg::Continued).await?;
                self.frames.request(Instant::now(), Cause::Input);
            }
        }
        Ok(None)
    }

    async fn on_input(&mut self, first: TerminalEvent) -> io::Result<()> {
        let mut events = Vec::new();
        if let Some(input) = &mut self.input {
            input.read_ready(first, &mut events);
        }
        for event in events {
            if matches!(event, TerminalEvent::Resize(..)) {
                // The size may have changed twice since the last frame; what the terminal made of
                // its cells meanwhile nobody knows.
                self.screen.repaint();
            }
            self.update(Msg::Terminal(event)).await?;
        }
        self.frames.request(Instant::now(), Cause::Input);
        Ok(())
    }

    async fn update(&mut self, msg: Msg) -> io::Result<()> {
        let effects = self.app.update(msg, clock::now());
        self.carry_out(effects).await
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        // Giving up a request waits for nothing, not for its record either.
        let is_abort = |effect: &Effect| matches!(effect, Effect::Turn(turn::Effect::Abort { .. }));
        let (aborts, rest): (Vec<Effect>, Vec<Effect>) = effects.into_iter().partition(is_abort);
        if !aborts.is_empty() {
            self.perform(aborts)?;
            // First the connection is closed, then that is saved and shown: the server counts each
            // token. One on this machine, or what stands between, was woken by that on our core
            // mostly, and would hear of it only when the frame is drawn.
            yield_now().await;
            thread::yield_now();
        }
        self.perform(rest)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            diagnostics::effect(&self.log, &effect);
            match self.runner.run(effect) {
                Some(ScreenEffect::Suspend) => self.suspend = true,
                Some(ScreenEffect::ShowTranscript(reader)) => self.lend = Some(reader),
                Some(ScreenEffect::Repaint) => self.screen.repaint(),
                Some(ScreenEffect::TakePointer(ours)) => {
                    let mode = if ours {
                        PointerMode::Captured
                    } else {
                        PointerMode::Released
                    };
                    self.screen.set_pointer(mode)?;
                }
                Some(ScreenEffect::Pass(bytes)) => self.screen.pass(&bytes)?,
                None => {}
            }
        }
        Ok(())
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        let now = clock::now();
        if !self.frames.due(now.instant) {
            return Ok(());
        }
        let size = self.screen.size()?;
        let app = &mut self.app;
        app.prepare(size.width, size.height, now);
        self.screen.draw_linked(size, |sketch, links| {
            let painted = ui::view(app, sketch);
            *links = painted.links;
            painted.cursor
        })?;
        let done = Instant::now();
        self.frames.drawn(done, done - now.instant);
        if self.app.is_reading() {
            self.frames.request(done, Cause::More);
        }
        let wanted = self.app.wanted();
        self.perform(wanted)
    }
}

/// Prints what was said to the normal screen, which is ours no more; nothing if nothing was said.
fn print_said(conversation: &Conversation) -> io::Result<()> {
    let text = export::markdown(conversation, Parts::SAID);
    let mut stdout = io::stdout().lock();
    stdout.write_all(sanitize_around_tabs(&text).as_bytes())?;
    stdout.flush()
}

async fn next_event(input: Option<&mut Input>) -> Option<io::Result<TerminalEvent>> {
    match input {
        Some(input) => input.next().await,
        None => std::future::pending().await,
    }
}
