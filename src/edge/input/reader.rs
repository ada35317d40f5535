//! The thread that reads the terminal's bytes.

use std::fs::File;
use std::io::{self, IsTerminal, PipeReader, PipeWriter};
use std::os::fd::AsFd;
#[cfg(target_os = "linux")]
use std::os::unix::fs::MetadataExt as _;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};
use tokio::sync::mpsc::Sender;

use crate::key::TerminalEvent;

use super::Wire;
use super::parse::Parser;

/// For so long nobody goes to sleep: waking up takes longer than that, and Escape waits for it.
const LOOK_AGAIN: Duration = Duration::from_micros(100);

/// Reads until it is dropped, the terminal is gone or nobody listens; dropping it waits for the
/// end.
#[derive(Debug)]
pub struct Reader {
    /// Closing it wakes the thread.
    stop: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Starts the thread. It reads standard input, or the controlling terminal when standard input
    /// is something else.
    pub fn start(wire: Wire, tx: Sender<io::Result<TerminalEvent>>) -> io::Result<Self> {
        let stdin = io::stdin();
        let tty: File = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()?.into()
        } else {
            File::open("/dev/tty")?
        };
        let wire = if is_serial(&tty) { Wire::Far } else { wire };
        let (stopped, stop) = io::pipe()?;
        let thread = thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || {
                if let Err(error) = run(wire, &tty, &stopped, &tx) {
                    let _ = tx.blocking_send(Err(error)); // Nobody listens: the end was asked for.
                }
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // A panic there has been told already.
        }
    }
}

fn run(
    wire: Wire,
    tty: &File,
    stopped: &PipeReader,
    tx: &Sender<io::Result<TerminalEvent>>,
) -> io::Result<()> {
    let mut parser = Parser::new(wire);
    let mut buffer = [0; 16 * 1024];
    let mut events = Vec::new();
    loop {
        let mut sources = [
            PollFd::new(stopped, PollFlags::IN),
            PollFd::new(tty, PollFlags::IN),
        ];
        let patience = parser.patience();
        let ready = match patience.filter(|patience| *patience <= LOOK_AGAIN) {
            Some(patience) => look_again(&mut sources, patience),
            None => poll(&mut sources, patience.map(timespec).as_ref()),
        };
        let n_ready = match ready {
            Err(Errno::INTR) => continue,
            ready => ready?,
        };
        if !sources[0].revents().is_empty() {
            return Ok(());
        }
        if n_ready == 0 {
            parser.time_out(&mut events);
        } else {
            match read(tty, &mut buffer) {
                // The line was hung up; some systems say so by an error.
                Ok(0) | Err(Errno::IO) => return Ok(()),
                Ok(n) => parser.push(buffer.get(..n).unwrap_or_default(), &mut events),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for event in events.drain(..) {
            if tx.blocking_send(Ok(event)).is_err() {
                return Ok(());
            }
        }
    }
}

/// Waits so short a time without sleeping; answers like [`poll`].
fn look_again(sources: &mut [PollFd<'_>], patience: Duration) -> Result<usize, Errno> {
    let begun = Instant::now();
    loop {
        let n_ready = poll(sources, Some(&Timespec::default()))?;
        if n_ready > 0 || begun.elapsed() >= patience {
            return Ok(n_ready);
        }
        thread::yield_now();
    }
}

/// Is the terminal at a serial line? There even a short sequence takes milliseconds.
#[cfg(target_os = "linux")]
fn is_serial(tty: &File) -> bool {
    // Linux's list of devices: 4:0-63 are the console, 5 stands for the controlling terminal of
    // whatever kind, 136-143 are pseudo-terminals.
    let device = tty.metadata().map_or(0, |metadata| metadata.rdev());
    let (major, minor) = (device >> 8 & 0xFFF, device & 0xFF);
    !matches!((major, minor), (0 | 5 | 136..=143, _) | (4, 0..64))
}

/// Is the terminal at a serial line? Nobody knows.
#[cfg(not(target_os = "linux"))]
fn is_serial(_: &File) -> bool {
    false
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: time.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: time.subsec_nanos().into(),
    }
}
