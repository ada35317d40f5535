//! A *cut* is the beginning of a JSON text, made whole again.
//!
//! The arguments of a tool are shown while they are being written, and the list of sessions reads
//! only the beginning of long lines. What stands there is as good as in the whole; it only has to
//! be closed before it can be read. Nothing is checked here: what was no JSON before the cut is
//! none after it.

/// The JSON value that `beginning` is the beginning of, as far as it goes: a string value that was
/// cut ends where it was cut, anything else that was is left out, and what is open is closed.
pub fn closed(beginning: &str) -> String {
    let mut scan = Scan::default();
    for (at, byte) in beginning.bytes().enumerate() {
        scan.push(at, byte);
    }
    let (end, quote) = match scan.string {
        Some(Text { is_value: true, .. }) => (scan.whole, "\""),
        _ => (scan.safe, ""),
    };
    let mut text = beginning.get(..end).unwrap_or_default().to_owned();
    text.push_str(quote);
    text.extend(scan.open.iter().rev().map(|closer| char::from(*closer)));
    text
}

/// What is open at a place in a JSON text.
#[derive(Debug, Default)]
struct Scan {
    /// The closing brackets that are owed, outermost first.
    open: Vec<u8>,
    /// Has a colon been read, but not its value?
    after_colon: bool,
    /// Up to here nothing is half there.
    safe: usize,
    /// The string that is being read, and up to where no escape of it is half there.
    string: Option<Text>,
    whole: usize,
}

#[derive(Debug)]
struct Text {
    /// Not the name of a member.
    is_value: bool,
    /// Bytes of an escape that are still to come.
    escape: usize,
    /// The escape is the first half of a character.
    is_half: bool,
}

impl Scan {
    fn push(&mut self, at: usize, byte: u8) {
        if let Some(text) = &mut self.string {
            match (text.escape, byte) {
                (0, b'"') => {
                    if text.is_value {
                        self.safe = at + 1;
                    }
                    self.string = None;
                    return;
                }
                (0, _) => {
                    text.escape = if byte == b'\\' { ESCAPE } else { 0 };
                    text.is_half = false;
                }
                (ESCAPE, b'u') => text.escape = 4,
                (ESCAPE, _) => text.escape = 0,
                (owed, digit) => {
                    // \uD800 to \uDBFF.
                    text.is_half = match owed {
                        4 => digit.eq_ignore_ascii_case(&b'd'),
                        3 => text.is_half && b"89abAB".contains(&digit),
                        _ => text.is_half,
                    };
                    text.escape = owed - 1;
                }
            }
            if text.escape == 0 && !text.is_half {
                self.whole = at + 1;
            }
            return;
        }
        match byte {
            b'"' => {
                let is_value = self.after_colon || self.open.last() == Some(&b']');
                self.string = Some(Text {
                    is_value,
                    escape: 0,
                    is_half: false,
                });
                self.whole = at + 1;
                self.after_colon = false;
            }
            b':' => self.after_colon = true,
            b'{' | b'[' => {
                self.open.push(if byte == b'{' { b'}' } else { b']' });
                self.after_colon = false;
                self.safe = at + 1;
            }
            b'}' | b']' => {
                self.open.pop();
                self.after_colon = false;
                self.safe = at + 1;
            }
            b',' => {
                self.after_colon = false;
                self.safe = at;
            }
            _ => {}
        }
    }
}

/// More than an escape can owe after its first letter: the letter itself.
const ESCAPE: usize = 5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_string_that_was_cut_is_kept_and_what_is_half_there_otherwise_is_not() {
        for (beginning, expected) in [
            (r#"{"a":"text"#, r#"{"a":"text"}"#),
            (r#"{"a":["x","y\"#, r#"{"a":["x","y"]}"#),
            (r#"{"a":"é\u00e"#, r#"{"a":"é"}"#),
            (r#"{"a":"\""#, r#"{"a":"\""}"#),
            (r#"{"a":"x\ud83d"#, r#"{"a":"x"}"#),
            (r#"{"a":"x\ud83d\ude0"#, r#"{"a":"x"}"#),
            (r#"{"a":"x\ud83d\ude00"#, r#"{"a":"x\ud83d\ude00"}"#),
            (r#"{"a":"x\u00d8"#, r#"{"a":"x\u00d8"}"#),
            (r#"{"a":1,"b":12"#, r#"{"a":1}"#),
            (r#"{"a":1,"na"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":tru"#, r#"{"a":1}"#),
            (r#"{"a":{"b":[{"#, r#"{"a":{"b":[{}]}}"#),
            (r#"{"a":{}}"#, r#"{"a":{}}"#),
        ] {
            assert_eq!(closed(beginning), expected, "{beginning}");
        }
    }

    proptest! {
        #[test]
        fn any_beginning_of_a_record_can_be_read(text in any::<String>(), number: i32, cut: usize) {
            let value = json!({
                "kind": "entry", "n": number, &text: text,
                "data": {"list": [text, number, {"deep": text}, true, null], "none": {}},
            });
            let whole = value.to_string();
            let mut cut = 1 + cut % whole.len();
            while !whole.is_char_boundary(cut) {
                cut += 1;
            }
            let read: Value = serde_json::from_str(&closed(whole.get(..cut).unwrap())).unwrap();
            prop_assert!(read.is_object());
            prop_assert_eq!(closed(&whole), whole);
        }
    }
}
