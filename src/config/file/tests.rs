use proptest::prelude::*;

use super::*;

fn read(text: &str) -> (FileConfig, Vec<String>) {
    let (config, warnings) = parse("config.toml", text);
    let warnings = warnings.iter().map(ToString::to_string).collect();
    (config, warnings)
}

#[test]
fn every_fault_costs_only_itself_and_names_its_line() {
    let (config, warnings) = read(
        "theme = 'dark'
max_tokens = 0
max_rounds = -1
thinking = 'hard'
effort = 3
mouse = 'no'
colour = 'red'
api_key = 'hidden'
model = ''
system = ['a']
keys = 'ctrl+x'
glyphs = 'ascii'
ambiguous_width = 'wide'",
    );
    let place = |line: u32, text: &str| format!("config.toml line {line}: {text}");
    assert_eq!(
        warnings,
        [
            place(2, "`max_tokens` is a whole number from 1; ignored"),
            place(3, "`max_rounds` is a whole number from 1; ignored"),
            place(4, "`thinking` is one of auto, on, off; ignored"),
            place(
                5,
                "`effort` is one of low, medium, high, xhigh, max; ignored"
            ),
            place(6, "`mouse` is true or false; ignored"),
            place(7, "`colour` is not known; ignored"),
            place(
                8,
                "`api_key` does not belong in a file; ignored. Set ANTHROPIC_API_KEY, \
                 ANTHROPIC_AUTH_TOKEN or ANTHROPIC_CUSTOM_HEADERS instead"
            ),
            place(9, "`model` is empty; ignored"),
            place(10, "`system` is a text; ignored"),
            place(11, "`keys` is a table; ignored"),
        ]
    );
    let expected = FileConfig {
        theme: Some("dark".to_owned()),
        glyphs: Some(Glyphs::Ascii),
        ambiguous_width: Some(Ambiguous::Wide),
        ..FileConfig::default()
    };
    assert_eq!(config, expected);
}

#[test]
fn links_are_left_to_what_is_known_of_the_terminal_unless_told_otherwise() {
    let of = |text: &str| read(text).0.hyperlinks;
    assert_eq!(of(""), None);
    assert_eq!(of("hyperlinks = 'on'"), Some(Hyperlinks::On));
    assert_eq!(of("hyperlinks = 'off'"), Some(Hyperlinks::Off));
    assert_eq!(of("hyperlinks = true"), None);
}

#[test]
fn a_line_that_is_not_toml_does_not_cost_the_others() {
    let (config, warnings) = read("theme = 'dark'\nmouse = = 3\nglyphs = 'ascii'\n");
    assert_eq!(
        (config.theme.as_deref(), config.glyphs),
        (Some("dark"), Some(Glyphs::Ascii))
    );
    assert!(warnings[0].starts_with("config.toml line 2: is not valid TOML"));
}

#[test]
fn numbers_may_be_written_in_every_way_of_toml() {
    for text in ["1_024", "0x400", "0o2000", "+1024"] {
        let (config, warnings) = read(&format!("max_tokens = {text}"));
        assert_eq!(config.max_tokens, Some(1024), "{text}: {warnings:?}");
    }
}

#[test]
fn keys_are_spelled_in_one_way_and_keep_their_order() {
    let (config, warnings) = read(
        "[keys]
submit = 'Ctrl+Return'
help = ['F1', 'ctrl+x ctrl+h']
quit = ''
cancel = false
scroll = 'hyper+x'
top = 3",
    );
    let key = |action: &str, keys: &str| (action.to_owned(), keys.to_owned());
    assert_eq!(
        config.keys,
        [
            key("submit", "ctrl+enter"),
            key("help", "f1"),
            key("help", "ctrl+x ctrl+h"),
            key("quit", ""),
            key("cancel", ""),
        ]
    );
    assert_eq!(
        warnings,
        [
            "config.toml line 6: `hyper+x` is not a key; ignored",
            "config.toml line 7: a key is a text; ignored",
        ]
    );
}

#[test]
fn a_file_nobody_wrote_by_hand_is_not_read() {
    let (config, warnings) = read(&"#".repeat((1 << 20) + 1));
    assert_eq!((config, warnings.len()), (FileConfig::default(), 1));
}

proptest! {
    #[test]
    fn no_text_is_too_broken(text in "(theme|keys|mouse|max_tokens|[\\[\\]={}'\"\n ,.0-9]|\\PC){0,60}") {
        let (config, _) = read(&text);
        prop_assert!(config.max_tokens != Some(0));
    }
}
