//! Opening a session, and starting the demo model.

use crate::api::request::{Dialect, RequestParams};
use crate::app::App;
use crate::app::action::Action;
use crate::app::covered::Covered;
use crate::app::effect::Effect;
use crate::app::msg::{Fork, Opened, WhyForked};
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::projection::{Projection, item_at};
use crate::app::record::Recorder;
use crate::app::settings::{Connection, Settings};
use crate::app::shown::Shown;
use crate::app::update::links;
use crate::conversation::entry::{CallResult, EntryKind, Interruption, Outcome};
use crate::problem::Problem;
use crate::session::SessionId;
use crate::session::record::StoredParams;
use crate::session::summary::Summary;
use crate::turn::step::Now;
use crate::turn::{self, Input, Turn};

/// Asks for a session, unless it is the open one or another is on its way.
pub fn open(app: &mut App, session: SessionId, now: Now) -> Vec<Effect> {
    if *app.session() == session || is_opening(app, now) {
        return Vec::new();
    }
    // What is being written belongs to the session that is left.
    let mut effects = app
        .recorder
        .draft(app.unsent(), &app.turn.params, &app.origin, now);
    app.opening = Some(app.composer.text());
    effects.push(wanted(app, session));
    effects
}

/// The effect that opens `session`. Answers of a script must not get into a real conversation.
pub fn wanted(app: &App, session: SessionId) -> Effect {
    let demo_only = app.settings.connection == Connection::Demo;
    Effect::Open { session, demo_only }
}

/// Is a session on its way that would take the place of what is done now? Says so.
pub fn is_opening(app: &mut App, now: Now) -> bool {
    let is_opening = app.opening.is_some();
    if is_opening {
        let text = "The session is being opened; send when it is there";
        app.notices.show(Level::Info, text, now.instant);
    }
    is_opening
}

/// The list of sessions is there, or cannot be read; then the list makes room for the reason.
pub fn listed(app: &mut App, summaries: Result<Vec<Summary>, Problem>, now: Now) {
    match (summaries, app.overlays.last_mut()) {
        (Ok(summaries), Some(Overlay::Sessions(list))) => list.fill(summaries, now.wall),
        (Ok(_), _) => {}
        (Err(problem), _) => {
            app.overlays
                .retain(|overlay| !matches!(overlay, Overlay::Sessions(_)));
            app.fail(problem);
        }
    }
}

/// A session was opened: it takes the place of the one before.
pub fn opened(app: &mut App, opened: Opened, now: Now) -> Vec<Effect> {
    let Opened {
        replayed,
        id,
        forked_from,
        warnings,
    } = opened;
    let before = app.opening.take().unwrap_or_default();
    // No turn is running, for none can be started while a session is on its way. Should one be, its
    // request and its tools end with it.
    let left = app.turn.step(&mut app.conversation, Input::Cancel, now);
    let left = left.into_iter().filter(|effect| {
        matches!(
            effect,
            turn::Effect::Abort { .. } | turn::Effect::Kill { .. }
        )
    });
    let mut effects: Vec<Effect> = left.map(Effect::Turn).collect();
    let mut params = match &replayed.params {
        Some(stored) => resumed_params(&app.settings, stored),
        None => app.settings.params.clone(),
    };
    if replayed.demo {
        params.tools.clone_from(&app.demo_tools);
        params.dialect = Dialect::Anthropic;
        app.connection = Connection::Starting;
        effects.push(Effect::StartDemo);
    } else if app.settings.connection != Connection::Demo {
        app.connection = app.settings.connection;
    }
    // Request ids go on counting: what a request of the session before still says is not taken for
    // an answer here.
    let next_request = app.turn.next_request();
    app.turn = Turn::new(params, replayed.next_round, app.settings.max_rounds)
        .with_next_request(next_request);
    app.conversation = replayed.conversation;
    app.origin.demo = replayed.demo;
    let folds = replayed.folds.iter();
    app.folds
        .begin(folds.filter_map(|((shelf, (round, part)), open)| {
            Some(((*shelf, item_at(*round, *part)?), *open))
        }));
    app.choice = None;
    links::release(app);
    app.recorder = Recorder::resumed(id, replayed.draft.clone());
    app.projection = Projection::default();
    app.search.close(&mut app.panes);
    app.colors.forget();
    app.raw.clear();
    app.selected = None;
    app.covered = Covered::default();
    app.pointer.release();
    app.panes = app.panes.emptied();
    app.shown = Shown::default();
    app.failure = None;
    app.prompt_is_back = false;
    remember_prompts(app);
    // What waited is not for this session, but it is not lost.
    for prompt in std::mem::take(&mut app.queue).prompts() {
        app.composer.remember(prompt);
    }
    // What was typed while the session was being read is not lost.
    let text = app.composer.text();
    let typed = text.strip_prefix(before.as_str()).unwrap_or(&text);
    app.composer.set_text(&format!("{}{typed}", replayed.draft));
    if app.settings.asked.system {
        let text = "--system is not heeded: it is fixed when a session begins";
        app.notices.show(Level::Warning, text, now.instant);
    }
    if let Some(text) = unanswered(app) {
        app.notices.show(Level::Info, text, now.instant);
    }
    app.warn("Some of the session's log could not be read", warnings, now);
    if let Some(Fork { from, why }) = forked_from {
        let why = match why {
            WhyForked::InUse => "is open in another window",
            WhyForked::Forbidden => "cannot be written to",
        };
        let text = format!("Session {} {why}; this is a copy of it", from.0);
        app.notices.show(Level::Warning, text, now.instant);
    }
    effects
}

/// What waits in a session that is opened: an answer to its last prompt, the rest of one, or the
/// one that was to follow its last tools.
fn unanswered(app: &App) -> Option<String> {
    const ASKS: &str = "asks again";
    let not_whole = ("The last answer is not whole", ASKS);
    let said = app.conversation.path_entries().rev();
    let mut said = said.filter(|entry| !matches!(entry.kind, EntryKind::Marker(_)));
    let (what, does) = match &said.next()?.kind {
        EntryKind::User(_) => ("The last prompt was not answered", ASKS),
        EntryKind::Assistant(answer) => match answer.interrupted {
            Some(Interruption::Lost { .. } | Interruption::Closed | Interruption::Copied) => {
                not_whole
            }
            None if answer.is_paused() => ("The last answer was only paused", "goes on with it"),
            Some(Interruption::Cancelled) | None => return None,
        },
        EntryKind::ToolResults(results) => {
            let EntryKind::Assistant(answer) = &said.next()?.kind else {
                return None;
            };
            let is_over = |call: &CallResult| call.outcome != Outcome::Cancelled;
            match answer.interrupted {
                // Who stopped it knows.
                Some(Interruption::Cancelled) => return None,
                _ if results.iter().any(CallResult::is_cancelled_by_person) => return None,
                None if !answer.is_going_on() => return None,
                Some(_) => not_whole,
                None if results.iter().any(is_over) => {
                    ("The last turn ended without an answer", "goes on with it")
                }
                None => ("The last tools were cut short", ASKS),
            }
        }
        EntryKind::Marker(_) => return None,
    };
    let key = app.keymap.label(Action::Retry)?;
    Some(format!("{what}; {key} {does}"))
}

/// What the session began with, but for what the arguments of this run ask for. System and tools
/// stay in any case: the cache and the signatures of the thinking depend on them. The server and
/// how it is spoken to are today's.
fn resumed_params(settings: &Settings, stored: &StoredParams) -> RequestParams {
    let (today, asked) = (&settings.params, &settings.asked);
    RequestParams {
        model: if asked.model {
            today.model.clone()
        } else {
            stored.model.clone()
        },
        max_tokens: if asked.max_tokens {
            today.max_tokens
        } else {
            stored.max_tokens
        },
        system: stored.system.clone(),
        thinking: if asked.thinking {
            today.thinking
        } else {
            stored.thinking
        },
        effort: if asked.effort {
            today.effort
        } else {
            stored.effort
        },
        tools: Vec::new(),
        dialect: today.dialect,
        stream: today.stream,
    }
}

fn remember_prompts(app: &mut App) {
    let said = app.conversation.path_entries();
    let prompts: Vec<String> = said.filter_map(|entry| entry.prompt()).collect();
    for prompt in prompts {
        app.composer.remember(&prompt);
    }
}

/// The demo model runs, or cannot.
pub fn demo_started(app: &mut App, result: Result<(), Problem>) -> Vec<Effect> {
    if app.connection != Connection::Starting {
        // A session that does not want it was opened meanwhile.
        return Vec::new();
    }
    match result {
        Ok(()) => {
            app.connection = Connection::Demo;
            if app.conversation.path().is_empty() {
                app.origin.demo = true;
                app.turn.params.tools.clone_from(&app.demo_tools);
                app.turn.params.dialect = Dialect::Anthropic;
            }
        }
        Err(problem) => {
            app.connection = Connection::Missing;
            app.fail(problem);
        }
    }
    Vec::new()
}
