//! *Math* is a formula in LaTeX.
//!
//! [`dollar`] says which dollar signs mean money.

pub mod dollar;
