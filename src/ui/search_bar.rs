//! The search bar: in place of the indicator, what is looked for and how often it was found.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::PaneKind;
use crate::app::layout::MARGIN;
use crate::app::search::Count;
use crate::text::sanitize::one_line;
use crate::text::width::{columns, fit, graphemes};
use crate::theme::Scope;
use crate::ui::indicator;
use crate::ui::pen::Pen;

/// Columns that the text in the bar keeps at least, before hints take them.
const QUERY_COLUMNS: u16 = 16;

/// Paints the bar. Returns where the caret stands while it is typed into.
pub fn paint(app: &App, pen: &mut Pen<'_>) -> Option<Position> {
    let area = app.areas.indicator;
    let end = area.right().saturating_sub(MARGIN);
    let mut x = area.x + MARGIN;
    if let Some(progress) = &app.shown.progress {
        let spinner = indicator::spinner(app, progress);
        x = pen.text(x, area.y, end, spinner, Scope::Running) + 1;
    }
    let typing = app.search.is_typing();
    let label = if typing { Scope::Accent } else { Scope::Dim };
    x = pen.text(x, area.y, end, label_of(app.search.pane()), label) + 1;

    let (mut count, scope) = count(app);
    for (kind, n_hits) in app.search.elsewhere(&app.panes) {
        count.push_str(&format!(" · {n_hits} in {}", name_of(kind)));
    }
    let mut right = pen.text_right(end, area.y, &count, scope).saturating_sub(2);
    let remark = remark(app);
    let room = right.saturating_sub(x + QUERY_COLUMNS);
    if columns(&remark) <= usize::from(room) {
        right = pen.text_right(right, area.y, &remark, Scope::Dim);
        right = right.saturating_sub(2);
    }
    // One column is for the caret.
    let room = right.saturating_sub(x + 1);
    x = pen.text(
        x,
        area.y,
        right,
        end_of(app.search.query(), room),
        Scope::Text,
    );
    typing.then(|| Position::new(x.min(end), area.y))
}

fn label_of(kind: Option<PaneKind>) -> &'static str {
    match kind {
        Some(PaneKind::Thinking) => "Search the thinking:",
        Some(PaneKind::Activity) => "Search the activity:",
        Some(PaneKind::Conversation) | None => "Search:",
    }
}

fn name_of(kind: PaneKind) -> &'static str {
    match kind {
        PaneKind::Conversation => "conversation",
        PaneKind::Thinking => "thinking",
        PaneKind::Activity => "activity",
    }
}

fn count(app: &App) -> (String, Scope) {
    match app.search.count(&app.panes) {
        Count::Nothing => ("type what to look for".into(), Scope::Dim),
        Count::Hits(_, 0) => ("no hits".into(), Scope::NoticeWarning),
        Count::Hits(Some(nth), n) => (format!("{nth} of {n}"), Scope::Notice),
        Count::Hits(None, 1) => ("1 hit".into(), Scope::Notice),
        Count::Hits(None, n) => (format!("{n} hits"), Scope::Notice),
    }
}

/// A notice, which has no other place now; else the keys that go from hit to hit.
fn remark(app: &App) -> String {
    if let Some(notice) = app.notices.current() {
        return fit(&one_line(&notice.text), 60);
    }
    let is_found = matches!(app.search.count(&app.panes), Count::Hits(_, 1..));
    if !is_found && app.search.elsewhere(&app.panes).next().is_none() {
        return String::new();
    }
    let keys = [(Action::FindNext, "next"), (Action::FindPrevious, "back")];
    let keys = keys
        .into_iter()
        .filter_map(|(action, does)| Some(format!("{} {does}", app.key_for(action)?)));
    keys.collect::<Vec<_>>().join(" · ")
}

/// As much of the end of `text` as fits into `room` columns.
fn end_of(text: &str, room: u16) -> &str {
    let mut over = columns(text).saturating_sub(usize::from(room));
    let fits = graphemes(text).find(|grapheme| {
        let is_in = over == 0;
        over = over.saturating_sub(usize::from(grapheme.columns));
        is_in
    });
    fits.and_then(|first| text.get(first.at..))
        .unwrap_or_default()
}
