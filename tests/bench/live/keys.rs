//! What a key costs while an answer streams, and how soon Escape ends it.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{PATIENCE, Rows, Who, holds, played, program, row, seen, started, steady};
use crate::figures::Times;
use crate::server::{Server, Stamps};

/// The echo of keys while an answer streams.
pub fn keys() -> Rows {
    let (n, every) = (800, Duration::from_millis(5));
    let stamps = Stamps::default();
    let server = Server::start([steady(n, every, &stamps)]);
    let mut running = started(program(Who::Causerie, &server));
    running.wait_quiet(Duration::from_millis(50));
    let mark = running.mark();
    running.type_text("go").keys("<enter>");
    running.wait_bytes(mark, "the answer", |bytes| holds(bytes, b"Begins"));
    let mut typed = Vec::new();
    let mut text = String::new();
    let mut sent = Vec::new();
    for idx in 0..70_u8 {
        // Not in step with the stream.
        sleep(Duration::from_millis(43));
        let letter = char::from(b'a' + idx % 26);
        text.push(letter);
        sent.push(Instant::now());
        running.type_text(letter.encode_utf8(&mut [0; 4]));
        typed.push(text.clone());
    }
    played(&server, 0);
    running.wait_quiet(Duration::from_millis(300));
    let seen = seen(&running.arrivals_since(mark), typed.into_iter());
    assert_eq!(seen.len(), sent.len(), "every key came to the screen");
    let echo: Times = sent
        .iter()
        .zip(&seen)
        .map(|(sent, seen)| *seen - *sent)
        .collect();
    vec![
        row(
            "a key echoed at 200 deltas a second, p50",
            echo.median(),
            None,
            "1 ms",
        ),
        row(
            "a key echoed at 200 deltas a second, p99",
            echo.percentile(99),
            None,
            "5 ms",
        ),
    ]
}

/// Escape in the middle of an answer.
pub fn escape() -> Rows {
    const ROUNDS: usize = 7;
    let stamps = Stamps::default();
    let every = Duration::from_millis(5);
    let server = Server::start((0..ROUNDS).map(|_| steady(1_000, every, &stamps)));
    let mut running = started(program(Who::Causerie, &server));
    let (mut closed, mut said, mut quiet) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        running.wait_quiet(Duration::from_millis(100));
        let n_before = stamps.moments().len();
        running.type_text("go").keys("<enter>");
        let begun = Instant::now();
        while stamps.moments().len() < n_before + 30 {
            assert!(begun.elapsed() < PATIENCE, "no answer arrives");
            sleep(Duration::from_millis(1));
        }
        let mark = running.mark();
        let pressed = Instant::now();
        running.keys("<esc>");
        let left = server.wait_left(round);
        running.wait_bytes(mark, "the word", |bytes| holds(bytes, b"Stopped"));
        running.wait_quiet(Duration::from_millis(200));
        let arrivals = running.arrivals_since(mark);
        closed.push(left.saturating_duration_since(pressed));
        let mut bytes = Vec::new();
        let stopped = arrivals.iter().find(|(_, piece)| {
            bytes.extend_from_slice(piece);
            holds(&bytes, b"Stopped")
        });
        let last = arrivals.last().map_or(pressed, |(at, _)| *at);
        said.push(stopped.map_or(pressed, |(at, _)| *at) - pressed);
        quiet.push(last.saturating_duration_since(pressed));
    }
    let median = |times: Vec<Duration>| Times::from_iter(times).median();
    vec![
        row("Esc to socket closed, p50", median(closed), None, "0.5 ms"),
        row(
            "Esc to \"Stopped\" on the screen, p50",
            median(said),
            None,
            "",
        ),
        row(
            "Esc to the last byte written, p50",
            median(quiet),
            None,
            "5 ms",
        ),
    ]
}
