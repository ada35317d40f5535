//! *Markdown* is how answers are written; here its source becomes width-free lines while it is
//! still arriving.
//!
//! Promises: lines that were shown and belong to a closed block never change; a refresh costs what
//! the open end of the text costs, however long the text before it; after
//! [`MarkdownStream::finish`] the lines are those of one parse of the whole text, however it was
//! cut; every span is sanitized. Leaves to others: wrapping and the layout of tables
//! ([`crate::text`]), colors ([`crate::theme`]).
//!
//! *Footnotes* are read in the parser's old form, not in GitHub's, of which notes come last in the
//! text and references may be answered by them at any time before. There a reference is one only if
//! its note is parsed together with it: so it would depend on the cuts of the text, and every
//! reference would be text until the end. In the old form a reference is one at once and for good;
//! what it costs is that a note is one paragraph, and what is set in below it is code. Notes are
//! shown by numbers, which never change either: see `notes`.
//!
//! Reading order: [`stream`] holds the text and decides what is parsed; `tail` decides what of its
//! unfinished end may be shown, and how; `parse` runs pulldown-cmark over a region; `safe` says
//! what of an open paragraph need not be read again; `lines` turns blocks into lines, `inline` the
//! text in them into spans, `notes` the labels of notes into numbers, `code` the lines of code;
//! `block` holds what they tell each other; [`math`] makes text of formulas. Three files stand
//! apart: [`color`] says what the words of code are, for whoever has the time; [`excerpt`] reads
//! pieces of a text for whoever wants them by themselves, and [`marked`] where markers stand in it.

mod block;
mod code;
pub mod color;
pub mod excerpt;
mod inline;
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
