//! The *glyphs* of the interface: lines, bars and signs beyond ASCII, and what stands for each
//! where only ASCII is wanted.
//!
//! Each is one column wide, and so is its stand-in; on a terminal that draws a glyph in two, its
//! stand-in is filled to two: no text moves when they are exchanged. The layers
//! below write glyphs into their lines as they are; they are exchanged when they are painted, and a
//! test finds those that are missing here. What somebody else said is left as it was said.

use crate::text::width::columns;
use crate::theme::Scope;

/// The glyphs and their stand-ins.
pub const GLYPHS: [(char, char); 30] = [
    ('▌', '|'),
    ('█', '#'),
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
    ('↳', '\\'),
    ('≥', '>'),
    ('□', '_'),
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
        Owner::Interface => {
            let mut plain = String::with_capacity(text.len());
            text.chars().for_each(|c| stand_in(c, &mut plain));
            Some(plain)
        }
        Owner::Excerpt => {
            let mut plain = text.strip_suffix(ELLIPSIS)?.to_owned();
            stand_in(ELLIPSIS, &mut plain);
            Some(plain)
        }
        Owner::Somebody => None,
    }
}

/// Appends what stands for `c`, as wide as `c` is: lines go on, behind signs there is a gap.
fn stand_in(c: char, text: &mut String) {
    let Some((_, plain)) = GLYPHS.iter().find(|(glyph, _)| *glyph == c) else {
        text.push(c);
        return;
    };
    text.push(*plain);
    let fill = if c == '─' { *plain } else { ' ' };
    let n_columns = columns(c.encode_utf8(&mut [0; 4]));
    text.extend((1..n_columns).map(|_| fill));
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
            | Scope::NoteBar
            | Scope::TipBar
            | Scope::WarningBar
            | Scope::CautionBar
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
            | Scope::ScrollbarHit
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
            | Scope::SearchHit
            | Scope::SearchCurrent => Self::Interface,
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
            | Scope::Heading4
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
            | Scope::CodeInserted
            | Scope::CodeDeleted
            | Scope::Ground
            | Scope::Prompt
            | Scope::PromptPinned
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
    use crate::text::width::{Ambiguous, Counting, ellipsis};

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
        assert_eq!(ellipsis(), ELLIPSIS.to_string());
    }

    #[test]
    fn a_stand_in_is_as_wide_as_the_terminal_draws_the_glyph() {
        let _wide = Counting::ambiguous(Ambiguous::Wide);
        for (glyph, plain) in GLYPHS {
            let glyph = glyph.to_string();
            let shown = in_ascii(&glyph, Scope::Status).unwrap();
            assert!(shown.starts_with(plain) && columns(&shown) == columns(&glyph));
        }
        assert_eq!(in_ascii("── · a", Scope::Status).unwrap(), "---- -  a");
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
