//! What is recorded while things happen: soon, in order, and every byte of it.

use std::collections::BTreeMap;
use std::time::Duration;

use causerie::api::content::{BlockKind, ContentBlock};
use causerie::conversation::UnixMillis;
use causerie::session::record::Record;
use proptest::prelude::*;

use super::cases;
use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Harness, screen};

/// What a kill at this moment would leave of each block: the text of the finished block, else its
/// partials joined.
fn saved(s: &Harness) -> BTreeMap<u32, String> {
    let mut saved: BTreeMap<u32, String> = BTreeMap::new();
    let mut began = Vec::new();
    for (_, record) in &s.records {
        match record {
            Record::BlockBegan { index, .. } => began.push(*index),
            Record::Partial { index, text, .. } => {
                assert!(began.contains(index), "block {index} was not begun");
                saved.entry(*index).or_default().push_str(text);
            }
            Record::Block { index, block, .. } => {
                if let BlockKind::Text(text) = ContentBlock::from_raw(block.clone()).kind() {
                    saved.insert(*index, text.clone());
                }
            }
            _ => {}
        }
    }
    saved
}

fn partials(s: &Harness) -> Vec<(UnixMillis, &str)> {
    let texts = s.records.iter().filter_map(|(at, record)| match record {
        Record::Partial { text, .. } => Some((*at, text.as_str())),
        _ => None,
    });
    texts.collect()
}

#[test]
fn the_first_record_opens_the_session_and_the_prompt_is_saved_before_it_is_sent() {
    let mut s = screen(80, 24);
    assert_eq!(s.records, []);
    s.ask("Hello");
    assert!(matches!(s.records[0].1, Record::Opened { .. }));
    assert!(matches!(s.records[1].1, Record::Entry(_)));
}

#[test]
fn a_program_that_is_left_alone_records_nothing() {
    let mut s = screen(80, 24);
    s.keys("<f1><esc><ctrl+d>");
    assert_eq!(s.records, []);
}

#[test]
fn streamed_text_is_recorded_within_a_quarter_of_a_second_and_not_more_often_than_needed() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text(""));
    let mut all = String::new();
    for n in 0..500 {
        let word = format!("word {n} ");
        all.push_str(&word);
        s.stream(vec![text_delta(0, &word)])
            .pass(Duration::from_millis(20));
    }
    s.pass(Duration::from_millis(250));
    assert_eq!(saved(&s)[&0], all);
    let times: Vec<u64> = partials(&s).iter().map(|(at, _)| at.0).collect();
    for pair in times.windows(2) {
        let gap = pair[1] - pair[0];
        assert!((200..=250).contains(&gap), "{gap} ms between two records");
    }
}

#[test]
fn a_stream_that_pauses_is_saved_without_another_delta() {
    let mut s = screen(80, 24);
    s.ask("Hello").connect().stream(text("One "));
    s.stream(vec![text_delta(0, "two")])
        .pass(Duration::from_millis(250));
    assert_eq!(saved(&s)[&0], "One two");
}

#[test]
fn a_finished_block_is_recorded_at_once() {
    let mut s = screen(80, 24);
    let events = reply::thinking_and_tools();
    s.ask("Hello").connect().stream(events[..6].to_vec());
    let is_block = |record: &Record| matches!(record, Record::Block { index: 0, .. });
    assert!(s.records.iter().any(|(_, record)| is_block(record)));
}

#[test]
fn a_block_that_begins_late_with_a_lower_number_costs_no_text() {
    let mut s = screen(80, 24);
    s.ask("Hello")
        .connect()
        .stream(vec![reply::start(), reply::text_begins(1)]);
    s.stream(vec![text_delta(1, "second")]);
    s.stream(vec![reply::text_begins(0), text_delta(0, "first ")]);
    s.pass(Duration::from_millis(250));
    s.stream(vec![text_delta(1, " end")])
        .pass(Duration::from_millis(250));
    let expect = [(0, "first ".to_owned()), (1, "second end".to_owned())];
    assert_eq!(saved(&s), BTreeMap::from(expect));
}

#[test]
fn an_answer_replaces_its_pieces_in_one_record() {
    let mut s = screen(80, 24);
    s.ask("Hello").answer(whole("Hi."));
    let entries = s
        .records
        .iter()
        .filter(|(_, record)| matches!(record, Record::Entry(_)));
    assert_eq!(entries.count(), 2);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_the_pace_no_byte_is_lost_for_longer_than_a_quarter_of_a_second(
        steps in prop::collection::vec((0u32..3, "[a-z é漢\n]{0,12}", 0u64..400), 1..60),
    ) {
        let mut s = screen(80, 24);
        s.ask("Hello").connect().stream(vec![reply::start()]);
        let mut sent: BTreeMap<u32, String> = BTreeMap::new();
        for (index, text, pause) in steps {
            if !sent.contains_key(&index) {
                s.stream(vec![reply::text_begins(index)]);
            }
            sent.entry(index).or_default().push_str(&text);
            s.stream(vec![text_delta(index, &text)]);
            s.pass(Duration::from_millis(pause));
            if pause >= 250 {
                let mut expect = sent.clone();
                expect.retain(|_, text| !text.is_empty());
                prop_assert_eq!(saved(&s), expect);
            }
        }
    }
}
