//! The *frame clock* says when the next frame is due: pure, time comes in as an argument.
//!
//! A frame is asked for by [`FrameClock::request`], as often as anybody likes; any number of
//! requests make one frame. The first change after quiet is due at once. Under load frames keep a
//! pause: the interval of the link, or four times what the last frame cost where that is more, so
//! that drawing never takes more than a fifth of the time and a slow link gets fewer frames instead
//! of late ones. An echo of the keyboard waits for the interval after another echo, and hardly at
//! all after a frame that showed something else. A frame that reads on where the one before has
//! stopped waits only as long as that one took. Nobody asks, nothing is due: an idle program has no
//! deadline and sleeps. Drawing, measuring and sleeping are left to the loop.

use std::time::{Duration, Instant};

/// Pause between frames on a terminal of this machine: with what the runtime's timers are late some
/// 300 frames a second, more than any screen shows, so that a change is never held back noticeably.
/// The timers are up to two milliseconds late, by the place of the moment between two of theirs:
/// steadily so in a steady stream. Pause and lateness together stay below the 5 ms of a stream of
/// 200 deltas a second, or one that fell behind once would stay behind: each frame would be late by
/// what it could have gained, and each delta wake the program three times instead of once.
const LOCAL: Duration = Duration::from_millis(2);
/// Pause between frames over a remote link: about 60 frames a second, to spare packets.
const REMOTE: Duration = Duration::from_millis(16);
/// Pause after a frame as a multiple of its cost.
const COST_FACTOR: u32 = 4;
/// No cost makes the pause longer than this. A terminal that was stopped for a minute (Ctrl+S)
/// makes one frame cost a minute; the next must not wait four.
const LONGEST: Duration = Duration::from_millis(250);

/// Decides when the next frame is drawn.
///
/// # Invariants
///
/// - After [`drawn`](Self::drawn) nothing is due until the next request.
/// - A request never moves a deadline to a later time.
/// - A deadline is never farther from its request than the pause.
#[derive(Debug, Clone)]
pub struct FrameClock {
    interval: Duration,
    last: Option<Drawn>,
    due: Option<Instant>,
    /// Among those who asked since the last frame was the person.
    echoes: bool,
}

/// What the clock remembers of the frame before.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    at: Instant,
    cost: Duration,
    echoed: bool,
}

/// How far the terminal is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// On this machine.
    Local,
    /// At the other end of a network: `SSH_CONNECTION` or `SSH_TTY` is set.
    Remote,
}

/// Why a frame is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The person did something; the answer to it is not held back by what arrives.
    Input,
    /// Something arrived: a delta, tool output, news of the journal.
    Background,
    /// Time passed: a spinner, a countdown, the age of a notice.
    Time,
    /// The frame before has read a part of what is to be read; the person waits for the rest.
    More,
}

impl FrameClock {
    /// A clock with nothing due, whose first frame may come at once.
    pub fn new(link: Link) -> Self {
        Self {
            interval: match link {
                Link::Local => LOCAL,
                Link::Remote => REMOTE,
            },
            last: None,
            due: None,
            echoes: false,
        }
    }

    /// Asks for a frame that shows what changed up to `now`.
    pub fn request(&mut self, now: Instant, cause: Cause) {
        let earliest = match self.last {
            None => now,
            Some(last) => now.max(self.after(last, cause)),
        };
        self.due = Some(self.due.map_or(earliest, |due| due.min(earliest)));
        self.echoes |= cause == Cause::Input;
    }

    /// When the next frame is to be drawn; `None` while nobody asked for one.
    pub fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Whether a frame is to be drawn now.
    pub fn due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// Records that a frame was finished at `now` and took `cost` to make and write.
    ///
    /// It answers all requests made so far.
    pub fn drawn(&mut self, now: Instant, cost: Duration) {
        let echoed = std::mem::take(&mut self.echoes);
        self.last = Some(Drawn {
            at: now,
            cost,
            echoed,
        });
        self.due = None;
    }

    /// The earliest moment of the frame after `last`.
    ///
    /// The interval runs from the start of a frame to the start of the next: counted from its end,
    /// a steady stream at nearly the pace of the interval would have each frame wait for the one
    /// before. Only an echo after an echo waits from the end, so that held keys and a turned wheel
    /// leave room for the rest. After any other frame it waits as long as that one took, so that
    /// what streams in never holds a key back.
    fn after(&self, last: Drawn, cause: Cause) -> Instant {
        if cause == Cause::Input {
            return last.at
                + match last.echoed {
                    true => self.interval,
                    false => self.interval.min(last.cost),
                };
        }
        let start = last.at.checked_sub(last.cost).unwrap_or(last.at);
        // Who reads on may take half of the time: keys come first at any moment.
        let factor = if cause == Cause::More { 1 } else { COST_FACTOR };
        let rest = last.cost.saturating_mul(factor).min(LONGEST);
        (start + self.interval).max(last.at + rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// A clock that drew a frame of this cost at the returned moment.
    fn drawn(link: Link, cost: Duration) -> (FrameClock, Instant) {
        let now = Instant::now();
        let mut clock = FrameClock::new(link);
        clock.drawn(now, cost);
        (clock, now)
    }

    /// The same, but the frame answered a key.
    fn echoed(link: Link, cost: Duration) -> (FrameClock, Instant) {
        let (mut clock, now) = drawn(link, cost);
        clock.request(now, Cause::Input);
        clock.drawn(now, cost);
        (clock, now)
    }

    #[track_caller]
    fn check_pause(link: Link, cost: Duration, cause: Cause, expect: Duration) {
        let (mut clock, t0) = drawn(link, cost);
        clock.request(t0 + MS / 10, cause);
        assert_eq!(clock.deadline(), Some(t0 + expect));
    }

    #[test]
    fn nothing_is_due_until_somebody_asks() {
        let (clock, t0) = drawn(Link::Local, MS);
        assert_eq!(clock.deadline(), None);
        assert!(!clock.due(t0 + Duration::from_secs(3600)));
        assert_eq!(FrameClock::new(Link::Local).deadline(), None);
    }

    #[test]
    fn the_first_change_after_quiet_is_due_at_once() {
        let (mut clock, t0) = drawn(Link::Remote, 30 * MS);
        let later = t0 + Duration::from_secs(1);
        clock.request(later, Cause::Background);
        assert!(clock.due(later));

        let mut fresh = FrameClock::new(Link::Remote);
        fresh.request(t0, Cause::Time);
        assert!(fresh.due(t0));
    }

    #[test]
    fn under_load_frames_keep_the_interval_of_the_link() {
        let cost = MS / 4;
        check_pause(Link::Local, cost, Cause::Background, 2 * MS - cost);
        check_pause(Link::Remote, cost, Cause::Background, 16 * MS - cost);
        check_pause(Link::Local, cost, Cause::Time, 2 * MS - cost);
    }

    #[test]
    fn a_costly_frame_makes_a_longer_pause() {
        check_pause(Link::Local, 3 * MS, Cause::Background, 12 * MS);
        check_pause(Link::Remote, 3 * MS, Cause::Background, 13 * MS);
        check_pause(Link::Local, 5 * MS, Cause::More, 5 * MS);
    }

    #[test]
    fn a_stopped_terminal_does_not_stop_the_clock() {
        check_pause(
            Link::Local,
            Duration::from_secs(60),
            Cause::Background,
            LONGEST,
        );
        check_pause(Link::Local, Duration::MAX, Cause::Time, LONGEST);
    }

    #[test]
    fn an_echo_after_an_echo_waits_for_the_interval_alone() {
        let (mut clock, t0) = echoed(Link::Local, 40 * MS);
        clock.request(t0 + MS, Cause::Background);
        assert_eq!(clock.deadline(), Some(t0 + 160 * MS));
        clock.request(t0 + MS, Cause::Input);
        assert_eq!(clock.deadline(), Some(t0 + 2 * MS));
    }

    #[test]
    fn what_streams_in_holds_no_echo_back() {
        let (mut clock, t0) = drawn(Link::Remote, MS / 10);
        clock.request(t0 + MS / 2, Cause::Input);
        assert!(clock.due(t0 + MS / 2));
        // A slow terminal takes its time, but not more than after an echo.
        check_pause(Link::Local, 40 * MS, Cause::Input, 2 * MS);
    }

    #[test]
    fn many_requests_make_one_frame() {
        let (mut clock, t0) = drawn(Link::Local, MS);
        for _ in 0..1000 {
            clock.request(t0 + MS, Cause::Background);
        }
        assert!(clock.due(t0 + 4 * MS));
        clock.drawn(t0 + 5 * MS, MS);
        assert_eq!(clock.deadline(), None);
    }

    #[test]
    fn a_stream_that_fell_behind_catches_up_however_late_the_timers_are() {
        for late in (0..=21).map(|n| n * MS / 10) {
            let (mut clock, t0) = drawn(Link::Local, 2 * MS);
            let mut shown = t0;
            let waited = (0..200).map(|n| t0 + MS + n * 5 * MS).filter(|&delta| {
                if delta <= shown {
                    return false; // By the frame that had waited for the delta before.
                }
                clock.request(delta, Cause::Background);
                let due = clock.deadline().unwrap();
                shown = if due > delta { due + late } else { due };
                clock.drawn(shown + MS / 10, MS / 10);
                due > delta
            });
            let n_waited = waited.count();
            assert!((1..5).contains(&n_waited), "{n_waited} of 200, {late:?}");
        }
    }

    fn causes() -> impl Strategy<Value = Cause> {
        any::<u8>().prop_map(|n| match n % 3 {
            0 => Cause::Input,
            1 => Cause::Background,
            _ => Cause::Time,
        })
    }

    proptest! {
        #[test]
        fn neither_load_nor_keys_draw_faster_than_the_interval_or_wait_longer_than_they_must(
            steps in proptest::collection::vec((0_u64..20_000, causes(), 0_u64..9_000), 1..200),
        ) {
            let mut clock = FrameClock::new(Link::Local);
            let mut now = Instant::now();
            let mut last: Option<Instant> = None;
            let mut last_echo: Option<Instant> = None;
            let mut by_key = false;
            let mut waiting: Option<Instant> = None;
            for (after, cause, cost) in steps {
                now += Duration::from_micros(after);
                clock.request(now, cause);
                by_key |= cause == Cause::Input;
                let since = *waiting.get_or_insert(now);
                let deadline = clock.deadline().unwrap();
                prop_assert!(deadline >= since && deadline <= since + 36 * MS);
                if clock.due(now) {
                    let before = if by_key { last_echo } else { last };
                    if let Some(before) = before {
                        prop_assert!(now - before >= LOCAL);
                    }
                    (last, waiting) = (Some(now), None);
                    if std::mem::take(&mut by_key) {
                        last_echo = Some(now);
                    }
                    now += Duration::from_micros(cost);
                    clock.drawn(now, Duration::from_micros(cost));
                }
                prop_assert_eq!(clock.deadline().is_some(), waiting.is_some());
            }
        }
    }
}
