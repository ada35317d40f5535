//! Programs that the terminal is lent to, without a terminal. They stand here and not beside the
//! editor for the reason of [`crate::clipboard`].

use std::fs;
use std::io::Read;
use std::process::Command;
use std::time::Duration;

use causerie::edge::editor::Lent;
use causerie::edge::secrets::Env;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[tokio::test]
async fn visual_goes_before_editor_and_both_may_have_arguments() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out").display().to_string();
    let visual = format!("printf '%s\\n' \"$0\" > {out}; cat");
    let env = Env::from_iter([("VISUAL", visual.as_str()), ("EDITOR", "false")]);
    let mut lent = Lent::editor(&env, "text").unwrap();
    assert!(lent.ended().await.unwrap().success());
    assert_eq!(fs::read_to_string(&out).unwrap(), "sh\n");
    let env = Env::from_iter([("EDITOR", "test -r")]);
    let mut lent = Lent::editor(&env, "text").unwrap();
    assert!(lent.ended().await.unwrap().success());
    let env = Env::from_iter([("EDITOR", "no-such-editor")]);
    let mut lent = Lent::editor(&env, "text").unwrap();
    assert_eq!(lent.ended().await.unwrap().code(), Some(127));
}

#[tokio::test]
async fn who_drops_it_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    // It has the pipe open as long as it lives.
    let editor = format!("exec 3>{}; echo up >&3; exec sleep 30 #", pipe.display());
    let env = Env::from_iter([("VISUAL", editor.as_str())]);
    let lent = Lent::editor(&env, "text").unwrap();
    let opened = spawn_blocking(move || {
        let mut pipe = fs::File::open(pipe).unwrap();
        let mut up = [0; 3];
        pipe.read_exact(&mut up).unwrap();
        pipe
    });
    let mut pipe = opened.await.unwrap();
    drop(lent);
    let closed = spawn_blocking(move || pipe.read(&mut [0]).unwrap());
    let read = timeout(Duration::from_secs(10), closed).await;
    assert_eq!(read.unwrap().unwrap(), 0);
}
