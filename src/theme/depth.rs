//! The *depth* of color is how many colors a terminal can show; themes are reduced to it.
//!
//! Reduction keeps what colors mean rather than what they measure: with 16 colors, an accent stays
//! a hue of the terminal's own palette instead of becoming the nearest gray. Without color, what a
//! background alone told apart is reversed. Which variables speak is decided here, what they hold
//! is read elsewhere.

use ratatui::style::{Color, Modifier, Style};

use super::Scope;

/// How many colors may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// No color, only attributes.
    None,
    /// The terminal's own 16 colors.
    Ansi16,
    /// The 256 indexed colors.
    Indexed256,
    /// 24 bits of red, green and blue.
    True,
}

/// Scopes that must stand out where there is no background color.
const REVERSED_WITHOUT_COLOR: [Scope; 3] = [
    Scope::Selection,
    Scope::OverlaySelected,
    Scope::SearchCurrent,
];

/// How hits look there: the one that the reader is at is reversed, and must differ from the others.
const HIT_WITHOUT_COLOR: Modifier = Modifier::UNDERLINED.union(Modifier::BOLD);

/// How headings look there, and code in prose, whatever else a theme says of them beside a color:
/// as in a theme that has none.
const LOOKS_WITHOUT_COLOR: [(Scope, Modifier); 6] = [
    (Scope::InlineCode, Modifier::BOLD),
    (Scope::Heading1, Modifier::BOLD.union(Modifier::REVERSED)),
    (Scope::Heading2, Modifier::BOLD),
    (Scope::Heading3, Modifier::BOLD.union(Modifier::ITALIC)),
    (Scope::Heading4, Modifier::DIM.union(Modifier::ITALIC)),
    (Scope::Heading5, Modifier::DIM),
];

/// Terminals that show 24 bits, by the first letters of their `TERM`; most say `COLORTERM` too,
/// but that is lost over ssh.
const TRUECOLOR_TERMS: [&str; 6] = [
    "alacritty",
    "foot",
    "wezterm",
    "xterm-direct",
    "xterm-ghostty",
    "xterm-kitty",
];

impl Depth {
    /// Decides from the variables `NO_COLOR`, `COLORTERM`, `TERM` and `XTERM_VERSION`.
    ///
    /// `NO_COLOR` counts if it is not empty (no-color.org). Without any `TERM` the terminal is
    /// Windows' own, which shows 24 bits, or unknown. The real xterm calls itself no more than
    /// `xterm` in many places, and has shown 256 colors for long.
    pub fn detect(
        no_color: Option<&str>,
        colorterm: Option<&str>,
        term: Option<&str>,
        xterm_version: Option<&str>,
    ) -> Self {
        let no_color = no_color.is_some_and(|value| !value.is_empty());
        let colorterm = colorterm.unwrap_or_default().to_ascii_lowercase();
        match term.unwrap_or_default() {
            _ if no_color => Self::None,
            "dumb" => Self::None,
            _ if matches!(colorterm.as_str(), "truecolor" | "24bit") => Self::True,
            term if TRUECOLOR_TERMS.iter().any(|known| term.starts_with(known)) => Self::True,
            term if term.contains("256color") => Self::Indexed256,
            "xterm" if xterm_version.is_some() => Self::Indexed256,
            "" if cfg!(windows) => Self::True,
            _ => Self::Ansi16,
        }
    }

    /// The style of `scope` with no more colors than this depth allows.
    pub(super) fn reduce(self, scope: Scope, style: Style) -> Style {
        let had_color = style.fg.is_some() || style.bg.is_some();
        let mut style = Style {
            fg: style.fg.and_then(|color| self.color(color)),
            bg: style.bg.and_then(|color| self.color(color)),
            underline_color: style.underline_color.and_then(|color| self.color(color)),
            ..style
        };
        if self == Self::None && REVERSED_WITHOUT_COLOR.contains(&scope) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        if self == Self::None && scope == Scope::SearchHit {
            style = style.remove_modifier(Modifier::REVERSED);
            style = style.add_modifier(HIT_WITHOUT_COLOR);
        }
        // A title is reversed itself; the line tells what of it is marked.
        if self == Self::None && matches!(scope, Scope::Selection | Scope::SearchCurrent) {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        let mut looks = LOOKS_WITHOUT_COLOR.into_iter();
        if self == Self::None
            && had_color
            && let Some((_, look)) = looks.find(|(known, _)| *known == scope)
        {
            style = Style::new().add_modifier(look);
        }
        // Two shades of gray fall together.
        if self <= Self::Ansi16 && scope == Scope::PromptPinned {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        // Many terminals draw bold black as gray, which is lost on most backgrounds.
        if self == Self::Ansi16 && style.fg == Some(Color::Black) && style.bg.is_some() {
            style.add_modifier.remove(Modifier::BOLD);
        }
        // Two colors may fall together; text must not vanish in its background.
        if style.fg == style.bg {
            style.bg = None;
        }
        style
    }

    fn color(self, color: Color) -> Option<Color> {
        match (self, color) {
            (Self::None, _) => None,
            (Self::True, _) | (_, Color::Reset) => Some(color),
            (Self::Indexed256, Color::Rgb(red, green, blue)) => {
                Some(Color::Indexed(nearest_index([red, green, blue])))
            }
            (Self::Ansi16, Color::Rgb(red, green, blue)) => Some(nearest_ansi([red, green, blue])),
            (Self::Ansi16, Color::Indexed(index)) => {
                let own = ANSI.get(usize::from(index)).copied();
                Some(own.unwrap_or_else(|| nearest_ansi(indexed_rgb(index))))
            }
            (_, color) => Some(color),
        }
    }
}

/// The terminal's own colors by index.
const ANSI: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The six steps of the color cube at 16 to 231.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Colors whose strongest and weakest parts differ by less are taken for grays.
const MIN_CHROMA: i32 = 40;

fn indexed_rgb(index: u8) -> [u8; 3] {
    match index.checked_sub(232) {
        Some(step) => [8 + 10 * step; 3],
        None => {
            let cell = usize::from(index.saturating_sub(16));
            [CUBE[cell / 36 % 6], CUBE[cell / 6 % 6], CUBE[cell % 6]]
        }
    }
}

/// The nearest color of cube and gray ramp; the first 16 are the person's own and say nothing.
fn nearest_index(rgb: [u8; 3]) -> u8 {
    (16..=255)
        .min_by_key(|&index| distance(rgb, indexed_rgb(index)))
        .unwrap_or(16)
}

fn distance(left: [u8; 3], right: [u8; 3]) -> i32 {
    let squares = left.iter().zip(right).map(|(&left, right)| {
        let difference = i32::from(left) - i32::from(right);
        difference * difference
    });
    squares.sum()
}

/// The terminal's color of the same hue, or a gray.
fn nearest_ansi(rgb: [u8; 3]) -> Color {
    let [red, green, blue] = rgb.map(i32::from);
    let max = red.max(green).max(blue);
    let min = red.min(green).min(blue);
    let chroma = max - min;
    let lightness = (max + min) / 2;
    if chroma < MIN_CHROMA {
        return match lightness {
            0..64 => Color::Black,
            64..144 => Color::DarkGray,
            144..216 => Color::Gray,
            _ => Color::White,
        };
    }
    let degrees = if max == red {
        (60 * (green - blue) / chroma).rem_euclid(360)
    } else if max == green {
        60 * (blue - red) / chroma + 120
    } else {
        60 * (red - green) / chroma + 240
    };
    // Where names change for the eye, not sixths of the circle: violet is nearer to magenta.
    let (normal, bright) = match degrees {
        30..75 => (Color::Yellow, Color::LightYellow),
        75..165 => (Color::Green, Color::LightGreen),
        165..200 => (Color::Cyan, Color::LightCyan),
        200..255 => (Color::Blue, Color::LightBlue),
        255..330 => (Color::Magenta, Color::LightMagenta),
        _ => (Color::Red, Color::LightRed),
    };
    if lightness > 144 { bright } else { normal }
}

#[cfg(test)]
mod tests;
