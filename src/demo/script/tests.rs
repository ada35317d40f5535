use serde_json::json;

use super::*;
use crate::demo::SUGGESTED_PROMPT;

fn asked(prompt: &str) -> Asked {
    let body = json!({
        "model": "m",
        "max_tokens": 1000,
        "messages": [{"role": "user", "content": prompt}],
        "tools": [{"name": "search_orders"}, {"name": "get_shipping_status"}],
    });
    Asked::read(body.to_string().as_bytes()).unwrap()
}

fn answer(prompt: &str) -> Answer {
    match reply(&asked(prompt)) {
        Reply::Answer(answer) => answer,
        Reply::Failure { status, .. } => panic!("{prompt:?} fails with {status}"),
    }
}

fn text(answer: &Answer) -> String {
    let texts = answer.blocks.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        Block::Thinking(_) | Block::ToolUse { .. } => None,
    });
    texts.collect()
}

#[test]
fn every_answer_begins_with_a_short_thought() {
    for prompt in [
        "hello",
        "tour",
        "markdown",
        "tell me something long",
        SUGGESTED_PROMPT,
        "What is the capital of France?",
        "demo: slow",
        "demo: nonsense",
    ] {
        let answer = answer(prompt);
        let Some(Block::Thinking(thinking)) = answer.blocks.first() else {
            panic!("{prompt:?} is answered without a thought");
        };
        assert!(thinking.len() < 500, "{prompt:?}");
        assert!(!text(&answer).is_empty(), "{prompt:?}");
    }
}

#[test]
fn the_suggested_prompt_calls_two_tools_with_its_order() {
    let answer = answer(SUGGESTED_PROMPT);
    let calls: Vec<(&str, Value)> = answer
        .blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::ToolUse { name, input } => Some((name, input)),
            Block::Thinking(_) | Block::Text(_) => None,
        })
        .collect();
    assert_eq!(
        calls,
        [
            ("search_orders", json!({"query": "ORD-12345"})),
            ("get_shipping_status", json!({"order_id": "ORD-12345"})),
        ]
    );
}

#[test]
fn without_tools_the_order_question_calls_none() {
    let mut asked = asked(SUGGESTED_PROMPT);
    asked.tools.clear();
    let Reply::Answer(answer) = reply(&asked) else {
        panic!("no answer");
    };
    assert!(
        !answer
            .blocks
            .iter()
            .any(|b| matches!(b, Block::ToolUse { .. }))
    );
}

#[test]
fn an_unknown_question_is_quoted_and_answered_as_a_script() {
    let text = text(&answer("What is the capital of France?"));
    assert!(text.contains("> What is the capital of France?"), "{text}");
    assert!(text.contains("not a model"), "{text}");
    assert!(text.contains("`markdown`"), "{text}");
}

#[test]
fn a_huge_prompt_is_quoted_in_part() {
    let text = text(&answer(&"abcdef ".repeat(100_000)));
    assert!(text.len() < 2_000, "{}", text.len());
    assert!(text.contains(" …"), "{text}");
}

#[test]
fn a_word_inside_another_is_no_demand() {
    assert!(!text(&answer("what about oblong shapes and disorder?")).contains("river"));
}

#[test]
fn the_long_answer_has_several_thousand_words() {
    let n_words = text(&answer("a very long answer"))
        .split_whitespace()
        .count();
    assert!((4_000..9_000).contains(&n_words), "{n_words}");
}

#[test]
fn faults_come_as_asked_for() {
    assert!(matches!(
        reply(&asked("demo: overloaded")),
        Reply::Failure { status: 529, .. }
    ));
    assert_eq!(answer("demo: drop").finish, Finish::Drop);
    assert_eq!(answer("Demo: error please").finish, Finish::Error);
    assert_eq!(answer("demo:limit").finish, Finish::MaxTokens);
    assert_eq!(answer("demo: slow").tempo, Tempo::Slow);
    assert!(matches!(
        answer("demo: refuse").finish,
        Finish::Refusal { .. }
    ));
}
