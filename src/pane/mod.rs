//! A *pane* is a scrolling region of lines: items of lines, laid out for one width, only where
//! they are visible.
//!
//! [`doc`] holds the content, [`rows`] what is laid out of it, [`find`] where a text stands in it,
//! [`blocks`] the numbers of its code blocks, [`scroll`] the reader's place, [`scrollbar`] where in
//! all of it that is, [`search`] what is to be seen of a search, [`selection`] and [`caret`] what
//! is chosen of it, [`cells`] where the text of a table row stands in its rows. A pane does not
//! know what its items mean (that is the projection's), nor how they look (the theme's), nor where
//! on screen it stands (the layout's). A frame costs what the screen shows, however long the
//! history; the work counter [`Pane::rows_laid_out`] is there to prove it.

mod blocks;
pub mod caret;
pub mod cells;
pub mod doc;
pub mod find;
mod graphemes;
mod heights;
mod rows;
pub mod scroll;
pub mod scrollbar;
pub mod search;
pub mod selection;
pub mod wheel;

pub use scroll::{Pane, Scroll};
