//! The *opener* is the desktop's program that opens an address with whatever is for it: `xdg-open`,
//! or `open` on a Mac.
//!
//! It is started as [`super::desktop`] starts all of them, and does not get much of our time. On a
//! machine that the person does not sit at, nothing is opened: a window there is of no use. Which
//! addresses may be opened, and what of them, is decided by [`to_open`].

use std::time::Duration;

use tokio::time::timeout;

use super::desktop::Desktop;
use super::secrets::Env;
use crate::text::link::to_open;

/// An opener that runs longer has found what it looked for: some become the browser.
const PATIENCE: Duration = Duration::from_secs(3);

/// The variables that openers get besides those of all programs of the desktop.
const PASSED_ON: &[&str] = &[
    "LOGNAME",
    "BROWSER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP_SESSION",
    "KDE_FULL_SESSION",
    "KDE_SESSION_VERSION",
    "GNOME_DESKTOP_SESSION_ID",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_DATA_DIRS",
    "XDG_DATA_HOME",
    "XDG_SESSION_TYPE",
];

/// The way to open an address that there is here.
#[derive(Debug, Clone)]
pub struct Opener {
    desktop: Desktop,
    program: Result<&'static str, &'static str>,
}

impl Opener {
    /// The way that `env` tells of.
    pub fn new(env: &Env) -> Self {
        let has_desktop = env.get("WAYLAND_DISPLAY").or(env.get("DISPLAY")).is_some();
        let program = if env.is_remote() {
            Err("Not opened on a machine far away")
        } else if cfg!(target_os = "macos") {
            Ok("open")
        } else if has_desktop {
            Ok("xdg-open")
        } else {
            Err("No desktop to open it on")
        };
        Self {
            desktop: Desktop::new(env, PASSED_ON),
            program,
        }
    }

    /// Hands `address` to the program that opens such; its name.
    ///
    /// # Errors
    ///
    /// Why there is none, or why it failed, in a few words.
    pub async fn open(&self, address: &str) -> Result<&'static str, String> {
        let program = self.program?;
        // Decided before, and once more at the last door.
        let address = to_open(address).ok_or("Only pages and letters are opened from here")?;
        let mut command = self.desktop.command(program);
        let mut child = command
            .arg(address)
            .spawn()
            .map_err(|error| format!("{program} could not be started: {error}"))?;
        match timeout(PATIENCE, child.wait()).await {
            Err(_) => Ok(program),
            Ok(Ok(status)) if status.success() => Ok(program),
            Ok(Ok(status)) => Err(format!("{program} failed ({status})")),
            Ok(Err(error)) => Err(format!("{program}: {error}")),
        }
    }
}
