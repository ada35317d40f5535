//! What the terminal shows after any sequence of frames is what was painted; proven by replaying
//! the bytes in an emulator.

use std::num::NonZeroU16;
use std::sync::Arc;

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

use super::*;
use crate::text::link::{Link, LinkId};

/// A screen and the terminal at its other end.
struct Rig {
    screen: Screen<Wire>,
    terminal: vt100::Parser,
    size: Size,
}

/// Takes what is written, and remembers in how many pieces it came.
#[derive(Debug, Default)]
struct Wire {
    bytes: Vec<u8>,
    n_writes: usize,
    n_flushes: usize,
    fails: bool,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fails {
            return Err(io::Error::other("the terminal is gone"));
        }
        self.n_writes += 1;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.n_flushes += 1;
        Ok(())
    }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

impl Rig {
    fn new(columns: u16, rows: u16) -> Self {
        Self {
            screen: Screen::detached(Wire::default()),
            terminal: vt100::Parser::new(cells(rows), cells(columns), 0),
            size: Size::new(columns, rows),
        }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.set_size(cells(rows), cells(columns));
        self.size = Size::new(columns, rows);
    }

    /// Draws a frame, shows it to the emulator and returns its bytes.
    fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> Vec<u8> {
        let drawn = self.try_draw(paint).unwrap();
        let bytes = mem::take(&mut self.screen.out.bytes);
        assert_eq!(drawn.wrote, bytes.len());
        self.terminal.process(&bytes);
        bytes
    }

    /// Draws a frame of which every row counts as sketched anew.
    fn try_draw(
        &mut self,
        paint: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> io::Result<Drawn> {
        self.screen.fit(self.size);
        self.screen.next.reset();
        let cursor = paint(&mut self.screen.next);
        let width = usize::from(self.size.width).max(1);
        let rows = self.screen.next.content.chunks_mut(width);
        rows.for_each(paint::settle);
        self.screen.changed = vec![true; usize::from(self.size.height)];
        self.screen.show(cursor, None)
    }

    fn lines(&mut self, lines: &[&str]) -> Vec<u8> {
        self.draw(|buffer| {
            for (y, line) in (0..).zip(lines) {
                buffer.set_string(0, y, line, Style::new());
            }
            None
        })
    }

    fn row(&self, y: u16) -> String {
        let rows: Vec<String> = self.terminal.screen().rows(0, self.size.width).collect();
        rows[usize::from(y)].trim_end().to_owned()
    }
}

/// What can be seen of a cell, in words common to buffer and emulator.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    symbol: String,
    colors: [vt100::Color; 2],
    intensity: bool,
    italic: bool,
    underline: bool,
    inverse: bool,
}

fn look_of_buffer(cell: &Cell) -> Look {
    let has = |modifier| cell.modifier.contains(modifier);
    let symbol = cell.symbol().to_owned();
    Look {
        symbol: if symbol.is_empty() {
            " ".to_owned()
        } else {
            symbol
        },
        colors: [cell.fg, cell.bg].map(|color| match color {
            Color::Indexed(index) => vt100::Color::Idx(index),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            color => paint::named(color).map_or(vt100::Color::Default, vt100::Color::Idx),
        }),
        // The emulator keeps only the later of the two.
        intensity: has(Modifier::BOLD) || has(Modifier::DIM),
        italic: has(Modifier::ITALIC),
        underline: has(Modifier::UNDERLINED),
        inverse: has(Modifier::REVERSED),
    }
}

fn look_of_terminal(cell: &vt100::Cell) -> Look {
    let symbol = if cell.has_contents() {
        cell.contents()
    } else {
        " "
    };
    Look {
        symbol: symbol.to_owned(),
        colors: [cell.fgcolor(), cell.bgcolor()],
        intensity: cell.bold() || cell.dim(),
        italic: cell.italic(),
        underline: cell.underline(),
        inverse: cell.inverse(),
    }
}

/// Where the emulator shows something else than was painted last.
fn first_difference(rig: &Rig) -> Option<(u16, u16, Look, Look)> {
    let shown = &rig.screen.shown;
    shown.area.positions().find_map(|position| {
        let (x, y) = (position.x, position.y);
        let painted = &shown[position];
        if painted.symbol().is_empty() {
            return None; // Seen with the wide character at its left.
        }
        let mut painted = look_of_buffer(painted);
        let mut seen = look_of_terminal(rig.terminal.screen().cell(y, x).unwrap());
        // The emulator knows no clusters; what matters is that the cells around them are right.
        for look in [&mut painted, &mut seen] {
            look.symbol
                .truncate(look.symbol.chars().next().map_or(0, char::len_utf8));
        }
        if painted.symbol == " " && seen.symbol == " " {
            // Erased and written blanks differ in a text color that nobody sees.
            (painted.colors[0], seen.colors[0]) = Default::default();
        }
        (painted != seen).then_some((x, y, painted, seen))
    })
}

#[derive(Debug, Clone)]
struct Stroke {
    x: u16,
    y: u16,
    text: String,
    style: Style,
}

fn colors() -> impl Strategy<Value = Color> {
    prop_oneof![
        3 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::DarkGray),
        1 => Just(Color::White),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
    ]
}

fn styles() -> impl Strategy<Value = Style> {
    let modifiers = prop_oneof![
        1 => Just(Modifier::empty()),
        1 => any::<u16>().prop_map(Modifier::from_bits_truncate),
    ];
    (colors(), colors(), colors(), modifiers).prop_map(|(fg, bg, line, modifiers)| {
        let style = Style::new().fg(fg).bg(bg).underline_color(line);
        style.add_modifier(modifiers)
    })
}

fn strokes() -> impl Strategy<Value = Vec<Stroke>> {
    let text = prop_oneof![
        "[a-z ]{0,12}",
        "[a-c漢字ーé ]{0,8}",
        Just("👍🏽 👨‍👩‍👧 ❤️ 🇩🇪 e\u{301}x".to_owned()),
        Just("│ ─ … • ═".to_owned()),
        Just(" ".repeat(20)),
    ];
    let stroke = (0_u16..30, 0_u16..8, text, styles()).prop_map(|(x, y, text, style)| Stroke {
        x,
        y,
        text,
        style,
    });
    proptest::collection::vec(stroke, 0..8)
}

/// Paints over what the frame before left, so that most cells stay as they are.
fn apply(canvas: &Buffer, strokes: &[Stroke], buffer: &mut Buffer) {
    for position in canvas.area.intersection(buffer.area).positions() {
        buffer[position] = canvas[position].clone();
    }
    for stroke in strokes {
        if buffer.area.contains((stroke.x, stroke.y).into()) {
            buffer.set_string(stroke.x, stroke.y, &stroke.text, stroke.style);
        }
    }
}

/// A place or a size, in columns and rows.
type Pair = (u16, u16);

/// What is painted over the frame before, the new size if there is one, and the cursor.
fn frames() -> impl Strategy<Value = Vec<(Vec<Stroke>, Option<Pair>, Option<Pair>)>> {
    let size = proptest::option::weighted(0.2, (2_u16..30, 1_u16..8));
    let cursor = proptest::option::of((0_u16..30, 0_u16..8));
    proptest::collection::vec((strokes(), size, cursor), 1..10)
}

proptest! {
    #[test]
    fn the_terminal_shows_what_was_painted(frames in frames()) {
        let mut rig = Rig::new(24, 6);
        rig.terminal.process(modes::ENTER);
        let mut canvas = Buffer::empty(Rect::ZERO);
        for (strokes, size, cursor) in frames {
            if let Some((columns, rows)) = size {
                rig.resize(columns, rows);
            }
            let mut painted = Buffer::empty(Rect::ZERO);
            let paint = |buffer: &mut Buffer| {
                apply(&canvas, &strokes, buffer);
                painted = buffer.clone();
                cursor.map(Position::from)
            };
            let bytes = rig.draw(paint);
            prop_assert!(!bytes.contains(&b'J'), "nothing is cleared");
            prop_assert_eq!(first_difference(&rig), None);

            let seen = cursor.filter(|&(x, y)| x < rig.size.width && y < rig.size.height);
            prop_assert_eq!(rig.terminal.screen().hide_cursor(), seen.is_none());
            if let Some((x, y)) = seen {
                prop_assert_eq!(rig.terminal.screen().cursor_position(), (y, x));
            }

            canvas = painted;
            let again = rig.draw(|buffer| {
                apply(&canvas, &[], buffer);
                cursor.map(Position::from)
            });
            prop_assert_eq!(again, b"");
        }
    }

    #[test]
    fn the_terminal_shows_what_was_scrolled(
        steps in proptest::collection::vec((0_usize..40, 0_u16..4, 0_u16..3, any::<bool>(), strokes()), 1..12),
        beside in "[a-z漢 ]{0,6}",
        every in 1_usize..5,
    ) {
        let mut rig = Rig::new(40, 12);
        rig.terminal.process(modes::ENTER);
        for (first, above, below, scrollbar, strokes) in steps {
            rig.draw(|buffer| {
                for (n, y) in (above..12 - below).enumerate() {
                    let n = n + first;
                    let text = if n % every == 0 { String::new() } else { format!("row {n} 漢字 of a text, {}", n * 7919) };
                    let style = if n % 3 == 0 { Style::new().bg(Color::Blue) } else { Style::new() };
                    buffer.set_string(2, y, text, style);
                    buffer.set_string(33, y, &beside, Style::new());
                    if scrollbar && usize::from(y) == first / 4 {
                        buffer.set_string(39, y, "┃", Style::new().fg(Color::Red));
                    }
                }
                for stroke in strokes.iter().take(1).filter(|stroke| stroke.y < 12) {
                    buffer.set_string(stroke.x, stroke.y, &stroke.text, stroke.style);
                }
                Some(Position::new(1, 11))
            });
            prop_assert_eq!(first_difference(&rig), None);
            prop_assert_eq!(rig.terminal.screen().cursor_position(), (11, 1));
        }
    }

    #[test]
    fn no_symbol_makes_the_terminal_do_anything(symbols in proptest::collection::vec(any::<String>(), 12)) {
        let mut rig = Rig::new(4, 3);
        let bytes = rig.draw(|buffer| {
            for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
                cell.set_symbol(symbol);
            }
            None
        });
        let text = String::from_utf8(bytes).unwrap();
        let mut pieces = text.split('\u{1b}');
        prop_assert_eq!(pieces.next(), Some(""));
        for piece in pieces {
            let parameters = piece.trim_start_matches(|c: char| c.is_ascii_digit() || "[?;:".contains(c));
            prop_assert!(parameters.starts_with(['h', 'l', 'm', 'H', 'G', 'K', 'L', 'M']), "{piece:?}");
            prop_assert!(piece.starts_with('[') && !piece.contains(char::is_control), "{piece:?}");
        }
    }
}

#[test]
fn what_may_still_be_joined_is_not_joined_to_the_next_cell() {
    let mut rig = Rig::new(20, 2);
    let bytes = rig.lines(&["👩\u{200D}👩\u{200D} ┃", "\u{200D}x"]);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("👩\u{200D}👩"), "{text:?}");
    let joined = text.replace("👩\u{200D}👩", "");
    assert!(!joined.contains('\u{200D}'), "{text:?}");
}

#[test]
fn a_frame_is_one_write_and_one_flush() {
    let mut rig = Rig::new(80, 24);
    rig.lines(&["one", "two", "three"]);
    assert_eq!((rig.screen.out.n_writes, rig.screen.out.n_flushes), (1, 1));
    rig.lines(&["one", "2", "three"]);
    assert_eq!((rig.screen.out.n_writes, rig.screen.out.n_flushes), (2, 2));
}

#[test]
fn an_unchanged_frame_writes_nothing_and_counts_nothing() {
    let mut rig = Rig::new(20, 3);
    rig.lines(&["漢字 text", "more"]);
    let counts = rig.screen.counts();
    for _ in 0..100 {
        assert_eq!(rig.lines(&["漢字 text", "more"]), b"");
    }
    assert_eq!(rig.screen.counts(), counts);
    assert_eq!(rig.screen.out.n_flushes, 1);
}

#[test]
fn a_change_costs_its_own_bytes_and_no_more() {
    let mut rig = Rig::new(80, 24);
    rig.lines(&["hello"]);
    let before = rig.screen.counts();
    assert_eq!(rig.lines(&["hallo"]), b"\x1b[1;2Ha");
    let after = rig.screen.counts();
    assert_eq!((after.cells - before.cells, after.frames), (1, 2));
}

#[test]
fn neighbors_of_one_style_need_no_move_and_one_style_sequence() {
    let mut rig = Rig::new(10, 1);
    rig.lines(&[]);
    let style = Style::new()
        .fg(Color::LightBlue)
        .add_modifier(Modifier::BOLD);
    let bytes = rig.draw(|buffer| {
        buffer.set_string(2, 0, "abc", style);
        None
    });
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "\x1b[1;3H\x1b[1;94mabc\x1b[m"
    );
}

#[test]
fn what_stands_between_two_changes_is_written_where_a_move_would_be_longer() {
    let mut rig = Rig::new(40, 1);
    rig.lines(&["one two three four five six seven eight"]);
    let bytes = rig.lines(&["ONE TWO three four FIVE six seven eight"]);
    let bytes = String::from_utf8(bytes).unwrap();
    assert!(bytes.contains("ONE TWO\x1b[12CFIVE"), "{bytes:?}");
    assert_eq!(rig.row(0), "ONE TWO three four FIVE six seven eight");
}

/// Draws rows `first` and on of a long text between a head and a foot, and returns the bytes.
fn page(rig: &mut Rig, first: usize, beside: &str) -> String {
    let bytes = rig.draw(|buffer| {
        let bottom = buffer.area.height - 1;
        buffer.set_string(0, 0, "the head stays where it is", Style::new());
        buffer.set_string(0, bottom, "the foot does so too", Style::new());
        for (n, y) in (first..).zip(1..bottom) {
            let text = format!(
                "row {n} of the text, which goes on for a while: {}",
                n * 7919
            );
            buffer.set_string(0, y, text, Style::new());
            buffer.set_string(70, y, beside, Style::new());
        }
        None
    });
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_text_that_scrolls_costs_the_rows_that_come_in() {
    let mut rig = Rig::new(80, 24);
    page(&mut rig, 10, "│");
    let before = rig.screen.counts();
    let down = page(&mut rig, 11, "│");
    assert!(down.contains("\x1b[2H\x1b[M\x1b[23H\x1b[L"), "{down:?}");
    assert!(down.len() < 120, "{down:?}");
    assert!(rig.screen.counts().cells - before.cells < 70);
    assert_eq!(first_difference(&rig), None);

    let up = page(&mut rig, 8, "│");
    assert!(up.contains("\x1b[21H\x1b[3M\x1b[2H\x1b[3L"), "{up:?}");
    assert_eq!(first_difference(&rig), None);
}

#[test]
fn what_stands_beside_and_stays_is_written_again_or_nothing_is_moved() {
    let mut rig = Rig::new(80, 24);
    page(&mut rig, 10, "│");
    let moved = page(&mut rig, 11, "┃");
    assert!(moved.contains("\x1b[M"), "{moved:?}");
    assert_eq!(first_difference(&rig), None);
    // Rows that are the same but for a digit are cheaper to write than to move.
    let mut rig = Rig::new(80, 24);
    let rows = |first: usize| {
        (first..first + 24)
            .map(|n| format!("{n:04}"))
            .collect::<Vec<_>>()
    };
    for first in [1_000, 1_001] {
        let rows = rows(first);
        let bytes = rig.lines(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(!String::from_utf8(bytes).unwrap().contains('M'));
    }
}

#[test]
fn blanks_at_the_end_of_a_row_are_erased_in_one_step() {
    let mut rig = Rig::new(40, 1);
    rig.lines(&["a long row of text in the terminal"]);
    assert_eq!(rig.lines(&["a long"]), b"\x1b[1;8H\x1b[K");
    assert_eq!(rig.row(0), "a long");
}

#[test]
fn half_of_a_wide_character_never_stays() {
    for (before, after) in [
        ("漢字", "ab"),
        ("漢字", "x漢"),
        ("x漢", "漢字"),
        ("漢字", "漢"),
    ] {
        let mut rig = Rig::new(4, 1);
        rig.lines(&[before]);
        rig.lines(&[after]);
        assert_eq!(rig.row(0), after, "after {before}");
    }
}

#[test]
fn text_behind_a_cluster_is_written_again_where_the_cluster_may_have_run() {
    let mut rig = Rig::new(20, 1);
    rig.lines(&["......text"]);
    let bytes = rig.lines(&["👨‍👩‍👧....text"]);
    // A terminal that does not know the family draws three people on six columns.
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("  \x1b[H👨‍👩‍👧\x1b[1;3H...."), "{text:?}");
}

#[test]
fn what_cannot_be_shown_is_replaced() {
    let mut rig = Rig::new(6, 1);
    rig.draw(|buffer| {
        for (cell, symbol) in buffer
            .content
            .iter_mut()
            .zip(["a\x1b[2J", "\u{9b}", "\u{200b}", "", "ok", "漢"])
        {
            cell.set_symbol(symbol);
        }
        None
    });
    // "ok" is a cluster of two columns and covers its neighbor. The emulator shows no U+FFFD.
    assert_eq!(rig.row(0), "    ok");
    assert_eq!(rig.screen.shown[(0, 0)].symbol(), "\u{FFFD}");
    assert_eq!(rig.screen.shown[(1, 0)].symbol(), "\u{FFFD}");
    assert_eq!(rig.screen.shown[(2, 0)].symbol(), "\u{FFFD}");
}

#[test]
fn a_wide_character_cut_by_the_edge_is_a_blank() {
    let mut rig = Rig::new(3, 2);
    rig.draw(|buffer| {
        buffer[(2, 0)].set_symbol("漢");
        buffer[(0, 1)].set_symbol("x");
        None
    });
    assert_eq!((rig.row(0).trim_end(), rig.row(1).as_str()), ("", "x"));
}

#[test]
fn a_new_size_paints_every_cell_once_and_clears_nothing() {
    let mut rig = Rig::new(20, 4);
    rig.lines(&["first", "second"]);
    // What a terminal leaves on the screen when its size changes is its own affair.
    rig.resize(10, 3);
    rig.terminal.process(b"\x1b[Hgarbage\x1b[3;1Hgarbage");
    let before = rig.screen.counts().cells;
    let bytes = rig.lines(&["first", "second"]);
    assert_eq!(rig.screen.counts().cells - before, 30);
    assert!(!String::from_utf8(bytes).unwrap().contains('J'));
    assert_eq!(
        [rig.row(0), rig.row(1), rig.row(2)],
        ["first", "second", ""]
    );
}

#[test]
fn the_cursor_moves_alone_when_nothing_else_changes() {
    let mut rig = Rig::new(10, 2);
    let mut at = |x| rig.draw(|_| Some(Position::new(x, 1)));
    at(0);
    assert_eq!(at(3), b"\x1b[2;4H");
    assert_eq!(at(3), b"");
    // Outside of the screen is nowhere.
    assert_eq!(at(10), b"\x1b[?25l");
    assert_eq!(at(11), b"");
    assert_eq!(at(1), b"\x1b[2;2H\x1b[?25h");
}

#[test]
fn a_large_frame_is_one_update_without_a_cursor() {
    let mut rig = Rig::new(80, 2);
    rig.draw(|_| Some(Position::new(0, 1)));
    let bytes = rig.draw(|buffer| {
        buffer.set_string(0, 0, "x".repeat(70), Style::new());
        Some(Position::new(1, 1))
    });
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\x1b[?2026h\x1b[?25l\x1b[Hxx"), "{text:?}");
    assert!(text.ends_with("x\x1b[2;2H\x1b[?25h\x1b[?2026l"), "{text:?}");
}

#[test]
fn a_word_goes_out_bare_and_the_cursor_comes_back() {
    let mut rig = Rig::new(80, 2);
    rig.draw(|_| Some(Position::new(0, 1)));
    let mut word = |cursor: Option<u16>| {
        rig.draw(|buffer| {
            buffer.set_string(
                0,
                0,
                if cursor == Some(0) { "word" } else { "" },
                Style::new(),
            );
            cursor.map(|x| Position::new(x, 1))
        })
    };
    // The second time the place is saved, from then on it is gone back to.
    assert_eq!(word(Some(0)), b"\x1b[Hword\x1b[2H\x1b7");
    assert_eq!(word(None), b"\x1b[H\x1b[K\x1b[?25l");
    assert_eq!(word(Some(0)), b"\x1b[Hword\x1b8\x1b[?25h");
}

#[test]
fn after_a_failed_write_everything_is_painted_again() {
    let mut rig = Rig::new(5, 1);
    rig.lines(&["hello"]);
    rig.screen.out.fails = true;
    let failed = rig.try_draw(|_| None);
    assert_eq!(failed.unwrap_err().to_string(), "the terminal is gone");
    rig.screen.out.fails = false;
    rig.lines(&["hello"]);
    assert_eq!(rig.screen.counts().cells, 10);
    assert_eq!(rig.row(0), "hello");
}

#[test]
fn an_absurd_size_is_cut_and_none_at_all_survives() {
    let mut screen = Screen::detached(Vec::new());
    let mut area = Rect::ZERO;
    let mut draw = |width, height| {
        let size = Size::new(width, height);
        screen.draw(size, |sketch| {
            area = sketch.area();
            None
        })
    };
    draw(0, 0).unwrap();
    draw(0, 7).unwrap();
    draw(u16::MAX, u16::MAX).unwrap();
    assert_eq!(area.as_size(), LARGEST);
}

#[test]
fn a_terminal_that_takes_a_byte_at_a_time_gets_all_of_them() {
    struct Slow(Vec<u8>, u32);
    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 += 1;
            match self.1 % 3 {
                0 => Err(io::ErrorKind::WouldBlock.into()),
                1 => Err(io::ErrorKind::Interrupted.into()),
                _ => {
                    self.0.push(bytes[0]);
                    Ok(1)
                }
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut slow = Slow(Vec::new(), 0);
    write_whole(&mut slow, b"every byte").unwrap();
    assert_eq!(slow.0, b"every byte");
}

#[test]
fn the_pointer_is_asked_for_only_when_that_changes() {
    let mut rig = Rig::new(5, 1);
    let mut set = |mode| {
        rig.screen.set_pointer(mode).unwrap();
        rig.terminal.process(&mem::take(&mut rig.screen.out.bytes));
        rig.terminal.screen().mouse_protocol_mode()
    };
    assert_eq!(set(PointerMode::Released), vt100::MouseProtocolMode::None);
    assert_eq!(
        set(PointerMode::Captured),
        vt100::MouseProtocolMode::ButtonMotion
    );
    assert_eq!(
        set(PointerMode::Captured),
        vt100::MouseProtocolMode::ButtonMotion
    );
    assert_eq!(set(PointerMode::Released), vt100::MouseProtocolMode::None);
    assert_eq!(rig.screen.out.n_writes, 2);
}

#[test]
fn every_mode_that_is_entered_is_left() {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let leave = text(modes::LEAVE);
    let set = [
        modes::ENTER,
        modes::pointer(PointerMode::Captured),
        paint::BEGIN,
        questions::BACKGROUND,
    ];
    let set = text(&set.concat());
    let modes: Vec<&str> = set
        .split("\x1b[?")
        .skip(1)
        .filter_map(|rest| {
            let (number, _) = rest.split_once('h')?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(number)
        })
        .collect();
    assert_eq!(
        modes,
        ["1049", "2004", "1004", "1002", "1006", "2026", "2031"]
    );
    for number in modes {
        assert!(leave.contains(&format!("\x1b[?{number}l")), "{number}");
    }
    for pair in [("\x1b[>1u", "\x1b[<1u"), ("\x1b[?25l", "\x1b[?25h")] {
        assert!(set.contains(pair.0) && leave.contains(pair.1), "{pair:?}");
    }
    assert!(leave.contains(&text(links::CLOSE)));
    // No question to the terminal that it may answer with what looks like a key: attributes,
    // status, size, keyboard, mode.
    for question in ["c", "n", "18t", "?u", "$p"] {
        assert!(!set.contains(&format!("[{question}")) && !set.contains(&format!("0{question}")));
    }
}

#[test]
fn leaving_shows_what_was_there_before_however_often_and_wherever_it_is_cut_in() {
    let mut rig = Rig::new(10, 2);
    rig.terminal.process(b"shell $ ");
    let before = rig.terminal.screen().state_formatted();
    rig.terminal.process(modes::ENTER);
    rig.terminal.process(modes::pointer(PointerMode::Captured));
    assert!(rig.terminal.screen().alternate_screen());
    let style = Style::new().fg(Color::Red).bg(Color::Blue);
    rig.screen.show_links();
    let link = Link {
        id: LinkId(1),
        target: "https://a.example/".to_owned(),
    };
    let link = PlacedLink {
        y: 0,
        columns: 0..4,
        item: 1,
        link: Arc::new(link),
    };
    let drawn = rig.screen.draw_linked(rig.size, |sketch, links| {
        sketch.text(0, 0, rig.size.width, "painted", style);
        links.push(link);
        Some(Position::new(3, 1))
    });
    drawn.unwrap();
    let frame = mem::take(&mut rig.screen.out.bytes);
    assert!(String::from_utf8_lossy(&frame).contains("https://a.example/"));
    for cut in 0..frame.len() {
        rig.terminal.process(modes::ENTER);
        rig.terminal.process(&frame[..cut]);
        rig.terminal.process(modes::LEAVE);
        assert_eq!(
            rig.terminal.screen().state_formatted(),
            before,
            "cut at {cut}"
        );
    }
    rig.terminal.process(modes::LEAVE);
    assert_eq!(rig.terminal.screen().state_formatted(), before);
}

#[test]
fn only_rows_that_are_sketched_anew_are_set() {
    let mut rig = Rig::new(20, 8);
    let mut draw = |first: usize, word: &str| {
        let before = rig.screen.counts().rows;
        let drawn = rig.screen.draw(rig.size, |sketch| {
            for y in 0..7 {
                let text = format!("row {}", first + usize::from(y));
                sketch.text(0, y, 20, &text, Style::new());
            }
            sketch.text(0, 7, 20, word, Style::new());
            None
        });
        drawn.unwrap();
        let bytes = mem::take(&mut rig.screen.out.bytes);
        rig.terminal.process(&bytes);
        assert_eq!(first_difference(&rig), None);
        assert_eq!(rig.row(0), format!("row {first}"));
        assert_eq!(rig.row(7), word);
        rig.screen.counts().rows - before
    };
    assert_eq!(draw(0, "one"), 8);
    assert_eq!(draw(0, "one"), 0);
    assert_eq!(draw(0, "two"), 1);
    assert_eq!(draw(1, "two"), 1, "six rows were moved");
    assert_eq!(draw(0, "two"), 1);
    assert_eq!(draw(1, "two"), 1);
    assert_eq!(draw(1, "three"), 1);
}

proptest! {
    #[test]
    fn what_is_kept_of_the_frame_before_is_what_was_sketched(
        frames in proptest::collection::vec((0_usize..9, 0_u16..3, 0_u16..9, strokes()), 1..10),
        has_ground in any::<bool>(),
    ) {
        let mut rig = Rig::new(24, 8);
        for (first, gap, marked, strokes) in frames {
            let paint = |sketch: &mut Sketch| {
                if has_ground {
                    sketch.style(sketch.area(), Style::new().bg(Color::Blue));
                }
                // Marks stand beside the text, below and above what else there is.
                let style = Style::new().fg(Color::Red);
                sketch.mark(23, marked, "┃", style);
                sketch.mark(23, 7 - gap, "┃", style);
                for y in gap..8 {
                    let n = first + usize::from(y);
                    let text = format!("row {n} 漢字 {}", n * 7919);
                    sketch.text(0, y, 23, &text, Style::new());
                }
                for Stroke { x, y, text, style } in strokes.iter().take(2) {
                    sketch.text(*x, *y, 24, text, *style);
                }
                sketch.mark(23, marked + 1, "┫", style);
                None
            };
            let mut whole = Screen::detached(Wire::default());
            whole.draw(rig.size, paint).unwrap();
            rig.screen.draw(rig.size, paint).unwrap();
            let bytes = mem::take(&mut rig.screen.out.bytes);
            rig.terminal.process(&bytes);
            prop_assert_eq!(&rig.screen.shown, &whole.shown);
            prop_assert_eq!(&rig.screen.next, &whole.shown);
            prop_assert_eq!(first_difference(&rig), None);
        }
    }
}
