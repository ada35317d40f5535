//! *Lines* are what is read from stdin, one by one, as they are ended.
//!
//! A thread of its own reads, because reading blocks and nothing ends it; it goes with the program.
//! The terminal, if there is one, stays as it is: it echoes what is typed and lets a line be edited
//! before it is sent.
//!
//! What the terminal echoed before the person was asked must not count as their answer, so a line
//! is known to be coming from the moment on at which the system has it, and not only once the
//! thread got to it.

use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::retry_on_intr;
use tokio::sync::mpsc;

/// Longest line that is taken, in bytes; the rest of a longer one is dropped.
const LONGEST: u64 = 20_000_000;

/// Lines read ahead; when so many wait, the others wait in the pipe.
const AHEAD: usize = 16;

/// What stdin brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Text(String),
    /// A line that cannot be sent, and why; the next one may be.
    Unusable(&'static str),
    /// Nothing more comes.
    End,
}

/// What is there before anybody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ahead {
    /// A line.
    Line(Line),
    /// A line that [`Lines::next`] will bring at once: it was ended, and is not read yet.
    Coming,
    /// Nothing.
    Nothing,
}

/// The way in.
#[derive(Debug)]
pub struct Lines {
    source: Arc<OwnedFd>,
    read: mpsc::Receiver<Line>,
    /// How many lines the thread has begun to take; counted before it takes anything of one.
    n_begun: Arc<AtomicUsize>,
    /// How many lines came from the thread. Both ends count, because a flag that the thread takes
    /// back behind its line would promise another one to who is faster.
    n_received: usize,
}

impl Lines {
    /// Starts reading stdin. At most one is made in a run.
    ///
    /// Fails when the system gives no thread.
    pub fn of_stdin() -> io::Result<Self> {
        Self::of(io::stdin().as_fd().try_clone_to_owned()?)
    }

    fn of(source: OwnedFd) -> io::Result<Self> {
        let (tx, read) = mpsc::channel(AHEAD);
        let n_begun = Arc::new(AtomicUsize::new(0));
        let source = Arc::new(source);
        let (begun, reads) = (Arc::clone(&n_begun), Arc::clone(&source));
        thread::Builder::new()
            .name("stdin".to_owned())
            .spawn(move || hand_over(&reads, &begun, &tx))?;
        Ok(Self {
            source,
            read,
            n_begun,
            n_received: 0,
        })
    }

    /// Waits for the next line. Dropping the future loses none.
    pub async fn next(&mut self) -> Line {
        let line = self.read.recv().await;
        self.n_received += 1;
        line.unwrap_or(Line::End)
    }

    /// The next line, if it is there already or coming.
    pub fn ahead(&mut self) -> Ahead {
        // In this order: what is neither in the terminal nor in the thread was handed over.
        let is_coming = is_readable(&self.source, Some(&Timespec::default()))
            || self.n_begun.load(Ordering::SeqCst) > self.n_received;
        match self.read.try_recv() {
            Ok(line) => {
                self.n_received += 1;
                Ahead::Line(line)
            }
            Err(mpsc::error::TryRecvError::Empty) if is_coming => Ahead::Coming,
            Err(_) => Ahead::Nothing,
        }
    }
}

/// Reads to the end and hands each line over; counts it before it takes anything of it.
fn hand_over(source: &OwnedFd, n_begun: &AtomicUsize, tx: &mpsc::Sender<Line>) {
    let mut input = BufReader::new(Unbuffered(source));
    loop {
        let is_there = !input.buffer().is_empty() || is_readable(source, None);
        if is_there {
            n_begun.fetch_add(1, Ordering::SeqCst);
        }
        // A source that fails brings nothing more, like one that ended.
        let line = next_of(&mut input).unwrap_or(Line::End);
        if !is_there {
            // It could not be asked, and waited for its line in reading.
            n_begun.fetch_add(1, Ordering::SeqCst);
        }
        let is_last = line == Line::End;
        if tx.blocking_send(line).is_err() || is_last {
            return;
        }
    }
}

/// The source itself: of the standard library's buffer for stdin nobody can say what is in it.
struct Unbuffered<'a>(&'a OwnedFd);

impl Read for Unbuffered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(self.0, buf)?)
    }
}

/// Is there something to read, or will there never be? Waits for it so long, or without end.
fn is_readable(source: impl AsFd, wait: Option<&Timespec>) -> bool {
    let mut fds = [PollFd::new(&source, PollFlags::IN)];
    let polled = retry_on_intr(|| poll(&mut fds, wait)).is_ok();
    // Where a terminal cannot be asked, lines are coming when they are there.
    polled && fds[0].revents().intersects(PollFlags::IN | PollFlags::HUP)
}

fn next_of(source: &mut impl BufRead) -> io::Result<Line> {
    let mut bytes = Vec::new();
    let n_read = source
        .by_ref()
        .take(LONGEST)
        .read_until(b'\n', &mut bytes)?;
    if n_read == 0 {
        return Ok(Line::End);
    }
    if bytes.pop_if(|last| *last == b'\n').is_some() {
        bytes.pop_if(|last| *last == b'\r');
    } else if u64::try_from(n_read).is_ok_and(|n| n >= LONGEST) {
        source.skip_until(b'\n')?;
        return Ok(Line::Unusable("it is longer than 20 MB"));
    }
    Ok(String::from_utf8(bytes).map_or(Line::Unusable("it is not UTF-8"), Line::Text))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_line_that_was_received_promises_no_other_one() {
        let (source, mut end) = io::pipe().unwrap();
        let mut lines = Lines::of(source.into()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        for _ in 0..2_000 {
            end.write_all(b"line\n").unwrap();
            assert_eq!(runtime.block_on(lines.next()), Line::Text("line".into()));
            assert_eq!(lines.ahead(), Ahead::Nothing);
        }
        drop(end);
        assert_eq!(runtime.block_on(lines.next()), Line::End);
    }

    #[test]
    fn lines_come_without_their_ends_and_bad_ones_do_not_stop_the_rest() {
        let mut source: &[u8] = b"one\r\n\ncaf\xe9\nlast";
        let read: Vec<Line> = std::iter::from_fn(|| next_of(&mut source).ok())
            .take(5)
            .collect();
        let text = |text: &str| Line::Text(text.into());
        let expect = [
            text("one"),
            text(""),
            Line::Unusable("it is not UTF-8"),
            text("last"),
            Line::End,
        ];
        assert_eq!(read, expect);
    }
}
