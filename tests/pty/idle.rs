//! Doing nothing costs nothing: no byte, no wake-up.

use std::collections::BTreeMap;
use std::fs;

use crate::screen::Running;
use crate::server::{Script, Server};
use crate::stage::{files_below, millis, start};

/// How often each thread of the program has gone to sleep of its own accord: once for each time it
/// was woken.
fn naps(causerie: &Running) -> BTreeMap<String, u64> {
    let tasks = format!("/proc/{}/task", causerie.pid().as_raw_nonzero());
    let Ok(threads) = fs::read_dir(tasks) else {
        return BTreeMap::new(); // Not every system tells.
    };
    let status = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("status")).ok();
    threads
        .filter_map(|thread| {
            let status = status(thread.ok()?)?;
            let field = |name: &str| {
                let mut lines = status.lines();
                lines
                    .find_map(|line| line.strip_prefix(name))
                    .map(str::trim)
            };
            let thread = format!("{} {}", field("Name:")?, field("Pid:")?);
            Some((thread, field("voluntary_ctxt_switches:")?.parse().ok()?))
        })
        .collect()
}

/// Two seconds in which nothing happens, which is what is promised.
#[track_caller]
fn check_idle(causerie: &mut Running) {
    causerie.wait_quiet(millis(300));
    let before = naps(causerie);
    causerie.stays_silent(millis(2_000));
    assert_eq!(naps(causerie), before, "a thread was woken");
}

#[test]
fn after_the_start_nothing_is_written_and_nobody_wakes() {
    let mut causerie = start(&Server::start([]));
    check_idle(&mut causerie);
    let files = files_below(causerie.home().path());
    assert!(
        files.is_empty(),
        "nothing was said, nothing is saved: {files:?}"
    );
}

#[test]
fn after_an_answer_and_a_notice_nothing_is_written_and_nobody_wakes() {
    let server = Server::start([Script::answer(&["One."])]);
    let mut causerie = start(&server);
    causerie.ask("first").wait_for("One.").wait_idle();
    causerie
        .keys("<ctrl+c>")
        .wait_for("Press Ctrl+C again to quit");
    causerie.wait_gone("Press Ctrl+C again to quit");
    check_idle(&mut causerie);
}
