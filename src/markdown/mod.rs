//! *Markdown* is how answers are written; here its source becomes width-free lines while it is
//! still arriving.
//!
//! Promises: lines that were shown and belong to a closed block never change; a refresh costs what
//! the open end of the text costs, however long the text before it; after
//! [`MarkdownStream::finish`] the lines are those of one parse of the whole text, however it was
//! cut; every span is sanitized. Leaves to others: wrapping and the layout of tables
//! ([`crate::text`]), colors ([`crate::theme`]).
//!
//! *Footnotes* are GitHub's, but for one thing: there a reference is one only if its note stands
//! somewhere in the text, so every reference would be text until the end. Here it is one at once:
//! each region that is parsed has a note for every label in it, see `block`. Only when the text is
//! whole and has no such note, the reference reads as it was written. Notes are shown by numbers,
//! which never change: see `notes`.
//!
//! Reading order: [`stream`] holds the text and decides what is parsed; `tail` decides what of its
//! unfinished end may be shown, and how; `parse` runs pulldown-cmark over a region, and `flanks`
//! says what it reads beside markers; `safe` says what of an open paragraph need not be read again;
//! `lines` turns blocks into lines, `inline` the text in them into spans, `notes` the labels of
//! notes into numbers, `code` the lines of code; `label` says what a label is, `line_start` where
//! lines start; `block` holds what they tell each other; [`math`] makes text of formulas. Three
//! files stand apart: [`color`] says what the words of code are, for whoever has the time;
//! [`excerpt`] reads pieces of a text for whoever wants them by themselves, and [`marked`] where
//! markers stand in it.

mod block;
mod code;
pub mod color;
pub mod excerpt;
mod flanks;
mod inline;
mod label;
mod line_start;
mod lines;
pub mod marked;
mod math;
mod notes;
mod parse;
mod safe;
pub mod stream;
mod tail;

pub use stream::{Changed, MarkdownStream};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
