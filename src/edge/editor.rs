//! *Lending* the terminal: another program of the person's choice has it for a while.
//!
//! A lent program is started by the shell, because `$PAGER` may hold arguments, and sees the
//! environment of this process without what is secret in it. What it shows comes in by its stdin, so
//! no file is left behind. Who lends has dropped the input and left the screen before, and takes
//! both again afterwards.

use std::io::{self, Write};
use std::process::{Child, Command, ExitStatus, Stdio};

use tokio::task::{JoinHandle, spawn_blocking};

use super::secrets::Env;

/// The pager of who has chosen none: `less`, which can show colors, or what every system has.
const PAGER: &str = "if command -v less >/dev/null 2>&1; then exec less -R; else exec more; fi";

/// Variables that begin so are for us alone.
const SECRETS: &str = "ANTHROPIC_";

/// A program that has the terminal.
#[derive(Debug)]
pub struct Lent {
    pid: u32,
    ended: JoinHandle<io::Result<ExitStatus>>,
}

impl Lent {
    /// Starts the pager with `text` on its stdin. Runs inside a runtime.
    ///
    /// Fails when there is no shell. That there is no pager is told by the code 127.
    pub fn pager(env: &Env, text: String) -> io::Result<Self> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(env.get("PAGER").unwrap_or(PAGER));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with(SECRETS) {
                command.env_remove(name);
            }
        }
        let child = command.stdin(Stdio::piped()).spawn()?;
        Ok(Self {
            pid: child.id(),
            ended: spawn_blocking(move || feed(child, &text)),
        })
    }

    /// Waits for its end. Dropping the future loses nothing; after the end it is not to be called.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        (&mut self.ended).await.map_err(io::Error::other)?
    }

    /// Asks it to end, because we do.
    pub fn end(&self) {
        #[cfg(unix)]
        if let Some(pid) = i32::try_from(self.pid)
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            // It may have ended just now.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
    }
}

/// Hands it all of the text, or as much as it wants, and waits for its end.
fn feed(mut child: Child, text: &str) -> io::Result<ExitStatus> {
    if let Some(mut stdin) = child.stdin.take() {
        // Who has seen enough stops reading.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait()
}
