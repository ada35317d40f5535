//! Code on the screen: its label, its number, and long lines that are wrapped or moved sideways.

use std::fs;
use std::time::Duration;

use causerie::app::copy::{What, offers};
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::app::msg::Msg;
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::{Entry, EntryId, EntryKind};
use causerie::key::{Mods, Pointer, PointerKind, TerminalEvent};
use causerie::session::record::Record;
use causerie::text::line::LineKind;
use causerie::text::wrap::code::CodeView;
use causerie::theme::{Scope, Theme};

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Harness, screen};

/// A line of code of 200 columns in which every tenth begins with its number.
fn long_line() -> String {
    (0..20).map(|n| format!("{:<10}", n * 10)).collect()
}

fn with_code(code: &str) -> Harness {
    let mut s = screen(80, 24);
    s.ask("Code?")
        .answer(whole(&format!("Here:\n\n```rust\n{code}\n```\n\nDone.")));
    s
}

/// The row that holds `what`, without margins and scroll bar.
#[track_caller]
fn row_of(s: &mut Harness, what: &str) -> String {
    let frame = s.look();
    let (y, _) = frame.find(what).expect("it is shown");
    frame.row(y)
}

fn sideways(s: &mut Harness, notches: i16, shift: bool) {
    let kind = match shift {
        true => PointerKind::Wheel(notches),
        false => PointerKind::Sideways(notches),
    };
    let mods = Mods {
        shift,
        ..Mods::default()
    };
    let pointer = Pointer {
        kind,
        column: 10,
        row: 5,
        mods,
    };
    s.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
}

#[test]
fn label_and_number_stand_at_the_right_of_the_first_row() {
    let mut s = with_code("fn main() {}");
    let row = row_of(&mut s, "rust");
    assert!(row.trim_end().ends_with("Alt+C 1 copies   rust"), "{row:?}");
    assert_eq!(row.trim_end().chars().count(), 78);
    let first = row_of(&mut s, "fn main");
    assert_eq!(first.trim(), "│ fn main() {}");
}

#[test]
fn on_a_wide_screen_label_and_number_stand_no_farther_from_the_code_than_prose_is_wide() {
    let mut s = screen(200, 24);
    s.ask("Code?").connect();
    s.stream(text("```rust\n"));
    let end = |s: &mut Harness, said| row_of(s, said).trim_end().chars().count();
    // Behind three columns of margin.
    let label = "Alt+C 1 copies   rust";
    assert_eq!(end(&mut s, label), 103);
    let long = format!("{}\n```\n\n```\nx\n```\n", "long ".repeat(30));
    s.stream(vec![text_delta(0, &long)]);
    assert_eq!(end(&mut s, label), 103);
    assert_eq!(end(&mut s, "Alt+C 2 copies"), 103);
}

/// The column behind the ground of code in the row that holds `what`.
#[track_caller]
fn ground_end(s: &mut Harness, what: &str) -> u16 {
    let ground = s.app.theme.style(Scope::Code).bg;
    let frame = s.look();
    let (y, _) = frame.find(what).expect("it is shown");
    let columns = (0..frame.buf.area.width).rev();
    let mut on_ground = columns.filter(|x| frame.buf[(*x, y)].style().bg == ground);
    on_ground.next().expect("it has a ground") + 1
}

#[test]
fn the_ground_of_code_ends_behind_its_label_at_every_width_and_whatever_comes() {
    for width in [60, 80, 104, 105, 120, 200] {
        let mut s = screen(width, 24);
        s.app.theme = Theme::builtin("dark").expect("it is built in");
        s.ask("Code?").connect();
        s.stream(text("Here:\n\n```rust\nshort\n"));
        let label = row_of(&mut s, "rust").trim_end().chars().count();
        let label = u16::try_from(label).expect("few columns");
        for what in ["rust", "short"] {
            assert_eq!(ground_end(&mut s, what), label + 1, "{what} at {width}");
        }
        let long = format!("{} end\nthird\n", "long ".repeat(30));
        s.stream(vec![text_delta(0, &long)]);
        for what in ["rust", "short", "third"] {
            assert_eq!(ground_end(&mut s, what), label + 1, "{what} at {width}");
        }
        let frame = s.look();
        let (_, x) = frame.find(" end").expect("it is shown");
        assert!(ground_end(&mut s, " end") > x + 4, "at {width}");
    }
}

#[test]
fn in_lists_and_quotes_a_blank_parts_the_bar_from_the_code_too() {
    let mut s = screen(80, 24);
    s.ask("Code?").answer(whole(
        "- One:\n\n  ```\n  x = 1\n  ```\n- ```\n  y = 2\n  z = 3\n  ```\n\n\
         > ```\n> v = 4\n> ```\n\n1. Two:\n\n   > ```\n   > w = 5\n   > ```\n",
    ));
    for (code, expect) in [
        ("x = 1", "│ x = 1"),
        ("y = 2", "• y = 2"),
        ("z = 3", "│ z = 3"),
        ("v = 4", "│ │ v = 4"),
        ("w = 5", "│ │ w = 5"),
    ] {
        let row = row_of(&mut s, code);
        let (row, _) = row.split_once("Alt+C").unwrap_or((&row, ""));
        assert_eq!(row.trim(), expect);
    }
}

#[test]
fn without_a_label_the_number_stands_above_the_code_from_the_first_letter_on() {
    let mut s = screen(80, 24);
    let long = "x".repeat(70);
    s.ask("Code?").connect();
    s.stream(text("```\nshort\n```\n\n- An item\n  ```\n  c"));
    let place = |s: &mut Harness, said: &str| s.look().find(said).expect("it is shown");
    let first = place(&mut s, "Alt+C 1 copies");
    assert_eq!(first.0 + 1, place(&mut s, "short").0);
    // Beside the text where there is no air.
    let second = place(&mut s, "Alt+C 2 copies");
    assert_eq!(second.0, place(&mut s, "An item").0);
    s.stream(vec![text_delta(0, "\n  ```\n\n```\n")]);
    s.stream(vec![text_delta(0, "x")]);
    let third = place(&mut s, "Alt+C 3 copies");
    for x in long.chars() {
        s.stream(vec![text_delta(0, &x.to_string())]);
        assert_eq!(place(&mut s, "Alt+C 3 copies"), third);
    }
    assert_eq!(third.0 + 1, place(&mut s, &long).0);
    assert_eq!(place(&mut s, "Alt+C 2 copies"), second);
    // Where that row is out of sight, the first one with the room has it.
    let mut s = screen(80, 12);
    let code = format!("```\n{long}\nshort\n{}```\n", "more\n".repeat(30));
    s.ask("Code?").answer(whole(&code));
    s.keys("<home>");
    while s.look().find("xxx").is_some_and(|(row, _)| row > 1) {
        s.keys("<tab>j<tab>");
    }
    let row = row_of(&mut s, "short");
    assert!(row.trim_end().ends_with("Alt+C 1 copies"), "{row:?}");
}

#[test]
fn a_row_in_which_code_goes_on_has_a_sign_that_nobody_copies() {
    let mut s = screen(40, 24);
    let long = ["word"; 20].join(" ");
    s.ask("Code?").answer(whole(&format!(
        "```\n{long}\nshort\n```\n\n- a\n  ```\n  {long}\n  ```\n"
    )));
    let text = s.text();
    assert_eq!(text.matches("│ ↳ word").count(), 6, "{text}");
    s.keys("<tab>v<ctrl+home><ctrl+shift+end>y");
    let copied = s.take_copies().into_iter().next();
    let copied = copied.expect("something is copied");
    assert!(copied.contains(&long) && !copied.contains('↳'), "{copied}");
    s.keys("<esc><alt+w>").hides("↳");
}

#[test]
fn in_a_narrow_pane_the_number_gives_way_to_the_label_and_stands_above() {
    let mut s = with_code("fn main() {}");
    s.resize(40, 24).shows("Alt+C 1 copies   rust");
    let mut s = screen(40, 24);
    let long = "a-language-with-a-long-name";
    s.ask("Code?")
        .answer(whole(&format!("```{long}\nx\n```\n")));
    s.shows(long);
    let (row, _) = s.look().find(long).expect("it is shown");
    assert_eq!(s.look().row(row - 1).trim(), "Alt+C 1 copies");
}

#[test]
fn the_number_stands_as_near_to_the_label_however_deep_the_block_is() {
    let mut s = screen(80, 24);
    let nested = "- a\n\n  ```sh\n  x\n  ```\n\n> - ```c\n>   y\n>   ```\n";
    s.ask("Code?").answer(whole(nested));
    s.shows("Alt+C 1 copies   sh").shows("Alt+C 2 copies   c\n");
}

#[test]
fn numbers_go_on_over_the_parts_of_an_answer_and_stay_while_it_grows() {
    let mut s = screen(80, 24);
    s.ask("Code?").connect();
    s.stream(text("```c\none\n```\n\n```\ntwo"));
    s.shows("Alt+C 1 copies   c").shows("Alt+C 2 copies");
    let before = row_of(&mut s, "Alt+C 2");
    s.stream(vec![text_delta(0, "\n```\n\n```d\nthree\n")]);
    assert_eq!(row_of(&mut s, "Alt+C 2"), before);
    s.shows("Alt+C 3 copies   d");
    // The number that is shown is the one that is picked.
    s.keys("<alt+c>").shows("3 Code d");
}

#[test]
fn every_block_of_every_answer_has_the_number_by_which_it_is_offered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/markdown");
    let mut n_blocks = 0;
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let Ok(source) = fs::read_to_string(&path) else {
            continue;
        };
        let mut s = screen(100, 60);
        s.ask("Code?").answer(whole(&source));
        s.look();
        let doc = &mut s.app.panes.conversation.doc;
        while !doc.read_code(0, doc.len()) {}
        let items: Vec<_> = (0..doc.len()).filter_map(|idx| doc.id_at(idx)).collect();
        let mut shown = Vec::new();
        for item in items {
            for at in 0..doc.lines(item).len() {
                let line = u32::try_from(at).expect("short");
                if let Some(number) = doc.code_number(0, item, line) {
                    let line = &doc.lines(item)[at];
                    assert_eq!(line.kind, LineKind::Code);
                    let label = line.is_code_label().then(|| line.spans[0].text.clone());
                    shown.push((number, label.unwrap_or_default()));
                }
            }
        }
        let (offers, _) = offers(&s.app);
        let offered = offers.into_iter().filter_map(|offer| match offer.what {
            What::Code { number, label } => Some((number, label)),
            _ => None,
        });
        assert_eq!(offered.collect::<Vec<_>>(), shown, "{}", path.display());
        n_blocks += shown.len();
    }
    assert!(n_blocks > 20, "{n_blocks}");
}

#[test]
fn a_turn_of_which_a_part_is_shown_raw_has_no_numbers() {
    let mut s = with_code("fn main() {}");
    s.shows("Alt+C 1 copies").keys("<alt+s>");
    s.shows("markdown source").hides("copies");
    s.keys("<tab><ctrl+home>}").shows("No code block below");
    s.keys("<alt+s>").shows("Alt+C 1 copies");
}

/// An agent's session: one prompt, so many rounds with tools, and code at the end.
fn one_long_turn(n_rounds: u64) -> Harness {
    let mut s = screen(80, 24);
    let mut round = vec![
        reply::start(),
        reply::text_begins(0),
        text_delta(0, "```\nlook\n```\n"),
        reply::block_ends(0),
        reply::tool_begins(1, "call_1", "search"),
        reply::block_ends(1),
    ];
    round.extend(reply::ends("tool_use"));
    s.ask("Where is it?").answer(round);
    s.tool_done("call_1", "one");
    s.answer(whole("```\nthe end\n```\n"));
    let entries = s.records.iter().enumerate();
    let entries = entries.filter_map(|(idx, (at, record))| match record {
        Record::Entry(entry) => Some((idx, *at, entry.clone())),
        _ => None,
    });
    let entries: Vec<(usize, UnixMillis, Entry)> = entries.collect();
    let [_, (_, at, round), (_, _, results), (last, ..)] = entries.as_slice() else {
        unreachable!("a prompt, a round, its results, an answer");
    };
    let mut more = Vec::new();
    let mut id = results.id.0;
    for n in 0..n_rounds {
        for entry in [round, results] {
            let mut entry = entry.clone();
            entry.parent = Some(EntryId(id));
            id += 1;
            entry.id = EntryId(id);
            if let EntryKind::Assistant(answer) = &mut entry.kind {
                answer.round += n + 100;
            }
            more.push((*at, Record::Entry(entry)));
        }
    }
    let Record::Entry(end) = &mut s.records[*last].1 else {
        unreachable!("it is an entry");
    };
    end.parent = Some(EntryId(id));
    end.id = EntryId(id + 1);
    if let EntryKind::Assistant(answer) = &mut end.kind {
        answer.round += n_rounds + 100;
    }
    let last = *last;
    s.records.splice(last..last, more);
    s.reopened(&s.log(s.records.len()))
}

#[test]
fn the_first_frame_of_a_long_turn_does_not_wait_for_the_code_above_it() {
    let mut s = one_long_turn(2_000);
    let doc = |s: &Harness| {
        let doc = &s.app.panes.conversation.doc;
        (doc.n_later(), doc.items_read_for_code())
    };
    for _ in 0..3 {
        let (_, before) = doc(&s);
        s.look();
        let (n_later, n_read) = doc(&s);
        assert!(n_later > 1_950, "{n_later}");
        // A look prepares twice.
        assert!(n_read - before <= 2 * 128, "{n_read} after {before}");
    }
    s.shows("the end").hides("copies");
    let (n_later, _) = doc(&s);
    // The rest is read between two keys, until all is known; then nothing more is to be done.
    s.pass(Duration::from_secs(2)).shows("Alt+C 2002 copies");
    assert_eq!(doc(&s).0, n_later, "what was counted is not kept");
    assert_eq!(s.app.next_wake(s.now), None);
    let n_read = doc(&s).1;
    s.pass(Duration::from_secs(2));
    assert_eq!(doc(&s).1, n_read);
}

#[test]
fn long_lines_are_wrapped_until_a_key_puts_them_into_one_row() {
    let mut s = with_code(&long_line());
    s.shows("190")
        .keys("<tab>w")
        .hides("190")
        .shows("60        70");
    let row = row_of(&mut s, "60 ");
    assert!(row.contains('›') && !row.contains('‹'), "{row:?}");
    s.keys("w").shows("190").hides("›");
    s.keys("<esc><alt+w>").hides("190");
}

#[test]
fn keys_and_wheels_move_along_and_no_further_than_there_is_more() {
    let mut s = with_code(&long_line());
    s.keys("<tab>w<right>l");
    let row = row_of(&mut s, "20 ");
    assert!(row.contains('‹') && row.contains('›'), "{row:?}");
    let at = |s: &Harness| s.app.panes.conversation.code();
    assert_eq!(at(&s), CodeView::From(16));
    s.keys("<left>h<left>");
    assert_eq!(at(&s), CodeView::From(0));
    sideways(&mut s, 2, false);
    assert_eq!(at(&s), CodeView::From(8));
    s.look();
    sideways(&mut s, 1, true);
    assert_eq!(at(&s), CodeView::From(12));
    for _ in 0..100 {
        s.keys("l");
    }
    s.shows("190").hides("›");
    assert!(matches!(at(&s), CodeView::From(120..136)), "{:?}", at(&s));
    // The state stays with the pane, whatever its size.
    s.resize(60, 20).resize(40, 10).look();
    assert!(matches!(at(&s), CodeView::From(120..136)));
    assert_eq!(
        s.app.panes.get(PaneKind::Thinking).code(),
        CodeView::Wrapped
    );
}

#[test]
fn what_is_not_wrapped_is_copied_whole() {
    let code = long_line();
    let mut s = with_code(&code);
    s.keys("<tab>wll").look();
    let (offers, _) = offers(&s.app);
    let copied = offers
        .iter()
        .find(|offer| matches!(offer.what, What::Code { .. }));
    assert_eq!(copied.map(|offer| offer.text.as_str()), Some(code.as_str()));
}

#[test]
fn a_hit_beside_what_is_shown_comes_into_sight() {
    let mut s = with_code(&long_line());
    s.keys("<tab>w").hides("170");
    s.keys("/170").shows("1 of 1").shows("170       ");
    s.keys("<ctrl+u>10").shows("1 of ");
    let row = row_of(&mut s, "0         10 ");
    assert!(!row.contains('‹'), "{row:?}");
}

#[test]
fn a_block_beyond_the_ninth_is_picked_with_two_digits() {
    let mut s = screen(80, 60);
    let blocks: String = (1..=12)
        .map(|n| format!("```\nblock {n}\n```\n\n"))
        .collect();
    s.ask("Code?").answer(whole(&blocks));
    s.shows("Alt+C 12 copies").take_effects();
    s.keys("<alt+c>12");
    assert_eq!(s.take_effects(), [Effect::Copy("block 12".into())]);
    s.keys("<alt+c>2");
    assert_eq!(s.take_effects(), [Effect::Copy("block 2".into())]);
    // Where a second digit could follow, Enter says that none does.
    s.keys("<alt+c>1<enter>");
    assert_eq!(s.take_effects(), [Effect::Copy("block 1".into())]);
}

#[test]
fn moving_sideways_lays_out_one_screen() {
    let lines: String = (0..5_000).map(|_| long_line() + "\n").collect();
    let mut s = with_code(&lines);
    s.keys("<tab>w<pageup><pageup>").look();
    let top = s.app.panes.conversation.top_place();
    let before = s.app.panes.conversation.rows_laid_out();
    s.keys("l").look();
    let rows = s.app.panes.conversation.rows_laid_out() - before;
    assert!(rows <= 3 * 24, "{rows} rows for a step sideways");
    assert_eq!(s.app.panes.conversation.top_place(), top);
    let before = s.app.panes.conversation.rows_laid_out();
    s.keys("w").look();
    let rows = s.app.panes.conversation.rows_laid_out() - before;
    assert!(rows <= 3 * 24, "{rows} rows for wrapping anew");
    assert_eq!(s.app.panes.conversation.top_place(), top);
}

#[test]
fn the_arrows_say_why_wrapped_code_does_not_move() {
    let mut s = with_code(&long_line());
    s.keys("<tab>l")
        .shows("Long lines of code are wrapped; Alt+W changes that");
}
