use super::*;
use crate::api::content::{BlockKind, ContentBlock};
use crate::api::raw::RawJson;

#[track_caller]
fn check(block: &str, text: &str, is_error: bool) {
    let raw = RawJson::parse(block).unwrap();
    let read = ContentBlock::from_raw(raw.clone());
    assert_eq!(*read.raw(), raw);
    let BlockKind::ServerToolResult(result) = read.kind() else {
        panic!("{block} is no result");
    };
    assert_eq!(result.tool_use_id.0, "s");
    assert_eq!((result.content.as_str(), result.is_error), (text, is_error));
}

#[test]
fn search_results_are_titles_and_addresses() {
    check(
        r#"{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","title":"Tides","url":"https://t.example/a","encrypted_content":"Eo8P"},{"type":"web_search_result","url":"https://t.example/b"}]}"#,
        "Tides  https://t.example/a\nhttps://t.example/b",
        false,
    );
    check(
        r#"{"type":"web_search_tool_result","tool_use_id":"s","content":[]}"#,
        "",
        false,
    );
}

#[test]
fn an_error_is_told_by_its_code() {
    check(
        r#"{"type":"web_search_tool_result","tool_use_id":"s","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}"#,
        "max_uses_exceeded",
        true,
    );
    check(
        r#"{"type":"tool_search_tool_result","tool_use_id":"s","content":{"type":"tool_search_tool_result_error","error_code":"invalid_pattern","error_message":"too long"}}"#,
        "invalid_pattern: too long",
        true,
    );
    check(
        r#"{"type":"new_tool_result","tool_use_id":"s","content":{"type":"new_error"}}"#,
        "new_error",
        true,
    );
}

#[test]
fn code_tells_what_it_printed_and_how_it_ended() {
    let ran = |content: &str, text: &str, is_error| {
        let block = format!(
            r#"{{"type":"bash_code_execution_tool_result","tool_use_id":"s","content":{content}}}"#
        );
        check(&block, text, is_error);
    };
    ran(
        r#"{"type":"bash_code_execution_result","stdout":"a\nb\n","stderr":"","return_code":0,"content":[]}"#,
        "a\nb",
        false,
    );
    ran(
        r#"{"type":"bash_code_execution_result","stdout":"a\n","stderr":"no such file\n","return_code":2,"content":[{"type":"code_execution_output","file_id":"file_1"}]}"#,
        "a\nstderr:\nno such file\n[file file_1]\nexit code 2",
        true,
    );
    ran(
        r#"{"type":"encrypted_code_execution_result","encrypted_stdout":"x","stderr":"","return_code":0,"content":[]}"#,
        "[the output is encrypted]",
        false,
    );
}

#[test]
fn pages_files_and_texts_are_read_out() {
    check(
        r#"{"type":"web_fetch_tool_result","tool_use_id":"s","content":{"type":"web_fetch_result","url":"https://e.example","content":{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Words."},"title":"Page"}}}"#,
        "Page  https://e.example\nWords.",
        false,
    );
    check(
        r#"{"type":"web_fetch_tool_result","tool_use_id":"s","content":{"type":"web_fetch_result","url":"https://e.example","content":{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}}}"#,
        "https://e.example\n[application/pdf]",
        false,
    );
    check(
        r#"{"type":"text_editor_code_execution_tool_result","tool_use_id":"s","content":{"type":"text_editor_code_execution_view_result","content":"fn main() {}","num_lines":1}}"#,
        "fn main() {}",
        false,
    );
    check(
        r#"{"type":"text_editor_code_execution_tool_result","tool_use_id":"s","content":{"type":"text_editor_code_execution_str_replace_result","lines":["-a","+b"]}}"#,
        "-a\n+b",
        false,
    );
    check(
        r#"{"type":"mcp_tool_result","tool_use_id":"s","is_error":true,"content":[{"type":"text","text":"echo"},{"type":"image","source":{}}]}"#,
        "echo\n[image]",
        true,
    );
    check(
        r#"{"type":"mcp_tool_result","tool_use_id":"s","is_error":false,"content":"plain"}"#,
        "plain",
        false,
    );
}

#[test]
fn what_is_not_known_is_its_own_json() {
    for content in [
        r#"{"z":1,"a":[true, 1.50]}"#,
        r#"[{"type":"odd","z":1},{"a":2}]"#,
        "17",
    ] {
        let block =
            format!(r#"{{"type":"new_tool_result","tool_use_id":"s","content":{content}}}"#);
        check(&block, content, false);
    }
    let bare = r#"{"type":"new_tool_result","tool_use_id":"s","found":[1]}"#;
    check(bare, bare, false);
}

#[test]
fn a_result_names_its_tool() {
    let named = |block: &str| tool_of(&ContentBlock::from_raw(RawJson::parse(block).unwrap()));
    assert_eq!(named(r#"{"type":"web_search_tool_result"}"#), "web_search");
    assert_eq!(named(r#"{"type":"_tool_result"}"#), "");
    assert_eq!(named("[]"), "");
}
