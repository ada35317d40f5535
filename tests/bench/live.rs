//! *Live*: the program in a pseudo-terminal, talking to a scripted server on this machine.
//!
//! A delta carries a word that no other has; it counts as seen with the first bytes after which an
//! emulator shows the word in full. The emulator reads the recorded bytes when all is over, so that
//! it costs the program nothing. Every part is bounded in count and in time.

use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

use causerie::api::request::{Dialect, Thinking};
use causerie::conversation::UnixMillis;
use causerie::edge::journal::LogFile;
use causerie::edge::store::Store;
use causerie::session::codec::encode;
use causerie::session::record::{RECORD_VERSION, Record, RecordLine, StoredParams};

use crate::figures::{Times, ratio, show, table};
use crate::floor;
use crate::growth::conversation;
use crate::machine::SIZE;
use crate::process::{self, Memory};
use crate::screen::{Home, Mark, Program, Running};
use crate::server::{Fate, Script, Server, Stamps};

/// Ends each frame.
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// Longest that any part may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Causerie,
    Floor,
}

/// Runs the parts whose names hold one of `words`; all, if there is none.
pub fn run(words: &[&str]) {
    println!(
        "\nIn a pseudo-terminal of {} by {}; the floor only copies the text",
        SIZE.0, SIZE.1
    );
    let parts: [(&str, Part); 6] = [
        ("start", start),
        ("stream", stream),
        ("keys", keys),
        ("escape", escape),
        ("flood", flood),
        ("resume", resume),
    ];
    for (name, part) in parts {
        if words.is_empty() || words.iter().any(|word| name.contains(word)) {
            let head = ["to floor", "causerie", "floor", "wanted now", "later"];
            table(name, &[&[""], &head[..]].concat(), &part());
        }
    }
}

type Rows = Vec<Vec<String>>;
type Part = fn() -> Rows;

/// One line of the table: the same time of both.
fn row(what: &str, ours: Duration, floor: Option<Duration>, now: &str, later: &str) -> Vec<String> {
    let beside = floor.map_or_else(String::new, |floor| ratio(ours, floor));
    let floor = floor.map_or_else(String::new, show);
    line(what, &beside, &show(ours), &floor, now, later)
}

fn line(what: &str, beside: &str, ours: &str, floor: &str, now: &str, later: &str) -> Vec<String> {
    [what, beside, ours, floor, now, later]
        .map(str::to_owned)
        .to_vec()
}

/// The program about to be started, with a home of its own.
fn program(who: Who, server: &Server) -> Program {
    match who {
        Who::Causerie => Program::causerie()
            .env("ANTHROPIC_BASE_URL", server.url())
            .env("ANTHROPIC_API_KEY", "sk-bench"),
        Who::Floor => {
            Program::at(env::current_exe().expect("a path")).env(floor::SERVER, server.url())
        }
    }
    .size(SIZE.0, SIZE.1)
}

/// Starts it and waits for its first frame.
fn started(program: Program) -> Running {
    let mut running = program.start();
    running.patience(PATIENCE);
    let mark = running.mark();
    running.wait_bytes(mark, "the first frame", |bytes| holds(bytes, FRAME_END));
    running
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

fn pid(running: &Running) -> i32 {
    running.pid().as_raw_nonzero().get()
}

/// From the start of the process to a frame, to the echo of a key; and memory when at rest.
fn start() -> Rows {
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
            "",
            "6 ms",
        ),
        row(
            "start to a key echoed, p50",
            echoes.median(),
            Some(floor_echoes.median()),
            "20 ms",
            "10 ms",
        ),
        row(
            "start to a key echoed, p90",
            echoes.percentile(90),
            Some(floor_echoes.percentile(90)),
            "",
            "",
        ),
        memory_row("memory at rest", memory, Some(floor_memory), "", "12 MB"),
    ]
}

fn memory_row(
    what: &str,
    ours: Memory,
    floor: Option<Memory>,
    now: &str,
    later: &str,
) -> Vec<String> {
    let mb = |kb: u64| format!("{:.1} MB", kb as f64 / 1024.0);
    let beside = floor.map_or_else(String::new, |floor| {
        format!("{:.2}", ours.now as f64 / floor.now.max(1) as f64)
    });
    let ours = format!("{} (peak {})", mb(ours.now), mb(ours.peak));
    let floor = floor.map_or_else(String::new, |floor| mb(floor.now));
    line(what, &beside, &ours, &floor, now, later)
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
fn stream() -> Rows {
    let mut rows = Vec::new();
    let slow = |who| at_rate(who, 300, Duration::from_millis(20));
    let (ours, floor) = (slow(Who::Causerie), slow(Who::Floor));
    for (name, percent, now, later) in [("p50", 50, "2 ms", "0.7 ms"), ("p99", 99, "", "8 ms")] {
        let (ours, floor) = (
            ours.latency.percentile(percent),
            floor.latency.percentile(percent),
        );
        rows.push(row(
            &format!("a delta each 20 ms to glass, {name}"),
            ours,
            Some(floor),
            now,
            later,
        ));
    }
    let fast = Duration::from_millis(5);
    let (ours, floor) = (
        at_rate(Who::Causerie, 5_000, fast),
        at_rate(Who::Floor, 1_000, fast),
    );
    for (name, percent, later) in [("p50", 50, "2 ms"), ("p99", 99, "10 ms")] {
        let (ours, floor) = (
            ours.latency.percentile(percent),
            floor.latency.percentile(percent),
        );
        rows.push(row(
            &format!("200 deltas a second to glass, {name}"),
            ours,
            Some(floor),
            "",
            later,
        ));
    }
    rows.push(row(
        "cpu for 5,000 deltas at 200/s",
        ours.cpu,
        Some(floor.cpu * 5),
        "",
        "0.4 s",
    ));
    rows.push(line(
        "bytes out per byte of the answer",
        &format!("{:.2}", ours.bytes / floor.bytes),
        &format!("{:.1}", ours.bytes),
        &format!("{:.1}", floor.bytes),
        "",
        "4",
    ));
    rows.push(memory_row(
        "memory after 5,000 deltas",
        ours.memory,
        Some(floor.memory),
        "40 MB",
        "",
    ));
    rows
}

/// The word of a delta; some end a paragraph.
fn word(n: usize) -> String {
    let end = if n % 80 == 79 { "\n\n" } else { " " };
    format!("w{n:05}{end}")
}

fn steady(n: usize, every: Duration, stamps: &Stamps) -> Script {
    let mut script = Script::new().text("Begins. ");
    for idx in 0..n {
        let time = Duration::from_millis(200) + every * u32::try_from(idx).unwrap_or(u32::MAX);
        script = script.at(time).stamp(stamps).text(&word(idx));
    }
    script.end_turn()
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
    let cpu = process::cpu(pid(&running)) - cpu;
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

/// Waits until the server has played its script for request `idx` to the end.
fn played(server: &Server, idx: usize) {
    let begun = Instant::now();
    let is_played = || {
        let requests = server.requests();
        requests
            .get(idx)
            .is_some_and(|one| one.fate == Fate::Played)
    };
    while !is_played() {
        assert!(begun.elapsed() < PATIENCE, "the stream has not ended");
        sleep(Duration::from_millis(10));
    }
}

/// When each of `words` was on the screen first; they come in this order.
fn seen(arrivals: &[(Instant, Vec<u8>)], words: impl Iterator<Item = String>) -> Vec<Instant> {
    let mut words = words.peekable();
    let mut seen = Vec::new();
    replay(arrivals, |at, screen| {
        while words.next_if(|word| screen.contains(word)).is_some() {
            seen.push(at);
        }
    });
    seen
}

/// Shows the screen after each piece that arrived, its rows joined: the floor cuts words at the edge.
fn replay(arrivals: &[(Instant, Vec<u8>)], mut look: impl FnMut(Instant, &str)) {
    let (columns, rows) = SIZE;
    let one = |n: u16| n.try_into().expect("a size");
    let mut parser = vt100::Parser::new(one(rows), one(columns), 0);
    for (at, bytes) in arrivals {
        parser.process(bytes);
        let rows: String = parser.screen().rows(0, columns).collect();
        look(*at, &rows);
    }
}

/// The echo of keys while an answer streams.
fn keys() -> Rows {
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
            "",
            "1 ms",
        ),
        row(
            "a key echoed at 200 deltas a second, p99",
            echo.percentile(99),
            None,
            "",
            "5 ms",
        ),
    ]
}

/// Escape in the middle of an answer.
fn escape() -> Rows {
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
        row(
            "Esc to socket closed, p50",
            median(closed),
            None,
            "50 ms",
            "0.5 ms",
        ),
        row(
            "Esc to \"Stopped\" on the screen, p50",
            median(said),
            None,
            "",
            "",
        ),
        row(
            "Esc to the last byte written, p50",
            median(quiet),
            None,
            "",
            "5 ms",
        ),
    ]
}

/// As fast as the server can send.
fn flood() -> Rows {
    const N: usize = 100_000;
    let measure = |who| {
        let stamps = Stamps::default();
        let mut script = Script::new().text("Begins. ").stamp(&stamps);
        for idx in (0..N).step_by(100) {
            let frames: String = (idx..idx + 100).map(frame).collect();
            script = script.bytes(frames.as_bytes());
        }
        let server = Server::start([script.text("the-last-one").end_turn()]);
        let mut running = started(program(who, &server));
        running.wait_quiet(Duration::from_millis(50));
        let cpu = process::cpu(pid(&running));
        let mark = running.mark();
        running.type_text("go").keys("<enter>");
        played(&server, 0);
        running.wait_bytes(mark, "the last word", |bytes| holds(bytes, b"the-last-one"));
        running.wait_quiet(Duration::from_millis(200));
        let cpu = process::cpu(pid(&running)) - cpu;
        let memory = process::memory(pid(&running));
        let arrivals = running.arrivals_since(mark);
        let last = seen(&arrivals, ["the-last-one".to_owned()].into_iter());
        let sent = stamps.moments();
        (last[0] - sent[0], cpu, memory)
    };
    let (ours, cpu, memory) = measure(Who::Causerie);
    let (floor, floor_cpu, _) = measure(Who::Floor);
    let rate = |time: Duration| format!("{:.0} k/s", N as f64 / time.as_secs_f64() / 1e3);
    vec![
        line(
            "100,000 deltas at once",
            &ratio(ours, floor),
            &rate(ours),
            &rate(floor),
            "",
            "200 k/s",
        ),
        row("cpu for them", cpu, Some(floor_cpu), "", ""),
        memory_row(
            "memory after them (700 kB of text)",
            memory,
            None,
            "",
            "40 MB",
        ),
    ]
}

/// A delta as the server sends it.
fn frame(n: usize) -> String {
    let delta = serde_json::json!({"type": "text_delta", "text": word(n)});
    let event = serde_json::json!({"type": "content_block_delta", "index": 0, "delta": delta});
    format!("event: content_block_delta\ndata: {event}\n\n")
}

/// A long session opened again.
fn resume() -> Rows {
    let server = Server::always(Script::answer(&["nothing"]));
    let mut rows = Vec::new();
    let mut first = None;
    for n_entries in [10, 1_000, 10_000] {
        let home = Home::new();
        let n_bytes = save(&home, n_entries);
        let mut times = Vec::new();
        let mut memory = Memory::default();
        for _ in 0..3 {
            let program = program(Who::Causerie, &server)
                .home(&home)
                .args(["--continue"]);
            let begun = Instant::now();
            let mut running = program.start();
            running.patience(PATIENCE);
            let last = format!("Answer {}.", n_entries - 1);
            running.wait_for(&last);
            times.push(begun.elapsed());
            running.wait_quiet(Duration::from_millis(50));
            memory = process::memory(pid(&running));
        }
        let time = Times::from_iter(times).median();
        let first = *first.get_or_insert(time);
        let what = format!(
            "resume {n_entries} entries ({:.1} MB)",
            n_bytes as f64 / 1e6
        );
        rows.push(line(
            &what,
            &format!("{} of the first", ratio(time, first)),
            &show(time),
            "",
            "",
            "",
        ));
        rows.push(memory_row("  memory then", memory, None, "", ""));
    }
    rows
}

/// Writes a session as the program would; returns its size.
fn save(home: &Home, n_entries: usize) -> usize {
    let mut file = Store::new(home.data().join("sessions")).create();
    let opened = Record::Opened {
        session: file.id().clone(),
        app: "0".to_owned(),
        cwd: String::new(),
        params: StoredParams {
            model: "claude-sonnet-5-5".to_owned(),
            max_tokens: 64_000,
            thinking: Thinking::Auto,
            dialect: Dialect::Anthropic,
            ..StoredParams::default()
        },
        demo: false,
        forked_from: None,
    };
    let conversation = conversation(n_entries);
    let entries = conversation.all().iter().cloned().map(Record::Entry);
    let mut text = String::new();
    for (seq, record) in (1..).zip([opened].into_iter().chain(entries)) {
        let line = RecordLine {
            v: RECORD_VERSION,
            seq,
            at: UnixMillis(1_790_000_000_000 + seq),
            record,
        };
        text.push_str(&encode(&line));
        text.push('\n');
    }
    file.append(text.as_bytes()).expect("a session is written");
    text.len()
}
