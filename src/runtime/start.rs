//! What every run begins with: environment, paths, configuration, the server to talk to, and what
//! to open.

use std::path::PathBuf;

use crate::app::record::Origin;
use crate::app::start::StartWith;
use crate::cli::Cli;
use crate::config::{self, Resolved};
use crate::edge::clipboard::Clipboard;
use crate::edge::http::HttpClient;
use crate::edge::logging::Log;
use crate::edge::paths::Paths;
use crate::edge::secrets::Env;
use crate::edge::store::Store;
use crate::edge::store::error::StoreError;
use crate::problem::{Problem, ProblemKind};
use crate::report::Warning;

/// Everything that was read before anything is done.
#[derive(Debug)]
pub struct Setup {
    /// What the process was given.
    pub env: Env,
    /// What was chosen.
    pub resolved: Resolved,
    /// Where sessions are.
    pub store: Store,
    /// Where copies go.
    pub clipboard: Clipboard,
    /// Where it is remembered what is folded.
    pub folds_file: PathBuf,
    /// Diagnostics, if asked for.
    pub log: Log,
    /// What was odd and has been dealt with.
    pub warnings: Vec<Warning>,
}

impl Setup {
    /// Reads environment and files. Fails only when there is no home to put anything in.
    pub fn read(cli: &Cli) -> Result<Self, Problem> {
        let env = Env::from_process();
        let paths = Paths::find(&env)?;
        let (file, mut warnings) = paths.read_config();
        let (resolved, more) = config::resolve(cli, &env, file, |name| paths.read_theme(name));
        warnings.extend(more);
        if let Err(problem) = resolved.endpoint.check() {
            let causes = problem.causes.join(", ");
            let text = format!("cannot be used: {}: {causes}", problem.title);
            warnings.push(Warning::new("the server", text));
        }
        let log = Log::open(&env, &paths.log_file()).unwrap_or_else(|error| {
            warnings.push(Warning::new(
                "CAUSERIE_LOG",
                format!("no log is written: {error}"),
            ));
            Log::off()
        });
        let store = Store::new(paths.sessions_dir());
        let clipboard = Clipboard::new(&env, paths.copied_file());
        Ok(Self {
            env,
            resolved,
            store,
            clipboard,
            folds_file: paths.folds_file(),
            log,
            warnings,
        })
    }

    /// A client for the server that was chosen.
    pub fn client(&self) -> HttpClient {
        HttpClient::new(self.resolved.endpoint.clone())
    }

    /// What the arguments want opened; says so at once if there is no such session.
    pub fn what_to_open(&self, cli: &Cli) -> Result<StartWith, Problem> {
        let problem = |error: StoreError| error.to_problem();
        if cli.continue_newest {
            return match self.store.newest().map_err(problem)? {
                Some(id) => Ok(StartWith::Session(id)),
                None => Err(
                    Problem::new(ProblemKind::Session, "There is no session to continue")
                        .hint("Start one with `causerie`; it is saved as it happens"),
                ),
            };
        }
        match &cli.resume {
            Some(Some(prefix)) => Ok(StartWith::Session(
                self.store.find(prefix).map_err(problem)?,
            )),
            Some(None) => Ok(StartWith::List),
            None => Ok(StartWith::New),
        }
    }
}

/// What is written at the beginning of a new session about where it began.
pub fn origin() -> Origin {
    let cwd =
        std::env::current_dir().map_or_else(|_| String::new(), |dir| dir.display().to_string());
    Origin {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        cwd,
        demo: false,
    }
}
