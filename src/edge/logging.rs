//! The *log* holds diagnostics for a report of a fault; it is off unless asked for.
//!
//! `CAUSERIE_LOG=1` turns it on. A line is a time, an event and fields, and fields are numbers,
//! words of ours and ids: there is no way to hand it the text of a message, and what looks like a
//! key is blotted out. Writing never fails for the caller and never reaches the screen. A [`Log`]
//! is a handle to be passed on, not a global.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::files::{create_private_dir, private_append};
use super::secrets::Env;
use crate::conversation::UnixMillis;

/// A handle to the log; clones write to the same file.
#[derive(Debug, Clone, Default)]
pub struct Log {
    open: Option<Arc<Mutex<Open>>>,
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A count, a size, a duration.
    Number(u64),
    /// A word of this program's own.
    Word(&'static str),
    /// An id of a session, a request or a call; blotted out if it is no plain id.
    Id(&'a str),
}

#[derive(Debug)]
struct Open {
    file: File,
    n_bytes: u64,
}

/// A log that has grown beyond so many bytes starts anew.
const MAX_BYTES: u64 = 5 << 20;

/// No id of ours or the server's is longer, in bytes.
const MAX_ID: usize = 100;

impl Log {
    /// A log that keeps nothing.
    pub fn off() -> Self {
        Self::default()
    }

    /// Opens the log at `path` if the environment asks for it; the file and its folder are
    /// readable by their owner alone.
    ///
    /// # Errors
    ///
    /// The log was asked for and cannot be opened; go on with [`Log::off`].
    pub fn open(env: &Env, path: &Path) -> io::Result<Self> {
        if env.get("CAUSERIE_LOG").is_none_or(|value| value == "0") {
            return Ok(Self::off());
        }
        if let Some(folder) = path.parent() {
            create_private_dir(folder)?;
        }
        let file = open_private(path)?;
        let n_bytes = file.metadata()?.len();
        let open = Some(Arc::new(Mutex::new(Open { file, n_bytes })));
        Ok(Self { open })
    }

    /// Is anything kept?
    pub fn is_on(&self) -> bool {
        self.open.is_some()
    }

    /// Adds one line. A write that fails is dropped: the log must not become a fault of its own.
    pub fn event(&self, event: &'static str, fields: &[(&'static str, Value<'_>)]) {
        let Some(open) = &self.open else { return };
        let UnixMillis(now) = SystemTime::now().into();
        let mut line = format!("{now} {event}");
        for (name, value) in fields {
            // Writing to a `String` cannot fail.
            let _ = match value {
                Value::Number(number) => write!(line, " {name}={number}"),
                Value::Word(word) => write!(line, " {name}={word}"),
                Value::Id(id) if is_plain_id(id) => write!(line, " {name}={id}"),
                Value::Id(_) => write!(line, " {name}=?"),
            };
        }
        line.push('\n');
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = open.append(line.as_bytes(), MAX_BYTES);
    }
}

impl Open {
    fn append(&mut self, line: &[u8], max_bytes: u64) -> io::Result<()> {
        let n_bytes = line.len() as u64;
        if self.n_bytes + n_bytes > max_bytes {
            self.file.set_len(0)?;
            self.n_bytes = 0;
        }
        // One write per line, so that two processes do not mix theirs.
        self.file.write_all(line)?;
        self.n_bytes += n_bytes;
        Ok(())
    }
}

fn is_plain_id(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(is_plain) && !id.starts_with("sk-")
}

fn open_private(path: &Path) -> io::Result<File> {
    let file = private_append().create(true).open(path)?;
    // A file from elsewhere may be open to others.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn on() -> Env {
        Env::from_iter([("CAUSERIE_LOG", "1")])
    }

    #[test]
    fn without_the_variable_nothing_is_created() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state/causerie.log");
        for env in [Env::default(), Env::from_iter([("CAUSERIE_LOG", "0")])] {
            let log = Log::open(&env, &path).unwrap();
            log.event("started", &[]);
            assert!(!log.is_on() && !path.exists());
        }
    }

    #[test]
    fn lines_are_appended_by_every_clone_and_every_run() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state/causerie.log");
        for _ in 0..2 {
            let log = Log::open(&on(), &path).unwrap();
            log.event("sent", &[("request", Value::Number(7))]);
            let fields = [("at", Value::Word("end")), ("id", Value::Id("req_01"))];
            log.clone().event("done", &fields);
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let events: Vec<&str> = lines.map(|(_, event)| event).collect();
        let run = ["sent request=7", "done at=end id=req_01"];
        assert_eq!(events, [run, run].concat());
    }

    #[test]
    fn what_is_no_plain_id_is_blotted_out() {
        for id in [
            "",
            "sk-ant-hidden",
            "two words",
            "a\nb",
            "é",
            &"x".repeat(101),
        ] {
            assert!(!is_plain_id(id), "{id:?}");
        }
        assert!(is_plain_id("msg_01:a-b.c"));
    }

    #[test]
    fn a_full_log_starts_anew() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("log");
        let mut open = Open {
            file: open_private(&path).unwrap(),
            n_bytes: 0,
        };
        for line in ["one\n", "two\n", "three\n"] {
            open.append(line.as_bytes(), 10).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state/causerie.log");
        Log::open(&on(), &path).unwrap().event("started", &[]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}
