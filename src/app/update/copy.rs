//! Copying: what is asked for goes out as an effect, and the receipt comes back as a notice.

use crate::app::App;
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::layout;
use crate::app::notice::{LIFETIME, Level};
use crate::app::overlay::Overlay;
use crate::app::overlay::copy::Copy;
use crate::report::{About, Copied};
use crate::text::width::{columns, fit};
use crate::turn::step::Now;

/// Of so many copies the receipts may be corrected: more do not hang at the same time.
const RECEIPTS: usize = 16;

/// In so many columns a receipt says what matters.
const LEAST_ROW: usize = 70;

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
        Some(code) => {
            let about = code.about();
            let text = code.text;
            vec![match about {
                Some(about) => Effect::CopyTold { text, about },
                None => Effect::Copy(text),
            }]
        }
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

/// What every copy says takes one row where that is a wide one, so that no text moves for it: the
/// beginning of the code gives way first, then how much it is; what matters least stands last.
fn in_a_row(app: &App, code: Option<(usize, &str)>, receipt: &str) -> String {
    let around = 2 * layout::MARGIN + layout::SIGN + layout::SPINNER;
    let room = app.areas.indicator.width.saturating_sub(around);
    let whole = match code {
        Some((_, name)) => format!("{name} · {receipt}"),
        None => receipt.to_owned(),
    };
    let room = usize::from(room);
    if room < LEAST_ROW || columns(&whole) <= room {
        return whole;
    }
    let short = match code {
        Some((number, _)) => format!("Code {number} {}", receipt.replacen("Cop", "cop", 1)),
        None => receipt.to_owned(),
    };
    if columns(&short) <= room {
        return short;
    }
    let without_size = short.rsplit_once("; ").map(|(before, _)| before);
    fit(without_size.unwrap_or(&short), room)
}

/// Says what became of a copy, and no more. What is known later takes the place of what was said;
/// once that has gone, only that all was in vain is worth another word.
pub fn copied(app: &mut App, copied: &Copied, now: Now) {
    let level = if copied.is_nowhere() {
        Level::Warning
    } else {
        Level::Info
    };
    let receipt = copied.to_string();
    let text = match &copied.about {
        Some(About::Code { number, name }) if level == Level::Info => {
            in_a_row(app, Some((*number, name)), &receipt)
        }
        Some(About::Code { name: words, .. } | About::Instead(words)) => {
            format!("{words} · {receipt}")
        }
        None if level == Level::Info => in_a_row(app, None, &receipt),
        None => receipt,
    };
    let before = app
        .receipts
        .iter()
        .find(|(number, _)| *number == copied.number);
    if let Some((_, notice)) = before
        && (app.notices.correct(*notice, level, &text, now.instant) || !copied.is_nowhere())
    {
        return;
    }
    let notice = app.notices.show_for(LIFETIME, level, text, now.instant);
    app.receipts.retain(|(number, _)| *number != copied.number);
    let n_old = (app.receipts.len() + 1).saturating_sub(RECEIPTS);
    app.receipts.drain(..n_old);
    app.receipts.push((copied.number, notice));
}
