//! Searching in what is shown: the bar, the hits, and the way from one to the next.

mod inside;
mod marks;
mod panes;

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::app::focus::PaneKind;
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
    row.trim_end_matches(['┃', '┫', '╋', '┤', '┊', '▪'])
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
    s.resize(20, 5).look();
    s.resize(5, 2).look();
    s.look();
    s.resize(40, 12);
    assert!(current(&mut s), "after a screen that is too small");
    // Who has gone elsewhere stays there.
    s.keys("<tab><ctrl+home>").shows("Tell me");
    s.resize(40, 12).shows("Tell me");
    assert!(!current(&mut s));
}
