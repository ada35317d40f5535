use proptest::prelude::*;

use super::*;
use crate::api::content::{BlockKind, ToolUse};
use crate::api::sse::SseDecoder;
use crate::api::usage::StopReason;

/// Plays a stream in the short form of the tests: one event's data a line.
fn play(stream: &str) -> Accumulator {
    let mut accumulator = Accumulator::default();
    for event in events(&sse(stream), usize::MAX) {
        accumulator.apply(&event);
    }
    accumulator
}

fn finish(stream: &str) -> Finished {
    play(stream).finish(End::OfStream)
}

/// The bytes that a server would send: `event` lines only where the test writes them.
fn sse(stream: &str) -> String {
    let line = |line: &str| match line.trim().split_once("| ") {
        Some((event, data)) => format!("event: {event}\ndata: {data}\n\n"),
        None => format!("data: {}\n\n", line.trim()),
    };
    stream.trim().lines().map(line).collect()
}

/// Decodes a body that arrives in pieces of `n_bytes`.
fn events(body: &str, n_bytes: usize) -> Vec<StreamEvent> {
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    for piece in body.as_bytes().chunks(n_bytes.max(1)) {
        decoder.push(piece, &mut frames).unwrap();
    }
    decoder.finish(&mut frames).unwrap();
    frames.iter().filter_map(StreamEvent::decode).collect()
}

fn raws(finished: &Finished) -> Vec<&str> {
    let raws = finished.blocks.iter().map(|block| block.block.raw().get());
    raws.collect()
}

fn complete(finished: &Finished) -> Vec<bool> {
    finished.blocks.iter().map(|block| block.complete).collect()
}

/// The call that the block at `i` holds, with the text of its input.
fn call(finished: &Finished, i: usize) -> (&str, &str, &str) {
    match finished.blocks[i].block.kind() {
        BlockKind::ToolUse(ToolUse { id, name, input })
        | BlockKind::ServerToolUse(ToolUse { id, name, input }) => (&id.0, name, input.get()),
        other => panic!("no call: {other:?}"),
    }
}

const FULL: &str = r#"
{"type":"message_start","message":{"id":"msg_1","model":"claude-x","content":[],"usage":{"input_tokens":12,"output_tokens":1}}}
{"type":"ping"}
{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}
{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see.","estimated_tokens":3}}
{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eq8="}}
{"type":"content_block_stop","index":0}
{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"","citations":null}}
{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Caf\u00e9 "}}
{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\"a\"\n"}}
{"type":"content_block_stop","index":1}
{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"read","input":{},"caller":{"type":"direct"}}}
{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}
{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"path\": \"x\","}}
{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" \"n\": 1.0}"}}
{"type":"content_block_stop","index":2}
{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":90}}
{"type":"message_stop"}
"#;

#[test]
fn a_whole_answer_keeps_every_member_in_its_place() {
    let finished = finish(FULL);
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"thinking","thinking":"Let me see.","signature":"Eq8="}"#,
            r#"{"type":"text","text":"Café \"a\"\n","citations":null}"#,
            r#"{"type":"tool_use","id":"toolu_1","name":"read","input":{"path": "x", "n": 1.0},"caller":{"type":"direct"}}"#,
        ]
    );
    assert_eq!(complete(&finished), [true; 3]);
    assert_eq!(finished.message_id.as_deref(), Some("msg_1"));
    assert_eq!(finished.model.as_deref(), Some("claude-x"));
    assert_eq!(finished.stop.reason, Some(StopReason::ToolUse));
    assert_eq!((finished.usage.input, finished.usage.output), (12, 90));
    assert!(!finished.interrupted);
    assert_eq!(finished.slips, [""; 0]);
}

#[test]
fn live_blocks_grow_and_are_done_at_their_stop() {
    let events = events(&sse(FULL), usize::MAX);
    let mut accumulator = Accumulator::default();
    assert!(accumulator.is_empty());
    for event in events.iter().take(9) {
        accumulator.apply(event);
    }
    let [thinking, text] = accumulator.blocks() else {
        panic!("{:?}", accumulator.blocks());
    };
    assert_eq!(thinking.kind, LiveKind::Thinking("Let me see.".into()));
    assert!(thinking.done.is_some());
    assert_eq!(text.kind, LiveKind::Text("Café ".into()));
    assert!(text.done.is_none() && !accumulator.is_empty() && !accumulator.is_complete());
    for event in events.iter().skip(9) {
        accumulator.apply(event);
    }
    let call = &accumulator.blocks()[2];
    let input = r#"{"path": "x", "n": 1.0}"#;
    assert!(matches!(&call.kind, LiveKind::ToolUse { input: text, .. } if text == input));
    assert!(accumulator.is_complete());
    assert_eq!(accumulator.message_id(), Some("msg_1"));
}

#[test]
fn blocks_whole_in_their_start_are_kept_to_the_byte() {
    let blocks = [
        r#"{"type":"redacted_thinking", "data":"\u0041bc"}"#,
        r#"{"tool_use_id":"srv_1","type":"web_search_tool_result","content":[{"url":"u"} ]}"#,
        r#"{"type":"text","text":"h\u00e9"}"#,
        r#"{"type":"tool_use","id":"t","name":"n","input":{"b":1.50, "a":2}}"#,
        r#"{"type":"from_the_future","x":[1, 2]}"#,
        r#"{"type":"text","text":"\u0061\u0062\u0063"}"#,
    ];
    let start = |(i, block): (usize, &&str)| {
        format!(
            "{{\"type\":\"content_block_start\",\"index\":{i},\"content_block\":{block}}}\n{{\"type\":\"content_block_stop\",\"index\":{i}}}\n"
        )
    };
    let stream: String = blocks.iter().enumerate().map(start).collect();
    let accumulator = play(&stream);
    let LiveKind::ToolUse { input, .. } = &accumulator.blocks()[3].kind else {
        panic!("{:?}", accumulator.blocks());
    };
    assert_eq!(
        input, r#"{"b":1.50, "a":2}"#,
        "shown once it is known to be all"
    );
    assert_eq!(raws(&accumulator.finish(End::OfStream)), blocks);
}

#[test]
fn a_message_start_can_hold_everything() {
    let finished = finish(
        r#"{"type":"message_start","message":{"id":"m","model":"a","content":[{"type":"fallback","to":{"model":"b"}},{"type":"tool_use","id":"t","name":"n","input":{"x":1}}],"stop_reason":"tool_use","usage":{"output_tokens":5}}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(call(&finished, 1), ("t", "n", r#"{"x":1}"#));
    assert_eq!(finished.model.as_deref(), Some("b"), "the fallback answers");
    assert_eq!(complete(&finished), [true, true]);
    assert!(!finished.interrupted);
}

#[test]
fn overlapping_blocks_that_stop_at_the_end_stay_apart() {
    // The form of llama.cpp: a text opens while the thinking is open, and a call has no input yet.
    let finished = finish(
        r#"{"type":"message_start","message":{"id":"chatcmpl-1"}}
        {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}
        {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}
        {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"","name":"clock"}}
        {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}
        {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":""}}
        {"type":"content_block_stop","index":0}
        {"type":"content_block_stop","index":1}
        {"type":"content_block_stop","index":2}
        {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"thinking","thinking":"Hm","signature":""}"#,
            r#"{"type":"text","text":"Hi"}"#,
            r#"{"type":"tool_use","id":"call_chatcmpl-1_2","name":"clock","input":{}}"#,
        ]
    );
    assert_eq!(call(&finished, 2).0, "call_chatcmpl-1_2");
    assert_eq!(finished.slips, [""; 0]);
}

#[test]
fn a_server_that_never_stops_its_blocks_is_complete_all_the_same() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"text"}}
        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}
        {"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#,
    );
    assert_eq!(raws(&finished), [r#"{"type":"text","text":"Hi"}"#]);
    assert_eq!(complete(&finished), [true]);
    assert!(!finished.interrupted);
}

#[test]
fn a_stream_without_reason_or_stop_is_an_interruption() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}
        {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Once"}}
        {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}
        {"type":"content_block_start","index":3,"content_block":{"type":"thinking"}}
        {"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"t","name":"n","input":{}}}
        {"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}"#,
    );
    assert!(finished.interrupted);
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"thinking","thinking":"Hm"}"#,
            r#"{"type":"text","text":"Once"}"#,
            r#"{"type":"tool_use","id":"t","name":"n","input":{}}"#,
        ],
        "what had not begun to say anything is left out"
    );
    assert_eq!(complete(&finished), [false; 3]);
    assert_eq!(
        finished.blocks[2].partial_input.as_deref(),
        Some(r#"{"a":1}"#)
    );
}

#[test]
fn a_cut_keeps_closed_blocks_complete() {
    let mut accumulator = Accumulator::default();
    for event in events(&sse(FULL), usize::MAX).iter().take(9) {
        accumulator.apply(event);
    }
    let finished = accumulator.finish(End::Cut);
    assert_eq!(complete(&finished), [true, false]);
    assert_eq!(
        raws(&finished)[1],
        r#"{"type":"text","text":"Café ","citations":null}"#
    );
    assert!(finished.interrupted);
    assert!(play(FULL).finish(End::Cut).interrupted);
}

#[test]
fn a_tool_input_cut_by_the_output_limit_is_kept_as_text() {
    let finished = finish(
        r#"{"type":"message_start","message":{"id":"m"}}
        {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"write","input":{}}}
        {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"text\": \"Once upo"}}
        {"type":"content_block_stop","index":0}
        {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":64}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(call(&finished, 0), ("t", "write", "{}"));
    assert_eq!(complete(&finished), [false]);
    let partial = finished.blocks[0].partial_input.as_deref();
    assert_eq!(partial, Some(r#"{"text": "Once upo"#));
    assert_eq!(finished.stop.reason, Some(StopReason::MaxTokens));
    assert!(!finished.interrupted);
}

#[test]
fn a_tool_without_arguments_has_an_empty_object() {
    for fragments in [&[][..], &[""], &["", " "], &["{", "}"]] {
        let delta = |text: &&str| {
            format!(
                "{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":\"{text}\"}}}}\n"
            )
        };
        let deltas: String = fragments.iter().map(delta).collect();
        let finished = finish(&format!(
            "{{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\"}}}}\n{deltas}{{\"type\":\"message_stop\"}}"
        ));
        assert_eq!(call(&finished, 0), ("t", "n", "{}"), "{fragments:?}");
        assert_eq!(complete(&finished), [true]);
    }
}

#[test]
fn a_tool_input_over_several_lines_becomes_one_line_and_keeps_its_order() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"n","input":{}}}
        {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\n  \"z\": [1,\n 2],\n  \"a\": \"x \\n y\"\n}\n"}}
        {"type":"content_block_stop","index":0}
        {"type":"message_stop"}"#,
    );
    assert_eq!(call(&finished, 0).2, r#"{"z":[1,2],"a":"x \n y"}"#);
    assert_eq!(complete(&finished), [true]);
}

#[test]
fn an_input_that_is_json_but_no_object_is_not_run() {
    let finished = finish(
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"[1]"}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(call(&finished, 0), ("call__0", "unknown", "{}"));
    assert_eq!(complete(&finished), [false]);
    assert_eq!(finished.blocks[0].partial_input.as_deref(), Some("[1]"));
}

#[test]
fn omitted_thinking_keeps_its_signature() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
        {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}
        {"type":"content_block_stop","index":0}
        {"type":"message_delta","delta":{"stop_reason":"pause_turn"}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [r#"{"type":"thinking","thinking":"","signature":"EqQB"}"#]
    );
    assert_eq!(finished.stop.reason, Some(StopReason::PauseTurn));
}

#[test]
fn citations_are_collected_before_and_after_text() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"","citations":[]}}
        {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"url":"u", "n":1}}}
        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So."}}
        {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"n":2}}}
        {"type":"content_block_stop","index":0}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [r#"{"type":"text","text":"So.","citations":[{"url":"u", "n":1},{"n":2}]}"#]
    );
}

#[test]
fn blocks_of_other_types_take_what_deltas_give_them() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"compaction","content":null}}
        {"type":"content_block_delta","index":0,"delta":{"type":"compaction_delta","content":"Sum","encrypted_content":"e"}}
        {"type":"content_block_stop","index":0}
        {"type":"content_block_start","index":1,"content_block":{"type":"future","text":"a"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"b"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"c"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"[1]"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"future_delta","x":1}}
        {"type":"content_block_stop","index":1}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"compaction","content":"Sum","encrypted_content":"e"}"#,
            r#"{"type":"future","text":"abc","input":[1]}"#,
        ]
    );
    assert_eq!(finished.slips, ["unknown delta of 29 bytes"]);
}

#[test]
fn deltas_open_blocks_that_never_began_and_stray_stops_are_ignored() {
    let finished = finish(
        r#"{"type":"content_block_stop","index":9}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"b"}}
        {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"lost"}}
        {"type":"content_block_delta","index":2,"delta":{"type":"strange"}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"thinking","thinking":"a"}"#,
            r#"{"type":"text","text":"b"}"#
        ]
    );
    assert_eq!(finished.slips.len(), 5, "{:?}", finished.slips);
}

#[test]
fn a_repeated_message_start_is_tolerated() {
    let (first, rest) = FULL.trim().split_once('\n').unwrap();
    let (_, tail) = rest.split_once('\n').unwrap();
    let mut twice = finish(&format!("{first}\n{first}\n{rest}"));
    assert_eq!(twice.slips, ["the message began twice"]);
    twice.slips.clear();
    assert_eq!(twice, finish(FULL));
    let (block, tail) = tail.split_once('\n').unwrap();
    let mut inside = finish(&format!("{first}\n{block}\n{first}\n{tail}"));
    inside.slips.clear();
    assert_eq!(inside, finish(FULL));
}

#[test]
fn another_message_spliced_in_breaks_the_stream() {
    let spliced = FULL.replace(
        r#"{"type":"message_delta""#,
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_2\"}}\n{\"type\":\"message_delta\"",
    );
    let accumulator = play(&spliced);
    assert!(!accumulator.is_complete());
    let finished = accumulator.finish(End::OfStream);
    assert!(finished.interrupted);
    assert_eq!(finished.message_id.as_deref(), Some("msg_1"));
    assert_eq!(finished.stop, Stop::default(), "nothing after it counts");
    assert_eq!(finished.slips, ["another message began inside this one"]);
}

#[test]
fn an_error_inside_the_stream_interrupts_it() {
    for error in [
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#,
        r#"error| {"code":500,"message":"gone","type":"server_error"}"#,
    ] {
        let finished = finish(&format!(
            "{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"Hi\"}}}}\n{error}\n{{\"type\":\"message_stop\"}}"
        ));
        assert!(finished.interrupted, "{error}");
        assert_eq!(complete(&finished), [false]);
    }
}

#[test]
fn an_index_used_twice_loses_nothing() {
    let finished = finish(
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking"}}
        {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}}
        {"type":"content_block_start","index":0,"content_block":{"type":"text"}}
        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b"}}
        {"type":"content_block_stop","index":0}
        {"type":"content_block_start","index":1,"content_block":{"type":"text"}}
        {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"c"}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(
        raws(&finished),
        [
            r#"{"type":"thinking","thinking":"a"}"#,
            r#"{"type":"text","text":"b"}"#,
            r#"{"type":"text","text":"c"}"#,
        ]
    );
}

#[test]
fn behind_an_index_used_twice_blocks_stand_as_they_came() {
    let finished = finish(
        r#"{"type":"content_block_start","index":3,"content_block":{"type":"text","text":"a"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"b"}}
        {"type":"content_block_stop","index":1}
        {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"c"}}
        {"type":"content_block_start","index":2,"content_block":{"type":"text","text":"d"}}
        {"type":"message_stop"}"#,
    );
    let texts =
        |texts: [&str; 4]| texts.map(|text| format!(r#"{{"type":"text","text":"{text}"}}"#));
    assert_eq!(raws(&finished), texts(["b", "a", "c", "d"]));
    let finished = finish(
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"text"}}
        {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"b"}}
        {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"c"}}
        {"type":"message_stop"}"#,
    );
    assert_eq!(raws(&finished), texts(["a", "", "b", "c"]));
}

#[test]
fn later_message_deltas_overwrite_earlier_ones() {
    let finished = finish(
        r#"{"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1}}}
        {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}
        {"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"explanation":"No."}},"usage":{"output_tokens":7,"input_tokens":null}}
        {"type":"message_stop"}
        {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}"#,
    );
    assert_eq!(finished.stop.explanation().as_deref(), Some("No."));
    assert_eq!((finished.usage.input, finished.usage.output), (1, 7));
    assert_eq!(
        finished.slips,
        ["an event came after the end of the message"]
    );
}

#[test]
fn slips_are_bounded_and_hold_no_content() {
    let stream = "secret| {\"key\":\"sk-hidden\"}\n".repeat(200);
    let finished = finish(&stream);
    assert_eq!(finished.slips.len(), MAX_SLIPS);
    assert_eq!(finished.slips[0], "unknown event \"secret\" of 19 bytes");
}

#[test]
fn growing_text_is_never_copied() {
    let mut accumulator = Accumulator::default();
    let delta = StreamEvent::BlockDelta {
        index: 0,
        delta: BlockDelta::Text("0123456789".into()),
    };
    let mut n_moves = 0;
    let mut capacity = 0;
    for _ in 0..100_000 {
        accumulator.apply(&delta);
        let LiveKind::Text(text) = &accumulator.blocks()[0].kind else {
            panic!("{:?}", accumulator.blocks());
        };
        n_moves += usize::from(text.capacity() != capacity);
        capacity = text.capacity();
    }
    assert!(n_moves <= 20, "capacity doubles: {n_moves} moves");
}

/// Any event, over few indexes and few kinds, so that they meet.
fn any_event() -> impl Strategy<Value = String> {
    let index = 0..4_u32;
    let block = prop::sample::select(vec![
        r#"{"type":"text","text":""}"#,
        r#"{"type":"thinking","thinking":"","signature":""}"#,
        r#"{"type":"tool_use","id":"t","name":"n","input":{}}"#,
        r#"{"type":"tool_use","name":"n"}"#,
        r#"{"type":"redacted_thinking","data":"x"}"#,
        r#"{"type":"future","text":3}"#,
        "null",
    ]);
    let delta = prop::sample::select(vec![
        r#"{"type":"text_delta","text":"é👍"}"#,
        r#"{"type":"thinking_delta","thinking":"hm\n"}"#,
        r#"{"type":"signature_delta","signature":"s"}"#,
        r#"{"type":"input_json_delta","partial_json":"{\"a\":"}"#,
        r#"{"type":"input_json_delta","partial_json":"1}"}"#,
        r#"{"type":"citations_delta","citation":{"u":1}}"#,
        r#"{"type":"compaction_delta","content":"c"}"#,
        r#"{"type":"other_delta"}"#,
    ]);
    prop_oneof![
        1 => Just(r#"{"type":"message_start","message":{"id":"a","usage":{"input_tokens":3}}}"#.to_owned()),
        1 => Just(r#"{"type":"message_start","message":{"id":"b","content":[{"type":"text","text":"w"}]}}"#.to_owned()),
        6 => (index.clone(), block).prop_map(|(i, b)| format!(r#"{{"type":"content_block_start","index":{i},"content_block":{b}}}"#)),
        12 => (index.clone(), delta).prop_map(|(i, d)| format!(r#"{{"type":"content_block_delta","index":{i},"delta":{d}}}"#)),
        4 => index.prop_map(|i| format!(r#"{{"type":"content_block_stop","index":{i}}}"#)),
        1 => Just(r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}"#.to_owned()),
        1 => Just(r#"{"type":"message_stop"}"#.to_owned()),
        1 => Just(r#"error| {"code":500}"#.to_owned()),
        1 => Just(r#"{"torn":"#.to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_message(
        lines in prop::collection::vec(any_event(), 0..40),
        n_bytes in 1..50_usize,
    ) {
        let body = sse(&lines.join("\n"));
        let whole = events(&body, usize::MAX);
        prop_assert_eq!(events(&body, n_bytes), whole);
    }

    #[test]
    fn no_order_of_events_loses_the_shape_of_a_message(lines in prop::collection::vec(any_event(), 0..40)) {
        let mut accumulator = Accumulator::default();
        let mut shown: Vec<LiveBlock> = Vec::new();
        for event in events(&sse(&lines.join("\n")), usize::MAX) {
            accumulator.apply(&event);
            let blocks = accumulator.blocks();
            prop_assert!(blocks.is_sorted_by(|a, b| a.index < b.index));
            for before in &shown {
                let now = blocks.iter().find(|block| block.index == before.index);
                let now = now.expect("a block never goes away");
                prop_assert!(before.done.is_none() || before.done == now.done);
            }
            shown = blocks.to_vec();
            for end in [End::OfStream, End::Cut] {
                let finished = accumulator.clone().finish(end);
                for block in &finished.blocks {
                    let again = ContentBlock::from_raw(block.block.raw().clone());
                    prop_assert_eq!(&again, &block.block);
                    prop_assert!(!block.block.raw().get().contains('\n'));
                    prop_assert!(block.partial_input.is_none() || !block.complete);
                }
                prop_assert!(finished.interrupted || finished.blocks.iter().all(|block|
                    block.complete || block.partial_input.is_some()));
            }
        }
    }

    #[test]
    fn any_cut_of_the_text_into_deltas_gives_the_same_block(
        text in any::<String>(),
        input in "[a-z\"\\\\ é\n]{0,30}",
        n_chars in 1..8_usize,
    ) {
        let json = format!("{{\"k\":{}}}", RawJson::of(&input).get());
        let mut whole = Accumulator::default();
        let mut pieces = Accumulator::default();
        let push = |to: &mut Accumulator, index, delta| to.apply(&StreamEvent::BlockDelta { index, delta });
        push(&mut whole, 0, BlockDelta::Text(text.clone()));
        push(&mut whole, 1, BlockDelta::InputJson(json.clone()));
        push(&mut pieces, 0, BlockDelta::Text(String::new()));
        let cut = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            chars.chunks(n_chars).map(|piece| piece.iter().collect()).collect::<Vec<String>>()
        };
        for piece in cut(&text) {
            push(&mut pieces, 0, BlockDelta::Text(piece));
        }
        for piece in cut(&json) {
            push(&mut pieces, 1, BlockDelta::InputJson(piece));
        }
        for accumulator in [&mut whole, &mut pieces] {
            accumulator.apply(&StreamEvent::MessageStop);
        }
        let whole = whole.finish(End::OfStream);
        prop_assert_eq!(call(&whole, 1).2, &json);
        prop_assert_eq!(pieces.finish(End::OfStream), whole);
    }
}
