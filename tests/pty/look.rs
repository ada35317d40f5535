//! Colors and themes, as far as a terminal can tell.

use std::fs;

use crate::screen::{Home, Mark, Running};
use crate::server::{Script, Server};
use crate::stage::{READY, causerie_at};

const ANSWER: &str =
    "# Heading\n\nSome `code`, a [link](https://example.com)\n\n```rust\nfn main() {}\n```\n";

fn has_color(causerie: &Running) -> bool {
    let screen = causerie.screen();
    let (columns, rows) = screen.size();
    let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    cells.filter_map(|(x, y)| screen.cell(x, y)).any(|cell| {
        cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
    })
}

#[test]
fn no_color_means_no_color() {
    let server = Server::always(Script::answer(&[ANSWER]));
    let show = |program: crate::screen::Program| {
        let mut causerie = program.start();
        causerie.wait_for(READY);
        causerie.ask("show").wait_for("Heading").wait_idle();
        has_color(&causerie)
    };
    assert!(show(causerie_at(server.url())));
    assert!(!show(causerie_at(server.url()).env("NO_COLOR", "1")));
    assert!(!show(causerie_at(server.url()).args(["--theme", "plain"])));
}

#[test]
fn code_gets_its_colors_from_the_running_program() {
    let server = Server::always(Script::answer(&[ANSWER]));
    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY);
    causerie.ask("show").wait_for("fn main() {}");
    causerie.wait_until("the keyword differs from what follows it", |screen| {
        let color = |x, y| screen.cell(x, y).map(|cell| cell.fgcolor());
        let found = screen.find("fn main");
        found.is_some_and(|(x, y)| color(x, y) != color(x + 3, y))
    });
}

#[test]
fn a_broken_theme_warns_and_falls_back() {
    let server = Server::always(Script::answer(&[ANSWER]));
    let home = Home::new();
    let themes = home.config().join("themes");
    fs::create_dir_all(&themes).unwrap();
    fs::write(themes.join("mine.toml"), "[scopes]\nheading = { fg = ").unwrap();
    let mut causerie = causerie_at(server.url())
        .home(&home)
        .args(["--theme", "mine"])
        .start();
    causerie.wait_for("mine").wait_for(READY);
    causerie.ask("show").wait_for("Heading").wait_idle();
    assert!(has_color(&causerie));
}

#[test]
fn a_theme_that_is_not_there_warns_and_falls_back() {
    let server = Server::always(Script::answer(&[ANSWER]));
    let mut causerie = causerie_at(server.url())
        .args(["--theme", "nowhere"])
        .start();
    causerie.wait_for("nowhere").wait_for(READY);
    causerie.quit();
}

#[test]
fn with_ascii_the_interface_draws_nothing_else() {
    let server = Server::always(Script::answer(&["Plain words."]));
    let mut causerie = causerie_at(server.url()).args(["--ascii"]).start();
    causerie.wait_for(READY);
    causerie.ask("show").wait_for("Plain words.").wait_idle();
    let contents = causerie.contents();
    assert!(contents.is_ascii(), "{:?}", causerie.screen());
}

#[test]
fn links_go_to_a_terminal_that_makes_links_and_to_no_other() {
    let answer = "See [the page](https://example.com/a?b=c) and [this](javascript:alert(1)) too.";
    let server = Server::always(Script::answer(&[answer]));
    let bytes = |program: crate::screen::Program| {
        let mut causerie = program.start();
        causerie.wait_for(READY);
        causerie.ask("show").wait_for("and this too.").wait_idle();
        let bytes = causerie.raw_bytes_since(Mark::START);
        causerie.quit();
        String::from_utf8(bytes).unwrap()
    };
    let linking = bytes(causerie_at(server.url()).env("KITTY_WINDOW_ID", "1"));
    assert!(linking.contains("\x1b]8;id=1;https://example.com/a?b=c\x1b\\"));
    assert!(!linking.contains("javascript"));
    assert!(!bytes(causerie_at(server.url())).contains("]8;"));
}
