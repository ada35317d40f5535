//! The loop of the linear chat: lines go in, and what happens is told.
//!
//! A line is taken only while nothing is going on, so that prompts are answered in their order;
//! what is typed meanwhile waits. Everything that the app does or learns is told
//! ([`super::teller`]) behind the line that is being written, and then the person is asked again.

use std::io;
use std::time::Instant;

use tokio::sync::mpsc;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::app::settings::Connection;
use crate::app::start::{Start, StartWith};
use crate::app::update::suggestion;
use crate::app::{App, Exit};
use crate::conversation::UnixMillis;
use crate::demo;
use crate::edge::logging::Log;
use crate::problem::Problem;
use crate::runtime::print::nobody_to_ask;
use crate::runtime::print::out::unwritten;
use crate::runtime::runner::{BACKGROUND_QUEUE, Runner};
use crate::runtime::signals::{INTERRUPT, Signal};
use crate::runtime::start::{Setup, origin};
use crate::runtime::tasks::Incoming;
use crate::runtime::waiting::{Alarm, reserve};
use crate::runtime::{clock, diagnostics, ending, exit};
use crate::session::record::Record;
use crate::tools::Toolbox;

use super::desk::{Desk, code};
use super::lines::{Ahead, Line};
use super::teller::Teller;

/// A chat and everything it needs.
pub struct Chat {
    app: App,
    runner: Runner,
    background: mpsc::Receiver<Incoming>,
    desk: Desk,
    log: Log,
    teller: Teller,
    /// Lines of a prompt that goes on.
    parts: Vec<String>,
    /// A session is on its way.
    is_opening: bool,
    input: InputState,
    alarm: Alarm,
    /// The person was told that Ctrl+C leaves.
    is_warned: bool,
    /// Why it cannot go on.
    fatal: Option<Problem>,
}

/// Whose turn it is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InputState {
    /// The program's.
    Closed,
    /// The person's, who was asked.
    Asked,
    /// The person's, who was not asked: a line is on its way.
    Expected,
    /// Nothing more will be written.
    Ended,
}

/// What the loop waited for.
enum Woken {
    Signal(Signal),
    Wrote(io::Result<()>),
    Background,
    Line(Line),
    Room(mpsc::OwnedPermit<(UnixMillis, Record)>),
    Deadline,
}

impl Chat {
    /// Makes everything ready. Runs inside a runtime.
    pub fn new(setup: Setup, open: StartWith, desk: Desk) -> Self {
        let file = setup.store.create();
        let (tx, background) = mpsc::channel(BACKGROUND_QUEUE);
        let session = file.id().clone();
        let runner = Runner::new(
            tx,
            setup.client(),
            setup.store.clone(),
            setup.clipboard.clone(),
            Some(file),
        );
        let is_opening = open != StartWith::New;
        let start = Start {
            settings: setup.resolved.settings,
            theme: setup.resolved.theme,
            shades: None,
            session,
            open,
            origin: origin(),
            warnings: setup.warnings,
            suggestion: demo::SUGGESTED_PROMPT.to_owned(),
            demo_tools: Toolbox::demo().specs(),
        };
        let (mut app, effects) = App::new(start, clock::now());
        app.by_line = true;
        let mut chat = Self {
            app,
            runner,
            background,
            desk,
            log: setup.log,
            teller: Teller::default(),
            parts: Vec::new(),
            is_opening,
            input: InputState::Closed,
            alarm: Alarm::default(),
            is_warned: false,
            fatal: None,
        };
        chat.carry_out(effects);
        chat
    }

    /// Chats to the end; answers with the exit code.
    pub async fn run(mut self) -> Result<u8, Problem> {
        let ended = self.passes().await;
        if self.app.exit.is_none() {
            // What was said and written is saved as at any end.
            self.update(Msg::Terminate);
        }
        self.tell();
        drop(self.background);
        let saved = ending::save(self.runner, &mut self.desk.signals).await;
        self.desk
            .close(ended.and_then(|code| saved.map(|()| code)))
            .await
    }

    async fn passes(&mut self) -> Result<u8, Problem> {
        let mut batch = Vec::new();
        loop {
            self.tell();
            self.take_turns();
            if let Some(problem) = self.fatal.take() {
                return Err(problem);
            }
            match self.app.exit {
                Some(Exit::Quit) => return Ok(exit::OK),
                Some(Exit::Terminated) => return Ok(exit::FAILED),
                None => {}
            }
            self.desk.flush();
            match self.wait(&mut batch).await {
                Woken::Signal(Signal::Terminate(INTERRUPT)) => {
                    if let Some(code) = self.interrupt() {
                        return Ok(code);
                    }
                }
                Woken::Signal(signal) => {
                    self.update(Msg::Terminate);
                    return Ok(code(signal));
                }
                Woken::Wrote(Ok(())) => {}
                Woken::Wrote(Err(error)) => return unwritten(&error, exit::OK),
                Woken::Background => {
                    for incoming in batch.drain(..) {
                        self.accept(incoming);
                    }
                }
                Woken::Line(line) => {
                    let is_shown = self.desk.echoes && self.input == InputState::Asked;
                    if is_shown && line != Line::End {
                        self.desk.page.answered();
                    }
                    self.input = InputState::Closed;
                    self.on_line(line, is_shown);
                }
                Woken::Room(permit) => self.runner.write(permit),
                Woken::Deadline => self.update(Msg::Tick),
            }
        }
    }

    async fn wait(&mut self, batch: &mut Vec<Incoming>) -> Woken {
        let wake: Option<Instant> = self.app.next_wake(clock::now());
        let sender = if self.runner.has_records() {
            self.runner.journal_sender()
        } else {
            None
        };
        tokio::select! {
            biased;
            signal = self.desk.signals.next() => Woken::Signal(signal),
            wrote = self.desk.out.advance() => Woken::Wrote(wrote),
            line = self.desk.lines.next(),
                if matches!(self.input, InputState::Asked | InputState::Expected) => Woken::Line(line),
            _ = self.background.recv_many(batch, BACKGROUND_QUEUE),
                if !self.desk.out.is_crowded() => Woken::Background,
            Ok(permit) = reserve(sender) => Woken::Room(permit),
            () = self.alarm.wait_until(wake) => Woken::Deadline,
        }
    }

    /// Can a prompt be sent now?
    fn is_ready(&self) -> bool {
        let is_connected = matches!(self.app.connection, Connection::Ready | Connection::Demo);
        self.app.turn.is_idle() && is_connected && !self.is_opening
    }

    /// When nothing is going on: takes lines that wait, asks for one, or ends.
    fn take_turns(&mut self) {
        while self.is_ready() && self.input == InputState::Closed {
            self.teller
                .greet(&self.app, &mut self.desk.page, self.desk.is_interactive);
            match self.desk.lines.ahead() {
                // It was written before it was asked for, so it stands somewhere above, if at all.
                Ahead::Line(line) => {
                    self.on_line(line, false);
                    self.tell();
                }
                Ahead::Coming => self.input = InputState::Expected,
                Ahead::Nothing => {
                    let label = if self.parts.is_empty() { "You" } else { "More" };
                    if self.parts.is_empty() && self.desk.echoes {
                        self.desk.page.part();
                    }
                    self.desk.ask(label);
                    self.input = InputState::Asked;
                }
            }
        }
        if self.input == InputState::Ended && self.is_ready() {
            self.app.exit = Some(Exit::Quit);
            self.update(Msg::Tick);
        }
        if self.app.connection == Connection::Missing && !self.is_opening {
            self.fatal = Some(nobody_to_ask());
        }
    }

    /// Takes a line; `is_shown` if it stands behind the label already.
    fn on_line(&mut self, line: Line, is_shown: bool) {
        self.is_warned = false;
        match line {
            Line::Text(text) => {
                let n_backslashes = text.len() - text.trim_end_matches('\\').len();
                if n_backslashes % 2 == 1 {
                    let text = text.strip_suffix('\\').unwrap_or_default();
                    self.parts.push(text.to_owned());
                    return;
                }
                self.parts.push(text);
                self.send(is_shown);
            }
            Line::Unusable(why) => {
                let text = format!("The line cannot be sent: {why}");
                self.desk.page.block("Warning", &text);
            }
            Line::End => {
                self.input = InputState::Ended;
                if !self.parts.is_empty() {
                    self.send(false);
                }
            }
        }
    }

    fn send(&mut self, is_shown: bool) {
        let prompt = std::mem::take(&mut self.parts).join("\n");
        if !prompt.trim().is_empty() {
            self.teller.typed = is_shown.then(|| prompt.clone());
            self.app.composer.set_text(&prompt);
            self.update(Msg::Act(Action::Send));
        } else if !self.desk.is_interactive {
            // An empty line of a file is no wish.
        } else if !self.app.composer.is_empty() || suggestion(&self.app).is_some() {
            self.update(Msg::Act(Action::Send));
        } else if self.app.failure.is_some() {
            self.update(Msg::Act(Action::Retry));
        }
    }

    /// Ctrl+C: stops what is going on; when nothing is, leaves at the second time.
    fn interrupt(&mut self) -> Option<u8> {
        if !self.app.turn.is_idle() {
            self.update(Msg::Act(Action::Interrupt));
            self.tell();
            if self.app.turn.is_idle() && !self.app.composer.is_empty() {
                let text = "Stopped before an answer; Enter on an empty line sends it again";
                self.desk.page.block("Note", text);
            }
            return None;
        }
        let leaves = !self.desk.is_interactive || !self.is_ready() || self.is_warned;
        if leaves {
            self.update(Msg::Terminate);
            return Some(exit::INTERRUPTED);
        }
        self.is_warned = true;
        self.parts.clear();
        let text = "Ctrl+C again leaves, and so does Ctrl+D";
        self.desk.page.block("Note", text);
        self.input = InputState::Closed;
        None
    }

    fn accept(&mut self, incoming: Incoming) {
        let msg = self.runner.accept(incoming);
        diagnostics::msg(&self.log, &msg);
        match msg {
            Msg::NotOpened(problem) | Msg::DemoStarted(Err(problem)) => {
                self.fatal = Some(problem);
            }
            Msg::Opened(_) => {
                self.is_opening = false;
                self.update(msg);
                self.teller.tell_path(&self.app, &mut self.desk.page);
            }
            msg => self.update(msg),
        }
    }

    fn update(&mut self, msg: Msg) {
        let effects = self.app.update(msg, clock::now());
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            diagnostics::effect(&self.log, &effect);
            // What only a screen could do is wanted by keys alone.
            self.runner.run(effect);
        }
    }

    /// Tells what is new; a person who was asked for a line meanwhile is asked again.
    fn tell(&mut self) {
        if self.is_opening {
            return;
        }
        let is_behind_label = self.teller.tell(&mut self.app, &mut self.desk.page);
        if is_behind_label && self.input == InputState::Asked {
            self.input = InputState::Closed;
        }
    }
}
