//! The help overlay: every action with the keys it is bound to now.

use crate::app::App;
use crate::app::overlay::help::{GAP, Help, Page};
use crate::ui::overlay::{border, paint_beside};
use crate::ui::pen::Pen;

/// Paints the keys by group.
pub fn paint(app: &App, help: &Help, pen: &mut Pen<'_>) {
    let page = Page::new(&app.keymap, pen.screen().width);
    let panel = app.areas.overlay;
    let hints = [("Up/Down", "scroll"), ("Esc", "closes")];
    let inside = panel.inside;
    let last_top = page.n_rows().saturating_sub(inside.height);
    let hints = hints.get(usize::from(last_top == 0)..).unwrap_or_default();
    border(pen, panel.area, "Keys", hints);
    let top = help.top.min(last_top);
    let mut x = inside.x;
    for rows in &page.columns {
        let shown = rows.iter().skip(usize::from(top));
        for (y, row) in (inside.top()..inside.bottom()).zip(shown) {
            let mut x = x;
            for piece in &row.pieces {
                x = pen.text(x, y, inside.right(), &piece.text, piece.scope);
            }
        }
        x += page.width + GAP;
    }
    if last_top > 0 {
        let (first, last) = (top + 1, top + inside.height);
        let range = format!(" {first}-{last} of {} ", page.n_rows());
        paint_beside(&[range], &panel, hints, pen);
    }
}
