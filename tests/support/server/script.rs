//! A *script* is what is answered to one request: status, bytes, silence and ends, in steps.
//!
//! It is written step by step, or read from text. What a message consists of is written by the
//! methods of [`message`](super::message).

use std::time::Duration;

use serde_json::Value;

use super::gate::{Gate, Stamps};
use super::message::Message;

/// What is answered to one request; see [`Script::parse`].
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub(super) steps: Vec<Step>,
    gates: Vec<(String, Gate)>,
    pub(super) message: Message,
}

/// One thing that is done.
#[derive(Debug, Clone)]
pub(super) enum Step {
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

    /// A header of the answer, wherever it stands in the script. `content-type` and `request-id`
    /// have values if not said.
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

    fn then(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
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
