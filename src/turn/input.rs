//! Everything that can happen to a turn.
//!
//! An input may come at any time and late: what does not fit the state, or names a request or a
//! call that is not open, changes nothing.

use super::tool_call::ToolEvent;
use crate::api::content::{ContentBlock, ToolCallId};
use crate::api::event::StreamSignal;
use crate::api::request::RequestId;

/// Something that happened.
#[derive(Debug)]
pub enum Input<'a> {
    /// The person sends a message. Refused while a turn is on, and when it says nothing.
    Submit(Vec<ContentBlock>),
    /// A request reports.
    Stream(RequestId, &'a StreamSignal),
    /// A tool reports.
    Tool(ToolCallId, ToolEvent),
    /// The person stops the turn.
    Cancel,
    /// The program is ended by somebody else. The turn stops as for `Cancel`, but nobody wanted
    /// that: what came is interrupted, and a prompt without an answer stays to be answered.
    Close,
    /// The person asks to send again after a failure or an interruption.
    Retry,
}
