use ratatui::style::{Color, Modifier};

use super::*;

/// Hairlines and bars: they separate, and are not read.
const LINES: [Scope; 13] = [
    Scope::Rule,
    Scope::QuoteBar,
    Scope::NoteBar,
    Scope::TipBar,
    Scope::WarningBar,
    Scope::CautionBar,
    Scope::TableRule,
    Scope::CodeBar,
    Scope::PaneBorder,
    Scope::Scrollbar,
    Scope::ScrollbarThumb,
    Scope::ScrollbarHit,
    Scope::OverlayBorder,
];

const HEADINGS: [Scope; 5] = [
    Scope::Heading1,
    Scope::Heading2,
    Scope::Heading3,
    Scope::Heading4,
    Scope::Heading5,
];

/// Running text, read for minutes.
const RUNNING_TEXT: [Scope; 11] = [
    Scope::Text,
    Scope::Strong,
    Scope::Emphasis,
    Scope::StrongEmphasis,
    Scope::Quote,
    Scope::TableHeader,
    Scope::Code,
    Scope::CodeVariable,
    Scope::Prompt,
    Scope::Composer,
    Scope::Overlay,
];

/// Relative luminance by WCAG 2.2.
fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Contrast ratio by WCAG 2.2, from 1 to 21.
fn contrast(left: [u8; 3], right: [u8; 3]) -> f64 {
    let (left, right) = (luminance(left) + 0.05, luminance(right) + 0.05);
    left.max(right) / left.min(right)
}

fn rgb(color: Color) -> [u8; 3] {
    match color {
        Color::Rgb(red, green, blue) => [red, green, blue],
        other => panic!("{other:?} has no fixed value"),
    }
}

/// Strips: what is set upon them keeps their background. (A chosen row takes text of its own
/// scope.)
const STRIPS: [Scope; 5] = [
    Scope::Prompt,
    Scope::Code,
    Scope::Composer,
    Scope::Overlay,
    Scope::Status,
];

/// Scopes that are filled over text that is there.
const COVERS: [Scope; 4] = [
    Scope::Selection,
    Scope::SearchHit,
    Scope::SearchCurrent,
    Scope::OverlaySelected,
];

fn wanted(scope: Scope) -> f64 {
    match scope {
        scope if RUNNING_TEXT.contains(&scope) => 7.0,
        scope if LINES.contains(&scope) => 3.0,
        _ => 4.5,
    }
}

/// Checks every scope where it may come to stand: on the terminal's background, in each strip, and
/// under what marks it.
fn check_contrast(name: &str) {
    let theme = Theme::builtin(name).unwrap();
    // The terminal's own is about as light, or it is painted.
    let assumed_background = rgb(theme.style(Scope::Ground).bg.unwrap());
    let check = |scope: Scope, style: Style, on: &str, wanted: f64| {
        let background = style.bg.map_or(assumed_background, rgb);
        let found = contrast(rgb(style.fg.unwrap()), background);
        let scope = scope.name();
        assert!(
            found >= wanted,
            "{name}: {scope} on {on} has {found:.2}, needs {wanted}"
        );
    };
    for scope in Scope::ALL {
        let style = theme.style(scope);
        check(scope, style, "its own", wanted(scope));
        for strip in STRIPS {
            let ground = theme.style(strip);
            check(
                scope,
                ground.patch(style),
                strip.name(),
                wanted(scope).min(4.5),
            );
        }
        for cover in COVERS {
            check(scope, style.patch(theme.style(cover)), cover.name(), 4.5);
        }
    }
}

#[test]
fn a_theme_tells_whether_its_ground_is_light_where_it_has_one_that_fits_its_text() {
    for (name, expect) in [
        ("dark", Some(false)),
        ("light", Some(true)),
        ("terminal", None),
        ("contrast", None),
        ("plain", None),
    ] {
        for depth in [Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            assert_eq!(theme.is_light(), expect, "{name} at {depth:?}");
        }
        let theme = Theme::builtin(name).unwrap().with_depth(Depth::None);
        assert_eq!(theme.is_light(), None, "{name} has no colors");
    }
    // The palette is that of a light theme, but for the ground that nobody thought of.
    let own = "inherits = \"dark\"\n[palette]\ntext = \"#24272e\"\n";
    let read = |name: &str| (name == "mine").then(|| own.to_owned());
    assert_eq!(file::load("mine", read).0.is_light(), None);
}

#[test]
fn the_contrast_formula_knows_its_own_examples() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
    assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
}

#[test]
fn dark_is_readable_on_a_dark_terminal() {
    check_contrast("dark");
}

#[test]
fn light_is_readable_on_a_light_terminal() {
    check_contrast("light");
}

#[test]
fn colors_of_contrast_bring_their_background_and_nothing_is_dim() {
    let theme = Theme::builtin("contrast").unwrap();
    for scope in Scope::ALL {
        let style = theme.style(scope);
        let name = scope.name();
        assert!(!style.add_modifier.contains(Modifier::DIM), "{name}");
        match (style.fg, style.bg) {
            (Some(Color::Reset), None) => {}
            (Some(fg), Some(bg)) => assert!(contrast(rgb(fg), rgb(bg)) >= 7.0, "{name}"),
            other => panic!("{name} is {other:?}"),
        }
    }
}

#[test]
fn the_default_theme_has_no_color_that_fails_on_some_background() {
    let theme = Theme::fallback();
    assert_eq!(theme.name(), builtin::DEFAULT);
    let safe = [Color::Reset, Color::LightBlue, Color::Magenta, Color::Red];
    for scope in Scope::ALL {
        let style = theme.style(scope);
        let (fg, bg) = (style.fg.unwrap(), style.bg);
        // A pair is as readable as its two colors are apart, whatever lies around it.
        let is_pair = (fg, bg) == (Color::Black, Some(Color::Yellow));
        let is_safe = bg.is_none() && safe.contains(&fg);
        assert!(is_safe || is_pair, "{} is {fg:?} on {bg:?}", scope.name());
    }
}

#[test]
fn a_small_bullet_is_not_dim_where_nobody_knows_how_dim_that_is() {
    for name in ["terminal", "contrast", "plain"] {
        let style = Theme::builtin(name).unwrap().style(Scope::ListMarker);
        assert!(!style.add_modifier.contains(Modifier::DIM), "{name}");
    }
}

#[test]
fn the_default_accent_is_readable_in_common_palettes_on_black_and_on_white() {
    assert_eq!(
        Theme::fallback().style(Scope::Accent).fg,
        Some(Color::LightBlue)
    );
    // Bright blue of xterm, of the VGA console and of Windows.
    for bright_blue in [[0x5c, 0x5c, 0xff], [0x55, 0x55, 0xff], [0x3b, 0x78, 0xff]] {
        for background in [[0; 3], [0xff; 3]] {
            assert!(contrast(bright_blue, background) > 3.5, "{bright_blue:?}");
        }
    }
}

#[test]
fn the_hit_one_is_at_differs_from_the_others_by_more_than_weight() {
    let weight = Modifier::BOLD | Modifier::DIM;
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            let look = |scope| {
                let style = theme.style(scope);
                (style.fg, style.bg, style.add_modifier.difference(weight))
            };
            let (current, other) = (look(Scope::SearchCurrent), look(Scope::SearchHit));
            assert_ne!(current, other, "{name} at {depth:?}");
        }
    }
}

/// On what the eye may rest: a ground that is set apart from what lies around it, or the other way
/// round; how far it is from `around`.
fn prominence(style: Style, around: [u8; 3]) -> f64 {
    // The terminal's own colors, as most have them.
    let known = |color: Color| match color {
        Color::Yellow => [0xcd, 0xcd, 0],
        other => rgb(other),
    };
    let is_reversed = style.add_modifier.contains(Modifier::REVERSED);
    match style.bg {
        Some(ground) => contrast(known(ground), around),
        None if is_reversed => 21.0,
        None => 1.0,
    }
}

#[test]
fn the_eye_goes_to_the_hit_one_is_at() {
    let black_and_white = [[0; 3], [255; 3]];
    let own = |name: &str| {
        let ground = Theme::builtin(name).unwrap().style(Scope::Ground).bg;
        vec![rgb(ground.unwrap())]
    };
    for name in builtin::NAMES {
        let theme = Theme::builtin(name).unwrap();
        let grounds = match name {
            "dark" | "light" => own(name),
            _ => black_and_white.to_vec(),
        };
        let (current, other) = (
            theme.style(Scope::SearchCurrent),
            theme.style(Scope::SearchHit),
        );
        for ground in grounds {
            let (far, near) = (prominence(current, ground), prominence(other, ground));
            // Where it is no farther away, it is at least as far, and has a line that others have
            // not.
            let n_lines = |style: Style| style.add_modifier.bits().count_ones();
            let is_lined = far > near * 0.95 && n_lines(current) > n_lines(other);
            let wins = far > near * 1.1 || is_lined;
            assert!(wins, "{name}: {far:.2} and {near:.2} on {ground:?}");
        }
    }
}

#[test]
fn a_selection_looks_the_same_over_a_title_as_over_prose() {
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            let selected = |scope: Scope| {
                let style = theme.style(scope).patch(theme.style(Scope::Selection));
                let is_reversed = style.add_modifier.contains(Modifier::REVERSED);
                (style.fg, style.bg, is_reversed)
            };
            let expect = selected(Scope::Text);
            for scope in [Scope::Heading1, Scope::InlineCode, Scope::Link] {
                assert_eq!(selected(scope), expect, "{name} at {depth:?}: {scope:?}");
            }
        }
    }
}

#[test]
fn a_pinned_prompt_is_told_apart_from_whatever_lies_below_it_at_every_depth() {
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            let pinned = theme.style(Scope::PromptPinned);
            let is_ruled = pinned.add_modifier.contains(Modifier::UNDERLINED);
            let is_ground = |scope| pinned.bg.is_some() && pinned.bg != theme.style(scope).bg;
            let is_apart = is_ruled || [Scope::Text, Scope::Code].into_iter().all(is_ground);
            assert!(is_apart, "{name} at {depth:?}");
        }
    }
}

#[test]
fn plain_has_no_color() {
    let theme = Theme::builtin("plain").unwrap();
    for scope in Scope::ALL {
        let style = theme.style(scope);
        assert_eq!((style.fg, style.bg), (None, None), "{}", scope.name());
    }
}

#[test]
fn what_must_stand_out_differs_from_text_in_every_theme_at_every_depth() {
    let pairs = [
        (Scope::Selection, Scope::Text),
        (Scope::SearchHit, Scope::Text),
        (Scope::SearchCurrent, Scope::Text),
        (Scope::OverlaySelected, Scope::Overlay),
        (Scope::Heading1, Scope::Text),
        (Scope::Heading1, Scope::Link),
        (Scope::Heading1, Scope::Heading2),
        (Scope::Heading4, Scope::Text),
        (Scope::InlineCode, Scope::Text),
        (Scope::Link, Scope::Text),
        (Scope::PaneTitleFocused, Scope::PaneTitle),
        (Scope::StatusDemo, Scope::Status),
        (Scope::NoticeFailure, Scope::Notice),
        (Scope::CodeInserted, Scope::CodeDeleted),
    ];
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            for (scope, beside) in pairs {
                let differs = theme.style(scope) != theme.style(beside);
                // Without color, words alone tell a failure from a notice, and signs what a diff
                // adds.
                let by_words = [Scope::NoticeFailure, Scope::CodeInserted];
                let excused = depth == Depth::None && by_words.contains(&scope);
                assert!(
                    differs || excused,
                    "{name} at {depth:?}: {} looks like {}",
                    scope.name(),
                    beside.name()
                );
            }
        }
    }
}

#[test]
fn code_in_prose_looks_like_nothing_else_there() {
    let others = [
        Scope::Text,
        Scope::Dim,
        Scope::Strong,
        Scope::Emphasis,
        Scope::StrongEmphasis,
        Scope::Link,
        Scope::Math,
        Scope::Quote,
        Scope::Thinking,
        Scope::SearchHit,
    ];
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            let look = |scope| {
                let style = theme.style(scope);
                (style.fg, style.bg, style.add_modifier)
            };
            let mut same = others
                .into_iter()
                .filter(|other| look(*other) == look(Scope::InlineCode));
            // Without color there are fewer looks than kinds.
            let has_color = depth != Depth::None && name != "plain";
            let excused = (!has_color).then_some(Scope::Strong);
            assert_eq!(same.next(), excused, "{name} at {depth:?}");
            assert_eq!(same.next(), None, "{name} at {depth:?}");
        }
    }
}

#[test]
fn a_quote_does_not_hide_its_emphasis_nor_is_thinking_as_loud_as_the_answer() {
    for name in builtin::NAMES {
        let theme = Theme::builtin(name).unwrap();
        let look = |scope| {
            let style = theme.style(scope);
            (style.fg, style.bg, style.add_modifier)
        };
        assert_ne!(look(Scope::Quote), look(Scope::Emphasis), "{name}");
        assert_ne!(look(Scope::Thinking), look(Scope::Text), "{name}");
        // Where nothing is dim, its place and its title have to say it.
        if name != "contrast" {
            assert_ne!(look(Scope::Thinking), look(Scope::Emphasis), "{name}");
        }
        if matches!(name, "terminal" | "plain") {
            for scope in [Scope::Thinking, Scope::ThinkingTitle] {
                let modifiers = theme.style(scope).add_modifier;
                assert!(modifiers.contains(Modifier::DIM), "{name}: {scope:?}");
            }
        }
    }
}

#[test]
fn each_level_of_heading_looks_unlike_the_others_and_unlike_a_line_of_prose() {
    let prose = [
        Scope::Text,
        Scope::Strong,
        Scope::Emphasis,
        Scope::StrongEmphasis,
        Scope::InlineCode,
        Scope::Link,
        Scope::Quote,
    ];
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            let has_color = depth != Depth::None && name != "plain";
            let look = |scope| {
                let style = theme.style(scope);
                (style.fg, style.bg, style.add_modifier)
            };
            for (idx, level) in HEADINGS.into_iter().enumerate() {
                let others = HEADINGS.into_iter().skip(idx + 1).chain(prose);
                let same: Vec<Scope> = others.filter(|other| look(*other) == look(level)).collect();
                // Where nothing has a color, there are fewer looks than kinds.
                let excused: &[Scope] = match level {
                    Scope::Heading2 if !has_color => &[Scope::Strong, Scope::InlineCode],
                    Scope::Heading3 if !has_color => &[Scope::StrongEmphasis],
                    _ => &[],
                };
                assert_eq!(same, excused, "{name} at {depth:?}: {level:?}");
                let (color, _, modifiers) = look(level);
                // Some terminals draw it as bold alone.
                let mixed = Modifier::BOLD | Modifier::DIM;
                assert!(!modifiers.contains(mixed), "{name}: {level:?}");
                // What has a line in the color of links is one, and in the accent is taken for one.
                let is_lined = modifiers.contains(Modifier::UNDERLINED);
                let of_links = [Scope::Link, Scope::Accent].map(|scope| theme.style(scope).fg);
                let is_like_link = is_lined && of_links.contains(&color);
                assert!(!is_like_link, "{name} at {depth:?}: {level:?}");
            }
        }
    }
}

#[test]
fn without_color_headings_and_code_in_prose_look_as_in_the_theme_that_has_none() {
    let plain = Theme::builtin("plain").unwrap();
    for name in builtin::NAMES {
        let theme = Theme::builtin(name).unwrap().with_depth(Depth::None);
        for scope in HEADINGS.into_iter().chain([Scope::InlineCode]) {
            let (found, expect) = (theme.style(scope), plain.style(scope));
            assert_eq!(found.add_modifier, expect.add_modifier, "{name}: {scope:?}");
        }
    }
    // Who has no colors anyway has chosen the attributes.
    let own = "inherits = \"plain\"\n[scopes]\n\"heading.1\" = { reverse = false }\n";
    let read = |name: &str| (name == "mine").then(|| own.to_owned());
    let own = file::load("mine", read).0.with_depth(Depth::None);
    assert_eq!(own.style(Scope::Heading1).add_modifier, Modifier::BOLD);
}

#[test]
fn what_marks_text_is_seen_in_a_heading_at_every_depth() {
    for name in builtin::NAMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Indexed256, Depth::True] {
            let theme = Theme::builtin(name).unwrap().with_depth(depth);
            for heading in HEADINGS {
                for mark in [Scope::Selection, Scope::SearchHit, Scope::SearchCurrent] {
                    let style = theme.style(heading);
                    let marked = style.patch(theme.style(mark));
                    let look = |style: Style| (style.fg, style.bg, style.add_modifier);
                    assert_ne!(
                        look(style),
                        look(marked),
                        "{name} at {depth:?}: {heading:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_builtin_theme_reads_without_a_warning() {
    for name in builtin::NAMES {
        let (theme, warnings) = file::load(name, |_| None);
        assert_eq!(theme.name(), name);
        assert_eq!(warnings, []);
    }
    assert_eq!(Theme::builtin("nothing"), None);
}

/// Many terminals brighten what is bold, and a bright black is grey.
#[test]
fn nothing_black_is_bold_where_the_terminal_mixes_the_colors() {
    for name in ["terminal", "contrast", "plain"] {
        let theme = Theme::builtin(name).unwrap();
        for scope in Scope::ALL {
            let style = theme.style(scope);
            let is_bold = style.add_modifier.contains(Modifier::BOLD);
            assert!(
                style.fg != Some(Color::Black) || !is_bold,
                "{name}: {}",
                scope.name()
            );
        }
    }
}
