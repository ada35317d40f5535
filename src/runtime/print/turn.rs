//! A turn that is printed: the loop between the runner, the printer and the signals.
//!
//! What happens is handed to the turn, what it wants to the runner, what it brought to stdout.
//! A signal is served before everything else, and a slow reader of stdout delays nothing but the
//! answer.

use std::io;
use std::time::Instant;

use tokio::sync::mpsc;

use super::follow::Follower;
use super::form::{End, Printer};
use super::out::{self, Out};
use super::verdict::{Verdict, last_answer};
use crate::api::content::ContentBlock;
use crate::app::effect::Effect as AppEffect;
use crate::app::msg::Msg;
use crate::conversation::Conversation;
use crate::conversation::entry::millis;
use crate::conversation::ledger::totals;
use crate::demo::Demo;
use crate::problem::Problem;
use crate::runtime::runner::{BACKGROUND_QUEUE, Runner};
use crate::runtime::signals::{INTERRUPT, Signal, Signals};
use crate::runtime::start::Setup;
use crate::runtime::tasks::Incoming;
use crate::runtime::{clock, exit};
use crate::tools::Toolbox;
use crate::turn::{Effect, Ending, Input, Turn};

/// One turn and everything it needs.
pub struct PrintedTurn {
    turn: Turn,
    conversation: Conversation,
    follower: Follower,
    printer: Printer,
    out: Out,
    signals: Signals,
    runner: Runner,
    background: mpsc::Receiver<Incoming>,
    is_demo: bool,
    started: Instant,
    first_news: Option<Instant>,
    /// Is a part of some answer missing, because it could not be read?
    is_damaged: bool,
    ending: Option<Ending>,
}

/// What the loop waited for.
enum Woken {
    Signal(Signal),
    Wrote(io::Result<()>),
    Background,
}

impl PrintedTurn {
    /// Makes everything ready. The demo answers, if there is one.
    pub fn new(
        setup: &Setup,
        demo: Option<Demo>,
        signals: Signals,
        printer: Printer,
        out: Out,
    ) -> Self {
        let settings = &setup.resolved.settings;
        let is_demo = demo.is_some();
        let (tx, background) = mpsc::channel(BACKGROUND_QUEUE);
        let mut runner = Runner::new(
            tx,
            setup.client(),
            setup.store.clone(),
            setup.clipboard.clone(),
            None,
        );
        let mut params = settings.params.clone();
        if let Some(demo) = demo {
            runner.use_demo(demo);
            params.tools = Toolbox::demo().specs();
        }
        Self {
            turn: Turn::new(params, 1, settings.max_rounds),
            conversation: Conversation::default(),
            follower: Follower::default(),
            printer,
            out,
            signals,
            runner,
            background,
            is_demo,
            started: Instant::now(),
            first_news: None,
            is_damaged: false,
            ending: None,
        }
    }

    /// Asks `prompt`, prints what comes, and answers with the exit code.
    pub async fn run(mut self, prompt: String) -> Result<u8, Problem> {
        let start = self.printer.start(&self.turn.params.model, self.is_demo);
        self.out.push(&start);
        self.started = Instant::now();
        self.step(Input::Submit(vec![ContentBlock::text(&prompt)]));
        drop(prompt);
        let mut batch = Vec::new();
        loop {
            if let Some(ending) = self.ending.take() {
                let verdict =
                    Verdict::of_ending(ending, &self.conversation, self.printer.has_text());
                return self.close(verdict).await;
            }
            let woken = tokio::select! {
                biased;
                signal = self.signals.next() => Woken::Signal(signal),
                wrote = self.out.advance() => Woken::Wrote(wrote),
                _ = self.background.recv_many(&mut batch, BACKGROUND_QUEUE),
                    if !self.out.is_crowded() => Woken::Background,
            };
            match woken {
                Woken::Signal(signal) => {
                    self.step(match signal {
                        Signal::Terminate(INTERRUPT) => Input::Cancel,
                        _ => Input::Close,
                    });
                    return self.close(Verdict::of_signal(signal)).await;
                }
                Woken::Wrote(Ok(())) => {}
                // Dropping the runner closes the connection.
                Woken::Wrote(Err(error)) => return out::unwritten(&error, exit::OK),
                Woken::Background => {
                    for incoming in batch.drain(..) {
                        let msg = self.runner.accept(incoming);
                        self.update(msg);
                    }
                }
            }
        }
    }

    fn update(&mut self, msg: Msg) {
        match msg {
            Msg::Stream { request, signal } => self.step(Input::Stream(request, &signal)),
            Msg::Tool { call, event } => self.step(Input::Tool(call, event)),
            // Nobody was asked for these.
            Msg::Terminal(_)
            | Msg::Journal(_)
            | Msg::Sessions(_)
            | Msg::Opened(_)
            | Msg::NotOpened(_)
            | Msg::Colored(_)
            | Msg::DemoStarted(_)
            | Msg::Copied(_)
            | Msg::Followed(_)
            | Msg::Piping
            | Msg::Piped(_)
            | Msg::Problem(_)
            | Msg::Tick
            | Msg::Act(_)
            | Msg::Continued
            | Msg::Terminate => {}
        }
    }

    fn step(&mut self, input: Input<'_>) {
        let now = clock::now();
        for effect in self.turn.step(&mut self.conversation, input, now) {
            match effect {
                Effect::Ended(ending) => self.ending = Some(ending),
                // There is no composer; the caller still has the prompt.
                Effect::GiveBack(_) => {}
                wanted => {
                    self.runner.run(AppEffect::Turn(wanted));
                }
            }
        }
        self.is_damaged |= self.turn.is_damaged();
        for news in self.follower.look(&mut self.conversation, &self.turn) {
            self.first_news.get_or_insert(now.instant);
            let bytes = self.printer.news(&news);
            self.out.push(&bytes);
        }
    }

    /// Prints what is left to say. The connection is closed before anybody is waited for.
    async fn close(mut self, mut verdict: Verdict) -> Result<u8, Problem> {
        let is_silent =
            verdict.problem.is_none() && !verdict.is_hasty() && !self.printer.has_text();
        if is_silent && verdict.note.is_none() {
            verdict.note = Some("the answer holds no text".to_owned());
        }
        if self.is_damaged {
            let missing = "a part of the answer could not be read and is missing";
            let note = verdict.note.map(|note| format!("{missing}; {note}"));
            verdict.note = Some(note.unwrap_or_else(|| missing.to_owned()));
        }
        let answer = last_answer(&self.conversation);
        let since_start = |at: Instant| millis(at.saturating_duration_since(self.started));
        let end = End {
            verdict: &verdict,
            model: answer.map_or(&self.turn.params.model, |answer| &answer.model),
            demo: self.is_demo,
            stop_reason: answer
                .and_then(|answer| answer.stop.reason.as_ref())
                .map(|reason| reason.name()),
            totals: totals(self.conversation.all()),
            rounds: self.turn.rounds(),
            damaged: self.is_damaged,
            first_delta_ms: self.first_news.map(since_start),
            total_ms: since_start(Instant::now()),
        };
        self.out.push(&self.printer.end(&end));
        // It has no file, so there is nothing that could fail.
        let _ = self.runner.shut_down().await;
        out::finish(self.out, &mut self.signals, verdict).await
    }
}
