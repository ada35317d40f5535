//! Tests of the translation, by what each terminal library event becomes.

use super::*;

fn press(code: Code, held: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, held))
}

#[track_caller]
fn check_key(code: Code, held: KeyModifiers, spelling: &str) {
    let expect = TerminalEvent::Key(spelling.parse().unwrap());
    assert_eq!(
        translate(press(code, held)),
        Some(expect),
        "{code:?} with {held:?}"
    );
}

#[track_caller]
fn check_nothing(event: Event) {
    assert_eq!(translate(event), None);
}

fn key(spelling: &str) -> TerminalEvent {
    TerminalEvent::Key(spelling.parse().unwrap())
}

fn at(kind: PointerKind, column: u16, row: u16) -> TerminalEvent {
    TerminalEvent::Pointer(Pointer {
        kind,
        column,
        row,
        mods: Mods::NONE,
    })
}

fn wheel(notches: i16) -> TerminalEvent {
    at(PointerKind::Wheel(notches), 3, 4)
}

fn paste(text: &str) -> TerminalEvent {
    TerminalEvent::Paste(text.to_owned())
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

#[test]
fn characters_carry_their_shift_in_themselves() {
    check_key(Code::Char('a'), NONE, "a");
    check_key(Code::Char('A'), SHIFT, "A");
    check_key(Code::Char('a'), SHIFT, "A");
    check_key(Code::Char('?'), SHIFT, "?");
    check_key(Code::Char('é'), NONE, "é");
    check_key(Code::Char(' '), SHIFT, "space");
}

#[test]
fn letters_with_ctrl_or_alt_are_one_in_every_protocol() {
    check_key(Code::Char('c'), CTRL, "ctrl+c");
    check_key(Code::Char('C'), CTRL | SHIFT, "ctrl+shift+c");
    check_key(Code::Char('c'), CTRL | SHIFT, "ctrl+shift+c");
    check_key(Code::Char('B'), ALT | SHIFT, "alt+shift+b");
    check_key(Code::Char('b'), KeyModifiers::META, "alt+b");
}

#[test]
fn keys_that_share_a_byte_stay_apart() {
    check_key(Code::Char('j'), CTRL, "ctrl+j");
    check_key(Code::Char('h'), CTRL, "ctrl+h");
    check_key(Code::Char('i'), CTRL, "ctrl+i");
    check_key(Code::Enter, NONE, "enter");
    check_key(Code::Enter, ALT, "alt+enter");
    check_key(Code::Enter, SHIFT, "shift+enter");
    check_key(Code::Backspace, NONE, "backspace");
    check_key(Code::Backspace, CTRL, "ctrl+backspace");
}

#[test]
fn escape_is_escape_however_it_comes() {
    check_key(Code::Esc, NONE, "esc");
    check_key(Code::Esc, ALT, "esc");
    check_key(Code::Char('['), CTRL, "esc");
}

#[test]
fn shift_tab_has_a_name_of_its_own() {
    check_key(Code::BackTab, SHIFT, "backtab");
    check_key(Code::Tab, SHIFT, "backtab");
    check_key(Code::Tab, NONE, "tab");
}

#[test]
fn repeats_are_kept_and_releases_dropped() {
    let event = |kind| Event::Key(KeyEvent::new_with_kind(Code::Char('x'), NONE, kind));
    assert_eq!(translate(event(KeyEventKind::Repeat)), Some(key("x")));
    check_nothing(event(KeyEventKind::Release));
}

#[test]
fn what_nobody_typed_is_swallowed() {
    use crossterm::event::ModifierKeyCode;
    check_nothing(press(Code::Char('c'), KeyModifiers::SUPER));
    check_nothing(press(Code::Modifier(ModifierKeyCode::LeftShift), SHIFT));
    check_nothing(press(Code::CapsLock, NONE));
    check_nothing(press(Code::Null, NONE));
    check_nothing(press(Code::Char('\u{85}'), NONE));
    check_nothing(press(Code::Char('\u{1}'), NONE));
    check_nothing(press(Code::Char('\u{E07F}'), NONE));
}

#[test]
fn a_paste_has_the_line_ends_of_text() {
    let translated = translate(Event::Paste("a\r\nb\rc\n\td\u{1b}".to_owned()));
    assert_eq!(translated, Some(paste("a\nb\nc\n\td\u{1b}")));
}

#[test]
fn only_wheels_and_main_button_are_reported() {
    let mouse = |kind| {
        translate(Event::Mouse(MouseEvent {
            kind,
            column: 3,
            row: 4,
            modifiers: NONE,
        }))
    };
    assert_eq!(mouse(MouseEventKind::ScrollUp), Some(wheel(-1)));
    assert_eq!(mouse(MouseEventKind::ScrollDown), Some(wheel(1)));
    assert_eq!(
        mouse(MouseEventKind::ScrollLeft),
        Some(at(PointerKind::Sideways(-1), 3, 4))
    );
    assert_eq!(
        mouse(MouseEventKind::ScrollRight),
        Some(at(PointerKind::Sideways(1), 3, 4))
    );
    let left = MouseButton::Left;
    assert_eq!(
        mouse(MouseEventKind::Down(left)),
        Some(at(PointerKind::Down, 3, 4))
    );
    assert_eq!(
        mouse(MouseEventKind::Drag(left)),
        Some(at(PointerKind::Drag, 3, 4))
    );
    assert_eq!(
        mouse(MouseEventKind::Up(left)),
        Some(at(PointerKind::Up, 3, 4))
    );
    assert_eq!(mouse(MouseEventKind::Down(MouseButton::Right)), None);
    assert_eq!(mouse(MouseEventKind::Moved), None);
}
