//! Everything a turn can want.
//!
//! Effects are data: the turn returns them, whoever runs it carries them out, in order but for an
//! [`Effect::Abort`], which goes before all others of its step, and reports back by an
//! [`Input`](super::Input) that names the same id.

use crate::api::content::{ContentBlock, ToolCallId};
use crate::api::error::ApiError;
use crate::api::raw::RawJson;
use crate::api::request::{MessagesRequest, RequestId};

/// Something the turn wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send a request and report its stream. At most one is open at any time.
    Send {
        /// Names the request in what is reported.
        request: RequestId,
        /// What is sent.
        body: Box<MessagesRequest>,
    },
    /// Drop the connection; late results will be ignored.
    Abort {
        /// The request that is open.
        request: RequestId,
    },
    /// Run a tool and report its end. Calls of one answer run side by side.
    Run {
        /// Names the call in what is reported.
        call: ToolCallId,
        /// Which tool.
        name: String,
        /// A JSON object, with its own key order.
        input: RawJson,
    },
    /// Stop a running tool; its end must be reported all the same.
    Kill {
        /// The call that is running.
        call: ToolCallId,
    },
    /// The prompt was never answered: the head stands before it again, its blocks go back to the
    /// composer.
    GiveBack(Vec<ContentBlock>),
    /// The turn is over.
    Ended(Ending),
}

/// How a turn ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// The model finished, for whatever stop reason; the entry says which.
    Finished,
    /// The person stopped it, or somebody the program.
    Cancelled,
    /// It failed; what was there is kept and `Retry` sends again.
    Failed(ApiError),
    /// The limit of rounds was reached, after so many; `Retry` goes on.
    TooManyRounds(u32),
}
