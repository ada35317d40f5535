//! Tools and Stopping: what tools report, and the rounds they lead to.

use super::*;

#[test]
fn calls_run_side_by_side_and_are_answered_in_one_message_in_their_order() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.calls(&["a", "b"]);
    assert_eq!(scene.stop(StopReason::ToolUse), [run("a"), run("b")]);
    assert_eq!(scene.tool("b", ToolEvent::Output("…".into())), []);
    assert_eq!(scene.tool_done("b"), []);
    assert_eq!(scene.tool_done("b"), []);
    let (request, messages) = sent(scene.tool_done("a"));
    assert_eq!(request, 2);
    assert_eq!(
        messages,
        [
            user(vec![text("hi")]),
            assistant(vec![call("a"), call("b")]),
            user(vec![result("a"), result("b")]),
        ]
    );
    let millis: Vec<_> = scene.last_results().iter().map(|r| r.millis).collect();
    assert_eq!(millis, [40, 20]);
}

#[test]
fn a_call_that_cannot_be_read_is_answered_with_an_error_and_not_run() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let block = json!({"type": "tool_use", "id": "bad", "name": "look", "input": {}});
    scene.block(&block, vec![BlockDelta::InputJson("{\"b\":".into())]);
    let (_, messages) = sent(scene.stop(StopReason::ToolUse));
    let results = scene.last_results();
    assert_eq!(results[0].outcome, Outcome::Failed);
    assert!(results[0].result.is_error);
    assert!(results[0].result.content.ends_with("{\"b\":"));
    assert_eq!(messages.len(), 3);
}

#[test]
fn a_failed_or_denied_call_is_told_as_an_error() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.calls(&["a", "b"]);
    scene.stop(StopReason::ToolUse);
    scene.tool("a", ToolEvent::Ended(Outcome::Failed, "no".into()));
    scene.tool("b", ToolEvent::Ended(Outcome::Denied, "not now".into()));
    let results = scene.last_results();
    assert!(results.iter().all(|call| call.result.is_error));
}

#[test]
fn an_answer_that_did_not_stop_for_its_calls_does_not_have_them_run() {
    for reason in [
        StopReason::EndTurn,
        StopReason::MaxTokens,
        StopReason::Refusal,
        StopReason::Other("new".into()),
    ] {
        let mut scene = Scene::new();
        scene.submit("hi");
        scene.text("look");
        scene.calls(&["a"]);
        assert_eq!(scene.stop(reason), [ended(Ending::Finished)]);
        assert_eq!(scene.last_results()[0].outcome, Outcome::Cancelled);
    }
}

#[test]
fn an_answer_that_stopped_for_calls_it_did_not_make_is_finished() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("well");
    let effects = scene.stop(StopReason::ToolUse);
    assert_eq!(effects, [ended(Ending::Finished)]);
}

#[test]
fn a_paused_answer_is_sent_back_at_once_as_it_is() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("searching");
    let (request, messages) = sent(scene.stop(StopReason::PauseTurn));
    assert_eq!(request, 2);
    assert_eq!(
        messages,
        [user(vec![text("hi")]), assistant(vec![text("searching")])]
    );
    assert_eq!(scene.turn.rounds(), 2);
    scene.text("found");
    assert_eq!(scene.stop(StopReason::EndTurn), [ended(Ending::Finished)]);
}

#[test]
fn the_limit_of_rounds_ends_the_turn_and_retry_goes_on() {
    let mut scene = Scene::new();
    scene.submit("hi");
    for id in ["a", "b"] {
        scene.calls(&[id]);
        scene.stop(StopReason::ToolUse);
        sent(scene.tool_done(id));
    }
    scene.calls(&["c"]);
    scene.stop(StopReason::ToolUse);
    let effects = scene.tool_done("c");
    assert_eq!(effects, [ended(Ending::TooManyRounds(3))]);
    let (request, messages) = sent(scene.retry());
    assert_eq!(request, 4);
    assert_eq!(messages.last(), Some(&user(vec![result("c")])));
}

#[test]
fn a_later_round_that_brings_nothing_keeps_everything() {
    for fail in [false, true] {
        let mut scene = Scene::new();
        scene.submit("hi");
        scene.calls(&["a"]);
        scene.stop(StopReason::ToolUse);
        scene.tool_done("a");
        let path = scene.chat.path().to_vec();
        let effects = match fail {
            true => scene.stream(2, StreamSignal::Failed(overloaded())),
            false => scene.cancel(),
        };
        let expected = match fail {
            true => vec![ended(Ending::Failed(overloaded()))],
            false => vec![abort(2), ended(Ending::Cancelled)],
        };
        assert_eq!(effects, expected);
        assert_eq!(scene.chat.path(), path);
        // The tool has run; it is not run again.
        let (_, messages) = sent(scene.retry());
        assert_eq!(messages.last(), Some(&user(vec![result("a")])));
    }
}

#[test]
fn tool_reports_that_nobody_waits_for_are_ignored() {
    let mut scene = Scene::new();
    assert_eq!(scene.tool_done("a"), []);
    scene.submit("hi");
    assert_eq!(scene.tool_done("a"), []);
    scene.calls(&["a"]);
    scene.stop(StopReason::ToolUse);
    assert_eq!(scene.tool_done("other"), []);
    assert_eq!(scene.turn.calls().len(), 1);
}

#[test]
fn cancel_while_tools_run_kills_them_and_waits_until_they_are_dead() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.calls(&["a", "b", "c"]);
    scene.stop(StopReason::ToolUse);
    scene.tool_done("b");
    assert_eq!(scene.cancel(), [kill("a"), kill("c")]);
    assert_eq!(scene.cancel(), []);
    assert_eq!(scene.submit("more"), []);
    scene.tool("c", ToolEvent::Ended(Outcome::Cancelled, "stopped".into()));
    assert_eq!(scene.turn.phase(), Phase::Stopping);
    assert_eq!(scene.tool_done("a"), [ended(Ending::Cancelled)]);
    let outcomes: Vec<_> = scene.last_results().iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Done, Outcome::Cancelled]);
}
