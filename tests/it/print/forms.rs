//! The JSON forms, against their documented schema.

use serde_json::{Value, json};

use super::Home;
use crate::support::server::{Script, Server};

/// Takes out what differs from run to run, after looking at it.
fn without_timing(mut end: Value) -> Value {
    let timing = end.as_object_mut().unwrap().remove("timing").unwrap();
    let total = timing["total_ms"].as_u64().unwrap();
    assert!(
        timing["first_delta_ms"]
            .as_u64()
            .is_none_or(|first| first <= total)
    );
    end
}

#[test]
fn one_object_says_all_when_all_is_over() {
    let start = r#"{"type":"message_start","message":{"id":"m","model":"claude-sonnet-5-5-20261001","content":[],"usage":{"input_tokens":1000,"cache_read_input_tokens":10000,"cache_creation_input_tokens":0,"output_tokens":1}}}
{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüß\n"}}
{"type":"content_block_stop","index":0}
{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":100,"output_tokens_details":{"thinking_tokens":40}}}
{"type":"message_stop"}"#;
    let server = Server::start([Script::parse(start)]);
    let ended = Home::with(&server).run(&["-p", "x", "--output", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let object = ended.object();
    assert!(object["timing"]["first_delta_ms"].is_u64(), "{object:#}");
    let cost = object["cost_usd"].as_f64().unwrap();
    assert!((cost - 0.004).abs() < 1e-9, "{cost}");
    let mut object = without_timing(object);
    object.as_object_mut().unwrap().remove("cost_usd");
    assert_eq!(
        object,
        json!({
            "type": "end", "status": "answered", "text": "Grüß\n",
            "model": "claude-sonnet-5-5-20261001", "demo": false, "stop_reason": "end_turn",
            "usage": {
                "input_tokens": 1000, "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 10000, "output_tokens": 100, "thinking_tokens": 40,
            },
            "rounds": 1, "damaged": false, "error": null,
        })
    );
    ended.is_quiet();
}

#[test]
fn every_event_is_a_line_as_documented() {
    let server = Server::start([
        Script::new()
            .thinking("hm ")
            .thinking("so")
            .signature("sig")
            .text("Let me ")
            .text("see.")
            .tool_use("call_1", "look_up", &["{\"b\": 1,\n", " \"a\": [2]}"])
            .end_turn(),
        Script::new().text("Nothing.").end_turn(),
    ]);
    let ended = Home::with(&server).run(&["-p", "x", "--output", "stream-json"]);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let mut events = ended.objects();
    let end = without_timing(events.pop().unwrap());
    assert_eq!(
        events[0],
        json!({
            "type": "start", "version": env!("CARGO_PKG_VERSION"), "model": "claude-sonnet-5-5",
            "demo": false,
        })
    );
    // Deltas that come together are one event.
    let joined = |kind: &str, round: u64| -> String {
        let of_kind = events
            .iter()
            .filter(|e| e["type"] == kind && e["round"] == round);
        of_kind
            .map(|event| event["text"].as_str().unwrap())
            .collect()
    };
    assert_eq!(joined("thinking", 1), "hm so");
    assert_eq!(joined("text", 1), "Let me see.");
    assert_eq!(joined("text", 2), "\n\nNothing.");
    assert_eq!(end["text"], "Let me see.\n\nNothing.");
    let calls: Vec<&Value> = events.iter().filter(|e| e["type"] == "tool_use").collect();
    let input = json!({"b": 1, "a": [2]});
    assert_eq!(
        calls,
        [
            &json!({"type": "tool_use", "round": 1, "id": "call_1", "name": "look_up", "input": input})
        ]
    );
    assert!(
        ended.out.contains(r#""input":{"b":1,"a":[2]}"#),
        "in its own order"
    );
    let results: Vec<&Value> = events
        .iter()
        .filter(|e| e["type"] == "tool_result")
        .collect();
    let [result] = results[..] else {
        panic!("{results:#?}");
    };
    assert_eq!(result["tool_use_id"], "call_1");
    assert_eq!(result["outcome"], "failed");
    assert!(result["content"].as_str().unwrap().contains("look_up"));
    assert!(result["ms"].is_u64());
    assert_eq!(end["rounds"], 2);
    assert_eq!(end["usage"]["input_tokens"], 50, "added over the rounds");
    assert_eq!(end["usage"]["output_tokens"], 24);
    assert_eq!(
        end["cost_usd"],
        Value::Null,
        "nobody knows what test-model costs"
    );
}

#[test]
fn a_failure_is_an_object_too_and_said_on_stderr() {
    let overloaded =
        r#"@status 529 {"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#;
    for form in ["json", "stream-json"] {
        let server = Server::start([Script::parse(overloaded)]);
        let ended = Home::with(&server).run(&["-p", "x", "--output", form]);
        assert_eq!(ended.code, Some(1));
        ended.says("The server is overloaded").says("hint: ");
        let end = ended.objects().pop().unwrap();
        assert_eq!(end["type"], "end");
        assert_eq!(end["status"], "failed");
        assert_eq!(end["text"], "");
        assert_eq!(end["usage"], Value::Null);
        assert_eq!(end["cost_usd"], Value::Null);
        assert_eq!(end["rounds"], 1);
        let error = &end["error"];
        assert_eq!(error["kind"], "api");
        assert_eq!(error["type"], "overloaded_error");
        assert_eq!(error["http_status"], 529);
        assert_eq!(error["request_id"], "req_test_0");
        assert_eq!(error["retryable"], true);
        assert!(error["title"].is_string() && error["hints"][0].is_string());
    }
}

#[test]
fn what_fails_before_anything_is_asked_is_an_object_too() {
    let ended = Home::new().run(&["-p", "x", "--output", "stream-json"]);
    assert_eq!(ended.code, Some(1));
    let end = ended.object();
    assert_eq!(end["status"], "failed");
    assert_eq!(end["error"]["kind"], "config");
    assert_eq!(end["rounds"], 0);
    let ended = Home::new().run(&["--demo", "-p", "--output", "json"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.object()["error"]["kind"], "usage");
}
