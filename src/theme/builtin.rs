//! The themes that are compiled in: the files of `themes/`, so that what ships is also an example.

/// The theme used unless another is chosen: it has no color but the terminal's own.
pub const DEFAULT: &str = "terminal";

/// The name in a choice of theme that stands for `dark` or `light`, as the terminal's background
/// is.
pub const AUTO: &str = "auto";

/// The names of the built-in themes, the default first.
pub const NAMES: [&str; 5] = [DEFAULT, "dark", "light", "contrast", "plain"];

/// The text of a built-in theme's file.
pub fn source(name: &str) -> Option<&'static str> {
    match name {
        DEFAULT => Some(include_str!("../../themes/terminal.toml")),
        "dark" => Some(include_str!("../../themes/dark.toml")),
        "light" => Some(include_str!("../../themes/light.toml")),
        "contrast" => Some(include_str!("../../themes/contrast.toml")),
        "plain" => Some(include_str!("../../themes/plain.toml")),
        _ => None,
    }
}
