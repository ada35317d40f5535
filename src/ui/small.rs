//! What a screen shows that is too small for anything else.

use crate::app::layout::LEAST;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// One plain line: what is needed first, for what is there can be seen.
pub fn paint(pen: &mut Pen<'_>) {
    let screen = pen.screen();
    let needed = format!("Needs {}x{}", LEAST.0, LEAST.1);
    let whole = format!("{needed}, has {}x{}", screen.width, screen.height);
    let fits = usize::from(screen.width) >= whole.len();
    let text = if fits { whole } else { needed };
    let y = screen.height / 2;
    pen.excerpt(0, y, screen.width, &text, Scope::Text);
}
