//! Searching in what is shown: the bar, the hits, and the way from one to the next.

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::app::focus::{Focus, PaneKind};
use causerie::app::msg::{Msg, Opened};
use causerie::key::{Mods, Pointer, PointerKind, TerminalEvent};
use causerie::session::SessionId;
use causerie::session::codec::decode_all;
use causerie::session::replay::replay;
use causerie::theme::{Scope, Theme};
use ratatui::style::{Color, Style};

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Frame, Harness, screen};

/// Paragraphs of one row each; every tenth speaks of a Needle.
fn paragraphs(from: usize, to: usize) -> String {
    let one = |n: usize| match n % 10 {
        0 => format!("Needle {n}.\n\n"),
        _ => format!("Straw {n}.\n\n"),
    };
    (from..to).map(one).collect()
}

fn delta(text: &str) -> Vec<StreamEvent> {
    vec![text_delta(0, text)]
}

/// An answer of a hundred paragraphs, ten with needles, that is still arriving.
fn streaming() -> Harness {
    let mut s = screen(80, 24);
    s.ask("Where is it?").connect();
    s.stream(text(&paragraphs(0, 100)));
    s
}

/// The cells of `what`, where it stands first, look so.
#[track_caller]
fn looks(s: &Harness, frame: &Frame, what: &str, scope: Scope) {
    let (y, x) = frame.find(what).expect("it is shown");
    let wanted: Style = s.app.theme.style(scope);
    for at in 0..u16::try_from(what.len()).expect("short") {
        let cell = frame.buf[(x + at, y)].style();
        assert_eq!(cell.patch(wanted), cell, "{what:?} at {at}");
    }
}

/// A theme in which every kind of text looks different.
fn in_colors(s: &mut Harness) {
    s.app.theme = Theme::builtin("dark").expect("there is one");
}

fn top(s: &mut Harness) -> String {
    let row = s.look().row(s.app.areas.conversation.y);
    row.trim_end_matches(['┃', '┫', '╋', '╴', '┊', '▪'])
        .trim()
        .to_owned()
}

#[test]
fn typing_shows_the_nearest_hit_and_counts() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>").shows("type what to look for");
    s.keys("needle 5").shows("1 of 1").shows("Needle 50.");
    s.keys("<backspace>").shows("1 of 10").shows("Needle 0.");
    s.keys("x").shows("no hits").composer_holds("");
    s.shows("Where is it?").shows("Needle 0.");
    s.keys("<ctrl+u>").shows("type what to look for");
}

#[test]
fn hits_are_marked_and_the_current_one_is_marked_otherwise() {
    let mut s = streaming();
    in_colors(&mut s);
    s.keys("<home><ctrl+f>straw").shows("1 of 90");
    let frame = s.look();
    looks(&s, &frame, "Straw", Scope::SearchCurrent);
    s.keys("<enter>").shows("2 of 90");
    let frame = s.look();
    looks(&s, &frame, "Straw", Scope::SearchHit);
    s.keys("<esc>");
    let frame = s.look();
    let (y, x) = frame.find("Straw").expect("it is shown");
    let plain = frame.buf[(x + 6, y)].style();
    assert_eq!(frame.buf[(x, y)].style(), plain, "no mark is left");
}

#[test]
fn a_hit_is_marked_across_rows_leads_and_wide_characters() {
    let mut s = screen(40, 24);
    in_colors(&mut s);
    let words = "word ".repeat(30);
    s.ask("?")
        .answer(whole(&format!("- 漢字 {words}here it **en**ds")));
    s.keys("<ctrl+f>it ends");
    let frame = s.look();
    s.shows("1 of 1");
    looks(&s, &frame, "ends", Scope::SearchCurrent);
    s.keys("<ctrl+u>字 word");
    let frame = s.look();
    looks(&s, &frame, "字", Scope::SearchCurrent);
    let (y, x) = frame.find("漢").expect("it is shown");
    assert!(x > 3, "a bullet stands in front");
    let (before, hit) = (frame.buf[(x, y)].style(), frame.buf[(x + 2, y)].style());
    assert_ne!(before, hit);
    // Over the end of a row.
    s.keys("<ctrl+u>")
        .paste("word word word word word word word word");
    let frame = s.look();
    let selected = s.app.theme.style(Scope::SearchCurrent).bg;
    let rows = (0..frame.buf.area.height)
        .filter(|y| (0..40).any(|x| frame.buf[(x, *y)].style().bg == selected))
        .count();
    assert_eq!(rows, 2);
}

#[test]
fn a_hit_in_a_table_is_found_and_marked() {
    let mut s = screen(80, 24);
    in_colors(&mut s);
    s.ask("?").answer(whole(
        "| name | town |\n|---|---|\n| Ada | London |\n| Kurt | Brno |\n",
    ));
    s.keys("<ctrl+f>brno").shows("1 of 1");
    let frame = s.look();
    looks(&s, &frame, "Brno", Scope::SearchCurrent);
    s.keys("<ctrl+u>kurt brno").shows("no hits");
}

#[test]
fn of_a_pasted_line_the_end_is_not_looked_for_and_a_break_in_it_is_a_space() {
    let mut s = screen(80, 24);
    s.ask("?").answer(whole("Words that\nfollow each other."));
    s.keys("<ctrl+f>").paste("words\r\n").shows("1 of 1");
    s.keys("<ctrl+u>").paste("that\nfollow\n").shows("1 of 1");
}

#[test]
fn case_matters_only_where_a_capital_is_typed() {
    let mut s = screen(80, 24);
    s.ask("rust?").answer(whole("Rust, rust and RUST."));
    s.keys("<ctrl+f>rust").shows("of 4");
    s.keys("<ctrl+u>Rust").shows("1 of 1");
}

#[test]
fn enter_and_the_arrows_go_from_hit_to_hit_and_around() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>needle").shows("1 of 10");
    s.keys("<enter><down>").shows("3 of 10").shows("Needle 20.");
    s.keys("<up><shift+enter>").shows("1 of 10");
    s.keys("<up>").shows("10 of 10").shows("Needle 90.");
    s.keys("<enter>").shows("1 of 10").shows("Needle 0.");
}

#[test]
fn escape_leaves_the_bar_and_keeps_the_place_and_the_draft() {
    let mut s = streaming();
    s.type_text("a draft").keys("<ctrl+home><ctrl+f>needle 5");
    let before = top(&mut s);
    s.shows("Esc closes").composer_holds("a draft");
    s.keys("<esc>").hides("Search:").shows("Esc stops");
    assert_eq!(top(&mut s), before);
    assert!(!s.app.turn.is_idle(), "the answer goes on");
    s.keys(" and more").composer_holds("a draft and more");
}

#[test]
fn the_next_escape_stops_the_answer_as_the_status_bar_says() {
    let mut s = streaming();
    s.keys("<ctrl+f>x<esc>").shows("Esc stops");
    s.keys("<esc>").shows("Stopped by you");
}

#[test]
fn interrupt_closes_the_bar_and_not_the_answer() {
    let mut s = streaming();
    s.keys("<ctrl+f>x<ctrl+c>").hides("Search:");
    assert!(!s.app.turn.is_idle());
}

#[test]
fn a_slash_in_a_pane_searches_and_tab_leaves_the_keys_to_the_pane() {
    let mut s = streaming();
    s.keys("<tab>g/needle").shows("1 of 10");
    s.shows("Enter next · Up back");
    s.keys("<tab>nn").shows("3 of 10").composer_holds("");
    s.shows("n next · N back");
    s.keys("<shift+n>").shows("2 of 10");
    s.keys("<esc>").hides("Search:").shows("Esc stops");
    s.keys("n").shows("of 10");
    s.keys("<esc>/<esc>").hides("Search:");
}

#[test]
fn on_a_narrow_screen_the_field_goes_before_what_is_said_beside_it() {
    let mut s = streaming();
    s.resize(40, 12);
    s.keys("<ctrl+f>").shows("Search:");
    s.keys("needle in a hay").shows(" needle in a hay");
    let mut s = streaming();
    s.resize(40, 12);
    s.keys("<tab>g/needle")
        .shows("1 of 10")
        .shows("Search: needle ");
}

#[test]
fn a_slash_in_the_composer_is_text() {
    let mut s = streaming();
    s.keys("/x").composer_holds("/x").hides("Search:");
}

#[test]
fn n_without_a_search_says_how_to_begin_one() {
    let mut s = streaming();
    s.keys("<tab>n")
        .shows("Nothing was looked for yet; Ctrl+F does");
}

#[test]
fn what_arrives_is_counted_and_the_current_hit_stays() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>needle<enter><enter>")
        .shows("3 of 10");
    let before = top(&mut s);
    s.stream(delta(&paragraphs(100, 200))).shows("3 of 20");
    assert_eq!(top(&mut s), before);
    s.keys("<up><up><up>")
        .shows("20 of 20")
        .shows("Needle 190.");
}

#[test]
fn a_visible_hit_stays_in_sight_while_text_arrives() {
    let mut s = streaming();
    s.keys("<ctrl+f>needle 90").shows("1 of 1");
    s.stream(delta(&paragraphs(100, 200))).shows("Needle 90.");
}

#[test]
fn the_first_hit_may_arrive_after_it_was_looked_for() {
    let mut s = streaming();
    s.keys("<ctrl+f>haystack").shows("no hits");
    s.hides("rows below");
    s.stream(delta("A haystack.\n\n"))
        .shows("A haystack.")
        .shows("1 hit");
    s.stream(delta(&paragraphs(100, 200))).hides("A haystack");
    s.keys("<enter>").shows("1 of 1").shows("A haystack.");
}

#[test]
fn hits_stay_where_they_are_when_the_answer_is_done_and_resized() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>needle<enter><enter>")
        .shows("3 of 10");
    let mut end = vec![reply::block_ends(0)];
    end.extend(reply::ends("end_turn"));
    s.stream(end).signal(StreamSignal::Ended).shows("3 of 10");
    assert!(s.app.turn.is_idle());
    s.resize(50, 15).shows("3 of 10").resize(120, 40);
    s.shows("3 of 10").shows("Needle 20.");
}

#[test]
fn only_what_is_new_is_searched() {
    let mut s = streaming();
    s.stream(delta(&paragraphs(100, 3_000)));
    s.keys("<ctrl+f>needle").shows("of 300");
    let read = |s: &Harness| s.app.panes.conversation.doc.lines_searched();
    let before = read(&s);
    for n in 0..100 {
        s.stream(delta(&paragraphs(3_000 + n, 3_001 + n)));
        s.look();
    }
    let lines = read(&s) - before;
    assert!(lines <= 600, "{lines} lines for 100 paragraphs");
    let before = read(&s);
    s.keys("<enter><enter><up>").look();
    assert_eq!(read(&s), before, "going on reads nothing again");
    let rows = s.app.panes.conversation.rows_laid_out();
    s.keys("<enter>").look();
    let rows = s.app.panes.conversation.rows_laid_out() - rows;
    assert!(rows <= 3 * 24, "{rows} rows for one hit");
    s.keys("<esc>");
    let before = read(&s);
    s.stream(delta(&paragraphs(4_000, 4_100))).look();
    assert_eq!(read(&s), before, "nobody searches any more");
}

/// Orders in the conversation, in what was thought and in what was done.
fn orders() -> Harness {
    let mut s = screen(120, 30);
    s.ask("Where is my parcel?")
        .answer(reply::thinking_and_tools());
    // Nothing of it is in the line that stands for what is folded in the conversation.
    s.tool_done("call_1", "heron heron\nthat is all");
    s.tool_done("call_2", "{}");
    s.answer(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "A heron, or two herons.\n\nSo be it."),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, "A heron has it."),
        reply::block_ends(1),
    ]);
    s
}

#[test]
fn hits_are_counted_in_all_panes_and_gone_through_from_pane_to_pane() {
    let mut s = orders();
    in_colors(&mut s);
    s.keys("<ctrl+f>heron");
    s.shows("1 of 1 · 2 in thinking · 2 in activity");
    s.keys("<enter>").shows("Search the thinking:");
    s.shows("1 of 2 · 1 in conversation · 2 in activity");
    let frame = s.look();
    looks(&s, &frame, "heron", Scope::SearchCurrent);
    let (y, x) = frame.find("heron has it").expect("it is shown");
    let hit = s.app.theme.style(Scope::SearchHit);
    assert_eq!(frame.buf[(x, y)].style().bg, hit.bg);
    s.keys("<enter>").shows("2 of 2 · 1 in conversation");
    s.keys("<enter>")
        .shows("Search the activity:")
        .shows("1 of 2");
    s.keys("<up>").shows("Search the thinking:").shows("2 of 2");
    s.keys("<down><down><down>")
        .shows("Search: heron")
        .shows("1 of 1");
    s.keys("<up>").shows("Search the activity:").shows("2 of 2");
}

#[test]
fn a_pane_that_is_folded_away_opens_when_the_search_comes_to_it() {
    let mut s = orders();
    s.keys("<ctrl+o>").hides("THINKING");
    s.keys("<ctrl+f>heron<enter>")
        .shows("THINKING")
        .shows("1 of 2");
    // As long as it is there.
    s.keys("<enter><enter>").shows("Search the activity:");
    s.hides("THINKING").keys("<up>").shows("THINKING");
    s.keys("<esc>").hides("THINKING").shows("ACTIVITY");
    s.keys("<ctrl+o>").shows("THINKING");
    let mut s = orders();
    s.resize(80, 24)
        .keys("<ctrl+f>heron")
        .shows("A heron has it.");
    s.keys("<enter>").shows("THINKING").hides("A heron has it.");
    s.keys("<up>").shows("A heron has it.").hides("THINKING");
}

#[test]
fn with_both_side_panes_folded_away_what_is_in_them_is_found_and_they_are_so_again_afterwards() {
    let mut s = orders();
    s.keys("<ctrl+o><ctrl+t>")
        .hides("THINKING")
        .hides("ACTIVITY");
    s.keys("<ctrl+f>heron")
        .shows("1 of 1 · 2 in thinking · 2 in activity");
    s.keys("<enter>").shows("THINKING").hides("ACTIVITY");
    s.keys("<enter><enter>").shows("ACTIVITY").hides("THINKING");
    // What is there for the search goes by its own key, and the search with it.
    s.keys("<ctrl+t>").hides("ACTIVITY").hides("Search the");
    s.keys("<ctrl+t>").shows("ACTIVITY").hides("THINKING");
}

#[test]
fn the_focus_goes_along_from_pane_to_pane() {
    let mut s = orders();
    s.keys("<tab>/heron<tab>n").shows("Search the thinking:");
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Thinking));
    s.keys("nn").shows("Search the activity:").shows("1 of 2");
    s.keys("<shift+n>")
        .shows("Search the thinking:")
        .shows("2 of 2");
}

#[test]
fn thinking_and_tools_are_searched_where_they_have_the_focus() {
    let mut s = screen(120, 30);
    s.ask("Where is my order?")
        .answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{\"found\": \"a parcel\"}");
    // Folded away, the beginning of it is not there to be found.
    s.keys("<ctrl+f>asks").shows("none here").keys("<esc>");
    s.keys("<tab><tab>/shipment")
        .shows("Search the thinking:")
        .shows("1 of 1");
    s.keys("<esc><tab>/parcel")
        .shows("Search the activity:")
        .shows("1 of 1");
    assert_eq!(s.app.search.pane(), Some(PaneKind::Activity));
    // Folded away, there is nothing left to search in.
    s.keys("<ctrl+t>").hides("Search the activity:");
}

/// A call of which more was said than its pane shows, and a thought that is folded in its pane.
fn folded(width: u16) -> Harness {
    let mut s = screen(width, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..60).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    s
}

#[test]
fn what_is_left_out_of_an_output_is_found_and_shown_while_the_search_is_there() {
    for width in [120, 80] {
        let mut s = folded(width);
        let before = s.all_lines();
        s.keys("<ctrl+f>line 4").shows("none here · 11 in activity");
        s.keys("<enter>").shows("1 of 11").shows("Line 4.");
        s.keys("<enter><enter>").shows("3 of 11").shows("Line 41.");
        let rows = s.app.panes.activity.rows_laid_out();
        s.keys("<up>").shows("2 of 11").shows("Line 40.");
        let rows = s.app.panes.activity.rows_laid_out() - rows;
        assert!(rows <= 3 * 30, "{rows} rows for one hit");
        s.keys("<esc>").hides("Line 40.");
        assert_eq!(s.all_lines(), before);
    }
}

#[test]
fn what_is_left_out_of_an_input_is_found_and_shown_while_the_search_is_there() {
    let content: String = (0..2_000).map(|n| format!("Word {n}.\n")).collect();
    let input = serde_json::json!({ "content": content }).to_string();
    let mut s = screen(120, 30);
    let mut events = vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "write_file"),
        reply::input_delta(0, &input),
        reply::block_ends(0),
    ];
    events.extend(reply::ends("tool_use"));
    s.ask("Write it").answer(events).tool_done("call_1", "{}");
    s.answer(whole("It is there."));
    let before = s.all_lines();
    s.keys("<ctrl+f>word 1888")
        .shows("none here · 1 in activity");
    let rows = s.app.panes.activity.rows_laid_out();
    s.keys("<enter>").shows("1 of 1").shows("Word 1888.");
    let rows = s.app.panes.activity.rows_laid_out() - rows;
    assert!(rows <= 3 * 30, "{rows} rows for one hit");
    s.keys("<esc>").hides("Word 1888.");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn a_thought_that_is_folded_in_its_pane_opens_for_the_hit_and_folds_again_behind_it() {
    let mut s = folded(120);
    s.keys("<tab><tab><alt+o>").hides("The person asks");
    let before = s.all_lines();
    s.keys("/person").shows("1 of 1").shows("The person asks");
    s.keys("<backspace><backspace><backspace><backspace><backspace><backspace>line 4<enter>");
    s.shows("Search the activity:").hides("The person asks");
    s.keys("<esc>");
    assert_eq!(s.all_lines(), before);
    // Folded by hand while the hit is in it, it stays so.
    s.keys("<tab><tab><tab>/person").shows("The person asks");
    s.keys("<tab>g><enter>").hides("The person asks");
    s.shows("1 of 1").keys("n").hides("The person asks");
}

#[test]
fn what_is_over_while_it_is_searched_is_looked_into_and_nothing_else_is_read_again() {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.keys("<ctrl+f>line 4").shows("no hits");
    let said: String = (0..60).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.shows("none here · 11 in activity");
    let read = |s: &Harness| s.app.panes.activity.doc.lines_searched();
    let before = read(&s);
    s.answer(whole("It is here.")).look();
    let lines = read(&s) - before;
    assert!(lines <= 70, "{lines} lines");
}

#[test]
fn a_pane_over_the_conversation_is_the_one_that_is_searched() {
    let mut s = screen(80, 24);
    s.ask("Where is my order?")
        .answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    s.keys("<ctrl+o><ctrl+f>shipment").shows("1 of 1");
    s.keys("<esc>").shows("THINKING").shows("Esc closes");
    s.keys("<ctrl+f>order").shows("1 of 1");
    s.keys("<ctrl+o>").hides("1 of 1").hides("THINKING");
}

#[test]
fn a_click_gives_the_keys_back_and_leaves_the_marks() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>needle").shows("1 of 10");
    let click = Pointer {
        kind: PointerKind::Down,
        column: 5,
        row: 22,
        mods: Mods::default(),
    };
    s.tell(Msg::Terminal(TerminalEvent::Pointer(click)));
    s.keys("text").composer_holds("text").shows("1 of 10");
    s.keys("<ctrl+f> 9").shows("1 of 1").composer_holds("text");
}

#[test]
fn prompts_are_searched_too() {
    let mut s = screen(80, 24);
    s.ask("A question about herons").answer(whole("Yes."));
    s.keys("<ctrl+f>heron").shows("1 of 1");
}

#[test]
fn the_hidden_rest_of_a_long_prompt_is_found_and_there_while_the_search_is() {
    let mut s = screen(80, 24);
    let long = "word ".repeat(1_000);
    let prompt = |n: usize| -> String { (0..n).map(|n| format!("row {n}\n")).collect() };
    s.ask(&format!("{}{long} far out\n{}", prompt(20), prompt(100)));
    s.answer(whole(&paragraphs(0, 50))).look();
    s.keys("<ctrl+home>");
    let before = s.all_lines();
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.hides("more lines").keys("<enter>").shows("1 of 1");
    s.keys("<ctrl+u>far out").shows("1 of 1").shows("far out");
    s.keys("<ctrl+u>needle 40").shows("1 of 1");
    assert_eq!(s.all_lines(), before, "the search went elsewhere");
    s.keys("<ctrl+u>row 99").shows("row 99").keys("<esc>");
    s.hides("row 99");
    assert_eq!(s.all_lines(), before);
    // Where its source is shown it stands there.
    s.keys("<ctrl+home><alt+s>").shows("the whole prompt");
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.keys("<alt+s>").shows("row 77").keys("<esc>");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn who_leaves_a_hit_in_the_hidden_rest_of_a_prompt_stands_at_what_is_hidden_again() {
    let mut s = screen(80, 24);
    let prompt: String = (0..120).map(|n| format!("row {n}\n")).collect();
    s.ask(&prompt).answer(whole(&paragraphs(0, 50))).look();
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.keys("<esc>").hides("row 77");
    let top = s.look().row(s.app.areas.conversation.y);
    assert!(top.contains("more lines"), "{top}");
}

#[test]
fn who_leaves_a_hit_in_the_hidden_rest_of_an_output_stands_where_the_search_began() {
    let mut s = folded(120);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..60).map(|n| format!("Row {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    let rows = |s: &mut Harness| -> Vec<String> {
        s.look();
        let rows = s.app.panes.activity.viewport().rows.into_iter();
        rows.map(|row| {
            row.row
                .pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect()
        })
        .collect()
    };
    // From the conversation, and from the pane itself, scrolled.
    for (keys, search) in [
        ("", "<ctrl+f>line 50<enter>"),
        ("<tab><tab><tab><up><up>", "/line 50"),
    ] {
        let before = rows(s.keys(keys));
        s.keys(search).shows("Line 50.").keys("<esc>");
        assert_eq!(rows(&mut s), before, "{search}");
    }
}

#[test]
fn a_prompt_that_comes_while_it_is_searched_is_found_whole() {
    let mut s = screen(80, 24);
    s.ask("One?").answer(whole("Yes."));
    s.keys("<ctrl+f>row 77").shows("no hits").keys("<tab><tab>");
    let prompt: String = (0..100).map(|n| format!("row {n}\n")).collect();
    s.ask(&prompt).shows("1 hit");
    s.answer(whole("Yes.")).shows("1 hit");
}

#[test]
fn what_the_line_of_a_folded_block_tells_is_marked_there_and_counted_where_all_of_it_is_told() {
    for (width, keys) in [(120, ""), (120, "<ctrl+o><ctrl+t>"), (44, "")] {
        let mut s = screen(width, 30);
        s.ask("Where?").answer(reply::thinking_and_tools());
        let said = format!("{}\nheron", "word ".repeat(25));
        s.tool_done("call_1", &said).tool_done("call_2", "{}");
        let thought = format!("stork {}", "word ".repeat(13));
        s.answer(vec![
            reply::start(),
            reply::thinking_begins(0),
            reply::thinking_delta(0, &thought),
            reply::block_ends(0),
            reply::text_begins(1),
            text_delta(1, "It is here."),
            reply::block_ends(1),
        ]);
        s.keys(keys).look();
        let before = s.all_lines();
        let birds = [("heron", PaneKind::Activity), ("stork", PaneKind::Thinking)];
        for (bird, kind) in birds {
            s.keys(&format!("<ctrl+f>{bird}")).shows("none here");
            let pane = &s.app.panes.conversation;
            // Of what a call said little is told where it is narrow.
            let n_seen = usize::from(width > 44 || kind == PaneKind::Thinking);
            assert_eq!(pane.visible_hits(None).len(), n_seen, "{bird} at {width}");
            s.keys("<enter>").shows("1 of 1");
            let pane = s.app.panes.get(kind);
            let marks = pane.visible_hits(s.app.search.current_in(kind));
            assert!(marks.iter().any(|mark| mark.current));
            s.keys("<enter>").shows("1 of 1");
            assert_eq!(s.app.search.pane(), Some(kind), "{bird} at {width}");
            s.keys("<esc>");
            assert_eq!(s.all_lines(), before, "{bird} at {width}");
            // Where it is narrow the pane lies over the conversation.
            s.keys("<esc>").look();
        }
    }
}

#[test]
fn the_line_of_a_folded_call_that_runs_is_counted_as_nothing_else_tells_it() {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.keys("<tab><tab><tab><alt+t>").look();
    s.keys("<ctrl+f>shipping_st").shows("1 of 1");
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.shows("1 of 1");
}

#[test]
fn a_search_gives_the_focus_back_to_the_conversation_that_was_covered() {
    let mut s = screen(80, 24);
    s.ask("Which?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("The first one.")).keys("<tab>").look();
    s.keys("/person<enter>").shows("THINKING");
    s.keys("<esc>").look();
    s.keys("<esc>").hides("THINKING");
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Conversation));
}

#[test]
fn who_leaves_a_search_at_lines_that_stay_in_sight_stays_there() {
    let mut s = folded(120);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..20)
        .map(|n| match n {
            12 => "Needle here.\n".to_owned(),
            _ => format!("Row {n}.\n"),
        })
        .collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    for _ in 0..12 {
        s.ask("Again?").answer(reply::thinking_and_tools());
        s.tool_done("call_1", "{}").tool_done("call_2", "{}");
        s.answer(whole("There."));
    }
    let top = |s: &mut Harness| -> String {
        s.look();
        let rows = s.app.panes.activity.viewport().rows;
        let pieces = rows.first().into_iter().flat_map(|row| &row.row.pieces);
        pieces.map(|piece| piece.text.as_str()).collect()
    };
    s.keys("<ctrl+f>needle h<enter><tab>").shows("Needle here.");
    for _ in 0..40 {
        if top(&mut s).contains("Row 0.") {
            break;
        }
        s.keys("<up>");
    }
    s.keys("<esc>").shows("→ Row 0.");
}

/// A table of so many columns, too many for 80, and two rows.
fn records(names: &[&str], n_more: usize) -> String {
    let more: Vec<String> = (0..n_more).map(|n| format!("Other{n}")).collect();
    let names: Vec<&str> = names
        .iter()
        .copied()
        .chain(more.iter().map(String::as_str))
        .collect();
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let header = row(names.iter().map(|&name| name.to_owned()).collect());
    let rule = row(names.iter().map(|_| "---".to_owned()).collect());
    let value = |nth: usize| row(names.iter().map(|_| format!("value{nth}")).collect());
    format!("{header}{rule}{}{}\n", value(1), value(2))
}

#[test]
fn what_is_found_in_the_header_of_records_is_marked_in_front_of_their_values() {
    let mut s = screen(80, 40);
    in_colors(&mut s);
    s.ask("Where?")
        .answer(text(&records(&["Order", "Sales Region"], 11)));
    s.keys("<ctrl+f>Region").shows("1 of 1");
    let frame = s.look();
    looks(&s, &frame, "Region", Scope::SearchCurrent);
    let (y, x) = frame.find("Region: value2").expect("it is shown");
    let style = |x: u16| frame.buf[(x, y)].style();
    let hit = s.app.theme.style(Scope::SearchHit);
    assert!((x..x + 6).all(|x| style(x).patch(hit) == style(x)));
    assert_ne!(style(x + 6).patch(hit), style(x + 6));
    assert_ne!(style(x - 2).patch(hit), style(x - 2));
}

#[test]
fn a_hit_in_a_record_higher_than_the_pane_is_brought_into_sight() {
    let mut s = screen(80, 16);
    let many = records(&["Order"], 40).replacen("value1", "stork", 20);
    let many = many.replacen("value1", "heron", 1);
    s.ask("Where?")
        .answer(text(&format!("{many}{}", paragraphs(0, 40))));
    s.keys("<ctrl+f>heron")
        .shows("1 of 1")
        .shows("Other19: heron");
    s.keys("<esc><home><ctrl+f>Other3").shows("1 of 11");
    s.shows("Other3:  stork").keys("<enter>").shows("2 of 11");
    s.shows("Other30: value1");
}

#[test]
fn the_scrollbar_says_where_hits_are() {
    let mut s = streaming();
    let marks = |s: &mut Harness| {
        let frame = s.look();
        let area = s.app.areas.conversation;
        let symbol = |y: u16| frame.buf[(area.right() - 1, y)].symbol();
        (area.top()..area.bottom())
            .filter(|y| ["▪", "╋"].contains(&symbol(*y)))
            .collect::<Vec<_>>()
    };
    assert_eq!(marks(&mut s), [0; 0]);
    s.keys("<ctrl+f>needle");
    assert_eq!(marks(&mut s).len(), 10);
    s.keys("<ctrl+u>straw 99.");
    let last = s.app.areas.conversation.bottom() - 1;
    let found = marks(&mut s);
    assert!(found.iter().all(|y| *y + 2 >= last), "{found:?} of {last}");
    assert_eq!(found.len(), 1);
    s.keys("<esc>");
    assert_eq!(marks(&mut s), [0; 0]);
}

#[test]
fn where_hits_are_everywhere_the_scrollbar_still_says_where_the_reader_is() {
    let mut s = streaming();
    let bar = |s: &mut Harness| -> String {
        let frame = s.look();
        let area = s.app.areas.conversation;
        let rows = area.top()..area.bottom();
        rows.map(|y| frame.buf[(area.right() - 1, y)].symbol().to_owned())
            .collect()
    };
    let thumb = |bar: &str| -> Vec<bool> { bar.chars().map(|c| "┃┫╋".contains(c)).collect() };
    s.keys("<ctrl+home>");
    let before = bar(&mut s);
    s.keys("<ctrl+f>w");
    let marked = bar(&mut s);
    assert!(marked.starts_with('╋'), "{marked}");
    assert!(marked.contains("▪▪▪"), "{marked}");
    assert_eq!(thumb(&marked), thumb(&before));
}

#[test]
fn while_the_bar_is_typed_into_the_composer_says_so_and_is_quiet() {
    let mut s = streaming();
    in_colors(&mut s);
    let bar = |s: &mut Harness| {
        let at = s.app.areas.composer;
        s.look().buf[(at.x + 1, at.y)].fg
    };
    let color = |s: &Harness, scope| s.app.theme.style(scope).fg;
    assert_eq!(Some(bar(&mut s)), color(&s, Scope::ComposerBar));
    s.keys("<ctrl+f>needle").shows("Keys go to the search");
    assert_eq!(Some(bar(&mut s)), color(&s, Scope::Placeholder));
    // The marks beside the text are no slabs.
    let x = s.app.areas.conversation.right() - 1;
    let frame = s.look();
    let marks = (0..s.size.1).map(|y| &frame.buf[(x, y)]);
    let mut marks = marks.filter(|cell| cell.symbol() == "▪").peekable();
    assert!(marks.peek().is_some());
    assert!(marks.all(|cell| cell.bg == Color::Reset && cell.modifier.is_empty()));
    s.keys("<esc>").hides("Keys go to");
    assert_eq!(Some(bar(&mut s)), color(&s, Scope::ComposerBar));
}

#[test]
fn a_paste_goes_into_the_bar_and_is_made_clean() {
    let mut s = screen(80, 24);
    s.ask("?").answer(whole("two words\u{202e} and more"));
    s.keys("<ctrl+f>").paste("two\nwords").composer_holds("");
    s.shows("1 of 1");
    s.keys("<ctrl+w>").paste("words\u{202e}").shows("1 of 1");
    s.paste(&"x".repeat(100_000)).shows("no hits");
    assert_eq!(s.app.search.query().len(), 200);
}

#[test]
fn another_session_ends_the_search() {
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("An answer."));
    let log = s.log(s.records.len());
    s.keys("<ctrl+f>answer").shows("1 of 1");
    let (replayed, warnings) = replay(decode_all(&log));
    s.tell(Msg::Opened(Box::new(Opened {
        replayed,
        id: SessionId("another".into()),
        forked_from: None,
        warnings,
    })));
    s.shows("An answer.").hides("Search:").hides("1 of 1");
    s.keys("<tab>n").shows("1 of 1");
}

#[test]
fn a_search_survives_a_screen_that_is_too_small_for_it() {
    let mut s = streaming();
    s.keys("<home><ctrl+f>needle<enter>").shows("2 of 10");
    s.resize(20, 5).look();
    s.resize(80, 24).shows("2 of 10");
    s.resize(40, 10).shows("2 of 10").shows("needle");
}

#[test]
fn the_current_hit_stays_in_sight_when_the_screen_changes_its_size() {
    let mut s = screen(80, 24);
    let paragraphs: Vec<String> = (1..=40)
        .map(|n| format!("{}Needle {n}.", "Some words that are wrapped. ".repeat(8)))
        .collect();
    s.ask("Tell me").answer(whole(&paragraphs.join("\n\n")));
    s.keys("<ctrl+f>needle");
    for _ in 0..20 {
        s.keys("<enter>");
    }
    let current = |s: &mut Harness| {
        s.look();
        let place = s.app.search.current_in(PaneKind::Conversation);
        let hits = s.app.panes.conversation.visible_hits(place);
        hits.iter().any(|hit| hit.current)
    };
    assert!(current(&mut s));
    for (width, height) in [(40, 12), (120, 40), (60, 10), (40, 24), (80, 24)] {
        s.resize(width, height);
        assert!(current(&mut s), "{width}x{height}: {}", s.text());
    }
    // Who has gone elsewhere stays there.
    s.keys("<tab><ctrl+home>").shows("Tell me");
    s.resize(40, 12).shows("Tell me");
    assert!(!current(&mut s));
}
