//! One match from what happened to the file that deals with it.

mod code;
mod copy;
mod drag;
mod fold;
mod jump;
mod keys;
mod links;
mod overlay;
mod panes;
mod piped;
mod pointer;
mod raw;
mod search;
mod select;
mod session;
mod stop;
mod turn;
mod width;

pub use raw::sync as sync_raw;
pub use search::{read as read_search, read_visible, sync as sync_search};
pub use select::is_on as is_selecting;
pub use session::wanted;
pub use turn::suggestion;
pub use width::begin as begin_width;

use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::app::{App, Exit};
use crate::key::{Shade, TerminalEvent};
use crate::pane::Scroll;
use crate::session::JournalEvent;
use crate::turn::Input;
use crate::turn::step::Now;

/// Deals with `msg`; says what is wanted, in order.
pub fn dispatch(app: &mut App, msg: Msg, now: Now) -> Vec<Effect> {
    let effects = deal_with(app, msg, now);
    piped::settle(app, now);
    effects
}

fn deal_with(app: &mut App, msg: Msg, now: Now) -> Vec<Effect> {
    match msg {
        Msg::Act(action) => keys::act(app, action, now),
        Msg::Terminal(event) => terminal(app, event, now),
        Msg::Stream { request, signal } => turn::step(app, Input::Stream(request, &signal), now),
        Msg::Tool { call, event } => turn::step(app, Input::Tool(call, event), now),
        Msg::Journal(event) => {
            journal(app, &event);
            Vec::new()
        }
        Msg::Sessions(summaries) => {
            session::listed(app, summaries, now);
            Vec::new()
        }
        Msg::Opened(opened) => session::opened(app, *opened, now),
        Msg::Colored(colored) => {
            app.colors.apply(&mut app.panes, colored);
            Vec::new()
        }
        Msg::DemoStarted(result) => session::demo_started(app, result),
        Msg::NotOpened(problem) => {
            app.opening = None;
            app.fail(problem);
            Vec::new()
        }
        Msg::Copied(copied) => {
            copy::copied(app, &copied, now);
            Vec::new()
        }
        Msg::Followed(followed) => links::followed(app, followed, now),
        Msg::Piping => {
            piped::is_slow(app, now);
            Vec::new()
        }
        Msg::Piped(piped) => {
            app.piped = Some(piped);
            Vec::new()
        }
        Msg::Problem(problem) => {
            app.fail(problem);
            Vec::new()
        }
        Msg::Tick => {
            // Here too, not only before a frame: else a notice whose time is up would ask for the
            // next tick at once, until a frame is due.
            app.notices.expire(now.instant);
            drag::tick(app, now);
            Vec::new()
        }
        Msg::Continued => Vec::new(),
        Msg::Terminate => {
            let effects = turn::step(app, Input::Close, now);
            app.exit = Some(Exit::Terminated);
            effects
        }
    }
}

fn terminal(app: &mut App, event: TerminalEvent, now: Now) -> Vec<Effect> {
    match event {
        TerminalEvent::Key(key) => stay_with_reader(app, |app| keys::on_key(app, key, now)),
        TerminalEvent::Paste(text) => {
            keys::on_paste(app, &text);
            Vec::new()
        }
        TerminalEvent::Pointer(pointer) => {
            stay_with_reader(app, |app| pointer::on_pointer(app, pointer, now))
        }
        TerminalEvent::AmbiguousWidth { wide } => {
            width::told(app, wide, now);
            Vec::new()
        }
        TerminalEvent::Shade(shade) => {
            follow(app, shade);
            Vec::new()
        }
        // The size is read at every frame; the focus will matter to notifications.
        TerminalEvent::Resize(..) | TerminalEvent::Focus(_) => Vec::new(),
    }
}

/// Does what the person wants; in reader mode none of it makes an answer run along that stood.
fn stay_with_reader(app: &mut App, act: impl FnOnce(&mut App) -> Vec<Effect>) -> Vec<Effect> {
    let stood = app.panes.conversation.scroll() != Scroll::Follow;
    let effects = act(app);
    if stood && !app.turn.is_idle() {
        app.reader.stay(&mut app.panes);
    }
    effects
}

/// Takes the theme for a background that is dark or light, if that is to be heeded; one that was
/// chosen for the other kind brings its own ground.
fn follow(app: &mut App, shade: Shade) {
    if let Some(shades) = &app.shades {
        let theme = match shade {
            Shade::Dark => &shades.dark,
            Shade::Light => &shades.light,
        };
        theme.name().clone_into(&mut app.settings.theme);
        app.theme = theme.clone();
    }
    let is_light = shade == Shade::Light;
    app.paints_ground = app.theme.is_light().is_some_and(|own| own != is_light);
}

fn journal(app: &mut App, event: &JournalEvent) {
    match event {
        JournalEvent::Written(_) => {}
        JournalEvent::Failed(problem) => {
            let cause = problem
                .causes
                .first()
                .map_or_else(String::new, |cause| format!(": {cause}"));
            app.notices.stand(format!("{}{cause}", problem.title));
        }
        JournalEvent::Recovered => app.notices.settle(),
    }
}
