//! *Printing* is a turn without a screen: `causerie -p "question"`.
//!
//! The same turn, conversation, runner and tools as on the screen, for pipes and scripts. The
//! answer, and nothing else, goes to stdout; warnings, notes and the reason of a failure go to
//! stderr. Nothing is saved: a printed turn is no session, and none can be continued by one. What
//! the prompt is made of stands in [`prompt`], what a turn brings in [`follow`], how it is written
//! in [`form`], what its end means in [`verdict`].
//!
//! # Exit codes
//!
//! | code | when |
//! |---|---|
//! | 0 | answered; also cut at a limit, with a note on stderr; also when the reader of stdout has left |
//! | 1 | failed, or the model declined; why, and what to do, is on stderr |
//! | 2 | the arguments make no sense, or there is no prompt |
//! | 128 + n | ended by signal n: 130 for Ctrl+C, 143 for SIGTERM; what was printed stays |
//!
//! # Forms
//!
//! `--output text` is the answer alone, as it streams, with one line end behind it. Text blocks
//! that follow each other are one text; a blank line stands where something came between them (a
//! tool call, thinking, the next round). A terminal gets printable characters only; a pipe or a
//! file gets the text as it came.
//!
//! `--output stream-json` is one JSON object per line, as things happen. `round` counts the
//! requests of the turn from 1. The first line is `start` and the last one is `end`, whatever
//! happens; if there was nothing to start, `end` stands alone.
//!
//! | `type` | other members |
//! |---|---|
//! | `start` | `version` of the program, `model` asked for, `demo` (is it the script?) |
//! | `thinking` | `round`, `text`: more of what the model thinks |
//! | `text` | `round`, `text`: more of the answer; all of them joined are the `text` of `end` |
//! | `tool_use` | `round`, `id`, `name`, `input` (an object): a tool is called |
//! | `tool_result` | `round`, `tool_use_id`, `outcome` (`done`, `failed`, `denied`, `cancelled`), `content`, `ms` |
//! | `server_tool_use` | `round`, `id`, `name`, `input` (an object): the server runs a tool by itself |
//! | `server_tool_result` | `round`, `tool_use_id`, `is_error`, `content`: what can be read of what came of it |
//! | `end` | see below |
//!
//! `--output json` is the `end` object alone, when all is over:
//!
//! | member | meaning |
//! |---|---|
//! | `type` | `end` |
//! | `status` | `answered`, `refused`, `failed` or `interrupted` |
//! | `text` | the answer, or what there is of it |
//! | `model` | as the server named it last, else the one asked for |
//! | `demo` | true if the built-in script answered |
//! | `stop_reason` | of the last round, as the API names it; null if it has none |
//! | `usage` | tokens of all rounds: `input_tokens`, `cache_creation_input_tokens`, `cache_read_input_tokens`, `output_tokens`, `thinking_tokens` (part of the output); null if nothing was reported |
//! | `cost_usd` | US dollars; null unless the price of every round is known, and in the demo |
//! | `rounds` | requests that were sent |
//! | `damaged` | true if something came that could not be read, so that a part of `text` may be missing |
//! | `timing` | `first_delta_ms` (null if nothing came) and `total_ms`, both from the first request on |
//! | `error` | null, or `kind`, `title`, `causes`, `hints`, and if a server or the network failed: `type`, `http_status`, `request_id`, `retryable` |
//!
//! New members and new types may be added; readers should ignore what they do not know.

pub(super) mod follow;
mod form;
pub(super) mod out;
mod prompt;
pub(super) mod sanitizer;
mod turn;
mod verdict;

use std::io::{self, IsTerminal, Write};

use crate::app::settings::Connection;
use crate::cli::Cli;
use crate::demo::{self, Demo};
use crate::edge::terminal::install_panic_hook;
use crate::problem::{Problem, ProblemKind};
use crate::runtime::ending::failed;
use crate::runtime::signals::Signals;
use crate::runtime::start::Setup;
use crate::text::sanitize::one_line;

use self::form::{End, Printer};
use self::out::Out;
use self::turn::PrintedTurn;
use self::verdict::Verdict;

/// Answers one prompt on stdout; says with which code to exit, or what failed.
pub fn run(cli: &Cli, setup: Setup) -> Result<u8, Problem> {
    for warning in &setup.warnings {
        say(&format!("warning: {warning}"));
    }
    // One thread is quickest to start; what may block has threads of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed("The program could not be started", error))?;
    let result = runtime.block_on(print(cli, &setup));
    // A pipe that nobody reads or writes must not keep the shell waiting.
    runtime.shutdown_background();
    result
}

async fn print(cli: &Cli, setup: &Setup) -> Result<u8, Problem> {
    install_panic_hook();
    let mut signals = Signals::for_print()
        .map_err(|error| failed("The program could not listen to signals", error))?;
    let to_terminal = io::stdout().is_terminal();
    let mut printer = Printer::new(cli.output.unwrap_or_default(), to_terminal);
    let mut out = Out::to_stdout();
    let asked = tokio::select! {
        biased;
        signal = signals.next() => Err(Verdict::of_signal(signal)),
        asked = prepare(cli, setup) => asked.map_err(Verdict::failed),
    };
    match asked {
        Ok((prompt, demo)) => {
            let turn = PrintedTurn::new(setup, demo, signals, printer, out);
            turn.run(prompt).await
        }
        Err(verdict) => {
            let end = End::unasked(&setup.resolved.settings.params.model, &verdict);
            out.push(&printer.end(&end));
            out::finish(out, &mut signals, verdict).await
        }
    }
}

/// The prompt, and the demo if it is to answer; or why there is nothing to ask, or nobody.
async fn prepare(cli: &Cli, setup: &Setup) -> Result<(String, Option<Demo>), Problem> {
    if cli.continue_newest || cli.resume.is_some() {
        let title = "A session cannot be continued without a screen";
        return Err(Problem::new(ProblemKind::Usage, title)
            .hint("Leave --print away to continue it, or --continue and --resume to ask anew"));
    }
    let connection = setup.resolved.settings.connection;
    if connection == Connection::Missing {
        return Err(nobody_to_ask());
    }
    let question = cli.print.clone().flatten().unwrap_or_default();
    let prompt = prompt::read(&question).await?;
    if connection != Connection::Demo {
        return Ok((prompt, None));
    }
    let demo = demo::start().await;
    let demo = demo.map_err(|error| failed("The demo could not be started", error))?;
    Ok((prompt, Some(demo)))
}

/// Neither a key nor a server is known.
pub(super) fn nobody_to_ask() -> Problem {
    Problem::new(ProblemKind::Config, "There is no model to ask")
        .because("neither a key nor the address of a server is set")
        .hint("Set ANTHROPIC_API_KEY to your key")
        .hint("Or set ANTHROPIC_BASE_URL to a server that speaks the Messages API, such as a local one")
        .hint("Or add --demo to ask the built-in script")
}

/// A line on stderr. That it may be lost is no failure: there is nowhere to tell it.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "causerie: {}", one_line(text));
}
