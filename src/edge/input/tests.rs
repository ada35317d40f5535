//! Tests of folding and batches; bytes are tested with the parser.

use super::*;

#[track_caller]
fn check_fold<const N: usize>(events: [TerminalEvent; N], expect: &[TerminalEvent]) {
    assert_eq!(fold(events), expect);
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

#[test]
fn notches_are_added_until_something_else_comes() {
    check_fold([wheel(1), wheel(1), wheel(1)], &[wheel(3)]);
    check_fold(
        [wheel(1), wheel(1), key("x"), wheel(-1)],
        &[wheel(2), key("x"), wheel(-1)],
    );
    check_fold([wheel(1), wheel(-1)], &[]);
    check_fold([wheel(i16::MAX), wheel(1)], &[wheel(i16::MAX)]);
    let sideways = |notches| at(PointerKind::Sideways(notches), 3, 4);
    check_fold(
        [sideways(1), sideways(2), wheel(1)],
        &[sideways(3), wheel(1)],
    );
    check_fold([sideways(1), sideways(-1)], &[]);
}

#[test]
fn of_a_drag_only_the_last_place_counts() {
    let (down, up) = (at(PointerKind::Down, 0, 0), at(PointerKind::Up, 9, 9));
    let drag = |column| at(PointerKind::Drag, column, 1);
    check_fold(
        [down.clone(), drag(1), drag(2), drag(3), up.clone()],
        &[down, drag(3), up],
    );
}

#[test]
fn of_sizes_and_focus_only_the_last_counts() {
    let size = TerminalEvent::Resize;
    check_fold([size(80, 24), size(81, 24), size(82, 25)], &[size(82, 25)]);
    let focus = TerminalEvent::Focus;
    check_fold([focus(false), focus(true)], &[focus(true)]);
}

#[test]
fn a_doubled_escape_is_one_and_other_doubled_keys_are_two() {
    check_fold([key("esc"), key("esc"), key("esc")], &[key("esc")]);
    check_fold(
        [key("esc"), key("x"), key("esc")],
        &[key("esc"), key("x"), key("esc")],
    );
    check_fold([key("x"), key("x")], &[key("x"), key("x")]);
}

#[test]
fn pieces_of_a_paste_are_joined() {
    check_fold([paste("one "), paste("two")], &[paste("one two")]);
    check_fold(
        [paste("one"), key("enter"), paste("two")],
        &[paste("one"), key("enter"), paste("two")],
    );
}

/// An input fed by the returned sender instead of a terminal.
fn fed() -> (mpsc::Sender<io::Result<TerminalEvent>>, Input) {
    let (tx, events) = mpsc::channel(AHEAD);
    (tx, Input::fed(events, None).unwrap())
}

#[tokio::test]
async fn a_batch_takes_what_is_ready_and_no_more_than_its_bound() {
    let (tx, mut input) = fed();
    for _ in 0..BATCH + 5 {
        tx.try_send(Ok(key("x"))).unwrap();
    }
    let mut out = Vec::new();
    let first = input.next().await.unwrap().unwrap();
    input.read_ready(first, &mut out);
    assert_eq!(out.len(), BATCH);
    let first = input.next().await.unwrap().unwrap();
    input.read_ready(first, &mut out);
    assert_eq!(out.len(), BATCH + 5);
}

#[tokio::test]
async fn a_failure_behind_a_batch_is_told_after_it() {
    let (tx, mut input) = fed();
    tx.try_send(Ok(key("a"))).unwrap();
    tx.try_send(Ok(key("b"))).unwrap();
    tx.try_send(Err(io::Error::other("gone"))).unwrap();
    drop(tx);
    let mut out = Vec::new();
    let first = input.next().await.unwrap().unwrap();
    input.read_ready(first, &mut out);
    assert_eq!(out, [key("a"), key("b")]);
    assert_eq!(input.next().await.unwrap().unwrap_err().to_string(), "gone");
    assert!(input.next().await.is_none());
}
