//! *Gates* hold a script back until a test opens them; *stamps* note when it was somewhere.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::sync::watch;

/// Holds the server back until the test opens it.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<bool>>);

/// Moments noted by [`Script::stamp`], in order.
#[derive(Debug, Clone, Default)]
pub struct Stamps(Arc<Mutex<Vec<Instant>>>);

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Opens it for good, for everyone who waits or will wait.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    pub(super) async fn passed(&self) {
        let mut state = self.0.subscribe();
        // The sender lives in `self`, so that this cannot fail.
        let _ = state.wait_for(|open| *open).await;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

impl Stamps {
    /// The moments so far.
    pub fn moments(&self) -> Vec<Instant> {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn note(&self) {
        self.0.lock().unwrap().push(Instant::now());
    }
}
