//! Equal fingerprints mean equal cells, and text is set as ratatui sets it.

use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::*;
use crate::text::sanitize::one_line;
use crate::text::width::{Ambiguous, Counting};

const AREA: Rect = Rect::new(0, 0, 12, 3);

/// What somebody may do to a sketch.
#[derive(Debug, Clone)]
enum Do {
    Text(u16, u16, u16, String, Style),
    Mark(u16, u16, String, Style),
    Style(Rect, Style),
    Blank(Rect),
}

fn styles() -> impl Strategy<Value = Style> {
    (any::<bool>(), 0_u8..3).prop_map(|(has_ground, index)| {
        let style = Style::new().fg(Color::Indexed(index));
        if has_ground {
            style.bg(Color::Blue)
        } else {
            style
        }
    })
}

fn acts() -> impl Strategy<Value = Vec<Do>> {
    let area = (0_u16..14, 0_u16..4, 0_u16..14, 0_u16..4)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height));
    let text = "[a-c 漢é\u{301}👩\u{200d}🚀ﾊ\u{ff9e}…]{0,20}".prop_map(|text| one_line(&text));
    let act = prop_oneof![
        (0_u16..14, 0_u16..4, 0_u16..14, text, styles())
            .prop_map(|(x, y, end, text, style)| Do::Text(x, y, end, text, style)),
        (0_u16..14, 0_u16..4, "[a-c]{0,2}", styles())
            .prop_map(|(x, y, text, style)| Do::Mark(x, y, text, style)),
        (area.clone(), styles()).prop_map(|(area, style)| Do::Style(area, style)),
        area.prop_map(Do::Blank),
    ];
    proptest::collection::vec(act, 0..8)
}

fn sketched(acts: &[Do]) -> Sketch {
    let mut sketch = Sketch::new(AREA);
    for act in acts {
        match act {
            Do::Text(x, y, end, text, style) => {
                sketch.text(*x, *y, *end, text, *style);
            }
            Do::Mark(x, y, text, style) => sketch.mark(*x, *y, text, *style),
            Do::Style(area, style) => sketch.style(*area, *style),
            Do::Blank(area) => sketch.blank(*area),
        }
    }
    sketch
}

fn row(sketch: &Sketch, y: u16) -> Vec<Cell> {
    let mut cells = vec![Cell::EMPTY; usize::from(AREA.width)];
    sketch.paint_row(y, &mut cells);
    cells
}

fn set(buffer: &mut Buffer, (x, y, end): (u16, u16, u16), text: &str, style: Style) {
    let end = end.min(AREA.right());
    if y < AREA.bottom() && x < end {
        buffer.set_stringn(x, y, text, usize::from(end - x), style);
    }
}

/// The same by ratatui's means.
fn painted(acts: &[Do]) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    for act in acts {
        match act {
            Do::Text(x, y, end, text, style) => set(&mut buffer, (*x, *y, *end), text, *style),
            Do::Mark(x, y, text, style) => set(&mut buffer, (*x, *y, x + 1), text, *style),
            Do::Style(area, style) => buffer.set_style(area.intersection(AREA), *style),
            Do::Blank(area) => {
                for position in area.intersection(AREA).positions() {
                    buffer[position].reset();
                }
            }
        }
    }
    buffer
}

#[test]
fn an_ambiguous_character_covers_its_neighbor_where_it_is_wide() {
    let _wide = Counting::ambiguous(Ambiguous::Wide);
    let mut sketch = Sketch::new(AREA);
    sketch.text(0, 0, 12, "......", Style::new());
    assert_eq!(sketch.text(0, 0, 12, "→a", Style::new()), 3);
    assert_eq!(sketch.text(3, 0, 4, "→", Style::new()), 3, "no room");
    let cells = row(&sketch, 0);
    let symbols: Vec<&str> = cells.iter().take(6).map(Cell::symbol).collect();
    assert_eq!(symbols, ["→", " ", "a", ".", ".", "."]);
}

proptest! {
    #[test]
    fn a_sketch_is_painted_as_ratatui_paints(acts in acts()) {
        let sketch = sketched(&acts);
        let expect = painted(&acts);
        for (y, expect) in (0..).zip(expect.content.chunks(AREA.width.into())) {
            prop_assert_eq!(row(&sketch, y), expect);
        }
    }

    #[test]
    fn rows_that_look_different_have_different_fingerprints(one in acts(), other in acts()) {
        let (one, other) = (sketched(&one), sketched(&other));
        for ((y, one_print), other_print) in (0..).zip(one.fingerprints()).zip(other.fingerprints()) {
            if one_print == other_print {
                prop_assert_eq!(row(&one, y), row(&other, y));
            }
        }
    }

    #[test]
    fn the_order_of_strokes_is_part_of_their_fingerprint(
        (one, other) in acts().prop_flat_map(|acts| (Just(acts.clone()), Just(acts).prop_shuffle())),
    ) {
        let (one, other) = (sketched(&one), sketched(&other));
        for ((y, one_print), other_print) in (0..).zip(one.fingerprints()).zip(other.fingerprints()) {
            if one_print == other_print {
                prop_assert_eq!(row(&one, y), row(&other, y));
            }
        }
    }

    #[test]
    fn text_ends_where_ratatui_ends_it(
        text in "[a-z 漢é\u{301}👩\u{200d}🚀ﾊ\u{ff9e}…]{0,20}", x in 0_u16..12, end in 0_u16..14,
    ) {
        let text = one_line(&text);
        let after = Sketch::new(AREA).text(x, 0, end, &text, Style::new());
        let room = usize::from(end.min(AREA.right()).saturating_sub(x));
        let (expect, _) = Buffer::empty(AREA).set_stringn(x, 0, &text, room, Style::new());
        prop_assert_eq!(after, expect);
    }
}

#[test]
fn a_mark_tells_rows_apart_but_does_not_move() {
    let style = Style::new();
    let ground = Do::Style(AREA, style.bg(Color::Blue));
    let mark = Do::Mark(11, 1, "┃".into(), style);
    let text = Do::Text(0, 1, 9, "words".into(), style);
    let print = |acts: &[Do]| sketched(acts).fingerprints().nth(1).unwrap();
    let (bare, marked) = (
        print(std::slice::from_ref(&text)),
        print(&[text, mark.clone()]),
    );
    assert!(bare != marked && bare.moves_as(marked));
    assert!(
        !marked.has_nothing_moving() && print(std::slice::from_ref(&mark)).has_nothing_moving()
    );
    assert_ne!(
        print(&[ground.clone(), mark.clone()]),
        print(&[mark, ground])
    );
}

#[test]
fn a_sketch_that_was_reset_is_blank_and_has_the_fingerprints_of_a_new_one() {
    let mut sketch = sketched(&[Do::Text(1, 1, 9, "words".into(), Style::new())]);
    let fresh = Sketch::new(AREA);
    assert!(!sketch.fingerprints().eq(fresh.fingerprints()));
    sketch.reset(AREA);
    assert!(sketch.fingerprints().eq(fresh.fingerprints()));
    assert_eq!(row(&sketch, 1), row(&fresh, 1));
}
