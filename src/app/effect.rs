//! An *effect* is something to be done, as data; `runtime::runner` does it.

use crate::app::colors::Uncolored;
use crate::conversation::UnixMillis;
use crate::report::About;
use crate::session::SessionId;
use crate::session::record::Record;
use crate::turn;

/// Everything the app can want.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The turn wants something of the network or of a tool.
    Turn(turn::Effect),
    /// A record goes to the session's file, in order.
    Append(UnixMillis, Box<Record>),
    /// The list of sessions is wanted; answered by `Msg::Sessions`.
    ListSessions,
    /// Another session is wanted; answered by `Msg::Opened` or `Msg::NotOpened`.
    Open {
        /// Which one.
        session: SessionId,
        /// Is only one of the demo model welcome? Any other is not even copied then.
        demo_only: bool,
    },
    /// Lines of code want their colors; answered by `Msg::Colored`.
    Color(Uncolored),
    /// The built-in model is wanted; answered by `Msg::DemoStarted`.
    StartDemo,
    /// A text goes to wherever copies go; answered by `Msg::Copied`.
    Copy(String),
    /// So does this one, of which the answer says more.
    #[expect(missing_docs, reason = "said above")]
    CopyTold { text: String, about: About },
    /// An address is to be opened by the program that is for such; answered by `Msg::Followed`.
    OpenLink(String),
    /// This is to be remembered across runs, in place of what was.
    Remember(String),
    /// Ask the terminal for the pointer, or give it back.
    TakePointer(bool),
    /// Hand the terminal back to the shell until the program is continued.
    Suspend,
    /// Lend the terminal to another program, with the transcript.
    ShowTranscript(Reader),
    /// Write every cell anew: something else wrote on the screen.
    Repaint,
}

/// Where the transcript is read outside of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The person's pager.
    Pager,
    /// The person's editor, with a copy.
    Editor,
    /// The normal screen of the terminal, which keeps it above.
    Scrollback,
}
