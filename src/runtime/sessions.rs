//! `causerie sessions`: the list on stdout.

use std::io::{self, Write};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::conversation::UnixMillis;
use crate::problem::{Problem, ProblemKind};
use crate::runtime::exit;
use crate::runtime::start::Setup;
use crate::session::summary::Summary;
use crate::text::sanitize::{json_line, one_line};
use crate::text::width::fit;

/// Prints id, when, messages and title of every session, newest first; or one JSON object each.
pub fn list(setup: &Setup, json: bool) -> Result<u8, Problem> {
    let summaries = setup.store.list().map_err(|error| error.to_problem())?;
    let mut out = io::stdout().lock();
    let zone = TimeZone::system();
    let written = summaries
        .iter()
        .try_for_each(|summary| {
            let line = if json {
                object(summary)
            } else {
                row(summary, &zone)
            };
            writeln!(out, "{line}")
        })
        .and_then(|()| out.flush());
    match written {
        Ok(()) => Ok(exit::OK),
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit::OK),
        Err(error) => {
            Err(Problem::new(ProblemKind::Terminal, "The list could not be printed").because(error))
        }
    }
}

fn row(summary: &Summary, zone: &TimeZone) -> String {
    let id = one_line(&summary.id.0);
    let title = match &summary.unreadable {
        Some(reason) => format!("(cannot be read: {})", one_line(reason)),
        None => fit(&one_line(&summary.title), 80),
    };
    format!(
        "{id}  {}  {:>5}  {title}",
        local_time(summary.at, zone),
        summary.messages
    )
}

fn object(summary: &Summary) -> String {
    let object = serde_json::json!({
        "id": summary.id.0,
        "at": summary.at.0,
        "messages": summary.messages,
        "title": summary.title,
        "unreadable": summary.unreadable,
    });
    json_line(&object.to_string())
}

/// `2026-11-20 10:03` in the local zone.
fn local_time(at: UnixMillis, zone: &TimeZone) -> String {
    let millis = i64::try_from(at.0).unwrap_or(0);
    let stamp = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    Zoned::new(stamp, zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
