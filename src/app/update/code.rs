//! Long lines of code: wrapped, or in one row each that is scrolled sideways.

use crate::app::App;
use crate::app::action::Action;
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::text::wrap::code::CodeView;
use crate::turn::step::Now;

/// Columns that one key press moves.
const STEP: i32 = 8;

/// Lays long lines of the pane out in one row each, or wraps them again.
pub fn toggle(app: &mut App, now: Now) {
    let pane = app.panes.get_mut(app.scrolled_pane());
    pane.toggle_code();
    let text = match pane.code() {
        CodeView::Wrapped => "Long lines of code are wrapped".into(),
        CodeView::From(_) => {
            let keys = [Action::CodeLeft, Action::CodeRight];
            let keys: Vec<String> = keys.iter().filter_map(|key| app.key_for(*key)).collect();
            match keys.as_slice() {
                [left, right] => format!("Code is not wrapped; {left} and {right} move along"),
                // Where the composer has the focus, the arrows are its own.
                _ => "Code is not wrapped; Shift and the wheel move along".into(),
            }
        }
    };
    app.notices.show(Level::Info, text, now.instant);
}

/// Moves along the long lines of the pane.
pub fn shift(app: &mut App, way: Way, now: Now) {
    let pane = app.panes.get_mut(app.scrolled_pane());
    if pane.code() == CodeView::Wrapped {
        let key = app.key_for(Action::WrapCode);
        let key = key.map_or_else(String::new, |key| format!("; {key} changes that"));
        let text = format!("Long lines of code are wrapped{key}");
        return app.notices.show(Level::Info, text, now.instant);
    }
    pane.shift_code(match way {
        Way::Next => STEP,
        Way::Previous => -STEP,
    });
}
