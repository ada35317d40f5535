//! The *environment* is read once, here, and handed on as a value; what is secret in it stays so.
//!
//! An [`Env`] is a snapshot of the process's variables: whoever resolves settings from it can be
//! tested without a process. It holds the keys, so it never shows a value when printed. A key that
//! was taken out of it travels on as a [`Secret`], which does not show itself either.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

/// A snapshot of environment variables. A variable that is empty counts as unset.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Env {
    variables: BTreeMap<String, OsString>,
}

/// A text that is never printed and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Env {
    /// The variables of this process, now. Variables whose names are not UTF-8 are left out.
    pub fn from_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect()
    }

    /// The value without white space around it; `None` if it is unset, blank or not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?.to_str()?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The value as a path, exactly as it is; `None` if it is unset or empty.
    pub fn path(&self, name: &str) -> Option<&Path> {
        let value = self.variables.get(name)?;
        (!value.is_empty()).then_some(Path::new(value))
    }

    /// Does the person sit at another machine, and reach this one over SSH?
    pub fn is_remote(&self) -> bool {
        self.get("SSH_CONNECTION").or(self.get("SSH_TTY")).is_some()
    }

    /// Is the variable set to something that is not UTF-8, so that [`Env::get`] cannot return it?
    pub fn is_unreadable(&self, name: &str) -> bool {
        let value = self.variables.get(name);
        value.is_some_and(|value| value.to_str().is_none())
    }
}

impl<N: Into<String>, V: Into<OsString>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let pairs = variables.into_iter().map(|(name, value)| {
            let name: String = name.into();
            // Windows does not tell upper from lower case in names.
            let name = if cfg!(windows) {
                name.to_ascii_uppercase()
            } else {
                name
            };
            (name, value.into())
        });
        Self {
            variables: pairs.collect(),
        }
    }
}

impl fmt::Debug for Env {
    /// Names only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

impl Secret {
    /// Takes a text that is to be kept secret from now on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends or compares it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_counts_as_unset_and_white_space_around_is_dropped() {
        let env = Env::from_iter([("A", " key \n"), ("B", ""), ("C", "  ")]);
        let values = ["A", "B", "C", "D"].map(|name| env.get(name));
        assert_eq!(values, [Some("key"), None, None, None]);
        assert_eq!(env.path("A"), Some(Path::new(" key \n")));
        assert_eq!(env.path("B"), None);
    }

    #[test]
    fn either_variable_of_ssh_says_that_the_person_is_elsewhere() {
        let is_remote = |name: &str| Env::from_iter([(name, "x")]).is_remote();
        let found = ["SSH_CONNECTION", "SSH_TTY", "SSH_AGENT_PID"].map(is_remote);
        assert_eq!(found, [true, true, false]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf8_is_told_and_still_a_path() {
        use std::os::unix::ffi::OsStringExt;

        let value = OsString::from_vec(vec![b'/', 0xff]);
        let env = Env::from_iter([("A", value.clone())]);
        assert!(env.is_unreadable("A") && !env.is_unreadable("B"));
        assert_eq!(env.get("A"), None);
        assert_eq!(env.path("A"), Some(Path::new(&value)));
    }

    #[test]
    fn printing_shows_names_and_no_values() {
        let env = Env::from_iter([("ANTHROPIC_API_KEY", "hidden")]);
        assert_eq!(format!("{env:?}"), r#"{"ANTHROPIC_API_KEY"}"#);
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Some(Secret::new("hidden"))), "Some(…)");
    }
}
