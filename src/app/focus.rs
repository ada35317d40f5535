//! *Focus*: which part gets the keys; and what Escape means right now.
//!
//! There is one answer to "what would Escape do?" ([`escape`]); the key handler obeys it and the
//! status bar shows it, so that the two cannot differ.

use crate::app::App;
use crate::app::action::Action;
use crate::turn::Phase;

/// Which part gets the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Typing goes to the composer; scrolling keys to the conversation.
    #[default]
    Composer,
    /// A pane has been chosen with Tab.
    Pane(PaneKind),
}

/// The three panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PaneKind {
    Conversation,
    Thinking,
    Activity,
}

impl PaneKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Conversation, Self::Thinking, Self::Activity];
}

/// What Escape does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "escape_label says what each does")]
pub enum Escape {
    CloseOverlay,
    CloseSearch,
    ClearSelection,
    StopTurn,
    Stopping,
    ReleaseChoice,
    ClosePane,
    LeavePane,
    Nothing,
}

/// What the status bar says of it, with the keys as they are bound now.
pub fn escape_label(app: &App) -> String {
    let key = |action, word: &str| {
        let key = app.key_for(action);
        key.map_or_else(String::new, |key| format!("{key} {word}"))
    };
    match escape(app) {
        Escape::CloseOverlay | Escape::CloseSearch | Escape::ClosePane => {
            key(Action::Back, "closes")
        }
        Escape::ClearSelection => {
            let copies = key(Action::CopySelection, "copies · ");
            format!("{copies}{}", key(Action::Back, "deselects"))
        }
        Escape::ReleaseChoice => {
            let choice = app.choice.as_ref();
            let is_open = choice.is_some_and(|choice| choice.is_open(&app.panes, &app.folds));
            let does = if is_open { "folds · " } else { "opens · " };
            let folds = key(Action::Open, does);
            format!("{folds}{}", key(Action::Back, "deselects"))
        }
        Escape::StopTurn => {
            let closes = match app.panes.over.filter(|_| app.areas.pane_is_over()) {
                Some(PaneKind::Thinking) => key(Action::ToggleThinking, "closes · "),
                Some(PaneKind::Activity) => key(Action::ToggleActivity, "closes · "),
                Some(PaneKind::Conversation) | None => String::new(),
            };
            format!("{closes}{}", key(Action::Back, "stops"))
        }
        Escape::Stopping => "stopping".into(),
        Escape::LeavePane => key(Action::Back, "to write"),
        Escape::Nothing => key(Action::Help, "keys"),
    }
}

/// What Escape would do to this app, this moment.
pub fn escape(app: &App) -> Escape {
    if !app.overlays.is_empty() {
        return Escape::CloseOverlay;
    }
    if app.search.pane().is_some() {
        return Escape::CloseSearch;
    }
    if app.selected.is_some() {
        return Escape::ClearSelection;
    }
    match app.turn.phase() {
        Phase::Stopping => return Escape::Stopping,
        Phase::Idle => {}
        _ => return Escape::StopTurn,
    }
    if app.choice.is_some() {
        return Escape::ReleaseChoice;
    }
    if app.areas.pane_is_over() {
        return Escape::ClosePane;
    }
    match app.focus {
        Focus::Pane(_) => Escape::LeavePane,
        Focus::Composer => Escape::Nothing,
    }
}
