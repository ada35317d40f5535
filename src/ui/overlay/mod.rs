//! An *overlay* is painted in the middle, on top of everything, inside of a border.

mod copy;
mod help;
mod sessions;

use ratatui::layout::{Margin, Position, Rect};

use crate::app::App;
use crate::app::layout::panel::Panel;
use crate::app::overlay::Overlay;
use crate::text::glyphs::columns;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// The least columns and rows of a screen on which an overlay can say what closes it.
const LEAST: (u16, u16) = (20, 5);
/// What parts two hints.
const GAP: &str = " · ";

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
        Overlay::Sessions(sessions) => Some(sessions::paint(app, sessions, pen)),
        Overlay::Copy(copy) => {
            copy::paint(app, copy, pen);
            None
        }
    }
}

/// A key that an overlay takes, and what it does there.
type Hint<'a> = (&'a str, &'a str);

/// As many of the hints as fit into `room` columns with a space on either side: the first and the
/// last go last.
fn fitting<'a>(hints: &[Hint<'a>], room: usize) -> Vec<Hint<'a>> {
    let mut hints = hints.to_vec();
    while length(&hints) > room && !hints.is_empty() {
        hints.remove(hints.len().saturating_sub(2));
    }
    hints
}

/// How many columns hints take, with a space on either side.
fn length(hints: &[Hint<'_>]) -> usize {
    let needed = |(key, does): &Hint<'_>| columns(key) + 1 + columns(does);
    let gaps = columns(GAP) * hints.len().saturating_sub(1) + 2;
    hints.iter().map(needed).sum::<usize>() + gaps
}

/// Draws the border of an overlay and blanks what lies in it and in a column at either side.
fn border(pen: &mut Pen<'_>, area: Rect, title: &str, hints: &[Hint<'_>]) {
    let (screen, width) = (pen.screen(), area.width);
    pen.blank(area.outer(Margin::new(1, 0)).intersection(screen));
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
    paint_hints(hints, area, pen);
}

/// Says in the lower edge of an overlay which one of its `n` rows is chosen, if there are more than
/// its list shows, and room beside the hints.
fn paint_place(chosen: usize, n: usize, panel: &Panel, hints: &[Hint<'_>], pen: &mut Pen<'_>) {
    if n > usize::from(panel.list.height) {
        let nth = chosen + 1;
        let places = [format!(" {nth} of {n} "), format!(" {nth}/{n} ")];
        paint_beside(&places, panel, hints, pen);
    }
}

/// Says the first of these in the lower edge of an overlay for which there is room beside the
/// hints, which matter more.
fn paint_beside(places: &[String], panel: &Panel, hints: &[Hint<'_>], pen: &mut Pen<'_>) {
    let width = usize::from(panel.area.width.saturating_sub(4));
    let taken = length(&fitting(hints, width));
    let mut places = places.iter();
    if let Some(place) = places.find(|place| columns(place) + taken <= width) {
        let (x, y) = (panel.area.x + 2, panel.area.bottom() - 1);
        pen.text(x, y, panel.area.right(), place, Scope::Dim);
    }
}

/// Says in the lower edge of an overlay which keys it takes.
fn paint_hints(hints: &[Hint<'_>], area: Rect, pen: &mut Pen<'_>) {
    let hints = fitting(hints, usize::from(area.width.saturating_sub(4)));
    let y = area.bottom() - 1;
    let mut end = area.right().saturating_sub(2);
    let mut after = " ";
    for (key, does) in hints.iter().rev() {
        end = pen.text_right(end, y, &format!(" {does}{after}"), Scope::Dim);
        end = pen.text_right(end, y, key, Scope::StatusKey);
        after = GAP;
    }
    if !hints.is_empty() {
        pen.text_right(end, y, " ", Scope::Dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_that_do_not_fit_are_left_out_the_way_out_last() {
        let hints = [("Enter", "copies"), ("1-9", "code"), ("Esc", "closes")];
        let [enter, _, esc] = hints;
        for (room, expect) in [
            (38, hints.as_slice()),
            (37, &[enter, esc]),
            (20, &[esc]),
            (11, &[]),
        ] {
            assert_eq!(fitting(&hints, room), expect);
        }
    }
}
