//! A *notice* is a short message to the person, with an age.
//!
//! Transient notices vanish by themselves; standing ones (saving fails) stay until their cause is
//! gone. Only the most urgent one is shown.

use std::time::{Duration, Instant};

/// How long a transient notice stays.
const LIFETIME: Duration = Duration::from_secs(6);

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Info,
    Warning,
    Failure,
}

/// A short message to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How bad it is.
    pub level: Level,
    /// One line.
    pub text: String,
    until: Option<Instant>,
}

/// The notices that are alive.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    standing: Option<Notice>,
    transient: Vec<Notice>,
}

impl Notices {
    /// Shows a message for a few seconds. The newest is shown first; the others wait no longer for it.
    pub fn show(&mut self, level: Level, text: impl Into<String>, now: Instant) {
        self.show_for(LIFETIME, level, text, now);
    }

    /// Shows a message for as long as what it says is true.
    pub fn show_for(
        &mut self,
        time: Duration,
        level: Level,
        text: impl Into<String>,
        now: Instant,
    ) {
        let notice = Notice {
            level,
            text: text.into(),
            until: Some(now + time),
        };
        self.transient.retain(|other| other.text != notice.text);
        self.transient.push(notice);
    }

    /// Shows a message until [`Self::settle`]; it goes before all others.
    pub fn stand(&mut self, text: impl Into<String>) {
        self.standing = Some(Notice {
            level: Level::Failure,
            text: text.into(),
            until: None,
        });
    }

    /// Takes the standing message away.
    pub fn settle(&mut self) {
        self.standing = None;
    }

    /// Takes transient messages away: the person has acted.
    pub fn dismiss(&mut self) {
        self.transient.clear();
    }

    /// Takes the transient messages out, oldest first, to be told in another way.
    pub fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.transient)
    }

    /// The one to show.
    pub fn current(&self) -> Option<&Notice> {
        self.standing.as_ref().or_else(|| self.transient.last())
    }

    /// Forgets what is too old.
    pub fn expire(&mut self, now: Instant) {
        self.transient
            .retain(|notice| notice.until.is_none_or(|until| until > now));
    }

    /// When the next one grows too old.
    pub fn next_wake(&self) -> Option<Instant> {
        self.transient
            .iter()
            .filter_map(|notice| notice.until)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_notice_goes_before_newer_ones_until_it_is_settled() {
        let now = Instant::now();
        let mut notices = Notices::default();
        notices.stand("Saving fails");
        notices.show(Level::Info, "Stopped", now);
        assert_eq!(notices.current().unwrap().text, "Saving fails");
        notices.settle();
        assert_eq!(notices.current().unwrap().text, "Stopped");
    }

    #[test]
    fn a_transient_notice_vanishes_at_its_moment_and_asks_for_no_more_wakes() {
        let now = Instant::now();
        let mut notices = Notices::default();
        notices.show(Level::Info, "Stopped", now);
        let wake = notices.next_wake().unwrap();
        notices.expire(wake);
        assert_eq!(notices.current(), None);
        assert_eq!(notices.next_wake(), None);
    }
}
