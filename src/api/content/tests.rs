use super::*;

fn block(text: &str) -> ContentBlock {
    ContentBlock::from_raw(RawJson::parse(text).unwrap())
}

#[track_caller]
fn check_kind(text: &str, kind: BlockKind) {
    let block = block(text);
    assert_eq!(block.kind(), &kind);
    assert_eq!(block.raw().get(), text, "the raw text is untouched");
}

#[test]
fn blocks_the_server_writes_are_read_and_kept() {
    check_kind(
        r#"{"type":"text","text":"h\u00e9","citations":null}"#,
        BlockKind::Text("hé".into()),
    );
    check_kind(
        r#"{"type":"thinking","thinking":"","signature":"Eq8="}"#,
        BlockKind::Thinking {
            text: String::new(),
            signature: Some("Eq8=".into()),
        },
    );
    check_kind(
        r#"{"type":"redacted_thinking","data":"x"}"#,
        BlockKind::RedactedThinking,
    );
    let call = |id: &str, input: &str| ToolUse {
        id: ToolCallId(id.into()),
        name: "n".into(),
        input: RawJson::parse(input).unwrap(),
    };
    check_kind(
        r#"{"type":"tool_use","id":"toolu_1","name":"n","input":{"b":1, "a":2},"caller":{"type":"direct"}}"#,
        BlockKind::ToolUse(call("toolu_1", r#"{"b":1, "a":2}"#)),
    );
    check_kind(
        r#"{"type":"mcp_tool_use","id":"mcptoolu_1","name":"n","input":{},"server_name":"s"}"#,
        BlockKind::ServerToolUse(call("mcptoolu_1", "{}")),
    );
    check_kind(
        r#"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}"#,
        BlockKind::ServerToolResult(ToolResult {
            tool_use_id: ToolCallId("srvtoolu_1".into()),
            content: String::new(),
            is_error: false,
        }),
    );
    check_kind(
        r#"{"type":"fallback","from":{"model":"a"}}"#,
        BlockKind::Other("fallback".into()),
    );
}

#[test]
fn missing_members_and_odd_shapes_are_tolerated() {
    check_kind(r#"{"type":"text"}"#, BlockKind::Text(String::new()));
    check_kind(
        r#"{"type":"text","text":7}"#,
        BlockKind::Text(String::new()),
    );
    check_kind(
        r#"{"type":"thinking","signature":""}"#,
        BlockKind::Thinking {
            text: String::new(),
            signature: None,
        },
    );
    for odd in ["null", "[1]", "{}", r#"{"type":null}"#, r#""text""#] {
        check_kind(odd, BlockKind::Other(String::new()));
    }
}

#[test]
fn a_tool_use_without_id_or_input_gets_both_in_its_raw_text() {
    let first = block(r#"{"type":"tool_use","name":"clock","id":""}"#);
    let BlockKind::ToolUse(call) = first.kind() else {
        panic!("{first:?}");
    };
    assert!(call.id.0.starts_with("call_"));
    assert_eq!(
        first.raw().get(),
        format!(
            r#"{{"type":"tool_use","name":"clock","id":"{}","input":{{}}}}"#,
            call.id.0
        )
    );
    assert_eq!(first, ContentBlock::from_raw(first.raw().clone()));
}

#[test]
fn our_own_blocks_read_back_as_they_were_made() {
    let result = ToolResult {
        tool_use_id: ToolCallId("toolu_1".into()),
        content: "line\n\"two\"".into(),
        is_error: true,
    };
    let quiet = ToolResult {
        content: String::new(),
        is_error: false,
        ..result.clone()
    };
    for block in [
        ContentBlock::text("a\n\u{1b}[31m\"b\""),
        ContentBlock::tool_result(&result),
        ContentBlock::tool_result(&quiet),
    ] {
        assert_eq!(ContentBlock::from_raw(block.raw().clone()), block);
    }
    assert_eq!(
        ContentBlock::tool_result(&quiet).raw().get(),
        r#"{"type":"tool_result","tool_use_id":"toolu_1"}"#
    );
}

#[test]
fn the_text_parts_of_a_tool_result_are_joined() {
    let block = block(
        r#"{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}]}"#,
    );
    assert_eq!(
        block.kind(),
        &BlockKind::ToolResult(ToolResult {
            tool_use_id: ToolCallId("t".into()),
            content: "a\nb".into(),
            is_error: false,
        })
    );
}
