//! A session is opened again: by name, by the beginning of it, from the list, and twice.

use std::fs;
use std::path::PathBuf;

use crate::screen::{Home, Running};
use crate::server::{Script, Server};
use crate::stage::{
    READY, causerie_at, check_said, conversation_rows, only_session, pausing_after, session_files,
    start_wide,
};

/// One session with thinking, a tool call, a stop and a plain answer in it; and how it looked.
fn talked() -> (Server, Home, Vec<String>) {
    let (stopped, _never) = pausing_after("This is **cut");
    let server = Server::start([
        Script::new()
            .thinking("hm")
            .signature("c2ln")
            .text("Let me look.")
            .tool_use("toolu_1", "look_up", &[r#"{"what": "it"}"#])
            .end_turn(),
        Script::answer(&["# Found\n\n- a list\n- of `things`\n"]),
        stopped,
        Script::answer(&["The end."]),
        Script::answer(&["Gone on."]),
    ]);
    let mut causerie = start_wide(&server);
    causerie.ask("find it").wait_for("Found").wait_idle();
    causerie.ask("more").wait_for("This is");
    causerie
        .keys("<esc>")
        .wait_for("Stopped by you")
        .wait_idle();
    causerie.ask("finish").wait_for("The end.").wait_idle();
    let rows = conversation_rows(&causerie.screen());
    let home = causerie.home();
    causerie.quit();
    (server, home, rows)
}

fn resume(server: &Server, home: &Home, args: &[&str]) -> Running {
    let program = causerie_at(server.url()).home(home).size(120, 40);
    program.args(args.iter().copied()).start()
}

#[test]
fn what_is_shown_after_resuming_is_what_was_on_the_screen_before() {
    let (server, home, before) = talked();
    let id = only_session(&home);
    for args in [
        vec!["--continue"],
        vec!["--resume", &id],
        vec!["--resume", &id[..id.len() - 2]],
    ] {
        let mut causerie = resume(&server, &home, &args);
        causerie.wait_for("The end.").wait_idle();
        assert_eq!(conversation_rows(&causerie.screen()), before, "{args:?}");
        causerie.quit();
    }

    let mut causerie = resume(&server, &home, &["--continue"]);
    causerie.wait_for("The end.");
    causerie.ask("and on").wait_for("Gone on.").wait_idle();
    let last = server.requests().pop().unwrap();
    let said = crate::stage::said(&last);
    assert_eq!(said.first().unwrap().1, "find it");
    assert_eq!(
        said.last().unwrap(),
        &("user".to_owned(), "and on".to_owned())
    );
    only_session(&home);
}

#[test]
fn a_session_is_picked_from_the_list() {
    let (server, home, before) = talked();
    let mut causerie = resume(&server, &home, &["--resume"]);
    causerie.wait_for("Sessions").wait_for("find it");
    causerie.type_text("no such").wait_for("No session matches");
    causerie.keys("<backspace><backspace><backspace><backspace><backspace><backspace><backspace>");
    causerie.wait_for("find it");
    causerie
        .keys("<enter>")
        .wait_for("The end.")
        .wait_gone("Enter opens");
    assert_eq!(conversation_rows(&causerie.screen()), before);
}

#[test]
fn a_second_window_on_a_session_gets_a_copy_and_says_so() {
    let server = Server::start([
        Script::answer(&["One."]),
        Script::answer(&["Two."]),
        Script::answer(&["Three."]),
    ]);
    let mut first = start_wide(&server);
    first.ask("first").wait_for("One.").wait_idle();
    let home = first.home();
    let original = only_session(&home);

    let mut second = resume(&server, &home, &["--continue"]);
    second.wait_for("One.").wait_for(&format!(
        "Session {original} is open in another window; this is a copy"
    ));
    second.ask("in the copy").wait_for("Two.").wait_idle();
    first.ask("in the original").wait_for("Three.").wait_idle();
    let requests = server.requests();
    check_said(
        &requests[2],
        &[
            ("user", "first"),
            ("assistant", "One."),
            ("user", "in the original"),
        ],
    );
    second.quit();
    first.quit();

    assert_eq!(session_files(&home).len(), 2);
    let mut again = resume(&server, &home, &["--resume", &original]);
    again.wait_for("Three.");
    assert!(!again.screen().contains("Two."), "{:?}", again.screen());
}

#[test]
fn a_copy_made_while_an_answer_arrives_says_so_now_and_when_it_is_opened_again() {
    let (script, gate) = pausing_after("Half an answer");
    let server = Server::start([script.text(" and the rest.").end_turn()]);
    let mut first = start_wide(&server);
    first.ask("first").wait_for("Half an answer");
    let home = first.home();
    let original = only_session(&home);
    // What has arrived is saved a moment later.
    first.wait_until("the answer is in the log", |_| {
        fs::read_to_string(&session_files(&home)[0]).is_ok_and(|log| log.contains("Half an"))
    });
    let said = "Copied while this answer was arriving in another window";
    let mut second = resume(&server, &home, &["--continue"]);
    second.wait_for("Half an answer").wait_for(said);
    assert!(!second.contents().contains("the program ended"));
    let log = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
    second.wait_until("the copy has its mark", |_| {
        let files = session_files(&home);
        files.iter().any(|path| log(path).contains(r#""copied""#))
    });
    second.quit();
    gate.open();
    first.wait_for("and the rest.").wait_idle().quit();
    let copy = session_files(&home);
    let copy = copy.iter().find(|path| log(path).contains(r#""copied""#));
    let copy = copy.and_then(|path| path.file_stem()).unwrap();
    let copy = copy.to_str().unwrap();
    assert_ne!(copy, original);
    let mut again = resume(&server, &home, &["--resume", copy]);
    again.wait_for("Half an answer").wait_for(said);
    assert!(!again.contents().contains("the program ended"));
    again.quit();
}

#[test]
fn a_draft_is_there_again() {
    let server = Server::start([Script::answer(&["One."])]);
    let mut causerie = start_wide(&server);
    causerie.ask("first").wait_for("One.").wait_idle();
    let home = causerie.home();
    causerie.type_text("half a thou").wait_for("half a thou");
    causerie.signal(rustix::process::Signal::TERM).wait_exit();
    resume(&server, &home, &["--continue"]).wait_for("half a thou");
}

#[test]
fn a_session_that_is_not_there_is_said_on_a_screen_left_alone() {
    let home = Home::new();
    let server = Server::start([]);
    for (args, hint) in [
        (vec!["--continue"], "Start one with `causerie`"),
        (vec!["--resume", "nowhere"], "causerie sessions"),
    ] {
        let mut causerie = resume(&server, &home, &args);
        causerie.wait_exit().expect_code(1);
        let screen = causerie.screen();
        assert!(
            screen.contains(hint) && !screen.contains(READY),
            "{screen:?}"
        );
        assert!(screen.is_restored());
    }
}
