//! Programs of the *desktop* do something small for us: take a text to the clipboard, open an
//! address.
//!
//! Each is started without a shell and in a group of its own, so that nothing of what it does ends
//! with us; with the variables that a desktop needs and no others, so that no key leaks. It has
//! neither our terminal nor our output. Which there are, what they are given and how long they may
//! take is known to whoever calls them.

use std::ffi::OsString;
use std::process::Stdio;

use tokio::process::Command;

use super::secrets::Env;

/// The variables that each of them gets.
const PASSED_ON: [&str; 11] = [
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
];

/// The way to start programs of the desktop.
#[derive(Debug, Clone)]
pub struct Desktop {
    variables: Vec<(&'static str, OsString)>,
}

impl Desktop {
    /// Programs that also get the variables `more`, as they are in `env`.
    pub fn new(env: &Env, more: &[&'static str]) -> Self {
        let names = PASSED_ON.iter().chain(more);
        Self {
            variables: names
                .filter_map(|&name| Some((name, env.path(name)?.as_os_str().to_owned())))
                .collect(),
        }
    }

    /// The command that starts `program`, with nothing to read and nobody who hears it.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            // Not pipes: who goes on in the background would hold them open.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}
