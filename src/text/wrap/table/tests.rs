use std::sync::Arc;

use proptest::prelude::*;

use super::share::{Sharing, share, sum};
use super::*;
use crate::text::line::{Align, Line, LineKind};
use crate::text::split::parts::parts;
use crate::text::width::Counting;
use crate::text::wrap::tests::ambiguous;
use crate::text::wrap::wrap;

/// A table of plain cells, the first row being the header.
fn table(rows: &[&[&str]], align: &[Align]) -> Vec<Line> {
    let mut shape = TableShape {
        growths: Vec::new(),
        align: align.to_vec(),
        header: rows
            .first()
            .map_or_else(Vec::new, |it| it.iter().map(|&name| name.into()).collect()),
    };
    let rows: Vec<Vec<Vec<Span>>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|&cell| vec![Span::new(cell, Scope::Text)])
                .collect()
        })
        .collect();
    for cells in &rows {
        let growth = growth(&shape, cells);
        shape.growths.extend(growth);
    }
    let shape = Arc::new(shape);
    let mut above = None;
    let line = |(idx, cells): (usize, Vec<Vec<Span>>)| {
        let row = TableRow {
            above: above.take(),
            header: idx == 0,
            shape: Arc::clone(&shape),
            cells,
        };
        above = (idx > 0).then(|| needs(&row.cells));
        Line::new(Vec::new(), LineKind::Table(row))
    };
    rows.into_iter().enumerate().map(line).collect()
}

fn painted(lines: &[Line], width: u16) -> Vec<String> {
    let rows = lines.iter().flat_map(|line| wrap(line, width));
    rows.map(|row| row.pieces.iter().map(|piece| piece.text.as_str()).collect())
        .collect()
}

const ORDERS: &[&[&str]] = &[
    &["Order", "What it holds", "Price"],
    &["A1", "two small brown boxes", "9.99"],
    &["B22", "界", "120.00"],
];

#[test]
fn a_table_that_fits_takes_its_natural_width() {
    let lines = table(ORDERS, &[Align::Left, Align::Left, Align::Right]);
    assert_eq!(
        painted(&lines, 80),
        [
            "Order  What it holds           Price",
            "────────────────────────────────────",
            "A1     two small brown boxes    9.99",
            "B22    界                     120.00",
        ]
    );
}

#[test]
fn the_widest_column_gives_way_first() {
    let lines = table(ORDERS, &[Align::Left, Align::Center, Align::Right]);
    assert_eq!(
        painted(&lines, 26),
        [
            "Order   What it    Price",
            "         holds",
            "────────────────────────",
            "A1     two small    9.99",
            "         brown",
            "         boxes",
            "",
            "B22       界      120.00",
        ]
    );
}

#[test]
fn only_words_of_unusual_length_are_broken_before_the_table_is() {
    let lines = |word: &str| table(&[&["Key", "Value"], &["identifier", word]], &[]);
    assert_eq!(
        painted(&lines("antidisestablishmentarianism"), 23),
        [
            "Key         Value",
            "───────────────────────",
            "identifier  antidisesta",
            "            blishmentar",
            "            ianism"
        ]
    );
    assert_eq!(
        painted(&lines("incomprehensible"), 23),
        [
            "───────────────────────",
            "Key:   identifier",
            "Value: incomprehensible",
        ]
    );
}

/// Korean writes spaces between words, Japanese does not.
#[test]
fn a_word_of_hangul_is_one_and_a_han_sign_is_one_too() {
    assert_eq!(least_columns("안녕하세요여러분"), 16);
    assert_eq!(least_columns("日本語日本語日本"), usize::from(SLIVER));
    assert_eq!(parts("안녕 日本a b🦀"), [4, 2, 2, 1, 3]);
}

#[test]
fn a_later_row_in_which_a_word_would_be_broken_is_a_record_by_itself() {
    let rows: &[&[&str]] = &[
        &["Name", "Clients", "Latency"],
        &["a note that is cut here", "10", "5"],
        &["short", "20", "7"],
        &["short", "123456789012345", "99999"],
        &["last", "30", "8"],
    ];
    assert_eq!(
        painted(&table(rows, &[]), 30),
        [
            "Name      Clients    Latency",
            "────────────────────────────",
            "a note    10         5",
            "that is",
            "cut here",
            "",
            "short     20         7",
            "",
            "Name:    short",
            "Clients: 123456789012345",
            "Latency: 99999",
            "",
            "last      30         8",
        ]
    );
}

#[test]
fn an_address_is_broken_between_its_parts_and_never_into_slivers() {
    let rows: &[&[&str]] = &[
        &["Name", "Kind", "Owner", "Link", "State"],
        &["alpha", "tool", "ann", "none", "ok"],
        &[
            "beta",
            "tool",
            "bob",
            "https://bare.example/very/long/path",
            "ok",
        ],
        &["Verylongwordwithoutbreaks", "tool", "ann", "none", "ok"],
    ];
    assert_eq!(
        painted(&table(&rows[..3], &[]), 50),
        [
            "Name   Kind  Owner  Link                   State",
            "────────────────────────────────────────────────",
            "alpha  tool  ann    none                   ok",
            "",
            "beta   tool  bob    https://bare.example/  ok",
            "                    very/long/path",
        ]
    );
    assert_eq!(
        painted(&table(rows, &[]), 50)[7..],
        [
            "Name:  Verylongwordwithoutbreaks",
            "Kind:  tool",
            "Owner: ann",
            "Link:  none",
            "State: ok",
        ]
    );
    let above = painted(&table(&rows[..2], &[]), 40);
    assert_eq!(above[2], "alpha  tool  ann    none  ok");
    let records = painted(&table(&rows[..3], &[]), 40);
    assert_eq!(
        records[4..],
        [
            "Name:  beta",
            "Kind:  tool",
            "Owner: bob",
            "Link:",
            "  https://bare.example/very/long/path",
            "State: ok",
        ]
    );
}

#[test]
fn names_that_come_late_find_room_beside_sentences() {
    let rows: &[&[&str]] = &[
        &["#", "City and country", "Remark"],
        &[
            "1",
            "Oslo, Norway",
            "a calm town at the end of a long fjord",
        ],
        &["2", "Thiruvananthapuram, India", "palms"],
        &["3", "Petropavlovsk-Kamchatsky, Russia", "volcanoes"],
        &["14", "src/edge/terminal/paint.rs", "no town"],
    ];
    assert_eq!(
        painted(&table(rows, &[]), 60),
        [
            "#   City and country            Remark",
            "────────────────────────────────────────────────────────────",
            "1   Oslo, Norway                a calm town at the end of a",
            "                                long fjord",
            "",
            "2   Thiruvananthapuram, India   palms",
            "",
            "3   Petropavlovsk-Kamchatsky,   volcanoes",
            "    Russia",
            "",
            "14  src/edge/terminal/paint.rs  no town",
        ]
    );
}

#[test]
fn a_table_too_narrow_for_columns_becomes_records() {
    let lines = table(ORDERS, &[]);
    assert_eq!(
        painted(&lines, 14),
        [
            "──────────────",
            "Order: A1",
            "What it",
            "  holds: two",
            "  small brown",
            "  boxes",
            "Price: 9.99",
            "",
            "Order: B22",
            "What it",
            "  holds: 界",
            "Price: 120.00",
        ]
    );
    let rows: &[&[&str]] = &[
        &["Order", "What it holds", "Note"],
        &["A1", "two small brown boxes", "incomprehensiblenesses"],
        &["B22", "", "no"],
    ];
    assert_eq!(
        painted(&table(rows, &[]), 30)[1..],
        [
            "Order:         A1",
            "What it holds: two small brown",
            "               boxes",
            "Note: incomprehensiblenesses",
            "",
            "Order:         B22",
            "What it holds:",
            "Note:          no",
        ]
    );
}

#[test]
fn a_row_may_lack_cells_or_have_too_many() {
    let mut lines = table(&[&["a", "b"], &["1", "2"]], &[]);
    for line in &mut lines {
        if let LineKind::Table(row) = &mut line.kind {
            row.cells.truncate(1);
        }
    }
    assert_eq!(painted(&lines, 10), ["a", "────", "1"]);
    let none = TableRow {
        cells: Vec::new(),
        header: true,
        above: None,
        shape: Arc::default(),
    };
    assert_eq!(
        painted(&[Line::new(Vec::new(), LineKind::Table(none))], 4),
        ["─"]
    );
}

#[test]
fn short_columns_keep_to_themselves_and_the_long_one_takes_the_rest() {
    let lines = table(
        &[
            &["#", "Rule", "Reason"],
            &[
                "1",
                "Say it once",
                "two places that say the same disagree one day",
            ],
            &[
                "2",
                "Say it in order",
                "who reads from the top should understand it all",
            ],
            &["10", "Stop", "done"],
        ],
        &[Align::Right],
    );
    assert_eq!(
        painted(&lines, 60),
        [
            " #  Rule             Reason",
            "─────────────────────────────────────────────────",
            " 1  Say it once      two places that say the same",
            "                     disagree one day",
            "",
            " 2  Say it in order  who reads from the top",
            "                     should understand it all",
            "",
            "10  Stop             done",
        ]
    );
}

#[test]
fn a_long_cell_that_comes_late_wraps_and_what_stands_above_it_stays() {
    let rows: &[&[&str]] = &[
        &["Name", "Type", "Default"],
        &["width", "number", "80"],
        &["wrap", "yes or no", "yes"],
        &[
            "theme",
            "one of the themes, by its name or its path",
            "auto",
        ],
    ];
    let above = [
        "Name   Type       Default",
        "width  number     80",
        "wrap   yes or no  yes",
    ];
    let before = painted(&table(&rows[..3], &[]), 40);
    let after = painted(&table(rows, &[]), 40);
    assert_eq!([&before[0], &before[2], &before[3]], above);
    assert_eq!(
        after,
        [
            "Name   Type                   Default",
            "─────────────────────────────────────",
            "width  number                 80",
            "wrap   yes or no              yes",
            "",
            "theme  one of the themes, by  auto",
            "       its name or its path",
        ]
    );
}

#[test]
fn the_first_row_has_a_say_in_what_a_long_header_gets() {
    let rows: &[&[&str]] = &[
        &["Number of retries", "What is tried again"],
        &["3", "requests that the server was too busy to answer"],
    ];
    assert_eq!(
        painted(&table(&rows[..1], &[]), 30),
        [
            "Number   What",
            "of       is",
            "retries  tried",
            "         again",
            "──────────────",
        ]
    );
    assert_eq!(
        painted(&table(rows, &[]), 30),
        [
            "Number    What is tried again",
            "of",
            "retries",
            "──────────────────────────────",
            "3         requests that the",
            "          server was too busy",
            "          to answer",
        ]
    );
}

#[test]
fn a_head_that_stands_alone_takes_no_more_than_its_columns_keep() {
    let rows: &[&[&str]] = &[
        &["Mean response time", "Remark"],
        &["3 ms", &"a remark of many words ".repeat(9)],
    ];
    let widths = |n_rows: usize, width: u16| {
        let lines = table(&rows[..n_rows], &[]);
        layout(shape_of(&lines), width)
    };
    for (width, alone, then) in [
        (80, [18, 6], [18, 54]),
        (50, [18, 6], [18, 24]),
        (49, [12, 6], [13, 34]),
        (40, [9, 6], [9, 29]),
        (20, [8, 6], [8, 10]),
    ] {
        assert_eq!(widths(1, width), Layout::Grid(alone.to_vec()));
        assert_eq!(widths(2, width), Layout::Grid(then.to_vec()));
    }
    assert_eq!(
        painted(&table(&rows[..1], &[]), 49),
        [
            "Mean          Remark",
            "response",
            "time",
            "────────────────────"
        ]
    );
}

#[test]
fn a_long_header_leaves_room_for_what_comes_beside_it() {
    let rows: &[&[&str]] = &[
        &["Name", "The number of retries before it gives up", "Link"],
        &["read", "3", "documentation"],
        &["write", "12", "https://example.com/some/path"],
    ];
    assert_eq!(
        painted(&table(rows, &[Align::Left, Align::Right]), 68),
        [
            "Name   The number of retries before it  Link",
            "                              gives up",
            "──────────────────────────────────────────────────────────────────",
            "read                                 3  documentation",
            "",
            "write                               12  https://example.com/some/",
            "                                        path",
        ]
    );
}

#[test]
fn columns_share_the_room_so_that_no_cell_takes_more_rows_than_it_must() {
    let rows: &[&[&str]] = &[
        &["Name", "Type", "Default", "Where it counts", "Description"],
        &[
            "retry limit of reads",
            "whole number",
            "three (3)",
            "all requests to it",
            "how often a read is tried again before its failure is told to the person",
        ],
    ];
    assert_eq!(
        painted(&table(rows, &[]), 80),
        [
            "Name        Type    Default    Where it   Description",
            "                               counts",
            "───────────────────────────────────────────────────────────────────────",
            "retry       whole   three (3)  all        how often a read is tried",
            "limit of    number             requests   again before its failure is",
            "reads                          to it      told to the person",
        ]
    );
}

#[test]
fn a_short_column_may_still_widen_when_another_is_cut() {
    let rows: &[&[&str]] = &[
        &["Flag", "Meaning"],
        &["-v", "say more of what is being done, and why"],
        &["--quiet", "say nothing"],
        &["--color-of-the-frame", "paint it"],
    ];
    assert_eq!(
        painted(&table(&rows[..2], &[]), 36),
        [
            "Flag  Meaning",
            "────────────────────────────",
            "-v    say more of what is",
            "      being done, and why",
        ]
    );
    assert_eq!(
        painted(&table(&rows[..3], &[]), 36),
        [
            "Flag     Meaning",
            "───────────────────────────────",
            "-v       say more of what is",
            "         being done, and why",
            "",
            "--quiet  say nothing",
        ]
    );
    assert_eq!(
        painted(&table(rows, &[]), 36),
        [
            "Flag          Meaning",
            "────────────────────────────────────",
            "-v            say more of what is",
            "              being done, and why",
            "",
            "--quiet       say nothing",
            "",
            "--color-of-   paint it",
            "the-frame",
        ]
    );
}

#[test]
fn long_words_are_broken_alike_and_leave_room_for_those_that_come() {
    let url = "https://example.com/a/path/that/has/no/end/at/all";
    let rows: &[&[&str]] = &[
        &["Col", "Other", "Third"],
        &["a", "b", "c"],
        &[
            "d",
            "Rindfleischetikettierungsueberwachu",
            "anotherveryveryverylongword",
        ],
        &[url, "e", "f"],
    ];
    let check = |rows: &[&[&str]], width: u16, expect: &[u16]| {
        let lines = table(rows, &[]);
        let widths = layout(shape_of(&lines), width);
        assert_eq!(widths, Layout::Grid(expect.to_vec()));
    };
    check(&rows[..2], 39, &[3, 5, 5]);
    check(&rows[..3], 39, &[3, 15, 14]);
    check(rows, 39, &[6, 15, 14]);
    let at_once = [url, rows[2][1], rows[2][2]];
    check(&[rows[0], rows[1], &at_once], 50, &[20, 13, 13]);
    check(&[rows[0], &at_once], 50, &[20, 13, 13]);
    let lines = table(&[rows[0], &at_once], &[]);
    assert_eq!(layout(shape_of(&lines), 39), Layout::Stacked);
}

const FACTS: &[&[&str]] = &[
    &["Order", "#ORD-12345"],
    &[
        "Items",
        "Mechanical keyboard, quiet switches, Wrist rest, walnut",
    ],
    &["Total", "148.90 EUR"],
    &["Carrier", "Blue Heron Parcels"],
    &["Tracking number", "BH 4471 0093 2"],
    &["Now at", "sorting center in Kassel"],
];

#[test]
fn a_long_first_cell_leaves_names_below_room_to_stand_in_one_row() {
    assert_eq!(
        painted(&table(FACTS, &[]), 64),
        [
            "Order            #ORD-12345",
            "─────────────────────────────────────────────────────────────",
            "Items            Mechanical keyboard, quiet switches, Wrist",
            "                 rest, walnut",
            "",
            "Total            148.90 EUR",
            "Carrier          Blue Heron Parcels",
            "Tracking number  BH 4471 0093 2",
            "Now at           sorting center in Kassel",
        ]
    );
    let mut late = FACTS.to_vec();
    late.swap(1, 2);
    for (rows, width) in [(FACTS, 40_u16), (&late, 60)] {
        for width in width..=130 {
            let rows = painted(&table(rows, &[]), width);
            for name in ["Total", "Carrier ", "Tracking number ", "Now at "] {
                let is_whole = rows.iter().any(|row| row.starts_with(name));
                assert!(is_whole, "{width} {rows:#?}");
            }
        }
    }
}

#[test]
fn a_long_flag_finds_room_beside_a_sentence_that_came_before_it() {
    let rows: &[&[&str]] = &[
        &["Flag", "What it does"],
        &[
            "-a",
            "shows files whose names begin with a dot, and those that are ignored too",
        ],
        &["-l", "long"],
        &["--follow-symlinks", "walks into what links lead to"],
    ];
    for width in 60..=130 {
        let rows = painted(&table(rows, &[]), width);
        let is_whole = rows
            .iter()
            .any(|row| row.starts_with("--follow-symlinks  walks"));
        assert!(is_whole, "{width} {rows:#?}");
    }
}

/// One row after the other: words, some of them long or wide.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let word = prop_oneof![
        6 => "[a-z]{1,9}",
        1 => "[a-z]{10,30}",
        1 => "[日本語한국어→…①]{1,9}",
        1 => Just("👩‍👩‍👧".to_owned()),
    ];
    let cell = prop_oneof![
        3 => prop::collection::vec(word.clone(), 0..3),
        1 => prop::collection::vec(word, 0..40),
    ];
    let cell = cell.prop_map(|words| words.join(" "));
    (1_usize..7).prop_flat_map(move |n_columns| {
        prop::collection::vec(prop::collection::vec(cell.clone(), n_columns), 1..12)
    })
}

/// Rows without the spaces between their columns, which may become more, and without rules.
fn texts(line: &Line, width: u16) -> Vec<String> {
    let rows = wrap(line, width).into_iter().map(|row| {
        let text = row.pieces.iter().flat_map(|piece| piece.text.chars());
        text.filter(|c| !matches!(c, ' ' | '─')).collect()
    });
    rows.collect()
}

fn shape_of(lines: &[Line]) -> &TableShape {
    match lines.first().map(|line| &line.kind) {
        Some(LineKind::Table(row)) => &row.shape,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_fits(line: &Line, width: u16) {
    let rows = wrap(line, width);
    for row in &rows {
        let total: usize = row.pieces.iter().map(|it| usize::from(it.columns)).sum();
        let text: String = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(total <= usize::from(width), "{width} {row:?}");
        assert_eq!(total, columns(&text));
    }
    assert!(rows.iter().zip(0..).all(|(row, nth)| row.start == nth));
    assert!(!rows.is_empty());
}

#[test]
fn no_row_is_wider_than_the_pane_at_any_width_from_1_to_400() {
    let long = "word ".repeat(70) + &"long".repeat(30) + &"界".repeat(80);
    let mut lines = table(
        &[
            &["界", "Name", "", "What it is for and why"],
            &["1", "a", "日本語の文字 한국어", "👩‍👩‍👧 e\u{301}"],
            &["22", "identifier_of_many_letters", "x", &long],
            &[&long, "", &long, "late"],
        ],
        &[Align::Right, Align::Center, Align::Left, Align::Right],
    );
    let bar = vec![Span::new("│ ", Scope::QuoteBar)];
    lines.extend(lines.clone().into_iter().map(|mut line| {
        (line.lead.first, line.lead.rest) = (bar.clone(), bar.clone());
        line
    }));
    for width in 1..=400 {
        lines.iter().for_each(|line| assert_fits(line, width));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn columns_only_widen_and_rows_that_stand_above_another_never_change(
        rows in rows(), widths in prop::collection::vec(1_u16..=400, 3),
    ) {
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        for width in widths.into_iter().chain([5, 24, 80]) {
            let mut before: Option<(Vec<Vec<String>>, Layout)> = None;
            for n in 1..=rows.len() {
                let lines = table(&rows[..n], &[]);
                let now = layout(shape_of(&lines), width);
                let shown: Vec<_> = lines.iter().map(|line| texts(line, width)).collect();
                if let Some((settled, before)) = before {
                    // A header alone is not: the first row may make records of the table.
                    let is_settled = n > 2;
                    if is_settled {
                        prop_assert!(shown.starts_with(&settled), "{width} {settled:?} {shown:?}");
                    }
                    match (&before, &now) {
                        (Layout::Grid(before), Layout::Grid(now)) => {
                            let pairs = || before.iter().zip(now);
                            prop_assert!(pairs().all(|(before, now)| before <= now), "{width} {n}");
                        }
                        (before, now) if is_settled => {
                            prop_assert_eq!(before, now, "stacked at once or never");
                        }
                        _ => {}
                    }
                }
                before = Some((shown, now));
            }
        }
    }

    #[test]
    fn no_row_of_a_table_is_wider_than_asked(
        rows in rows(), widths in prop::collection::vec(1_u16..=400, 4), ambiguous in ambiguous(),
    ) {
        let _counting = Counting::ambiguous(ambiguous);
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let lines = table(&rows, &[Align::Right, Align::Center]);
        for width in widths.into_iter().chain([1, 2, 3, 9, 400]) {
            lines.iter().for_each(|line| assert_fits(line, width));
        }
    }

    #[test]
    fn columns_stay_between_their_floor_and_what_they_want(
        pairs in prop::collection::vec((1_u16..30, 0_u16..90), 1..9), extra in 0_usize..200
    ) {
        let floor: Vec<u16> = pairs.iter().map(|&(floor, _)| floor).collect();
        let wanted: Vec<u16> = pairs.iter().map(|&(floor, more)| floor + more).collect();
        let room = sum(&floor) + extra;
        for sharing in [Sharing::Even, Sharing::WidestLast] {
            let widths = share(&floor, &wanted, room, sharing);
            prop_assert!(widths.iter().zip(&floor).all(|(width, floor)| width >= floor));
            prop_assert!(widths.iter().zip(&wanted).all(|(width, wanted)| width <= wanted));
            prop_assert_eq!(sum(&widths), room.min(sum(&wanted)));
        }
    }
}
