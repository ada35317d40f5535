//! *Lines* are what is read from stdin, one by one, as they are ended.
//!
//! A thread of its own reads, because reading blocks and nothing ends it; it goes with the program.
//! The terminal, if there is one, stays as it is: it echoes what is typed and lets a line be edited
//! before it is sent.

use std::io::{self, BufRead, Read};
use std::thread;

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

/// The way in.
#[derive(Debug)]
pub struct Lines(mpsc::Receiver<Line>);

impl Lines {
    /// Starts reading stdin. At most one is made in a run.
    ///
    /// Fails when the system gives no thread.
    pub fn of_stdin() -> io::Result<Self> {
        let (tx, rx) = mpsc::channel(AHEAD);
        thread::Builder::new()
            .name("stdin".to_owned())
            .spawn(move || {
                let mut stdin = io::stdin().lock();
                loop {
                    // A stdin that fails brings nothing more, like one that ended.
                    let line = read(&mut stdin).unwrap_or(Line::End);
                    let is_last = line == Line::End;
                    if tx.blocking_send(line).is_err() || is_last {
                        return;
                    }
                }
            })?;
        Ok(Self(rx))
    }

    /// Waits for the next line. Dropping the future loses none.
    pub async fn next(&mut self) -> Line {
        self.0.recv().await.unwrap_or(Line::End)
    }

    /// The next line, if it is there already.
    pub fn waiting(&mut self) -> Option<Line> {
        self.0.try_recv().ok()
    }
}

fn read(source: &mut impl BufRead) -> io::Result<Line> {
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
        let read: Vec<Line> = std::iter::from_fn(|| read(&mut source).ok())
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
