//! Paint only: an app that has been prepared → the sketch of one frame.
//!
//! [`view`] reads the app and changes nothing. Where things are was decided by `app::layout`, what
//! they say by `app`; here they get their place and, by scope, their style. The frame is a sketch
//! rather than ratatui's `Frame`: the caller sets only the cells of rows that are sketched anew,
//! and writes only what differs.

mod composer;
mod indicator;
mod numbers;
mod overlay;
mod pane;
mod pen;
mod search_bar;
mod small;
mod status_bar;
mod welcome;

use ratatui::layout::Position;

use crate::app::App;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::Arrangement;
use crate::app::settings::Glyphs;
use crate::app::update::is_selecting;
use crate::sketch::Sketch;
use crate::text::link::PlacedLink;
use crate::ui::pen::Pen;

/// What painting found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Painted {
    /// Where the terminal's own cursor belongs; `None` hides it.
    pub cursor: Option<Position>,
    /// Where the links of the answer came to lie; none where something lies over them.
    pub links: Vec<PlacedLink>,
}

/// Paints a frame. `sketch` is blank and as large as the screen that was prepared for.
pub fn view(app: &App, sketch: &mut Sketch) -> Painted {
    let mut pen = Pen::new(sketch, &app.theme, app.settings.glyphs == Glyphs::Ascii);
    if app.paints_ground {
        pen.lay_ground();
    }
    if app.areas.arrangement == Arrangement::TooSmall {
        let cursor = match app.overlays.last() {
            // It gets the keys, so it has to say how they are got back.
            Some(top) if overlay::fits(&pen) => overlay::paint(app, top, &mut pen),
            _ => {
                small::paint(&mut pen);
                None
            }
        };
        return Painted {
            cursor,
            links: Vec::new(),
        };
    }
    if welcome::is_shown(app) {
        welcome::paint(app, &mut pen);
    }
    if !welcome::is_shown(app) || app.is_failure_alone() {
        pane::paint_hairline(app, &mut pen);
        for kind in [
            PaneKind::Conversation,
            PaneKind::Thinking,
            PaneKind::Activity,
        ] {
            pane::paint(app, kind, &mut pen);
        }
    }
    let is_row_free = app.link_told().is_none();
    let search_caret = if app.search.pane().is_some() && is_row_free {
        search_bar::paint(app, &mut pen)
    } else {
        let end = indicator::paint(app, pane::below_columns(app), &mut pen);
        pane::paint_below(app, end, &mut pen);
        None
    };
    composer::paint_queue(app, &mut pen);
    let caret = composer::paint(app, &mut pen);
    status_bar::paint(app, &mut pen);
    let cursor = match app.overlays.last() {
        Some(top) => overlay::paint(app, top, &mut pen),
        None => match search_caret {
            None if is_selecting(app) => pane::caret(app),
            // Who reads does not write: a caret in the composer would say that keys go there.
            None if app.focus != Focus::Composer => None,
            at => at.or(Some(caret)),
        },
    };
    Painted {
        cursor,
        links: pen.into_links(),
    }
}
