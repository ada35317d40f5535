//! The *message* of a script: its blocks and their deltas, as the Messages API sends them.
//!
//! The wire keeps its order by itself: `message_start` comes first, blocks are opened and closed as
//! needed, and neighbouring texts are deltas of one block.

use serde_json::{Value, json};

use super::script::Script;

/// How far the message of a script is.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    started: bool,
    /// The kind of the block that is open.
    open: Option<&'static str>,
    n_blocks: usize,
    /// Was a tool called?
    calls: bool,
}

impl Script {
    /// A sign of life, which brings nothing: the server has connected and the answer is awaited.
    pub fn ping(self) -> Self {
        self.event(&json!({"type": "ping"}))
    }

    /// A delta of text.
    pub fn text(self, text: &str) -> Self {
        let block = json!({"type": "text", "text": ""});
        let delta = json!({"type": "text_delta", "text": text});
        self.opened("text", &block).delta(&delta)
    }

    /// A delta of thinking.
    pub fn thinking(self, text: &str) -> Self {
        let block = json!({"type": "thinking", "thinking": "", "signature": ""});
        let delta = json!({"type": "thinking_delta", "thinking": text});
        self.opened("thinking", &block).delta(&delta)
    }

    /// The signature of the thinking before.
    pub fn signature(self, signature: &str) -> Self {
        self.delta(&json!({"type": "signature_delta", "signature": signature}))
    }

    /// A call with its input in the pieces given; the first fragment is empty, as it usually is.
    pub fn tool_use(self, id: &str, name: &str, input: &[&str]) -> Self {
        let script = self.call_begun(id, name);
        let pieces = input.iter();
        pieces
            .fold(script, |script, piece| script.call_input(piece))
            .block_closed()
    }

    /// The beginning of a call, with an empty fragment of its input.
    pub fn call_begun(self, id: &str, name: &str) -> Self {
        let mut script = self.block_closed();
        let block = json!({"type": "tool_use", "id": id, "name": name, "input": {}});
        script.message.calls = true;
        script.opened("tool_use", &block).call_input("")
    }

    /// A fragment of the input of the call that is open.
    pub fn call_input(self, fragment: &str) -> Self {
        self.delta(&json!({"type": "input_json_delta", "partial_json": fragment}))
    }

    /// Closes the block that is open, so that the next text begins another one.
    pub fn block_closed(mut self) -> Self {
        if self.message.open.take().is_none() {
            return self;
        }
        let index = self.message.n_blocks - 1;
        self.event(&json!({"type": "content_block_stop", "index": index}))
    }

    /// Ends the message: with `tool_use` if there was a call, else with `end_turn`.
    pub fn end_turn(self) -> Self {
        let reason = if self.message.calls {
            "tool_use"
        } else {
            "end_turn"
        };
        self.stop(reason)
    }

    /// Ends the message with a reason of its own.
    pub fn stop(self, reason: &str) -> Self {
        self.message_started()
            .block_closed()
            .event(&json!({
                "type": "message_delta",
                "delta": {"stop_reason": reason, "stop_sequence": null},
                "usage": {"output_tokens": 12},
            }))
            .event(&json!({"type": "message_stop"}))
    }

    fn message_started(mut self) -> Self {
        if self.message.started {
            return self;
        }
        self.message.started = true;
        self.event(&json!({"type": "message_start", "message": {
            "id": "msg_test", "type": "message", "role": "assistant", "model": "test-model",
            "content": [], "stop_reason": null, "stop_sequence": null,
            "usage": {"input_tokens": 25, "output_tokens": 1},
        }}))
    }

    /// Opens `block`, unless one of its kind is open.
    fn opened(self, kind: &'static str, block: &Value) -> Self {
        if self.message.open == Some(kind) {
            return self;
        }
        let mut script = self.message_started().block_closed();
        let index = script.message.n_blocks;
        script.message.n_blocks += 1;
        script.message.open = Some(kind);
        let start = json!({"type": "content_block_start", "index": index, "content_block": block});
        script.event(&start)
    }

    fn delta(self, delta: &Value) -> Self {
        let index = self.message.n_blocks.checked_sub(1).expect("an open block");
        self.event(&json!({"type": "content_block_delta", "index": index, "delta": delta}))
    }
}
