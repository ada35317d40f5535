use proptest::prelude::*;

use super::entry::{Entry, EntryId, Marker};
use super::sample::{conversation, said};
use super::*;

fn note() -> EntryKind {
    EntryKind::Marker(Marker::Note("seen, not sent".into()))
}

fn entry(id: u64, parent: Option<u64>) -> Entry {
    Entry {
        id: EntryId(id),
        parent: parent.map(EntryId),
        at: UnixMillis(0),
        kind: note(),
    }
}

fn ids(conversation: &Conversation) -> Vec<u64> {
    conversation.path().iter().map(|id| id.0).collect()
}

#[test]
fn ids_count_up_from_one_and_the_head_follows() {
    let mut chat = Conversation::default();
    assert_eq!(chat.append(said("a"), UnixMillis(1)), EntryId(1));
    assert_eq!(chat.append(said("b"), UnixMillis(2)), EntryId(2));
    assert_eq!(chat.head().map(|head| head.parent), Some(Some(EntryId(1))));
    assert_eq!(ids(&chat), [1, 2]);
    assert_eq!(
        chat.take_changes(),
        [Change::Appended(EntryId(1)), Change::Appended(EntryId(2))]
    );
    assert_eq!(chat.take_changes(), []);
}

#[test]
fn moving_the_head_back_and_appending_makes_a_sibling_and_loses_nothing() {
    let mut chat = conversation(vec![said("a"), said("b"), said("c")]);
    chat.take_changes();
    chat.move_head(Some(EntryId(1)));
    chat.append(said("d"), UnixMillis(9));
    assert_eq!(ids(&chat), [1, 4]);
    assert_eq!(chat.all().len(), 4);
    chat.move_head(Some(EntryId(3)));
    assert_eq!(ids(&chat), [1, 2, 3]);
    assert_eq!(
        chat.take_changes(),
        [
            Change::HeadMoved(Some(EntryId(1))),
            Change::Appended(EntryId(4)),
            Change::HeadMoved(Some(EntryId(3)))
        ]
    );
}

#[test]
fn a_head_that_does_not_move_or_cannot_is_no_change() {
    let mut chat = conversation(vec![said("a")]);
    chat.take_changes();
    chat.move_head(Some(EntryId(1)));
    chat.move_head(Some(EntryId(77)));
    assert_eq!(ids(&chat), [1]);
    assert_eq!(chat.take_changes(), []);
    chat.move_head(None);
    assert!(chat.path().is_empty());
    assert_eq!(chat.take_changes(), [Change::HeadMoved(None)]);
}

#[test]
fn entries_of_a_log_keep_their_ids_and_the_next_id_is_above_all_of_them() {
    let mut chat = Conversation::default();
    assert!(chat.adopt(entry(30, None)));
    assert!(chat.adopt(entry(4, Some(30))));
    assert_eq!(ids(&chat), [30, 4]);
    assert_eq!(chat.take_changes(), []);
    assert_eq!(chat.append(note(), UnixMillis(0)), EntryId(31));
}

#[test]
fn an_entry_that_does_not_fit_is_refused_and_changes_nothing() {
    let mut chat = Conversation::default();
    assert!(chat.adopt(entry(1, None)));
    for bad in [
        entry(1, None),
        entry(2, Some(9)),
        entry(0, None),
        entry(u64::MAX, None),
    ] {
        assert!(!chat.adopt(bad));
    }
    assert_eq!(ids(&chat), [1]);
    assert_eq!(chat.all().len(), 1);
}

#[test]
fn the_last_thing_said_is_found_behind_markers() {
    let chat = conversation(vec![said("a"), note(), note()]);
    assert_eq!(chat.last_said().map(|entry| entry.id), Some(EntryId(1)));
    assert_eq!(conversation(vec![note()]).last_said(), None);
}

#[derive(Debug, Clone)]
enum Move {
    Append,
    Adopt(u64, Option<u64>),
    Head(Option<u64>),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let id = 0..40_u64;
    let one = prop_oneof![
        3 => Just(Move::Append),
        2 => (id.clone(), prop::option::of(id.clone())).prop_map(|(a, b)| Move::Adopt(a, b)),
        2 => prop::option::of(id).prop_map(Move::Head),
    ];
    prop::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn the_path_is_always_what_the_parents_say(moves in moves()) {
        let mut chat = Conversation::default();
        for step in moves {
            let before = chat.all().to_vec();
            match step {
                Move::Append => { chat.append(note(), UnixMillis(0)); }
                Move::Adopt(id, parent) => { chat.adopt(entry(id, parent)); }
                Move::Head(to) => chat.move_head(to.map(EntryId)),
            }
            prop_assert!(chat.all().starts_with(&before));
            let mut expected = Vec::new();
            let mut at = chat.head().map(|head| head.id);
            while let Some(id) = at {
                expected.push(id);
                at = chat.entry(id).and_then(|entry| entry.parent);
            }
            expected.reverse();
            prop_assert_eq!(chat.path(), expected);
            let path: Vec<_> = chat.path_entries().map(|entry| entry.id).collect();
            prop_assert_eq!(chat.path(), path);
        }
    }
}

#[test]
fn a_time_is_told_in_milliseconds_since_1970_and_never_before() {
    let epoch = SystemTime::UNIX_EPOCH;
    let second = std::time::Duration::from_secs(1);
    assert_eq!(UnixMillis::from(epoch + second), UnixMillis(1_000));
    assert_eq!(UnixMillis::from(epoch - second), UnixMillis(0));
}
