//! A *session file* is the handle of one session's log: what is appended to it stands there whole,
//! or not at all.
//!
//! It holds the lock as long as it lives, knows up to where the file is as it should be, and takes
//! back what was written beyond. When it is written to is the business of `edge::journal`.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::edge::files::{create_private_dir, private_append};
use crate::edge::journal::LogFile;
use crate::session::SessionId;

/// The file of one session, for writing, with its lock.
///
/// The file of a new session is made by the first write and not before, so that a program that is
/// opened and left again leaves no empty session behind. Its folder too.
#[derive(Debug)]
pub struct SessionFile {
    id: SessionId,
    path: PathBuf,
    /// `None` until the first write.
    file: Option<File>,
    /// Length up to which the file is as it should be, in bytes.
    good: u64,
    /// The last line was cut by a kill: it gets its line end before the next record, stays, and
    /// reads as a bad line.
    ends_torn: bool,
    /// The file is new, and its name may not survive a loss of power yet.
    unnamed: bool,
}

impl SessionFile {
    /// A file that will be made at `path` by the first write.
    pub(super) fn new(id: SessionId, path: PathBuf) -> Self {
        Self {
            id,
            path,
            file: None,
            good: 0,
            ends_torn: false,
            unnamed: true,
        }
    }

    /// The file at `path` with its lock, in which `bytes` stand.
    pub(super) fn of(id: SessionId, path: PathBuf, file: File, bytes: &[u8]) -> Self {
        Self {
            id,
            path,
            file: Some(file),
            good: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            ends_torn: bytes.last().is_some_and(|last| *last != b'\n'),
            unnamed: false,
        }
    }

    /// The session's name.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// Where it lies, or will.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file again, if it was made.
    pub(super) fn discard(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }

    fn make(&self) -> io::Result<File> {
        if let Some(dir) = self.path.parent() {
            create_private_dir(dir)?;
        }
        let file = private_append().create_new(true).open(&self.path)?;
        if lock(&file)? {
            return Ok(file);
        }
        Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            "another program has taken the new file",
        ))
    }
}

impl LogFile for SessionFile {
    fn is_new(&self) -> bool {
        self.file.is_none()
    }

    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(self.make()?);
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        if is_deleted(file) {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "the file of the session was deleted while it was open",
            ));
        }
        let torn_end: &[u8] = if self.ends_torn { b"\n" } else { b"" };
        file.write_all(torn_end)?;
        file.write_all(lines)?;
        self.ends_torn = false;
        self.good += (torn_end.len() + lines.len()) as u64;
        Ok(())
    }

    fn undo(&mut self) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let is = file.metadata()?.len();
        if is > self.good {
            return file.set_len(self.good);
        }
        // Somebody has shortened the file; making it longer would fill it with zeros.
        self.good = is;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        file.sync_data()?;
        if self.unnamed {
            self.unnamed = false;
            sync_dir(&self.path);
        }
        Ok(())
    }
}

/// Takes the lock; `false` if another process has it. Where the file system knows no locks, the
/// session can be used all the same.
pub(super) fn lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Has the file no name any more? What is written to it then is gone when the program ends.
#[cfg(unix)]
fn is_deleted(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    file.metadata().is_ok_and(|metadata| metadata.nlink() == 0)
}

#[cfg(not(unix))]
fn is_deleted(_: &File) -> bool {
    false
}

/// Makes the name of a new file survive a loss of power, where the system lets a folder be synced.
fn sync_dir(file: &Path) {
    if let Some(dir) = file.parent()
        && let Ok(dir) = File::open(dir)
    {
        let _ = dir.sync_all();
    }
}
