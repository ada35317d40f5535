//! What was *piped* in goes into the composer, as a paste does: it waits there to be asked about.
//!
//! It comes when it comes, so nothing that was done meanwhile is disturbed: what was typed stays as
//! it is and the piped text goes behind it, as it does behind a question on the command line. While
//! a session is being chosen or opened it waits: it is for that one.

use crate::app::App;
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::turn::step::Now;

/// Says what is being waited for.
pub fn is_slow(app: &mut App, now: Now) {
    let text = "Still reading what is piped in; it goes into the draft when it is all there";
    app.notices.show(Level::Info, text, now.instant);
}

/// Puts what was piped in into the composer, once that is the right one.
pub fn settle(app: &mut App, now: Now) {
    let is_choosing = |app: &App| {
        let mut overlays = app.overlays.iter();
        overlays.any(|overlay| matches!(overlay, Overlay::Sessions(_)))
    };
    if app.piped.is_none() || app.opening.is_some() || is_choosing(app) {
        return;
    }
    let text = match app.piped.take() {
        Some(Ok(text)) => text,
        Some(Err(problem)) => return app.fail(problem),
        None => return,
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.trim().is_empty() {
        let text = "Nothing was piped in";
        return app.notices.show(Level::Info, text, now.instant);
    }
    app.composer.append(text);
}
