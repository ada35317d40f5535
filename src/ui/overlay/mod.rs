//! An *overlay* is painted in the middle, on top of everything, inside of a border.

mod copy;
mod help;
mod sessions;

use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::overlay::Overlay;
use crate::text::width::columns;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// The least columns and rows of a screen on which an overlay can say what closes it.
const LEAST: (u16, u16) = (20, 5);

/// Is the screen large enough for an overlay?
pub fn fits(pen: &Pen<'_>) -> bool {
    let screen = pen.screen();
    screen.width >= LEAST.0 && screen.height >= LEAST.1
}

/// Paints the topmost overlay. Returns where the cursor belongs, if it takes text.
pub fn paint(app: &App, overlay: &Overlay, pen: &mut Pen<'_>) -> Option<Position> {
    match overlay {
        Overlay::Help(help) => {
            help::paint(app, help, pen);
            None
        }
        Overlay::Sessions(sessions) => Some(sessions::paint(sessions, pen)),
        Overlay::Copy(copy) => {
            copy::paint(copy, pen);
            None
        }
    }
}

/// As many of the hints, which ` · ` parts, as fit into `room` columns with a space on either side:
/// the first and the last go last.
fn fitting(hint: &str, room: usize) -> String {
    let mut hints: Vec<&str> = hint.split(" · ").collect();
    while !hints.is_empty() {
        let text = format!(" {} ", hints.join(" · "));
        if columns(&text) <= room {
            return text;
        }
        hints.remove(hints.len().saturating_sub(2));
    }
    String::new()
}

/// Draws the border of an overlay of at most this size in the middle of the screen and blanks what
/// lies in it; returns its inside, one column and no row smaller than the border.
fn border(pen: &mut Pen<'_>, columns: u16, rows: u16, title: &str, hint: &str) -> Rect {
    let screen = pen.screen();
    let width = columns.min(screen.width.saturating_sub(2));
    let height = rows.min(screen.height.saturating_sub(2));
    let area = Rect {
        x: (screen.width - width) / 2,
        y: (screen.height - height) / 2,
        width,
        height,
    };
    pen.blank(area);
    pen.fill(area, Scope::Overlay);
    let line = "─".repeat(usize::from(width.saturating_sub(2)));
    let bottom = area.bottom() - 1;
    let last = area.right() - 1;
    // Corners get a column each, also where the terminal would give them two.
    for (y, left, right) in [(area.y, "╭", "╮"), (bottom, "╰", "╯")] {
        pen.text(area.x, y, area.x + 1, left, Scope::OverlayBorder);
        pen.text(area.x + 1, y, last, &line, Scope::OverlayBorder);
        pen.text(last, y, area.right(), right, Scope::OverlayBorder);
    }
    for y in area.y + 1..bottom {
        for x in [area.x, last] {
            pen.text(x, y, x + 1, "│", Scope::OverlayBorder);
        }
    }
    pen.text(
        area.x + 2,
        area.y,
        area.right() - 2,
        &format!(" {title} "),
        Scope::OverlayTitle,
    );
    let hint = fitting(hint, usize::from(width.saturating_sub(4)));
    pen.text_right(area.right() - 2, bottom, &hint, Scope::OverlayBorder);
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: width.saturating_sub(4),
        height: height.saturating_sub(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_that_do_not_fit_are_left_out_the_way_out_last() {
        let hint = "Enter copies · 1-9 code · Esc closes";
        for (room, expect) in [
            (38, " Enter copies · 1-9 code · Esc closes "),
            (37, " Enter copies · Esc closes "),
            (20, " Esc closes "),
            (11, ""),
        ] {
            assert_eq!(fitting(hint, room), expect);
        }
    }
}
