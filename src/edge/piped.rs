//! What is *piped* in: all that stdin brings until its end, as one text, where it is no terminal.
//!
//! A thread of its own reads, because reading blocks and nothing ends it; it goes with the program.
//! At most [`MOST`] bytes are taken, and they must be UTF-8: guessing an encoding, or sending what
//! a binary file looks like as text, would cost money and help nobody. What becomes of the text is
//! decided elsewhere.

use std::io::{self, IsTerminal, Read};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::problem::{Problem, ProblemKind};

/// Most that is read, in bytes. The API takes requests of 32 MB, and JSON makes text longer.
const MOST: u64 = 20_000_000;

/// Silence after which it is said that stdin is being waited for: some callers leave a pipe open
/// that nobody writes to.
pub const QUIET: Duration = Duration::from_secs(2);

/// Stdin on its way. Dropping it does not end the reading: the program has to.
#[derive(Debug)]
pub struct Piped {
    begun: oneshot::Receiver<()>,
    read: oneshot::Receiver<io::Result<Vec<u8>>>,
}

impl Piped {
    /// Begins to read stdin; `None` if it is a terminal. At most one is made in a run.
    ///
    /// Fails when the system gives no thread.
    pub fn begin() -> io::Result<Option<Self>> {
        if io::stdin().is_terminal() {
            return Ok(None);
        }
        Self::of(io::stdin()).map(Some)
    }

    fn of(source: impl Read + Send + 'static) -> io::Result<Self> {
        let (began, begun) = oneshot::channel();
        let (done, read) = oneshot::channel();
        thread::Builder::new()
            .name("piped".to_owned())
            .spawn(move || {
                // Perhaps nobody waits for either by then.
                let began = || {
                    let _ = began.send(());
                };
                let _ = done.send(bytes(source, began));
            })?;
        Ok(Self { begun, read })
    }

    /// Waits for the first byte, or for the end where there is none.
    pub async fn begun(&mut self) {
        let _ = (&mut self.begun).await; // A reading that failed has begun as well.
    }

    /// Waits for the end; the whole text.
    ///
    /// Fails when stdin cannot be read, is no text or is too long.
    pub async fn text(self) -> Result<String, Problem> {
        let read = self.read.await.map_err(io::Error::other).flatten();
        text(read.map_err(|error| failed("The piped text could not be read", error))?)
    }
}

/// All of `source`, at most one byte more than is allowed.
fn bytes(source: impl Read, began: impl FnOnce()) -> io::Result<Vec<u8>> {
    let mut source = source.take(MOST + 1);
    let mut bytes = Vec::new();
    source.by_ref().take(1).read_to_end(&mut bytes)?;
    began();
    source.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, Problem> {
    let too_long = u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST;
    if too_long {
        let megabytes = MOST / 1_000_000;
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

fn failed(title: &str, cause: impl ToString) -> Problem {
    Problem::new(ProblemKind::Terminal, title).because(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_and_said_where() {
        let problem = text(b"caf\xe9".to_vec()).unwrap_err();
        assert_eq!(problem.causes, ["it is not UTF-8 (byte 4)"]);
        assert_eq!(text("café".into()).unwrap(), "café");
    }

    #[test]
    fn the_bound_itself_is_still_allowed_and_hardly_more_is_read() {
        let most = usize::try_from(MOST).unwrap();
        assert_eq!(text(vec![b'a'; most]).unwrap().len(), most);
        let endless = bytes(io::repeat(b'a'), || ()).unwrap();
        assert_eq!(endless.len(), most + 1);
        let problem = text(endless).unwrap_err();
        assert_eq!(problem.causes, ["at most 20 MB can be sent"]);
    }

    #[tokio::test]
    async fn it_has_begun_with_the_first_byte_and_is_there_at_its_end() {
        let (source, mut end) = io::pipe().unwrap();
        let mut piped = Piped::of(source).unwrap();
        io::Write::write_all(&mut end, b"one\ntw").unwrap();
        piped.begun().await;
        io::Write::write_all(&mut end, b"o\n").unwrap();
        drop(end);
        assert_eq!(piped.text().await.unwrap(), "one\ntwo\n");
    }
}
