//! What is selected by a drag.

use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::raw::RawJson;
use causerie::api::request::ServerRequestId;
use causerie::api::usage::{Stop, StopReason};
use causerie::app::effect::Effect;
use causerie::key::PointerKind;
use serde_json::json;

use super::{ANSWER, SH, answered, check_drag, drag, point};
use crate::support::app::reply::{self, ends_with, text, text_delta, whole};
use crate::support::app::{Harness, screen};

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
fn of_a_formula_over_several_rows_all_is_copied_or_what_is_seen() {
    let mut s = screen(80, 40);
    let formula = "$$\\begin{pmatrix} aa & bb \\\\ cc & dd \\\\ ee & ff \\end{pmatrix}$$";
    let answer = format!("Before it.\n\n{formula}\n\nBehind it.");
    s.ask("A matrix?").answer(whole(&answer));
    let rows: Vec<String> = ["aa", "cc", "ee"]
        .map(|name| {
            let (row, _) = s.look().find(name).expect("it is shown");
            s.look().row(row).trim().to_owned()
        })
        .into();
    let mut check = |from: &str, to: &str, expect: &str| {
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    let part = |row: &str, from: &str| row.get(row.find(from).unwrap()..).unwrap().to_owned();
    check(
        "bb",
        &rows[1],
        &format!("{}\n{}", part(&rows[0], "bb"), rows[1]),
    );
    check(&rows[1], &rows[2], &format!("{}\n{}", rows[1], rows[2]));
    check(&rows[0], &rows[2], formula);
    check("Before", "it.", "Before it.");
    let all = format!("it.\n\n{formula}\n\nBehind");
    check("it.", "Behind", &all);
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
    check_drag(&mut s, "◆ Tip", "an item.", item);
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
fn a_quote_of_which_a_part_is_selected_stays_one() {
    let mut s = screen(80, 40);
    let answer = "> First words.\n>\n> ```py\n> def f():\n>     return 1\n>\n> x = f()\n> ```\n>\n\
                  > Second words.\n>\n> - an item\n> > deeper words\n> >\n> > and more of them\n";
    s.ask("Quote?").answer(whole(answer));
    let mut check = |from: &str, to: &str, expect: &str| {
        s.pass(Duration::from_secs(1));
        check_drag(&mut s, from, to, expect);
    };
    check(
        "return 1",
        "Second",
        "> ```py\n> return 1\n>\n> x = f()\n> ```\n>\n> Second",
    );
    check("econd", "item", "> econd words.\n>\n> - an item");
    check("tem", "deeper", "> tem\n> > deeper");
    check("econd", "Second", "econd");
    check(
        "irst",
        "return",
        "> irst words.\n>\n> ```py\n> def f():\n>     return\n> ```",
    );
    check("deeper", "and more", "> > deeper words\n> >\n> > and more");
}

#[test]
fn a_part_of_a_definition_that_is_not_selected_alone_stands_behind_its_sign() {
    let mut s = screen(80, 24);
    s.ask("What?")
        .answer(whole("Term one\n: What it *is* here.\n: Another one.\n"));
    check_drag(&mut s, "Term", "What it", "Term one\n: What it");
    s.pass(Duration::from_secs(1));
    check_drag(
        &mut s,
        "What it",
        "Another",
        ": What it *is* here.\n: Another",
    );
}

#[test]
fn the_line_below_an_answer_is_copied_with_plain_spaces() {
    let mut s = screen(80, 24);
    s.ask("What?").answer(whole("This."));
    let copied = drag(&mut s, "first word", "tokens").expect("a line below the answer");
    assert!(
        copied.starts_with("first word 0.0 s") && !copied.contains('\u{a0}'),
        "{copied}"
    );
}

#[test]
fn why_an_answer_ended_is_copied_with_what_stands_around_it() {
    let lost = "connection reset";
    let why = format!("Interrupted: {lost} · ~2 tokens · ≥$0.0003");
    let mut s = screen(80, 24);
    s.ask("What?").connect().stream(text("Half an ans"));
    s.fail(ApiError {
        request_id: Some(ServerRequestId("req_0123".into())),
        ..ApiError::local(ApiErrorKind::Network, lost)
    });
    check_drag(&mut s, "terrupted", "reset", "terrupted: connection reset");
    let id = "request id req_0123";
    check_drag(&mut s, "Interrupted", id, &format!("{why}\n{id}"));
    check_drag(&mut s, "Half", "0003", &format!("Half an ans\n\n{why}"));
    s.ask("And?").answer(ends_with(Stop {
        reason: Some(StopReason::Refusal),
        details: Some(RawJson::of(&json!({ "explanation": "it refuses" }))),
        ..Stop::default()
    }));
    check_drag(
        &mut s,
        "What?",
        "it refuses",
        &format!(
            "What?\n\nHalf an ans\n\n{why}\n\nAnd?\n\nThe model declined to answer: it refuses"
        ),
    );
    s.ask("So?").answer(whole("So."));
    // Facts are told and not said.
    check_drag(&mut s, "So?", "first word", "So?\n\nSo.");
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
    s.stream(vec![text_delta(0, ", and ever.\n\nMore.")]);
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
fn a_drag_that_is_told_of_by_its_ends_alone_is_one() {
    let mut s = screen(80, 24);
    s.ask("What?").answer(whole("This and that."));
    let (row, column) = s.look().find("and").expect("it is shown");
    s.take_effects();
    point(&mut s, PointerKind::Down, (column, row));
    point(&mut s, PointerKind::Up, (column + 7, row));
    assert_eq!(s.take_copies(), ["and that"]);
}

#[test]
fn a_rule_is_in_a_drag_wherever_that_begins_and_ends() {
    let mut s = screen(80, 40);
    let answer = "First *one*.\n\n* * *\n\nThen.\n\n---\n\nFinal.";
    s.ask("Which?").answer(whole(answer));
    let frame = s.look();
    let ends = |text: &str| {
        let (row, column) = frame.find(text).expect("it is shown");
        let columns = u16::try_from(text.len()).unwrap();
        ((column, row), (column + columns - 1, row))
    };
    let [one, then, last] = ["one.", "Then.", "Final."].map(ends);
    let [first, second] = [(8, then.0.1 - 2), (8, last.0.1 - 2)];
    assert!(frame.row(first.1).contains("────") && frame.row(second.1).contains("────"));
    let mut check = |from: (u16, u16), to: (u16, u16), expect: &str| {
        s.pass(Duration::from_secs(1));
        s.take_effects();
        point(&mut s, PointerKind::Down, from);
        point(&mut s, PointerKind::Drag, to);
        point(&mut s, PointerKind::Up, to);
        assert_eq!(s.take_copies(), [expect]);
    };
    check(second, last.1, "---\n\nFinal.");
    check(first, last.1, "* * *\n\nThen.\n\n---\n\nFinal.");
    check(first, then.1, "* * *\n\nThen.");
    check(one.0, first, "*one*.\n\n* * *");
    check(one.0, then.1, "*one*.\n\n* * *\n\nThen.");
    check(second, (20, second.1), "---");
}

#[test]
fn our_own_words_behind_an_image_are_never_copied() {
    let mut s = screen(40, 40);
    let image = "![a map of all of it and more](https://a.example/b.png)";
    s.ask("Where?").answer(whole(&format!("See {image}.")));
    let frame = s.look();
    let row = |text| frame.find(text).expect("it is shown").0;
    assert_eq!(
        row("of all of it and more") + 1,
        row("(image)."),
        "{}",
        frame.text()
    );
    check_drag(&mut s, "(image).", "(image).", ".");
    check_drag(&mut s, "a map", "(image).", &format!("{image}."));
    check_drag(&mut s, "map", "(image).", "map of all of it and more.");
    check_drag(&mut s, "See", "(image)", &format!("See {image}"));
}

#[test]
fn across_a_thought_that_is_folded_there_is_one_empty_line() {
    let mut s = screen(80, 40);
    s.ask("Something rich")
        .answer(reply::thought("Hm.", "# Rich answer\n\nIt is."));
    check_drag(&mut s, "rich", "Rich answer", "rich\n\n# Rich answer");
    check_drag(&mut s, "∴ Thought", "Rich answer", "# Rich answer");
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
fn what_was_thought_is_copied_from_its_source_wherever_it_is_shown() {
    let thought =
        "I *think*.\n\n- see [a link](https://a.example)\n\n```py\nx = 1\n```\n\nEnd thought.";
    let expect = "- see [a link](https://a.example)\n\n```py\nx = 1\n```\n\nEnd";
    for width in [80, 140] {
        let mut s = screen(width, 60);
        s.ask("Think?").answer(reply::thought(thought, "Done."));
        s.keys("<alt+o>");
        check_drag(&mut s, "see a", "End", expect);
        s.keys("<alt+k>");
        assert_eq!(s.take_copies(), ["x = 1"]);
    }
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
fn a_click_beside_text_that_grows_copies_nothing() {
    for (column, row) in [(40, 16), (60, 5)] {
        let mut s = screen(80, 24);
        s.ask("Hi?").connect();
        s.stream(text("Hello there.\n\nIt goes")).look();
        s.take_effects();
        point(&mut s, PointerKind::Down, (column, row));
        s.stream(vec![text_delta(0, " on and on.")]).look();
        point(&mut s, PointerKind::Up, (column, row));
        assert_eq!(s.take_copies(), [""; 0]);
    }
}
