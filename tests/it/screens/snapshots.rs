//! Whole screens as files, so that a change of looks is reviewed like a change of code.
//!
//! A file in `tests/fixtures/screens` holds the text of a screen and, below it, the scope of each
//! cell: a letter, explained at the end (`.` is text without a scope of its own). Scopes and not
//! colors, so that a theme can be changed without touching them. To write them anew:
//!
//! ```text
//! CAUSERIE_BLESS=1 cargo test --test it snapshots
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::StreamSignal;
use causerie::api::request::ServerRequestId;
use causerie::app::msg::Msg;
use causerie::app::settings::{Connection, Glyphs};
use causerie::conversation::UnixMillis;
use causerie::session::SessionId;
use causerie::session::summary::Summary;
use causerie::theme::{Scope, Theme, builtin, file};
use ratatui::style::Color;

use crate::support::app::reply::{self, text, text_delta, whole};
use crate::support::app::{Frame, Harness, screen};

/// Brings a screen of this size, in columns and rows, to where it is looked at.
type Scene = fn(u16, u16) -> Harness;

/// What is shown, by the name of its file.
const SCENES: &[(&str, Scene)] = &[
    ("welcome", welcome),
    ("welcome-demo", welcome_demo),
    ("missing", missing),
    ("streaming", streaming),
    ("thinking-open", thinking_open),
    ("finished", finished),
    ("failure", failure),
    ("queue", queue),
    ("scrolled-up", scrolled_up),
    ("help", help),
    ("sessions", sessions),
];

const SIZES: &[(u16, u16)] = &[(80, 24), (120, 40), (200, 60), (40, 10)];

const ANSWER: &str = "## Your order\n\nThe parcel with **3 items** is on its way; it was handed over in *Rotterdam* and should be at your door on Thursday.\n\n| Item | State | Price |\n|------|-------|------:|\n| Teapot 茶壶 | sent | 24.90 |\n| Cups, six of them | sent | 18.00 |\n| Tray | packed | 9.50 |\n\n```rust\n// Waiting is polling.\nfn wait(parcel: &Parcel) -> Option<Day> {\n    parcel.day()\n}\n```\n\n- Track it with `causerie track`.\n- Or read [the page](https://example.com/track).\n\n> Parcels move at night.\n";

fn start(width: u16, height: u16, connection: Connection) -> Harness {
    Harness::start(width, height, connection)
}

fn welcome(width: u16, height: u16) -> Harness {
    start(width, height, Connection::Ready)
}

fn welcome_demo(width: u16, height: u16) -> Harness {
    start(width, height, Connection::Demo)
}

fn missing(width: u16, height: u16) -> Harness {
    start(width, height, Connection::Missing)
}

/// A second round is arriving; the first one thought and called two tools.
fn streaming(width: u16, height: u16) -> Harness {
    let mut s = start(width, height, Connection::Ready);
    s.ask("Where is my order #ORD-12345?").connect();
    s.pass(Duration::from_millis(400))
        .stream(reply::thinking_and_tools());
    s.signal(StreamSignal::Ended)
        .pass(Duration::from_millis(300));
    s.tool_done("call_1", "{\"id\": \"ORD-12345\", \"items\": 3}");
    s.pass(Duration::from_millis(300));
    s.tool_done("call_2", "{\"status\": \"in transit\"}");
    s.connect().pass(Duration::from_millis(200));
    s.stream(vec![
        reply::start(),
        reply::thinking_begins(0),
        reply::thinking_delta(0, "Both answers are there. Now I can tell what is known."),
        reply::block_ends(0),
        reply::text_begins(1),
        text_delta(
            1,
            "Your order is **on its way**. It left Rotterdam `this mor",
        ),
    ]);
    s.pass(Duration::from_millis(600)).type_text("And if it");
    s
}

fn thinking_open(width: u16, height: u16) -> Harness {
    let mut s = streaming(width, height);
    s.keys("<ctrl+o>");
    s
}

fn finished(width: u16, height: u16) -> Harness {
    let mut s = start(width, height, Connection::Ready);
    s.ask("Where is my order?")
        .connect()
        .pass(Duration::from_millis(800));
    s.stream(text(ANSWER)).pass(Duration::from_millis(1_600));
    s.stream(whole("")[3..].to_vec())
        .signal(StreamSignal::Ended);
    s
}

fn failure(width: u16, height: u16) -> Harness {
    let mut s = start(width, height, Connection::Ready);
    s.ask("Where is my order?")
        .connect()
        .stream(text("It is on"));
    s.pass(Duration::from_millis(900)).fail(ApiError {
        error_type: Some("overloaded_error".into()),
        request_id: Some(ServerRequestId("req_011CSHoEeqs5C35K2UUqR7Fy".into())),
        ..ApiError::local(ApiErrorKind::Overloaded, "Overloaded")
    });
    s
}

fn queue(width: u16, height: u16) -> Harness {
    let mut s = start(width, height, Connection::Ready);
    s.ask("Where is my order?")
        .connect()
        .stream(text("It is on"));
    s.ask("Can I still change the address?")
        .ask("And the name on it?");
    s.paste(&"a line of a log\n".repeat(40))
        .type_text(" and this?");
    s
}

fn scrolled_up(width: u16, height: u16) -> Harness {
    let mut s = start(width, height, Connection::Ready);
    s.ask("Count").connect();
    let lines: String = (1..=300).map(|n| format!("Line {n}\n\n")).collect();
    s.stream(text(&lines)).keys("<pageup>");
    s
}

fn help(width: u16, height: u16) -> Harness {
    let mut s = finished(width, height);
    s.keys("<f1>");
    s
}

fn sessions(width: u16, height: u16) -> Harness {
    let mut s = finished(width, height);
    s.keys("<ctrl+g>");
    let summary = |id: &str, messages, title: &str| Summary {
        id: SessionId(id.into()),
        at: UnixMillis(1_790_000_000_000),
        messages,
        title: title.into(),
        unreadable: None,
    };
    s.tell(Msg::Sessions(Ok(vec![
        summary("20260921-120000-0001", 2, "Where is my order?"),
        summary(
            "20260920-091500-3f9a",
            48,
            "Lifetimes in Rust, 漢字 and emoji",
        ),
        Summary::unreadable(
            SessionId("20260919-080000-77aa".into()),
            UnixMillis(0),
            "permission denied",
        ),
    ])));
    s.keys("<down>");
    s
}

/// A theme in which every scope has a color of its own, to read scopes from cells.
fn scopes_theme() -> Theme {
    let mut toml = String::from("[scopes]\n");
    for (idx, scope) in Scope::ALL.iter().enumerate().skip(1) {
        let _ = writeln!(toml, "\"{}\" = {{ fg = \"#0000{idx:02x}\" }}", scope.name());
    }
    let (theme, warnings) = file::load("scopes", |_| Some(toml.clone()));
    assert_eq!(warnings, []);
    theme
}

fn scope_of(color: Color) -> Option<Scope> {
    match color {
        Color::Rgb(0, 0, idx) => Scope::ALL.get(usize::from(idx)).copied(),
        _ => None,
    }
}

/// The file of a screen: its text, the scopes of its cells, and their legend.
fn snapshot(frame: &Frame) -> String {
    let area = frame.buf.area;
    let mut letters: BTreeMap<Scope, char> = BTreeMap::new();
    let mut names = ('a'..='z').chain('A'..='Z');
    let mut scopes = String::new();
    for y in 0..area.height {
        let row: String = (0..area.width)
            .map(|x| match scope_of(frame.buf[(x, y)].fg) {
                None => '.',
                Some(scope) => *letters
                    .entry(scope)
                    .or_insert_with(|| names.next().expect("letters for all scopes")),
            })
            .collect();
        let row = row.trim_end_matches('.');
        let _ = writeln!(scopes, "|{row}");
    }
    let mut legend: Vec<(char, Scope)> = letters.into_iter().map(|(s, l)| (l, s)).collect();
    legend.sort_by_key(|(letter, _)| (letter.is_uppercase(), *letter));
    let mut out = String::new();
    for y in 0..area.height {
        let _ = writeln!(out, "|{}", frame.row(y));
    }
    let _ = writeln!(out, "\nscopes\n{scopes}");
    for (letter, scope) in legend {
        let _ = writeln!(out, "{letter} {}", scope.name());
    }
    if let Some(cursor) = frame.painted.cursor {
        let _ = writeln!(out, "\ncursor {} {}", cursor.x, cursor.y);
    }
    out
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/screens")
}

#[test]
fn every_screen_looks_like_its_file() {
    let bless = std::env::var_os("CAUSERIE_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut s = scene(*width, *height);
            s.app.theme = scopes_theme();
            let got = snapshot(&s.look());
            let path = folder().join(format!("{name}-{width}x{height}.txt"));
            if bless {
                std::fs::create_dir_all(folder()).unwrap();
                std::fs::write(&path, &got).unwrap();
            } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&got) {
                wrong.push(format!("{}:\n{got}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} screens differ from their files; CAUSERIE_BLESS=1 writes them anew",
        wrong.join("\n"),
        wrong.len()
    );
}

#[test]
fn every_file_belongs_to_a_screen() {
    for found in std::fs::read_dir(folder()).unwrap() {
        let name = found.unwrap().file_name().into_string().unwrap();
        let is_known = SCENES.iter().any(|(scene, _)| {
            SIZES
                .iter()
                .any(|(width, height)| name == format!("{scene}-{width}x{height}.txt"))
        });
        assert!(is_known, "{name} is a screen of nothing");
    }
}

#[test]
fn themes_differ_in_style_only() {
    // And in the hairline beside code, which a ground of its own stands for.
    let text_of = |text: &str| text.replace('│', " ");
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut s = scene(*width, *height);
            let text = s.text();
            let cursor = s.look().painted.cursor;
            for theme in builtin::NAMES {
                s.app.theme = Theme::builtin(theme).unwrap();
                let frame = s.look();
                assert_eq!(text_of(&frame.text()), text_of(&text), "{name} in {theme}");
                assert_eq!(frame.painted.cursor, cursor, "{name} in {theme}");
            }
        }
    }
}

#[test]
fn plain_glyphs_are_as_wide_as_the_others() {
    for (name, scene) in SCENES {
        let mut s = scene(80, 24);
        let frame = s.look();
        s.app.settings.glyphs = Glyphs::Ascii;
        let plain = s.look();
        for y in 0..24 {
            let columns = |frame: &Frame| {
                let row = frame.row(y);
                unicode_width::UnicodeWidthStr::width(row.as_str())
            };
            assert_eq!(columns(&plain), columns(&frame), "{name}, row {y}");
        }
    }
}

#[test]
fn with_plain_glyphs_nothing_of_the_interface_is_beyond_ascii() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut s = scene(*width, *height);
            s.app.settings.glyphs = Glyphs::Ascii;
            let text = s.text();
            // Of the words of others only letters are beyond it here.
            let beyond: String = text
                .chars()
                .filter(|c| !c.is_ascii() && !c.is_alphabetic())
                .collect();
            assert_eq!(beyond, "", "{name} at {width}x{height}:\n{text}");
        }
    }
}

#[test]
fn with_plain_glyphs_what_is_left_out_of_a_prompt_is_said_in_ascii_and_the_prompt_as_it_was() {
    let mut s = screen(80, 60);
    s.app.settings.glyphs = Glyphs::Ascii;
    let prompt: Vec<String> = (0..61).map(|n| format!("line {n} …")).collect();
    s.ask(&prompt.join("\n")).connect();
    s.shows("~ 21 more lines").shows("line 39 …");
}

#[test]
fn the_plain_theme_uses_no_color() {
    for (name, scene) in SCENES {
        let mut s = scene(120, 40);
        s.app.theme = Theme::builtin("plain").unwrap();
        let frame = s.look();
        let colored =
            |cell: &&ratatui::buffer::Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
        assert_eq!(frame.buf.content().iter().find(colored), None, "{name}");
    }
}
