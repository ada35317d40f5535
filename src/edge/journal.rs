//! The *journal* is the task that owns the file of the open session and appends to it.
//!
//! Records come in through a bounded queue, get their sequence number, and go to the operating
//! system in the order in which they came, all that is waiting in one write. The program may be
//! killed from then on without losing them; against a loss of power the file is synced when it
//! has been quiet for a moment, and at the end, never for each piece of an answer.
//!
//! Every touch of the disk happens on a thread for blocking work, so a slow disk delays nothing
//! but the journal itself. When a write fails, that is reported once; the records are kept and
//! written again every second until it works, and meanwhile nothing more is taken from the queue,
//! so memory stays bounded and the sender learns that saving is behind. What a failed write left
//! in the file is taken back before the next one.
//!
//! Of a new session no file appears before there is something in it to be missed (see
//! [`Record::matters`]); a program that is opened and left again leaves nothing behind.
//!
//! The journal knows nothing of folders, names or locks: that is `edge::store`.

use std::io;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::conversation::UnixMillis;
use crate::problem::{Problem, ProblemKind};
use crate::session::JournalEvent;
use crate::session::codec::encode;
use crate::session::record::{RECORD_VERSION, Record, RecordLine};

/// Records that may wait for the disk before the sender has to.
pub const QUEUE: usize = 64;

/// After a failed write, the next attempt.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Quiet time after which the file is synced. Longer than the time between two pieces of an
/// answer, so that a stream is not synced piece by piece.
const SYNC_AFTER: Duration = Duration::from_millis(500);

/// A buffer that grew beyond this for one large record is given back.
const KEPT_BUFFER: usize = 1024 * 1024;

/// The writing end of a session. Dropping it closes it, like [`Journal::close`], without waiting.
#[derive(Debug)]
pub struct Journal {
    /// Takes a record and when it was made. Waits when the queue is full; fails once closed.
    pub sender: mpsc::Sender<(UnixMillis, Record)>,
    closing: DropGuard,
    rest: oneshot::Sender<Vec<(UnixMillis, Record)>>,
    standing: watch::Receiver<Standing>,
    task: JoinHandle<Result<(), Problem>>,
}

/// How far saving has come.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// Records that were taken from the queue and tried to be written.
    n_tried: u64,
    failing: bool,
}

/// What the journal writes to.
pub trait LogFile: Send + 'static {
    /// Is there nothing in it yet?
    fn is_new(&self) -> bool;
    /// Writes at the end, through to the operating system. After an error a part of `lines` may
    /// stand in the file; [`LogFile::undo`] comes before the next call then.
    fn append(&mut self, lines: &[u8]) -> io::Result<()>;
    /// Takes back what a failed [`LogFile::append`] has left.
    fn undo(&mut self) -> io::Result<()>;
    /// Makes what was written survive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

/// Starts the task that writes to `file`; needs a runtime.
///
/// `first_seq` is the number of the next record ([`Replayed::next_seq`], 1 for a new session),
/// `capacity` the length of the queue ([`QUEUE`] fits). What happens is told through `events`, made
/// into the receiver's own type by `wrap`. `Written` may be left out while `events` is full; a
/// later one covers it.
///
/// [`Replayed::next_seq`]: crate::session::replay::Replayed::next_seq
pub fn spawn<M: Send + 'static>(
    file: impl LogFile,
    first_seq: u64,
    capacity: usize,
    events: mpsc::Sender<M>,
    wrap: fn(JournalEvent) -> M,
) -> Journal {
    let (sender, records) = mpsc::channel(capacity.max(1));
    let (rest, last_records) = oneshot::channel();
    let (tell_standing, standing) = watch::channel(Standing::default());
    let closing = CancellationToken::new();
    let reporter = Reporter {
        events,
        wrap,
        standing: tell_standing,
        closing: closing.clone(),
        failing: false,
        told: 0,
    };
    let writer = Writer::new(file, first_seq);
    let task = tokio::spawn(run(writer, records, last_records, reporter));
    Journal {
        sender,
        closing: closing.drop_guard(),
        rest,
        standing,
        task,
    }
}

impl Journal {
    /// Waits until the first `n_records` that were sent since [`spawn`] are with the operating
    /// system, or until waiting would be in vain: writing fails, or the journal has ended.
    pub fn written(&self, n_records: u64) -> impl Future<Output = ()> + Send + use<> {
        let mut standing = self.standing.clone();
        async move {
            let _ = standing
                .wait_for(|standing| standing.failing || standing.n_tried >= n_records)
                .await;
        }
    }

    /// Writes what is still waiting, syncs the file and closes it; the lock goes with it.
    ///
    /// Nothing can be sent any more, by other holders of a sender neither. Fails when the last
    /// attempt to write failed: then records are lost with this process.
    pub async fn close(self) -> Result<(), Problem> {
        self.close_with(Vec::new()).await
    }

    /// Like [`Journal::close`], with records that found no room in the queue yet; they come last.
    ///
    /// They are not sent through the queue, which stands still while writing fails.
    pub async fn close_with(self, records: Vec<(UnixMillis, Record)>) -> Result<(), Problem> {
        let Self {
            sender,
            closing,
            rest,
            standing: _,
            task,
        } = self;
        // A task that has ended already says so below.
        let _ = rest.send(records);
        drop((sender, closing));
        task.await.unwrap_or_else(|error| Err(unsaved(&error)))
    }
}

/// The life of the task: write, rest, sync; then the rest and the last sync.
async fn run<F: LogFile, M>(
    mut writer: Writer<F>,
    mut records: mpsc::Receiver<(UnixMillis, Record)>,
    mut last_records: oneshot::Receiver<Vec<(UnixMillis, Record)>>,
    mut reporter: Reporter<M>,
) -> Result<(), Problem> {
    let closing = reporter.closing.clone();
    let mut batch = Vec::new();
    let mut n_tried: u64 = 0;
    loop {
        let failing = reporter.failing;
        let rest = if failing { RETRY_AFTER } else { SYNC_AFTER };
        let mut then = Then::Rest;
        tokio::select! {
            biased;
            () = closing.cancelled() => break,
            n_records = records.recv_many(&mut batch, QUEUE), if !failing => {
                if n_records == 0 {
                    break;
                }
            }
            () = sleep(rest), if failing || writer.unsynced || reporter.told < writer.written => {
                then = Then::Sync;
            }
        }
        n_tried += u64::try_from(batch.len()).unwrap_or(0);
        let result;
        (writer, result) = work(writer, std::mem::take(&mut batch), then).await?;
        reporter.standing.send_replace(Standing {
            n_tried,
            failing: result.is_err(),
        });
        reporter.outcome(&result, writer.written).await;
    }
    records.close();
    // At most the queue's length, and what senders hold places for.
    while records.recv_many(&mut batch, QUEUE).await > 0 {}
    batch.extend(last_records.try_recv().unwrap_or_default());
    let (writer, result) = work(writer, batch, Then::Sync).await?;
    reporter.outcome(&result, writer.written).await;
    result.map_err(|error| unsaved(&error))
}

/// Takes the writer to a thread where it may block, and brings it back.
async fn work<F: LogFile>(
    mut writer: Writer<F>,
    batch: Vec<(UnixMillis, Record)>,
    then: Then,
) -> Result<(Writer<F>, io::Result<()>), Problem> {
    let job = spawn_blocking(move || {
        let result = writer.work(batch, then);
        (writer, result)
    });
    job.await.map_err(|error| unsaved(&error))
}

/// What to do after the records were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Rest,
    Sync,
}

/// The blocking half: records → bytes → file.
///
/// # Invariants
///
/// - `pending` holds whole lines, in order; it is only emptied when all of it is in the file.
/// - While `half_written`, nothing is appended.
struct Writer<F> {
    file: F,
    next_seq: u64,
    /// Highest sequence number in the file; zero before the first write.
    written: u64,
    pending: Vec<u8>,
    matters: bool,
    half_written: bool,
    unsynced: bool,
}

impl<F: LogFile> Writer<F> {
    fn new(file: F, first_seq: u64) -> Self {
        Self {
            file,
            next_seq: first_seq,
            written: 0,
            pending: Vec::new(),
            matters: false,
            half_written: false,
            unsynced: false,
        }
    }

    fn work(&mut self, batch: Vec<(UnixMillis, Record)>, then: Then) -> io::Result<()> {
        for (at, record) in batch {
            self.matters |= record.matters();
            let line = RecordLine {
                v: RECORD_VERSION,
                seq: self.next_seq,
                at,
                record,
            };
            self.next_seq = self.next_seq.saturating_add(1);
            self.pending.extend_from_slice(encode(&line).as_bytes());
            self.pending.push(b'\n');
        }
        self.flush()?;
        if then == Then::Sync && self.unsynced {
            self.file.sync()?;
            self.unsynced = false;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.half_written {
            self.file.undo()?;
            self.half_written = false;
        }
        if self.pending.is_empty() || (self.file.is_new() && !self.matters) {
            return Ok(());
        }
        if let Err(error) = self.file.append(&self.pending) {
            // Taken back at once, so that a kill in the meantime leaves no half line.
            self.half_written = self.file.undo().is_err();
            return Err(error);
        }
        self.pending.clear();
        self.pending.shrink_to(KEPT_BUFFER);
        self.written = self.next_seq.saturating_sub(1);
        self.unsynced = true;
        Ok(())
    }
}

/// The telling half.
struct Reporter<M> {
    events: mpsc::Sender<M>,
    wrap: fn(JournalEvent) -> M,
    standing: watch::Sender<Standing>,
    closing: CancellationToken,
    failing: bool,
    /// Highest sequence number reported as written.
    told: u64,
}

impl<M> Reporter<M> {
    async fn outcome(&mut self, result: &io::Result<()>, written: u64) {
        match result {
            Err(error) if !self.failing => {
                self.failing = true;
                self.tell(JournalEvent::Failed(unsaved(error))).await;
            }
            Ok(()) if self.failing => {
                self.failing = false;
                self.tell(JournalEvent::Recovered).await;
            }
            Err(_) | Ok(()) => {}
        }
        if self.told < written {
            let event = (self.wrap)(JournalEvent::Written(written));
            if !matches!(
                self.events.try_send(event),
                Err(mpsc::error::TrySendError::Full(_))
            ) {
                self.told = written;
            }
        }
    }

    /// Waits for a place in the queue, but not once the journal is being closed: whoever waits
    /// for that may be the one who empties the queue.
    async fn tell(&self, event: JournalEvent) {
        tokio::select! {
            biased;
            // A receiver that is gone wants to know nothing.
            _ = self.events.send((self.wrap)(event)) => {}
            () = self.closing.cancelled() => {}
        }
    }
}

/// A failed write, told to a person.
fn unsaved(error: &(dyn std::error::Error + 'static)) -> Problem {
    let problem = Problem::new(ProblemKind::Session, "The conversation could not be saved");
    let hint = match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
            "Make room on the disk; saving goes on by itself"
        }
        Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            "Allow writing to the folder of the sessions; saving goes on by itself"
        }
        _ => "Keep the program open; saving is tried again every second",
    };
    problem.because(error).hint(hint)
}

#[cfg(test)]
mod tests;
