//! The program without a screen, as a script sees it: arguments and pipes in, stdout, stderr and
//! the exit code out.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

mod demo;
mod ends;
mod forms;
mod prompt;
mod sessions;
mod stream;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::server::{PATIENCE, Server};

/// A key that must never be seen in any output.
const KEY: &str = "sk-sesame-9876543210";

/// A place of its own for a program: folders, and an environment with nothing else in it.
pub struct Home {
    dir: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a program has left.
#[derive(Debug)]
pub struct Ended {
    /// `None` if a signal killed it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    /// Without key or server.
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let variables = Vec::new();
        Self { dir, variables }
    }

    /// With a key, for this server.
    pub fn with(server: &Server) -> Self {
        Self::new()
            .set("ANTHROPIC_API_KEY", KEY)
            .set("ANTHROPIC_BASE_URL", &server.url())
    }

    pub fn set(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program with these arguments and nothing on stdin.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_causerie"));
        command
            .env_clear()
            .env("HOME", self.dir.path())
            .env("CAUSERIE_CONFIG_DIR", self.folder("config"))
            .env("CAUSERIE_DATA_DIR", self.folder("data"))
            .env("CAUSERIE_STATE_DIR", self.folder("state"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn start(&self, args: &[&str]) -> Program {
        Program::start(self.command(args))
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        self.start(args).end()
    }

    /// Runs it to its end with this on stdin.
    pub fn run_with(&self, piped: &[u8], args: &[&str]) -> Ended {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        let mut program = Program::start(command);
        let mut stdin = program.child.stdin.take().unwrap();
        let piped = piped.to_vec();
        // It may end without reading everything.
        let writing = thread::spawn(move || stdin.write_all(&piped).is_ok());
        let ended = program.end();
        writing.join().unwrap();
        ended
    }

    /// Are there any saved sessions?
    pub fn has_sessions(&self) -> bool {
        let sessions = std::fs::read_dir(self.folder("data").join("sessions"));
        sessions.is_ok_and(|mut files| files.next().is_some())
    }
}

impl Ended {
    /// Everything on stdout as one JSON object.
    #[track_caller]
    fn object(&self) -> Value {
        let [object] = self.objects().try_into().expect("one line");
        object
    }

    /// Each line of stdout as a JSON object.
    #[track_caller]
    fn objects(&self) -> Vec<Value> {
        let lines = self.out.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().expect("JSON lines")
    }

    /// Asserts how it ended; shows all of it if not.
    #[track_caller]
    pub fn is(&self, code: i32, out: &str) -> &Self {
        assert_eq!(
            (self.code, self.out.as_str()),
            (Some(code), out),
            "{self:#?}"
        );
        self
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(
            self.err.contains(words),
            "{words:?} is missing in {self:#?}"
        );
        self
    }

    #[track_caller]
    pub fn is_quiet(&self) -> &Self {
        assert_eq!(self.err, "", "{self:#?}");
        self
    }
}

/// A running program; dropping it kills it.
pub struct Program {
    pub child: Child,
    out: Stream,
    err: Stream,
}

impl Program {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let out = Stream::of(child.stdout.take());
        let err = Stream::of(child.stderr.take());
        Self { child, out, err }
    }

    /// Waits until stdout has brought this and nothing else.
    #[track_caller]
    pub fn until_out(&mut self, expect: &str) {
        self.out.until(expect, |text| text == expect);
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it still runs");
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(mut self) -> Ended {
        self.out.read_all();
        self.err.read_all();
        let ended = Ended {
            code: self.child.wait().unwrap().code(),
            out: self.out.text(),
            err: self.err.text(),
        };
        assert!(
            !format!("{ended:?}").contains(KEY),
            "the key is in {ended:#?}"
        );
        ended
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Mostly it has ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the end of a program whose outputs a test reads by itself, or not at all.
#[track_caller]
fn exit(mut child: Child) -> ExitStatus {
    let (tx, ended) = channel();
    thread::spawn(move || tx.send(child.wait()));
    let waited = ended.recv_timeout(PATIENCE);
    waited.expect("the program ends in time").unwrap()
}

/// What a program writes to one of its outputs, as far as it has come.
struct Stream {
    pieces: Receiver<Vec<u8>>,
    bytes: Vec<u8>,
}

impl Stream {
    /// A stream that was given away brings nothing.
    fn of(source: Option<impl Read + Send + 'static>) -> Self {
        let (tx, pieces) = channel();
        if let Some(mut source) = source {
            thread::spawn(move || {
                let mut buf = [0; 4096];
                while let Ok(n @ 1..) = source.read(&mut buf) {
                    if tx.send(buf[..n].to_vec()).is_err() {
                        return;
                    }
                }
            });
        }
        let bytes = Vec::new();
        Self { pieces, bytes }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    fn until(&mut self, what: &str, condition: impl Fn(&str) -> bool) {
        while !condition(&self.text()) {
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.bytes.extend(piece),
                Err(_) => panic!("waited in vain for {what:?}; there is {:?}", self.text()),
            }
        }
    }

    #[track_caller]
    fn read_all(&mut self) {
        loop {
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.bytes.extend(piece),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program does not end; there is {:?}", self.text())
                }
            }
        }
    }
}
