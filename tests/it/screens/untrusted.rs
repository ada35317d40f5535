//! Text from outside never reaches the terminal as control characters.
//!
//! Every look of the harness scans all cells; here they are given something to find.

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::StreamEvent;
use causerie::api::usage::{Stop, StopReason};
use causerie::app::msg::Msg;
use causerie::conversation::UnixMillis;
use causerie::problem::{Problem, ProblemKind};
use causerie::session::SessionId;
use causerie::session::summary::Summary;
use causerie::turn::tool_call::ToolEvent;

use crate::support::app::reply;
use crate::support::app::screen;

/// A screen wipe, a title, a bell, C1, a carriage return, a tab, and text that is turned around.
const EVIL: &str = "a\x1b[2Jb\x1b]0;title\x07c\u{9b}31md\re\tf\u{202e}g\u{2066}h\0i\u{7f}j";

#[test]
fn the_model_cannot_write_control_characters() {
    let mut s = screen(120, 40);
    let markdown = format!(
        "# {EVIL}\n\n{EVIL}\n\n`{EVIL}`\n\n```{EVIL}\n{EVIL}\n```\n\n| {EVIL} | b |\n|--|--|\n| {EVIL} | c |\n\n- {EVIL}\n\n> {EVIL}\n\n[{EVIL}](http://example.com/{EVIL})\n\n![{EVIL}](x)\n\n<b>{EVIL}</b>\n"
    );
    let json = serde_json::json!({ EVIL: EVIL }).to_string();
    s.ask("Hello").connect();
    s.stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, &markdown),
    ]);
    s.look();
    s.stream(vec![reply::block_ends(0), reply::text_begins(1)]);
    for piece in markdown.as_bytes().chunks(7) {
        s.stream(vec![reply::text_delta(1, &String::from_utf8_lossy(piece))]);
        s.look();
    }
    s.stream(vec![
        reply::block_ends(1),
        reply::tool_begins(2, "call_1", EVIL),
        reply::input_delta(2, &json),
    ]);
    s.look();
    s.stream(vec![reply::input_delta(2, EVIL)]);
    s.look();
    s.keys("<pageup>").look();
    s.keys("<pageup>").look();
}

#[test]
fn a_tool_cannot_write_control_characters() {
    let mut s = screen(120, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool("call_1", ToolEvent::Output(EVIL.into())).look();
    s.tool_done("call_1", EVIL).look();
}

#[test]
fn errors_notices_and_stop_reasons_cannot_write_control_characters() {
    let mut s = screen(120, 40);
    s.ask(EVIL).look();
    s.fail(ApiError::local(ApiErrorKind::Invalid, EVIL)).look();
    s.tell(Msg::Problem(
        Problem::new(ProblemKind::Session, EVIL)
            .because(EVIL)
            .hint(EVIL),
    ));
    s.look();
    s.keys("<ctrl+c>").ask("Hello").connect();
    let mut events = reply::text("Some");
    events.extend(reply::ends_with(Stop {
        reason: Some(StopReason::Other(EVIL.into())),
        sequence: Some(EVIL.into()),
        ..Stop::default()
    }));
    s.stream(events)
        .signal(causerie::api::event::StreamSignal::Ended)
        .look();
    s.ask("Hello").connect();
    s.stream(vec![StreamEvent::Error(ApiError::local(
        ApiErrorKind::Server,
        EVIL,
    ))]);
    s.look();
}

#[test]
fn what_is_pasted_or_saved_cannot_write_control_characters() {
    let mut s = screen(120, 40);
    s.paste(EVIL).look();
    assert_eq!(
        s.app.composer.text(),
        EVIL,
        "what is sent is exactly what was pasted"
    );
    s.keys("<enter>").ask(EVIL).look();
    s.keys("<esc><ctrl+c><ctrl+g>");
    s.tell(Msg::Sessions(Ok(vec![
        Summary {
            id: SessionId(EVIL.into()),
            at: UnixMillis(0),
            messages: 1,
            title: EVIL.into(),
            unreadable: None,
        },
        Summary::unreadable(SessionId("x".into()), UnixMillis(0), EVIL),
    ])));
    s.look();
    s.paste(EVIL).look();
}
