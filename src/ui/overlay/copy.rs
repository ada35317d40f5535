//! The copy overlay: the key that copies it, what it is and how it begins, one row each; and all of
//! the target of a link that is chosen, if it is longer than its row.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::copy::{Offer, What};
use crate::app::overlay::copy::{Copy, TITLE_AT};
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::{border, paint_place};
use crate::ui::pen::Pen;

/// Columns of the key that copies it at once, and of what it is.
const KEY: u16 = 5;
const KIND: u16 = TITLE_AT + 1 - KEY;

/// Paints the list.
pub fn paint(app: &App, copy: &Copy, pen: &mut Pen<'_>) {
    let offers = copy.offers();
    let hints = [("Enter", "copies"), ("Esc", "closes")];
    let panel = app.areas.overlay;
    border(pen, panel.area, "Copy", &hints);
    paint_place(copy.selected(), offers.len(), &panel, &hints, pen);
    let inside = panel.list;
    let target = copy.target();
    let n_rows = u16::try_from(target.len()).unwrap_or(u16::MAX);
    let below = panel.inside.bottom().saturating_sub(n_rows)..panel.inside.bottom();
    for (y, row) in below.zip(target) {
        pen.text(inside.x, y, inside.right(), row, Scope::Overlay);
    }
    let cells = |offer: &Offer| offer.what == What::Cells;
    let first_cells = offers.iter().position(cells);
    let shown = offers.iter().enumerate().skip(copy.top());
    for (y, (idx, offer)) in (inside.top()..inside.bottom()).zip(shown) {
        let (scope, key_scope) = if idx == copy.selected() {
            (Scope::OverlaySelected, Scope::OverlaySelected)
        } else {
            (Scope::Overlay, Scope::OverlayKey)
        };
        let row = Rect {
            y,
            height: 1,
            ..inside
        };
        pen.fill(row, scope);
        let is_keyed = offer.what != What::Cells || Some(idx) == first_cells;
        let key = key(&offer.what).filter(|_| is_keyed).unwrap_or_default();
        pen.text_right(inside.x + KEY - 2, y, &key, key_scope);
        let kind = fit(&kind(&offer.what), usize::from(KIND - 1));
        pen.text(inside.x + KEY - 1, y, inside.right(), &kind, scope);
        paint_title(offer, inside, y, scope, pen);
    }
}

/// The first line, and how much there is of it.
fn paint_title(offer: &Offer, inside: Rect, y: u16, scope: Scope, pen: &mut Pen<'_>) {
    let n_lines = offer.text.lines().count();
    let size = match n_lines {
        0 | 1 => String::new(),
        n => format!("  {n} lines"),
    };
    let end = pen.text_right(inside.right(), y, &size, scope);
    let x = inside.x + TITLE_AT;
    let room = usize::from(end.saturating_sub(x));
    pen.text(x, y, end, &fit(&offer.title, room), scope);
}

/// The key that copies the first one of its kind, or the one with its number.
fn key(what: &What) -> Option<String> {
    match what {
        What::Answer => Some("a".into()),
        What::Code { number, .. } => Some(number.to_string()),
        What::Cells => Some("t".into()),
        What::Prompt => Some("p".into()),
        What::Elsewhere | What::Table | What::Target | What::Thinking => None,
        What::Input { .. } | What::Output { .. } => None,
    }
}

fn kind(what: &What) -> String {
    match what {
        What::Answer => "Answer".into(),
        What::Code { label, .. } if label.is_empty() => "Code".into(),
        What::Code { label, .. } => format!("Code {}", one_line(label)),
        What::Elsewhere => "Code, other turn".into(),
        What::Table => "Table".into(),
        What::Cells => "Table with tabs".into(),
        What::Target => "Link".into(),
        What::Thinking => "Thinking".into(),
        What::Input { tool } => format!("To {}", one_line(tool)),
        What::Output { tool } => format!("From {}", one_line(tool)),
        What::Prompt => "Prompt".into(),
    }
}
