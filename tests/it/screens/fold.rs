//! Folding thinking and tool calls, choosing them, and clicking.

use std::time::Duration;

use causerie::api::event::StreamSignal;
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::app::links::LINK_READ;
use causerie::app::msg::Msg;
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::{Entry, EntryId, EntryKind};
use causerie::key::{Pointer, PointerKind, TerminalEvent};
use causerie::problem::{Problem, ProblemKind};
use causerie::report::{Attempt, Copied, Fate, Followed};
use causerie::session::JournalEvent;
use causerie::session::record::{Fold, Record, Shelf};
use causerie::turn::tool_call::ToolEvent;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Frame, Harness, screen};

/// Thinking of so many lines, then an answer.
fn thought(n_lines: usize, answer: &str) -> Vec<causerie::api::event::StreamEvent> {
    let thinking: String = (0..n_lines).map(|n| format!("Thought {n}.\n\n")).collect();
    let mut events = vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, &thinking),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, answer),
        reply::block_ends(1),
    ];
    events.extend(reply::ends("end_turn"));
    events
}

fn paragraphs(n: usize) -> String {
    (0..n).map(|n| format!("Paragraph {n}.\n\n")).collect()
}

/// A turn that thought and called two tools, which have answered.
fn with_tools(width: u16, height: u16) -> Harness {
    let mut s = screen(width, height);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "{\"state\": \"shipped\", \"items\": 2}");
    s.tool_done("call_2", "one\ntwo\nthree");
    s.answer(whole("It is on its way."));
    s
}

/// Presses and releases the button where `what` is shown.
fn click(s: &mut Harness, what: &str) {
    let (row, column) = s.look().find(what).expect("it is shown");
    press(s, column, row);
}

/// The same when what the click before it told has been read.
fn click_again(s: &mut Harness, what: &str) {
    s.pass(LINK_READ);
    click(s, what);
}

fn press(s: &mut Harness, column: u16, row: u16) {
    for kind in [PointerKind::Down, PointerKind::Up] {
        let mods = Default::default();
        let pointer = Pointer {
            kind,
            column,
            row,
            mods,
        };
        s.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
        s.look();
    }
}

fn folds(s: &Harness) -> Vec<Fold> {
    let folds = s.records.iter().filter_map(|(_, record)| match record {
        Record::Fold(fold) => Some(*fold),
        _ => None,
    });
    folds.collect()
}

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
    let bar = |s: &mut Harness, kind, row| {
        let mods = Default::default();
        let column = 79;
        let pointer = Pointer {
            kind,
            column,
            row,
            mods,
        };
        s.tell(Msg::Terminal(TerminalEvent::Pointer(pointer)));
        s.look()
    };
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
fn a_folded_block_is_one_line_with_its_name_size_time_and_last_line() {
    let mut s = with_tools(80, 24);
    s.shows("∴ Thought  I look it up and ask for its shipment")
        .shows("19 words · 0.0 s");
    s.shows("✓ search_orders  ORD-12345  → shipped  2");
    s.shows("✓ get_shipping_status  ORD-12345  → three")
        .shows("3 lines · 0.0 s");
    for width in [40, 41, 60, 100, 250] {
        s.resize(width, 24);
        let frame = s.look();
        for what in ["∴ Thought", "✓ search_orders", "✓ get_shipping"] {
            let (row, _) = frame.find(what).expect("it is shown");
            assert!(
                !frame.row(row + 1).contains("words ·"),
                "one row at {width}"
            );
        }
    }
}

#[test]
fn json_that_a_tool_said_is_a_tree_and_its_plain_values_stand_for_it() {
    let mut s = screen(120, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done(
        "call_1",
        "{\"orders\": [{\"id\": \"ORD-1\", \"items\": [\"lamp\", \"ink\"]}]}",
    );
    s.shows("✓ search_orders  ORD-12345  → ORD-1  lamp  ink");
    let seen = s.look();
    let rows = [
        "    → orders",
        "        • id  ORD-1",
        "          items  lamp · ink",
    ];
    let at = rows.map(|row| seen.find(row).map(|(at, _)| at).expect("it is shown"));
    assert_eq!(at, [at[0], at[0] + 1, at[0] + 2]);
}

#[test]
fn an_input_of_many_lines_is_short_in_its_pane_and_found_whole() {
    let mut s = screen(120, 40);
    let lines: String = (1..=30).map(|n| format!("line {n}\\n")).collect();
    s.ask("Write it").connect().stream(vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "write"),
        reply::input_delta(0, &format!("{{\"text\": \"{lines}")),
    ]);
    s.shows("text  line 1")
        .shows("line 12")
        .shows("… 18 more lines");
    let mut rest = vec![reply::input_delta(0, "end\"}"), reply::block_ends(0)];
    rest.extend(reply::ends("tool_use"));
    s.stream(rest).signal(StreamSignal::Ended);
    s.tool_done("call_1", "written")
        .answer(whole("It is written."));
    s.shows("… 19 more lines").hides("line 30");
    s.keys("<ctrl+f>line 30").shows("no hits · 1 in activity");
    s.keys("<enter>").shows("1 of 1").shows("line 30");
    s.keys("<esc>").hides("line 30");
    s.keys("<tab><ctrl+end><alt+t>")
        .shows("line 30")
        .shows("end");
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
    s.keys("<tab>g>").shows("▌ ∴ Thought").keys("<enter>");
    s.shows("│ The person asks for an order.")
        .shows("▌ │ I look");
    s.keys("<>><>><enter>")
        .shows("→ one")
        .shows("▌ ✓ get_shipping_status");
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

fn lines(mut s: Harness) -> [Vec<causerie::text::line::Line>; 3] {
    s.all_lines()
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
    next.app.folds.recall("calls\nthinking\n");
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
    s.keys("<alt+o>")
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
fn the_head_that_was_clicked_stays_under_the_pointer() {
    let mut s = screen(80, 24);
    s.ask("Think").answer(thought(60, "Short."));
    let row = row_of(&mut s, "∴ Thought");
    click(&mut s, "∴ Thought");
    assert_eq!(row_of(&mut s, "∴ Thought"), row);
    s.shows("Thought 5.").shows("rows below");
    click(&mut s, "∴ Thought");
    assert_eq!(row_of(&mut s, "∴ Thought"), row);
    s.shows("Short.").hides("rows below");
    // Of a block whose beginning is far above, the one line that is left comes into sight.
    click(&mut s, "∴ Thought");
    s.keys("<tab><pagedown><enter>")
        .shows("∴ Thought")
        .shows("Short.");
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
    s.keys("<tab><tab><tab>g>").shows("▌");
    let chosen = bars(&mut s, PaneKind::Activity);
    assert_eq!(chosen.len(), 1);
    assert_eq!(bars(&mut s, PaneKind::Conversation), chosen);
    assert_eq!(bars(&mut s, PaneKind::Thinking).len(), 1);
    assert!(!s.app.panes.conversation.viewport().following);
    s.shows("Esc deselects").keys("<esc>").shows("Esc to write");
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
fn a_click_beside_what_folds_gives_the_choice_up() {
    let mut s = with_tools(120, 40);
    click(&mut s, "✓ search_orders");
    assert!(s.app.choice.is_some());
    click(&mut s, "It is on its way");
    assert_eq!(s.app.choice, None);
    // The text of a block chooses it and leaves it open.
    let (row, column) = s.look().find("shipment at the same").expect("in its pane");
    press(&mut s, column, row);
    assert!(s.app.choice.is_some());
    s.shows("shipment at the same");
}

#[test]
fn a_link_tells_where_it_leads_before_it_opens() {
    let mut s = screen(80, 24);
    let answer = "See [the book](https://doc.rust-lang.org/book/) and [this](run:rm).";
    s.ask("Where?").answer(whole(answer));
    s.take_effects();
    click(&mut s, "the book");
    s.shows("https://doc.rust-lang.org/book/ · a click opens it");
    assert_eq!(s.take_effects(), []);
    click_again(&mut s, "the book");
    let opens = Effect::OpenLink("https://doc.rust-lang.org/book/".into());
    assert_eq!(s.take_effects(), std::slice::from_ref(&opens));
    s.hides("click opens");
    // Later it is told anew.
    click(&mut s, "the book");
    s.pass(Duration::from_secs(11)).hides("click opens");
    click(&mut s, "the book");
    assert_eq!(s.take_effects(), []);
    s.shows("this (run:rm)");
    click(&mut s, "this");
    s.keys("<enter>");
    assert_eq!(s.take_effects(), []);
    // By keys.
    s.pass(Duration::from_secs(11));
    s.keys("<tab>go")
        .shows("https://doc.rust-lang.org/book/ · a click or Enter opens it");
    s.keys("o").shows("No link below");
    s.keys("<home>o<enter>");
    assert_eq!(s.take_effects(), [opens]);
}

#[test]
fn a_double_click_does_not_open_what_nobody_had_time_to_read() {
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole("See [it](https://a.b/)."));
    s.take_effects();
    for _ in 0..3 {
        click(&mut s, "it");
        s.shows("https://a.b/ · a click opens it");
    }
    s.pass(LINK_READ - Duration::from_millis(1));
    click(&mut s, "it");
    assert_eq!(s.take_effects(), []);
    s.pass(Duration::from_millis(1));
    click(&mut s, "it");
    assert_eq!(s.take_effects(), [Effect::OpenLink("https://a.b/".into())]);
}

#[test]
fn the_host_of_a_link_is_read_whole_before_it_opens_whatever_goes_on() {
    let target = "https://accounts.google.com.signin.evil.org/a/path/that/goes/on/and/on/and/on";
    let answer = format!("See [the page]({target}).");
    let mut s = screen(80, 24);
    s.ask("Where?").stream(text(&answer));
    s.take_effects();
    click(&mut s, "the page");
    s.shows("· https://accounts.google.com.signin.evil.org/")
        .hides("answering");
    click_again(&mut s, "the page");
    let opens = Effect::OpenLink(target.into());
    assert_eq!(s.take_effects(), std::slice::from_ref(&opens));
    s.shows("answering");
    // Where only the end of the path and what opens it has no room, the host stands alone.
    for (width, is_told) in [(52, true), (49, true), (46, false), (42, false)] {
        s.resize(width, 24).look();
        click(&mut s, "the page");
        match is_told {
            true => s.shows("· https://accounts.google.com.signin.evil.org/"),
            false => s.shows("Too narrow here to say"),
        };
        click_again(&mut s, "the page");
        let effects = s.take_effects();
        assert_eq!(effects.contains(&opens), is_told, "{width}");
        s.pass(Duration::from_secs(11));
    }
}

#[test]
fn a_link_opens_only_while_its_target_is_in_the_row() {
    let answer = "See [the page](https://a.b/).";
    let opens = Effect::OpenLink("https://a.b/".into());
    // What is said or typed later takes its place.
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole(answer));
    s.take_effects();
    s.keys("<tab>go").shows("· https://a.b/");
    s.keys("o").shows("No link below").keys("<enter>");
    assert!(!s.take_effects().contains(&opens));
    click(&mut s, "the page");
    s.type_text("x").hides("opens it");
    click(&mut s, "the page");
    assert!(!s.take_effects().contains(&opens));
    s.shows("https://a.b/ · a click opens it");
    // What stands there for good does not.
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole(answer));
    let problem = Problem::new(ProblemKind::Session, "Saving fails");
    s.tell(Msg::Journal(JournalEvent::Failed(problem)));
    s.take_effects();
    click(&mut s, "the page");
    s.shows("https://a.b/ · a click opens it");
    click_again(&mut s, "the page");
    assert_eq!(s.take_effects(), [opens]);
    s.shows("Saving fails");
    // Nor does a search that is not typed at the moment.
    s.keys("<tab>/page<enter>").shows("1 of 1");
    click(&mut s, "the page");
    s.shows("https://a.b/ · a click opens it");
    s.keys("<tab>/").hides("opens it").keys("<esc>");
    s.hides("opens it");
}

#[test]
fn what_is_chosen_opens_and_not_the_link_that_was_told_of_before() {
    let mut s = screen(80, 24);
    s.ask("Where?")
        .answer(thought(3, "See [the page](https://a.b/)."));
    s.keys("<tab>go").shows("· https://a.b/");
    s.keys(">").shows("▌ ∴ Thought").hides("opens it");
    s.take_effects();
    s.keys("<enter>").shows("Thought 2.");
    let opens = |effect: &Effect| matches!(effect, Effect::OpenLink(_));
    assert!(!s.take_effects().iter().any(opens));
}

#[test]
fn a_file_is_copied_and_not_opened() {
    let mut s = screen(80, 24);
    s.ask("Where?")
        .answer(whole("See [it](file:///tmp/x.command)."));
    s.take_effects();
    click(&mut s, "it");
    s.shows("file:///tmp/x.command · a click copies it");
    click_again(&mut s, "it");
    let copies = Effect::CopyInstead {
        text: "file:///tmp/x.command".into(),
        why: "Files are not opened from here".into(),
    };
    assert_eq!(s.take_effects(), [copies]);
}

#[test]
fn links_are_gone_through_one_by_one() {
    let mut s = screen(80, 24);
    let links: String = (0..40)
        .map(|n| format!("A [link {n}](https://a.b/{n}), [another](https://a.b/x{n}).\n\n"))
        .collect();
    s.ask("Where?").answer(whole(&links)).keys("<tab>g");
    for n in 0..40 {
        s.keys("o").shows(&format!("· https://a.b/{n} "));
        s.keys("o").shows(&format!("· https://a.b/x{n} "));
    }
    for n in (0..40).rev() {
        s.keys("<shift+o>").shows(&format!("· https://a.b/{n} "));
        if n > 0 {
            s.keys("<shift+o>")
                .shows(&format!("· https://a.b/x{} ", n - 1));
        }
    }
    s.keys("<shift+o>").shows("No link above");
}

#[test]
fn a_link_that_cannot_be_opened_is_copied_and_that_is_said() {
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole("See <https://a.b/>."));
    s.take_effects();
    let target = "https://a.b/".to_owned();
    s.tell(Msg::Followed(Followed {
        target: target.clone(),
        by: Err("Not opened on a machine far away".into()),
    }));
    let why = "Not opened on a machine far away".to_owned();
    let copies = Effect::CopyInstead {
        text: target.clone(),
        why: why.clone(),
    };
    assert_eq!(s.take_effects(), [copies]);
    let receipt = |bytes, why| {
        let attempts = vec![Attempt {
            place: "tmux buffer".into(),
            fate: Fate::Has,
        }];
        Msg::Copied(Copied {
            bytes,
            attempts,
            why,
        })
    };
    // Another copy is done first.
    s.tell(receipt(3, None))
        .shows("· Copied: tmux buffer has it; 3 bytes");
    s.tell(receipt(12, Some(why)));
    s.shows("Not opened on a machine far away · Copied: tmux buffer has it; 12 bytes");
    let by = Ok("xdg-open");
    s.tell(Msg::Followed(Followed { target, by }));
    s.shows("xdg-open was given https://a.b/");
}

#[test]
fn a_click_places_the_caret_of_the_composer() {
    let mut s = screen(80, 40);
    s.type_text("one two\nthree");
    click(&mut s, "two");
    s.keys("X").composer_holds("one Xtwo\nthree");
    let (row, _) = s.look().find("three").expect("it is shown");
    press(&mut s, 70, row);
    s.keys("!").composer_holds("one Xtwo\nthree!");
    press(&mut s, 0, row + 1);
    s.keys("<").composer_holds("one Xtwo\n<three!");
}

/// A session in which the turn of [`with_tools`] was held again and again.
fn long(n_turns: u64) -> Harness {
    let mut s = with_tools(80, 24);
    let turn: Vec<(UnixMillis, Entry)> = s
        .records
        .iter()
        .filter_map(|(at, record)| match record {
            Record::Entry(entry) => Some((*at, entry.clone())),
            _ => None,
        })
        .collect();
    let n_entries = turn.len() as u64;
    for n in 1..n_turns {
        for (idx, (at, entry)) in turn.iter().enumerate() {
            let mut entry = entry.clone();
            entry.id = EntryId(n * n_entries + idx as u64 + 1);
            entry.parent = Some(EntryId(entry.id.0 - 1));
            if let EntryKind::Assistant(answer) = &mut entry.kind {
                answer.round += 2 * n;
            }
            s.records.push((*at, Record::Entry(entry)));
        }
    }
    s.reopened(&s.log(s.records.len()))
}

#[test]
fn to_fold_and_open_ten_thousand_blocks_costs_a_frame_of_a_screen() {
    let mut s = long(3_400);
    s.look();
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
    let mut s = long(1_000);
    s.look();
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
fn a_running_tool_says_how_much_it_has_said_and_not_with_each_word() {
    let mut s = screen(100, 40);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let out = |text: &str| ToolEvent::Output(text.into());
    s.tool("call_2", out("one\n")).hides(" lines · ");
    s.pass(Duration::from_millis(300));
    s.tool("call_2", out("two\nthr")).hides(" lines · ");
    s.pass(Duration::from_millis(300)).shows("3 lines · ");
    s.tool("call_2", out("ee\nfour\n")).shows("3 lines · ");
    // Only its end is kept, and all of it counted.
    s.tool("call_2", out(&"more of it\n".repeat(20_000)));
    s.shows("3 lines · ").pass(Duration::from_millis(300));
    s.shows("20k lines · ");
}

#[test]
fn of_a_call_that_is_open_all_that_it_said_can_be_read_and_found() {
    let mut s = screen(100, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let said: String = (0..2_500).map(|n| format!("line {n} of it\n")).collect();
    s.tool_done("call_1", &said)
        .tool_done("call_2", "{\"note\": \"short\"}");
    s.answer(whole("It is on its way."));
    s.look();
    s.shows("2.5k lines").shows("more lines");
    s.keys("<tab><ctrl+end><alt+t><ctrl+f>line 1999 of");
    s.shows("line 1999 of it").shows("500 more lines");
    s.keys("<esc><ctrl+f>line 2000 of<enter>")
        .hides("line 2000 of it");
    s.keys("<esc><alt+t>")
        .hides("line 1999")
        .shows("2.5k lines");
}
