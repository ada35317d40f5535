//! How hits are marked: in text, in tables and records, and on the scroll bar.

use causerie::theme::Scope;

use super::{in_colors, looks, paragraphs, streaming};
use crate::support::app::reply::{text, whole};
use crate::support::app::{Harness, screen};

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
