//! What terminals send, byte for byte, and what it means; and that no bytes do harm.

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::key::{Pointer, PointerKind, Shade};

fn parse(bytes: &[u8]) -> Vec<TerminalEvent> {
    let mut parser = Parser::new(Wire::Far);
    let mut events = Vec::new();
    parser.push(bytes, &mut events);
    if parser.patience().is_some() {
        parser.time_out(&mut events);
    }
    events
}

/// The spellings of the keys, separated by blanks.
#[track_caller]
fn check(bytes: &str, spellings: &str) {
    let expect: Vec<TerminalEvent> = spellings
        .split_whitespace()
        .map(|spelling| TerminalEvent::Key(spelling.parse().unwrap()))
        .collect();
    assert_eq!(parse(bytes.as_bytes()), expect, "{bytes:?}");
}

#[track_caller]
fn check_event(bytes: &str, expect: TerminalEvent) {
    assert_eq!(parse(bytes.as_bytes()), [expect], "{bytes:?}");
}

fn at(kind: PointerKind, column: u16, row: u16) -> TerminalEvent {
    TerminalEvent::Pointer(Pointer {
        kind,
        column,
        row,
        mods: Mods::NONE,
    })
}

#[test]
fn characters_are_themselves() {
    check("aZ 9", "a Z space 9");
    check("é漢🦀", "é 漢 🦀");
    check("\x1ba\x1bÉ", "alt+a alt+shift+é");
}

#[test]
fn control_bytes_are_keys_and_keep_apart_what_they_can() {
    check("\x03\x04\x1a", "ctrl+c ctrl+d ctrl+z");
    check("\r\n", "enter ctrl+j");
    check("\x08\x7f", "ctrl+h backspace");
    check("\t\x1b[Z", "tab backtab");
    check("\x00\x1c\x1f", "ctrl+space ctrl+\\ ctrl+_");
    check("\x1b\r\x1b\x7f", "alt+enter alt+backspace");
}

#[test]
fn escape_is_escape_when_nothing_follows() {
    check("\x1b", "esc");
    check("\x1b\x1b", "esc");
    check("\x1b\x1b\x1b", "esc");
    check("\x1b\x1bx", "esc x");
    check("\x1b[27u", "esc");
    check("\x1b[27;3u", "esc");
    check("\x1b[91;5u", "esc");
}

#[test]
fn a_begun_sequence_that_ends_there_was_alt_with_its_character() {
    check("\x1b[", "alt+[");
    check("\x1bO", "alt+shift+o");
    check("\x1b]", "alt+]");
    check("\x1bP", "alt+shift+p");
}

#[test]
fn cursor_and_editing_keys_come_in_many_forms() {
    check(
        "\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D",
        "up down ctrl+right shift+left",
    );
    check("\x1b[H\x1bOF\x1b[1~\x1b[8~", "home end home end");
    check(
        "\x1b[2~\x1b[3~\x1b[5~\x1b[6;3~",
        "insert delete pageup alt+pagedown",
    );
    check("\x1b\x1b[A", "alt+up");
    check(
        "\x1bOP\x1b[12~\x1b[1;2R\x1b[[D\x1b[15~\x1b[24~",
        "f1 f2 shift+f3 f4 f5 f12",
    );
    check(
        "\x1bOM\x1b[57414u\x1b[57400u\x1b[57419u",
        "enter enter 1 up",
    );
}

#[test]
fn the_kitty_protocol_tells_shift_enter_from_enter() {
    check(
        "\x1b[13;2u\x1b[13;5u\x1b[13u",
        "shift+enter ctrl+enter enter",
    );
    check("\x1b[105;5u\x1b[106;5u", "ctrl+i ctrl+j");
    check("\x1b[99;6u\x1b[97:65;4u", "ctrl+shift+c alt+shift+a");
    check("\x1b[27;2;13~", "shift+enter"); // xterm's own way, modifyOtherKeys.
    check("\x1b[97;65u", "a"); // Caps lock is held.
}

#[test]
fn repeats_are_kept_and_releases_dropped() {
    check("\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u", "a a");
    check("\x1b[1;1:3A", "");
}

#[test]
fn keys_of_the_window_manager_and_keys_without_meaning_are_swallowed() {
    check("\x1b[99;9u", "");
    check("\x1b[57358u\x1b[57441;2u\x1b[57428u", "");
    check("\x1b[200u\x1b[133u", "È");
}

#[test]
fn unknown_sequences_never_become_text() {
    check("\x1b[?62;4c\x1b[24;80R\x1b[?2026;2$y\x1b[>1;10;0c", "");
    check("\x1b]10;rgb:0000/0000/0000\x1b\\a", "a");
    check("\x1b]11;rgb:0000/0000\x07a", "a");
    check("\x1b[?997;3n\x1b[?997n\x1b[0n", "");
    check(&format!("\x1b]11;rgb:{}\x07a", "0/".repeat(500)), "a");
    check("\x1b]0;a title\x07b", "b");
    check("\x1bP1+r544e=787465726d\x1b\\c", "c");
    check("\x1b_Gi=31;OK\x1b\\d", "d");
    check("\x1b[M abe", "e"); // The old form of a pointer report.
    check(&format!("\x1b[{}mf", "1;".repeat(500)), "f");
    check("\x1b[99999999999999;1u\x1b[;;;;~g", "home g");
}

#[test]
fn answers_to_our_questions_are_events_and_never_text() {
    let dark = TerminalEvent::Shade(Shade::Dark);
    let light = TerminalEvent::Shade(Shade::Light);
    check_event("\x1b]11;rgb:0000/0000/0000\x1b\\", dark.clone());
    check_event("\x1b]11;rgb:ff/ff/ff\x07", light.clone());
    check_event("\x1b[?997;1n", dark);
    check_event("\x1b[?997;2n", light);
    check_event("\x1b[2;7R", TerminalEvent::AmbiguousWidth { wide: false });
    check_event("\x1b[2;13R", TerminalEvent::AmbiguousWidth { wide: true });
    check("\x1b[1;7R", "ctrl+alt+f3");
}

#[test]
fn a_sequence_that_was_cut_off_does_not_eat_what_is_typed_later() {
    for cut in ["\x1b[1;", "\x1b]11;rgb", "\x1bPabc", "\x1b[M", "\u{c3}"] {
        let mut parser = Parser::new(Wire::Far);
        let mut events = Vec::new();
        parser.push(cut.as_bytes(), &mut events);
        events.clear();
        parser.time_out(&mut events);
        parser.push(b"x", &mut events);
        assert_eq!(events, parse(b"x"), "{cut:?}");
    }
}

#[test]
fn the_late_rest_of_a_sequence_is_never_typed() {
    let mut parser = Parser::new(Wire::Near);
    let mut events = Vec::new();
    parser.push(b"\x1b", &mut events);
    parser.time_out(&mut events);
    assert_eq!(events, parse(b"\x1b"));
    assert_eq!(parser.patience(), Some(LATE));
    parser.push(b"[", &mut events);
    parser.push(b"A", &mut events);
    assert_eq!(events, [parse(b"\x1b"), parse(b"\x1b[A")].concat());

    events.clear();
    parser.push(b"\x1b", &mut events);
    parser.time_out(&mut events);
    parser.time_out(&mut events);
    assert_eq!(parser.patience(), None);
    parser.push(b"[x", &mut events);
    assert_eq!(events, [parse(b"\x1b"), parse(b"[x")].concat());
}

#[test]
fn patience_is_short_only_while_it_could_be_a_key() {
    let after = |bytes: &[u8]| {
        let mut parser = Parser::new(Wire::Far);
        parser.push(bytes, &mut Vec::new());
        parser.patience()
    };
    assert_eq!(after(b""), None);
    assert_eq!(after(b"text\x1b[A"), None);
    for ambiguous in ["\x1b", "\x1b\x1b", "\x1b[", "\x1bO", "\x1b]"] {
        assert_eq!(
            after(ambiguous.as_bytes()),
            Some(ESCAPE_FAR),
            "{ambiguous:?}"
        );
    }
    assert_eq!(after(b"\x1b[1;"), Some(SEQUENCE));
    assert_eq!(after(b"\xc3"), Some(SEQUENCE));
    assert_eq!(after(b"\x1b[200~text"), Some(PASTE));
}

#[test]
fn nobody_waits_behind_an_escape_that_came_alone_from_this_machine() {
    let after = |pieces: &[&[u8]]| {
        let mut parser = Parser::new(Wire::Near);
        for piece in pieces {
            parser.push(piece, &mut Vec::new());
        }
        parser.patience()
    };
    assert_eq!(after(&[b"\x1b"]), Some(Duration::ZERO));
    assert_eq!(after(&[b"text", b"\x1b"]), Some(Duration::ZERO));
    // The end of a buffer may have cut a sequence here.
    assert_eq!(after(&[b"text\x1b"]), Some(ESCAPE_NEAR));
    assert_eq!(after(&[b"\x1b", b"\x1b"]), Some(ESCAPE_NEAR));
    assert_eq!(after(&[b"\x1b", b"["]), Some(ESCAPE_NEAR));
}

#[test]
fn a_paste_is_one_event_whatever_is_in_it() {
    let paste = |text: &str| TerminalEvent::Paste(text.to_owned());
    check_event(
        "\x1b[200~one\rtwo\r\n\x1b[A\x1b]\x03é\x1b[201~",
        paste("one\ntwo\n\x1b[A\x1b]\x03é"),
    );
    check_event("\x1b[200~\x1b[201~", paste(""));
    check_event("\x1b[200~never ended", paste("never ended"));
    let broken = parse(b"\x1b[200~a\xffb\x1b[201~");
    assert_eq!(broken, [paste("a\u{FFFD}b")]);
}

#[test]
fn wheel_buttons_and_focus_are_reported() {
    check_event("\x1b[<64;5;6M", at(PointerKind::Wheel(-1), 4, 5));
    check_event("\x1b[<65;5;6M", at(PointerKind::Wheel(1), 4, 5));
    check_event("\x1b[<66;5;6M", at(PointerKind::Sideways(-1), 4, 5));
    check_event("\x1b[<67;5;6M", at(PointerKind::Sideways(1), 4, 5));
    check_event("\x1b[<0;1;1M", at(PointerKind::Down, 0, 0));
    check_event("\x1b[<32;2;3M", at(PointerKind::Drag, 1, 2));
    check_event("\x1b[<0;300;400m", at(PointerKind::Up, 299, 399));
    check_event("\x1b[I", TerminalEvent::Focus(true));
    check_event("\x1b[O", TerminalEvent::Focus(false));
    check(
        "\x1b[<2;1;1M\x1b[<35;1;1M\x1b[<68;1;1m\x1b[<;;M\x1b[<0;1M",
        "",
    );
}

#[test]
fn modifiers_come_with_the_pointer() {
    let events = parse(b"\x1b[<85;1;1M");
    let expect = Pointer {
        kind: PointerKind::Wheel(1),
        column: 0,
        row: 0,
        mods: Mods {
            shift: true,
            ctrl: true,
            alt: false,
        },
    };
    assert_eq!(events, [TerminalEvent::Pointer(expect)]);
}

/// Bytes that are likely to be something.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        proptest::collection::vec(any::<u8>(), 0..6),
        "\x1b\\[[<?]?[0-9;:]{0,8}[A-Za-z~]".prop_map(String::into_bytes),
        "[a-zé漢]{1,4}".prop_map(String::into_bytes),
        Just(b"\x1b[200~".to_vec()),
        Just(PASTE_END.to_vec()),
        Just(b"\x1b]x\x07".to_vec()),
        Just(b"\x1b]11;rgb:ff/ff/ff\x1b\\".to_vec()),
        Just(b"\x1b[2;13R\x1b[?997;1n".to_vec()),
        Just(b"\x1b".to_vec()),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_events(
        bytes in streams(),
        cuts in proptest::collection::vec(0_usize..100, 0..8),
    ) {
        let mut whole = Vec::new();
        Parser::new(Wire::Far).push(&bytes, &mut whole);

        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut parser = Parser::new(Wire::Far);
        let mut pieces = Vec::new();
        for pair in cuts.windows(2) {
            parser.push(&bytes[pair[0]..pair[1]], &mut pieces);
        }
        prop_assert_eq!(pieces, whole);
    }

    #[test]
    fn no_bytes_make_a_key_of_a_control_character(bytes in streams()) {
        for event in parse(&bytes) {
            if let TerminalEvent::Key(key) = event {
                prop_assert_eq!(key, key.normalized());
                let control = matches!(key.code, KeyCode::Char(c) if c.is_control());
                prop_assert!(!control, "{key:?}");
            }
        }
    }

    #[test]
    fn after_time_is_up_a_key_is_a_key(bytes in streams()) {
        let mut parser = Parser::new(Wire::Far);
        let mut events = Vec::new();
        parser.push(&bytes, &mut events);
        // A second time after an Escape: its late rest.
        for _ in 0..2 {
            parser.time_out(&mut events);
        }
        prop_assert_eq!(parser.patience(), None);
        events.clear();
        parser.push(b"x", &mut events);
        prop_assert_eq!(events, parse(b"x"));
    }
}
