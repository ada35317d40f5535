//! Copying: the source of what is on the screen, and receipts that claim no more than is known.

use causerie::app::effect::Effect;
use causerie::app::msg::Msg;
use causerie::report::{Attempt, Copied, Fate};

use crate::support::app::reply::{self, text, whole};
use crate::support::app::{Harness, screen};

const ANSWER: &str = "Two *ways*:\n\n```sh\nls -l | sort --numeric-sort --reverse --key=5 | head -n 3 \
                      | tee biggest.txt | wc\ncd /\n```\n\n> | a | b |\n> |---|---|\n> | 1 | 2 |\n\nOr \
                      [look](https://example.org/a?b=c):\n\n```rust\nfn main() {}\n```\n";
const SH: &str =
    "ls -l | sort --numeric-sort --reverse --key=5 | head -n 3 | tee biggest.txt | wc\ncd /";

/// Keys, and what is copied by them.
#[track_caller]
fn check(s: &mut Harness, keys: &str, expect: &str) {
    s.take_effects();
    s.keys(keys);
    let copies: Vec<String> = s
        .take_effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(copies, [expect]);
}

fn answered() -> Harness {
    let mut s = screen(80, 24);
    s.ask("Which\nways?").answer(whole(ANSWER));
    s
}

#[test]
fn the_last_answer_is_copied_as_it_was_written() {
    let mut s = answered();
    check(&mut s, "<ctrl+y>", ANSWER.trim_end());
    s.ask("And now?").connect();
    check(&mut s, "<ctrl+y>", ANSWER.trim_end());
    s.stream(text("**Half"));
    check(&mut s, "<ctrl+y>", "**Half");
    s.keys("<esc>");
    check(&mut s, "<ctrl+y>", "**Half");
}

#[test]
fn texts_between_which_tools_ran_are_one_answer() {
    let mut s = screen(80, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "found").tool_done("call_2", "sent");
    s.answer(whole("It is on its way."));
    check(
        &mut s,
        "<ctrl+y>",
        "I will look that up.\n\nIt is on its way.",
    );
}

#[test]
fn parts_are_copied_by_number_by_letter_or_as_chosen() {
    let mut s = answered();
    s.keys("<alt+c>")
        .shows("Code 1 sh")
        .shows("fn main() {}")
        .shows("https://example.org/a?b=c");
    check(&mut s, "1", SH);
    s.hides("Enter copies");
    check(&mut s, "<alt+c>2", "fn main() {}");
    check(&mut s, "<alt+c>p", "Which\nways?");
    check(&mut s, "<alt+c>a", ANSWER.trim_end());
    check(
        &mut s,
        "<alt+c><home><down><down><enter>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    );
    check(
        &mut s,
        "<alt+c><end><up><up><enter>",
        "https://example.org/a?b=c",
    );
    s.keys("<alt+c>7").shows("Enter copies").keys("<esc>");
    s.hides("Enter copies");
    assert_eq!(s.take_effects(), []);
}

#[test]
fn the_code_block_in_sight_is_chosen_from_the_start() {
    let mut s = answered();
    check(&mut s, "<alt+c><enter>", SH);
    let filler = "Paragraph.\n\n".repeat(40);
    s.ask("More").answer(whole(&format!(
        "```\nfirst\n```\n{filler}```\nsecond\n```\n"
    )));
    check(&mut s, "<alt+c><enter>", "second");
    s.keys("<pageup><pageup>");
    check(
        &mut s,
        "<alt+c><home><enter>",
        &format!("```\nfirst\n```\n{filler}```\nsecond\n```"),
    );
    s.keys("<ctrl+home>");
    check(&mut s, "<alt+c><enter>", SH);
}

#[test]
fn where_there_is_nothing_that_is_said() {
    let mut s = screen(80, 24);
    s.keys("<ctrl+y>").shows("There is no answer to copy yet");
    s.keys("<alt+c>").shows("There is nothing to copy yet");
    assert_eq!(s.take_effects(), []);
}

#[test]
fn the_receipt_is_shown_as_it_is() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let attempts = vec![
        attempt("terminal (OSC 52)", Fate::Sent),
        attempt("tmux buffer", Fate::Has),
    ];
    s.tell(Msg::Copied(Copied {
        bytes: 312,
        attempts,
    }))
    .shows("Copied 312 bytes: tmux buffer has it; sent to terminal (OSC 52), uncon");
    let attempts = vec![attempt("clipboard", Fate::Failed("over 16 MB".into()))];
    s.tell(Msg::Copied(Copied {
        bytes: 1 << 30,
        attempts,
    }))
    .shows("! Nothing was copied: clipboard: over 16 MB");
}
