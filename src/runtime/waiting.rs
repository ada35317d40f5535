//! *Waiting* for what may never come: a loop that has nothing to wait for in one arm of its select
//! waits there for ever.

use std::time::Instant;

use tokio::sync::mpsc;
use tokio::time::sleep_until;

/// Room for one message; never, without a sender.
pub async fn reserve<T>(
    sender: Option<mpsc::Sender<T>>,
) -> Result<mpsc::OwnedPermit<T>, mpsc::error::SendError<()>> {
    match sender {
        Some(sender) => sender.reserve_owned().await,
        None => std::future::pending().await,
    }
}

/// Waits for a moment; for ever, without one.
pub async fn wait_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}
