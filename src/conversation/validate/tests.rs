use serde_json::json;

use super::*;
use crate::conversation::sample::{
    assistant, block, call, result, server_call, server_result, text, thinking, user,
};

fn check(messages: &[Message], expected: &[(usize, Rule)]) {
    check_for(Dialect::Anthropic, messages, expected);
}

fn check_for(dialect: Dialect, messages: &[Message], expected: &[(usize, Rule)]) {
    let found: Vec<_> = violations(messages, dialect)
        .into_iter()
        .map(|violation| (violation.message, violation.rule))
        .collect();
    assert_eq!(found, expected);
}

fn id(id: &str) -> String {
    id.to_owned()
}

#[test]
fn an_exchange_with_thinking_calls_and_results_is_legal() {
    check(
        &[
            user(vec![text("hi")]),
            assistant(vec![
                thinking(Some("sig")),
                text("let me see"),
                call("a"),
                call("b"),
            ]),
            user(vec![result("b"), result("a"), text("and?")]),
            assistant(vec![
                server_call("s"),
                server_result("s"),
                block(&json!({"type": "new_thing"})),
            ]),
            user(vec![text("thanks")]),
        ],
        &[],
    );
}

#[test]
fn the_first_and_the_last_message_are_the_users() {
    check(&[], &[(0, Rule::FirstIsNotUser)]);
    check(
        &[assistant(vec![text("hi")])],
        &[(0, Rule::FirstIsNotUser), (0, Rule::LastIsNotUser)],
    );
}

#[test]
fn a_paused_answer_may_stand_last_and_nothing_else_changes() {
    let messages = [user(vec![text("hi")]), assistant(vec![server_call("s")])];
    check(&messages, &[(1, Rule::LastIsNotUser)]);
    let paused = |messages| violations_before(messages, Dialect::Anthropic, Last::PausedAnswer);
    assert_eq!(paused(&messages), []);
    assert_eq!(paused(&messages[..1]), []);
    let open = [user(vec![text("hi")]), assistant(vec![call("a")])];
    let rule = Rule::CallWithoutResult { id: id("a") };
    assert_eq!(paused(&open), [Violation { message: 1, rule }]);
}

#[test]
fn roles_alternate_and_nothing_is_empty() {
    check(
        &[
            user(vec![text("hi")]),
            user(vec![]),
            assistant(vec![text(" ")]),
            user(vec![text("x"), text("")]),
        ],
        &[
            (1, Rule::RolesDoNotAlternate),
            (1, Rule::EmptyMessage),
            (2, Rule::EmptyText { block: 0 }),
            (3, Rule::EmptyText { block: 1 }),
        ],
    );
}

#[test]
fn blocks_stand_in_messages_of_their_role() {
    check(
        &[
            user(vec![text("hi"), thinking(Some("sig"))]),
            assistant(vec![result("a")]),
            user(vec![text("x")]),
        ],
        &[
            (0, Rule::WrongRole { block: 1 }),
            (1, Rule::WrongRole { block: 0 }),
        ],
    );
}

#[test]
fn every_call_has_one_result_right_behind_it_and_before_text() {
    check(
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a"), call("b")]),
            user(vec![result("a"), text("x"), result("a"), result("c")]),
        ],
        &[
            (1, Rule::CallWithoutResult { id: id("b") }),
            (2, Rule::DuplicateResult { id: id("a") }),
            (2, Rule::ResultWithoutCall { id: id("c") }),
            (2, Rule::TextBeforeResult),
        ],
    );
    check(
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![text("x")]),
            assistant(vec![text("y")]),
            user(vec![result("a")]),
        ],
        &[
            (1, Rule::CallWithoutResult { id: id("a") }),
            (4, Rule::ResultWithoutCall { id: id("a") }),
        ],
    );
}

#[test]
fn other_servers_may_count_their_ids_anew_in_every_answer() {
    let round = || {
        [
            assistant(vec![call("call_0")]),
            user(vec![result("call_0")]),
        ]
    };
    let mut messages = vec![user(vec![text("hi")])];
    messages.extend(round());
    messages.extend(round());
    let again = Rule::DuplicateCall { id: id("call_0") };
    check(&messages, &[(3, again.clone())]);
    check_for(Dialect::Compatible, &messages, &[]);
    messages[1].content.push(call("call_0"));
    check_for(Dialect::Compatible, &messages, &[(1, again)]);
}

#[test]
fn thinking_without_a_signature_breaks_a_rule_of_anthropic_only() {
    let messages = [
        user(vec![text("hi")]),
        assistant(vec![thinking(None), text("x")]),
        user(vec![text("y")]),
    ];
    check(&messages, &[(1, Rule::UnsignedThinking { block: 0 })]);
    check_for(Dialect::Compatible, &messages, &[]);
}

#[test]
fn the_input_of_a_call_is_an_object() {
    let odd = block(&json!({"type": "server_tool_use", "id": "s", "name": "n", "input": "x"}));
    check(
        &[
            user(vec![text("hi")]),
            assistant(vec![odd, server_result("s")]),
            user(vec![text("y")]),
        ],
        &[(1, Rule::InputIsNoObject { block: 0 })],
    );
}

#[test]
fn a_server_call_that_can_get_no_result_is_named() {
    let lost = Rule::ServerCallWithoutResult { id: id("s") };
    check(
        &[
            user(vec![text("hi")]),
            assistant(vec![server_call("s"), text("x")]),
            user(vec![text("y")]),
        ],
        &[(1, lost.clone())],
    );
    let waiting = |behind| {
        [
            user(vec![text("hi")]),
            assistant(vec![server_call("s"), call("a")]),
            user(behind),
        ]
    };
    check(&waiting(vec![result("a")]), &[]);
    check(&waiting(vec![result("a"), text("y")]), &[(1, lost)]);
}
