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

use std::time::{Duration, Instant};

use causerie::api::content::ToolCallId;
use causerie::api::error::ApiError;
use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::request::{
    Dialect, MessagesRequest, RequestId, RequestParams, Thinking, ToolSpec,
};
use causerie::app::App;
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::app::msg::{Msg, Opened};
use causerie::app::record::Origin;
use causerie::app::settings::{Asked, Connection, Glyphs, Settings};
use causerie::app::start::{Start, StartWith};
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::Outcome;
use causerie::key::{Key, KeyCode, Pointer, PointerKind, TerminalEvent};
use causerie::session::SessionId;
use causerie::session::codec::{decode_all, encode};
use causerie::session::record::{RECORD_VERSION, Record, RecordLine};
use causerie::session::replay::replay;
use causerie::sketch::Sketch;
use causerie::text::line::Line;
use causerie::theme::Theme;
use causerie::tools::Toolbox;
use causerie::turn;
use causerie::turn::step::Now;
use causerie::turn::tool_call::ToolEvent;
use causerie::ui::{self, Painted};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

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

    /// Presses keys: characters as they are, other keys as `<ctrl+c>`. The screen is painted after
    /// each, as the loop does.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let key = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                Some((name, after)) if !name.is_empty() => {
                    rest = after;
                    name.parse().unwrap_or_else(|error| panic!("{error}"))
                }
                _ => {
                    rest = &rest[c.len_utf8()..];
                    Key::plain(KeyCode::Char(c)).normalized()
                }
            };
            self.tell(Msg::Terminal(TerminalEvent::Key(key)));
            self.prepare();
        }
        self
    }

    /// Types text as it is; a line end is Ctrl+J.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let key = match c {
                '\n' => Key::ctrl('j'),
                c => Key::plain(KeyCode::Char(c)).normalized(),
            };
            self.tell(Msg::Terminal(TerminalEvent::Key(key)));
        }
        self.prepare();
        self
    }

    /// Types a prompt and sends it.
    pub fn ask(&mut self, prompt: &str) -> &mut Self {
        self.type_text(prompt).keys("<enter>")
    }

    /// Pastes a text as one piece.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Msg::Terminal(TerminalEvent::Paste(text.into())));
        self.prepare();
        self
    }

    /// Turns the wheel over a cell; negative is up.
    pub fn wheel(&mut self, notches: i16, column: u16, row: u16) -> &mut Self {
        let pointer = Pointer {
            kind: PointerKind::Wheel(notches),
            column,
            row,
            mods: Default::default(),
        };
        self.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
        self.prepare();
        self
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.tell(Msg::Terminal(TerminalEvent::Resize(width, height)));
        self.prepare();
        self
    }

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
        while let Some(wake) = self.app.next_wake(self.now).filter(|wake| *wake <= end) {
            self.set_time(wake.max(self.now.instant));
            self.wakes += 1;
            assert!(
                self.wakes - before < 10_000,
                "the app wakes again and again without need"
            );
            self.tell(Msg::Tick);
            self.prepare();
        }
        self.set_time(end);
        self
    }

    fn set_time(&mut self, to: Instant) {
        let passed = to.saturating_duration_since(self.now.instant);
        let millis = u64::try_from(passed.as_millis()).expect("short");
        self.now = Now {
            instant: to,
            wall: UnixMillis(self.now.wall.0 + millis),
        };
    }

    fn prepare(&mut self) {
        self.app.prepare(self.size.0, self.size.1, self.now);
    }

    /// Prepares and paints; checks what must hold on every screen.
    pub fn look(&mut self) -> Frame {
        self.prepare();
        let frame = self.paint();
        let areas = &self.app.areas;
        let screen = frame.buf.area;
        for area in [
            areas.pinned,
            areas.conversation,
            areas.thinking,
            areas.activity,
            areas.indicator,
            areas.queue,
            areas.composer,
            areas.status,
        ] {
            assert!(
                area.is_empty() || screen.intersection(area) == area,
                "{area:?} leaves {screen:?}"
            );
        }
        if let Some(cursor) = frame.painted.cursor {
            assert!(screen.contains(cursor), "{cursor:?} leaves {screen:?}");
        }
        for cell in frame.buf.content() {
            assert!(
                !cell.symbol().chars().any(is_dangerous),
                "a cell holds {:?}",
                cell.symbol()
            );
        }
        self.prepare();
        assert_eq!(self.paint(), frame, "a second look finds nothing changed");
        frame
    }

    fn paint(&self) -> Frame {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let mut sketch = Sketch::new(buf.area);
        let painted = ui::view(&self.app, &mut sketch);
        let rows = buf.content.chunks_mut(usize::from(self.size.0).max(1));
        for (y, cells) in (0..).zip(rows) {
            sketch.paint_row(y, cells);
        }
        Frame { buf, painted }
    }

    /// The screen as text.
    pub fn text(&mut self) -> String {
        self.look().text()
    }

    /// Says that the screen shows this.
    #[track_caller]
    pub fn shows(&mut self, what: &str) -> &mut Self {
        let text = self.text();
        assert!(text.contains(what), "{what:?} is not shown:\n{text}");
        self
    }

    /// Says that the screen does not show this.
    #[track_caller]
    pub fn hides(&mut self, what: &str) -> &mut Self {
        let text = self.text();
        assert!(!text.contains(what), "{what:?} is shown:\n{text}");
        self
    }

    /// The text in the composer.
    #[track_caller]
    pub fn composer_holds(&mut self, what: &str) -> &mut Self {
        assert_eq!(self.app.composer.text(), what);
        self
    }

    /// Everything in a pane, visible or not.
    pub fn lines(&mut self, kind: PaneKind) -> Vec<Line> {
        self.prepare();
        let doc = &self.app.panes.get(kind).doc;
        (0..doc.len())
            .filter_map(|idx| doc.id_at(idx))
            .flat_map(|item| doc.lines(item).to_vec())
            .collect()
    }

    /// Everything in all panes.
    pub fn all_lines(&mut self) -> [Vec<Line>; 3] {
        [
            PaneKind::Conversation,
            PaneKind::Thinking,
            PaneKind::Activity,
        ]
        .map(|kind| self.lines(kind))
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

/// One painted screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub buf: Buffer,
    pub painted: Painted,
}

impl Frame {
    /// Rows joined by line ends, without the blanks at their ends.
    pub fn text(&self) -> String {
        let rows: Vec<String> = (0..self.buf.area.height).map(|y| self.row(y)).collect();
        rows.join("\n")
    }

    /// One row.
    pub fn row(&self, y: u16) -> String {
        let mut row = String::new();
        let mut x = 0;
        while x < self.buf.area.width {
            let symbol = self.buf[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).expect("a cell is narrow");
        }
        row.trim_end().to_owned()
    }

    /// The row and column where `what` stands first.
    pub fn find(&self, what: &str) -> Option<(u16, u16)> {
        (0..self.buf.area.height).find_map(|y| {
            let row = self.row(y);
            let at = row.find(what)?;
            Some((y, u16::try_from(row[..at].width()).expect("narrow")))
        })
    }
}

/// Control characters, and those that turn the direction of text.
fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Scripted streams.
pub mod reply {
    use causerie::api::event::{BlockDelta, MessageStart, StreamEvent};
    use causerie::api::raw::RawJson;
    use causerie::api::usage::{Stop, StopReason, UsageUpdate};
    use serde_json::{Value, json};

    /// The start of a message.
    pub fn start() -> StreamEvent {
        StreamEvent::MessageStart(MessageStart {
            id: Some("msg_1".into()),
            model: Some("claude-sonnet-5-5".into()),
            usage: UsageUpdate {
                input: Some(120),
                output: Some(1),
                ..UsageUpdate::default()
            },
            ..MessageStart::default()
        })
    }

    /// A block begins.
    pub fn block(index: u32, block: Value) -> StreamEvent {
        StreamEvent::BlockStart {
            index,
            block: RawJson::of(&block),
        }
    }

    pub fn text_begins(index: u32) -> StreamEvent {
        block(index, json!({ "type": "text", "text": "" }))
    }

    pub fn thinking_begins(index: u32) -> StreamEvent {
        block(
            index,
            json!({ "type": "thinking", "thinking": "", "signature": "" }),
        )
    }

    pub fn tool_begins(index: u32, id: &str, name: &str) -> StreamEvent {
        block(
            index,
            json!({ "type": "tool_use", "id": id, "name": name, "input": {} }),
        )
    }

    fn delta(index: u32, delta: BlockDelta) -> StreamEvent {
        StreamEvent::BlockDelta { index, delta }
    }

    pub fn text_delta(index: u32, text: &str) -> StreamEvent {
        delta(index, BlockDelta::Text(text.into()))
    }

    pub fn thinking_delta(index: u32, text: &str) -> StreamEvent {
        delta(index, BlockDelta::Thinking(text.into()))
    }

    pub fn input_delta(index: u32, json: &str) -> StreamEvent {
        delta(index, BlockDelta::InputJson(json.into()))
    }

    pub fn block_ends(index: u32) -> StreamEvent {
        StreamEvent::BlockStop { index }
    }

    /// Why the message ended, and that it did.
    pub fn ends(reason: &str) -> Vec<StreamEvent> {
        ends_with(Stop {
            reason: Some(StopReason::from_name(reason)),
            ..Stop::default()
        })
    }

    pub fn ends_with(stop: Stop) -> Vec<StreamEvent> {
        let usage = UsageUpdate {
            output: Some(40),
            ..UsageUpdate::default()
        };
        vec![
            StreamEvent::MessageDelta { stop, usage },
            StreamEvent::MessageStop,
        ]
    }

    /// The beginning of an answer: this much text, and not yet its end.
    pub fn text(text: &str) -> Vec<StreamEvent> {
        vec![start(), text_begins(0), text_delta(0, text)]
    }

    /// A whole answer of text.
    pub fn whole(answer: &str) -> Vec<StreamEvent> {
        let mut events = text(answer);
        events.push(block_ends(0));
        events.extend(ends("end_turn"));
        events
    }

    /// A round that thinks, says something and calls two tools at once.
    pub fn thinking_and_tools() -> Vec<StreamEvent> {
        let mut events = vec![
            start(),
            thinking_begins(0),
            thinking_delta(0, "The person asks for an order.\n\nI look it up "),
            thinking_delta(0, "and ask for its shipment at the same time."),
            delta(0, BlockDelta::Signature("c2lnbmF0dXJl".into())),
            block_ends(0),
            text_begins(1),
            text_delta(1, "I will look that up."),
            block_ends(1),
            tool_begins(2, "call_1", "search_orders"),
            input_delta(2, "{\"query\": \"ORD-"),
            input_delta(2, "12345\"}"),
            block_ends(2),
            tool_begins(3, "call_2", "get_shipping_status"),
            input_delta(3, "{\"order_id\": \"ORD-12345\"}"),
            block_ends(3),
        ];
        events.extend(ends("tool_use"));
        events
    }
}
