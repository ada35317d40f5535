//! Folding thinking and tool calls, and choosing them.

use std::time::Duration;

use causerie::api::event::StreamSignal;
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::session::record::{Fold, Record, Shelf};

use super::long_search::repeat;
use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Harness, screen};

/// What was said of single blocks and of kinds.
pub fn folds(s: &Harness) -> Vec<Fold> {
    let folds = s.records.iter().filter_map(|(_, record)| match record {
        Record::Fold(fold) => Some(*fold),
        _ => None,
    });
    folds.collect()
}

fn lines(mut s: Harness) -> [Vec<causerie::text::line::Line>; 3] {
    s.all_lines()
}

/// Thinking of so many lines, then an answer.
pub fn thought(n_lines: usize, answer: &str) -> Vec<causerie::api::event::StreamEvent> {
    let thinking: String = (0..n_lines).map(|n| format!("Thought {n}.\n\n")).collect();
    reply::thought(&thinking, answer)
}

fn paragraphs(n: usize) -> String {
    (0..n).map(|n| format!("Paragraph {n}.\n\n")).collect()
}

/// A turn that thought and called two tools, which have answered.
pub fn with_tools(width: u16, height: u16) -> Harness {
    let mut s = screen(width, height);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{\"state\": \"shipped\", \"items\": 2}");
    s.tool_done("call_2", "one\ntwo\nthree");
    s.answer(whole("It is on its way."));
    s
}

#[test]
fn opened_calls_stand_apart_and_folded_ones_line_by_line() {
    let mut s = with_tools(80, 40);
    let above = |s: &mut Harness| {
        let frame = s.look();
        let (y, _) = frame.find("✓ get_shipping_status").expect("it is shown");
        frame.row(y - 1)
    };
    assert!(above(&mut s).contains("✓ search_orders"));
    s.keys("<alt+t>").shows("items");
    assert_eq!(above(&mut s).trim(), "");
    s.keys("<alt+t>");
    assert!(above(&mut s).contains("✓ search_orders"));
}

#[test]
fn the_line_of_thinking_that_arrives_lives() {
    let mut s = screen(80, 24);
    s.ask("Think").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "First I look"),
    ]);
    s.shows("∴ Thinking  First I look").shows("3 words · 0.0 s");
    // Words come at once, numbers with the tick.
    s.stream(vec![reply::thinking_delta(0, " at the order")]);
    s.shows("First I look at the order")
        .shows("3 words · 0.0 s");
    s.pass(Duration::from_millis(1_300));
    s.shows("6 words · 1.2 s");
    s.stream(vec![
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, "Well."),
    ]);
    s.shows("∴ Thought  First I look at the order")
        .shows("6 words · 1.3 s");
    s.pass(Duration::from_secs(2)).shows("6 words · 1.3 s");
}

#[test]
fn enter_opens_and_folds_what_is_chosen_and_the_session_remembers_it() {
    let mut s = with_tools(80, 24);
    s.hides("The person asks");
    s.keys("<tab>g>").shows("█ ∴ Thought").keys("<enter>");
    s.shows("│ The person asks for an order.")
        .shows("█ │ I look");
    s.keys("<>><>><enter>")
        .shows("→ one")
        .shows("█ ✓ get_shipping_status");
    let said = |shelf, block, open| Fold {
        shelf,
        block: Some((1, block)),
        open,
    };
    assert_eq!(
        folds(&s),
        [said(Shelf::Thinking, 0, true), said(Shelf::Calls, 3, true)]
    );
    let again = s.reopened(&s.log(s.records.len()));
    assert_eq!(lines(again), lines(s));
}

#[test]
fn a_key_folds_or_opens_all_of_a_kind_and_that_is_remembered_across_runs() {
    let mut s = with_tools(80, 24);
    s.take_effects();
    s.keys("<alt+o>")
        .shows("The person asks")
        .shows("All thinking in the conversation: open");
    assert_eq!(s.take_effects(), [Effect::Remember("thinking\n".into())]);
    s.keys("<alt+t>").shows("state  shipped");
    assert_eq!(
        s.take_effects(),
        [Effect::Remember("calls\nthinking\n".into())]
    );
    let mut next = screen(80, 24);
    next.app.recall("calls\nthinking\n");
    next.ask("Where is it?").answer(reply::thinking_and_tools());
    next.tool_done("call_1", "{\"state\": \"shipped\"}");
    next.shows("The person asks").shows("state  shipped");
    s.keys("<alt+o><alt+t>")
        .hides("The person asks")
        .hides("state  shipped");
    assert_eq!(
        s.take_effects().last(),
        Some(&Effect::Remember(String::new()))
    );
    assert_eq!(folds(&s), [], "nothing was said of single blocks");
}

#[test]
fn a_pane_folds_what_it_shows_by_itself() {
    let mut s = with_tools(120, 40);
    s.keys("<tab><tab><alt+o>")
        .shows("All thinking in this pane: folded");
    assert_eq!(s.lines(PaneKind::Thinking).len(), 2);
    s.keys("<tab>g><enter>");
    assert!(s.lines(PaneKind::Activity).len() < 10);
    assert_eq!(folds(&s)[0].shelf, Shelf::ActivityPane);
    s.keys("<alt+t>")
        .shows("All tool calls in this pane: folded");
    assert_eq!(s.lines(PaneKind::Activity).len(), 4);
    assert_eq!(folds(&s)[1].block, None);
}

#[test]
fn what_arrives_can_be_opened_and_folded_while_it_does() {
    let mut s = screen(80, 24);
    s.ask("Think").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "First **this"),
    ]);
    s.keys("<alt+o>").shows("│ First this");
    s.stream(vec![reply::thinking_delta(0, "**.\n\nThen that.")]);
    s.shows("│ Then that.");
    // The line that was told stands until it can be read.
    s.keys("<alt+o>").shows("∴ Thinking  First this.");
    s.pass(Duration::from_secs(1))
        .shows("∴ Thinking  Then that.")
        .hides("First");
    s.keys("<alt+o>");
    let mut rest = vec![
        reply::thinking_delta(0, "\n\nAnd now."),
        reply::block_ends(0),
    ];
    rest.extend([
        reply::tool_begins(1, "call_1", "search_orders"),
        reply::input_delta(1, "{\"query\": \"ORD"),
    ]);
    s.stream(rest).shows("│ And now.");
    s.keys("<alt+t>").shows("query  ORD");
    let mut rest = vec![reply::input_delta(1, "-1\"}"), reply::block_ends(1)];
    rest.extend(reply::ends("tool_use"));
    s.stream(rest).signal(StreamSignal::Ended);
    s.shows("query  ORD-1")
        .tool_done("call_1", "found")
        .shows("→ found");
    s.answer(whole("Done."));
    let mut again = s.reopened(&s.log(s.records.len()));
    again.keys("<alt+o><alt+t>");
    assert_eq!(lines(again), lines(s));
}

#[test]
fn folding_above_the_readers_place_moves_nothing() {
    let mut s = screen(80, 24);
    for _ in 0..3 {
        s.ask("Think").answer(thought(20, &paragraphs(40)));
    }
    s.keys("<pageup><pageup><shift+up>");
    let body = |s: &mut Harness| {
        let frame = s.look();
        let rows = 1..s.app.areas.conversation.bottom() - 1;
        let rows = rows.map(|y| frame.row(y).trim_end_matches('┃').trim_end().to_owned());
        rows.collect::<Vec<_>>()
    };
    let before = body(&mut s);
    assert!(before[3].contains("Paragraph") || before[4].contains("Paragraph"));
    for _ in 0..2 {
        s.keys("<alt+o>");
        assert_eq!(body(&mut s), before);
    }
}

#[test]
fn choosing_in_one_pane_shows_the_round_in_the_others() {
    let mut s = screen(120, 30);
    for _ in 0..6 {
        s.ask("Where is it?").answer(reply::thinking_and_tools());
        s.tool_done("call_1", "{}").tool_done("call_2", "{}");
        s.answer(whole(&paragraphs(8)));
    }
    let bars = |s: &mut Harness, kind: PaneKind| {
        let viewport = s.app.panes.get(kind).viewport();
        let items = viewport
            .rows
            .iter()
            .filter(|row| s.app.is_chosen(kind, row));
        let mut items: Vec<_> = items.map(|row| row.item).collect();
        items.dedup();
        items
    };
    s.keys("<tab><tab><tab>g>").shows("█");
    let chosen = bars(&mut s, PaneKind::Activity);
    assert_eq!(chosen.len(), 1);
    assert_eq!(bars(&mut s, PaneKind::Conversation), chosen);
    assert_eq!(bars(&mut s, PaneKind::Thinking).len(), 1);
    assert!(!s.app.panes.conversation.viewport().following);
    s.shows("Enter folds · Esc deselects").keys("<enter>");
    s.shows("Enter opens · Esc deselects").keys("<enter>");
    s.keys("<esc>").shows("Esc to write");
    for kind in PaneKind::ALL {
        assert_eq!(bars(&mut s, kind), []);
    }
    assert!(s.app.panes.conversation.viewport().following);
    // While an answer arrives, Escape stops it, with one press.
    s.ask("And now?").connect().stream(text("It"));
    s.keys("<tab><tab><tab>>").shows("Esc stops").keys("<esc>");
    assert!(s.app.turn.is_idle());
}

#[test]
fn to_fold_and_open_ten_thousand_blocks_costs_a_frame_of_a_screen() {
    let mut s = with_tools(80, 24);
    repeat(&mut s, 4, 3_399);
    assert_eq!(s.app.conversation.path().len(), 4 * 3_400);
    let rows = |s: &Harness| {
        let rows = PaneKind::ALL.map(|kind| s.app.panes.get(kind).rows_laid_out());
        rows.iter().sum::<u64>()
    };
    for place in ["", "<ctrl+home>", "<pagedown>", "<ctrl+end><pageup>"] {
        s.keys(place);
        for keys in ["<alt+o>", "<alt+t>", "<alt+o>", "<alt+t>"] {
            let before = rows(&s);
            s.keys(keys);
            let rows = rows(&s) - before;
            assert!(rows <= 3 * 24, "{rows} rows for {keys} after {place}");
        }
    }
    s.keys("<alt+o>");
    let n_later = s.app.panes.conversation.doc.n_later();
    assert!(n_later > 3_000, "what nobody looked at was not read");
}

#[test]
fn to_look_for_a_landmark_in_vain_does_not_read_the_history() {
    let mut s = with_tools(80, 24);
    repeat(&mut s, 4, 999);
    let n_later = |s: &Harness| s.app.panes.conversation.doc.n_later();
    let before = n_later(&s);
    assert!(before > 1_900, "{before}");
    for (keys, told) in [
        ("<tab><ctrl+home>}", "No code block below"),
        (")", "No heading below"),
        ("o", "No link below"),
        ("<ctrl+end><pageup>{", "No code block above"),
        ("(", "No heading above"),
        ("O", "No link above"),
    ] {
        s.keys(keys).shows(told);
    }
    s.keys("[[[]");
    assert!(before - n_later(&s) < 200, "{} of {before}", n_later(&s));
}

#[test]
fn each_thought_of_an_answer_has_its_own_time_and_keeps_it() {
    let mut s = screen(80, 40);
    s.ask("Think twice").connect().stream(vec![reply::start()]);
    for (index, millis) in [(0, 1_300), (2, 2_600)] {
        s.stream(vec![
            reply::thinking_begins(index),
            reply::thinking_delta(index, "Let me see."),
        ]);
        s.pass(Duration::from_millis(millis));
        s.stream(vec![
            reply::block_ends(index),
            reply::text_begins(index + 1),
            text_delta(index + 1, "Said."),
        ]);
        s.pass(Duration::from_secs(5));
    }
    let check = |s: &mut Harness| {
        s.shows("3 words · 1.3 s").shows("3 words · 2.6 s");
    };
    check(&mut s);
    s.stream(reply::ends("end_turn"))
        .signal(StreamSignal::Ended);
    check(&mut s);
    for _ in 0..2 {
        s.keys("<ctrl+t>");
        check(&mut s);
    }
    check(&mut s.reopened(&s.log(usize::MAX)));
}
