//! A pane: its visible rows, title, scrollbar, and the mark of what is new below.

use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::{Arrangement, MARGIN};
use crate::app::{format, panes, status};
use crate::text::width::fit;
use crate::text::wrap::Row;
use crate::theme::Scope;
use crate::ui::pen::Pen;

/// Paints the pane of this kind, if it is on the screen.
pub fn paint(app: &App, kind: PaneKind, pen: &mut Pen<'_>) {
    let area = match kind {
        PaneKind::Conversation => app.areas.conversation,
        PaneKind::Thinking => app.areas.thinking,
        PaneKind::Activity => app.areas.activity,
    };
    if area.is_empty() {
        return;
    }
    match kind {
        PaneKind::Conversation => paint_pinned(app, pen),
        PaneKind::Thinking | PaneKind::Activity => paint_title(app, kind, area, pen),
    }
    let body = panes::body(&app.areas, kind);
    let viewport = app.panes.get(kind).viewport();
    for (y, visible) in (body.top()..body.bottom()).zip(&viewport.rows) {
        paint_row(visible.row, body, y, panes::indent(kind), pen);
        if let Some(columns) = app
            .selected
            .and_then(|selected| selected.columns(app, kind, visible))
        {
            let row = Rect {
                x: body.x + panes::indent(kind) + columns.start,
                y,
                width: columns.end - columns.start,
                height: 1,
            };
            pen.fill(row, Scope::Selection);
        }
    }
    paint_hits(app, kind, body, pen);
    paint_scrollbar(
        body,
        viewport.above,
        viewport.rows.len(),
        viewport.below,
        pen,
    );
    if viewport.above + viewport.below > 0 {
        for mark in app.panes.get(kind).hit_marks() {
            let x = body.right() - 1;
            pen.text(x, body.y + mark, x + 1, "▪", Scope::SearchHit);
        }
    }
    if !viewport.following && viewport.below > 0 {
        paint_marker(app, body, viewport.below, pen);
    }
}

/// The cell of the caret while something is selected with the keys; the terminal's own cursor
/// stands there.
pub fn caret(app: &App) -> Option<Position> {
    let selected = app.selected?;
    let body = panes::body(&app.areas, selected.kind);
    let (column, row) = app.panes.get(selected.kind).cell_of(selected.caret()?)?;
    let x = body.x + panes::indent(selected.kind) + column;
    Some(Position::new(x, body.y + row)).filter(|at| body.contains(*at))
}

fn paint_row(row: &Row, body: Rect, y: u16, indent: u16, pen: &mut Pen<'_>) {
    let mut x = body.x + indent;
    let end = body.right().saturating_sub(1);
    match row.fill {
        Some(Scope::Prompt) => {
            let strip = Rect {
                x: body.x + MARGIN,
                y,
                width: body.width.saturating_sub(MARGIN + 1),
                height: 1,
            };
            pen.fill(strip, Scope::Prompt);
            pen.text(strip.x, y, end, "▌", Scope::PromptBar);
        }
        Some(scope) => {
            let width = end.saturating_sub(x);
            pen.fill(
                Rect {
                    x,
                    y,
                    width,
                    height: 1,
                },
                scope,
            );
        }
        None => {}
    }
    for piece in &row.pieces {
        x = pen.text(x, y, end, &piece.text, piece.scope);
    }
}

/// What is found lies over the text; the current hit looks like a selection.
fn paint_hits(app: &App, kind: PaneKind, body: Rect, pen: &mut Pen<'_>) {
    let left = body.x + panes::indent(kind);
    for hit in app.panes.get(kind).visible_hits(app.search.current()) {
        let scope = if hit.current {
            Scope::Selection
        } else {
            Scope::SearchHit
        };
        let cells = Rect {
            x: left + hit.columns.start,
            y: body.y + u16::try_from(hit.row).unwrap_or(u16::MAX),
            width: hit.columns.end - hit.columns.start,
            height: 1,
        };
        pen.fill(cells.intersection(body), scope);
    }
}

/// The prompt that is being answered stays in sight while its answer scrolls.
fn paint_pinned(app: &App, pen: &mut Pen<'_>) {
    let area = app.areas.pinned;
    let Some(prompt) = app.pinned_prompt() else {
        return;
    };
    let strip = Rect {
        x: area.x + MARGIN,
        width: area.width.saturating_sub(MARGIN + 1),
        ..area
    };
    pen.fill(strip, Scope::Prompt);
    pen.text(strip.x, area.y, strip.right(), "▌", Scope::PromptBar);
    let room = usize::from(strip.width.saturating_sub(3));
    pen.text(
        strip.x + 2,
        area.y,
        strip.right(),
        &fit(prompt, room),
        Scope::Prompt,
    );
}

fn paint_title(app: &App, kind: PaneKind, area: Rect, pen: &mut Pen<'_>) {
    let beside = app.areas.arrangement == Arrangement::Wide;
    if beside {
        pen.hairline(area, Scope::PaneBorder);
    }
    let focused = app.focus == Focus::Pane(kind);
    let scope = if focused {
        Scope::PaneTitleFocused
    } else {
        Scope::PaneTitle
    };
    let (title, detail) = match kind {
        PaneKind::Thinking => ("THINKING", thinking_detail(app)),
        PaneKind::Activity | PaneKind::Conversation => ("ACTIVITY", activity_detail(app)),
    };
    let x = area.x + panes::indent(kind);
    let end = area.right().saturating_sub(1);
    pen.text(x, area.y, end, title, scope);
    pen.text_right(end, area.y, &detail, Scope::Dim);
}

fn thinking_detail(app: &App) -> String {
    match &app.shown.progress {
        Some(progress) if progress.phase == crate::turn::Phase::Thinking => {
            format::seconds(progress.elapsed)
        }
        _ => String::new(),
    }
}

fn activity_detail(app: &App) -> String {
    match app.turn.calls().len() {
        0 => String::new(),
        1 => "1 call".into(),
        n => format!("{n} calls"),
    }
}

fn paint_scrollbar(body: Rect, above: usize, shown: usize, below: usize, pen: &mut Pen<'_>) {
    let total = above + shown + below;
    if above + below == 0 || body.height < 3 {
        return;
    }
    let rows = usize::from(body.height);
    let size = (rows * shown / total).max(1);
    let top = (rows - size) * above / (above + below);
    let x = body.right() - 1;
    for (offset, y) in (body.top()..body.bottom()).enumerate() {
        if offset >= top && offset < top + size {
            pen.text(x, y, x + 1, "┃", Scope::ScrollbarThumb);
        }
    }
}

/// Says how much is below, and how to get there.
fn paint_marker(app: &App, body: Rect, below: usize, pen: &mut Pen<'_>) {
    let rows = format::count(u64::try_from(below).unwrap_or(u64::MAX));
    let streaming = status::progress_is_streaming(app);
    let what = if streaming {
        "rows below, more is coming"
    } else {
        "rows below"
    };
    // The key that follows again, as it is bound where the focus is now.
    let key = app
        .key_for(Action::End)
        .map_or_else(String::new, |key| format!(" · {key}"));
    let text = format!(" ↓ {rows} {what}{key} ");
    pen.text_right(
        body.right().saturating_sub(2),
        body.bottom() - 1,
        &text,
        Scope::PaneMarker,
    );
}
