//! The *floor*: the least that any program does which shows a stream in a terminal.
//!
//! It takes the terminal in raw mode, echoes keys, asks the server at Enter and copies the text of
//! the answer to the terminal: no markdown, no panes, nothing saved, nothing that could be
//! scrolled.

use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::net::TcpStream;

use serde_json::Value;

/// The variable that makes the benchmark play this program; it names the server.
pub const SERVER: &str = "CAUSERIE_BENCH_FLOOR";

/// What ends a frame of the program, and the start of this one, so that both are seen alike.
const FRAME_END: &str = "\x1b[?2026l";

/// Runs until the terminal is gone.
pub fn run(url: &str) {
    crossterm::terminal::enable_raw_mode().expect("a terminal");
    let mut out = stdout();
    show(&mut out, &format!("ready{FRAME_END}\r\n"));
    let mut key = [0];
    while stdin().read(&mut key).is_ok_and(|n| n == 1) {
        if key == *b"\r" {
            copy_answer(url, &mut out);
        } else {
            out.write_all(&key)
                .and_then(|()| out.flush())
                .expect("a terminal");
        }
    }
}

fn copy_answer(url: &str, out: &mut impl Write) {
    let address = url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).expect("a server");
    socket.set_nodelay(true).expect("a socket");
    let request =
        format!("POST /v1/messages HTTP/1.1\r\nhost: {address}\r\ncontent-length: 2\r\n\r\n{{}}");
    socket.write_all(request.as_bytes()).expect("a server");
    for line in BufReader::new(socket).lines().map_while(Result::ok) {
        let Some(data) = line.strip_prefix("data: ") else {
            continue;
        };
        if data.contains("message_stop") {
            break;
        }
        let event: Value = serde_json::from_str(data).unwrap_or_default();
        if let Some(text) = event.pointer("/delta/text").and_then(Value::as_str) {
            show(out, &text.replace('\n', "\r\n"));
        }
    }
}

fn show(out: &mut impl Write, text: &str) {
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .expect("a terminal");
}
