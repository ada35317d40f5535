//! Where things stand at which size.

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::app::effect::Effect;
use causerie::app::focus::{Focus, PaneKind};
use causerie::app::msg::Msg;
use causerie::key::PointerKind;
use causerie::pane::Pane;

use crate::support::app::reply::{self, whole};
use crate::support::app::{Harness, screen};

fn thinking(s: &mut Harness) {
    s.ask("Think").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "Let me see what there is to see."),
    ]);
}

#[test]
fn side_panes_of_a_wide_screen_appear_only_when_they_have_something_to_say() {
    let mut s = screen(120, 40);
    s.ask("Hello").answer(whole("Hi."));
    s.hides("THINKING").hides("ACTIVITY");
    thinking(&mut s);
    s.shows("THINKING").hides("ACTIVITY");
    s.keys("<esc><ctrl+c>")
        .ask("Where is it?")
        .answer(reply::thinking_and_tools());
    s.shows("THINKING")
        .shows("ACTIVITY")
        .shows("get_shipping_status");
}

#[test]
fn the_call_whose_line_was_scrolled_away_is_named_beside_the_title() {
    let mut s = screen(120, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let said: String = (0..9).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", &said);
    let title = |s: &mut Harness| {
        let frame = s.look();
        let (row, column) = frame.find("ACTIVITY").expect("the pane is shown");
        let row = (column..frame.buf.area.width).map(|x| frame.buf[(x, row)].symbol());
        row.collect::<String>()
    };
    let named = title(&mut s);
    assert!(
        named.starts_with("ACTIVITY  ✓ get_shipping_status "),
        "{named}"
    );
    // At the top there is nothing above that could be named.
    s.keys("<tab><tab><tab><ctrl+home>").shows("search_orders");
    let below = title(&mut s);
    assert!(!below.contains('✓') && below.contains('↓'), "{below}");
    s.keys("<down><down><down>");
    let both = title(&mut s);
    assert!(
        both.starts_with("ACTIVITY  ✓ search_orders ") && both.contains('↓'),
        "{both}"
    );
    for width in 1..120 {
        s.resize(width, 24).look();
    }
}

#[test]
fn how_many_calls_run_is_told_above_their_times_and_gives_way_to_a_name() {
    let mut s = screen(120, 30);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    let frame = s.shows("2 calls").look();
    let (title, column) = frame.find("2 calls").expect("it is told");
    let end = usize::from(column) + "2 calls".len();
    let row = frame.row(title + 2);
    let below = row
        .char_indices()
        .nth(end)
        .map_or(&*row, |(at, _)| row.get(..at).unwrap());
    assert!(
        below.ends_with(" 0.0 s") && row.trim_end() == below,
        "{row}"
    );
    let said: String = (0..30).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).resize(100, 30);
    s.keys("<tab><tab><tab><ctrl+home><down><down><down>");
    s.shows("ACTIVITY  ✓ search_orders ").hides("2 calls");
}

#[test]
fn a_side_pane_of_a_wide_screen_folds_away_and_comes_back() {
    let mut s = screen(120, 40);
    thinking(&mut s);
    // Its words are said once: in the pane, or in the line that stands for it.
    s.hides("∴ Thinking  Let me see").shows("8 words");
    s.keys("<ctrl+o>").hides("THINKING");
    s.shows("∴ Thinking  Let me see");
    s.keys("<ctrl+o>").shows("THINKING");
}

#[test]
fn a_side_pane_that_was_folded_away_is_so_in_the_next_run() {
    let mut s = screen(120, 40);
    thinking(&mut s);
    s.take_effects();
    s.keys("<ctrl+o><alt+o>").hides("THINKING");
    let remembered = "thinking\nthinking-pane-away\n";
    assert_eq!(
        s.take_effects().last(),
        Some(&Effect::Remember(remembered.into()))
    );
    let mut next = screen(120, 40);
    next.app.recall(remembered);
    thinking(&mut next);
    next.hides("THINKING").shows("Let me see");
    next.keys("<ctrl+o>").shows("THINKING");
    assert_eq!(
        next.take_effects().last(),
        Some(&Effect::Remember("thinking\n".into()))
    );
    // On a narrow screen it only lies over the conversation, which is not remembered.
    let mut narrow = screen(80, 24);
    thinking(&mut narrow);
    narrow.take_effects();
    narrow.keys("<ctrl+o>").shows("THINKING");
    assert_eq!(narrow.take_effects(), []);
}

#[test]
fn side_panes_share_the_height_by_need_and_their_border_moves_rarely() {
    let mut s = screen(120, 40);
    s.ask("Where is it?").connect();
    s.stream(vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "search_orders"),
        reply::input_delta(0, "{\"query\": \"ORD-12345\"}"),
        reply::block_ends(0),
        reply::thinking_begins(1),
    ]);
    let border = |s: &mut Harness| s.look().find("ACTIVITY").map(|(row, _)| row);
    let mut seen = Vec::new();
    for n in 0..40 {
        s.stream(vec![reply::thinking_delta(1, &format!("Thought {n}.\n\n"))]);
        let row = border(&mut s);
        if seen.last() != Some(&row) {
            seen.push(row);
        }
    }
    let column = s.app.areas.thinking.height + s.app.areas.activity.height;
    let activity = s.app.areas.activity.height;
    assert!(activity < column / 3, "{activity} rows of {column}");
    assert!((2..=5).contains(&seen.len()), "{seen:?}");
    s.shows("search_orders").shows("Thought 39.");
    // What is done has its half, once it needs it, and no more.
    let mut end = vec![reply::block_ends(1)];
    end.extend(reply::ends("tool_use"));
    s.stream(end)
        .signal(causerie::api::event::StreamSignal::Ended);
    let said: String = (0..90).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).look();
    let heights = (s.app.areas.thinking.height, s.app.areas.activity.height);
    assert!(heights.0.abs_diff(heights.1) <= 1, "{heights:?}");
}

#[test]
fn a_narrow_screen_shows_thinking_folded_and_ctrl_o_opens_it_over_the_conversation() {
    let mut s = screen(80, 24);
    thinking(&mut s);
    s.shows("∴ Thinking  Let me see").hides("THINKING");
    s.stream(vec![reply::block_ends(0)]);
    s.stream(
        whole("See.")[1..3]
            .iter()
            .cloned()
            .map(|event| match event {
                causerie::api::event::StreamEvent::BlockStart { block, .. } => {
                    causerie::api::event::StreamEvent::BlockStart { index: 1, block }
                }
                causerie::api::event::StreamEvent::BlockDelta { delta, .. } => {
                    causerie::api::event::StreamEvent::BlockDelta { index: 1, delta }
                }
                other => other,
            })
            .collect(),
    );
    s.shows("∴ Thought  Let me see")
        .shows("8 words")
        .shows("See.");
    s.keys("<ctrl+o>").shows("THINKING").hides("See.");
    s.keys("<ctrl+o>").hides("THINKING").shows("See.");
    s.keys("<esc><ctrl+o>")
        .shows("THINKING")
        .shows("Esc closes");
    s.keys("<esc>").hides("THINKING").shows("See.");
}

#[test]
fn the_scrollbar_of_the_conversation_stands_on_the_hairline_of_a_side_pane() {
    let mut s = screen(120, 40);
    thinking(&mut s);
    let long: String = (0..99).map(|n| format!("Paragraph {n}.\n\n")).collect();
    let more = vec![reply::block_ends(0), reply::text_begins(1)];
    s.stream(more).stream(vec![reply::text_delta(1, &long)]);
    let x = s.app.areas.thinking.x;
    let thumb = |s: &mut Harness| -> Vec<u16> {
        let frame = s.look();
        for y in 0..s.app.areas.conversation.bottom() {
            let beside = [
                frame.buf[(x - 1, y)].symbol(),
                frame.buf[(x + 1, y)].symbol(),
            ];
            assert_eq!(beside, [" ", " "], "row {y}:\n{}", frame.text());
            let glyph = frame.buf[(x, y)].symbol();
            assert!("│┃┤┫".contains(glyph), "row {y} has {glyph:?}");
        }
        let rows = 0..s.app.areas.conversation.bottom();
        rows.filter(|y| "┃┫".contains(frame.buf[(x, *y)].symbol()))
            .collect()
    };
    let at_end = thumb(&mut s);
    assert_eq!(
        at_end.last(),
        Some(&(s.app.areas.conversation.bottom() - 1))
    );
    // It can be taken hold of there.
    s.point(PointerKind::Down, x, at_end[0])
        .point(PointerKind::Drag, x, 1);
    s.point(PointerKind::Up, x, 1);
    assert_eq!(thumb(&mut s).first(), Some(&1));
    s.shows("Paragraph 0.");
    // What is chosen in the side pane has its mark there, before the bar.
    s.keys("<tab>g>").shows("█ ∴ Thought");
}

#[test]
fn what_lies_over_the_conversation_gives_way_to_a_prompt_and_to_a_failure() {
    let mut s = screen(80, 24);
    thinking(&mut s);
    s.keys("<esc><ctrl+c><ctrl+o>").shows("THINKING");
    s.ask("And now?").hides("THINKING").shows("And now?");
    s.keys("<ctrl+o>").shows("THINKING");
    s.shows("Ctrl+O closes · Esc stops");
    s.fail(ApiError::local(ApiErrorKind::Network, "connection reset"));
    s.hides("THINKING").shows("connection reset");
}

#[test]
fn the_text_of_a_pane_stands_where_that_of_the_conversation_does_that_it_lies_over() {
    let mut s = screen(80, 24);
    thinking(&mut s);
    let column = |s: &mut Harness, what| s.look().find(what).map(|(_, column)| column);
    let below = column(&mut s, "∴ Thinking");
    s.keys("<ctrl+o>");
    assert_eq!(column(&mut s, "∴ Thinking"), below);
    assert_eq!(column(&mut s, "THINKING"), below);
}

#[test]
fn opening_an_empty_pane_says_that_it_is_empty() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi.")).keys("<ctrl+o>");
    s.shows("No thinking yet").shows("Hi.");
}

#[test]
fn asking_for_an_empty_pane_leaves_the_one_that_lies_over_the_conversation() {
    let mut s = screen(80, 24);
    thinking(&mut s);
    s.keys("<ctrl+o>").shows("THINKING").keys("<ctrl+t>");
    s.shows("No tool was called yet").shows("THINKING");
}

#[test]
fn below_the_least_size_there_is_one_plain_line() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi."));
    for (width, height) in [(39, 24), (80, 9), (11, 1), (12, 3)] {
        s.resize(width, height);
        let text = s.text();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 1, "{width}x{height}: {text}");
    }
    s.resize(39, 24).shows("Needs 40x10, has 39x24");
    s.resize(10, 3).shows("Needs\n40x10");
    for (width, height) in [(10, 1), (5, 2), (1, 1)] {
        s.resize(width, height).look();
    }
    s.resize(80, 24).shows("Hi.");
    s.resize(40, 10).shows("Hi.");
}

#[test]
fn every_overlay_says_what_closes_it_on_every_screen_with_room_for_it() {
    let mut s = screen(80, 24);
    s.ask("Code?").answer(whole("```rust\nfn main() {}\n```\n"));
    for (keys, title) in [
        ("<f1>", "Keys"),
        ("<ctrl+g>", "Sessions"),
        ("<alt+c>", "Copy"),
    ] {
        s.resize(80, 24).keys(keys);
        for (width, height) in [
            (20, 5),
            (21, 9),
            (39, 24),
            (80, 6),
            (40, 10),
            (41, 12),
            (80, 24),
        ] {
            s.resize(width, height).shows(title).shows("Esc closes");
        }
        for (width, height) in [(19, 5), (20, 4), (1, 1)] {
            s.resize(width, height).hides(title).look();
        }
        s.keys("<esc>");
        s.resize(20, 5).hides("Esc closes");
    }
}

#[test]
fn focus_and_selection_survive_a_moment_on_a_screen_that_is_too_small() {
    let mut s = screen(100, 30);
    s.ask("Hello")
        .answer(whole("Hi there."))
        .keys("<tab>v<end>");
    let before = s.text();
    for (width, height) in [(39, 30), (100, 9), (10, 3)] {
        s.resize(width, height).look();
        s.resize(100, 30);
        assert_eq!(s.text(), before);
        assert_eq!(s.app.focus, Focus::Pane(PaneKind::Conversation));
    }
}

#[test]
fn keys_mean_the_same_while_the_screen_is_too_small() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(reply::text("Hi"));
    s.resize(20, 5).keys("<esc>");
    assert!(s.app.turn.is_idle());
    s.type_text("next")
        .resize(80, 24)
        .composer_holds("next")
        .shows("Stopped by you");
}

#[test]
fn every_size_from_one_cell_on_can_be_painted() {
    let mut s = screen(80, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.ask("queued 漢字").type_text("a draft\nof two lines");
    for keys in ["", "<f1>", "<esc><ctrl+o>"] {
        s.keys(keys);
        for width in (1..60).chain([79, 99, 100, 101, 250]) {
            for height in [1, 2, 9, 10, 11, 12, 29, 30, 31, 70] {
                s.resize(width, height);
                s.look();
            }
        }
    }
}

#[test]
fn the_focus_leaves_a_pane_that_is_no_longer_there() {
    let mut s = screen(120, 40);
    thinking(&mut s);
    s.keys("<tab><tab>")
        .shows("Esc stops")
        .keys("<esc>")
        .shows("Esc to write");
    s.resize(80, 24).shows("F1 keys");
    assert_eq!(s.app.scrolled_pane(), PaneKind::Conversation);
}

#[test]
fn both_side_panes_are_there_at_once_when_their_column_becomes_lower() {
    let mut s = screen(100, 46);
    s.type_text("a").keys("<enter>").look();
    s.stream(vec![
        reply::thinking_delta(1, ""),
        reply::input_delta(0, "{"),
    ]);
    s.shows("THINKING").shows("ACTIVITY");
    // Half of the old height is all of the new one, and then more.
    s.resize(100, 24).look();
    s.tell(Msg::Piped(Ok("one\ntwo\nthree\nfour".to_owned())));
    s.shows("THINKING").shows("ACTIVITY");
}

#[test]
fn the_wheel_over_the_scroll_bar_beside_a_side_pane_scrolls_what_the_bar_is_of() {
    let mut s = screen(120, 40);
    let long: String = (0..99).map(|n| format!("Paragraph {n}.\n\n")).collect();
    let thought = long.replace("Paragraph", "Thought");
    s.ask("Which?").answer(reply::thought(&thought, &long));
    s.look();
    let scrolls =
        |s: &Harness| [&s.app.panes.conversation, &s.app.panes.thinking].map(Pane::scroll);
    let before = scrolls(&s);
    let x = s.app.areas.thinking.x;
    s.wheel(-3, x, 10);
    assert_ne!(scrolls(&s)[0], before[0]);
    assert_eq!(scrolls(&s)[1], before[1]);
    // Without a bar it is the hairline of the pane beside it.
    let mut s = screen(120, 40);
    s.ask("Which?").answer(reply::thought(&thought, "Short."));
    s.look();
    let before = scrolls(&s);
    s.wheel(-3, s.app.areas.thinking.x, 10);
    assert_ne!(scrolls(&s)[1], before[1]);
}
