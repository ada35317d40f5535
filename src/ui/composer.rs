//! The composer: a raised strip with an accent bar, the text, the caret; above it the queue.

use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::action::Action;
use crate::app::composer::rows::RowPart;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::MARGIN;
use crate::app::settings::Connection;
use crate::app::update::suggestion;
use crate::text::glyphs::columns;
use crate::text::sanitize::one_line;
use crate::text::width::fit;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// Paints the strip. Returns where the caret stands.
pub fn paint(app: &App, pen: &mut Pen<'_>) -> Position {
    let area = app.areas.composer;
    let strip = Rect {
        x: area.x + MARGIN,
        width: area.width.saturating_sub(2 * MARGIN),
        ..area
    };
    pen.fill(strip, Scope::Composer);
    let is_elsewhere = app.search.is_typing() || !app.overlays.is_empty();
    let bar = match app.focus {
        Focus::Composer if !is_elsewhere => Scope::ComposerBar,
        Focus::Composer | Focus::Pane(_) => Scope::Placeholder,
    };
    for y in strip.top()..strip.bottom() {
        pen.text(strip.x, y, strip.right(), "▌", bar);
    }
    let padding = u16::from(app.areas.composer_padded);
    let text = Rect {
        x: strip.x + 2,
        y: strip.y + padding,
        width: strip.width.saturating_sub(3),
        height: strip.height.saturating_sub(2 * padding).max(1),
    };
    if app.composer.is_empty() {
        let placeholder = fit(&placeholder(app), usize::from(text.width));
        pen.text(
            text.x,
            text.y,
            text.right(),
            &placeholder,
            Scope::Placeholder,
        );
        return Position::new(text.x, text.y);
    }
    for (y, parts) in (text.top()..text.bottom()).zip(app.composer.visible(text.height)) {
        let mut x = text.x;
        for part in parts {
            x = match part {
                RowPart::Text(run) => pen.text(x, y, strip.right(), run, Scope::Composer),
                RowPart::Label(label) => pen.text(x, y, strip.right(), label, Scope::Accent),
            };
        }
    }
    let (above, below) = app.composer.hidden(text.height);
    if above > 0 {
        pen.text_right(strip.right(), text.y, "↑", Scope::Placeholder);
    }
    if below > 0 {
        pen.text_right(strip.right(), text.bottom() - 1, "↓", Scope::Placeholder);
    }
    let (row, column) = app.composer.caret();
    let x = (text.x + column).min(strip.right().saturating_sub(1));
    Position::new(x, (text.y + row).min(text.bottom() - 1))
}

fn placeholder(app: &App) -> String {
    if app.search.is_typing() {
        return "Keys go to the search".into();
    }
    if let Focus::Pane(kind) = app.focus {
        let what = match kind {
            PaneKind::Conversation => "the conversation",
            PaneKind::Thinking => "the thinking",
            PaneKind::Activity => "the activity",
        };
        return format!("Keys go to {what}");
    }
    if let Some(prompt) = suggestion(app) {
        return format!("{prompt}  (Enter sends)");
    }
    match app.connection {
        Connection::Ready | Connection::Demo => {}
        Connection::Starting => return "Starting the demo …".into(),
        Connection::Missing if app.conversation.path().is_empty() => {
            return "Enter starts the demo".into();
        }
        Connection::Missing => return "No model: set ANTHROPIC_API_KEY and start again".into(),
    }
    if app.queue.is_held() {
        return "Enter sends the queued prompt".into();
    }
    if app.turn.is_idle() && app.conversation.path().is_empty() {
        // Short enough for the narrowest screen.
        "Ask anything: how does DNS work?".into()
    } else if app.turn.is_idle() {
        "Ask anything".into()
    } else {
        "Write on: Enter queues it for the next turn".into()
    }
}

/// Prompts that wait, on strips above the composer, oldest first.
pub fn paint_queue(app: &App, pen: &mut Pen<'_>) {
    let area = app.areas.queue;
    let n_queued = app.queue.prompts().len();
    let rows = usize::from(area.height);
    if rows == 0 {
        return;
    }
    let strip = Rect {
        x: area.x + MARGIN,
        width: area.width.saturating_sub(2 * MARGIN),
        ..area
    };
    pen.fill(strip, Scope::Composer);
    let end = strip.right().saturating_sub(1);
    for (idx, (y, prompt)) in (area.top()..area.bottom())
        .zip(app.queue.prompts())
        .enumerate()
    {
        pen.text(strip.x, y, end, "▌", Scope::Placeholder);
        let state = match (app.queue.is_held(), idx) {
            (true, _) => "not sent  ",
            (false, 0) => "next  ",
            (false, _) => "then  ",
        };
        let x = pen.text(strip.x + 2, y, end, state, Scope::Queued);
        let last = idx + 1 == rows;
        let room = usize::from(end.saturating_sub(x));
        let hint = match n_queued - rows.min(n_queued) {
            0 if last => queue_keys(app, room),
            more if last => format!("  and {more} more"),
            _ => String::new(),
        };
        let end_of_text = pen.text_right(end, y, &hint, Scope::Placeholder);
        let room = usize::from(end_of_text.saturating_sub(x));
        let text = fit(&one_line(prompt), room);
        pen.text(x, y, end_of_text, &text, Scope::Queued);
    }
}

/// What can be done about the prompt queued last: as much as leaves it half of so many columns.
fn queue_keys(app: &App, room: usize) -> String {
    let key = |action, does: &str| {
        let key = app.keymap.label(action)?;
        Some(format!("{key} {does}"))
    };
    let keys = [
        key(Action::EditQueued, "edits"),
        key(Action::DropQueued, "drops"),
    ];
    let mut said = keys.into_iter().flatten().collect::<Vec<String>>();
    while columns(&said.join(" · ")) + 2 > room / 2 && said.len() > 1 {
        said.pop();
    }
    format!("  {}", said.join(" · "))
}
