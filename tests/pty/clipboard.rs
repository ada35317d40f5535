//! The receipt of a copy, whatever works and fails. It stands here and not beside the clipboard
//! because each of its many processes is for a moment a copy of this one, and would hold the locks
//! of tests about locks.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use causerie::edge::clipboard::{Clipboard, osc52};
use causerie::edge::secrets::Env;
use causerie::report::{Attempt, Copied, Fate};

/// More bytes than terminals take by OSC 52.
const TOO_LONG: usize = 80_000;

/// How a command behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Missing,
    Works,
    Fails,
}

/// Everything that can be the case at a copy.
#[derive(Debug, Clone, Copy)]
struct Case {
    /// xclip, then xsel.
    native: [Way; 2],
    tmux: Way,
    over_ssh: bool,
    is_long: bool,
    can_write: bool,
}

fn cases() -> Vec<Case> {
    use Way::{Fails, Missing, Works};
    let mut cases = Vec::new();
    for native in [
        [Missing; 2],
        [Works, Works],
        [Fails, Missing],
        [Fails, Works],
    ] {
        for tmux in [Missing, Works, Fails] {
            for bits in 0..8 {
                cases.push(Case {
                    native,
                    tmux,
                    over_ssh: bits & 1 > 0,
                    is_long: bits & 2 > 0,
                    can_write: bits & 4 > 0,
                });
            }
        }
    }
    cases
}

#[tokio::test]
async fn whatever_works_and_fails_the_receipt_names_who_has_it_and_nobody_else() {
    for case in cases() {
        let commands: Vec<(&str, Way)> = ["xclip", "xsel", "tmux"]
            .into_iter()
            .zip([case.native[0], case.native[1], case.tmux])
            .collect();
        let scripts: Vec<(&str, &str)> = commands
            .iter()
            .filter_map(|(name, way)| match way {
                Way::Missing => None,
                Way::Works => Some((*name, "cat > $HOME/got-$(basename $0)")),
                Way::Fails => Some((*name, "exit 3")),
            })
            .collect();
        let mut variables = vec![("DISPLAY", ":0")];
        if case.tmux != Way::Missing {
            variables.push(("TMUX", "/tmp/tmux,1,0"));
        }
        if case.over_ssh {
            variables.push(("SSH_TTY", "/dev/pts/1"));
            variables.push(("WAYLAND_DISPLAY", "wayland-0"));
        }
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("kept/copied.txt");
        for (name, script) in scripts {
            put_command(&dir.path().join(name), script);
        }
        let path = format!("{}:/usr/bin:/bin", dir.path().display());
        let home = dir.path().display().to_string();
        let all = variables
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let all = all.chain([("PATH", path), ("HOME", home)]);
        let clipboard = Clipboard::new(&Env::from_iter(all), file.clone());
        if !case.can_write {
            // A folder in its place that is not empty.
            fs::create_dir_all(file.join("in the way")).unwrap();
        }
        let text = "x".repeat(if case.is_long { TOO_LONG } else { 5 });
        let copied = last(&clipboard, &text).await;

        let has = |path: &Path| fs::read_to_string(path).is_ok_and(|got| got == text);
        let mut truth = Vec::new();
        for (name, place) in [
            ("xclip", "clipboard (xclip)"),
            ("xsel", "clipboard (xsel)"),
            ("tmux", "tmux buffer"),
        ] {
            if has(&dir.path().join(format!("got-{name}"))) {
                truth.push(place.to_owned());
            }
        }
        if has(&file) {
            truth.push("~/kept/copied.txt".to_owned());
        }
        let claimed = copied.attempts.iter().filter(|a| a.fate == Fate::Has);
        let claimed: Vec<&str> = claimed.map(|a| a.place.as_str()).collect();
        assert_eq!(claimed, truth, "{case:?}");
        let is_sent = copied.attempts.iter().any(|a| a.fate == Fate::Sent);
        assert_eq!(is_sent, osc52(&text).is_some(), "{case:?}");
        let somewhere = copied.may_be_somewhere();
        assert_eq!(somewhere, is_sent || !truth.is_empty(), "{case:?}");
        let receipt = copied.to_string();
        assert_eq!(receipt.starts_with("Copied: "), somewhere, "{receipt}");
        // A way that failed is told, and one that is not here is not.
        let failed = |place: &str| {
            let is_it = |a: &&Attempt| a.place == place;
            let attempt = copied.attempts.iter().find(is_it);
            attempt.is_some_and(|a| matches!(a.fate, Fate::Failed(_)))
        };
        assert_eq!(failed("tmux buffer"), case.tmux == Way::Fails, "{case:?}");
        assert_eq!(failed("clipboard (xclip)"), case.native[0] == Way::Fails);
        assert!(!receipt.contains("wl-copy"), "{receipt}");
    }
}

#[tokio::test]
async fn the_desktop_and_tmux_get_it_and_no_secret() {
    let script = "cat > $HOME/$(basename $0); env > $HOME/env";
    let (dir, clipboard) = with_commands(
        &[("xclip", script), ("tmux", "cat > $HOME/tmux")],
        &[
            ("DISPLAY", ":0"),
            ("TMUX", "/tmp/tmux,1,0"),
            ("ANTHROPIC_API_KEY", "sesame"),
        ],
    );
    let copied = last(&clipboard, "a\x1b]b\n漢").await;
    assert_eq!(
        fates(&copied),
        [
            ("clipboard (xclip)", &Fate::Has),
            ("tmux buffer", &Fate::Has),
            ("terminal", &Fate::Sent),
        ]
    );
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(
        [read("xclip"), read("tmux")].map(|script| script.len()),
        ["a\x1b]b\n漢".len(); 2]
    );
    assert!(read("env").contains("DISPLAY=:0"));
    assert!(!read("env").contains("sesame"));
}

#[tokio::test]
async fn a_command_that_fails_is_told_and_a_file_keeps_the_text() {
    let (dir, clipboard) = with_commands(&[("xsel", "exit 3")], &[("DISPLAY", ":0")]);
    let path = dir.path().join("kept/copied.txt");
    for text in ["first and longer", "second"] {
        let copied = last(&clipboard, text).await;
        assert_eq!(
            fates(&copied),
            [
                ("clipboard (xsel)", &Fate::Failed("exit status: 3".into())),
                ("terminal", &Fate::Sent),
                ("~/kept/copied.txt", &Fate::Has),
            ]
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test(start_paused = true)]
async fn a_command_that_hangs_is_given_up() {
    let (_dir, clipboard) = with_commands(&[("xclip", "exec sleep 600")], &[("DISPLAY", ":0")]);
    let copied = last(&clipboard, "text").await;
    assert_eq!(
        copied.attempts.first().map(|attempt| &attempt.fate),
        Some(&Fate::Failed("did not answer".into()))
    );
}

/// A script that never ends and waits for another program.
pub const HANGS: &str = "echo $$ > $HOME/pids; sleep 600 & echo $! >> $HOME/pids; wait";

#[tokio::test]
async fn a_command_that_hangs_leaves_nothing_behind_when_its_copy_is_dropped() {
    let (dir, clipboard) = with_commands(&[("xclip", HANGS)], &[("DISPLAY", ":0")]);
    let mut copying = clipboard.with_grace(Duration::ZERO).copy("text".into(), 1);
    let _ = copying.next().await;
    let pids = pids(dir.path(), 2).await;
    assert!(pids.iter().all(|pid| is_alive(*pid)), "{pids:?}");
    drop(copying);
    all_ended(&pids).await;
}

#[tokio::test]
async fn a_command_that_hangs_is_ended_with_all_that_it_has_started_when_its_time_is_up() {
    let (dir, clipboard) = with_commands(&[("xclip", HANGS)], &[("DISPLAY", ":0")]);
    let mut copying = clipboard.with_grace(Duration::ZERO).copy("text".into(), 1);
    let _ = copying.next().await;
    let pids = pids(dir.path(), 2).await;
    let copied = copying.next().await.unwrap();
    assert!(
        fates(&copied).contains(&("clipboard (xclip)", &Fate::Failed("did not answer".into()))),
        "{copied}"
    );
    all_ended(&pids).await;
}

#[tokio::test]
async fn a_command_that_goes_on_in_the_background_lives_on() {
    let serves = "cat >/dev/null; sleep 600 & echo $! > $HOME/pids";
    let (dir, clipboard) = with_commands(&[("xclip", serves)], &[("DISPLAY", ":0")]);
    let copied = last(&clipboard, "text").await;
    assert!(
        fates(&copied).contains(&("clipboard (xclip)", &Fate::Has)),
        "{copied}"
    );
    let pids = pids(dir.path(), 1).await;
    assert!(is_alive(pids[0]));
    kill_process(pids[0], Signal::KILL).unwrap();
}

/// The processes that a command has written down, once they are so many.
pub async fn pids(home: &Path, n: usize) -> Vec<Pid> {
    loop {
        let text = fs::read_to_string(home.join("pids")).unwrap_or_default();
        if text.ends_with('\n') && text.lines().count() == n {
            let pids = text.lines().map(|pid| Pid::from_raw(pid.parse().unwrap()));
            return pids.map(Option::unwrap).collect();
        }
        tokio::task::yield_now().await;
    }
}

/// Waits until none of them is alive.
pub async fn all_ended(pids: &[Pid]) {
    let ended = async {
        while pids.iter().any(|pid| is_alive(*pid)) {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(10), ended).await;
    assert!(in_time.is_ok(), "{pids:?} go on");
}

/// A process that has ended may still be there for whoever asks how.
fn is_alive(pid: Pid) -> bool {
    let pid = pid.as_raw_nonzero().to_string();
    let state = Command::new("ps")
        .args(["-o", "stat=", "-p", &pid])
        .output()
        .unwrap();
    let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
    !state.is_empty() && !state.starts_with('Z')
}

#[tokio::test]
async fn a_command_that_hangs_delays_no_receipt_and_its_late_answer_corrects_it() {
    // It answers when a file is there, which this test makes when it has its first receipt.
    let slow = "cat > $HOME/slow; until [ -e $HOME/go ]; do sleep 0.01; done; exit $(cat $HOME/go)";
    for (end, fate) in [
        ("0", Fate::Has),
        ("3", Fate::Failed("exit status: 3".into())),
    ] {
        let (dir, clipboard) = with_commands(
            &[("wl-copy", slow), ("xsel", "cat > $HOME/quick")],
            &[("WAYLAND_DISPLAY", "wayland-0"), ("DISPLAY", ":0")],
        );
        // As soon as the quick one has answered: the one that hangs is not even waited for.
        let mut copying = clipboard.with_grace(Duration::ZERO).copy("text".into(), 7);
        let mut first = copying.next().await.unwrap();
        while fates(&first).contains(&("clipboard (xsel)", &Fate::Asked)) {
            first = copying.next().await.unwrap();
        }
        assert_eq!(first.number, 7);
        let asked: Vec<(&str, &Fate)> = fates(&first);
        assert!(
            asked.contains(&("clipboard (wl-copy)", &Fate::Asked)),
            "{asked:?}"
        );
        assert!(
            asked.contains(&("clipboard (xsel)", &Fate::Has)),
            "{asked:?}"
        );
        assert!(asked.contains(&("terminal", &Fate::Sent)), "{asked:?}");
        // Nobody was known to have it when the first receipt was due: the file is kept.
        assert!(
            asked.contains(&("~/kept/copied.txt", &Fate::Has)),
            "{asked:?}"
        );
        assert!(
            !asked.iter().any(|(place, _)| place.contains("xclip")),
            "{asked:?}"
        );
        fs::write(dir.path().join("new"), end).unwrap();
        fs::rename(dir.path().join("new"), dir.path().join("go")).unwrap();
        let second = copying.next().await.unwrap();
        assert!(
            fates(&second).contains(&("clipboard (wl-copy)", &fate)),
            "{second}"
        );
        assert_eq!(copying.next().await, None);
    }
}

#[tokio::test]
async fn the_desktop_of_a_machine_far_away_is_left_alone() {
    let variables = [("WAYLAND_DISPLAY", "wayland-0"), ("SSH_TTY", "/dev/pts/1")];
    let (_dir, clipboard) = with_commands(&[("wl-copy", "cat >/dev/null")], &variables);
    let copied = last(&clipboard, "text").await;
    assert!(
        fates(&copied)
            .iter()
            .all(|(place, _)| !place.contains("wl-copy"))
    );
}

#[tokio::test]
async fn a_tmux_that_hands_nothing_on_still_gets_its_buffer() {
    let old = "case $* in *-w*) exit 1;; esac; cat > $HOME/got";
    let (dir, clipboard) = with_commands(&[("tmux", old)], &[("TMUX", "/tmp/tmux,1,0")]);
    let copied = last(&clipboard, "text").await;
    let expect = [("tmux buffer", &Fate::Has), ("terminal", &Fate::Sent)];
    assert_eq!(fates(&copied), expect);
    let got = fs::read_to_string(dir.path().join("got"));
    assert_eq!(got.unwrap(), "text");
}

/// The last receipt of a copy, whose first one waits for whoever answers.
async fn last(clipboard: &Clipboard, text: &str) -> Copied {
    let grace = Duration::from_secs(600);
    let mut copying = clipboard.clone().with_grace(grace).copy(text.to_owned(), 1);
    let mut copied = copying.next().await.unwrap();
    while let Some(more) = copying.next().await {
        copied = more;
    }
    copied
}

/// A folder with commands of these names, each a shell script, and a clipboard that finds them.
fn with_commands(
    scripts: &[(&str, &str)],
    variables: &[(&str, &str)],
) -> (tempfile::TempDir, Clipboard) {
    let dir = tempfile::tempdir().unwrap();
    for (name, script) in scripts {
        put_command(&dir.path().join(name), script);
    }
    let path = format!("{}:/usr/bin:/bin", dir.path().display());
    let home = dir.path().display().to_string();
    let mut all = vec![("PATH", path), ("HOME", home)];
    all.extend(variables.iter().map(|&(name, value)| (name, value.into())));
    let clipboard = Clipboard::new(&Env::from_iter(all), dir.path().join("kept/copied.txt"));
    (dir, clipboard)
}

fn fates(copied: &Copied) -> Vec<(&str, &Fate)> {
    let attempts = copied.attempts.iter();
    attempts
        .map(|attempt| (attempt.place.as_str(), &attempt.fate))
        .collect()
}

/// A shell script that can be run, written by another process: a file that one of ours has open for
/// writing cannot be.
pub fn put_command(path: &Path, script: &str) {
    let status = Command::new("/bin/sh")
        .args([
            "-c",
            "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\"",
        ])
        .arg(path)
        .arg(script)
        .status();
    assert!(status.is_ok_and(|status| status.success()));
}
