//! The status bar: left model and session, right the states, the numbers and what Escape does now.
//!
//! A state (who has the mouse, reader mode) changes what keys and buttons do: it is said at every
//! width, in few words where that leaves room for the name of the model.

use crate::app::App;
use crate::app::focus;
use crate::app::format;
use crate::app::layout::MARGIN;
use crate::app::settings::Connection;
use crate::app::status;
use crate::text::glyphs::columns;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// Stands between two facts.
const BETWEEN: &str = " · ";

/// Paints the bottom row. What does not fit is left out, the least important first.
pub fn paint(app: &App, pen: &mut Pen<'_>) {
    let area = app.areas.status;
    let left = area.x + MARGIN;
    let end = area.right().saturating_sub(MARGIN);
    pen.fill(area, Scope::Status);

    let escape = focus::escape_label(app);
    let escape_x = pen.text_right(end, area.y, &escape, Scope::StatusKey);
    let mut right = escape_x;
    let (model, scope) = model(app);
    let least_left = columns(&model) + 3;
    let states = states(app);
    let in_full: usize = states.iter().map(|state| needs(state.name)).sum();
    let is_roomy = usize::from(right.saturating_sub(left)) >= in_full + least_left;
    for state in states {
        let name = if is_roomy { state.name } else { state.short };
        if usize::from(right.saturating_sub(left)) >= needs(name) {
            right = before(right, area.y, name, pen);
        }
    }
    for fact in facts(app) {
        if usize::from(right.saturating_sub(left)) < needs(&fact) + least_left {
            break;
        }
        right = before(right, area.y, &fact, pen);
    }

    let mut x = left;
    let room = usize::from(right.saturating_sub(x + 1));
    x = pen.text(x, area.y, right, &fit(&model, room), scope);
    if let Some(title) = status::title(app) {
        let room = usize::from(right.saturating_sub(x + 5));
        if room >= 8 {
            x = pen.text(x, area.y, right, " · ", Scope::Status);
            pen.text(x, area.y, right, &fit(&title, room.min(40)), Scope::Status);
        }
    }
}

/// Columns of a fact and of what stands behind it.
fn needs(fact: &str) -> usize {
    columns(fact) + columns(BETWEEN)
}

/// Paints a fact in front of what begins at `right`; answers where it begins itself.
fn before(right: u16, y: u16, fact: &str, pen: &mut Pen<'_>) -> u16 {
    let x = right.saturating_sub(u16::try_from(needs(fact)).unwrap_or(u16::MAX));
    let after = pen.text(x, y, right, fact, Scope::StatusValue);
    pen.text(after, y, right, BETWEEN, Scope::StatusValue);
    x
}

/// What keys or buttons do otherwise than usual.
struct State {
    name: &'static str,
    /// For narrow windows.
    short: &'static str,
}

/// The states that hold now, the most important first.
fn states(app: &App) -> Vec<State> {
    let mouse = State {
        name: "mouse: terminal's",
        short: "no mouse",
    };
    let reader = State {
        name: "reader mode",
        short: "reader",
    };
    let all = [(!app.settings.mouse, mouse), (app.reader.is_on, reader)];
    let held = all.into_iter().filter(|(holds, _)| *holds);
    held.map(|(_, state)| state).collect()
}

/// Who answers; the demo says what it is instead of taking a model's name.
fn model(app: &App) -> (String, Scope) {
    match app.connection {
        Connection::Missing => ("no model yet".into(), Scope::StatusModel),
        Connection::Starting => ("starting the demo".into(), Scope::StatusDemo),
        Connection::Demo => ("DEMO: a script, not a model".into(), Scope::StatusDemo),
        Connection::Ready => (one_line(&app.turn.params.model), Scope::StatusModel),
    }
}

/// The numbers of the session, the most important first. Those of an answer stand in the row above
/// while it arrives, and below it afterwards; they are not said twice.
fn facts(app: &App) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some((used, window)) = status::context(app) {
        facts.push(format!("context {}", format::percent(used, window)));
    }
    let totals = &app.shown.totals;
    // Where the server has said nothing, a sum would only look like one.
    let known = app.shown.is_more_than_a_turn && totals.usage.known;
    if known {
        if totals.dollars > 0.0 || !totals.at_least {
            facts.push(format::dollars(totals.dollars, totals.at_least));
        } else {
            facts.push("price unknown".into());
        }
    }
    if known {
        let tokens = totals
            .usage
            .whole_input()
            .saturating_add(totals.usage.output);
        // What a cut answer held at its end nobody has counted.
        let is_cut = totals.at_least && totals.dollars > 0.0;
        let sign = if is_cut { "≥" } else { "" };
        facts.push(format!("session {sign}{}", format::tokens(tokens)));
    }
    facts
}
