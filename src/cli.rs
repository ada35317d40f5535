//! The *command line* is what the person typed, as they typed it.
//!
//! Parsing checks only what can be checked without looking at the world: spelling, ranges, and
//! arguments that exclude each other. Nothing is resolved here: defaults, the environment and the
//! configuration file are `config`'s business, and a value that was not given stays `None`.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

/// A full-screen terminal chat for Claude: streamed, cancellable, saved as it happens
#[derive(Debug, Clone, PartialEq, Eq, Default, Parser)]
#[command(
    name = "causerie",
    version,
    args_conflicts_with_subcommands = true,
    max_term_width = 100,
    before_help = "New here? Run `causerie --demo`: no key, no network, the whole program.",
    after_help = ENVIRONMENT,
    help_template = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}"
)]
pub struct Cli {
    /// What to do instead of chatting.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Talk to the built-in script: offline, without a key
    #[arg(long, help_heading = "Start")]
    pub demo: bool,

    /// Go on with the newest session
    #[arg(
        short = 'c',
        long = "continue",
        help_heading = "Start",
        conflicts_with = "resume"
    )]
    pub continue_newest: bool,

    /// Go on with a session, by its id or the beginning of it; without ID, pick one from a list
    #[arg(short, long, value_name = "ID", num_args = 0..=1, help_heading = "Start")]
    pub resume: Option<Option<String>>,

    /// Print the answer and leave; piped text becomes part of the question
    #[arg(short, long, value_name = "QUESTION", num_args = 0..=1, help_heading = "Without a screen")]
    pub print: Option<Option<String>>,

    /// How the answer is printed [default: text]
    #[arg(
        long,
        value_name = "FORM",
        requires = "print",
        help_heading = "Without a screen"
    )]
    pub output: Option<OutputForm>,

    /// Chat line by line, each thing printed once: for screen readers, logs and dumb terminals
    #[arg(long, conflicts_with = "print", help_heading = "Without a screen")]
    pub linear: bool,

    /// Ask for the reply in one piece, for batch use
    #[arg(long, requires = "print", help_heading = "Without a screen")]
    pub no_stream: bool,

    /// The model to talk to
    #[arg(short, long, value_name = "NAME", value_parser = non_blank, help_heading = "The answer")]
    pub model: Option<String>,

    /// Instructions for the model, fixed when a session begins
    #[arg(long, value_name = "TEXT", help_heading = "The answer")]
    pub system: Option<String>,

    /// Longest answer, in tokens; thinking counts
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        allow_negative_numbers = true,
        help_heading = "The answer"
    )]
    pub max_tokens: Option<u32>,

    /// Ask the model to think; `auto` asks where the model can show it
    #[arg(long, value_name = "WHEN", help_heading = "The answer")]
    pub thinking: Option<ThinkingChoice>,

    /// How hard the model tries
    #[arg(long, value_name = "LEVEL", help_heading = "The answer")]
    pub effort: Option<EffortChoice>,

    /// Most requests one turn may take when tools are called
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        allow_negative_numbers = true,
        help_heading = "The answer"
    )]
    pub max_rounds: Option<u32>,

    /// terminal, auto, dark, light, contrast, plain, or a theme of your own
    #[arg(long, value_name = "NAME", value_parser = non_blank, help_heading = "The look")]
    pub theme: Option<String>,

    /// Print what was said to the normal screen on leaving
    #[arg(long, conflicts_with_all = ["print", "linear"], help_heading = "The look")]
    pub print_on_exit: bool,

    /// Leave the mouse and its wheel to the terminal
    #[arg(long, help_heading = "The look")]
    pub no_mouse: bool,

    /// Draw lines and signs with ASCII only
    #[arg(long, help_heading = "The look")]
    pub ascii: bool,
}

/// What to do instead of chatting.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// List the saved sessions: id, when, messages, title
    Sessions {
        /// Print one JSON object per session
        #[arg(long)]
        json: bool,
    },
}

/// How an answer is printed without a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputForm {
    /// The answer alone, as it streams
    #[default]
    Text,
    /// One object: text, usage, stop reason, timing
    Json,
    /// One object per event, a line each
    StreamJson,
}

/// What was typed about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(
    missing_docs,
    reason = "the names say it, and docs would clutter the help"
)]
pub enum ThinkingChoice {
    Auto,
    On,
    Off,
}

/// What was typed about effort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(
    missing_docs,
    reason = "the names say it, and docs would clutter the help"
)]
pub enum EffortChoice {
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

impl Cli {
    /// Parses the arguments of this process.
    ///
    /// The error may be a request for help or the version, which is printed to stdout and is a
    /// success; otherwise it is a usage error (exit code 2). `clap::Error` knows which.
    pub fn parse_from_os() -> Result<Self, clap::Error> {
        Self::try_parse().and_then(Self::checked)
    }

    /// Parses arguments; the first is the name of the program.
    pub fn parse_args<T: Into<OsString> + Clone>(
        args: impl IntoIterator<Item = T>,
    ) -> Result<Self, clap::Error> {
        Self::try_parse_from(args).and_then(Self::checked)
    }

    fn checked(self) -> Result<Self, clap::Error> {
        if self.print.is_some() && self.resume == Some(None) {
            // There is no screen to pick from.
            let text = "--resume needs an ID when used with --print";
            return Err(Self::command().error(ErrorKind::ArgumentConflict, text));
        }
        Ok(self)
    }
}

fn non_blank(value: &str) -> Result<String, &'static str> {
    let value = value.trim();
    if value.is_empty() {
        return Err("a name is needed");
    }
    Ok(value.to_owned())
}

const ENVIRONMENT: &str = "\
Environment:
  ANTHROPIC_API_KEY         Your key for the API
  ANTHROPIC_AUTH_TOKEN      A bearer token, used when there is no key
  ANTHROPIC_BASE_URL        Another server that speaks the Messages API, such as a local one
  ANTHROPIC_MODEL           The model, unless --model names one
  ANTHROPIC_CUSTOM_HEADERS  Headers added to each request, one `Name: value` per line
  ACCESSIBLE                If 1: as --linear, which TERM=dumb chooses too
  PAGER                     What shows the transcript (F4) [default: less -R]
  NO_COLOR                  If not empty: no color
  CAUSERIE_CONFIG_DIR       Where config.toml and themes/ are
  CAUSERIE_DATA_DIR         Where sessions are kept
  CAUSERIE_STATE_DIR        Where the log is kept
  CAUSERIE_LOG              If not empty: write a log without keys or contents

Arguments come before the environment, and the environment before config.toml.
Exit codes: 0 answered, 1 failed, 2 wrong usage, 130 interrupted.";

#[cfg(test)]
mod tests;
