//! Idle: submit and retry, and histories from a log.

use super::*;

#[test]
fn a_prompt_is_committed_and_sent() {
    let mut scene = Scene::new();
    let effects = scene.submit("hi");
    assert_eq!(sent(effects), (1, vec![user(vec![text("hi")])]));
    assert_eq!(scene.kinds(), [&said("hi")]);
    assert_eq!(scene.turn.phase(), Phase::Connecting);
    assert_eq!(scene.turn.started(), Some(scene.now.instant));
}

#[test]
fn a_prompt_that_says_nothing_is_refused() {
    let mut scene = Scene::new();
    for blocks in [vec![], vec![text(" \n")]] {
        assert_eq!(scene.step(Input::Submit(blocks)), []);
    }
    assert!(scene.turn.is_idle());
    assert!(scene.chat.all().is_empty());
}

#[test]
fn cancel_and_retry_of_nothing_do_nothing() {
    let mut scene = Scene::new();
    assert_eq!(scene.cancel(), []);
    assert_eq!(scene.retry(), []);
    assert!(scene.turn.is_idle());
}

#[test]
fn a_second_prompt_or_retry_during_a_turn_changes_nothing() {
    let mut scene = Scene::new();
    scene.submit("hi");
    assert_eq!(scene.submit("again"), []);
    assert_eq!(scene.retry(), []);
    scene.text("a");
    assert_eq!(scene.submit("again"), []);
    assert_eq!(scene.kinds(), [&said("hi")]);
}

#[test]
fn retry_after_an_interruption_asks_anew_and_keeps_the_old_answer_as_a_branch() {
    for calls in [&[][..], &["a"]] {
        let mut scene = Scene::new();
        scene.submit("hi");
        scene.text("so");
        scene.calls(calls);
        scene.cancel();
        let before = scene.chat.all().len();
        let (request, messages) = sent(scene.retry());
        assert_eq!((request, messages), (2, vec![user(vec![text("hi")])]));
        assert_eq!(scene.kinds(), [&said("hi")]);
        assert_eq!(scene.chat.all().len(), before);
    }
}

#[test]
fn a_retry_that_brings_nothing_leaves_the_path_as_it_was() {
    let mut scene = Scene::new();
    scene.submit("hi");
    scene.text("so");
    scene.cancel();
    let path = scene.chat.path().to_vec();
    scene.retry();
    let effects = scene.stream(2, StreamSignal::Failed(overloaded()));
    assert_eq!(effects, [ended(Ending::Failed(overloaded()))]);
    assert_eq!(scene.chat.path(), path);
    scene.retry();
    assert_eq!(scene.cancel(), [abort(3), ended(Ending::Cancelled)]);
    assert_eq!(scene.chat.path(), path);
}

#[test]
fn retry_sends_what_still_waits_for_an_answer() {
    let paused = answer(Some(StopReason::PauseTurn), closed(vec![text("w")]));
    for waiting in [
        vec![said("hi")],
        vec![said("hi"), EntryKind::Marker(Marker::Note("x".into()))],
        vec![said("hi"), answered(paused)],
    ] {
        let mut scene = Scene::after(waiting.clone());
        sent(scene.retry());
        assert_eq!(scene.chat.path().len(), waiting.len());
    }
}

#[test]
fn a_finished_answer_is_not_asked_for_again() {
    let whole = answer(Some(StopReason::EndTurn), closed(vec![text("x")]));
    let mut scene = Scene::after(vec![said("hi"), answered(whole)]);
    assert_eq!(scene.retry(), []);
    assert!(scene.turn.is_idle());
}

#[test]
fn retry_with_nothing_before_the_answer_fails_and_changes_nothing() {
    let mut scene = Scene::after(vec![answered(interrupted(cut(vec![text("x")])))]);
    let effects = scene.retry();
    assert!(matches!(&effects[..], [Effect::Ended(Ending::Failed(_))]));
    assert_eq!(scene.chat.path(), [EntryId(1)]);
}

#[test]
fn calls_whose_results_were_never_saved_are_closed_before_the_next_prompt() {
    let asked = answer(Some(StopReason::ToolUse), closed(vec![call("a")]));
    let mut scene = Scene::after(vec![said("hi"), answered(asked)]);
    let (_, messages) = sent(scene.submit("still there?"));
    assert_eq!(messages.len(), 3);
    let repaired = |kind: &&EntryKind| matches!(kind, EntryKind::Marker(_));
    assert!(!scene.kinds().iter().any(repaired));
    scene.cancel();
    assert_eq!(scene.chat.path(), [EntryId(1), EntryId(2)]);
}

#[test]
fn a_repair_is_marked_once() {
    let mut scene = Scene::after(vec![
        answered(answer(Some(StopReason::EndTurn), closed(vec![text("x")]))),
        said("hi"),
    ]);
    for words in ["one", "two"] {
        let (_, messages) = sent(scene.submit(words));
        assert_eq!(messages[0].content[0], text("hi"));
        scene.text("ok");
        scene.stop(StopReason::EndTurn);
    }
    let markers: Vec<_> = scene
        .kinds()
        .into_iter()
        .filter(|kind| matches!(kind, EntryKind::Marker(_)))
        .collect();
    let words = "answers before the first prompt left out: 1".to_owned();
    assert_eq!(markers, [&EntryKind::Marker(Marker::Repaired(vec![words]))]);
}

#[test]
fn rounds_are_numbered_through_the_session() {
    let mut scene = Scene::new();
    scene.turn = Turn::new(params(), 8, 3);
    scene.submit("hi");
    scene.cancel();
    scene.submit("hi");
    scene.text("x");
    scene.stop(StopReason::EndTurn);
    assert_eq!(scene.last_answer().round, 9);
}

#[test]
fn ids_of_requests_go_on_from_the_turn_before() {
    let mut scene = Scene::new();
    let first = sent(scene.submit("hi")).0;
    let next = scene.turn.next_request();
    assert_eq!(next, first + 1);
    let mut other = Scene::new();
    other.turn = Turn::new(params(), 1, 3).with_next_request(next);
    assert_eq!(sent(other.submit("hi")).0, next);
}
