//! A *performance* is one answer on its way out: events in wire form, each with its moment.
//!
//! The script says what is answered and `tokens` cuts it into pieces; this module gives each piece
//! its time and its JSON. Moments are counted from the start of the answer, so that a late piece
//! does not delay the ones after it. Nothing is sent here.

use std::time::Duration;

use serde_json::{Value, json};

use super::request::{Asked, signature};
use super::script::{Answer, Block, Finish, OVERLOADED, Tempo};
use super::tokens::{Cut, cut, pieces};

/// How fast a demo answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Like a real model: a moment of silence, then about 80 tokens per second.
    Natural,
    /// Without any pause, for tests.
    FullSpeed,
}

/// One thing to send, and when.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Beat {
    /// Counted from the start of the answer.
    pub(super) at: Duration,
    pub(super) act: Act,
}

/// What a beat does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// Sends one event, as an SSE frame. Text, because a long answer has thousands of them and a
    /// tree of JSON is ten times the size.
    Send(String),
    /// Breaks the connection.
    Drop,
}

/// Names for one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ids {
    /// Random for each run of the server, so that ids do not repeat in a resumed session.
    pub(super) run: u64,
    /// Counts up with every answer of the run.
    pub(super) answer: u64,
}

impl Ids {
    fn message(self) -> String {
        format!("msg_demo{:016x}{:04x}", self.run, self.answer)
    }

    fn tool_use(self, index: usize) -> String {
        format!("toolu_demo{:016x}{:04x}{index:02x}", self.run, self.answer)
    }
}

/// The answer as a stream.
pub(super) fn stream(answer: &Answer, asked: &Asked, ids: Ids, pace: Pace) -> Vec<Beat> {
    let mut stage = Stage::new(answer.tempo, pace);
    let mut usage = input_usage(asked);
    insert(&mut usage, "output_tokens", 1.into());
    stage.event(&json!({"type": "message_start", "message": {
        "id": ids.message(), "type": "message", "role": "assistant", "model": asked.model,
        "content": [], "stop_reason": null, "stop_sequence": null, "stop_details": null,
        "usage": usage,
    }}));
    stage.event(&json!({"type": "ping"}));
    stage.wait_for_the_first_token();

    let cut = cut(answer, asked.max_tokens);
    // A fault strikes in the middle of the last block.
    let is_whole = !matches!(answer.finish, Finish::Drop | Finish::Error);
    for (index, block) in cut.blocks.iter().enumerate() {
        stage.block(index, block, ids);
        if is_whole || index + 1 < cut.blocks.len() {
            stage.event(&json!({"type": "content_block_stop", "index": index}));
        }
    }
    match &answer.finish {
        Finish::Drop => stage.beats.push(Beat {
            at: stage.clock,
            act: Act::Drop,
        }),
        Finish::Error => stage.event(&json!({"type": "error", "error": {
            "type": "overloaded_error", "message": OVERLOADED,
        }, "request_id": null})),
        Finish::Complete | Finish::MaxTokens | Finish::Refusal { .. } => {
            let mut usage = input_usage(asked);
            add_output_usage(&mut usage, &cut);
            let (stop_reason, stop_details) = stop(answer, &cut);
            stage.event(&json!({"type": "message_delta", "delta": {
                "stop_reason": stop_reason, "stop_sequence": null, "stop_details": stop_details,
            }, "usage": usage}));
            stage.event(&json!({"type": "message_stop"}));
        }
    }
    stage.beats
}

/// The answer as one JSON object.
pub(super) fn whole(answer: &Answer, asked: &Asked, ids: Ids) -> Value {
    let cut = cut(answer, asked.max_tokens);
    let mut usage = input_usage(asked);
    add_output_usage(&mut usage, &cut);
    let (stop_reason, stop_details) = stop(answer, &cut);
    let blocks = cut.blocks.iter().enumerate();
    let content: Vec<Value> = blocks
        .map(|(index, block)| whole_block(index, block, ids))
        .collect();
    json!({
        "id": ids.message(), "type": "message", "role": "assistant", "model": asked.model,
        "content": content, "stop_reason": stop_reason, "stop_sequence": null,
        "stop_details": stop_details, "usage": usage,
    })
}

/// How long an unstreamed answer is kept back.
pub(super) fn whole_delay(tempo: Tempo, pace: Pace) -> Duration {
    match (pace, tempo) {
        (Pace::Natural, Tempo::Usual) => Duration::from_millis(800),
        (Pace::Natural, Tempo::Slow) => Duration::from_secs(5),
        (Pace::FullSpeed, _) => Duration::ZERO,
    }
}

/// Collects beats and moves their clock along.
struct Stage {
    beats: Vec<Beat>,
    clock: Duration,
    first_token: Duration,
    per_token: Duration,
}

impl Stage {
    fn new(tempo: Tempo, pace: Pace) -> Self {
        let (first_token, per_token) = match (pace, tempo) {
            (Pace::FullSpeed, _) => (0, 0),
            (Pace::Natural, Tempo::Usual) => (400_000, 12_500),
            (Pace::Natural, Tempo::Slow) => (5_000_000, 250_000),
        };
        Self {
            beats: Vec::new(),
            clock: Duration::ZERO,
            first_token: Duration::from_micros(first_token),
            per_token: Duration::from_micros(per_token),
        }
    }

    fn wait_for_the_first_token(&mut self) {
        self.clock += self.first_token;
    }

    fn event(&mut self, event: &Value) {
        self.beats.push(Beat {
            at: self.clock,
            act: Act::Send(sse_frame(event)),
        });
    }

    fn token(&mut self, index: usize, delta: &Value) {
        self.event(&json!({"type": "content_block_delta", "index": index, "delta": delta}));
        self.clock += self.per_token;
    }

    /// Everything of a block but its stop.
    fn block(&mut self, index: usize, block: &Block, ids: Ids) {
        let start = match block {
            Block::Thinking(_) => json!({"type": "thinking", "thinking": "", "signature": ""}),
            Block::Text(_) => json!({"type": "text", "text": ""}),
            Block::ToolUse { name, .. } => {
                json!({"type": "tool_use", "id": ids.tool_use(index), "name": name, "input": {}})
            }
        };
        self.event(&json!({"type": "content_block_start", "index": index, "content_block": start}));
        match block {
            Block::Thinking(text) => {
                for piece in pieces(text) {
                    self.token(index, &json!({"type": "thinking_delta", "thinking": piece}));
                }
                let signature = signature(text);
                self.event(&json!({"type": "content_block_delta", "index": index,
                    "delta": {"type": "signature_delta", "signature": signature}}));
            }
            Block::Text(text) => {
                for piece in pieces(text) {
                    self.token(index, &json!({"type": "text_delta", "text": piece}));
                }
            }
            Block::ToolUse { input, .. } => {
                let input = input.to_string();
                // The real server's first fragment is empty too.
                for piece in std::iter::once("").chain(pieces(&input)) {
                    let delta = json!({"type": "input_json_delta", "partial_json": piece});
                    self.token(index, &delta);
                }
            }
        }
    }
}

fn stop(answer: &Answer, cut: &Cut) -> (&'static str, Value) {
    if cut.is_cut || answer.finish == Finish::MaxTokens {
        return ("max_tokens", Value::Null);
    }
    if let Finish::Refusal { explanation } = &answer.finish {
        let details = json!({
            "type": "refusal", "category": "general_harms", "explanation": explanation,
        });
        return ("refusal", details);
    }
    let calls = cut
        .blocks
        .iter()
        .any(|block| matches!(block, Block::ToolUse { .. }));
    (if calls { "tool_use" } else { "end_turn" }, Value::Null)
}

fn whole_block(index: usize, block: &Block, ids: Ids) -> Value {
    match block {
        Block::Thinking(text) => {
            json!({"type": "thinking", "thinking": text, "signature": signature(text)})
        }
        Block::Text(text) => json!({"type": "text", "text": text}),
        Block::ToolUse { name, input } => {
            json!({"type": "tool_use", "id": ids.tool_use(index), "name": name, "input": input})
        }
    }
}

/// What the input would have cost, at four bytes a token; with caching, the history is read from
/// the cache and the rest is written to it.
fn input_usage(asked: &Asked) -> Value {
    let earlier = asked.earlier_bytes / 4;
    let fresh = (asked.fresh_bytes / 4).max(1);
    let (input, written, read) = if asked.cached {
        (3, fresh, earlier)
    } else {
        (fresh + earlier, 0, 0)
    };
    json!({
        "input_tokens": input, "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read, "service_tier": "standard",
    })
}

fn add_output_usage(usage: &mut Value, cut: &Cut) {
    insert(usage, "output_tokens", cut.n_tokens.into());
    let details = json!({"thinking_tokens": cut.n_thinking});
    insert(usage, "output_tokens_details", details);
}

fn sse_frame(event: &Value) -> String {
    let name = event
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    format!("event: {name}\ndata: {event}\n\n")
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(tempo: Tempo, pace: Pace) -> Vec<Beat> {
        let body = r#"{"model":"m","max_tokens":900,"messages":[{"role":"user","content":"x"}]}"#;
        let asked = Asked::read(body.as_bytes()).unwrap();
        let answer = Answer {
            blocks: vec![Block::Text("word ".repeat(161))],
            finish: Finish::Complete,
            tempo,
        };
        stream(&answer, &asked, Ids { run: 0, answer: 0 }, pace)
    }

    /// Moments of all text deltas in milliseconds.
    fn moments(beats: &[Beat]) -> Vec<u128> {
        let deltas = beats.iter().filter(|beat| match &beat.act {
            Act::Send(sse_frame) => sse_frame.contains("\"text_delta\""),
            Act::Drop => false,
        });
        deltas.map(|beat| beat.at.as_millis()).collect()
    }

    #[test]
    fn eighty_tokens_come_in_a_second_and_the_first_after_a_moment() {
        let moments = moments(&beats(Tempo::Usual, Pace::Natural));
        assert_eq!((moments[0], moments[80], moments[160]), (400, 1_400, 2_400));
    }

    #[test]
    fn a_slow_answer_is_silent_for_five_seconds() {
        let beats = beats(Tempo::Slow, Pace::Natural);
        assert_eq!(beats[0].at, Duration::ZERO, "the message starts at once");
        assert_eq!(moments(&beats)[..3], [5_000, 5_250, 5_500]);
    }

    #[test]
    fn at_full_speed_nothing_waits() {
        assert!(
            beats(Tempo::Slow, Pace::FullSpeed)
                .iter()
                .all(|beat| beat.at.is_zero())
        );
    }
}
