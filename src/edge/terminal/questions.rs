//! *Questions* to the terminal: how wide it draws what, and how light its background is.
//!
//! Nobody waits for an answer. It comes among the keys, at once, late, or never, and is told as an
//! event (`edge::input`); until then the terminal is taken for what most are. So no question needs
//! another behind it that every terminal answers, to know when to give up.

use crate::key::Shade;

/// Asks for the background (OSC 11), and to be told when dark and light are exchanged (mode 2031).
pub const BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\\x1b[?2031h";

/// Asks for the place of the cursor after glyphs of ambiguous width, which are taken away again.
/// They are concealed, for the blink of an eye that they stand there, and not in the first row: the
/// place of the cursor there looks like a function key.
pub const WIDTH: &str = concat!(
    "\x1b[2H\x1b[8m",
    "…│·•→▌",
    "\x1b[6n\x1b[m\x1b[2H\x1b[K\x1b[H"
);

/// The row of the glyphs, from 1.
const ROW: u32 = 2;
/// How many they are.
const N_GLYPHS: u32 = 6;

/// Whether the glyphs were drawn wide, by the place of the cursor after them; both from 1. `None`
/// if that answers another question.
pub fn are_wide(row: u32, column: u32) -> Option<bool> {
    let n_columns = column.checked_sub(1)?;
    let is_answer = row == ROW && (N_GLYPHS..=2 * N_GLYPHS).contains(&n_columns);
    is_answer.then_some(n_columns > N_GLYPHS)
}

/// What a string that begins with `11;` says of the background, such as `rgb:1d1d/2020/2121`.
pub fn shade(color: &str) -> Option<Shade> {
    let (form, parts) = color.split_once(':')?;
    if !matches!(form, "rgb" | "rgba") {
        return None;
    }
    let mut parts = parts.split('/').map(|part| {
        let is_hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = u32::try_from(part.len())
            .ok()
            .filter(|n| (1..=4).contains(n))?;
        let value = u32::from_str_radix(part, 16).ok().filter(|_| is_hex)?;
        Some(value * 1_000 / (16_u32.pow(digits) - 1))
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // How light it seems, in thousands (Rec. 601).
    let light = (299 * red + 587 * green + 114 * blue) / 1_000;
    Some(if light > 500 {
        Shade::Light
    } else {
        Shade::Dark
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::columns;

    #[test]
    fn the_place_of_the_cursor_tells_how_wide_the_glyphs_are() {
        let glyphs: String = WIDTH.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(columns(&glyphs), N_GLYPHS as usize);
        assert_eq!(are_wide(2, 7), Some(false));
        assert_eq!(are_wide(2, 13), Some(true));
        assert_eq!(are_wide(2, 8), Some(true), "one of them is enough");
        for (row, column) in [(1, 7), (3, 1), (2, 1), (2, 14), (2, 0), (0, 0)] {
            assert_eq!(are_wide(row, column), None);
        }
    }

    #[test]
    fn a_background_is_dark_or_light_in_every_way_of_saying_its_color() {
        let table = [
            ("rgb:0000/0000/0000", Some(Shade::Dark)),
            ("rgb:ffff/ffff/ffff", Some(Shade::Light)),
            ("rgb:1d/20/21", Some(Shade::Dark)),
            ("rgb:f/f/e", Some(Shade::Light)),
            ("rgba:fdf6/e3e3/c0c0/ffff", Some(Shade::Light)),
            ("rgb:0000/0000/ffff", Some(Shade::Dark)),
            ("rgb:0000/ffff/0000", Some(Shade::Light)),
            ("rgb:00000/0/0", None),
            ("rgb:+1/0/0", None),
            ("rgb:0/0", None),
            ("rgb:", None),
            ("hsl:0/0/0", None),
            ("?", None),
            ("", None),
        ];
        for (color, expect) in table {
            assert_eq!(shade(color), expect, "{color}");
        }
    }
}
