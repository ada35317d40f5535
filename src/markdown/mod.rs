//! *Markdown* is how answers are written; here its source becomes width-free lines while it is still
//! arriving.
//!
//! Promises: lines that were shown and belong to a closed block never change; a refresh costs what
//! the open end of the text costs, however long the text before it; after
//! [`MarkdownStream::finish`] the lines are those of one parse of the whole text, however it was
//! cut; every span is sanitized. Leaves to others: wrapping and the layout of tables
//! ([`crate::text`]), colors ([`crate::theme`]).
//!
//! Reading order: [`stream`] holds the text and decides what is parsed; `tail` decides what of its
//! unfinished end may be shown, and how; `parse` runs pulldown-cmark over a region; `safe` says what of an
//! open paragraph need not be read again; `lines` turns
//! blocks into lines, `inline` the text in them into spans, `code` the lines of code; `block` holds
//! what they tell each other; [`math`] makes text of formulas. Two files stand apart: [`color`] says what the words of code are, for
//! whoever has the time, and [`excerpt`] reads pieces of a text for whoever wants them by themselves.

mod block;
mod code;
pub mod color;
pub mod excerpt;
mod inline;
mod lines;
mod math;
mod parse;
mod safe;
pub mod stream;
mod tail;

pub use stream::{Changed, MarkdownStream};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
