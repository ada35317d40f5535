//! What is shown after resuming equals what was on the screen before.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::app::effect::Effect;
use causerie::app::msg::{Fork, Msg, Opened, WhyForked};
use causerie::app::settings::{Asked, Connection};
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::{CANCELLED, Outcome};
use causerie::problem::{Problem, ProblemKind};
use causerie::session::SessionId;
use causerie::session::codec::decode_all;
use causerie::session::record::Record;
use causerie::session::replay::replay;
use causerie::session::summary::Summary;
use causerie::turn::tool_call::ToolEvent;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Harness, screen};

const MARKDOWN: &str = "# Orders\n\nYour order is on *its* way:\n\n1. packed\n2. **sent**\n   - by ship\n   - by air\n\n| what | when |\n|---|--:|\n| parcel 漢字 | tomorrow |\n\n```rust\nfn main() {\n    println!(\"hi\");\n}\n```\n\n> quoted `code`\n\nSee [the page](https://example.com/a_b).\n";

/// A session with everything in it: thinking, tools, markdown, a stop, a retry, a failure, a queue.
fn eventful() -> Harness {
    let mut s = screen(120, 40);
    s.ask("Where is my order?\nAnd why?").connect();
    for event in reply::thinking_and_tools() {
        s.stream(vec![event]).pass(Duration::from_millis(60));
    }
    s.signal(causerie::api::event::StreamSignal::Ended);
    s.pass(Duration::from_millis(700))
        .tool_done("call_2", "{\"status\": \"sent\"}");
    s.tool(
        "call_1",
        ToolEvent::Ended(Outcome::Failed, "no such order".into()),
    );
    s.connect().stream(text(""));
    for piece in MARKDOWN.split_inclusive(' ') {
        s.stream(vec![text_delta(0, piece)])
            .pass(Duration::from_millis(30));
    }
    s.ask("queued meanwhile");
    s.stream(whole("")[3..].to_vec());
    s.signal(causerie::api::event::StreamSignal::Ended);
    s.connect().stream(text("Half an ans"));
    s.pass(Duration::from_secs(1)).keys("<esc><ctrl+r>");
    s.connect().stream(text("Another half"));
    s.fail(ApiError::local(ApiErrorKind::Network, "connection reset"));
    s.keys("<ctrl+r>").answer(whole("Whole at last."));
    s.ask("never answered").keys("<esc>");
    s
}

#[test]
fn a_live_turn_looks_like_the_committed_one_and_like_the_resumed_one() {
    let mut s = eventful();
    s.keys("<ctrl+c>").pass(Duration::from_secs(1));
    let before = s.look();
    let live = s.all_lines();
    let mut again = s.reopened(&s.log(usize::MAX));
    assert_eq!(again.all_lines(), live);
    // The whole screens too, but for what only a run can know, and for the scroll bar: what was
    // never laid out is guessed for it.
    // That stands on the hairline.
    let conversation = |frame: &crate::support::app::Frame| -> Vec<String> {
        let rows = (0..30).map(|y| frame.row(y));
        rows.map(|row| row.replace(['┃', '┫', '┤'], "│")).collect()
    };
    assert_eq!(conversation(&again.look()), conversation(&before));
}

#[test]
fn every_prefix_of_a_log_opens_and_can_be_gone_on_with() {
    let s = eventful();
    for n in 0..=s.records.len() {
        let mut again = s.reopened(&s.log(n));
        again.look();
        again
            .keys("<ctrl+c>")
            .ask("And now?")
            .answer(whole("Now this."));
        again.shows("Now this.");
        let sent = again.sent.clone().unwrap();
        let violations =
            causerie::conversation::validate::violations(&sent.messages, sent.params.dialect);
        assert_eq!(violations, [], "after {n} records");
    }
}

#[test]
fn a_kill_in_mid_answer_loses_at_most_a_quarter_of_a_second() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once upon "));
    s.stream(vec![text_delta(0, "a time")])
        .pass(Duration::from_millis(250));
    s.stream(vec![text_delta(0, " there was")]);
    let mut again = s.reopened(&s.log(usize::MAX));
    again
        .shows("Once upon a time")
        .shows("Interrupted: the program ended here");
    again.shows("Tell me").keys("<ctrl+r>");
    assert!(again.request.is_some(), "it can be asked again");
}

#[test]
fn a_kill_in_mid_answer_keeps_how_long_its_thoughts_took() {
    let mut s = screen(80, 24);
    let thinking = vec![reply::thinking_begins(0), reply::thinking_delta(0, "Hmm.")];
    s.ask("Tell me").connect().stream(vec![reply::start()]);
    s.stream(thinking).pass(Duration::from_millis(2_400));
    s.stream(vec![reply::block_ends(0), reply::text_begins(1)]);
    s.stream(vec![text_delta(1, "Once upon")])
        .pass(Duration::from_secs(5));
    s.shows("1 word · 2.4 s");
    let mut again = s.reopened(&s.log(usize::MAX));
    again.shows("Once upon").shows("1 word · 2.4 s");
}

#[test]
fn a_kill_while_tools_run_leaves_a_history_that_can_be_sent() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let mut again = s.reopened(&s.log(usize::MAX));
    again
        .shows("■ search_orders")
        .shows("cancelled")
        .ask("And now?");
    assert!(again.request.is_some());
}

#[test]
fn a_kill_after_the_tools_says_that_the_turn_can_be_gone_on_with() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_2", "{}").tool_done("call_1", "{}");
    let mut again = s.reopened(&s.log(usize::MAX));
    again.shows("The last turn ended without an answer; Ctrl+R goes on with it");
    again.keys("<ctrl+r>");
    let sent = again.sent.clone().unwrap();
    assert_eq!(sent.messages.len(), 3, "the results go out");
}

#[test]
fn a_kill_while_the_server_pauses_says_that_the_answer_can_be_gone_on_with() {
    let mut s = screen(100, 30);
    let mut events = vec![
        reply::start(),
        reply::text_begins(0),
        text_delta(0, "Half."),
        reply::block_ends(0),
    ];
    events.extend(reply::ends("pause_turn"));
    s.ask("Where is it?").answer(events);
    let mut again = s.reopened(&s.log(usize::MAX));
    again.shows("The last answer was only paused; Ctrl+R goes on with it");
    again.keys("<ctrl+r>");
    let sent = again.sent.clone().unwrap();
    assert_eq!(sent.messages.len(), 2, "what there is of it goes out");
}

#[test]
fn a_kill_while_tools_run_says_that_their_answer_can_be_asked_for_again() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let mut again = s.reopened(&s.log(usize::MAX));
    again.shows("The last tools were cut short; Ctrl+R asks again");
}

#[test]
fn who_stopped_the_tools_is_told_nothing_of_it_on_coming_back() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").keys("<esc>");
    let killed = ToolEvent::Ended(Outcome::Cancelled, CANCELLED.into());
    s.tool("call_2", killed).pass(Duration::from_secs(1));
    assert!(s.app.turn.is_idle());
    let mut again = s.reopened(&s.log(usize::MAX));
    again.shows("search_orders").hides("Ctrl+R");
}

#[test]
fn an_unsent_draft_is_there_again() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi."));
    s.type_text("half a thought").pass(Duration::from_secs(1));
    let mut again = s.reopened(&s.log(usize::MAX));
    again
        .composer_holds("half a thought")
        .shows("half a thought");
    again.keys("<ctrl+c><up><up>").composer_holds("Hello");
}

#[test]
fn what_was_typed_while_a_session_was_opening_is_kept() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi."));
    let (replayed, warnings) = replay(decode_all(&s.log(usize::MAX)));
    let mut again = screen(80, 24);
    again
        .type_text("typed early")
        .tell(Msg::Opened(Box::new(Opened {
            replayed,
            id: SessionId("a".into()),
            forked_from: None,
            warnings,
        })));
    again.composer_holds("typed early").shows("Hi.");
}

#[test]
fn nothing_is_sent_while_a_session_is_opening() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi.")).keys("<ctrl+g>");
    s.tell(Msg::Sessions(Ok(vec![summary("other")])));
    s.keys("<enter>").ask("too early");
    assert!(s.app.turn.is_idle());
    s.composer_holds("too early").shows("is being opened");
    let problem = Problem::new(ProblemKind::Session, "It cannot be read");
    s.tell(Msg::NotOpened(problem)).keys("<enter>");
    assert!(!s.app.turn.is_idle(), "nothing is opening any more");
}

#[test]
fn prompts_that_were_held_are_in_the_history_of_the_session_that_is_opened() {
    let mut s = screen(80, 24);
    s.ask("first").connect().stream(text("One"));
    s.ask("held").keys("<esc>").shows("not sent  held");
    let (replayed, warnings) = replay(decode_all(&s.log(usize::MAX)));
    s.tell(Msg::Opened(Box::new(Opened {
        replayed,
        id: SessionId("other".into()),
        forked_from: None,
        warnings,
    })));
    s.hides("not sent").keys("<up>").composer_holds("held");
}

fn summary(id: &str) -> Summary {
    Summary {
        id: SessionId(id.into()),
        at: UnixMillis(0),
        messages: 2,
        title: format!("title of {id}"),
        unreadable: None,
    }
}

#[test]
fn a_session_is_picked_from_the_list_and_the_draft_of_the_other_is_saved_first() {
    let mut s = screen(80, 24);
    s.ask("Hello")
        .answer(whole("Hi."))
        .type_text("a draft")
        .keys("<ctrl+g>");
    assert!(s.take_effects().contains(&Effect::ListSessions));
    s.shows("Reading the sessions");
    s.tell(Msg::Sessions(Ok(vec![summary("other"), summary("third")])));
    s.shows("title of other")
        .type_text("third")
        .hides("title of other");
    s.keys("<enter>");
    assert_eq!(
        s.take_effects(),
        [Effect::Open {
            session: SessionId("third".into()),
            demo_only: false,
        }]
    );
    let is_draft = |record: &Record| *record == Record::Draft("a draft".into());
    assert!(s.records.iter().any(|(_, record)| is_draft(record)));
}

#[test]
fn a_fork_and_a_damaged_line_are_told() {
    let mut s = screen(100, 24);
    s.ask("Hello").answer(whole("Hi."));
    let mut log = s.log(usize::MAX);
    log.extend(b"{\"v\":1,\"seq\":");
    let (replayed, warnings) = replay(decode_all(&log));
    assert_eq!(warnings.len(), 1);
    s.tell(Msg::Opened(Box::new(Opened {
        replayed,
        id: SessionId("copy".into()),
        forked_from: Some(Fork {
            from: SessionId("20260921-120000-0001".into()),
            why: WhyForked::InUse,
        }),
        warnings,
    })));
    s.shows("is open in another window; this is a copy");
    s.shows("Hi.");
    s.pass(Duration::from_secs(10)).hides("copy");
}

fn opened(log: &[u8], id: &str) -> Msg {
    let (replayed, warnings) = replay(decode_all(log));
    Msg::Opened(Box::new(Opened {
        replayed,
        id: SessionId(id.into()),
        forked_from: None,
        warnings,
    }))
}

/// The log of a short conversation.
fn log_of(connection: Connection) -> Vec<u8> {
    let mut s = Harness::start(80, 24, connection);
    s.ask("Hello").answer(whole("Hi."));
    s.log(usize::MAX)
}

#[test]
fn a_session_of_the_demo_waits_for_the_demo_and_a_real_one_goes_back_to_the_server() {
    let mut s = screen(80, 24);
    s.take_effects();
    s.tell(opened(&log_of(Connection::Demo), "a")).shows("Hi.");
    assert_eq!(s.take_effects(), [Effect::StartDemo]);
    s.ask("Again").composer_holds("Again");
    assert!(s.sent.is_none(), "nothing of a script goes to the server");
    s.tell(Msg::DemoStarted(Ok(()))).keys("<enter>");
    assert!(s.sent.is_some());
    s.answer(whole("Yes."));
    s.tell(opened(&log_of(Connection::Ready), "b"));
    assert_eq!(s.app.connection, Connection::Ready);
}

#[test]
fn a_real_session_without_a_server_is_never_answered_by_the_script() {
    let mut s = Harness::start(80, 24, Connection::Missing);
    s.tell(opened(&log_of(Connection::Ready), "a"));
    s.take_effects();
    s.keys("<enter>")
        .ask("More")
        .keys("<ctrl+c>")
        .keys("<ctrl+r>");
    assert_eq!(s.take_effects(), []);
    assert!(s.sent.is_none());
    s.shows("set ANTHROPIC_API_KEY and start again");
}

#[test]
fn in_the_demo_only_sessions_of_the_demo_are_asked_for() {
    for (connection, demo_only) in [(Connection::Demo, true), (Connection::Ready, false)] {
        let mut s = Harness::start(80, 24, connection);
        s.keys("<ctrl+g>")
            .tell(Msg::Sessions(Ok(vec![summary("b")])));
        s.take_effects();
        s.keys("<enter>");
        let session = SessionId("b".into());
        assert!(
            s.take_effects()
                .contains(&Effect::Open { session, demo_only })
        );
    }
}

#[test]
fn a_second_session_is_not_asked_for_while_one_is_on_its_way() {
    let mut s = screen(80, 24);
    for id in ["b", "c"] {
        s.keys("<ctrl+g>")
            .tell(Msg::Sessions(Ok(vec![summary(id)])));
        s.keys("<enter>");
    }
    let asked = s.take_effects();
    let opens = asked
        .iter()
        .filter(|effect| matches!(effect, Effect::Open { .. }));
    assert_eq!(opens.count(), 1);
    s.tell(Msg::NotOpened(Problem::new(
        ProblemKind::Session,
        "No such session",
    )));
    s.shows("No such session").ask("Hello");
    assert!(s.sent.is_some());
}

#[test]
fn a_list_that_cannot_be_read_says_why_and_does_not_stand_in_the_way() {
    let mut s = screen(80, 24);
    let problem = Problem::new(ProblemKind::Session, "The sessions could not be listed");
    s.keys("<ctrl+g>").tell(Msg::Sessions(Err(problem)));
    s.shows("could not be listed").hides("Reading the sessions");
}

#[test]
fn another_session_of_the_same_length_shows_its_own_sums() {
    let mut s = screen(120, 24);
    s.ask("Hello").answer(whole("Hi."));
    s.look();
    let before = s.app.shown.totals;
    let mut log = String::from_utf8(log_of(Connection::Ready)).unwrap();
    log = log.replace("\"output\":", "\"output\":77");
    s.tell(opened(log.as_bytes(), "b"));
    s.look();
    // A first turn says itself what it came to; the bar has what the next ones add to.
    assert_ne!(s.app.shown.totals, before);
}

#[test]
fn what_the_arguments_ask_for_holds_in_a_resumed_session_and_system_stays() {
    let mut s = screen(80, 24);
    s.app.settings.params.model = "claude-opus-5-5".into();
    s.app.settings.params.max_tokens = 99;
    s.app.settings.params.system = Some("Be brief.".into());
    s.app.settings.asked = Asked {
        model: true,
        system: true,
        ..Asked::default()
    };
    s.tell(opened(&log_of(Connection::Ready), "b"));
    s.shows("--system is not heeded");
    s.ask("More");
    let sent = s.sent_json();
    assert_eq!(sent["model"], "claude-opus-5-5");
    assert_eq!(sent["max_tokens"], 4_096);
    assert_eq!(sent["system"], serde_json::Value::Null);
}
