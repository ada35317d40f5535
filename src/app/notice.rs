//! A *notice* is a short message to the person, with an age.
//!
//! Transient notices vanish by themselves; standing ones (saving fails) stay until their cause is
//! gone. Only the most urgent one is shown.

use std::time::{Duration, Instant};

use crate::text::line::{Line, Span};
use crate::text::sanitize::one_line;
use crate::text::width::{columns, fit};
use crate::text::wrap::wrap;
use crate::theme::Scope;

/// How long a transient notice stays.
pub const LIFETIME: Duration = Duration::from_secs(6);

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
    /// As [`NoticeId`]; 0 for one that stands.
    id: u64,
}

impl Notice {
    /// What it says in at most `n_rows` rows of so many columns; only the last of them is cut.
    pub fn rows(&self, width: u16, n_rows: u16) -> Vec<String> {
        let text = one_line(&self.text);
        let (width, n_rows) = (width.max(1), usize::from(n_rows.max(1)));
        if n_rows == 1 || columns(&text) <= usize::from(width) {
            return vec![fit(&text, usize::from(width))];
        }
        let line = Line {
            spans: vec![Span::new(text, Scope::Notice)],
            ..Line::default()
        };
        let rows = wrap(&line, width).into_iter();
        let mut rows = rows.map(|row| {
            let pieces = row.pieces.iter().map(|piece| piece.text.as_str());
            pieces.collect::<String>()
        });
        let mut shown: Vec<String> = rows.by_ref().take(n_rows - 1).collect();
        let rest: Vec<String> = rows.collect();
        shown.extend((!rest.is_empty()).then(|| fit(&rest.join(" "), usize::from(width))));
        shown
    }
}

/// Names a notice that was shown; none is named like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeId(u64);

/// The notices that are alive.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    standing: Option<Notice>,
    transient: Vec<Notice>,
    /// Counts those that were shown.
    n_shown: u64,
}

impl Notices {
    /// Shows a message for a few seconds. The newest is shown first; the others wait no longer for
    /// it.
    pub fn show(&mut self, level: Level, text: impl Into<String>, now: Instant) {
        self.show_for(LIFETIME, level, text, now);
    }

    /// Gives a message that is alive other words, in its place and for a few seconds; `false` if it
    /// has gone.
    pub fn correct(&mut self, id: NoticeId, level: Level, text: &str, now: Instant) -> bool {
        let mut alive = self.transient.iter_mut();
        let Some(notice) = alive.find(|notice| notice.id == id.0) else {
            return false;
        };
        notice.level = level;
        text.clone_into(&mut notice.text);
        notice.until = Some(now + LIFETIME);
        true
    }

    /// Shows a message for as long as what it says is true.
    pub fn show_for(
        &mut self,
        time: Duration,
        level: Level,
        text: impl Into<String>,
        now: Instant,
    ) -> NoticeId {
        self.n_shown += 1;
        let notice = Notice {
            level,
            text: text.into(),
            until: Some(now + time),
            id: self.n_shown,
        };
        self.transient.retain(|other| other.text != notice.text);
        self.transient.push(notice);
        NoticeId(self.n_shown)
    }

    /// Is it alive, and has none been shown since that is alive as well?
    pub fn is_newest(&self, id: NoticeId) -> bool {
        self.transient
            .last()
            .is_some_and(|notice| notice.id == id.0)
    }

    /// Takes a message away that is true no more.
    pub fn withdraw(&mut self, id: NoticeId) {
        self.transient.retain(|notice| notice.id != id.0);
    }

    /// Shows a message until [`Self::settle`]; it goes before all others.
    pub fn stand(&mut self, text: impl Into<String>) {
        self.standing = Some(Notice {
            level: Level::Failure,
            text: text.into(),
            until: None,
            id: 0,
        });
    }

    /// Takes the standing message away.
    pub fn settle(&mut self) {
        self.standing = None;
    }

    /// How many were shown so far, for [`Self::outdate`].
    pub fn n_shown(&self) -> u64 {
        self.n_shown
    }

    /// Takes what was only said away if it was said before so many were shown: the person went on,
    /// and it may be true no more. Warnings stay their time.
    pub fn outdate(&mut self, n_shown: u64) {
        self.transient
            .retain(|notice| notice.level > Level::Info || notice.id > n_shown);
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
    fn a_notice_is_corrected_in_its_place_while_it_is_alive() {
        let now = Instant::now();
        let mut notices = Notices::default();
        let first = notices.show_for(LIFETIME, Level::Info, "Copying", now);
        notices.show(Level::Info, "Stopped", now);
        assert!(notices.correct(first, Level::Warning, "Nothing was copied", now));
        assert_eq!(notices.current().unwrap().text, "Stopped");
        let all = notices.take();
        let texts: Vec<&str> = all.iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(texts, ["Nothing was copied", "Stopped"]);
        assert!(!notices.correct(first, Level::Info, "Copied", now));
    }

    #[test]
    fn only_the_newest_that_is_alive_is_the_newest() {
        let now = Instant::now();
        let mut notices = Notices::default();
        let minute = Duration::from_secs(60);
        let first = notices.show_for(minute, Level::Info, "First", now);
        assert!(notices.is_newest(first));
        notices.show(Level::Info, "Second", now);
        assert!(!notices.is_newest(first));
        notices.expire(now + LIFETIME);
        assert!(notices.is_newest(first));
        notices.withdraw(first);
        assert!(!notices.is_newest(first) && notices.current().is_none());
    }

    #[test]
    fn what_does_not_fit_in_a_row_is_said_in_several_and_only_then_cut() {
        let mut notices = Notices::default();
        notices.stand("Saving fails: the disk is full");
        let rows = |width, n_rows| notices.current().unwrap().rows(width, n_rows);
        assert_eq!(rows(30, 3), ["Saving fails: the disk is full"]);
        assert_eq!(rows(20, 3), ["Saving fails: the", "disk is full"]);
        assert_eq!(rows(20, 1), ["Saving fails: the d…"]);
        assert_eq!(rows(9, 3), ["Saving", "fails:", "the disk…"]);
        assert_eq!(rows(0, 0).len(), 1);
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
