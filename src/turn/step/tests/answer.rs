//! Requesting and Responding: what a request reports, and stopping it.

use super::*;

#[test]
fn a_request_that_fails_before_anything_came_gives_the_prompt_back() {
    let mut scene = Scene::after(vec![said("old"), answered(answer(None, closed(vec![])))]);
    scene.submit("hi");
    let effects = scene.stream(1, StreamSignal::Failed(overloaded()));
    assert_eq!(
        effects,
        [
            Effect::GiveBack(vec![text("hi")]),
            ended(Ending::Failed(overloaded()))
        ]
    );
    assert_eq!(scene.chat.path(), [EntryId(1), EntryId(2)]);
    assert_eq!(scene.chat.all().len(), 3);
    assert!(scene.turn.is_idle());
    assert_eq!(scene.turn.started(), None);
}

#[test]
fn an_error_event_before_any_content_gives_the_prompt_back_too() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let id = Some(ServerRequestId("req_7".into()));
    scene.stream(1, StreamSignal::Connected(id.clone()));
    let effects = scene.events(vec![StreamEvent::Ping, StreamEvent::Error(overloaded())]);
    let error = ApiError {
        request_id: id,
        ..overloaded()
    };
    assert_eq!(
        effects,
        [
            abort(1),
            Effect::GiveBack(vec![text("hi")]),
            ended(Ending::Failed(error))
        ]
    );
    assert_eq!(scene.chat.path(), []);
}

#[test]
fn cancel_before_anything_came_gives_the_prompt_back() {
    for connected in [false, true] {
        let mut scene = Scene::new();
        scene.submit("hi");
        if connected {
            scene.stream(1, StreamSignal::Connected(None));
        }
        assert_eq!(
            scene.cancel(),
            [
                abort(1),
                Effect::GiveBack(vec![text("hi")]),
                ended(Ending::Cancelled)
            ]
        );
        assert_eq!(scene.chat.path(), []);
    }
}

#[test]
fn close_before_anything_came_leaves_the_prompt_to_be_answered() {
    let mut scene = Scene::new();
    scene.submit("hi");
    assert_eq!(
        scene.step(Input::Close),
        [abort(1), ended(Ending::Cancelled)]
    );
    assert_eq!(scene.kinds(), [&said("hi")]);
    let (_, messages) = sent(scene.retry());
    assert_eq!(messages, [user(vec![text("hi")])]);
}

#[test]
fn close_in_mid_answer_keeps_it_as_one_that_nobody_stopped() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so far");
    scene.calls(&["a"]);
    assert_eq!(
        scene.step(Input::Close),
        [abort(1), ended(Ending::Cancelled)]
    );
    assert_eq!(scene.last_answer().interrupted, Some(Interruption::Closed));
    assert_ne!(
        scene.last_results(),
        [CallResult::cancelled(ToolCallId("a".into()))]
    );
}

#[test]
fn a_whole_answer_is_committed_with_its_times() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.stream(1, StreamSignal::Connected(None));
    assert_eq!(scene.turn.phase(), Phase::Waiting);
    assert_eq!(scene.text("hello"), []);
    assert_eq!(scene.turn.phase(), Phase::Answering);
    assert_eq!(scene.stop(StopReason::EndTurn), [ended(Ending::Finished)]);
    let expected = AssistantEntry {
        timing: Timing {
            first_delta: Some(20),
            thought: None,
            thoughts: Vec::new(),
            total: 40,
            serving: Vec::new(),
        },
        ..answer(Some(StopReason::EndTurn), closed(vec![text("hello")]))
    };
    assert_eq!(scene.kinds(), [&said("hi"), &answered(expected)]);
}

#[test]
fn the_phase_tells_what_is_arriving() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let thinking = json!({"type": "thinking", "thinking": ""});
    scene.block(&thinking, vec![BlockDelta::Signature("sig".into())]);
    assert_eq!(scene.turn.phase(), Phase::Thinking);
    assert_eq!(scene.turn.round().and_then(|round| round.first_delta), None);
    scene.calls(&["a"]);
    assert_eq!(scene.turn.phase(), Phase::CallingTool);
    scene.stop(StopReason::ToolUse);
    assert_eq!(scene.turn.phase(), Phase::CallingTool);
    scene.cancel();
    assert_eq!(scene.turn.phase(), Phase::Stopping);
    scene.tool_done("a");
    assert_eq!(scene.turn.phase(), Phase::Idle);
}

#[test]
fn how_long_it_thought_is_kept() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let thinking = json!({"type": "thinking", "thinking": ""});
    let events = scene.open_block(&thinking, vec![BlockDelta::Thinking("so".into())]);
    scene.events(events);
    let now = scene.now.instant;
    let so_far = scene
        .turn
        .round()
        .and_then(|round| round.thinking.time(0, now));
    assert_eq!(so_far, Some(Duration::from_millis(0)));
    scene.text("hello");
    let then = scene.now.instant + Duration::from_secs(9);
    let over = scene
        .turn
        .round()
        .and_then(|round| round.thinking.time(0, then));
    assert_eq!(
        over,
        Some(Duration::from_millis(10)),
        "no longer than it thought"
    );
    scene.stop(StopReason::EndTurn);
    assert_eq!(scene.last_answer().timing.thought, Some(10));
    assert_eq!(scene.last_answer().timing.thoughts, []);
}

#[test]
fn each_thought_of_several_keeps_its_own_time() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let thinking = json!({"type": "thinking", "thinking": ""});
    for millis in [100, 300] {
        let deltas = vec![BlockDelta::Thinking("so".into())];
        let events = scene.open_block(&thinking, deltas);
        scene.events(events);
        scene.now.instant += Duration::from_millis(millis);
        scene.text("then");
        scene.now.instant += Duration::from_secs(9);
    }
    scene.stop(StopReason::EndTurn);
    let answer = scene.last_answer();
    // What happens itself takes 10 ms.
    let times: Vec<Option<u64>> = (0..4).map(|block| answer.thinking_time(block)).collect();
    let [first, second] = [Some(110), Some(310)];
    assert_eq!((times[0], times[2]), (first, second));
    assert_eq!(answer.timing.thought, Some(420));
    // Logs used to have one time for all, which is that of a block only if it is alone.
    let mut old = answer.clone();
    old.timing.thoughts.clear();
    assert_eq!(old.thinking_time(0), None);
    old.blocks.truncate(2);
    assert_eq!(old.thinking_time(0), Some(420));
}

#[test]
fn a_block_that_is_not_kept_takes_no_time_from_those_behind_it() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let thinking = json!({"type": "thinking", "thinking": ""});
    for deltas in [vec![], vec![BlockDelta::Thinking("so".into())]] {
        let events = scene.open_block(&thinking, deltas);
        scene.events(events);
        scene.now.instant += Duration::from_millis(200);
    }
    scene.cancel();
    let answer = scene.last_answer();
    assert_eq!(answer.blocks.len(), 1);
    assert_eq!(answer.thinking_time(0), Some(210));
    assert_eq!(answer.timing.thought, Some(210));
}

#[test]
fn an_answer_without_content_but_with_a_reason_is_whole() {
    let mut scene = Scene::new();
    scene.submit("hi");
    let effects = scene.stop(StopReason::Refusal);
    assert_eq!(effects, [ended(Ending::Finished)]);
    assert!(scene.last_answer().is_refused());
    let (_, messages) = sent(scene.submit("else"));
    assert_eq!(messages, [user(vec![text("else")])]);
}

#[test]
fn a_failure_in_mid_answer_keeps_what_came_and_closes_its_calls() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so");
    scene.calls(&["a"]);
    let effects = scene.stream(1, StreamSignal::Failed(overloaded()));
    assert_eq!(effects, [ended(Ending::Failed(overloaded()))]);
    let lost = Some(Interruption::Lost {
        why: "Overloaded".into(),
        details: Vec::new(),
    });
    assert_eq!(scene.last_answer().interrupted, lost);
    let results = scene.last_results();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].outcome, Outcome::Cancelled);
}

#[test]
fn a_body_that_ends_without_a_reason_is_an_interruption() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so");
    let effects = scene.stream(1, StreamSignal::Ended);
    let why = "the connection ended before the answer was complete";
    let error = ApiError::local(ApiErrorKind::Network, why);
    assert_eq!(effects, [ended(Ending::Failed(error))]);
    let lost = Some(Interruption::Lost {
        why: why.into(),
        details: Vec::new(),
    });
    assert_eq!(scene.last_answer().interrupted, lost);
}

#[test]
fn with_an_answer_that_is_lost_what_there_is_to_look_it_up_is_kept() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so");
    let message = format!("reset\n\n by peer \n{}", "x\n".repeat(20));
    let error = ApiError {
        status: Some(500),
        request_id: Some(ServerRequestId("r_1".into())),
        ..ApiError::local(ApiErrorKind::Server, message)
    };
    scene.stream(1, StreamSignal::Failed(error));
    let Some(Interruption::Lost { why, details }) = &scene.last_answer().interrupted else {
        panic!("it is lost");
    };
    let x = "x";
    let expect = ["by peer", x, x, x, x, x, x, "HTTP 500", "request id r_1"];
    assert_eq!(
        (why.as_str(), details.as_slice()),
        ("reset", &expect.map(str::to_owned)[..])
    );
}

#[test]
fn a_connection_that_breaks_behind_a_whole_answer_does_not_matter() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("all");
    scene.say_stop(StopReason::EndTurn);
    let effects = scene.stream(1, StreamSignal::Failed(overloaded()));
    assert_eq!(effects, [ended(Ending::Finished)]);
    assert_eq!(scene.last_answer().interrupted, None);
}

#[test]
fn cancel_in_mid_answer_keeps_it_and_cancels_its_complete_calls() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so far");
    scene.calls(&["a"]);
    let half = json!({"type": "tool_use", "id": "b", "name": "look", "input": {}});
    let events = scene.open_block(&half, vec![BlockDelta::InputJson("{\"b".into())]);
    scene.events(events);
    assert_eq!(scene.cancel(), [abort(1), ended(Ending::Cancelled)]);
    assert_eq!(
        scene.last_answer().interrupted,
        Some(Interruption::Cancelled)
    );
    assert_eq!(
        scene.last_results(),
        [CallResult::cancelled(ToolCallId("a".into()))]
    );
    let (_, messages) = sent(scene.submit("go on"));
    assert_eq!(
        messages,
        [
            user(vec![text("hi")]),
            assistant(vec![text("so far"), call("a")]),
            user(vec![cancelled("a"), text("go on")]),
        ]
    );
}

#[test]
fn an_answer_that_was_whole_when_it_was_stopped_is_kept_whole() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("all");
    scene.calls(&["a"]);
    scene.say_stop(StopReason::ToolUse);
    assert_eq!(scene.cancel(), [abort(1), ended(Ending::Cancelled)]);
    assert_eq!(scene.last_answer().interrupted, None);
    assert_eq!(
        scene.last_results(),
        [CallResult::cancelled(ToolCallId("a".into()))]
    );
}

#[test]
fn what_other_requests_report_is_ignored() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.cancel();
    scene.submit("hi");
    assert_eq!(scene.stream(1, StreamSignal::Failed(overloaded())), []);
    assert_eq!(scene.turn.phase(), Phase::Connecting);
    scene.text("a");
    assert_eq!(scene.stream(1, StreamSignal::Ended), []);
    assert_eq!(scene.stream(9, StreamSignal::Ended), []);
    assert_eq!(scene.turn.phase(), Phase::Answering);
    scene.stop(StopReason::EndTurn);
    assert_eq!(scene.stream(2, StreamSignal::Ended), []);
    assert!(scene.turn.is_idle());
}

#[test]
fn whoever_has_the_request_is_waited_for_also_before_it_answers() {
    let mut scene = Scene::new();
    scene.submit("hi");
    assert_eq!(scene.stream(9, StreamSignal::Sent), []);
    assert_eq!(scene.turn.phase(), Phase::Connecting);
    assert_eq!(scene.stream(1, StreamSignal::Sent), []);
    assert_eq!(scene.turn.phase(), Phase::Waiting);
    // Told late, it changes nothing.
    scene.text("a");
    assert_eq!(scene.stream(1, StreamSignal::Sent), []);
    assert_eq!(scene.turn.phase(), Phase::Answering);
}
