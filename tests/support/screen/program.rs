//! A *program* before it runs: arguments, a clean environment, a home of its own and a terminal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::thread;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use rustix::process::Pid;
use tempfile::TempDir;

use super::seen::Seen;
use super::{PATIENCE, Running, Terminal};

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

/// A size as the terminal is told it.
pub(super) fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}
