//! How a tool call is shown: as one line that stands for it, or as its whole story below that line;
//! in the conversation and in the activity pane, each folded by itself.
//!
//! That line is its [`mod@head`], the story its [`body`]; what both tell of its state is its
//! [`status`], and what was given and said as JSON they read by [`json`].

mod body;
mod head;
mod json;
mod status;

use std::ops::Range;

use crate::app::fold::Extent;
use crate::app::projection::tool::body::{Which, arguments, output, output_lines};
use crate::app::projection::tool::head::head;
use crate::pane::doc::{Content, Doc, ItemId};
use crate::session::record::Shelf;
use crate::text::line::Line;
use crate::text::sanitize::one_line;
use crate::text::width::fit;

pub use body::said_at;
pub use head::SIGN_SPANS;
use json::searched;
pub use json::{INPUT_SHOWN, beginning, is_tree, words_given, words_said};
pub use status::Status;

/// Shows a call on a shelf; with a blank line before it unless it is folded and the item above is
/// of its kind. All that a call has said is made into lines when somebody looks at it.
pub fn show(doc: &mut Doc, item: ItemId, call: &CallLines<'_>, shelf: Shelf, extent: Extent) {
    let is_open = extent.is_open();
    let is_short = shelf == Shelf::ActivityPane && extent != Extent::Whole;
    let mut lines = Vec::new();
    if !call.compact || is_open || shelf == Shelf::ActivityPane {
        lines.push(Line::blank());
    }
    let mut head = head(call, extent);
    if shelf == Shelf::ActivityPane && !is_told_inside(call) {
        head.stands_for_itself();
    }
    lines.push(head);
    if !is_open {
        return doc.replace(item, lines);
    }
    let which = match (shelf, extent) {
        (Shelf::ActivityPane, Extent::Whole) => Which::All,
        _ if is_short => Which::First,
        _ => Which::Most,
    };
    lines.extend(arguments(call, which));
    match call.status {
        Status::Ended { content, .. } if !content.is_empty() && !is_short => {
            doc.exchange(
                item,
                Content::Later {
                    first: lines,
                    source: content,
                    make: output,
                },
            );
        }
        status => {
            let which = match status {
                Status::Running { .. } => Which::Newest,
                Status::Writing | Status::Waiting | Status::Ended { .. } | Status::Lost => {
                    Which::First
                }
            };
            lines.extend(output_lines(status.said(), which));
            doc.replace(item, lines);
        }
    }
}

/// The lines of a call as [`show`] shows it whole in its pane, if it is known what it said and
/// there is more of it than is to be seen there.
pub fn inside(call: &CallLines<'_>, extent: Extent) -> Option<Vec<Line>> {
    if !is_told_inside(call) {
        return None;
    }
    let told = |which: Which| {
        let mut told = arguments(call, which);
        told.extend(output_lines(call.status.said(), which));
        told
    };
    let whole = told(Which::All);
    let is_cut = match extent {
        Extent::Folded => true,
        Extent::Open => told(Which::First) != whole,
        Extent::Whole => false,
    };
    let above = [Line::blank(), head(call, Extent::Whole)].into_iter();
    is_cut.then(|| above.chain(whole).collect())
}

/// Does a search look into the call while it is folded? What comes to it would change that at once.
fn is_told_inside(call: &CallLines<'_>) -> bool {
    !matches!(call.status, Status::Writing | Status::Running { .. })
}

/// The beginning of a text in one line; of one without end no more is read than could be shown.
fn cut(text: &str, columns: usize) -> String {
    let end = text.char_indices().nth(4 * columns);
    let read = end.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    fit(&one_line(read), columns)
}

/// Which bytes of `source` a part of it is.
fn place_in(source: &str, part: &str) -> Range<u32> {
    let at = part.as_ptr().addr().saturating_sub(source.as_ptr().addr());
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(at)..narrow(at + part.len())
}

/// What the lines of a call are made of.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named as in the call")]
pub struct CallLines<'a> {
    pub name: &'a str,
    /// What is written of its input, or a part beyond [`INPUT_SHOWN`].
    pub input: &'a str,
    /// Bytes of all of it.
    pub input_len: usize,
    pub status: &'a Status,
    /// Is the item above in the conversation one of one line too?
    pub compact: bool,
}

impl CallLines<'_> {
    /// Bytes of what is read for its lines where it is shown whole.
    pub fn source_len(&self) -> usize {
        searched(self.input).len() + self.status.said().len()
    }
}
