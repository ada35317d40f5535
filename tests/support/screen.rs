//! A *running* program in a pseudo-terminal, with an emulator at the other end: the harness of all
//! end-to-end tests, so that a test reads as what a person does and sees.
//!
//! Nothing here sleeps or guesses. A test acts, then waits until the screen shows something; when it
//! does not in time, the failure prints the whole screen. Every byte is kept with the moment of its
//! arrival. The program sees a clean environment, a home of its own and no key.
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
#[path = "screen/seen.rs"]
mod seen;
#[path = "screen/snapshot.rs"]
mod snapshot;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

pub use self::snapshot::Screen;

use self::seen::Seen;

/// How long a condition is waited for, unless [`Running::patience`] says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program about to be started.
pub struct Program {
    command: CommandBuilder,
    home: Home,
    size: (u16, u16),
}

/// The home of a program: settings, sessions and logs are below it. Clones share one folder, which
/// is removed with the last of them; so a second run finds what the first one saved.
#[derive(Clone)]
pub struct Home(Rc<TempDir>);

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

impl Program {
    /// The program under test.
    pub fn causerie() -> Self {
        Self::at(env!("CARGO_BIN_EXE_causerie"))
    }

    /// Any other program.
    pub fn at(path: impl Into<OsString>) -> Self {
        let mut command = CommandBuilder::new(path.into());
        command.env_clear();
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ] {
            command.env(name, value);
        }
        Self {
            command,
            home: Home::new(),
            size: (80, 24),
        }
    }

    /// Adds arguments.
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    /// Sets a variable; the environment is otherwise clean.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    /// Uses the home of an earlier run.
    pub fn home(mut self, home: &Home) -> Self {
        self.home = home.clone();
        self
    }

    /// Sets the size of the terminal, 80 × 24 at first.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Starts the program.
    pub fn start(self) -> Running {
        let Self {
            mut command,
            home,
            size,
        } = self;
        home.describe(&mut command);
        command.cwd(home.path());

        let pty = native_pty_system().openpty(pty_size(size)).unwrap();
        let mut reader = pty.master.try_clone_reader().unwrap();
        let writer = pty.master.take_writer().unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave); // Else the end of the program is never seen.

        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let seen = Arc::new(Seen::new(size));
        let reading = Arc::clone(&seen);
        thread::spawn(move || reading.read(&mut reader));
        let waiting = Arc::clone(&seen);
        thread::spawn(move || waiting.wait(child));
        Running {
            seen,
            terminal: Some(Terminal {
                master: pty.master,
                writer,
            }),
            pid,
            patience: PATIENCE,
            home,
        }
    }
}

impl Home {
    /// A new, empty home.
    pub fn new() -> Self {
        Self(Rc::new(TempDir::new().unwrap()))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where sessions are saved.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Where settings and themes are found.
    pub fn config(&self) -> PathBuf {
        self.path().join("config")
    }

    /// Where logs are written.
    pub fn state(&self) -> PathBuf {
        self.path().join("state")
    }

    fn describe(&self, command: &mut CommandBuilder) {
        command.env("HOME", self.path());
        command.env("CAUSERIE_DATA_DIR", self.data());
        command.env("CAUSERIE_CONFIG_DIR", self.config());
        command.env("CAUSERIE_STATE_DIR", self.state());
    }
}

/// What a person does.
impl Running {
    /// Types text as it stands.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        self.send(text.as_bytes())
    }

    /// Presses keys: `"hi<enter>"`, `"<ctrl+c>"`, `"<shift+enter>"`, `"<pageup><up>"`; in the spelling
    /// of the key map between the brackets, `<<>` for the bracket itself.
    ///
    /// `<esc>` must be the last: a terminal in the common mode sends one byte for it, which together
    /// with the next key means Alt. Wait for its effect before going on.
    pub fn keys(&mut self, notation: &str) -> &mut Self {
        self.send(&keys::encode_all(notation))
    }

    /// Pastes text as a terminal does: in brackets if the program asked for them, line ends as `\r`.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        let text = text.replace('\n', "\r");
        if self.screen().bracketed_paste() {
            self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes())
        } else {
            self.send(text.as_bytes())
        }
    }

    /// Turns the wheel over a cell, a notch at a time; negative is up.
    pub fn wheel(&mut self, notches: i16, column: u16, row: u16) -> &mut Self {
        let button = if notches < 0 { 64 } else { 65 };
        let notch = format!("\x1b[<{button};{};{}M", column + 1, row + 1);
        self.send(notch.repeat(notches.unsigned_abs().into()).as_bytes())
    }

    /// Presses the main button over one cell, moves to another and releases it there.
    pub fn drag(&mut self, from: (u16, u16), to: (u16, u16)) -> &mut Self {
        let report = |button: u8, (column, row): (u16, u16), end: char| {
            format!("\x1b[<{button};{};{}{end}", column + 1, row + 1)
        };
        let bytes = report(0, from, 'M') + &report(32, to, 'M') + &report(0, to, 'm');
        self.send(bytes.as_bytes())
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> &mut Self {
        // A program that has ended takes nothing; the test fails at what it waits for.
        let writer = &mut self.terminal_mut().writer;
        let _ = writer.write_all(bytes).and_then(|()| writer.flush());
        self
    }

    /// Gives the terminal a new size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.seen.resize((columns, rows));
        let master = &self.terminal().master;
        master.resize(pty_size((columns, rows))).unwrap();
        self
    }

    /// Closes the terminal, as a window is closed. Nothing is sent or seen any more.
    pub fn hang_up(&mut self) -> &mut Self {
        self.seen.hang_up();
        // The thread that reads holds the terminal too, until the next byte: a new size brings it.
        let (columns, rows) = self.screen().size();
        self.resize(columns - 1, rows);
        self.terminal = None;
        self
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid, signal).unwrap();
        self
    }

    /// Kills the program without giving it a chance, and waits until it is gone.
    pub fn kill9(&mut self) -> Exit {
        self.signal(Signal::KILL).wait_exit()
    }
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

    /// Waits until the screen shows `text` somewhere in one row.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("the screen shows {text:?}"), |screen| {
            screen.contains(text)
        })
    }

    /// Waits until the screen shows `text` no longer.
    #[track_caller]
    pub fn wait_gone(&mut self, text: &str) -> &mut Self {
        let what = format!("the screen shows {text:?} no longer");
        self.wait_until(&what, |screen| !screen.contains(text))
    }

    /// Waits until the screen satisfies `condition`, which `what` says in words.
    ///
    /// Fails with the whole screen when it does not in time, or when the program ended before.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, condition: impl Fn(&Screen) -> bool) -> &mut Self {
        let mut met = false;
        let in_time = self.seen.wait_while(self.patience, |log| {
            met = condition(&Screen(log.parser.screen().clone()));
            !met && !log.ended
        });
        if !met {
            let why = if in_time {
                "the program ended"
            } else {
                "the time is up"
            };
            self.fail(&format!("waiting until {what}: {why}"));
        }
        self
    }

    /// Waits until the bytes received since `mark` satisfy `condition`.
    #[track_caller]
    pub fn wait_bytes(
        &mut self,
        mark: Mark,
        what: &str,
        condition: impl Fn(&[u8]) -> bool,
    ) -> &mut Self {
        let mut met = false;
        self.seen.wait_while(self.patience, |log| {
            met = condition(&log.bytes[mark.0..]);
            !met && !log.ended
        });
        if !met {
            self.fail(&format!("waiting until {what}"));
        }
        self
    }

    /// Waits until nothing has arrived for `quiet`.
    #[track_caller]
    pub fn wait_quiet(&mut self, quiet: Duration) -> &mut Self {
        let start = Instant::now();
        loop {
            let mark = self.mark();
            if !self
                .seen
                .wait_while(quiet, |log| !log.ended && log.bytes.len() == mark.0)
            {
                return self;
            }
            if start.elapsed() > self.patience || self.seen.lock().ended {
                self.fail(&format!("waiting for {quiet:?} without output"));
            }
        }
    }

    /// Fails if anything arrives within `time`: an idle program writes nothing.
    #[track_caller]
    pub fn stays_silent(&mut self, time: Duration) -> &mut Self {
        let mark = self.mark();
        if self
            .seen
            .wait_while(time, |log| !log.ended && log.bytes.len() == mark.0)
        {
            let bytes = self.raw_bytes_since(mark);
            self.fail(&format!(
                "expected silence, got {:?}",
                String::from_utf8_lossy(&bytes)
            ));
        }
        self
    }

    /// Waits until the program has ended and all it wrote has arrived.
    #[track_caller]
    pub fn wait_exit(&mut self) -> Exit {
        self.seen
            .wait_while(self.patience, |log| log.exit.is_none());
        // A child that still holds the terminal must not keep us here.
        self.seen
            .wait_while(Duration::from_secs(1), |log| !log.ended);
        let exit = self.seen.lock().exit.clone();
        match exit {
            Some(exit) => exit,
            None => self.fail("waiting until the program ends"),
        }
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

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}
