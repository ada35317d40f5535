//! A *document* is a TOML file of a person, read as far as it can be read.
//!
//! Themes and the configuration are written by hand, so each wrong line costs only itself: the
//! parser recovers, whoever reads the table reports what it does not know with the line it stands
//! on, and everything else is used. This module knows TOML and lines; what keys mean is decided by
//! its users.

use std::ops::Range;

use toml::de::DeTable;

use crate::report::Warning;

/// Files longer than this many bytes are not read: nobody writes them by hand.
const MAX_BYTES: usize = 1 << 20;

/// So many faults of syntax are told; one slip of the pen can cause hundreds.
const MAX_SYNTAX_WARNINGS: usize = 5;

/// A file's name, as warnings show it, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    name: &'a str,
    text: &'a str,
}

impl<'a> Document<'a> {
    /// Names `text`; `name` is what warnings show.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text }
    }

    /// The top-level table, without the parts that are not TOML; these go to `warnings`.
    pub fn table(self, warnings: &mut Vec<Warning>) -> DeTable<'a> {
        if self.text.len() > MAX_BYTES {
            let text = format!("is longer than {MAX_BYTES} bytes; ignored");
            warnings.push(Warning::new(self.name, text));
            return DeTable::new();
        }
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors.iter().take(MAX_SYNTAX_WARNINGS) {
            let at = error.span().unwrap_or_default();
            warnings.push(self.warning(at, format!("is not valid TOML: {}", error.message())));
        }
        table.into_inner()
    }

    /// A warning about the bytes `at`, which names their first line.
    pub fn warning(self, at: Range<usize>, text: impl Into<String>) -> Warning {
        Warning::new(self.place(at), text)
    }

    /// `name line 3`, for the line on which the bytes `at` begin.
    pub fn place(self, at: Range<usize>) -> String {
        let before = self.text.bytes().take(at.start);
        let line = 1 + before.filter(|&byte| byte == b'\n').count();
        format!("{} line {line}", self.name)
    }
}
