use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::{advance, timeout};

use super::*;
use crate::session::codec::decode_all;

/// A file in memory that can be told to fail.
#[derive(Clone, Default)]
struct FakeFile(Arc<Mutex<Fake>>);

#[derive(Default)]
struct Fake {
    bytes: Vec<u8>,
    /// Length after the last append that worked.
    good: usize,
    exists: bool,
    /// Bytes that fit before writing fails, if there is a limit.
    room: Option<usize>,
    fail_undo: bool,
    fail_sync: bool,
    /// The next append hangs until this says go.
    gate: Option<std::sync::mpsc::Receiver<()>>,
    hangs: bool,
    n_appends: usize,
    n_syncs: usize,
    /// Bytes that the last sync covered.
    synced: usize,
}

impl FakeFile {
    fn get(&self) -> MutexGuard<'_, Fake> {
        self.0
            .lock()
            .expect("no test panics while it holds the file")
    }

    fn check_synced(&self) {
        let fake = self.get();
        assert_eq!(fake.synced, fake.bytes.len());
    }

    fn drafts(&self) -> Vec<(u64, String)> {
        drafts(&self.get().bytes)
    }
}

impl LogFile for FakeFile {
    fn is_new(&self) -> bool {
        !self.get().exists
    }

    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        let gate = self.get().gate.take();
        if let Some(gate) = gate {
            self.get().hangs = true;
            gate.recv_timeout(Duration::from_secs(20))
                .map_err(io::Error::other)?;
        }
        let mut fake = self.get();
        fake.n_appends += 1;
        fake.exists = true;
        assert_eq!(
            fake.bytes.len(),
            fake.good,
            "what a failed write left was not taken back"
        );
        let room = fake.room.unwrap_or(usize::MAX).saturating_sub(fake.good);
        fake.bytes.extend(lines.iter().take(room));
        if room < lines.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        fake.good = fake.bytes.len();
        Ok(())
    }

    fn undo(&mut self) -> io::Result<()> {
        let mut fake = self.get();
        if fake.fail_undo {
            return Err(io::Error::other("the device is gone"));
        }
        let good = fake.good;
        fake.bytes.truncate(good);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut fake = self.get();
        fake.n_syncs += 1;
        if fake.fail_sync {
            return Err(io::Error::other("the device is gone"));
        }
        fake.synced = fake.bytes.len();
        Ok(())
    }
}

fn drafts(bytes: &[u8]) -> Vec<(u64, String)> {
    let text = |line: RecordLine| match line.record {
        Record::Draft(text) => (line.seq, text),
        other => (line.seq, format!("{other:?}")),
    };
    decode_all(bytes)
        .map(|line| text(line.expect("every line is whole")))
        .collect()
}

fn draft(text: &str) -> (UnixMillis, Record) {
    (UnixMillis(1), Record::Draft(text.to_owned()))
}

fn numbered(texts: &[&str], first: u64) -> Vec<(u64, String)> {
    (first..)
        .zip(texts.iter().map(|text| (*text).to_owned()))
        .collect()
}

fn start(file: &FakeFile) -> (Journal, mpsc::Receiver<JournalEvent>) {
    let (events, received) = mpsc::channel(64);
    (
        spawn(file.clone(), 1, QUEUE, events, |event| event),
        received,
    )
}

/// The next event that is not `Written`.
async fn next_trouble(events: &mut mpsc::Receiver<JournalEvent>) -> Option<JournalEvent> {
    loop {
        match events.recv().await {
            Some(JournalEvent::Written(_)) => {}
            other => return other,
        }
    }
}

/// Waits until everything up to `seq` is reported as written.
async fn written(events: &mut mpsc::Receiver<JournalEvent>, seq: u64) {
    loop {
        match events.recv().await {
            Some(JournalEvent::Written(up_to)) if up_to >= seq => return,
            Some(_) => {}
            None => panic!("the journal ended before record {seq} was written"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn records_are_numbered_and_written_in_order() {
    let file = FakeFile::default();
    let (events, mut received) = mpsc::channel(64);
    let journal = spawn(file.clone(), 17, QUEUE, events, |event| event);
    for text in ["a", "b", "c"] {
        journal.sender.send(draft(text)).await.unwrap();
    }
    written(&mut received, 19).await;
    assert_eq!(file.drafts(), numbered(&["a", "b", "c"], 17));
    assert_eq!(journal.close().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn records_that_wait_together_are_written_together() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    for n in 0..QUEUE {
        journal.sender.try_send(draft(&n.to_string())).unwrap();
    }
    written(&mut received, QUEUE as u64).await;
    assert_eq!(file.get().n_appends, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_synced_piece_by_piece_and_idle_costs_nothing() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    for seq in 1..=40 {
        journal.sender.send(draft("piece")).await.unwrap();
        written(&mut received, seq).await;
        advance(Duration::from_millis(250)).await;
    }
    assert_eq!(file.get().n_syncs, 0);
    // Time flies while nothing else is to do.
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(file.get().n_syncs, 1);
    file.check_synced();
    assert_eq!(file.get().n_appends, 40);
    drop(journal);
}

#[tokio::test(start_paused = true)]
async fn close_waits_for_the_last_byte_and_syncs_it() {
    let file = FakeFile::default();
    let (journal, _received) = start(&file);
    for text in ["a", "b"] {
        journal.sender.try_send(draft(text)).unwrap();
    }
    assert_eq!(journal.close().await, Ok(()));
    assert_eq!(file.drafts(), numbered(&["a", "b"], 1));
    file.check_synced();
}

#[tokio::test(start_paused = true)]
async fn dropping_the_journal_writes_what_waits_and_shuts_out_other_senders() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    let sender = journal.sender.clone();
    sender.try_send(draft("a")).unwrap();
    drop(journal);
    while received.recv().await.is_some() {}
    assert_eq!(file.drafts(), numbered(&["a"], 1));
    file.check_synced();
    assert!(sender.try_send(draft("b")).is_err());
}

#[tokio::test(start_paused = true)]
async fn close_does_not_wait_for_a_receiver_that_is_full() {
    let file = FakeFile::default();
    let (events, _received) = mpsc::channel(1);
    events.try_send(JournalEvent::Recovered).unwrap();
    let journal = spawn(file.clone(), 1, QUEUE, events, |event| event);
    journal.sender.send(draft("a")).await.unwrap();
    file.get().room = Some(0);
    journal.sender.send(draft("b")).await.unwrap();
    let closed = timeout(Duration::from_secs(600), journal.close()).await;
    assert!(matches!(closed, Ok(Err(_))), "{closed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_report_that_found_no_room_is_made_up_for() {
    let file = FakeFile::default();
    let (events, mut received) = mpsc::channel(1);
    let journal = spawn(file.clone(), 1, QUEUE, events, |event| event);
    journal.sender.send(draft("a")).await.unwrap();
    while received.is_empty() {
        tokio::task::yield_now().await;
    }
    journal.sender.send(draft("b")).await.unwrap();
    while file.drafts().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(received.recv().await, Some(JournalEvent::Written(1)));
    assert_eq!(received.recv().await, Some(JournalEvent::Written(2)));
    drop(journal);
}

#[tokio::test(start_paused = true)]
async fn one_can_wait_until_a_record_is_in_the_file_but_not_for_what_fails() {
    let file = FakeFile::default();
    let (journal, _received) = start(&file);
    let (go, gate) = std::sync::mpsc::channel();
    file.get().gate = Some(gate);
    journal.sender.send(draft("a")).await.unwrap();
    let both = journal.written(2);
    let mut first = std::pin::pin!(journal.written(1));
    let at_once = timeout(Duration::ZERO, first.as_mut()).await;
    assert!(at_once.is_err(), "it is still being written");
    go.send(()).unwrap();
    first.await;
    assert_eq!(file.drafts(), numbered(&["a"], 1));

    file.get().room = Some(0);
    journal.sender.send(draft("b")).await.unwrap();
    both.await;
    assert_eq!(file.drafts(), numbered(&["a"], 1));

    let never = journal.written(100);
    drop(journal);
    never.await;
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_is_told_once_and_recovers_without_loss_or_half_lines() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    journal.sender.send(draft("before")).await.unwrap();
    written(&mut received, 1).await;
    let good = file.get().good;
    file.get().room = Some(good + 10);

    journal.sender.send(draft("during")).await.unwrap();
    let Some(JournalEvent::Failed(problem)) = next_trouble(&mut received).await else {
        panic!("a failed write is reported");
    };
    assert_eq!(problem.kind, ProblemKind::Session);
    assert_eq!(
        problem.hints,
        ["Make room on the disk; saving goes on by itself"]
    );
    assert_eq!(
        file.drafts(),
        numbered(&["before"], 1),
        "the half line was taken back"
    );

    let n_appends = file.get().n_appends;
    sleep(Duration::from_secs(10)).await;
    assert!(
        file.get().n_appends >= n_appends + 9,
        "it is tried again every second"
    );
    assert!(received.try_recv().is_err(), "and not reported again");

    file.get().room = None;
    assert_eq!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Recovered)
    );
    assert_eq!(received.recv().await, Some(JournalEvent::Written(2)));
    journal.sender.send(draft("after")).await.unwrap();
    assert_eq!(journal.close().await, Ok(()));
    assert_eq!(file.drafts(), numbered(&["before", "during", "after"], 1));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_appended_behind_a_half_line_that_could_not_be_taken_back() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    file.get().room = Some(5);
    file.get().fail_undo = true;
    journal.sender.send(draft("a")).await.unwrap();
    assert!(matches!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Failed(_))
    ));
    file.get().room = None;
    sleep(Duration::from_secs(5)).await;
    assert_eq!(file.get().bytes.len(), 5);
    assert_eq!(file.get().n_appends, 1);
    file.get().fail_undo = false;
    assert_eq!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Recovered)
    );
    assert_eq!(file.drafts(), numbered(&["a"], 1));
    drop(journal);
}

#[tokio::test(start_paused = true)]
async fn while_writing_fails_the_queue_fills_and_the_sender_waits() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    file.get().room = Some(0);
    journal.sender.send(draft("first")).await.unwrap();
    assert!(matches!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Failed(_))
    ));
    for _ in 0..QUEUE {
        journal.sender.try_send(draft("more")).unwrap();
    }
    sleep(Duration::from_secs(5)).await;
    assert!(journal.sender.try_send(draft("too much")).is_err());
    file.get().room = None;
    assert_eq!(journal.close().await, Ok(()));
    assert_eq!(file.drafts().len(), QUEUE + 1);
}

#[tokio::test(start_paused = true)]
async fn closing_takes_what_found_no_room_in_the_queue_even_on_a_full_disk() {
    let file = FakeFile::default();
    let (journal, mut received) = start(&file);
    file.get().room = Some(0);
    journal.sender.send(draft("a")).await.unwrap();
    assert!(matches!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Failed(_))
    ));
    while journal.sender.try_send(draft("b")).is_ok() {}
    assert!(journal.close_with(vec![draft("c")]).await.is_err());

    let file = FakeFile::default();
    let (journal, _received) = start(&file);
    journal.sender.send(draft("a")).await.unwrap();
    assert_eq!(
        journal.close_with(vec![draft("b"), draft("c")]).await,
        Ok(())
    );
    assert_eq!(file.drafts(), numbered(&["a", "b", "c"], 1));
}

#[tokio::test(start_paused = true)]
async fn closing_on_a_full_disk_ends_and_says_so() {
    let file = FakeFile::default();
    file.get().room = Some(0);
    let (journal, _received) = start(&file);
    journal.sender.send(draft("a")).await.unwrap();
    let problem = journal.close().await.expect_err("nothing could be written");
    assert_eq!(problem.title, "The conversation could not be saved");
    assert_eq!(file.get().bytes, b"");
}

#[tokio::test(start_paused = true)]
async fn a_failed_sync_is_told_and_tried_again() {
    let file = FakeFile::default();
    file.get().fail_sync = true;
    let (journal, mut received) = start(&file);
    journal.sender.send(draft("a")).await.unwrap();
    assert!(matches!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Failed(_))
    ));
    file.get().fail_sync = false;
    assert_eq!(
        next_trouble(&mut received).await,
        Some(JournalEvent::Recovered)
    );
    assert_eq!(file.drafts(), numbered(&["a"], 1));
    file.check_synced();
    drop(journal);
}

#[tokio::test(start_paused = true)]
async fn a_session_in_which_nothing_happened_makes_no_file() {
    let file = FakeFile::default();
    let (journal, _received) = start(&file);
    for record in [
        Record::Resumed {
            app: "a".to_owned(),
        },
        Record::Draft(String::new()),
    ] {
        journal.sender.send((UnixMillis(1), record)).await.unwrap();
    }
    sleep(Duration::from_secs(60)).await;
    journal
        .sender
        .send((UnixMillis(2), Record::Closed))
        .await
        .unwrap();
    assert_eq!(journal.close().await, Ok(()));
    assert!(!file.get().exists);
}

#[tokio::test(start_paused = true)]
async fn records_held_back_come_before_the_first_that_matters() {
    let file = FakeFile::default();
    let (journal, _received) = start(&file);
    journal.sender.send(draft("")).await.unwrap();
    sleep(Duration::from_secs(60)).await;
    assert!(!file.get().exists);
    journal.sender.send(draft("x")).await.unwrap();
    assert_eq!(journal.close().await, Ok(()));
    assert_eq!(file.drafts(), numbered(&["", "x"], 1));
}

#[tokio::test(flavor = "current_thread")]
async fn a_disk_that_hangs_holds_up_nothing_but_the_journal() {
    let file = FakeFile::default();
    let (go, gate) = std::sync::mpsc::channel();
    file.get().gate = Some(gate);
    let (journal, mut received) = start(&file);
    journal.sender.try_send(draft("a")).unwrap();
    // This runtime has one thread: that this line is reached while the write hangs is the proof.
    // If the write held the thread, it would give up, and be reported as failed.
    while !file.get().hangs {
        tokio::task::yield_now().await;
    }
    assert!(received.try_recv().is_err());
    go.send(()).unwrap();
    assert_eq!(received.recv().await, Some(JournalEvent::Written(1)));
    assert_eq!(file.drafts(), numbered(&["a"], 1));
}

/// The real thing, where there is one.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_device_without_room_is_told_in_words() {
    struct Full(std::fs::File);
    impl LogFile for Full {
        fn is_new(&self) -> bool {
            false
        }
        fn append(&mut self, lines: &[u8]) -> io::Result<()> {
            io::Write::write_all(&mut self.0, lines)
        }
        fn undo(&mut self) -> io::Result<()> {
            self.0.set_len(0)
        }
        fn sync(&mut self) -> io::Result<()> {
            self.0.sync_data()
        }
    }
    let full = std::fs::OpenOptions::new()
        .append(true)
        .open("/dev/full")
        .unwrap();
    let (events, mut received) = mpsc::channel(8);
    let journal = spawn(Full(full), 1, QUEUE, events, |event| event);
    journal.sender.send(draft("a")).await.unwrap();
    let Some(JournalEvent::Failed(problem)) = received.recv().await else {
        panic!("a failed write is reported");
    };
    assert_eq!(
        problem.hints,
        ["Make room on the disk; saving goes on by itself"]
    );
    assert!(journal.close().await.is_err());
}
