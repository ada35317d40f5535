//! What the status bar and the indicator say, as values: which numbers hold now.

use std::time::Instant;

use crate::api::accumulator::{Accumulator, LiveKind};
use crate::api::content::BlockKind;
use crate::api::request::context_window;
use crate::app::{App, TICK};
use crate::conversation::entry::{AssistantEntry, Entry, EntryKind, millis};
use crate::text::sanitize::one_line;
use crate::turn::{Phase, Turn};

/// Bytes that stand for one token when the server has not said: a rough, usual figure.
const BYTES_PER_TOKEN: u64 = 4;

/// Of a prompt that may be a book only so much is looked at in each frame.
const TITLE_CHARS: usize = 100;

/// What a turn is doing, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// In which phase it is.
    pub phase: Phase,
    /// Since the prompt was sent, in milliseconds.
    pub elapsed: u64,
    /// Is it in its first round?
    pub is_first_round: bool,
    /// Output tokens of the turn so far; a guess from the length of the text where the server has
    /// not counted yet.
    pub tokens: u64,
    /// Tokens per second since the first word of the round.
    pub rate: Option<u64>,
    /// Until the first word, in milliseconds.
    pub first_delta: Option<u64>,
}

impl Progress {
    /// Whether these numbers may stand for `now`: nothing but time and the size of the answer is
    /// another, and the next [`TICK`] has not come. Numbers that changed with each word would be
    /// written beside it, more of them than of the answer, and nobody could read them.
    pub fn is_of_the_tick_of(&self, now: &Self) -> bool {
        let tick = |progress: &Self| u128::from(progress.elapsed) / TICK.as_millis();
        let rest = |progress: &Self| {
            (
                progress.phase,
                progress.is_first_round,
                progress.first_delta,
            )
        };
        tick(self) == tick(now) && rest(self) == rest(now)
    }
}

/// The turn's progress, whose rounds before this one came to `tokens_before`; `None` when idle.
pub fn progress(turn: &Turn, tokens_before: u64, now: Instant) -> Option<Progress> {
    let phase = turn.phase();
    if phase == Phase::Idle {
        return None;
    }
    let elapsed = turn
        .started()
        .map_or(0, |started| millis_between(started, now));
    let mut progress = Progress {
        phase,
        elapsed,
        is_first_round: turn.rounds() <= 1,
        tokens: tokens_before,
        rate: None,
        first_delta: None,
    };
    if let Some(round) = turn.round() {
        let tokens = tokens(&round.accumulator);
        progress.tokens = tokens_before.saturating_add(tokens);
        if let Some(first) = round.first_delta {
            progress.first_delta = Some(millis_between(round.started, first));
            let streamed = millis_between(first, now);
            // Over less than half a second the figure would only dance.
            if streamed >= 500 {
                progress.rate = tokens.saturating_mul(1_000).checked_div(streamed);
            }
        }
    }
    Some(progress)
}

/// Output tokens of a round so far: the server's count once it is more than its placeholder, else a
/// guess.
fn tokens(accumulator: &Accumulator) -> u64 {
    let bytes = accumulator
        .blocks()
        .iter()
        .map(|block| match &block.kind {
            LiveKind::Text(text) | LiveKind::Thinking(text) => text.len(),
            LiveKind::ToolUse { input, .. } | LiveKind::ServerToolUse { input, .. } => input.len(),
            LiveKind::ServerToolResult { .. } | LiveKind::Other(_) => 0,
        })
        .sum();
    let counted = accumulator.usage().output;
    if accumulator.is_complete() && counted > 0 {
        counted
    } else {
        // Before the end the server's count is a placeholder.
        guess(bytes)
    }
}

/// Output tokens of all rounds since the last prompt of a path.
pub fn tokens_of_turn<'a>(path: impl DoubleEndedIterator<Item = &'a Entry>) -> u64 {
    let is_prompt = |entry: &&Entry| matches!(entry.kind, EntryKind::User(_));
    let turn = path.rev().take_while(|entry| !is_prompt(entry));
    let tokens = turn.filter_map(|entry| match &entry.kind {
        EntryKind::Assistant(answer) => Some(output_tokens(answer)),
        _ => None,
    });
    tokens.fold(0, u64::saturating_add)
}

/// Output tokens of an answer: as counted by the server, or a guess where it was cut before that.
pub fn output_tokens(answer: &AssistantEntry) -> u64 {
    if answer.interrupted.is_none() {
        return answer.usage.output;
    }
    let bytes = answer
        .blocks
        .iter()
        .map(|block| match block.block.kind() {
            BlockKind::Text(text) | BlockKind::Thinking { text, .. } => text.len(),
            BlockKind::ToolUse(call) | BlockKind::ServerToolUse(call) => call.input.get().len(),
            _ => 0,
        })
        .sum();
    guess(bytes).max(answer.usage.output)
}

/// Tokens per second of an answer, after its first word; nothing for what was over at once.
pub fn rate(answer: &AssistantEntry) -> Option<u64> {
    let streamed = answer
        .timing
        .total
        .saturating_sub(answer.timing.first_delta?);
    let tokens = output_tokens(answer);
    tokens
        .saturating_mul(1_000)
        .checked_div(streamed)
        .filter(|rate| streamed >= 250 && *rate > 0)
}

fn guess(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX) / BYTES_PER_TOKEN
}

/// The last answer on the path.
pub fn last_answer(app: &App) -> Option<&AssistantEntry> {
    app.conversation
        .path_entries()
        .rev()
        .find_map(|entry| match &entry.kind {
            EntryKind::Assistant(answer) => Some(answer.as_ref()),
            _ => None,
        })
}

/// Tokens of context in use and the window, where both are known.
pub fn context(app: &App) -> Option<(u64, u64)> {
    Some((app.shown.context?, context_window(&app.turn.params.model)?))
}

/// Is text arriving right now?
pub fn progress_is_streaming(app: &App) -> bool {
    matches!(&app.shown.progress, Some(progress) if progress.phase != Phase::Stopping)
}

/// What the session is called: its first prompt. Nothing during its first turn, when that prompt
/// stands above its answer anyway.
pub fn title(app: &App) -> Option<String> {
    if app.projection.n_prompts() < 2 {
        return None;
    }
    app.conversation
        .path_entries()
        .find_map(|entry| match &entry.kind {
            EntryKind::User(blocks) => blocks.iter().find_map(|block| match block.kind() {
                BlockKind::Text(text) => {
                    let beginning: String = text.chars().take(TITLE_CHARS).collect();
                    Some(one_line(&beginning))
                }
                _ => None,
            }),
            _ => None,
        })
}

fn millis_between(from: Instant, to: Instant) -> u64 {
    millis(to.saturating_duration_since(from))
}
