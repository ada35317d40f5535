//! Jumps: by prompts and answers, code blocks and headings, to the ends of an answer, and reading
//! from its start.

use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::app::effect::Effect;
use causerie::app::msg::Msg;
use causerie::key::{Mods, Pointer, PointerKind, TerminalEvent};
use causerie::report::About;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Harness, screen};

fn paragraphs(from: usize, to: usize) -> String {
    (from..to).map(|n| format!("Paragraph {n}.\n\n")).collect()
}

fn delta(text: &str) -> Vec<StreamEvent> {
    vec![text_delta(0, text)]
}

/// Three prompts with long answers, of which the second has headings and code.
fn talk() -> Harness {
    let mut s = screen(80, 24);
    s.ask("first question").answer(whole(&paragraphs(0, 40)));
    let rich = format!(
        "# One\n\n{}```rust\nfn a() {{}}\n\nfn b() {{}}\n```\n\n{}## Two\n\n{}    indented\n\n{}",
        paragraphs(40, 60),
        paragraphs(60, 80),
        paragraphs(80, 100),
        paragraphs(100, 120),
    );
    s.ask("second question").answer(whole(&rich));
    s.ask("third question").answer(whole(&paragraphs(120, 160)));
    s
}

fn top(s: &mut Harness) -> String {
    let row = s.look().row(s.app.areas.conversation.y);
    row.trim_end_matches(['┃', '┫', '┤', '┊']).trim().to_owned()
}

/// After these keys, this stands at the top.
#[track_caller]
fn leads(s: &mut Harness, keys: &str, to: &str) {
    let top = top(s.keys(keys));
    assert!(top.contains(to), "{keys} leads to {top:?}");
}

#[test]
fn prompts_and_answers_are_gone_through_one_by_one() {
    let mut s = talk();
    leads(&mut s, "<tab>[", "Paragraph 120.");
    leads(&mut s, "[", "third question");
    leads(&mut s, "[", "One");
    leads(&mut s, "[", "second question");
    leads(&mut s, "[", "Paragraph 0.");
    leads(&mut s, "[", "first question");
    s.keys("[").shows("No message above");
    leads(&mut s, "", "first question");
    leads(&mut s, "]", "Paragraph 0.");
    leads(&mut s, "]", "second question");
    leads(&mut s, "]]", "third question");
    leads(&mut s, "]", "Paragraph 120.");
    s.keys("]").shows("No message below");
}

#[test]
fn nothing_moves_after_a_jump_while_an_answer_arrives() {
    for keys in ["<tab>[", "<tab>[[", "<tab>,", "<tab>{"] {
        let mut s = talk();
        s.ask("fourth").connect();
        s.stream(text("```\nnew\n```\n\nBegun.\n\n"));
        // Without the scrollbar.
        let rows = |s: &mut Harness| -> Vec<String> {
            let frame = s.look();
            let rows = (1..10).map(|y| frame.row(y).chars().take(70).collect());
            rows.map(|row: String| row.trim_end().to_owned()).collect()
        };
        let before = rows(s.keys(keys));
        for n in 0..20 {
            s.stream(delta(&paragraphs(n, n + 2)));
            assert_eq!(rows(&mut s), before, "{keys} {n}");
        }
    }
}

#[test]
fn an_answer_of_many_parts_is_one_message() {
    let mut s = screen(80, 24);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "a").tool_done("call_2", "b");
    s.answer(whole(&paragraphs(0, 40)));
    s.ask("And then?").answer(whole(&paragraphs(40, 80)));
    leads(&mut s, "<tab>[[[", "Thought");
    leads(&mut s, "[", "Where?");
    leads(&mut s, "]]", "And then?");
}

#[test]
fn prompts_are_gone_through_while_writing() {
    let mut s = talk();
    s.type_text("a draft");
    leads(&mut s, "<alt+pageup><alt+pageup><alt+pageup>", "One");
    leads(&mut s, "<alt+pagedown>", "third question");
    s.composer_holds("a draft");
}

#[test]
fn prompts_that_cannot_come_to_the_top_are_not_gone_to_twice() {
    let mut s = talk();
    s.ask("fourth").answer(whole("Short."));
    s.ask("fifth").answer(whole("Short."));
    leads(&mut s, "<tab><home>]]]]", "third question");
    s.keys("]]]]]").hides("No message below");
    s.keys("]").shows("No message below");
}

#[test]
fn code_blocks_and_headings_are_gone_through() {
    let mut s = talk();
    leads(&mut s, "<tab><home>}", "rust");
    leads(&mut s, "}", "indented");
    s.keys("}").shows("No code block below");
    leads(&mut s, "{", "rust");
    leads(&mut s, "<home>)", "One");
    leads(&mut s, ")", "Two");
    leads(&mut s, "(", "One");
    s.keys("(").shows("No heading above");
}

#[test]
fn a_click_on_the_pinned_prompt_goes_to_it() {
    let mut s = talk();
    leads(&mut s, "<tab>[[[,", "One");
    assert_eq!(s.look().row(0).trim(), "▌ second question");
    let click = Pointer {
        kind: PointerKind::Down,
        column: 5,
        row: 0,
        mods: Mods::default(),
    };
    s.tell(Msg::Terminal(TerminalEvent::Pointer(click)));
    let frame = s.look();
    assert_eq!(frame.row(0).trim(), "");
    assert!(frame.row(2).contains("second question"), "{}", frame.text());
}

#[test]
fn a_prompt_is_pinned_only_while_more_than_the_last_rows_of_its_answer_are_in_view() {
    let mut s = talk();
    leads(&mut s, "<tab>[[[,", "One");
    let mut n_pinned = 0;
    for _ in 0..400 {
        let frame = s.look();
        let rows = (0..frame.buf.area.height).map(|y| frame.row(y));
        let rows: Vec<String> = rows.collect();
        let top = usize::from(s.app.areas.conversation.y);
        let next = rows.iter().position(|row| row.contains("third question"));
        // Above a prompt is a row of air that belongs to it.
        let n_left = next.map(|next| next - 1 - top);
        let is_pinned = rows[0].contains("second question");
        assert_eq!(is_pinned, n_left.is_none_or(|n| n >= 3), "{}", frame.text());
        n_pinned += usize::from(is_pinned);
        if n_left == Some(0) {
            break;
        }
        s.keys("<down>");
    }
    assert!(n_pinned > 3);
}

#[test]
fn the_ends_of_the_answer_at_the_top() {
    let mut s = talk();
    leads(&mut s, "<tab>[[[[", "second question");
    leads(&mut s, ",", "One");
    s.keys(".").shows("Paragraph 119.").hides("third question");
    leads(&mut s, ",", "One");
    s.keys("<end>.").shows("Paragraph 159.").hides("rows below");
    leads(&mut s, ",", "Paragraph 120.");
    // The end of the newest answer is followed.
    s.keys(".");
    s.ask("more").connect();
    s.stream(text("New text.")).shows("New text.");
}

#[test]
fn reading_keeps_the_start_of_a_growing_answer_at_the_top() {
    let mut s = talk();
    s.ask("read this").connect();
    s.stream(text("# Start\n\n")).keys("<alt+r>");
    s.stream(delta(&paragraphs(200, 300)));
    leads(&mut s, "", "Start");
    s.pass(std::time::Duration::from_secs(10));
    s.shows("rows below · End");
    s.stream(delta(&paragraphs(300, 400)));
    leads(&mut s, "", "Start");
    s.keys("<pagedown>").shows("Paragraph 210.");
    s.stream(delta(&paragraphs(400, 500)))
        .shows("Paragraph 210.");
    let mut end = vec![reply::block_ends(0)];
    end.extend(reply::ends("end_turn"));
    s.stream(end)
        .signal(StreamSignal::Ended)
        .shows("Paragraph 210.")
        .shows("rows below · End");
    s.shows("reader mode")
        .keys("<alt+r>")
        .shows("Reader mode is off")
        .shows("Paragraph 210.");
}

#[test]
fn who_pages_to_the_end_in_reader_mode_reads_on_there() {
    for down in ["<pagedown><pagedown>", "<tab>jjjjjjjjjjjjjjjjjjjj"] {
        let mut s = talk();
        s.ask("read this").connect();
        s.stream(text("# Start\n\n")).keys("<alt+r>");
        s.stream(delta(&paragraphs(200, 215)));
        leads(&mut s, "", "Start");
        s.keys(down).shows("Paragraph 214.").hides("rows below");
        let top = s.look().row(s.app.areas.conversation.y + 1);
        s.stream(delta(&paragraphs(215, 300)))
            .shows("Paragraph 214.")
            .shows("rows below");
        assert_eq!(s.look().row(s.app.areas.conversation.y + 1), top);
        // The next answer begins at its first line again.
        let mut end = vec![reply::block_ends(0)];
        end.extend(reply::ends("end_turn"));
        s.stream(end).signal(StreamSignal::Ended);
        s.keys("<pagedown><pagedown><pagedown><pagedown><pagedown><pagedown><pagedown><pagedown>");
        s.keys("<pagedown><pagedown><pagedown>")
            .shows("Paragraph 299.");
        s.ask("more").connect().stream(text("Again\n\n"));
        s.stream(delta(&paragraphs(300, 400)));
        leads(&mut s, "", "Again");
    }
}

#[test]
fn what_is_pressed_or_selected_meanwhile_does_not_end_the_wait_for_the_first_line() {
    let mut s = talk();
    s.keys("<alt+r><tab>v").look();
    s.keys("<tab>").look();
    s.ask("More?").connect();
    s.stream(text("Start\n\n"))
        .stream(delta(&paragraphs(0, 100)));
    leads(&mut s, "", "Start");
    for keys in ["", "<tab>v", "<tab>v<end>"] {
        let mut s = talk();
        s.keys("<alt+r>").ask("More?").connect();
        if keys.is_empty() {
            s.press(60, 5);
        } else {
            s.keys(keys).look();
            s.keys("<esc>").look();
        }
        s.stream(text("Start\n\n"))
            .stream(delta(&paragraphs(0, 100)));
        leads(&mut s, "", "Start");
    }
}

#[test]
fn reader_mode_is_for_all_answers_until_it_is_switched_off() {
    let mut s = talk();
    s.keys("<alt+r>")
        .shows("the next answer stays at its first line; Alt+R ends it")
        .shows("reader mode")
        .shows("Paragraph 159.");
    for n in 0..2 {
        s.ask("read this")
            .connect()
            .stream(text(&format!("Start {n}\n\n")));
        s.stream(delta(&paragraphs(0, 100)));
        leads(&mut s, "", &format!("Start {n}"));
        let mut end = vec![reply::block_ends(0)];
        end.extend(reply::ends("end_turn"));
        s.stream(end).signal(StreamSignal::Ended);
        leads(&mut s, "<pagedown><pageup>", &format!("Start {n}"));
    }
    s.keys("<end>").hides("reader mode");
    s.ask("and now?").connect().stream(text("Start\n\n"));
    s.stream(delta(&paragraphs(0, 100))).shows("Paragraph 99.");
}

#[test]
fn reader_mode_begins_with_the_first_words_and_not_with_what_was_thought() {
    let mut s = screen(80, 24);
    s.keys("<alt+r>").ask("Where?");
    s.answer(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "Hm.\n\nWell."),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(1, "Here it begins.\n\n"),
        text_delta(1, &paragraphs(0, 100)),
        reply::block_ends(1),
    ]);
    leads(&mut s, "", "Here it begins.");
}

#[test]
fn reader_mode_can_be_switched_on_before_the_first_word() {
    let mut s = talk();
    s.ask("read this").keys("<alt+r>").connect();
    s.shows("Reader mode is on");
    s.stream(text("Start\n\n"))
        .stream(delta(&paragraphs(0, 100)));
    leads(&mut s, "", "Start");
}

#[test]
fn who_has_scrolled_away_is_not_fetched_by_reader_mode() {
    let mut s = talk();
    s.keys("<alt+r>").ask("read this").keys("<pageup>");
    s.connect().stream(text("Start\n\n"));
    s.stream(delta(&paragraphs(0, 100))).hides("Start");
    s.shows("reader mode");
}

#[test]
fn thinking_is_gone_through_by_its_blocks() {
    let mut s = screen(120, 24);
    for _ in 0..2 {
        s.ask("Think").answer(vec![
            reply::start(),
            reply::thinking_begins(0),
            reply::thinking_delta(0, &paragraphs(0, 50)),
            reply::block_ends(0),
            reply::text_begins(1),
            text_delta(1, "Done."),
            reply::block_ends(1),
        ]);
    }
    s.keys("<tab><tab>[");
    let row = |s: &mut Harness| {
        let y = s.app.areas.thinking.y + 3;
        s.look().row(y)
    };
    assert!(row(&mut s).contains("Paragraph 0."));
    let below = |s: &Harness| s.app.panes.thinking.viewport().below;
    let before = below(&s);
    s.keys("[");
    assert!(row(&mut s).contains("Paragraph 0."));
    assert!(below(&s) > before, "an earlier block");
}

/// A block of code of one line each.
fn block(n: usize) -> String {
    format!("```rust\nfn f_{n}() {{}}\n```\n\n")
}

/// After these keys, this code is copied by `c`, and it alone is marked.
#[track_caller]
fn copies(s: &mut Harness, keys: &str, n: usize) {
    s.keys(keys).take_effects();
    let code = format!("fn f_{n}() {{}}");
    let frame = s.look();
    let text = frame.text();
    let marked = text.lines().filter(|row| row.contains("█ fn f_"));
    let marked: Vec<&str> = marked.map(str::trim).collect();
    assert!(
        matches!(marked[..], [row] if row.contains(&code)),
        "{keys} leads to {n}, not {marked:?}\n{text}"
    );
    s.keys("c");
    assert_eq!(s.take_copies(), [code], "{keys}");
}

#[test]
fn what_a_jump_has_led_to_is_marked_numbered_and_copied() {
    let mut s = screen(120, 40);
    for n in 1..=9 {
        s.ask("More").answer(whole(&block(n)));
    }
    s.keys("<tab>");
    copies(&mut s, "{", 9);
    copies(&mut s, "{", 8);
    copies(&mut s, "{", 7);
    let (row, _) = s.look().find("fn f_7()").expect("it is shown");
    assert!(s.look().row(row - 1).contains("Alt+C 1 copies"));
    s.keys("<alt+c><enter>");
    assert_eq!(s.take_copies(), ["fn f_7() {}"]);
    s.keys("<alt+k>");
    let effects = s.take_effects();
    let [Effect::CopyTold { about, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    let name = "Code 1 rust: fn f_7() {}".to_owned();
    assert_eq!(*about, About::Code { number: 1, name });
    copies(&mut s, "}", 8);
    copies(&mut s, "{{{{{{{", 1);
    s.keys("{").shows("No code block above");
    copies(&mut s, "", 1);
}

#[test]
fn every_block_in_sight_is_reached_both_ways() {
    let blocks: String = (1..=3).map(block).collect();
    let answer = format!("{}{blocks}{}", paragraphs(0, 20), paragraphs(20, 23));
    for (width, height) in [(80, 24), (100, 70)] {
        let mut s = screen(width, height);
        s.ask("Three").answer(whole(&answer));
        s.keys("<tab>g");
        for n in 1..=3 {
            copies(&mut s, "}", n);
        }
        s.keys("}").shows("No code block below");
        copies(&mut s, "", 3);
        for n in [2, 1] {
            copies(&mut s, "{", n);
        }
        s.keys("{").shows("No code block above");
        copies(&mut s, "G{", 3);
    }
}

#[test]
fn blocks_without_anything_between_them_are_two() {
    let mut s = screen(80, 24);
    let answer = "```rust\nfn f_1() {}\n```\n```rust\nfn f_2() {}\n```\n";
    s.ask("Two").answer(whole(answer)).keys("<tab>");
    copies(&mut s, "}", 1);
    copies(&mut s, "}", 2);
    copies(&mut s, "{", 1);
}

#[test]
fn code_below_a_heading_that_was_reached_is_copied() {
    let mut s = screen(80, 40);
    let sections: String = (1..=3)
        .map(|n| format!("## Part {n}\n\n{}", block(n)))
        .collect();
    s.ask("Parts").answer(whole(&sections)).keys("<tab>");
    for (keys, n) in [("))", 2), (")", 3), ("(", 2), ("(", 1)] {
        s.keys(keys).take_effects();
        let marked = format!("█ Part {n}");
        s.shows(&marked).keys("c");
        assert_eq!(s.take_copies(), [format!("fn f_{n}() {{}}")]);
    }
    s.keys("(").shows("No heading above");
    s.keys(")))").shows("No heading below");
}

#[test]
fn links_and_messages_in_sight_are_reached_both_ways() {
    let mut s = screen(80, 40);
    for n in 1..=3 {
        let links = format!("[a](http://a.b/{n}), [b](http://b.c/{n})\n\n[c](http://c.d/{n})");
        s.ask(&format!("Question {n}")).answer(whole(&links));
    }
    s.keys("<tab>");
    let mut all = Vec::new();
    for n in 1..=3 {
        all.extend(["a.b", "b.c", "c.d"].map(|host| format!("http://{host}/{n} ")));
    }
    for told in &all {
        s.keys("o").shows(told);
    }
    s.keys("o").shows("No link below");
    for told in all.iter().rev().skip(1) {
        // However long it took to read.
        s.pass(std::time::Duration::from_secs(60));
        s.keys("O").shows(told);
    }
    s.keys("O").shows("No link above").keys("G");
    for told in all.iter().rev() {
        s.keys("O").shows(told);
    }
    s.keys("<esc><tab>");
    for _ in 0..6 {
        s.keys("[").hides("No message");
    }
    s.keys("[").shows("No message above");
    for _ in 0..5 {
        s.keys("]").hides("No message");
    }
    s.keys("]").shows("No message below");
}

#[test]
fn a_link_or_message_that_was_reached_is_what_is_offered_to_be_copied() {
    let mut s = screen(80, 24);
    let answer = format!("Begin.\n\n{}[a](http://a.b) [b](http://c.d)\n", block(1));
    s.ask("Which?").answer(whole(&answer));
    for (keys, copied) in [
        ("<tab>g", "fn f_1() {}"),
        ("o", "http://a.b"),
        ("o", "http://c.d"),
        ("O", "http://a.b"),
        ("g]", answer.trim_end()),
        ("[", "Which?"),
        ("}", "fn f_1() {}"),
    ] {
        s.keys(keys).take_effects();
        s.keys("<alt+c><enter>");
        assert_eq!(s.take_copies(), [copied], "{keys}");
    }
}

#[test]
fn what_was_reached_is_left_when_it_is_out_of_sight_or_given_up() {
    let mut s = talk();
    s.keys("<tab>{").shows("█ indented");
    s.keys("k")
        .shows("█ indented")
        .keys("jj")
        .hides("█ indented");
    s.keys("k").hides("█ indented").shows("indented");
    s.keys("{")
        .shows("█ fn b()")
        .keys("<esc>")
        .hides("█ fn b()");
    s.shows("fn b()");
}

#[test]
fn several_jumps_between_two_frames_are_as_many() {
    let mut s = screen(80, 24);
    let blocks: String = (1..=30).map(block).collect();
    s.ask("Thirty").answer(whole(&blocks)).keys("<tab>");
    for c in ['g', '}', '}', '}', '{', 'c'] {
        let key = causerie::key::Key::plain(causerie::key::KeyCode::Char(c));
        s.tell(Msg::Terminal(TerminalEvent::Key(key.normalized())));
    }
    assert_eq!(s.take_copies(), ["fn f_2() {}"]);
}
