//! How tool calls are shown: as one line, or as what they were given and have said.

use std::time::Duration;

use causerie::api::event::StreamSignal;
use causerie::conversation::entry::{CANCELLED, Outcome};
use causerie::turn::tool_call::ToolEvent;

use super::fold::with_tools;
use crate::support::app::reply::{self, whole};
use crate::support::app::screen;

#[test]
fn a_folded_block_is_one_line_with_its_name_size_time_and_last_line() {
    let mut s = with_tools(80, 24);
    s.shows("∴ Thought  I look it up and ask for its shipment")
        .shows("19 words · 0.0 s");
    s.shows("✓ search_orders  ORD-12345  → shipped  2");
    s.shows("✓ get_shipping_status  ORD-12345  → three")
        .shows("3 lines · 0.0 s");
    for width in [40, 41, 60, 100, 250] {
        s.resize(width, 24);
        let frame = s.look();
        // Of the conversation alone: a side pane shows more.
        let left = |y| {
            frame
                .row(y)
                .split('│')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let rows: Vec<String> = (0..24).map(left).collect();
        for what in ["∴ Thought", "✓ search_orders", "✓ get_shipping"] {
            let row = rows.iter().position(|row| row.contains(what));
            let below = &rows[row.expect("it is shown") + 1];
            assert!(!below.contains("words ·"), "one row at {width}");
        }
    }
}

#[test]
fn json_that_a_tool_said_is_a_tree_and_its_plain_values_stand_for_it() {
    let mut s = screen(120, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done(
        "call_1",
        "{\"orders\": [{\"id\": \"ORD-1\", \"items\": [\"lamp\", \"ink\"]}]}",
    );
    s.shows("✓ search_orders  ORD-12345  → ORD-1  lamp  ink");
    let seen = s.look();
    let rows = ["  → orders", "    • id  ORD-1", "      items  lamp · ink"];
    let at = rows.map(|row| seen.find(row).map(|(at, _)| at).expect("it is shown"));
    assert_eq!(at, [at[0], at[0] + 1, at[0] + 2]);
}

#[test]
fn an_input_of_many_lines_is_short_in_its_pane_and_found_whole() {
    let mut s = screen(120, 40);
    let lines: String = (1..=30).map(|n| format!("line {n}\\n")).collect();
    s.ask("Write it").connect().stream(vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "write"),
        reply::input_delta(0, &format!("{{\"text\": \"{lines}")),
    ]);
    s.shows("text  line 1")
        .shows("line 12")
        .shows("… 18 more lines");
    let mut rest = vec![reply::input_delta(0, "end\"}"), reply::block_ends(0)];
    rest.extend(reply::ends("tool_use"));
    s.stream(rest).signal(StreamSignal::Ended);
    s.tool_done("call_1", "written")
        .answer(whole("It is written."));
    s.shows("… 19 more lines").hides("line 30");
    s.keys("<ctrl+f>line 30").shows("none here · 1 in activity");
    s.keys("<enter>").shows("1 of 1").shows("line 30");
    s.keys("<esc>").hides("line 30");
    s.keys("<tab><ctrl+end><alt+t>")
        .shows("line 30")
        .shows("end");
}

#[test]
fn a_running_tool_says_how_much_it_has_said_and_not_with_each_word() {
    let mut s = screen(100, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let out = |text: &str| ToolEvent::Output(text.into());
    s.tool("call_2", out("one\n")).hides(" lines · ");
    s.pass(Duration::from_millis(300));
    s.tool("call_2", out("two\nthr")).hides(" lines · ");
    s.pass(Duration::from_millis(300)).shows("3 lines · ");
    s.tool("call_2", out("ee\nfour\n")).shows("3 lines · ");
    // Only its end is kept, and all of it counted.
    s.tool("call_2", out(&"more of it\n".repeat(20_000)));
    s.shows("3 lines · ").pass(Duration::from_millis(300));
    s.shows("20k lines · ");
}

#[test]
fn of_a_call_that_is_open_all_that_it_said_can_be_read_and_found() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let said: String = (0..3_000).map(|n| format!("line {n} of it\n")).collect();
    s.tool_done("call_1", &said)
        .tool_done("call_2", "{\"note\": \"short\"}");
    s.answer(whole("It is on its way."));
    s.look();
    s.shows("3.0k lines").shows("more lines");
    s.keys("<tab><ctrl+end><alt+t><ctrl+f>line 2500 of");
    s.shows("1 of 1").shows("line 2500 of it");
    let rows = s.app.panes.conversation.rows_laid_out();
    s.keys("<esc><ctrl+f>line 2999 of").shows("line 2999 of it");
    let rows = s.app.panes.conversation.rows_laid_out() - rows;
    assert!(rows <= 3 * 30, "{rows}");
    s.keys("<esc><alt+t>")
        .hides("line 2998")
        .shows("3.0k lines");
}

#[test]
fn that_a_call_was_cancelled_is_said_once() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.keys("<esc>");
    for call in ["call_1", "call_2"] {
        let killed = ToolEvent::Ended(Outcome::Cancelled, CANCELLED.into());
        s.tool(call, killed);
    }
    s.pass(Duration::from_secs(1));
    let frame = s.look();
    let (row, _) = frame
        .find("■ search_orders  ORD-12345")
        .expect("it is shown");
    let row = frame.row(row);
    let (head, _) = row.split_once('│').unwrap_or((&row, ""));
    assert!(head.trim_end().ends_with("  cancelled"), "{head:?}");
    assert!(!head.contains('→'), "{head:?}");
    // The model is told in words.
    s.ask("And now?");
    let sent = format!("{:?}", s.sent.clone().unwrap().messages);
    assert!(sent.contains(CANCELLED), "{sent}");
}
