use super::*;

#[tokio::test]
async fn nothing_claims_what_is_too_long() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("copied.txt");
    let clipboard = Clipboard::new(&Env::default(), file);
    let long = "x".repeat(MAX_OSC52 + 1);
    assert_eq!(osc52(&long), None);
    let copied = clipboard.copy(long, 1).next().await.unwrap();
    assert!(
        !copied
            .attempts
            .iter()
            .any(|attempt| attempt.fate == Fate::Sent)
    );
    let mut copying = clipboard.copy("x".repeat(MAX_TEXT + 1), 1);
    let copied = copying.next().await.unwrap();
    assert!(copied.is_nowhere());
    assert_eq!(copying.next().await, None);
}

#[tokio::test]
async fn a_receipt_counts_what_the_screen_does_not_show() {
    let dir = tempfile::tempdir().unwrap();
    let clipboard = Clipboard::new(&Env::default(), dir.path().join("copied.txt"));
    let text = "rm \u{202E}x\u{200B}\x1b".to_owned();
    let copied = clipboard.copy(text, 1).next().await.unwrap();
    assert_eq!(copied.n_controls, 3);
    assert!(
        copied
            .to_string()
            .starts_with("Copied with 3 control characters: ")
    );
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

#[test]
fn a_receipt_names_the_file_in_few_characters() {
    let name = |file: &str| {
        let env = Env::from_iter([("HOME", "/home/ada")]);
        Clipboard::new(&env, PathBuf::from(file)).file_name()
    };
    assert_eq!(
        name("/home/ada/.local/state/causerie/copied.txt"),
        "~/.local/state/causerie/copied.txt"
    );
    assert_eq!(name("/tmp/copied.txt"), "/tmp/copied.txt");
    assert_eq!(
        name("/var/lib/somewhere/far/away/state/causerie/copied.txt"),
        "…/away/state/causerie/copied.txt"
    );
}
