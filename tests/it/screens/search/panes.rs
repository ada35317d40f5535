//! A search goes through all panes, and the focus goes along.

use causerie::app::focus::{Focus, PaneKind};
use causerie::theme::Scope;

use super::{in_colors, looks};
use crate::support::app::reply::{self, text_delta, whole};
use crate::support::app::{Harness, screen};

/// Orders in the conversation, in what was thought and in what was done.
fn orders() -> Harness {
    let mut s = screen(120, 30);
    s.ask("Where is my parcel?")
        .answer(reply::thinking_and_tools());
    // Nothing of it is in the line that stands for what is folded in the conversation.
    s.tool_done("call_1", "heron heron\nthat is all");
    s.tool_done("call_2", "{}");
    s.answer(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "A heron, or two herons.\n\nSo be it."),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, "A heron has it."),
        reply::block_ends(1),
    ]);
    s
}

#[test]
fn hits_are_counted_in_all_panes_and_gone_through_from_pane_to_pane() {
    let mut s = orders();
    in_colors(&mut s);
    s.keys("<ctrl+f>heron");
    s.shows("1 of 1 · 2 in thinking · 2 in activity");
    s.keys("<enter>").shows("Search the thinking:");
    s.shows("1 of 2 · 1 in conversation · 2 in activity");
    let frame = s.look();
    looks(&s, &frame, "heron", Scope::SearchCurrent);
    let (y, x) = frame.find("heron has it").expect("it is shown");
    let hit = s.app.theme.style(Scope::SearchHit);
    assert_eq!(frame.buf[(x, y)].style().bg, hit.bg);
    s.keys("<enter>").shows("2 of 2 · 1 in conversation");
    s.keys("<enter>")
        .shows("Search the activity:")
        .shows("1 of 2");
    s.keys("<up>").shows("Search the thinking:").shows("2 of 2");
    s.keys("<down><down><down>")
        .shows("Search: heron")
        .shows("1 of 1");
    s.keys("<up>").shows("Search the activity:").shows("2 of 2");
}

#[test]
fn a_pane_that_is_folded_away_opens_when_the_search_comes_to_it() {
    let mut s = orders();
    s.keys("<ctrl+o>").hides("THINKING");
    s.keys("<ctrl+f>heron<enter>")
        .shows("THINKING")
        .shows("1 of 2");
    // As long as it is there.
    s.keys("<enter><enter>").shows("Search the activity:");
    s.hides("THINKING").keys("<up>").shows("THINKING");
    s.keys("<esc>").hides("THINKING").shows("ACTIVITY");
    s.keys("<ctrl+o>").shows("THINKING");
    let mut s = orders();
    s.resize(80, 24)
        .keys("<ctrl+f>heron")
        .shows("A heron has it.");
    s.keys("<enter>").shows("THINKING").hides("A heron has it.");
    s.keys("<up>").shows("A heron has it.").hides("THINKING");
}

#[test]
fn with_both_side_panes_folded_away_what_is_in_them_is_found_and_they_are_so_again_afterwards() {
    let mut s = orders();
    s.keys("<ctrl+o><ctrl+t>")
        .hides("THINKING")
        .hides("ACTIVITY");
    s.keys("<ctrl+f>heron")
        .shows("1 of 1 · 2 in thinking · 2 in activity");
    s.keys("<enter>").shows("THINKING").hides("ACTIVITY");
    s.keys("<enter><enter>").shows("ACTIVITY").hides("THINKING");
    // What is there for the search goes by its own key, and the search with it.
    s.keys("<ctrl+t>").hides("ACTIVITY").hides("Search the");
    s.keys("<ctrl+t>").shows("ACTIVITY").hides("THINKING");
}

#[test]
fn the_focus_goes_along_from_pane_to_pane() {
    let mut s = orders();
    s.keys("<tab>/heron<tab>n").shows("Search the thinking:");
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Thinking));
    s.keys("nn").shows("Search the activity:").shows("1 of 2");
    s.keys("<shift+n>")
        .shows("Search the thinking:")
        .shows("2 of 2");
}

#[test]
fn thinking_and_tools_are_searched_where_they_have_the_focus() {
    let mut s = screen(120, 30);
    s.ask("Where is my order?")
        .answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{\"found\": \"a parcel\"}");
    // Folded away, the beginning of it is not there to be found.
    s.keys("<ctrl+f>asks").shows("none here").keys("<esc>");
    s.keys("<tab><tab>/shipment")
        .shows("Search the thinking:")
        .shows("1 of 1");
    s.keys("<esc><tab>/parcel")
        .shows("Search the activity:")
        .shows("1 of 1");
    assert_eq!(s.app.search.pane(), Some(PaneKind::Activity));
    // Folded away, there is nothing left to search in.
    s.keys("<ctrl+t>").hides("Search the activity:");
}

#[test]
fn a_pane_over_the_conversation_is_the_one_that_is_searched() {
    let mut s = screen(80, 24);
    s.ask("Where is my order?")
        .answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    s.keys("<ctrl+o><ctrl+f>shipment").shows("1 of 1");
    s.keys("<esc>").shows("THINKING").shows("Esc closes");
    s.keys("<ctrl+f>order").shows("1 of 1");
    s.keys("<ctrl+o>").hides("1 of 1").hides("THINKING");
}

#[test]
fn a_search_gives_the_focus_back_to_the_conversation_that_was_covered() {
    let mut s = screen(80, 24);
    s.ask("Which?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.answer(whole("The first one.")).keys("<tab>").look();
    s.keys("/person<enter>").shows("THINKING");
    s.keys("<esc>").look();
    s.keys("<esc>").hides("THINKING");
    assert_eq!(s.app.focus, Focus::Pane(PaneKind::Conversation));
}
