//! From the start of the process to the first key; from the socket to the glass.

use std::time::{Duration, Instant};

use super::{
    FRAME_END, Rows, Who, holds, line, memory_row, pid, played, program, row, seen, started,
    steady, word,
};
use crate::figures::Times;
use crate::process::{self, Memory};
use crate::screen::Mark;
use crate::server::{Script, Server, Stamps};

/// From the start of the process to a frame, to the echo of a key; and memory when at rest.
pub fn start() -> Rows {
    let measure = |who| {
        let server = Server::always(Script::answer(&["nothing"]));
        let (mut frames, mut echoes) = (Vec::new(), Vec::new());
        let mut memory = Memory::default();
        for _ in 0..15 {
            let program = program(who, &server);
            let begun = Instant::now();
            let mut running = program.start();
            let mark = Mark::default();
            running.wait_bytes(mark, "the first frame", |bytes| holds(bytes, FRAME_END));
            running.type_text("j");
            running.wait_bytes(mark, "the echo of a key", |bytes| bytes.contains(&b'j'));
            let seen = |what: &[u8]| {
                let mut bytes = Vec::new();
                let arrivals = running.arrivals_since(mark).into_iter();
                let found = arrivals.map(|(at, piece)| {
                    bytes.extend(piece);
                    (at, holds(&bytes, what))
                });
                let found = found.filter(|(_, found)| *found).map(|(at, _)| at).next();
                found.expect("it was waited for") - begun
            };
            frames.push(seen(FRAME_END));
            echoes.push(seen(b"j"));
            running.wait_quiet(Duration::from_millis(50));
            memory = process::memory(pid(&running));
        }
        (Times::from_iter(frames), Times::from_iter(echoes), memory)
    };
    let (frames, echoes, memory) = measure(Who::Causerie);
    let (floor_frames, floor_echoes, floor_memory) = measure(Who::Floor);
    vec![
        row(
            "start to first frame, p50",
            frames.median(),
            Some(floor_frames.median()),
            "6 ms",
        ),
        row(
            "start to a key echoed, p50",
            echoes.median(),
            Some(floor_echoes.median()),
            "10 ms",
        ),
        row(
            "start to a key echoed, p90",
            echoes.percentile(90),
            Some(floor_echoes.percentile(90)),
            "",
        ),
        memory_row("memory at rest", memory, Some(floor_memory), "12 MB"),
    ]
}

/// What streaming at a steady rate came to.
struct Streamed {
    latency: Times,
    cpu: Duration,
    memory: Memory,
    /// Bytes to the terminal, per byte of the answer.
    bytes: f64,
}

/// Deltas at a steady rate: from the socket to the glass.
pub fn stream() -> Rows {
    let mut rows = Vec::new();
    let slow = |who| at_rate(who, 300, Duration::from_millis(20));
    let (ours, floor) = (slow(Who::Causerie), slow(Who::Floor));
    for (name, percent, wanted) in [("p50", 50, "0.7 ms"), ("p99", 99, "8 ms")] {
        let (ours, floor) = (
            ours.latency.percentile(percent),
            floor.latency.percentile(percent),
        );
        rows.push(row(
            &format!("a delta each 20 ms to glass, {name}"),
            ours,
            Some(floor),
            wanted,
        ));
    }
    let fast = Duration::from_millis(5);
    let (ours, floor) = (
        at_rate(Who::Causerie, 5_000, fast),
        at_rate(Who::Floor, 1_000, fast),
    );
    for (name, percent, wanted) in [("p50", 50, "2 ms"), ("p99", 99, "10 ms")] {
        let (ours, floor) = (
            ours.latency.percentile(percent),
            floor.latency.percentile(percent),
        );
        rows.push(row(
            &format!("200 deltas a second to glass, {name}"),
            ours,
            Some(floor),
            wanted,
        ));
    }
    rows.push(row(
        "cpu for 5,000 deltas at 200/s",
        ours.cpu,
        Some(floor.cpu * 5),
        "0.4 s",
    ));
    rows.push(line(
        "bytes out per byte of the answer",
        &format!("{:.2}", ours.bytes / floor.bytes),
        &format!("{:.1}", ours.bytes),
        &format!("{:.1}", floor.bytes),
        "4",
    ));
    rows.push(memory_row(
        "memory after 5,000 deltas",
        ours.memory,
        Some(floor.memory),
        "40 MB",
    ));
    rows
}

fn at_rate(who: Who, n: usize, every: Duration) -> Streamed {
    let stamps = Stamps::default();
    let server = Server::start([steady(n, every, &stamps)]);
    let mut running = started(program(who, &server));
    running.wait_quiet(Duration::from_millis(50));
    let cpu = process::cpu(pid(&running));
    let mark = running.mark();
    running.type_text("go").keys("<enter>");
    played(&server, 0);
    running.wait_quiet(Duration::from_millis(300));
    let cpu = process::cpu(pid(&running)).saturating_sub(cpu);
    let memory = process::memory(pid(&running));

    let arrivals = running.arrivals_since(mark);
    let seen = seen(&arrivals, (0..n).map(|idx| word(idx).trim_end().to_owned()));
    let sent = stamps.moments();
    assert_eq!(seen.len(), sent.len(), "every word came to the screen");
    let n_out: usize = arrivals.iter().map(|(_, bytes)| bytes.len()).sum();
    let n_in: usize = (0..n).map(|idx| word(idx).len()).sum();
    Streamed {
        latency: sent
            .iter()
            .zip(&seen)
            .map(|(sent, seen)| *seen - *sent)
            .collect(),
        cpu,
        memory,
        bytes: n_out as f64 / n_in as f64,
    }
}
