use super::*;
use crate::api::usage::StopReason;
use crate::conversation::entry::Marker;
use crate::conversation::sample::{
    answer, answered, assistant, block, call, closed, conversation, cut, done, interrupted, result,
    said, server_call, server_result, text, thinking, user,
};

fn check(kinds: Vec<EntryKind>, expected: &[Message]) {
    check_for(Dialect::Anthropic, kinds, expected);
}

fn check_for(dialect: Dialect, kinds: Vec<EntryKind>, expected: &[Message]) {
    let chat = conversation(kinds);
    assert_eq!(to_messages(chat.path_entries(), dialect), expected);
}

fn end_turn(blocks: Vec<ContentBlock>) -> EntryKind {
    answered(answer(Some(StopReason::EndTurn), closed(blocks)))
}

#[test]
fn a_plain_exchange_is_sent_as_it_was() {
    check(
        vec![said("hi"), end_turn(vec![text("hello")]), said("more")],
        &[
            user(vec![text("hi")]),
            assistant(vec![text("hello")]),
            user(vec![text("more")]),
        ],
    );
}

#[test]
fn raw_blocks_go_back_byte_for_byte_whatever_they_are() {
    let strange = r#"{"type":"new_thing", "z":1.50,"a":"\u00e9","n":null}"#;
    let raw = crate::api::raw::RawJson::parse(strange).expect("JSON");
    let messages = to_messages(
        conversation(vec![
            said("hi"),
            end_turn(vec![ContentBlock::from_raw(raw), call("a")]),
        ])
        .path_entries(),
        Dialect::Anthropic,
    );
    let sent: Vec<_> = messages[1].content.iter().map(|b| b.raw().get()).collect();
    assert_eq!(sent, [strange, call("a").raw().get()]);
}

#[test]
fn results_and_the_next_prompt_are_one_message_with_the_results_first() {
    check(
        vec![
            said("hi"),
            answered(answer(
                Some(StopReason::ToolUse),
                closed(vec![call("a"), call("b")]),
            )),
            EntryKind::ToolResults(vec![done("a"), done("b")]),
            said("stop that"),
            EntryKind::Marker(Marker::Note("seen only".into())),
            said("please"),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a"), call("b")]),
            user(vec![
                result("a"),
                result("b"),
                text("stop that"),
                text("please"),
            ]),
        ],
    );
}

#[test]
fn of_an_interrupted_answer_text_signed_thinking_and_complete_calls_stay() {
    check(
        vec![
            said("hi"),
            answered(interrupted(cut(vec![
                thinking(Some("sig")),
                text("so"),
                call("a"),
                text("far"),
            ]))),
            EntryKind::ToolResults(vec![done("a")]),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![
                thinking(Some("sig")),
                text("so"),
                call("a"),
                text("far"),
            ]),
            user(vec![result("a")]),
        ],
    );
}

#[test]
fn of_an_interrupted_answer_cut_blocks_other_than_text_are_dropped() {
    for last in [
        thinking(None),
        thinking(Some("early")),
        call("cut"),
        server_call("cut"),
        text(" \n"),
        block(&serde_json::json!({"type": "redacted_thinking", "data": "x"})),
        block(&serde_json::json!({"type": "new_thing"})),
    ] {
        check(
            vec![
                said("hi"),
                answered(interrupted(cut(vec![text("so"), last]))),
                said("go on"),
            ],
            &[
                user(vec![text("hi")]),
                assistant(vec![text("so")]),
                user(vec![text("go on")]),
            ],
        );
    }
}

#[test]
fn an_answer_of_which_nothing_is_left_lets_the_prompts_meet() {
    check(
        vec![
            said("hi"),
            answered(interrupted(cut(vec![thinking(None)]))),
            said("again"),
        ],
        &[user(vec![text("hi"), text("again")])],
    );
}

#[test]
fn a_server_call_of_an_interrupted_answer_stays_only_with_its_result() {
    check(
        vec![
            said("hi"),
            answered(interrupted(closed(vec![
                server_call("s"),
                server_result("s"),
                server_call("t"),
                text("found"),
            ]))),
            said("more"),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![server_call("s"), server_result("s"), text("found")]),
            user(vec![text("more")]),
        ],
    );
}

#[test]
fn a_refused_turn_is_left_out_from_its_prompt_to_the_results_of_its_calls() {
    check(
        vec![
            said("before"),
            answered(answer(
                Some(StopReason::EndTurn),
                closed(vec![text("fine")]),
            )),
            said("hi"),
            answered(answer(
                Some(StopReason::Refusal),
                closed(vec![text("I"), call("a")]),
            )),
            EntryKind::ToolResults(vec![done("a")]),
            said("else"),
        ],
        &[
            user(vec![text("before")]),
            assistant(vec![text("fine")]),
            user(vec![text("else")]),
        ],
    );
}

#[test]
fn a_call_cut_by_the_token_limit_is_not_sent() {
    check(
        vec![
            said("hi"),
            answered(answer(
                Some(StopReason::MaxTokens),
                cut(vec![text("let me"), call("a")]),
            )),
            said("go on"),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![text("let me")]),
            user(vec![text("go on")]),
        ],
    );
}

#[test]
fn a_call_whose_input_was_no_json_is_sent_with_its_error_result() {
    check(
        vec![
            said("hi"),
            answered(answer(Some(StopReason::ToolUse), cut(vec![call("a")]))),
            EntryKind::ToolResults(vec![done("a")]),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![result("a")]),
        ],
    );
}

#[test]
fn a_second_call_with_the_same_id_is_left_out() {
    check(
        vec![
            said("hi"),
            answered(answer(
                Some(StopReason::ToolUse),
                closed(vec![call("a"), call("a")]),
            )),
            EntryKind::ToolResults(vec![done("a")]),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![result("a")]),
        ],
    );
}

#[test]
fn thinking_without_a_signature_goes_back_to_other_servers_only() {
    let chat = || vec![said("hi"), end_turn(vec![thinking(None), text("yes")])];
    check(
        chat(),
        &[user(vec![text("hi")]), assistant(vec![text("yes")])],
    );
    check_for(
        Dialect::Compatible,
        chat(),
        &[
            user(vec![text("hi")]),
            assistant(vec![thinking(None), text("yes")]),
        ],
    );
}

#[test]
fn a_paused_answer_and_its_continuation_are_one_message() {
    let paused = || {
        answered(answer(
            Some(StopReason::PauseTurn),
            closed(vec![text("searching"), server_call("s")]),
        ))
    };
    check(
        vec![said("hi"), paused()],
        &[
            user(vec![text("hi")]),
            assistant(vec![text("searching"), server_call("s")]),
        ],
    );
    check(
        vec![
            said("hi"),
            paused(),
            end_turn(vec![server_result("s"), text("found")]),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![
                text("searching"),
                server_call("s"),
                server_result("s"),
                text("found"),
            ]),
        ],
    );
    // The person stopped the continuation and said something else: the result cannot come.
    check(
        vec![said("hi"), paused(), said("never mind")],
        &[
            user(vec![text("hi")]),
            assistant(vec![text("searching")]),
            user(vec![text("never mind")]),
        ],
    );
}

#[test]
fn a_server_call_may_wait_for_its_result_behind_a_message_of_results_alone() {
    let both = || {
        answered(answer(
            Some(StopReason::ToolUse),
            closed(vec![server_call("s"), call("a")]),
        ))
    };
    check(
        vec![
            said("hi"),
            both(),
            EntryKind::ToolResults(vec![done("a")]),
            end_turn(vec![server_result("s"), text("done")]),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![server_call("s"), call("a")]),
            user(vec![result("a")]),
            assistant(vec![server_result("s"), text("done")]),
        ],
    );
    check(
        vec![
            said("hi"),
            both(),
            EntryKind::ToolResults(vec![done("a")]),
            said("stop"),
        ],
        &[
            user(vec![text("hi")]),
            assistant(vec![call("a")]),
            user(vec![result("a"), text("stop")]),
        ],
    );
}

#[test]
fn dropping_a_stranded_server_call_joins_the_prompts_around_it() {
    check(
        vec![
            said("hi"),
            answered(answer(
                Some(StopReason::PauseTurn),
                closed(vec![server_call("s")]),
            )),
            said("never mind"),
            end_turn(vec![text("fine")]),
        ],
        &[
            user(vec![text("hi"), text("never mind")]),
            assistant(vec![text("fine")]),
        ],
    );
}

#[test]
fn blank_text_of_anybody_is_dropped() {
    check(
        vec![
            EntryKind::User(vec![text(" "), text("hi")]),
            end_turn(vec![text("\n\n"), text("yes")]),
            said("\t"),
        ],
        &[user(vec![text("hi")]), assistant(vec![text("yes")])],
    );
}
