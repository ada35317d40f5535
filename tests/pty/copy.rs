//! Copying: what the terminal and the commands of the desktop get.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::clipboard::{HANGS, all_ended, pids, put_command};
use crate::screen::{Home, Mark};
use crate::server::{Script, Server};
use crate::stage::{KEY, READY, causerie_at, holds, start};

#[test]
fn the_terminal_is_sent_base64_and_a_file_has_what_nobody_confirms() {
    let server = Server::start([Script::answer(&["**Hi** there."])]);
    let mut causerie = start(&server);
    causerie.ask("Hello").wait_for("Hi there.").wait_idle();
    let mark = causerie.mark();
    causerie
        .keys("<ctrl+y>")
        .wait_for("copied.txt has it; terminal unconfirmed");
    let sent = causerie.raw_bytes_since(mark);
    let expect = b"\x1b]52;c;KipIaSoqIHRoZXJlLg==\x1b\\";
    assert!(sent.windows(expect.len()).any(|bytes| bytes == expect));
    let kept = fs::read_to_string(causerie.home().state().join("copied.txt")).unwrap();
    assert_eq!(kept, "**Hi** there.");
    causerie.quit();
}

#[test]
fn a_command_of_the_desktop_gets_the_text_and_never_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let command = dir.path().join("xclip");
    let script =
        "#!/bin/sh\nd=$(dirname \"$0\"); env > $d/env; cat > $d/text.new; mv $d/text.new $d/text\n";
    fs::write(&command, script).unwrap();
    fs::set_permissions(&command, fs::Permissions::from_mode(0o700)).unwrap();
    let server = Server::start([Script::answer(&["```sh\nls\n```"])]);
    let path = format!("{}:/usr/bin:/bin", dir.path().display());
    let mut causerie = causerie_at(server.url())
        .env("DISPLAY", ":9")
        .env("PATH", path)
        .start();
    causerie.wait_for(READY);
    causerie.ask("Hello").wait_for("ls").wait_idle();
    causerie
        .keys("<alt+c>")
        .wait_for("1 Code sh")
        .keys("1")
        .wait_for("Copied: clipboard (xclip) has it;");
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(read("text"), "ls");
    assert!(!read("env").contains(KEY));
    causerie.quit();
}

#[tokio::test]
async fn a_command_that_hangs_ends_with_the_program() {
    let home = Home::new();
    put_command(&home.path().join("xclip"), HANGS);
    let server = Server::start([Script::answer(&["Hi there."])]);
    let mut causerie = causerie_at(server.url())
        .home(&home)
        .env("DISPLAY", ":9")
        .env("PATH", format!("{}:/usr/bin:/bin", home.path().display()))
        .start();
    causerie.wait_for(READY).ask("Hello").wait_for("Hi there.");
    causerie.wait_idle().keys("<ctrl+y>").wait_for("Copied: ");
    let pids = pids(home.path(), 2).await;
    causerie.quit();
    all_ended(&pids).await;
}

#[test]
fn a_drag_selects_and_copies_and_f2_gives_the_mouse_back() {
    let server = Server::start([Script::answer(&["Some **strong** words."])]);
    let mut causerie = start(&server);
    causerie
        .ask("Hello")
        .wait_for("Some strong words.")
        .wait_idle();
    let (column, row) = causerie.screen().find("Some strong").unwrap();
    let mark = causerie.mark();
    causerie
        .drag((column, row), (column + 17, row))
        .wait_for("Copied: ")
        .wait_for("Esc deselects");
    let sent = causerie.raw_bytes_since(mark);
    let expect = b"\x1b]52;c;U29tZSAqKnN0cm9uZyoqIHdvcmRzLg==\x1b\\";
    assert!(sent.windows(expect.len()).any(|bytes| bytes == expect));
    causerie.keys("<esc>").wait_idle();
    let taken = causerie.screen().pointer();
    causerie.keys("<f2>").wait_for("mouse: terminal's");
    let given = vt100::MouseProtocolMode::None;
    causerie.wait_until("the terminal has the mouse", |screen| {
        screen.pointer() == given
    });
    causerie.keys("<f2>").wait_gone("mouse: terminal's");
    causerie.wait_until("the mouse is taken", |screen| screen.pointer() == taken);
    assert!(taken != given);
    causerie.quit();
}

#[test]
fn a_mouse_that_is_left_to_the_terminal_is_never_taken_and_that_is_seen() {
    let server = Server::always(Script::answer(&["Some words."]));
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    fs::write(home.config().join("config.toml"), "mouse = false\n").unwrap();
    let programs = [
        causerie_at(server.url()).args(["--no-mouse"]),
        causerie_at(server.url()).home(&home),
    ];
    for program in programs {
        let mut causerie = program.start();
        causerie.wait_for(READY).wait_for("mouse: terminal's");
        causerie.ask("Hello").wait_for("Some words.").wait_idle();
        assert_eq!(
            causerie.screen().pointer(),
            vt100::MouseProtocolMode::None,
            "as the terminal understood it"
        );
        let sent = causerie.raw_bytes_since(Mark::START);
        for mode in [
            "9", "1000", "1001", "1002", "1003", "1005", "1006", "1015", "1016",
        ] {
            let taken = format!("\x1b[?{mode}h");
            assert!(!holds(&sent, taken.as_bytes()), "{mode}");
        }
        // The key that gives it takes it.
        causerie.keys("<f2>").wait_gone("mouse: terminal's");
        causerie.wait_until("the mouse is taken", |screen| {
            screen.pointer() != vt100::MouseProtocolMode::None
        });
        causerie.quit();
    }
}
