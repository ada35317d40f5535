//! Naughty texts through every door: nothing of them is obeyed by the terminal, and nothing that is
//! painted hides.
//!
//! The texts are in `tests/fixtures/naughty.txt`. Looking at a screen also sends it to the
//! terminal's edge, and the bytes are read by a grammar of what we write.

use causerie::api::error::{ApiError, ApiErrorKind};
use causerie::api::event::StreamSignal;
use causerie::api::usage::{Stop, StopReason};
use causerie::app::msg::Msg;
use causerie::app::notice::Level;
use causerie::conversation::UnixMillis;
use causerie::edge::terminal::Screen;
use causerie::problem::{Problem, ProblemKind};
use causerie::session::SessionId;
use causerie::session::summary::Summary;
use causerie::text::width::{columns, grapheme_columns};
use causerie::turn::tool_call::ToolEvent;
use ratatui::layout::Size;

use crate::support::app::{Harness, reply, screen};

const TEXTS: &str = include_str!("../../fixtures/naughty.txt");

/// Names and texts, decoded as bytes from outside are.
fn texts() -> Vec<(&'static str, String)> {
    let lines = TEXTS.lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, text) = line.split_once('\t').expect("a name and a tab");
            (name, String::from_utf8_lossy(&decoded(text)).into_owned())
        })
        .collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let known = [("\\", b'\\'), ("r", b'\r'), ("n", b'\n'), ("t", b'\t')];
        let simple = known
            .into_iter()
            .find_map(|(name, byte)| Some((after.strip_prefix(name)?, byte)));
        rest = if let Some((after, byte)) = simple {
            bytes.push(byte);
            after
        } else if let Some(after) = after.strip_prefix("u{") {
            let (number, after) = after.split_once('}').expect("a brace");
            let number = u32::from_str_radix(number, 16).expect("a number");
            bytes.extend(
                char::from_u32(number)
                    .expect("a character")
                    .to_string()
                    .bytes(),
            );
            after
        } else {
            let number = after
                .strip_prefix('x')
                .and_then(|after| after.get(..2))
                .expect("\\xNN");
            bytes.push(u8::from_str_radix(number, 16).expect("a byte"));
            after.get(3..).expect("three characters")
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// Characters that show nothing and take no place, or a place that looks like another.
fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Looks at the screen: at its cells, and at the bytes that a terminal gets.
#[track_caller]
fn look(name: &str, s: &mut Harness) {
    let frame = s.look();
    for cell in frame.buf.content() {
        let symbol = cell.symbol();
        if matches!(symbol.as_bytes(), [0x20..=0x7E]) {
            continue;
        }
        let found = symbol.chars().find(|c| c.is_control() || hides(*c));
        assert_eq!(found, None, "{name}: a cell holds {symbol:?}");
        assert!(
            symbol.is_empty() || grapheme_columns(symbol) > 0,
            "{name}: a cell holds {symbol:?}"
        );
        let n_small = symbol
            .chars()
            .filter(|c| columns(&c.to_string()) == 0)
            .count();
        assert!(n_small <= 24, "{name}: a tower in a cell: {symbol:?}");
        let chars: Vec<char> = symbol.chars().collect();
        let doubled = chars
            .windows(2)
            .any(|pair| pair.iter().all(|c| is_selector(*c)));
        assert!(!doubled, "{name}: bytes are smuggled in {symbol:?}");
    }
    let mut bytes = Vec::new();
    let size = Size::new(frame.buf.area.width, frame.buf.area.height);
    let mut screen = Screen::detached(&mut bytes);
    screen.show_links();
    let drawn = screen.draw_linked(size, |sketch, links| {
        for position in frame.buf.area.positions() {
            let cell = &frame.buf[position];
            let end = frame.buf.area.right();
            sketch.text(position.x, position.y, end, cell.symbol(), cell.style());
        }
        links.clone_from(&frame.painted.links);
        frame.painted.cursor
    });
    drop(screen);
    assert!(drawn.is_ok());
    let text = String::from_utf8(bytes).expect("text");
    check_bytes(name, &text);
}

/// Checks that all of `text` is printable but for sequences of ours.
#[track_caller]
fn check_bytes(name: &str, text: &str) {
    let mut pieces = text.split('\x1b');
    assert_eq!(pieces.next(), Some(""), "{name}");
    while let Some(piece) = pieces.next() {
        let printed = if let Some(link) = piece.strip_prefix("]8;") {
            let (id, address) = link.split_once(';').expect("an id");
            let is_safe = address.bytes().all(|byte| byte.is_ascii_graphic());
            let is_known = ["", "http:", "https:", "mailto:", "file:"]
                .iter()
                .any(|scheme| {
                    address.starts_with(scheme) && (!scheme.is_empty() || address.is_empty())
                });
            let is_id = id.is_empty() || id.starts_with("id=");
            assert!(
                is_safe && is_known && is_id,
                "{name}: a link to {address:?}"
            );
            let end = pieces.next().and_then(|piece| piece.strip_prefix('\\'));
            assert!(end.is_some(), "{name}: a link without end");
            end.unwrap_or_default()
        } else {
            let body = piece.strip_prefix('[');
            assert!(body.is_some(), "{name}: the sequence {piece:?}");
            let body = body.unwrap_or_default();
            let rest = body.trim_start_matches(|c: char| c.is_ascii_digit() || "?;:".contains(c));
            assert!(
                rest.starts_with(['h', 'l', 'm', 'H', 'G', 'C', 'K', 'L', 'M']),
                "{name}: {piece:?}"
            );
            rest.get(1..).unwrap_or_default()
        };
        assert!(
            !printed.contains(char::is_control),
            "{name}: {printed:?} is printed"
        );
    }
}

/// Markdown with the text in every place where text can be.
fn markdown(text: &str) -> String {
    format!(
        "# {text}\n\n{text}\n\n**{text}** `{text}`\n\n- {text}\n  1. {text}\n\n> {text}\n\n\
         | {text} | b |\n|--|--|\n| {text} | {text} |\n\n```{text}\n{text}\n```\n\n\
         [{text}](https://a.example/{text}) ![{text}](<https://a.example/{text}>) <https://a.example/{text}>\n\n\
         [a]: https://a.example/{text} \"{text}\"\n\n<b title=\"{text}\">{text}</b>\n\n[^1]: {text}\n\n{text}"
    )
}

#[test]
fn answers_and_thinking_do_no_harm() {
    for (name, text) in texts() {
        let mut s = screen(100, 40);
        let markdown = markdown(&text);
        s.ask("Hello").connect();
        s.stream(vec![
            reply::start(),
            reply::thinking_begins(0),
            reply::thinking_delta(0, &markdown),
        ]);
        look(name, &mut s);
        s.stream(vec![reply::block_ends(0), reply::text_begins(1)]);
        let half = markdown.char_indices().nth(markdown.chars().count() / 2);
        let (first, rest) = markdown.split_at(half.map_or(0, |(at, _)| at));
        s.stream(vec![reply::text_delta(1, first)]);
        look(name, &mut s);
        let mut events = vec![reply::text_delta(1, rest), reply::block_ends(1)];
        events.extend(reply::ends("end_turn"));
        s.stream(events).signal(StreamSignal::Ended);
        look(name, &mut s);
        s.keys("<pageup>");
        look(name, &mut s);
        s.resize(41, 12);
        look(name, &mut s);
    }
}

#[test]
fn tools_do_no_harm() {
    for (name, text) in texts() {
        let mut s = screen(120, 40);
        let input =
            serde_json::json!({ &text: &text, "list": [&text, { "a": &text }] }).to_string();
        s.ask("Hello").connect();
        s.stream(vec![
            reply::start(),
            reply::tool_begins(0, "call_1", &text),
            reply::input_delta(0, &input),
        ]);
        look(name, &mut s);
        s.stream(vec![reply::input_delta(0, &text)]);
        look(name, &mut s);

        let mut s = screen(120, 40);
        s.ask("Where is it?").answer(reply::thinking_and_tools());
        s.tool("call_1", ToolEvent::Output(text.clone()));
        look(name, &mut s);
        s.tool_done("call_1", &format!("{text}\n{text}"));
        look(name, &mut s);
        s.tool_done("call_2", &input);
        look(name, &mut s);
    }
}

#[test]
fn prompts_and_searches_do_no_harm() {
    for (name, text) in texts() {
        let mut s = screen(100, 30);
        s.paste(&text);
        look(name, &mut s);
        s.paste(&format!("{text}\n").repeat(30));
        look(name, &mut s);
        s.keys("<enter>").connect();
        look(name, &mut s);
        s.paste(&text).keys("<enter>");
        look(name, &mut s);
        s.keys("<ctrl+f>").paste(&text);
        look(name, &mut s);
        s.keys("<esc><alt+c>");
        look(name, &mut s);
    }
}

#[test]
fn failures_notices_and_names_do_no_harm() {
    for (name, text) in texts() {
        let mut s = screen(100, 30);
        s.app.turn.params.model.clone_from(&text);
        s.app
            .notices
            .show(Level::Warning, text.clone(), s.now.instant);
        look(name, &mut s);
        s.ask("Hello")
            .fail(ApiError::local(ApiErrorKind::Invalid, &text));
        look(name, &mut s);
        let problem = Problem::new(ProblemKind::Session, &text)
            .because(&text)
            .hint(&text);
        s.tell(Msg::Problem(problem));
        look(name, &mut s);
        s.keys("<ctrl+c>").ask("Hello").connect();
        let mut events = reply::text("Some");
        events.extend(reply::ends_with(Stop {
            reason: Some(StopReason::Other(text.clone())),
            sequence: Some(text.clone()),
            ..Stop::default()
        }));
        s.stream(events).signal(StreamSignal::Ended);
        look(name, &mut s);
        s.keys("<ctrl+g>");
        s.tell(Msg::Sessions(Ok(vec![
            Summary {
                id: SessionId(text.clone()),
                at: UnixMillis(0),
                messages: 1,
                title: text.clone(),
                unreadable: None,
            },
            Summary::unreadable(SessionId("x".into()), UnixMillis(0), &text),
        ])));
        look(name, &mut s);
        s.paste(&text);
        look(name, &mut s);
    }
}
