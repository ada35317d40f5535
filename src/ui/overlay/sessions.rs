//! The sessions overlay: title, when, and how many messages, filtered by what is typed.

use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::format;
use crate::app::overlay::sessions::Sessions;
use crate::session::summary::Summary;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::{border, paint_place};
use crate::ui::pen::Pen;

/// A screen with so many columns has room for the ids too.
const WITH_IDS: u16 = 120;
/// With fewer columns there is room for the title alone.
const NARROW: u16 = 60;

/// Paints the list. Returns where the cursor belongs: behind the filter.
pub fn paint(app: &App, sessions: &Sessions, pen: &mut Pen<'_>) -> Position {
    let hints = [("Enter", "opens"), ("type", "to filter"), ("Esc", "closes")];
    let panel = app.areas.overlay;
    border(pen, panel.area, "Sessions", &hints);
    let n_shown = sessions.shown().len();
    paint_place(sessions.selected(), n_shown, &panel, &hints, pen);
    let (inside, list) = (panel.inside, panel.list);
    let x = pen.text(inside.x, inside.y, inside.right(), "Filter  ", Scope::Dim);
    let caret = pen.text(
        x,
        inside.y,
        inside.right(),
        &one_line(sessions.filter()),
        Scope::Overlay,
    );
    let shown = sessions.shown();
    if shown.is_empty() && !list.is_empty() {
        let text = match (sessions.is_loading(), sessions.filter().is_empty()) {
            (true, _) => "Reading the sessions …",
            (false, true) => {
                "No session has been saved yet. What you write is saved as it happens."
            }
            (false, false) => "No session matches",
        };
        pen.text(list.x, list.y, list.right(), text, Scope::Dim);
    }
    let shown = shown.iter().enumerate().skip(sessions.top());
    let rows = (list.top()..list.bottom()).zip(shown);
    for (y, (idx, summary)) in rows {
        let row = Rect {
            y,
            height: 1,
            ..inside
        };
        let is_selected = idx == sessions.selected();
        if is_selected {
            pen.fill(row, Scope::OverlaySelected);
        }
        let facts = facts(app, sessions, summary, pen.screen().width);
        paint_row(summary, &facts, row, is_selected, pen);
    }
    Position::new(caret.min(inside.right().saturating_sub(1)), inside.y)
}

/// The title, and at the right what else there is to say.
fn paint_row(summary: &Summary, facts: &str, row: Rect, is_selected: bool, pen: &mut Pen<'_>) {
    let (scope, fact_scope) = match is_selected {
        true => (Scope::OverlaySelected, Scope::OverlaySelected),
        false => (Scope::Overlay, Scope::Dim),
    };
    let end = match facts.is_empty() || row.width < NARROW {
        true => row.right(),
        false => pen
            .text_right(row.right(), row.y, facts, fact_scope)
            .saturating_sub(2),
    };
    let title = match &summary.unreadable {
        Some(reason) => format!("{} cannot be read: {reason}", summary.id.0),
        None => summary.title.clone(),
    };
    let title = fit(&one_line(&title), usize::from(end.saturating_sub(row.x)));
    pen.text(row.x, row.y, end, &title, scope);
}

/// When a session was last written to and how long it is, in places that are the same in all rows.
fn facts(app: &App, sessions: &Sessions, summary: &Summary, screen: u16) -> String {
    if summary.unreadable.is_some() {
        return String::new();
    }
    let unit = if summary.messages == 1 {
        "message "
    } else {
        "messages"
    };
    let age = if summary.id == *app.session() {
        "open now".to_owned()
    } else {
        format::age(sessions.age(summary))
    };
    let id = match screen >= WITH_IDS {
        true => format!("  {}", one_line(&summary.id.0)),
        false => String::new(),
    };
    format!("{age:>10}  {:>4} {unit}{id}", summary.messages)
}
