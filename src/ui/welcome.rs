//! The empty start: the name, one line of what it is, three keys; or how to reach a model.

use crate::app::App;
use crate::app::action::Action;
use crate::app::settings::Connection;
use crate::text::glyphs::columns;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// Is there nothing to show but a welcome, and a failure at most?
pub fn is_shown(app: &App) -> bool {
    let is_empty = app.panes.conversation.doc.is_empty() || app.is_failure_alone();
    is_empty && app.turn.is_idle() && !app.is_opening()
}

/// Rows between it and a failure at least.
const AIR: u16 = 1;

/// A line: runs of text with their scopes.
type Words = Vec<(String, Scope)>;

/// Paints the welcome in the middle of the conversation's area, left-aligned as a block; above a
/// failure only where there is room for all of it.
pub fn paint(app: &App, pen: &mut Pen<'_>) {
    let lines = if app.connection == Connection::Missing {
        missing(app)
    } else {
        ready(app)
    };
    let (pinned, conversation) = (app.areas.pinned, app.areas.conversation);
    let mut area = conversation.union(pinned);
    let n_lines = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    if app.is_failure_alone() {
        area.height = conversation.y.saturating_sub(pinned.y);
        if area.height < n_lines.saturating_add(2 * AIR) {
            return;
        }
    }
    let wide = |words: &Words| -> usize { words.iter().map(|(text, _)| columns(text)).sum() };
    let widest = u16::try_from(lines.iter().map(wide).max().unwrap_or(0)).unwrap_or(u16::MAX);
    let x = area.x + area.width.saturating_sub(widest) / 2;
    let y = area.y + area.height.saturating_sub(n_lines) / 2;
    for (words, y) in lines.iter().zip(y..area.bottom()) {
        let mut x = x.max(area.x + 1);
        for (text, scope) in words {
            x = pen.excerpt(x, y, area.right(), text, *scope);
        }
    }
}

/// The name, what it is, three keys as they are bound.
fn ready(app: &App) -> Vec<Words> {
    let keys = [
        (Action::Send, " sends   "),
        (Action::Back, " stops   "),
        (Action::Help, " keys"),
    ];
    let keys = keys.into_iter().filter_map(|(action, does)| {
        let key = app.key_for(action)?;
        Some([(key, Scope::Text), (does.to_owned(), Scope::Dim)])
    });
    vec![
        name(),
        line("A terminal conversation with Claude", Scope::Text),
        Words::new(),
        keys.flatten().collect(),
    ]
}

/// Three ways to reach a model.
fn missing(app: &App) -> Vec<Words> {
    let way = |name: &str, command: &str| {
        vec![
            (format!("{name:14}"), Scope::Dim),
            (command.to_owned(), Scope::InlineCode),
        ]
    };
    let send = app.key_for(Action::Send).unwrap_or_default();
    vec![
        name(),
        line(
            "There is no model to talk to yet. Three ways to go on:",
            Scope::Text,
        ),
        Words::new(),
        way("Anthropic", "export ANTHROPIC_API_KEY=sk-ant-..."),
        way(
            "Local server",
            "export ANTHROPIC_BASE_URL=http://localhost:11434",
        ),
        vec![
            (format!("{:14}", "Demo"), Scope::Dim),
            (send, Scope::OverlayKey),
            (" starts it here: no key, no network".into(), Scope::Text),
        ],
    ]
}

fn name() -> Words {
    line("causerie", Scope::Heading2)
}

fn line(text: &str, scope: Scope) -> Words {
    vec![(text.to_owned(), scope)]
}
