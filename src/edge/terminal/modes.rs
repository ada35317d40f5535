//! The *modes* of a terminal that we change: entered in one write, undone in one write, by whoever
//! comes first.
//!
//! The way back must work when nothing else does: from a panic hook, on any thread, while another
//! thread may be in the middle of a frame. So whether the terminal is ours is one atomic flag, the
//! sequence that gives it back needs no memory of what was set, and it is written past the lock and
//! the buffer of standard output. Painting is [`super::paint`]'s.

use std::io;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
#[cfg(not(unix))]
use ratatui::layout::Size;
use tokio::sync::Notify;

use super::PointerMode;

/// Everything that is set on entering. The keyboard flags go onto a stack of the terminal's own, of
/// which each screen has one, so they follow the change of screen. A terminal that does not know a
/// sequence ignores it. The window's title is left alone.
pub const ENTER: &[u8] = concat!(
    "\x1b[?1049h",   // alternate screen
    "\x1b[>1u",      // keyboard: tell apart what shares a byte (Shift+Enter, Ctrl+I)
    "\x1b[?2004h",   // bracketed paste
    "\x1b[?1004h",   // focus reports
    "\x1b[?25l",     // no cursor until the first frame
    "\x1b[m",        // plain style
    "\x1b[r",        // no margins that somebody left: rows move within them
    "\x1b[2J\x1b[H"  // the only time the screen is cleared
)
.as_bytes();

/// Undoes [`ENTER`] and all that may have been set since, in reverse; harmless when repeated. It
/// may follow half a frame: its first bytes end any sequence that was cut short.
pub const LEAVE: &[u8] = concat!(
    "\x1b\\",                 // a string that was never ended
    "\x1b]8;;\x1b\\",         // a link that was never closed
    "\x1b[?2026l",            // an update that was never ended
    "\x1b[m",                 // plain style
    "\x1b[?1006l\x1b[?1002l", // pointer
    "\x1b[?25h",              // cursor
    "\x1b[?2031l",            // reports of dark and light
    "\x1b[?1004l",            // focus reports
    "\x1b[?2004l",            // bracketed paste
    "\x1b[<1u",               // keyboard
    "\x1b[?1049l"             // back to the main screen and its cursor
)
.as_bytes();

/// Asks for the pointer or gives it back.
///
/// Button events with motion while a button is held (1002) is the least that reports a drag, and
/// positions as numbers (1006) are the only form without a limit at column 223.
pub fn pointer(mode: PointerMode) -> &'static [u8] {
    match mode {
        PointerMode::Captured => b"\x1b[?1002h\x1b[?1006h",
        PointerMode::Released => b"\x1b[?1006l\x1b[?1002l",
    }
}

/// The one piece of state the whole process shares, because a terminal is one for the process and a
/// panic hook can be handed nothing.
static TERMINAL: Terminal = Terminal {
    ours: AtomicBool::new(false),
    writing: Mutex::new(()),
    panicked: Notify::const_new(),
};

struct Terminal {
    ours: AtomicBool,
    /// Held by whoever writes, so that a frame begun before the terminal is given back ends before.
    writing: Mutex<()>,
    panicked: Notify,
}

/// Keeps the terminal in our modes; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Turns raw mode on and takes the terminal; the caller writes [`ENTER`].
    pub fn new() -> io::Result<Self> {
        enable_raw_mode()?;
        TERMINAL.ours.store(true, Ordering::SeqCst);
        Ok(Self(()))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore_now();
    }
}

/// Keeps the terminal from being given back while the returned value lives.
///
/// Fails when it has been given back already.
pub fn hold() -> io::Result<impl Sized> {
    let held = TERMINAL.writing.lock();
    if TERMINAL.ours.load(Ordering::SeqCst) {
        Ok(held.unwrap_or_else(PoisonError::into_inner))
    } else {
        Err(io::Error::other("the terminal was given back"))
    }
}

/// Gives the terminal back if it is ours, from any thread and without the screen.
///
/// Whatever fails is not told: there is nobody left to tell, and the next step is the way out.
pub fn restore_now() {
    if TERMINAL.ours.swap(false, Ordering::SeqCst) {
        let frame = wait_for_frame();
        write_past_locks(LEAVE);
        let _ = disable_raw_mode();
        drop(frame);
    }
}

/// Waits for the end of a frame that another thread is writing, but not for ever: the terminal may
/// take nothing, and the thread that writes may be the one that asks.
#[expect(
    clippy::disallowed_methods,
    reason = "a lock of the standard library cannot be waited for with a limit"
)]
fn wait_for_frame() -> Option<MutexGuard<'static, ()>> {
    (0..200).find_map(|_| match TERMINAL.writing.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
        Err(TryLockError::WouldBlock) => {
            thread::sleep(Duration::from_millis(1));
            None
        }
    })
}

/// From now on a panic on any thread restores the terminal first, prints its message through the
/// hook that was there, and wakes [`panicked`].
///
/// That holds for tasks as well, whose panics the runtime would catch and keep quiet: a panic is a
/// defect, and going on with half of the program is worse than an end with a message. The screen
/// refuses to draw from then on, so nothing overwrites the message.
pub fn install_panic_hook() {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        restore_now();
        previous(info);
        TERMINAL.panicked.notify_one();
    }));
}

/// Waits until something panicked, which may have been before the call. One waiter is told.
pub async fn panicked() {
    TERMINAL.panicked.notified().await;
}

#[cfg(unix)]
pub use unix::{can_stop, size, stop};

#[cfg(unix)]
use unix::write_past_locks;

#[cfg(unix)]
mod unix {
    use std::io;

    use ratatui::layout::Size;
    use rustix::io::{Errno, write};
    use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
    use rustix::stdio::stdout;
    use rustix::termios::tcgetwinsize;
    use tokio::signal::unix::{SignalKind, signal};

    pub fn size() -> io::Result<Size> {
        let size = tcgetwinsize(stdout())?;
        Ok(Size::new(size.ws_col, size.ws_row))
    }

    pub fn write_past_locks(mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match write(stdout(), bytes) {
                Ok(n) if n > 0 => bytes = bytes.get(n..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                _ => return,
            }
        }
    }

    /// Whether a shell with job control stands above us.
    ///
    /// Such a shell gives each job a process group of its own; the group of the session's leader is
    /// the shell itself, or a program that took its place, and nobody continues that.
    pub fn can_stop() -> bool {
        getsid(None).is_ok_and(|session| session != getpgrp())
    }

    /// Stops the job and returns when it goes on. Runs inside a runtime.
    ///
    /// The whole process group is stopped, as the terminal would do for Ctrl+Z: the shell may be
    /// waiting for a wrapper (`cargo run`) and not for us. SIGSTOP, because SIGTSTP is caught by
    /// then, to give the terminal back first. A process with several threads does not stop before
    /// `kill` returns, so the word that it goes on is waited for.
    pub async fn stop() -> io::Result<()> {
        let mut goes_on = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
        kill_current_process_group(Signal::STOP)?;
        goes_on.recv().await;
        Ok(())
    }
}

#[cfg(not(unix))]
pub fn size() -> io::Result<Size> {
    crossterm::terminal::size().map(|(width, height)| Size::new(width, height))
}

#[cfg(not(unix))]
pub fn can_stop() -> bool {
    false
}

#[cfg(not(unix))]
pub async fn stop() -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn write_past_locks(bytes: &[u8]) {
    use std::io::Write as _;
    let mut out = io::stdout();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}
