//! The pointer on what lies on top: lists that are picked from, and the keys.

use causerie::app::effect::Effect;
use causerie::app::msg::Msg;
use causerie::conversation::UnixMillis;
use causerie::key::PointerKind;
use causerie::session::SessionId;
use causerie::session::summary::Summary;

use crate::support::app::reply::whole;
use crate::support::app::{Harness, screen};

fn listed(n: usize) -> Harness {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi.")).keys("<ctrl+g>");
    let summary = |n| Summary {
        id: SessionId(format!("{n}")),
        at: UnixMillis(0),
        messages: 2,
        title: format!("Title {n:02}"),
        unreadable: None,
    };
    s.tell(Msg::Sessions(Ok((0..n).map(summary).collect())));
    s.look();
    s.take_effects();
    s
}

fn opened(s: &mut Harness) -> Vec<String> {
    let effects = s.take_effects().into_iter();
    let opened = effects.filter_map(|effect| match effect {
        Effect::Open { session, .. } => Some(session.0),
        _ => None,
    });
    opened.collect()
}

#[test]
fn a_click_chooses_a_session_and_another_opens_it() {
    let mut s = listed(3);
    s.click("Title 02").shows("Title 02");
    assert_eq!(opened(&mut s), Vec::<String>::new());
    s.click("Title 01").click("Title 01").hides("Title 01");
    assert_eq!(opened(&mut s), ["1"]);
}

#[test]
fn the_list_does_not_move_under_the_pointer() {
    let mut s = listed(40);
    s.keys("<end>").shows("Title 39").hides("Title 01");
    let before = s.look();
    let (top, _) = before.find("Title").expect("a list");
    s.press(10, top);
    // But for the edge, which says how many there are.
    let now = s.look().text().replace("─ 23 of 40 ─", "─ 40 of 40 ─");
    assert_eq!(now, before.text(), "it is chosen where it is");
    let title = before.row(top);
    s.press(10, top);
    let title = title
        .split_whitespace()
        .nth(2)
        .expect("a number")
        .to_owned();
    assert_eq!(opened(&mut s), [title]);
}

#[test]
fn the_wheel_goes_through_the_list() {
    let mut s = listed(40);
    for _ in 0..13 {
        s.wheel(3, 40, 12);
    }
    s.shows("Title 39").hides("Title 01");
    s.wheel(-20, 40, 12).wheel(-19, 40, 12);
    s.shows("Title 00").hides("Title 39");
}

#[test]
fn a_button_that_is_let_go_elsewhere_does_nothing() {
    let mut s = listed(3);
    let (row, column) = s.look().find("Title 00").expect("it is shown");
    for (down, up) in [
        ((column, row), (column, row + 1)),
        ((0, 0), (column, row)),
        ((column, row), (0, 0)),
    ] {
        s.point(PointerKind::Down, down.0, down.1);
        s.point(PointerKind::Drag, up.0, up.1);
        s.point(PointerKind::Up, up.0, up.1);
        s.shows("Title 00").shows("Enter opens");
    }
    // Neither do the border, the filter and what is said of the keys.
    s.click("Sessions")
        .click("Filter")
        .click("Esc closes")
        .shows("Title 00");
    assert_eq!(s.take_effects(), []);
}

#[test]
fn a_click_beside_it_closes_it_and_no_more() {
    let mut s = listed(3);
    s.press(2, 22).hides("Title 00").composer_holds("");
    assert_eq!(s.take_effects(), []);
    s.keys("<f1>").shows("First of all");
    s.click("First of all").shows("First of all");
    s.press(0, 0).hides("First of all").shows("Hi.");
}

#[test]
fn what_can_be_copied_is_clicked_as_well() {
    let mut s = screen(80, 24);
    s.ask("Code")
        .answer(whole("Look:\n\n```sh\nls\n```\n\n```sh\npwd\n```"));
    s.take_copies();
    s.keys("<alt+c>").click("2 Code sh");
    assert_eq!(s.take_copies(), Vec::<String>::new());
    s.click("2 Code sh").hides("Enter copies");
    assert_eq!(s.take_copies(), ["pwd"]);
}

#[test]
fn a_click_while_the_list_is_being_read_opens_nothing() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+g>").shows("Reading the sessions");
    s.click("Reading").shows("Reading the sessions");
    assert_eq!(opened(&mut s), Vec::<String>::new());
}

#[test]
fn a_list_that_is_longer_than_its_room_says_where_one_is_in_it() {
    let blocks: String = (0..12).map(|n| format!("```sh\nls {n}\n```\n\n")).collect();
    let mut s = screen(40, 12);
    s.ask("Code?").answer(whole(&blocks));
    s.keys("<alt+c>")
        .shows("─ 12/14 ")
        .keys("<down>")
        .shows("─ 13/14 ");
    s.resize(100, 12).shows("─ 13 of 14 ─");
    s.resize(100, 40).hides(" of 14");
}
