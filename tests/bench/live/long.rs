//! Much text: as fast as it comes, on top of what is there, and opened again.

use std::thread::sleep;
use std::time::{Duration, Instant};

use causerie::api::request::{Dialect, Thinking};
use causerie::conversation::{Conversation, UnixMillis};
use causerie::edge::journal::LogFile as _;
use causerie::edge::store::Store;
use causerie::session::codec::encode;
use causerie::session::record::{RECORD_VERSION, Record, RecordLine, StoredParams};

use super::{
    FRAME_END, PATIENCE, Rows, Who, holds, line, memory_row, pid, played, program, row, seen,
    started, word,
};
use crate::figures::{Times, ratio, show};
use crate::growth::conversation;
use crate::machine::SIZE;
use crate::process::{self, Memory};
use crate::screen::Home;
use crate::server::{Gate, Script, Server, Stamps};
use crate::texts::{Kind, text, tokens};

/// As fast as the server can send.
pub fn flood() -> Rows {
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
        let cpu = process::cpu(pid(&running)).saturating_sub(cpu);
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
            "200 k/s",
        ),
        row("cpu for them", cpu, Some(floor_cpu), ""),
        memory_row("memory after them (700 kB of text)", memory, None, "40 MB"),
    ]
}

/// Bytes of an answer that fill the screen, so that a fresh conversation scrolls like a long one.
const A_SCREEN: usize = 8_000;

/// The cost of deltas on top of much that is there already, and what a new width costs then.
pub fn grown() -> Rows {
    let mut n_bytes = 0;
    let long_turns = |n_bytes: &mut usize| {
        let home = Home::new();
        *n_bytes = save(&home, &conversation(100, 100_000));
        home
    };
    // In turn, because the machine's own pace differs more from minute to minute than they do.
    let rounds: [[Grown; 3]; ROUNDS] = std::array::from_fn(|_| {
        [
            Grown::measure(&Home::new(), A_SCREEN),
            Grown::measure(&long_turns(&mut n_bytes), 0),
            Grown::measure(&Home::new(), 1_000_000),
        ]
    });
    let of = |case: usize| Grown::of(rounds.map(|round| round[case]));
    let fresh = of(0);
    let cases = [
        ("fresh", fresh),
        ("after 50 long turns", of(1)),
        ("after 1 MB in one answer", of(2)),
    ];
    let mut rows = vec![line(
        &format!("(50 turns are {:.1} MB)", n_bytes as f64 / 1e6),
        "",
        "",
        "",
        "",
    )];
    for (name, grown) in cases {
        let beside = format!("{} of fresh", ratio(grown.cpu, fresh.cpu));
        let what = format!("cpu for 1,000 deltas at 200/s, {name}");
        rows.push(line(&what, &beside, &show(grown.cpu), "", "1.10 of fresh"));
        rows.push(row("  and for the end of the turn", grown.end, None, ""));
        let what = format!("  from 120 to 80 columns, {name}");
        rows.push(row(&what, grown.resize, None, "8 ms"));
        rows.push(memory_row("  memory then", grown.memory, None, "40 MB"));
    }
    rows
}

/// How often each case is measured.
const ROUNDS: usize = 5;

#[derive(Clone, Copy)]
struct Grown {
    /// From the first delta until the last one is shown.
    cpu: Duration,
    /// From the end of the answer until all is quiet: once for each answer, however many deltas.
    end: Duration,
    resize: Duration,
    memory: Memory,
}

impl Grown {
    /// The least time on a processor, and the median of what somebody waits for.
    fn of(all: [Self; ROUNDS]) -> Self {
        let times = |figure: fn(&Self) -> Duration| Times::from_iter(all.iter().map(figure));
        let [first, ..] = all;
        Self {
            cpu: times(|grown| grown.cpu).least(),
            end: times(|grown| grown.end).least(),
            resize: times(|grown| grown.resize).median(),
            memory: first.memory,
        }
    }

    /// Continues what is saved in `home`, with `n_bytes` in front of what is measured.
    fn measure(home: &Home, n_bytes: usize) -> Self {
        const N: usize = 1_000;
        let every = Duration::from_millis(5);
        let stamps = Stamps::default();
        let mut script = Script::new();
        let text = text(Kind::Paragraphs, n_bytes);
        let pieces: Vec<&str> = tokens(&text).collect();
        for piece in pieces.chunks(1_000) {
            script = script.text(&piece.concat());
        }
        script = script.text("\n\nBegins. ");
        let quiet = Duration::from_secs(2);
        for (idx, time) in (0..N).zip(0..) {
            let text = word(idx);
            script = script.at(quiet + every * time).stamp(&stamps).text(&text);
        }
        let end = Gate::new();
        let server = Server::start([script.gate(&end).end_turn()]);
        let mut program = program(Who::Causerie, &server).home(home);
        if home.data().join("sessions").exists() {
            program = program.args(["--continue"]);
        }
        let mut running = started(program);
        running.wait_quiet(Duration::from_millis(200));
        let mark = running.mark();
        running.type_text("go").keys("<enter>");
        running.wait_bytes(mark, "the answer", |bytes| holds(bytes, b"Begins"));
        let begun = Instant::now();
        while stamps.moments().is_empty() {
            assert!(begun.elapsed() < PATIENCE, "no delta arrives");
            sleep(Duration::from_millis(1));
        }
        let before = process::cpu(pid(&running));
        while stamps.moments().len() < N {
            assert!(begun.elapsed() < PATIENCE, "the deltas do not end");
            sleep(Duration::from_millis(10));
        }
        running.wait_quiet(Duration::from_millis(200));
        let after = process::cpu(pid(&running));
        end.open();
        played(&server, 0);
        running.wait_quiet(Duration::from_millis(200));
        let ended = process::cpu(pid(&running));
        let memory = process::memory(pid(&running));
        let mut times = Vec::new();
        for width in [80, SIZE.0, 80, SIZE.0, 80] {
            let mark = running.mark();
            let begun = Instant::now();
            running.resize(width, SIZE.1);
            running.wait_bytes(mark, "a frame", |bytes| holds(bytes, FRAME_END));
            running.wait_quiet(Duration::from_millis(100));
            let ended = running.arrivals_since(mark);
            let first = ended.iter().find(|(_, bytes)| holds(bytes, FRAME_END));
            if width == 80 {
                times.push(first.map_or(Duration::MAX, |(at, _)| *at - begun));
            }
        }
        Self {
            cpu: after.saturating_sub(before),
            end: ended.saturating_sub(after),
            resize: Times::from_iter(times).median(),
            memory,
        }
    }
}

/// A long session opened again.
pub fn resume() -> Rows {
    let server = Server::always(Script::answer(&["nothing"]));
    let mut rows = Vec::new();
    let mut first = None;
    for n_entries in [10, 1_000, 10_000] {
        let home = Home::new();
        let n_bytes = save(&home, &conversation(n_entries, 1_500));
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
        ));
        rows.push(memory_row("  memory then", memory, None, ""));
    }
    rows
}

/// Writes a session as the program would; returns its size.
fn save(home: &Home, conversation: &Conversation) -> usize {
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

/// A delta as the server sends it.
fn frame(n: usize) -> String {
    let delta = serde_json::json!({"type": "text_delta", "text": word(n)});
    let event = serde_json::json!({"type": "content_block_delta", "index": 0, "delta": delta});
    format!("event: content_block_delta\ndata: {event}\n\n")
}
