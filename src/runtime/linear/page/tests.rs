use proptest::prelude::*;

use super::*;
use crate::api::content::{ToolResult, ToolUse};
use crate::api::raw::RawJson;
use crate::conversation::entry::CANCELLED;

fn text(text: &str) -> News {
    News {
        round: 1,
        what: What::Text {
            text: text.into(),
            is_apart: false,
        },
    }
}

fn thinking(text: &str) -> News {
    News {
        round: 1,
        what: What::Thinking(text.into()),
    }
}

fn check(news: &[News], expect: &str) {
    let mut page = Page::default();
    for news in news {
        page.news(news);
    }
    page.close();
    assert_eq!(page.take(), expect);
}

#[test]
fn each_kind_of_text_has_one_label_at_the_start_of_a_line() {
    check(
        &[
            thinking("Let me"),
            thinking(" see.\n\n"),
            text("It"),
            text(" is.\n"),
        ],
        "Thinking: Let me see.\nClaude: It is.\n",
    );
}

#[test]
fn a_call_that_the_person_stopped_says_so_once() {
    let result = |content: &str| News {
        round: 1,
        what: What::ToolResult {
            id: ToolCallId("t".into()),
            outcome: Outcome::Cancelled,
            content: content.into(),
            millis: 0,
        },
    };
    check(
        &[result(CANCELLED), result("the program ended")],
        "Tool: a tool was stopped by you\nTool: a tool was stopped: the program ended\n",
    );
}

#[test]
fn tabs_of_code_stay_as_they_were_written() {
    check(
        &[text("```make\nall:\n"), text("\tcc -o a a.c\n```")],
        "Claude: ```make\nall:\n\tcc -o a a.c\n```\n",
    );
}

#[test]
fn a_paragraph_behind_something_else_stands_apart() {
    let apart = News {
        round: 1,
        what: What::Text {
            text: "two".into(),
            is_apart: true,
        },
    };
    check(&[text("one\n"), apart], "Claude: one\n\ntwo\n");
}

#[test]
fn what_was_said_is_parted_by_one_empty_line_and_asked_for_behind_its_label() {
    let mut page = Page::default();
    page.said("a\n");
    page.ask("You");
    page.answered();
    page.block("Note", "b");
    page.said("c");
    assert_eq!(page.take(), "You: a\nYou: Note: b\n\nYou: c\n");
}

#[test]
fn what_the_server_runs_has_a_label_of_its_own() {
    let news = |what| News { round: 1, what };
    let call = ToolUse {
        id: ToolCallId("s".into()),
        name: "web_search".into(),
        input: RawJson::parse(r#"{"query":"rust"}"#).unwrap(),
    };
    let result = |is_error, content: &str| {
        news(What::ServerToolResult(ToolResult {
            tool_use_id: ToolCallId("s".into()),
            content: content.into(),
            is_error,
        }))
    };
    check(
        &[
            news(What::ServerToolUse(call)),
            result(false, "two pages"),
            result(true, "too many\n"),
        ],
        "Server tool: web_search {\"query\":\"rust\"}\nServer tool: web_search answered: two \
         pages\nServer tool: web_search failed: too many\n",
    );
}

proptest! {
    #[test]
    fn no_control_character_is_printed_and_cuts_do_not_matter(
        pieces in proptest::collection::vec("[a-c\t\r\n\u{1b}\u{9b}\u{202e}é]{0,6}", 1..12),
    ) {
        let mut cut = Page::default();
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            cut.news(&text(piece));
        }
        cut.close();
        let printed = cut.take();
        let is_safe = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
        prop_assert!(printed.chars().all(is_safe), "{printed:?}");
        let mut whole = Page::default();
        let joined = pieces.concat();
        if !joined.is_empty() {
            whole.news(&text(&joined));
        }
        whole.close();
        prop_assert_eq!(printed, whole.take());
    }
}
