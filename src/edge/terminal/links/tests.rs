//! Each cell belongs, for the terminal, to the link that was painted there and to no other.
//!
//! The emulator knows no links. It is given a background color in place of each, and no other
//! style; so what becomes of them when rows move, are erased or written again is what it does with
//! colors.

use std::collections::HashMap;
use std::num::NonZeroU16;
use std::ops::Range;

use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use ratatui::layout::Size;
use ratatui::style::{Color, Style};

use super::super::Screen;
use super::*;
use crate::text::link::LinkId;

const SIZE: Size = Size::new(30, 8);

struct Rig {
    screen: Screen<Vec<u8>>,
    terminal: vt100::Parser,
    /// Where each id leads.
    addresses: HashMap<u32, String>,
}

impl Rig {
    fn new() -> Self {
        let cells = |n| NonZeroU16::new(n).unwrap();
        let mut screen = Screen::detached(Vec::new());
        screen.show_links();
        Self {
            screen,
            terminal: vt100::Parser::new(cells(SIZE.height), cells(SIZE.width), 0),
            addresses: HashMap::new(),
        }
    }

    /// Draws rows of text with links over them; returns what was written.
    fn draw(&mut self, rows: &[(String, bool)], placed: &[PlacedLink]) -> String {
        let drawn = self.screen.draw_linked(SIZE, |sketch, links| {
            for (y, (row, raised)) in (0..SIZE.height).zip(rows) {
                let ground = if *raised { Color::Blue } else { Color::Reset };
                sketch.text(0, y, SIZE.width, row, Style::new().bg(ground));
            }
            links.extend_from_slice(placed);
            None
        });
        drawn.unwrap();
        let bytes = String::from_utf8(std::mem::take(&mut self.screen.out)).unwrap();
        let colored = self.color(&bytes);
        self.terminal.process(colored.as_bytes());
        bytes
    }

    /// The bytes with colors for links and without any other style.
    fn color(&mut self, bytes: &str) -> String {
        let mut colored = String::new();
        let mut pieces = bytes.split('\x1b');
        colored.push_str(pieces.next().unwrap());
        let mut is_open = false;
        while let Some(piece) = pieces.next() {
            if let Some(link) = piece.strip_prefix("]8;") {
                let (parameters, address) = link.split_once(';').unwrap();
                let rest = pieces.next().unwrap().strip_prefix('\\').unwrap();
                is_open = !address.is_empty();
                if is_open {
                    let id: u32 = parameters.strip_prefix("id=").unwrap().parse().unwrap();
                    let known = self.addresses.entry(id).or_insert(address.to_owned());
                    assert_eq!(known, address, "an id leads to one place");
                    let [_, r, g, b] = id.to_be_bytes();
                    colored.push_str(&format!("\x1b[48;2;{r};{g};{b}m"));
                } else {
                    assert_eq!(parameters, "");
                    colored.push_str("\x1b[49m");
                }
                colored.push_str(rest);
                continue;
            }
            let parameters =
                piece.trim_start_matches(|c: char| "[;:".contains(c) || c.is_ascii_digit());
            match parameters
                .strip_prefix('m')
                .filter(|_| piece.starts_with('['))
            {
                Some(text) => colored.push_str(text),
                None => colored.extend(["\x1b", piece]),
            }
        }
        assert!(!is_open, "a link is left open: {bytes:?}");
        colored
    }

    /// The id at each cell, 0 for none.
    fn seen(&self) -> Vec<u32> {
        let screen = self.terminal.screen();
        let cells = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
        cells
            .map(|(x, y)| match screen.cell(y, x).unwrap().bgcolor() {
                vt100::Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
                _ => 0,
            })
            .collect()
    }
}

fn link(id: u32, target: &str) -> Arc<Link> {
    Arc::new(Link {
        id: LinkId(id),
        target: target.to_owned(),
    })
}

fn place(y: u16, columns: Range<u16>, item: u64, link: &Arc<Link>) -> PlacedLink {
    PlacedLink {
        y,
        columns,
        item,
        link: Arc::clone(link),
    }
}

/// Of each cell the item, the link and its target, of those that lead anywhere.
fn expected(placed: &[PlacedLink]) -> Vec<Option<(u64, LinkId, String)>> {
    let mut cells = vec![None; usize::from(SIZE.width * SIZE.height)];
    for place in placed.iter().filter(|place| place.y < SIZE.height) {
        let Some(address) = place.link.address() else {
            continue;
        };
        for x in place.columns.start..place.columns.end.min(SIZE.width) {
            let at = usize::from(place.y * SIZE.width + x);
            cells[at] = Some((place.item, place.link.id, address.clone()));
        }
    }
    cells
}

fn frames() -> impl Strategy<Value = Vec<(usize, Vec<PlacedLink>)>> {
    let target = prop_oneof![
        Just("https://one.example/"),
        Just("https://two.example/ü"),
        Just("javascript:alert(1)"),
    ];
    let placed = (0_u16..10, 0_u16..32, 0_u16..12, 0_u64..2, 0_u32..3, target)
        .prop_map(|(y, x, n, item, id, target)| place(y, x..x + n, item, &link(id, target)));
    let placed = proptest::collection::vec(placed, 0..6);
    proptest::collection::vec((0_usize..5, placed), 1..10)
}

proptest! {
    #[test]
    fn each_cell_leads_where_it_was_painted_to(
        frames in frames(),
        texts in proptest::collection::vec(("[a-c漢 ]{0,28}", any::<bool>()), 16),
    ) {
        let mut rig = Rig::new();
        for (first, placed) in frames {
            let rows = &texts[first..];
            rig.draw(rows, &placed);
            let mut ids = HashMap::new();
            // A wide character is one cell to the terminal; what was painted over its right half
            // is lost with it.
            let covered: Vec<bool> = rig.screen.shown.content.iter().map(|cell| cell.symbol().is_empty()).collect();
            for ((seen, expect), covered) in rig.seen().into_iter().zip(expected(&placed)).zip(covered) {
                if covered {
                    continue;
                }
                prop_assert_eq!(seen == 0, expect.is_none());
                if let Some(expect) = expect {
                    prop_assert_eq!(&rig.addresses[&seen], &expect.2);
                    prop_assert_eq!(*ids.entry(expect).or_insert(seen), seen, "one link, one id");
                }
            }
            prop_assert_eq!(rig.draw(rows, &placed), "", "nothing changed");
        }
    }
}

#[test]
fn a_link_over_two_rows_is_one_and_moves_with_them() {
    let mut rig = Rig::new();
    let link = link(4, "https://a.b/");
    let placed = [place(0, 5..30, 1, &link), place(1, 0..4, 1, &link)];
    let rows = ["see the page of that", "name, or not", "and more", "of it"];
    let rows = rows.map(|row| (row.to_owned(), false));
    let bytes = rig.draw(&rows, &placed);
    assert_eq!(bytes.matches("\x1b]8;id=1;https://a.b/\x1b\\").count(), 1);
    assert_eq!(bytes.matches("\x1b]8;;\x1b\\").count(), 1);
    let moved = [place(1, 5..30, 1, &link), place(2, 0..4, 1, &link)];
    let bytes = rig.draw(&[&[(String::new(), false)], &rows[..]].concat(), &moved);
    assert!(
        !bytes.contains("]8;"),
        "rows that move take it with them: {bytes:?}"
    );
    assert_eq!((rig.seen()[30 + 5], rig.seen()[60]), (1, 1));
    assert_eq!((rig.seen()[5], rig.seen()[30]), (0, 0));
}

#[test]
fn a_frame_without_links_costs_what_it_did_and_a_screen_that_was_not_told_writes_none() {
    let rows = [("some text".to_owned(), true)];
    let placed = [place(0, 0..4, 1, &link(1, "https://a.b/"))];
    let mut rig = Rig::new();
    let plain = rig.draw(&rows, &[]);
    assert!(!plain.contains("]8;"));
    let mut dumb = Rig::new();
    dumb.screen.links = None;
    assert_eq!(dumb.draw(&rows, &placed), plain);
    let bytes = rig.draw(&rows, &placed);
    assert!(bytes.contains("]8;id=1;https://a.b/"), "{bytes:?}");
    let bytes = rig.draw(&rows, &[]);
    assert!(
        bytes.contains("some") && !bytes.contains("]8;"),
        "{bytes:?}"
    );
}

#[test]
fn links_that_are_not_shown_any_more_are_forgotten_before_they_are_too_many() {
    let mut rig = Rig::new();
    let rows = [("text".to_owned(), false)];
    for id in 0..3_000 {
        let link = link(id, &format!("https://a.b/{id}"));
        rig.draw(&rows, &[place(0, 0..4, 1, &link)]);
        let known = rig.screen.links.as_ref().unwrap();
        assert!(known.numbers.len() <= MOST + 1 && known.addresses.len() <= MOST + 1);
    }
    assert_eq!(rig.addresses[&rig.seen()[0]], "https://a.b/2999");
}

#[test]
fn targets_that_are_not_told_are_forgotten_like_others() {
    let mut links = Links::default();
    let mut grid = Vec::new();
    let place = |columns, item, target: &str| PlacedLink {
        y: 0,
        columns,
        item,
        link: Arc::new(Link {
            id: LinkId(0),
            target: target.into(),
        }),
    };
    for item in 1..=3 * MOST as u64 {
        let placed = [place(0..1, 0, "https://a.b"), place(2..3, item, "run:x")];
        links.settle(&placed, Rect::new(0, 0, 4, 1), &mut grid);
        assert!(links.numbers.len() <= MOST);
    }
}
