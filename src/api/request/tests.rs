use serde_json::{Value, json};

use super::*;
use crate::api::content::ContentBlock;
use crate::api::message::Role;

fn request(model: &str) -> MessagesRequest {
    MessagesRequest {
        params: RequestParams {
            model: model.into(),
            max_tokens: 4_096,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect: Dialect::Anthropic,
            stream: true,
        },
        messages: vec![Message {
            role: Role::User,
            content: vec![ContentBlock::text("Hi")],
        }],
    }
}

/// What goes out as `thinking` and `output_config`, `null` where nothing does.
fn sent(
    model: &str,
    thinking: Thinking,
    effort: Option<Effort>,
    dialect: Dialect,
) -> (Value, Value) {
    let mut request = request(model);
    request.params.thinking = thinking;
    request.params.effort = effort;
    request.params.dialect = dialect;
    let body: Value = serde_json::from_str(&request.to_json()).unwrap();
    (
        body["thinking"].clone(),
        body["output_config"]["effort"].clone(),
    )
}

#[track_caller]
fn check_thinking(model: &str, thinking: Thinking, dialect: Dialect, expected: Value) {
    assert_eq!(sent(model, thinking, None, dialect).0, expected, "{model}");
}

#[test]
fn a_plain_request_holds_only_what_is_needed() {
    let mut request = request("some-local-model");
    request.params.dialect = Dialect::Compatible;
    assert_eq!(
        request.to_json(),
        r#"{"model":"some-local-model","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"stream":true}"#
    );
}

#[test]
fn a_full_request_keeps_the_order_and_the_raw_blocks() {
    let raw = r#"{"signature":"s","type":"thinking", "thinking":"\u00e9"}"#;
    let mut request = request("claude-sonnet-5-5");
    request.params.system = Some("Be brief.".into());
    request.params.effort = Some(Effort::Low);
    request.params.tools = vec![ToolSpec {
        name: "clock".into(),
        description: "The time".into(),
        input_schema: RawJson::parse(r#"{"type":"object", "b":1,"a":2}"#).unwrap(),
    }];
    request.messages.push(Message {
        role: Role::Assistant,
        content: vec![ContentBlock::from_raw(RawJson::parse(raw).unwrap())],
    });
    let expected = concat!(
        r#"{"model":"claude-sonnet-5-5","max_tokens":4096,"system":"Be brief.","#,
        r#""tools":[{"name":"clock","description":"The time","input_schema":{"type":"object", "b":1,"a":2}}],"#,
        r#""thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"},"#,
        r#""cache_control":{"type":"ephemeral"},"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]},"#,
        r#"{"role":"assistant","content":[{"signature":"s","type":"thinking", "thinking":"\u00e9"}]}],"stream":true}"#,
    );
    assert_eq!(request.to_json(), expected);
    assert_eq!(serde_json::to_string(&request).unwrap(), expected);
}

#[test]
fn thinking_left_alone_asks_for_a_summary_where_the_model_is_known_to_give_one() {
    let summary = json!({"type": "adaptive", "display": "summarized"});
    let auto = |model, dialect, expected| {
        check_thinking(model, Thinking::Auto, dialect, expected);
    };
    auto("claude-sonnet-5-5", Dialect::Anthropic, summary.clone());
    auto("claude-opus-4-6", Dialect::Anthropic, summary);
    auto("claude-haiku-4-5-20251001", Dialect::Anthropic, Value::Null);
    auto("claude-next-9", Dialect::Anthropic, Value::Null);
    auto("claude-sonnet-5-5", Dialect::Compatible, Value::Null);
}

#[test]
fn thinking_on_is_adaptive_unless_the_model_knows_only_budgets() {
    let summary = json!({"type": "adaptive", "display": "summarized"});
    let on = |model, dialect, expected| check_thinking(model, Thinking::On, dialect, expected);
    on("claude-next-9", Dialect::Anthropic, summary.clone());
    on("qwen3", Dialect::Compatible, summary);
    let budget = json!({"type": "enabled", "budget_tokens": 2_048});
    on("claude-sonnet-4-5", Dialect::Anthropic, budget);
}

#[test]
fn a_budget_stays_below_the_output_limit_and_above_the_least() {
    let tokens = |max| match budget(max) {
        Some(WireThinking::Enabled { budget_tokens }) => Some(budget_tokens),
        _ => None,
    };
    assert_eq!(tokens(1_024), None);
    assert_eq!(tokens(1_025), Some(1_024));
    assert_eq!(tokens(64_000), Some(32_000));
}

#[test]
fn thinking_off_asks_for_the_least_that_each_model_allows() {
    let off = |model, dialect, expected| check_thinking(model, Thinking::Off, dialect, expected);
    let disabled = json!({"type": "disabled"});
    off("claude-haiku-5-5", Dialect::Anthropic, disabled.clone());
    off("claude-opus-4-8", Dialect::Anthropic, disabled.clone());
    let between = json!({"type": "between_tools"});
    off("claude-sonnet-5-5", Dialect::Anthropic, between);
    off("claude-opus-5-5", Dialect::Anthropic, Value::Null);
    off("claude-next-9", Dialect::Anthropic, Value::Null);
    off("qwen3", Dialect::Compatible, disabled);
}

#[test]
fn effort_is_lowered_to_what_the_model_accepts() {
    let effort =
        |model, thinking, chosen| sent(model, thinking, Some(chosen), Dialect::Anthropic).1;
    assert_eq!(
        effort("claude-opus-5-5", Thinking::Auto, Effort::Max),
        "max"
    );
    assert_eq!(
        effort("claude-opus-4-6", Thinking::Auto, Effort::Xhigh),
        "high"
    );
    assert_eq!(
        effort("claude-opus-4-5", Thinking::Auto, Effort::Max),
        "high"
    );
    assert_eq!(
        effort("claude-haiku-4-5", Thinking::Auto, Effort::Low),
        Value::Null
    );
    assert_eq!(
        effort("claude-next-9", Thinking::Auto, Effort::Xhigh),
        "xhigh"
    );
    assert_eq!(
        effort("claude-sonnet-5-5", Thinking::Off, Effort::Max),
        "high"
    );
    assert_eq!(effort("claude-sonnet-5", Thinking::Off, Effort::Max), "max");
}

#[test]
fn windows_are_known_for_known_models_only() {
    assert_eq!(context_window("claude-sonnet-5-5"), Some(1_000_000));
    assert_eq!(context_window("claude-opus-4-5-20251101"), Some(200_000));
    assert_eq!(context_window("llama"), None);
}
