//! The help overlay: every action with the keys it is bound to now.

use crate::app::App;
use crate::app::action::table::{ACTIONS, Group};
use crate::app::overlay::help::{Help, n_rows};
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::overlay::border;
use crate::ui::pen::Pen;

/// Columns of the overlay and of the keys in it, by the columns that the screen has at least. What
/// an action does stands near its keys, so the longest rows of keys are cut.
const WIDTHS: [(u16, u16, u16); 2] = [(96, 92, 34), (0, 84, 26)];

/// Below this many columns there is no room for all keys of an action.
const NARROW: u16 = 60;

enum HelpRow {
    Heading(&'static str),
    Keys(String, &'static str),
    Blank,
    Remark(&'static str),
}

/// Paints the keys by group.
pub fn paint(app: &App, help: &Help, pen: &mut Pen<'_>) {
    let rows = rows(app);
    debug_assert_eq!(rows.len(), usize::from(n_rows()));
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let screen = pen.screen().width;
    let widths = WIDTHS.iter().find(|(least, ..)| screen >= *least);
    let (width, for_keys) = widths.map_or((84, 26), |(_, width, keys)| (*width, *keys));
    let hints = [("Up/Down", "scroll"), ("Esc", "closes")];
    let inside = border(pen, (width - 4, height), "Keys", &hints);
    let last_top = rows.len().saturating_sub(usize::from(inside.height));
    let top = usize::from(help.top).min(last_top);
    for (y, row) in (inside.top()..inside.bottom()).zip(rows.iter().skip(top)) {
        match row {
            HelpRow::Heading(text) => {
                pen.text(inside.x, y, inside.right(), text, Scope::OverlayTitle);
            }
            HelpRow::Keys(keys, doc) => {
                // On a narrow screen one key of each has to do.
                let (keys, columns) = if inside.width < NARROW {
                    (keys.split(", ").next().unwrap_or(keys), for_keys / 2)
                } else {
                    (keys.as_str(), for_keys)
                };
                let keys = fit(keys, usize::from(columns - 1));
                pen.text(inside.x, y, inside.right(), &keys, Scope::OverlayKey);
                let doc = fit(doc, usize::from(inside.width.saturating_sub(columns)));
                pen.text(inside.x + columns, y, inside.right(), &doc, Scope::Overlay);
            }
            HelpRow::Remark(text) => {
                let text = fit(text, usize::from(inside.width));
                pen.text(inside.x, y, inside.right(), &text, Scope::Dim);
            }
            HelpRow::Blank => {}
        }
    }
}

fn rows(app: &App) -> Vec<HelpRow> {
    let mut rows = Vec::new();
    for group in Group::ALL {
        if !rows.is_empty() {
            rows.push(HelpRow::Blank);
        }
        rows.push(HelpRow::Heading(group.title()));
        for info in ACTIONS.iter().filter(|info| info.group == group) {
            let labels = app.keymap.labels(info.action);
            let keys = if labels.is_empty() {
                "unbound".to_owned()
            } else {
                labels.join(", ")
            };
            rows.push(HelpRow::Keys(keys, info.doc));
        }
    }
    rows.push(HelpRow::Blank);
    rows.push(HelpRow::Remark(
        "Hold Shift and drag to select with the terminal's own selection.",
    ));
    rows
}
