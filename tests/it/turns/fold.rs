//! What a response says, folded a second time: on trees of JSON, naively, and without any code of
//! the program, so that a block that the program loses is missed.

use causerie::conversation::entry::AssistantEntry;
use serde_json::{Map, Value, json};

use crate::support::fixture::Said;

/// A response, or as much of it as was said.
#[derive(Debug, Default)]
pub struct Folded {
    pub blocks: Vec<Block>,
    pub stop: Option<String>,
    /// The count of output tokens that was said last.
    pub output: Option<u64>,
    has_ended: bool,
    is_broken: bool,
    began: bool,
}

#[derive(Debug)]
pub struct Block {
    /// The server's index.
    index: u64,
    /// Where it stands: the index, or the next free one if that was used before.
    place: u64,
    json: Map<String, Value>,
    /// The fragments of the input, joined.
    input: String,
    is_closed: bool,
    is_touched: bool,
}

/// Folds events in order.
pub fn fold(said: &[Said]) -> Folded {
    let mut folded = Folded::default();
    for event in said {
        if folded.has_ended || folded.is_broken {
            break;
        }
        folded.apply(event);
    }
    folded.blocks.sort_by_key(|block| block.place);
    folded
}

impl Folded {
    /// Did it come to its end?
    pub fn is_whole(&self) -> bool {
        self.has_ended || (self.stop.is_some() && !self.is_broken)
    }

    /// Is there nothing to show?
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|block| match block.kind() {
            kind @ ("text" | "thinking") => block.json[kind] == "",
            "redacted_thinking" | "fallback" => true,
            _ => false,
        })
    }

    /// Checks that `answer` holds exactly what was said.
    pub fn check(&self, answer: &AssistantEntry) {
        let is_whole = self.is_whole();
        let kept: Vec<_> = self
            .blocks
            .iter()
            .filter(|b| is_whole || !b.is_void())
            .collect();
        let mut found = Vec::new();
        let mut expect = Vec::new();
        for (idx, block) in kept.iter().enumerate() {
            let (mut block, _) = block.whole(is_whole);
            let own = answer.blocks.get(idx);
            let mut own = own.map_or(Value::Null, |own| own.block.raw().to_value());
            if is_nameless_call(&block) {
                // An id that a server leaves out is invented, whatever it is.
                assert!(own["id"].as_str().is_some_and(|id| !id.is_empty()), "{own}");
                own["id"] = Value::Null;
                block["id"] = Value::Null;
            }
            found.push(own);
            expect.push(block);
        }
        assert_eq!(found, expect, "the blocks");

        let complete: Vec<_> = answer.blocks.iter().map(|block| block.complete).collect();
        let expect: Vec<_> = kept.iter().map(|block| block.whole(is_whole).1).collect();
        assert_eq!(complete, expect, "which blocks are complete");

        assert_eq!(
            answer.interrupted.is_none(),
            is_whole,
            "{:?}",
            answer.interrupted
        );
        assert_eq!(
            answer.stop.reason.as_ref().map(|r| r.name()),
            self.stop.as_deref()
        );
        assert_eq!(answer.usage.output, self.output.unwrap_or_default());
    }

    fn apply(&mut self, event: &Said) {
        let data = &event.data;
        let index = data["index"].as_u64().unwrap_or(0);
        match event.kind() {
            "message_start" => self.start(data.get("message").unwrap_or(data)),
            "content_block_start" => self.open(index, &data["content_block"]),
            "content_block_delta" => self.push(index, &data["delta"]),
            "content_block_stop" => {
                if let Some(block) = self.find(index) {
                    block.is_closed = true;
                }
            }
            "message_delta" => {
                self.ending(&data["delta"]);
                self.counts(&data["usage"]);
            }
            "message_stop" => self.has_ended = true,
            "error" => self.is_broken = true,
            _ => {}
        }
    }

    fn start(&mut self, message: &Value) {
        if self.began && !(self.blocks.is_empty() && self.stop.is_none()) {
            return;
        }
        self.began = true;
        self.ending(message);
        self.counts(&message["usage"]);
        let content = match &message["content"] {
            Value::String(text) => vec![json!({"type": "text", "text": text})],
            content => content.as_array().cloned().unwrap_or_default(),
        };
        for (index, block) in (0..).zip(&content) {
            self.open(index, block);
            self.blocks.last_mut().unwrap().is_closed = true;
        }
    }

    fn ending(&mut self, said: &Value) {
        let reason = said["stop_reason"]
            .as_str()
            .filter(|reason| !reason.is_empty());
        self.stop = reason.map(str::to_owned).or(self.stop.take());
    }

    fn counts(&mut self, usage: &Value) {
        self.output = usage["output_tokens"].as_u64().or(self.output);
    }

    fn open(&mut self, index: u64, start: &Value) {
        self.began = true;
        self.blocks
            .retain(|block| block.index != index || block.is_closed || block.is_touched);
        let mut json = start.as_object().cloned().unwrap_or_default();
        // Members that some servers leave out of their starts, or send as null.
        let kind = json
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if matches!(kind.as_str(), "text" | "thinking") {
            if !json.get(&kind).is_some_and(Value::is_string) {
                json.insert(kind, json!(""));
            }
        } else if is_call(&kind) && !json.get("input").is_some_and(Value::is_object) {
            json.insert("input".into(), json!({}));
        }
        let next = self
            .blocks
            .iter()
            .map(|block| block.place + 1)
            .max()
            .unwrap_or(0);
        let is_free = self.blocks.iter().all(|block| block.place != index);
        let place = if is_free { index } else { next };
        self.blocks.push(Block {
            index,
            place,
            json,
            input: String::new(),
            is_closed: false,
            is_touched: false,
        });
    }

    fn push(&mut self, index: u64, delta: &Value) {
        let kind = delta["type"].as_str().unwrap_or_default();
        if self.find(index).is_none() {
            // A delta of an unknown kind opens nothing: nobody knows what its block would be.
            let start = match kind {
                "thinking_delta" | "signature_delta" => json!({"type": "thinking"}),
                "input_json_delta" => json!({"type": "tool_use", "name": "unknown"}),
                "compaction_delta" => json!({"type": "compaction"}),
                "text_delta" | "citations_delta" => json!({"type": "text"}),
                _ => return,
            };
            self.open(index, &start);
        }
        let block = self.find(index).unwrap();
        block.is_touched = true;
        let text = |name: &str| delta[name].as_str().unwrap_or_default();
        match kind {
            "text_delta" => block.append("text", text("text")),
            "thinking_delta" => block.append("thinking", text("thinking")),
            "input_json_delta" => block.input.push_str(text("partial_json")),
            "signature_delta" => {
                block
                    .json
                    .insert("signature".into(), text("signature").into());
            }
            "citations_delta" => {
                let citations = block.json.entry("citations").or_insert(json!([]));
                if citations.is_null() {
                    *citations = json!([]);
                }
                citations
                    .as_array_mut()
                    .unwrap()
                    .push(delta["citation"].clone());
            }
            "compaction_delta" => {
                let members = delta.as_object().unwrap().iter();
                let members = members.filter(|(name, _)| *name != "type");
                block
                    .json
                    .extend(members.map(|(name, value)| (name.clone(), value.clone())));
            }
            // Nobody knows where it belongs; that the program says so is checked elsewhere.
            _ => {}
        }
    }

    fn find(&mut self, index: u64) -> Option<&mut Block> {
        self.blocks.iter_mut().rfind(|block| block.index == index)
    }
}

impl Block {
    fn kind(&self) -> &str {
        self.json
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The id of the call, if it is one.
    pub fn call_id(&self) -> Option<&str> {
        let id = self.json.get("id").filter(|_| is_call(self.kind()))?;
        id.as_str().filter(|id| !id.is_empty())
    }

    fn append(&mut self, member: &str, more: &str) {
        let text = self
            .json
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default();
        let text = format!("{text}{more}");
        self.json.insert(member.to_owned(), text.into());
    }

    /// Was it cut before anything of it had arrived?
    fn is_void(&self) -> bool {
        let is_text = matches!(self.kind(), kind @ ("text" | "thinking") if self.json[kind] == "");
        let has_signature = self.is_touched && self.json.contains_key("signature");
        is_text && !self.is_closed && !has_signature
    }

    /// The block as it should be kept, and whether it is complete.
    fn whole(&self, is_whole: bool) -> (Value, bool) {
        let is_closed = self.is_closed || is_whole;
        let mut json = self.json.clone();
        let mut is_complete = is_closed;
        if !is_call(self.kind()) {
            let input = serde_json::from_str::<Value>(&self.input).ok();
            json.extend(input.map(|input| ("input".to_owned(), input)));
        } else if !self.input.trim().is_empty() {
            let input = serde_json::from_str::<Value>(&self.input)
                .ok()
                .filter(Value::is_object);
            is_complete &= input.is_some();
            let input = input.filter(|_| is_closed).unwrap_or_else(|| json!({}));
            json.insert("input".into(), input);
        }
        (Value::Object(json), is_complete)
    }
}

fn is_call(kind: &str) -> bool {
    matches!(kind, "tool_use" | "server_tool_use" | "mcp_tool_use")
}

fn is_nameless_call(block: &Value) -> bool {
    let has_id = match &block["id"] {
        Value::String(id) => !id.is_empty(),
        id => id.is_number(),
    };
    block["type"].as_str().is_some_and(is_call) && !has_id
}
