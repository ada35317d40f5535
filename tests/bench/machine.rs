//! The *machine*: decoder, app and screen put together without network, terminal or clock, so that
//! each step can be timed apart.

use std::io::{Sink, sink};
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use serde_json::{Value, json};

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::request::{Dialect, RequestId, RequestParams, Thinking};
use causerie::api::sse::SseDecoder;
use causerie::app::App;
use causerie::app::effect::Effect;
use causerie::app::msg::{Msg, Opened};
use causerie::app::record::Origin;
use causerie::app::settings::{Asked, Connection, Glyphs, Settings};
use causerie::app::start::{Start, StartWith};
use causerie::conversation::UnixMillis;
use causerie::edge::terminal::{Counts, Screen};
use causerie::key::{Key, KeyCode, TerminalEvent};
use causerie::session::SessionId;
use causerie::theme::Theme;
use causerie::turn;
use causerie::turn::step::Now;
use causerie::ui;

/// The screen of all figures, in columns and rows.
pub const SIZE: (u16, u16) = (120, 40);

/// Time between two steps, so that what ticks by itself ticks as in life.
const STEP: Duration = Duration::from_millis(20);

/// The program without its edges.
pub struct Machine {
    pub app: App,
    screen: Screen<Sink>,
    decoder: SseDecoder,
    request: RequestId,
    now: Instant,
    size: Size,
}

/// What one step took, from bytes or a key to a frame that is ready to be written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Bytes → SSE frames → events.
    pub decode: Duration,
    /// Events → the state of the app.
    pub update: Duration,
    /// State → the rows that are visible.
    pub prepare: Duration,
    /// Rows → cells → the bytes that differ.
    pub paint: Duration,
}

impl Cost {
    /// All of it.
    pub fn total(&self) -> Duration {
        self.decode + self.update + self.prepare + self.paint
    }
}

impl Machine {
    /// A program that has just started and knows a server.
    pub fn new() -> Self {
        let now = Instant::now();
        let start = Start {
            settings: settings(),
            theme: Theme::builtin("dark").expect("a built-in theme"),
            shades: None,
            session: SessionId("01bench".to_owned()),
            open: StartWith::New,
            origin: Origin {
                app: String::new(),
                cwd: String::new(),
                demo: false,
            },
            warnings: Vec::new(),
            suggestion: String::new(),
            demo_tools: Vec::new(),
        };
        let (app, _) = App::new(start, moment(now));
        Self {
            app,
            screen: Screen::detached(sink()),
            decoder: SseDecoder::default(),
            request: RequestId::default(),
            now,
            size: SIZE.into(),
        }
    }

    /// Opens a session.
    pub fn open(&mut self, opened: Opened) -> Cost {
        self.timed(Msg::Opened(Box::new(opened)))
    }

    /// Sends a prompt and lets the answer begin with an empty block of text.
    pub fn ask(&mut self) {
        self.app.composer.set_text("Go on");
        let effects = self.update(Msg::Terminal(TerminalEvent::Key(Key::plain(
            KeyCode::Enter,
        ))));
        self.request = effects
            .iter()
            .find_map(|effect| match effect {
                Effect::Turn(turn::Effect::Send { request, .. }) => Some(*request),
                _ => None,
            })
            .expect("a prompt is sent");
        self.decoder = SseDecoder::default();
        self.update(Msg::Stream {
            request: self.request,
            signal: StreamSignal::Connected(None),
        });
        let message = json!({"id": "msg", "type": "message", "role": "assistant",
            "model": "claude-sonnet-5-5", "content": [], "usage": {"input_tokens": 9}});
        let block = json!({"type": "text", "text": ""});
        for event in [
            json!({"type": "message_start", "message": message}),
            json!({"type": "content_block_start", "index": 0, "content_block": block}),
        ] {
            self.receive(&sse(&event));
        }
        self.frame();
    }

    /// Takes a delta without drawing anything.
    pub fn fill(&mut self, text: &str) {
        self.receive(&delta(text));
    }

    /// One delta on its whole way.
    pub fn step(&mut self, text: &str) -> Cost {
        self.now += STEP;
        let bytes = delta(text);
        let start = Instant::now();
        let events = self.decode(&bytes);
        let decode = start.elapsed();
        let msg = Msg::Stream {
            request: self.request,
            signal: StreamSignal::Events(events),
        };
        Cost {
            decode,
            ..self.timed(msg)
        }
    }

    /// A key on its whole way.
    pub fn key(&mut self, key: Key) -> Cost {
        self.now += STEP;
        self.timed(Msg::Terminal(TerminalEvent::Key(key)))
    }

    /// The frame after the terminal has become another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> Cost {
        self.now += STEP;
        self.size = Size::new(columns, rows);
        self.timed(Msg::Terminal(TerminalEvent::Resize(columns, rows)))
    }

    /// A frame in which nothing is new.
    pub fn frame(&mut self) -> Cost {
        self.timed(Msg::Tick)
    }

    /// Rows laid out by all panes so far.
    pub fn rows_laid_out(&self) -> u64 {
        let panes = &self.app.panes;
        [&panes.conversation, &panes.thinking, &panes.activity]
            .map(|pane| pane.rows_laid_out())
            .iter()
            .sum()
    }

    /// What the screen has done so far.
    pub fn counts(&self) -> Counts {
        self.screen.counts()
    }

    fn timed(&mut self, msg: Msg) -> Cost {
        let start = Instant::now();
        self.update(msg);
        let updated = Instant::now();
        let Size { width, height } = self.size;
        self.app.prepare(width, height, moment(self.now));
        let prepared = Instant::now();
        let app = &self.app;
        self.screen
            .draw(self.size, |sketch| ui::view(app, sketch).cursor)
            .expect("nothing is written");
        Cost {
            decode: Duration::ZERO,
            update: updated - start,
            prepare: prepared - updated,
            paint: prepared.elapsed(),
        }
    }

    fn receive(&mut self, bytes: &[u8]) {
        let events = self.decode(bytes);
        self.update(Msg::Stream {
            request: self.request,
            signal: StreamSignal::Events(events),
        });
    }

    fn decode(&mut self, bytes: &[u8]) -> Vec<StreamEvent> {
        let mut frames = Vec::new();
        self.decoder
            .push(bytes, &mut frames)
            .expect("frames are short");
        frames.iter().filter_map(StreamEvent::decode).collect()
    }

    fn update(&mut self, msg: Msg) -> Vec<Effect> {
        self.app.update(msg, moment(self.now))
    }
}

fn moment(instant: Instant) -> Now {
    Now {
        instant,
        wall: UnixMillis(1_790_000_000_000),
    }
}

fn delta(text: &str) -> Vec<u8> {
    let delta = json!({"type": "text_delta", "text": text});
    sse(&json!({"type": "content_block_delta", "index": 0, "delta": delta}))
}

fn sse(event: &Value) -> Vec<u8> {
    let name = event["type"].as_str().expect("a type");
    format!("event: {name}\ndata: {event}\n\n").into_bytes()
}

fn settings() -> Settings {
    Settings {
        asked: Asked::default(),
        theme: "dark".to_owned(),
        params: RequestParams {
            model: "claude-sonnet-5-5".to_owned(),
            max_tokens: 64_000,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect: Dialect::Anthropic,
            stream: true,
        },
        max_rounds: 20,
        mouse: true,
        reduced_motion: false,
        glyphs: Glyphs::Auto,
        ambiguous: None,
        connection: Connection::Ready,
        keys: Vec::new(),
    }
}
