//! The *prompt* of a printed turn: the question as typed, and what was piped in.
//!
//! Stdin is read to its end, unless it is a terminal. The question comes first, then a blank line,
//! then the piped text; either may be missing, but not both. Piped bytes must be UTF-8: guessing
//! an encoding, or sending what a binary file looks like as text, would cost money and help nobody.

use std::io::{self, IsTerminal, Read};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::say;
use crate::problem::{Problem, ProblemKind};
use crate::runtime::ending::failed;

/// Most that is read, in bytes. The API takes requests of 32 MB, and JSON makes text longer.
const MAX_PIPED: u64 = 20_000_000;

/// Silence after which it is said that stdin is being waited for: some callers leave a pipe open
/// that nobody writes to.
const QUIET: Duration = Duration::from_secs(2);

/// The prompt of `question` and stdin.
///
/// Fails when both say nothing (a usage problem), and when stdin cannot be read, is no text or is
/// too long. Dropping the future does not end the reading: the program has to.
pub async fn read(question: &str) -> Result<String, Problem> {
    let piped = if io::stdin().is_terminal() {
        String::new()
    } else {
        text(piped().await?)?
    };
    join(question, &piped).ok_or_else(|| {
        Problem::new(ProblemKind::Usage, "There is nothing to ask")
            .hint("Write the question behind -p, or pipe text in: causerie -p \"question\"")
    })
}

/// Question, blank line, piped text without the line ends behind it. `None` if both are blank.
fn join(question: &str, piped: &str) -> Option<String> {
    let piped = piped.trim_end_matches(['\r', '\n']);
    match (question.trim().is_empty(), piped.trim().is_empty()) {
        (true, true) => None,
        (false, true) => Some(question.to_owned()),
        (true, false) => Some(piped.to_owned()),
        (false, false) => Some(format!("{question}\n\n{piped}")),
    }
}

fn text(bytes: Vec<u8>) -> Result<String, Problem> {
    let too_long = u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_PIPED;
    if too_long {
        let megabytes = MAX_PIPED / 1_000_000;
        return Err(failed(
            "The piped text is too long",
            format!("at most {megabytes} MB can be sent"),
        )
        .hint("Send a part of it, for instance with head or grep"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        failed(
            "The piped text cannot be sent",
            format!("it is not UTF-8 (byte {})", at + 1),
        )
        .hint("Convert it first, for instance with iconv -f latin1 -t utf-8")
    })
}

/// Stdin to its end, at most one byte more than is allowed.
async fn piped() -> Result<Vec<u8>, Problem> {
    let (began, begun) = oneshot::channel();
    let reading = spawn_blocking(move || {
        let mut stdin = io::stdin().lock().take(MAX_PIPED + 1);
        let mut bytes = Vec::new();
        stdin.by_ref().take(1).read_to_end(&mut bytes)?;
        // Nobody listens when it took long.
        let _ = began.send(());
        stdin.read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    });
    if timeout(QUIET, begun).await.is_err() {
        say("note: waiting for the end of stdin; add </dev/null if nothing is piped in");
    }
    let read = reading.await.map_err(io::Error::other).flatten();
    read.map_err(|error| failed("The piped text could not be read", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_comes_first_then_a_blank_line_then_what_was_piped() {
        for (question, piped, expect) in [
            ("why?", "a\nb\n", Some("why?\n\na\nb")),
            ("why?", "\n", Some("why?")),
            ("", "  indented\n\n", Some("  indented")),
            (" ", "\r\n\t", None),
            ("", "", None),
        ] {
            assert_eq!(
                join(question, piped).as_deref(),
                expect,
                "{question:?} {piped:?}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_refused_and_said_where() {
        let problem = text(b"caf\xe9".to_vec()).unwrap_err();
        assert_eq!(problem.causes, ["it is not UTF-8 (byte 4)"]);
        assert_eq!(text("café".into()).unwrap(), "café");
    }

    #[test]
    fn the_bound_itself_is_still_allowed() {
        let most = usize::try_from(MAX_PIPED).unwrap();
        assert_eq!(text(vec![b'a'; most]).unwrap().len(), most);
        let problem = text(vec![b'a'; most + 1]).unwrap_err();
        assert_eq!(problem.causes, ["at most 20 MB can be sent"]);
    }
}
