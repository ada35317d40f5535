//! What is in the files: all that was said, as it happens; and what is never in them.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::screen::{Home, Running, Screen};
use crate::server::{Script, Server};
use crate::stage::{
    KEY, READY, causerie_at, check_said, conversation_rows, files_below, millis, pausing_after,
    session_files, start,
};

/// One word every 10 ms, so that 250 ms are 25 words.
const PACE: u64 = 10;
const MAY_BE_LOST: u32 = 250 / PACE as u32;

fn last_word(text: &str) -> u32 {
    let words = text.rsplit_once("word");
    words.map_or(0, |(_, number)| number[..3].parse().unwrap())
}

fn last_word_shown(screen: &Screen) -> u32 {
    last_word(&conversation_rows(screen).join("\n"))
}

/// The text of the partial records of the only session.
fn saved_text(home: &Home) -> String {
    let files = session_files(home);
    let log = fs::read_to_string(&files[0]).unwrap();
    let records = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    records
        .filter(|record| record["kind"] == "partial")
        .filter_map(|record| Some(record["data"]["text"].as_str()?.to_owned()))
        .collect()
}

fn again(server: &Server, home: &Home) -> Running {
    causerie_at(server.url())
        .home(home)
        .args(["--continue"])
        .start()
}

/// The words that a kill in mid-answer lost, of those that were on the screen.
fn words_lost() -> u32 {
    let paced = (1..=300).fold(Script::new(), |script, n| {
        script.text(&format!("word{n:03} ")).wait(millis(PACE))
    });
    let server = Server::start([paced]);
    let mut causerie = start(&server);
    causerie.ask("count").wait_for("word075");
    causerie.kill9();
    let shown = last_word_shown(&causerie.screen());
    shown.saturating_sub(last_word(&saved_text(&causerie.home())))
}

#[test]
fn a_kill_in_mid_answer_loses_at_most_a_quarter_of_a_second() {
    let mut tries = Vec::new();
    while tries.len() < 4 {
        let lost = words_lost();
        if lost <= MAY_BE_LOST {
            return;
        }
        tries.push(lost);
    }
    panic!("lost {tries:?} words, {MAY_BE_LOST} may be");
}

#[test]
fn after_a_kill_the_session_opens_with_the_partial_answer_marked_and_goes_on() {
    let (script, _never) = pausing_after("This was half a sent");
    let server = Server::start([script, Script::answer(&["Gladly."])]);
    let mut causerie = start(&server);
    causerie.ask("begin").wait_for("half a sent");
    let home = causerie.home();
    while !saved_text(&home).contains("half a sent") {
        std::thread::yield_now();
    }
    causerie.kill9();

    let mut causerie = again(&server, &home);
    causerie
        .wait_for("This was half a sent")
        .wait_for("■ Interrupted: the program ended here");
    causerie.ask("go on").wait_for("Gladly.").wait_idle();
    check_said(
        &server.requests()[1],
        &[
            ("user", "begin"),
            ("assistant", "This was half a sent"),
            ("user", "go on"),
        ],
    );
}

#[test]
fn a_prompt_that_was_sent_survives_a_kill_before_the_first_word() {
    let (script, _never) = pausing_after("");
    let server = Server::start([script]);
    let mut causerie = start(&server);
    causerie.ask("remember me");
    server.wait_until("it was asked", |seen| seen.len() == 1);
    causerie.kill9();
    again(&server, &causerie.home()).wait_for("remember me");
}

#[test]
fn no_file_holds_the_key_and_nobody_else_can_read_them() {
    let server = Server::start([Script::answer(&["One."]), Script::failure(401, "no")]);
    let mut causerie = causerie_at(server.url()).env("CAUSERIE_LOG", "1").start();
    causerie.wait_for(READY);
    causerie.ask("first").wait_for("One.").wait_idle();
    causerie.ask("second").wait_for("did not accept the key");
    let home = causerie.home();
    causerie.keys("<ctrl+c>").wait_for("Cleared");
    causerie.quit();
    assert_eq!(server.requests()[0].header("x-api-key"), Some(KEY));

    let files = files_below(home.path());
    assert_eq!(session_files(&home).len(), 1);
    assert!(files.len() >= 2, "session and log: {files:?}");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(KEY), "{file:?}");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file:?}");
    }
    let folder = fs::metadata(home.data().join("sessions")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_folder_that_cannot_be_written_is_a_standing_notice_and_the_talk_goes_on() {
    let server = Server::start([Script::answer(&["One."]), Script::answer(&["Two."])]);
    let home = Home::new();
    // A file in the place of the folder: even the superuser cannot write below it.
    fs::write(home.data(), "").unwrap();
    let mut causerie = causerie_at(server.url()).home(&home).start();
    causerie.wait_for(READY);
    causerie
        .ask("first")
        .wait_for("One.")
        .wait_for("The conversation could not be saved");
    causerie.ask("second").wait_for("Two.").wait_idle();
    assert!(
        causerie.screen().contains("could not be saved"),
        "it stands"
    );

    // Its cause is gone: everything is saved after all.
    fs::remove_file(home.data()).unwrap();
    causerie.wait_gone("could not be saved");
    causerie.quit();
    again(&server, &home).wait_for("One.").wait_for("Two.");
}
