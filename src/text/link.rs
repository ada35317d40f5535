//! A *link* is a run of text that leads somewhere; its id names it within one item of a pane, so that
//! it survives wrapping. Where it leads is known to whoever made the lines.

/// Names a link within one item of a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub u32);
