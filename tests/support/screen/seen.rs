//! What has been *seen* of a running program: every byte with the moment of its arrival, what an
//! emulator made of them, and the end. Two threads fill it, one for the bytes and one for the end.

use std::fmt::Write as _;
use std::io::Read;
use std::num::NonZeroU16;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::Child;

use super::Exit;

/// A terminal shows nothing of a frame between these two; so does the emulator.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// What the threads have seen, and the bell they ring when there is more.
pub struct Seen {
    log: Mutex<Log>,
    news: Condvar,
}

pub struct Log {
    pub parser: vt100::Parser,
    pub bytes: Vec<u8>,
    /// How many of `bytes` the emulator has been given: never a part of a frame.
    n_shown: usize,
    /// Where each piece that was read ends, and when that was.
    pub arrivals: Vec<(usize, Instant)>,
    pub exit: Option<Exit>,
    /// Nothing more will arrive.
    pub ended: bool,
    /// Nothing more shall be read.
    hung_up: bool,
    /// What the emulator could not bear; it was started anew.
    pub broken: Option<String>,
}

impl Seen {
    pub fn new(size: (u16, u16)) -> Self {
        Self {
            log: Mutex::new(Log {
                parser: emulator(size),
                bytes: Vec::new(),
                n_shown: 0,
                arrivals: Vec::new(),
                exit: None,
                ended: false,
                hung_up: false,
                broken: None,
            }),
            news: Condvar::new(),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    pub fn read(&self, reader: &mut dyn Read) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(n) = reader.read(&mut buffer) {
            if n == 0 {
                break;
            }
            let now = Instant::now();
            let mut log = self.lock();
            log.bytes.extend_from_slice(&buffer[..n]);
            let end = log.bytes.len();
            log.arrivals.push((end, now));
            let n_whole = end - n_held(&log.bytes[log.n_shown..]);
            log.show(n_whole);
            self.news.notify_all();
            if log.hung_up {
                break;
            }
        }
        let mut log = self.lock();
        let end = log.bytes.len();
        log.show(end); // Half a frame is the last word of a program that was killed.
        log.ended = true;
        self.news.notify_all();
    }

    pub fn wait(&self, mut child: Box<dyn Child + Send + Sync>) {
        let status = child.wait();
        self.lock().exit = status.ok().map(Exit::from);
        self.news.notify_all();
    }

    /// Reads no more after the next byte.
    pub fn hang_up(&self) {
        self.lock().hung_up = true;
    }

    /// Waits while `condition` holds; `false` when it still does at the end of `time`.
    pub fn wait_while(&self, time: Duration, mut condition: impl FnMut(&Log) -> bool) -> bool {
        let (log, result) = self
            .news
            .wait_timeout_while(self.lock(), time, |log| condition(log))
            .unwrap();
        drop(log);
        !result.timed_out()
    }

    pub fn resize(&self, (columns, rows): (u16, u16)) {
        let (columns, rows) = (at_least_one(columns), at_least_one(rows));
        self.lock().guarded(|parser| parser.set_size(rows, columns));
    }
}

impl Log {
    /// Gives the emulator all bytes before `end`.
    fn show(&mut self, end: usize) {
        let fresh = self.bytes[self.n_shown..end].to_vec();
        self.n_shown = end;
        self.guarded(|parser| parser.process(&fresh));
    }

    /// The emulator has panicked at tiny sizes; then a new one of the same size takes over, and the
    /// failure text says so.
    fn guarded(&mut self, act: impl FnOnce(&mut vt100::Parser)) {
        let (rows, columns) = self.parser.screen().size();
        let parser = &mut self.parser;
        if catch_unwind(AssertUnwindSafe(|| act(parser))).is_err() {
            let mut what = self.broken.take().unwrap_or_default();
            let _ = write!(what, "panicked after {} bytes; ", self.bytes.len());
            self.broken = Some(what);
            self.parser = vt100::Parser::new(rows, columns, 0);
        }
    }
}

/// How many bytes at the end of `bytes` are an unfinished frame, or may be the begin of one.
fn n_held(bytes: &[u8]) -> usize {
    let last = |what: &[u8]| bytes.windows(what.len()).rposition(|window| window == what);
    match (last(FRAME_BEGINS), last(FRAME_ENDS)) {
        (Some(begin), end) if end.is_none_or(|end| end < begin) => bytes.len() - begin,
        _ => (1..FRAME_BEGINS.len())
            .rev()
            .find(|&n| bytes.ends_with(&FRAME_BEGINS[..n]))
            .unwrap_or(0),
    }
}

fn emulator((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(at_least_one(rows), at_least_one(columns), 0)
}

fn at_least_one(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}
