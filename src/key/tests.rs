use proptest::prelude::*;

use super::*;

#[test]
fn spellings_and_labels_are_what_people_write() {
    let both = |key: Key| (key.to_string(), key.label());
    let table = [
        (Key::ctrl('c'), "ctrl+c", "Ctrl+C"),
        (Key::alt('x'), "alt+x", "Alt+X"),
        (Key::plain(KeyCode::Esc), "esc", "Esc"),
        (Key::plain(KeyCode::PageUp), "pageup", "PageUp"),
        (Key::plain(KeyCode::F(1)), "f1", "F1"),
        (Key::plain(KeyCode::Char(' ')), "space", "Space"),
        (Key::plain(KeyCode::Char('?')), "?", "?"),
        (Key::plain(KeyCode::Char('g')), "g", "g"),
        (Key::plain(KeyCode::Char('G')), "G", "G"),
        (Key::plain(KeyCode::BackTab), "backtab", "Shift+Tab"),
        (
            Key::plain(KeyCode::Enter).with(Mods::SHIFT),
            "shift+enter",
            "Shift+Enter",
        ),
        (
            Key::ctrl('x').with(Mods {
                ctrl: true,
                alt: false,
                shift: true,
            }),
            "ctrl+shift+x",
            "Ctrl+Shift+X",
        ),
        (Key::ctrl('+'), "ctrl++", "Ctrl++"),
        (Key::plain(KeyCode::Char('\u{200b}')), "u+200b", "u+200b"),
    ];
    for (key, spelling, label) in table {
        assert_eq!(both(key), (spelling.to_owned(), label.to_owned()));
    }
}

#[test]
fn parsing_forgives_case_and_other_names() {
    let table = [
        ("Ctrl+C", Key::ctrl('c')),
        ("CONTROL+c", Key::ctrl('c')),
        ("option+Return", Key::plain(KeyCode::Enter).with(Mods::ALT)),
        ("Shift+Tab", Key::plain(KeyCode::BackTab)),
        ("shift+a", Key::plain(KeyCode::Char('A'))),
        ("plus", Key::plain(KeyCode::Char('+'))),
        ("+", Key::plain(KeyCode::Char('+'))),
        ("PgDn", Key::plain(KeyCode::PageDown)),
        ("F12", Key::plain(KeyCode::F(12))),
    ];
    for (text, key) in table {
        assert_eq!(text.parse(), Ok(key), "{text}");
    }
}

#[test]
fn what_names_no_key_is_an_error() {
    for text in [
        "", "ctrl+", "hyper+x", "enterr", "f+5", "f256", "f-1", "u+d800", "ctrl+ab",
    ] {
        assert!(text.parse::<Key>().is_err(), "{text}");
    }
    assert_eq!(
        "\u{1b}[2J".parse::<Key>().unwrap_err().to_string(),
        "`\\u{1b}[2J` is not a key"
    );
}

#[test]
fn the_ways_terminals_report_one_press_become_one_key() {
    let shift_ctrl = Mods {
        ctrl: true,
        alt: false,
        shift: true,
    };
    let table = [
        (Key::ctrl('X'), Key::ctrl('x').with(shift_ctrl)),
        (
            Key::ctrl('X').with(shift_ctrl),
            Key::ctrl('x').with(shift_ctrl),
        ),
        (Key::ctrl('?').with(shift_ctrl), Key::ctrl('?')),
        (
            Key::plain(KeyCode::Tab).with(Mods::SHIFT),
            Key::plain(KeyCode::BackTab),
        ),
        (
            Key::plain(KeyCode::BackTab).with(Mods::SHIFT),
            Key::plain(KeyCode::BackTab),
        ),
        (
            Key::plain(KeyCode::Char('\r')).with(Mods::ALT),
            Key::plain(KeyCode::Enter).with(Mods::ALT),
        ),
    ];
    for (reported, key) in table {
        assert_eq!(reported.normalized(), key);
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        3 => any::<char>().prop_map(KeyCode::Char),
        3 => (0_u8..128).prop_map(|byte| KeyCode::Char(char::from(byte))),
        2 => proptest::sample::select(NAMED).prop_map(|(code, _, _)| code),
        1 => any::<u8>().prop_map(KeyCode::F),
    ];
    (code, any::<[bool; 3]>()).prop_map(|(code, [ctrl, alt, shift])| Key {
        code,
        mods: Mods { ctrl, alt, shift },
    })
}

proptest! {
    #[test]
    fn spelling_and_label_parse_back_to_the_normal_form(key in any_key()) {
        prop_assert_eq!(key.to_string().parse(), Ok(key.normalized()));
        prop_assert_eq!(key.label().parse(), Ok(key.normalized()));
    }

    #[test]
    fn the_normal_form_is_its_own_normal_form(key in any_key()) {
        prop_assert_eq!(key.normalized().normalized(), key.normalized());
    }

    #[test]
    fn no_text_makes_parsing_panic_and_no_control_character_is_shown(text in any::<String>()) {
        let shown = match text.parse::<Key>() {
            Ok(key) => key.to_string() + &key.label(),
            Err(error) => error.to_string(),
        };
        prop_assert!(!shown.chars().any(char::is_control));
    }
}
