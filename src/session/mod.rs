//! A *session* is one saved conversation: the form of its records, without files.
//!
//! A session's log is append-only and is the only truth about it. This module says what may stand
//! in a log ([`record`]), how it is spelled ([`codec`]), and what a log means: the whole of it
//! when it is opened ([`replay`]), one line of it in a list ([`summary`]). Reading never fails: a
//! line that makes no sense is a warning and stays in the file. Where logs lie, who may write
//! them and when is for `edge::store` and `edge::journal`.

pub mod codec;
pub mod record;
pub mod replay;
mod round;
mod stored;
pub mod summary;

use std::fmt;

use crate::problem::Problem;

/// Longest name of a session that is accepted, in bytes.
const MAX_ID: usize = 100;

/// Names a session; sorts by time: `20261120-100355-3f9a`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct SessionId(pub String);

/// What the task that owns the file reports.
#[derive(Debug, Clone, PartialEq)]
pub enum JournalEvent {
    /// Everything up to this sequence number is in the file.
    Written(u64),
    /// A write failed; the record is kept in memory and tried again.
    Failed(Problem),
    /// Writing works again.
    Recovered,
}

impl SessionId {
    /// Takes a name from outside: from the command line, from the name of a file.
    ///
    /// `None` unless it can stand in a path as it is: letters, digits and `-_.+, ()` only, no
    /// dot in front, no two dots in a row, at most 100 bytes. Wider than the names this program
    /// gives, so that the copy of a file under another name is a session too.
    pub fn parse(name: &str) -> Option<Self> {
        let plain = |c: char| c.is_alphanumeric() || "-_.+, ()".contains(c);
        let fits = !name.is_empty() && name.len() <= MAX_ID;
        let stays = !name.starts_with('.') && !name.contains("..");
        (fits && stays && name.chars().all(plain)).then(|| Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_leave_the_folder_is_no_session() {
        for name in [
            "", ".", "..", ".hidden", "a/b", "a\\b", "../a", "a..b", "C:a", "a\0b", "a\nb",
            "a\u{1b}",
        ] {
            assert_eq!(SessionId::parse(name), None, "{name:?}");
        }
        assert_eq!(SessionId::parse(&"a".repeat(101)), None);
    }

    #[test]
    fn a_given_name_and_the_name_of_a_copy_are_sessions() {
        for name in [
            "20261120-100355-3f9a",
            "20261120-100355-3f9a (copy 2)",
            "notes.old",
        ] {
            assert_eq!(SessionId::parse(name), Some(SessionId(name.to_owned())));
        }
    }
}
