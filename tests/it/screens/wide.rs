//! A terminal that draws characters of ambiguous width in two columns.

use causerie::app::msg::Msg;
use causerie::app::settings::Glyphs;
use causerie::edge::terminal::Screen;
use causerie::key::TerminalEvent;
use causerie::text::width::{Ambiguous, ambiguous};
use ratatui::layout::Size;
use unicode_width::UnicodeWidthChar;

use crate::support::app::reply::{self, whole};
use crate::support::app::{Harness, screen};

const TEXT: &str = "An → and “quotes”, 3 × 4 Ω, ① … to the end of a row that has to be wrapped → here.\n\n\
    - one → two\n  - “three” and so on, also longer than one row: ①②③④⑤⑥⑦⑧⑨⑩ × Ω × Ω × Ω\n\n\
    > quoted → here\n\n| a → b | c |\n|---|--:|\n| “x” | 1 |\n| y | × 2 |\n\n\
    ```rust\nlet a = \"→\"; // …\n```\n\n---\n\nEnd.";

/// Rows of cells as such a terminal draws what is written; the right half of a wide character is
/// empty.
fn drawn(s: &mut Harness) -> Vec<Vec<String>> {
    let frame = s.look();
    let area = frame.buf.area;
    let mut bytes = Vec::new();
    let mut screen = Screen::detached(&mut bytes);
    let done = screen.draw(Size::new(area.width, area.height), |sketch| {
        for position in area.positions() {
            let cell = &frame.buf[position];
            let end = area.right();
            sketch.text(position.x, position.y, end, cell.symbol(), cell.style());
        }
        None
    });
    assert!(done.is_ok());
    drop(screen);
    let text = String::from_utf8(bytes).expect("text");
    let blank = vec![" ".to_owned(); usize::from(area.width)];
    let mut rows = vec![blank; usize::from(area.height)];
    let (mut x, mut y) = (0, 0);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\x1b' {
            assert_eq!(rest.next(), Some('['));
            let sequence = rest.as_str();
            let len = sequence
                .find(|c: char| c.is_ascii_alphabetic())
                .expect("an end");
            let (parameters, after) = sequence.split_at(len);
            let mut numbers = parameters.split(';').map(|n| n.parse().unwrap_or(1));
            match after.chars().next() {
                Some('H') => {
                    y = numbers.next().map_or(0, |row: usize| row - 1);
                    x = numbers.next().map_or(0, |column: usize| column - 1);
                }
                Some('G') => x = numbers.next().map_or(0, |column| column - 1),
                Some('C') => x += numbers.next().unwrap_or(1),
                Some('K') => rows[y]
                    .iter_mut()
                    .skip(x)
                    .for_each(|cell| *cell = " ".into()),
                Some('m' | 'h' | 'l') => {}
                other => assert_eq!(other, None, "a sequence of ours"),
            }
            rest = after.chars();
            rest.next();
            continue;
        }
        // unicode-width counts signs so, but no letters.
        let letters = usize::from(c == 'Ω');
        let width = c.width_cjk().expect("no control character") + letters;
        // What does not fit on the row goes nowhere; it was not meant to.
        let cells = rows[y].iter_mut().skip(x).take(width);
        cells.for_each(|cell| cell.clear());
        if let Some(cell) = rows[y].get_mut(x) {
            cell.push(c);
        }
        x += width;
    }
    rows
}

/// Checks that every row shows what was meant, each cell in its place.
#[track_caller]
fn check_in_line(s: &mut Harness) {
    let drawn = drawn(s);
    let frame = s.look();
    for (y, row) in (0..).zip(&drawn) {
        let mut x = 0;
        while x < frame.buf.area.width {
            let symbol = frame.buf[(x, y)].symbol();
            let shown = &row[usize::from(x)];
            assert_eq!(shown, symbol, "column {x} of {:?}", row.concat());
            x += u16::from(row.get(usize::from(x) + 1).is_some_and(String::is_empty)) + 1;
        }
    }
}

fn answered(width: u16, tell: bool) -> Harness {
    let mut s = screen(width, 40);
    if tell {
        told(&mut s, true);
    }
    s.ask("Is “this” → that?").connect().stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "Let me see → “it” ×× ΩΩ ①②③④⑤⑥⑦⑧⑨⑩①②③④⑤⑥⑦⑧⑨⑩ …"),
    ]);
    s.stream(vec![
        reply::block_ends(0),
        reply::text_begins(1),
        reply::text_delta(1, TEXT),
        reply::block_ends(1),
    ]);
    s.stream(reply::ends("end_turn"));
    s
}

fn told(s: &mut Harness, wide: bool) {
    s.tell(Msg::Terminal(TerminalEvent::AmbiguousWidth { wide }));
}

/// Columns at which the side pane begins, by its hairline.
fn hairlines(rows: &[Vec<String>]) -> Vec<usize> {
    let edge = |row: &Vec<String>| (60..row.len()).find(|x| ["|", "│"].contains(&row[*x].as_str()));
    rows[1..24].iter().filter_map(edge).collect()
}

#[test]
fn beside_text_with_ambiguous_characters_the_side_pane_stays_in_line() {
    let mut s = answered(120, false);
    let before = hairlines(&drawn(&mut s));
    assert!(
        before.iter().any(|column| *column != before[0]),
        "such a terminal was not heeded: {before:?}"
    );
    told(&mut s, true);
    let rows = drawn(&mut s);
    let edges = hairlines(&rows);
    assert!(
        edges.len() > 10 && edges.iter().all(|column| *column == edges[0]),
        "{rows:?}"
    );
    check_in_line(&mut s);
}

#[test]
fn at_every_width_each_cell_is_drawn_in_its_place() {
    for width in [40, 41, 57, 80, 99, 120, 161] {
        for forced in [Glyphs::Auto, Glyphs::Unicode] {
            let mut s = screen(width, 40);
            s.app.settings.glyphs = forced;
            told(&mut s, true);
            s.ask("Is “this” → that?").answer(whole(TEXT));
            s.type_text("“next” → ");
            for keys in ["", "<f1>", "<esc>", "<ctrl+o>"] {
                s.keys(keys);
                check_in_line(&mut s);
            }
        }
    }
}

#[test]
fn an_answer_that_came_before_the_terminals_is_laid_out_anew() {
    let mut early = answered(100, true);
    let mut late = answered(100, false);
    late.look();
    told(&mut late, true);
    assert_eq!(late.text(), early.text());
    assert_eq!(late.all_lines(), early.all_lines());
}

#[test]
fn what_the_person_said_of_the_width_counts_more_than_the_terminals_answer() {
    let mut s = screen(80, 24);
    assert_eq!(ambiguous(), Ambiguous::Narrow);
    s.app.settings.ambiguous = Some(Ambiguous::Narrow);
    told(&mut s, true);
    assert_eq!(ambiguous(), Ambiguous::Narrow);
    assert_eq!(s.app.settings.glyphs, Glyphs::Auto);
    s.app.settings.ambiguous = None;
    told(&mut s, true);
    assert_eq!(ambiguous(), Ambiguous::Wide);
    assert_eq!(s.app.settings.glyphs, Glyphs::Ascii);
}

#[test]
fn in_ascii_a_wide_terminal_shows_what_others_do() {
    let text = "Words.\n\n- item that is longer than one row of a narrow window can be, I think\n  \
        - inner\n- [x] done\n- [ ] open\n\n1. first\n\n> quote\n\n> [!NOTE]\n> said\n\n\
        | a | b |\n|---|--:|\n| c | 1 |\n\n---\n\n```rust\nlet a = 1;\n```\n\nEnd.";
    for width in [40, 80, 120] {
        let shown = |is_wide: bool| {
            let mut s = screen(width, 40);
            s.app.settings.glyphs = Glyphs::Ascii;
            told(&mut s, is_wide);
            s.ask("Is this that?").connect().stream(vec![
                reply::start(),
                reply::thinking_begins(0),
                reply::thinking_delta(0, "Let me see about it."),
                reply::block_ends(0),
                reply::text_begins(1),
                reply::text_delta(1, text),
                reply::block_ends(1),
            ]);
            s.stream(reply::ends("end_turn"));
            let keys = [
                "", "<pageup>", "/item", "<esc>", "<f1>", "<esc>", "<ctrl+o>",
            ];
            keys.map(|keys| s.keys(keys).text())
        };
        let (narrow, wide) = (shown(false), shown(true));
        for (narrow, wide) in narrow.iter().zip(&wide) {
            assert_eq!(narrow, wide, "{width}");
        }
    }
}
