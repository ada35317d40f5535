//! What an edge tells back besides data: which files it used, what it had to leave alone.
//!
//! A *warning* is a fault that did not stop anything: a broken theme, an unknown configuration
//! key, a log line that could not be read. It is shown as a notice and never refuses a start.

use std::fmt;

/// Something was wrong with an input, and the program went on without that part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where: a file name with line, a variable, a record number.
    pub place: String,
    /// What was wrong and what was done instead; one sentence without a full stop.
    pub text: String,
}

impl Warning {
    /// Makes a warning about `place`.
    pub fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            text: text.into(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}
