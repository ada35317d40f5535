//! What a terminal sends for a *key*: the common form where there is one, else that of the kitty
//! protocol.

use causerie::key::{Key, KeyCode, Mods};

/// The bytes of a whole notation, see [`super::Running::keys`].
pub fn encode_all(notation: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = notation;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|inner| {
            let end = 1 + inner.get(1..)?.find('>')?;
            Some(&inner[..end])
        });
        match name {
            Some(name) => {
                let key = name
                    .parse()
                    .unwrap_or_else(|error| panic!("{error} in {notation:?}"));
                encode(key, &mut bytes);
                rest = &rest[name.len() + 2..];
                assert!(
                    name != "esc" || rest.is_empty(),
                    "<esc> must be last in {notation:?}"
                );
            }
            None => {
                encode(Key::plain(KeyCode::Char(c)), &mut bytes);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    bytes
}

/// Appends what a terminal sends for a key.
fn encode(key: Key, bytes: &mut Vec<u8>) {
    let Mods { ctrl, alt, shift } = key.mods;
    let held = 1 + u8::from(shift) + 2 * u8::from(alt) + 4 * u8::from(ctrl);
    let only_alt = !ctrl && !shift;
    let mut text = String::new();
    let numbered = |number: u32, end: char| match held {
        1 if end == '~' => format!("\x1b[{number}~"),
        1 if end != 'u' => format!("\x1b[{end}"),
        _ => format!("\x1b[{number};{held}{end}"),
    };
    let sequence = match key.code {
        KeyCode::Char(c) if ctrl && !shift && matches!(c, 'a'..='z' | '@'..='_' | ' ') => {
            char::from(c as u8 & 0x1F).to_string()
        }
        KeyCode::Char(c) if ctrl => return bytes.extend(numbered(c.into(), 'u').into_bytes()),
        KeyCode::Char(c) if shift => c.to_uppercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter if only_alt => "\r".to_owned(),
        KeyCode::Tab if only_alt => "\t".to_owned(),
        KeyCode::Backspace if only_alt => "\x7f".to_owned(),
        KeyCode::Esc if only_alt => "\x1b".to_owned(),
        code => {
            let (number, end) = match code {
                KeyCode::Enter => (13, 'u'),
                KeyCode::Tab => (9, 'u'),
                KeyCode::Backspace => (127, 'u'),
                KeyCode::Esc => (27, 'u'),
                KeyCode::BackTab => (1, 'Z'),
                KeyCode::Up => (1, 'A'),
                KeyCode::Down => (1, 'B'),
                KeyCode::Right => (1, 'C'),
                KeyCode::Left => (1, 'D'),
                KeyCode::Home => (1, 'H'),
                KeyCode::End => (1, 'F'),
                KeyCode::Insert => (2, '~'),
                KeyCode::Delete => (3, '~'),
                KeyCode::PageUp => (5, '~'),
                KeyCode::PageDown => (6, '~'),
                KeyCode::F(n @ 1..=5) => (10 + u32::from(n), '~'),
                KeyCode::F(n @ 6..=10) => (11 + u32::from(n), '~'),
                KeyCode::F(n) => (12 + u32::from(n), '~'),
                KeyCode::Char(_) => unreachable!("characters are above"),
            };
            return bytes.extend(numbered(number, end).into_bytes());
        }
    };
    if alt {
        text.push('\x1b');
    }
    text.push_str(&sequence);
    bytes.extend(text.into_bytes());
}
