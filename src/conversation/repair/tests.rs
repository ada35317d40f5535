use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::conversation::sample::{
    assistant, block, call, cancelled, result, server_call, server_result, text, thinking, user,
};
use crate::conversation::validate::violations;

fn check(mut messages: Vec<Message>, said: &[&str], expected: &[Message]) {
    assert_eq!(repair(&mut messages, Dialect::Anthropic), said);
    assert_eq!(messages, expected);
}

#[test]
fn a_call_without_a_result_is_answered_as_cancelled() {
    check(
        vec![
            user(vec![text("hi")]),
            assistant(vec![call("a"), call("b")]),
            user(vec![text("x"), result("a")]),
        ],
        &["tool calls answered as cancelled: 1"],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a"), call("b")]),
            user(vec![result("a"), cancelled("b"), text("x")]),
        ],
    );
    check(
        vec![user(vec![text("hi")]), assistant(vec![call("a")])],
        &["tool calls answered as cancelled: 1"],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![cancelled("a")]),
        ],
    );
}

#[test]
fn results_without_a_call_and_what_is_empty_then_are_dropped() {
    check(
        vec![
            user(vec![text("hi")]),
            assistant(vec![text("a")]),
            user(vec![result("x")]),
            assistant(vec![text("b")]),
            user(vec![text("y")]),
        ],
        &[
            "empty messages left out: 1",
            "messages joined to one of the same role: 1",
            "tool results without a call left out: 1",
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![text("a"), text("b")]),
            user(vec![text("y")]),
        ],
    );
}

#[test]
fn results_are_moved_before_text() {
    check(
        vec![
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![text("x"), result("a")]),
        ],
        &["tool results moved before text: 1"],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![result("a"), text("x")]),
        ],
    );
}

#[test]
fn thinking_of_finished_turns_goes_and_that_of_the_open_tool_loop_stays() {
    check(
        vec![
            user(vec![text("one"), text(" ")]),
            assistant(vec![thinking(Some("s1")), text("a")]),
            user(vec![text("two")]),
            assistant(vec![thinking(Some("s2")), call("c")]),
            user(vec![result("c")]),
        ],
        &[
            "thinking of finished turns left out: 1",
            "empty text left out: 1",
        ],
        &[
            user(vec![text("one")]),
            assistant(vec![text("a")]),
            user(vec![text("two")]),
            assistant(vec![thinking(Some("s2")), call("c")]),
            user(vec![result("c")]),
        ],
    );
}

#[test]
fn an_unreadable_input_is_replaced_and_the_rest_of_its_block_kept() {
    let odd = json!({"type": "server_tool_use", "id": "s", "input": [1], "name": "n", "x": 1});
    let mended = json!({"type": "server_tool_use", "id": "s", "input": {}, "name": "n", "x": 1});
    check(
        vec![
            user(vec![text("hi")]),
            assistant(vec![block(&odd), server_result("s")]),
            user(vec![text("y")]),
        ],
        &["unreadable tool input replaced by an empty one: 1"],
        &[
            user(vec![text("hi")]),
            assistant(vec![block(&mended), server_result("s")]),
            user(vec![text("y")]),
        ],
    );
}

#[test]
fn answers_outside_of_prompts_are_dropped() {
    check(
        vec![
            assistant(vec![text("before")]),
            user(vec![text("hi")]),
            assistant(vec![text("behind")]),
        ],
        &[
            "answers before the first prompt left out: 1",
            "answers at the end left out: 1",
        ],
        &[user(vec![text("hi")])],
    );
}

fn any_block() -> impl Strategy<Value = ContentBlock> {
    let id = prop::sample::select(vec!["a", "b", "c"]);
    prop_oneof![
        prop::sample::select(vec!["", " ", "words"]).prop_map(text),
        id.clone().prop_map(call),
        id.clone().prop_map(result),
        id.clone().prop_map(server_call),
        id.prop_map(server_result),
        Just(thinking(None)),
        Just(thinking(Some("sig"))),
        Just(block(&json!({"type": "redacted_thinking", "data": "x"}))),
        Just(block(&json!({"type": "new_thing"}))),
        Just(block(
            &json!({"type": "server_tool_use", "id": "a", "name": "n"})
        )),
        Just(block(&json!(17))),
    ]
}

fn any_messages() -> impl Strategy<Value = Vec<Message>> {
    let content = prop::collection::vec(any_block(), 0..5);
    let message = (any::<bool>(), content).prop_map(|(is_user, content)| match is_user {
        true => user(content),
        false => assistant(content),
    });
    prop::collection::vec(message, 0..9)
}

fn any_case() -> impl Strategy<Value = (Vec<Message>, Dialect, Last)> {
    (
        any_messages(),
        prop::sample::select(vec![Dialect::Anthropic, Dialect::Compatible]),
        prop::sample::select(vec![Last::User, Last::PausedAnswer]),
    )
}

proptest! {
    #[test]
    fn after_repair_nothing_is_wrong_unless_nothing_is_left((messages, dialect, last) in any_case()) {
        let mut repaired = messages;
        repair_before(&mut repaired, dialect, last);
        prop_assert!(
            repaired.is_empty() || violations_before(&repaired, dialect, last).is_empty(),
            "{:?}\n{:?}", violations_before(&repaired, dialect, last), repaired
        );
    }

    #[test]
    fn a_prompt_with_words_survives_every_repair(messages in any_messages(), at in 0..9_usize) {
        let mut repaired = messages;
        let prompt = text("the prompt");
        repaired.insert(at.min(repaired.len()), user(vec![prompt.clone()]));
        repair(&mut repaired, Dialect::Anthropic);
        prop_assert_eq!(violations(&repaired, Dialect::Anthropic), []);
        prop_assert!(repaired.iter().any(|message| message.content.contains(&prompt)));
    }

    #[test]
    fn what_is_legal_is_not_touched_and_one_repair_is_enough((messages, dialect, last) in any_case()) {
        let mut repaired = messages.clone();
        let said = repair_before(&mut repaired, dialect, last);
        prop_assert_eq!(said.is_empty(), repaired == messages);
        if !repaired.is_empty() {
            let mut again = repaired.clone();
            prop_assert_eq!(repair_before(&mut again, dialect, last), Vec::<String>::new());
            prop_assert_eq!(again, repaired);
        }
    }
}
