//! A *content block* is one element of a message: its raw JSON, and what we understand of it.
//!
//! The raw text is the truth and is what is saved and sent back; [`BlockKind`] is a reading of it,
//! made once. A kind that this program does not know reads as [`BlockKind::Other`] and is kept all
//! the same. What may be sent in which place is not decided here but by the conversation.

pub mod served;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::raw::{RawJson, RawObject};

/// Joins a tool use with its result. Never empty: for a server that sends none, one is invented.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ToolCallId(pub String);

/// One content block.
///
/// # Invariants
///
/// The raw text is as it came, with one exception: a `tool_use` without an id, or without an object
/// as `input`, could not be sent back, so these members are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentBlock {
    raw: RawJson,
    kind: BlockKind,
}

/// What a block is, as far as this program reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// Text of the person or of the model.
    Text(String),
    /// Reasoning; `signature` is opaque and absent while streaming or on servers that never sign.
    Thinking {
        #[expect(missing_docs, reason = "named by the API")]
        text: String,
        #[expect(missing_docs, reason = "named by the API")]
        signature: Option<String>,
    },
    /// Encrypted reasoning: sent back, never shown.
    RedactedThinking,
    /// A call that waits for this client.
    ToolUse(ToolUse),
    /// Our answer to a call.
    ToolResult(ToolResult),
    /// A call that the server itself runs (`server_tool_use`, `mcp_tool_use`).
    ServerToolUse(ToolUse),
    /// The result of such a call (any type that ends in `_tool_result`).
    ServerToolResult(ToolResult),
    /// Any other type, by its name; the empty name if the block has no type.
    Other(String),
}

/// The model wants a tool to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub struct ToolUse {
    pub id: ToolCallId,
    pub name: String,
    /// A JSON object, with its own key order.
    pub input: RawJson,
}

/// What came of running a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub struct ToolResult {
    pub tool_use_id: ToolCallId,
    /// The text parts of the content, joined by line breaks; of a tool that the server ran, what
    /// can be read of it.
    pub content: String,
    pub is_error: bool,
}

impl ContentBlock {
    /// Reads a block that came as JSON. Never fails: what is not an object with a `type` is
    /// `Other`.
    ///
    /// A tool use without an id gets one made from its text; the accumulator, which knows better
    /// ones, fills it in before.
    pub fn from_raw(raw: RawJson) -> Self {
        let Some(object) = RawObject::from_json(&raw) else {
            let kind = BlockKind::Other(String::new());
            return Self { raw, kind };
        };
        Self::read(raw, object)
    }

    /// The same of an object whose members are known.
    pub fn from_object(object: RawObject) -> Self {
        Self::read(object.to_json(), object)
    }

    /// `object` holds the members of `raw`.
    fn read(raw: RawJson, object: RawObject) -> Self {
        let name = object.read::<String>("type").unwrap_or_default();
        if name == "tool_use" {
            return Self::from_tool_use(raw, object);
        }
        let kind = read_kind(name, &object);
        Self { raw, kind }
    }

    /// A text block of our own.
    pub fn text(text: &str) -> Self {
        #[derive(Serialize)]
        struct Wire<'a> {
            r#type: &'static str,
            text: &'a str,
        }
        let r#type = "text";
        Self {
            raw: RawJson::of(&Wire { r#type, text }),
            kind: BlockKind::Text(text.to_owned()),
        }
    }

    /// A tool result of our own. Empty content is left out, as the API prefers.
    pub fn tool_result(result: &ToolResult) -> Self {
        #[derive(Serialize)]
        struct Wire<'a> {
            r#type: &'static str,
            tool_use_id: &'a str,
            #[serde(skip_serializing_if = "str::is_empty")]
            content: &'a str,
            #[serde(skip_serializing_if = "std::ops::Not::not")]
            is_error: bool,
        }
        let wire = Wire {
            r#type: "tool_result",
            tool_use_id: &result.tool_use_id.0,
            content: &result.content,
            is_error: result.is_error,
        };
        Self {
            raw: RawJson::of(&wire),
            kind: BlockKind::ToolResult(result.clone()),
        }
    }

    /// The block as it is saved and sent.
    pub fn raw(&self) -> &RawJson {
        &self.raw
    }

    /// What the block is.
    pub fn kind(&self) -> &BlockKind {
        &self.kind
    }

    fn from_tool_use(raw: RawJson, mut object: RawObject) -> Self {
        let mut mended = false;
        let id = read_id(&object, "id").unwrap_or_else(|| {
            mended = true;
            let id = invented_id(raw.get());
            object.set("id", RawJson::of(&id.0));
            id
        });
        let input = read_input(&object).unwrap_or_else(|| {
            mended = true;
            object.set("input", RawJson::empty_object());
            RawJson::empty_object()
        });
        let name = object.read("name").unwrap_or_default();
        Self {
            raw: if mended { object.to_json() } else { raw },
            kind: BlockKind::ToolUse(ToolUse { id, name, input }),
        }
    }
}

impl Serialize for ContentBlock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ContentBlock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawJson::deserialize(deserializer).map(Self::from_raw)
    }
}

/// The id in member `name`; `None` if it is missing or empty. Numbers count, in their own spelling.
pub(super) fn read_id(object: &RawObject, name: &str) -> Option<ToolCallId> {
    let id = match object.read::<Value>(name)? {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    (!id.is_empty()).then_some(ToolCallId(id))
}

/// The member `input`, if it is an object.
pub(super) fn read_input(object: &RawObject) -> Option<RawJson> {
    object.get("input").filter(|raw| raw.is_object()).cloned()
}

fn read_kind(name: String, object: &RawObject) -> BlockKind {
    match name.as_str() {
        "text" => BlockKind::Text(object.read("text").unwrap_or_default()),
        "thinking" => BlockKind::Thinking {
            text: object.read("thinking").unwrap_or_default(),
            signature: object.read::<String>("signature").filter(|s| !s.is_empty()),
        },
        "redacted_thinking" => BlockKind::RedactedThinking,
        "server_tool_use" | "mcp_tool_use" => BlockKind::ServerToolUse(ToolUse {
            id: read_id(object, "id").unwrap_or_else(|| invented_id(object.to_json().get())),
            name: object.read("name").unwrap_or_default(),
            input: read_input(object).unwrap_or_else(RawJson::empty_object),
        }),
        "tool_result" => BlockKind::ToolResult(ToolResult {
            tool_use_id: read_result_id(object),
            content: object.get("content").map(joined_text).unwrap_or_default(),
            is_error: object.read("is_error").unwrap_or_default(),
        }),
        _ if is_server_result(&name) => {
            let (content, is_error) = served::read(object);
            BlockKind::ServerToolResult(ToolResult {
                tool_use_id: read_result_id(object),
                content,
                is_error,
            })
        }
        _ => BlockKind::Other(name),
    }
}

/// Is it the type of a block with the result of a call that the server ran?
pub(super) fn is_server_result(block_type: &str) -> bool {
    block_type != "tool_result" && block_type.ends_with("_tool_result")
}

/// A result without an id answers nothing; it gets an id that no call has.
pub(super) fn read_result_id(object: &RawObject) -> ToolCallId {
    read_id(object, "tool_use_id").unwrap_or_else(|| invented_id(object.to_json().get()))
}

/// The text of a tool result's content: a string, or the text blocks of an array.
fn joined_text(content: &RawJson) -> String {
    match content.to_value() {
        Value::String(text) => text,
        Value::Array(blocks) => {
            let texts = blocks
                .iter()
                .filter_map(|block| block.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// An id that depends on `text` alone, so that reading the same block twice gives the same id.
fn invented_id(text: &str) -> ToolCallId {
    // FNV-1a: the standard library's hashers may change their results between releases.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ToolCallId(format!("call_{hash:016x}"))
}

#[cfg(test)]
mod tests;
