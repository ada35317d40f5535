//! A *recording* is what a server once said, kept as a file; its name's ending tells its form.
//!
//! `*.sse.txt` is the raw body of an event stream, `*.chunks.jsonl` and `*.chunks.txt` hold the
//! data of one event a line, `*.message.json` is the body of an answer that was not streamed, and
//! other JSON may be a list of HTTP exchanges with such bodies in it. A file can hold several
//! responses one after the other. Whatever else lies in a folder is passed over, and told.
#![expect(
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use causerie::api::event::StreamEvent;
use causerie::api::sse::SseDecoder;
use serde_json::Value;

/// The variable that names a folder of further recordings.
pub const FOLDER: &str = "CAUSERIE_RECORDINGS";

/// One file, as the bodies that are in it.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Its path below the folder.
    pub name: String,
    pub bodies: Vec<Body>,
}

#[derive(Debug, Clone)]
pub enum Body {
    /// An event stream, byte for byte.
    Sse(Vec<u8>),
    /// A whole answer as JSON.
    Json(String),
}

/// One response as the program decodes it: events that arrived together, in order.
pub type Batches = Vec<Vec<StreamEvent>>;

/// One event as it stands in the body, read without any code of the program.
#[derive(Debug, Clone)]
pub struct Said {
    /// The `event:` line.
    pub event: Option<String>,
    /// The data; a string if it is no JSON.
    pub data: Value,
}

/// How the bytes of a body arrive.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    Whole,
    EveryByte,
    /// Pieces of 1 to 400 bytes, the same for the same seed.
    Random(u64),
}

/// The recordings of a folder, and the files that are none.
#[derive(Debug, Default)]
pub struct Folder {
    pub recordings: Vec<Recording>,
    pub others: Vec<String>,
}

/// The project's own streams.
pub fn own() -> Vec<Recording> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder(&root.join("tests/fixtures/streams"));
    assert!(folder.others.is_empty(), "{:?}", folder.others);
    folder.recordings
}

/// The folder that the variable names; `None` without it.
pub fn named_folder() -> Option<Folder> {
    let path = PathBuf::from(env::var_os(FOLDER).filter(|path| !path.is_empty())?);
    assert!(
        path.is_dir(),
        "{FOLDER} names no folder: {}",
        path.display()
    );
    let folder = folder(&path);
    assert!(
        !folder.recordings.is_empty(),
        "{FOLDER} names a folder without recordings"
    );
    Some(folder)
}

fn folder(top: &Path) -> Folder {
    let mut paths = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let mut folder = Folder::default();
    for path in paths {
        let name = path.strip_prefix(top).unwrap().display().to_string();
        let bodies = bodies(&name, &fs::read(&path).unwrap());
        if bodies.is_empty() {
            folder.others.push(name);
        } else {
            folder.recordings.push(Recording { name, bodies });
        }
    }
    folder
}

/// The bodies in a file, by the form that its name tells; none for a file of another form.
fn bodies(name: &str, bytes: &[u8]) -> Vec<Body> {
    let text = || String::from_utf8_lossy(bytes).into_owned();
    let ends = |ending: &str| name.ends_with(ending);
    if ends(".sse.txt") || ends(".sse") {
        vec![Body::Sse(bytes.to_owned())]
    } else if ends(".chunks.jsonl") || ends(".chunks.txt") {
        let text = text();
        if ["event:", "data:", ":"]
            .iter()
            .any(|start| text.starts_with(start))
        {
            return vec![Body::Sse(bytes.to_owned())];
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let stream: String = lines.map(|line| format!("data: {line}\n\n")).collect();
        vec![Body::Sse(stream.into_bytes())]
    } else if ends(".message.json") {
        exchanged(&Value::String(text())).into_iter().collect()
    } else if ends(".json") {
        let exchanges = serde_json::from_slice::<Vec<Value>>(bytes).unwrap_or_default();
        let said = exchanges.iter().filter_map(|e| e.pointer("/response/body"));
        said.filter_map(exchanged).collect()
    } else {
        Vec::new()
    }
}

/// The body of a recorded HTTP response, if it is an answer.
fn exchanged(body: &Value) -> Option<Body> {
    let text = body
        .as_str()
        .map_or_else(|| body.to_string(), str::to_owned);
    if text.starts_with("event:") || text.starts_with("data:") {
        return Some(Body::Sse(text.into_bytes()));
    }
    let json: Value = serde_json::from_str(&text).ok()?;
    json["content"].is_array().then_some(Body::Json(text))
}

impl Body {
    /// The responses in the body as the program decodes them when its bytes arrive cut.
    pub fn responses(&self, cut: Cut) -> Vec<Batches> {
        match self {
            Body::Json(body) => vec![vec![StreamEvent::from_body(body).unwrap()]],
            Body::Sse(bytes) => {
                let batches = batches(bytes, cut);
                split(batches, |event| match event {
                    StreamEvent::MessageStart(start) => Mark::Start(start.id.clone()),
                    StreamEvent::MessageStop => Mark::Stop,
                    _ => Mark::None,
                })
            }
        }
    }

    /// The same, read without any code of the program.
    pub fn said(&self) -> Vec<Vec<Said>> {
        let said = match self {
            Body::Json(body) => vec![
                Said::of(&format!(
                    "{{\"type\":\"message_start\",\"message\":{body}}}"
                )),
                Said::of("{\"type\":\"message_stop\"}"),
            ],
            Body::Sse(bytes) => said(bytes),
        };
        let responses = split(vec![said], |said| match said.kind() {
            "message_start" => {
                let id = said.data.pointer("/message/id").and_then(Value::as_str);
                Mark::Start(id.map(str::to_owned))
            }
            "message_stop" => Mark::Stop,
            _ => Mark::None,
        });
        responses
            .into_iter()
            .map(|batches| batches.concat())
            .collect()
    }
}

impl Said {
    fn of(data: &str) -> Self {
        let data = serde_json::from_str(data).unwrap_or_else(|_| Value::String(data.to_owned()));
        Self { event: None, data }
    }

    /// What it is: by its data, else by the name of the event.
    pub fn kind(&self) -> &str {
        const KNOWN: [&str; 8] = [
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "ping",
            "error",
        ];
        let names = [self.data["type"].as_str(), self.event.as_deref()];
        let known = names
            .into_iter()
            .flatten()
            .find(|name| KNOWN.contains(name));
        let is_error = !self.data["error"].is_null() || self.data["object"] == "error";
        known.unwrap_or(if is_error { "error" } else { "" })
    }
}

fn batches(bytes: &[u8], cut: Cut) -> Batches {
    let mut decoder = SseDecoder::default();
    let mut batches = Vec::new();
    for piece in pieces(bytes, cut) {
        let mut frames = Vec::new();
        decoder.push(piece, &mut frames).unwrap();
        batches.push(frames);
    }
    let mut frames = Vec::new();
    decoder.finish(&mut frames).unwrap();
    batches.push(frames);
    let events = batches
        .iter()
        .map(|frames| frames.iter().filter_map(StreamEvent::decode));
    events
        .map(Iterator::collect)
        .filter(|batch: &Vec<_>| !batch.is_empty())
        .collect()
}

fn pieces(bytes: &[u8], cut: Cut) -> Vec<&[u8]> {
    let mut state = match cut {
        Cut::Whole => return vec![bytes],
        Cut::EveryByte => return bytes.chunks(1).collect(),
        Cut::Random(seed) => seed,
    };
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        // A linear congruential generator is random enough for places to cut.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let n_bytes = 1 + (state >> 33) as usize % 400;
        let (piece, behind) = rest.split_at(n_bytes.min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// The events of a body, read by the letter of the standard and by nothing cleverer.
fn said(bytes: &[u8]) -> Vec<Said> {
    let text = String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let mut said = Vec::new();
    for group in text.trim_start_matches('\u{feff}').split("\n\n") {
        let value = |line: &str, name: &str| {
            let value = line.strip_prefix(name)?.strip_prefix(':')?;
            Some(value.strip_prefix(' ').unwrap_or(value).to_owned())
        };
        let data: Vec<_> = group
            .lines()
            .filter_map(|line| value(line, "data"))
            .collect();
        let data = data.join("\n");
        if data.trim().is_empty() || data.trim() == "[DONE]" {
            continue;
        }
        let event = group.lines().rev().find_map(|line| value(line, "event"));
        said.push(Said {
            event,
            ..Said::of(&data)
        });
    }
    said
}

/// What an event says about where a response begins or ends.
enum Mark {
    /// A message begins, with its id.
    Start(Option<String>),
    Stop,
    None,
}

/// Splits what was said into responses. A message that begins again, with its own id and before its
/// end, is the same one.
fn split<T>(batches: Vec<Vec<T>>, mark: impl Fn(&T) -> Mark) -> Vec<Vec<Vec<T>>> {
    let mut responses: Vec<Vec<Vec<T>>> = vec![Vec::new()];
    let mut id = None;
    let mut has_ended = false;
    for batch in batches {
        let mut part = Vec::new();
        for event in batch {
            match mark(&event) {
                Mark::Start(new) => {
                    if has_ended || (id.is_some() && new.is_some() && id != new) {
                        responses
                            .last_mut()
                            .unwrap()
                            .push(std::mem::take(&mut part));
                        responses.push(Vec::new());
                        has_ended = false;
                    }
                    id = new;
                }
                Mark::Stop => has_ended = true,
                Mark::None => {}
            }
            part.push(event);
        }
        responses.last_mut().unwrap().push(part);
    }
    for response in &mut responses {
        response.retain(|batch| !batch.is_empty());
    }
    responses.retain(|response| !response.is_empty());
    responses
}
