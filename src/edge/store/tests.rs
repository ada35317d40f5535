use std::io::Write;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use tokio::sync::mpsc;

use super::*;
use crate::edge::files::create_private_dir;
use crate::edge::journal::{self, QUEUE};
use crate::problem::ProblemKind;
use crate::session::codec::decode_all;
use crate::session::record::StoredParams;
use crate::session::replay::replay;

/// A store in a folder that does not exist yet, below one that goes with the test.
fn store() -> (TempDir, Store) {
    let root = tempfile::tempdir().unwrap();
    let store = Store::new(root.path().join("data/sessions"));
    (root, store)
}

fn id(name: &str) -> SessionId {
    SessionId(name.to_owned())
}

fn line(seq: u64, record: Record) -> String {
    let at = UnixMillis(seq * 1000);
    let line = RecordLine {
        v: RECORD_VERSION,
        seq,
        at,
        record,
    };
    codec::encode(&line) + "\n"
}

fn opened(session: &SessionId) -> String {
    let params = StoredParams {
        model: "model-1".to_owned(),
        ..StoredParams::default()
    };
    let record = Record::Opened {
        session: session.clone(),
        app: "0".to_owned(),
        cwd: "/home/ada".to_owned(),
        params,
        demo: true,
        forked_from: None,
    };
    line(1, record)
}

fn titled(seq: u64, title: &str) -> String {
    line(seq, Record::Titled(title.to_owned()))
}

/// Puts a file into the store's folder, as if it had been there.
fn put(store: &Store, file: &str, text: &str) -> PathBuf {
    create_private_dir(&store.dir).unwrap();
    let path = store.dir.join(file);
    fs::write(&path, text).unwrap();
    path
}

fn write_new(store: &Store, text: &str) -> SessionFile {
    let mut file = store.create();
    file.append(text.as_bytes()).unwrap();
    file
}

#[test]
fn a_new_session_touches_no_file_before_its_first_write() {
    let (root, store) = store();
    let mut file = store.create();
    assert!(file.is_new());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    file.append(b"one\n").unwrap();
    assert!(!file.is_new());
    file.append(b"two\n").unwrap();
    file.sync().unwrap();
    assert_eq!(fs::read(file.path()).unwrap(), b"one\ntwo\n");
    assert_eq!(file.path(), store.path(file.id()));
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_root, store) = store();
    let file = write_new(&store, &opened(&id("a")));
    let fork = store
        .fork(&fs::read(file.path()).unwrap(), file.id())
        .unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&store.dir), 0o700);
    assert_eq!(mode(file.path()), 0o600);
    assert_eq!(mode(&store.path(&fork.id)), 0o600);
}

#[test]
fn a_name_is_the_time_and_four_digits_and_no_two_are_alike() {
    let at = UnixMillis(1_795_169_035_123);
    assert_eq!(new_id(at, 0x3f9a), id("20261120-100355-3f9a"));
    assert_eq!(new_id(at, 0), id("20261120-100355-0000"));
    assert!(SessionId::parse(new_id(UnixMillis(u64::MAX), 1).as_str()).is_some());
    let (_root, store) = store();
    let files: Vec<SessionFile> = (0..50)
        .map(|n| write_new(&store, &titled(n, "x")))
        .collect();
    assert_eq!(store.list().unwrap().len(), files.len());
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let (_root, store) = store();
    let path = put(&store, "taken.jsonl", "precious\n");
    let mut file = SessionFile::new(id("taken"), path.clone());
    let error = file.append(b"other\n").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(path).unwrap(), b"precious\n");
}

#[test]
fn an_open_session_goes_on_where_it_ended() {
    let (_root, store) = store();
    let name = {
        let file = write_new(&store, &titled(1, "one"));
        file.id().clone()
    };
    let mut session = store.open(&name).unwrap();
    assert_eq!(session.bytes, titled(1, "one").into_bytes());
    assert_eq!(session.read_only, None);
    let file = session.file.as_mut().unwrap();
    file.append(titled(2, "two").as_bytes()).unwrap();
    let text = titled(1, "one") + &titled(2, "two");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
}

#[test]
fn a_second_program_can_read_and_fork_but_not_write() {
    let (_root, first) = store();
    let second = Store::new(&first.dir);
    let writer = write_new(&first, &titled(1, "one"));
    let reader = second.open(writer.id()).unwrap();
    assert!(reader.file.is_none());
    assert_eq!(reader.read_only, Some(ReadOnly::InUse));
    assert_eq!(reader.bytes, titled(1, "one").into_bytes());

    let fork = second.fork(&reader.bytes, &reader.id).unwrap();
    assert_ne!(fork.id, reader.id);
    assert!(fork.file.is_some());

    let name = writer.id().clone();
    drop(writer);
    let writer = second.open(&name).unwrap();
    assert_eq!(writer.read_only, None);
    assert_eq!(first.open(&name).unwrap().read_only, Some(ReadOnly::InUse));
}

#[test]
fn a_torn_last_line_is_kept_as_it_is_and_the_next_record_is_whole() {
    let (_root, store) = store();
    let torn = titled(1, "one") + "{\"v\":1,\"seq\":2,\"ki";
    let path = put(&store, "a.jsonl", &torn);
    let mut session = store.open(&id("a")).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        torn,
        "opening changes nothing"
    );
    let file = session.file.as_mut().unwrap();
    file.append(titled(3, "three").as_bytes()).unwrap();
    file.append(titled(4, "four").as_bytes()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(
        text,
        format!("{torn}\n{}{}", titled(3, "three"), titled(4, "four"))
    );
    let readable = decode_all(text.as_bytes()).map(|line| line.is_ok());
    assert_eq!(readable.collect::<Vec<_>>(), [true, false, true, true]);
}

#[test]
fn what_a_failed_write_left_is_taken_back_and_nothing_else() {
    let (_root, store) = store();
    let mut file = write_new(&store, "one\n");
    let mut behind = OpenOptions::new().append(true).open(file.path()).unwrap();
    behind.write_all(b"half a li").unwrap();
    file.undo().unwrap();
    assert_eq!(fs::read(file.path()).unwrap(), b"one\n");
    // A file that somebody made shorter is not filled up with zeros.
    behind.set_len(2).unwrap();
    file.undo().unwrap();
    file.append(b"two\n").unwrap();
    assert_eq!(fs::read(file.path()).unwrap(), b"ontwo\n");
}

#[test]
fn a_fork_has_its_own_name_and_every_readable_record_byte_for_byte() {
    let (_root, store) = store();
    let strange = "{\"v\":9,\"seq\":3,\"at\":1,\"kind\":\"mood\",\"data\":{\"x\": [1.50]}}\n";
    let source = format!(
        "{}{}broken\n{strange}{{\"torn",
        opened(&id("source")),
        titled(2, "one")
    );
    let fork = store.fork(source.as_bytes(), &id("source")).unwrap();
    let text = fs::read_to_string(store.path(&fork.id)).unwrap();
    assert_eq!(text.as_bytes(), fork.bytes);
    assert!(text.ends_with(&format!("{}{strange}", titled(2, "one"))));
    let version = format!("\"app\":\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(
        text.contains(&version),
        "the program that copied it: {text}"
    );
    let (found, _) = replay(decode_all(&fork.bytes));
    assert_eq!(found.session.as_ref(), Some(&fork.id));
    assert_eq!(found.forked_from, Some(id("source")));
    assert_eq!(found.params.unwrap().model, "model-1");
    assert!(found.demo);
    assert_eq!(found.title.as_deref(), Some("one"));
    assert_eq!(found.next_seq, 4);
}

#[test]
fn names_from_outside_never_leave_the_folder() {
    let (root, store) = store();
    put(&store, "a.jsonl", &titled(1, "one"));
    fs::write(root.path().join("data/secret.jsonl"), "secret\n").unwrap();
    for name in ["../secret", "/etc/passwd", "..", "", "a\0", "sub/../a"] {
        let result = store.open(&id(name));
        assert!(
            matches!(result, Err(StoreError::NotFound { .. })),
            "{name:?}: {result:?}"
        );
    }
}

#[test]
fn a_prefix_finds_one_session_or_says_which_it_could_mean() {
    let (_root, store) = store();
    for name in ["20261120-1", "20261120-12", "20261121-9"] {
        put(&store, &format!("{name}.jsonl"), "");
    }
    put(&store, "notes.txt", "");
    assert_eq!(store.find("20261121").unwrap(), id("20261121-9"));
    assert_eq!(
        store.find("20261120-1").unwrap(),
        id("20261120-1"),
        "a whole name wins"
    );
    let Err(StoreError::Ambiguous {
        n_found,
        candidates,
        ..
    }) = store.find("20261120")
    else {
        panic!("two sessions begin like this");
    };
    assert_eq!(
        (n_found, candidates),
        (2, vec![id("20261120-12"), id("20261120-1")])
    );
    let error = store.find("notes").unwrap_err();
    assert!(matches!(&error, StoreError::NotFound { name } if name == "notes"));
    assert_eq!(error.to_problem().title, "There is no session \"notes\"");
}

#[test]
fn many_candidates_are_counted_and_only_some_are_named() {
    let (_root, store) = store();
    for n in 10..40 {
        put(&store, &format!("s{n}.jsonl"), "");
    }
    let problem = store.find("s").unwrap_err().to_problem();
    assert_eq!(problem.title, "\"s\" is the beginning of 30 sessions");
    assert_eq!(
        problem.causes,
        ["s39, s38, s37, s36, s35, s34, s33, s32, …"]
    );
}

#[test]
fn no_folder_means_no_sessions() {
    let (_root, store) = store();
    assert_eq!(store.list().unwrap(), []);
    assert_eq!(store.newest().unwrap(), None);
    assert!(matches!(store.find("x"), Err(StoreError::NotFound { .. })));
    assert!(matches!(
        store.open(&id("x")),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn the_list_is_newest_first_and_names_what_cannot_be_read() {
    let (_root, store) = store();
    put(&store, "old.jsonl", &titled(5, "old"));
    put(
        &store,
        "new.jsonl",
        &(titled(1, "new") + &titled(9, "newer")),
    );
    put(&store, "broken.jsonl", "nonsense\n");
    put(&store, "..bad.jsonl", "");
    put(&store, "readme.md", "");
    fs::create_dir(store.dir.join("folder.jsonl")).unwrap();
    let list = store.list().unwrap();
    let (readable, unreadable): (Vec<_>, Vec<_>) = list
        .iter()
        .partition(|summary| summary.unreadable.is_none());
    let readable: Vec<_> = readable
        .iter()
        .map(|s| (s.id.as_str(), s.title.as_str()))
        .collect();
    assert_eq!(readable, [("new", "newer"), ("old", "old")]);
    let mut reasons: Vec<_> = unreadable
        .iter()
        .map(|s| (s.id.as_str(), s.unreadable.as_deref().unwrap()))
        .collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            ("..bad", "has a name that cannot be used; rename the file"),
            ("broken", "holds no record that can be read"),
            ("folder", "is no regular file"),
        ]
    );
    assert!(list.is_sorted_by_key(|summary| Reverse(summary.at)));
}

#[test]
fn the_newest_session_is_the_one_written_to_last() {
    let (_root, store) = store();
    let at = |path: PathBuf, seconds| {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        File::options()
            .append(true)
            .open(path)
            .unwrap()
            .set_modified(time)
            .unwrap();
    };
    at(put(&store, "z.jsonl", &titled(1, "x")), 100);
    at(put(&store, "a.jsonl", &titled(1, "x")), 300);
    at(put(&store, "m.jsonl", ""), 900);
    assert_eq!(
        store.newest().unwrap(),
        Some(id("a")),
        "an empty file is no session to go on with"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_listed_as_unreadable_and_never_waited_for() {
    let (_root, store) = store();
    create_private_dir(&store.dir).unwrap();
    // A device stands for everything that is no file.
    std::os::unix::fs::symlink("/dev/zero", store.dir.join("a.jsonl")).unwrap();
    assert_eq!(
        store.list().unwrap()[0].unreadable.as_deref(),
        Some("is no regular file")
    );
    let problem = store.open(&id("a")).unwrap_err().to_problem();
    assert_eq!(problem.causes, ["cannot open it: it is no regular file"]);
}

#[test]
fn where_no_folder_can_be_made_the_first_write_fails_and_nothing_before_it() {
    let (root, _) = store();
    fs::write(root.path().join("data"), "a file in the way").unwrap();
    let store = Store::new(root.path().join("data/sessions"));
    let mut file = store.create();
    assert!(file.append(b"one\n").is_err());
    assert!(file.is_new());
    let error = store.fork(titled(1, "x").as_bytes(), &id("x")).unwrap_err();
    assert_eq!(error.to_problem().kind, ProblemKind::Session);
    // Once the way is free, the same file can be written.
    fs::remove_file(root.path().join("data")).unwrap();
    file.append(b"one\n").unwrap();
    assert_eq!(fs::read(file.path()).unwrap(), b"one\n");
}

#[cfg(unix)]
#[test]
fn a_session_that_must_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_root, store) = store();
    let path = put(&store, "a.jsonl", &titled(1, "one"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    // The superuser may write all the same.
    let may_write = open_to_append(&path).is_ok();
    let session = store.open(&id("a")).unwrap();
    assert_eq!(session.bytes, titled(1, "one").into_bytes());
    assert_eq!(
        session.read_only,
        (!may_write).then_some(ReadOnly::Forbidden)
    );
    assert_eq!(session.file.is_some(), may_write);
}

#[tokio::test]
async fn the_journal_writes_into_the_store_and_lets_the_lock_go_at_the_end() {
    let (_root, store) = store();
    let (events, mut received) = mpsc::channel(8);
    let file = store.create();
    let name = file.id().clone();
    let journal = journal::spawn(file, 1, QUEUE, events, |event| event);
    let title = |text: &str| (UnixMillis(5), Record::Titled(text.to_owned()));
    journal.sender.send(title("one")).await.unwrap();
    assert!(received.recv().await.is_some());
    assert_eq!(store.open(&name).unwrap().read_only, Some(ReadOnly::InUse));
    journal.sender.send(title("two")).await.unwrap();
    journal.close().await.unwrap();

    let session = store.open(&name).unwrap();
    assert_eq!(session.read_only, None);
    let (found, _) = replay(decode_all(&session.bytes));
    assert_eq!((found.title.as_deref(), found.next_seq), (Some("two"), 3));
}

#[tokio::test]
async fn a_journal_of_a_session_that_is_left_alone_makes_no_file() {
    let (root, store) = store();
    let (events, _received) = mpsc::channel(8);
    let journal = journal::spawn(store.create(), 1, QUEUE, events, |event| event);
    let resumed = Record::Resumed {
        app: "causerie".to_owned(),
    };
    journal.sender.send((UnixMillis(1), resumed)).await.unwrap();
    journal
        .sender
        .send((UnixMillis(2), Record::Closed))
        .await
        .unwrap();
    journal.close().await.unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn a_session_that_cannot_be_opened_does_not_hide_the_next_newest() {
    let (_root, store) = store();
    put(&store, "a.jsonl", &titled(1, "x"));
    fs::create_dir(store.dir.join("b.jsonl")).unwrap();
    assert_eq!(store.newest().unwrap(), Some(id("a")));
}

#[cfg(unix)]
#[test]
fn writing_to_a_file_that_was_deleted_fails_instead_of_losing_what_is_written() {
    let (_root, store) = store();
    let mut file = store.create();
    file.append(b"first\n").unwrap();
    fs::remove_file(file.path()).unwrap();
    let error = file.append(b"second\n").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}
