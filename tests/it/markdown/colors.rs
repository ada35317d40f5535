//! Code gets its colors while it is read, and nothing moves for them.

use causerie::api::event::StreamSignal;
use causerie::app::colors::{Colored, Uncolored};
use causerie::app::effect::Effect;
use causerie::app::focus::PaneKind;
use causerie::app::msg::Msg;
use causerie::markdown::color::Syntaxes;
use causerie::theme::{Scope, Theme};

use crate::support::app::reply::{ends, text, text_delta, whole};
use crate::support::app::{Harness, screen};

const ANSWER: &str = "See:\n\n```rust\nfn main() {\n    let x = \"hi\"; // why\n}\n```\n\nDone.";

/// What the frame on the screen wants colored.
fn wanted(s: &mut Harness) -> Option<Uncolored> {
    s.look();
    let mut wanted = s.app.wanted().into_iter();
    let uncolored = wanted.next().map(|effect| match effect {
        Effect::Color(uncolored) => uncolored,
        other => unreachable!("{other:?}"),
    });
    assert_eq!(wanted.next(), None);
    uncolored
}

/// Colors lines as the program does it, for one request alone.
fn color(s: &mut Harness, asked: Uncolored) {
    let mut syntaxes = Syntaxes::load();
    let runs = syntaxes.begin(&asked.language).map(|mut reading| {
        let lines = asked.lines.iter();
        lines
            .map(|line| syntaxes.line(&mut reading, line))
            .collect()
    });
    s.tell(Msg::Colored(Colored { asked, runs }));
}

/// The scope of a word of the conversation.
fn scope_of(s: &mut Harness, word: &str) -> Option<Scope> {
    let lines = s.lines(PaneKind::Conversation);
    let mut spans = lines.iter().flat_map(|line| &line.spans);
    spans
        .find(|span| span.text.contains(word))
        .map(|span| span.scope)
}

#[test]
fn code_is_colored_where_it_stands_and_no_text_changes() {
    let mut s = screen(80, 24);
    s.ask("Show me").answer(whole(ANSWER));
    let plain = s.text();
    assert_eq!(scope_of(&mut s, "let"), Some(Scope::Code));
    let asked = wanted(&mut s).expect("code is visible");
    assert_eq!(asked.language, "rust");
    color(&mut s, asked);
    assert_eq!(s.text(), plain);
    assert_eq!(scope_of(&mut s, "let"), Some(Scope::CodeKeyword));
    assert_eq!(scope_of(&mut s, "\"hi\""), Some(Scope::CodeString));
    assert_eq!(scope_of(&mut s, "// why"), Some(Scope::CodeComment));
}

#[test]
fn the_ground_of_a_changed_line_goes_to_the_edge_of_its_block() {
    let mut s = screen(80, 24);
    s.app.theme = Theme::builtin("contrast").expect("it is built in");
    s.ask("Show me").answer(whole(
        "```diff\n-old\n+new\n same\n```\n\n> ```diff\n> +more\n> ```\n\nDone.",
    ));
    while let Some(asked) = wanted(&mut s) {
        color(&mut s, asked);
    }
    let edge = s.app.areas.conversation.right() - 2;
    for (what, scope) in [
        ("-old", Scope::CodeDeleted),
        ("+new", Scope::CodeInserted),
        (" same", Scope::Code),
        ("+more", Scope::CodeInserted),
    ] {
        let frame = s.look();
        let (y, x) = frame.find(what).expect("it is shown");
        let ground = s.app.theme.style(scope).bg.unwrap_or_default();
        assert_eq!(frame.buf[(x, y)].bg, ground, "{what}");
        assert_eq!(frame.buf[(edge, y)].bg, ground, "{what}");
    }
}

#[test]
fn every_line_is_asked_for_once_and_when_it_is_whole() {
    let mut s = screen(80, 24);
    s.ask("Show me").connect().stream(text("```rust\n"));
    let mut asked = Vec::new();
    let mut previous = 0;
    for c in "fn a() {\n    1\n}\n\nfn b() {}\n```\n".chars() {
        s.stream(vec![text_delta(0, &c.to_string())]);
        while let Some(uncolored) = wanted(&mut s) {
            assert_eq!(uncolored.first, previous);
            previous += uncolored.lines.len();
            asked.extend(uncolored.lines.clone());
            color(&mut s, uncolored);
        }
    }
    assert_eq!(asked, ["fn a() {", "    1", "}"]);
    s.stream(ends("end_turn")).signal(StreamSignal::Ended);
    let last = wanted(&mut s).expect("the footer follows the last line");
    assert_eq!(last.lines, ["", "fn b() {}"]);
    color(&mut s, last);
    assert_eq!(wanted(&mut s), None);
}

#[test]
fn colors_stay_while_text_arrives_below() {
    let mut s = screen(80, 24);
    s.ask("Show me").connect().stream(text(ANSWER));
    let asked = wanted(&mut s).expect("code is visible");
    color(&mut s, asked);
    for _ in 0..40 {
        s.stream(vec![text_delta(0, "more text ")]);
        assert_eq!(scope_of(&mut s, "let"), Some(Scope::CodeKeyword));
        assert_eq!(wanted(&mut s), None);
    }
}

#[test]
fn one_request_is_out_at_a_time_and_unknown_languages_are_asked_for_once() {
    let mut s = screen(80, 24);
    s.ask("Show me").answer(whole(
        "```klingon\nqapla'\n```\n\n```text\nplain\n```\n\n```\nno label\n```\n\nDone.",
    ));
    let first = wanted(&mut s).expect("a label may be known");
    assert_eq!(first.language, "klingon");
    assert_eq!(wanted(&mut s), None);
    color(&mut s, first);
    let second = wanted(&mut s).expect("the next one");
    assert_eq!(second.language, "text");
    color(&mut s, second);
    assert_eq!(wanted(&mut s), None);
    assert_eq!(scope_of(&mut s, "qapla'"), Some(Scope::Code));
}

#[test]
fn what_is_not_on_the_screen_is_not_asked_for() {
    let mut s = screen(80, 24);
    let words = "words\n\n".repeat(60);
    s.ask("Show me")
        .answer(whole(&format!("{ANSWER}\n\n{words}")));
    assert_eq!(wanted(&mut s), None);
    s.keys("<ctrl+home>");
    assert_eq!(wanted(&mut s).map(|asked| asked.first), Some(0));
}

#[test]
fn a_screen_without_code_wants_nothing() {
    let mut s = screen(80, 24);
    s.ask("Show me")
        .answer(whole("Just `words`.\n\n    indented\n\nDone."));
    assert_eq!(wanted(&mut s), None);
}
