//! What a frame costs on its way to the terminal: rows set and bytes written, not time.

use causerie::app::msg::Msg;
use causerie::edge::terminal::Screen;
use causerie::key::{Shade, TerminalEvent};
use causerie::theme::Theme;
use causerie::ui;
use ratatui::layout::Size;

use crate::support::app::reply::{self, text, text_delta};
use crate::support::app::{Harness, screen};

/// Draws the app as the loop does.
fn draw(s: &mut Harness, screen: &mut Screen<Vec<u8>>) {
    let (width, height) = s.size;
    s.app.prepare(width, height, s.now);
    let app = &s.app;
    screen
        .draw(Size::new(width, height), |sketch| {
            ui::view(app, sketch).cursor
        })
        .expect("a vector takes everything");
}

/// Rows set and bytes written for each of these deltas, on average, on a screen that is full.
fn costs(deltas: &[String]) -> (f64, f64) {
    costs_in(screen(120, 40), deltas)
}

fn costs_in(mut s: Harness, deltas: &[String]) -> (f64, f64) {
    let mut terminal = Screen::detached(Vec::new());
    s.ask("Tell me a lot").connect();
    let paragraphs: String = (0..60).map(|n| format!("Paragraph {n}.\n\n")).collect();
    s.stream(text(&paragraphs));
    draw(&mut s, &mut terminal);
    let before = terminal.counts();
    for delta in deltas {
        s.stream(vec![text_delta(0, delta)]);
        draw(&mut s, &mut terminal);
    }
    s.stream(vec![reply::block_ends(0)]);
    let counts = terminal.counts();
    let n = deltas.len() as f64;
    let rows = (counts.rows - before.rows) as f64 / n;
    (rows, (counts.bytes - before.bytes) as f64 / n)
}

#[test]
fn a_word_sets_the_row_that_it_stands_in() {
    let words: Vec<String> = (0..10).map(|n| format!("word{n} ")).collect();
    let (rows, bytes) = costs(&words);
    // The first begins a paragraph, for which all scrolls by two rows.
    assert!(rows <= 1.5, "{rows} rows for a word");
    // The word, a move to it, and one back to the composer.
    assert!(bytes <= 36.0, "{bytes} bytes for a word");
}

#[test]
fn a_text_that_scrolls_sets_the_rows_that_come_in() {
    let paragraphs: Vec<String> = (0..100).map(|n| format!("One more, {n}.\n\n")).collect();
    // How often the thumb changes its cells depends on how high its bar is.
    let (rows, bytes) = costs_in(screen(120, 41), &paragraphs);
    // Two rows come in; the thumb of the scroll bar is in a row or two.
    assert!(rows <= 5.0, "{rows} rows for two that come in");
    assert!(bytes <= 150.0, "{bytes} bytes for two rows");
}

#[test]
fn a_text_that_scrolls_is_not_searched_for_in_the_cells() {
    let mut s = screen(120, 40);
    for n in 0..12 {
        // Each prompt has its mark in the scroll bar, and a hit of a search too.
        let answer = format!("Answer {n}.\n\n").repeat(20);
        s.ask("Tell me a lot").answer(reply::whole(&answer));
    }
    s.keys("<ctrl+f>lot").keys("<enter><esc>");
    s.ask("Tell me more").connect();
    s.stream(text(&"One more.\n\n".repeat(30)));
    let mut terminal = Screen::detached(Vec::new());
    draw(&mut s, &mut terminal);
    let before = terminal.counts();
    for n in 0..1_000 {
        let end = if n % 70 == 69 { "\n\n" } else { " " };
        s.stream(vec![text_delta(0, &format!("word{n}{end}"))]);
        draw(&mut s, &mut terminal);
    }
    let counts = terminal.counts();
    assert_eq!(counts.searches, before.searches);
    assert!(counts.frames > before.frames + 900, "each word was drawn");
    let n_rows = counts.rows - before.rows;
    assert!(n_rows <= 6_000, "{n_rows} rows set for a thousand words");
    let n_bytes = counts.bytes - before.bytes;
    // A fifth more than was measured.
    assert!(n_bytes <= 60_000, "{n_bytes} bytes for a thousand words");
}

#[test]
fn a_paragraph_that_is_wrapped_sets_little_more_than_its_last_row() {
    let words: Vec<String> = (0..400).map(|n| format!("word{n} ")).collect();
    let (rows, bytes) = costs(&words);
    assert!(rows <= 1.6, "{rows} rows for a word");
    assert!(bytes <= 32.0, "{bytes} bytes for a word");
}

#[test]
fn a_ground_of_the_theme_costs_a_color_for_each_word_and_not_the_screen() {
    let cost = |shade| {
        let mut s = screen(120, 40);
        s.app.theme = Theme::builtin("light").expect("it is built in");
        s.tell(Msg::Terminal(TerminalEvent::Shade(shade)));
        let words: Vec<String> = (0..400).map(|n| format!("word{n} ")).collect();
        costs_in(s, &words)
    };
    let (without, with) = (cost(Shade::Light), cost(Shade::Dark));
    assert!((without.0 - with.0).abs() < 0.1, "{without:?} {with:?}");
    assert!(with.1 <= without.1 + 40.0, "{without:?} {with:?}");
}
