use super::*;

fn typed(text: &str) -> Composer {
    let mut composer = Composer::default();
    for c in text.chars() {
        composer.input(Key::plain(KeyCode::Char(c)));
    }
    composer.prepare(20, 8);
    composer
}

#[test]
fn up_moves_by_painted_rows_and_walks_the_history_only_at_the_edge() {
    let mut composer = Composer::default();
    composer.remember("earlier");
    composer.set_text("a line that wraps at twenty columns");
    composer.prepare(20, 8);
    assert_eq!(composer.caret(), (1, 17));
    assert!(composer.vertical(Vertical::Up));
    composer.prepare(20, 8);
    assert_eq!(composer.caret(), (0, 17));
    assert!(composer.vertical(Vertical::Up));
    assert_eq!(composer.text(), "earlier");
    assert!(composer.vertical(Vertical::Down));
    assert_eq!(composer.text(), "a line that wraps at twenty columns");
}

#[test]
fn taking_the_text_empties_the_box_and_remembers_it() {
    let mut composer = typed("hello");
    assert_eq!(composer.take(), "hello");
    assert!(composer.is_empty());
    assert!(composer.vertical(Vertical::Up));
    assert_eq!(composer.text(), "hello");
}

#[test]
fn a_megabyte_is_pasted_as_one_label_and_sent_whole() {
    let mut composer = typed("see ");
    let paste = "0123456789abcde\n".repeat(65_536);
    composer.insert(&paste);
    composer.input(Key::plain(KeyCode::Char('!')));
    assert_eq!(composer.prepare(80, 8), 1);
    assert_eq!(composer.text(), format!("see {paste}!"));
    composer.undo();
    composer.undo();
    assert_eq!(composer.text(), "see ");
}

#[test]
fn the_caret_stays_visible_when_the_text_is_higher_than_the_box() {
    let mut composer = Composer::default();
    for n in 0..10 {
        composer.insert(&format!("{n}"));
        composer.newline();
    }
    assert_eq!(composer.prepare(20, 4), 4);
    assert_eq!(composer.caret(), (3, 0));
    assert_eq!(composer.hidden(4), (7, 0));
    for _ in 0..10 {
        composer.vertical(Vertical::Up);
        composer.prepare(20, 4);
    }
    assert_eq!(composer.caret().0, 0);
    assert_eq!(composer.hidden(4), (0, 7));
}

#[test]
fn a_prompt_that_comes_back_can_be_edited_line_by_line() {
    let mut composer = Composer::default();
    let prompt: Vec<String> = (0..30).map(|n| format!("line {n}")).collect();
    composer.set_text(&prompt.join("\n"));
    composer.input(Key::plain(KeyCode::Char('!')));
    assert_eq!(composer.prepare(80, 40), 30);
    assert!(composer.text().ends_with("line 29!"));
}

#[test]
fn what_is_done_to_a_prompt_of_the_history_is_not_thrown_away_by_walking_on() {
    let edits: [fn(&mut Composer); 3] = [
        |composer| composer.insert("pasted"),
        Composer::newline,
        Composer::delete_to_start,
    ];
    for edit in edits {
        let mut composer = Composer::default();
        composer.remember("older");
        composer.remember("newer");
        composer.vertical(Vertical::Up);
        edit(&mut composer);
        let edited = composer.text();
        for _ in 0..3 {
            composer.vertical(Vertical::Up);
        }
        for _ in 0..3 {
            composer.vertical(Vertical::Down);
        }
        assert_eq!(composer.text(), edited);
    }
}

#[test]
fn the_caret_moves_and_deletes_by_whole_characters() {
    for cluster in ["👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "e\u{301}", "漢"] {
        let mut composer = Composer::default();
        composer.insert(&format!("a{cluster}b"));
        for code in [KeyCode::Left, KeyCode::Left] {
            composer.input(Key::plain(code));
        }
        composer.input(Key::plain(KeyCode::Char('x')));
        assert_eq!(composer.text(), format!("ax{cluster}b"));
        composer.input(Key::plain(KeyCode::Delete));
        assert_eq!(composer.text(), "axb");
        composer.set_text(&format!("a{cluster}"));
        composer.input(Key::plain(KeyCode::Left));
        composer.input(Key::plain(KeyCode::Right));
        composer.input(Key::plain(KeyCode::Backspace));
        assert_eq!(composer.text(), "a", "{cluster}");
    }
}
