//! The raw source of a message, in its place.

use causerie::api::event::StreamSignal;
use causerie::app::focus::PaneKind;
use causerie::theme::Theme;

use crate::support::app::reply::{self, text, whole};
use crate::support::app::{Harness, screen};

const ANSWER: &str = "# Title\n\nSome **strong** words.\n\n```sh\nls\t-l\n```\n\nEnd.\n";

fn answered() -> Harness {
    let mut s = screen(60, 40);
    s.ask("Which?").answer(whole(ANSWER));
    s.look();
    s
}

/// The texts of the lines of the newest answer.
fn lines(s: &mut Harness) -> Vec<String> {
    let lines = s.lines(PaneKind::Conversation);
    let texts = lines.iter().map(|line| {
        let spans = line.spans.iter().map(|span| span.text.as_str());
        spans.collect::<String>()
    });
    texts.collect()
}

#[test]
fn a_key_shows_the_source_and_the_same_key_the_text_again() {
    let mut s = answered();
    let before = s.all_lines();
    s.keys("<alt+s>")
        .shows("markdown source")
        .shows("Some **strong** words.")
        .shows("```sh");
    let raw = lines(&mut s);
    let shown: Vec<&str> = raw.iter().map(String::as_str).collect();
    assert!(
        shown.windows(2).any(|pair| pair == ["# Title", ""]),
        "{shown:?}"
    );
    s.keys("<alt+s>")
        .hides("markdown source")
        .hides("**strong**");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn its_label_stands_on_the_ground_of_the_conversation_and_the_source_on_its_own() {
    let mut s = answered();
    s.app.theme = Theme::builtin("dark").expect("it is built in");
    let ground = |s: &mut Harness, what| {
        let frame = s.look();
        let (y, x) = frame.find(what).expect("it is shown");
        frame.buf[(x, y)].bg
    };
    let text = ground(&mut s, "Title");
    s.keys("<alt+s>");
    assert_eq!(ground(&mut s, "markdown source"), text);
    assert_ne!(ground(&mut s, "# Title"), text);
}

#[test]
fn each_message_by_itself_the_one_that_is_looked_at() {
    let mut s = answered();
    s.ask("More?").answer(whole("Another *one*."));
    s.keys("<tab><home>").look();
    s.keys("s")
        .shows("Some **strong** words.")
        .shows("Another one.");
    s.keys("<end>").look();
    s.keys("<esc><tab>v<ctrl+end><up><up><up>").look();
    s.keys("<alt+s>").shows("Another *one*.").shows("```");
}

#[test]
fn what_is_copied_is_the_source_in_either_form() {
    let mut s = answered();
    s.keys("<alt+s><tab>v<ctrl+home><down><down>").look();
    s.keys("v").take_effects();
    s.keys("<esc><tab>v<ctrl+end>").look();
    s.keys("y");
    let copy = s.take_copies().into_iter().next();
    let expect = format!("Which?\n\n{}", ANSWER.trim_end());
    assert_eq!(copy, Some(expect));
}

#[test]
fn an_answer_that_is_arriving_grows_raw_and_stays_so_when_it_is_over() {
    let mut s = screen(60, 20);
    s.ask("Which?").connect().stream(text("Some **stro"));
    s.keys("<alt+s>").shows("Some **stro");
    for piece in ["ng** wo", "rds.\n", "\n- `a", "`\n"] {
        s.stream(vec![reply::text_delta(0, piece)]).look();
    }
    s.shows("Some **strong** words.").shows("- `a`");
    let live = lines(&mut s);
    let mut ends = vec![reply::block_ends(0)];
    ends.extend(reply::ends("end_turn"));
    s.stream(ends).signal(StreamSignal::Ended);
    assert!(s.app.turn.is_idle());
    s.shows("markdown source");
    assert!(lines(&mut s).starts_with(&live));
    s.keys("<alt+s>").hides("markdown source").shows("• a");
}

#[test]
fn the_readers_place_is_kept() {
    let paragraphs: Vec<String> = (1..=60)
        .map(|n| format!("Paragraph *number* {n}."))
        .collect();
    let mut s = screen(60, 20);
    s.ask("Which?").answer(whole(&paragraphs.join("\n\n")));
    s.keys("<pageup><pageup>").look();
    let top = |s: &mut Harness| {
        let frame = s.look();
        let mut rows = (1..19).map(|y| frame.row(y).replace('*', "").replace('│', " "));
        // The source is longer, so the marks of the scroll bar may stand elsewhere.
        let row = rows.find(|row| row.contains("number"))?;
        Some(row.trim_end_matches(['┤', '┫', '┃', '┊', ' ']).to_owned())
    };
    let before = top(&mut s);
    assert!(before.is_some());
    s.keys("<alt+s>").shows("*number*");
    assert_eq!(top(&mut s), before);
    s.keys("<alt+s>").hides("*number*");
    assert_eq!(top(&mut s), before);
}

#[test]
fn who_scrolls_in_the_source_finds_the_same_text_at_the_top_afterwards() {
    let each = |line: &str| -> String {
        let lines = (1..=150).map(|n| line.replace('#', &n.to_string()));
        lines.collect()
    };
    let answers = [
        each("place# is here.\n\n"),
        each("- place#\n"),
        each("- **place#**\n"),
        each("> place#\n>\n"),
        each("## place#\n\nText.\n\n"),
        each("place# and on\n"),
        format!("```sh\n{}```\n", each("  place#;\n")),
        format!("- code\n\n  ```sh\n{}  ```\n", each("  place#;\n")),
        format!("| a |\n|---|\n{}", each("| place# |\n")),
        each("```sh\nplace#\n```\n\n"),
    ];
    for answer in answers {
        for n_pages in 1..4 {
            let mut s = screen(60, 16);
            s.ask("Which?").answer(whole(&answer));
            s.keys("<tab>g").look();
            for _ in 0..n_pages {
                s.keys("<pagedown>").look();
            }
            s.keys("s<pagedown>").shows("place");
            let frame = s.look();
            let mut words = (1..12).flat_map(|y| {
                let row = frame.row(y);
                let words = row.split(|c: char| !c.is_alphanumeric());
                words.map(str::to_owned).collect::<Vec<String>>()
            });
            let place = words.find(|word| word.starts_with("place")).expect("shown");
            s.keys("s").hides("markdown source");
            let frame = s.look();
            let first = (1..12)
                .map(|y| frame.row(y))
                .find(|row| row.contains("place"));
            let first = first.expect("shown");
            let mut words = first.split(|c: char| !c.is_alphanumeric());
            assert!(
                words.any(|word| word == place),
                "{place}, not {first}\n{answer:.30}"
            );
        }
    }
}

/// Thinking that is arriving.
fn thinking(s: &mut Harness) {
    s.ask("Where?").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "I **look** it"),
    ]);
}

fn ends(s: &mut Harness) {
    let mut ends = vec![reply::block_ends(0)];
    ends.extend(reply::ends("end_turn"));
    s.stream(ends).signal(StreamSignal::Ended);
    assert!(s.app.turn.is_idle());
}

#[test]
fn thinking_is_shown_raw_in_its_pane_and_in_the_conversation_each_by_itself() {
    let mut s = screen(120, 30);
    thinking(&mut s);
    ends(&mut s);
    let before = s.all_lines();
    s.keys("<tab><tab>s").shows("I **look** it");
    s.keys("s").hides("I **look** it").hides("markdown source");
    assert_eq!(s.all_lines(), before);
    s.keys("<esc><tab>>s")
        .shows("I **look** it")
        .shows("markdown source");
    s.keys("<enter>").shows("│ I look it").hides("**look**");
    s.keys("s").shows("I **look** it");
    s.keys("s").shows("│ I look it").hides("**look**");
    s.keys("<enter>");
    assert_eq!(s.all_lines(), before, "folded again");
}

#[test]
fn thinking_that_is_arriving_grows_raw_and_stays_so_when_it_is_over() {
    let mut s = screen(120, 30);
    thinking(&mut s);
    s.keys("<tab><tab>s").shows("I **look** it");
    s.stream(vec![reply::thinking_delta(0, " *up*.\n\n- here")]);
    s.shows("I **look** it *up*.").shows("- here");
    s.keys("s").shows("• here").keys("s").shows("- here");
    ends(&mut s);
    s.shows("- here").keys("s").shows("• here");
}

#[test]
fn a_prompt_is_shown_whole_where_only_its_beginning_was() {
    let lines: Vec<String> = (1..=60).map(|n| format!("Line\t{n} of it.")).collect();
    let prompt = lines.join("\n");
    let mut s = screen(80, 24);
    s.paste(&prompt).keys("<enter>").answer(whole("Yes."));
    let before = s.all_lines();
    s.keys("<home>").shows("Line").hides("60 of it");
    s.keys("<alt+s>").shows("the whole prompt");
    s.keys("<tab>v<ctrl+home><ctrl+shift+end>").look();
    s.keys("y");
    let copied = s.take_copies().into_iter().next();
    let copied = copied.expect("something is copied");
    assert!(copied.starts_with(&prompt), "{copied}");
    s.keys("<esc><esc><home>").look();
    s.keys("<alt+s>").hides("the whole prompt");
    assert_eq!(s.all_lines(), before);
}

#[test]
fn a_prompt_that_is_shown_as_it_was_written_says_so() {
    let mut s = screen(80, 24);
    s.ask("Which?").connect();
    s.keys("<alt+s>").shows("shown as it was written");
}

#[test]
fn what_was_done_is_no_message() {
    let mut s = screen(140, 30);
    s.ask("Where?").answer(reply::thinking_and_tools());
    s.keys("<tab><tab><tab>s");
    s.shows("no message here to show the source of");
}

#[test]
fn there_and_back_leads_to_the_same_row() {
    let words: String = (0..400)
        .map(|n| match n % 7 {
            0 => format!("**strong{n}** "),
            3 => format!("[a label {n}](https://example.org/a/long/target/{n}) "),
            5 => format!("`code{n}` "),
            _ => format!("word{n} "),
        })
        .collect();
    let mut s = screen(60, 20);
    s.ask("Which?")
        .answer(whole(&format!("{words}\n\n- {words}\n")));
    s.keys("<tab><home>jjj").look();
    for n in 0..60 {
        s.keys("j").look();
        let before = s.look().row(s.app.areas.conversation.y);
        s.keys("<alt+s>").look();
        s.keys("<alt+s>").look();
        let after = s.look().row(s.app.areas.conversation.y);
        assert_eq!(after, before, "after {n} rows");
    }
}

#[test]
fn there_and_back_leads_to_the_same_row_from_air_and_from_the_first_row_of_a_block() {
    let answer: String = (0..12)
        .map(|n| format!("## Part {n}\n\nWords.\n\n```sh\nls {n}\n```\n\n- One\n- Two\n\n"))
        .collect();
    let mut s = screen(80, 24);
    s.ask("Which?").answer(whole(&answer));
    let rows = |s: &mut Harness| -> Vec<String> {
        let frame = s.look();
        let rows = (1..15).map(|y| frame.row(y).chars().take(70).collect());
        rows.map(|row: String| row.trim_end().to_owned()).collect()
    };
    s.keys("<tab>g").look();
    for n in 0..40 {
        let before = rows(&mut s);
        s.keys("s").look();
        s.keys("s").look();
        assert_eq!(rows(&mut s), before, "after {n} rows");
        s.keys("j").look();
    }
}
