//! *Lending* the terminal: another program has it for a while, with a text to show.
//!
//! That is a pager or an editor of the person's choice, or a command that does no more than print.
//! A lent program is started by the shell, because `$PAGER` may hold arguments, and sees the
//! environment of this process without what is secret in it. A text comes in by its stdin, so that
//! no file is left behind; editors get a file of their owner's alone, which goes when they end.
//! However the program leaves the modes of the terminal, they are then as they were before. Who
//! drops it ends it. Who lends has dropped the input and left the screen before, and takes both
//! again afterwards.

use std::borrow::Cow;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::future::pending;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use super::secrets::Env;

/// The pager of who has chosen none: `less`, which can show colors, or what every system has.
const PAGER: &str = "if command -v less >/dev/null 2>&1; then exec less -R; else exec more; fi";

/// The editor of who has chosen none.
const EDITOR: &str = "vi";

/// Prints, and waits for a line to be typed.
const PRINT: &str = r#"cat; printf '\n%s' "$1"; IFS= read -r _ </dev/tty"#;

/// What is said below a text that was printed.
const PRINTED: &str = "Enter goes back to causerie ";

/// Nobody has read a text whose pager has ended so soon after it was given the last of it.
const AT_ONCE: Duration = Duration::from_millis(500);

/// Variables that begin so are for us alone.
const SECRETS: &str = "ANTHROPIC_";

/// A program that has the terminal.
#[derive(Debug)]
pub struct Lent {
    pid: u32,
    ended: JoinHandle<io::Result<ExitStatus>>,
    has_ended: bool,
    is_stopped: watch::Receiver<bool>,
    started: Instant,
    /// When it had taken all of its text.
    fed: Arc<OnceLock<Instant>>,
    modes: Modes,
    /// What an editor shows.
    _file: Option<Kept>,
}

/// Tells when a program that has the terminal is stopped, as by Ctrl+Z.
#[derive(Debug)]
pub struct Stops(watch::Receiver<bool>);

impl Lent {
    /// Starts the pager with `text` on its stdin. Runs inside a runtime.
    ///
    /// Fails when there is no shell. That there is no pager is told by the code 127.
    pub fn pager(env: &Env, text: String) -> io::Result<Self> {
        let command = shell(&replacing(env.get("PAGER").unwrap_or(PAGER)));
        Self::start(command, Some(text), None)
    }

    /// Starts the editor, `$VISUAL` or else `$EDITOR`, with `text` in a file that is removed when
    /// it ends. Nobody reads what is written there, so it cannot be written to. Otherwise as
    /// [`Lent::pager`]; also fails when there is no room for the file.
    pub fn editor(env: &Env, text: &str) -> io::Result<Self> {
        let editor = env.get("VISUAL").or(env.get("EDITOR")).unwrap_or(EDITOR);
        let file = Kept::new(text)?;
        let mut command = shell(&format!("{} \"$1\"", replacing(editor)));
        command.arg("sh").arg(file.path());
        Self::start(command, None, Some(file))
    }

    /// Prints `text`, which may be empty, to the normal screen and waits until Enter is pressed
    /// there. Otherwise as [`Lent::pager`].
    pub fn print(text: String) -> io::Result<Self> {
        let mut command = shell(PRINT);
        command.arg("sh").arg(PRINTED);
        Self::start(command, Some(text), None)
    }

    fn start(mut command: Command, text: Option<String>, file: Option<Kept>) -> io::Result<Self> {
        let modes = Modes::now();
        if text.is_some() {
            command.stdin(Stdio::piped());
        } else if !io::stdin().is_terminal()
            && let Ok(tty) = File::open("/dev/tty")
        {
            // What is piped in is for us; who edits reads keys.
            command.stdin(tty);
        }
        let started = Instant::now();
        let fed = Arc::new(OnceLock::new());
        let mut child = command.spawn()?;
        if let (Some(mut stdin), Some(text)) = (child.stdin.take(), text) {
            let fed = Arc::clone(&fed);
            spawn_blocking(move || {
                // Who has seen enough stops reading.
                if stdin.write_all(text.as_bytes()).is_ok() {
                    let _ = fed.set(Instant::now());
                }
            });
        }
        let (stops, is_stopped) = watch::channel(false);
        Ok(Self {
            pid: child.id(),
            ended: spawn_blocking(move || wait(child, &stops)),
            has_ended: false,
            is_stopped,
            started,
            fed,
            modes,
            _file: file,
        })
    }

    /// Waits for its end. Dropping the future loses nothing; after the end it is not to be called.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        let ended = (&mut self.ended).await.map_err(io::Error::other);
        self.has_ended = true;
        self.modes.restore();
        ended?
    }

    /// Asked when it has just ended: was that as soon as it had its text, so that nobody can have
    /// read it? So end pagers that do no more than print, as some do with a text that fits.
    pub fn was_at_once(&self) -> bool {
        self.fed.get().unwrap_or(&self.started).elapsed() < AT_ONCE
    }

    /// What tells when it is stopped.
    pub fn stops(&self) -> Stops {
        Stops(self.is_stopped.clone())
    }
}

impl Stops {
    /// Waits until it is stopped; at once if it is, and for ever if it has ended. Dropping the
    /// future loses nothing.
    pub async fn stopped(&mut self) {
        if self.0.wait_for(|&is_stopped| is_stopped).await.is_err() {
            pending().await
        }
    }

    /// Is it stopped?
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }
}

impl Drop for Lent {
    /// Asks it to end, because we do.
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        #[cfg(unix)]
        if let Some(pid) = i32::try_from(self.pid)
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            // It may have ended just now.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        self.modes.restore();
    }
}

/// `command` in place of the shell that starts it, so that it and not only the shell is told to
/// end. What is more than a command with arguments stays as it is: only the shell knows its parts.
fn replacing(command: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || " -_./+:,=@%~\"'\\".contains(c);
    let name = command.split_whitespace().next().unwrap_or_default();
    if name == "exec" || name.contains('=') || !command.chars().all(is_plain) {
        return command.into();
    }
    format!("exec {command}").into()
}

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(script);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with(SECRETS) {
            command.env_remove(name);
        }
    }
    command
}

/// Waits for its end, and tells meanwhile whether it is stopped.
#[cfg(unix)]
fn wait(child: Child, is_stopped: &watch::Sender<bool>) -> io::Result<ExitStatus> {
    use std::os::unix::process::ExitStatusExt;

    use rustix::io::Errno;
    use rustix::process::{Pid, WaitOptions, waitpid};

    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    loop {
        match waitpid(pid, WaitOptions::UNTRACED | WaitOptions::CONTINUED) {
            Ok(Some((_, status))) if status.stopped() => drop(is_stopped.send_replace(true)),
            Ok(Some((_, status))) if status.continued() => drop(is_stopped.send_replace(false)),
            Ok(Some((_, status))) => return Ok(ExitStatus::from_raw(status.as_raw())),
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Waits for its end; it is never stopped.
#[cfg(not(unix))]
fn wait(mut child: Child, _: &watch::Sender<bool>) -> io::Result<ExitStatus> {
    child.wait()
}

/// The modes of the terminal (echo, line by line, …) as they were; nothing without a terminal.
#[derive(Debug)]
struct Modes {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Modes {
    fn now() -> Self {
        Self {
            #[cfg(unix)]
            before: rustix::termios::tcgetattr(rustix::stdio::stdout()).ok(),
        }
    }

    /// A program that was killed may have left the terminal without echo.
    fn restore(&self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            use rustix::termios::{OptionalActions, tcsetattr};

            // Without a terminal there is nothing to restore.
            let _ = tcsetattr(rustix::stdio::stdout(), OptionalActions::Now, before);
        }
    }
}

/// A file in a folder of its own, for its owner alone, as long as this value lives.
#[derive(Debug)]
struct Kept {
    dir: PathBuf,
}

impl Kept {
    fn new(text: &str) -> io::Result<Self> {
        let random = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
        let dir = std::env::temp_dir().join(format!("causerie-{random:016x}"));
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // Fails for a folder that is there: whoever made it may look into it.
        builder.create(&dir)?;
        let kept = Self { dir };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(kept.path())?.write_all(text.as_bytes())?;
        // An editor says so before anybody writes what nobody will read.
        let mut permissions: Permissions = fs::metadata(kept.path())?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(kept.path(), permissions)?;
        Ok(kept)
    }

    fn path(&self) -> PathBuf {
        self.dir.join("transcript.md")
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // What an editor put beside it goes as well. Nobody is left to be told of a failure.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_file_of_an_editor_is_its_owners_alone_read_only_and_goes() {
        let kept = Kept::new("text").unwrap();
        let path = kept.path();
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path) & 0o777, 0o400);
        assert_eq!(mode(&kept.dir) & 0o777, 0o700);
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
        fs::write(kept.dir.join(".transcript.md.swp"), "beside it").unwrap();
        let dir = kept.dir.clone();
        drop(kept);
        assert!(!dir.exists());
    }

    #[test]
    fn a_command_takes_the_place_of_its_shell_and_a_script_does_not() {
        for (command, expect) in [
            ("less -R", "exec less -R"),
            (
                "'/opt/my editor/vi' -u ~/x",
                "exec '/opt/my editor/vi' -u ~/x",
            ),
            ("exec vi", "exec vi"),
            ("LESS=-R less", "LESS=-R less"),
            ("col -b | less", "col -b | less"),
            ("if true; then less; fi", "if true; then less; fi"),
        ] {
            assert_eq!(replacing(command), expect);
        }
    }
}
