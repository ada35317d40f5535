use super::*;
use crate::api::usage::StopReason;
use crate::conversation::sample::{
    answer, answered, closed, conversation, interrupted, said, text,
};

const MODEL: &str = "claude-sonnet-5-5";

fn usage(input: u64, output: u64) -> Usage {
    Usage {
        input,
        output,
        cache_read: 5,
        known: true,
        ..Usage::default()
    }
}

fn round(round: u64, usage: Usage) -> AssistantEntry {
    AssistantEntry {
        round,
        usage,
        ..answer(Some(StopReason::EndTurn), closed(vec![text("x")]))
    }
}

#[test]
fn rounds_are_added_up_and_counted_once() {
    let chat = conversation(vec![
        said("hi"),
        answered(round(1, usage(10, 1))),
        answered(round(2, usage(20, 2))),
        answered(round(2, usage(20, 2))),
    ]);
    let totals = totals(chat.all());
    let sum = Usage {
        cache_read: 10,
        ..usage(30, 3)
    };
    let dollars = [usage(10, 1), usage(20, 2)].map(|u| price::cost(MODEL, &u).expect("a price"));
    assert_eq!(
        totals,
        Totals {
            usage: sum,
            dollars: dollars[0] + dollars[1],
            at_least: false,
            rounds: 2,
        }
    );
}

#[test]
fn what_is_not_known_makes_the_sum_a_lower_bound() {
    let cut = AssistantEntry {
        usage: usage(10, 1),
        ..interrupted(closed(vec![text("x")]))
    };
    let foreign = AssistantEntry {
        model: "somebody-elses".into(),
        ..round(1, usage(10, 1))
    };
    for (answer, dollars) in [
        (cut, price::cost(MODEL, &usage(10, 1)).expect("a price")),
        (foreign, 0.0),
        (round(1, Usage::default()), 0.0),
    ] {
        let totals = totals(conversation(vec![answered(answer)]).all());
        assert_eq!((totals.at_least, totals.dollars), (true, dollars));
    }
}

#[test]
fn context_is_what_the_last_complete_round_read_and_wrote() {
    let chat = conversation(vec![
        answered(round(1, usage(10, 1))),
        answered(round(2, usage(20, 2))),
        answered(AssistantEntry {
            usage: usage(900, 9),
            ..interrupted(closed(vec![]))
        }),
        answered(round(3, Usage::default())),
    ]);
    assert_eq!(context_tokens(chat.path_entries()), Some(27));
    assert_eq!(
        context_tokens(conversation(vec![said("hi")]).path_entries()),
        None
    );
}

#[test]
fn a_refused_answer_is_not_part_of_the_next_context() {
    let mut refused = round(1, usage(20, 2));
    refused.stop.reason = Some(StopReason::Refusal);
    let chat = conversation(vec![answered(refused)]);
    assert_eq!(context_tokens(chat.path_entries()), Some(25));
}
