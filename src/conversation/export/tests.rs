use proptest::prelude::*;

use super::*;
use crate::api::raw::RawJson;
use crate::api::usage::StopReason;
use crate::conversation::entry::Interruption;
use crate::conversation::sample::*;

/// A turn with everything in it.
fn turn() -> Vec<EntryKind> {
    let calls = vec![thinking(None), text("I look."), call("a")];
    vec![
        said("Where?"),
        answered(answer(Some(StopReason::ToolUse), closed(calls))),
        EntryKind::ToolResults(vec![done("a")]),
        answered(answer(
            Some(StopReason::EndTurn),
            closed(vec![text("There.\n")]),
        )),
    ]
}

#[test]
fn everything_stands_under_who_said_it() {
    let expect = "## You\n\nWhere?\n\n## Claude\n\n**Thinking**\n\n> hm\n\nI look.\n\n\
                  **Tool** `look`\n\n```json\n{\"b\":1,\"a\":2}\n```\n\n**Result** `look`\n\n\
                  ```\nfound\n```\n\nThere.\n";
    assert_eq!(markdown(&conversation(turn()), Parts::ALL), expect);
}

#[test]
fn results_are_told_apart_by_their_calls() {
    let labels = |blocks, results| {
        let answer = answer(Some(StopReason::ToolUse), closed(blocks));
        let results = EntryKind::ToolResults(results);
        let chat = conversation(vec![said("q"), answered(answer), results]);
        let text = markdown(&chat, Parts::ALL);
        let labels = text.lines().filter(|line| line.starts_with("**"));
        labels.map(str::to_owned).collect::<Vec<_>>()
    };
    let served = vec![server_call("s"), server_result("s"), server_result("?")];
    let expect = [
        "**Tool** `web_search`",
        "**Result** `web_search`",
        "**Result**",
    ];
    assert_eq!(labels(served, Vec::new()), expect);
    let twice = vec![call("a"), call("b"), server_call("s")];
    let expect = [
        "**Tool** `look` (1 of 2)",
        "**Tool** `look` (2 of 2)",
        "**Tool** `web_search`",
        "**Result** `look` (2 of 2)",
        "**Result** `look` (1 of 2)",
    ];
    assert_eq!(labels(twice, vec![done("b"), done("a")]), expect);
}

#[test]
fn thinking_and_tools_can_be_left_out() {
    let expect = "## You\n\nWhere?\n\n## Claude\n\nI look.\n\nThere.\n";
    assert_eq!(markdown(&conversation(turn()), Parts::SAID), expect);
}

#[test]
fn an_answer_that_is_arriving_stands_at_the_end_and_is_said_to_be_unfinished() {
    let conversation = conversation(vec![said("q")]);
    let arriving = cut(vec![thinking(None), text("Once\n```rust\nupon")]);
    let expect = "## You\n\nq\n\n## Claude\n\nOnce\n```rust\nupon\n```\n\n\
                  *(Unfinished: this answer was still arriving)*\n";
    let so_far = |blocks: &[AssistantBlock]| markdown_so_far(&conversation, blocks, Parts::SAID);
    assert_eq!(so_far(&arriving), expect);
    assert_eq!(so_far(&[]), markdown(&conversation, Parts::SAID));
}

#[test]
fn an_answer_that_is_damaged_is_said_to_be() {
    let damaged = AssistantEntry {
        damaged: true,
        ..answer(Some(StopReason::EndTurn), closed(vec![text("Half whole.")]))
    };
    let said = markdown(
        &conversation(vec![said("q"), answered(damaged)]),
        Parts::SAID,
    );
    let expect = "Half whole.\n\n*(A part of this answer could not be read and is missing)*\n";
    assert!(said.ends_with(expect), "{said}");
}

#[test]
fn how_an_answer_ended_is_told_where_that_is_unusual() {
    let told = |stop, interrupted, blocks| {
        let answer = AssistantEntry {
            interrupted,
            ..answer(stop, closed(blocks))
        };
        let chat = conversation(vec![said("q"), answered(answer)]);
        let text = markdown(&chat, Parts::SAID);
        text.strip_prefix("## You\n\nq\n").map(str::to_owned)
    };
    let refused = told(Some(StopReason::Refusal), None, Vec::new());
    let remark = "\n## Claude\n\n*(The model declined to answer)*\n";
    assert_eq!(refused.as_deref(), Some(remark));
    let lost = told(
        None,
        Some(Interruption::Lost {
            why: "reset\nby peer".into(),
            details: vec!["HTTP 500".into(), "request id r_1".into()],
        }),
        Vec::new(),
    );
    let remark = "\n## Claude\n\n*(Interrupted: reset by peer; HTTP 500; request id r_1)*\n";
    assert_eq!(lost.as_deref(), Some(remark));
    let cut = told(Some(StopReason::MaxTokens), None, vec![text("A.")]);
    let remark = "\n## Claude\n\nA.\n\n*(Cut: the limit of output tokens was reached)*\n";
    assert_eq!(cut.as_deref(), Some(remark));
    for usual in [StopReason::EndTurn, StopReason::PauseTurn] {
        let text = told(Some(usual), None, vec![text("A.")]);
        assert_eq!(text.as_deref(), Some("\n## Claude\n\nA.\n"));
    }
}

#[test]
fn a_refusal_is_told_with_the_words_of_the_model() {
    let mut refused = answer(Some(StopReason::Refusal), Vec::new());
    let details = serde_json::json!({"explanation": "it is asked to."});
    refused.stop.details = Some(RawJson::of(&details));
    let chat = conversation(vec![said("q"), answered(refused)]);
    let expect = "## You\n\nq\n\n## Claude\n\n*(The model declined to answer: it is asked to.)*\n";
    assert_eq!(markdown(&chat, Parts::ALL), expect);
}

#[test]
fn what_is_on_another_branch_is_left_out() {
    let mut conversation = conversation(turn());
    let first = conversation.path()[0];
    conversation.move_head(Some(first));
    assert_eq!(markdown(&conversation, Parts::ALL), "## You\n\nWhere?\n");
    conversation.move_head(None);
    assert_eq!(markdown(&conversation, Parts::ALL), "");
}

#[test]
fn a_fence_that_was_cut_is_closed_behind_the_text() {
    for (cut_text, fence) in [
        ("Here:\n```rust\nfn main() {", "```\n"),
        ("~~~~\n```\n~~~", "~~~~\n"),
        ("```\nx\n```\ny", ""),
        ("- a\n      ```\n      x", ""),
    ] {
        let kinds = vec![said("q"), answered(interrupted(cut(vec![text(cut_text)])))];
        let expect =
            format!("## You\n\nq\n\n## Claude\n\n{cut_text}\n{fence}\n*(Stopped by you)*\n");
        assert_eq!(markdown(&conversation(kinds), Parts::SAID), expect);
    }
}

proptest! {
    #[test]
    fn nothing_gets_out_of_its_fence(text in "[`~a\n ]{0,40}") {
        let fenced = fenced("", &text);
        let fence = fenced.lines().next().unwrap_or_default();
        let inside = fenced.lines().skip(1).filter(|line| line.contains(fence)).count();
        prop_assert_eq!(inside, 1, "{}", fenced);
        prop_assert_eq!(open_fence(&fenced), None);
    }

    #[test]
    fn a_longer_conversation_begins_like_the_shorter(n in 0_usize..8) {
        let kinds: Vec<_> = turn().into_iter().chain(turn()).collect();
        let whole = markdown(&conversation(kinds.clone()), Parts::ALL);
        let part = markdown(&conversation(kinds[..n].to_vec()), Parts::ALL);
        prop_assert!(whole.starts_with(&part));
    }
}
