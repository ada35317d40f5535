//! What is written, form by form.

use serde_json::{Value, json};

use super::*;
use crate::api::content::{ToolCallId, ToolResult, ToolUse};
use crate::api::error::ApiErrorKind;
use crate::conversation::Conversation;
use crate::turn::Ending;

fn text(text: &str, is_apart: bool) -> News {
    let text = text.to_owned();
    News {
        round: 1,
        what: What::Text { text, is_apart },
    }
}

fn end(printer: &mut Printer, verdict: &Verdict) -> String {
    let written = printer.end(&End::unasked("m", verdict));
    String::from_utf8(written).unwrap()
}

fn written(form: OutputForm, to_terminal: bool, news: &[News]) -> String {
    let mut printer = Printer::new(form, to_terminal);
    let mut all = String::new();
    for news in news {
        all += &String::from_utf8(printer.news(news)).unwrap();
    }
    all + &end(&mut printer, &answered())
}

fn answered() -> Verdict {
    Verdict::of_ending(Ending::Finished, &Conversation::default(), true)
}

fn objects(lines: &str) -> Vec<Value> {
    let parsed = lines.lines().map(serde_json::from_str);
    parsed.collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_answer_ends_with_one_line_end_and_its_parts_with_a_blank_line() {
    for (news, expect) in [
        (vec![], ""),
        (vec![text("a", true)], "a\n"),
        (vec![text("a", true), text("b", false)], "ab\n"),
        (vec![text("a", true), text("b", true)], "a\n\nb\n"),
        (vec![text("a\n", true), text("b", true)], "a\n\nb\n"),
        (vec![text("a\n\n", true), text("b\n\n\n", true)], "a\n\nb\n"),
        (
            vec![text("a\n", true), text("\n\n", false), text("b", false)],
            "a\n\n\nb\n",
        ),
    ] {
        assert_eq!(written(OutputForm::Text, false, &news), expect, "{news:?}");
    }
}

#[test]
fn a_terminal_gets_printable_text_and_a_pipe_gets_it_as_it_came() {
    let news = [
        text("a\u{1b}[2J\u{9b}", true),
        text("\tb\r", false),
        text("\nc", false),
    ];
    assert_eq!(
        written(OutputForm::Text, false, &news),
        "a\u{1b}[2J\u{9b}\tb\r\nc\n"
    );
    assert_eq!(
        written(OutputForm::Text, true, &news),
        "a␛[2J\u{fffd}\tb\nc\n"
    );
}

#[test]
fn all_text_events_joined_are_the_text_of_the_end() {
    let news = [text("a\n", true), text("b", true), text("c\n", false)];
    let events = objects(&written(OutputForm::StreamJson, false, &news));
    let (last, others) = events.split_last().unwrap();
    let joined: String = others.iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert_eq!(joined, "a\n\nbc\n");
    assert_eq!(last["text"], json!(joined));
    assert_eq!(last["type"], json!("end"));
}

#[test]
fn one_object_is_the_end_of_the_events() {
    let news = [text("a", true)];
    let streamed = objects(&written(OutputForm::StreamJson, false, &news));
    assert_eq!(
        objects(&written(OutputForm::Json, false, &news)),
        streamed[1..]
    );
    assert_eq!(
        streamed[1],
        json!({
            "type": "end", "status": "answered", "text": "a", "model": "m", "demo": false,
            "stop_reason": null,
            "usage": null, "cost_usd": null, "rounds": 0, "damaged": false,
            "timing": {"first_delta_ms": null, "total_ms": 0}, "error": null,
        })
    );
}

#[test]
fn every_event_is_one_line_without_control_characters_and_means_the_same() {
    let evil = "\u{7f}\u{9b}31m\u{1b}]0;x\u{7}\u{2028}\u{202e}\r\n\t\"\\";
    let call = ToolUse {
        id: ToolCallId("id".into()),
        name: evil.into(),
        input: RawJson::parse("{\n\t\"a\" :\r\n 10000000000000000000001 }").unwrap(),
    };
    let result = What::ToolResult {
        id: ToolCallId("id".into()),
        outcome: Outcome::Failed,
        content: evil.into(),
        millis: 5,
    };
    let from_server = What::ServerToolResult(ToolResult {
        tool_use_id: ToolCallId("id".into()),
        content: evil.into(),
        is_error: false,
    });
    let what = [
        What::Thinking(evil.into()),
        What::ToolUse(call.clone()),
        result,
        What::ServerToolUse(call),
        from_server,
    ];
    let news: Vec<News> = what
        .into_iter()
        .map(|what| News { round: 2, what })
        .collect();
    let lines = written(OutputForm::StreamJson, false, &news);
    assert!(
        !lines.chars().any(|c| c.is_control() && c != '\n'),
        "{lines:?}"
    );
    assert!(
        lines.contains("10000000000000000000001"),
        "numbers stay as they are"
    );
    let events = objects(&lines);
    assert_eq!(
        events[0],
        json!({"type": "thinking", "round": 2, "text": evil})
    );
    assert_eq!(events[1]["name"], json!(evil));
    assert_eq!(
        events[2],
        json!({
            "type": "tool_result", "round": 2, "tool_use_id": "id", "outcome": "failed",
            "content": evil, "ms": 5,
        })
    );
    assert_eq!(events[3]["type"], json!("server_tool_use"));
    assert_eq!(
        events[4],
        json!({
            "type": "server_tool_result", "round": 2, "tool_use_id": "id", "is_error": false,
            "content": evil,
        })
    );
    assert_eq!(events.len(), 6);
}

#[test]
fn a_failure_says_what_a_script_can_act_on() {
    let mut error = ApiError::local(ApiErrorKind::Overloaded, "busy");
    error.status = Some(529);
    error.error_type = Some("overloaded_error".into());
    let verdict = Verdict::of_ending(Ending::Failed(error), &Conversation::default(), false);
    let written = end(&mut Printer::new(OutputForm::Json, false), &verdict);
    let object = &objects(&written)[0];
    assert_eq!(object["status"], json!("failed"));
    let error = &object["error"];
    assert_eq!(error["kind"], json!("api"));
    assert_eq!(error["type"], json!("overloaded_error"));
    assert_eq!(error["http_status"], json!(529));
    assert_eq!(error["retryable"], json!(true));
    assert!(
        error["hints"]
            .as_array()
            .is_some_and(|hints| !hints.is_empty())
    );
}

#[test]
fn a_cost_is_told_only_when_it_is_known_in_full() {
    let verdict = answered();
    let mut end = End::unasked("m", &verdict);
    end.totals.dollars = 0.25;
    end.totals.rounds = 2;
    let cost = |end: &End<'_>| {
        let written = Printer::new(OutputForm::Json, false).end(end);
        objects(&String::from_utf8(written).unwrap())[0]["cost_usd"].clone()
    };
    assert_eq!(cost(&end), json!(0.25));
    end.demo = true;
    assert_eq!(cost(&end), Value::Null, "a script costs nothing");
    end.demo = false;
    end.totals.at_least = true;
    assert_eq!(cost(&end), Value::Null);
}
