//! The *memory* is a small file in which the program keeps what it was shown to like, from one run
//! to the next.
//!
//! It is no configuration: nobody has to write it, and it may be lost or damaged at any time
//! without harm. What its lines say is decided elsewhere. It is written whole and put in place at
//! once, so that a kill leaves the old one or the new one; of what is to be kept in quick
//! succession the last counts. Other runs may write there meanwhile: each changes only the lines
//! that it was told to.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use super::files::{create_private_dir, private_append};

/// No more is read, in bytes: what is longer was not written here.
const MOST: u64 = 4_096;

/// Where the memory lies, and who writes it.
#[derive(Debug)]
pub struct Memory {
    file: PathBuf,
    /// What this run has read.
    read: String,
    writer: Option<(watch::Sender<String>, JoinHandle<()>)>,
}

impl Memory {
    /// The memory in `file`, which need not exist. Nothing is read or written yet.
    pub fn new(file: PathBuf) -> Self {
        Self {
            file,
            read: String::new(),
            writer: None,
        }
    }

    /// What is remembered; nothing where that cannot be read.
    pub fn read(&mut self) -> String {
        self.read = read(&self.file);
        self.read.clone()
    }

    /// Has the lines of `text` written in place of those that this run has read or written before.
    /// Runs inside a runtime, and does not wait.
    pub fn keep(&mut self, text: String) {
        let (file, known) = (&self.file, &self.read);
        let (latest, _) = self.writer.get_or_insert_with(|| {
            let (latest, texts) = watch::channel(String::new());
            (
                latest,
                tokio::spawn(write_each(file.clone(), known.clone(), texts)),
            )
        });
        latest.send_replace(text);
    }

    /// Waits until what was to be kept is written.
    pub async fn close(self) {
        if let Some((latest, task)) = self.writer {
            drop(latest);
            let _ = task.await;
        }
    }
}

/// Writes every text that it gets to see. One that cannot be written is lost with this run.
async fn write_each(file: PathBuf, mut known: String, mut texts: watch::Receiver<String>) {
    while texts.changed().await.is_ok() {
        let text = texts.borrow_and_update().clone();
        let before = std::mem::replace(&mut known, text.clone());
        let file = file.clone();
        let _ = spawn_blocking(move || write(&file, &merged(&read(&file), &before, &text))).await;
    }
}

/// The lines of `there` with what changed from `before` to `text`, each once and sorted.
fn merged(there: &str, before: &str, text: &str) -> String {
    let has = |lines: &str, line: &str| lines.lines().any(|other| other == line);
    let stays = there.lines().filter(|line| !has(before, line));
    let lines: BTreeSet<&str> = stays
        .chain(
            text.lines()
                .filter(|line| !has(before, line) || has(there, line)),
        )
        .collect();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn read(file: &Path) -> String {
    let mut text = String::new();
    let opened = File::open(file);
    let read = opened.and_then(|file| file.take(MOST).read_to_string(&mut text));
    read.map_or_else(|_| String::new(), |_| text)
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(dir) = file.parent() {
        create_private_dir(dir)?;
    }
    // Another run may be writing its own at this moment.
    let new = file.with_extension(format!("new-{}", std::process::id()));
    let _ = fs::remove_file(&new);
    let mut open = private_append().create_new(true).open(&new)?;
    open.write_all(text.as_bytes())?;
    fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_that_was_to_be_kept_is_there_in_the_next_run() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("state/folds");
        let mut memory = Memory::new(file.clone());
        assert_eq!(memory.read(), "");
        for n in 0..20 {
            memory.keep(format!("{n}\n"));
        }
        memory.close().await;
        assert_eq!(Memory::new(file.clone()).read(), "19\n");
        let names = fs::read_dir(file.parent().unwrap()).unwrap();
        assert_eq!(names.count(), 1, "nothing is left behind");
    }

    #[tokio::test]
    async fn two_runs_change_their_own_lines_and_not_each_others() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("folds");
        fs::write(&file, "a\nb\n").unwrap();
        let mut runs = [(); 2].map(|()| Memory::new(file.clone()));
        for run in &mut runs {
            assert_eq!(run.read(), "a\nb\n");
        }
        let [mut one, mut other] = runs;
        one.keep("a\nb\nc\n".into());
        one.close().await;
        other.keep("b\n".into());
        other.close().await;
        assert_eq!(Memory::new(file).read(), "b\nc\n");
    }

    #[tokio::test]
    async fn what_cannot_be_read_or_written_does_no_harm() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("folds");
        fs::write(&file, [0xff, 0xfe]).unwrap();
        assert_eq!(Memory::new(file.clone()).read(), "");
        fs::write(&file, "x".repeat(9_000)).unwrap();
        assert_eq!(Memory::new(file.clone()).read().len(), 4_096);
        let mut memory = Memory::new(file.join("below a file"));
        memory.keep("text".into());
        memory.close().await;
        Memory::new(file).close().await;
    }
}
