//! The sessions overlay: id, when, messages and title, filtered by what is typed.

use ratatui::layout::Position;

use crate::app::format;
use crate::app::overlay::sessions::Sessions;
use crate::session::summary::Summary;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::border;
use crate::ui::pen::Pen;

/// Paints the list. Returns where the cursor belongs: behind the filter.
pub fn paint(sessions: &Sessions, pen: &mut Pen<'_>) -> Position {
    let inside = border(
        pen,
        100,
        24,
        "Sessions",
        "Enter opens · type to filter · Esc closes",
    );
    let x = pen.text(inside.x, inside.y, inside.right(), "Filter  ", Scope::Dim);
    let caret = pen.text(
        x,
        inside.y,
        inside.right(),
        &one_line(sessions.filter()),
        Scope::Overlay,
    );
    let air = u16::from(inside.height > 3);
    let list_top = inside.y + 1 + air;
    let shown = sessions.shown();
    let height = usize::from(inside.bottom().saturating_sub(list_top));
    if shown.is_empty() && height > 0 {
        let text = match (sessions.is_loading(), sessions.filter().is_empty()) {
            (true, _) => "Reading the sessions …",
            (false, true) => {
                "No session has been saved yet. What you write is saved as it happens."
            }
            (false, false) => "No session matches",
        };
        pen.text(inside.x, list_top, inside.right(), text, Scope::Dim);
    }
    let first = sessions.selected().saturating_sub(height.saturating_sub(1));
    for (idx, (y, summary)) in (list_top..inside.bottom())
        .zip(shown.iter().skip(first))
        .enumerate()
        .map(|(n, row)| (n + first, row))
    {
        let scope = if idx == sessions.selected() {
            Scope::OverlaySelected
        } else {
            Scope::Overlay
        };
        let row = ratatui::layout::Rect {
            y,
            height: 1,
            ..inside
        };
        pen.fill(row, scope);
        pen.text(
            inside.x,
            y,
            inside.right(),
            &fit(&line(sessions, summary), usize::from(inside.width)),
            scope,
        );
    }
    Position::new(caret.min(inside.right().saturating_sub(1)), inside.y)
}

fn line(sessions: &Sessions, summary: &Summary) -> String {
    let id = one_line(&summary.id.0);
    if let Some(reason) = &summary.unreadable {
        return format!("{id}  cannot be read: {}", one_line(reason));
    }
    let messages = summary.messages;
    let unit = if messages == 1 {
        "message "
    } else {
        "messages"
    };
    let age = format::age(sessions.age(summary));
    let title = one_line(&summary.title);
    format!("{id}  {age:>10}  {messages:>4} {unit}  {title}")
}
