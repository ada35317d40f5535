//! The words for a *color* in theme files, as far as they need no palette.

use ratatui::style::Color;

/// Reads `#rrggbb`, an index from 0 to 255, or one of the terminal's own names.
pub(super) fn parse(text: &str) -> Option<Color> {
    if let Some(hex) = text.strip_prefix('#') {
        let is_hex = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        return is_hex.then_some(Color::Rgb(red, green, blue));
    }
    if let Ok(index) = text.parse::<u8>() {
        return Some(Color::Indexed(index));
    }
    let named = ANSI.iter().find(|(name, _)| *name == text);
    named.map(|(_, color)| *color)
}

/// The terminal's own colors, as theme files name them.
const ANSI: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright_black", Color::DarkGray),
    ("bright_red", Color::LightRed),
    ("bright_green", Color::LightGreen),
    ("bright_yellow", Color::LightYellow),
    ("bright_blue", Color::LightBlue),
    ("bright_magenta", Color::LightMagenta),
    ("bright_cyan", Color::LightCyan),
    ("bright_white", Color::White),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_hexadecimal_an_index_or_a_name() {
        let table = [
            ("#8aB8f4", Some(Color::Rgb(0x8a, 0xb8, 0xf4))),
            ("0", Some(Color::Indexed(0))),
            ("255", Some(Color::Indexed(255))),
            ("default", Some(Color::Reset)),
            ("white", Some(Color::Gray)),
            ("bright_black", Some(Color::DarkGray)),
            ("#8ab8f", None),
            ("#+ab8f4", None),
            ("#8ab8f4f", None),
            ("256", None),
            ("-1", None),
            ("Red", None),
            ("", None),
        ];
        for (text, color) in table {
            assert_eq!(parse(text), color, "{text}");
        }
    }
}
