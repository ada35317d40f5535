//! The *glyphs* of the interface: lines, bars and signs beyond ASCII, and what stands for each
//! where only ASCII is wanted.
//!
//! Each is one column wide, and so is its stand-in: no text moves when they are exchanged. Whoever
//! writes a glyph writes it as it is; they are exchanged when they are painted, and a test finds
//! those that are missing here. What somebody else said is left as it was said. The one exception
//! is [the box of a task](task_box): no ASCII character reads as one.
//!
//! A terminal that draws ambiguous characters in two columns draws most glyphs so, and there a
//! stand-in is narrower than its glyph. Measured is what is painted: where it is told so
//! ([`set_ascii`]), a span of ours has its stand-ins from the beginning. As the width of ambiguous
//! characters that is a setting of the thread.

use std::cell::Cell;

use crate::text::width::{self, Ambiguous};
use crate::theme::Scope;

/// The glyphs and their stand-ins.
pub const GLYPHS: [(char, char); 32] = [
    ('▌', '|'),
    ('█', '#'),
    ('│', '|'),
    ('┃', '#'),
    ('┫', '#'),
    ('╋', '='),
    ('┤', '+'),
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
    ('◆', '*'),
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

thread_local! {
    static ASCII: Cell<bool> = const { Cell::new(false) };
}

/// Says whether stand-ins are painted from now on, on this thread. Lines that were made before keep
/// what they have, as when [the width](width::set_ambiguous) changes.
pub fn set_ascii(is_ascii: bool) {
    ASCII.set(is_ascii);
}

/// The box of a task, open or done.
pub fn task_box(is_done: bool) -> &'static str {
    match (ASCII.get(), is_done) {
        (false, false) => "□",
        (false, true) => "✓",
        (true, false) => "[ ]",
        (true, true) => "[x]",
    }
}

/// `text` of this scope as it is to be measured: with stand-ins where they are narrower than our
/// glyphs and painted.
pub fn measured(text: String, scope: Scope) -> String {
    match is_narrower() {
        true => in_ascii(&text, scope).unwrap_or(text),
        false => text,
    }
}

/// Columns that a text of ours takes as it is painted.
pub fn columns(text: &str) -> usize {
    match is_narrower()
        .then(|| in_ascii(text, Scope::Status))
        .flatten()
    {
        Some(plain) => width::columns(&plain),
        None => width::columns(text),
    }
}

fn is_narrower() -> bool {
    ASCII.get() && width::ambiguous() == Ambiguous::Wide
}

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
    let row = GLYPHS.iter().find(|(glyph, _)| *glyph == c);
    row.map_or(c, |(_, plain)| *plain)
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
            | Scope::Heading5
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
    use crate::text::width::{Counting, ellipsis};

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
    fn measured_is_what_is_painted_where_stand_ins_are_narrower() {
        let _wide = Counting::ambiguous(Ambiguous::Wide);
        assert_eq!(columns("· ↓ 3"), 7);
        assert_eq!(measured("• ".into(), Scope::ListMarker), "• ");
        set_ascii(true);
        assert_eq!(columns("· ↓ 3"), 5);
        assert_eq!(measured("• ".into(), Scope::ListMarker), "* ");
        assert_eq!(measured("a • b".into(), Scope::Text), "a • b");
        set_ascii(false);
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
