//! Turns arguments into a run and a problem into an exit code; the only place that ends the
//! process.

use std::io::Write;
use std::process::ExitCode;

use causerie::cli::Cli;
use causerie::problem::{Problem, ProblemKind};
use causerie::runtime::{self, exit};

fn main() -> ExitCode {
    let cli = match Cli::parse_from_os() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout and are no failure; clap knows which is which.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() {
                exit::USAGE
            } else {
                exit::OK
            });
        }
    };
    match runtime::run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "causerie: {}", printable(&problem));
            ExitCode::from(if problem.kind == ProblemKind::Usage {
                exit::USAGE
            } else {
                exit::FAILED
            })
        }
    }
}

/// What a server or a file said may be in it; no control character reaches the terminal.
fn printable(problem: &Problem) -> String {
    causerie::text::sanitize::sanitize(&problem.to_string()).into_owned()
}
