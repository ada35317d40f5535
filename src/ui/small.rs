//! What a screen shows that is too small for anything else.

use crate::app::layout::LEAST;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// One plain line.
pub fn paint(pen: &mut Pen<'_>) {
    let screen = pen.screen();
    let text = format!(
        "Needs {}x{}, has {}x{}",
        LEAST.0, LEAST.1, screen.width, screen.height
    );
    let y = screen.height / 2;
    pen.excerpt(0, y, screen.width, &text, Scope::Text);
}
