//! The turn: sending, queueing, sending again, and what its end means for the rest of the app.

use crate::api::content::ContentBlock;
use crate::api::usage::StopReason;
use crate::app::App;
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::notice::Level;
use crate::app::settings::Connection;
use crate::app::status;
use crate::app::update::session;
use crate::conversation::entry::{DAMAGED, EntryKind, prompt_text};
use crate::problem::{Problem, ProblemKind};
use crate::turn::effect::Ending;
use crate::turn::step::Now;
use crate::turn::{self, Input};

/// Enter: sends what is written, queues it during a turn, takes the suggestion, or goes on with a
/// held queue.
pub fn send(app: &mut App, now: Now) -> Vec<Effect> {
    // The demo is for a new conversation; a real one must not be continued by a script.
    let is_new = app.conversation.path().is_empty() && app.composer.is_empty();
    if app.connection == Connection::Missing && is_new {
        app.connection = Connection::Starting;
        return vec![Effect::StartDemo];
    }
    if !can_send(app, now) {
        return Vec::new();
    }
    if app.composer.text().trim().is_empty() {
        return send_nothing(app, now);
    }
    let was_given_back = app.prompt_is_back;
    let prompt = app.composer.take();
    app.notices.dismiss();
    if !app.turn.is_idle() {
        app.queue.push(prompt);
        return Vec::new();
    }
    follow(app);
    // A prompt that came back was there before those that wait.
    if was_given_back || !app.queue.is_held() {
        return submit(app, &prompt, now);
    }
    app.queue.push(prompt);
    release(app, now)
}

/// Can anything be sent? Says why not.
fn can_send(app: &mut App, now: Now) -> bool {
    let text = match app.connection {
        Connection::Ready | Connection::Demo => return !session::is_opening(app, now),
        Connection::Starting => "The demo is being started",
        Connection::Missing if app.conversation.path().is_empty() => {
            "No model yet: set ANTHROPIC_API_KEY, or clear the composer and press Enter for the demo"
        }
        Connection::Missing => "No model: set ANTHROPIC_API_KEY and start again to go on",
    };
    app.notices.show(Level::Warning, text, now.instant);
    false
}

fn send_nothing(app: &mut App, now: Now) -> Vec<Effect> {
    if !app.turn.is_idle() {
        return Vec::new();
    }
    follow(app);
    if !app.queue.is_empty() {
        return release(app, now);
    }
    match suggestion(app).map(str::to_owned) {
        Some(prompt) => {
            app.composer.remember(&prompt);
            submit(app, &prompt, now)
        }
        None => Vec::new(),
    }
}

/// The prompt that Enter sends from an empty composer: only in the demo, only at the beginning.
pub fn suggestion(app: &App) -> Option<&str> {
    let offered = app.connection == Connection::Demo && app.conversation.path().is_empty();
    app.suggestion.as_deref().filter(|_| offered)
}

fn submit(app: &mut App, prompt: &str, now: Now) -> Vec<Effect> {
    app.failure = None;
    app.prompt_is_back = false;
    app.reader.begin(&mut app.panes);
    step(app, Input::Submit(vec![ContentBlock::text(prompt)]), now)
}

/// The person has asked and wants to see the answer: nothing lies over it any more. (A queued
/// prompt that goes out by itself moves nobody who is reading the conversation.)
fn follow(app: &mut App) {
    app.leave_place();
    app.panes.show(PaneKind::Conversation);
    app.panes.conversation.follow();
    app.panes.thinking.follow();
    app.panes.activity.follow();
}

/// Brings the conversation out from under the pane that lies over it, as it stood there; the keys
/// that went to that pane go to it.
fn uncover(app: &mut App) {
    if app.areas.pane_is_over() && matches!(app.focus, Focus::Pane(_)) {
        app.focus = Focus::Pane(PaneKind::Conversation);
    }
    app.panes.show(PaneKind::Conversation);
}

/// Sends the oldest queued prompt.
fn release(app: &mut App, now: Now) -> Vec<Effect> {
    match app.queue.take_next() {
        Some(prompt) => submit(app, &prompt, now),
        None => Vec::new(),
    }
}

/// Sends again after a failure or a stop; what was answered so far stays on its own branch. A
/// prompt that came back unanswered is sent from the composer, as it is there now.
pub fn retry(app: &mut App, now: Now) -> Vec<Effect> {
    if !app.turn.is_idle() || !can_send(app, now) {
        return Vec::new();
    }
    if app.prompt_is_back && !app.composer.is_empty() {
        return send(app, now);
    }
    let effects = step(app, Input::Retry, now);
    if effects.is_empty() {
        app.notices
            .show(Level::Info, "There is nothing to send again", now.instant);
    } else {
        app.failure = None;
        app.notices.dismiss();
        follow(app);
        app.reader.begin(&mut app.panes);
    }
    effects
}

/// Takes the prompt queued last back into the composer; what was there is remembered.
pub fn edit_queued(app: &mut App) {
    if let Some(prompt) = app.queue.take_last() {
        if !app.composer.is_empty() {
            app.composer.take();
        }
        app.composer.set_text(&prompt);
    }
}

/// Drops the prompt queued last; it stays in the history.
pub fn drop_queued(app: &mut App) {
    if let Some(prompt) = app.queue.take_last() {
        app.composer.remember(&prompt);
    }
}

/// Hands `input` to the turn and deals with what it wants.
pub fn step(app: &mut App, input: Input<'_>, now: Now) -> Vec<Effect> {
    let was_damaged = app.turn.is_damaged();
    let n_before = app.conversation.all().len();
    let wanted = app.turn.step(&mut app.conversation, input, now);
    if app.turn.is_damaged() && !was_damaged {
        app.notices.show(Level::Warning, DAMAGED, now.instant);
    }
    let fresh = app.conversation.all().get(n_before..).unwrap_or_default();
    let mut answers = fresh.iter().rev();
    let answer = answers.find(|entry| matches!(entry.kind, EntryKind::Assistant(_)));
    let answer = answer.map(|answer| answer.id);
    let mut effects = Vec::new();
    let mut prompt = Prompt::Answered;
    for want in wanted {
        match want {
            turn::Effect::GiveBack(blocks) => prompt = give_back(app, &blocks, now),
            turn::Effect::Ended(ending) => {
                effects.extend(ended(app, ending, prompt, now));
                app.cut_answer = answer;
            }
            other => effects.push(Effect::Turn(other)),
        }
    }
    effects
}

/// Where the prompt of a turn is when the turn has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prompt {
    /// In the conversation: something of an answer came.
    Answered,
    /// Back in the composer.
    InComposer,
    /// In the history, because something else was being written.
    InHistory,
}

/// A prompt that was never answered goes back to the composer, or to the history if something
/// else is being written.
fn give_back(app: &mut App, blocks: &[ContentBlock], now: Now) -> Prompt {
    let text = prompt_text(blocks);
    if app.composer.is_empty() {
        app.composer.set_text(&text);
        app.prompt_is_back = true;
        return Prompt::InComposer;
    }
    app.composer.remember(&text);
    app.notices.show(
        Level::Info,
        "The prompt is in the history: Up brings it back",
        now.instant,
    );
    Prompt::InHistory
}

fn ended(app: &mut App, ending: Ending, prompt: Prompt, now: Now) -> Vec<Effect> {
    match ending {
        Ending::Finished if answered_whole(app) => {
            if !app.queue.is_empty() {
                uncover(app);
            }
            return release(app, now);
        }
        // A refused or cut answer is not what the next prompt counts on.
        Ending::Finished => app.queue.hold(),
        Ending::Cancelled => app.queue.hold(),
        Ending::Failed(error) => {
            app.queue.hold();
            app.fail(error.to_problem().hint(again(app, prompt)));
        }
        Ending::TooManyRounds(rounds) => {
            app.queue.hold();
            let title = format!("The turn was stopped after {rounds} rounds of tools");
            let hint = format!("{} to go on, or write something else", key(app));
            app.fail(Problem::new(ProblemKind::Tool, title).hint(hint));
        }
    }
    Vec::new()
}

/// Did the last answer end as answers usually do?
fn answered_whole(app: &App) -> bool {
    let stop = status::last_answer(app).and_then(|answer| answer.stop.reason.as_ref());
    !matches!(
        stop,
        Some(StopReason::Refusal | StopReason::MaxTokens | StopReason::ContextWindowExceeded)
    )
}

/// How to send again, given where the prompt is now.
fn again(app: &App, prompt: Prompt) -> String {
    match prompt {
        Prompt::Answered => format!("{} sends again", key(app)),
        Prompt::InComposer if app.by_line => format!("{} sends your prompt again", key(app)),
        Prompt::InComposer => "Your prompt is back in the composer: Enter sends it again".into(),
        Prompt::InHistory => "Your prompt is in the history: Up brings it back".into(),
    }
}

fn key(app: &App) -> String {
    if app.by_line {
        return "Enter on an empty line".into();
    }
    app.keymap
        .label(crate::app::action::Action::Retry)
        .unwrap_or_else(|| "The retry key".into())
}
