//! What a *terminal* is known to do, as far as the environment tells: nothing is asked here.
//!
//! Variables of a terminal are inherited by everything that is started in it, other terminals
//! included; so the innermost one that can be recognized decides. What is not known is taken for
//! not done: a terminal that does not know a sequence should ignore it, but not every one does.

use crate::edge::secrets::Env;

/// Terminals by `TERM_PROGRAM` that make links of OSC 8.
const LINKING_PROGRAMS: [&str; 11] = [
    "iTerm.app",
    "WezTerm",
    "vscode",
    "ghostty",
    "Hyper",
    "mintty",
    "rio",
    "Tabby",
    "WarpTerminal",
    "zed",
    "contour",
];

/// The same by the first letters of `TERM`, which also comes through ssh.
const LINKING_TERMS: [&str; 7] = [
    "alacritty",
    "contour",
    "foot",
    "rio",
    "wezterm",
    "xterm-ghostty",
    "xterm-kitty",
];

/// The same by a variable that they set.
const LINKING_VARIABLES: [&str; 7] = [
    "ALACRITTY_WINDOW_ID",
    "GHOSTTY_RESOURCES_DIR",
    "KITTY_WINDOW_ID",
    "WEZTERM_EXECUTABLE",
    "WEZTERM_PANE",
    "WT_SESSION",
    "DOMTERM",
];

/// The first version of tmux that passes links on.
const TMUX: (u32, u32) = (3, 4);
/// The first version of VTE (GNOME Terminal and others) that makes links, as `VTE_VERSION` counts.
const VTE: u32 = 5000;
/// The first version of Konsole that does, as `KONSOLE_VERSION` counts.
const KONSOLE: u32 = 20_1200;

/// Does the terminal make links of OSC 8?
pub fn makes_links(env: &Env) -> bool {
    let term = env.get("TERM").unwrap_or_default();
    if matches!(term, "dumb" | "linux") || env.get("STY").is_some() {
        return false;
    }
    let program = env.get("TERM_PROGRAM").unwrap_or_default();
    if program == "tmux" || env.get("TMUX").is_some() {
        // What lies around tmux is unknown; it passes links on only where that takes them.
        let version = env.get("TERM_PROGRAM_VERSION").and_then(version);
        return program == "tmux" && version.is_some_and(|version| version >= TMUX);
    }
    let at_least = |name, least| {
        let number = env.get(name).and_then(|text| text.parse::<u32>().ok());
        number.is_some_and(|number| number >= least)
    };
    LINKING_PROGRAMS.contains(&program)
        || LINKING_TERMS.iter().any(|known| term.starts_with(known))
        || LINKING_VARIABLES.iter().any(|name| env.get(name).is_some())
        || at_least("VTE_VERSION", VTE)
        || at_least("KONSOLE_VERSION", KONSOLE)
}

/// Is ASCII all that can be drawn for sure? So it is on the console of Linux, whose fonts hold
/// little else, and where a locale is named that is not of UTF-8. Without any locale nothing is
/// known: so it is in containers, in terminals that know Unicode well.
pub fn wants_ascii(env: &Env) -> bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.into_iter().find_map(|name| env.get(name));
    let is_utf8 = |locale: &str| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    env.get("TERM") == Some("linux") || locale.is_some_and(|locale| !is_utf8(locale))
}

/// The first two numbers of a version such as `3.4a` or `next-3.5`.
fn version(text: &str) -> Option<(u32, u32)> {
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (major, rest) = text.split_once('.')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some((major.parse().ok()?, rest.get(..digits)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)]) -> Env {
        variables.iter().copied().collect()
    }

    #[test]
    fn links_are_made_by_the_innermost_terminal_that_is_known() {
        let table: [(&[(&str, &str)], bool); 16] = [
            (&[], false),
            (&[("TERM", "xterm-256color")], false),
            (&[("TERM", "xterm-kitty")], true),
            (&[("TERM", "foot-extra")], true),
            (&[("TERM_PROGRAM", "iTerm.app")], true),
            (&[("TERM_PROGRAM", "Apple_Terminal")], false),
            (&[("WT_SESSION", "x")], true),
            (&[("VTE_VERSION", "7006")], true),
            (&[("VTE_VERSION", "4205")], false),
            (&[("VTE_VERSION", "many")], false),
            (&[("KONSOLE_VERSION", "220401")], true),
            (&[("TERM", "dumb"), ("VTE_VERSION", "7006")], false),
            (&[("TERM", "linux"), ("KITTY_WINDOW_ID", "1")], false),
            (&[("TMUX", "x"), ("VTE_VERSION", "7006")], false),
            (
                &[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.4")],
                true,
            ),
            (
                &[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3a")],
                false,
            ),
        ];
        for (variables, expect) in table {
            assert_eq!(makes_links(&env(variables)), expect, "{variables:?}");
        }
    }

    #[test]
    fn ascii_is_wanted_on_the_console_and_in_a_locale_without_unicode() {
        let table: [(&[(&str, &str)], bool); 8] = [
            (&[], false),
            (&[("TERM", "linux"), ("LANG", "C.UTF-8")], true),
            (&[("LANG", "de_DE.utf8")], false),
            (&[("LC_CTYPE", "UTF-8")], false),
            (&[("LANG", "C")], true),
            (&[("LANG", "de_DE.ISO-8859-1")], true),
            (&[("LANG", "C"), ("LC_ALL", "en_US.UTF-8")], false),
            (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "POSIX")], true),
        ];
        for (variables, expect) in table {
            assert_eq!(wants_ascii(&env(variables)), expect, "{variables:?}");
        }
    }

    #[test]
    fn versions_have_two_numbers_somewhere() {
        assert_eq!(version("3.4"), Some((3, 4)));
        assert_eq!(version("next-3.10a"), Some((3, 10)));
        assert_eq!(version("3"), None);
        assert_eq!(version("master"), None);
    }
}
