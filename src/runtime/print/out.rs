//! The way to stdout, which must never keep the program from hearing a signal.
//!
//! Writing blocks when the reader is slow, so a thread does it, and takes the next piece when the
//! one before has been flushed. Meanwhile bytes gather here; beyond [`ENOUGH`] the caller should
//! stop taking more from the network, which slows the server down.

use std::io::{self, Write};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::say;
use super::verdict::Verdict;
use crate::problem::Problem;
use crate::runtime::ending::failed;
use crate::runtime::signals::Signals;

/// So many bytes that nobody has taken are enough to stop reading for a while.
const ENOUGH: usize = 64 * 1024;

/// How long a reader may take what is left when the program was told to end.
const LAST_WAIT: Duration = Duration::from_millis(300);

/// Bytes on their way to stdout.
#[derive(Debug)]
pub struct Out {
    pending: Vec<u8>,
    tx: mpsc::Sender<Vec<u8>>,
    writing: JoinHandle<io::Result<()>>,
}

impl Out {
    /// Starts the thread that writes. Runs inside a runtime.
    pub fn to_stdout() -> Self {
        let (tx, mut rx) = mpsc::channel::<Vec<u8>>(1);
        let writing = spawn_blocking(move || {
            let mut stdout = io::stdout().lock();
            while let Some(bytes) = rx.blocking_recv() {
                stdout.write_all(&bytes)?;
                stdout.flush()?;
            }
            Ok(())
        });
        Self {
            pending: Vec::new(),
            tx,
            writing,
        }
    }

    /// Adds bytes; [`Self::advance`] brings them on their way.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// Is it time to wait for the reader before adding more?
    pub fn is_crowded(&self) -> bool {
        self.pending.len() >= ENOUGH
    }

    /// Hands on what is pending, or, when there is nothing, waits until stdout fails.
    ///
    /// Fails when it has. Dropping the future loses nothing.
    pub async fn advance(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            self.tx.closed().await;
        } else if let Ok(permit) = self.tx.reserve().await {
            permit.send(std::mem::take(&mut self.pending));
            return Ok(());
        }
        Err(self.failure().await)
    }

    /// Writes what is pending and waits until stdout has it.
    pub async fn close(mut self) -> io::Result<()> {
        while !self.pending.is_empty() {
            self.advance().await?;
        }
        drop(self.tx);
        self.writing.await.map_err(io::Error::other)?
    }

    /// Why the writing has ended by itself.
    async fn failure(&mut self) -> io::Error {
        match (&mut self.writing).await {
            Ok(Err(error)) => error,
            Ok(Ok(())) => io::ErrorKind::BrokenPipe.into(),
            Err(error) => io::Error::other(error),
        }
    }
}

/// The last of a run: all bytes go out, then what is left to say goes to stderr.
pub async fn finish(out: Out, signals: &mut Signals, verdict: Verdict) -> Result<u8, Problem> {
    let written = if verdict.is_hasty() {
        // Who does not read by now will not be waited for.
        timeout(LAST_WAIT, out.close()).await.unwrap_or(Ok(()))
    } else {
        tokio::select! {
            biased;
            signal = signals.next() => return Verdict::of_signal(signal).into_result(),
            written = out.close() => written,
        }
    };
    if let Some(note) = &verdict.note {
        say(&format!("note: {note}"));
    }
    match (verdict.into_result(), written) {
        (Ok(code), Err(error)) => unwritten(&error, code),
        (result, _) => result,
    }
}

/// What becomes of a run whose stdout failed: a reader who has seen enough is no failure.
pub fn unwritten(error: &io::Error, code: u8) -> Result<u8, Problem> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(code),
        _ => Err(failed("The answer could not be printed", error)),
    }
}
