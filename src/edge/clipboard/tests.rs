use std::os::unix::fs::PermissionsExt;

use super::*;

/// A folder with commands of these names, each a shell script, and a clipboard that finds them.
fn with_commands(
    scripts: &[(&str, &str)],
    variables: &[(&str, &str)],
) -> (tempfile::TempDir, Clipboard) {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, script) in scripts {
        let path = dir.path().join(name);
        // By another process: a file that one of ours has open for writing cannot be run.
        let status = std::process::Command::new("/bin/sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\"",
            ])
            .arg(&path)
            .arg(script)
            .status();
        assert!(status.is_ok_and(|status| status.success()));
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
    let copied = clipboard.copy("a\x1b]b\n漢".into()).await;
    assert_eq!(
        fates(&copied),
        [
            ("clipboard (xclip)", &Fate::Has),
            ("tmux buffer", &Fate::Has),
            ("terminal (OSC 52)", &Fate::Sent),
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
        let copied = clipboard.copy(text.into()).await;
        let place = format!("file {}", path.display());
        assert_eq!(
            fates(&copied),
            [
                ("clipboard (xsel)", &Fate::Failed("exit status: 3".into())),
                ("terminal (OSC 52)", &Fate::Sent),
                (place.as_str(), &Fate::Has),
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
    let copied = clipboard.copy("text".into()).await;
    assert_eq!(
        copied.attempts.first().map(|attempt| &attempt.fate),
        Some(&Fate::Failed("did not answer".into()))
    );
}

#[tokio::test]
async fn the_desktop_of_a_machine_far_away_is_left_alone() {
    let variables = [("WAYLAND_DISPLAY", "wayland-0"), ("SSH_TTY", "/dev/pts/1")];
    let (_dir, clipboard) = with_commands(&[("wl-copy", "cat >/dev/null")], &variables);
    let copied = clipboard.copy("text".into()).await;
    assert!(
        fates(&copied)
            .iter()
            .all(|(place, _)| !place.contains("wl-copy"))
    );
}

#[tokio::test]
async fn nothing_claims_what_is_too_long() {
    let (_dir, clipboard) = with_commands(&[], &[]);
    let long = "x".repeat(MAX_OSC52 + 1);
    assert_eq!(osc52(&long), None);
    let copied = clipboard.copy(long).await;
    assert!(
        !copied
            .attempts
            .iter()
            .any(|attempt| attempt.fate == Fate::Sent)
    );
    let copied = clipboard.copy("x".repeat(MAX_TEXT + 1)).await;
    assert!(!copied.may_be_somewhere());
}

#[test]
fn the_terminal_gets_base64_as_the_standard_has_it() {
    let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\x1b\x07"];
    let coded = [
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "Gwc=",
    ];
    for (text, coded) in texts.iter().zip(coded) {
        let expect = format!("\x1b]52;c;{coded}\x1b\\");
        assert_eq!(osc52(text), Some(expect.into_bytes()));
    }
}

#[tokio::test]
async fn a_tmux_that_hands_nothing_on_still_gets_its_buffer() {
    let old = "case $* in *-w*) exit 1;; esac; cat > $HOME/got";
    let (dir, clipboard) = with_commands(&[("tmux", old)], &[("TMUX", "/tmp/tmux,1,0")]);
    let copied = clipboard.copy("text".into()).await;
    let expect = [
        ("tmux buffer", &Fate::Has),
        ("terminal (OSC 52)", &Fate::Sent),
    ];
    assert_eq!(fates(&copied), expect);
    let got = fs::read_to_string(dir.path().join("got"));
    assert_eq!(got.unwrap(), "text");
}
