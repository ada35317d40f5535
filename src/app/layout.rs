//! Where the parts of the screen are: a pure function of its size and of what has to be shown.
//!
//! Wide screens show the conversation at the left and, when they have something to say, thinking
//! and activity stacked at the right, which share the height by need ([`share`]). Below
//! [`WIDE_COLUMNS`] there is one column; a side pane that is opened lies over the conversation.
//! Below [`LEAST`] there is only a line that says so.

pub mod panel;
pub mod share;

use ratatui::layout::Rect;

use crate::app::focus::PaneKind;
use crate::app::layout::panel::Panel;

/// From this many columns on there is room for panes at the right.
pub const WIDE_COLUMNS: u16 = 100;

/// The least columns and rows that anything can be shown on.
pub const LEAST: (u16, u16) = (40, 10);

/// What has to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wants {
    /// Rows of text in the composer.
    pub composer_rows: u16,
    /// Rows of the notice; taken for one at least, and for fewer where the panes need them.
    pub notice_rows: u16,
    /// Prompts that are queued.
    pub queued: u16,
    /// Shall thinking be shown?
    pub thinking: bool,
    /// Shall the activity be shown?
    pub activity: bool,
    /// Rows of thinking where activity stands below it; half of them if nothing is said.
    pub upper: Option<u16>,
    /// On a narrow screen, the side pane that was opened last lies on top.
    pub over: Option<PaneKind>,
}

/// How the panes are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// The screen is too small for anything.
    #[default]
    TooSmall,
    /// One column, the conversation.
    Single,
    /// One column, a side pane over the conversation.
    Over,
    /// Side panes at the right.
    Wide,
}

/// Where everything is. Parts that are not shown have no rows or no columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Areas {
    pub arrangement: Arrangement,
    /// The first row of the conversation, kept for the prompt that is being answered.
    pub pinned: Rect,
    pub conversation: Rect,
    /// With its title row.
    pub thinking: Rect,
    /// With its title row.
    pub activity: Rect,
    /// What the turn is doing, or a notice.
    pub indicator: Rect,
    pub queue: Rect,
    /// The raised strip; text begins two columns from its left edge.
    pub composer: Rect,
    /// Has the strip a row of air above and below its text?
    pub composer_padded: bool,
    pub status: Rect,
    /// On top of all.
    pub overlay: Panel,
}

impl Areas {
    /// Does a side pane lie over the conversation?
    pub fn pane_is_over(&self) -> bool {
        self.arrangement == Arrangement::Over
    }

    /// Leaves the conversation its last `n_rows` rows, if it has so many.
    pub fn lower_conversation(&mut self, n_rows: u16) {
        let conversation = &mut self.conversation;
        let height = conversation.height.min(n_rows);
        conversation.y += conversation.height - height;
        conversation.height = height;
    }
}

/// Columns between the edge of the screen and the text of the conversation.
pub const MARGIN: u16 = 1;
/// Columns of the sign before a notice.
pub const SIGN: u16 = 2;
/// Columns of the spinner and the gap behind it.
pub const SPINNER: u16 = 2;

/// Columns between the left edge of the screen and the text of the composer: margin, bar and gap.
pub const COMPOSER_LEFT: u16 = MARGIN + 2;

/// Columns of the composer's strip that hold no text: bar, gap and right margin.
pub const COMPOSER_CHROME: u16 = 4;

/// Rows that the composer may take on a screen this high.
pub fn composer_limit(height: u16) -> u16 {
    (height / 3).clamp(1, 12)
}

/// Rows that a notice may take on a screen this high.
pub fn notice_limit(height: u16) -> u16 {
    if height < 12 { 2 } else { 3 }
}

/// Rows that the target of a link may take on a screen this high: all of it is to be read before
/// the link is followed.
pub fn target_limit(height: u16) -> u16 {
    (height / 2).max(notice_limit(height))
}

/// Rows that stay for the panes, whatever is said.
const LEAST_PANE: u16 = 3;

/// Places everything on a screen of `width` columns and `height` rows.
pub fn arrange(width: u16, height: u16, wants: &Wants) -> Areas {
    if width < LEAST.0 || height < LEAST.1 {
        return Areas::default();
    }
    let composer_rows = wants.composer_rows.clamp(1, composer_limit(height));
    // A roomy screen gives the strip a row of air above and below the text.
    let padding = if height >= 30 { 2 } else { 0 };
    let composer_height = composer_rows + padding;
    let queue_rows = wants.queued.min(if height < 16 { 1 } else { 3 });
    let free = height.saturating_sub(composer_height + queue_rows + 1 + LEAST_PANE);
    let notice_rows = wants.notice_rows.min(free).max(1);
    // And one between the text and what is going on, which a notice of several rows may take.
    let air = u16::from(padding > 0 && notice_rows == 1);
    let bottom = composer_height + queue_rows + notice_rows + 1;
    let pane_rows = height.saturating_sub(bottom + air);

    let mut areas = Areas {
        arrangement: Arrangement::Single,
        ..Areas::default()
    };
    let mut y = pane_rows + air;
    let mut strip = |rows: u16| {
        let rect = Rect::new(0, y, width, rows);
        y += rows;
        rect
    };
    areas.composer_padded = padding > 0;
    areas.indicator = strip(notice_rows);
    areas.queue = strip(queue_rows);
    areas.composer = strip(composer_height);
    areas.status = strip(1);

    let mut conversation = Rect::new(0, 0, width, pane_rows);
    let side = wants.thinking || wants.activity;
    if width >= WIDE_COLUMNS && side {
        areas.arrangement = Arrangement::Wide;
        let side_columns = (width / 3).clamp(32, 70);
        conversation.width = width - side_columns;
        let right = Rect::new(conversation.width, 0, side_columns, pane_rows);
        (areas.thinking, areas.activity) = stack(right, wants);
    } else if width < WIDE_COLUMNS {
        let over = Rect::new(0, 0, width, pane_rows);
        match wants.over {
            Some(PaneKind::Thinking) => {
                areas.arrangement = Arrangement::Over;
                areas.thinking = over;
                conversation.height = 0;
            }
            Some(PaneKind::Activity) => {
                areas.arrangement = Arrangement::Over;
                areas.activity = over;
                conversation.height = 0;
            }
            Some(PaneKind::Conversation) | None => {}
        }
    }
    let pinned_rows = conversation.height.min(1);
    areas.pinned = Rect {
        height: pinned_rows,
        ..conversation
    };
    areas.conversation = Rect {
        y: conversation.y + pinned_rows,
        height: conversation.height - pinned_rows,
        ..conversation
    };
    areas
}

/// Thinking above, activity below; one of them alone takes all.
fn stack(right: Rect, wants: &Wants) -> (Rect, Rect) {
    let none = Rect { height: 0, ..right };
    match (wants.thinking, wants.activity) {
        (true, true) => {
            // What it had of a column of another height may leave one of them nothing.
            let had = wants
                .upper
                .filter(|upper| (1..right.height).contains(upper));
            let upper = had.unwrap_or(right.height / 2);
            (
                Rect {
                    height: upper,
                    ..right
                },
                Rect {
                    y: right.y + upper,
                    height: right.height - upper,
                    ..right
                },
            )
        }
        (true, false) => (right, none),
        (false, true) => (none, right),
        (false, false) => (none, none),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(size: (u16, u16), wants: Wants, arrangement: Arrangement) -> Areas {
        let areas = arrange(size.0, size.1, &wants);
        assert_eq!(areas.arrangement, arrangement, "{size:?} {wants:?}");
        areas
    }

    #[test]
    fn side_panes_stand_at_the_right_of_a_wide_screen_only() {
        let wants = Wants {
            composer_rows: 1,
            thinking: true,
            activity: true,
            ..Wants::default()
        };
        let areas = check((120, 40), wants, Arrangement::Wide);
        assert_eq!(areas.thinking.x, areas.conversation.width);
        assert_eq!(
            areas.thinking.height + areas.activity.height,
            areas.conversation.height + 1
        );
        check((99, 40), wants, Arrangement::Single);
        check(
            (120, 40),
            Wants {
                composer_rows: 1,
                ..Wants::default()
            },
            Arrangement::Single,
        );
    }

    #[test]
    fn on_a_narrow_screen_an_opened_side_pane_lies_over_the_conversation() {
        let wants = Wants {
            composer_rows: 1,
            thinking: true,
            over: Some(PaneKind::Thinking),
            ..Wants::default()
        };
        let areas = check((80, 24), wants, Arrangement::Over);
        assert_eq!(areas.thinking, Rect::new(0, 0, 80, 21));
        assert_eq!(areas.conversation.height, 0);
    }

    #[test]
    fn a_notice_of_several_rows_takes_the_air_above_it_before_any_text() {
        let with = |height, notice_rows| {
            let wants = Wants {
                notice_rows,
                ..Wants::default()
            };
            check((80, height), wants, Arrangement::Single).conversation
        };
        assert_eq!(with(30, 1), with(30, 2));
        assert_eq!(with(30, 2).height, with(30, 3).height + 1);
        assert_eq!(with(24, 1).height, with(24, 2).height + 1);
    }

    #[test]
    fn a_small_screen_shows_nothing_else() {
        check((39, 24), Wants::default(), Arrangement::TooSmall);
        check((80, 9), Wants::default(), Arrangement::TooSmall);
        check((40, 10), Wants::default(), Arrangement::Single);
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_screen_and_the_rows_add_up(
            width in 0u16..300, height in 0u16..120, composer_rows in 0u16..50, queued in 0u16..10,
            notice_rows in 0u16..99,
            thinking: bool, activity: bool, upper in proptest::option::of(0u16..150), over in 0u8..4,
        ) {
            let over = match over {
                0 => None,
                1 => Some(PaneKind::Thinking),
                2 => Some(PaneKind::Activity),
                _ => Some(PaneKind::Conversation),
            };
            let areas = arrange(width, height, &Wants { composer_rows, notice_rows, queued, thinking, activity, upper, over });
            let screen = Rect::new(0, 0, width, height);
            for rect in [areas.pinned, areas.conversation, areas.thinking, areas.activity, areas.indicator, areas.queue, areas.composer, areas.status] {
                prop_assert!(rect.is_empty() || screen.intersection(rect) == rect, "{rect:?}");
            }
            if areas.arrangement != Arrangement::TooSmall {
                prop_assert_eq!(areas.status.bottom(), height);
                prop_assert!(areas.composer.height >= 1);
                prop_assert!(areas.conversation.height.max(areas.thinking.height).max(areas.activity.height) >= 2);
            }
        }
    }
}
