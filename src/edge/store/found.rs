//! A *found file* is a file of the folder that looks like a session, and its line in the list.
//!
//! Whatever is wrong with it becomes the reason on that line; no file is left out of the list.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::EXTENSION;
use crate::conversation::UnixMillis;
use crate::session::SessionId;
use crate::session::summary::{MAX_HEAD, Summarizer, Summary};

/// A file of the folder that looks like a session.
pub(super) struct FoundFile {
    path: PathBuf,
    /// The name without its extension, whatever it is.
    name: String,
    pub(super) id: Option<SessionId>,
    is_file: bool,
    pub(super) is_empty: bool,
    pub(super) written: UnixMillis,
}

impl FoundFile {
    /// `None` for a file of another kind.
    pub(super) fn look_at(path: PathBuf) -> Option<Self> {
        if path.extension()? != EXTENSION {
            return None;
        }
        let id = path.file_stem()?.to_str().and_then(SessionId::parse);
        let name = path
            .file_stem()?
            .to_string_lossy()
            .replace(char::is_control, "\u{fffd}");
        let data = fs::metadata(&path).ok();
        let written = data.as_ref().and_then(|data| data.modified().ok());
        Some(Self {
            name,
            id,
            is_file: data.as_ref().is_some_and(fs::Metadata::is_file),
            is_empty: data.as_ref().is_some_and(|data| data.len() == 0),
            written: written.map(UnixMillis::from).unwrap_or_default(),
            path,
        })
    }

    /// Its line in the list.
    pub(super) fn summary(self) -> Summary {
        let unreadable =
            |why: String| Summary::unreadable(SessionId(self.name.clone()), self.written, why);
        let Some(id) = self.id else {
            return unreadable("has a name that cannot be used; rename the file".to_owned());
        };
        if !self.is_file {
            return unreadable("is no regular file".to_owned());
        }
        match summarize(&self.path) {
            Ok(summarizer) => summarizer.finish(id, self.written),
            Err(error) => unreadable(format!("cannot be read: {error}")),
        }
    }
}

/// Goes through the file once and keeps no more of it than the beginning of one line.
fn summarize(path: &Path) -> io::Result<Summarizer> {
    let mut reader = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let mut summarizer = Summarizer::default();
    let mut head = Vec::new();
    let enough = MAX_HEAD as u64 + 1;
    while reader.by_ref().take(enough).read_until(b'\n', &mut head)? > 0 {
        summarizer.push(&head);
        if !head.ends_with(b"\n") {
            reader.skip_until(b'\n')?;
        }
        head.clear();
    }
    Ok(summarizer)
}
