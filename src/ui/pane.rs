//! A pane: its visible rows, title, scrollbar, and the mark of what is new below.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::action::Action;
use crate::app::focus::{Focus, PaneKind};
use crate::app::layout::{Arrangement, MARGIN};
use crate::app::{format, panes, status};
use crate::text::glyphs::columns;
use crate::text::line::Span;
use crate::text::width::ellipsis;
use crate::text::wrap::{PROSE_COLUMNS, Row};
use crate::theme::Scope;
use crate::ui::pen::Pen;
use crate::ui::{indicator, numbers};

/// Paints the hairline between the conversation and what stands beside it. On it lie the scrollbar
/// of the one and the mark of what is chosen in the other, so it comes before both.
pub fn paint_hairline(app: &App, pen: &mut Pen<'_>) {
    if app.areas.arrangement == Arrangement::Wide {
        pen.hairline(app.areas.thinking, Scope::PaneBorder);
        pen.hairline(app.areas.activity, Scope::PaneBorder);
    }
}

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
    let reached = app.reached_rows(kind);
    // One clock for all that turns.
    let progress = app.shown.progress.as_ref();
    let turning = progress.map(|progress| indicator::spinner(app, progress));
    for (idx, (y, visible)) in (body.top()..body.bottom()).zip(&viewport.rows).enumerate() {
        let start = (body.x + panes::indent(&app.areas, kind), y);
        let told = app.is_told_beside(kind, visible);
        let bare = told.then(|| without_words(visible.row));
        let row = bare.as_ref().unwrap_or(visible.row);
        paint_row(row, (visible.item.0, turning), body, start, pen);
        for columns in app.link_columns(kind, visible) {
            let cells = Rect {
                x: start.0 + columns.start,
                y,
                width: columns.end - columns.start,
                height: 1,
            };
            pen.fill(cells, Scope::Selection);
        }
        if app.is_chosen(kind, visible) || reached.contains(&idx) {
            // The bar of a prompt stands in the same column, and the hairline of a side pane: this
            // one is told from both by how wide it is.
            let x = body.x + panes::edge(&app.areas, kind);
            // Nothing of how they are drawn is left in it.
            pen.blank(Rect::new(x, y, 1, 1));
            pen.text(x, y, x + 1, "█", Scope::Accent);
        }
        if let Some(columns) = app
            .selected
            .and_then(|selected| selected.columns(app, kind, visible))
        {
            let row = Rect {
                x: body.x + panes::indent(&app.areas, kind) + columns.start,
                y,
                width: columns.end - columns.start,
                height: 1,
            };
            pen.fill(row, Scope::Selection);
        }
    }
    if kind == PaneKind::Conversation {
        numbers::paint(app, body, pen);
    }
    paint_hits(app, kind, body, pen);
    if let Some(bar) = panes::bar(&app.areas, kind) {
        paint_scrollbar(app, kind, bar, pen);
    }
}

/// The row of a folded thought without its words; its numbers stay in their place.
fn without_words(row: &Row) -> Row {
    let mut row = row.clone();
    for piece in &mut row.pieces {
        let is_mark = piece.text == ellipsis() && piece.scope == Scope::Dim;
        if piece.scope == Scope::Thinking || is_mark {
            piece.text = " ".repeat(usize::from(piece.columns));
        }
    }
    row
}

/// The cell of the caret while something is selected with the keys; the terminal's own cursor
/// stands there.
pub fn caret(app: &App) -> Option<Position> {
    let selected = app.selected?;
    let body = panes::body(&app.areas, selected.kind);
    let (column, row) = app.panes.get(selected.kind).cell_of(selected.caret()?)?;
    let x = body.x + panes::indent(&app.areas, selected.kind) + column;
    Some(Position::new(x, body.y + row)).filter(|at| body.contains(*at))
}

/// Paints a row of `item` whose text begins at `start`; `turning` stands in the place of the sign
/// of a call that runs.
fn paint_row(
    row: &Row,
    (item, turning): (u64, Option<&str>),
    body: Rect,
    (mut x, y): (u16, u16),
    pen: &mut Pen<'_>,
) {
    let left = x;
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
        Some(fill) => {
            // A block in a list or a quote begins where its text does, but for a column of air.
            let text = x.saturating_add(row.lead).min(end);
            let x = text - u16::from(text > body.x && has_air(row));
            let scope = ground_of(row).filter(|scope| pen.has_ground(*scope));
            let scope = scope.unwrap_or(fill);
            let strip = Rect {
                x,
                y,
                width: ground_end(row, left, end).saturating_sub(x),
                height: 1,
            };
            pen.fill(strip, scope);
        }
        None => {}
    }
    for piece in &row.pieces {
        let start = x;
        let text = match (piece.scope, turning) {
            (Scope::Running, Some(spinner)) => spinner,
            _ => piece.text.as_str(),
        };
        // Of a prompt we say ourselves what was never written.
        x = if piece.scope == Scope::Prompt && piece.src.is_empty() {
            pen.own_text(x, y, end, text, piece.scope)
        } else if piece.scope == Scope::CodeLabel && row.fill.is_none() {
            // A label by itself: a ground of its own would end with its words.
            pen.text_on_ground(x, y, end, text, piece.scope)
        } else {
            pen.text(x, y, end, text, piece.scope)
        };
        if let Some(link) = &piece.link {
            pen.link(start, y, x, item, link);
        }
    }
    if row.fill == Some(Scope::Code) {
        paint_code_edge(row, body, (left, y), pen);
    }
    // The columns beside the text are always free: marks there hide nothing.
    if row.cut_left && left > body.x {
        pen.text(left - 1, y, left, "‹", Scope::Dim);
    }
    if row.cut_right && end > left {
        pen.text(end - 1, y, end, "›", Scope::Dim);
    }
}

/// What a diff adds or takes away is whole lines: the scope whose ground they have.
fn ground_of(row: &Row) -> Option<Scope> {
    let mut scopes = row.pieces.iter().map(|piece| piece.scope);
    let is_diff = |scope: &Scope| matches!(scope, Scope::CodeInserted | Scope::CodeDeleted);
    scopes
        .find(is_diff)
        .filter(|_| row.fill == Some(Scope::Code))
}

/// Where the ground of a row of code ends whose lead begins at `left`: a column behind where labels
/// end, so that both edges are one, or behind the row's own text where that is longer. What the
/// other rows hold does not count: those that arrive would change the rows above them.
fn ground_end(row: &Row, left: u16, end: u16) -> u16 {
    let text: u16 = row.pieces.iter().map(|piece| piece.columns).sum();
    let columns = text.max(PROSE_COLUMNS).saturating_add(1);
    match row.cut_right {
        true => end,
        false => end.min(left.saturating_add(columns)),
    }
}

/// What stands beside a row of code whose lead begins at `left`: a hairline where no ground sets
/// the block apart, with a blank behind it, and a sign where a line goes on. A marker may stand in
/// its place.
fn paint_code_edge(row: &Row, body: Rect, (left, y): (u16, u16), pen: &mut Pen<'_>) {
    let x = left.saturating_add(row.lead);
    if x >= body.right().saturating_sub(1) {
        return;
    }
    let bar = x.saturating_sub(2);
    let is_free = row.lead == 0 || free_columns(row) >= 2;
    if (row.lead > 0 || bar > body.x) && is_free && !pen.has_ground(Scope::Code) {
        pen.text(bar, y, bar + 1, "│", Scope::CodeBar);
    }
    if row.start > 0 && !row.cut_left && x + row.pad > body.x {
        let x = (x + row.pad).saturating_sub(row.pad.clamp(1, 2));
        pen.text(x, y, x + 1, "↳", Scope::Dim);
    }
}

/// Is the column beside the text of a row blank?
fn has_air(row: &Row) -> bool {
    row.lead == 0 || free_columns(row) > 0
}

/// How many columns at the end of a row's lead are blank.
fn free_columns(row: &Row) -> usize {
    let mut left = row.lead;
    let lead = row.pieces.iter().take_while(|piece| {
        let is_lead = left > 0;
        left = left.saturating_sub(piece.columns);
        is_lead
    });
    lead.fold(0, |free, piece| {
        let text = piece.text.trim_end_matches(' ');
        let n_blank = piece.text.len() - text.len();
        n_blank + if text.is_empty() { free } else { 0 }
    })
}

/// What is found lies over the text.
fn paint_hits(app: &App, kind: PaneKind, body: Rect, pen: &mut Pen<'_>) {
    let left = body.x + panes::indent(&app.areas, kind);
    for hit in app
        .panes
        .get(kind)
        .visible_hits(app.search.current_in(kind))
    {
        let scope = if hit.current {
            Scope::SearchCurrent
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
    pen.fill(strip, Scope::PromptPinned);
    pen.text_on_ground(strip.x, area.y, strip.right(), "▌", Scope::PromptBar);
    let end = strip.right().saturating_sub(1);
    pen.excerpt(strip.x + 2, area.y, end, prompt, Scope::PromptPinned);
}

fn paint_title(app: &App, kind: PaneKind, area: Rect, pen: &mut Pen<'_>) {
    let focused = app.focus == Focus::Pane(kind);
    let scope = if focused {
        Scope::PaneTitleFocused
    } else {
        Scope::PaneTitle
    };
    let (title, mut detail) = match kind {
        // How long it takes stands beside the block and below the conversation.
        PaneKind::Thinking => ("THINKING", String::new()),
        PaneKind::Activity | PaneKind::Conversation => ("ACTIVITY", activity_detail(app)),
    };
    let x = area.x + panes::indent(&app.areas, kind);
    let end = area.right().saturating_sub(1);
    let left = pen.text(x, area.y, end, title, scope);
    if !detail.is_empty() {
        detail.insert_str(0, "  ");
    }
    let call = call_above(app, kind);
    let below = markers(app, kind).pop().map_or(0, |text| columns(&text));
    let room = usize::from(end.saturating_sub(left + 3)).saturating_sub(below);
    // Which call it is matters more than how many there are.
    let is_told = call
        .as_ref()
        .is_none_or(|call| columns(call) + columns(&detail) <= room);
    let end = if detail.is_empty() || !is_told {
        end
    } else {
        // It ends where the times below it do.
        pen.text_right(end.saturating_sub(1), area.y, &detail, Scope::Dim)
    };
    let left = match call {
        // How much is below matters more.
        Some(call) => {
            let below = u16::try_from(below).unwrap_or(u16::MAX);
            let end = end.saturating_sub(below);
            let left = pen
                .excerpt(left + 2, area.y, end, &call, Scope::Dim)
                .max(left);
            // The blank that the marker begins with parts them.
            left.saturating_sub(1)
        }
        None => left,
    };
    paint_marker(app, kind, (left, end, area.y), pen);
}

/// Sign and name of the call at the top of a pane, when the line that stands above it was scrolled
/// away.
fn call_above(app: &App, kind: PaneKind) -> Option<String> {
    let pane = app.panes.get(kind);
    let viewport = pane.viewport();
    let top = viewport.rows.first()?;
    let above = pane.doc.lines(top.item).iter().take(top.line as usize);
    let head = above.into_iter().find(|line| line.is_head())?;
    let is_name = |span: &Span| span.scope == Scope::ToolName;
    let name = head.spans.iter().position(is_name)?;
    let spans = head.spans.iter().take(name + 1);
    Some(spans.map(|span| span.text.as_str()).collect())
}

fn activity_detail(app: &App) -> String {
    match app.turn.calls().len() {
        0 => String::new(),
        1 => "1 call".into(),
        n => format!("{n} calls"),
    }
}

/// Where the reader is, and along the way hits, prompts, and what came and was not seen yet; each
/// has a sign of its own, so that colors are not needed to tell them apart. Of messages prompts
/// alone have a mark: an answer begins right below its prompt, and a second mark there would say
/// nothing more.
fn paint_scrollbar(app: &App, kind: PaneKind, bar: Rect, pen: &mut Pen<'_>) {
    let cells = app.panes.get(kind).scrollbar();
    let has_prompt = |items: &Range<usize>| {
        kind == PaneKind::Conversation && !items.is_empty() && app.has_prompt(items)
    };
    // Where nearly every cell has a prompt, none says anything.
    let n_prompts = cells.iter().filter(|cell| has_prompt(&cell.items)).count();
    let are_prompts_marked = n_prompts * 2 <= cells.len();
    let x = bar.x;
    for (y, cell) in (bar.top()..bar.bottom()).zip(cells) {
        let is_prompt = are_prompts_marked && has_prompt(&cell.items);
        let (glyph, scope) = match (cell.thumb, is_prompt) {
            // However many there are, where the reader is goes through them.
            (true, _) if cell.hit => ("╋", Scope::ScrollbarHit),
            (false, _) if cell.hit => ("▪", Scope::ScrollbarHit),
            (true, true) => ("┫", Scope::ScrollbarThumb),
            (true, false) => ("┃", Scope::ScrollbarThumb),
            (false, true) => ("┤", Scope::Scrollbar),
            _ if cell.unseen => ("┊", Scope::Accent),
            (false, false) => continue,
        };
        pen.mark(x, y, glyph, scope);
    }
}

/// Columns that [`paint_below`] needs at least, counted from the right edge of the screen.
pub fn below_columns(app: &App) -> u16 {
    let area = app.areas.conversation;
    let shortest = markers(app, PaneKind::Conversation).pop();
    let shortest = shortest.filter(|_| !area.is_empty());
    shortest.map_or(0, |text| {
        let columns = u16::try_from(columns(&text)).unwrap_or(u16::MAX);
        columns.saturating_add(app.areas.indicator.right() - area.right() + 2)
    })
}

/// Says how much is below the conversation, and how to get there: in the row below it, of which
/// something else stands up to column `left`.
pub fn paint_below(app: &App, left: u16, pen: &mut Pen<'_>) {
    let area = app.areas.conversation;
    if !area.is_empty() {
        let end = area.right().saturating_sub(2);
        let y = app.areas.indicator.bottom().saturating_sub(1);
        paint_marker(app, PaneKind::Conversation, (left, end, y), pen);
    }
}

/// Says how much is below, in as many words as there is room for between two columns of a row. It
/// has a place of its own, so that it covers nothing.
fn paint_marker(app: &App, kind: PaneKind, (left, end, y): (u16, u16, u16), pen: &mut Pen<'_>) {
    let room = usize::from(end.saturating_sub(left + 1));
    let mut texts = markers(app, kind).into_iter();
    if let Some(text) = texts.find(|text| columns(text) <= room) {
        pen.text_right(end, y, &text, Scope::PaneMarker);
    }
}

/// What says how much is below a pane, the longest first; nothing where nothing is.
fn markers(app: &App, kind: PaneKind) -> Vec<String> {
    let n_rows = app.panes.get(kind).n_left_below();
    if n_rows == 0 {
        return Vec::new();
    }
    let count = format::count(u64::try_from(n_rows).unwrap_or(u64::MAX));
    let rows = if n_rows == 1 { "row" } else { "rows" };
    let streaming = status::progress_is_streaming(app);
    let more = if streaming { ", more is coming" } else { "" };
    // The key that follows again, as it is bound where the focus is now.
    let key = app
        .key_for(Action::End)
        .filter(|_| kind == app.scrolled_pane())
        .map_or_else(String::new, |key| format!(" · {key}"));
    vec![
        format!(" ↓ {count} {rows} below{more}{key} "),
        format!(" ↓ {count} {rows} below{key} "),
        format!(" ↓ {count} {rows} below "),
        format!(" ↓ {count} "),
    ]
}
