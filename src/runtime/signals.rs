//! *Signals* are what the system tells the program: end, make room, go on.
//!
//! They are merged into one asynchronous source, first in the order of the loop, so that no flood
//! of keys or deltas delays an end. A panic anywhere in the program is told here too: to the loop
//! it is what a signal is, a reason to end that comes from outside its own logic. What a signal
//! means is decided by the loop; a change of size is not a signal here, it comes with the keys from
//! [`crate::edge::input`].

use std::io;

use crate::edge::terminal::panicked;

/// The number of SIGHUP.
pub const HANGUP: i32 = 1;

/// The number of SIGINT.
pub const INTERRUPT: i32 = 2;

/// The number of SIGQUIT.
pub const QUIT: i32 = 3;

/// Something the system told the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End in order. The number of the signal makes the exit code: 128 plus it.
    Terminate(i32),
    /// Give the terminal back and stop, as `kill -TSTP` asks. (Ctrl+Z comes as a key.)
    Suspend,
    /// The program was stopped and goes on; the terminal may show anything.
    Continue,
    /// Some task panicked; the terminal is already restored and the message printed.
    Panicked,
}

/// The source of signals. At most one is made in a run.
#[derive(Debug)]
pub struct Signals(sys::Sources);

impl Signals {
    /// Starts listening for a run with a full screen: every signal that would leave the terminal in
    /// our modes is caught from here on.
    ///
    /// Fails when the system refuses a handler; runs inside a runtime.
    pub fn for_screen() -> io::Result<Self> {
        sys::Sources::new(sys::Stopping::Caught).map(Self)
    }

    /// Starts listening for a run without a screen: only what ends the program is caught, stopping
    /// and going on is left to the system. What the parent had us ignore (`nohup`) stays ignored.
    ///
    /// Fails when the system refuses a handler; runs inside a runtime.
    pub fn for_print() -> io::Result<Self> {
        sys::Sources::new(sys::Stopping::Default).map(Self)
    }

    /// Waits for the next signal that asks the program to end. Dropping the future loses none.
    pub async fn end(&mut self) -> Signal {
        self.0.end().await
    }

    /// Waits for the next signal. Dropping the future loses none.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            biased;
            () = panicked() => Signal::Panicked,
            signal = self.0.next() => signal,
        }
    }
}

#[cfg(unix)]
mod sys {
    use std::future::pending;
    use std::io;

    use tokio::signal::unix::{Signal as Source, SignalKind, signal};

    use super::Signal;
    use crate::edge::inherited::is_ignored;

    /// What becomes of the signals that stop and continue a program.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Stopping {
        /// They are reported; the system no longer stops the program by itself.
        Caught,
        /// They do what they do to any program.
        Default,
    }

    #[derive(Debug)]
    pub struct Sources {
        ends: Ends,
        suspend: Option<Source>,
        resume: Option<Source>,
    }

    /// The signals that ask the program to end.
    #[derive(Debug)]
    struct Ends {
        terminate: Source,
        hangup: Option<Source>,
        interrupt: Option<Source>,
        quit: Option<Source>,
    }

    impl Sources {
        pub fn new(stopping: Stopping) -> io::Result<Self> {
            let caught = |kind: rustix::process::Signal| match stopping {
                Stopping::Caught => signal(SignalKind::from_raw(kind.as_raw())).map(Some),
                Stopping::Default => Ok(None),
            };
            let ending = |kind: SignalKind| match stopping {
                Stopping::Default if is_ignored(kind.as_raw_value()) => Ok(None),
                Stopping::Caught | Stopping::Default => signal(kind).map(Some),
            };
            let ends = Ends {
                terminate: signal(SignalKind::terminate())?,
                hangup: ending(SignalKind::hangup())?,
                interrupt: ending(SignalKind::interrupt())?,
                quit: ending(SignalKind::quit())?,
            };
            Ok(Self {
                ends,
                suspend: caught(rustix::process::Signal::TSTP)?,
                resume: caught(rustix::process::Signal::CONT)?,
            })
        }

        pub async fn end(&mut self) -> Signal {
            self.ends.next().await
        }

        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                biased;
                signal = self.ends.next() => signal,
                () = arrival(&mut self.resume) => Signal::Continue,
                () = arrival(&mut self.suspend) => Signal::Suspend,
            }
        }
    }

    impl Ends {
        async fn next(&mut self) -> Signal {
            let ends = |kind: SignalKind| Signal::Terminate(kind.as_raw_value());
            tokio::select! {
                biased;
                Some(()) = self.terminate.recv() => ends(SignalKind::terminate()),
                () = arrival(&mut self.hangup) => ends(SignalKind::hangup()),
                () = arrival(&mut self.interrupt) => ends(SignalKind::interrupt()),
                () = arrival(&mut self.quit) => ends(SignalKind::quit()),
                else => pending().await,
            }
        }
    }

    /// Waits for a signal of a source that may be missing, which then never comes.
    async fn arrival(source: &mut Option<Source>) {
        match source {
            Some(source) => match source.recv().await {
                Some(()) => {}
                None => pending().await,
            },
            None => pending().await,
        }
    }
}

#[cfg(not(unix))]
mod sys {
    use std::future::pending;
    use std::io;

    use super::Signal;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Stopping {
        Caught,
        Default,
    }

    /// Without Unix signals only Ctrl+C outside raw mode is known.
    #[derive(Debug)]
    pub struct Sources(Stopping);

    impl Sources {
        pub fn new(stopping: Stopping) -> io::Result<Self> {
            Ok(Self(stopping))
        }

        pub async fn end(&mut self) -> Signal {
            self.next().await
        }

        pub async fn next(&mut self) -> Signal {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Signal::Terminate(2),
                Err(_) => pending().await,
            }
        }
    }
}
