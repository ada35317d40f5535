//! The receipt of a copy.

use std::time::Duration;

use causerie::app::msg::Msg;
use causerie::report::{About, Attempt, Copied, Fate};

use super::answered;

#[test]
fn the_receipt_is_shown_as_it_is() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let attempts = vec![
        attempt("terminal", Fate::Sent),
        attempt("~/.local/state/causerie/copied.txt", Fate::Has),
    ];
    s.tell(Msg::Copied(Copied {
        number: 0,
        bytes: 312,
        n_controls: 0,
        attempts,
        about: None,
    }))
    .shows("Copied: ~/.local/state/causerie/copied.txt has it; terminal unconfirmed");
    let attempts = vec![attempt("clipboard", Fate::Failed("over 16 MB".into()))];
    s.tell(Msg::Copied(Copied {
        number: 2,
        bytes: 1 << 30,
        n_controls: 0,
        attempts,
        about: None,
    }))
    .shows("! Nothing was copied: clipboard: over 16 MB");
}

#[test]
fn a_receipt_with_a_reason_is_shown_whole_in_as_many_rows_as_it_takes() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let copied = Copied {
        number: 0,
        bytes: 312,
        n_controls: 0,
        attempts: vec![
            attempt("~/.local/state/causerie/copied.txt", Fate::Has),
            attempt("terminal", Fate::Sent),
        ],
        about: Some(About::Instead("No desktop to open it on".into())),
    };
    let said = "· No desktop to open it on · Copied: ~/.local/state/causerie/copied.txt has it; \
                terminal unconfirmed; 312 bytes";
    for (width, n_rows) in [(200, 1), (120, 1), (80, 2), (60, 3)] {
        let before = s.resize(width, 24).app.areas.conversation.height;
        let number = u64::from(width);
        s.tell(Msg::Copied(Copied {
            number,
            ..copied.clone()
        }));
        s.look();
        let area = s.app.areas.indicator;
        assert_eq!(area.height, n_rows, "{width}");
        assert_eq!(s.app.areas.conversation.height, before + 1 - n_rows);
        let rows = (area.top()..area.bottom()).map(|y| s.look().row(y));
        let shown: Vec<String> = rows.map(|row| row.trim().to_owned()).collect();
        assert_eq!(shown.join(" "), said, "{width}");
        s.pass(Duration::from_secs(7)).look();
        assert_eq!(s.app.areas.conversation.height, before);
    }
}

#[test]
fn no_text_moves_for_the_receipt_of_a_copy() {
    let mut s = answered();
    let before = s.resize(80, 24).app.areas.conversation;
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let failed = || Fate::Failed("exit status 1: Error: Can't open display: (null)".into());
    s.tell(Msg::Copied(Copied {
        number: 1,
        bytes: 312,
        n_controls: 0,
        attempts: vec![
            attempt("clipboard (wl-copy)", failed()),
            attempt("clipboard (xclip)", failed()),
            attempt("terminal", Fate::Sent),
        ],
        about: None,
    }));
    s.shows("· Copied: terminal unconfirmed; not clipboard (wl-copy): exit status 1");
    assert_eq!(s.app.areas.conversation, before);
}

#[test]
fn the_receipt_of_a_code_block_leaves_out_what_matters_least() {
    let mut s = answered();
    let attempt = |place: &str, fate| Attempt {
        place: place.into(),
        fate,
    };
    let mut check = |width, file: &str, said: &str| {
        s.resize(width, 24).tell(Msg::Copied(Copied {
            number: u64::from(width),
            bytes: 120,
            n_controls: 0,
            attempts: vec![attempt(file, Fate::Has), attempt("terminal", Fate::Sent)],
            about: Some(About::Code {
                number: 2,
                name: "Code 2: $ cargo test --workspac…".into(),
            }),
        }));
        s.look();
        let area = s.app.areas.indicator;
        assert_eq!(area.height, 1, "{width}");
        assert_eq!(s.look().row(area.y).trim(), said);
        s.pass(Duration::from_secs(7)).look();
    };
    check(
        120,
        "~/state/copied.txt",
        "· Code 2: $ cargo test --workspac… · Copied: ~/state/copied.txt has it; \
         terminal unconfirmed; 120 bytes",
    );
    check(
        90,
        "~/state/copied.txt",
        "· Code 2 copied: ~/state/copied.txt has it; terminal unconfirmed; 120 bytes",
    );
    check(
        80,
        "~/.state/causerie/copied.txt",
        "· Code 2 copied: ~/.state/causerie/copied.txt has it; terminal unconfirmed",
    );
}

#[test]
fn a_late_answer_corrects_the_receipt_and_says_no_more_than_it_has_to() {
    let receipt = |number: u64, fates: [Fate; 2]| {
        let places = ["clipboard (wl-copy)", "terminal"];
        let attempts = places.into_iter().zip(fates);
        let attempts = attempts.map(|(place, fate)| Attempt {
            place: place.into(),
            fate,
        });
        Msg::Copied(Copied {
            number,
            bytes: 3,
            n_controls: 0,
            attempts: attempts.collect(),
            about: None,
        })
    };
    let failed = || Fate::Failed("did not answer".into());
    let mut s = answered();
    s.tell(receipt(1, [Fate::Asked, Fate::Sent]));
    s.shows("· Copied: terminal unconfirmed; clipboard (wl-copy): no answer yet; 3 bytes");
    s.tell(receipt(1, [Fate::Has, Fate::Sent]));
    s.shows("· Copied: clipboard (wl-copy) has it; terminal unconfirmed; 3 bytes");
    // Of a copy that was made before the last one, too, and behind what is said since.
    s.tell(receipt(2, [Fate::Asked, failed()]));
    s.tell(receipt(3, [Fate::Has, Fate::Sent]));
    s.tell(receipt(2, [Fate::Has, failed()]));
    s.shows("Copied: clipboard (wl-copy) has it; terminal unconfirmed");
    // Nobody wants to hear of what has gone, unless it was all in vain.
    s.tell(receipt(4, [Fate::Asked, Fate::Sent]));
    s.tell(receipt(5, [Fate::Asked, failed()]));
    s.shows("· Copying: clipboard (wl-copy): no answer yet; terminal: did not answer");
    s.pass(Duration::from_secs(7)).hides("Cop");
    s.tell(receipt(4, [Fate::Has, Fate::Sent])).hides("Cop");
    s.tell(receipt(5, [failed(), failed()]));
    s.shows("! Nothing was copied: clipboard (wl-copy): did not answer");
}
