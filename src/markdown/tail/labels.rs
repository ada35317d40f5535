//! The *labels* that are open at the end of a text: brackets whose other half has not come, and
//! what closes them meanwhile.
//!
//! Links do not nest, images do: so only the innermost link is closed, and the images around it.

use super::Completion;

/// A label open for longer than this, in bytes, is taken for a plain bracket.
const LONGEST_OPEN_LABEL: usize = 200;

/// Longest label in another one that is kept back until it is known for a link or for brackets, in
/// bytes.
const LONGEST_INNER: usize = 24;

/// A bracket whose other half has not come.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// Where it stands.
    pub at: usize,
    /// Is it the label of an image?
    pub is_image: bool,
}

impl Label {
    /// What stands in it, if it ends at byte `end` of `text` and is no longer than those that are
    /// taken for labels.
    pub fn inner(self, text: &str, end: usize) -> Option<&str> {
        let inner = text.get(self.at + if self.is_image { 2 } else { 1 }..end)?;
        (inner.len() <= LONGEST_OPEN_LABEL).then_some(inner)
    }

    /// Is it the label of a link in one of `outer`?
    pub fn is_in_link(self, outer: &[Self]) -> bool {
        !self.is_image && outer.iter().any(|label| !label.is_image)
    }
}

/// Those of `labels` that are not taken for plain brackets, at the end of a text of `len` bytes.
pub fn near(labels: &[Label], len: usize) -> &[Label] {
    let n_far = labels.partition_point(|label| len - label.at > LONGEST_OPEN_LABEL);
    labels.get(n_far..).unwrap_or_default()
}

/// Closes `labels`, the innermost first, up to the innermost link. Which one is a link nobody knows
/// while one is open in another: a short inner one is kept back.
pub fn close(mut end: usize, mut suffix: String, labels: &[Label]) -> Completion {
    let mut open = labels;
    let links = || labels.iter().filter(|label| !label.is_image);
    if let Some(inner) = links().skip(1).find(|label| is_short(end, label)) {
        let n_outer = labels.partition_point(|label| label.at < inner.at);
        open = labels.get(..n_outer).unwrap_or_default();
        (end, suffix) = (inner.at, String::new());
    }
    for label in open.iter().rev() {
        suffix.push_str("]()");
        if !label.is_image {
            break;
        }
    }
    Completion { end, suffix }
}

/// Is the label short enough to be kept back in another one?
pub fn is_short(end: usize, label: &Label) -> bool {
    end.saturating_sub(label.at) <= LONGEST_INNER
}
