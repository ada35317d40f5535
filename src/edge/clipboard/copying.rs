//! A *copying* is one text on its way to all clipboards at once. It gives receipts: the first one
//! soon, with what is known by then, and another whenever a place answers or fails that had not
//! answered before.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::{Clipboard, MAX_OSC52, MAX_TEXT, attempt, failed};
use crate::report::{Attempt, Copied, Fate};
use crate::text::sanitize::n_neutralised;

/// Programs answer within a few milliseconds; who waits longer for a receipt than this notices.
pub(super) const GRACE: Duration = Duration::from_millis(100);

/// A text that is being copied. Dropped, it kills what has not answered.
#[derive(Debug)]
pub struct Copying {
    clipboard: Clipboard,
    text: Arc<str>,
    number: u64,
    /// See [`Copied::n_controls`].
    n_controls: usize,
    /// What was attempted and what came of it so far; `None` for a program that is not installed.
    places: Vec<Option<Attempt>>,
    /// Each answers with its place among `places`.
    tries: JoinSet<(usize, io::Result<()>)>,
    is_told: bool,
}

impl Copying {
    /// Begins with everything at the same time.
    pub(super) fn begin(clipboard: Clipboard, text: String, number: u64) -> Self {
        let mut copying = Self {
            clipboard,
            n_controls: n_neutralised(&text),
            text: text.into(),
            number,
            places: Vec::new(),
            tries: JoinSet::new(),
            is_told: false,
        };
        if copying.text.len() > MAX_TEXT {
            let why = format!("over {} MB", MAX_TEXT >> 20);
            copying.places.push(Some(failed("clipboard", why)));
            return copying;
        }
        for command in copying.clipboard.native.clone() {
            if let Some(program) = command.first() {
                let (clipboard, text) = (copying.clipboard.clone(), copying.text.clone());
                let run = async move { clipboard.run(command, &text).await };
                copying.attempt(format!("clipboard ({program})"), run);
            }
        }
        if copying.clipboard.in_tmux {
            let (clipboard, text) = (copying.clipboard.clone(), copying.text.clone());
            let run = async move { clipboard.tmux(&text).await };
            copying.attempt("tmux buffer".to_owned(), run);
        }
        let terminal = if copying.text.len() > MAX_OSC52 {
            failed("terminal", format!("over {MAX_OSC52} bytes"))
        } else {
            attempt("terminal", Fate::Sent)
        };
        copying.places.push(Some(terminal));
        copying
    }

    /// The next receipt; `None` once there is nothing to be added to the last one. May be dropped
    /// before it has answered.
    pub async fn next(&mut self) -> Option<Copied> {
        if self.is_told {
            let answer = self.tries.join_next().await?;
            self.take(answer.ok());
            return Some(self.receipt());
        }
        let soon = Instant::now() + self.clipboard.grace;
        while let Ok(Some(answer)) = timeout_at(soon, self.tries.join_next()).await {
            self.take(answer.ok());
        }
        let attempts = self.places.iter().flatten();
        if self.text.len() <= MAX_TEXT && !attempts.into_iter().any(|a| a.fate == Fate::Has) {
            let kept = self.clipboard.keep(self.text.clone()).await;
            self.places.push(Some(kept));
        }
        self.is_told = true;
        Some(self.receipt())
    }

    fn attempt(
        &mut self,
        place: String,
        run: impl Future<Output = io::Result<()>> + Send + 'static,
    ) {
        let idx = self.places.len();
        self.places.push(Some(attempt(place, Fate::Asked)));
        self.tries.spawn(async move { (idx, run.await) });
    }

    fn take(&mut self, answer: Option<(usize, io::Result<()>)>) {
        let Some((idx, result)) = answer else { return };
        let Some(place) = self.places.get_mut(idx) else {
            return;
        };
        match result {
            Ok(()) => place.iter_mut().for_each(|place| place.fate = Fate::Has),
            Err(error) if error.kind() == io::ErrorKind::NotFound => *place = None,
            Err(error) => {
                let fate = Fate::Failed(error.to_string());
                place.iter_mut().for_each(|place| place.fate = fate.clone());
            }
        }
    }

    fn receipt(&self) -> Copied {
        Copied {
            number: self.number,
            bytes: self.text.len(),
            n_controls: self.n_controls,
            attempts: self.places.iter().flatten().cloned().collect(),
            about: None,
        }
    }
}
