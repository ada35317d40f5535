//! Markdown as it is read on the screen, and what holds for every answer.

#![expect(
    clippy::expect_used,
    reason = "these are tests, with their own helpers"
)]

mod colors;
mod laws;
mod page;
