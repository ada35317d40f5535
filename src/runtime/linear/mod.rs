//! *Linear* is the whole chat without a full screen: `causerie --linear`.
//!
//! Everything is printed once, in the order in which it happens, behind a label that says what it
//! is (`You:`, `Thinking:`, `Tool:`, `Claude:`, `Note:`, `Error:`); nothing is ever painted over,
//! and no cursor moves. So it suits screen readers, logs and dumb terminals, and is chosen by
//! `ACCESSIBLE=1` and `TERM=dumb` too. Prompts are read line by line from stdin; a backslash at the
//! end of a line goes on in the next. Ctrl+C stops an answer and never quits during one, Ctrl+D
//! (the end of stdin) ends the chat once all that was asked is answered. What is chosen is chosen
//! by number.
//!
//! The app is the one of the full screen, and so is all that is saved; only the loop ([`chat`]),
//! the way in ([`lines`]) and the way out ([`page`]) are others. No control character of an answer
//! reaches the output, be it a terminal or a file. There is no color.

mod chat;
mod desk;
mod lines;
mod page;
mod teller;

use std::io;

use crate::app::settings::Connection;
use crate::app::start::StartWith;
use crate::cli::Cli;
use crate::edge::secrets::Env;
use crate::edge::terminal::install_panic_hook;
use crate::problem::{Problem, ProblemKind};
use crate::runtime::ending::failed;
use crate::runtime::exit;
use crate::runtime::print::nobody_to_ask;
use crate::runtime::signals::Signals;
use crate::runtime::start::Setup;
use crate::session::summary::Summary;
use crate::text::sanitize::one_line;

use self::chat::Chat;
use self::desk::{Chosen, Desk};

/// Most sessions that are offered to choose from, the newest first.
const OFFERED: usize = 20;

/// How it begins, if at all.
enum Start {
    /// With this.
    With(StartWith),
    /// Not at all; with this code.
    Leave(u8),
}

/// Is the chat to be without a full screen?
pub fn is_wanted(cli: &Cli, env: &Env) -> bool {
    let accessible = env.get("ACCESSIBLE").is_some_and(|value| value != "0");
    cli.linear || accessible || env.get("TERM") == Some("dumb")
}

/// Runs the chat to its end; says with which code to exit, or what failed.
pub fn run(cli: &Cli, setup: Setup) -> Result<u8, Problem> {
    let open = setup.what_to_open(cli)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(not_started)?;
    let result = runtime.block_on(async {
        install_panic_hook();
        let signals = Signals::for_print().map_err(not_started)?;
        let desk = Desk::new(signals).map_err(not_started)?;
        begin(setup, open, desk).await
    });
    // What nobody reads or writes any more must not keep the shell waiting.
    runtime.shutdown_background();
    result
}

async fn begin(mut setup: Setup, open: StartWith, mut desk: Desk) -> Result<u8, Problem> {
    for warning in setup.warnings.drain(..) {
        desk.page.block("Warning", &warning.to_string());
    }
    match prepare(&mut setup, open, &mut desk).await {
        Ok(Start::With(open)) => Chat::new(setup, open, desk).run().await,
        Ok(Start::Leave(code)) => desk.close(Ok(code)).await,
        Err(problem) => desk.close(Err(problem)).await,
    }
}

/// What is left to choose before there is a chat.
async fn prepare(setup: &mut Setup, open: StartWith, desk: &mut Desk) -> Result<Start, Problem> {
    if open == StartWith::List {
        let sessions = setup.store.list().map_err(|error| error.to_problem())?;
        return Ok(match choose_session(&sessions, desk).await? {
            Chosen::Option(idx) => {
                Start::With(sessions.get(idx).map_or(StartWith::New, |session| {
                    StartWith::Session(session.id.clone())
                }))
            }
            Chosen::Leave(code) => Start::Leave(code),
        });
    }
    let settings = &mut setup.resolved.settings;
    if open == StartWith::New && settings.connection == Connection::Missing {
        if !desk.is_interactive {
            return Err(nobody_to_ask());
        }
        let title = "No model yet: neither a key nor the address of a server is set";
        let options = [
            "Start the demo: a script, offline".to_owned(),
            "Leave, to set ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL".to_owned(),
        ];
        match desk.choose(title, &options).await? {
            Chosen::Option(0) => settings.connection = Connection::Demo,
            Chosen::Option(_) => return Ok(Start::Leave(exit::OK)),
            Chosen::Leave(code) => return Ok(Start::Leave(code)),
        }
    }
    Ok(Start::With(open))
}

async fn choose_session(sessions: &[Summary], desk: &mut Desk) -> Result<Chosen, Problem> {
    if sessions.is_empty() {
        let title = "There is no session to go on with";
        return Err(Problem::new(ProblemKind::Session, title)
            .hint("Start one with `causerie --linear`; it is saved as it happens"));
    }
    let title = match sessions.len().checked_sub(OFFERED) {
        None | Some(0) => "Which session?".to_owned(),
        Some(more) => {
            format!("Which session? ({more} older ones: `causerie sessions`, then --resume ID)")
        }
    };
    let options: Vec<String> = sessions.iter().take(OFFERED).map(session_line).collect();
    desk.choose(&title, &options).await
}

fn session_line(session: &Summary) -> String {
    let title = match &session.unreadable {
        Some(why) => format!("cannot be read: {}", one_line(why)),
        None if session.title.is_empty() => "without a title".to_owned(),
        None => one_line(&session.title),
    };
    let n = session.messages;
    let messages = if n == 1 { "message" } else { "messages" };
    format!("{title}, {n} {messages}, {}", one_line(&session.id.0))
}

fn not_started(error: io::Error) -> Problem {
    failed("The program could not be started", error)
}
