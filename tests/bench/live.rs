//! *Live*: the program in a pseudo-terminal, talking to a scripted server on this machine.
//!
//! A delta carries a word that no other has; it counts as seen with the first bytes after which an
//! emulator shows the word in full. The emulator reads the recorded bytes when all is over, so that
//! it costs the program nothing. Every part is bounded in count and in time.

mod keys;
mod long;
mod stream;

use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::figures::{ratio, show, table};
use crate::floor;
use crate::machine::SIZE;
use crate::process::Memory;
use crate::screen::{Mark, Program, Running};
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
    let parts: [(&str, Part); 7] = [
        ("start", stream::start),
        ("stream", stream::stream),
        ("keys", keys::keys),
        ("escape", keys::escape),
        ("flood", long::flood),
        ("grown", long::grown),
        ("resume", long::resume),
    ];
    for (name, part) in parts {
        if words.is_empty() || words.iter().any(|word| name.contains(word)) {
            let head = ["to floor", "causerie", "floor", "wanted"];
            table(name, &[&[""], &head[..]].concat(), &part());
        }
    }
}

type Rows = Vec<Vec<String>>;
type Part = fn() -> Rows;

/// One line of the table: the same time of both.
fn row(what: &str, ours: Duration, floor: Option<Duration>, wanted: &str) -> Vec<String> {
    let beside = floor.map_or_else(String::new, |floor| ratio(ours, floor));
    let floor = floor.map_or_else(String::new, show);
    line(what, &beside, &show(ours), &floor, wanted)
}

fn line(what: &str, beside: &str, ours: &str, floor: &str, wanted: &str) -> Vec<String> {
    [what, beside, ours, floor, wanted]
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
    // From the very start: it may be there already, and no other one comes of itself.
    running.wait_bytes(Mark::START, "the first frame", |bytes| {
        holds(bytes, FRAME_END)
    });
    running
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

fn pid(running: &Running) -> i32 {
    running.pid().as_raw_nonzero().get()
}

fn memory_row(what: &str, ours: Memory, floor: Option<Memory>, wanted: &str) -> Vec<String> {
    let mb = |kb: u64| format!("{:.1} MB", kb as f64 / 1024.0);
    let beside = floor.map_or_else(String::new, |floor| {
        format!("{:.2}", ours.now as f64 / floor.now.max(1) as f64)
    });
    let ours = format!("{} (peak {})", mb(ours.now), mb(ours.peak));
    let floor = floor.map_or_else(String::new, |floor| mb(floor.now));
    line(what, &beside, &ours, &floor, wanted)
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

/// Shows the screen after each piece that arrived, its rows joined: the floor cuts words at the
/// edge.
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
