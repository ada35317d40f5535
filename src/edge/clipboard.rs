//! The *clipboard* is wherever a copied text can go: the desktop's own, the buffer of tmux, the
//! terminal (OSC 52), and a file when nobody is known to have it.
//!
//! Every way that there is here is attempted, all at the same time, because none can be relied on;
//! the receipts of a [`Copying`] tell what was attempted and who said that it has the text.
//! Commands are started by [`super::desktop`] and have a time limit; who hangs delays nothing.
//! The terminal is written to by whoever owns the screen: [`osc52`] makes the bytes. What is copied
//! is decided elsewhere.

mod copying;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Child;
use tokio::time::timeout;

use super::desktop::Desktop;
use super::files::{create_private_dir, private_append};
use super::secrets::Env;
use crate::report::{Attempt, Fate};
use copying::GRACE;

pub use copying::Copying;

/// No longer text is copied, in bytes.
pub const MAX_TEXT: usize = 16 << 20;

/// The longest text that is sent to the terminal, in bytes: terminals drop what is longer, the
/// strictest of those in use beyond 100,000 bytes of base64.
const MAX_OSC52: usize = 74_994;

/// A command that takes longer is given up and killed.
const PATIENCE: Duration = Duration::from_secs(2);

/// Of a path a receipt has so many characters: with who has the text and who was sent it, it is
/// read whole on 80 columns.
const MAX_PATH: usize = 34;

/// The variables that commands get besides those of all programs of the desktop.
const PASSED_ON: &[&str] = &["TMUX", "TMUX_TMPDIR"];

/// The ways to copy that there are here.
#[derive(Debug, Clone)]
pub struct Clipboard {
    desktop: Desktop,
    /// Commands for the desktop's clipboard; all that are installed are used.
    native: Vec<&'static [&'static str]>,
    in_tmux: bool,
    /// Holds the text when nobody else is known to.
    file: PathBuf,
    home: Option<PathBuf>,
    /// How long a first receipt waits for answers.
    grace: Duration,
}

impl Clipboard {
    /// The ways that `env` tells of, and `file` as the last one.
    pub fn new(env: &Env, file: PathBuf) -> Self {
        let mut native: Vec<&'static [&'static str]> = Vec::new();
        // The desktop of a machine far away is not where the person pastes, unless X is forwarded.
        if !env.is_remote() {
            if cfg!(target_os = "macos") {
                native.push(&["pbcopy"]);
            }
            if env.get("WAYLAND_DISPLAY").is_some() {
                native.push(&["wl-copy"]);
            }
        }
        if env.get("DISPLAY").is_some() {
            native.push(&["xclip", "-selection", "clipboard", "-in"]);
            native.push(&["xsel", "--clipboard", "--input"]);
        }
        Self {
            desktop: Desktop::new(env, PASSED_ON),
            native,
            in_tmux: env.get("TMUX").is_some(),
            file,
            home: env.path("HOME").map(Path::to_owned),
            grace: GRACE,
        }
    }

    /// The same, whose first receipts wait for answers no longer than `grace`.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// Copies `text` to every place but the terminal, which [`osc52`] is for; the receipts, which
    /// bear `number`, count that one as sent if it can be. To be called where tasks can be spawned.
    pub fn copy(&self, text: String, number: u64) -> Copying {
        Copying::begin(self.clone(), text, number)
    }

    async fn tmux(&self, text: &str) -> io::Result<()> {
        // `-w` also hands it to the terminal that tmux runs in; versions before 3.2 refuse it, and
        // at once.
        match self.run(&["tmux", "load-buffer", "-w", "-"], text).await {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(error),
            Err(_) => self.run(&["tmux", "load-buffer", "-"], text).await,
            Ok(()) => Ok(()),
        }
    }

    /// Gives `text` to a command and waits for its end. Fails when it does, or takes too long; then
    /// it is killed, with all that it has started. Dropping the future does the same.
    async fn run(&self, command: &[&str], text: &str) -> io::Result<()> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let mut command = self.desktop.command(program);
        command.args(arguments).stdin(Stdio::piped());
        let mut running = Running(command.kill_on_drop(true).spawn()?);
        let give = async {
            let given = match running.0.stdin.take() {
                Some(mut stdin) => stdin.write_all(text.as_bytes()).await,
                None => Ok(()),
            };
            // Who fails may do so before it has read all: then its end says more than the pipe's.
            Ok::<_, io::Error>((given, running.0.wait().await?))
        };
        let (given, status) = timeout(PATIENCE, give)
            .await
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "did not answer"))??;
        if status.success() {
            return given;
        }
        Err(io::Error::other(status.to_string()))
    }

    /// The file's path as a receipt names it: from the home folder on, and of a long one the end.
    fn file_name(&self) -> String {
        let in_home = self.home.as_ref();
        let in_home = in_home.and_then(|home| self.file.strip_prefix(home).ok());
        let path = match in_home {
            Some(path) => format!("~/{}", path.display()),
            None => self.file.display().to_string(),
        };
        let n_over = path.chars().count().saturating_sub(MAX_PATH);
        if n_over == 0 {
            return path;
        }
        // One more for the mark.
        let kept: String = path.chars().skip(n_over + 1).collect();
        let from = kept.find('/').unwrap_or(0);
        format!("…{}", kept.get(from..).unwrap_or_default())
    }

    async fn keep(&self, text: Arc<str>) -> Attempt {
        let file = self.file.clone();
        let place = self.file_name();
        let kept = tokio::task::spawn_blocking(move || write_private(&file, &text)).await;
        match kept.map_err(io::Error::other) {
            Ok(Ok(())) => attempt(place, Fate::Has),
            Ok(Err(error)) | Err(error) => failed(place, error),
        }
    }
}

/// A command that runs. Dropped before its end, it is killed with its group: what a script waits
/// for would outlive the script. Of one that has ended by itself nothing is killed: programs go on
/// in the background on purpose, to hand the text to who pastes.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Ok(None) = self.0.try_wait() {
            let pid = self.0.id().and_then(|pid| i32::try_from(pid).ok());
            if let Some(group) = pid.and_then(Pid::from_raw) {
                let _ = kill_process_group(group, Signal::KILL); // It may have ended just now.
            }
        }
    }
}

/// The sequence that asks the terminal to take `text` to its clipboard; `None` for one that is so
/// long that terminals would drop it.
///
/// The text travels as base64: whatever it holds, the terminal reads none of it as a command.
pub fn osc52(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_OSC52 {
        return None;
    }
    let mut bytes = b"\x1b]52;c;".to_vec();
    base64(text.as_bytes(), &mut bytes);
    bytes.extend_from_slice(b"\x1b\\");
    Some(bytes)
}

fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let byte = |idx: usize| chunk.get(idx).copied().map_or(0, u32::from);
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for idx in 0..4 {
            let digit = (group >> (18 - 6 * idx)) & 0x3f;
            let is_padding = idx > chunk.len();
            out.push(if is_padding {
                b'='
            } else {
                DIGITS.get(digit as usize).copied().unwrap_or(b'=')
            });
        }
    }
}

/// Writes a file that only its owner can read, in the place of the one before.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        create_private_dir(dir)?;
    }
    // Made anew, so that the mode holds and a link that was put there is not followed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private_append().create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn attempt(place: impl Into<String>, fate: Fate) -> Attempt {
    Attempt {
        place: place.into(),
        fate,
    }
}

fn failed(place: impl Into<String>, why: impl ToString) -> Attempt {
    attempt(place, Fate::Failed(why.to_string()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
