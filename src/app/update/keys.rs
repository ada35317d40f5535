//! Keys: what they mean in the present context, and the doing of it.

use std::time::{Duration, Instant};

use crate::app::action::{Action, Context};
use crate::app::composer::Vertical;
use crate::app::effect::{Effect, Reader};
use crate::app::focus::{self, Escape, Focus, PaneKind};
use crate::app::fold::Foldable;
use crate::app::layout::WIDE_COLUMNS;
use crate::app::notice::Level;
use crate::app::overlay::help::Help;
use crate::app::overlay::sessions::Sessions;
use crate::app::overlay::{Overlay, Wish};
use crate::app::search::Way;
use crate::app::update::jump::{self, Landmark};
use crate::app::update::{code, copy, fold, links, raw, search, select, session, turn};
use crate::app::{App, Exit};
use crate::key::{Key, KeyCode};
use crate::turn::Input;
use crate::turn::step::Now;

/// A second Ctrl+C within this time quits.
const QUIT_WINDOW: Duration = Duration::from_secs(2);

/// Takes a key: overlays first, then the keymap, then the composer.
pub fn on_key(app: &mut App, key: Key, now: Now) -> Vec<Effect> {
    let action = app.keymap.resolve(app.contexts(), key);
    if action != Some(Action::Interrupt) {
        app.quit_asked = None;
    }
    if !app.overlays.is_empty() {
        return on_overlay_key(app, key, action, now);
    }
    if select::is_on(app)
        && app.keymap.resolve(&[Context::Selecting], key).is_none()
        && select::on_key(app, key)
    {
        return Vec::new();
    }
    match action {
        Some(Action::Select) => {
            select::toggle(app);
            select::on_key(app, key);
            Vec::new()
        }
        Some(Action::Interrupt) if app.search.is_typing() => {
            app.search.close(&mut app.panes);
            Vec::new()
        }
        Some(Action::NextPane | Action::PreviousPane) if app.search.is_typing() => {
            search::leave_for_pane(app);
            Vec::new()
        }
        Some(action) => {
            let n_said = app.notices.n_shown();
            let effects = act(app, action, now);
            app.notices.outdate(n_said);
            effects
        }
        None if app.search.is_typing() => {
            search::type_key(app, key);
            Vec::new()
        }
        // A slip of the finger while selecting neither writes nor loses what is selected.
        None if select::is_on(app) => Vec::new(),
        None => {
            type_key(app, key);
            Vec::new()
        }
    }
}

/// A paste is never executed: it only ever becomes text.
pub fn on_paste(app: &mut App, text: &str) {
    app.notices.dismiss();
    app.quit_asked = None;
    if let Some(Overlay::Sessions(list)) = app.overlays.last_mut() {
        for c in text.chars().take(200) {
            list.on_key(Key::plain(KeyCode::Char(c)));
        }
    } else {
        // Help gives way: what is pasted must not vanish.
        app.overlays.clear();
        if app.search.is_typing() {
            return app.search.insert(&mut app.panes, text);
        }
        app.focus = Focus::Composer;
        app.composer.insert(text);
    }
}

fn on_overlay_key(app: &mut App, key: Key, action: Option<Action>, now: Now) -> Vec<Effect> {
    match action {
        // What stops an answer stops it, whatever lies on top.
        Some(Action::Interrupt) if !app.turn.is_idle() => return interrupt(app, now),
        Some(Action::Back | Action::Interrupt) => {
            app.overlays.pop();
            return Vec::new();
        }
        Some(Action::Suspend) => return vec![Effect::Suspend],
        Some(Action::Repaint) => return vec![Effect::Repaint],
        _ => {}
    }
    let Some(top) = app.overlays.last_mut() else {
        return Vec::new();
    };
    match top.on_key(key) {
        Wish::Stay => Vec::new(),
        Wish::Close => {
            app.overlays.pop();
            Vec::new()
        }
        Wish::OpenSession(id) => {
            app.overlays.pop();
            session::open(app, id, now)
        }
        Wish::Copy(text) => {
            app.overlays.pop();
            vec![Effect::Copy(text)]
        }
    }
}

/// A key that is no action: it is typed, wherever the focus was.
fn type_key(app: &mut App, key: Key) {
    if matches!(key.code, KeyCode::Char(_)) && !key.mods.ctrl && !key.mods.alt {
        app.focus = Focus::Composer;
    }
    if app.focus == Focus::Composer && app.composer.input(key) {
        app.notices.dismiss();
    }
}

/// Does what the person means.
pub fn act(app: &mut App, action: Action, now: Now) -> Vec<Effect> {
    match action {
        Action::Send => return turn::send(app, now),
        Action::Newline => app.composer.newline(),
        Action::Back => return back(app, now),
        Action::Interrupt => return interrupt(app, now),
        Action::QuitIfEmpty => return quit(app, now),
        Action::Retry => return turn::retry(app, now),
        Action::EditQueued => turn::edit_queued(app),
        Action::DropQueued => turn::drop_queued(app),
        Action::HistoryBack => vertical(app, Vertical::Up),
        Action::HistoryForward => vertical(app, Vertical::Down),
        Action::PageUp => app.panes.get_mut(app.scrolled_pane()).page_up(),
        Action::PageDown => app.panes.get_mut(app.scrolled_pane()).page_down(),
        Action::RowUp => app.panes.get_mut(app.scrolled_pane()).scroll_by(-1),
        Action::RowDown => app.panes.get_mut(app.scrolled_pane()).scroll_by(1),
        Action::Top => app.panes.get_mut(app.scrolled_pane()).to_top(),
        Action::End => app.panes.get_mut(app.scrolled_pane()).follow(),
        Action::Search => search::open(app),
        Action::FindNext => search::go(app, Way::Next, now),
        Action::FindPrevious => search::go(app, Way::Previous, now),
        Action::PreviousMessage => {
            jump::to_landmark(app, Landmark::Message, Way::Previous, now);
        }
        Action::NextMessage => jump::to_landmark(app, Landmark::Message, Way::Next, now),
        Action::PreviousCode => jump::to_landmark(app, Landmark::Code, Way::Previous, now),
        Action::NextCode => jump::to_landmark(app, Landmark::Code, Way::Next, now),
        Action::PreviousHeading => {
            jump::to_landmark(app, Landmark::Heading, Way::Previous, now);
        }
        Action::NextHeading => jump::to_landmark(app, Landmark::Heading, Way::Next, now),
        Action::WrapCode => code::toggle(app, now),
        Action::CodeLeft => code::shift(app, Way::Previous, now),
        Action::CodeRight => code::shift(app, Way::Next, now),
        Action::AnswerStart => jump::to_answer_start(app),
        Action::AnswerEnd => jump::to_answer_end(app),
        Action::Read => jump::read(app, now),
        Action::PreviousBlock => fold::step(app, Way::Previous, now),
        Action::NextBlock => fold::step(app, Way::Next, now),
        Action::PreviousLink => links::go(app, Way::Previous, now),
        Action::NextLink => links::go(app, Way::Next, now),
        Action::Open => return fold::open(app, now),
        Action::FoldThinking => return fold::toggle_kind(app, Foldable::Thinking, now),
        Action::FoldCalls => return fold::toggle_kind(app, Foldable::Calls, now),
        Action::NextPane => cycle(app, 1),
        Action::PreviousPane => cycle(app, -1),
        Action::ToggleThinking => toggle(app, PaneKind::Thinking, now.instant),
        Action::ToggleActivity => toggle(app, PaneKind::Activity, now.instant),
        Action::Select => select::toggle(app),
        Action::CopySelection => return select::copy(app, now),
        Action::ToggleSource => raw::toggle(app, now),
        Action::CopyAnswer => return copy::answer(app, now),
        Action::CopyCode => return copy::code(app, now),
        Action::Mouse => return mouse(app),
        Action::Copy => copy::choose(app, now),
        Action::Help => app.overlays.push(Overlay::Help(Help::default())),
        Action::Sessions => return sessions(app, now),
        Action::DeleteToStart => app.composer.delete_to_start(),
        Action::Undo => app.composer.undo(),
        Action::Redo => app.composer.redo(),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Repaint => return vec![Effect::Repaint],
        Action::Transcript => return read_outside(app, Reader::Pager, now),
        Action::EditTranscript => return read_outside(app, Reader::Editor, now),
        Action::PrintTranscript => return read_outside(app, Reader::Scrollback, now),
    }
    Vec::new()
}

/// Escape: exactly what the status bar says.
fn back(app: &mut App, now: Now) -> Vec<Effect> {
    links::release(app);
    match focus::escape(app) {
        Escape::ReleaseChoice => fold::release(app),
        Escape::ClearSelection => select::end(app),
        Escape::StopTurn => return turn::step(app, Input::Cancel, now),
        Escape::CloseSearch => app.search.close(&mut app.panes),
        Escape::ClosePane => app.panes.over = None,
        Escape::LeavePane => app.focus = Focus::Composer,
        Escape::CloseOverlay | Escape::Stopping | Escape::Nothing => app.notices.dismiss(),
    }
    Vec::new()
}

/// Ctrl+C: stops a turn, never quits one; idle it clears the composer, and twice on an empty one
/// quits.
fn interrupt(app: &mut App, now: Now) -> Vec<Effect> {
    if !app.turn.is_idle() {
        return turn::step(app, Input::Cancel, now);
    }
    if !app.composer.is_empty() {
        app.composer.take();
        app.notices
            .show(Level::Info, "Cleared; Up brings it back", now.instant);
        return Vec::new();
    }
    let again = app
        .quit_asked
        .is_some_and(|asked| now.instant.saturating_duration_since(asked) < QUIT_WINDOW);
    if again {
        app.exit = Some(Exit::Quit);
    } else {
        app.quit_asked = Some(now.instant);
        let text = "Press Ctrl+C again to quit";
        app.notices
            .show_for(QUIT_WINDOW, Level::Info, text, now.instant);
    }
    Vec::new()
}

fn quit(app: &mut App, now: Now) -> Vec<Effect> {
    if is_busy(app, now) {
        return Vec::new();
    }
    if app.composer.is_empty() {
        app.exit = Some(Exit::Quit);
    } else {
        hint(
            app,
            "There is text in the composer",
            Action::Interrupt,
            "clears it",
            now,
        );
    }
    Vec::new()
}

/// Is a turn on? Says so, and how to end it.
fn is_busy(app: &mut App, now: Now) -> bool {
    let is_busy = !app.turn.is_idle();
    if is_busy {
        hint(app, "An answer is arriving", Action::Back, "stops it", now);
    }
    is_busy
}

/// Shows what stands in the way, and the key that does something about it.
fn hint(app: &mut App, what: &str, action: Action, does: &str, now: Now) {
    let key = app.key_for(action);
    let key = key.map_or_else(String::new, |key| format!("; {key} {does}"));
    app.notices
        .show(Level::Info, format!("{what}{key}"), now.instant);
}

fn vertical(app: &mut App, way: Vertical) {
    if app.composer.vertical(way) {
        app.notices.dismiss();
    }
}

/// Tab: from the composer through the visible panes and back.
fn cycle(app: &mut App, step: isize) {
    let mut stops = vec![Focus::Composer];
    stops.extend(app.visible_panes().into_iter().map(Focus::Pane));
    let at = stops
        .iter()
        .position(|stop| *stop == app.focus)
        .unwrap_or(0);
    let len = isize::try_from(stops.len()).unwrap_or(1);
    let next = (isize::try_from(at).unwrap_or(0) + step).rem_euclid(len);
    app.focus = usize::try_from(next)
        .ok()
        .and_then(|next| stops.get(next).copied())
        .unwrap_or_default();
}

/// Opens or folds a side pane: at the right of a wide screen, over the conversation of a narrow one.
fn toggle(app: &mut App, kind: PaneKind, now: Instant) {
    let empty = app.panes.get(kind).doc.is_empty();
    if empty {
        let nothing = if kind == PaneKind::Thinking {
            "No thinking yet"
        } else {
            "No tool was called yet"
        };
        app.notices.show(Level::Info, nothing, now);
        app.panes.over = None;
        return;
    }
    if app.areas.status.width < WIDE_COLUMNS {
        app.panes.over = if app.panes.over == Some(kind) {
            None
        } else {
            Some(kind)
        };
        return;
    }
    let folded = match kind {
        PaneKind::Thinking => &mut app.panes.thinking_folded,
        PaneKind::Activity | PaneKind::Conversation => &mut app.panes.activity_folded,
    };
    *folded = !*folded;
}

/// Gives the pointer to the terminal, with its own way of selecting, or takes it again.
fn mouse(app: &mut App) -> Vec<Effect> {
    app.settings.mouse = !app.settings.mouse;
    app.pointer.release();
    select::end(app);
    vec![Effect::TakePointer(app.settings.mouse)]
}

fn read_outside(app: &mut App, reader: Reader, now: Now) -> Vec<Effect> {
    if app.conversation.path().is_empty() {
        let text = "Nothing was said yet";
        app.notices.show(Level::Info, text, now.instant);
        return Vec::new();
    }
    vec![Effect::ShowTranscript(reader)]
}

fn sessions(app: &mut App, now: Now) -> Vec<Effect> {
    if is_busy(app, now) {
        return Vec::new();
    }
    app.overlays.push(Overlay::Sessions(Sessions::default()));
    vec![Effect::ListSessions]
}
