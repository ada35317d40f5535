//! Colors and themes, as far as a terminal can tell.

use std::fs;

use crate::screen::{Home, Mark, Running, Screen};
use crate::server::{Script, Server};
use crate::stage::{READY, causerie_at, holds};

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
        causerie.ask("show").wait_for(" too.").wait_idle();
        let bytes = causerie.raw_bytes_since(Mark::START);
        causerie.quit();
        String::from_utf8(bytes).unwrap()
    };
    let linking = bytes(causerie_at(server.url()).env("KITTY_WINDOW_ID", "1"));
    assert!(linking.contains("\x1b]8;id=1;https://example.com/a?b=c\x1b\\"));
    assert!(!linking.contains(";javascript"));
    assert!(!bytes(causerie_at(server.url())).contains("]8;"));
}

#[test]
fn glyphs_become_ascii_when_the_terminal_says_that_it_draws_them_wide() {
    let server = Server::start([]);
    let bar = |causerie: &mut Running, glyph: &str| {
        causerie.wait_for(&format!(" {glyph} Ask anything"));
    };
    for (glyphs, answer, expect) in [
        ("auto", "\x1b[2;13R", "|"),
        ("auto", "\x1b[2;7R", "▌"),
        // The emulator draws it in one column, whatever it is told to say.
        ("unicode", "\x1b[2;13R", "▌"),
    ] {
        let home = Home::new();
        fs::create_dir_all(home.config()).unwrap();
        fs::write(
            home.config().join("config.toml"),
            format!("glyphs = '{glyphs}'"),
        )
        .unwrap();
        let mut causerie = causerie_at(server.url()).home(&home).start();
        bar(&mut causerie, "▌");
        let asked = causerie.raw_bytes_since(Mark::START);
        assert!(holds(&asked, b"\x1b[6n"));
        // What is typed behind the answer shows that it was taken, and not for a key.
        causerie.send(answer.as_bytes()).type_text("x");
        causerie.wait_until("a typed x behind the bar", |screen| {
            let rows = screen.rows();
            let mut rows = rows.iter().map(|row| row.trim());
            rows.any(|row| row.starts_with(expect) && row.ends_with('x'))
        });
        causerie
            .keys("<backspace><ctrl+d>")
            .wait_exit()
            .expect_code(0);
    }
}

#[test]
fn the_theme_follows_the_background_once_the_terminal_has_told_it() {
    let server = Server::start([]);
    let accent = |screen: &Screen| {
        let (x, y) = screen.find("▌").unwrap();
        screen.cell(x, y).unwrap().fgcolor()
    };
    let (dark, light) = (
        vt100::Color::Rgb(0x8a, 0xb8, 0xf4),
        vt100::Color::Rgb(0x23, 0x5b, 0xb0),
    );
    let mut causerie = causerie_at(server.url()).args(["--theme", "auto"]).start();
    causerie.wait_for(READY);
    assert!(holds(
        &causerie.raw_bytes_since(Mark::START),
        b"\x1b]11;?\x1b\\"
    ));
    causerie.send(b"\x1b]11;rgb:1111/1111/1111\x1b\\");
    causerie.wait_until("it is dark", |screen| accent(screen) == dark);
    causerie.send(b"\x1b[?997;2n");
    causerie.wait_until("it became light", |screen| accent(screen) == light);
    causerie
        .send(b"\x1b]11;nonsense\x1b\\\x1b]11;rgb:0/\x07")
        .type_text("typed");
    causerie.wait_for("▌ typed");
    assert_eq!(accent(&causerie.screen()), light);

    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY);
    let asked = causerie.raw_bytes_since(Mark::START);
    assert!(!holds(&asked, b"]11;"), "only where the theme asks for it");
}

#[test]
fn a_theme_for_the_other_kind_of_terminal_brings_its_own_background() {
    let server = Server::start([]);
    let mut causerie = causerie_at(server.url()).args(["--theme", "light"]).start();
    causerie.wait_for(READY);
    let corner = |screen: &Screen| screen.cell(0, 0).unwrap().bgcolor();
    assert_eq!(corner(&causerie.screen()), vt100::Color::Default);
    causerie.send(b"\x1b]11;rgb:1111/1111/1111\x1b\\");
    causerie.wait_until("the ground is light", |screen| {
        let (columns, rows) = screen.size();
        let mut cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
        cells.all(|(x, y)| screen.cell(x, y).unwrap().bgcolor() != vt100::Color::Default)
            && corner(screen) == vt100::Color::Rgb(0xfa, 0xfa, 0xfa)
    });
    causerie.send(b"\x1b[?997;2n");
    causerie.wait_until("the terminal's own is light", |screen| {
        corner(screen) == vt100::Color::Default
    });
}
