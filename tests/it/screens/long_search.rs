//! Searching in a long history, of which a slice is read with each frame.

use std::time::Duration;

use causerie::app::focus::PaneKind;
use causerie::conversation::entry::EntryKind;
use causerie::theme::{Scope, Theme};

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{BEGINNING, Harness, screen};

/// Repeats the last `n_entries` of the conversation so often, as rounds of their own.
pub fn repeat(s: &mut Harness, n_entries: usize, n_times: u64) {
    let conversation = &mut s.app.conversation;
    let kinds = conversation.all().iter().map(|entry| entry.kind.clone());
    let kinds: Vec<EntryKind> = kinds.collect();
    let kinds = &kinds[kinds.len() - n_entries..];
    for n in 1..=n_times {
        for kind in kinds {
            let mut kind = kind.clone();
            if let EntryKind::Assistant(answer) = &mut kind {
                answer.round += 1_000 * n;
            }
            conversation.append(kind, BEGINNING);
        }
    }
    s.look();
}

/// Ten thousand entries: at the beginning a heron, then half of them answers with a needle, at the
/// end a prompt that waits for its answer. The reader is at the end.
fn history() -> Harness {
    let mut s = screen(80, 24);
    s.ask("A heron flies.").answer(whole("Yes."));
    s.ask("Go on.").answer(whole("A needle."));
    repeat(&mut s, 2, 4_998);
    assert_eq!(s.app.conversation.path().len(), 10_000);
    s.ask("more").connect();
    s
}

/// Lets it read until all is read.
fn read_all(s: &mut Harness) -> &mut Harness {
    s.pass(Duration::from_secs(5));
    assert!(!s.app.search.is_reading(&s.app.panes));
    s
}

/// Lines that were read, and items that nobody looked at.
fn work(s: &Harness) -> (u64, usize) {
    let doc = &s.app.panes.conversation.doc;
    (doc.lines_searched(), doc.n_later())
}

fn top(s: &mut Harness) -> String {
    let y = s.app.areas.conversation.y;
    s.look().row(y)
}

#[test]
fn a_slice_is_read_with_each_frame_and_a_sign_says_that_more_may_come() {
    let mut s = history();
    let (_, n_later) = work(&s);
    s.keys("<ctrl+home><ctrl+f>").shows("type what to look for");
    for letter in ["n", "e", "e", "d", "l", "e"] {
        let (before, _) = work(&s);
        // Three frames: for the key, and for each of two looks.
        s.keys(letter).shows("+\n").shows("1 of ");
        let (lines, _) = work(&s);
        assert!(lines - before <= 3 * 1_100, "{} lines", lines - before);
    }
    s.hides("of 4999");
    read_all(&mut s).shows("1 of 4999").hides("4999+");
    let (lines, kept) = work(&s);
    assert!(n_later - kept < 100, "{kept} of {n_later}");
    s.pass(Duration::from_secs(5));
    assert_eq!(work(&s).0, lines, "nothing is read twice");
}

#[test]
fn a_hit_that_is_far_away_is_shown_as_soon_as_it_is_the_nearest_for_certain() {
    let mut s = history();
    s.keys("<ctrl+f>heron").shows("no hits yet");
    s.hides("A heron flies.");
    read_all(&mut s).shows("1 of 1").shows("A heron flies.");
    s.keys("<ctrl+u>horse").shows("no hits yet");
    read_all(&mut s).shows("no hits").hides("yet");
}

#[test]
fn who_scrolls_meanwhile_stays_where_he_is() {
    let mut s = history();
    s.keys("<ctrl+f>heron").shows("no hits yet");
    s.keys("<pageup><pageup>");
    let before = top(&mut s);
    read_all(&mut s).shows("1 hit").hides("A heron flies.");
    assert_eq!(top(&mut s), before);
    s.keys("<enter>").shows("1 of 1").shows("A heron flies.");
}

#[test]
fn keys_that_ask_for_another_hit_wait_for_the_one_that_a_whole_search_would_find() {
    let mut s = history();
    s.keys("<tab><ctrl+home>/needle<tab>").shows("1 of ");
    // Around the beginning to the last one, and from there three back.
    s.keys("NNNN").shows("+\n");
    read_all(&mut s).shows("4996 of 4999");
    s.keys("nnnn").shows("1 of 4999");
}

#[test]
fn another_letter_begins_anew_and_escape_ends_it() {
    let mut s = history();
    s.keys("<ctrl+home><ctrl+f>nee").shows("+\n");
    s.keys("<backspace><backspace>o on").shows("no hits yet");
    read_all(&mut s).shows("no hits");
    s.keys("<ctrl+u>needle").shows("+\n").keys("<esc>");
    s.hides("Search:");
    assert!(!s.app.search.is_reading(&s.app.panes));
    let (lines, _) = work(&s);
    s.pass(Duration::from_secs(1));
    assert_eq!(work(&s).0, lines);
}

#[test]
fn what_comes_on_the_screen_is_marked_in_its_first_frame_although_nobody_read_it_yet() {
    let mut s = history();
    s.app.theme = Theme::builtin("dark").expect("there is one");
    s.keys("<tab>/needle<tab><ctrl+home>");
    let frame = s.look();
    s.shows("+\n");
    let (y, x) = frame.find("needle").expect("it is shown");
    let cell = frame.buf[(x, y)].style();
    assert_eq!(cell.patch(s.app.theme.style(Scope::SearchHit)), cell);
}

#[test]
fn what_arrives_while_it_reads_is_counted() {
    let mut s = history();
    s.keys("<ctrl+f>needle").shows("+\n");
    s.stream(text("Another needle.\n\n"));
    s.look();
    s.shows("+\n");
    s.stream(vec![text_delta(0, "And a needle.")]).shows("+\n");
    read_all(&mut s).shows("of 5001");
}

#[test]
fn a_frame_with_a_search_costs_the_same_in_a_long_history() {
    let mut s = history();
    s.keys("<ctrl+f>needle");
    read_all(&mut s).shows("of 4999");
    let (lines, _) = work(&s);
    let rows = s.app.panes.conversation.rows_laid_out();
    s.stream(text("Another needle.\n\n")).shows("of 5000");
    s.stream(vec![text_delta(0, "And a needle.")])
        .shows("of 5001");
    let lines = work(&s).0 - lines;
    assert!(lines <= 20, "{lines} lines for two that came");
    let rows = s.app.panes.conversation.rows_laid_out() - rows;
    assert!(rows <= 3 * 24, "{rows} rows for a few frames");
    let rows = s.app.panes.conversation.rows_laid_out();
    s.keys("<up>").look();
    let rows = s.app.panes.conversation.rows_laid_out() - rows;
    assert!(rows <= 3 * 24, "{rows} rows for one hit");
}

/// Three thousand rounds with a thought and a call of which more was said than its pane shows.
fn folded() -> Harness {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..60).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    repeat(&mut s, 2, 2_999);
    s
}

#[test]
fn what_is_folded_is_looked_into_slice_by_slice_too() {
    let mut s = folded();
    s.keys("<ctrl+f>line 4").hides("33000 in activity");
    let activity = |s: &Harness| s.app.panes.activity.doc.bytes_made_to_search();
    assert!(activity(&s) < 7 * 300_000, "{}", activity(&s));
    read_all(&mut s).shows("none here · 33000 in activity");
    let kept = |s: &Harness| s.app.panes.activity.doc.bytes_kept_inside();
    assert_eq!(kept(&s), 4 * 33_000, "where the hits are, and no lines");
    s.keys("<enter>").shows("1 of 33000").shows("Line 4.");
    assert_eq!(s.app.search.pane(), Some(PaneKind::Activity));
    s.keys("<up><up>").shows("32999 of 33000");
    s.keys("<ctrl+u>heron");
    read_all(&mut s).shows("no hits");
    assert_eq!(kept(&s), 0);
}

#[test]
fn folding_and_opening_all_while_it_reads_loses_nothing() {
    let mut s = folded();
    s.keys("<tab><tab>/person<tab>").shows("+\n");
    let hits = |s: &mut Harness| {
        read_all(s);
        s.app.panes.thinking.doc.n_hits()
    };
    let mut whole = folded();
    whole.keys("<tab><tab>/person<tab>");
    let all = hits(&mut whole);
    assert!(all == 3_000, "{all}");
    s.keys("<alt+o>");
    assert_eq!(hits(&mut s), all, "folded");
    s.keys("<alt+o>").pass(Duration::from_millis(10));
    s.keys("<alt+o><alt+o>");
    assert_eq!(hits(&mut s), all, "open");
}

#[test]
fn what_is_folded_and_does_not_fit_into_a_slice_with_others_is_read_by_itself() {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    // Of two such calls one alone fits.
    let said = format!("{}\n", "word ".repeat(30)).repeat(1_000);
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    repeat(&mut s, 2, 39);
    s.keys("<ctrl+f>word");
    let made = |s: &Harness| s.app.panes.activity.doc.bytes_made_to_search();
    let mut n_frames = 0;
    while s.app.search.is_reading(&s.app.panes) {
        let before = made(&s);
        s.look();
        let made = made(&s) - before;
        assert!(made <= said.len() as u64, "{made}");
        n_frames += 1;
    }
    assert!(n_frames > 3, "{n_frames}");
    s.shows("1200000 in activity");
}
