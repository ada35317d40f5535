//! An *action* is what the person means by a key, and a *context* is where the key is looked up.
//!
//! What an action is called, which keys mean it and what is said of it stands in the [`table`];
//! what it does, in `update`.

pub mod table;

/// What a person can mean by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the table describes each")]
pub enum Action {
    Send,
    Newline,
    Back,
    Interrupt,
    QuitIfEmpty,
    Retry,
    EditQueued,
    DropQueued,
    HistoryBack,
    HistoryForward,
    PageUp,
    PageDown,
    RowUp,
    RowDown,
    Top,
    End,
    Search,
    FindNext,
    FindPrevious,
    PreviousMessage,
    NextMessage,
    PreviousCode,
    NextCode,
    PreviousHeading,
    NextHeading,
    WrapCode,
    CodeLeft,
    CodeRight,
    PreviousBlock,
    NextBlock,
    PreviousLink,
    NextLink,
    Open,
    FoldThinking,
    FoldCalls,
    AnswerStart,
    AnswerEnd,
    Read,
    NextPane,
    PreviousPane,
    ToggleThinking,
    ToggleActivity,
    Select,
    CopySelection,
    ToggleSource,
    CopyAnswer,
    CopyCode,
    Mouse,
    Copy,
    Help,
    Sessions,
    DeleteToStart,
    Undo,
    Redo,
    Repaint,
    Suspend,
    Transcript,
    EditTranscript,
    PrintTranscript,
}

/// Where a key is looked up; the nearest context that binds it wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Always, after the others.
    Global,
    /// While the composer has the focus.
    Composer,
    /// While the composer has the focus and holds no text.
    EmptyComposer,
    /// While a pane has the focus.
    Pane,
    /// While the search bar is typed into.
    Search,
    /// While something is selected with the keys.
    Selecting,
}
