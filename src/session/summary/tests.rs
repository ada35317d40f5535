use super::*;
use crate::conversation::entry::EntryKind;
use crate::session::codec::decode_all;
use crate::session::replay::{Replayed, replay};

const EVERY_KIND: &str = include_str!("../../../tests/fixtures/logs/v1/every-kind.jsonl");

fn id() -> SessionId {
    SessionId("s".to_owned())
}

fn summarize(log: &str) -> Summary {
    let mut summarizer = Summarizer::default();
    for line in log.split_inclusive('\n') {
        summarizer.push(line.as_bytes());
    }
    summarizer.finish(id(), UnixMillis(7))
}

/// The summary of a session that is open.
fn of(id: SessionId, session: &Replayed) -> Summary {
    let path = || session.conversation.path_entries();
    let prompt = || {
        path().find_map(|entry| match &entry.kind {
            EntryKind::User(blocks) => first_text(blocks),
            _ => None,
        })
    };
    let is_message =
        |kind: &EntryKind| matches!(kind, EntryKind::User(_) | EntryKind::Assistant(_));
    Summary {
        id,
        at: session.last_at,
        messages: path().filter(|entry| is_message(&entry.kind)).count(),
        title: session
            .title
            .as_deref()
            .map(one_line)
            .filter(|title| !title.is_empty())
            .or_else(prompt)
            .unwrap_or_default(),
        unreadable: None,
    }
}

fn check_like_replay(log: &str) {
    let (replayed, _) = replay(decode_all(log.as_bytes()));
    assert_eq!(summarize(log), of(id(), &replayed));
}

fn prompt(id: u64, parent: &str, text: &str) -> String {
    let block = ContentBlock::text(text);
    format!(
        "{{\"v\":1,\"seq\":{id},\"at\":{id}000,\"kind\":\"entry\",\"data\":{{\"id\":{id},\"parent\":{parent},\"type\":\"user\",\"blocks\":[{}]}}}}\n",
        block.raw().get()
    )
}

#[test]
fn a_summary_counts_the_messages_of_the_path_and_shows_the_title() {
    let expected = Summary {
        id: id(),
        at: UnixMillis(1_790_000_091_000),
        messages: 3,
        title: "Order 17".to_owned(),
        unreadable: None,
    };
    assert_eq!(summarize(EVERY_KIND), expected);
}

#[test]
fn a_summary_from_lines_is_the_summary_of_the_replay() {
    check_like_replay(EVERY_KIND);
    let (a, b) = (prompt(1, "null", "first"), prompt(2, "1", "second"));
    check_like_replay(&format!("{a}{b}"));
    check_like_replay(&format!("{a}{}", prompt(5, "4", "its parent is lost")));
    check_like_replay(&format!("{a}{b}{}", prompt(2, "null", "taken")));
    check_like_replay(&format!("{a}broken\n{b}{{\"v\":1,\"torn"));
    let rewound = r#"{"v":1,"seq":3,"at":9000,"kind":"head","data":{"entry":null}}"#;
    check_like_replay(&format!("{a}{b}{rewound}\n"));
    check_like_replay(&format!("{a}{b}{rewound}\n{}", prompt(3, "null", "other")));
}

#[test]
fn without_a_title_the_first_prompt_stands_in_one_line() {
    let log = prompt(1, "null", "  Where\n\tis \u{1b}[31mit?  ") + &prompt(2, "1", "later");
    assert_eq!(summarize(&log).title, "Where is [31mit?");
}

#[test]
fn a_long_prompt_is_cut_at_a_character() {
    let long = "é".repeat(10 * MAX_TITLE);
    let title = summarize(&prompt(1, "null", &long)).title;
    assert_eq!(title, "é".repeat(MAX_TITLE) + "…");
    let words = "ab ".repeat(MAX_TITLE);
    let title = summarize(&prompt(1, "null", &words)).title;
    assert_eq!(
        title,
        "ab ".repeat(MAX_TITLE / 3).trim_end().to_owned() + "…"
    );
}

#[test]
fn of_a_long_line_the_beginning_is_enough() {
    let long = "é\"\\\n".repeat(MAX_HEAD);
    let (a, b) = (prompt(1, "null", &long), prompt(2, "1", &long));
    check_like_replay(&format!("{a}{b}"));
    for n_bytes in MAX_HEAD + 1..MAX_HEAD + 20 {
        let mut given = Summarizer::default();
        given.push(&a.as_bytes()[..n_bytes]);
        assert_eq!(given.finish(id(), UnixMillis(7)), summarize(&a));
    }
}

#[test]
fn a_log_without_a_readable_record_is_listed_with_the_reason() {
    let expected = Summary::unreadable(id(), UnixMillis(7), "holds no record that can be read");
    assert_eq!(summarize(""), expected);
    assert_eq!(summarize("\0\0\0\nnonsense\n"), expected);
}
