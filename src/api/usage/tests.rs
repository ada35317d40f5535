use proptest::prelude::*;

use super::*;

fn update(text: &str) -> UsageUpdate {
    UsageUpdate::read(&RawJson::parse(text).unwrap())
}

fn stop(text: &str) -> Stop {
    Stop::read(&RawObject::from_json(&RawJson::parse(text).unwrap()).unwrap())
}

#[test]
fn absent_null_and_strange_members_say_nothing() {
    for text in [
        "null",
        "[]",
        "{}",
        r#"{"input_tokens":null,"output_tokens":"many","cache_creation":null}"#,
        r#"{"input_tokens":-3,"output_tokens_details":[]}"#,
    ] {
        assert_eq!(update(text), UsageUpdate::default(), "{text}");
    }
    let mut usage = Usage::default();
    usage.apply(&UsageUpdate::default());
    assert!(!usage.known);
}

#[test]
fn later_numbers_overwrite_earlier_ones() {
    let mut usage = Usage::default();
    usage.apply(&update(
        r#"{"input_tokens":12,"output_tokens":1,"cache_read_input_tokens":5,"cache_creation_input_tokens":0}"#,
    ));
    usage.apply(&update(
        r#"{"output_tokens":90,"input_tokens":40.0,"output_tokens_details":{"thinking_tokens":30}}"#,
    ));
    let expected = Usage {
        input: 40,
        cache_read: 5,
        output: 90,
        thinking: 30,
        known: true,
        ..Usage::default()
    };
    assert_eq!(usage, expected);
    assert_eq!(usage.whole_input(), 45);
}

#[test]
fn cache_writes_keep_their_split_when_the_end_gives_only_the_total() {
    let mut usage = Usage::default();
    usage.apply(&update(
        r#"{"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":70}}"#,
    ));
    usage.apply(&update(r#"{"cache_creation_input_tokens":110}"#));
    assert_eq!((usage.cache_write_5m, usage.cache_write_1h), (40, 70));
    let half = update(
        r#"{"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_1h_input_tokens":9}}"#,
    );
    assert_eq!(
        (half.cache_write_5m, half.cache_write_1h),
        (Some(0), Some(9))
    );
}

#[test]
fn stop_reasons_keep_their_names() {
    for name in [
        "end_turn",
        "max_tokens",
        "stop_sequence",
        "tool_use",
        "pause_turn",
        "refusal",
        "model_context_window_exceeded",
        "compaction",
        "something_new",
    ] {
        assert_eq!(StopReason::from_name(name).name(), name);
    }
}

#[test]
fn an_empty_or_null_reason_is_none() {
    assert_eq!(
        stop(r#"{"stop_reason":"","stop_sequence":null}"#),
        Stop::default()
    );
    assert_eq!(stop("{}"), Stop::default());
}

#[test]
fn a_refusal_is_explained_by_its_text_else_by_its_category() {
    let full = stop(
        r#"{"stop_reason":"refusal","stop_details":{"category":"cyber","explanation":"No."}}"#,
    );
    assert_eq!(full.explanation().as_deref(), Some("No."));
    let short =
        stop(r#"{"stop_reason":"refusal","stop_details":{"category":"bio","explanation":null}}"#);
    assert_eq!(short.explanation().as_deref(), Some("bio"));
    assert_eq!(stop(r#"{"stop_details":null}"#).explanation(), None);
}

#[test]
fn a_later_reason_replaces_the_earlier_one_and_silence_keeps_it() {
    let mut known = stop(r#"{"stop_reason":"stop_sequence","stop_sequence":"END"}"#);
    known.apply(&Stop::default());
    assert_eq!(known.sequence.as_deref(), Some("END"));
    known.apply(&stop(r#"{"stop_reason":"end_turn"}"#));
    assert_eq!(known, stop(r#"{"stop_reason":"end_turn"}"#));
}

fn any_update() -> impl Strategy<Value = UsageUpdate> {
    let count = || prop::option::of(0..1_000_u64);
    (count(), count(), count(), count(), count(), count()).prop_map(
        |(input, cache_write_5m, cache_write_1h, cache_read, output, thinking)| UsageUpdate {
            input,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            thinking,
        },
    )
}

proptest! {
    #[test]
    fn saying_the_same_twice_changes_nothing(before in any_update(), update in any_update()) {
        let mut once = Usage::default();
        once.apply(&before);
        once.apply(&update);
        let mut twice = once;
        twice.apply(&update);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn no_counter_exceeds_the_largest_that_was_said(updates in prop::collection::vec(any_update(), 1..8)) {
        let mut usage = Usage::default();
        for update in &updates {
            usage.apply(update);
        }
        let most = updates.iter().filter_map(|u| u.output).max().unwrap_or(0);
        prop_assert!(usage.output <= most);
        prop_assert!(usage.cache_write_5m < 1_000 && usage.cache_write_1h < 1_000);
    }
}
