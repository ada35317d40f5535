//! The *end* of a run: how long it may take, and what is told when something that a run cannot do
//! without makes it come early.
//!
//! The session is saved before anything else ends, however long the disk takes, unless whoever ends
//! the program asks twice.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::sleep;

use crate::problem::{Problem, ProblemKind};
use crate::runtime::runner::Runner;
use crate::runtime::signals::Signals;

/// How long tasks that hang may delay the end.
pub const LAST_WAIT: Duration = Duration::from_millis(500);

/// How long the last save may take once the program was told twice to end.
const LAST_SAVE: Duration = Duration::from_secs(2);

/// Saves what is left to save, and ends the tasks of `runner`; gives it up for who asks again.
pub async fn save(runner: Runner, signals: &mut Signals) -> Result<(), Problem> {
    tokio::select! {
        saved = runner.shut_down() => saved,
        () = asked_again(signals) => Err(given_up()),
    }
}

/// Something of the terminal's or the system's that cannot be done without is not to be had.
pub fn failed(title: &str, error: impl Display) -> Problem {
    Problem::new(ProblemKind::Terminal, title).because(error)
}

/// Whoever asks again does not want to wait for a disk that hangs. A disk that works has the time
/// it needs: one end can come as two signals, as when a window is closed.
async fn asked_again(signals: &mut Signals) {
    signals.next().await;
    sleep(LAST_SAVE).await;
}

fn given_up() -> Problem {
    Problem::new(ProblemKind::Session, "The end of the session was not saved")
        .because("the disk did not answer before the program was told to end again")
}
