use proptest::prelude::*;

use super::*;
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{ContentBlock, ToolCallId, ToolResult};
use crate::api::model::Effort;
use crate::api::request::{Dialect, Thinking};
use crate::api::usage::{Stop, StopReason, Usage};
use crate::conversation::entry::{
    AssistantEntry, CallResult, Entry, EntryKind, Interruption, Marker, Outcome, ServingTime,
    ThinkingTime, Timing,
};

const EVERY_KIND: &str = include_str!("../../../tests/fixtures/logs/v1/every-kind.jsonl");

fn raw(text: &str) -> RawJson {
    RawJson::parse(text).expect("the test gives JSON")
}

fn line(seq: u64, record: Record) -> RecordLine {
    RecordLine {
        v: RECORD_VERSION,
        seq,
        at: UnixMillis(1_790_000_000_000),
        record,
    }
}

fn decode(text: &str) -> Result<RecordLine, BadLine> {
    let mut lines = decode_all(text.as_bytes());
    let line = lines.next().expect("there is a line");
    assert_eq!(lines.next(), None, "{text}");
    line
}

fn check_round_trip(record: Record) {
    let line = line(7, record);
    let text = encode(&line);
    assert!(!text.contains('\n'), "{text}");
    assert_eq!(decode(&format!("{text}\n")), Ok(line), "{text}");
}

fn answer() -> AssistantEntry {
    AssistantEntry {
        round: 3,
        model: "claude-sonnet-5-5".to_owned(),
        message_id: Some("msg_1".to_owned()),
        blocks: vec![
            AssistantBlock {
                block: ContentBlock::from_raw(raw(
                    r#"{"type":"thinking","thinking":"so","signature":"Eq+/="}"#,
                )),
                complete: true,
                partial_input: None,
            },
            AssistantBlock {
                block: ContentBlock::from_raw(raw(
                    r#"{"type":"tool_use","id":"toolu_1","name":"find","input":{}}"#,
                )),
                complete: false,
                partial_input: Some("{\"q\": \"\u{e9}".to_owned()),
            },
        ],
        stop: Stop {
            reason: Some(StopReason::Refusal),
            sequence: Some("END".to_owned()),
            details: Some(raw(r#"{"category":"x"}"#)),
        },
        usage: Usage {
            input: 1,
            cache_write_5m: 2,
            cache_write_1h: 3,
            cache_read: 4,
            output: 5,
            thinking: 6,
            known: true,
        },
        interrupted: Some(Interruption::Lost {
            why: "reset".to_owned(),
            details: vec!["HTTP 500".to_owned()],
        }),
        damaged: true,
        timing: Timing {
            first_delta: Some(10),
            thought: Some(5),
            thoughts: vec![ThinkingTime { nth: 1, millis: 3 }],
            total: 20,
            serving: vec![ServingTime {
                id: ToolCallId("srvtoolu_1".into()),
                millis: 1_300,
            }],
        },
    }
}

fn entry(kind: EntryKind) -> Record {
    Record::Entry(Entry {
        id: EntryId(5),
        parent: Some(EntryId(4)),
        at: UnixMillis(99),
        kind,
    })
}

fn every_record() -> Vec<Record> {
    let params = StoredParams {
        model: "claude-sonnet-5-5".to_owned(),
        max_tokens: 32_000,
        system: Some("Be brief.\nVery.".to_owned()),
        thinking: Thinking::Off,
        effort: Some(Effort::Xhigh),
        tools: vec!["search_orders".to_owned()],
        dialect: Dialect::Compatible,
    };
    let result = |outcome| CallResult {
        result: ToolResult {
            tool_use_id: ToolCallId("toolu_1".to_owned()),
            content: "17\n18".to_owned(),
            is_error: true,
        },
        outcome,
        millis: 12,
    };
    let interruptions = [
        None,
        Some(Interruption::Cancelled),
        Some(Interruption::Lost {
            why: "reset".to_owned(),
            details: Vec::new(),
        }),
        Some(Interruption::Closed),
        Some(Interruption::Copied),
    ];
    let outcomes = [
        Outcome::Done,
        Outcome::Failed,
        Outcome::Denied,
        Outcome::Cancelled,
    ];
    let mut records = vec![
        Record::Opened {
            session: SessionId("20261120-100355-3f9a".to_owned()),
            app: "0.1.0".to_owned(),
            cwd: "/home/ada/\u{1b}engine".to_owned(),
            params,
            demo: true,
            forked_from: Some(SessionId("older".to_owned())),
        },
        Record::Opened {
            session: SessionId("s".to_owned()),
            app: String::new(),
            cwd: String::new(),
            params: StoredParams::default(),
            demo: false,
            forked_from: None,
        },
        Record::Resumed {
            app: "0.2.0".to_owned(),
        },
        entry(EntryKind::User(vec![ContentBlock::text("a\r\nb\u{2028}c")])),
        entry(EntryKind::ToolResults(outcomes.map(result).to_vec())),
        entry(EntryKind::Marker(Marker::Repaired(vec![
            "one".to_owned(),
            "two".to_owned(),
        ]))),
        entry(EntryKind::Marker(Marker::Repaired(Vec::new()))),
        entry(EntryKind::Marker(Marker::Note(String::new()))),
        Record::BlockBegan {
            round: 1,
            index: 2,
            block: raw(r#"{"type":"text","text":""}"#),
        },
        Record::Partial {
            round: 1,
            index: 2,
            text: "half a \"word\n".to_owned(),
        },
        Record::Block {
            round: 1,
            index: 2,
            block: raw(r#"{"type":"text","text":"whole"}"#),
        },
        Record::Head(Some(EntryId(3))),
        Record::Head(None),
        Record::Titled("Orders".to_owned()),
        Record::Draft("And ord\ner 18".to_owned()),
        Record::Draft(String::new()),
        Record::Closed,
        Record::Unknown {
            kind: "mood".to_owned(),
            data: raw(r#"{"x": [1.50, null]}"#),
        },
    ];
    records.extend(interruptions.map(|interrupted| {
        entry(EntryKind::Assistant(Box::new(AssistantEntry {
            interrupted,
            ..answer()
        })))
    }));
    records
}

#[test]
fn every_record_comes_back_as_it_was_written() {
    for record in every_record() {
        check_round_trip(record);
    }
}

#[test]
fn a_line_is_spelled_as_documented() {
    let line = line(12, Record::Titled("Orders".to_owned()));
    assert_eq!(
        encode(&line),
        r#"{"v":1,"seq":12,"at":1790000000000,"kind":"titled","data":{"text":"Orders"}}"#
    );
}

#[test]
fn the_first_released_form_is_still_written_as_it_is_read() {
    for text in EVERY_KIND.lines() {
        let line = decode(text).expect("every line of the sample is readable");
        assert!(!matches!(line.record, Record::Unknown { .. }), "{text}");
        // Escapes inside blocks and members that may be left out are spelled out in the sample.
        let again = decode(&encode(&line)).expect("what was written can be read");
        assert_eq!(again, line);
    }
}

#[test]
fn blocks_stand_in_the_line_byte_for_byte() {
    let block = r#"{"type":"tool_use","input":{"z":1.0,"a":1e2,"s":"\u00e9\/"},"id":"t"}"#;
    let record = Record::Block {
        round: 1,
        index: 0,
        block: raw(block),
    };
    assert!(encode(&line(1, record)).contains(block));
    let user = entry(EntryKind::User(vec![ContentBlock::from_raw(raw(block))]));
    let text = encode(&line(1, user));
    assert!(text.contains(block));
    let Ok(RecordLine {
        record: Record::Entry(entry),
        ..
    }) = decode(&text)
    else {
        panic!("an entry was written");
    };
    let EntryKind::User(blocks) = entry.kind else {
        panic!("a user entry was written")
    };
    assert_eq!(blocks[0].raw().get(), block);
}

#[test]
fn unknown_kinds_of_records_and_entries_are_kept_whole() {
    let mood = r#"{"v":1,"seq":3,"at":5,"kind":"mood","data":{"x": [1.50, null]},"more":1}"#;
    let data = raw(r#"{"x": [1.50, null]}"#);
    let record = Record::Unknown {
        kind: "mood".to_owned(),
        data,
    };
    assert_eq!(
        decode(mood),
        Ok(RecordLine {
            v: 1,
            seq: 3,
            at: UnixMillis(5),
            record
        })
    );

    let vote =
        r#"{"v":1,"seq":3,"at":5,"kind":"entry","data":{"id":1,"parent":null,"type":"vote"}}"#;
    let data = raw(r#"{"id":1,"parent":null,"type":"vote"}"#);
    let record = Record::Unknown {
        kind: "entry".to_owned(),
        data,
    };
    assert_eq!(
        decode(vote),
        Ok(RecordLine {
            v: 1,
            seq: 3,
            at: UnixMillis(5),
            record
        })
    );
}

#[test]
fn a_kind_that_a_later_version_spells_otherwise_is_kept_and_not_an_error() {
    let text = r#"{"v":2,"seq":3,"at":5,"kind":"draft","data":["a","b"]}"#;
    let record = Record::Unknown {
        kind: "draft".to_owned(),
        data: raw(r#"["a","b"]"#),
    };
    assert_eq!(
        decode(text),
        Ok(RecordLine {
            v: 2,
            seq: 3,
            at: UnixMillis(5),
            record
        })
    );
    let text = text.replace("\"v\":2", "\"v\":1");
    assert!(decode(&text).is_err());
}

#[test]
fn members_that_are_missing_or_new_hurt_nothing() {
    let text = r#"{"v":1,"kind":"opened","data":{"session":"s","params":{"model":"m","effort":"galactic","thinking":{"deep":1},"color":"red"},"x":0},"y":[]}"#;
    let params = StoredParams {
        model: "m".to_owned(),
        ..StoredParams::default()
    };
    let record = Record::Opened {
        session: SessionId("s".to_owned()),
        app: String::new(),
        cwd: String::new(),
        params,
        demo: false,
        forked_from: None,
    };
    assert_eq!(
        decode(text),
        Ok(RecordLine {
            v: 1,
            seq: 0,
            at: UnixMillis(0),
            record
        })
    );
    assert!(matches!(
        decode(r#"{"v":1,"seq":1,"kind":"closed"}"#),
        Ok(RecordLine {
            record: Record::Closed,
            ..
        })
    ));
}

#[test]
fn an_entry_without_a_parent_member_is_damage_and_not_a_new_root() {
    assert!(decode(r#"{"v":1,"kind":"entry","data":{"id":2,"type":"user","blocks":[]}}"#).is_err());
    assert!(decode(r#"{"v":1,"kind":"head","data":{}}"#).is_err());
}

#[test]
fn bad_lines_are_told_in_their_place_and_hurt_no_neighbor() {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"{\"v\":1,\"seq\":1,\"kind\":\"closed\",\"data\":{}}\r\n");
    bytes.extend_from_slice(b"\n  \n");
    bytes.extend_from_slice(
        b"{\"v\":1,\"seq\":2,\"kind\":\"titled\",\"data\":{\"text\":\"\xff\"}}\n",
    );
    bytes.extend_from_slice(b"[1,2]\n");
    bytes.extend_from_slice(b"{\"v\":1,\"seq\":4,\"kind\":\"titled\",\"data\":{\"text\":7}}\n");
    bytes.extend_from_slice(b"\0\0\0\0\n");
    bytes.extend_from_slice(b"{\"v\":1,\"seq\":5,\"kind\":\"closed\",\"data\":{}}\n");
    bytes.extend_from_slice(b"{\"v\":1,\"seq\":6,\"ki");
    let lines: Vec<_> = decode_all(&bytes).collect();
    let bad = |line, reason: &str, torn| {
        Err(BadLine {
            line,
            reason: reason.to_owned(),
            torn,
        })
    };
    let member =
        |byte| format!("has a member that is missing or of the wrong type, at byte {byte}");
    assert_eq!(
        lines,
        [
            Ok(RecordLine {
                v: 1,
                seq: 1,
                at: UnixMillis(0),
                record: Record::Closed
            }),
            bad(4, "is not UTF-8 from byte 47 on", false),
            bad(5, &member(5), false),
            bad(6, &format!("{} of its data", member(9)), false),
            bad(7, "is broken at byte 1", false),
            Ok(RecordLine {
                v: 1,
                seq: 5,
                at: UnixMillis(0),
                record: Record::Closed
            }),
            bad(9, "ends in the middle", true),
        ]
    );
}

#[test]
fn a_whole_last_line_without_its_line_end_is_taken() {
    let text = encode(&line(4, Record::Closed));
    assert_eq!(decode(&text), Ok(line(4, Record::Closed)));
}

#[test]
fn a_reason_never_repeats_what_stands_in_the_line() {
    for text in [
        r#"{"v":"secret","seq":1,"kind":"closed"}"#,
        r#"{"v":1,"seq":1,"kind":"entry","data":"secret"}"#,
        r#"{"v":1,"seq":1,"kind":"entry","data":{"id":1,"parent":"secret","type":"user"}}"#,
        r#"{"secret"#,
    ] {
        let bad = decode(text).expect_err("the line is broken");
        assert!(!bad.reason.contains("secret"), "{}", bad.reason);
    }
}

#[test]
fn nesting_without_end_is_a_bad_line_or_an_unknown_record_and_no_crash() {
    let deep = "[".repeat(200_000);
    assert!(decode(&format!(r#"{{"v":1,"seq":1,"kind":"titled","data":{deep}"#)).is_err());
    let closed = "]".repeat(200_000);
    let text = format!(r#"{{"v":1,"seq":1,"kind":"mood","data":{deep}{closed}}}"#);
    assert!(matches!(
        decode(&text),
        Err(_)
            | Ok(RecordLine {
                record: Record::Unknown { .. },
                ..
            })
    ));
}

#[test]
fn folds_survive_the_log_and_half_of_a_place_is_none() {
    for shelf in Shelf::ALL {
        for block in [None, Some((3, 0))] {
            let open = block.is_none();
            check_round_trip(Record::Fold(Fold { shelf, block, open }));
        }
    }
    let odd = [
        r#"{"shelf":"calls","round":3,"open":true}"#,
        r#"{"shelf":"later","open":true}"#,
    ];
    for data in odd {
        let text = format!("{{\"v\":1,\"seq\":1,\"at\":1,\"kind\":\"fold\",\"data\":{data}}}\n");
        let record = decode(&text).map(|line| line.record);
        assert!(matches!(record, Ok(Record::Unknown { .. })), "{record:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_lines_or_bad_lines(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let n_lines = bytes.split(|b| *b == b'\n').filter(|l| !l.trim_ascii_end().is_empty()).count();
        prop_assert_eq!(decode_all(&bytes).count(), n_lines);
    }

    #[test]
    fn any_text_survives_the_log(text in any::<String>(), seq: u64, at: u64, round: u64, index: u32) {
        let at = UnixMillis(at);
        for record in [
            Record::Partial { round, index, text: text.clone() },
            Record::Draft(text.clone()),
            entry(EntryKind::User(vec![ContentBlock::text(&text)])),
        ] {
            let line = RecordLine { v: RECORD_VERSION, seq, at, record };
            prop_assert_eq!(decode(&encode(&line)), Ok(line));
        }
    }
}
