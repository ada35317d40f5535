use super::*;
use crate::api::content::{BlockKind, ToolCallId, ToolUse};
use crate::api::usage::StopReason;

fn decode(event: Option<&str>, data: &str) -> Option<StreamEvent> {
    StreamEvent::decode(&SseFrame {
        event: event.map(str::to_owned),
        data: data.to_owned(),
    })
}

/// Checks that data with a type of its own needs no `event:` line, and that a strange one is no
/// harm.
#[track_caller]
fn check(data: &str, expected: StreamEvent) {
    for event in [None, Some("strange"), Some("message")] {
        assert_eq!(decode(event, data).as_ref(), Some(&expected), "{event:?}");
    }
}

fn raw(text: &str) -> RawJson {
    RawJson::parse(text).unwrap()
}

fn delta(index: u32, delta: BlockDelta) -> StreamEvent {
    StreamEvent::BlockDelta { index, delta }
}

#[test]
fn a_message_start_is_read() {
    check(
        r#"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":12,"output_tokens":1}}}"#,
        StreamEvent::MessageStart(MessageStart {
            id: Some("msg_1".into()),
            model: Some("m".into()),
            usage: UsageUpdate {
                input: Some(12),
                output: Some(1),
                ..UsageUpdate::default()
            },
            ..MessageStart::default()
        }),
    );
}

#[test]
fn a_message_start_can_be_the_whole_message() {
    let event = decode(
        None,
        r#"{"type":"message_start","message":{"content":[{"type":"tool_use","id":"t","name":"n","input":{"b":1}}],"stop_reason":"tool_use"}}"#,
    );
    let Some(StreamEvent::MessageStart(start)) = event else {
        panic!("{event:?}");
    };
    assert_eq!(start.stop.reason, Some(StopReason::ToolUse));
    let call = ToolUse {
        id: ToolCallId("t".into()),
        name: "n".into(),
        input: raw(r#"{"b":1}"#),
    };
    assert_eq!(start.content[0].kind(), &BlockKind::ToolUse(call));
}

#[test]
fn the_events_of_a_block_are_read() {
    check(
        r#"{"type":"content_block_start","index":3,"content_block":{"type":"text", "text":""}}"#,
        StreamEvent::BlockStart {
            index: 3,
            block: raw(r#"{"type":"text", "text":""}"#),
        },
    );
    check(
        r#"{"type":"content_block_stop","index":3 }   "#,
        StreamEvent::BlockStop { index: 3 },
    );
    check(
        r#"{"type":"content_block_stop"}"#,
        StreamEvent::BlockStop { index: 0 },
    );
}

#[test]
fn every_delta_is_read_on_the_fast_path_and_on_the_thorough_one() {
    let text = BlockDelta::Text("h\u{e9}\n".into());
    // The second spelling hides its type from the fast path.
    for data in [
        r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"h\u00e9\n"}}   "#,
        r#"{"delta":{"text":"h\u00e9\n","type":"text_delta","extra":{}},"index":1,"type":"content_block_delta"}"#,
        r#"{"type":"content_block_delta","index":1,"delta":{"type":"text\u005fdelta","text":"h\u00e9\n"}}"#,
    ] {
        check(data, delta(1, text.clone()));
    }
    let deltas = [
        (
            r#"{"type":"thinking_delta","thinking":"a"}"#,
            BlockDelta::Thinking("a".into()),
        ),
        (
            r#"{"type":"input_json_delta","partial_json":""}"#,
            BlockDelta::InputJson(String::new()),
        ),
        (
            r#"{"type":"signature_delta","signature":"s"}"#,
            BlockDelta::Signature("s".into()),
        ),
        (
            r#"{"type":"citations_delta","citation":{"url":"u"}}"#,
            BlockDelta::Citation(raw(r#"{"url":"u"}"#)),
        ),
        (
            r#"{"type":"compaction_delta","content":"c"}"#,
            BlockDelta::Compaction(raw(r#"{"type":"compaction_delta","content":"c"}"#)),
        ),
        (
            r#"{"type":"new_delta","x":1}"#,
            BlockDelta::Unknown(raw(r#"{"type":"new_delta","x":1}"#)),
        ),
        (
            r#"{"type":"text_delta","text":null}"#,
            BlockDelta::Text(String::new()),
        ),
        (r#"7"#, BlockDelta::Unknown(raw("7"))),
    ];
    for (inner, expected) in deltas {
        let data = format!(r#"{{"type":"content_block_delta","index":0,"delta":{inner}}}"#);
        check(&data, delta(0, expected));
    }
}

#[test]
fn the_end_of_a_message_is_read() {
    check(
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9},"context_management":{"applied_edits":[]}}"#,
        StreamEvent::MessageDelta {
            stop: Stop {
                reason: Some(StopReason::EndTurn),
                ..Stop::default()
            },
            usage: UsageUpdate {
                output: Some(9),
                ..UsageUpdate::default()
            },
        },
    );
    let empty = StreamEvent::MessageDelta {
        stop: Stop::default(),
        usage: UsageUpdate::default(),
    };
    check(r#"{"type":"message_delta"}"#, empty.clone());
    check(
        r#"{"type":"message_delta","delta":null,"usage":null}"#,
        empty,
    );
    check(r#"{"type":"message_stop"}"#, StreamEvent::MessageStop);
    check(r#"{"type": "ping"}"#, StreamEvent::Ping);
}

#[test]
fn the_name_of_the_event_serves_where_the_type_is_missing_or_unknown() {
    assert_eq!(decode(Some("ping"), "{}"), Some(StreamEvent::Ping));
    assert_eq!(
        decode(Some("message_stop"), r#"{"type":"bye"}"#),
        Some(StreamEvent::MessageStop)
    );
    assert_eq!(
        decode(
            Some("content_block_delta"),
            r#"{"index":2,"delta":{"type":"text_delta","text":"a"}}"#
        ),
        Some(delta(2, BlockDelta::Text("a".into())))
    );
}

#[test]
fn errors_are_known_by_type_by_name_or_by_their_member() {
    let error = |event, data: &str| {
        let expected = StreamEvent::Error(ApiError::from_event(data));
        assert_eq!(decode(event, data), Some(expected), "{data}");
    };
    error(
        None,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#,
    );
    error(
        Some("error"),
        r#"{"code":500,"message":"out of memory","type":"server_error"}"#,
    );
    error(
        None,
        r#"{"id":"gen-1","error":{"code":502,"message":"No provider"}}"#,
    );
    error(None, r#"{"object":"error","message":"broken"}"#);
    error(Some("error"), r#"{}"#);
}

#[test]
fn the_done_marker_and_empty_data_are_no_events() {
    for data in ["", "  ", "[DONE]", " [DONE] "] {
        assert_eq!(decode(Some("message"), data), None, "{data:?}");
    }
}

#[test]
fn what_is_not_understood_is_kept() {
    let unknown = |event, data: &str, name: &str| {
        let expected = StreamEvent::Unknown {
            name: name.to_owned(),
            data: data.to_owned(),
        };
        assert_eq!(decode(event, data), Some(expected), "{data}");
    };
    unknown(
        None,
        r#"{"type":"content_block_pause","index":0}"#,
        "content_block_pause",
    );
    unknown(Some("vertex_event"), r#"{"a":1}"#, "vertex_event");
    unknown(None, "[1]", "");
    unknown(Some("vertex_event"), "{broken", "vertex_event");
    unknown(Some("ping"), "{broken", "ping");
    unknown(None, "keep-alive", "");
}

#[test]
fn a_known_event_that_cannot_be_read_is_told_from_one_that_is_not_known() {
    let unreadable = |event, data: &str, name: &str| {
        let expected = StreamEvent::Unreadable {
            name: name.to_owned(),
            data: data.to_owned(),
        };
        assert_eq!(decode(event, data), Some(expected), "{data}");
    };
    unreadable(None, "{not json at all", "");
    unreadable(
        Some("message_start"),
        r#"{"type":"message_sta"#,
        "message_start",
    );
    unreadable(
        None,
        r#"{"type":"content_block_start","index":0}"#,
        "content_block_start",
    );
    unreadable(
        None,
        r#"{"type":"content_block_stop","index":-1}"#,
        "content_block_stop",
    );
    unreadable(
        None,
        r#"{"type":"content_block_delta","index":1e9,"delta":{}}"#,
        "content_block_delta",
    );
}

#[test]
fn an_error_event_without_json_is_still_an_error() {
    let data = "upstream connect error";
    assert_eq!(
        decode(Some("error"), data),
        Some(StreamEvent::Error(ApiError::from_event(data)))
    );
}

#[test]
fn a_plain_message_becomes_the_events_of_a_stream() {
    let body = r#"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"output_tokens":2}}"#;
    let events = StreamEvent::from_body(body).unwrap();
    let start = MessageStart {
        id: Some("msg_1".into()),
        model: Some("m".into()),
        content: vec![ContentBlock::text("Hi")],
        stop: Stop {
            reason: Some(StopReason::EndTurn),
            ..Stop::default()
        },
        usage: UsageUpdate {
            output: Some(2),
            ..UsageUpdate::default()
        },
    };
    assert_eq!(
        events,
        [StreamEvent::MessageStart(start), StreamEvent::MessageStop]
    );
}

#[test]
fn an_error_with_a_successful_status_is_an_error() {
    let error = StreamEvent::from_body(
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#,
    );
    assert_eq!(error.unwrap_err().kind, ApiErrorKind::Overloaded);
    let error = StreamEvent::from_body(r#"{"error":{"code":402,"message":"No credit"}}"#);
    assert_eq!(error.unwrap_err().kind, ApiErrorKind::Billing);
}

#[test]
fn a_body_that_is_no_message_is_a_protocol_error() {
    for body in ["", "<html>Welcome</html>", "[]", r#"{"status":"ok"}"#] {
        let error = StreamEvent::from_body(body).unwrap_err();
        assert_eq!(error.kind, ApiErrorKind::Protocol, "{body}");
        assert!(error.message.contains("instead of a message"));
    }
}
