//! Copying: the source of what is on the screen, and receipts that claim no more than is known.

use std::fs;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use causerie::app::copy::offers;
use causerie::app::copy::selected::{self, By, Selected};
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::app::msg::Msg;
use causerie::key::{Pointer, PointerKind, TerminalEvent};
use causerie::markdown::MarkdownStream;
use causerie::pane::doc::Place;
use causerie::pane::selection::Selection;
use causerie::report::{Attempt, Copied, Fate};
use causerie::text::line::{Line, LineKind};

use super::cases;
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
    s.keys("<alt+c>7").shows("Enter copies").keys("<esc>");
    s.hides("Enter copies");
    assert_eq!(s.take_effects(), []);
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

#[test]
fn the_receipt_is_shown_as_it_is() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let attempts = vec![
        attempt("terminal", Fate::Sent),
        attempt("~/.local/state/causerie/copied.txt", Fate::Has),
    ];
    s.tell(Msg::Copied(Copied {
        number: 0,
        bytes: 312,
        n_controls: 0,
        attempts,
        why: None,
    }))
    .shows("Copied: ~/.local/state/causerie/copied.txt has it; terminal unconfirmed");
    let attempts = vec![attempt("clipboard", Fate::Failed("over 16 MB".into()))];
    s.tell(Msg::Copied(Copied {
        number: 2,
        bytes: 1 << 30,
        n_controls: 0,
        attempts,
        why: None,
    }))
    .shows("! Nothing was copied: clipboard: over 16 MB");
}

#[test]
fn a_receipt_with_a_reason_is_shown_whole_in_as_many_rows_as_it_takes() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let copied = Copied {
        number: 0,
        bytes: 312,
        n_controls: 0,
        attempts: vec![
            attempt("~/.local/state/causerie/copied.txt", Fate::Has),
            attempt("terminal", Fate::Sent),
        ],
        why: Some("No desktop to open it on".into()),
    };
    let said = "· No desktop to open it on · Copied: ~/.local/state/causerie/copied.txt has it; \
                terminal unconfirmed; 312 bytes";
    for (width, n_rows) in [(200, 1), (120, 1), (80, 2), (60, 3)] {
        let before = s.resize(width, 24).app.areas.conversation.height;
        let number = u64::from(width);
        s.tell(Msg::Copied(Copied {
            number,
            ..copied.clone()
        }));
        s.look();
        let area = s.app.areas.indicator;
        assert_eq!(area.height, n_rows, "{width}");
        assert_eq!(s.app.areas.conversation.height, before + 1 - n_rows);
        let rows = (area.top()..area.bottom()).map(|y| s.look().row(y));
        let shown: Vec<String> = rows.map(|row| row.trim().to_owned()).collect();
        assert_eq!(shown.join(" "), said, "{width}");
        s.pass(Duration::from_secs(7)).look();
        assert_eq!(s.app.areas.conversation.height, before);
    }
}

#[test]
fn no_text_moves_for_the_receipt_of_a_copy() {
    let mut s = answered();
    let before = s.resize(80, 24).app.areas.conversation;
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let failed = || Fate::Failed("exit status 1: Error: Can't open display: (null)".into());
    s.tell(Msg::Copied(Copied {
        number: 1,
        bytes: 312,
        n_controls: 0,
        attempts: vec![
            attempt("clipboard (wl-copy)", failed()),
            attempt("clipboard (xclip)", failed()),
            attempt("terminal", Fate::Sent),
        ],
        why: None,
    }));
    s.shows("· Copied: terminal unconfirmed; not clipboard (wl-copy): exit status 1");
    assert_eq!(s.app.areas.conversation, before);
}

#[test]
fn a_late_answer_corrects_the_receipt_and_says_no_more_than_it_has_to() {
    let receipt = |number: u64, fates: [Fate; 2]| {
        let places = ["clipboard (wl-copy)", "terminal"];
        let attempts = places.into_iter().zip(fates);
        let attempts = attempts.map(|(place, fate)| Attempt {
            place: place.into(),
            fate,
        });
        Msg::Copied(Copied {
            number,
            bytes: 3,
            n_controls: 0,
            attempts: attempts.collect(),
            why: None,
        })
    };
    let failed = || Fate::Failed("did not answer".into());
    let mut s = answered();
    s.tell(receipt(1, [Fate::Asked, Fate::Sent]));
    s.shows("· Copied: terminal unconfirmed; clipboard (wl-copy): no answer yet; 3 bytes");
    s.tell(receipt(1, [Fate::Has, Fate::Sent]));
    s.shows("· Copied: clipboard (wl-copy) has it; terminal unconfirmed; 3 bytes");
    // Of a copy that was made before the last one, too, and behind what is said since.
    s.tell(receipt(2, [Fate::Asked, failed()]));
    s.tell(receipt(3, [Fate::Has, Fate::Sent]));
    s.tell(receipt(2, [Fate::Has, failed()]));
    s.shows("Copied: clipboard (wl-copy) has it; terminal unconfirmed");
    // Nobody wants to hear of what has gone, unless it was all in vain.
    s.tell(receipt(4, [Fate::Asked, Fate::Sent]));
    s.tell(receipt(5, [Fate::Asked, failed()]));
    s.shows("· Copying: clipboard (wl-copy): no answer yet; terminal: did not answer");
    s.pass(Duration::from_secs(7)).hides("Cop");
    s.tell(receipt(4, [Fate::Has, Fate::Sent])).hides("Cop");
    s.tell(receipt(5, [failed(), failed()]));
    s.shows("! Nothing was copied: clipboard (wl-copy): did not answer");
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
fn a_drag_copies_the_source_of_what_it_covers() {
    let mut s = screen(80, 40);
    s.ask("Which\nways?").answer(whole(ANSWER));
    check_drag(&mut s, "wo ways:", "ways:", "wo *ways*:");
    check_drag(&mut s, "Two", "ways:", "Two *ways*:");
    check_drag(&mut s, "ls -l", "cd /", SH);
    check_drag(
        &mut s,
        "sort --num",
        "| wc",
        SH.trim_start_matches("ls -l | ").trim_end_matches("\ncd /"),
    );
    check_drag(
        &mut s,
        "Two",
        "cd /",
        ANSWER.split("\n\n>").next().expect("a part"),
    );
    check_drag(&mut s, "1  2", "2", "> | 1 | 2 |");
    check_drag(
        &mut s,
        "Or look",
        "main() {}",
        ANSWER.split("2 |\n\n").nth(1).expect("a part").trim_end(),
    );
    check_drag(&mut s, "hich", "ways?", "hich\nways?");
    check_drag(&mut s, "ways?", "Two", "ways?\n\nTwo");
}

#[test]
fn a_part_of_a_block_stands_between_both_of_its_fences_or_alone() {
    let mut s = screen(80, 40);
    let code = "Before it.\n\n> ```py\n> def f(x):\n>     return x\n>\n> print(f(1))\n> ```\n\nBehind it.\n\n\
                ~~~\nlast one\n~~~";
    s.ask("Code?").answer(whole(code));
    let mut check = |from: &str, to: &str, expect: &str| {
        // A press that comes too soon counts on.
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    let block = "> ```py\n> def f(x):\n>     return x\n>\n> print(f(1))\n> ```";
    let from_paragraph = |last: &str| format!("it.\n\n> ```py\n{last}\n> ```");
    check("it.", "def f", &from_paragraph("> def f"));
    check("it.", "f(x):", &from_paragraph("> def f(x):"));
    let part = from_paragraph("> def f(x):\n>     ret");
    check("it.", "    ret", &part);
    check("it.", "(1))", &format!("it.\n\n{block}"));
    let part = "> ```py\n> f(x):\n>     return x\n>\n> print(f(1))\n> ```\n\nBehind it.";
    check("f(x):", "Behind it.", part);
    let part = "> ```py\n> f(1))\n> ```\n\nBehind";
    check("f(1))", "Behind", part);
    let part = "> ```py\n> f(1))\n> ```\n\nBehind it.\n\n~~~\nlast\n~~~";
    check("f(1))", "last", part);
    // The row of air below it is nothing.
    let (row, column) = s.look().find("f(x):").expect("it is shown");
    for to in [row + 3, row + 4] {
        s.pass(Duration::from_secs(1));
        point(&mut s, PointerKind::Down, (column, row));
        point(&mut s, PointerKind::Drag, (70, to));
        point(&mut s, PointerKind::Up, (70, to));
        let expect = "f(x):\n    return x\n\nprint(f(1))";
        assert_eq!(s.take_effects(), [Effect::Copy(expect.into())]);
    }
}

#[test]
fn behind_a_whole_block_its_fence_is_closed_before_a_part_of_a_line() {
    let code = "Intro line here.\n\n```make\nall:\n\techo five\n```\n\n> Quote with *emph* in it\n\n\
                Outro with words.\n\n```make\none:\n\n\techo\ttwo\n```\n\nAt last.";
    let mut s = screen(80, 40);
    s.ask("Code?").answer(whole(code));
    let mut check = |from: &str, to: &str, expect: &str| {
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    let block = "```make\nall:\n\techo five\n```\n\n";
    let quote = format!("{block}> Quote with *emph*");
    check("Intro", "emph", &format!("Intro line here.\n\n{quote}"));
    check("line here", "emph", &format!("line here.\n\n{quote}"));
    check("all:", "emph", &quote);
    let outro = format!("{block}> Quote with *emph* in it\n\nOutro with");
    check("all:", "Outro with", &outro);
    check("one:", "At", "```make\none:\n\n\techo\ttwo\n```\n\nAt");
    // Of a line of code it is a slice of the source.
    check("all:", "echo fi", "all:\n\techo fi");
    check("ho five", "Quote", "```make\nho five\n```\n\n> Quote");
    check("one:", "echo    tw", "one:\n\n\techo\ttw");
    check("o    two", "two", "o\ttwo");
    check(
        "with words.",
        "  echo    t",
        "with words.\n\n```make\none:\n\n\techo\tt\n```",
    );
}

#[test]
fn of_an_alert_its_kind_is_copied_as_it_was_written() {
    let mut s = screen(80, 24);
    let alert = "> [!NOTE]\n> An alert with `code` in it.";
    let source = format!("Before it.\n\n- > [!TIP]\n  > In an item.\n\nNow:\n\n{alert}\n");
    s.ask("Alert?").answer(whole(&source));
    check_drag(&mut s, "i Note", "in it.", alert);
    s.pass(Duration::from_secs(1));
    let item = "- > [!TIP]\n  > In an item.";
    check_drag(&mut s, "✓ Tip", "an item.", item);
    s.pass(Duration::from_secs(1));
    let cut = "it.\n\n- > [!TIP]\n  > In an item.\n\nNow:\n\n> [!NOTE]";
    check_drag(&mut s, "it.", "i Note", cut);
}

#[test]
fn a_part_of_an_item_that_is_not_selected_alone_stands_behind_its_marker() {
    let mut s = screen(80, 24);
    let list = "- item one is here\n  - nested item with **bold text**\n\n\
                Text.\n\n9. ninth\n10. [x] *done* at last\n    > in it\n";
    s.ask("List?").answer(whole(list));
    let mut check = |from: &str, to: &str, expect: &str| {
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    let nested = "- item one is here\n  - nested item";
    check("item one", "nested item", nested);
    check("one is", "nested", "one is here\n  - nested");
    check("nested", "item with", "nested item with");
    check("item one", "item one", "item one");
    check("ninth", "done", "9. ninth\n10. [x] *done*");
    check("ninth", "don", "9. ninth\n10. [x] don");
}

#[test]
fn a_part_stands_in_its_quote_and_as_far_from_what_is_above_as_it_was_written() {
    let mut s = screen(80, 40);
    let answer = "| a |\n|---|\n| multi<br>line |\n\n1. x\n\n   > q in li\n\n\
                  # Head\npara directly below, with words.\n```\ncode here\n```\nafter code\n\n\
                  > [!NOTE]\n> some alert\n\nEnd\n\n## Last one\n";
    s.ask("Parts?").answer(whole(answer));
    let mut check = |from: &str, to: &str, expect: &str| {
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    check("ulti", "lin", "ulti<br>lin");
    check("x", "q in", "1. x\n\n   > q in");
    check("ead", "below", "ead\npara directly below");
    check("words", "code", "words.\n```\ncode\n```");
    check("here", "after", "```\nhere\n```\nafter");
    check("after", "some", "after code\n\n> [!NOTE]\n> some");
    check("nd", "Last", "nd\n\n## Last");
}

#[test]
fn a_part_of_a_note_that_is_not_selected_alone_stands_behind_its_label() {
    let mut s = screen(80, 24);
    let notes = "Two[^1] notes[^n].\n\n[^1]: the first one\n[^n]: and another one\n";
    s.ask("Notes?").answer(whole(notes));
    check_drag(
        &mut s,
        "first one",
        "another",
        "first one\n[^n]: and another",
    );
    check_drag(&mut s, "and another", "another", "and another");
}

#[test]
fn wrapped_lines_are_joined() {
    let mut s = screen(40, 24);
    let text = "These are many words that will never stand in one row of a small screen.";
    s.ask("Hi").answer(whole(text));
    check_drag(&mut s, "These", "screen.", text);
    check_drag(
        &mut s,
        "are many",
        "small",
        text.trim_start_matches("These ")
            .trim_end_matches(" screen."),
    );
}

#[test]
fn escape_clears_the_selection_before_it_stops_the_answer() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once upon a time"));
    assert_eq!(drag(&mut s, "upon", "time").as_deref(), Some("upon a time"));
    s.shows("Esc deselects").keys("<esc>").shows("Esc stops");
    assert!(!s.app.turn.is_idle());
    s.keys("<esc>");
    assert!(s.app.turn.is_idle());
}

#[test]
fn what_is_selected_is_seen_and_stays_with_its_text() {
    let mut s = screen(80, 24);
    s.ask("Tell me").connect().stream(text("Once upon a time"));
    drag(&mut s, "upon", "a time");
    let seen = |s: &mut Harness| {
        let frame = s.look();
        let style = s.app.theme.style(causerie::theme::Scope::Selection);
        let is_selected = |cell: &ratatui::buffer::Cell| {
            style.bg.is_none_or(|bg| cell.bg == bg) && cell.modifier.contains(style.add_modifier)
        };
        let cells = frame.buf.content().iter().filter(|cell| is_selected(cell));
        cells.map(|cell| cell.symbol()).collect::<String>()
    };
    assert_eq!(seen(&mut s), "upon a time");
    s.stream(vec![reply::text_delta(0, ", and ever.\n\nMore.")]);
    s.resize(60, 20);
    assert_eq!(seen(&mut s), "upon a time");
    s.wheel(-1, 10, 5);
    assert_eq!(seen(&mut s), "upon a time");
}

#[test]
fn a_click_copies_nothing_and_neither_does_a_drag_over_nothing() {
    let mut s = answered();
    s.take_effects();
    point(&mut s, PointerKind::Down, (10, 5));
    point(&mut s, PointerKind::Up, (10, 5));
    point(&mut s, PointerKind::Drag, (10, 9));
    assert_eq!(s.take_effects(), []);
    assert_eq!(s.app.selected, None);
    let mut s = screen(80, 24);
    point(&mut s, PointerKind::Down, (10, 5));
    point(&mut s, PointerKind::Drag, (30, 5));
    point(&mut s, PointerKind::Up, (30, 5));
    assert_eq!(s.take_effects(), []);
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
fn of_a_tree_all_and_any_part_is_copied_as_it_was_written() {
    let said = r#"{"status":"sent","to":{"name":"Ada","n":1.50},"at":"noon"}"#;
    let mut s = screen(80, 60);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", said)
        .tool_done("call_2", "one\n  two");
    s.answer(whole("Here.")).keys("<alt+t>");
    check_drag(&mut s, "status  sent", "at  noon", said);
    check_drag(
        &mut s,
        "status  sent",
        "n  1.50",
        r#""status":"sent","to":{"name":"Ada","n":1.50}"#,
    );
    check_drag(&mut s, "name  Ada", "n  1.50", r#""name":"Ada","n":1.50"#);
    check_drag(&mut s, "ame  Ada", "n  1.50", r#""ame":"Ada","n":1.50"#);
    check_drag(&mut s, "da", "da", "da");
    // The sign of the call's state is no text of it.
    check_drag(
        &mut s,
        "✓ search_orders",
        "status  sent",
        "search_orders\n{\"query\": \"ORD-12345\"}\n\"status\":\"sent\"",
    );
    check_drag(&mut s, "one", "two", "one\n  two");
}

#[test]
fn the_line_above_a_thought_is_copied_only_by_itself() {
    let mut s = screen(80, 60);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.keys("<alt+o>");
    let thought = "The person asks for an order.\n\n\
                   I look it up and ask for its shipment at the same time.";
    check_drag(&mut s, "∴ Thought", "same time.", thought);
    check_drag(
        &mut s,
        "∴ Thought",
        "an order.",
        "The person asks for an order.",
    );
    check_drag(&mut s, "∴ Thought", "Thought", "∴ Thought");
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

/// Answers from the corpus, and short ones made of all kinds of pieces.
fn any_answer() -> impl Strategy<Value = String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let texts = paths.map(|path| fs::read_to_string(path).expect("a readable answer"));
    // What stands for a formula, a footnote or the kind of an alert is not made of the characters
    // of its source.
    let is_read =
        |text: &String| !text.contains(['$', '\\']) && !text.contains("[!") && !text.contains("[^");
    let corpus: Vec<String> = texts.filter(is_read).collect();
    let piece = prop::sample::select(vec![
        "Some **strong *and* plain** words.\n\n",
        "# A *title*\n\n",
        "- one\n- two\n  - `deep`\n\n",
        "> quoted\n> lines\n\n",
        "```sh\nls\t-l\n\ncd /\n```\n\n",
        "    indented\n\n",
        "| a | b |\n|---|--:|\n| 1 | 漢字 |\n\n",
        "See [a link](https://example.org \"t\") and [r].\n\n[r]: https://r.org\n\n",
        "---\n\n",
        "1. first\n\n   more of it\n2. [x] done\n\n",
        "a long line of words that is wrapped more than once on a narrow screen, é included\n\n",
    ]);
    let made = prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    prop_oneof![prop::sample::select(corpus), made]
}

/// Are these the characters of `source` in their order, with others left out?
fn is_made_of(text: &str, source: &str) -> bool {
    let mut source = source.chars();
    let mut wanted = text.chars().filter(|c| !c.is_whitespace());
    wanted.all(|c| source.any(|other| other == c))
}

/// The lines of code of a source, without what stands around them.
fn is_lines_of(text: &str, source: &str) -> bool {
    let mut lines = source.lines();
    text.lines()
        .all(|line| lines.any(|other| other.ends_with(line)))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_is_selected_gives_what_was_written(
        source in any_answer(),
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        columns in (0_u32..60, 0_u32..60),
        width in 40_u16..100,
    ) {
        let mut s = screen(width, 20);
        s.ask("?").answer(whole(&source));
        s.look();
        let doc = &s.app.panes.conversation.doc;
        // The item of the answer stands between the prompt and the line below it.
        let Some(item) = doc.id_at(1).filter(|_| doc.len() > 2) else {
            return Ok(());
        };
        let lines = doc.lines(item).to_vec();
        let select = |from: (usize, u32), to: (usize, u32)| {
            let place = |(line, byte): (usize, u32)| Place {
                item,
                line: u32::try_from(line).expect("short"),
                byte,
            };
            let selection = Selection { from: place(from), to: place(to) };
            let (kind, by) = (PaneKind::Conversation, By::Pointer);
            selected::source(&s.app, Selected { kind, selection, by })
        };
        let len = |at: usize| u32::try_from(lines[at].len()).expect("short");
        let is_code = |at: usize| lines[at].kind == LineKind::Code;

        let last = lines.len() - 1;
        if !(1..=last).all(is_code) {
            let all = select((0, 0), (last, len(last)));
            prop_assert_eq!(all.as_deref(), Some(source.trim_matches('\n')));
        }

        let (a, b) = (ends.0.index(lines.len()), ends.1.index(lines.len()));
        let (first, second) = (a.min(b), a.max(b));
        if let Some(text) = select((first, 0), (second, len(second))) {
            let is_written = source.contains(text.trim()) || is_lines_of(&text, &source);
            prop_assert!(is_written, "whole lines: {:?}", text);
        }

        let byte = |at: usize, column: u32| {
            let text: String = lines[at].spans.iter().map(|span| span.text.as_str()).collect();
            let starts = text.char_indices().map(|(at, _)| at);
            let start = starts.take(column as usize + 1).last().unwrap_or(0);
            u32::try_from(start).expect("short")
        };
        let ends = ((first, byte(first, columns.0)), (second, byte(second, columns.1)));
        if let Some(text) = select(ends.0, ends.1) {
            prop_assert!(is_made_of(&text, &source), "some cells: {:?}", text);
        }
    }

    #[test]
    fn what_is_copied_holds_the_code_that_was_selected_and_no_other(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Some **strong** words.\n\n",
            "- one\n- two\n\n",
            "> quoted\n> lines\n\n",
            "```sh\nls\t-l\n\n\tcd /\n```\n\n",
            "~~~\nlast\n~~~\n",
            "```\nfn main() {\n\n\n}\n```\n",
            "| a | b |\n|---|--:|\n| 1 | 2 |\n\n",
        ]), 1..8),
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        columns in (0_usize..20, 0_usize..20),
    ) {
        let source = pieces.concat();
        let mut s = screen(80, 20);
        s.ask("?").answer(whole(&source));
        s.look();
        let item = s.app.panes.conversation.doc.id_at(1).expect("an answer");
        let lines = s.app.panes.conversation.doc.lines(item).to_vec();
        let texts: Vec<String> = lines.iter().map(joined).collect();
        let end = |at: &prop::sample::Index, column: usize| {
            let at = at.index(lines.len());
            (at, column.min(texts[at].len().saturating_sub(1)))
        };
        let ends = [end(&ends.0, columns.0), end(&ends.1, columns.1)];
        let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let place = |(line, byte): (usize, usize)| Place {
            item,
            line: u32::try_from(line).expect("short"),
            byte: u32::try_from(byte).expect("short"),
        };
        let selection = Selection { from: place(first), to: place(last) };
        let is_code = |line: &Line| line.kind == LineKind::Code && !line.is_code_label();
        // What stands between two lines of code that are not of one block is seen.
        let mut expect = Vec::new();
        for at in first.0..=last.0 {
            let text = &texts[at];
            let from = if at == first.0 { first.1 } else { 0 };
            let to = if at == last.0 { last.1 + 1 } else { text.len() };
            let text = text.get(from..to.min(text.len())).expect("ASCII");
            expect.push(is_code(&lines[at]).then(|| text.replace(' ', "")));
        }
        let only_code = expect.iter().all(Option::is_some);
        let is_cut_at_air = [expect.first(), expect.last()].contains(&Some(&Some(String::new())));
        let (kind, by) = (PaneKind::Conversation, By::Pointer);
        let copied = selected::source(&s.app, Selected { kind, selection, by });
        prop_assume!(!only_code && !is_cut_at_air);
        let shown = MarkdownStream::whole(copied.as_deref().unwrap_or_default());
        let found = shown.lines().iter();
        let found = found.map(|line| is_code(line).then(|| joined(line).replace(' ', "")));
        let blocks = |lines: Vec<Option<String>>| {
            let blocks = lines.split(Option::is_none).filter(|block| !block.is_empty());
            blocks.map(<[Option<String>]>::to_vec).collect::<Vec<_>>()
        };
        let (expect, found) = (blocks(expect), blocks(found.collect()));
        let is_fenced = copied.is_some_and(|text| text.contains("```") || text.contains("~~~"));
        let is_alone = !is_fenced && expect.len() == 1;
        prop_assert!(is_alone || found == expect, "{:?} for {:?}", found, expect);
    }
}

fn joined(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
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
