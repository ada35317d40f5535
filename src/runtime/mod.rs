//! Who runs when: builds the edges, runs the loop, and shuts down in order.
//!
//! Nothing here decides what the program means; that is `app`. Nothing here touches the world
//! itself; that is `edge`. The runtime brings the two together: it turns what the edges say into
//! messages, effects into tasks, and changes into frames.

pub mod clock;
pub mod colorist;
pub mod diagnostics;
mod ending;
pub mod event_loop;
pub mod frames;
pub mod linear;
pub mod print;
pub mod runner;
pub mod sessions;
pub mod signals;
pub mod start;
pub mod tasks;
mod waiting;

use crate::cli::{Cli, Command};
use crate::problem::Problem;
use crate::runtime::start::Setup;

/// How a run ended, as the exit code of the process.
pub mod exit {
    /// Everything went as asked.
    pub const OK: u8 = 0;
    /// Something failed; it was said on stderr.
    pub const FAILED: u8 = 1;
    /// The arguments make no sense.
    pub const USAGE: u8 = 2;
    /// Interrupted from the keyboard.
    pub const INTERRUPTED: u8 = 130;
}

/// Does what the arguments ask for; answers with the exit code.
pub fn run(cli: &Cli) -> Result<u8, Problem> {
    let setup = Setup::read(cli)?;
    if let Some(Command::Sessions { json }) = cli.command {
        return sessions::list(&setup, json);
    }
    if cli.print.is_some() {
        return print::run(cli, setup);
    }
    if linear::is_wanted(cli, &setup.env) {
        return linear::run(cli, setup);
    }
    event_loop::run(cli, setup)
}
