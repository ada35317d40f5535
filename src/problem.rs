//! A *problem* is a failure as it is told to a person: what could not be done, why, and what to do.
//!
//! Every layer has errors of its own, typed by what the caller does next. At the border to a
//! person they are turned, once, into a [`Problem`]; the app shows it, `main` prints it. This
//! module knows no terminal and no color.

use std::fmt;

/// What went wrong, in words for the person at the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Decides the exit code and where it is shown.
    pub kind: ProblemKind,
    /// What could not be done; one line, no full stop.
    pub title: String,
    /// Why, nearest cause first.
    pub causes: Vec<String>,
    /// For those who look it up: a status, a type, a request id; told in one line.
    pub details: Vec<String>,
    /// What to do next, in the imperative.
    pub hints: Vec<String>,
}

/// Families of problems, by what a program that called us would do differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The arguments make no sense: exit code 2.
    Usage,
    /// A file of settings, a theme or an environment variable is wrong.
    Config,
    /// The network or the server failed, or refused.
    Api,
    /// A session could not be found, read, locked or written.
    Session,
    /// The terminal cannot do what is needed.
    Terminal,
    /// A tool failed to run.
    Tool,
}

impl Problem {
    /// Starts a problem with no cause and no hint.
    pub fn new(kind: ProblemKind, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            causes: Vec::new(),
            details: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds a cause below those already given.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Adds a detail behind those already given.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }

    /// Adds a hint: one thing to do, in the imperative.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    /// Title, causes, all details in one line, and hints; the form in which `main` prints it to
    /// stderr.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.title)?;
        for cause in &self.causes {
            write!(f, "\n  because: {cause}")?;
        }
        if !self.details.is_empty() {
            write!(f, "\n  details: {}", self.details.join(" · "))?;
        }
        for hint in &self.hints {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_prints_title_causes_and_hints_in_order() {
        let problem = Problem::new(ProblemKind::Api, "The request failed")
            .because("the server is overloaded")
            .hint("Wait a minute and press Ctrl+R");
        assert_eq!(
            problem.to_string(),
            "The request failed\n  because: the server is overloaded\n  hint: Wait a minute and press Ctrl+R"
        );
    }
}
