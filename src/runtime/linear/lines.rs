//! *Lines* are what is read from stdin, one by one, as they are ended.
//!
//! A thread of its own reads, because reading blocks and nothing ends it; it goes with the program.
//! The terminal, if there is one, stays as it is: it echoes what is typed and lets a line be edited
//! before it is sent.
//!
//! What the terminal echoed before the person was asked must not count as their answer, so a line is
//! known to be coming from the moment on at which the system has it, and not only once the thread got
//! to it.

use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    read: mpsc::Receiver<Line>,
    /// Has the thread taken something that it has not handed over? Set before it takes anything.
    is_reading: Arc<AtomicBool>,
}

impl Lines {
    /// Starts reading stdin. At most one is made in a run.
    ///
    /// Fails when the system gives no thread.
    pub fn of_stdin() -> io::Result<Self> {
        let (tx, read) = mpsc::channel(AHEAD);
        let is_reading = Arc::new(AtomicBool::new(false));
        let reads = Arc::clone(&is_reading);
        let mut stdin = BufReader::new(Unbuffered);
        thread::Builder::new()
            .name("stdin".to_owned())
            .spawn(move || {
                loop {
                    let is_there = !stdin.buffer().is_empty() || is_readable(io::stdin(), None);
                    reads.store(is_there, Ordering::SeqCst);
                    // A stdin that fails brings nothing more, like one that ended.
                    let line = next_of(&mut stdin).unwrap_or(Line::End);
                    let is_last = line == Line::End;
                    let is_over = tx.blocking_send(line).is_err() || is_last;
                    reads.store(false, Ordering::SeqCst);
                    if is_over {
                        return;
                    }
                }
            })?;
        Ok(Self { read, is_reading })
    }

    /// Waits for the next line. Dropping the future loses none.
    pub async fn next(&mut self) -> Line {
        self.read.recv().await.unwrap_or(Line::End)
    }

    /// The next line, if it is there already or coming.
    pub fn ahead(&mut self) -> Ahead {
        // In this order: what is neither in the terminal nor in the thread was handed over.
        let is_coming = is_readable(io::stdin(), Some(&Timespec::default()))
            || self.is_reading.load(Ordering::SeqCst);
        match self.read.try_recv() {
            Ok(line) => Ahead::Line(line),
            Err(mpsc::error::TryRecvError::Empty) if is_coming => Ahead::Coming,
            Err(_) => Ahead::Nothing,
        }
    }
}

/// Standard input itself: of the standard library's buffer nobody can say what is in it.
struct Unbuffered;

impl Read for Unbuffered {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(io::stdin(), buf)?)
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
    use super::*;

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
