//! A *scripted server*: plays a Messages API server from a script, down to the cut of the bytes.
//!
//! It speaks raw TCP, so that a test decides everything: statuses, pieces, silence, resets. Each
//! request is answered by the next [`Script`]; what was asked, on which connection, and whether
//! the client left early, is kept in [`Received`]. The server has a runtime of its own, so that
//! tests without one (those with a pseudo-terminal) can use it too.
//!
//! Tests never sleep: the server stops at a [`Gate`] until the test opens it, and the test waits
//! for what the server has seen, with [`Server::until`] or, without a runtime,
//! [`Server::wait_until`]. Both give up after [`PATIENCE`] and say what was there.
//!
//! ```text
//! let gate = Gate::new();
//! let server = Server::start([Script::new().text("Hel").gate(&gate).text("lo").end_turn()]);
//! // … the client has shown "Hel" …
//! gate.open();
//! ```
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test support that cannot go on fails its test"
)]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::WriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// How long a test waits for something that should happen at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Longest request that is accepted, in bytes.
const MAX_REQUEST: usize = 64 * 1024 * 1024;

/// A running server; dropping it stops it and closes its connections.
pub struct Server {
    address: SocketAddr,
    seen: Arc<watch::Sender<Vec<Received>>>,
    runtime: Option<Runtime>,
}

/// One request, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub method: String,
    pub path: String,
    /// Names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Counts the connections from 0.
    pub connection: usize,
    pub fate: Fate,
}

/// How far the answer to a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Playing,
    /// The script was played to its end, whatever that was.
    Played,
    /// The client closed the connection before, at this moment.
    Left(Instant),
}

/// What is answered to one request; see the module and [`Script::parse`].
///
/// The methods that write blocks keep the wire in order by themselves: `message_start` comes first,
/// blocks are opened and closed as needed, and neighbouring texts are deltas of one block.
#[derive(Debug, Clone, Default)]
pub struct Script {
    steps: Vec<Step>,
    gates: Vec<(String, Gate)>,
    started: bool,
    open: Option<&'static str>,
    n_blocks: usize,
    calls: bool,
}

/// Holds the server back until the test opens it.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<bool>>);

/// Moments noted by [`Script::stamp`], in order.
#[derive(Debug, Clone, Default)]
pub struct Stamps(Arc<Mutex<Vec<Instant>>>);

#[derive(Debug, Clone)]
enum Step {
    Status(u16),
    Header(String, String),
    Bytes(Vec<u8>),
    Cut(usize),
    Wait(Duration),
    At(Duration),
    Stamp(Stamps),
    Gate(Gate),
    Close,
    Reset,
}

impl Server {
    /// Starts a server that answers the first request with the first script, and so on. When there
    /// is none left it answers 500 and says so.
    pub fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self::run(scripts.into_iter().collect(), None)
    }

    /// Starts a server that answers every request with the same script.
    pub fn always(script: Script) -> Self {
        Self::run(VecDeque::new(), Some(script))
    }

    fn run(scripts: VecDeque<Script>, always: Option<Script>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(watch::Sender::new(Vec::new()));
        let program = Arc::new(Program {
            scripts: Mutex::new(scripts),
            always,
            seen: Arc::clone(&seen),
        });
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            for connection in 0.. {
                let (socket, _) = listener.accept().await.expect("a connection");
                tokio::spawn(talk(socket, connection, Arc::clone(&program)));
            }
        });
        Self {
            address,
            seen,
            runtime: Some(runtime),
        }
    }

    /// The base URL to give to a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Received> {
        self.seen.borrow().clone()
    }

    /// Waits until `condition` holds for the requests so far; `what` names it for the failure.
    pub async fn until(
        &self,
        what: &str,
        condition: impl Fn(&[Received]) -> bool,
    ) -> Vec<Received> {
        let mut seen = self.seen.subscribe();
        let waited = tokio::time::timeout(PATIENCE, seen.wait_for(|seen| condition(seen))).await;
        match waited {
            Ok(Ok(seen)) => seen.clone(),
            _ => panic!("waited in vain until {what}; seen: {:#?}", self.requests()),
        }
    }

    /// The same for a test without a runtime.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.block_on(self.until(what, condition))
    }

    /// Waits for the moment when the client left request `idx` before its script had ended.
    pub async fn left(&self, idx: usize) -> Instant {
        let left = |seen: &[Received]| seen.get(idx).and_then(Received::left);
        let seen = self
            .until("the client has left", |seen| left(seen).is_some())
            .await;
        left(&seen).unwrap()
    }

    /// The same for a test without a runtime.
    pub fn wait_left(&self, idx: usize) -> Instant {
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.block_on(self.left(idx))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Unlike dropping it, this may be done inside of another runtime.
            runtime.shutdown_background();
        }
    }
}

impl Received {
    /// The value of a header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    /// When the client left, if it did.
    pub fn left(&self) -> Option<Instant> {
        match self.fate {
            Fate::Left(at) => Some(at),
            Fate::Playing | Fate::Played => None,
        }
    }
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Opens it for good, for everyone who waits or will wait.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    async fn passed(&self) {
        let mut state = self.0.subscribe();
        // The sender lives in `self`, so that this cannot fail.
        let _ = state.wait_for(|open| *open).await;
    }
}

impl Stamps {
    /// The moments so far.
    pub fn moments(&self) -> Vec<Instant> {
        self.0.lock().unwrap().clone()
    }

    fn note(&self) {
        self.0.lock().unwrap().push(Instant::now());
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    /// An empty script: status 200, an event stream, nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole answer of one text block, one delta for each piece.
    pub fn answer(pieces: &[&str]) -> Self {
        let script = Self::new();
        pieces
            .iter()
            .fold(script, |script, piece| script.text(piece))
            .end_turn()
    }

    /// An error before the stream; a body that begins with `{` is sent as JSON.
    pub fn failure(status: u16, body: &str) -> Self {
        let kind = if body.starts_with('{') {
            "application/json"
        } else {
            "text/html"
        };
        let script = Self::new().status(status).header("content-type", kind);
        script.bytes(body.as_bytes())
    }

    /// A plain JSON body with status 200.
    pub fn json(body: &Value) -> Self {
        let script = Self::new().header("content-type", "application/json");
        script.bytes(body.to_string().as_bytes())
    }

    /// Reads a script from text, line by line:
    ///
    /// | line | means |
    /// |---|---|
    /// | `{…}` | one event; its `event:` line is made from `type` |
    /// | `event: …`, `data: …`, `: …`, empty | sent as they are |
    /// | `@status 529 BODY` | status, and the body if there is one |
    /// | `@header NAME: VALUE` | a header of the answer |
    /// | `@json {…}` | a plain JSON answer |
    /// | `@wait 20ms` | a pause |
    /// | `@gate NAME` | waits until [`Script::gate_named`] is opened |
    /// | `@cut 7` | from here on, bytes go out in pieces of 7 |
    /// | `@close` | closes the connection without ending the body |
    /// | `@reset` | resets the connection; unread bytes may be lost |
    /// | `# …` | nothing |
    pub fn parse(text: &str) -> Self {
        let mut script = Self::new();
        let mut raw = String::new();
        for line in text.lines() {
            if let Some(directive) = line.strip_prefix('@') {
                script = script.directive(directive);
            } else if line.starts_with('{') {
                let event = serde_json::from_str(line).expect("an event in JSON");
                script = script.event(&event);
            } else if !line.starts_with('#') {
                raw.push_str(line);
                raw.push('\n');
                if line.is_empty() {
                    script = script.bytes(std::mem::take(&mut raw).as_bytes());
                }
            }
        }
        script.bytes(raw.as_bytes())
    }

    fn directive(self, directive: &str) -> Self {
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        match word {
            "status" => {
                let (status, body) = rest.split_once(' ').unwrap_or((rest, ""));
                let answer = Self::failure(status.parse().expect("a status"), body);
                self.then(answer)
            }
            "header" => {
                let (name, value) = rest.split_once(':').expect("NAME: VALUE");
                self.header(name.trim(), value.trim())
            }
            "json" => self
                .header("content-type", "application/json")
                .bytes(rest.as_bytes()),
            "wait" => self.wait(duration(rest)),
            "gate" => {
                let gate = Gate::new();
                let mut script = self.gate(&gate);
                script.gates.push((rest.to_owned(), gate));
                script
            }
            "cut" => self.cut(rest.parse().expect("a number of bytes")),
            "close" => self.close(),
            "reset" => self.reset(),
            other => panic!("unknown directive @{other}"),
        }
    }

    /// The gate that `@gate NAME` has made.
    pub fn gate_named(&self, name: &str) -> Gate {
        let mut gates = self.gates.iter();
        let found = gates.find(|(gate, _)| gate == name);
        found.expect("a gate of this name").1.clone()
    }

    /// The status of the answer; 200 if not said.
    pub fn status(self, status: u16) -> Self {
        self.step(Step::Status(status))
    }

    /// A header of the answer, wherever it stands in the script. `content-type` and `request-id` have values if not said.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.step(Step::Header(name.to_ascii_lowercase(), value.to_owned()))
    }

    /// Bytes of the body, as they are.
    pub fn bytes(self, bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            self
        } else {
            self.step(Step::Bytes(bytes.to_vec()))
        }
    }

    /// One event.
    pub fn event(self, event: &Value) -> Self {
        let name = event
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let frame = format!("event: {name}\ndata: {event}\n\n");
        self.bytes(frame.as_bytes())
    }

    /// From here on the bytes go out in pieces of `n`.
    pub fn cut(self, n: usize) -> Self {
        assert!(n > 0, "a piece has at least one byte");
        self.step(Step::Cut(n))
    }

    /// A pause, for tests in which time itself matters; otherwise use a gate.
    pub fn wait(self, time: Duration) -> Self {
        self.step(Step::Wait(time))
    }

    /// Waits until so much time has passed since the answer began: for a steady rate.
    pub fn at(self, time: Duration) -> Self {
        self.step(Step::At(time))
    }

    /// Notes the moment, right before what follows is written to the socket.
    pub fn stamp(self, stamps: &Stamps) -> Self {
        self.step(Step::Stamp(stamps.clone()))
    }

    /// Waits until `gate` is open. What was sent before has left the server by then.
    pub fn gate(self, gate: &Gate) -> Self {
        self.step(Step::Gate(gate.clone()))
    }

    /// Closes the connection without ending the body.
    pub fn close(self) -> Self {
        self.step(Step::Close)
    }

    /// Resets the connection. The client may lose what it has not read: put a gate before.
    pub fn reset(self) -> Self {
        self.step(Step::Reset)
    }

    /// A sign of life, which brings nothing: the server has connected and the answer is awaited.
    pub fn ping(self) -> Self {
        self.event(&json!({"type": "ping"}))
    }

    /// A delta of text.
    pub fn text(self, text: &str) -> Self {
        let block = json!({"type": "text", "text": ""});
        let delta = json!({"type": "text_delta", "text": text});
        self.opened("text", &block).delta(&delta)
    }

    /// A delta of thinking.
    pub fn thinking(self, text: &str) -> Self {
        let block = json!({"type": "thinking", "thinking": "", "signature": ""});
        let delta = json!({"type": "thinking_delta", "thinking": text});
        self.opened("thinking", &block).delta(&delta)
    }

    /// The signature of the thinking before.
    pub fn signature(self, signature: &str) -> Self {
        self.delta(&json!({"type": "signature_delta", "signature": signature}))
    }

    /// A call with its input in the pieces given; the first fragment is empty, as it usually is.
    pub fn tool_use(self, id: &str, name: &str, input: &[&str]) -> Self {
        let script = self.call_begun(id, name);
        let pieces = input.iter();
        pieces
            .fold(script, |script, piece| script.call_input(piece))
            .block_closed()
    }

    /// The beginning of a call, with an empty fragment of its input.
    pub fn call_begun(self, id: &str, name: &str) -> Self {
        let mut script = self.block_closed();
        let block = json!({"type": "tool_use", "id": id, "name": name, "input": {}});
        script.calls = true;
        script.opened("tool_use", &block).call_input("")
    }

    /// A fragment of the input of the call that is open.
    pub fn call_input(self, fragment: &str) -> Self {
        self.delta(&json!({"type": "input_json_delta", "partial_json": fragment}))
    }

    /// Closes the block that is open, so that the next text begins another one.
    pub fn block_closed(mut self) -> Self {
        if self.open.take().is_none() {
            return self;
        }
        let index = self.n_blocks - 1;
        self.event(&json!({"type": "content_block_stop", "index": index}))
    }

    /// Ends the message: with `tool_use` if there was a call, else with `end_turn`.
    pub fn end_turn(self) -> Self {
        let reason = if self.calls { "tool_use" } else { "end_turn" };
        self.stop(reason)
    }

    /// Ends the message with a reason of its own.
    pub fn stop(self, reason: &str) -> Self {
        self.message_started()
            .block_closed()
            .event(&json!({
                "type": "message_delta",
                "delta": {"stop_reason": reason, "stop_sequence": null},
                "usage": {"output_tokens": 12},
            }))
            .event(&json!({"type": "message_stop"}))
    }

    fn message_started(mut self) -> Self {
        if self.started {
            return self;
        }
        self.started = true;
        self.event(&json!({"type": "message_start", "message": {
            "id": "msg_test", "type": "message", "role": "assistant", "model": "test-model",
            "content": [], "stop_reason": null, "stop_sequence": null,
            "usage": {"input_tokens": 25, "output_tokens": 1},
        }}))
    }

    /// Opens `block`, unless one of its kind is open.
    fn opened(self, kind: &'static str, block: &Value) -> Self {
        if self.open == Some(kind) {
            return self;
        }
        let mut script = self.message_started().block_closed();
        let index = script.n_blocks;
        script.n_blocks += 1;
        script.open = Some(kind);
        let start = json!({"type": "content_block_start", "index": index, "content_block": block});
        script.event(&start)
    }

    fn delta(self, delta: &Value) -> Self {
        let index = self.n_blocks.checked_sub(1).expect("an open block");
        self.event(&json!({"type": "content_block_delta", "index": index, "delta": delta}))
    }

    fn then(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

/// What the connections share.
struct Program {
    scripts: Mutex<VecDeque<Script>>,
    always: Option<Script>,
    seen: Arc<watch::Sender<Vec<Received>>>,
}

impl Program {
    fn next(&self) -> Script {
        let next = self.scripts.lock().unwrap().pop_front();
        next.or_else(|| self.always.clone()).unwrap_or_else(|| {
            Script::failure(
                500,
                r#"{"error":{"message":"the test has no script for this"}}"#,
            )
        })
    }

    /// Records a request and returns its number.
    fn record(&self, request: Received) -> usize {
        let mut idx = 0;
        self.seen.send_modify(|seen| {
            idx = seen.len();
            seen.push(request);
        });
        idx
    }

    fn record_fate(&self, idx: usize, fate: Fate) {
        self.seen.send_modify(|seen| seen[idx].fate = fate);
    }
}

/// How a script came to its end.
enum End {
    /// The body is complete: the connection can be used again.
    Whole,
    Close,
    Reset,
    Left,
}

/// Serves one connection, request after request.
async fn talk(mut socket: TcpStream, connection: usize, program: Arc<Program>) {
    socket.set_nodelay(true).unwrap();
    while let Some(request) = read_request(&mut socket, connection).await {
        let script = program.next();
        let idx = program.record(request);
        let (mut reader, mut writer) = socket.split();
        let end = tokio::select! {
            end = play(script, idx, &mut writer) => end,
            () = closed(&mut reader) => End::Left,
        };
        let fate = match end {
            End::Left => Fate::Left(Instant::now()),
            End::Whole | End::Close | End::Reset => Fate::Played,
        };
        program.record_fate(idx, fate);
        match end {
            End::Whole => {}
            End::Close | End::Left => return,
            End::Reset => {
                socket.set_zero_linger().unwrap();
                return;
            }
        }
    }
}

/// Returns when the client has closed its side.
async fn closed(reader: &mut tokio::net::tcp::ReadHalf<'_>) {
    let mut byte = [0];
    while !matches!(reader.read(&mut byte).await, Ok(0) | Err(_)) {}
}

async fn play(script: Script, idx: usize, writer: &mut WriteHalf<'_>) -> End {
    let mut answer = AnswerHead::new(&script, idx);
    let mut piece = usize::MAX;
    let begun = tokio::time::Instant::now();
    for step in script.steps {
        match step {
            Step::Status(_) | Step::Header(..) => {}
            Step::Cut(n) => piece = n,
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::At(time) => tokio::time::sleep_until(begun + time).await,
            Step::Stamp(stamps) => stamps.note(),
            Step::Gate(gate) => gate.passed().await,
            Step::Bytes(bytes) => {
                for bytes in bytes.chunks(piece) {
                    if answer.send_chunk(bytes, writer).await.is_err() {
                        return End::Left;
                    }
                }
            }
            Step::Close => return End::Close,
            Step::Reset => return End::Reset,
        }
    }
    match answer.send_chunk(&[], writer).await {
        Ok(()) => End::Whole,
        Err(_) => End::Left,
    }
}

/// Status and headers, sent with the first bytes.
struct AnswerHead {
    status: u16,
    headers: Vec<(String, String)>,
    is_sent: bool,
}

impl AnswerHead {
    /// Status and headers may stand anywhere in a script.
    fn new(script: &Script, idx: usize) -> Self {
        let mut head = Self {
            status: 200,
            headers: vec![
                ("content-type".to_owned(), "text/event-stream".to_owned()),
                ("request-id".to_owned(), format!("req_test_{idx}")),
            ],
            is_sent: false,
        };
        for step in &script.steps {
            match step {
                Step::Status(status) => head.status = *status,
                Step::Header(name, value) => {
                    head.headers.retain(|(other, _)| other != name);
                    head.headers.push((name.clone(), value.clone()));
                }
                _ => {}
            }
        }
        head
    }

    /// Sends `bytes` as one chunk of the body; an empty one ends it.
    async fn send_chunk(&mut self, bytes: &[u8], to: &mut WriteHalf<'_>) -> std::io::Result<()> {
        let mut out = Vec::new();
        if !self.is_sent {
            self.is_sent = true;
            out.extend(format!("HTTP/1.1 {} Scripted\r\n", self.status).bytes());
            for (name, value) in &self.headers {
                out.extend(format!("{name}: {value}\r\n").bytes());
            }
            out.extend(b"transfer-encoding: chunked\r\n\r\n");
        }
        out.extend(format!("{:x}\r\n", bytes.len()).bytes());
        out.extend(bytes);
        out.extend(b"\r\n");
        to.write_all(&out).await
    }
}

/// Reads one request; `None` when the connection ends first.
async fn read_request(socket: &mut TcpStream, connection: usize) -> Option<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        assert!(
            bytes.len() < 1024 * 1024,
            "the head of the request has no end"
        );
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(head_end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
    assert!(length <= MAX_REQUEST, "a request of {length} bytes");
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Received {
        method,
        path,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        connection,
        fate: Fate::Playing,
    })
}

fn duration(text: &str) -> Duration {
    let text = text.trim();
    if let Some(millis) = text.strip_suffix("ms") {
        Duration::from_millis(millis.trim().parse().expect("milliseconds"))
    } else {
        let seconds = text.strip_suffix('s').expect("a time such as 20ms or 2s");
        Duration::from_secs(seconds.trim().parse().expect("seconds"))
    }
}
