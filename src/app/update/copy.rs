//! Copying: what is asked for goes out as an effect, and the receipt comes back as a notice.

use crate::app::App;
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::overlay::copy::Copy;
use crate::report::Copied;
use crate::turn::step::Now;

/// Copies the last answer whole.
pub fn answer(app: &mut App, now: Now) -> Vec<Effect> {
    match copy::last_answer(app) {
        Some(text) => vec![Effect::Copy(text)],
        None => {
            let text = "There is no answer to copy yet";
            app.notices.show(Level::Info, text, now.instant);
            Vec::new()
        }
    }
}

/// Copies the code block at the reader's place.
pub fn code(app: &mut App, now: Now) -> Vec<Effect> {
    match copy::code_in_sight(app) {
        Some(code) => vec![Effect::Copy(code.text)],
        None => {
            let text = "No code block is in sight";
            app.notices.show(Level::Info, text, now.instant);
            Vec::new()
        }
    }
}

/// Shows what can be copied of the turn in sight.
pub fn choose(app: &mut App, now: Now) {
    let (offers, nearest) = copy::offers(app);
    if offers.is_empty() {
        let text = "There is nothing to copy yet";
        app.notices.show(Level::Info, text, now.instant);
    } else {
        app.overlays.push(Overlay::Copy(Copy::new(offers, nearest)));
    }
}

/// Says what became of a copy, and no more.
pub fn copied(app: &mut App, copied: &Copied, now: Now) {
    let level = if copied.may_be_somewhere() {
        Level::Info
    } else {
        Level::Warning
    };
    let text = match &copied.why {
        Some(why) => format!("{why} · {copied}"),
        None => copied.to_string(),
    };
    app.notices.show(level, text, now.instant);
}
