//! The demo as a server: the real client talks to it, and its answers fold into legal messages.

use causerie::api::accumulator::{Accumulator, End, Finished};
use causerie::api::content::BlockKind;
use causerie::api::error::ApiErrorKind;
use causerie::api::event::StreamSignal;
use causerie::api::request::Dialect;
use causerie::api::usage::StopReason;
use causerie::conversation::entry::Outcome;
use causerie::demo::{self, Demo, Pace, SUGGESTED_PROMPT};
use causerie::edge::http::{Credential, Endpoint, HttpClient};
use causerie::edge::secrets::Secret;
use causerie::tools::Toolbox;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Call, events, failure, text};
use crate::support::server::PATIENCE;

/// A conversation with the demo, kept as JSON.
struct Chat {
    /// Dropping it would stop the server.
    _demo: Demo,
    client: HttpClient,
    messages: Vec<Value>,
}

impl Chat {
    async fn start() -> Self {
        let demo = demo::start_at(Pace::FullSpeed).await.unwrap();
        let credential = Credential::ApiKey(demo.key.clone());
        let endpoint = Endpoint::new(demo.base_url.clone(), credential, Dialect::Anthropic);
        Self {
            _demo: demo,
            client: HttpClient::new(endpoint),
            messages: Vec::new(),
        }
    }

    fn body(&self, streaming: bool, max_tokens: u32) -> String {
        json!({
            "model": "demo-model", "max_tokens": max_tokens, "stream": streaming,
            "tools": Toolbox::demo().specs(), "messages": self.messages,
        })
        .to_string()
    }

    async fn signals(&mut self, prompt: &str) -> Vec<StreamSignal> {
        self.messages
            .push(json!({"role": "user", "content": prompt}));
        let body = self.body(true, 32_000);
        Call::start_with(&self.client, &body, true).all().await
    }

    /// Sends what has been said and keeps the answer, block by block as it came.
    async fn round(&mut self, streaming: bool, max_tokens: u32) -> Finished {
        let body = self.body(streaming, max_tokens);
        let signals = Call::start_with(&self.client, &body, streaming).all().await;
        let finished = fold(&signals);
        let blocks: Vec<Value> = finished
            .blocks
            .iter()
            .map(|block| block.block.raw().to_value())
            .collect();
        self.messages
            .push(json!({"role": "assistant", "content": blocks}));
        finished
    }

    async fn say(&mut self, prompt: &str) -> Finished {
        self.messages
            .push(json!({"role": "user", "content": prompt}));
        self.round(true, 32_000).await
    }
}

fn fold(signals: &[StreamSignal]) -> Finished {
    let mut accumulator = Accumulator::default();
    for event in events(signals) {
        accumulator.apply(&event);
    }
    let end = match signals.last() {
        Some(StreamSignal::Ended) => End::OfStream,
        _ => End::Cut,
    };
    accumulator.finish(end)
}

fn kinds(finished: &Finished) -> Vec<&'static str> {
    let kind = |kind: &BlockKind| match kind {
        BlockKind::Thinking { signature, .. } => {
            assert!(signature.is_some(), "thinking without a signature");
            "thinking"
        }
        BlockKind::Text(_) => "text",
        BlockKind::ToolUse(_) => "tool_use",
        other => panic!("{other:?}"),
    };
    finished
        .blocks
        .iter()
        .map(|block| kind(block.block.kind()))
        .collect()
}

#[tokio::test]
async fn every_prompt_gets_a_whole_answer_with_thinking_text_and_usage() {
    let mut chat = Chat::start().await;
    for prompt in [
        "Hello!",
        "tour",
        "markdown please",
        "a very long answer",
        "Why is the sky blue?",
    ] {
        let finished = chat.say(prompt).await;
        assert_eq!(kinds(&finished), ["thinking", "text"], "{prompt}");
        assert!(!finished.interrupted, "{prompt}");
        assert_eq!(finished.slips, [""; 0], "{prompt}");
        assert_eq!(finished.stop.reason, Some(StopReason::EndTurn));
        assert_eq!(finished.model.as_deref(), Some("demo-model"));
        assert!(finished.usage.input > 0 && finished.usage.output > finished.usage.thinking);
        assert!(finished.usage.thinking > 0);
    }
}

#[tokio::test]
async fn the_order_question_runs_two_tools_and_ends_with_an_answer_made_of_their_results() {
    let mut chat = Chat::start().await;
    let asking = chat.say(SUGGESTED_PROMPT).await;
    assert_eq!(kinds(&asking), ["thinking", "text", "tool_use", "tool_use"]);
    assert_eq!(asking.stop.reason, Some(StopReason::ToolUse));

    let mut results = Vec::new();
    for block in &asking.blocks {
        if let BlockKind::ToolUse(call) = block.block.kind() {
            let (outcome, content) = Toolbox::demo().run(&call.name, &call.input, |_| {}).await;
            assert_eq!(outcome, Outcome::Done);
            let id = &call.id.0;
            results.push(json!({"type": "tool_result", "tool_use_id": id, "content": content}));
        }
    }
    chat.messages
        .push(json!({"role": "user", "content": results}));
    let answer = chat.round(true, 32_000).await;
    assert_eq!(kinds(&answer), ["thinking", "text"]);
    let BlockKind::Text(text) = answer.blocks[1].block.kind() else {
        panic!("no text");
    };
    assert!(text.contains("**#ORD-12345** is in transit"), "{text}");
    assert!(text.contains("Thursday"), "{text}");
    assert!(text.contains("sorting center in Kassel"), "{text}");

    // The history is legal with all of it: the demo checks it.
    assert!(!chat.say("Thank you!").await.interrupted);
}

#[tokio::test]
async fn a_failed_tool_is_told_and_not_hidden() {
    let mut chat = Chat::start().await;
    let asking = chat.say(SUGGESTED_PROMPT).await;
    let mut results = Vec::new();
    for block in &asking.blocks {
        if let BlockKind::ToolUse(call) = block.block.kind() {
            results.push(json!({
                "type": "tool_result", "tool_use_id": call.id.0,
                "content": "cancelled by the user", "is_error": true,
            }));
        }
    }
    chat.messages
        .push(json!({"role": "user", "content": results}));
    let answer = chat.round(true, 32_000).await;
    let BlockKind::Text(text) = answer.blocks[1].block.kind() else {
        panic!("no text");
    };
    assert!(text.contains("cancelled by the user"), "{text}");
}

#[tokio::test]
async fn an_unstreamed_answer_says_the_same_as_a_streamed_one() {
    let mut chat = Chat::start().await;
    chat.messages
        .push(json!({"role": "user", "content": "markdown"}));
    let streamed = chat.round(true, 32_000).await;
    chat.messages.pop();
    let whole = chat.round(false, 32_000).await;
    let raw = |finished: &Finished| -> Vec<Value> {
        finished
            .blocks
            .iter()
            .map(|block| block.block.raw().to_value())
            .collect()
    };
    assert_eq!(raw(&whole), raw(&streamed));
    assert_eq!(whole.stop, streamed.stop);
    assert_eq!(whole.usage.output, streamed.usage.output);
}

#[tokio::test]
async fn an_answer_is_cut_at_the_limit_of_tokens() {
    let mut chat = Chat::start().await;
    chat.messages
        .push(json!({"role": "user", "content": "a very long answer"}));
    let finished = chat.round(true, 500).await;
    assert_eq!(finished.stop.reason, Some(StopReason::MaxTokens));
    assert_eq!(finished.usage.output, 500);
}

#[tokio::test]
async fn faults_come_as_they_were_asked_for() {
    let mut chat = Chat::start().await;
    let overloaded = chat.signals("demo: overloaded").await;
    assert_eq!(overloaded.len(), 1);
    assert_eq!(failure(&overloaded).kind, ApiErrorKind::Overloaded);
    assert!(failure(&overloaded).request_id.is_some());

    chat.messages.clear();
    let dropped = chat.signals("demo: drop").await;
    assert_eq!(failure(&dropped).kind, ApiErrorKind::Network);
    assert!(
        text(&dropped).ends_with("is about to"),
        "{}",
        text(&dropped)
    );
    assert!(fold(&dropped).interrupted);

    chat.messages.clear();
    let broken = chat.signals("demo: error").await;
    assert_eq!(failure(&broken).kind, ApiErrorKind::Overloaded);
    assert!(text(&broken).ends_with("just as"), "{}", text(&broken));

    chat.messages.clear();
    let refused = fold(&chat.signals("demo: refuse").await);
    assert_eq!(refused.stop.reason, Some(StopReason::Refusal));
    assert!(refused.stop.explanation().is_some());
    assert_eq!(refused.blocks, []);

    chat.messages.clear();
    let limited = fold(&chat.signals("demo: limit").await);
    assert_eq!(limited.stop.reason, Some(StopReason::MaxTokens));
}

#[tokio::test]
async fn without_a_stream_a_fault_takes_the_whole_answer() {
    let mut chat = Chat::start().await;
    for (prompt, kind) in [
        ("demo: drop", ApiErrorKind::Network),
        ("demo: error", ApiErrorKind::Overloaded),
    ] {
        chat.messages = vec![json!({"role": "user", "content": prompt})];
        let body = chat.body(false, 32_000);
        let signals = Call::start_with(&chat.client, &body, false).all().await;
        assert_eq!(failure(&signals).kind, kind, "{prompt}");
        assert_eq!(events(&signals), [], "{prompt}");
    }
}

#[tokio::test]
async fn a_wrong_key_a_wrong_path_and_an_illegal_history_are_refused_like_by_the_api() {
    let demo = demo::start_at(Pace::FullSpeed).await.unwrap();
    let ask = async |credential: Credential, path: &str, body: &str| {
        let url = format!("{}{path}", demo.base_url);
        let endpoint = Endpoint::new(url, credential, Dialect::Anthropic);
        let signals = Call::start_with(&HttpClient::new(endpoint), body, true)
            .all()
            .await;
        failure(&signals)
    };
    let key = || Credential::Bearer(demo.key.clone());
    let wrong = ask(Credential::ApiKey(Secret::new("wrong")), "", "{}").await;
    assert_eq!(
        (wrong.kind, wrong.status),
        (ApiErrorKind::Unauthorized, Some(401))
    );
    assert_eq!(wrong.error_type.as_deref(), Some("authentication_error"));
    let none = ask(Credential::None, "", "{}").await;
    assert_eq!(none.status, Some(401));
    let lost = ask(key(), "/elsewhere", "{}").await;
    assert_eq!(
        (lost.kind, lost.status),
        (ApiErrorKind::NotFound, Some(404))
    );
    let garbled = ask(key(), "", "{\"model\"").await;
    assert_eq!(
        (garbled.kind, garbled.status),
        (ApiErrorKind::Invalid, Some(400))
    );
    let prefill = json!({"model": "m", "max_tokens": 9, "messages": [
        {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},
    ]});
    let prefill = ask(key(), "", &prefill.to_string()).await;
    assert!(prefill.message.contains("prefill"), "{}", prefill.message);
}

#[tokio::test]
async fn a_prompt_of_many_megabytes_is_answered() {
    let mut chat = Chat::start().await;
    let finished = chat.say(&"word ".repeat(1_000_000)).await;
    assert!(!finished.interrupted);
}

#[tokio::test]
async fn each_run_has_a_key_of_its_own_and_a_demo_that_is_dropped_is_gone() {
    let one = demo::start_at(Pace::FullSpeed).await.unwrap();
    let two = demo::start_at(Pace::FullSpeed).await.unwrap();
    assert_ne!(one.key, two.key);
    assert_eq!(one.key.expose().len(), 32);
    let url = two.base_url.clone();
    drop(two);
    // The task ends at its next turn; until then the port may still take connections.
    let gone = async {
        while failure(&super::ask(&url).await).kind != ApiErrorKind::Network {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
}
