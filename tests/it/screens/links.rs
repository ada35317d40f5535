//! Links: told before they open, by click and by key.

use std::time::Duration;

use causerie::app::effect::Effect;
use causerie::app::links::LINK_READ;
use causerie::app::msg::Msg;
use causerie::problem::{Problem, ProblemKind};
use causerie::report::{About, Attempt, Copied, Fate, Followed};
use causerie::session::JournalEvent;

use super::fold::thought;
use crate::support::app::reply::{text, whole};
use crate::support::app::{Harness, screen};

/// Clicks when what the click before it told has been read.
fn click_again(s: &mut Harness, what: &str) {
    s.pass(LINK_READ);
    s.click(what);
}

#[test]
fn a_link_tells_where_it_leads_before_it_opens() {
    let mut s = screen(80, 24);
    let answer = "See [the book](https://doc.rust-lang.org/book/) and [this](run:rm).";
    s.ask("Where?").answer(whole(answer));
    s.take_effects();
    s.click("the book");
    s.shows("https://doc.rust-lang.org/book/ · a click opens it");
    assert_eq!(s.take_effects(), []);
    click_again(&mut s, "the book");
    let opens = Effect::OpenLink("https://doc.rust-lang.org/book/".into());
    assert_eq!(s.take_effects(), std::slice::from_ref(&opens));
    s.hides("click opens");
    // Later it is told anew.
    click_again(&mut s, "the book");
    s.pass(Duration::from_secs(11)).hides("click opens");
    s.click("the book");
    assert_eq!(s.take_effects(), []);
    s.shows("this (run:rm)");
    s.click("this");
    s.keys("<enter>");
    assert_eq!(s.take_effects(), []);
    // By keys.
    s.pass(Duration::from_secs(11));
    s.keys("<tab>go")
        .shows("https://doc.rust-lang.org/book/ · a click or Enter opens it");
    s.keys("o").shows("No link below");
    s.keys("<home>o<enter>");
    assert_eq!(s.take_effects(), [opens]);
}

#[test]
fn a_double_click_takes_a_word_and_does_not_open_what_nobody_had_time_to_read() {
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole("See [it](https://a.b/)."));
    s.take_effects();
    for _ in 0..3 {
        s.click("it");
        s.shows("https://a.b/ · a click opens it");
    }
    let copies =
        ["[it](https://a.b/)", "See [it](https://a.b/)."].map(|text| Effect::Copy(text.into()));
    assert_eq!(s.take_effects(), copies);
    s.pass(LINK_READ - Duration::from_millis(1));
    s.click("it");
    assert_eq!(s.take_effects(), []);
    click_again(&mut s, "it");
    assert_eq!(s.take_effects(), [Effect::OpenLink("https://a.b/".into())]);
}

#[test]
fn the_host_of_a_link_is_read_whole_before_it_opens_whatever_goes_on() {
    let target = "https://accounts.google.com.signin.evil.org/a/path/that/goes/on/and/on/and/on";
    let answer = format!("See [the page]({target}).");
    let mut s = screen(80, 24);
    s.ask("Where?").stream(text(&answer));
    s.take_effects();
    s.click("the page");
    s.shows("· https://accounts.google.com.signin.evil.org/")
        .hides("answering");
    click_again(&mut s, "the page");
    let opens = Effect::OpenLink(target.into());
    assert_eq!(s.take_effects(), std::slice::from_ref(&opens));
    s.shows("answering");
    // All of it is to be read at any width.
    for width in [52, 46, 40] {
        s.resize(width, 24).look();
        click_again(&mut s, "the page");
        assert_eq!(told(&mut s), format!("{target} a click opens it"));
        click_again(&mut s, "the page");
        assert!(s.take_effects().contains(&opens), "{width}");
        s.pass(Duration::from_secs(11));
    }
}

/// What the rows above the composer say, read as one.
fn told(s: &mut Harness) -> String {
    let frame = s.look();
    let area = s.app.areas.indicator;
    let rows = (area.y..area.bottom()).map(|y| frame.row(y));
    let rows: Vec<String> = rows.map(|row| row.trim().to_owned()).collect();
    let rows = rows.iter().map(|row| row.strip_prefix("· ").unwrap_or(row));
    let text: String = rows.collect();
    let text = text.replace(" · a click", "a click");
    text.replace("a click", " a click")
}

#[test]
fn a_long_target_is_told_whole_and_the_link_stays_in_sight() {
    let path: String = (0..16).map(|n| format!("folder{n}/")).collect();
    let target = format!("https://example.org/{path}end");
    let before = "Before.\n\n".repeat(20);
    for size in [(40, 12), (80, 24), (120, 40)] {
        let mut s = screen(size.0, size.1);
        s.ask("Where?")
            .answer(whole(&format!("{before}See [the page]({target}).")));
        s.keys("<tab>go");
        assert_eq!(told(&mut s), format!("{target} a click or Enter opens it"));
        s.shows("the page");
        s.keys("o").shows("No link below");
        s.keys("<esc>").take_effects();
        s.pass(Duration::from_secs(11));
        s.click("the page");
        assert_eq!(told(&mut s), format!("{target} a click opens it"));
        // The target is as good as the link, once it was there to be read.
        s.click("example.org/folder0");
        assert_eq!(s.take_effects(), []);
        click_again(&mut s, "example.org/folder0");
        assert_eq!(s.take_effects(), [Effect::OpenLink(target.clone())]);
    }
}

#[test]
fn a_host_that_looks_like_another_one_is_told_and_opened_in_ascii() {
    let mut s = screen(80, 24);
    s.ask("Where?")
        .answer(whole("See [the page](https://аррӏе.com/)."));
    s.take_effects();
    s.click("the page");
    s.shows("· https://xn--80ak6aa92e.com/ · a click opens it");
    click_again(&mut s, "the page");
    let opens = Effect::OpenLink("https://xn--80ak6aa92e.com/".into());
    assert_eq!(s.take_effects(), [opens]);
}

#[test]
fn the_list_of_what_can_be_copied_shows_the_whole_target_that_is_chosen() {
    let path: String = (0..16).map(|n| format!("folder{n}/")).collect();
    let target = format!("https://example.org/{path}end");
    let answer = format!("See [the page]({target}) and [this](https://a.b/).");
    for size in [(40, 16), (80, 24)] {
        let mut s = screen(size.0, size.1);
        s.ask("Where?").answer(whole(&answer));
        s.keys("<alt+c>").shows("Answer").hides("/end");
        s.keys("<down>");
        let seen = s.look().text();
        let seen: String = seen
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '│')
            .collect();
        assert!(seen.contains(&target), "{seen}");
        s.keys("<down>").shows("https://a.b/").hides("folder15");
    }
}

#[test]
fn where_not_even_the_host_has_room_nothing_opens_and_all_of_that_is_said() {
    let host = "a-name.".repeat(30);
    let answer = format!("See [the page](https://{host}org/).");
    let mut s = screen(40, 10);
    s.ask("Where?").answer(whole(&answer));
    s.take_effects();
    s.click("the page");
    s.shows("· Too narrow to say where this leads");
    click_again(&mut s, "the page");
    assert_eq!(s.take_effects(), []);
}

#[test]
fn a_link_opens_only_while_its_target_is_in_the_row() {
    let answer = "See [the page](https://a.b/).";
    let opens = Effect::OpenLink("https://a.b/".into());
    // What is said or typed later takes its place.
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole(answer));
    s.take_effects();
    s.keys("<tab>go").shows("· https://a.b/");
    s.keys("o").shows("No link below").keys("<enter>");
    assert!(!s.take_effects().contains(&opens));
    s.click("the page");
    s.type_text("x").hides("opens it");
    click_again(&mut s, "the page");
    assert!(!s.take_effects().contains(&opens));
    s.shows("https://a.b/ · a click opens it");
    // What stands there for good does not.
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole(answer));
    let problem = Problem::new(ProblemKind::Session, "Saving fails");
    s.tell(Msg::Journal(JournalEvent::Failed(problem)));
    s.take_effects();
    s.click("the page");
    s.shows("https://a.b/ · a click opens it");
    click_again(&mut s, "the page");
    assert_eq!(s.take_effects(), [opens]);
    s.shows("Saving fails");
    // Nor does a search that is not typed at the moment.
    s.keys("<tab>/page<enter>").shows("1 of 1");
    click_again(&mut s, "the page");
    s.shows("https://a.b/ · a click opens it");
    s.keys("<tab>/").hides("opens it").keys("<esc>");
    s.hides("opens it");
}

#[test]
fn what_is_chosen_opens_and_not_the_link_that_was_told_of_before() {
    let mut s = screen(80, 24);
    s.ask("Where?")
        .answer(thought(3, "See [the page](https://a.b/)."));
    s.keys("<tab>go").shows("· https://a.b/");
    s.keys(">").shows("█ ∴ Thought").hides("opens it");
    s.take_effects();
    s.keys("<enter>").shows("Thought 2.");
    let opens = |effect: &Effect| matches!(effect, Effect::OpenLink(_));
    assert!(!s.take_effects().iter().any(opens));
}

#[test]
fn a_file_is_copied_and_not_opened() {
    let mut s = screen(80, 24);
    s.ask("Where?")
        .answer(whole("See [it](file:///tmp/x.command)."));
    s.take_effects();
    s.click("it");
    s.shows("file:///tmp/x.command · a click copies it");
    click_again(&mut s, "it");
    let copies = Effect::CopyTold {
        text: "file:///tmp/x.command".into(),
        about: About::Instead("Files are not opened from here".into()),
    };
    assert_eq!(s.take_effects(), [copies]);
}

#[test]
fn links_are_gone_through_one_by_one() {
    let mut s = screen(80, 24);
    let links: String = (0..40)
        .map(|n| format!("A [link {n}](https://a.b/{n}), [another](https://a.b/x{n}).\n\n"))
        .collect();
    s.ask("Where?").answer(whole(&links)).keys("<tab>g");
    for n in 0..40 {
        s.keys("o").shows(&format!("· https://a.b/{n} "));
        s.keys("o").shows(&format!("· https://a.b/x{n} "));
    }
    for n in (0..40).rev() {
        s.keys("<shift+o>").shows(&format!("· https://a.b/{n} "));
        if n > 0 {
            s.keys("<shift+o>")
                .shows(&format!("· https://a.b/x{} ", n - 1));
        }
    }
    s.keys("<shift+o>").shows("No link above");
}

#[test]
fn a_link_that_cannot_be_opened_is_copied_and_that_is_said() {
    let mut s = screen(80, 24);
    s.ask("Where?").answer(whole("See <https://a.b/>."));
    s.take_effects();
    let target = "https://a.b/".to_owned();
    s.tell(Msg::Followed(Followed {
        target: target.clone(),
        by: Err("Not opened on a machine far away".into()),
    }));
    let about = About::Instead("Not opened on a machine far away".into());
    let copies = Effect::CopyTold {
        text: target.clone(),
        about: about.clone(),
    };
    assert_eq!(s.take_effects(), [copies]);
    let receipt = |bytes, about| {
        let attempts = vec![Attempt {
            place: "tmux buffer".into(),
            fate: Fate::Has,
        }];
        Msg::Copied(Copied {
            number: bytes as u64,
            bytes,
            n_controls: 0,
            attempts,
            about,
        })
    };
    // Another copy is done first.
    s.tell(receipt(3, None))
        .shows("· Copied: tmux buffer has it; 3 bytes");
    s.tell(receipt(12, Some(about)));
    s.shows("Not opened on a machine far away · Copied: tmux buffer has it; 12 bytes");
    let by = Ok("xdg-open");
    s.tell(Msg::Followed(Followed { target, by }));
    s.shows("xdg-open was given https://a.b/");
}
