//! Outside the full screen: the linear chat in a terminal.

use std::fs;

use rustix::process::Signal;

use crate::screen::{Home, Mark, Program, Running};
use crate::server::{Script, Server};
use crate::stage::{READY, causerie_at, holds, pausing_after, session_files};

/// The terminal was never taken over, and nothing moved in it.
#[track_caller]
fn check_plain(causerie: &Running) {
    let bytes = causerie.raw_bytes_since(Mark::START);
    assert!(
        !holds(&bytes, b"\x1b"),
        "{:?}",
        String::from_utf8_lossy(&bytes)
    );
}

#[test]
fn a_linear_chat_asks_answers_and_ends_without_any_control_sequence() {
    let server = Server::start([
        Script::new().thinking("Hm.").text("One.").end_turn(),
        Script::new().text("Two.").end_turn(),
    ]);
    let mut causerie = causerie_at(server.url()).args(["--linear"]).start();
    causerie.wait_for("Ctrl+D ends the chat").wait_for("You:");
    causerie
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: One.");
    causerie.wait_until("the next prompt", |screen| {
        screen
            .contents()
            .lines()
            .filter(|row| row.starts_with("You:"))
            .count()
            == 2
    });
    let screen = causerie.screen();
    let rows = screen.rows();
    let rows: Vec<&str> = rows[4..9].iter().map(|row| row.trim_end()).collect();
    let expect = ["You: first", "Thinking: Hm.", "Claude: One.", "", "You:"];
    assert_eq!(rows, expect);
    causerie
        .type_text("two \\")
        .keys("<enter>")
        .wait_for("More:");
    causerie
        .type_text("lines")
        .keys("<enter>")
        .wait_for("Claude: Two.");
    assert!(!causerie.raw_mode());
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
    assert_eq!(session_files(&causerie.home()).len(), 1);
}

#[test]
fn ctrl_c_stops_an_answer_and_leaves_only_when_asked_twice_while_idle() {
    let (script, _gate) = pausing_after("Half");
    let server = Server::start([script, Script::new().text("Whole.").end_turn()]);
    let mut causerie = causerie_at(server.url()).env("ACCESSIBLE", "1").start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: Half");
    causerie.keys("<ctrl+c>").wait_for("Note: Stopped by you");
    server.wait_left(0);
    causerie
        .type_text("again")
        .keys("<enter>")
        .wait_for("Claude: Whole.")
        .wait_until("the third prompt", |screen| {
            let rows = screen.rows();
            rows.iter().filter(|row| row.starts_with("You:")).count() == 3
        });
    causerie.keys("<ctrl+c>").wait_for("Ctrl+C again leaves");
    causerie.keys("<ctrl+c>").wait_exit().expect_code(130);
    check_plain(&causerie);
}

#[test]
fn a_prompt_that_was_never_answered_goes_out_again_on_an_empty_line() {
    let server = Server::start([
        Script::failure(400, "{}"),
        Script::new().text("Now.").end_turn(),
    ]);
    let mut causerie = causerie_at(server.url()).env("TERM", "dumb").start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Error: ");
    causerie
        .wait_for("Enter on an empty line")
        .keys("<enter>")
        .wait_for("Claude: Now.");
    let asked = server.requests();
    assert_eq!(asked[0].body, asked[1].body);
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
}

#[test]
fn what_is_typed_during_an_answer_waits_for_its_end() {
    let (script, gate) = pausing_after("Half");
    let server = Server::start([script, Script::new().text("Second.").end_turn()]);
    let mut causerie = causerie_at(server.url()).args(["--linear"]).start();
    causerie
        .wait_for("You:")
        .type_text("first")
        .keys("<enter>")
        .wait_for("Claude: Half");
    causerie
        .type_text("next")
        .wait_for("Claude: Halfnext")
        .keys("<enter>")
        .wait_until("the terminal has taken the line", |screen| {
            let half = screen.find("Claude: Halfnext").map(|(_, row)| row);
            half.zip(screen.cursor())
                .is_some_and(|(half, (_, row))| row > half)
        });
    assert_eq!(server.requests().len(), 1);
    gate.open();
    causerie.wait_for("You: next").wait_for("Claude: Second.");
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
}

#[test]
fn without_a_model_the_demo_is_chosen_by_number() {
    let mut causerie = Program::causerie().args(["--linear"]).start();
    causerie
        .wait_for("1. Start the demo")
        .wait_for("Number, 1 to 2:");
    causerie
        .type_text("x")
        .keys("<enter>")
        .wait_for("none of the numbers");
    causerie
        .type_text("1")
        .keys("<enter>")
        .wait_for("a script, not a model");
    causerie.wait_for("Enter on an empty line asks: Where is my order");
    causerie
        .keys("<enter>")
        .wait_for("Tool: search_orders")
        .wait_for("Claude: Your order");
    causerie.keys("<ctrl+d>").wait_exit().expect_code(0);
    check_plain(&causerie);
}

#[test]
fn what_was_said_is_printed_to_the_normal_screen_on_leaving() {
    let script = Script::new()
        .thinking("Hm.")
        .text("One.\n\n- a\n- b\u{1b}[2J")
        .end_turn();
    let server = Server::always(script);
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    fs::write(home.config().join("config.toml"), "print_on_exit = true\n").unwrap();
    let programs = [
        causerie_at(server.url()).args(["--print-on-exit"]),
        causerie_at(server.url()).home(&home),
    ];
    for program in programs {
        let mut causerie = program.start();
        causerie.wait_for(READY).ask("first").wait_for("One.");
        causerie.wait_idle().quit();
        let screen = causerie.screen();
        let rows = screen.rows();
        let said = rows
            .iter()
            .map(|row| row.trim_end())
            .skip_while(|row| row.is_empty());
        let said: Vec<&str> = said.take(9).collect();
        let expect = [
            "## You",
            "",
            "first",
            "",
            "## Claude",
            "",
            "One.",
            "",
            "- a",
        ];
        assert_eq!(said, expect, "{screen:?}");
        assert!(screen.contains("- b␛[2J"), "{screen:?}");
    }
}

#[test]
fn nothing_is_printed_on_leaving_unless_it_was_asked_for() {
    let server = Server::always(Script::answer(&["One."]));
    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie.wait_idle().quit();
    assert!(!causerie.screen().contains("One."));
}

#[test]
fn the_pager_gets_the_terminal_the_transcript_and_no_key() {
    let server = Server::always(Script::new().thinking("Hm.").text("One.").end_turn());
    // It is killed in the end: one that ended by itself so soon would have shown nothing.
    let pager = "grep -v zzz; env | grep -c ^ANTHROPIC; read -r line </dev/tty; echo got $line; \
                 kill $$";
    let mut causerie = causerie_at(server.url()).env("PAGER", pager).start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie.wait_idle().keys("<f4>").wait_for("**Thinking**");
    causerie.wait_until("no variable of ours", |screen| {
        screen.rows().iter().any(|row| row.trim_end() == "0")
    });
    assert!(!causerie.raw_mode());
    let mark = causerie.mark();
    causerie.keys("yes<enter>");
    causerie.wait_idle().wait_for("One.");
    assert!(holds(&causerie.raw_bytes_since(mark), b"got yes"));
    assert!(causerie.raw_mode());
    // Ctrl+C is not ours while another program has the terminal; it ends that one.
    // The screen still shows what the pager wrote before; it is there when it has written again.
    causerie
        .keys("<f4>")
        .wait_until("the pager is there again", |screen| {
            let zeros = screen
                .rows()
                .into_iter()
                .filter(|row| row.trim_end() == "0");
            zeros.count() == 2
        })
        .keys("<ctrl+c>");
    causerie.wait_idle().wait_for("One.");
    causerie.quit();
}

#[test]
fn the_transcript_has_what_has_come_of_an_answer_that_is_arriving() {
    let (script, gate) = pausing_after("Half");
    let server = Server::start([script]);
    let mut causerie = causerie_at(server.url()).env("PAGER", "cat").start();
    causerie.wait_for(READY).ask("first").wait_for("Half");
    causerie.keys("<f4>").wait_for("(Unfinished: this answer");
    assert!(causerie.screen().contains("Half"));
    causerie.keys("<enter>").wait_for("first");
    gate.open();
    causerie.wait_idle().quit();
}

#[test]
fn what_a_pager_only_prints_stays_until_enter_comes_back() {
    let server = Server::always(Script::answer(&["One."]));
    for pager in ["cat", "exec head -c 9; false"] {
        let mut causerie = causerie_at(server.url()).env("PAGER", pager).start();
        causerie.wait_for(READY).ask("first").wait_for("One.");
        causerie
            .wait_idle()
            .keys("<f4>")
            .wait_for("Enter goes back to causerie");
        let screen = causerie.screen();
        assert!(!screen.alternate_screen() && screen.contains("## You"));
        causerie
            .keys("<enter>")
            .wait_until("the screen is back", |screen| {
                screen.alternate_screen() && screen.contains("Ask anything")
            });
        causerie.quit();
    }
}

#[test]
fn a_pager_that_is_not_there_is_told() {
    let server = Server::always(Script::answer(&["One."]));
    let mut causerie = causerie_at(server.url())
        .env("PAGER", "no-such-pager")
        .start();
    causerie
        .wait_for(READY)
        .keys("<f4>")
        .wait_for("Nothing was said yet");
    causerie.ask("first").wait_for("One.").wait_idle();
    causerie
        .keys("<f4>")
        .wait_for("The pager could not be started");
    causerie.wait_for("One.").quit();
}

#[test]
fn the_editor_gets_a_copy_that_goes_with_it_and_the_answer_goes_on() {
    let (script, gate) = pausing_after("Two");
    let scripts = [
        Script::new().text("One.").end_turn(),
        script.text(" and a half.").end_turn(),
    ];
    let server = Server::start(scripts);
    let dir = tempfile::tempdir().unwrap();
    // What an editor does at its worst: it changes the modes of the terminal and dies.
    let editor = "f() { cat $1; ls -l $1; read -r line </dev/tty; stty raw -echo; kill -9 $$; }; f";
    let mut causerie = causerie_at(server.url())
        .env("EDITOR", "false")
        .env("VISUAL", editor)
        .env("TMPDIR", dir.path())
        .start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie.wait_idle().ask("second").wait_for("Two");
    causerie.keys("<f6>").wait_for("-r--------");
    assert!(causerie.screen().contains("first"));
    assert!(!causerie.raw_mode() && !causerie.screen().alternate_screen());
    gate.open();
    // The end of the answer is saved while the other program has the terminal.
    let home = causerie.home();
    causerie.wait_until("the answer is saved", |_| {
        let files = session_files(&home);
        fs::read_to_string(&files[0]).is_ok_and(|log| log.contains("Two and a half."))
    });
    causerie.keys("x<enter>").wait_for("Two and a half.");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    causerie.wait_idle().quit();
    assert!(!causerie.raw_mode() && causerie.screen().is_restored());
}

#[test]
fn tabs_of_code_stay_wherever_the_text_leaves_as_text() {
    let makefile = "all:\n\tcc -o a a.c";
    let script = Script::new().text(&format!("```make\n{makefile}\n```"));
    let server = Server::always(script.end_turn());
    let dir = tempfile::tempdir().unwrap();
    let copies = ["edited", "paged"].map(|name| dir.path().join(name));
    let mut causerie = causerie_at(server.url())
        .args(["--print-on-exit"])
        .env("VISUAL", format!("cp \"$1\" {} #", copies[0].display()))
        .env("PAGER", format!("cat > {}; kill $$", copies[1].display()))
        .start();
    causerie.wait_for(READY).ask("first").wait_for("cc -o a");
    causerie.wait_idle();
    for (key, copy) in ["<f6>", "<f4>"].into_iter().zip(&copies) {
        causerie.keys(key).wait_until("the copy is there", |_| {
            fs::read_to_string(copy).is_ok_and(|text| text.contains(makefile))
        });
        causerie.wait_until("the screen is back", |screen| {
            screen.alternate_screen() && screen.contains("Ask anything")
        });
    }
    let mark = causerie.mark();
    causerie.quit();
    assert!(holds(&causerie.raw_bytes_since(mark), b"\tcc -o a a.c"));
}

#[test]
fn an_editor_that_is_not_there_is_told() {
    let server = Server::always(Script::answer(&["One."]));
    let mut causerie = causerie_at(server.url())
        .env("VISUAL", "no-such-editor")
        .start();
    causerie
        .wait_for(READY)
        .ask("first")
        .wait_for("One.")
        .wait_idle();
    causerie
        .keys("<f6>")
        .wait_for("The editor could not be started");
    causerie.wait_for("One.").quit();
}

#[test]
fn the_transcript_is_printed_to_the_normal_screen_until_enter_comes_back() {
    let server = Server::always(Script::new().thinking("Hm.").text("**One.**").end_turn());
    let mut causerie = causerie_at(server.url()).start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie
        .wait_idle()
        .keys("<f7>")
        .wait_for("Enter goes back to causerie");
    let screen = causerie.screen();
    assert!(!screen.alternate_screen() && !causerie.raw_mode());
    assert!(screen.contains("**One.**") && screen.contains("**Thinking**"));
    causerie
        .keys("<enter>")
        .wait_until("the screen is back", |screen| {
            screen.alternate_screen() && screen.contains("Ask anything")
        });
    causerie.quit();
    assert!(causerie.screen().contains("**One.**"), "the text is kept");
}

#[test]
fn who_is_ended_while_an_editor_has_the_terminal_leaves_no_file() {
    let server = Server::always(Script::answer(&["One."]));
    let dir = tempfile::tempdir().unwrap();
    let mut causerie = causerie_at(server.url())
        .env("EDITOR", "exec tail -f")
        .env("TMPDIR", dir.path())
        .start();
    causerie.wait_for(READY).ask("first").wait_for("One.");
    causerie
        .wait_idle()
        .keys("<f6>")
        .wait_until("the copy is shown", |screen| {
            !screen.alternate_screen() && screen.contains("One.")
        });
    causerie.signal(Signal::TERM).wait_exit().expect_code(143);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
