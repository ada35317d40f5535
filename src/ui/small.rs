//! What a screen shows that is too small for anything else.

use crate::app::layout::LEAST;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// One plain line, or two where it is too long: what is needed first, for what is there can be
/// seen.
pub fn paint(pen: &mut Pen<'_>) {
    let screen = pen.screen();
    let size = format!("{}x{}", LEAST.0, LEAST.1);
    let needed = format!("Needs {size}");
    let whole = format!("{needed}, has {}x{}", screen.width, screen.height);
    let fits = |text: &String| usize::from(screen.width) >= text.len();
    let rows = if fits(&whole) {
        vec![whole]
    } else if fits(&needed) || screen.height < 2 {
        vec![needed]
    } else {
        vec!["Needs".into(), size]
    };
    for (y, text) in (screen.height.saturating_sub(1) / 2..).zip(rows) {
        pen.excerpt(0, y, screen.width, &text, Scope::Text);
    }
}
