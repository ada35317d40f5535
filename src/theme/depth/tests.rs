use proptest::prelude::*;

use super::*;
use crate::theme::Theme;

#[test]
fn the_environment_decides_in_this_order() {
    let table = [
        (Some("1"), Some("truecolor"), Some("xterm"), Depth::None),
        (Some(""), Some("truecolor"), Some("xterm"), Depth::True),
        (None, Some("24bit"), Some("xterm"), Depth::True),
        (None, Some("TrueColor"), Some("screen"), Depth::True),
        (None, Some("truecolor"), Some("dumb"), Depth::None),
        (None, None, Some("xterm-kitty"), Depth::True),
        (None, Some("yes"), Some("xterm-256color"), Depth::Indexed256),
        (None, None, Some("tmux-256color"), Depth::Indexed256),
        (None, None, Some("linux"), Depth::Ansi16),
    ];
    for (no_color, colorterm, term, depth) in table {
        let case = (no_color, colorterm, term);
        let found = Depth::detect(no_color, colorterm, term, None);
        assert_eq!(found, depth, "{case:?}");
    }
    let in_xterm = |no_color, term| Depth::detect(no_color, None, Some(term), Some("XTerm(379)"));
    assert_eq!(in_xterm(None, "xterm"), Depth::Indexed256);
    assert_eq!(in_xterm(None, "screen"), Depth::Ansi16);
    assert_eq!(in_xterm(Some("1"), "xterm"), Depth::None);
}

#[test]
fn with_16_colors_hues_stay_hues_and_grays_stay_grays() {
    let table = [
        ([0x8a, 0xb8, 0xf4], Color::LightBlue),
        ([0x23, 0x5b, 0xb0], Color::Blue),
        ([0x8c, 0xcf, 0x9a], Color::LightGreen),
        ([0xe3, 0xb8, 0x73], Color::LightYellow),
        ([0xad, 0x25, 0x30], Color::Red),
        ([0xc3, 0xa6, 0xf2], Color::LightMagenta),
        ([0x1c, 0x1e, 0x26], Color::Black),
        ([0x8d, 0x93, 0xa1], Color::Gray),
        ([0xff, 0xff, 0xff], Color::White),
    ];
    for (rgb, color) in table {
        assert_eq!(nearest_ansi(rgb), color, "{rgb:?}");
    }
}

#[test]
fn indexed_colors_are_their_own_nearest_index() {
    for index in 16..=255 {
        let nearest = nearest_index(indexed_rgb(index));
        assert_eq!(indexed_rgb(nearest), indexed_rgb(index));
    }
}

#[test]
fn without_color_only_attributes_are_left_and_a_selection_is_reversed() {
    let theme = Theme::builtin("dark").unwrap().with_depth(Depth::None);
    for scope in Scope::ALL {
        let style = theme.style(scope);
        assert_eq!((style.fg, style.bg), (None, None));
    }
    let selection = theme.style(Scope::Selection);
    assert!(selection.add_modifier.contains(Modifier::REVERSED));
}

#[test]
fn with_16_colors_black_on_a_color_is_not_bold() {
    let theme = Theme::builtin("dark").unwrap().with_depth(Depth::Ansi16);
    let expected = Style::new().fg(Color::Black).bg(Color::LightYellow);
    assert_eq!(theme.style(Scope::SearchCurrent), expected);
}

fn any_color() -> impl Strategy<Value = Color> {
    prop_oneof![
        any::<[u8; 3]>().prop_map(|[red, green, blue]| Color::Rgb(red, green, blue)),
        any::<u8>().prop_map(Color::Indexed),
        proptest::sample::select(&ANSI[..]),
        Just(Color::Reset),
    ]
}

proptest! {
    #[test]
    fn reducing_twice_changes_nothing_and_text_never_vanishes(fg in any_color(), bg in any_color()) {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let once = depth.reduce(Scope::Code, Style::new().fg(fg).bg(bg));
            prop_assert_eq!(depth.reduce(Scope::Code, once), once);
            prop_assert!(once.bg.is_none() || once.fg != once.bg);
            let is_small = |color: Color| ANSI.contains(&color) || color == Color::Reset;
            if depth == Depth::Ansi16 {
                prop_assert!(once.fg.is_none_or(is_small) && once.bg.is_none_or(is_small));
            }
        }
    }
}
