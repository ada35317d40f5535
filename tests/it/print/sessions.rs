//! `causerie sessions`: the list, for eyes and for scripts.

use std::fs;

use causerie::api::content::ContentBlock;
use causerie::conversation::UnixMillis;
use causerie::conversation::entry::{Entry, EntryId, EntryKind};
use causerie::edge::store::Store;
use causerie::session::codec::encode;
use causerie::session::record::{RECORD_VERSION, Record, RecordLine};

use super::Home;

#[test]
fn an_empty_store_lists_nothing() {
    let home = Home::new();
    home.run(&["sessions"]).is(0, "").is_quiet();
    home.run(&["sessions", "--json"]).is(0, "").is_quiet();
}

#[test]
fn a_session_is_listed_with_its_first_words_made_printable() {
    let home = Home::new();
    let dir = home.folder("data").join("sessions");
    let file = Store::new(&dir).create();
    let prompt = ContentBlock::text("Why\u{1b}[31m is the sky blue?");
    let at = UnixMillis(1_790_000_000_000);
    let line = RecordLine {
        v: RECORD_VERSION,
        seq: 1,
        at,
        record: Record::Entry(Entry {
            id: EntryId(1),
            parent: None,
            at,
            kind: EntryKind::User(vec![prompt]),
        }),
    };
    fs::create_dir_all(&dir).unwrap();
    fs::write(file.path(), encode(&line) + "\n").unwrap();

    let ended = home.run(&["sessions"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.starts_with(&file.id().0), "{ended:#?}");
    assert!(ended.out.contains("is the sky blue?"), "{ended:#?}");
    assert!(!ended.out.contains('\u{1b}'), "{ended:#?}");
    let listed = home.run(&["sessions", "--json"]).object();
    assert_eq!(listed["id"], file.id().0.as_str());
    assert_eq!(listed["messages"], 1);
}
