//! A *stream event* is one decoded server event; a *delta* is the increment inside it.
//!
//! Decoding never fails: an event that is not known is a value like any other
//! ([`StreamEvent::Unknown`]), and so is a known one that is broken ([`StreamEvent::Unreadable`]),
//! for the accumulator to note. Events say what was said, not
//! what it adds up to; the accumulator folds them. (Source: the API's page on streaming, and what
//! compatible servers have been seen to send.)

mod decode;

use super::content::ContentBlock;
use super::error::{ApiError, ApiErrorKind};
use super::raw::{RawJson, RawObject};
use super::request::ServerRequestId;
use super::sse::SseFrame;
use super::usage::{Stop, UsageUpdate};

/// One event of a streamed answer.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named by the API")]
pub enum StreamEvent {
    MessageStart(MessageStart),
    BlockStart {
        index: u32,
        block: RawJson,
    },
    BlockDelta {
        index: u32,
        delta: BlockDelta,
    },
    BlockStop {
        index: u32,
    },
    MessageDelta {
        stop: Stop,
        usage: UsageUpdate,
    },
    MessageStop,
    Ping,
    Error(ApiError),
    /// An event this program does not know; never an error, and nothing to speak of.
    Unknown {
        name: String,
        data: String,
    },
    /// An event of a known kind, or one that does not say of which, whose data cannot be read: a
    /// part of the answer is missing.
    Unreadable {
        name: String,
        data: String,
    },
}

/// The initial state of a message; it can already be the whole of it.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "named by the API")]
pub struct MessageStart {
    pub id: Option<String>,
    pub model: Option<String>,
    pub content: Vec<ContentBlock>,
    pub stop: Stop,
    pub usage: UsageUpdate,
}

/// The increment of one block.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named by the API")]
pub enum BlockDelta {
    Text(String),
    Thinking(String),
    Signature(String),
    InputJson(String),
    /// One citation, to be appended.
    Citation(RawJson),
    /// The whole delta; its members, but for `type`, are those of the block.
    Compaction(RawJson),
    /// A delta this program does not know, raw.
    Unknown(RawJson),
}

/// What a request task reports, in order; nothing comes after `Ended` or `Failed`.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamSignal {
    /// The connection is there and the request on it; now the server is waited for. Left out where
    /// the answer is quicker.
    Sent,
    /// The server has answered with success; its request id, if it gave one.
    Connected(Option<ServerRequestId>),
    /// Events that arrived together, in order.
    Events(Vec<StreamEvent>),
    /// The body ended without an error of HTTP. Whether the message is complete, the accumulator
    /// knows.
    Ended,
    /// The request or the stream failed.
    Failed(ApiError),
}

impl StreamEvent {
    /// Decodes one SSE frame. `None` for `[DONE]` and empty data.
    ///
    /// The `type` in the data decides what it is; where that is missing or unknown, the `event:`
    /// name.
    pub fn decode(frame: &SseFrame) -> Option<Self> {
        decode::frame(frame)
    }

    /// The events of a whole message that came as plain JSON (also an error object with status
    /// 200).
    ///
    /// They are those that a stream gives when its start already holds everything. Fails if the
    /// body is an error, or no message.
    pub fn from_body(body: &str) -> Result<Vec<Self>, ApiError> {
        let object = RawJson::parse(body).and_then(|raw| RawObject::from_json(&raw));
        let Some(object) = object else {
            return Err(no_message(body));
        };
        let is_error = object.read::<String>("type").as_deref() == Some("error");
        if is_error || object.get("error").is_some_and(|error| !error.is_null()) {
            return Err(ApiError::from_event(body));
        }
        if object.get("content").is_none() && object.get("stop_reason").is_none() {
            return Err(no_message(body));
        }
        let start = MessageStart::read(&object);
        Ok(vec![Self::MessageStart(start), Self::MessageStop])
    }
}

impl MessageStart {
    /// Reads a message object, whole or as it is at the start of a stream.
    fn read(message: &RawObject) -> Self {
        let id = |name| message.read::<String>(name).filter(|id| !id.is_empty());
        let content = message.get("content");
        let blocks = content.and_then(RawJson::to::<Vec<ContentBlock>>);
        let short = || {
            content
                .and_then(RawJson::to::<String>)
                .map(|text| vec![ContentBlock::text(&text)])
        };
        Self {
            id: id("id"),
            model: id("model"),
            content: blocks.or_else(short).unwrap_or_default(),
            stop: Stop::read(message),
            usage: message
                .get("usage")
                .map(UsageUpdate::read)
                .unwrap_or_default(),
        }
    }
}

fn no_message(body: &str) -> ApiError {
    let said = ApiError::from_event(body).message;
    let beginning: String = said.chars().take(200).collect();
    let message = match beginning.as_str() {
        "" => "an empty answer came instead of a message".to_owned(),
        beginning => format!("this came instead of a message: {beginning}"),
    };
    ApiError::local(ApiErrorKind::Protocol, message)
}

#[cfg(test)]
mod tests;
