//! What the *world* around the harness does: the server answers, tools report, time passes.

use std::time::{Duration, Instant};

use causerie::api::content::ToolCallId;
use causerie::api::error::ApiError;
use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::app::msg::Msg;
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::Outcome;
use causerie::turn::step::Now;
use causerie::turn::tool_call::ToolEvent;

use super::Harness;

impl Harness {
    /// The open request reports.
    pub fn signal(&mut self, signal: StreamSignal) -> &mut Self {
        let request = self.request.expect("a request is open");
        if matches!(signal, StreamSignal::Ended | StreamSignal::Failed(_)) {
            self.request = None;
        }
        self.tell(Msg::Stream { request, signal });
        self.prepare();
        self
    }

    /// The server answers with success.
    pub fn connect(&mut self) -> &mut Self {
        self.signal(StreamSignal::Connected(None))
    }

    /// Events of the open request arrive together.
    pub fn stream(&mut self, events: Vec<StreamEvent>) -> &mut Self {
        self.signal(StreamSignal::Events(events))
    }

    /// A whole answer: its events, and the end of the body.
    pub fn answer(&mut self, events: Vec<StreamEvent>) -> &mut Self {
        self.connect().stream(events).signal(StreamSignal::Ended)
    }

    /// The open request fails.
    pub fn fail(&mut self, error: ApiError) -> &mut Self {
        self.signal(StreamSignal::Failed(error))
    }

    /// A tool reports.
    pub fn tool(&mut self, call: &str, event: ToolEvent) -> &mut Self {
        self.tell(Msg::Tool {
            call: ToolCallId(call.into()),
            event,
        });
        self.prepare();
        self
    }

    /// A tool is done, with this for the model.
    pub fn tool_done(&mut self, call: &str, content: &str) -> &mut Self {
        self.tool(call, ToolEvent::Ended(Outcome::Done, content.into()))
    }

    /// Lets time pass; the app wakes whenever it asked to.
    pub fn pass(&mut self, time: Duration) -> &mut Self {
        let end = self.now.instant + time;
        let before = self.wakes;
        self.read_on();
        while let Some(wake) = self.app.next_wake(self.now).filter(|wake| *wake <= end) {
            self.set_time(wake.max(self.now.instant));
            self.wakes += 1;
            assert!(
                self.wakes - before < 10_000,
                "the app wakes again and again without need"
            );
            self.tell(Msg::Tick);
            self.prepare();
            self.read_on();
        }
        self.set_time(end);
        self
    }

    /// Makes frames until nothing more is to be read.
    fn read_on(&mut self) {
        for _ in 0..10_000 {
            if !self.app.is_reading() {
                return;
            }
            self.prepare();
        }
        panic!("the app reads on and on");
    }

    fn set_time(&mut self, to: Instant) {
        let passed = to.saturating_duration_since(self.now.instant);
        let millis = u64::try_from(passed.as_millis()).expect("short");
        self.now = Now {
            instant: to,
            wall: UnixMillis(self.now.wall.0 + millis),
        };
    }
}
