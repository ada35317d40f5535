//! Sessions on a real disk: store, journal, codec and replay together.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

use std::fs;
use std::time::Duration;

use causerie::app::App;
use causerie::edge::journal::{self, Journal, QUEUE};
use causerie::edge::store::file::SessionFile;
use causerie::edge::store::{Opened, ReadOnly, Store};
use causerie::session::JournalEvent;
use causerie::session::codec::{decode_all, encode};
use causerie::session::record::{Record, RecordLine};
use causerie::session::replay::{Replayed, replay};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{BEGINNING, Harness, screen};

/// A journal, what it reports, and the folder it writes in.
struct Disk {
    store: Store,
    folder: TempDir,
}

struct Writing {
    journal: Journal,
    events: mpsc::Receiver<JournalEvent>,
    first_seq: u64,
    n_sent: u64,
}

impl Disk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("sessions"));
        Self { store, folder }
    }

    fn only_file(&self) -> std::path::PathBuf {
        let mut files: Vec<_> = fs::read_dir(self.folder.path().join("sessions"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }
}

impl Writing {
    fn begin(file: SessionFile, first_seq: u64) -> Self {
        let (tx, events) = mpsc::channel(8);
        let journal = journal::spawn(file, first_seq, QUEUE, tx, |event| event);
        Self {
            journal,
            events,
            first_seq,
            n_sent: 0,
        }
    }

    async fn append(&mut self, harness: &Harness) {
        for (at, record) in harness
            .records
            .iter()
            .skip(usize::try_from(self.n_sent).unwrap())
        {
            self.journal
                .sender
                .send((*at, record.clone()))
                .await
                .unwrap();
            self.n_sent += 1;
        }
    }

    /// Waits until the operating system has everything.
    async fn written(&mut self) {
        let last = self.first_seq + self.n_sent - 1;
        loop {
            let event = timeout(Duration::from_secs(20), self.events.recv()).await;
            match event.expect("it was never written").unwrap() {
                JournalEvent::Written(seq) if seq >= last => return,
                JournalEvent::Written(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

fn replayed(opened: &Opened) -> Replayed {
    let (replayed, warnings) = replay(decode_all(&opened.bytes));
    assert_eq!(warnings, []);
    replayed
}

fn conversation(app: &App) -> Vec<causerie::conversation::entry::Entry> {
    app.conversation.path_entries().cloned().collect()
}

#[tokio::test]
async fn a_session_that_was_closed_opens_as_it_was() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    s.ask("Where is it?").answer(reply::thinking_and_tools());
    s.tool_done("call_1", "one order")
        .tool_done("call_2", "on its way");
    s.answer(whole("It is on its way."));
    let mut writing = Writing::begin(file, 1);
    writing.append(&s).await;
    writing.journal.close().await.unwrap();

    let opened = disk.store.open(&id).unwrap();
    assert_eq!(opened.read_only, None);
    assert_eq!(opened.bytes, s.log(usize::MAX), "exactly what was recorded");
    let mut again = s.reopened(&opened.bytes);
    assert_eq!(conversation(&again.app), conversation(&s.app));
    assert_eq!(again.all_lines(), s.all_lines());
    assert_eq!(disk.store.newest().unwrap(), Some(id.clone()));
    let list = disk.store.list().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(
        (list[0].title.as_str(), list[0].messages),
        ("Where is it?", 3)
    );
}

#[tokio::test]
async fn a_kill_in_mid_answer_keeps_the_partial_answer_marked() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    let mut writing = Writing::begin(file, 1);
    s.ask("Tell me").connect().stream(text("Once upon"));
    writing.append(&s).await;
    s.stream(vec![text_delta(0, " a time")])
        .pass(Duration::from_millis(250));
    writing.append(&s).await;
    writing.written().await;
    // What a kill leaves is what the operating system has now.
    let bytes = fs::read(disk.only_file()).unwrap();
    let mut again = s.reopened(&bytes);
    again.shows("Once upon a time").shows("Interrupted");
    drop(writing);
    let _ = id;
}

#[tokio::test]
async fn a_line_cut_by_a_kill_stays_and_the_session_goes_on_behind_it() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    let mut writing = Writing::begin(file, 1);
    writing.append(&s).await;
    writing.journal.close().await.unwrap();
    let path = disk.only_file();
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"v\":1,\"seq\":99,\"kind\":\"part");
    fs::write(&path, &bytes).unwrap();

    let mut opened = disk.store.open(&id).unwrap();
    let (replayed, warnings) = replay(decode_all(&opened.bytes));
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let mut again = s.reopened(&opened.bytes);
    again.records.clear();
    again.ask("second").answer(whole("Two."));
    let mut writing = Writing::begin(opened.file.take().unwrap(), replayed.next_seq);
    writing.append(&again).await;
    writing.journal.close().await.unwrap();

    let after = fs::read(&path).unwrap();
    assert!(after.starts_with(&bytes), "nothing was taken away");
    let third = s.reopened(&after);
    assert_eq!(conversation(&third.app), conversation(&again.app));
    let lines: Vec<_> = decode_all(&after).flatten().collect();
    let seqs: Vec<u64> = lines.iter().map(|line| line.seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]), "{seqs:?}");
}

#[tokio::test]
async fn a_second_program_reads_and_forks_what_the_first_one_holds() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    let mut first = Writing::begin(file, 1);
    first.append(&s).await;
    first.written().await;

    let second = disk.store.open(&id).unwrap();
    assert_eq!(second.read_only, Some(ReadOnly::InUse));
    assert!(second.file.is_none());
    let mut fork = disk.store.fork(&second.bytes, &id).unwrap();
    assert_ne!(fork.id, id);
    let found = replayed(&fork);
    assert_eq!(found.session, Some(fork.id.clone()));
    assert_eq!(found.forked_from, Some(id.clone()));

    // Both go on, each in a file of its own.
    let mut other = s.reopened(&fork.bytes);
    other.records.clear();
    other.ask("in the fork").answer(whole("Two."));
    let mut writing = Writing::begin(fork.file.take().unwrap(), found.next_seq);
    writing.append(&other).await;
    writing.journal.close().await.unwrap();
    s.ask("in the first").answer(whole("Three."));
    first.append(&s).await;
    first.journal.close().await.unwrap();

    let first = replayed(&disk.store.open(&id).unwrap());
    let forked = replayed(&disk.store.open(&fork.id).unwrap());
    let entries =
        |replayed: &Replayed| -> Vec<_> { replayed.conversation.path_entries().cloned().collect() };
    assert_eq!(entries(&first), conversation(&s.app));
    assert_eq!(entries(&forked), conversation(&other.app));
    assert_eq!(disk.store.list().unwrap().len(), 2);
}

#[tokio::test]
async fn the_lock_goes_with_the_journal() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    let mut writing = Writing::begin(file, 1);
    writing.append(&s).await;
    writing.written().await;
    assert!(disk.store.open(&id).unwrap().file.is_none());
    writing.journal.close().await.unwrap();
    assert!(disk.store.open(&id).unwrap().file.is_some());
}

#[tokio::test]
async fn a_session_in_which_nothing_was_said_leaves_no_file() {
    let disk = Disk::new();
    let mut s = screen(80, 24);
    s.keys("<f1><esc><ctrl+d>");
    let mut writing = Writing::begin(disk.store.create(), 1);
    writing.append(&s).await;
    writing.journal.close().await.unwrap();
    assert!(disk.store.list().unwrap().is_empty());
    assert!(!disk.folder.path().join("sessions").exists());
}

#[tokio::test]
async fn a_record_of_a_later_version_survives_a_fork() {
    let disk = Disk::new();
    let file = disk.store.create();
    let id = file.id().clone();
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    s.records.push((
        BEGINNING,
        Record::Unknown {
            kind: "dream".into(),
            data: causerie::api::raw::RawJson::parse("{\"of\": \"sheep\"}").unwrap(),
        },
    ));
    let mut writing = Writing::begin(file, 1);
    writing.append(&s).await;
    writing.journal.close().await.unwrap();
    let opened = disk.store.open(&id).unwrap();
    let fork = disk.store.fork(&opened.bytes, &id).unwrap();
    let dreams = |bytes: &[u8]| -> Vec<String> {
        let lines = decode_all(bytes).flatten();
        lines
            .filter(|line: &RecordLine| matches!(line.record, Record::Unknown { .. }))
            .map(|line| encode(&line))
            .collect()
    };
    assert_eq!(dreams(&fork.bytes).len(), 1);
    assert_eq!(dreams(&fork.bytes), dreams(&opened.bytes));
}

#[cfg(unix)]
#[tokio::test]
async fn sessions_are_only_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;

    let disk = Disk::new();
    let mut s = screen(80, 24);
    s.ask("first").answer(whole("One."));
    let mut writing = Writing::begin(disk.store.create(), 1);
    writing.append(&s).await;
    writing.journal.close().await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&disk.only_file()), 0o600);
    assert_eq!(mode(&disk.folder.path().join("sessions")), 0o700);
}
