//! The *pipe* to the terminal may be full, or not take all at once; what is written goes out whole,
//! or the terminal counts as gone.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

/// How long a terminal that takes nothing is waited for before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// Writes all of `bytes` and flushes.
///
/// A terminal can be in non-blocking mode because another program that shares it made it so; then a
/// full pipe is no failure and is waited for, in steps long enough to cost nothing.
#[expect(
    clippy::disallowed_methods,
    reason = "any writer will do, and not every one can be asked to tell when it is ready"
)]
pub(super) fn write_whole(out: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    let mut waited = Duration::ZERO;
    loop {
        let step = if bytes.is_empty() {
            out.flush().map(|()| 0)
        } else {
            out.write(bytes)
        };
        match step {
            Ok(_) if bytes.is_empty() => return Ok(()),
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => {
                bytes = bytes.get(n..).unwrap_or_default();
                waited = Duration::ZERO;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && waited < PATIENCE => {
                let pause = Duration::from_millis(1);
                thread::sleep(pause);
                waited += pause;
            }
            Err(error) => return Err(error),
        }
    }
}
