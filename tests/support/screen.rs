//! A *running* program in a pseudo-terminal, with an emulator at the other end: the harness of all
//! end-to-end tests, so that a test reads as what a person does and sees.
//!
//! Nothing here sleeps or guesses. A test acts, then waits until the screen shows something; when
//! it does not in time, the failure prints the whole screen. Every byte is kept with the moment of
//! its arrival. The program sees a clean environment, a home of its own and no key.
//!
//! ```text
//! let mut causerie = Program::causerie().args(["--demo"]).start();
//! causerie.wait_for("Try: ");
//! causerie.type_text("hello").keys("<enter>");
//! causerie.wait_until("the answer ended", |screen| screen.row(23).contains("ready"));
//! causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
//! ```

#![allow(dead_code, reason = "each test binary uses what it needs")]
#![expect(
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test support that cannot go on fails its test"
)]

#[path = "screen/keys.rs"]
mod keys;
#[path = "screen/person.rs"]
mod person;
#[path = "screen/program.rs"]
mod program;
#[path = "screen/seen.rs"]
mod seen;
#[path = "screen/snapshot.rs"]
mod snapshot;
#[path = "screen/wait.rs"]
mod wait;

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portable_pty::{ExitStatus, MasterPty};
use rustix::process::{Pid, Signal, kill_process_group};

pub use self::program::{Home, Program};
pub use self::snapshot::Screen;

use self::seen::Seen;

/// How long a condition is waited for, unless [`Running::patience`] says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running program, the terminal it runs in, and all that was seen of it. Dropping it kills the
/// program and its children.
pub struct Running {
    seen: Arc<Seen>,
    terminal: Option<Terminal>,
    pid: Pid,
    patience: Duration,
    home: Home,
}

/// Our end of the terminal.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
}

/// A place in the bytes that were received; at first their beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(usize);

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The code; 1 when a signal ended it.
    pub code: u32,
    /// The name of the signal that ended it.
    pub signal: Option<String>,
}

impl Mark {
    /// The place before the first byte.
    pub const START: Self = Self(0);
}

/// What a person sees.
impl Running {
    /// The screen now.
    pub fn screen(&self) -> Screen {
        Screen(self.seen.lock().parser.screen().clone())
    }

    /// All rows of the screen now, without the blanks at their ends.
    pub fn contents(&self) -> String {
        self.screen().contents()
    }

    /// The place after the last byte received so far.
    pub fn mark(&self) -> Mark {
        Mark(self.seen.lock().bytes.len())
    }

    /// The bytes received since `mark`.
    pub fn raw_bytes_since(&self, mark: Mark) -> Vec<u8> {
        self.seen.lock().bytes[mark.0..].to_vec()
    }

    /// The pieces received since `mark`, each with the moment it was read.
    pub fn arrivals_since(&self, mark: Mark) -> Vec<(Instant, Vec<u8>)> {
        let log = self.seen.lock();
        let mut start = 0;
        let mut pieces = Vec::new();
        for &(end, at) in &log.arrivals {
            if end > mark.0 {
                pieces.push((at, log.bytes[start.max(mark.0)..end].to_vec()));
            }
            start = end;
        }
        pieces
    }

    /// Whether the terminal is in raw mode: it neither echoes nor edits a line.
    pub fn raw_mode(&self) -> bool {
        const ECHO: u64 = 0o10; // The same on Linux and on the systems from BSD.
        let modes = self
            .terminal()
            .master
            .get_termios()
            .unwrap()
            .local_flags
            .bits();
        u64::from(modes) & ECHO == 0
    }

    /// Sets how long conditions are waited for.
    pub fn patience(&mut self, patience: Duration) -> &mut Self {
        self.patience = patience;
        self
    }

    /// The program's home, for a second run or a look at its files.
    pub fn home(&self) -> Home {
        self.home.clone()
    }

    /// The process id of the program.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// The process group that has the terminal, which under a shell is not the program's.
    pub fn foreground(&self) -> Pid {
        let group = self.terminal().master.process_group_leader().unwrap();
        Pid::from_raw(group).unwrap()
    }

    fn terminal(&self) -> &Terminal {
        self.terminal.as_ref().unwrap()
    }

    fn terminal_mut(&mut self) -> &mut Terminal {
        self.terminal.as_mut().unwrap()
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        let log = self.seen.lock();
        let tail = String::from_utf8_lossy(&log.bytes[log.bytes.len().saturating_sub(400)..])
            .escape_debug()
            .to_string();
        let broken = log.broken.clone();
        let exit = log.exit.clone();
        let screen = Screen(log.parser.screen().clone());
        drop(log); // Panicking with the lock held would break it for the threads.
        panic!("{what}\n{screen:?}\nexit: {exit:?}\nemulator: {broken:?}\nlast bytes: {tail}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.seen.lock().exit.is_none() {
            // It leads a session of its own, so its group is its children, but not the test.
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
    }
}

impl Exit {
    /// Fails unless the program ended by itself with this code.
    #[track_caller]
    pub fn expect_code(&self, code: u32) {
        assert_eq!((self.code, self.signal.as_deref()), (code, None));
    }
}

impl From<ExitStatus> for Exit {
    fn from(status: ExitStatus) -> Self {
        Self {
            code: status.exit_code(),
            signal: status.signal().map(ToOwned::to_owned),
        }
    }
}
