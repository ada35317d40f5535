use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text::line::{Line, LineKind};
use crate::text::width::{Counting, columns};
use crate::text::wrap::tests::ambiguous;
use crate::text::wrap::wrap;

/// A table of plain cells, the first row being the header.
fn table(rows: &[&[&str]], align: &[Align]) -> Vec<Line> {
    let n_columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut shape = TableShape {
        natural: vec![0; n_columns],
        least: vec![0; n_columns],
        align: align.to_vec(),
        header: rows
            .first()
            .map_or_else(Vec::new, |it| it.iter().map(|&name| name.into()).collect()),
    };
    for (idx, cell) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        let width = |text: &str| u16::try_from(columns(text)).unwrap();
        shape.natural[idx] = shape.natural[idx].max(width(cell));
        let word = cell.split(' ').map(width).max().unwrap_or(0);
        shape.least[idx] = shape.least[idx].max(word);
    }
    let shape = Arc::new(shape);
    let line = |(idx, row): (usize, &&[&str])| {
        let cells = row
            .iter()
            .map(|&cell| vec![Span::new(cell, Scope::Text)])
            .collect();
        let row = TableRow {
            cells,
            header: idx == 0,
            shape: Arc::clone(&shape),
        };
        Line::new(Vec::new(), LineKind::Table(row))
    };
    rows.iter().enumerate().map(line).collect()
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
            "Order    What it     Price",
            "          holds",
            "──────────────────────────",
            "A1      two small     9.99",
            "       brown boxes",
            "B22        界       120.00",
        ]
    );
}

#[test]
fn words_are_broken_before_the_table_is() {
    let lines = table(
        &[&["Key", "Value"], &["identifier", "incomprehensible"]],
        &[],
    );
    assert_eq!(
        painted(&lines, 20),
        [
            "Key         Value",
            "────────────────────",
            "identifier  incompre",
            "            hensible"
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
            "──────────────",
            "Order: B22",
            "What it",
            "  holds: 界",
            "Price: 120.00",
            "──────────────",
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
        shape: Arc::default(),
    };
    assert_eq!(
        painted(&[Line::new(Vec::new(), LineKind::Table(none))], 4),
        ["─"]
    );
}

proptest! {
    #[test]
    fn a_table_that_grows_widens_while_it_fits_and_is_stacked_at_most_once(
        rows in prop::collection::vec(prop::collection::vec((0_u16..60, 0_u16..20), 4), 1..12),
        width in 1_u16..=400,
    ) {
        let mut shape = TableShape { natural: vec![0; 4], least: vec![0; 4], ..TableShape::default() };
        let mut before = layout(&shape, width);
        for row in rows {
            for (column, (natural, word)) in row.into_iter().enumerate() {
                shape.natural[column] = shape.natural[column].max(natural);
                shape.least[column] = shape.least[column].max(word.min(natural));
            }
            let now = layout(&shape, width);
            prop_assert!(before != Layout::Stacked || now == Layout::Stacked);
            if let (Layout::Grid(before), Layout::Grid(now)) = (&before, &now)
                && sum(&shape.natural) + 3 * usize::from(GAP) <= usize::from(width)
            {
                prop_assert!(before.iter().zip(now).all(|(before, now)| before <= now));
            }
            before = now;
        }
    }

    #[test]
    fn no_row_of_a_table_is_wider_than_asked(
        natural in prop::collection::vec(0_u16..90, 1..9),
        cell in "[a-z 界→…①]{0,40}",
        width in 1_u16..=400,
        header in any::<bool>(),
        ambiguous in ambiguous(),
    ) {
        let _counting = Counting::ambiguous(ambiguous);
        let cells = vec![vec![Span::new(cell, Scope::Text)]; natural.len()];
        let least = natural.iter().map(|columns| columns / 3).collect();
        let align = vec![Align::Right, Align::Center];
        let names = vec!["name".to_owned(); 3];
        let shape = Arc::new(TableShape { natural, least, align, header: names });
        let row = TableRow { cells, header, shape };
        let rows = wrap(&Line::new(Vec::new(), LineKind::Table(row)), width);
        for row in &rows {
            let total: usize = row.pieces.iter().map(|piece| usize::from(piece.columns)).sum();
            prop_assert!(total <= usize::from(width), "{row:?}");
        }
        prop_assert!(rows.iter().zip(0..).all(|(row, nth)| row.start == nth));
        prop_assert!(!rows.is_empty());
    }

    #[test]
    fn columns_stay_between_their_floor_and_what_they_want(
        pairs in prop::collection::vec((1_u16..30, 0_u16..90), 1..9), extra in 0_usize..200
    ) {
        let floor: Vec<u16> = pairs.iter().map(|&(floor, _)| floor).collect();
        let wanted: Vec<u16> = pairs.iter().map(|&(floor, more)| floor + more).collect();
        let room = sum(&floor) + extra;
        for sharing in [Sharing::Even, Sharing::SmallestFirst] {
            let widths = share(&floor, &wanted, room, sharing);
            prop_assert!(widths.iter().zip(&floor).all(|(width, floor)| width >= floor));
            prop_assert!(widths.iter().zip(&wanted).all(|(width, wanted)| width <= wanted));
            prop_assert_eq!(sum(&widths), room.min(sum(&wanted)));
        }
    }
}
