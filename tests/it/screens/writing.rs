//! Writing: typing, pasting, the history, and the demo's first prompt.

use std::time::Duration;

use causerie::app::msg::Msg;
use causerie::app::settings::Connection;
use causerie::session::record::Record;

use crate::support::app::reply::{text, text_delta, whole};
use crate::support::app::{Harness, SUGGESTION, screen};

#[test]
fn typing_works_while_an_answer_streams() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once"));
    for (key, word) in ["n", "e", "x", "t"]
        .iter()
        .zip([" upon", " a", " time", "."])
    {
        s.keys(key).stream(vec![text_delta(0, word)]);
    }
    s.composer_holds("next")
        .shows("next")
        .shows("Once upon a time.");
}

#[test]
fn enter_sends_and_three_other_keys_break_the_line() {
    let mut s = screen(80, 24);
    s.keys("a<shift+enter>b<alt+enter>c<ctrl+j>d")
        .composer_holds("a\nb\nc\nd");
    s.keys("<enter>").composer_holds("");
    assert!(s.sent_json().to_string().contains("a\\nb\\nc\\nd"));
}

#[test]
fn the_cursor_stands_at_the_caret() {
    let mut s = screen(80, 24);
    s.type_text("漢字 and");
    let frame = s.look();
    let (row, column) = frame.find("漢字 and").unwrap();
    let cursor = frame.painted.cursor.unwrap();
    assert_eq!((cursor.y, cursor.x), (row, column + 8));
    s.keys("<left><left>");
    assert_eq!(s.look().painted.cursor.unwrap().x, column + 6);
}

#[test]
fn up_and_down_walk_the_history_only_at_the_edges() {
    let mut s = screen(80, 24);
    s.ask("one").answer(whole("1"));
    s.ask("two").answer(whole("2"));
    s.type_text("first row\nlast row").keys("<up>");
    s.composer_holds("first row\nlast row");
    s.keys("<up>").composer_holds("two");
    s.keys("<up>").composer_holds("one");
    s.keys("<up>").composer_holds("one");
    s.keys("<down><down>").composer_holds("first row\nlast row");
}

#[test]
fn a_megabyte_is_pasted_as_one_label_and_sent_whole() {
    let mut s = screen(80, 24);
    let paste = "fn main() {}\n".repeat(80_000);
    s.type_text("Read: ").paste(&paste).type_text(" Please.");
    s.shows("[pasted 80001 lines, 1.0 MB]").keys("<enter>");
    let sent = s.sent_json();
    let content = &sent["messages"][0]["content"][0]["text"];
    assert_eq!(content.as_str().unwrap(), format!("Read: {paste} Please."));
}

#[test]
fn a_paste_is_never_executed_line_by_line() {
    let mut s = screen(80, 24);
    s.paste("one\ntwo\n").composer_holds("one\ntwo\n");
    assert!(s.sent.is_none());
}

#[test]
fn the_demo_suggests_the_first_prompt_and_enter_sends_it() {
    let mut s = Harness::start(80, 24, Connection::Demo);
    s.shows(SUGGESTION).shows("DEMO: a script, not a model");
    s.type_text("x")
        .hides(SUGGESTION)
        .keys("<backspace><enter>");
    assert!(s.sent_json().to_string().contains(SUGGESTION));
    s.answer(whole("Tomorrow."));
    s.keys("<enter>");
    assert!(s.app.turn.is_idle(), "it is suggested only once");
}

#[test]
fn only_the_demo_suggests_a_prompt() {
    let mut s = screen(80, 24);
    s.hides(SUGGESTION).keys("<enter>");
    assert!(s.sent.is_none());
}

fn drafts(s: &Harness) -> Vec<&str> {
    let drafts = s.records.iter().filter_map(|(_, record)| match record {
        Record::Draft(text) => Some(text.as_str()),
        _ => None,
    });
    drafts.collect()
}

#[test]
fn a_draft_is_saved_after_half_a_second_of_quiet_and_once() {
    let mut s = screen(80, 24);
    s.type_text("half").pass(Duration::from_millis(300));
    s.type_text(" a").pass(Duration::from_millis(499));
    assert_eq!(drafts(&s), Vec::<&str>::new());
    s.pass(Duration::from_secs(60));
    assert_eq!(drafts(&s), ["half a"]);
    s.type_text(" thought").keys("<enter>");
    s.pass(Duration::from_secs(1));
    assert_eq!(drafts(&s).last(), Some(&""));
}

#[test]
fn a_draft_of_megabytes_is_not_written_anew_at_each_pause() {
    let mut s = screen(80, 24);
    s.paste(&"x".repeat(8_000_000)).pass(Duration::from_secs(1));
    assert_eq!(drafts(&s).len(), 1);
    for word in ["What ", "is ", "this?"] {
        s.type_text(word).pass(Duration::from_secs(1));
    }
    assert_eq!(drafts(&s).len(), 1);
    s.pass(Duration::from_secs(10));
    let drafts = drafts(&s);
    assert!(
        drafts.len() == 2
            && drafts
                .last()
                .is_some_and(|it| it.ends_with("xWhat is this?"))
    );
}

#[test]
fn what_is_piped_in_waits_until_a_session_is_chosen_and_is_there() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+g>");
    s.tell(Msg::Piped(Ok("piped\n".into())));
    s.composer_holds("");
    s.keys("<esc>").composer_holds("piped");
    // What was typed stays where it is, and so does the caret.
    s.type_text(" in").keys("<left>");
    s.tell(Msg::Piped(Ok("one\ntwo\n".into())));
    s.type_text("to, ")
        .composer_holds("piped ito, n\n\none\ntwo");
    s.keys(&"<alt+z>".repeat(5));
    s.composer_holds("piped in");
}

#[test]
fn a_draft_is_saved_when_the_program_is_asked_to_end() {
    let mut s = screen(80, 24);
    s.type_text("half a thought").tell(Msg::Terminate);
    let is_draft = |record: &Record| *record == Record::Draft("half a thought".into());
    assert!(s.records.iter().any(|(_, record)| is_draft(record)));
}
