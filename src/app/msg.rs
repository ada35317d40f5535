//! A *msg* is something that happened; everything that reaches the app is one.

use crate::api::content::ToolCallId;
use crate::api::event::StreamSignal;
use crate::api::request::RequestId;
use crate::app::action::Action;
use crate::app::colors::Colored;
use crate::key::TerminalEvent;
use crate::problem::Problem;
use crate::report::{Copied, Followed, Warning};
use crate::session::replay::Replayed;
use crate::session::summary::Summary;
use crate::session::{JournalEvent, SessionId};
use crate::turn::tool_call::ToolEvent;

/// Everything that can happen.
#[derive(Debug)]
pub enum Msg {
    /// The person wants this, by another way than a key.
    Act(Action),
    /// The terminal said something.
    Terminal(TerminalEvent),
    /// A request reports.
    Stream {
        /// Which one; late ones are recognized by it.
        request: RequestId,
        /// What it reports.
        signal: StreamSignal,
    },
    /// A tool reports.
    Tool {
        /// Which call.
        call: ToolCallId,
        /// What it reports.
        event: ToolEvent,
    },
    /// The task that owns the session's file reports.
    Journal(JournalEvent),
    /// The list of sessions that was asked for, or why there is none.
    Sessions(Result<Vec<Summary>, Problem>),
    /// A session was opened.
    Opened(Box<Opened>),
    /// The session that was asked for cannot be opened.
    NotOpened(Problem),
    /// The colors that were asked for.
    Colored(Colored),
    /// The demo model was started, or could not be.
    DemoStarted(Result<(), Problem>),
    /// What became of a copy.
    Copied(Copied),
    /// What became of a link that was to be opened.
    Followed(Followed),
    /// What is piped in takes its time.
    Piping,
    /// What was piped in, whole, or why it cannot be had.
    Piped(Result<String, Problem>),
    /// Something failed that nobody else speaks for.
    Problem(Problem),
    /// The moment has come that [`super::App::next_wake`] asked for.
    Tick,
    /// The program was suspended and goes on.
    Continued,
    /// The program is asked to end by the system.
    Terminate,
}

/// A session as it was opened.
#[derive(Debug)]
pub struct Opened {
    /// What its records say.
    pub replayed: Replayed,
    /// The session that is written to from now on: the same one, or its fork.
    pub id: SessionId,
    /// Set when this is a fork of the session that was asked for.
    pub forked_from: Option<Fork>,
    /// What was odd in the log.
    pub warnings: Vec<Warning>,
}

/// Why a session was not opened itself, but a copy of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The session that was asked for.
    pub from: SessionId,
    /// Why it cannot be written to.
    pub why: WhyForked,
}

/// What stands in the way of writing to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyForked {
    /// Another running program writes to it.
    InUse,
    /// The file or the disk does not allow it.
    Forbidden,
}
