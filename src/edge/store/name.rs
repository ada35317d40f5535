//! The *name* of a new session: the wall clock and a little chance.

use std::time::SystemTime;

use jiff::Timestamp;

use crate::conversation::UnixMillis;
use crate::session::SessionId;

/// `20261120-100355-3f9a`: the time in UTC, so that names sort by it, and four random digits.
pub(super) fn new_id(at: UnixMillis, random: u16) -> SessionId {
    let at = i64::try_from(at.0)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = at.unwrap_or_default().strftime("%Y%m%d-%H%M%S");
    SessionId(format!("{at}-{random:04x}"))
}

pub(super) fn random() -> u16 {
    let mut bytes = [0; 2];
    if getrandom::fill(&mut bytes).is_err() {
        // A name need not be secret, only unlike the others of the same second.
        let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let nanos = nanos
            .map(|d| d.subsec_nanos())
            .unwrap_or_default()
            .to_le_bytes();
        bytes = [nanos[0], nanos[1]];
    }
    u16::from_le_bytes(bytes)
}
