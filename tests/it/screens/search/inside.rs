//! What is not shown whole is searched too: folded blocks, the rest of long ones, long prompts.

use causerie::app::focus::PaneKind;

use super::paragraphs;
use crate::support::app::reply::{self, text_delta, whole};
use crate::support::app::{Harness, screen};

/// A call of which more was said than its pane shows, and a thought that is folded in its pane.
fn folded(width: u16) -> Harness {
    let mut s = screen(width, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..60).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    s
}

#[test]
fn what_is_left_out_of_an_output_is_found_and_shown_while_the_search_is_there() {
    for width in [120, 80] {
        let mut s = folded(width);
        let before = s.all_lines();
        s.keys("<ctrl+f>line 4").shows("none here · 11 in activity");
        s.keys("<enter>").shows("1 of 11").shows("Line 4.");
        s.keys("<enter><enter>").shows("3 of 11").shows("Line 41.");
        let rows = s.app.panes.activity.rows_laid_out();
        s.keys("<up>").shows("2 of 11").shows("Line 40.");
        let rows = s.app.panes.activity.rows_laid_out() - rows;
        assert!(rows <= 3 * 30, "{rows} rows for one hit");
        s.keys("<esc>").hides("Line 40.");
        assert_eq!(s.all_lines(), before);
    }
}

#[test]
fn what_is_left_out_of_an_input_is_found_and_shown_while_the_search_is_there() {
    let content: String = (0..2_000).map(|n| format!("Word {n}.\n")).collect();
    let input = serde_json::json!({ "content": content }).to_string();
    let mut s = screen(120, 30);
    let mut events = vec![
        reply::start(),
        reply::tool_begins(0, "call_1", "write_file"),
        reply::input_delta(0, &input),
        reply::block_ends(0),
    ];
    events.extend(reply::ends("tool_use"));
    s.ask("Write it").answer(events).tool_done("call_1", "{}");
    s.answer(whole("It is there."));
    let before = s.all_lines();
    s.keys("<ctrl+f>word 1888")
        .shows("none here · 1 in activity");
    let rows = s.app.panes.activity.rows_laid_out();
    s.keys("<enter>").shows("1 of 1").shows("Word 1888.");
    let rows = s.app.panes.activity.rows_laid_out() - rows;
    assert!(rows <= 3 * 30, "{rows} rows for one hit");
    s.keys("<esc>").hides("Word 1888.");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn a_thought_that_is_folded_in_its_pane_opens_for_the_hit_and_folds_again_behind_it() {
    let mut s = folded(120);
    s.keys("<tab><tab><alt+o>").hides("The person asks");
    let before = s.all_lines();
    s.keys("/person").shows("1 of 1").shows("The person asks");
    s.keys("<backspace><backspace><backspace><backspace><backspace><backspace>line 4<enter>");
    s.shows("Search the activity:").hides("The person asks");
    s.keys("<esc>");
    assert_eq!(s.all_lines(), before);
    // Folded by hand while the hit is in it, it stays so.
    s.keys("<tab><tab><tab>/person").shows("The person asks");
    s.keys("<tab>g><enter>").hides("The person asks");
    s.shows("1 of 1").keys("n").hides("The person asks");
}

#[test]
fn what_is_over_while_it_is_searched_is_looked_into_and_nothing_else_is_read_again() {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.keys("<ctrl+f>line 4").shows("no hits");
    let said: String = (0..60).map(|n| format!("Line {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.shows("none here · 11 in activity");
    let read = |s: &Harness| s.app.panes.activity.doc.lines_searched();
    let before = read(&s);
    s.answer(whole("It is here.")).look();
    let lines = read(&s) - before;
    assert!(lines <= 70, "{lines} lines");
}

#[test]
fn prompts_are_searched_too() {
    let mut s = screen(80, 24);
    s.ask("A question about herons").answer(whole("Yes."));
    s.keys("<ctrl+f>heron").shows("1 of 1");
}

#[test]
fn the_hidden_rest_of_a_long_prompt_is_found_and_there_while_the_search_is() {
    let mut s = screen(80, 24);
    let long = "word ".repeat(1_000);
    let prompt = |n: usize| -> String { (0..n).map(|n| format!("row {n}\n")).collect() };
    s.ask(&format!("{}{long} far out\n{}", prompt(20), prompt(100)));
    s.answer(whole(&paragraphs(0, 50))).look();
    s.keys("<ctrl+home>");
    let before = s.all_lines();
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.hides("more lines").keys("<enter>").shows("1 of 1");
    s.keys("<ctrl+u>far out").shows("1 of 1").shows("far out");
    s.keys("<ctrl+u>needle 40").shows("1 of 1");
    assert_eq!(s.all_lines(), before, "the search went elsewhere");
    s.keys("<ctrl+u>row 99").shows("row 99").keys("<esc>");
    s.hides("row 99");
    assert_eq!(s.all_lines(), before);
    // Where its source is shown it stands there.
    s.keys("<ctrl+home><alt+s>").shows("the whole prompt");
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.keys("<alt+s>").shows("row 77").keys("<esc>");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn who_leaves_a_hit_in_the_hidden_rest_of_a_prompt_stands_at_what_is_hidden_again() {
    let mut s = screen(80, 24);
    let prompt: String = (0..120).map(|n| format!("row {n}\n")).collect();
    s.ask(&prompt).answer(whole(&paragraphs(0, 50))).look();
    s.keys("<ctrl+f>row 77").shows("1 of 1").shows("row 77");
    s.keys("<esc>").hides("row 77");
    let top = s.look().row(s.app.areas.conversation.y);
    assert!(top.contains("more lines"), "{top}");
}

#[test]
fn who_leaves_a_hit_in_the_hidden_rest_of_an_output_stands_where_the_search_began() {
    let mut s = folded(120);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..60).map(|n| format!("Row {n}.\n")).collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    let rows = |s: &mut Harness| -> Vec<String> {
        s.look();
        let rows = s.app.panes.activity.viewport().rows.into_iter();
        rows.map(|row| {
            row.row
                .pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect()
        })
        .collect()
    };
    // From the conversation, and from the pane itself, scrolled.
    for (keys, search) in [
        ("", "<ctrl+f>line 50<enter>"),
        ("<tab><tab><tab><up><up>", "/line 50"),
    ] {
        let before = rows(s.keys(keys));
        s.keys(search).shows("Line 50.").keys("<esc>");
        assert_eq!(rows(&mut s), before, "{search}");
    }
}

#[test]
fn a_prompt_that_comes_while_it_is_searched_is_found_whole() {
    let mut s = screen(80, 24);
    s.ask("One?").answer(whole("Yes."));
    s.keys("<ctrl+f>row 77").shows("no hits").keys("<tab><tab>");
    let prompt: String = (0..100).map(|n| format!("row {n}\n")).collect();
    s.ask(&prompt).shows("1 hit");
    s.answer(whole("Yes.")).shows("1 hit");
}

#[test]
fn what_the_line_of_a_folded_block_tells_is_marked_there_and_counted_where_all_of_it_is_told() {
    for (width, keys) in [(120, ""), (120, "<ctrl+o><ctrl+t>"), (44, "")] {
        let mut s = screen(width, 30);
        s.ask("Where?").answer(reply::thinking_and_tools());
        let said = format!("{}\nheron", "word ".repeat(25));
        s.tool_done("call_1", &said).tool_done("call_2", "{}");
        let thought = format!("stork {}", "word ".repeat(13));
        s.answer(vec![
            reply::start(),
            reply::thinking_begins(0),
            reply::thinking_delta(0, &thought),
            reply::block_ends(0),
            reply::text_begins(1),
            text_delta(1, "It is here."),
            reply::block_ends(1),
        ]);
        s.keys(keys).look();
        let before = s.all_lines();
        let birds = [("heron", PaneKind::Activity), ("stork", PaneKind::Thinking)];
        for (bird, kind) in birds {
            s.keys(&format!("<ctrl+f>{bird}")).shows("none here");
            let pane = &s.app.panes.conversation;
            // Of what a call said little is told where it is narrow.
            let n_seen = usize::from(width > 44 || kind == PaneKind::Thinking);
            assert_eq!(pane.visible_hits(None).len(), n_seen, "{bird} at {width}");
            s.keys("<enter>").shows("1 of 1");
            let pane = s.app.panes.get(kind);
            let marks = pane.visible_hits(s.app.search.current_in(kind));
            assert!(marks.iter().any(|mark| mark.current));
            s.keys("<enter>").shows("1 of 1");
            assert_eq!(s.app.search.pane(), Some(kind), "{bird} at {width}");
            s.keys("<esc>");
            assert_eq!(s.all_lines(), before, "{bird} at {width}");
            // Where it is narrow the pane lies over the conversation.
            s.keys("<esc>").look();
        }
    }
}

#[test]
fn the_line_of_a_folded_call_that_runs_is_counted_as_nothing_else_tells_it() {
    let mut s = screen(120, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.keys("<tab><tab><tab><alt+t>").look();
    s.keys("<ctrl+f>shipping_st").shows("1 of 1");
    s.tool_done("call_1", "{}").tool_done("call_2", "{}");
    s.shows("1 of 1");
}

#[test]
fn who_leaves_a_search_at_lines_that_stay_in_sight_stays_there() {
    let mut s = folded(120);
    s.ask("Where?").answer(reply::thinking_and_tools());
    let said: String = (0..20)
        .map(|n| match n {
            12 => "Needle here.\n".to_owned(),
            _ => format!("Row {n}.\n"),
        })
        .collect();
    s.tool_done("call_1", &said).tool_done("call_2", "{}");
    s.answer(whole("It is here."));
    for _ in 0..12 {
        s.ask("Again?").answer(reply::thinking_and_tools());
        s.tool_done("call_1", "{}").tool_done("call_2", "{}");
        s.answer(whole("There."));
    }
    let top = |s: &mut Harness| -> String {
        s.look();
        let rows = s.app.panes.activity.viewport().rows;
        let pieces = rows.first().into_iter().flat_map(|row| &row.row.pieces);
        pieces.map(|piece| piece.text.as_str()).collect()
    };
    s.keys("<ctrl+f>needle h<enter><tab>").shows("Needle here.");
    for _ in 0..40 {
        if top(&mut s).contains("Row 0.") {
            break;
        }
        s.keys("<up>");
    }
    s.keys("<esc>").shows("→ Row 0.");
}
