//! The *prompt* of a printed turn: the question as typed, and what was piped in.
//!
//! Stdin is read to its end, unless it is a terminal. The question comes first, then a blank line,
//! then the piped text; either may be missing, but not both.

use tokio::time::timeout;

use super::say;
use crate::edge::piped::{Piped, QUIET};
use crate::problem::{Problem, ProblemKind};
use crate::runtime::ending::failed;

/// The prompt of `question` and stdin.
///
/// Fails when both say nothing (a usage problem), and when stdin cannot be read, is no text or is
/// too long. Dropping the future does not end the reading: the program has to.
pub async fn read(question: &str) -> Result<String, Problem> {
    let piped = piped().await?.unwrap_or_default();
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

/// Stdin to its end, if anything is piped in.
async fn piped() -> Result<Option<String>, Problem> {
    let begun = Piped::begin();
    let begun = begun.map_err(|error| failed("The piped text could not be read", error))?;
    let Some(mut piped) = begun else {
        return Ok(None);
    };
    if timeout(QUIET, piped.begun()).await.is_err() {
        say("note: waiting for the end of stdin; add </dev/null if nothing is piped in");
    }
    piped.text().await.map(Some)
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
}
