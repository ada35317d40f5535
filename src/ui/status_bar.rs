//! The status bar: left model and session, right the numbers and what Escape does now.

use crate::app::App;
use crate::app::focus;
use crate::app::format;
use crate::app::layout::MARGIN;
use crate::app::settings::Connection;
use crate::app::status;
use crate::text::sanitize::one_line;
use crate::text::width::{columns, fit};
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
    for fact in facts(app) {
        let width = columns(&fact) + columns(BETWEEN);
        let x = right.saturating_sub(u16::try_from(width).unwrap_or(u16::MAX));
        if usize::from(x.saturating_sub(left)) < least_left {
            break;
        }
        let after = pen.text(x, area.y, right, &fact, Scope::StatusValue);
        pen.text(after, area.y, right, BETWEEN, Scope::StatusValue);
        right = x;
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
    if !app.settings.mouse {
        facts.push("mouse: terminal's".into());
    }
    if app.reader.is_on {
        facts.push("reader mode".into());
    }
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
