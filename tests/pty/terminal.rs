//! The terminal edge in a real terminal: taken over, given back on every way out, stopped and
//! continued, and read.
//!
//! The program in the terminal is this test binary itself, asked by a variable to play a *scene*
//! with the library instead of running tests.

use std::env;
use std::thread;
use std::time::Duration;

use ratatui::layout::Position;
use ratatui::style::Style;
use rustix::process::{Signal, kill_process_group};

use causerie::edge::input::{Input, Wire};
use causerie::edge::terminal::{self, PointerMode, install_panic_hook};
use causerie::key::{Key, KeyCode, TerminalEvent};
use causerie::runtime::signals::{self, Signals};
use causerie::sketch::Sketch;

use crate::screen::{Program, Running, Screen};

const SCENE: &str = "CAUSERIE_TEST_SCENE";

/// The name of the test that plays a scene.
const PLAYER: &str = "terminal::scene";

/// The program of the tests below. Without a scene it only checks that they can call it.
#[test]
fn scene() {
    let Ok(scene) = env::var(SCENE) else {
        assert_eq!(concat!(module_path!(), "::scene"), format!("pty::{PLAYER}"));
        return;
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(play(&scene));
}

/// Shows each event on a line of its own until told to end.
async fn play(scene: &str) {
    install_panic_hook();
    let mut signals = Signals::for_screen().unwrap();
    let mut screen = terminal::Screen::open().unwrap();
    screen.set_pointer(PointerMode::Captured).unwrap();
    let mut input = Input::new(Wire::Near).unwrap();
    let mut lines = vec![format!("scene: {scene}")];
    loop {
        let size = screen.size().unwrap();
        screen.draw(size, |buffer| paint(&lines, buffer)).unwrap();
        let event = tokio::select! {
            biased;
            signal = signals.next() => match signal {
                signals::Signal::Terminate(number) => {
                    drop(screen);
                    println!("ended by signal {number}");
                    return;
                }
                signals::Signal::Panicked => {
                    assert!(screen.draw(size, |_| None).is_err(), "nothing is drawn any more");
                    return;
                }
                signals::Signal::Continue => {
                    screen.resume().unwrap();
                    lines.push("continued".to_owned());
                    continue;
                }
                signals::Signal::Suspend => Key::ctrl('z'),
            },
            event = input.next() => {
                let mut batch = Vec::new();
                input.read_ready(event.unwrap().unwrap(), &mut batch);
                let key = batch.iter().find_map(|event| match event {
                    TerminalEvent::Key(key) => Some(*key),
                    _ => None,
                });
                lines.extend(batch.iter().map(|event| match event {
                    TerminalEvent::Key(key) => format!("key {key}"),
                    TerminalEvent::Paste(text) => {
                        format!("paste of {} bytes, {} lines", text.len(), text.lines().count())
                    }
                    event => format!("{event:?}"),
                }));
                let Some(key) = key else { continue };
                key
            },
        };
        match event.code {
            KeyCode::Char('q') => return,
            KeyCode::Char('p') => panic!("in the loop"),
            KeyCode::Char('t') => drop(tokio::spawn(async { panic!("in a task") })),
            KeyCode::Char('T') => drop(thread::spawn(|| panic!("in a thread"))),
            KeyCode::Char('z') => {
                drop(input);
                let stopped = screen.suspend(async { true }).await.unwrap();
                input = Input::new(Wire::Near).unwrap();
                lines.push(format!("was stopped: {stopped}"));
            }
            _ => {}
        }
    }
}

fn paint(lines: &[String], sketch: &mut Sketch) -> Option<Position> {
    let rows = sketch.area().height;
    let first = lines.len().saturating_sub(rows.into());
    for (y, line) in (0..rows).zip(&lines[first..]) {
        sketch.text(0, y, sketch.area().width, line, Style::new());
    }
    Some(Position::new(2, rows - 1))
}

fn scene_program(name: &str) -> Program {
    Program::at(env::current_exe().unwrap())
        .args([PLAYER, "--exact", "--nocapture", "--test-threads=1"])
        .env(SCENE, name)
}

#[track_caller]
fn start(name: &str) -> Running {
    let mut running = scene_program(name).start();
    running.wait_for(&format!("scene: {name}"));
    running
}

#[track_caller]
fn check_restored(running: &Running) {
    let screen = running.screen();
    assert!(screen.is_restored(), "{screen:?}");
    assert!(!running.raw_mode());
}

#[test]
fn the_screen_is_taken_over_and_given_back() {
    let mut running = start("quit");
    let screen = running.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste() && running.raw_mode());
    assert_eq!(screen.cursor(), Some((2, 23)));
    running.keys("q").wait_exit().expect_code(0);
    check_restored(&running);
    assert!(
        running.screen().contains("test result: ok"),
        "{:?}",
        running.screen()
    );
}

#[test]
fn an_idle_screen_is_silent() {
    let mut running = start("idle");
    running
        .wait_quiet(Duration::from_millis(100))
        .stays_silent(Duration::from_secs(2));
}

#[test]
fn signals_that_end_the_program_restore_the_terminal() {
    for (signal, number) in [(Signal::TERM, 15), (Signal::HUP, 1), (Signal::INT, 2)] {
        let mut running = start("signal");
        running.signal(signal).wait_exit().expect_code(0);
        check_restored(&running);
        assert!(
            running
                .screen()
                .contains(&format!("ended by signal {number}"))
        );
    }
}

#[test]
fn a_panic_restores_the_terminal_before_its_message_prints() {
    for (key, message) in [
        ("p", "in the loop"),
        ("t", "in a task"),
        ("T", "in a thread"),
    ] {
        let mut running = start("panic");
        let mark = running.mark();
        running.keys(key).wait_exit();
        check_restored(&running);
        let bytes = running.raw_bytes_since(mark);
        let text = String::from_utf8_lossy(&bytes);
        let left = text.find("\x1b[?1049l").unwrap();
        assert!(text.find(message).unwrap() > left, "{text:?}");
        assert!(
            !text[left..].contains("\x1b[?2026h"),
            "nothing is drawn after: {text:?}"
        );
    }
}

/// Runs the scene under a shell, has it stopped, uses the shell, and has it continued.
fn check_stop(stop: impl FnOnce(&mut Running)) {
    let this = env::current_exe().unwrap();
    let scene = format!("{PLAYER} --exact --nocapture --test-threads=1");
    let mut shell = Program::at("/bin/sh")
        .args(["-i"])
        .env("PS1", "ready> ")
        .env(SCENE, "stop")
        .start();
    shell.wait_for("ready>");
    shell
        .type_text(&format!("{} {scene}\r", this.display()))
        .wait_for("scene: stop");

    stop(&mut shell);
    shell.wait_until("the shell has the terminal", |screen| {
        screen.is_restored()
            && screen.contains("Stopped")
            && screen.rows().contains(&"ready>".into())
    });
    shell.type_text("echo fr''ee\r").wait_for("free");

    shell.type_text("fg\r").wait_for("was stopped: true");
    let screen = shell.screen();
    assert!(screen.alternate_screen() && shell.raw_mode() && screen.contains("scene: stop"));
    shell.keys("x").wait_for("key x");
    shell
        .keys("q")
        .wait_until("the screen is given back", Screen::is_restored);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    check_stop(|shell| {
        shell.keys("<ctrl+z>");
    });
}

#[test]
fn a_stop_asked_for_from_outside_is_the_same() {
    check_stop(|shell| kill_process_group(shell.foreground(), Signal::TSTP).unwrap());
}

#[test]
fn without_job_control_nothing_stops() {
    let mut running = start("stop");
    running.keys("<ctrl+z>").wait_for("was stopped: false");
    assert!(running.screen().alternate_screen());
    running.keys("q").wait_exit().expect_code(0);
}

#[test]
fn going_on_after_a_stop_from_outside_paints_everything_again() {
    let mut running = start("continue");
    running
        .signal(Signal::STOP)
        .signal(Signal::CONT)
        .wait_for("continued");
    assert!(running.screen().contains("scene: continue"));
    running.keys("q").wait_exit().expect_code(0);
    check_restored(&running);
}

#[test]
fn keys_arrive_as_the_keys_they_are() {
    let mut running = start("keys");
    for name in [
        "a",
        "A",
        "é",
        "漢",
        "enter",
        "alt+enter",
        "shift+enter",
        "ctrl+j",
        "tab",
        "backtab",
        "backspace",
        "ctrl+h",
        "ctrl+c",
        "ctrl+d",
        "up",
        "ctrl+up",
        "pageup",
        "shift+home",
        "delete",
        "f1",
        "f5",
        "f12",
        "alt+b",
        "ctrl+shift+c",
        "esc",
    ] {
        running
            .keys(&format!("<{name}>"))
            .wait_for(&format!("key {name}"));
    }
    running.send(b"\x1b\x1b").keys("y").wait_for("key y");
    let rows = running.screen().rows();
    assert_eq!(
        rows.iter().filter(|row| *row == "key esc").count(),
        2,
        "{rows:?}"
    );
}

#[test]
fn a_paste_of_a_megabyte_is_one_event() {
    let mut running = start("paste");
    running.paste(&"a line of fifteen\n".repeat(60_000));
    running.wait_for("paste of 1080000 bytes, 60000 lines");
}

#[test]
fn wheel_drag_size_and_focus_are_reported() {
    let mut running = start("pointer");
    running
        .wheel(-1, 4, 5)
        .wait_for("Wheel(-1), column: 4, row: 5");
    running
        .drag((1, 2), (3, 4))
        .wait_for("kind: Up, column: 3, row: 4");
    running.send(b"\x1b[O").wait_for("Focus(false)");
    running.resize(60, 10).wait_for("Resize(60, 10)");
    assert_eq!(running.screen().cursor(), Some((2, 9)));
}

#[test]
fn a_pipe_is_refused_with_a_hint() {
    let this = env::current_exe().unwrap();
    let mut running = Program::at("/bin/sh")
        .args(["-c", "\"$0\" \"$1\" --exact --nocapture | cat"])
        .args([this.into_os_string()])
        .args([PLAYER])
        .env(SCENE, "pipe")
        // What it says is told in one line.
        .size(400, 24)
        .start();
    running.wait_exit();
    let screen = running.screen();
    assert!(
        screen.contains("standard output is not a terminal"),
        "{screen:?}"
    );
    assert!(screen.contains("causerie -p"), "{screen:?}");
}
