//! The *glyphs* of the interface: lines, bars and signs beyond ASCII, and what stands for each where
//! only ASCII is wanted.
//!
//! Each is one column wide, and so is its stand-in: no text moves when they are exchanged. The layers
//! below write glyphs into their lines as they are; they are exchanged when they are painted, and a
//! test finds those that are missing here. What somebody else said is left as it was said.

use crate::theme::Scope;

/// The glyphs and their stand-ins.
pub const GLYPHS: [(char, char); 28] = [
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
    (ELLIPSIS, '~'),
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

/// What turns while a turn is on, one step every quarter of a second.
pub const SPINNER: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// Its stand-in.
pub const SPINNER_ASCII: [&str; 4] = ["|", "/", "-", "\\"];

/// Marks text that was cut short.
const ELLIPSIS: char = '…';

/// `text` of this scope with stand-ins for our glyphs; `None` where nothing of it is ours.
///
/// Of a tool's words and of the person's only the mark that they were cut is ours.
pub fn in_ascii(text: &str, scope: Scope) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    match Owner::of(scope) {
        Owner::Interface => Some(text.chars().map(stand_in).collect()),
        Owner::Excerpt => {
            let kept = text.strip_suffix(ELLIPSIS)?;
            Some(format!("{kept}{}", stand_in(ELLIPSIS)))
        }
        Owner::Somebody => None,
    }
}

fn stand_in(c: char) -> char {
    let found = GLYPHS.iter().find(|(glyph, _)| *glyph == c);
    found.map_or(c, |(_, plain)| *plain)
}

/// Whose words a text is made of.
enum Owner {
    /// Ours.
    Interface,
    /// Somebody else's, of which we show as much as fits.
    Excerpt,
    /// Somebody else's, as they are.
    Somebody,
}

impl Owner {
    /// `Dim` is ours but for raw HTML in an answer.
    fn of(scope: Scope) -> Self {
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
            | Scope::OverlayKey
            | Scope::SearchHit => Self::Interface,
            Scope::CodeLabel
            | Scope::ToolName
            | Scope::ToolKey
            | Scope::ToolValue
            | Scope::ToolOutput => Self::Excerpt,
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
            | Scope::Composer
            | Scope::Selection
            | Scope::Escaped => Self::Somebody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::{self, columns};

    #[test]
    fn every_glyph_is_one_column_wide_and_so_is_its_stand_in_which_is_ascii() {
        for (glyph, plain) in GLYPHS {
            assert_eq!(columns(&glyph.to_string()), 1, "{glyph}");
            assert!(plain.is_ascii_graphic(), "{glyph}");
        }
        for step in SPINNER.iter().chain(&SPINNER_ASCII) {
            assert_eq!(columns(step), 1, "{step}");
        }
        assert!(SPINNER_ASCII.iter().all(|step| step.is_ascii()));
        assert_eq!(width::ELLIPSIS, ELLIPSIS.to_string());
    }

    #[test]
    fn only_what_is_ours_is_exchanged() {
        let said = "a → b ≥ c …";
        assert_eq!(in_ascii(said, Scope::Status).unwrap(), "a > b > c ~");
        assert_eq!(in_ascii(said, Scope::ToolOutput).unwrap(), "a → b ≥ c ~");
        assert_eq!(in_ascii("… →", Scope::ToolOutput), None);
        for scope in [Scope::Text, Scope::Code, Scope::Prompt, Scope::Thinking] {
            assert_eq!(in_ascii(said, scope), None);
        }
    }
}
