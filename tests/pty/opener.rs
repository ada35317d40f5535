//! Opening an address with the program of the desktop. It stands here and not beside the opener for
//! the reason of [`crate::clipboard`].
#![cfg(not(target_os = "macos"))]

use std::fs;
use std::path::Path;

use causerie::edge::opener::Opener;
use causerie::edge::secrets::Env;

use crate::clipboard::put_command;

fn opener(variables: &[(&str, &str)]) -> Opener {
    Opener::new(&Env::from_iter(variables.iter().copied()))
}

/// A folder with an `xdg-open` that is this script.
fn folder(script: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put_command(&dir.path().join("xdg-open"), script);
    dir
}

async fn open(dir: &Path, address: &str) -> Result<&'static str, String> {
    let path = format!("{}:/usr/bin:/bin", dir.display());
    let home = dir.display().to_string();
    let variables = [
        ("PATH", path.as_str()),
        ("HOME", home.as_str()),
        ("DISPLAY", ":9"),
        ("ANTHROPIC_API_KEY", "hidden"),
    ];
    opener(&variables).open(address).await
}

#[tokio::test]
async fn an_address_is_one_argument_and_no_key_is_passed_on() {
    let dir =
        folder("printf '%s|' \"$#\" \"$1\" \"$ANTHROPIC_API_KEY\" \"$DISPLAY\" > \"$HOME/seen\"");
    let address = "https://a.b/;touch${IFS}x?$(id)&`id`";
    assert_eq!(open(dir.path(), address).await, Ok("xdg-open"));
    let seen = fs::read_to_string(dir.path().join("seen")).unwrap();
    assert_eq!(seen, format!("1|{address}||:9|"));
    // Nor is a letter given files.
    let letter = "mailto:a@b.org?attach=/etc/passwd&subject=x";
    assert_eq!(open(dir.path(), letter).await, Ok("xdg-open"));
    let seen = fs::read_to_string(dir.path().join("seen")).unwrap();
    assert_eq!(seen, "1|mailto:a@b.org?subject=x||:9|");
}

#[tokio::test]
async fn an_opener_that_fails_or_is_missing_is_told() {
    let dir = folder("exit 3");
    let why = open(dir.path(), "https://a.b").await.unwrap_err();
    assert!(why.contains("xdg-open failed"), "{why}");
    let why = opener(&[("DISPLAY", ":9"), ("PATH", "/nowhere")])
        .open("https://a.b")
        .await
        .unwrap_err();
    assert!(why.contains("could not be started"), "{why}");
}

#[tokio::test]
async fn nothing_is_opened_far_away_or_without_a_desktop() {
    for variables in [
        &[("DISPLAY", ":9"), ("SSH_CONNECTION", "1 2 3 4")][..],
        &[("PATH", "/usr/bin")],
    ] {
        assert!(opener(variables).open("https://a.b").await.is_err());
    }
}

#[tokio::test]
async fn no_file_is_opened() {
    let dir = folder("echo > \"$HOME/seen\"");
    for address in ["file:///tmp/x.command", "file://host/share", "ssh://a"] {
        assert!(open(dir.path(), address).await.is_err());
    }
    assert!(!dir.path().join("seen").exists());
}
