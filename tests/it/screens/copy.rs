//! Copying: the source of what is on the screen, and receipts that claim no more than is known.

mod drags;
mod laws;
mod receipts;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::request::ServerRequestId;
use causerie::app::copy::{What, offers};
use causerie::app::effect::Effect;
use causerie::app::focus::{Focus, PaneKind};
use causerie::app::msg::Msg;
use causerie::key::{Pointer, PointerKind, TerminalEvent};
use serde_json::json;

use crate::support::app::reply::{self, text, whole};
use crate::support::app::{Harness, screen};

const ANSWER: &str = "Two *ways*:\n\n```sh\nls -l | sort --numeric-sort --reverse --key=5 | head -n 3 \
                      | tee biggest.txt | wc\ncd /\n```\n\n> | a | b |\n> |---|---|\n> | 1 | 2 |\n\nOr \
                      [look](https://example.org/a?b=c):\n\n```rust\nfn main() {}\n```\n";
const SH: &str =
    "ls -l | sort --numeric-sort --reverse --key=5 | head -n 3 | tee biggest.txt | wc\ncd /";

/// Keys, and what is copied by them.
#[track_caller]
fn check(s: &mut Harness, keys: &str, expect: &str) {
    s.take_effects();
    s.keys(keys);
    assert_eq!(s.take_copies(), [expect]);
}

fn answered() -> Harness {
    let mut s = screen(80, 24);
    s.ask("Which\nways?").answer(whole(ANSWER));
    s
}

#[test]
fn the_last_answer_is_copied_as_it_was_written() {
    let mut s = answered();
    check(&mut s, "<ctrl+y>", ANSWER.trim_end());
    s.ask("And now?").connect();
    check(&mut s, "<ctrl+y>", ANSWER.trim_end());
    s.stream(text("**Half"));
    check(&mut s, "<ctrl+y>", "**Half");
    s.keys("<esc>");
    check(&mut s, "<ctrl+y>", "**Half");
}

#[test]
fn texts_between_which_tools_ran_are_one_answer() {
    let mut s = screen(80, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "found").tool_done("call_2", "sent");
    s.answer(whole("It is on its way."));
    check(
        &mut s,
        "<ctrl+y>",
        "I will look that up.\n\nIt is on its way.",
    );
}

#[test]
fn parts_are_copied_by_number_by_letter_or_as_chosen() {
    let mut s = answered();
    s.keys("<alt+c>")
        .shows("1 Code sh")
        .shows("fn main() {}")
        .shows("https://example.org/a?b=c");
    check(&mut s, "1", SH);
    s.hides("Enter copies");
    check(&mut s, "<alt+c>2", "fn main() {}");
    check(&mut s, "<alt+c>p", "Which\nways?");
    check(&mut s, "<alt+c>a", ANSWER.trim_end());
    check(
        &mut s,
        "<alt+c><home><down><down><enter>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    );
    check(
        &mut s,
        "<alt+c><end><up><up><enter>",
        "https://example.org/a?b=c",
    );
    check(&mut s, "<alt+c>m", "| a | b |\n|---|---|\n| 1 | 2 |");
    check(&mut s, "<alt+c>l", "https://example.org/a?b=c");
    s.keys("<alt+c>")
        .shows("m Table  ")
        .shows("l Link")
        .keys("<esc>");
    s.keys("<alt+c>7").shows("Enter copies");
    s.shows("No code block 7 here")
        .keys("<down>")
        .hides("No code");
    s.keys("<esc>").hides("Enter copies");
    assert_eq!(s.take_copies(), [""; 0]);
    let mut s = screen(40, 12);
    s.ask("Hi").answer(whole("Hi."));
    for (key, what) in [("t", "table"), ("l", "link"), ("1", "code block 1")] {
        s.keys(&format!("<alt+c>{key}"));
        s.shows(&format!("No {what} here")).keys("<esc>");
    }
}

#[test]
fn the_code_block_in_sight_is_chosen_from_the_start() {
    let mut s = answered();
    check(&mut s, "<alt+c><enter>", SH);
    let filler = "Paragraph.\n\n".repeat(40);
    s.ask("More").answer(whole(&format!(
        "```\nfirst\n```\n{filler}```\nsecond\n```\n"
    )));
    check(&mut s, "<alt+c><enter>", "second");
    s.keys("<pageup><pageup>");
    check(
        &mut s,
        "<alt+c><home><enter>",
        &format!("```\nfirst\n```\n{filler}```\nsecond\n```"),
    );
    s.keys("<ctrl+home>");
    check(&mut s, "<alt+c><enter>", SH);
}

#[test]
fn the_code_that_one_key_copies_can_be_picked_too_when_another_turn_fills_the_screen() {
    let mut s = screen(80, 24);
    s.ask("Code").answer(whole("```sh\nls -l\n```"));
    s.keys("<alt+c>")
        .shows("1 Code sh")
        .hides("other turn")
        .keys("<esc>");
    s.ask("Words").answer(whole(&"Paragraph.\n\n".repeat(5)));
    s.shows("ls -l");
    check(&mut s, "<alt+k>", "ls -l");
    s.keys("<alt+c>").shows("Code, other turn").keys("<esc>");
    check(&mut s, "<alt+c><end><enter>", "ls -l");
    check(
        &mut s,
        "<alt+c><enter>",
        "Paragraph.\n\nParagraph.\n\nParagraph.\n\nParagraph.\n\nParagraph.",
    );
}

#[test]
fn where_there_is_nothing_that_is_said() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+y>").shows("There is no answer to copy yet");
    s.keys("<alt+c>").shows("There is nothing to copy yet");
    assert_eq!(s.take_effects(), []);
}

/// What the pointer does at the first or last letter of a text that is shown.
fn point(s: &mut Harness, kind: PointerKind, (column, row): (u16, u16)) {
    let mods = Default::default();
    s.tell(Msg::Terminal(TerminalEvent::Pointer(Pointer {
        kind,
        column,
        row,
        mods,
    })));
    s.look();
}

/// Drags from the beginning of one text that is shown to the end of another; what is copied.
fn drag(s: &mut Harness, from: &str, to: &str) -> Option<String> {
    let frame = s.look();
    let start = frame.find(from).map(|(row, column)| (column, row));
    let start = start.expect("the beginning is shown");
    let end = frame.find(to).expect("the end is shown");
    let columns = u16::try_from(to.chars().count()).expect("it fits");
    let end = (end.1 + columns - 1, end.0);
    s.take_effects();
    point(s, PointerKind::Down, start);
    point(s, PointerKind::Drag, end);
    point(s, PointerKind::Up, end);
    match s.take_effects().as_slice() {
        [] => None,
        [Effect::Copy(text)] => Some(text.clone()),
        other => unreachable!("{other:?}"),
    }
}

#[track_caller]
fn check_drag(s: &mut Harness, from: &str, to: &str, expect: &str) {
    assert_eq!(drag(s, from, to).as_deref(), Some(expect));
    s.keys("<esc>");
}

#[test]
fn the_mouse_goes_to_the_terminal_and_comes_back_and_that_is_seen() {
    let mut s = answered();
    s.hides("mouse: terminal's")
        .keys("<f2>")
        .shows("mouse: terminal's");
    assert_eq!(s.take_effects().last(), Some(&Effect::TakePointer(false)));
    s.keys("<f2>").hides("mouse: terminal's");
    assert_eq!(s.take_effects().last(), Some(&Effect::TakePointer(true)));
}

#[test]
fn the_states_are_seen_in_a_narrow_window_before_the_name_of_the_model() {
    let mut s = answered();
    s.resize(40, 12).shows("claude-sonnet").hides("no mouse");
    s.keys("<f2>")
        .shows("claude-sonnet-5-5")
        .shows("no mouse · ");
    s.keys("<alt+r>").shows("reader · no mouse · ");
    s.resize(80, 24).shows("reader mode · mouse: terminal's · ");
    s.resize(40, 12).keys("<alt+r>").hides("reader · ");
    s.shows("claude-sonnet-5-5").shows("no mouse · ");
    s.keys("<f2>").hides("no mouse");
}

#[test]
fn thinking_tools_and_tables_with_tabs_are_offered() {
    let mut s = screen(140, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.keys("<alt+c>").shows("Thinking  ").keys("<esc>");
    s.tool_done("call_1", "found\tit")
        .tool_done("call_2", "sent");
    s.answer(whole("| a | **b** |\n|---|---|\n| 1 | `2` |\n"));
    check(&mut s, "<alt+c>t", "a\tb\n1\t2");
    s.keys("<alt+c>")
        .shows("Table with tabs")
        .shows("To ")
        .shows("From ");
    s.keys("<esc>");
    // In the pane of what was done, what a tool was given is chosen from the start.
    s.keys("<tab><tab><tab><alt+c>");
    s.take_effects();
    s.keys("<enter>");
    let input = s.take_effects();
    let is_input = |text: &str| text.starts_with('{') && text.ends_with('}');
    assert!(
        matches!(&input[..], [Effect::Copy(text)] if is_input(text)),
        "{input:?}"
    );
    check(&mut s, "<alt+c><end><up><enter>", "sent");
    check(&mut s, "<alt+c><end><up><up><enter>", "found\tit");
}

#[test]
fn why_a_turn_ended_is_offered_with_its_details_also_when_it_is_no_longer_shown() {
    let lost = |message: &str| ApiError {
        request_id: Some(ServerRequestId("req_0123".into())),
        ..ApiError::local(ApiErrorKind::Network, message)
    };
    let mut s = screen(80, 24);
    s.ask("Hello").fail(lost("no route"));
    s.keys("<alt+c>").shows("Failure").keys("<end>");
    let failure = "The connection to the server failed\n  because: no route\n  details: request id \
                   req_0123";
    check(&mut s, "<enter>", failure);
    s.keys("<enter>").connect().stream(text("Half an ans"));
    s.fail(lost("reset\nby peer"));
    let why = "Interrupted: reset\nby peer\nrequest id req_0123";
    s.keys("<alt+c>").hides("Failure").keys("<esc>");
    check(&mut s, "<alt+c>e", why);
    s.ask("And now?").answer(whole("Now."));
    s.hides("req_0123").click("Half");
    check(&mut s, "<alt+c>e", why);
    let mut again = s.reopened(&s.log(s.records.len()));
    again.look();
    again.click("Half");
    check(&mut again, "<alt+c>e", why);
}

#[test]
fn what_a_tool_was_given_and_said_is_offered_with_words_of_it() {
    let mut s = screen(140, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let said = json!({"order": {"id": "ORD-12", "state": "on its way"}});
    s.tool_done("call_1", &format!("{said:#}"))
        .tool_done("call_2", "{}");
    s.answer(whole("There."));
    let (offers, _) = offers(&s.app);
    let titles = offers.iter().filter_map(|offer| {
        let is_said = matches!(offer.what, What::Output { .. });
        is_said.then_some(offer.title.as_str())
    });
    assert_eq!(titles.collect::<Vec<_>>(), ["ORD-12  on its way", "{}"]);
    let given = offers
        .iter()
        .find(|offer| matches!(offer.what, What::Input { .. }));
    let given = given.expect("it was given something");
    assert!(!given.title.contains(['{', '"']), "{}", given.title);
}

#[test]
fn the_code_in_sight_or_under_the_caret_is_copied_by_one_key() {
    let mut s = screen(80, 40);
    s.keys("<alt+k>").shows("No code block is in sight");
    s.ask("Which\nways?").answer(whole(ANSWER));
    check(&mut s, "<alt+k>", SH);
    s.keys("<tab>v<ctrl+end><up><up>");
    check(&mut s, "c", "fn main() {}");
}

#[test]
fn beside_a_pane_without_code_that_of_the_conversation_is_copied() {
    let mut s = screen(160, 40);
    s.ask("Which?")
        .answer(reply::thought("It thinks.", "Look:\n\n```sh\nls\n```\n"));
    s.look();
    s.keys("<tab><tab>");
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Thinking));
    check(&mut s, "c", "ls");
    s.keys("<alt+c>").hides("other turn").keys("<esc>");
    s.keys("v<home>c").shows("No code block is in sight");
    assert_eq!(s.take_copies(), [""; 0]);
}

#[test]
fn the_code_that_was_clicked_is_copied_by_its_key_and_offered_first() {
    let mut s = screen(80, 40);
    let blank = "Three:\n\n```sh\nls\n```\n\nor\n\n```rust\nfn one() {}\n\nfn two() {}\n```\n";
    s.ask("Which?").answer(whole(blank));
    check(&mut s, "<alt+k>", "ls");
    for shown in ["fn two", "rust", "fn one"] {
        s.click(shown);
        check(&mut s, "<alt+k>", "fn one() {}\n\nfn two() {}");
    }
    let (row, column) = s.look().find("fn two").expect("it is shown");
    s.press(column, row - 1);
    check(&mut s, "<alt+k>", "fn one() {}\n\nfn two() {}");
    let (offers, nearest) = offers(&s.app);
    assert_eq!(offers[nearest].text, "fn one() {}\n\nfn two() {}");
    // Text is no code: the first that is in sight.
    s.click("Three");
    check(&mut s, "<alt+k>", "ls");
    // A jump leads elsewhere, and so does whoever scrolls it away.
    s.click("fn two");
    s.keys("<tab><home>").look();
    check(&mut s, "<alt+k>", "ls");
    s.keys("<esc>")
        .ask("And now?")
        .answer(whole(&"More.\n\n".repeat(60)));
    s.keys("<tab><home>").look();
    s.click("fn two");
    s.keys("<pagedown><pagedown>").look();
    s.keys("<alt+k>").shows("No code block");
    s.keys("<pageup><pageup>").look();
    check(&mut s, "<alt+k>", "ls");
}

#[test]
fn what_is_chosen_is_nearest_to_be_copied_and_code_is_still_copied_by_its_key() {
    let mut s = screen(120, 40);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "found").tool_done("call_2", "sent");
    s.answer(whole("```sh\nls\n```\n"));
    s.keys("<tab>");
    let mut check_nearest = |keys: &str, expect: &str| {
        s.keys(keys);
        let (offers, nearest) = offers(&s.app);
        let what = format!("{:?}", offers[nearest].what);
        assert!(what.starts_with(expect), "{keys}: {what}");
    };
    check_nearest("", "Code");
    check_nearest("<", "Input");
    check_nearest("<", "Input");
    check_nearest("<", "Thinking");
    check_nearest(">", "Input");
    check(&mut s, "c", "ls");
    s.keys("<esc>").take_effects();
    check(&mut s, "<alt+c><enter>", "ls");
}
