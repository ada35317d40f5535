//! What text costs on its way to the glass, and how that grows with what is there already.
//!
//! ```text
//! cargo bench --bench bench                 everything, in about four minutes
//! cargo bench --bench bench -- growth       here: a delta from bytes to frame, by what is there
//! cargo bench --bench bench -- history      here: frames by the number of entries
//! cargo bench --bench bench -- live         the program in a pseudo-terminal, with a server
//! cargo bench --bench bench -- live stream  the parts of `live` that hold one of the words:
//!                                           start stream keys escape flood grown resume
//! ```
//!
//! Figures that are ratios within one run come first: they mean the same on every machine. Times
//! are medians (of time on a processor behind much text the least); the counts of work beside them
//! (bytes parsed, rows laid out, cells changed) say where a time comes from, and are held by tests
//! elsewhere. Nothing here passes or fails.
//!
//! `live` puts a *floor* beside the program: this binary in another mode, which only copies the
//! text of the same stream to the terminal. What the floor needs, nobody can do without.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures and stops at what it does not understand"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "keys are typed at a pace of their own, and waiting must not disturb what is measured"
)]

mod figures;
mod floor;
mod growth;
mod live;
mod machine;
mod process;
mod texts;

#[path = "../support/screen.rs"]
mod screen;
#[path = "../support/server.rs"]
mod server;

fn main() {
    if let Ok(url) = std::env::var(floor::SERVER) {
        return floor::run(&url);
    }
    // Cargo adds `--bench` of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    if is_asked("growth") {
        growth::by_length();
    }
    if is_asked("history") {
        growth::by_entries();
    }
    if is_asked("live") {
        let parts = words.iter().map(String::as_str);
        let parts: Vec<&str> = parts.skip_while(|&word| word != "live").skip(1).collect();
        live::run(&parts);
    }
}
