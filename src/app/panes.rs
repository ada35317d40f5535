//! The three panes, and which of them are open.

use ratatui::layout::Rect;

use crate::app::focus::PaneKind;
use crate::app::layout::{Areas, Arrangement, MARGIN, share};
use crate::pane::Pane;

/// Rows that a scrollbar has at least.
const BAR_ROWS: u16 = 3;

/// The three panes of the screen, projections of one conversation.
#[derive(Debug, Clone)]
pub struct Panes {
    /// What was said.
    pub conversation: Pane,
    /// What was thought.
    pub thinking: Pane,
    /// What was done.
    pub activity: Pane,
    /// On wide screens: is thinking folded away?
    thinking_folded: bool,
    /// On wide screens: is the activity folded away?
    activity_folded: bool,
    /// Rows of thinking with its title, while activity stands below it; derived in `prepare`.
    pub upper: Option<u16>,
    /// On narrow screens: the side pane that lies over the conversation.
    pub over: Option<PaneKind>,
}

impl Default for Panes {
    /// Empty ones. The row above the conversation is kept free for the prompt that is answered.
    fn default() -> Self {
        Self {
            conversation: Pane::below_air(),
            thinking: Pane::default(),
            activity: Pane::default(),
            thinking_folded: false,
            activity_folded: false,
            upper: None,
            over: None,
        }
    }
}

impl Panes {
    /// A pane by its kind.
    pub fn get(&self, kind: PaneKind) -> &Pane {
        match kind {
            PaneKind::Conversation => &self.conversation,
            PaneKind::Thinking => &self.thinking,
            PaneKind::Activity => &self.activity,
        }
    }

    /// A pane by its kind, to be scrolled.
    pub fn get_mut(&mut self, kind: PaneKind) -> &mut Pane {
        match kind {
            PaneKind::Conversation => &mut self.conversation,
            PaneKind::Thinking => &mut self.thinking,
            PaneKind::Activity => &mut self.activity,
        }
    }
}

impl Panes {
    /// Brings a pane onto a narrow screen: it lies over the conversation, or the conversation comes
    /// from under what lies over it.
    pub fn show(&mut self, kind: PaneKind) {
        self.over = (kind != PaneKind::Conversation).then_some(kind);
    }

    /// Is there a place for this side pane on a wide screen? One that is folded away has one as
    /// long as the search is in it.
    pub fn is_wanted(&self, kind: PaneKind, searched: Option<PaneKind>) -> bool {
        (!self.is_folded(kind) || searched == Some(kind)) && !self.get(kind).doc.is_empty()
    }

    /// Is this pane folded away on wide screens?
    pub fn is_folded(&self, kind: PaneKind) -> bool {
        match kind {
            PaneKind::Conversation => false,
            PaneKind::Thinking => self.thinking_folded,
            PaneKind::Activity => self.activity_folded,
        }
    }
}

/// What the memory calls a side pane that is folded away.
const FOLDED: [(PaneKind, &str); 2] = [
    (PaneKind::Thinking, "thinking-pane-away"),
    (PaneKind::Activity, "activity-pane-away"),
];

impl Panes {
    /// Empty ones; what is folded away stays so.
    pub fn emptied(&self) -> Self {
        Self {
            thinking_folded: self.thinking_folded,
            activity_folded: self.activity_folded,
            ..Self::default()
        }
    }

    /// Folds a side pane away on wide screens, or brings it back.
    pub fn fold(&mut self, kind: PaneKind, is_folded: bool) {
        match kind {
            PaneKind::Conversation => {}
            PaneKind::Thinking => self.thinking_folded = is_folded,
            PaneKind::Activity => self.activity_folded = is_folded,
        }
    }

    /// What is remembered across runs: a line for each side pane that is folded away.
    pub fn to_memory(&self) -> String {
        let folded = FOLDED.iter().filter(|(kind, _)| self.is_folded(*kind));
        folded.map(|(_, name)| format!("{name}\n")).collect()
    }

    /// Takes up what an earlier run remembered. What makes no sense is passed over.
    pub fn recall(&mut self, memory: &str) {
        for (kind, name) in FOLDED {
            self.fold(kind, memory.lines().any(|line| line.trim() == name));
        }
    }
}

/// Rows of a side pane that show none of its items: its title, and air below thinking.
fn chrome(kind: PaneKind) -> u16 {
    match kind {
        PaneKind::Conversation => 0,
        PaneKind::Thinking => 2,
        PaneKind::Activity => 1,
    }
}

impl Panes {
    /// Brings the border between the side panes to where it belongs, by what they have to show in
    /// these areas; answers whether it has been moved.
    pub(super) fn share(&mut self, areas: &Areas) -> bool {
        let before = self.upper;
        if areas.thinking.is_empty() || areas.activity.is_empty() {
            self.upper = None;
            return false;
        }
        let total = areas.thinking.height + areas.activity.height;
        let needs = [PaneKind::Thinking, PaneKind::Activity].map(|kind| {
            let (columns, _) = text_size(areas, kind);
            let n_rows = self.get_mut(kind).n_rows(columns, usize::from(total));
            u16::try_from(n_rows).unwrap_or(total) + chrome(kind)
        });
        self.upper = Some(share::settle(total, before, needs));
        self.upper != Some(areas.thinking.height)
    }
}

/// The rows of a pane that show its items: its area without title, and without the row of air that
/// parts thinking from the activity below it.
pub fn body(areas: &Areas, kind: PaneKind) -> Rect {
    let below_title = |area: Rect, chrome: u16| Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(chrome),
        ..area
    };
    match kind {
        PaneKind::Conversation => areas.conversation,
        PaneKind::Thinking if areas.activity.is_empty() => below_title(areas.thinking, 1),
        PaneKind::Thinking => below_title(areas.thinking, chrome(kind)),
        PaneKind::Activity => below_title(areas.activity, chrome(kind)),
    }
}

/// The column at the right of a pane's body in which its scrollbar stands; `None` where it would
/// have no room to say anything. Beside a side pane it is the hairline: two lines side by side
/// would read as a double one.
pub fn bar(areas: &Areas, kind: PaneKind) -> Option<Rect> {
    let body = body(areas, kind);
    let has_hairline = kind == PaneKind::Conversation && areas.arrangement == Arrangement::Wide;
    let bar = Rect {
        x: body.right().saturating_sub(u16::from(!has_hairline)),
        width: body.width.min(1),
        ..body
    };
    Some(bar).filter(|bar| bar.width > 0 && bar.height >= BAR_ROWS)
}

/// Columns between the left edge of a pane and its text: margin, bar of the prompt and gap in the
/// conversation and in what lies over it, hairline and gap in the side panes.
pub fn indent(areas: &Areas, kind: PaneKind) -> u16 {
    edge(areas, kind) + 2
}

/// Columns between the left edge of a pane and what marks its rows there.
pub fn edge(areas: &Areas, kind: PaneKind) -> u16 {
    let stands_beside = kind != PaneKind::Conversation && !areas.pane_is_over();
    if stands_beside { 0 } else { MARGIN }
}

/// Columns and rows of text inside a pane; the rest is margin, scrollbar and title.
pub fn text_size(areas: &Areas, kind: PaneKind) -> (u16, u16) {
    let body = body(areas, kind);
    (
        body.width.saturating_sub(indent(areas, kind) + 2).max(1),
        body.height,
    )
}
