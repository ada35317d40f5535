//! The body of a *request*, and the settings that shape it.
//!
//! What is sent unasked depends on whom we talk to ([`Dialect`]) and on what the model accepts
//! ([`super::model`]); this module decides that and writes the JSON. Which messages are sent, and
//! whether they are legal, the conversation decides; headers are the edge's. No setting used here
//! needs a beta header.

use serde::{Deserialize, Serialize};

use super::message::Message;
use super::model::{Effort, ModelFacts, ThinkingOff, facts};
use super::raw::RawJson;

/// Our own id of a request: counts up within a run. The server's is [`ServerRequestId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RequestId(pub u64);

/// The server's own id of a request (`req_…`), for error reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRequestId(pub String);

/// One request, ready to be sent. Serializes to the body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub struct MessagesRequest {
    pub params: RequestParams,
    pub messages: Vec<Message>,
}

/// Everything but the messages; frozen when a session begins, so that the cache and the thinking
/// signatures stay valid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the API")]
pub struct RequestParams {
    pub model: String,
    /// Output limit in tokens; thinking counts against it.
    pub max_tokens: u32,
    pub system: Option<String>,
    pub thinking: Thinking,
    /// Sent only if chosen, and lowered to a level that the model accepts.
    pub effort: Option<Effort>,
    pub tools: Vec<ToolSpec>,
    pub dialect: Dialect,
    pub stream: bool,
}

/// Whom we talk to: decides what may be sent unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// The Anthropic API: automatic caching, thinking with a visible summary.
    #[default]
    Anthropic,
    /// Any other server: neither thinking nor beta headers nor cache control unless asked for.
    Compatible,
}

/// What the person chose about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Thinking {
    /// A visible summary where the model is known to support it; nothing is sent otherwise.
    #[default]
    Auto,
    /// Ask for adaptive thinking with a summary, whatever the model; with a budget of half the
    /// output limit on models that know only budgets.
    On,
    /// Ask for as little as the model allows.
    Off,
}

/// A tool as the model is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named by the API")]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    pub input_schema: RawJson,
}

impl MessagesRequest {
    /// The JSON body. Blocks are written byte for byte; nothing is copied into a tree.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string(&Body::of(self));
        debug_assert!(json.is_ok(), "every part of a body serializes");
        json.unwrap_or_default()
    }
}

impl Serialize for MessagesRequest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Body::of(self).serialize(serializer)
    }
}

/// The context window of a model in tokens; `None` for models this program does not know.
pub fn context_window(model: &str) -> Option<u64> {
    facts(model)?.window
}

/// The body in the order of its members on the wire: what stays the same comes first.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "<[ToolSpec]>::is_empty")]
    tools: &'a [ToolSpec],
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<WireThinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_control: Option<CacheControl>,
    messages: &'a [Message],
    stream: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum WireThinking {
    Adaptive { display: &'static str },
    Enabled { budget_tokens: u32 },
    Disabled,
    BetweenTools,
}

#[derive(Serialize)]
struct OutputConfig {
    effort: Effort,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum CacheControl {
    Ephemeral,
}

impl<'a> Body<'a> {
    fn of(request: &'a MessagesRequest) -> Self {
        let params = &request.params;
        let facts = facts(&params.model);
        let thinking = wire_thinking(params, facts);
        let effort = wire_effort(params.effort, facts, thinking);
        Self {
            model: &params.model,
            max_tokens: params.max_tokens,
            system: params.system.as_deref().filter(|text| !text.is_empty()),
            tools: &params.tools,
            thinking,
            output_config: effort.map(|effort| OutputConfig { effort }),
            cache_control: match params.dialect {
                Dialect::Anthropic => Some(CacheControl::Ephemeral),
                Dialect::Compatible => None,
            },
            messages: &request.messages,
            stream: params.stream,
        }
    }
}

fn wire_thinking(params: &RequestParams, facts: Option<&ModelFacts>) -> Option<WireThinking> {
    // Without `summarized` newer models send empty thinking, and the person stares at silence.
    let adaptive = WireThinking::Adaptive {
        display: "summarized",
    };
    match (params.thinking, params.dialect, facts) {
        (Thinking::Auto, Dialect::Anthropic, Some(facts)) if facts.adaptive => Some(adaptive),
        (Thinking::Auto, ..) => None,
        (Thinking::On, _, Some(facts)) if !facts.adaptive => budget(params.max_tokens),
        (Thinking::On, ..) => Some(adaptive),
        (Thinking::Off, _, Some(facts)) => match facts.off {
            ThinkingOff::Disabled | ThinkingOff::DisabledUpToHigh => Some(WireThinking::Disabled),
            ThinkingOff::BetweenToolsUpToHigh => Some(WireThinking::BetweenTools),
            ThinkingOff::Never => None,
        },
        (Thinking::Off, Dialect::Compatible, None) => Some(WireThinking::Disabled),
        (Thinking::Off, Dialect::Anthropic, None) => None,
    }
}

/// Half of the output limit. The API wants at least 1,024 and less than the limit; where that is
/// impossible there is no room for thinking.
fn budget(max_tokens: u32) -> Option<WireThinking> {
    let budget_tokens = (max_tokens / 2).max(1_024);
    (budget_tokens < max_tokens).then_some(WireThinking::Enabled { budget_tokens })
}

/// The highest level that the model accepts and that is not above the chosen one.
fn wire_effort(
    chosen: Option<Effort>,
    facts: Option<&ModelFacts>,
    thinking: Option<WireThinking>,
) -> Option<Effort> {
    let (chosen, Some(facts)) = (chosen?, facts) else {
        return chosen;
    };
    let is_off = matches!(
        thinking,
        Some(WireThinking::Disabled | WireThinking::BetweenTools)
    );
    let most = match facts.off {
        ThinkingOff::DisabledUpToHigh | ThinkingOff::BetweenToolsUpToHigh if is_off => Effort::High,
        _ => Effort::Max,
    };
    let levels = facts.effort.iter().rev().copied();
    levels.into_iter().find(|level| *level <= chosen.min(most))
}

#[cfg(test)]
mod tests;
