//! The row between conversation and composer: what the turn is doing, and the notice, which may
//! take more rows in a narrow window.

use crate::app::App;
use crate::app::format;
use crate::app::layout::MARGIN;
use crate::app::notice::Level;
use crate::app::settings::Glyphs;
use crate::app::status::Progress;
use crate::text::glyphs::{SPINNER, SPINNER_ASCII, columns};
use crate::text::width::fit;
use crate::theme::Scope;
use crate::turn::Phase;
use crate::ui::pen::Pen;

/// The sign of what is only said.
const INFO: &str = "· ";

/// Paints the row; numbers that come again leave the last `reserved` columns free. Returns the
/// column from which on the last row is free.
pub fn paint(app: &App, reserved: u16, pen: &mut Pen<'_>) -> u16 {
    let area = app.areas.indicator;
    let mut x = area.x + MARGIN;
    let end = area.right().saturating_sub(MARGIN);
    if app.link_told().is_some() {
        // All of it is for the target: it is about to be followed.
        let narrow = "Too narrow to say where this leads";
        let rows = app.link_rows().unwrap_or_else(|| vec![narrow.to_owned()]);
        x = pen.text(x, area.y, end, INFO, Scope::Notice);
        let room = usize::from(end.saturating_sub(x));
        for (y, row) in (area.y..area.bottom()).zip(rows) {
            pen.text(x, y, end, &fit(&row, room), Scope::Notice);
        }
        return end;
    }
    let notice = app.notices.current();
    let needed = notice.map_or(0, |notice| 2 + columns(&notice.text));
    if let Some(progress) = &app.shown.progress {
        x = pen.text(x, area.y, end, spinner(app, progress), Scope::Running) + 1;
        // What is said is cut last: its end may be what matters. Time and tokens come again.
        let phase = phase(progress);
        let room = usize::from(end.saturating_sub(x + 3));
        let mut numbers = numbers(progress);
        let rate = progress.rate.filter(|rate| *rate > 0);
        let rate = rate.map(|rate| format!(" · {rate:>3} tok/s"));
        let around = columns(phase) + needed + usize::from(reserved);
        // Speed goes first where there is too little room.
        if let Some(rate) = rate.filter(|rate| around + columns(&numbers) + columns(rate) <= room) {
            numbers.push_str(&rate);
        }
        if columns(phase) + needed <= room || needed == 0 {
            x = pen.text(x, area.y, end, phase, Scope::Accent) + 3;
        }
        let taken = columns(phase) + columns(&numbers) + needed;
        if taken + usize::from(reserved) <= room || (needed == 0 && reserved == 0) {
            x = pen.text(x - 3, area.y, end, &numbers, Scope::Dim) + 3;
        }
    }
    if app.is_opening() {
        x = pen.text(x, area.y, end, "opening the session …", Scope::Accent) + 3;
    }
    if let Some(notice) = notice {
        let (sign, scope) = match notice.level {
            Level::Info => (INFO, Scope::Notice),
            Level::Warning => ("! ", Scope::NoticeWarning),
            Level::Failure => ("✗ ", Scope::NoticeFailure),
        };
        let left = pen.text(x, area.y, end, sign, scope);
        let rows = notice.rows(end.saturating_sub(left), area.height);
        for (y, row) in (area.y..).zip(rows) {
            x = pen.text(left, y, end, &row, scope);
        }
    }
    x
}

/// What turns while a turn is on.
pub fn spinner(app: &App, progress: &Progress) -> &'static str {
    let ascii = app.settings.glyphs == Glyphs::Ascii;
    if app.settings.reduced_motion {
        return if ascii { "*" } else { "▸" };
    }
    let step = usize::try_from(progress.elapsed / 250).unwrap_or(0);
    if ascii {
        SPINNER_ASCII[step % SPINNER_ASCII.len()]
    } else {
        SPINNER[step % SPINNER.len()]
    }
}

/// The phase in the words of the screen.
fn phase(progress: &Progress) -> &'static str {
    match progress.phase {
        Phase::Idle => "",
        Phase::Connecting => "connecting",
        Phase::Waiting if progress.is_first_round => "waiting for the first word",
        Phase::Waiting => "waiting",
        Phase::Thinking => "thinking",
        Phase::Answering => "answering",
        Phase::CallingTool => "calling tools",
        Phase::Stopping => "stopping",
    }
}

/// Time and tokens, each as wide as it comes to be: nothing behind them moves while they grow.
fn numbers(progress: &Progress) -> String {
    let mut text = format!("  {:>6}", format::seconds(progress.elapsed));
    if progress.tokens > 0 {
        let tokens = format!("~{}", format::tokens(progress.tokens));
        let unit = if progress.tokens == 1 { " " } else { "" };
        text.push_str(&format!(" · {:>12}", format!("{tokens}{unit}")));
    }
    text
}
