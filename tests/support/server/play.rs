//! *Playing* a script: one connection, request after request, over bare HTTP/1.1.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::WriteHalf;
use tokio::sync::watch;

use super::script::{Script, Step};
use super::{Fate, Received};

/// Longest request that is accepted, in bytes.
const MAX_REQUEST: usize = 64 * 1024 * 1024;

/// What the connections share.
pub(super) struct Program {
    pub(super) scripts: Mutex<VecDeque<Script>>,
    pub(super) always: Option<Script>,
    pub(super) seen: Arc<watch::Sender<Vec<Received>>>,
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
pub(super) async fn talk(mut socket: TcpStream, connection: usize, program: Arc<Program>) {
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
