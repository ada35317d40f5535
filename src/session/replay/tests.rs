use proptest::prelude::*;

use super::*;
use crate::api::accumulator::AssistantBlock;
use crate::api::content::{ContentBlock, ToolCallId, ToolResult};
use crate::api::raw::RawJson;
use crate::api::usage::{Stop, StopReason, Usage};
use crate::conversation::Change;
use crate::conversation::entry::{AssistantEntry, Interruption, Marker, Outcome, Timing};
use crate::session::codec::{decode_all, encode};

const EVERY_KIND: &str = include_str!("../../../tests/fixtures/logs/v1/every-kind.jsonl");
const CALL: &str = r#"{"type":"tool_use","id":"toolu_9","name":"find","input":{"b":1,"a":2}}"#;

fn raw(text: &str) -> RawJson {
    RawJson::parse(text).expect("the test gives JSON")
}

fn opened() -> Record {
    let params = StoredParams {
        model: "model-1".to_owned(),
        ..StoredParams::default()
    };
    Record::Opened {
        session: SessionId("s".to_owned()),
        app: "causerie".to_owned(),
        cwd: "/".to_owned(),
        params,
        demo: false,
        forked_from: None,
    }
}

fn entry(id: u64, parent: u64, kind: EntryKind) -> Record {
    let parent = (parent > 0).then_some(EntryId(parent));
    let at = UnixMillis(id * 10);
    Record::Entry(Entry {
        id: EntryId(id),
        parent,
        at,
        kind,
    })
}

fn user(id: u64, parent: u64, text: &str) -> Record {
    entry(id, parent, EntryKind::User(vec![ContentBlock::text(text)]))
}

fn answer(round: u64, blocks: &[&str]) -> AssistantEntry {
    AssistantEntry {
        round,
        model: "model-1".to_owned(),
        message_id: None,
        blocks: blocks.iter().map(|block| complete(block)).collect(),
        stop: Stop {
            reason: Some(StopReason::EndTurn),
            ..Stop::default()
        },
        usage: Usage::default(),
        interrupted: None,
        damaged: false,
        timing: Timing::default(),
    }
}

fn assistant(id: u64, parent: u64, round: u64, blocks: &[&str]) -> Record {
    let answer = answer(round, blocks);
    entry(id, parent, EntryKind::Assistant(Box::new(answer)))
}

fn complete(block: &str) -> AssistantBlock {
    AssistantBlock {
        block: ContentBlock::from_raw(raw(block)),
        complete: true,
        partial_input: None,
    }
}

fn text_block(text: &str) -> String {
    ContentBlock::text(text).raw().get().to_owned()
}

fn began(round: u64, index: u32, block: &str) -> Record {
    let block = raw(block);
    Record::BlockBegan {
        round,
        index,
        block,
    }
}

fn partial(round: u64, index: u32, text: &str) -> Record {
    let text = text.to_owned();
    Record::Partial { round, index, text }
}

fn done(round: u64, index: u32, block: &str) -> Record {
    let block = raw(block);
    Record::Block {
        round,
        index,
        block,
    }
}

/// Numbers the records from 1 on; record n is made at n seconds.
fn log(records: impl IntoIterator<Item = Record>) -> Vec<RecordLine> {
    let line = |(seq, record)| RecordLine {
        v: RECORD_VERSION,
        seq,
        at: UnixMillis(seq * 1000),
        record,
    };
    (1..).zip(records).map(line).collect()
}

fn text_of(log: &[RecordLine]) -> String {
    log.iter().map(|line| encode(line) + "\n").collect()
}

fn run(records: impl IntoIterator<Item = Record>) -> (Replayed, Vec<String>) {
    let (found, warnings) = replay(log(records).into_iter().map(Ok));
    (found, warnings.iter().map(Warning::to_string).collect())
}

/// Replays records that are in order.
fn run_clean(records: impl IntoIterator<Item = Record>) -> Replayed {
    let (found, warnings) = run(records);
    assert_eq!(warnings, Vec::<String>::new());
    found
}

fn last_answer(found: &Replayed) -> &AssistantEntry {
    let answers = found.conversation.path_entries().rev();
    let mut answers = answers.filter_map(|entry| match &entry.kind {
        EntryKind::Assistant(answer) => Some(answer.as_ref()),
        _ => None,
    });
    answers.next().expect("there is an answer on the path")
}

fn path(found: &Replayed) -> Vec<u64> {
    found.conversation.path().iter().map(|id| id.0).collect()
}

#[test]
fn the_first_released_form_replays() {
    let (mut found, warnings) = replay(decode_all(EVERY_KIND.as_bytes()));
    assert_eq!(warnings, []);
    assert_eq!(
        found.session,
        Some(SessionId("20260921-131320-3f9a".to_owned()))
    );
    let params = found.params.as_ref().expect("the log says them");
    assert_eq!(params.model, "claude-sonnet-5-5");
    assert_eq!(params.tools, ["search_orders", "get_shipping_status"]);
    assert!(found.demo);
    assert_eq!(
        found.forked_from,
        Some(SessionId("20260920-090000-00aa".to_owned()))
    );
    assert_eq!(found.title.as_deref(), Some("Order 17"));
    assert_eq!(found.draft, "And order 18");
    assert_eq!(found.last_at, UnixMillis(1_790_000_091_000));
    assert_eq!((found.next_seq, found.next_round), (19, 4));
    assert_eq!(path(&found), [1, 2, 3, 4, 6, 7]);
    assert_eq!(found.conversation.all().len(), 7);
    assert_eq!(found.conversation.take_changes(), []);

    let cut = found
        .conversation
        .entry(EntryId(5))
        .expect("it is on a branch");
    let EntryKind::Assistant(cut) = &cut.kind else {
        panic!("entry 5 is an answer");
    };
    assert_eq!(
        cut.interrupted,
        Some(Interruption::Lost {
            why: "the connection was reset".to_owned(),
            details: Vec::new(),
        })
    );
    assert_eq!(
        cut.blocks[1].partial_input.as_deref(),
        Some(r#"{"order":1"#)
    );
    let call = &found.conversation.all()[1];
    let EntryKind::Assistant(call) = &call.kind else {
        panic!("entry 2 is an answer");
    };
    assert!(
        call.blocks[1]
            .block
            .raw()
            .get()
            .contains(r#"{"z":1.0,"a":"\u00e9"}"#)
    );
    assert_eq!(call.usage.cache_write_1h, 2);
}

#[test]
fn what_was_folded_last_holds_and_all_of_a_kind_begins_anew() {
    let fold = |shelf, block, open| Record::Fold(Fold { shelf, block, open });
    let found = run_clean([
        opened(),
        user(1, 0, "hi"),
        fold(Shelf::Calls, Some((1, 0)), true),
        fold(Shelf::Thinking, Some((1, 1)), true),
        fold(Shelf::Thinking, None, true),
        fold(Shelf::Thinking, Some((2, 3)), true),
        fold(Shelf::Thinking, Some((2, 3)), false),
    ]);
    let folds: Vec<_> = found.folds.into_iter().collect();
    assert_eq!(
        folds,
        [
            ((Shelf::Thinking, (2, 3)), false),
            ((Shelf::Calls, (1, 0)), true),
        ]
    );
}

#[test]
fn an_empty_log_is_an_empty_session_with_a_warning() {
    let (found, warnings) = run([]);
    assert_eq!(
        warnings,
        ["the beginning: does not say what the session was made of"]
    );
    assert_eq!((found.next_seq, found.next_round), (1, 1));
    assert!(found.conversation.all().is_empty());
}

#[test]
fn a_kill_in_mid_answer_keeps_what_had_arrived_as_interrupted() {
    let mut found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"thinking","thinking":"","signature":""}"#),
        partial(1, 0, "Hm"),
        done(
            1,
            0,
            r#"{"type":"thinking","thinking":"Hmm.","signature":"S="}"#,
        ),
        began(1, 1, r#"{"type":"text","text":""}"#),
        partial(1, 1, "Good "),
        partial(1, 1, "mor"),
    ]);
    let answer = last_answer(&found);
    assert_eq!(answer.interrupted, Some(Interruption::Closed));
    assert_eq!((answer.round, answer.model.as_str()), (1, "model-1"));
    assert_eq!(
        answer.blocks[0],
        complete(r#"{"type":"thinking","thinking":"Hmm.","signature":"S="}"#)
    );
    assert_eq!(
        answer.blocks[1].block.kind(),
        &BlockKind::Text("Good mor".to_owned())
    );
    assert!(!answer.blocks[1].complete);
    let head = found.conversation.head().expect("there is an answer");
    assert_eq!(
        (head.id, head.parent, head.at),
        (EntryId(2), Some(EntryId(1)), UnixMillis(8000))
    );
    assert_eq!(
        found.conversation.take_changes(),
        [Change::Appended(EntryId(2))]
    );
    assert_eq!((found.next_seq, found.next_round), (9, 2));
}

/// Two thoughts, of which the second was cut by the kill, with words between them.
fn killed_in_a_second_thought() -> Vec<RecordLine> {
    const THINKING: &str = r#"{"type":"thinking","thinking":"","signature":""}"#;
    let thought = r#"{"type":"thinking","thinking":"Hmm.","signature":"S="}"#;
    let mut lines = log([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, THINKING),
        partial(1, 0, "Hm"),
        done(1, 0, thought),
        began(1, 1, r#"{"type":"text","text":""}"#),
        done(1, 1, &text_block("Good.")),
        began(1, 2, THINKING),
        partial(1, 2, "And"),
    ]);
    let millis = [0, 100, 1_000, 1_400, 3_500, 3_500, 9_000, 9_000, 9_700];
    for (line, at) in lines.iter_mut().zip(millis) {
        line.at = UnixMillis(at);
    }
    lines
}

#[test]
fn a_kill_in_mid_answer_keeps_how_long_each_thought_took() {
    let lines = killed_in_a_second_thought();
    let (found, _) = replay(lines.iter().cloned().map(Ok));
    let answer = last_answer(&found);
    let times: Vec<Option<u64>> = (0..3).map(|block| answer.thinking_time(block)).collect();
    assert_eq!((times[0], times[2]), (Some(2_500), Some(700)));
    assert_eq!(answer.timing.thought, Some(3_200));
    // As it is for the only thought, while that was over and other things arrived.
    let (found, _) = replay(lines.into_iter().take(7).map(Ok));
    let answer = last_answer(&found);
    assert_eq!(answer.thinking_time(0), Some(2_500));
    assert_eq!(answer.timing.thoughts, []);
}

#[test]
fn a_thought_that_was_not_finished_ends_where_the_next_block_begins() {
    let thinking = r#"{"type":"thinking","thinking":"","signature":""}"#;
    let found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, thinking),
        partial(1, 0, "Hm"),
        began(1, 1, r#"{"type":"text","text":""}"#),
        partial(1, 1, "Good"),
        partial(1, 1, " morning"),
    ]);
    assert_eq!(last_answer(&found).thinking_time(0), Some(2_000));
}

#[test]
fn a_thought_whose_beginning_is_lost_has_no_time() {
    let thought = r#"{"type":"thinking","thinking":"Hmm.","signature":"S="}"#;
    let found = run_clean([opened(), user(1, 0, "hello"), done(1, 0, thought)]);
    assert_eq!(last_answer(&found).thinking_time(0), None);
}

#[test]
fn a_log_cut_anywhere_has_no_time_but_those_of_the_whole() {
    let bytes = text_of(&killed_in_a_second_thought()).into_bytes();
    for cut in 0..=bytes.len() {
        let (found, _) = replay(decode_all(&bytes[..cut]));
        let Some(EntryKind::Assistant(answer)) = found.conversation.head().map(|head| &head.kind)
        else {
            continue;
        };
        let time = answer.thinking_time(0);
        let so_far = [Some(400), Some(2_500)];
        assert!(so_far.contains(&time), "{time:?} after {cut} bytes");
    }
}

#[test]
fn a_call_that_was_whole_when_the_program_was_killed_gets_a_cancelled_result() {
    let mut found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(
            1,
            0,
            r#"{"type":"tool_use","id":"toolu_9","name":"find","input":{}}"#,
        ),
        partial(1, 0, r#"{"b":1"#),
        done(1, 0, CALL),
        began(
            1,
            1,
            r#"{"type":"tool_use","id":"toolu_10","name":"find","input":{}}"#,
        ),
        partial(1, 1, r#"{"b":"#),
    ]);
    let answer = last_answer(&found);
    assert_eq!(answer.blocks[0], complete(CALL));
    assert_eq!(answer.blocks[1].partial_input.as_deref(), Some(r#"{"b":"#));
    let EntryKind::ToolResults(results) = &found.conversation.head().unwrap().kind else {
        panic!("the last entry holds the results");
    };
    let told: Vec<_> = results
        .iter()
        .map(|call| (call.result.tool_use_id.0.as_str(), call.outcome))
        .collect();
    assert_eq!(told, [("toolu_9", Outcome::Cancelled)]);
    assert_eq!(
        found.conversation.take_changes(),
        [Change::Appended(EntryId(2)), Change::Appended(EntryId(3))]
    );
}

#[test]
fn a_kill_while_tools_ran_answers_the_calls_as_cancelled() {
    let found = run_clean([
        opened(),
        user(1, 0, "hello"),
        assistant(2, 1, 1, &[CALL]),
        entry(3, 2, EntryKind::Marker(Marker::Note("a remark".to_owned()))),
    ]);
    let EntryKind::ToolResults(results) = &found.conversation.head().unwrap().kind else {
        panic!("the last entry holds the results");
    };
    assert_eq!(results.len(), 1);
    assert!(results[0].result.is_error);
}

#[test]
fn a_copy_made_in_mid_answer_says_so_and_that_no_program_ended() {
    let records = [
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"text","text":""}"#),
        partial(1, 0, "Good mor"),
        began(1, 1, CALL),
        done(1, 1, CALL),
    ];
    let (found, warnings) = replay_copied(log(records.clone()).into_iter().map(Ok));
    assert_eq!(warnings, []);
    let path: Vec<_> = found.conversation.path_entries().cloned().collect();
    let [_, answer, results] = path.as_slice() else {
        panic!("prompt, answer and results: {path:?}");
    };
    let EntryKind::Assistant(answer) = &answer.kind else {
        panic!("the answer stands behind the prompt");
    };
    assert_eq!(answer.interrupted, Some(Interruption::Copied));
    let EntryKind::ToolResults(results) = &results.kind else {
        panic!("the call is answered");
    };
    assert_eq!(results[0].result.content, COPIED);
    // Written behind the copied records, both say the same to whoever opens the copy again.
    let added = path[1..].iter().cloned().map(Record::Entry);
    let again = run_clean(records.into_iter().chain(added));
    let again: Vec<_> = again.conversation.path_entries().cloned().collect();
    assert_eq!(again, path);
}

#[test]
fn calls_that_were_answered_are_left_alone() {
    let result = CallResult {
        result: ToolResult {
            tool_use_id: ToolCallId("toolu_9".to_owned()),
            content: "17".to_owned(),
            is_error: false,
        },
        outcome: Outcome::Done,
        millis: 5,
    };
    let mut found = run_clean([
        opened(),
        user(1, 0, "hello"),
        assistant(2, 1, 1, &[CALL]),
        entry(3, 2, EntryKind::ToolResults(vec![result])),
    ]);
    assert_eq!(path(&found), [1, 2, 3]);
    assert_eq!(found.conversation.take_changes(), []);
}

#[test]
fn a_round_of_which_nothing_had_arrived_leaves_no_answer() {
    let mut found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"text","text":""}"#),
    ]);
    assert_eq!(path(&found), [1]);
    assert_eq!(found.conversation.take_changes(), []);
    assert_eq!(found.next_round, 2);
}

#[test]
fn a_prompt_that_was_given_back_stays_given_back() {
    let found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"text","text":""}"#),
        Record::Head(None),
        Record::Draft("hello".to_owned()),
    ]);
    assert_eq!(path(&found), [0; 0]);
    assert_eq!(found.draft, "hello");
}

#[test]
fn a_round_of_which_nothing_can_be_seen_leaves_no_answer() {
    let found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"thinking","thinking":"","signature":""}"#),
        done(
            1,
            0,
            r#"{"type":"thinking","thinking":"","signature":"S="}"#,
        ),
        done(1, 1, r#"{"type":"redacted_thinking","data":"x"}"#),
        done(1, 2, r#"{"type":"text","text":""}"#),
    ]);
    assert_eq!(found.conversation.path(), [EntryId(1)]);
}

#[test]
fn the_entry_of_a_round_replaces_its_pieces() {
    let found = run_clean([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"text","text":""}"#),
        partial(1, 0, "Good"),
        assistant(2, 1, 1, &[&text_block("Good morning.")]),
    ]);
    assert_eq!(path(&found), [1, 2]);
    assert_eq!(
        last_answer(&found),
        &answer(1, &[&text_block("Good morning.")])
    );
}

#[test]
fn an_answer_whose_own_line_is_lost_is_put_together_from_its_pieces() {
    let (mut found, warnings) = run([
        opened(),
        user(1, 0, "hello"),
        began(1, 0, r#"{"type":"text","text":""}"#),
        done(1, 0, &text_block("Good morning.")),
        // Here stood entry 2.
        user(3, 2, "thanks"),
    ]);
    assert_eq!(path(&found), [1, 2, 3]);
    assert_eq!(
        last_answer(&found).blocks,
        [complete(&text_block("Good morning."))]
    );
    assert_eq!(found.conversation.take_changes(), []);
    assert_eq!(
        warnings,
        ["entry 2: could not be read; it was put together from the pieces of its answer"]
    );
}

#[test]
fn what_follows_a_lost_entry_is_put_after_the_last_one_that_is_there() {
    let (found, warnings) = run([
        opened(),
        user(1, 0, "hello"),
        user(3, 2, "thanks"),
        assistant(4, 3, 2, &[&text_block("Welcome.")]),
    ]);
    assert_eq!(path(&found), [1, 3, 4]);
    assert_eq!(
        warnings,
        ["record 3: follows an entry that is missing; it was put after the last one"]
    );
}

#[test]
fn records_out_of_order_or_twice_are_warnings() {
    let mut lines = log([opened(), user(1, 0, "a"), user(1, 0, "b"), opened()]);
    lines[2].seq = 2;
    lines.push(RecordLine {
        seq: 1,
        ..lines[0].clone()
    });
    lines.push(RecordLine {
        seq: 9,
        record: Record::Head(Some(EntryId(77))),
        ..lines[0].clone()
    });
    let (found, warnings) = replay(lines.into_iter().map(Ok));
    let warnings: Vec<_> = warnings.iter().map(Warning::to_string).collect();
    assert_eq!(
        warnings,
        [
            "record 2: comes out of order; it was taken all the same",
            "record 2: has an entry whose number is taken or impossible; it was passed over",
            "record 4: opens the session a second time; the first one counts",
            "record 1: comes out of order; it was taken all the same",
            "record 1: opens the session a second time; the first one counts",
            "record 9: moves to an entry that is missing; it was passed over",
        ]
    );
    assert_eq!(path(&found), [1]);
    assert_eq!(found.next_seq, 10);
}

#[test]
fn a_draft_that_was_sent_is_not_offered_again_and_another_one_is() {
    let draft = |text: &str| Record::Draft(text.to_owned());
    let found = run_clean([opened(), draft("hello\n"), user(1, 0, "hello")]);
    assert_eq!(found.draft, "");
    let found = run_clean([opened(), draft("and"), user(1, 0, "hello")]);
    assert_eq!(found.draft, "and");
}

#[test]
fn a_log_damaged_all_over_is_told_in_a_bounded_number_of_warnings() {
    let (_, warnings) = replay(decode_all("nonsense\n".repeat(1000).as_bytes()));
    assert_eq!(warnings.len(), MAX_WARNINGS + 1);
    assert_eq!(
        warnings.last().unwrap().text,
        format!("has {} more such faults", 1001 - MAX_WARNINGS)
    );
}

#[test]
fn replaying_what_a_replay_appended_changes_nothing_more() {
    let mut records = vec![
        opened(),
        user(1, 0, "hello"),
        done(1, 0, CALL),
        partial(1, 1, "half"),
    ];
    let mut first = run_clean(records.clone());
    for change in first.conversation.take_changes() {
        let Change::Appended(id) = change else {
            panic!("only entries are added");
        };
        records.push(Record::Entry(first.conversation.entry(id).unwrap().clone()));
    }
    let mut second = run_clean(records);
    assert_eq!(second.conversation.all(), first.conversation.all());
    assert_eq!(second.conversation.path(), first.conversation.path());
    assert_eq!(second.conversation.take_changes(), []);
}

/// One step of a made-up session.
#[derive(Debug, Clone)]
enum Step {
    Say(String),
    Answer(Vec<String>),
    Call,
    GiveBack,
    Draft(String),
    Title(String),
    /// Move the head to the nth entry.
    Rewind(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text = "[a-zé\"\\\\ \n]{1,12}";
    let step = prop_oneof![
        text.prop_map(Step::Say),
        proptest::collection::vec(text, 1..4).prop_map(Step::Answer),
        Just(Step::Call),
        Just(Step::GiveBack),
        text.prop_map(Step::Draft),
        text.prop_map(Step::Title),
        any::<usize>().prop_map(Step::Rewind),
    ];
    proptest::collection::vec(step, 0..12)
}

/// Plays the steps as the program would: the log, and the conversation it should give.
fn play(steps: Vec<Step>) -> (Vec<RecordLine>, Conversation) {
    let mut conversation = Conversation::default();
    let mut records = vec![opened()];
    let mut round = 1;
    let append = |conversation: &mut Conversation, records: &mut Vec<Record>, kind| {
        let at = UnixMillis(records.len() as u64);
        let id = conversation.append(kind, at);
        records.extend(conversation.entry(id).cloned().map(Record::Entry));
    };
    for step in steps {
        match step {
            Step::Say(text) => {
                let kind = EntryKind::User(vec![ContentBlock::text(&text)]);
                append(&mut conversation, &mut records, kind);
            }
            Step::Answer(texts) => {
                let blocks: Vec<String> = texts.iter().map(|text| text_block(text)).collect();
                for (index, block) in (0..).zip(&blocks) {
                    records.push(began(round, index, r#"{"type":"text","text":""}"#));
                    records.push(partial(round, index, &texts[index as usize]));
                    records.push(done(round, index, block));
                }
                let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
                let kind = EntryKind::Assistant(Box::new(answer(round, &blocks)));
                append(&mut conversation, &mut records, kind);
                round += 1;
            }
            Step::Call => {
                records.push(done(round, 0, CALL));
                let kind = EntryKind::Assistant(Box::new(answer(round, &[CALL])));
                append(&mut conversation, &mut records, kind);
                let result = CallResult::cancelled(ToolCallId("toolu_9".to_owned()));
                let kind = EntryKind::ToolResults(vec![result]);
                append(&mut conversation, &mut records, kind);
                round += 1;
            }
            Step::GiveBack => {
                records.push(began(round, 0, r#"{"type":"text","text":""}"#));
                conversation.move_head(None);
                records.push(Record::Head(None));
                round += 1;
            }
            Step::Draft(text) => records.push(Record::Draft(text)),
            Step::Title(text) => records.push(Record::Titled(text)),
            Step::Rewind(n) => {
                let all = conversation.all();
                let to = all.get(n % all.len().max(1)).map(|entry| entry.id);
                // Not onto a call without its result: nobody can go there.
                let to = to.filter(|id| match &conversation.entry(*id).unwrap().kind {
                    EntryKind::Assistant(answer) => answer.owed_calls().is_empty(),
                    _ => true,
                });
                conversation.move_head(to);
                records.push(Record::Head(to));
            }
        }
    }
    (log(records), conversation)
}

/// The entries on the lines that end before `cut`.
fn entries_before(bytes: &[u8], cut: usize) -> Vec<Entry> {
    let end = bytes[..cut].iter().rposition(|byte| *byte == b'\n');
    let lines = decode_all(&bytes[..end.map_or(0, |end| end + 1)]);
    let entry = |line: Result<RecordLine, BadLine>| match line.expect("undamaged").record {
        Record::Entry(entry) => Some(entry),
        _ => None,
    };
    lines.filter_map(entry).collect()
}

proptest! {
    #[test]
    fn a_log_gives_the_conversation_that_it_records(steps in steps()) {
        let (log, expected) = play(steps);
        let (mut found, warnings) = replay(decode_all(text_of(&log).as_bytes()));
        prop_assert_eq!(warnings, []);
        prop_assert_eq!(found.conversation.all(), expected.all());
        prop_assert_eq!(found.conversation.path(), expected.path());
        prop_assert_eq!(found.conversation.take_changes(), []);
        prop_assert_eq!(found.next_seq, log.len() as u64 + 1);
    }

    #[test]
    fn a_log_cut_at_any_byte_keeps_every_entry_before_the_cut(steps in steps(), cut: usize) {
        let bytes = text_of(&play(steps).0).into_bytes();
        let cut = cut % (bytes.len() + 1);
        let kept = entries_before(&bytes, cut);
        let (found, _) = replay(decode_all(&bytes[..cut]));
        prop_assert!(found.conversation.all().starts_with(&kept));
    }

    #[test]
    fn a_log_with_one_flipped_byte_keeps_every_entry_before_it(
        steps in steps(),
        place: usize,
        flip in 1_u8..,
    ) {
        let mut bytes = text_of(&play(steps).0).into_bytes();
        let place = place % bytes.len();
        let kept = entries_before(&bytes, place);
        bytes[place] ^= flip;
        let (found, _) = replay(decode_all(&bytes));
        prop_assert!(found.conversation.all().starts_with(&kept));
    }

    #[test]
    fn a_cut_and_journaled_replay_is_replayed_the_same(steps in steps(), cut: usize) {
        let mut bytes = text_of(&play(steps).0).into_bytes();
        bytes.truncate(cut % (bytes.len() + 1));
        let (mut first, _) = replay(decode_all(&bytes));
        bytes.push(b'\n');
        for change in first.conversation.take_changes() {
            if let Change::Appended(id) = change {
                let entry = first.conversation.entry(id).unwrap().clone();
                let line = RecordLine {
                    v: RECORD_VERSION,
                    seq: first.next_seq,
                    at: entry.at,
                    record: Record::Entry(entry),
                };
                first.next_seq += 1;
                bytes.extend_from_slice((encode(&line) + "\n").as_bytes());
            }
        }
        let (mut second, _) = replay(decode_all(&bytes));
        prop_assert_eq!(second.conversation.all(), first.conversation.all());
        prop_assert_eq!(second.conversation.path(), first.conversation.path());
        prop_assert_eq!(second.conversation.take_changes(), []);
    }
}
