//! Clicks: on the scroll bar, on what folds, beside it, and in the composer.

use causerie::key::PointerKind;

use super::fold::{folds, thought, with_tools};
use crate::support::app::reply::{self, whole};
use crate::support::app::{Frame, Harness, screen};

/// The row of the conversation that holds `what`.
fn row_of(s: &mut Harness, what: &str) -> u16 {
    s.look().find(what).expect("it is shown").0
}

#[test]
fn the_scrollbar_scrolls_and_takes_no_click_for_what_stands_beside_it() {
    let mut s = with_tools(80, 24);
    s.ask("Go on").answer(whole(&"Paragraph.\n\n".repeat(40)));
    s.keys("<ctrl+home>").shows("∴ Thought");
    let row = row_of(&mut s, "∴ Thought");
    s.take_effects();
    let bar = |s: &mut Harness, kind, row| s.point(kind, 79, row).look();
    let thumb = |frame: &Frame| (0..24).find(|y| frame.row(*y).trim_end().ends_with(['┃', '┫']));
    let before = s.look();
    let top = thumb(&before).expect("there is a bar");
    let before = before.text();
    for kind in [PointerKind::Down, PointerKind::Up] {
        assert_eq!(bar(&mut s, kind, row).text(), before, "it is the thumb");
    }
    bar(&mut s, PointerKind::Down, row);
    let moved = bar(&mut s, PointerKind::Drag, row + 4);
    assert_eq!(thumb(&moved), Some(top + 4), "{}", moved.text());
    bar(&mut s, PointerKind::Drag, 23);
    s.hides("rows below");
    bar(&mut s, PointerKind::Up, 23);
    assert_eq!((folds(&s), s.take_effects()), (vec![], vec![]));
    // Not even by where it was let go.
    bar(&mut s, PointerKind::Down, top);
    let frame = bar(&mut s, PointerKind::Up, row);
    assert_eq!((frame.text(), folds(&s)), (before, vec![]));
}

#[test]
fn the_head_that_was_clicked_stays_under_the_pointer() {
    let mut s = screen(80, 24);
    s.ask("Think").answer(thought(60, "Short."));
    let row = row_of(&mut s, "∴ Thought");
    s.click("∴ Thought");
    assert_eq!(row_of(&mut s, "∴ Thought"), row);
    s.shows("Thought 5.").shows("rows below");
    s.click("∴ Thought");
    assert_eq!(row_of(&mut s, "∴ Thought"), row);
    s.shows("Short.").hides("rows below");
    // Of a block whose beginning is far above, the one line that is left comes into sight.
    s.click("∴ Thought");
    s.keys("<tab><pagedown><enter>")
        .shows("∴ Thought")
        .shows("Short.");
}

#[test]
fn at_the_end_too_the_head_that_was_clicked_stays_under_the_pointer() {
    let mut s = screen(120, 40);
    for n in 0..10 {
        let question = format!("{{\"query\": \"Q{n}\"}}");
        let mut call = vec![
            reply::start(),
            reply::tool_begins(0, &format!("call_{n}"), "search"),
            reply::input_delta(0, &question),
            reply::block_ends(0),
        ];
        call.extend(reply::ends("tool_use"));
        s.ask("Where?").answer(call);
        s.tool_done(&format!("call_{n}"), "one\ntwo\nthree\nfour\nfive");
        s.answer(whole("Here."));
    }
    let (row, column) = s.look().find("✓ search  Q9").expect("it is shown");
    let is_there = |s: &mut Harness, what: &str| s.look().row(row).contains(what);
    for is_open in [true, false, true, false] {
        s.press(column, row);
        assert!(is_there(&mut s, "✓ search"), "{}", s.text());
        assert_eq!(s.look().row(row + 1).contains("query  Q9"), is_open);
    }
    assert!(s.app.panes.conversation.viewport().following);
    s.keys("<tab>");
    for _ in 0..4 {
        s.keys("<enter>");
        assert!(is_there(&mut s, "✓ search"), "{}", s.text());
    }
    // What is open stands higher; folded there it leaves rows below, which are filled before the
    // pane follows.
    s.keys("<alt+t>");
    let row = row_of(&mut s, "query  Q9") - 1;
    s.press(column, row);
    assert!(s.look().row(row).contains("search  Q9"), "{}", s.text());
    s.hides("below");
    s.type_text("And now?").keys("<enter>");
    assert!(s.app.panes.conversation.viewport().following);
}

#[test]
fn a_click_beside_what_folds_gives_the_choice_up() {
    let mut s = with_tools(120, 40);
    s.click("✓ search_orders");
    assert!(s.app.choice.is_some());
    s.click("It is on its way");
    assert_eq!(s.app.choice, None);
    // The text of a block chooses it and leaves it open.
    let (row, column) = s.look().find("shipment at the same").expect("in its pane");
    s.press(column, row);
    assert!(s.app.choice.is_some());
    s.shows("shipment at the same");
}

#[test]
fn a_click_places_the_caret_of_the_composer() {
    let mut s = screen(80, 40);
    s.type_text("one two\nthree");
    s.click("two");
    s.keys("X").composer_holds("one Xtwo\nthree");
    let (row, _) = s.look().find("three").expect("it is shown");
    s.press(70, row);
    s.keys("!").composer_holds("one Xtwo\nthree!");
    s.press(0, row + 1);
    s.keys("<").composer_holds("one Xtwo\n<three!");
}
