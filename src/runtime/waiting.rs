//! *Waiting* for what may never come: a loop that has nothing to wait for in one arm of its select
//! waits there for ever.

use std::pin::Pin;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::time::{Sleep, sleep_until};

/// Room for one message; never, without a sender.
pub async fn reserve<T>(
    sender: Option<mpsc::Sender<T>>,
) -> Result<mpsc::OwnedPermit<T>, mpsc::error::SendError<()>> {
    match sender {
        Some(sender) => sender.reserve_owned().await,
        None => std::future::pending().await,
    }
}

/// An *alarm* goes off at a moment that may be put off again and again.
///
/// It keeps its place among the timers of the runtime. To take a new place for each wait is a call
/// into the kernel, which a loop that waits anew for every delta would make for every delta.
#[derive(Debug, Default)]
pub struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Alarm {
    /// Waits for a moment; for ever, without one. Dropping the future loses nothing.
    pub async fn wait_until(&mut self, moment: Option<Instant>) {
        let Some(moment) = moment.map(tokio::time::Instant::from) else {
            self.sleep = None;
            return std::future::pending().await;
        };
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(sleep_until(moment)));
        if sleep.deadline() != moment {
            sleep.as_mut().reset(moment);
        }
        sleep.await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_alarm_goes_off_at_the_last_moment_that_it_was_set_to() {
        let start = tokio::time::Instant::now();
        let at = |seconds| Some((start + Duration::from_secs(seconds)).into_std());
        let (mut alarm, second) = (Alarm::default(), Duration::from_secs(1));
        assert!(timeout(second, alarm.wait_until(at(5))).await.is_err());
        assert!(timeout(second, alarm.wait_until(at(9))).await.is_err());
        alarm.wait_until(at(3)).await;
        assert_eq!(start.elapsed().as_secs(), 3);
        alarm.wait_until(at(3)).await;
        assert_eq!(start.elapsed().as_secs(), 3);
        assert!(timeout(10 * second, alarm.wait_until(None)).await.is_err());
        alarm.wait_until(at(20)).await;
        assert_eq!(start.elapsed().as_secs(), 20);
    }
}
