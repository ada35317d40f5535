//! What an edge tells back besides data: what it used, and what it had to leave alone.
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

/// Where a text went that was to be copied; holds what is known and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Which copy of this run it speaks of: a later receipt of the same one says more.
    pub number: u64,
    /// Length of the text in bytes.
    pub bytes: usize,
    /// How many characters of it a screen does not show as they are: a copy has them all the same.
    pub n_controls: usize,
    /// What was attempted, in order.
    pub attempts: Vec<Attempt>,
    /// What there is to say of the text itself.
    pub about: Option<About>,
}

/// What a receipt says of a text besides where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// It is a code block that the person did not see being picked.
    Code {
        /// Its number in its answer, from 1.
        number: usize,
        /// What it is in a few words, which begin with its number.
        name: String,
    },
    /// Something else was asked for; why this was copied, in a few words.
    Instead(String),
}

/// One way of copying that was attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The place, in the words of a receipt: `clipboard (xclip)`.
    pub place: String,
    /// What came of it.
    pub fate: Fate,
}

/// What came of an attempt to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The place said that it has the text.
    Has,
    /// It was sent, and the place never answers.
    Sent,
    /// It was asked to take it, and has not answered so far.
    Asked,
    /// The place does not have it; why, in a few words.
    Failed(String),
}

/// What became of a link that was to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Its address.
    pub target: String,
    /// The program that was given it, or why nobody was; in a few words.
    pub by: Result<&'static str, String>,
}

impl Copied {
    /// Can the text be anywhere?
    pub fn may_be_somewhere(&self) -> bool {
        self.attempts
            .iter()
            .any(|attempt| matches!(attempt.fate, Fate::Has | Fate::Sent))
    }

    /// Has every place said that it does not have the text?
    pub fn is_nowhere(&self) -> bool {
        let has_failed = |attempt: &Attempt| matches!(attempt.fate, Fate::Failed(_));
        self.attempts.iter().all(has_failed)
    }
}

impl fmt::Display for Copied {
    /// The receipt: what nobody has seen of it, who has it, who was sent it, who has not answered,
    /// who failed, and how much it is; in this order, for its end may be cut.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rank = |attempt: &&Attempt| match attempt.fate {
            Fate::Has => 0,
            Fate::Sent => 1,
            Fate::Asked => 2,
            Fate::Failed(_) => 3,
        };
        let mut attempts: Vec<&Attempt> = self.attempts.iter().collect();
        attempts.sort_by_key(rank);
        let may_be_somewhere = self.may_be_somewhere();
        let is_somewhere = attempts.iter().any(|attempt| attempt.fate == Fate::Has);
        let parts: Vec<String> = attempts
            .into_iter()
            .map(|Attempt { place, fate }| match fate {
                Fate::Has => format!("{place} has it"),
                Fate::Sent => format!("{place} unconfirmed"),
                Fate::Asked => format!("{place}: no answer yet"),
                // Who has the text needs no reason why it is nowhere else.
                Fate::Failed(_) if is_somewhere => format!("not {place}"),
                // Wherever it is cut, a place that failed is not read as one that has it.
                Fate::Failed(why) if may_be_somewhere => format!("not {place}: {why}"),
                Fate::Failed(why) => format!("{place}: {why}"),
            })
            .collect();
        let parts = parts.join("; ");
        if self.is_nowhere() {
            return write!(f, "Nothing was copied: {parts}");
        }
        let what = if may_be_somewhere {
            "Copied"
        } else {
            "Copying"
        };
        let with = match self.n_controls {
            0 => String::new(),
            1 => " with 1 control character".to_owned(),
            n => format!(" with {n} control characters"),
        };
        let unit = if self.bytes == 1 { "byte" } else { "bytes" };
        write!(f, "{what}{with}: {parts}; {} {unit}", self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fates: &[(&str, Fate)], expect: &str) {
        let attempts = fates
            .iter()
            .map(|(place, fate)| Attempt {
                place: (*place).to_owned(),
                fate: fate.clone(),
            })
            .collect();
        let copied = Copied {
            number: 1,
            bytes: 312,
            n_controls: 0,
            attempts,
            about: None,
        };
        assert_eq!(copied.to_string(), expect);
    }

    #[test]
    fn a_receipt_tells_of_characters_that_the_screen_does_not_show() {
        let copied = |n_controls, fate| Copied {
            number: 1,
            bytes: 9,
            n_controls,
            attempts: vec![Attempt {
                place: "terminal".to_owned(),
                fate,
            }],
            about: None,
        };
        let told = |n, fate| copied(n, fate).to_string();
        assert_eq!(
            told(2, Fate::Sent),
            "Copied with 2 control characters: terminal unconfirmed; 9 bytes"
        );
        assert_eq!(
            told(1, Fate::Asked),
            "Copying with 1 control character: terminal: no answer yet; 9 bytes"
        );
        let failed = Fate::Failed("too long".to_owned());
        assert_eq!(told(1, failed), "Nothing was copied: terminal: too long");
    }

    #[test]
    fn a_receipt_says_who_has_it_first_and_never_more_than_is_known() {
        let failed = || Fate::Failed("exit status 1".into());
        check(
            &[
                ("clipboard (xclip)", failed()),
                ("terminal", Fate::Sent),
                ("tmux buffer", Fate::Has),
            ],
            "Copied: tmux buffer has it; terminal unconfirmed; not clipboard (xclip); 312 bytes",
        );
        check(
            &[("clipboard (xclip)", failed()), ("terminal", Fate::Sent)],
            "Copied: terminal unconfirmed; not clipboard (xclip): exit status 1; 312 bytes",
        );
        check(
            &[("clipboard (xclip)", failed())],
            "Nothing was copied: clipboard (xclip): exit status 1",
        );
        check(
            &[
                ("clipboard (wl-copy)", Fate::Asked),
                ("terminal", failed()),
                ("copied.txt", Fate::Has),
            ],
            "Copied: copied.txt has it; clipboard (wl-copy): no answer yet; not terminal; 312 bytes",
        );
        check(
            &[("clipboard (wl-copy)", Fate::Asked), ("terminal", failed())],
            "Copying: clipboard (wl-copy): no answer yet; terminal: exit status 1; 312 bytes",
        );
    }
}
