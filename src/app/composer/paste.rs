//! A long paste stands in the composer as one character and is shown as a label.
//!
//! The character is from plane 16, which no font and no keyboard uses; its number names the
//! paste. What is sent is expanded by that number, never by searching for the label's words.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// From which size on a text is folded.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    lines: usize,
    bytes: usize,
}

/// For what is pasted: more than that is there to be sent, not to be read.
pub const PASTED: Limit = Limit {
    lines: 12,
    bytes: 2_000,
};

/// For what comes back, from the queue, the history or a draft: that is to be edited.
pub const RETURNED: Limit = Limit {
    lines: 400,
    bytes: 20_000,
};

const TOKENS: RangeInclusive<char> = '\u{100000}'..='\u{10fffd}';

/// The folded pastes of one text.
#[derive(Debug, Clone, Default)]
pub struct Pastes {
    texts: Vec<String>,
}

/// Does `c` stand for a folded paste?
pub fn is_token(c: char) -> bool {
    TOKENS.contains(&c)
}

impl Pastes {
    /// What to insert for `text`: itself, or the character that stands for it.
    pub fn fold<'a>(&mut self, text: &'a str, limit: &Limit) -> Cow<'a, str> {
        let text = if text.contains(is_token) {
            Cow::Owned(text.chars().filter(|c| !is_token(*c)).collect())
        } else {
            Cow::Borrowed(text)
        };
        if text.len() <= limit.bytes && text.split('\n').count() <= limit.lines {
            return text;
        }
        let token = u32::try_from(self.texts.len())
            .ok()
            .and_then(|n| char::from_u32(*TOKENS.start() as u32 + n));
        match token.filter(|token| is_token(*token)) {
            Some(token) => {
                self.texts.push(text.into_owned());
                Cow::Owned(token.to_string())
            }
            None => text,
        }
    }

    /// `text` with every folded paste in full.
    pub fn expand(&self, text: &str) -> String {
        if !text.contains(is_token) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match self.text_of(c) {
                Some(paste) => out.push_str(paste),
                None => out.push(c),
            }
        }
        out
    }

    /// The label of a folded paste.
    pub fn label(&self, token: char) -> Option<String> {
        let text = self.text_of(token)?;
        let lines = text.split('\n').count();
        let size = match text.len() {
            n if n < 10_000 => format!("{n} bytes"),
            n if n < 1_000_000 => format!("{} kB", n / 1_000),
            n => format!("{:.1} MB", n as f64 / 1e6),
        };
        Some(if lines > 1 {
            format!("[pasted {lines} lines, {size}]")
        } else {
            format!("[pasted {size}]")
        })
    }

    fn text_of(&self, token: char) -> Option<&str> {
        let idx = u32::from(token).checked_sub(u32::from(*TOKENS.start()))?;
        self.texts
            .get(usize::try_from(idx).ok()?)
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paste_is_one_character_and_is_sent_in_full() {
        let mut pastes = Pastes::default();
        let long = "line\n".repeat(1_000);
        let token = pastes.fold(&long, &PASTED).into_owned();
        assert_eq!(token.chars().count(), 1);
        assert_eq!(
            pastes.label(token.chars().next().unwrap()).unwrap(),
            "[pasted 1001 lines, 5000 bytes]"
        );
        assert_eq!(
            pastes.expand(&format!("a {token} b")),
            format!("a {long} b")
        );
    }

    #[test]
    fn a_paste_cannot_forge_the_character_of_another() {
        let mut pastes = Pastes::default();
        let _ = pastes.fold(&"x".repeat(5_000), &PASTED);
        assert_eq!(pastes.fold("a\u{100000}b", &PASTED), "ab");
    }
}
