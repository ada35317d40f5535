//! The *stage* of most scenes: the program, pointed at a scripted server, and what is done in all
//! of them.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::screen::{Home, Program, Running, Screen};
use crate::server::{Gate, Received, Script, Server};

/// The key that the program is given; it must turn up nowhere but in requests.
pub const KEY: &str = "sk-ant-sesame-0123456789";

/// What an empty composer says when the program is ready.
pub const READY: &str = "Ask anything";

/// What the status bar says while nothing is going on.
pub const IDLE: &str = "F1 keys";

/// What begins a frame.
pub const FRAME: &[u8] = b"\x1b[?2026h";

/// The program, pointed at a server.
pub fn causerie_at(url: impl AsRef<str>) -> Program {
    Program::causerie()
        .env("ANTHROPIC_BASE_URL", url.as_ref())
        .env("ANTHROPIC_API_KEY", KEY)
}

/// The program, pointed at `server` and ready, on a screen of 80 columns and 24 rows.
#[track_caller]
pub fn start(server: &Server) -> Running {
    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY);
    causerie
}

/// The same on a wide screen.
#[track_caller]
pub fn start_wide(server: &Server) -> Running {
    let mut causerie = causerie_at(server.url()).size(120, 40).start();
    causerie.wait_for(READY);
    causerie
}

impl Running {
    /// Types a prompt and sends it.
    pub fn ask(&mut self, prompt: &str) -> &mut Self {
        self.type_text(prompt).keys("<enter>")
    }

    /// Waits until a turn is over and all of it is on the screen.
    #[track_caller]
    pub fn wait_idle(&mut self) -> &mut Self {
        self.wait_for(IDLE)
    }

    /// Quits in order.
    #[track_caller]
    pub fn quit(&mut self) {
        self.keys("<ctrl+d>").wait_exit().expect_code(0);
    }
}

/// An answer that begins with `text` and goes on only when the gate is opened.
pub fn pausing_after(text: &str) -> (Script, Gate) {
    let gate = Gate::new();
    (Script::new().text(text).gate(&gate), gate)
}

/// Short paragraphs such as `Line 001`, each with an empty row below it.
pub fn lines(numbers: RangeInclusive<u32>) -> String {
    numbers.map(|n| format!("Line {n:03}\n\n")).collect()
}

/// What a request says: role and text of each block, and blocks without text as they are.
pub fn said(request: &Received) -> Vec<(String, String)> {
    let body = request.json();
    let messages = body["messages"].as_array().unwrap();
    let mut said = Vec::new();
    for message in messages {
        let role = message["role"].as_str().unwrap();
        match &message["content"] {
            Value::String(text) => said.push((role.to_owned(), text.clone())),
            Value::Array(blocks) => said.extend(blocks.iter().map(|block| {
                let text = block["text"].as_str();
                let text = text.map_or_else(|| block.to_string(), ToOwned::to_owned);
                (role.to_owned(), text)
            })),
            other => panic!("content {other}"),
        }
    }
    said
}

/// Fails unless a request says exactly this, in turns that begin with the person's.
#[track_caller]
pub fn check_said(request: &Received, expect: &[(&str, &str)]) {
    let expect: Vec<(String, String)> = expect
        .iter()
        .map(|(role, text)| ((*role).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(said(request), expect);
    assert_eq!(request.json()["stream"], json!(true));
}

/// The session files of a home.
pub fn session_files(home: &Home) -> Vec<PathBuf> {
    let mut files = files_below(&home.data());
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    files
}

/// The one session of a home, by its id.
#[track_caller]
pub fn only_session(home: &Home) -> String {
    let files = session_files(home);
    let [file] = files.as_slice() else {
        panic!("one session, not {files:?}");
    };
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The rows of the panes: what was said, without what the moment adds.
pub fn conversation_rows(screen: &Screen) -> Vec<String> {
    let mut rows = screen.rows();
    // Below them are the indicator, the composer and the status bar.
    rows.truncate(rows.len() - 3);
    rows
}

/// The pieces of `bytes` between the places where `by` stands.
pub fn split<'a>(bytes: &'a [u8], by: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(by.len()).position(|window| window == by);
        let (piece, after) = match at {
            Some(at) => (&bytes[..at], Some(&bytes[at + by.len()..])),
            None => (bytes, None),
        };
        rest = after;
        Some(piece)
    })
}

/// Whether `what` stands somewhere in `bytes`.
pub fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

pub const fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}
