use super::*;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Graphemes and the columns they take.
const CORPUS: &[(&str, u16)] = &[
    ("a", 1),
    (" ", 1),
    ("é", 1),
    ("e\u{301}", 1),
    ("界", 2),
    ("ｗ", 2),
    ("ｶ", 1),
    ("ｶﾞ", 3),
    ("か\u{3099}", 2),
    ("한", 2),
    ("\u{1112}\u{1161}\u{11AB}", 2),
    ("🦀", 2),
    ("👍🏽", 2),
    ("👩\u{200D}👩\u{200D}👧\u{200D}👦", 2),
    ("👩🏻\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿", 2),
    ("🏳\u{FE0F}\u{200D}🌈", 2),
    ("🇩🇪", 2),
    ("❤", 1),
    ("❤\u{FE0F}", 2),
    ("1\u{FE0F}\u{20E3}", 2),
    ("⚠", 1),
    ("⚠\u{FE0F}", 2),
    ("ก\u{E33}", 2),
    ("กี่", 1),
    ("नि", 2),
    ("क्ष", 2),
    ("ل", 1),
    ("א", 1),
    ("─", 1),
    ("…", 1),
    ("␛", 1),
    ("\u{FFFD}", 1),
    ("▌", 1),
    ("•", 1),
    ("\u{301}", 0),
    ("\u{200D}", 0),
];

/// How far ratatui moves when it sets `text`.
fn advance(text: &str) -> u16 {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
    buffer.set_stringn(0, 0, text, usize::MAX, Style::new()).0
}

#[test]
fn the_table_holds_for_the_corpus() {
    for &(text, expected) in CORPUS {
        assert_eq!((text, grapheme_columns(text)), (text, expected));
        assert_eq!(graphemes(text).count(), 1, "{text:?} is one grapheme");
    }
}

#[test]
fn what_lines_are_drawn_with_is_as_wide_as_the_tables_of_unicode_say() {
    for width in [Ambiguous::Narrow, Ambiguous::Wide] {
        let _counting = Counting::ambiguous(width);
        for c in '\u{2400}'..='\u{2600}' {
            let text = c.to_string();
            let columns = match width {
                Ambiguous::Narrow => text.width(),
                Ambiguous::Wide => text.width_cjk(),
            };
            assert_eq!((c, usize::from(grapheme_columns(&text))), (c, columns));
        }
    }
}

#[test]
fn ratatui_advances_as_the_table_says() {
    for &(text, expected) in CORPUS {
        assert_eq!((text, advance(text)), (text, expected));
        let framed = format!("a{text}界{text}z");
        assert_eq!(
            (framed.as_str(), usize::from(advance(&framed))),
            (framed.as_str(), columns(&framed))
        );
    }
}

#[test]
fn ambiguous_characters_take_two_columns_where_the_terminal_says_so() {
    let ambiguous = ["→", "…", "“", "×", "Ω", "ж", "á", "①", "│", "\u{FFFD}"];
    let others = ["a", "ｶ", "✓", "⠋", "❤", "e\u{301}", "ö"];
    let count =
        |texts: &[&str]| -> Vec<u16> { texts.iter().map(|text| grapheme_columns(text)).collect() };
    assert_eq!(count(&ambiguous), [1; 10]);
    let before = count(&others);
    let _wide = Counting::ambiguous(Ambiguous::Wide);
    assert_eq!(count(&ambiguous), [2; 10]);
    assert_eq!(count(&others), before);
    assert_eq!(grapheme_columns("界"), 2);
    assert_eq!(grapheme_columns("\u{301}"), 0);
    assert_eq!(columns("a→b"), 4);
}

#[test]
fn control_characters_count_nothing() {
    assert_eq!(columns("a\x1bb\u{9b}c\n"), 3);
    assert_eq!(columns("a\x1bb"), 2);
    assert_eq!(columns(""), 0);
}

#[test]
fn text_that_fits_is_left_alone() {
    assert_eq!(fit("abc", 3), "abc");
    assert_eq!(fit("", 0), "");
    assert_eq!(fit("界界", 4), "界界");
}

#[test]
fn text_that_is_cut_ends_in_an_ellipsis() {
    assert_eq!(fit("abcd", 3), "ab…");
    assert_eq!(fit("abcd", 1), "…");
    assert_eq!(fit("abcd", 0), "");
    assert_eq!(fit("界界界", 4), "界…");
    assert_eq!(fit("a👩\u{200D}👩\u{200D}👧\u{200D}👦bc", 3), "a…");
}

proptest! {
    #[test]
    fn the_fast_path_cuts_where_the_tables_cut(text in "[a-c ~é\u{301}\u{200D}界🦀🇩🇪❤\u{FE0F}क्षก\u{E33}\u{600}]{0,24}") {
        let ours: Vec<&str> = graphemes(&text).map(|grapheme| grapheme.text).collect();
        let theirs: Vec<&str> = text.graphemes(true).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn ratatui_agrees_about_any_text(text in "\\PC{0,40}") {
        prop_assert_eq!(columns(&text), usize::from(advance(&text)));
    }

    #[test]
    fn what_was_fitted_fits(text in "(\\PC|[→…①a]){0,40}", width in 0_usize..30, wide in any::<bool>()) {
        let ambiguous = if wide { Ambiguous::Wide } else { Ambiguous::Narrow };
        let _counting = Counting::ambiguous(ambiguous);
        let fitted = fit(&text, width);
        prop_assert!(columns(&fitted) <= width);
        prop_assert!(columns(&text) > width || fitted == text);
    }
}

#[test]
fn what_stands_alone_joins_nothing_that_stands_alone() {
    let alone: Vec<char> = (0x80..0x11_0000)
        .filter_map(char::from_u32)
        .filter(|c| stands_alone(*c))
        .collect();
    let others = ['a', ' ', '~', 'é', '\u{A9}', '→', '☺', 'あ', '漢', 'ｱ', 'Ж'];
    for one in alone {
        for other in others {
            for pair in [[one, other], [other, one]] {
                let pair = String::from_iter(pair);
                assert_eq!(pair.graphemes(true).count(), 2, "{pair:?}");
            }
        }
    }
}
