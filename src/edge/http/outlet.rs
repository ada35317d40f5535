//! The receiving end of a request: signals go into its channel, dressed as the receiver wants them.
//!
//! It also knows where an answer ends: with its last event, or with an error event, whatever the
//! server may say after that.

use tokio::sync::mpsc::Sender;

use crate::api::error::ApiError;
use crate::api::event::{StreamEvent, StreamSignal};

/// The receiving end, and how signals are dressed for it.
pub(super) struct Outlet<'a, M, F> {
    pub(super) tx: &'a Sender<M>,
    pub(super) wrap: F,
}

impl<M, F: Fn(StreamSignal) -> M> Outlet<'_, M, F> {
    /// Waits while the channel is full, which holds the server back through TCP.
    pub(super) async fn emit(&mut self, signal: StreamSignal) -> Result<(), Interrupt> {
        let message = (self.wrap)(signal);
        let sent = self.tx.send(message).await;
        sent.map_err(|_| Interrupt::ReceiverGone)
    }

    /// Passes events on up to the one that ends the answer, and says whether there was one.
    pub(super) async fn emit_events(
        &mut self,
        events: Vec<StreamEvent>,
    ) -> Result<Flow, Interrupt> {
        let mut passed = Vec::with_capacity(events.len());
        let mut flow = Flow::GoesOn;
        let mut failed = None;
        for event in events {
            match event {
                // What a server says after its own error means nothing.
                StreamEvent::Error(error) => {
                    failed = Some(error);
                    break;
                }
                StreamEvent::MessageStop => {
                    passed.push(StreamEvent::MessageStop);
                    flow = Flow::Complete;
                    break;
                }
                event => passed.push(event),
            }
        }
        if !passed.is_empty() {
            self.emit(StreamSignal::Events(passed)).await?;
        }
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(flow),
        }
    }
}

/// Is there more to come of an answer?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    GoesOn,
    /// The message has been closed by the server.
    Complete,
}

/// Why an exchange stopped before its end.
pub(super) enum Interrupt {
    Failed(Box<ApiError>),
    ReceiverGone,
}

impl From<ApiError> for Interrupt {
    fn from(error: ApiError) -> Self {
        Self::Failed(Box::new(error))
    }
}
