//! The copy overlay: the key that copies it, what it is and how it begins, one row each; and all of
//! the target of a link that is chosen, if it is longer than its row.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::copy::{Offer, What};
use crate::app::overlay::copy::{Copy, TITLE_AT};
use crate::text::glyphs::columns;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::{border, length, paint_beside, paint_place};
use crate::ui::pen::Pen;

/// Columns of the key that copies it at once, and of what it is.
const KEY: u16 = 5;
const KIND: u16 = TITLE_AT + 1 - KEY;

/// Paints the list.
pub fn paint(app: &App, copy: &Copy, pen: &mut Pen<'_>) {
    let offers = copy.offers();
    let panel = app.areas.overlay;
    let hints = [("Enter", "copies"), ("Esc", "closes")];
    let said = format!(" {} ", copy.said());
    let room = usize::from(panel.area.width.saturating_sub(4));
    // On a narrow screen what is said of a key matters more than how to copy.
    let is_narrow = !copy.said().is_empty() && columns(&said) + length(&hints) > room;
    let hints = hints.get(usize::from(is_narrow)..).unwrap_or_default();
    border(pen, panel.area, "Copy", hints);
    if copy.said().is_empty() {
        paint_place(copy.selected(), offers.len(), &panel, hints, pen);
    } else {
        paint_beside(&[said], &panel, hints, pen);
    }
    let inside = panel.list;
    let target = copy.target();
    let n_rows = u16::try_from(target.len()).unwrap_or(u16::MAX);
    let below = panel.inside.bottom().saturating_sub(n_rows)..panel.inside.bottom();
    for (y, row) in below.zip(target) {
        pen.text(inside.x, y, inside.right(), row, Scope::Overlay);
    }
    // Of what there may be several of, the first one has the key.
    let first = |what: What| offers.iter().position(|offer| offer.what == what);
    let firsts = [What::Table, What::Cells, What::Target].map(first);
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
        let is_first = firsts.contains(&Some(idx));
        let is_keyed = is_first || !matches!(offer.what, What::Table | What::Cells | What::Target);
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
        What::Table => Some("m".into()),
        What::Cells => Some("t".into()),
        What::Target => Some("l".into()),
        What::Ending => Some("e".into()),
        What::Prompt => Some("p".into()),
        What::Elsewhere | What::Thinking | What::Failure => None,
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
        What::Ending => "Why it ended".into(),
        What::Prompt => "Prompt".into(),
        What::Failure => "Failure".into(),
    }
}
