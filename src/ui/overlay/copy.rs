//! The copy overlay: what it is and how it begins, one row each.

use ratatui::layout::Rect;

use crate::app::copy::{Offer, What};
use crate::app::overlay::copy::Copy;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::border;
use crate::ui::pen::Pen;

/// Columns of what it is.
const KIND: u16 = 18;

/// Paints the list.
pub fn paint(copy: &Copy, pen: &mut Pen<'_>) {
    let offers = copy.offers();
    let height = u16::try_from(offers.len() + 2).unwrap_or(u16::MAX).min(24);
    let hint = "Enter copies · 1-9 code · t table · a answer · p prompt · Esc closes";
    let inside = border(pen, 84, height, "Copy", hint);
    let rows = usize::from(inside.height);
    let first = copy.selected().saturating_sub(rows.saturating_sub(1));
    let shown = offers.iter().enumerate().skip(first);
    for (y, (idx, offer)) in (inside.top()..inside.bottom()).zip(shown) {
        let (scope, kind_scope) = if idx == copy.selected() {
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
        let kind = fit(&kind(&offer.what), usize::from(KIND - 1));
        pen.text(inside.x, y, inside.right(), &kind, kind_scope);
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
    let x = inside.x + KIND;
    let room = usize::from(end.saturating_sub(x));
    pen.text(x, y, end, &fit(&offer.title, room), scope);
}

fn kind(what: &What) -> String {
    match what {
        What::Answer => "Answer".into(),
        What::Code { number, label } if label.is_empty() => format!("Code {number}"),
        What::Code { number, label } => format!("Code {number} {}", one_line(label)),
        What::Table => "Table".into(),
        What::Cells => "Table with tabs".into(),
        What::Target => "Link".into(),
        What::Thinking => "Thinking".into(),
        What::Input { tool } => format!("To {}", one_line(tool)),
        What::Output { tool } => format!("From {}", one_line(tool)),
        What::Prompt => "Prompt".into(),
    }
}
