//! Selecting: by keys, by words and lines, and by a drag that scrolls.

use std::time::Duration;

use causerie::app::focus::{Focus, PaneKind};
use causerie::app::msg::Msg;
use causerie::key::{Pointer, PointerKind, TerminalEvent};
use causerie::pane::Scroll;
use causerie::theme::Scope;

use crate::support::app::reply::{self, text, whole};
use crate::support::app::{Harness, screen};

/// The conversation has the focus.
fn reader(width: u16, height: u16, answer: &str) -> Harness {
    let mut s = screen(width, height);
    s.ask("Which?").answer(whole(answer)).keys("<tab>");
    s.look();
    s
}

fn copied(s: &mut Harness) -> Option<String> {
    s.take_copies().pop()
}

/// Keys in the conversation, and what they copy; a look after each, as a person would.
#[track_caller]
fn check(s: &mut Harness, keys: &str, expect: &str) {
    s.take_effects();
    for key in keys.split_inclusive('>') {
        s.keys(key).look();
    }
    assert_eq!(copied(s).as_deref(), Some(expect), "{}", s.text());
}

fn numbered(n: usize) -> String {
    let lines: Vec<String> = (1..=n).map(|n| format!("- item {n}")).collect();
    lines.join("\n")
}

#[test]
fn keys_draw_a_selection_from_the_first_line_and_copy_its_source() {
    let mut s = reader(60, 20, "Some **strong** words.\n\n- one\n- two\n");
    check(&mut s, "v<end>y", "Which?");
}

#[test]
fn words_lines_and_rows_extend_it() {
    let mut s = reader(60, 20, "Some **strong** words.\n\n- one\n- two\n");
    s.keys("v").shows("y copies · Esc deselects");
    check(
        &mut s,
        "<down><down><esc>v<down><down>w<home><enter>",
        "Which?\n\nS",
    );
    // A selection that is there goes on where it ended.
    check(
        &mut s,
        "v<shift+down><shift+down><end>y",
        "Which?\n\nSome **strong** words.",
    );
    check(
        &mut s,
        "v<ctrl+end>y",
        "Which?\n\nSome **strong** words.\n\n- one\n- two",
    );
}

#[test]
fn what_is_whole_in_a_part_of_a_line_is_copied_with_its_markers() {
    let answer =
        "So $\\frac{a}{b}$ is in [this *book*](https://a.b), `it` says, **loud** and *clear*.";
    let mut s = reader(120, 20, answer);
    let (row, column) = s.look().find("a/b").expect("it is shown");
    let mut drag = |from: &str, to: &str| {
        s.take_effects();
        let at = |s: &mut Harness, what: &str| s.look().find(what).expect("it is shown").1;
        let (from, to) = (at(&mut s, from), at(&mut s, to));
        point(&mut s, PointerKind::Down, from, row);
        point(&mut s, PointerKind::Drag, to, row);
        point(&mut s, PointerKind::Up, to, row);
        copied(&mut s).unwrap_or_default()
    };
    assert!(column > 0);
    assert_eq!(drag("o a/b", " in"), "o $\\frac{a}{b}$ is ");
    assert_eq!(drag("n this", ", it"), "n [this *book*](https://a.b),");
    assert_eq!(drag("is book", " says"), "is *book*, `it` ");
    assert_eq!(drag("oud", "."), "oud and *clear*.");
}

#[test]
fn shift_and_an_arrow_begin_at_once_in_a_pane_and_esc_ends() {
    let mut s = reader(60, 20, "Words.");
    s.keys("<shift+right>").shows("Esc deselects");
    let selected = s.app.selected.expect("something is selected");
    assert_eq!(selected.selection.to.byte, 1);
    s.keys("<esc>");
    assert_eq!(s.app.selected, None);
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Conversation));
    check(&mut s, "v<right>y", "Wh");
    assert_eq!(s.app.selected, None);
}

#[test]
fn the_terminals_cursor_stands_at_the_caret() {
    let mut s = reader(60, 20, "Words.");
    s.keys("v<down><down><right>");
    let frame = s.look();
    let (row, column) = frame.find("Words.").expect("it is shown");
    let cursor = frame.painted.cursor.expect("a cursor");
    assert_eq!((cursor.x, cursor.y), (column + 1, row));
}

#[test]
fn what_is_no_step_neither_writes_nor_loses_the_selection() {
    let mut s = reader(60, 20, "Words.");
    s.keys("vxz").composer_holds("");
    assert!(s.app.selected.is_some());
    s.keys("v");
    assert_eq!(s.app.selected, None);
}

#[test]
fn the_caret_takes_the_pane_along_and_the_selection_stays_with_its_text() {
    let mut s = reader(60, 12, &numbered(60));
    s.keys("<home>").look();
    s.keys("v<down><down>").look();
    for _ in 0..4 {
        s.keys("<pagedown>").look();
    }
    s.resize(40, 11).look();
    s.keys("<end>").look();
    let cursor = s.look().painted.cursor.expect("it is in sight");
    assert!(cursor.y < 11);
    s.keys("y");
    let text = copied(&mut s).expect("a copy");
    let whole = format!("Which?\n\n{}", numbered(60));
    assert!(
        whole.starts_with(&text) && text.contains("item 20"),
        "{text}"
    );
    assert!(text.ends_with(|c: char| c.is_ascii_digit()), "{text}");
}

#[test]
fn what_streams_moves_nothing_while_something_is_selected_and_is_followed_after_it() {
    let mut s = screen(40, 14);
    s.ask("Count").connect().stream(text("first line\n\n"));
    s.keys("<tab>v<down><down><end>").look();
    let before = s.look();
    for n in 0..20 {
        s.stream(vec![reply::text_delta(0, &format!("line {n}\n\n"))]);
    }
    let after = s.look();
    assert_eq!(before.find("first line"), after.find("first line"));
    assert_eq!(before.painted.cursor, after.painted.cursor);
    check(&mut s, "y", "Count\n\nfirst line");
    s.resize(80, 14).shows("rows below");
    // Where the end was in sight all the time, the pane goes on to follow.
    let mut s = screen(40, 14);
    s.ask("Count").connect().stream(text("first line\n\n"));
    check(&mut s, "<tab>v<end>y", "Count");
    for n in 0..20 {
        s.stream(vec![reply::text_delta(0, &format!("line {n}\n\n"))]);
    }
    s.shows("line 19");
}

fn point(s: &mut Harness, kind: PointerKind, column: u16, row: u16) {
    let mods = Default::default();
    s.tell(Msg::Terminal(TerminalEvent::Pointer(Pointer {
        kind,
        column,
        row,
        mods,
    })));
    s.look();
}

fn cell(s: &mut Harness, what: &str) -> (u16, u16) {
    let (row, column) = s.look().find(what).expect("it is shown");
    (column, row)
}

/// Clicks so often on the beginning of a text; what is copied.
fn click(s: &mut Harness, what: &str, times: usize) -> Option<String> {
    let (column, row) = cell(s, what);
    s.pass(Duration::from_secs(1)).take_effects();
    for _ in 0..times {
        point(s, PointerKind::Down, column, row);
        point(s, PointerKind::Up, column, row);
    }
    copied(s)
}

#[test]
fn a_double_click_copies_a_word_and_a_third_the_paragraph_as_it_was_written() {
    let answer = "Some **strong words** that\nfill more than one row\nof a screen.\n\nMore.\n";
    let mut s = reader(40, 20, answer);
    assert_eq!(click(&mut s, "trong", 1), None);
    assert_eq!(click(&mut s, "trong", 2).as_deref(), Some("strong"));
    let paragraph = answer.split("\n\n").next();
    assert_eq!(click(&mut s, "trong", 3).as_deref(), paragraph);
}

const TABLE: &str = "Which one:\n\n| what | command and its *meaning* |\n|---|---|\n\
                     | run \\| try | `cargo test` or **so** it is |\n| end | [here](https://a.b) |\n";

/// Drags from the first cell of one text to the last of another: what is copied, and what seems to
/// be selected.
fn drag(s: &mut Harness, from: &str, to: &str) -> (Option<String>, String) {
    s.pass(Duration::from_secs(1)).take_effects();
    let ((column, row), (end, last)) = (cell(s, from), cell(s, to));
    let n_columns = u16::try_from(to.chars().count()).expect("it is short");
    point(s, PointerKind::Down, column, row);
    point(s, PointerKind::Drag, end + n_columns - 1, last);
    let seen = seen(s);
    point(s, PointerKind::Up, end + n_columns - 1, last);
    (copied(s), seen)
}

/// The text of the cells that look selected.
fn seen(s: &mut Harness) -> String {
    let frame = s.look();
    let style = s.app.theme.style(Scope::Selection);
    let is_selected = |cell: &ratatui::buffer::Cell| cell.modifier.contains(style.add_modifier);
    assert!(!style.add_modifier.is_empty(), "it is seen by that");
    let area = frame.buf.area;
    let rows = (0..area.height).map(|y| {
        let cells = (0..area.width).map(|x| &frame.buf[(x, y)]);
        let cells = cells.filter(|cell| is_selected(cell));
        cells.map(|cell| cell.symbol()).collect::<String>()
    });
    let rows: Vec<String> = rows.filter(|row| !row.is_empty()).collect();
    rows.join("\n")
}

#[test]
fn in_a_table_a_part_of_a_cell_is_taken_and_of_more_than_one_row_each_whole() {
    for width in [80, 40] {
        let mut s = reader(width, 24, TABLE);
        let mut check = |from: &str, to: &str, expect: &str, shown: &str| {
            let (copied, seen) = drag(&mut s, from, to);
            assert_eq!(copied.as_deref(), Some(expect), "{}", s.text());
            assert_eq!(seen, shown, "{}", s.text());
        };
        check("un | try", "tr", "un | tr", "un | tr");
        check("or so", "so it", "or **so** it", "or so it");
        check("argo", "test or", "argo test or", "argo test or");
        // Several cells are all of them, and all cells are the row.
        let row = "| run \\| try | `cargo test` or **so** it is |";
        let (copied, seen) = drag(&mut s, "try", "cargo");
        assert_eq!(copied.as_deref(), Some(row));
        assert!(seen.starts_with("run | try "), "{seen}");
        let (copied, _) = drag(&mut s, "or so", "end");
        let rows = format!("{row}\n| end | [here](https://a.b) |");
        assert_eq!(copied.as_deref(), Some(rows.as_str()));
        let (copied, _) = drag(&mut s, "one:", "command");
        let rows = "one:\n\n| what | command and its *meaning* |";
        assert_eq!(copied.as_deref(), Some(rows));
        assert_eq!(click(&mut s, "cargo", 2).as_deref(), Some("cargo"));
        assert_eq!(self::seen(&mut s), "cargo");
        assert_eq!(click(&mut s, "meaning", 2).as_deref(), Some("*meaning*"));
        assert_eq!(click(&mut s, "cargo", 3).as_deref(), Some(row));
    }
}

#[test]
fn of_three_cells_two_are_taken_as_they_were_written() {
    let mut s = reader(
        60,
        20,
        "| a | b | c |\n|---|--:|---|\n| o\\|e | **two** | three |\n|||x|\n",
    );
    let (copied, seen) = drag(&mut s, "|e", "tw");
    assert_eq!(copied.as_deref(), Some("o\\|e | **two**"));
    assert_eq!(seen, "o|e  two");
    let (copied, seen) = drag(&mut s, "wo", "thr");
    assert_eq!(copied.as_deref(), Some("**two** | three"));
    assert_eq!(seen, "two  three");
    // By keys it is whole rows.
    let mut s = reader(60, 20, TABLE);
    s.keys("v<down><down><down><down><esc>v<down><down><down><down>y");
    let text = self::copied(&mut s).expect("a copy");
    assert!(
        text.ends_with("| what | command and its *meaning* |"),
        "{text}"
    );
}

#[test]
fn code_that_is_selected_by_itself_comes_without_its_marks() {
    let answer =
        "Run `cargo test` now, or **`make`**.\n\n- `npm install`\n\n| a |\n|---|\n| `x y` |\n";
    let mut s = reader(60, 24, answer);
    let mut check = |from: &str, to: &str, expect: &str| {
        let (copied, _) = drag(&mut s, from, to);
        assert_eq!(copied.as_deref(), Some(expect));
    };
    check("cargo", "test", "cargo test");
    check("argo", "test", "argo test");
    check("npm", "install", "npm install");
    check("make", "make", "make");
    check("x y", "x y", "x y");
    check(" cargo", "test", " `cargo test`");
    check("cargo", "test ", "`cargo test` ");
    check("make", "make.", "**`make`**.");
    check("make.", "npm install", "**`make`**.\n\n- `npm install`");
    assert_eq!(click(&mut s, "make", 2).as_deref(), Some("make"));
    assert_eq!(click(&mut s, "test", 2).as_deref(), Some("test"));
}

#[test]
fn a_double_click_takes_a_word_of_a_links_label_and_opens_nothing() {
    let mut s = reader(60, 20, "See [the great book](https://example.org/) of it.");
    assert_eq!(click(&mut s, "reat", 1), None);
    s.shows("https://example.org/");
    s.pass(Duration::from_secs(20));
    assert_eq!(click(&mut s, "reat", 2).as_deref(), Some("great"));
}

#[test]
fn a_drag_after_a_double_click_goes_by_words() {
    let mut s = reader(60, 20, "some plain words here");
    let (column, row) = cell(&mut s, "lain");
    s.take_effects();
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Up, column, row);
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Drag, column + 6, row);
    point(&mut s, PointerKind::Up, column + 6, row);
    assert_eq!(copied(&mut s).as_deref(), Some("plain words"));
    point(&mut s, PointerKind::Down, column, row);
    s.pass(Duration::from_secs(1));
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Up, column, row);
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Drag, column - 5, row);
    point(&mut s, PointerKind::Up, column - 5, row);
    assert_eq!(copied(&mut s).as_deref(), Some("some plain"));
}

#[test]
fn a_drag_beyond_an_edge_scrolls_on_by_time_until_the_button_is_up() {
    let mut s = reader(40, 12, &numbered(60));
    let (column, row) = cell(&mut s, "item 60");
    s.take_effects();
    point(&mut s, PointerKind::Down, column + 6, row);
    point(&mut s, PointerKind::Drag, column, 0);
    let wakes = s.wakes;
    s.pass(Duration::from_secs(1)).look();
    assert!(
        (18..=20).contains(&(s.wakes - wakes)),
        "{}",
        s.wakes - wakes
    );
    point(&mut s, PointerKind::Up, column, 0);
    let text = copied(&mut s).expect("a copy");
    assert!(
        numbered(60).ends_with(text.trim_start_matches(|c: char| c != '\n')),
        "{text}"
    );
    assert!((20..40).contains(&text.lines().count()), "{text}");
    let wakes = s.wakes;
    let rows = s.text();
    s.pass(Duration::from_millis(300));
    assert_eq!(
        (s.wakes, s.text()),
        (wakes, rows),
        "nothing scrolls any more"
    );
}

#[test]
fn a_press_holds_what_streams_until_the_button_is_up() {
    let mut s = screen(40, 12);
    s.ask("Count").connect().stream(text(&numbered(30)));
    let (column, row) = cell(&mut s, "item 28");
    let more = |s: &mut Harness, from: usize| {
        let lines: String = (from..from + 20).map(|n| format!("\n- item {n}")).collect();
        s.stream(vec![reply::text_delta(0, &lines)]);
    };
    point(&mut s, PointerKind::Down, column, row);
    more(&mut s, 31);
    assert!(s.look().row(row).contains("item 28"), "{}", s.text());
    point(&mut s, PointerKind::Up, column, row);
    s.shows("item 50");
    // Who turns the wheel meanwhile stays where it led.
    let (column, row) = cell(&mut s, "item 47");
    point(&mut s, PointerKind::Down, column, row);
    s.wheel(-1, column, row);
    point(&mut s, PointerKind::Up, column, row);
    more(&mut s, 51);
    s.hides("item 70");
}

#[test]
fn a_drag_down_to_the_end_takes_what_arrives() {
    let mut s = screen(40, 12);
    s.ask("Count").connect().stream(text(&numbered(30)));
    s.keys("<ctrl+home>");
    let (column, row) = cell(&mut s, "item 3");
    s.take_effects();
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Drag, column, 11);
    s.pass(Duration::from_secs(3));
    s.stream(vec![reply::text_delta(0, "\n- item 31\n- item 32\n\nEnd.")]);
    s.look();
    s.pass(Duration::from_secs(1));
    point(&mut s, PointerKind::Up, column, 11);
    let text = copied(&mut s).expect("a copy");
    assert!(
        text.starts_with("item 3\n") || text.starts_with("- item 3\n"),
        "{text}"
    );
    assert!(text.contains("- item 32"), "{text}");
}

#[test]
fn escape_ends_a_drag_that_scrolls() {
    let mut s = reader(40, 12, &numbered(60));
    let (column, row) = cell(&mut s, "item 60");
    point(&mut s, PointerKind::Down, column, row);
    point(&mut s, PointerKind::Drag, column, 0);
    s.keys("<esc>");
    let wakes = s.wakes;
    s.pass(Duration::from_millis(300));
    assert!(s.wakes - wakes <= 1);
    s.take_effects();
    point(&mut s, PointerKind::Up, column, 0);
    assert_eq!(copied(&mut s), None);
}

#[test]
fn the_terminals_own_way_is_told_of_once() {
    let mut s = reader(80, 20, "some plain words here");
    let (column, row) = cell(&mut s, "plain");
    let drag = |s: &mut Harness| {
        point(s, PointerKind::Down, column, row);
        point(s, PointerKind::Drag, column + 4, row);
        point(s, PointerKind::Up, column + 4, row);
    };
    drag(&mut s);
    s.shows("Shift+drag selects the terminal's own way; F2 gives it the mouse");
    s.pass(Duration::from_secs(13)).hides("Shift+drag");
    drag(&mut s);
    s.hides("Shift+drag");
}

#[test]
fn a_look_at_a_thought_leaves_focus_and_selection_where_they_were() {
    let mut s = screen(80, 24);
    s.ask("Which?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("The first one.")).keys("<tab>").look();
    s.keys("v").shows("y copies").keys("<end>").look();
    let selected = s.app.selected;
    for (open, close, title) in [
        ("<ctrl+o>", "<ctrl+o>", "THINKING"),
        ("<ctrl+o>", "<esc>", "THINKING"),
        ("<ctrl+t>", "<ctrl+t>", "ACTIVITY"),
    ] {
        s.keys(open).shows(title);
        assert!(s.app.selected.is_none(), "what is not seen is not selected");
        s.keys(close).hides(title).shows("y copies");
        assert_eq!(s.app.selected, selected);
        assert_eq!(s.app.focus, Focus::Pane(PaneKind::Conversation));
    }
    s.take_effects();
    s.keys("y").composer_holds("");
    assert_eq!(copied(&mut s).as_deref(), Some("Which?"));
}

#[test]
fn a_selection_that_gives_way_to_a_later_one_lets_its_pane_follow() {
    let mut s = screen(80, 24);
    s.ask("Which?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    let lines: Vec<String> = (0..60).map(|n| format!("Line {n}.")).collect();
    s.answer(whole(&lines.join("\n\n"))).keys("<tab>").look();
    let scroll = |s: &Harness| s.app.panes.conversation.scroll();
    assert_eq!(scroll(&s), Scroll::Follow);
    s.keys("v").look();
    assert_ne!(
        scroll(&s),
        Scroll::Follow,
        "what is selected stays in sight"
    );
    s.keys("<ctrl+o>").look();
    s.keys("v").look();
    s.keys("y").look();
    s.keys("<ctrl+o>").look();
    assert_eq!(scroll(&s), Scroll::Follow);
}

#[test]
fn who_writes_during_a_look_at_a_thought_goes_on_writing() {
    let mut s = screen(80, 24);
    s.ask("Which?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("The first one.")).keys("<tab>").look();
    s.keys("v<end>").look();
    s.keys("<ctrl+o>").shows("THINKING").keys("<tab>").look();
    s.type_text("so").look();
    s.keys("<ctrl+o>").hides("THINKING").type_text("me");
    s.composer_holds("some");
}
