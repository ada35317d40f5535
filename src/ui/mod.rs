//! Paint only: an app that has been prepared → the cells of one frame.
//!
//! [`view`] reads the app and changes nothing. Where things are was decided by `app::layout`, what
//! they say by `app`; here they get their cells and, by scope, their style. The frame is a plain
//! buffer rather than ratatui's `Frame`, whose terminal clears the screen when it is resized; the
//! caller writes the difference to the last one.

mod composer;
mod indicator;
mod overlay;
mod pane;
mod pen;
mod search_bar;
mod small;
mod status_bar;
mod welcome;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::layout::Arrangement;
use crate::app::update::is_selecting;
use crate::ui::pen::Pen;

/// What painting found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Painted {
    /// Where the terminal's own cursor belongs; `None` hides it.
    pub cursor: Option<Position>,
}

/// Paints a frame. `buf` is blank and as large as the screen that was prepared for.
pub fn view(app: &App, buf: &mut Buffer) -> Painted {
    let mut pen = Pen::new(buf, &app.theme, app.settings.ascii);
    if app.areas.arrangement == Arrangement::TooSmall {
        small::paint(&mut pen);
        return Painted::default();
    }
    if welcome::is_shown(app) {
        welcome::paint(app, &mut pen);
    } else {
        for kind in [
            PaneKind::Conversation,
            PaneKind::Thinking,
            PaneKind::Activity,
        ] {
            pane::paint(app, kind, &mut pen);
        }
    }
    let search_caret = if app.search.pane().is_some() {
        search_bar::paint(app, &mut pen)
    } else {
        indicator::paint(app, &mut pen);
        None
    };
    composer::paint_queue(app, &mut pen);
    let caret = composer::paint(app, &mut pen);
    status_bar::paint(app, &mut pen);
    match app.overlays.last() {
        Some(top) => Painted {
            cursor: overlay::paint(app, top, &mut pen),
        },
        None => Painted {
            cursor: match search_caret {
                None if is_selecting(app) => pane::caret(app),
                at => at.or(Some(caret)),
            },
        },
    }
}
