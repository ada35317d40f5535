use std::iter::once;

use proptest::prelude::*;

use super::*;
use crate::text::line::Lead;
use crate::text::link::LinkId;
use crate::text::sanitize::one_line;
use crate::text::width::{Ambiguous, Counting};

fn plain(row: &Row) -> String {
    row.pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn line(text: &str, kind: LineKind) -> Line {
    let src = 0..u32::try_from(text.len()).unwrap();
    Line::new(
        vec![Span {
            src,
            ..Span::new(text, Scope::Text)
        }],
        kind,
    )
}

fn check(kind: LineKind, text: &str, width: u16, expected: &[&str]) {
    let rows: Vec<String> = wrap(&line(text, kind), width).iter().map(plain).collect();
    assert_eq!(rows, expected, "{text:?} at {width}");
}

#[test]
fn prose_breaks_at_spaces_and_swallows_them() {
    check(
        LineKind::Prose,
        "the quick brown fox",
        10,
        &["the quick", "brown fox"],
    );
    check(
        LineKind::Prose,
        "the quick  brown",
        9,
        &["the quick", "brown"],
    );
    check(LineKind::Prose, "exact fit", 9, &["exact fit"]);
    check(LineKind::Prose, "trailing   ", 9, &["trailing "]);
    check(LineKind::Prose, "", 9, &[""]);
}

#[test]
fn a_word_wider_than_the_row_is_broken_between_graphemes() {
    check(LineKind::Prose, "abcdefghij", 4, &["abcd", "efgh", "ij"]);
    check(
        LineKind::Prose,
        "a bcdefghij k",
        4,
        &["a", "bcde", "fghi", "j k"],
    );
    check(
        LineKind::Prose,
        "e\u{301}e\u{301}e\u{301}",
        2,
        &["e\u{301}e\u{301}", "e\u{301}"],
    );
}

#[test]
fn indentation_stays_and_never_makes_an_empty_row() {
    check(LineKind::Prose, "  ab cd", 4, &["  ab", "cd"]);
    check(LineKind::Prose, "  abcdef", 4, &["  ab", "cdef"]);
    check(LineKind::Prose, "      ab", 4, &["    ", "ab"]);
}

#[test]
fn wide_graphemes_are_never_split() {
    check(LineKind::Prose, "界界界", 5, &["界界", "界"]);
    check(LineKind::Code, "a界界", 4, &["a界", "  界"]);
    check(
        LineKind::Code,
        "👩\u{200D}👧🦀",
        3,
        &["👩\u{200D}👧", " 🦀"],
    );
}

#[test]
fn a_grapheme_wider_than_the_row_is_an_ellipsis() {
    check(LineKind::Code, "a界b", 1, &["a", "…", "b"]);
}

#[test]
fn where_ambiguous_characters_are_wide_fewer_of_them_stand_in_a_row() {
    check(LineKind::Code, "a→b→c", 4, &["a→b→", "  c"]);
    let _wide = Counting::ambiguous(Ambiguous::Wide);
    check(LineKind::Code, "a→b→c", 4, &["a→b", "  →", "  c"]);
    check(LineKind::Prose, "“a” × Ω", 6, &["“a”", "× Ω"]);
    check(LineKind::Code, "a→b", 1, &["a", "~", "b"]);
    check(LineKind::Rule, "", 5, &["──"]);
    check(LineKind::Rule, "", 1, &["-"]);
}

#[test]
fn han_breaks_between_characters_but_not_before_their_punctuation() {
    check(LineKind::Prose, "see 你好世界", 8, &["see 你好", "世界"]);
    check(LineKind::Prose, "你好世界。", 8, &["你好世", "界。"]);
}

#[test]
fn a_hyphen_between_letters_is_a_place_to_break() {
    check(
        LineKind::Prose,
        "a well-known fact",
        8,
        &["a well-", "known", "fact"],
    );
    check(
        LineKind::Prose,
        "use --no-stream",
        12,
        &["use --no-", "stream"],
    );
    check(LineKind::Prose, "it is -5 now", 7, &["it is", "-5 now"]);
}

#[test]
fn code_keeps_every_space_that_fits_and_its_further_rows_stand_further_in() {
    check(LineKind::Code, "let x  = 1;", 8, &["let x  =", "  1;"]);
    check(
        LineKind::Code,
        "    send(order, customer)",
        16,
        &["    send(order, ", "      customer)"],
    );
    check(LineKind::Code, "      ab cd", 8, &["      ab", "    cd"]);
    check(LineKind::Code, "ab cd", 3, &["ab ", " cd"]);
    check(LineKind::Code, "ab", 1, &["a", "b"]);
    let rows = wrap(&line("", LineKind::Code), 10);
    assert_eq!(
        rows,
        [Row {
            fill: Some(Scope::Code),
            ..Row::default()
        }]
    );
}

#[test]
fn prose_and_prompts_are_no_wider_than_is_readable() {
    let text = "word ".repeat(60);
    for (kind, widest) in [
        (LineKind::Prose, 99),
        (LineKind::Prompt, 99),
        (LineKind::Code, 200),
    ] {
        let rows = wrap(&line(&text, kind), 200);
        assert_eq!(columns(&plain(&rows[0])), widest);
    }
}

#[test]
fn the_lead_stands_before_the_first_row_and_its_other_form_before_the_rest() {
    let mut item = line("one two three", LineKind::Prose);
    item.lead = Lead {
        first: vec![Span::new("• ", Scope::ListMarker)],
        rest: vec![Span::new("  ", Scope::Text)],
    };
    let rows: Vec<String> = wrap(&item, 8).iter().map(plain).collect();
    assert_eq!(rows, ["• one", "  two", "  three"]);
}

#[test]
fn rows_hang_where_what_stands_before_them_is_wider_than_before_the_first() {
    let mut item = line("key  one two three", LineKind::Prose);
    item.lead = Lead {
        first: vec![Span::new("> ", Scope::Dim)],
        rest: vec![Span::new("    ", Scope::Text)],
    };
    let shown = |width: u16| {
        let rows = wrap(&item, width);
        let pads: Vec<u16> = rows.iter().map(|row| row.pad).collect();
        (rows.iter().map(plain).collect::<Vec<_>>(), pads)
    };
    let rows = ["> key  one two", "    three"].map(String::from);
    assert_eq!(shown(14), (rows.to_vec(), vec![0, 2]));
    let rows = ["> key  one", "    two three"].map(String::from);
    assert_eq!(shown(13), (rows.to_vec(), vec![0, 2]));
    assert_eq!(shown(40).0, ["> key  one two three"]);
    for width in 1..6 {
        assert!(
            wrap(&item, width)
                .iter()
                .all(|row| row.lead + row.pad < width)
        );
    }
}

#[test]
fn a_lead_wider_than_half_of_the_row_is_cut() {
    let mut item = line("abcdef", LineKind::Prose);
    let lead = vec![Span::new("│ │ │ │ ", Scope::QuoteBar)];
    item.lead = Lead {
        first: lead.clone(),
        rest: lead,
    };
    let rows: Vec<String> = wrap(&item, 6).iter().map(plain).collect();
    assert_eq!(rows, ["│ │abc", "│ │def"]);
}

#[test]
fn a_rule_is_as_wide_as_prose_may_be_and_a_blank_line_is_one_empty_row() {
    check(LineKind::Rule, "", 5, &["─────"]);
    let measure = "─".repeat(usize::from(PROSE_COLUMNS));
    check(LineKind::Rule, "", PROSE_COLUMNS + 50, &[&measure]);
    check(LineKind::Blank, "", 5, &[""]);
    assert_eq!(wrap(&Line::blank(), 5), [Row::default()]);
}

#[test]
fn pieces_know_their_source() {
    let link = Some(Arc::new(Link {
        id: LinkId(3),
        target: "x".into(),
    }));
    let spans = vec![
        Span {
            src: 10..15,
            ..Span::new("hello", Scope::Text)
        },
        Span {
            src: 15..21,
            ..Span::new("&", Scope::Text)
        },
        Span {
            src: 21..29,
            link: link.clone(),
            ..Span::new(" wo rldx", Scope::Link)
        },
    ];
    let rows = wrap(&Line::new(spans, LineKind::Prose), 8);
    let seen: Vec<_> = rows
        .iter()
        .flat_map(|row| &row.pieces)
        .map(|piece| (piece.text.as_str(), piece.src.clone(), piece.link.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            ("hello", 10..15, None),
            ("&", 15..21, None),
            ("wo rldx", 22..29, link)
        ],
        "{rows:?}"
    );
    assert_eq!(rows[1].start, 7);
}

/// A megabyte in one line: with anything but linear work this test would not come to its end.
#[test]
fn a_megabyte_without_a_space_is_wrapped() {
    for kind in [LineKind::Prose, LineKind::Code] {
        let room = if kind == LineKind::Code { 62 } else { 64 };
        let rows = wrap(&line(&"x".repeat(1 << 20), kind), 64);
        assert_eq!(rows.len(), ((1 << 20) - 64_usize).div_ceil(room) + 1);
    }
    assert_eq!(
        wrap(&line(&" ".repeat(1 << 20), LineKind::Prose), 64).len(),
        1
    );
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let text = prop_oneof![
        "[a-z ]{0,40}",
        "[a-c \u{3000}界🦀e\u{301}\u{200D}👩🇩🇪❤\u{FE0F}\u{FF9E}क्षกี่-]{0,30}",
        "[a-b →…“”×Ω①│\u{301}-]{0,30}",
        "\\PC{0,20}",
    ];
    prop::collection::vec((text, 0_u32..1000, any::<bool>()), 0..5).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(text, start, exact)| {
                let text = one_line(&text);
                let len = u32::try_from(text.len()).unwrap();
                let src = start..start + if exact { len } else { len / 2 };
                Span {
                    src,
                    ..Span::new(text, Scope::Text)
                }
            })
            .collect()
    })
}

impl Line {
    /// Every place between two characters.
    fn marks(&self) -> impl Iterator<Item = Mark> {
        let mut total = 0;
        self.spans.iter().enumerate().flat_map(move |(span, it)| {
            let start = total;
            total += it.text.len();
            let bytes = it
                .text
                .char_indices()
                .map(|(byte, _)| byte)
                .filter(|byte| *byte > 0);
            bytes.map(move |byte| Mark {
                span,
                byte,
                total: start + byte,
            })
        })
    }
}

pub(super) fn ambiguous() -> impl Strategy<Value = Ambiguous> {
    prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)]
}

fn kind() -> impl Strategy<Value = LineKind> {
    prop_oneof![
        Just(LineKind::Prose),
        Just(LineKind::Code),
        Just(LineKind::Prompt)
    ]
}

proptest! {
    #[test]
    fn no_row_is_wider_than_asked_and_nothing_is_lost(
        spans in spans(), kind in kind(), width in 1_u16..=200, lead in "[│ •界]{0,6}",
        rest in "[│ •界]{0,9}", ambiguous in ambiguous(),
    ) {
        let _counting = Counting::ambiguous(ambiguous);
        let mut line = Line::new(spans, kind.clone());
        let mark = vec![Span::new(lead, Scope::Dim)];
        line.lead = Lead { first: mark, rest: vec![Span::new(rest, Scope::Dim)] };
        let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
        let effective = if kind == LineKind::Code { width } else { width.min(PROSE_COLUMNS) };
        let lead = lead_columns(&line, effective);
        let margins = once(exactly(&line.lead.first, lead).len())
            .chain(std::iter::repeat(exactly(&line.lead.rest, lead).len()));
        let rows = wrap(&line, width);

        prop_assert!(!rows.is_empty());
        prop_assert!(rows.iter().zip(rows.iter().skip(1)).all(|(a, b)| a.start < b.start && a.soft));
        prop_assert!(rows.last().is_some_and(|row| !row.soft));
        let ends = rows.iter().skip(1).map(|row| row.start as usize).chain(once(text.len()));
        for ((row, end), margin) in rows.iter().zip(ends).zip(margins) {
            let margin = margin + usize::from(row.pad > 0);
            let total: usize = row.pieces.iter().map(|piece| usize::from(piece.columns)).sum();
            prop_assert!(total <= usize::from(width), "{total} columns in {row:?}");
            for piece in &row.pieces {
                prop_assert!(!piece.text.is_empty());
                prop_assert_eq!(usize::from(piece.columns), columns(&piece.text));
            }
            for piece in &row.pieces[margin..] {
                let home = |span: &Span| span.src.start <= piece.src.start && piece.src.end <= span.src.end;
                prop_assert!(line.spans.iter().any(home), "{piece:?} is of no span");
            }
            let shown: String = row.pieces[margin..].iter().map(|piece| piece.text.as_str()).collect();
            if shown.contains(ellipsis()) {
                continue;
            }
            let rest = text.get(row.start as usize..end).and_then(|rest| rest.strip_prefix(&shown));
            prop_assert!(rest.is_some(), "{shown:?} is not in its place");
            let swallowed = rest.unwrap_or_default();
            prop_assert!(swallowed.trim().is_empty(), "{swallowed:?} was lost");
        }
    }

    #[test]
    fn a_line_that_grows_has_the_rows_of_one_that_was_there(
        before in spans(), after in spans(), cut in 0_usize..200, width in 1_u16..40, rest in " {0,5}"
    ) {
        let lead = Lead { first: vec![Span::new("• ", Scope::Dim)], rest: vec![Span::new(rest, Scope::Dim)] };
        let mut line = Line { spans: before, lead, kind: LineKind::Prose };
        let mut rows = wrap(&line, width);
        let is_exact = |mark: &Mark| line.spans[mark.span].is_exact();
        let marks: Vec<Mark> = line.marks().filter(is_exact).collect();
        let mark = marks.get(cut % marks.len().max(1)).copied().unwrap_or_default();
        line.truncate(mark);
        line.spans.extend(after);
        rewrap(&line, width, &mut rows, mark);
        prop_assert_eq!(rows, wrap(&line, width));
    }

    #[test]
    fn wrapping_goes_on_from_any_row_as_it_began(text in "[a-d 界-]{0,60}", width in 1_u16..20) {
        let rows = wrap(&line(&text, LineKind::Prose), width);
        for (idx, row) in rows.iter().enumerate() {
            let rest = text.get(row.start as usize..).unwrap();
            let again: Vec<String> = wrap(&line(rest, LineKind::Prose), width).iter().map(plain).collect();
            let before: Vec<String> = rows[idx..].iter().map(plain).collect();
            prop_assert_eq!(again, before);
        }
    }
}
