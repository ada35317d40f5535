use super::*;
use proptest::prelude::*;

fn check(text: &str, expected: &str) {
    assert_eq!(sanitize(text), expected, "from {text:?}");
}

#[test]
fn plain_text_is_borrowed() {
    for text in [
        "",
        "plain\ntext ~",
        "naïve café",
        "界 🦀 👩\u{200D}👧 ❤\u{FE0F}",
        "กี่ नि می\u{200C}خواهم",
    ] {
        assert!(
            matches!(sanitize(text), Cow::Borrowed(same) if same == text),
            "{text:?}"
        );
    }
}

#[test]
fn control_characters_become_pictures() {
    check("\x1b[31mred\x1b[0m", "␛[31mred␛[0m");
    check("\x1b]0;title\x07", "␛]0;title␇");
    check("a\0b\x08c\x7f", "a␀b␈c␡");
    check(
        "\u{9b}31m \u{9d}0;x\u{9c}",
        "\u{FFFD}31m \u{FFFD}0;x\u{FFFD}",
    );
}

#[test]
fn every_kind_of_line_break_becomes_one_newline() {
    check("a\r\nb\rc\nd\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf");
    check("a\r\r\nb", "a\n\nb");
    assert_eq!(one_line("a\r\nb\n\tc"), "a b     c");
}

#[test]
fn tabs_reach_the_next_stop_of_their_line() {
    check("\tx", "    x");
    check("ab\tx", "ab  x");
    check("abcd\tx", "abcd    x");
    check("first\nab\tc\td\r\n\te", "first\nab  c   d\n    e");
    check("界\tx", "界  x");
    check("e\u{301}\tx", "e\u{301}   x");
}

#[test]
fn around_tabs_the_same_is_done_and_they_stay() {
    let makefile = "all:\n\tcc -o a a.c";
    assert!(matches!(sanitize_around_tabs(makefile), Cow::Borrowed(same) if same == makefile));
    assert_eq!(
        sanitize_around_tabs("ab\tx\x1b[2J\t\u{202E}\r\n\ty"),
        "ab\tx␛[2J\t\n\ty"
    );
}

#[test]
fn what_hides_or_turns_text_is_dropped() {
    check("user\u{202E}nimda\u{2066}x\u{2069}", "usernimdax");
    check("pay\u{200B}pal\u{2060}\u{FEFF}\u{AD}", "paypal");
    check("hi\u{E0068}\u{E0069}\u{E007F}", "hi");
    check("a\u{3164}b\u{115f}c", "a b c");
    check("a\u{34f}b\u{1160}c\u{17b4}d", "abcd");
}

#[test]
fn a_character_has_one_variation_at_most() {
    check("❤\u{fe0f}\u{fe0e}\u{e0100}x", "❤\u{fe0f}x");
    check("葛\u{e0100}葛\u{e0101}", "葛\u{e0100}葛\u{e0101}");
    check("🏳\u{fe0f}\u{200d}⚧\u{fe0f}", "🏳\u{fe0f}\u{200d}⚧\u{fe0f}");
    check("😀\u{e0158}\u{e0155}\u{e015c}", "😀\u{e0158}");
}

#[test]
fn emoji_keep_what_joins_them() {
    for text in [
        "👩🏻\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿",
        "🏳\u{FE0F}\u{200D}🌈",
        "1\u{FE0F}\u{20E3}",
    ] {
        check(text, text);
    }
}

#[test]
fn joiners_and_selectors_stay_only_behind_what_can_need_them() {
    for (text, expected) in [
        ("bank\u{200c}.\u{200d}com\u{fe0f}", "bank.com"),
        ("ba\u{301}\u{200d}nk", "ba\u{301}nk"),
        ("b\u{430}\u{200c}nk \u{200d}x", "b\u{430}nk x"),
        ("bank\u{2024}\u{200d}com", "bank\u{2024}com"),
        ("a\u{200b}\u{200c}b\t\u{200d}c", "ab  c"),
    ] {
        check(text, expected);
    }
    for text in [
        "می\u{200C}خواهم",
        "ه\u{200D}",
        "क्\u{200D}ष क्\u{200C}ष",
        "র\u{200D}্য",
        "👩\u{200D}👩\u{200D}👧",
        "©\u{FE0F} 1\u{FE0F}\u{20E3}",
        "葛\u{e0100}",
    ] {
        check(text, text);
    }
}

#[test]
fn towers_of_accents_are_cut() {
    let tower = format!("z{}y", "\u{301}".repeat(500));
    check(&tower, &format!("z{}y", "\u{301}".repeat(8)));
    let chain = "👩\u{200D}".repeat(500);
    let longest = super::super::width::graphemes(&sanitize(&chain))
        .map(|g| g.text.len())
        .max();
    assert!(longest < Some(100), "{longest:?}");
}

#[test]
fn pictures_of_control_characters_count_like_any_other_character() {
    for text in [
        "👩\u{200D}\u{1}".repeat(20),
        "\u{900}\u{200D}\u{7F}".repeat(20),
    ] {
        let once = sanitize(&text).into_owned();
        assert_eq!(sanitize(&once), once);
    }
}

#[test]
fn a_line_of_tabs_is_as_wide_as_its_stops() {
    assert_eq!(sanitize(&"\t".repeat(10_000)).len(), 40_000);
}

proptest! {
    #[test]
    fn nothing_is_left_that_a_terminal_obeys(text in any::<String>(), raw in "[\\x00-\\x20\\x7f-\\u{a0}\\u{2028}\\u{202e}\\u{200d}\\u{301}👩a]{0,60}") {
        for text in [text, raw] {
            let clean = sanitize(&text);
            prop_assert!(clean.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(!clean.chars().any(is_invisible));
            prop_assert!(!one_line(&text).contains('\n'));
            let with_tabs = sanitize_around_tabs(&text);
            prop_assert_eq!(sanitize(&with_tabs), clean);
        }
    }

    #[test]
    fn twice_is_the_same_as_once(text in any::<String>(), raw in "[\\x00-\\x20\\x7f-\\u{a0}\\u{2028}\\u{202e}\\u{200d}\\u{301}\\u{1f3fb}👩a]{0,60}") {
        for text in [text, raw] {
            let once = sanitize(&text).into_owned();
            prop_assert!(matches!(sanitize(&once), Cow::Borrowed(_)), "{once:?}");
        }
    }

    #[test]
    fn what_is_shown_is_made_of_its_origin(
        text in "[ab\t漢\u{200b}\u{301}\x1b]{0,8}",
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let shown = one_line(&text);
        let cuts: Vec<usize> = shown.char_indices().map(|(at, _)| at).chain([shown.len()]).collect();
        let (a, b) = (ends.0.index(cuts.len()), ends.1.index(cuts.len()));
        let part = cuts[a.min(b)]..cuts[a.max(b)];
        let from = origin(&text, &part);
        // With what stands before it the same stops of tabs are reached.
        let until = one_line(text.get(..from.end).unwrap());
        let before = one_line(text.get(..from.start).unwrap());
        prop_assert!(part.is_empty() || before.len() <= part.start && part.end <= until.len());
        prop_assert_eq!(part.is_empty(), from.is_empty());
        let is_tab = |c: char| c == '\t';
        let written = text.get(from).unwrap();
        if !written.contains(is_tab) {
            prop_assert_eq!(one_line(written), shown.get(part).unwrap());
        }
    }

    #[test]
    fn json_for_the_eye_says_the_same_and_needs_no_sanitizing(
        text in any::<String>(),
        raw in "[\\x00-\\x20\\x7f-\\u{a0}\\u{61c}\\u{200b}-\\u{200f}\\u{2066}-\\u{2069}\\u{feff}\\u{e0041}\\u{301}👩\"\\\\a]{0,60}",
    ) {
        for text in [text, raw] {
            let json = format!("{{\r\n\t\"a\":{}}}", serde_json::to_string(&text).unwrap());
            let line = json_line(&json);
            prop_assert!(matches!(sanitize(&line), Cow::Borrowed(_)), "{line:?}");
            prop_assert!(!line.contains('\n'));
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(read, serde_json::json!({ "a": text }));
        }
    }
}

#[test]
fn json_for_the_eye_escapes_what_the_sanitizer_would_touch_and_nothing_else() {
    let evil = "\u{7f}\u{9b}\u{61c}\u{200e}\u{200f}\u{2066}\u{2069}\u{200b}\u{e0041}";
    let escaped = r"\u007f\u009b\u061c\u200e\u200f\u2066\u2069\u200b\udb40\udc41";
    assert_eq!(
        json_line(&format!("\"é漢👩\u{200d}🚀{evil}\"")),
        format!("\"é漢👩\u{200d}🚀{escaped}\"")
    );
}

#[test]
fn characters_that_are_not_shown_as_they_are_are_counted() {
    for (text, expect) in [
        ("plain\ttext\r\n漢字 é e\u{301} 👩\u{200D}🚀 ❤\u{FE0F}", 0),
        ("\x1b[31mred\x07", 2),
        ("a\u{202E}b\u{200B}c\u{9b}", 3),
        ("x\u{200D}y", 1),
    ] {
        assert_eq!(n_neutralised(text), expect, "{text:?}");
    }
}
