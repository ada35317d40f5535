//! *Waiting* for what a running program shows, writes or does; in vain, it fails with the whole
//! screen.

use std::time::{Duration, Instant};

use super::{Exit, Mark, Running, Screen};

impl Running {
    /// Waits until the screen shows `text` somewhere in one row.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("the screen shows {text:?}"), |screen| {
            screen.contains(text)
        })
    }

    /// Waits until the screen shows `text` no longer.
    #[track_caller]
    pub fn wait_gone(&mut self, text: &str) -> &mut Self {
        let what = format!("the screen shows {text:?} no longer");
        self.wait_until(&what, |screen| !screen.contains(text))
    }

    /// Waits until the screen satisfies `condition`, which `what` says in words.
    ///
    /// Fails with the whole screen when it does not in time, or when the program ended before.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, condition: impl Fn(&Screen) -> bool) -> &mut Self {
        let mut met = false;
        let in_time = self.seen.wait_while(self.patience, |log| {
            met = condition(&Screen(log.parser.screen().clone()));
            !met && !log.ended
        });
        if !met {
            let why = if in_time {
                "the program ended"
            } else {
                "the time is up"
            };
            self.fail(&format!("waiting until {what}: {why}"));
        }
        self
    }

    /// Waits until the bytes received since `mark` satisfy `condition`.
    #[track_caller]
    pub fn wait_bytes(
        &mut self,
        mark: Mark,
        what: &str,
        condition: impl Fn(&[u8]) -> bool,
    ) -> &mut Self {
        let mut met = false;
        self.seen.wait_while(self.patience, |log| {
            met = condition(&log.bytes[mark.0..]);
            !met && !log.ended
        });
        if !met {
            self.fail(&format!("waiting until {what}"));
        }
        self
    }

    /// Waits until nothing has arrived for `quiet`.
    #[track_caller]
    pub fn wait_quiet(&mut self, quiet: Duration) -> &mut Self {
        let start = Instant::now();
        loop {
            let mark = self.mark();
            if !self
                .seen
                .wait_while(quiet, |log| !log.ended && log.bytes.len() == mark.0)
            {
                return self;
            }
            if start.elapsed() > self.patience || self.seen.lock().ended {
                self.fail(&format!("waiting for {quiet:?} without output"));
            }
        }
    }

    /// Fails if anything arrives within `time`: an idle program writes nothing.
    #[track_caller]
    pub fn stays_silent(&mut self, time: Duration) -> &mut Self {
        let mark = self.mark();
        if self
            .seen
            .wait_while(time, |log| !log.ended && log.bytes.len() == mark.0)
        {
            let bytes = self.raw_bytes_since(mark);
            self.fail(&format!(
                "expected silence, got {:?}",
                String::from_utf8_lossy(&bytes)
            ));
        }
        self
    }

    /// Waits until the program has ended and all it wrote has arrived.
    #[track_caller]
    pub fn wait_exit(&mut self) -> Exit {
        self.seen
            .wait_while(self.patience, |log| log.exit.is_none());
        // A child that still holds the terminal must not keep us here.
        self.seen
            .wait_while(Duration::from_secs(1), |log| !log.ended);
        let exit = self.seen.lock().exit.clone();
        match exit {
            Some(exit) => exit,
            None => self.fail("waiting until the program ends"),
        }
    }
}
