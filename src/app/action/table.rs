//! The *table* of actions: the only place that names them, and says which keys mean them.
//!
//! The default key map, the help overlay, the documentation of the configuration file and the
//! table of keys in the README all come from [`ACTIONS`]; a test compares them.

use super::Context::{Composer, EmptyComposer, Global, Pane, Search, Selecting};
use super::{Action, Context};

/// One action: its name in the configuration, its default keys and what it does.
#[derive(Debug, Clone, Copy)]
pub struct ActionInfo {
    /// The action.
    pub action: Action,
    /// Its name in the `[keys]` section.
    pub name: &'static str,
    /// What it does, for help and README; no full stop.
    pub doc: &'static str,
    /// Default keys with the context of each.
    pub keys: &'static [(Context, &'static str)],
    /// Group in the help overlay.
    pub group: Group,
}

/// Headings of the help overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Group {
    Writing,
    Answer,
    Folding,
    Copying,
    Reading,
    Program,
}

impl Group {
    /// All groups in the order of the overlay.
    pub const ALL: [Group; 6] = [
        Group::Writing,
        Group::Answer,
        Group::Folding,
        Group::Copying,
        Group::Reading,
        Group::Program,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Group::Writing => "Writing",
            Group::Answer => "The answer",
            Group::Folding => "Thinking and tools",
            Group::Copying => "Selecting and copying",
            Group::Reading => "Reading",
            Group::Program => "The program",
        }
    }
}

/// Every action there is, in the order in which help lists them.
pub const ACTIONS: &[ActionInfo] = &[
    info(
        Action::Send,
        "send",
        Group::Writing,
        "Send, or queue while an answer arrives",
        &[(Composer, "enter")],
    ),
    info(
        Action::Newline,
        "newline",
        Group::Writing,
        "Insert a line break",
        &[
            (Composer, "shift+enter"),
            (Composer, "alt+enter"),
            (Composer, "ctrl+j"),
        ],
    ),
    info(
        Action::HistoryBack,
        "history-back",
        Group::Writing,
        "Earlier prompt (on the first row)",
        &[(Composer, "up"), (Composer, "ctrl+p")],
    ),
    info(
        Action::HistoryForward,
        "history-forward",
        Group::Writing,
        "Later prompt (on the last row)",
        &[(Composer, "down"), (Composer, "ctrl+n")],
    ),
    info(
        Action::EditQueued,
        "edit-queued",
        Group::Writing,
        "Edit the prompt queued last",
        &[(Global, "alt+up")],
    ),
    info(
        Action::DropQueued,
        "drop-queued",
        Group::Writing,
        "Drop the prompt queued last",
        &[(Global, "alt+delete")],
    ),
    info(
        Action::DeleteToStart,
        "delete-to-start",
        Group::Writing,
        "Delete to the start of the line",
        &[(Composer, "ctrl+u")],
    ),
    info(
        Action::Undo,
        "undo",
        Group::Writing,
        "Undo",
        &[
            (Composer, "alt+z"),
            (Composer, "ctrl+/"),
            (Composer, "ctrl+7"),
        ],
    ),
    info(
        Action::Redo,
        "redo",
        Group::Writing,
        "Redo",
        &[(Composer, "alt+y")],
    ),
    info(
        Action::Back,
        "back",
        Group::Answer,
        "Close what lies on top, or stop the answer",
        &[(Global, "esc")],
    ),
    info(
        Action::Interrupt,
        "interrupt",
        Group::Answer,
        "Stop the answer; else clear the text; twice: quit",
        &[(Global, "ctrl+c")],
    ),
    info(
        Action::Retry,
        "retry",
        Group::Answer,
        "Send again after a failure or a stop",
        &[(Global, "ctrl+r")],
    ),
    info(
        Action::ToggleThinking,
        "toggle-thinking",
        Group::Folding,
        "Open or fold the thinking",
        &[(Global, "ctrl+o")],
    ),
    info(
        Action::ToggleActivity,
        "toggle-activity",
        Group::Folding,
        "Open or fold the tool activity",
        &[(Global, "ctrl+t")],
    ),
    info(
        Action::PageUp,
        "page-up",
        Group::Reading,
        "A page up",
        &[(Global, "pageup")],
    ),
    info(
        Action::PageDown,
        "page-down",
        Group::Reading,
        "A page down",
        &[(Global, "pagedown")],
    ),
    info(
        Action::RowUp,
        "row-up",
        Group::Reading,
        "A row up",
        &[
            (Pane, "up"),
            (Pane, "k"),
            (Global, "shift+up"),
            (Global, "ctrl+up"),
        ],
    ),
    info(
        Action::RowDown,
        "row-down",
        Group::Reading,
        "A row down",
        &[
            (Pane, "down"),
            (Pane, "j"),
            (Global, "shift+down"),
            (Global, "ctrl+down"),
        ],
    ),
    info(
        Action::Top,
        "top",
        Group::Reading,
        "To the beginning",
        &[
            (EmptyComposer, "home"),
            (Pane, "home"),
            (Pane, "g"),
            (Global, "ctrl+home"),
        ],
    ),
    info(
        Action::End,
        "end",
        Group::Reading,
        "To the end, and follow",
        &[
            (EmptyComposer, "end"),
            (Pane, "end"),
            (Pane, "shift+g"),
            (Global, "ctrl+end"),
        ],
    ),
    info(
        Action::Search,
        "search",
        Group::Reading,
        "Search the conversation, or the pane in focus",
        &[(Global, "ctrl+f"), (Pane, "/")],
    ),
    info(
        Action::FindNext,
        "find-next",
        Group::Reading,
        "To the next hit of the search",
        &[(Search, "enter"), (Search, "down"), (Pane, "n")],
    ),
    info(
        Action::FindPrevious,
        "find-previous",
        Group::Reading,
        "To the hit before",
        &[(Search, "up"), (Search, "shift+enter"), (Pane, "shift+n")],
    ),
    info(
        Action::PreviousMessage,
        "previous-message",
        Group::Reading,
        "To the prompt or answer before",
        &[(Pane, "["), (Global, "alt+pageup")],
    ),
    info(
        Action::NextMessage,
        "next-message",
        Group::Reading,
        "To the next prompt or answer",
        &[(Pane, "]"), (Global, "alt+pagedown")],
    ),
    info(
        Action::PreviousCode,
        "previous-code",
        Group::Reading,
        "To the code block before",
        &[(Pane, "{")],
    ),
    info(
        Action::NextCode,
        "next-code",
        Group::Reading,
        "To the next code block",
        &[(Pane, "}")],
    ),
    info(
        Action::PreviousHeading,
        "previous-heading",
        Group::Reading,
        "To the heading before",
        &[(Pane, "(")],
    ),
    info(
        Action::NextHeading,
        "next-heading",
        Group::Reading,
        "To the next heading",
        &[(Pane, ")")],
    ),
    info(
        Action::WrapCode,
        "wrap-code",
        Group::Reading,
        "Long lines of code in one row, or wrapped",
        &[(Global, "alt+w"), (Pane, "w")],
    ),
    info(
        Action::CodeLeft,
        "code-left",
        Group::Reading,
        "Back along long lines of code",
        &[(Pane, "left"), (Pane, "h")],
    ),
    info(
        Action::CodeRight,
        "code-right",
        Group::Reading,
        "On along long lines of code",
        &[(Pane, "right"), (Pane, "l")],
    ),
    info(
        Action::PreviousBlock,
        "previous-block",
        Group::Folding,
        "Choose the thinking or call before",
        &[(Pane, "<")],
    ),
    info(
        Action::NextBlock,
        "next-block",
        Group::Folding,
        "Choose the next thinking or call",
        &[(Pane, ">")],
    ),
    info(
        Action::PreviousLink,
        "previous-link",
        Group::Reading,
        "To the link before; says where it leads",
        &[(Pane, "shift+o")],
    ),
    info(
        Action::NextLink,
        "next-link",
        Group::Reading,
        "To the next link; says where it leads",
        &[(Pane, "o")],
    ),
    info(
        Action::Open,
        "open",
        Group::Folding,
        "Open that link; or open or fold what is chosen",
        &[(Pane, "enter")],
    ),
    info(
        Action::FoldThinking,
        "fold-thinking",
        Group::Folding,
        "Open or fold all thinking in the pane",
        &[(Global, "alt+o")],
    ),
    info(
        Action::FoldCalls,
        "fold-calls",
        Group::Folding,
        "Open or fold all tool calls in the pane",
        &[(Global, "alt+t")],
    ),
    info(
        Action::AnswerStart,
        "answer-start",
        Group::Reading,
        "To the start of the answer",
        &[(Pane, ",")],
    ),
    info(
        Action::AnswerEnd,
        "answer-end",
        Group::Reading,
        "To the end of the answer",
        &[(Pane, ".")],
    ),
    info(
        Action::Read,
        "read",
        Group::Reading,
        "Reader mode: answers stay at their first line",
        &[(Global, "alt+r")],
    ),
    info(
        Action::NextPane,
        "next-pane",
        Group::Reading,
        "Focus the next pane",
        &[(Global, "tab")],
    ),
    info(
        Action::PreviousPane,
        "previous-pane",
        Group::Reading,
        "Focus the pane before",
        &[(Global, "backtab")],
    ),
    info(
        Action::Select,
        "select",
        Group::Copying,
        "Select: arrows, words and pages extend; again: end",
        &[
            (Pane, "v"),
            (Pane, "shift+left"),
            (Pane, "shift+right"),
            (Pane, "shift+up"),
            (Pane, "shift+down"),
            (Selecting, "v"),
        ],
    ),
    info(
        Action::CopySelection,
        "copy-selection",
        Group::Copying,
        "Copy what is selected",
        &[(Selecting, "y"), (Selecting, "enter")],
    ),
    info(
        Action::ToggleSource,
        "source",
        Group::Copying,
        "Show a message as its source, or as text again",
        &[(Global, "alt+s"), (Pane, "s")],
    ),
    info(
        Action::CopyAnswer,
        "copy-answer",
        Group::Copying,
        "Copy the last answer as it was written",
        &[(Global, "ctrl+y")],
    ),
    info(
        Action::Copy,
        "copy",
        Group::Copying,
        "Copy a part: code, table, link, thinking, tool, prompt",
        &[(Global, "alt+c")],
    ),
    info(
        Action::CopyCode,
        "copy-code",
        Group::Copying,
        "Copy the code block in sight",
        &[(Global, "alt+k"), (Pane, "c"), (Selecting, "c")],
    ),
    info(
        Action::Help,
        "help",
        Group::Program,
        "Show the keys",
        &[(Global, "f1"), (Global, "alt+h"), (Pane, "?")],
    ),
    info(
        Action::Sessions,
        "sessions",
        Group::Program,
        "Open another session",
        &[(Global, "ctrl+g")],
    ),
    info(
        Action::Mouse,
        "mouse",
        Group::Program,
        "Give the mouse to the terminal, or take it",
        &[(Global, "f2"), (Global, "alt+m")],
    ),
    info(
        Action::QuitIfEmpty,
        "quit",
        Group::Program,
        "Quit, when the composer is empty",
        &[(EmptyComposer, "ctrl+d"), (Pane, "ctrl+d")],
    ),
    info(
        Action::Suspend,
        "suspend",
        Group::Program,
        "Suspend; fg comes back",
        &[(Global, "ctrl+z")],
    ),
    info(
        Action::Transcript,
        "transcript",
        Group::Program,
        "The whole transcript in your pager ($PAGER, else less)",
        &[(Global, "f4")],
    ),
    info(
        Action::EditTranscript,
        "edit-transcript",
        Group::Program,
        "A copy of it in your editor ($VISUAL, $EDITOR, else vi)",
        &[(Global, "f6")],
    ),
    info(
        Action::PrintTranscript,
        "print-transcript",
        Group::Program,
        "Print it to the normal screen; Enter comes back",
        &[(Global, "f7")],
    ),
    info(
        Action::Repaint,
        "repaint",
        Group::Program,
        "Paint the whole screen anew",
        &[(Global, "ctrl+l")],
    ),
];

const fn info(
    action: Action,
    name: &'static str,
    group: Group,
    doc: &'static str,
    keys: &'static [(Context, &'static str)],
) -> ActionInfo {
    ActionInfo {
        action,
        name,
        doc,
        keys,
        group,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::key::Key;

    #[test]
    fn every_default_key_can_be_read_and_is_bound_once_per_context() {
        let mut seen = HashSet::new();
        for info in ACTIONS {
            for (context, spelling) in info.keys {
                let key: Key = spelling.parse().unwrap();
                assert!(
                    seen.insert((*context, key)),
                    "{spelling} is bound twice in {context:?}"
                );
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let names: HashSet<_> = ACTIONS.iter().map(|info| info.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
    }
}
