//! A *pen* sketches text in the styles of its scopes, and the interface's own glyphs in ASCII where
//! only that is wanted.

use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::sketch::Sketch;
use crate::text::glyphs;
use crate::text::line::SOLID_BLANK;
use crate::text::link::{Link, PlacedLink};
use crate::text::width::{self, Ambiguous, ellipsis, fit};
use crate::theme::{Scope, Theme};

/// Sketches one frame.
pub struct Pen<'a> {
    sketch: &'a mut Sketch,
    theme: &'a Theme,
    ascii: bool,
    has_ground: bool,
    links: Vec<PlacedLink>,
}

impl<'a> Pen<'a> {
    /// A pen for one frame.
    pub fn new(sketch: &'a mut Sketch, theme: &'a Theme, ascii: bool) -> Self {
        Self {
            sketch,
            theme,
            ascii,
            has_ground: false,
            links: Vec::new(),
        }
    }

    /// Lays the theme's own ground under all that is set from now on.
    pub fn lay_ground(&mut self) {
        self.has_ground = true;
        self.ground(self.screen());
    }

    fn ground(&mut self, area: Rect) {
        let ground = Style {
            bg: self.theme.style(Scope::Ground).bg,
            ..Style::new()
        };
        self.sketch.style(area, ground);
    }

    /// Where the links of what was set came to lie.
    pub fn into_links(self) -> Vec<PlacedLink> {
        self.links
    }

    /// The whole screen.
    pub fn screen(&self) -> Rect {
        self.sketch.area()
    }

    /// Sets `text` from column `x` on, at most up to `end` (exclusive). Returns the column after
    /// it.
    ///
    /// Where only ASCII is wanted, our own glyphs are replaced; what somebody else said stays as it
    /// was said.
    pub fn text(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        self.styled((x, y, end), text, scope, self.theme.style(scope))
    }

    /// Sets a mark of one column beside a text that scrolls, which itself does not.
    pub fn mark(&mut self, x: u16, y: u16, text: &str, scope: Scope) {
        let stand_in = self.stand_in(text, scope, 1);
        let style = self.theme.style(scope);
        self.sketch
            .mark(x, y, stand_in.as_deref().unwrap_or(text), style);
    }

    fn styled(
        &mut self,
        (x, y, end): (u16, u16, u16),
        text: &str,
        scope: Scope,
        style: Style,
    ) -> u16 {
        // Whoever takes our numbers from the screen wants them with blanks like any other.
        let has_solid = scope == Scope::Dim && text.contains(SOLID_BLANK);
        let blank = has_solid.then(|| text.replace(SOLID_BLANK, " "));
        let text = blank.as_deref().unwrap_or(text);
        let stand_in = self.stand_in(text, scope, end.saturating_sub(x));
        let text = stand_in.as_deref().unwrap_or(text);
        self.sketch.text(x, y, end, text, style)
    }

    /// What stands for `text` in so many columns, if our own glyphs are replaced there.
    fn stand_in(&self, text: &str, scope: Scope, room: u16) -> Option<String> {
        // A line of one column cannot be drawn with glyphs that take two.
        let is_narrow = width::ambiguous() == Ambiguous::Wide && room == 1;
        let is_ascii = self.ascii || is_narrow;
        is_ascii.then(|| glyphs::in_ascii(text, scope)).flatten()
    }

    /// As [`Self::text`], on the ground and with the line that a [fill](Self::fill) left there.
    pub fn text_on_ground(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        let style = self.theme.style(scope);
        self.styled((x, y, end), text, scope, Style { bg: None, ..style })
    }

    /// As [`Self::text`], for words of ours that look like those of somebody else.
    pub fn own_text(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        match self
            .ascii
            .then(|| glyphs::in_ascii(text, Scope::Dim))
            .flatten()
        {
            Some(text) => self.text(x, y, end, &text, scope),
            None => self.text(x, y, end, text, scope),
        }
    }

    /// As [`Self::text`], for words of somebody else that are ours to cut: as much of them as fits
    /// up to `end`, with a mark where something is missing.
    pub fn excerpt(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        let fitted = fit(text, usize::from(end.saturating_sub(x)));
        let cut = fitted.strip_suffix(ellipsis()).filter(|_| fitted != text);
        let Some(kept) = cut else {
            return self.text(x, y, end, text, scope);
        };
        let x = self.text(x, y, end, kept, scope);
        let mark = if self.ascii { "~" } else { ellipsis() };
        self.text(x, y, end, mark, scope)
    }

    /// Sets `text` so that it ends before column `end`. Returns the column where it begins.
    pub fn text_right(&mut self, end: u16, y: u16, text: &str, scope: Scope) -> u16 {
        let columns = u16::try_from(glyphs::columns(text)).unwrap_or(u16::MAX);
        let x = end.saturating_sub(columns);
        self.text(x, y, end, text, scope);
        x
    }

    /// Gives every cell of `area` the style of `scope`; texts stay.
    pub fn fill(&mut self, area: Rect, scope: Scope) {
        self.sketch.style(area, self.theme.style(scope));
    }

    /// Notes that what was set in row `y` from column `x` up to `end` (exclusive) belongs to a link
    /// of an item.
    pub fn link(&mut self, x: u16, y: u16, end: u16, item: u64, link: &Arc<Link>) {
        if x < end && y < self.sketch.area().bottom() {
            self.links.push(PlacedLink {
                y,
                columns: x..end,
                item,
                link: Arc::clone(link),
            });
        }
    }

    /// What lies in `area` belongs to no link: something else is set over it.
    pub fn unlink(&mut self, area: Rect) {
        if !self.links.iter().any(|place| covers(area, place)) {
            return;
        }
        let before = std::mem::take(&mut self.links);
        for place in before {
            if !covers(area, &place) {
                self.links.push(place);
                continue;
            }
            let left = place.columns.start..area.left().min(place.columns.end);
            let right = area.right().max(place.columns.start)..place.columns.end;
            for columns in [left, right] {
                if !columns.is_empty() {
                    let place = place.clone();
                    self.links.push(PlacedLink { columns, ..place });
                }
            }
        }
    }

    /// Does this scope have a background of its own?
    pub fn has_ground(&self, scope: Scope) -> bool {
        let ground = self.theme.style(scope).bg;
        ground.is_some_and(|ground| ground != Color::Reset)
    }

    /// Blanks `area`: what lay there does not shine through.
    pub fn blank(&mut self, area: Rect) {
        self.unlink(area);
        self.sketch.blank(area);
        if self.has_ground {
            self.ground(area);
        }
    }

    /// A hairline from `area`'s left column down.
    pub fn hairline(&mut self, area: Rect, scope: Scope) {
        for y in area.top()..area.bottom() {
            self.text(area.x, y, area.x + 1, "│", scope);
        }
    }
}

/// Has a piece of a link a part in `area`?
fn covers(area: Rect, place: &PlacedLink) -> bool {
    let in_rows = area.top() <= place.y && place.y < area.bottom();
    in_rows && place.columns.start < area.right() && area.left() < place.columns.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::link::LinkId;

    #[test]
    fn what_is_set_over_a_link_does_not_belong_to_it() {
        let theme = Theme::fallback();
        let mut sketch = Sketch::new(Rect::new(0, 0, 20, 3));
        let mut pen = Pen::new(&mut sketch, &theme, false);
        let link = Arc::new(Link {
            id: LinkId(1),
            target: "https://a.b".into(),
        });
        pen.link(2, 0, 10, 7, &link);
        pen.link(2, 1, 10, 7, &link);
        pen.link(8, 2, 12, 7, &link);
        pen.link(3, 2, 3, 7, &link);
        pen.blank(Rect::new(4, 1, 4, 2));
        let placed: Vec<_> = pen
            .into_links()
            .into_iter()
            .map(|place| (place.y, place.columns))
            .collect();
        assert_eq!(placed, [(0, 2..10), (1, 2..4), (1, 8..10), (2, 8..12)]);
    }
}
