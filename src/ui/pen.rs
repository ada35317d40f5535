//! A *pen* sets text into cells: clipped to the screen, styled by scope, free of control
//! characters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::width::graphemes;
use crate::theme::{Scope, Theme};

/// Sets text into the cells of one frame.
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    theme: &'a Theme,
    ascii: bool,
}

/// The interface's own glyphs and what stands for them where only ASCII is wanted.
const ASCII: &[(char, char)] = &[
    ('▌', '|'),
    ('│', '|'),
    ('┃', '#'),
    ('┫', '#'),
    ('╴', '-'),
    ('┊', ':'),
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
    ('‹', '<'),
    ('›', '>'),
    ('≥', '>'),
    ('☐', '_'),
];

impl<'a> Pen<'a> {
    /// A pen for one frame.
    pub fn new(buf: &'a mut Buffer, theme: &'a Theme, ascii: bool) -> Self {
        Self { buf, theme, ascii }
    }

    /// The whole screen.
    pub fn screen(&self) -> Rect {
        self.buf.area
    }

    /// Sets `text` from column `x` on, at most up to `end` (exclusive). Returns the column after it.
    ///
    /// Where only ASCII is wanted, our own glyphs are replaced; what somebody else said stays as it
    /// was said.
    pub fn text(&mut self, x: u16, y: u16, end: u16, text: &str, scope: Scope) -> u16 {
        let style = self.theme.style(scope);
        let end = end.min(self.buf.area.right());
        if y >= self.buf.area.bottom() || x >= end {
            return x;
        }
        if self.ascii && !text.is_ascii() && is_ours(scope) {
            let text: String = text.chars().map(plain_glyph).collect();
            return self.set(x, y, end, &text, style);
        }
        self.set(x, y, end, text, style)
    }

    /// What `Buffer::set_stringn` does, by our own table of graphemes: that one knows ASCII, of
    /// which nearly all text is, without asking Unicode, and a frame sets thousands of cells.
    fn set(&mut self, mut x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        for grapheme in graphemes(text).filter(|grapheme| grapheme.columns > 0) {
            let after = x.saturating_add(grapheme.columns);
            if after > end {
                break;
            }
            if let Some(cell) = self.buf.cell_mut((x, y)) {
                cell.set_symbol(grapheme.text).set_style(style);
            }
            for covered in x + 1..after {
                if let Some(cell) = self.buf.cell_mut((covered, y)) {
                    cell.reset();
                }
            }
            x = after;
        }
        x
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
        let area = area.intersection(self.buf.area);
        self.buf.set_style(area, self.theme.style(scope));
    }

    /// Blanks `area`: what lay there does not shine through.
    pub fn blank(&mut self, area: Rect) {
        let area = area.intersection(self.buf.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
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
    use proptest::prelude::{prop_assert_eq, proptest};
    use ratatui::style::Color;

    use super::*;
    use crate::text::sanitize::one_line;

    #[test]
    fn plain_glyphs_replace_those_of_the_interface_and_no_word_of_the_model() {
        let set = |text: &str, scope| {
            let theme = Theme::fallback();
            let area = Rect::new(0, 0, 40, 1);
            let mut buf = Buffer::empty(area);
            Pen::new(&mut buf, &theme, true).text(0, 0, 40, text, scope);
            let symbols = buf.content().iter().map(|cell| cell.symbol());
            symbols.collect::<String>().trim_end().to_owned()
        };
        let glyphs: String = ASCII.iter().map(|(glyph, _)| *glyph).collect();
        assert!(set(&glyphs, Scope::Status).is_ascii());
        assert_eq!(set("☐", Scope::ListMarker), "_");
        for scope in [Scope::Text, Scope::Code, Scope::ToolOutput, Scope::Prompt] {
            assert_eq!(set("a → b ≥ c …", scope), "a → b ≥ c …");
        }
    }

    proptest! {
        #[test]
        fn text_is_set_as_ratatui_sets_it(
            text in "[a-z 漢é\u{301}👩\u{200d}🚀ﾊ\u{ff9e}…]{0,20}", x in 0u16..12, end in 0u16..14,
        ) {
            let text = one_line(&text);
            let style = Style::new().fg(Color::Red);
            let area = Rect::new(0, 0, 12, 1);
            let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
            let theme = Theme::fallback();
            let end = end.min(area.right());
            let after = Pen::new(&mut ours, &theme, false).set(x, 0, end, &text, style);
            let room = usize::from(end.saturating_sub(x));
            let (expect, _) = theirs.set_stringn(x, 0, &text, room, style);
            prop_assert_eq!(after, expect);
            prop_assert_eq!(ours, theirs);
        }
    }
}
