//! A *harness* drives the pure core without any IO, so that a test reads as (before, keys, after).
//!
//! It owns an app, the time and the size; it feeds keys, recorded or scripted streams and tool
//! reports, keeps the effects that come back, and paints when somebody looks. Time passes only
//! when a test says so, and then in the steps that the app itself asks for.
//!
//! Every look checks what must hold on every screen: areas inside it, no control character in a
//! cell, and a second look that finds nothing changed.
//!
//! ```text
//! screen(80, 24).ask("Tell me").stream(text("Once upon")).keys("<esc>").shows("Stopped by you");
//! ```

#![allow(dead_code, reason = "each test module uses what it needs")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test support that cannot go on fails its test"
)]

mod frame;
mod look;
mod person;
pub mod reply;
mod world;

use std::time::Instant;

use causerie::api::request::{
    Dialect, MessagesRequest, RequestId, RequestParams, Thinking, ToolSpec,
};
use causerie::app::App;
use causerie::app::effect::Effect;
use causerie::app::msg::{Msg, Opened};
use causerie::app::record::Origin;
use causerie::app::settings::{Asked, Connection, Glyphs, Settings};
use causerie::app::start::{Start, StartWith};
use causerie::conversation::UnixMillis;
use causerie::session::SessionId;
use causerie::session::codec::{decode_all, encode};
use causerie::session::record::{RECORD_VERSION, Record, RecordLine};
use causerie::session::replay::replay;
use causerie::theme::Theme;
use causerie::tools::Toolbox;
use causerie::turn;
use causerie::turn::step::Now;

pub use self::frame::Frame;

/// The wall clock when a harness begins.
pub const BEGINNING: UnixMillis = UnixMillis(1_790_000_000_000);

/// What the demo suggests.
pub const SUGGESTION: &str = "Where is my order #ORD-12345? When will it arrive?";

/// An app, the time, the size, and everything that it has asked for.
pub struct Harness {
    pub app: App,
    pub now: Now,
    pub size: (u16, u16),
    /// What the app wanted, but for records, in order; emptied by [`Harness::take_effects`].
    pub effects: Vec<Effect>,
    /// Everything that was recorded, in order.
    pub records: Vec<(UnixMillis, Record)>,
    /// The request that is open.
    pub request: Option<RequestId>,
    /// The body that was sent last.
    pub sent: Option<MessagesRequest>,
    /// How often the app woke by itself.
    pub wakes: usize,
}

/// A screen of this size, with a model that can be reached.
pub fn screen(width: u16, height: u16) -> Harness {
    Harness::start(width, height, Connection::Ready)
}

impl Harness {
    /// An app that has just been started.
    pub fn start(width: u16, height: u16, connection: Connection) -> Self {
        let now = Now {
            instant: Instant::now(),
            wall: BEGINNING,
        };
        let start = Start {
            settings: settings(connection),
            theme: Theme::fallback(),
            shades: None,
            session: SessionId("20260921-120000-0001".into()),
            open: StartWith::New,
            origin: Origin {
                app: "test".into(),
                cwd: "/home/reader".into(),
                demo: false,
            },
            warnings: Vec::new(),
            suggestion: SUGGESTION.into(),
            demo_tools: Toolbox::demo().specs(),
        };
        Self::of(App::new(start, now), now, (width, height))
    }

    fn of((app, effects): (App, Vec<Effect>), now: Now, size: (u16, u16)) -> Self {
        let mut harness = Self {
            app,
            now,
            size,
            effects: Vec::new(),
            records: Vec::new(),
            request: None,
            sent: None,
            wakes: 0,
        };
        harness.keep(effects);
        if harness.app.connection == Connection::Starting {
            harness.tell(Msg::DemoStarted(Ok(())));
        }
        harness.look();
        harness
    }

    /// Hands a message to the app and keeps what it wants.
    pub fn tell(&mut self, msg: Msg) -> &mut Self {
        let effects = self.app.update(msg, self.now);
        self.keep(effects);
        self
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append(at, record) => self.records.push((at, *record)),
                Effect::Turn(turn::Effect::Send { request, body }) => {
                    assert_eq!(self.request, None, "only one request is open at a time");
                    self.request = Some(request);
                    self.sent = Some((*body).clone());
                    self.effects
                        .push(Effect::Turn(turn::Effect::Send { request, body }));
                }
                Effect::Turn(turn::Effect::Abort { request }) => {
                    assert_eq!(self.request, Some(request));
                    self.request = None;
                    self.effects.push(effect);
                }
                other => self.effects.push(other),
            }
        }
    }

    /// What was wanted since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The texts that were to be copied, oldest first; what else was wanted is dropped.
    pub fn take_copies(&mut self) -> Vec<String> {
        let effects = self.take_effects().into_iter();
        let copies = effects.filter_map(|effect| match effect {
            Effect::Copy(text) | Effect::CopyTold { text, .. } => Some(text),
            _ => None,
        });
        copies.collect()
    }

    fn prepare(&mut self) {
        self.app.prepare(self.size.0, self.size.1, self.now);
    }

    /// The texts of the prompts and answers that were sent last, with their roles.
    pub fn sent_json(&self) -> serde_json::Value {
        let body = self.sent.as_ref().expect("something was sent").to_json();
        serde_json::from_str(&body).expect("it is JSON")
    }

    /// The log as it stands after the first `n_records` records.
    pub fn log(&self, n_records: usize) -> Vec<u8> {
        let lines = self.records.iter().take(n_records).zip(1..);
        lines
            .flat_map(|((at, record), seq)| {
                let line = RecordLine {
                    v: RECORD_VERSION,
                    seq,
                    at: *at,
                    record: record.clone(),
                };
                (encode(&line) + "\n").into_bytes()
            })
            .collect()
    }

    /// Another run that opens this log, at the same size.
    pub fn reopened(&self, log: &[u8]) -> Self {
        let (replayed, warnings) = replay(decode_all(log));
        let connection = if replayed.demo {
            Connection::Demo
        } else {
            Connection::Ready
        };
        let id = self.app.session().clone();
        let mut again = Self::start(self.size.0, self.size.1, connection);
        again.now = self.now;
        again.tell(Msg::Opened(Box::new(Opened {
            replayed,
            id,
            forked_from: None,
            warnings,
        })));
        again.prepare();
        again
    }
}

/// The settings of a test.
pub fn settings(connection: Connection) -> Settings {
    Settings {
        asked: Asked::default(),
        theme: "terminal".into(),
        params: RequestParams {
            model: "claude-sonnet-5-5".into(),
            max_tokens: 4_096,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::<ToolSpec>::new(),
            dialect: Dialect::Anthropic,
            stream: true,
        },
        max_rounds: 20,
        mouse: true,
        reduced_motion: false,
        glyphs: Glyphs::Auto,
        ambiguous: None,
        connection,
        keys: Vec::new(),
    }
}
