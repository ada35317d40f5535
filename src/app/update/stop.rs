//! Stopping, closing and leaving: what Escape, Ctrl+C and Ctrl+D do.
//!
//! None of them does more than one thing at a time, and none ends the program while an answer
//! arrives or text would be lost without a word.

use std::time::Duration;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::focus::{self, Escape, Focus};
use crate::app::notice::Level;
use crate::app::update::{fold, links, select, turn};
use crate::app::{App, Exit};
use crate::turn::Input;
use crate::turn::step::Now;

/// A second Ctrl+C within this time quits.
const QUIT_WINDOW: Duration = Duration::from_secs(2);

/// Escape: exactly what the status bar says.
pub fn back(app: &mut App, now: Now) -> Vec<Effect> {
    links::release(app);
    app.leave_place();
    match focus::escape(app) {
        Escape::ReleaseChoice => fold::release(app),
        Escape::ClearSelection => select::end(app),
        Escape::StopTurn => return turn::step(app, Input::Cancel, now),
        Escape::CloseSearch => app.search.close(&mut app.panes),
        Escape::ClosePane => app.panes.over = None,
        Escape::LeavePane => app.focus = Focus::Composer,
        Escape::CloseOverlay | Escape::Stopping | Escape::Nothing => app.notices.dismiss(),
    }
    Vec::new()
}

/// Ctrl+C: stops a turn, never quits one; idle it clears the composer, and twice on an empty one
/// quits.
pub fn interrupt(app: &mut App, now: Now) -> Vec<Effect> {
    if !app.turn.is_idle() {
        return turn::step(app, Input::Cancel, now);
    }
    if !app.composer.is_empty() {
        app.composer.take();
        app.notices
            .show(Level::Info, "Cleared; Up brings it back", now.instant);
        return Vec::new();
    }
    let again = app
        .quit_asked
        .is_some_and(|asked| now.instant.saturating_duration_since(asked) < QUIT_WINDOW);
    if again {
        app.exit = Some(Exit::Quit);
    } else {
        app.quit_asked = Some(now.instant);
        let text = "Press Ctrl+C again to quit";
        app.notices
            .show_for(QUIT_WINDOW, Level::Info, text, now.instant);
    }
    Vec::new()
}

/// Ctrl+D: quits, unless something would be lost or stopped by it.
pub fn quit(app: &mut App, now: Now) -> Vec<Effect> {
    if is_busy(app, now) {
        return Vec::new();
    }
    if app.composer.is_empty() {
        app.exit = Some(Exit::Quit);
    } else {
        hint(
            app,
            "There is text in the composer",
            Action::Interrupt,
            "clears it",
            now,
        );
    }
    Vec::new()
}

/// Is a turn on? Says so, and how to end it.
pub fn is_busy(app: &mut App, now: Now) -> bool {
    let is_busy = !app.turn.is_idle();
    if is_busy {
        hint(app, "An answer is arriving", Action::Back, "stops it", now);
    }
    is_busy
}

/// Shows what stands in the way, and the key that does something about it.
fn hint(app: &mut App, what: &str, action: Action, does: &str, now: Now) {
    let key = app.key_for(action);
    let key = key.map_or_else(String::new, |key| format!("; {key} {does}"));
    app.notices
        .show(Level::Info, format!("{what}{key}"), now.instant);
}
