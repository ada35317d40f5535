//! The real thing in a pseudo-terminal: what a person does, and what they see.
//!
//! Each scene starts the real program against a scripted server or the demo, acts, and waits for
//! what the screen, the server or the files show. Nothing sleeps; where time itself is promised,
//! the best of a few tries counts, because the machine may be busy.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "the harness is a test as well: it fails loudly"
)]

#[path = "../support/screen.rs"]
mod screen;
#[path = "../support/server.rs"]
mod server;
mod stage;

mod clipboard;
mod copy;
mod failures;
mod idle;
mod lent;
mod look;
mod opener;
mod outside;
mod piped;
mod queue;
mod reading;
mod resize;
mod resume;
mod saving;
mod start;
mod stop;
mod talk;
mod terminal;
mod way_out;
mod writing;
