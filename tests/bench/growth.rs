//! *Growth*: what a frame costs when much is there already, compared with when little is.

use std::time::{Duration, Instant};

use causerie::api::accumulator::AssistantBlock;
use causerie::api::content::ContentBlock;
use causerie::api::usage::{Stop, StopReason, Usage};
use causerie::app::msg::Opened;
use causerie::conversation::entry::{AssistantEntry, EntryKind, Timing};
use causerie::conversation::{Conversation, UnixMillis};
use causerie::key::{Key, KeyCode};
use causerie::markdown::MarkdownStream;
use causerie::session::SessionId;
use causerie::session::replay::Replayed;

use crate::figures::{Times, per_step, ratio, show, table};
use crate::machine::{Cost, Machine, SIZE};
use crate::texts::{KINDS, Kind, text, tokens};

/// Bytes of the answer that are there before: the first fill the screen, so that all frames scroll.
const LENGTHS: [(&str, usize); 3] = [("8 k", 8_000), ("100 k", 100_000), ("1 M", 1_000_000)];

/// Entries of the conversation that are there before.
const ENTRIES: [usize; 3] = [10, 1_000, 10_000];

/// Deltas that are measured at each length: several of whatever a text is made of.
const STEPS: usize = 400;

/// Where steps are slow, no more of them are made than fit into this.
const PATIENCE: Duration = Duration::from_secs(1);

/// A delta from bytes to a frame, by the length of the answer it comes to.
pub fn by_length() {
    let mut rows = Vec::new();
    for (name, kind) in KINDS {
        let mut first = None;
        for (length, n_bytes) in LENGTHS {
            let measured = deltas(kind, n_bytes);
            let total = measured.median(Cost::total);
            let first = *first.get_or_insert(total);
            rows.push(vec![
                format!("{name}, {length}"),
                ratio(total, first),
                show(total),
                show(measured.times(Cost::total).percentile(99)),
                show(measured.median(|cost| cost.decode + cost.update)),
                show(measured.median(|cost| cost.prepare)),
                show(measured.median(|cost| cost.paint)),
                per_step(measured.parsed, measured.costs.len()),
                per_step(measured.rows, measured.costs.len()),
                per_step(measured.cells, measured.costs.len()),
                per_step(measured.bytes, measured.costs.len()),
            ]);
        }
    }
    table(
        &format!(
            "A delta from bytes to frame, {} by {}, by what the answer holds already",
            SIZE.0, SIZE.1
        ),
        &[
            "answer",
            "ratio",
            "median",
            "p99",
            "update",
            "prepare",
            "paint",
            "bytes parsed",
            "rows laid out",
            "cells",
            "bytes out",
        ],
        &rows,
    );
}

/// Frames of all kinds, by the number of entries.
pub fn by_entries() {
    let mut rows = Vec::new();
    let mut first: Option<Vec<Duration>> = None;
    for n_entries in ENTRIES {
        let (times, laid_out) = in_history(n_entries);
        let first = first.get_or_insert_with(|| times.clone());
        let cells = times
            .iter()
            .zip(first.iter())
            .map(|(time, first)| format!("{} ({})", ratio(*time, *first), show(*time)));
        rows.push(
            [n_entries.to_string()]
                .into_iter()
                .chain(cells)
                .chain([laid_out.to_string()])
                .collect(),
        );
    }
    table(
        "Frames by the entries of the conversation: ratio to the first line (median)",
        &[
            "entries",
            "open",
            "delta",
            "key",
            "page up",
            "to the top",
            "resize",
            "idle frame",
            "rows laid out to open",
        ],
        &rows,
    );
}

/// Steps of one kind, and the work behind them.
struct Measured {
    costs: Vec<Cost>,
    parsed: u64,
    rows: u64,
    cells: u64,
    bytes: u64,
}

impl Measured {
    fn times(&self, part: impl Fn(&Cost) -> Duration) -> Times {
        self.costs.iter().map(part).collect()
    }

    fn median(&self, part: impl Fn(&Cost) -> Duration) -> Duration {
        self.times(part).median()
    }
}

fn deltas(kind: Kind, n_bytes: usize) -> Measured {
    let whole = text(kind, n_bytes + 4 * STEPS + 4_000);
    let (before, after) = whole.split_at(n_bytes);
    let mut machine = Machine::new();
    machine.ask();
    machine.fill(before);
    machine.frame();
    // The app keeps its own stream to itself; this one is given the same text.
    let mut stream = MarkdownStream::default();
    stream.push(before);
    stream.refresh();

    let parsed = stream.parsed_bytes();
    let rows = machine.rows_laid_out();
    let counts = machine.counts();
    let start = Instant::now();
    let mut costs = Vec::new();
    for token in tokens(after).take(STEPS) {
        costs.push(machine.step(token));
        stream.push(token);
        stream.refresh();
        if start.elapsed() > PATIENCE && costs.len() >= 10 {
            break;
        }
    }
    Measured {
        parsed: stream.parsed_bytes() - parsed,
        rows: machine.rows_laid_out() - rows,
        cells: machine.counts().cells - counts.cells,
        bytes: machine.counts().bytes - counts.bytes,
        costs,
    }
}

/// Times of what [`by_entries`] names, and rows laid out for the first frame.
fn in_history(n_entries: usize) -> (Vec<Duration>, u64) {
    let opened = Times::from_iter((0..3).map(|_| Machine::new().open(session(n_entries)).total()));

    let mut machine = Machine::new();
    machine.open(session(n_entries));
    let laid_out = machine.rows_laid_out();
    let median = |machine: &mut Machine, n: usize, step: &mut dyn FnMut(&mut Machine) -> Cost| {
        Times::from_iter((0..n).map(|_| step(machine).total())).median()
    };
    let idle = median(&mut machine, 100, &mut Machine::frame);
    let key = median(&mut machine, 50, &mut |machine| {
        machine.key(Key::plain(KeyCode::Char('x')))
    });
    let page = median(&mut machine, 20, &mut |machine| {
        machine.key(Key::plain(KeyCode::PageUp))
    });
    let top = median(&mut machine, 10, &mut |machine| {
        machine.app.panes.conversation.follow();
        machine.frame();
        machine.app.panes.conversation.to_top();
        machine.frame()
    });
    machine.app.panes.conversation.follow();
    let mut narrow = false;
    let resize = median(&mut machine, 20, &mut |machine| {
        narrow = !narrow;
        let (columns, rows) = SIZE;
        machine.resize(if narrow { 80 } else { columns }, rows)
    });
    machine.ask();
    let answer = text(Kind::Paragraphs, 4 * STEPS);
    let mut answer = tokens(&answer);
    let delta = median(&mut machine, STEPS, &mut |machine| {
        machine.step(answer.next().unwrap_or("more "))
    });
    (
        vec![opened.median(), delta, key, page, top, resize, idle],
        laid_out,
    )
}

/// A session of prompts and answers in turn.
fn session(n_entries: usize) -> Opened {
    let replayed = Replayed {
        conversation: conversation(n_entries, 1_500),
        next_seq: 1,
        next_round: u64::try_from(n_entries).unwrap_or(u64::MAX) + 1,
        ..Replayed::default()
    };
    Opened {
        replayed,
        id: SessionId("01history".to_owned()),
        forked_from: None,
        warnings: Vec::new(),
    }
}

/// Prompts and answers in turn; an answer is markdown of `n_bytes`. Half a screen is 1,500.
pub fn conversation(n_entries: usize, n_bytes: usize) -> Conversation {
    let answer = text(Kind::Paragraphs, n_bytes);
    let mut conversation = Conversation::default();
    for entry in 0..n_entries {
        let at = UnixMillis(1_790_000_000_000 + entry as u64);
        let kind = if entry % 2 == 0 {
            EntryKind::User(vec![ContentBlock::text(&format!("Question {entry}?"))])
        } else {
            EntryKind::Assistant(Box::new(AssistantEntry {
                round: entry as u64,
                model: "claude-sonnet-5-5".to_owned(),
                message_id: None,
                blocks: vec![AssistantBlock {
                    block: ContentBlock::text(&format!("Answer {entry}. {answer}")),
                    complete: true,
                    partial_input: None,
                }],
                stop: Stop {
                    reason: Some(StopReason::EndTurn),
                    ..Stop::default()
                },
                usage: Usage::default(),
                interrupted: None,
                damaged: false,
                timing: Timing::default(),
            }))
        };
        conversation.append(kind, at);
    }
    conversation.take_changes();
    conversation
}
