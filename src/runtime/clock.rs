//! The one place that reads the clocks.

use std::time::{Instant, SystemTime};

use crate::conversation::UnixMillis;
use crate::turn::step::Now;

/// This moment by both clocks.
pub fn now() -> Now {
    Now {
        instant: Instant::now(),
        wall: UnixMillis::from(SystemTime::now()),
    }
}
