//! The search bar: in place of the indicator, what is looked for and how often it was found; a `+`
//! is behind a number while there is more to read.

use ratatui::layout::Position;

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::PaneKind;
use crate::app::layout::MARGIN;
use crate::app::search::{Count, Tally};
use crate::text::sanitize::one_line;
use crate::text::width::{columns, fit, graphemes};
use crate::theme::Scope;
use crate::ui::indicator;
use crate::ui::pen::Pen;

/// Columns that the text in the bar keeps at least, before hints take them.
const QUERY_COLUMNS: u16 = 16;

/// Columns that it keeps before anything else that is said there.
const FIELD_COLUMNS: u16 = 12;

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

    let elsewhere = app.search.elsewhere(&app.panes);
    let elsewhere =
        elsewhere.map(|(kind, tally)| format!("{} in {}", number(tally), name_of(kind)));
    let elsewhere: Vec<String> = elsewhere.collect();
    let (count, scope) = count(app, elsewhere.is_empty());
    let mut facts = vec![count];
    facts.extend(elsewhere);
    let mut count = facts.join(" · ");
    let room = usize::from(end.saturating_sub(x + FIELD_COLUMNS + 3));
    while columns(&count) > room {
        facts.pop();
        count = facts.join(" · ");
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

/// What the bar says of its own pane. Where others have hits, that this one has none says so.
fn count(app: &App, is_alone: bool) -> (String, Scope) {
    let none = if is_alone { "no hits" } else { "none here" };
    match app.search.count(&app.panes) {
        Count::Nothing => ("type what to look for".into(), Scope::Dim),
        Count::Hits(nth, tally) => match (nth, tally.n_hits, tally.is_reading) {
            (_, 0, true) => (format!("{none} yet"), Scope::Dim),
            (_, 0, false) => (none.into(), Scope::NoticeWarning),
            (Some(nth), ..) => (format!("{nth} of {}", number(tally)), Scope::Notice),
            (None, 1, false) => ("1 hit".into(), Scope::Notice),
            (None, ..) => (format!("{} hits", number(tally)), Scope::Notice),
        },
    }
}

/// `12`, or `12+` while there is more to read.
fn number(tally: Tally) -> String {
    let sign = if tally.is_reading { "+" } else { "" };
    format!("{}{sign}", tally.n_hits)
}

/// A notice, which has no other place now; else the keys that go from hit to hit.
fn remark(app: &App) -> String {
    if let Some(notice) = app.notices.current() {
        return fit(&one_line(&notice.text), 60);
    }
    let count = app.search.count(&app.panes);
    let is_found = matches!(count, Count::Hits(_, tally) if tally.n_hits > 0);
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
