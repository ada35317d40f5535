//! What can go wrong with the folder of the sessions, and how it is told.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::problem::{Problem, ProblemKind};
use crate::session::SessionId;

/// What can go wrong with the folder of the sessions.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such session: name another one, or look at the list.
    #[error("no session is called {name:?}")]
    NotFound {
        /// As it was asked for.
        name: String,
    },
    /// More than one session begins like this: type more of the name.
    #[error("{n_found} sessions begin with {prefix:?}")]
    Ambiguous {
        /// As it was asked for.
        prefix: String,
        /// How many there are.
        n_found: usize,
        /// The newest of them, newest first.
        candidates: Vec<SessionId>,
    },
    /// The file system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried, in the infinitive.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl StoreError {
    /// The error as it is told to a person.
    pub fn to_problem(&self) -> Problem {
        let problem = |title: String| Problem::new(ProblemKind::Session, title);
        match self {
            Self::NotFound { name } => problem(format!("There is no session {name:?}"))
                .hint("Run `causerie sessions` to see their names"),
            Self::Ambiguous {
                prefix,
                n_found,
                candidates,
            } => {
                let names: Vec<&str> = candidates.iter().map(SessionId::as_str).collect();
                let more = if *n_found > names.len() { ", …" } else { "" };
                problem(format!("{prefix:?} is the beginning of {n_found} sessions"))
                    .because(format!("{}{more}", names.join(", ")))
                    .hint("Type more of the name")
            }
            Self::Io {
                action,
                path,
                source,
            } => {
                let place = format!("{:?}", path.display().to_string());
                let problem = problem(format!("The sessions' file {place} cannot be used"))
                    .because(format!("cannot {action} it: {source}"));
                match source.kind() {
                    io::ErrorKind::PermissionDenied => {
                        problem.hint("Check who owns the file and its folder")
                    }
                    io::ErrorKind::StorageFull => problem.hint("Make room on the disk"),
                    _ => problem,
                }
            }
        }
    }
}
