//! The house rules as a test that reads the sources: layers, bans, lengths, names, tables.
//!
//! Every check is a function of sources, so that each is tried on a planted violation too. A rule
//! that stands in the way of a better program is changed here, with its reason.
#![expect(
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

mod glyphs;
mod layers;
mod rules;
mod source;
mod tables;
