//! A *pen* sketches text in the styles of its scopes, and the interface's own glyphs in ASCII where
//! only that is wanted.

use ratatui::layout::Rect;

use crate::sketch::Sketch;
use crate::theme::{Scope, Theme};

/// Sketches one frame.
pub struct Pen<'a> {
    sketch: &'a mut Sketch,
    theme: &'a Theme,
    ascii: bool,
}

/// The interface's own glyphs and what stands for them where only ASCII is wanted.
const ASCII: &[(char, char)] = &[
    ('▌', '|'),
    ('│', '|'),
    ('┃', '#'),
    ('─', '-'),
    ('╭', '+'),
    ('╮', '+'),
    ('╰', '+'),
    ('╯', '+'),
    ('·', '-'),
    ('…', '~'),
    ('↓', 'v'),
    ('↑', '^'),
    ('✓', '+'),
    ('✗', 'x'),
    ('■', '#'),
    ('▸', '>'),
    ('∴', ':'),
    ('•', '*'),
    ('◦', 'o'),
    ('▪', '-'),
    ('→', '>'),
    ('≥', '>'),
    ('☐', '_'),
];

impl<'a> Pen<'a> {
    /// A pen for one frame.
    pub fn new(sketch: &'a mut Sketch, theme: &'a Theme, ascii: bool) -> Self {
        Self {
            sketch,
            theme,
            ascii,
        }
    }

    /// The whole screen.
    pub fn screen(&self) -> Rect {
        self.sketch.area()
    }

    /// Sets `text` from column `x` on, at most up to `end` (exclusive). Returns the column after it.
    ///
    /// Where only ASCII is wanted, our own glyphs are replaced; what somebody else said stays as it
    /// was said.
    pub fn text(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        let style = self.theme.style(scope);
        if self.ascii && !text.is_ascii() && is_ours(scope) {
            let text: String = text.chars().map(plain_glyph).collect();
            return self.sketch.text(x, y, end, &text, style);
        }
        self.sketch.text(x, y, end, text, style)
    }

    /// Sets `text` so that it ends before column `end`. Returns the column where it begins.
    pub fn text_right(&mut self, end: u16, y: u16, text: &str, scope: Scope) -> u16 {
        let columns = u16::try_from(crate::text::width::columns(text)).unwrap_or(u16::MAX);
        let x = end.saturating_sub(columns);
        self.text(x, y, end, text, scope);
        x
    }

    /// Gives every cell of `area` the style of `scope`; texts stay.
    pub fn fill(&mut self, area: Rect, scope: Scope) {
        self.sketch.style(area, self.theme.style(scope));
    }

    /// Blanks `area`: what lay there does not shine through.
    pub fn blank(&mut self, area: Rect) {
        self.sketch.blank(area);
    }

    /// A hairline from `area`'s left column down.
    pub fn hairline(&mut self, area: Rect, scope: Scope) {
        for y in area.top()..area.bottom() {
            self.text(area.x, y, area.x + 1, "│", scope);
        }
    }
}

/// Is text of this scope the interface's own? All else are words of the model, of a tool or of the
/// person. (`Dim` is the interface's but for raw HTML in an answer.)
fn is_ours(scope: Scope) -> bool {
    match scope {
        Scope::Dim
        | Scope::ListMarker
        | Scope::QuoteBar
        | Scope::Rule
        | Scope::TableRule
        | Scope::CodeBar
        | Scope::PromptBar
        | Scope::ThinkingTitle
        | Scope::Success
        | Scope::Warning
        | Scope::Failure
        | Scope::Running
        | Scope::Accent
        | Scope::PaneTitle
        | Scope::PaneTitleFocused
        | Scope::PaneBorder
        | Scope::PaneMarker
        | Scope::Scrollbar
        | Scope::ScrollbarThumb
        | Scope::ComposerBar
        | Scope::Placeholder
        | Scope::Queued
        | Scope::Status
        | Scope::StatusModel
        | Scope::StatusValue
        | Scope::StatusKey
        | Scope::StatusDemo
        | Scope::Notice
        | Scope::NoticeWarning
        | Scope::NoticeFailure
        | Scope::Overlay
        | Scope::OverlayBorder
        | Scope::OverlayTitle
        | Scope::OverlaySelected
        | Scope::OverlayKey => true,
        Scope::Text
        | Scope::Strong
        | Scope::Emphasis
        | Scope::StrongEmphasis
        | Scope::Strike
        | Scope::InlineCode
        | Scope::Link
        | Scope::Math
        | Scope::Heading1
        | Scope::Heading2
        | Scope::Heading3
        | Scope::Quote
        | Scope::TableHeader
        | Scope::Code
        | Scope::CodeLabel
        | Scope::CodeKeyword
        | Scope::CodeString
        | Scope::CodeNumber
        | Scope::CodeComment
        | Scope::CodeFunction
        | Scope::CodeType
        | Scope::CodeOperator
        | Scope::CodeVariable
        | Scope::Prompt
        | Scope::Thinking
        | Scope::ToolName
        | Scope::ToolKey
        | Scope::ToolValue
        | Scope::ToolOutput
        | Scope::Composer
        | Scope::Selection
        | Scope::SearchHit
        | Scope::Escaped => false,
    }
}

fn plain_glyph(c: char) -> char {
    ASCII
        .iter()
        .find(|(glyph, _)| *glyph == c)
        .map_or(c, |(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;

    use super::*;

    #[test]
    fn plain_glyphs_replace_those_of_the_interface_and_no_word_of_the_model() {
        let set = |text: &str, scope| {
            let theme = Theme::fallback();
            let mut sketch = Sketch::new(Rect::new(0, 0, 40, 1));
            Pen::new(&mut sketch, &theme, true).text(0, 0, 40, text, scope);
            let mut cells = vec![Cell::EMPTY; 40];
            sketch.paint_row(0, &mut cells);
            let symbols = cells.iter().map(Cell::symbol);
            symbols.collect::<String>().trim_end().to_owned()
        };
        let glyphs: String = ASCII.iter().map(|(glyph, _)| *glyph).collect();
        assert!(set(&glyphs, Scope::Status).is_ascii());
        assert_eq!(set("☐", Scope::ListMarker), "_");
        for scope in [Scope::Text, Scope::Code, Scope::ToolOutput, Scope::Prompt] {
            assert_eq!(set("a → b ≥ c …", scope), "a → b ≥ c …");
        }
    }
}
