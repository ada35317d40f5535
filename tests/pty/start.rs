//! The first minute: with nothing set, and with the demo.

use crate::screen::Program;
use crate::stage::READY;

#[test]
fn with_nothing_set_three_ways_are_shown_and_enter_starts_the_demo() {
    let mut causerie = Program::causerie().start();
    causerie
        .wait_for("Three ways to go on")
        .wait_for("no model yet");
    let screen = causerie.screen();
    for way in ["ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "Enter starts"] {
        assert!(screen.contains(way), "{way}: {screen:?}");
    }
    causerie
        .keys("<enter>")
        .wait_for("DEMO: a script, not a model")
        .wait_for("Where is my order #ORD-12345?");
    causerie.quit();
}

#[test]
fn a_demo_turn_thinks_calls_two_tools_at_once_and_answers() {
    let mut causerie = Program::causerie().args(["--demo"]).size(120, 40).start();
    causerie.wait_for("Where is my order #ORD-12345?");
    let screen = causerie.screen();
    assert!(screen.contains("DEMO: a script, not a model"), "{screen:?}");

    causerie
        .keys("<enter>")
        .wait_for("thinking")
        .wait_for("THINKING")
        .wait_for("They want to know two things");
    causerie.wait_until("two tools run at once", |screen| {
        ["search_orders", "get_shipping_status", "2 calls"]
            .iter()
            .all(|text| screen.contains(text))
    });
    causerie.wait_until("the answer ended", |screen| {
        screen.contains("F1 keys") && screen.contains("first word")
    });
    let screen = causerie.screen();
    assert!(screen.contains("✓ search_orders"), "{screen:?}");
    assert!(screen.contains("✓ get_shipping_status"), "{screen:?}");
    assert!(
        screen.contains(READY) && screen.contains("DEMO"),
        "{screen:?}"
    );
    causerie.quit();
}

#[test]
fn the_caret_stands_in_the_composer_and_moves_with_what_is_typed() {
    let mut causerie = Program::causerie().args(["--demo"]).start();
    causerie.wait_for("DEMO");
    let (x, y) = causerie.screen().cursor().unwrap();
    causerie.type_text("hé漢").wait_for("hé漢");
    assert_eq!(causerie.screen().cursor(), Some((x + 4, y)));
}
