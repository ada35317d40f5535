//! How wide the terminal draws characters of ambiguous width: `→`, `“`, `①`.
//!
//! It is asked once, at the start, and may answer after the first frames. All that is measured asks
//! one table ([`crate::text::width`]); so the answer is told to the table, and what was made by it
//! before is made anew.

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::projection::Projection;
use crate::app::settings::Glyphs;
use crate::app::update::select;
use crate::text::glyphs::set_ascii;
use crate::text::width::{Ambiguous, set_ambiguous};
use crate::turn::step::Now;

/// Counts as the person said, or as most terminals do.
pub fn begin(app: &mut App) {
    let width = app.settings.ambiguous.unwrap_or_default();
    set_ambiguous(width);
    choose_glyphs(app, width);
}

/// The terminal has answered. The person knows better.
pub fn told(app: &mut App, wide: bool, now: Now) {
    if app.settings.ambiguous.is_some() {
        return;
    }
    let width = if wide {
        Ambiguous::Wide
    } else {
        Ambiguous::Narrow
    };
    choose_glyphs(app, width);
    if set_ambiguous(width) {
        make_anew(app, now);
    }
}

/// Lines and signs of two columns do not fit where the interface has one for them.
fn choose_glyphs(app: &mut App, width: Ambiguous) {
    if width == Ambiguous::Wide && app.settings.glyphs == Glyphs::Auto {
        app.settings.glyphs = Glyphs::Ascii;
    }
    set_ascii(app.settings.glyphs == Glyphs::Ascii);
}

/// Makes the lines of all panes anew: the columns of a table are measured when it is read. Readers
/// stay where they are.
fn make_anew(app: &mut App, now: Now) {
    select::end(app);
    app.projection = Projection::default();
    app.colors.forget();
    for kind in [
        PaneKind::Conversation,
        PaneKind::Thinking,
        PaneKind::Activity,
    ] {
        app.panes.get_mut(kind).doc.truncate(0);
    }
    app.sync(now);
}
