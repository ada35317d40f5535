//! Reading: following, scrolling, and staying where one is while text arrives.

use std::time::Duration;

use causerie::api::content::ContentBlock;
use causerie::api::event::StreamEvent;
use causerie::app::focus::PaneKind;
use causerie::conversation::entry::EntryKind;
use causerie::theme::Theme;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{BEGINNING, Harness, screen};

/// Paragraphs of one row each, numbered.
fn paragraphs(from: usize, to: usize) -> String {
    (from..to).map(|n| format!("Paragraph {n}.\n\n")).collect()
}

fn delta(text: &str) -> Vec<StreamEvent> {
    vec![text_delta(0, text)]
}

/// An answer of many paragraphs that is still arriving.
fn streaming(width: u16, height: u16) -> Harness {
    let mut s = screen(width, height);
    s.ask("Tell me a lot").connect();
    s.stream(text(&paragraphs(0, 100)));
    s
}

/// Scrolls up until a paragraph stands at the top.
fn leave_the_end(s: &mut Harness) -> String {
    s.keys("<pageup><pageup>");
    if !top(s).contains("Paragraph") {
        s.keys("<shift+up>");
    }
    let top = top(s);
    assert!(top.contains("Paragraph"), "{top}");
    top
}

/// The row at the top of the conversation.
fn top(s: &mut Harness) -> String {
    let row = s.look().row(s.app.areas.conversation.y);
    // The thumb of the scroll bar shrinks, and so it shall.
    row.trim_end_matches(['┃', '┫', '┤', '┊'])
        .trim_end()
        .to_owned()
}

#[test]
fn the_end_is_followed_until_the_reader_scrolls_up() {
    let mut s = streaming(80, 24);
    s.shows("Paragraph 99.").hides("rows below");
    s.keys("<pageup>").shows("rows below, more is coming · End");
    s.stream(delta(&paragraphs(100, 101)))
        .hides("Paragraph 100.");
    s.keys("<end>").shows("Paragraph 100.").hides("rows below");
    s.stream(delta(&paragraphs(101, 102)))
        .shows("Paragraph 101.");
}

#[test]
fn scrolling_down_to_the_end_follows_again() {
    let mut s = streaming(80, 24);
    s.keys("<pageup><pageup>").shows("rows below");
    s.keys("<pagedown><pagedown><pagedown>").hides("rows below");
    s.stream(delta(&paragraphs(100, 105)))
        .shows("Paragraph 104.");
}

#[test]
fn the_marker_says_how_many_rows_are_below() {
    let mut s = streaming(80, 24);
    let rows_below = |s: &mut Harness| {
        let text = s.text();
        let (before, _) = text.split_once(" rows below").expect("a marker");
        let number = before.rsplit(' ').next().unwrap();
        number.parse::<usize>().unwrap()
    };
    s.keys("<pageup>");
    let before = rows_below(&mut s);
    s.stream(delta(&paragraphs(100, 105)));
    assert_eq!(rows_below(&mut s), before + 10);
}

#[test]
fn the_top_row_stays_while_ten_thousand_lines_arrive() {
    let mut s = streaming(80, 24);
    let before = leave_the_end(&mut s);
    for n in 0..1_000 {
        s.stream(delta(&paragraphs(100 + 10 * n, 110 + 10 * n)));
        if n % 50 == 0 {
            assert_eq!(top(&mut s), before, "after {} lines", 10 * n);
        }
    }
    assert_eq!(top(&mut s), before);
    s.keys("<end>").shows("Paragraph 10099.");
}

#[test]
fn the_top_row_stays_when_the_theme_changes_and_what_is_above_is_opened_and_folded() {
    let mut s = screen(80, 24);
    let thoughts: String = (0..200).map(|n| format!("Thought {n}.\n\n")).collect();
    s.ask("Tell me a lot").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, &thoughts),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, &paragraphs(0, 50)),
        text_delta(1, "```rust\nlet code = \"long\";\n```\n\n"),
        text_delta(1, &paragraphs(50, 100)),
    ]);
    let before = leave_the_end(&mut s);
    for name in ["dark", "light", "contrast", "plain", "terminal"] {
        s.app.theme = Theme::builtin(name).expect("there is one");
        assert_eq!(top(&mut s), before, "{name}");
    }
    let rows = |s: &Harness| s.app.panes.conversation.viewport().above;
    let n_folded = rows(&s);
    s.keys("<alt+o>");
    assert_eq!(top(&mut s), before, "opened");
    assert!(rows(&s) > n_folded + 100, "{} rows above", rows(&s));
    s.stream(vec![text_delta(1, &paragraphs(100, 200))]);
    s.keys("<alt+o>");
    assert_eq!(top(&mut s), before, "folded");
    assert_eq!(rows(&s), n_folded);
}

/// A history of 50 MB: thousands of short turns, between which some are very long.
fn fifty_megabytes() -> Harness {
    let mut s = screen(80, 24);
    s.ask("first")
        .answer(whole("A short answer with a needle."));
    let conversation = &mut s.app.conversation;
    let kinds: Vec<EntryKind> = conversation.all().iter().map(|e| e.kind.clone()).collect();
    let line = "let long = [1, 2, 3]; // It goes on and on, far beyond the edge of any screen.\n";
    let long = format!("Code:\n\n```\n{}```\n", line.repeat(13_000));
    let mut n_bytes = 0;
    for round in 2..5_000 {
        for kind in &kinds {
            let mut kind = kind.clone();
            if let EntryKind::Assistant(answer) = &mut kind {
                answer.round = 1_000_000 + round;
                if round % 100 == 0 {
                    answer.blocks[0].block = ContentBlock::text(&long);
                    n_bytes += long.len();
                }
            }
            conversation.append(kind, BEGINNING);
        }
    }
    assert!(n_bytes > 50_000_000, "{n_bytes} bytes");
    s
}

#[test]
fn a_frame_of_fifty_megabytes_lays_out_three_screens_of_rows_at_most() {
    let mut s = fifty_megabytes();
    let mut n_before = 0;
    let mut check = |s: &mut Harness, height: u64, what: &str| {
        let frame = s.look();
        let rows = s.app.panes.conversation.rows_laid_out();
        let n_rows = std::mem::replace(&mut n_before, rows);
        assert!(rows - n_rows <= 3 * height, "{} rows {what}", rows - n_rows);
        frame
    };
    check(&mut s, 24, "at the end");
    s.ask("more").connect().stream(text("An answer "));
    for n in 0..10 {
        s.stream(delta(&format!("and word {n} ")));
        check(&mut s, 24, "while it follows");
    }
    for (width, height) in [(50, 15), (120, 40), (80, 24)] {
        s.resize(width, height);
        check(&mut s, u64::from(height), "on resize");
    }
    s.keys("<ctrl+home>");
    check(&mut s, 24, "at the start");
    let n_all = s.app.panes.conversation.viewport().below;
    let middle = isize::try_from(n_all / 2).expect("a number of rows");
    s.app.panes.conversation.scroll_by(middle);
    check(&mut s, 24, "in the middle");
    for key in ["<pageup>", "<pagedown>", "<shift+up>"] {
        s.keys(key);
        check(&mut s, 24, key);
    }
    s.resize(60, 30);
    check(&mut s, 30, "on resize in the middle");
    s.resize(80, 24).keys("<ctrl+end>");
    check(&mut s, 24, "at the end again");
    s.keys("<ctrl+home>");
    check(&mut s, 24, "at the start again");
    s.keys("<ctrl+f>needle");
    check(&mut s, 24, "when it is found");
    for key in ["<enter>", "<up>", "<up>", "<up>"] {
        s.keys(key);
        check(&mut s, 24, "from hit to hit");
    }
    s.pass(Duration::from_secs(10));
    check(&mut s, 24, "when all is read");
    s.shows("of 4950");
}

#[test]
fn a_frame_lays_out_what_is_visible_and_not_the_history() {
    let mut s = streaming(80, 24);
    s.stream(delta(&paragraphs(100, 5_000)));
    s.look();
    let before = s.app.panes.conversation.rows_laid_out();
    s.stream(delta(&paragraphs(5_000, 5_001)));
    let rows = s.app.panes.conversation.rows_laid_out() - before;
    assert!(rows <= 3 * 24, "{rows} rows for one more paragraph");
}

#[test]
fn a_paragraph_that_never_ends_costs_what_comes_to_it() {
    let mut s = screen(80, 24);
    s.ask("Tell me all of it").connect();
    let sentence = "It has **bold** words, `code` and [a link](http://x.y) in it. ";
    s.stream(text(&sentence.repeat(2_000)));
    s.look();
    let mut whole = sentence.repeat(2_000);
    for n in 0..100 {
        let word = format!("word {n} **b** ");
        whole.push_str(&word);
        let before = s.app.panes.conversation.rows_laid_out();
        s.stream(delta(&word)).look();
        let rows = s.app.panes.conversation.rows_laid_out() - before;
        assert!(rows <= 8, "{rows} rows for {word}");
    }
    let seen = s.text();
    let mut other = screen(80, 24);
    other.ask("Tell me all of it").connect();
    other.stream(text(&whole));
    assert_eq!(seen, other.text());
    for (width, height) in [(40, 24), (100, 30), (80, 24)] {
        s.resize(width, height);
    }
    assert_eq!(seen, s.text());
}

#[test]
fn home_and_end_go_to_the_ends_when_nothing_is_written() {
    let mut s = streaming(80, 24);
    s.keys("<home>")
        .shows("Paragraph 0.")
        .shows("Tell me a lot");
    s.keys("<end>").shows("Paragraph 99.");
}

#[test]
fn home_and_end_move_the_caret_in_a_filled_composer() {
    let mut s = streaming(80, 24);
    s.type_text("word")
        .keys("<home>x<end>y")
        .composer_holds("xwordy");
    s.shows("Paragraph 99.");
    s.keys("<ctrl+home>").shows("Paragraph 0.");
    s.shows("Ctrl+End")
        .keys("<ctrl+end>")
        .shows("Paragraph 99.");
}

#[test]
fn shifted_arrows_scroll_by_a_row() {
    let mut s = streaming(80, 24);
    s.keys("<pageup>");
    let frame = s.look();
    let second = frame.row(s.app.areas.conversation.y + 1);
    s.keys("<shift+down>");
    assert_eq!(top(&mut s), second);
    s.keys("<shift+up><shift+down>");
    assert_eq!(top(&mut s), second);
}

#[test]
fn the_wheel_scrolls_and_never_walks_the_history() {
    let mut s = screen(80, 24);
    s.ask("first").answer(whole(&paragraphs(0, 100)));
    for row in [2, 22] {
        s.wheel(-3, 10, row).composer_holds("").shows("rows below");
        s.wheel(30, 10, row).composer_holds("").hides("rows below");
    }
    // Nothing to scroll: still no prompt.
    let mut s = screen(80, 24);
    s.ask("first")
        .keys("<esc><ctrl+c>")
        .wheel(-9, 10, 22)
        .composer_holds("");
}

#[test]
fn the_wheel_scrolls_the_pane_below_it() {
    let mut s = screen(120, 30);
    s.ask("Think").connect();
    s.stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, &paragraphs(0, 200)),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, &paragraphs(200, 400)),
    ]);
    s.wheel(-2, 110, 5);
    let following = |s: &Harness, kind: PaneKind| s.app.panes.get(kind).viewport().following;
    assert!(!following(&s, PaneKind::Thinking));
    assert!(following(&s, PaneKind::Conversation));
}

#[test]
fn keys_scroll_the_focused_pane_and_typing_returns_to_the_composer() {
    let mut s = streaming(80, 24);
    s.keys("<tab>kk").shows("rows below").composer_holds("");
    s.keys("g").shows("Paragraph 0.");
    s.keys("x").composer_holds("x").shows("Esc stops");
}

#[test]
fn a_new_prompt_follows_again() {
    let mut s = screen(80, 24);
    s.ask("first")
        .answer(whole(&paragraphs(0, 100)))
        .keys("<home>");
    s.ask("second").hides("rows below").shows("second");
}

#[test]
fn the_prompt_stays_in_sight_while_its_answer_scrolls() {
    let mut s = streaming(80, 24);
    assert_eq!(s.look().row(0).trim(), "▌ Tell me a lot");
    s.keys("<home>");
    assert_eq!(s.look().row(0).trim(), "");
}

#[test]
fn resizing_keeps_the_readers_place() {
    let mut s = streaming(80, 24);
    let before = leave_the_end(&mut s);
    let before = before.trim();
    for (width, height) in [(40, 10), (200, 60), (99, 30), (100, 31), (80, 24)] {
        s.resize(width, height);
        let now = top(&mut s);
        assert!(now.contains(before), "{width}x{height}: {now}");
    }
}

#[test]
fn help_opens_scrolls_and_closes_while_an_answer_streams() {
    let mut s = streaming(80, 24);
    s.keys("<f1>").shows("Keys").shows("Insert a line break");
    s.stream(delta(&paragraphs(100, 200)))
        .shows("Insert a line break");
    s.keys("<end>").shows("terminal's own selection");
    s.keys("<up><up><up><up><up>")
        .hides("terminal's own selection");
    s.keys("<home>").shows("Insert a line break");
    s.wheel(-1, 5, 5).keys("<esc>").shows("Paragraph 199.");
}

#[test]
fn a_frame_of_a_stream_does_not_change_without_news() {
    let mut s = streaming(120, 40);
    let frame = s.look();
    assert_eq!(s.look(), frame);
    s.keys("<pageup>");
    let frame = s.look();
    assert_eq!(s.look(), frame);
}

#[test]
fn who_reads_sees_where_the_keys_go() {
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    assert!(s.look().painted.cursor.is_some());
    s.keys("<tab>").shows("Keys go to the conversation");
    assert_eq!(s.look().painted.cursor, None);
    s.keys("<esc>").shows("Ask anything");
    assert!(s.look().painted.cursor.is_some());
}
