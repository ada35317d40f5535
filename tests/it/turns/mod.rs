//! Turns driven by whole streams: the turn machine with a conversation, a server that says what a
//! recording says, and tools that answer.
#![expect(
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

mod cancel;
pub mod fold;
pub mod world;
