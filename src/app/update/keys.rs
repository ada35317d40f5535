//! Keys: what they mean in the present context, and who does it.
//!
//! What a key does that is more than a line stands in the file for what it is about: stopping and
//! leaving in [`stop`], panes in [`panes`], and so on.

use crate::app::App;
use crate::app::action::{Action, Context};
use crate::app::composer::Vertical;
use crate::app::effect::{Effect, Reader};
use crate::app::focus::{Focus, PaneKind};
use crate::app::fold::Foldable;
use crate::app::landmark::Landmark;
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::overlay::help::Help;
use crate::app::overlay::sessions::Sessions;
use crate::app::search::Way;
use crate::app::update::{
    code, copy, fold, jump, links, overlay, panes, pointer, raw, search, select, stop, turn,
};
use crate::key::{Key, KeyCode};
use crate::turn::step::Now;

/// Takes a key: overlays first, then the keymap, then the composer.
pub fn on_key(app: &mut App, key: Key, now: Now) -> Vec<Effect> {
    let action = app.keymap.resolve(app.contexts(), key);
    if action != Some(Action::Interrupt) {
        app.quit_asked = None;
    }
    if !app.overlays.is_empty() {
        return overlay::on_key(app, key, action, now);
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
    if goes_elsewhere(action) {
        app.leave_place();
    }
    match action {
        Action::Send => return turn::send(app, now),
        Action::Newline => app.composer.newline(),
        Action::Back => return stop::back(app, now),
        Action::Interrupt => return stop::interrupt(app, now),
        Action::QuitIfEmpty => return stop::quit(app, now),
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
        Action::End => {
            let kind = app.scrolled_pane();
            app.panes.get_mut(kind).follow();
            if kind == PaneKind::Conversation {
                app.reader.end();
            }
        }
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
        Action::Read => jump::toggle_reader(app, now),
        Action::PreviousBlock => fold::step(app, Way::Previous, now),
        Action::NextBlock => fold::step(app, Way::Next, now),
        Action::PreviousLink => links::go(app, Way::Previous, now),
        Action::NextLink => links::go(app, Way::Next, now),
        Action::Open => return fold::open(app, now),
        Action::FoldThinking => return fold::toggle_kind(app, Foldable::Thinking, now),
        Action::FoldCalls => return fold::toggle_kind(app, Foldable::Calls, now),
        Action::NextPane => panes::cycle(app, 1),
        Action::PreviousPane => panes::cycle(app, -1),
        Action::ToggleThinking => {
            return panes::toggle(app, PaneKind::Thinking, now.instant);
        }
        Action::ToggleActivity => {
            return panes::toggle(app, PaneKind::Activity, now.instant);
        }
        Action::Select => select::toggle(app),
        Action::CopySelection => return select::copy(app, now),
        Action::ToggleSource => raw::toggle(app, now),
        Action::CopyAnswer => return copy::answer(app, now),
        Action::CopyCode => return copy::code(app, now),
        Action::Mouse => return pointer::hand_over(app),
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

/// Does it lead to a place of its own, so that what a jump had reached is left?
fn goes_elsewhere(action: Action) -> bool {
    matches!(
        action,
        Action::Top
            | Action::End
            | Action::AnswerStart
            | Action::AnswerEnd
            | Action::FindNext
            | Action::FindPrevious
    )
}

fn vertical(app: &mut App, way: Vertical) {
    if app.composer.vertical(way) {
        app.notices.dismiss();
    }
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
    if stop::is_busy(app, now) {
        return Vec::new();
    }
    app.overlays.push(Overlay::Sessions(Sessions::default()));
    vec![Effect::ListSessions]
}
