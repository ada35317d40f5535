//! The *store* is the folder of the sessions: one append-only file each, `<id>.jsonl`.
//!
//! It names, finds, lists, opens and forks them. The folder is only for its owner (0700), and so
//! are the files (0600). One process writes to a session at a time: it holds a lock on the file as
//! long as its [`SessionFile`] lives. Whoever comes second reads, and forks to write.
//!
//! Nothing here ever deletes or rewrites a session. There is no index: the files are the truth,
//! and one that cannot be read is listed with the reason.
//!
//! All functions block; they are called on threads made for that. What stands in a file is the
//! business of `session`, when it is written that of `edge::journal`.

pub mod error;
pub mod file;
mod found;
mod name;

use std::cmp::Reverse;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use self::error::StoreError;
use self::file::{SessionFile, lock};
use self::found::FoundFile;
use self::name::{new_id, random};
use super::journal::LogFile;
use crate::conversation::UnixMillis;
use crate::session::SessionId;
use crate::session::codec::{self, numbered_lines};
use crate::session::record::{RECORD_VERSION, Record, RecordLine};
use crate::session::summary::Summary;

const EXTENSION: &str = "jsonl";

/// Candidates that are named when a prefix fits more than one session.
const MAX_CANDIDATES: usize = 8;

/// The folder of the sessions.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

/// A session that was opened: what stands in it, and the right to go on writing.
#[derive(Debug)]
pub struct Opened {
    /// Its name.
    pub id: SessionId,
    /// The whole log, for `session::codec::decode_all`.
    pub bytes: Vec<u8>,
    /// To write on; `None` if this session can only be read. [`Store::fork`] makes one to write.
    pub file: Option<SessionFile>,
    /// Why there is no `file`.
    pub read_only: Option<ReadOnly>,
}

/// Why a session can only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// Another running program writes to it.
    InUse,
    /// The file or the disk does not allow writing.
    Forbidden,
}

impl Store {
    /// The store in `dir`, which need not exist yet.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// A new session with a name of its own. Touches no file: the first write does, and fails if
    /// it must.
    pub fn create(&self) -> SessionFile {
        let now = UnixMillis::from(SystemTime::now());
        loop {
            let id = new_id(now, random());
            let path = self.path(&id);
            if !path.exists() {
                return SessionFile::new(id, path);
            }
        }
    }

    /// Opens a session, for writing if nobody else does.
    ///
    /// # Errors
    ///
    /// `NotFound`, or `Io` when it cannot even be read.
    pub fn open(&self, id: &SessionId) -> Result<Opened, StoreError> {
        let not_found = || StoreError::NotFound { name: id.0.clone() };
        // The name may have been made up by anybody; it touches no path before this.
        let id = SessionId::parse(&id.0).ok_or_else(not_found)?;
        let path = self.path(&id);
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => not_found(),
            _ => StoreError::Io {
                action: "open",
                path: path.clone(),
                source,
            },
        };
        // Opening a pipe or a device could wait for ever.
        if !fs::metadata(&path).map_err(failed)?.is_file() {
            return Err(failed(io::Error::other("it is no regular file")));
        }
        let (mut file, read_only) = match open_to_append(&path) {
            Ok(file) => {
                let held = lock(&file).map_err(failed)?;
                (file, (!held).then_some(ReadOnly::InUse))
            }
            Err(error) if is_forbidden(&error) => (
                File::open(&path).map_err(failed)?,
                Some(ReadOnly::Forbidden),
            ),
            Err(error) => return Err(failed(error)),
        };
        // Read after the lock was taken: nobody can add to it any more.
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let file = read_only
            .is_none()
            .then(|| SessionFile::of(id.clone(), path, file, &bytes));
        Ok(Opened {
            id,
            bytes,
            file,
            read_only,
        })
    }

    /// Makes a new session with everything that can be read in `source`, the log of `from`.
    ///
    /// Only the record that opened the session is written anew, with the new name and where it
    /// came from; all others are copied as they stand, those of a later version too. Replay the
    /// returned bytes and not the source.
    ///
    /// # Errors
    ///
    /// `Io` when the copy cannot be written; then nothing is left of it.
    pub fn fork(&self, source: &[u8], from: &SessionId) -> Result<Opened, StoreError> {
        let now = UnixMillis::from(SystemTime::now());
        let (mut file, bytes, written) = loop {
            let mut file = self.create();
            let bytes = forked(source, from, file.id(), now);
            let written = file.append(&bytes);
            // Another process may have taken the same name in between.
            if !matches!(&written, Err(e) if e.kind() == io::ErrorKind::AlreadyExists) {
                break (file, bytes, written);
            }
        };
        if let Err(source) = written.and_then(|()| file.sync()) {
            // Half a copy is no session, and the whole one still stands in the source.
            file.discard();
            return Err(StoreError::Io {
                action: "write",
                path: file.path().to_owned(),
                source,
            });
        }
        Ok(Opened {
            id: file.id().clone(),
            bytes,
            file: Some(file),
            read_only: None,
        })
    }

    /// The one session whose name is `prefix` or begins with it.
    ///
    /// # Errors
    ///
    /// `NotFound`, `Ambiguous`, or `Io` when the folder cannot be read.
    pub fn find(&self, prefix: &str) -> Result<SessionId, StoreError> {
        let files = self.files()?;
        let mut found: Vec<SessionId> = files.into_iter().filter_map(|file| file.id).collect();
        if let Some(exact) = found.iter().find(|id| id.0 == prefix) {
            return Ok(exact.clone());
        }
        found.retain(|id| id.0.starts_with(prefix));
        found.sort_by(|a, b| b.cmp(a));
        match found.as_slice() {
            [] => Err(StoreError::NotFound {
                name: prefix.to_owned(),
            }),
            [only] => Ok(only.clone()),
            several => Err(StoreError::Ambiguous {
                prefix: prefix.to_owned(),
                n_found: several.len(),
                candidates: several.iter().take(MAX_CANDIDATES).cloned().collect(),
            }),
        }
    }

    /// The session that was written to last; `None` if there is none.
    ///
    /// Goes by the times of the files, which are only ever appended to, and reads none of them. One
    /// that cannot be opened is passed over, unless there is no other.
    ///
    /// # Errors
    ///
    /// `Io` when the folder cannot be read.
    pub fn newest(&self) -> Result<Option<SessionId>, StoreError> {
        let files = self.files()?.into_iter().filter(|file| !file.is_empty);
        let named = files.filter_map(|file| Some((file.written, file.id?)));
        let mut named: Vec<_> = named.collect();
        named.sort_by(|a, b| b.cmp(a));
        // One that cannot be opened must not keep all others from being gone on with.
        let can_open = |id: &SessionId| {
            let path = self.path(id);
            path.is_file() && File::open(path).is_ok()
        };
        let best = named.iter().position(|(_, id)| can_open(id)).unwrap_or(0);
        Ok(named.into_iter().nth(best).map(|(_, id)| id))
    }

    /// All sessions, newest first. Goes through every file once, reads no line beyond its
    /// beginning, and holds none.
    ///
    /// # Errors
    ///
    /// `Io` when the folder cannot be read. A file that cannot be read is an item of the list.
    pub fn list(&self) -> Result<Vec<Summary>, StoreError> {
        let mut list: Vec<Summary> = self.files()?.into_iter().map(FoundFile::summary).collect();
        list.sort_by_key(|summary| Reverse((summary.at, summary.id.clone())));
        Ok(list)
    }

    fn path(&self, id: &SessionId) -> PathBuf {
        // `with_extension` would replace what follows a dot in the name.
        self.dir.join(format!("{id}.{EXTENSION}"))
    }

    fn files(&self) -> Result<Vec<FoundFile>, StoreError> {
        let failed = |source| StoreError::Io {
            action: "read",
            path: self.dir.clone(),
            source,
        };
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            files.extend(FoundFile::look_at(entry.map_err(failed)?.path()));
        }
        Ok(files)
    }
}

/// The log of a fork: the readable lines of `source`, the first record with the new name.
fn forked(source: &[u8], from: &SessionId, to: &SessionId, now: UnixMillis) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(source.len() + 256);
    let mut renamed = false;
    for line in numbered_lines(source) {
        let Ok(RecordLine { seq, record, .. }) = line.decode() else {
            continue;
        };
        match record {
            Record::Opened {
                app: _,
                cwd,
                params,
                demo,
                ..
            } if !renamed => {
                renamed = true;
                let record = Record::Opened {
                    session: to.clone(),
                    app: env!("CARGO_PKG_VERSION").to_owned(),
                    cwd,
                    params,
                    demo,
                    forked_from: Some(from.clone()),
                };
                let opened = RecordLine {
                    v: RECORD_VERSION,
                    seq,
                    at: now,
                    record,
                };
                bytes.extend_from_slice(codec::encode(&opened).as_bytes());
            }
            _ => bytes.extend_from_slice(line.bytes),
        }
        bytes.push(b'\n');
    }
    bytes
}

fn open_to_append(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).open(path)
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(test)]
mod tests;
