//! Terminal text arithmetic: lines without a width, their rows at one, and the columns of a
//! grapheme. No colors, no screens.
//!
//! The way of a text: [`sanitize`] makes it printable, whoever understands it makes a
//! [`line::Line`] of it, [`wrap`] makes rows of the line for the width of the
//! moment, and [`width`] is the one measure they all use.

pub mod sanitize;
pub mod width;

pub mod glyphs;
pub mod line;
pub mod link;

pub mod split;
pub mod wrap;
