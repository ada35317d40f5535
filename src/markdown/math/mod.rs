//! *Math* is a formula in LaTeX; here it becomes text that reads like one, as far as Unicode goes.
//!
//! Promises: it is pure, its work and its result are bounded, and it never guesses: a formula with
//! anything it does not know (a command, an environment, braces that do not match) gives nothing,
//! and whoever asked shows the source instead. Leaves to others: where a formula begins and ends,
//! and what is safe to print.
//!
//! `lex` cuts the source into tokens, `tree` makes them a tree with the help of `symbols` (what a
//! command means), `flat` writes a tree on one line with the help of `letters` (raised, lowered,
//! accented and fancy letters), and `grid` on as many lines as its matrices have. [`dollar`] stands
//! apart: it says which dollar signs mean money.

pub mod dollar;
mod flat;
mod grid;
mod letters;
mod lex;
mod symbols;
mod tree;

pub use letters::raised;

#[cfg(test)]
mod tests;

/// Longer formulas stand as they were written, in bytes of source.
const LONGEST: usize = 4096;

/// Has a formula ended, or may more of it come?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is whole.
    Whole,
    /// What is open in it is taken to end here.
    Open,
}

/// The formula `tex`, without its delimiters, on one line; `None` if it is not understood.
pub fn line(tex: &str, ending: Ending) -> Option<String> {
    let tree = parse(tex, ending)?;
    Some(flat::line(&tree)).filter(|line| !line.is_empty())
}

/// The formula `tex`, without its delimiters, on lines of its own: one for each row of a matrix;
/// `None` if it is not understood. Empty for an open formula that says nothing yet.
pub fn rows(tex: &str, ending: Ending) -> Option<Vec<String>> {
    let tree = parse(tex, ending)?;
    let rows = grid::rows(&tree)?;
    (ending == Ending::Open || !rows.is_empty()).then_some(rows)
}

fn parse(tex: &str, ending: Ending) -> Option<Vec<tree::Node>> {
    (tex.len() <= LONGEST).then(|| tree::parse(tex, ending == Ending::Open))?
}
