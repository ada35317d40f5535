//! The built-in script answers without a screen, too: no key, no network.

use serde_json::Value;

use super::Home;

#[test]
fn the_demo_runs_both_tools_and_answers_with_what_they_found() {
    let home = Home::new();
    let args = [
        "--demo",
        "-p",
        "Where is order ORD-00000?",
        "--output",
        "stream-json",
    ];
    let ended = home.run(&args);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended.is_quiet();
    let events = ended.objects();
    let at = |kind: &str, name: &str, value: &str| {
        let found = |event: &Value| event["type"] == kind && event[name] == value;
        let idx = events.iter().position(found);
        idx.unwrap_or_else(|| panic!("no {kind} with {value} in {ended:#?}"))
    };
    assert_eq!(events[0]["demo"], true);
    let calls = ["search_orders", "get_shipping_status"].map(|tool| at("tool_use", "name", tool));
    for call in calls {
        let id = events[call]["id"].as_str().unwrap();
        assert!(call < at("tool_result", "tool_use_id", id));
    }
    let end = events.last().unwrap();
    assert_eq!(end["status"], "answered");
    assert_eq!(end["rounds"], 2);
    assert_eq!(end["cost_usd"], Value::Null, "a script costs nothing");
    assert!(!home.has_sessions(), "nothing is saved");
}

#[test]
fn the_demo_refuses_and_fails_on_request() {
    let home = Home::new();
    home.run(&["--demo", "-p", "demo: refuse"])
        .is(1, "")
        .says("declined");
    home.run(&["--demo", "-p", "demo: overloaded"])
        .is(1, "")
        .says("overloaded");
}

#[test]
fn a_reply_in_one_piece_comes_from_the_demo_too() {
    let ended = Home::new().run(&["--demo", "--no-stream", "-p", "hello"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.starts_with("# Welcome"), "{ended:#?}");
    assert!(ended.out.ends_with('\n') && !ended.out.ends_with("\n\n"));
    ended.is_quiet();
}
