//! Whole screens: what a person does, what comes from outside, and what they then see.
//!
//! The pure core is driven by [`crate::support::app`]: no terminal, no network, no clock.
#![expect(
    clippy::expect_used,
    reason = "these are tests, with their own helpers"
)]

mod bytes;
mod calls;
mod cancel;
mod chaos;
mod clicks;
mod code;
mod copy;
mod failures;
mod fold;
mod ground;
mod jumps;
mod layout;
mod links;
mod long_search;
mod naughty;
mod overlays;
mod painting;
mod queue;
mod raw;
mod reading;
mod record;
mod resume;
mod search;
mod select;
mod served;
mod snapshots;
mod streaming;
mod untrusted;
mod wide;
mod writing;

use proptest::prelude::ProptestConfig;

/// So many cases of a property, or `PROPTEST_CASES` of them if that is set. What they find becomes
/// a test of its own instead of a file of seeds.
fn cases(n: u32) -> ProptestConfig {
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: if is_set { default.cases } else { n },
        failure_persistence: None,
        ..default
    }
}
