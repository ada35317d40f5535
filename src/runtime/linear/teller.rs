//! The *teller* says what happens in the app, each thing once and in its order.
//!
//! It remembers what was told: entries of the conversation, the text that is arriving, notices and
//! failures. It decides nothing, and writes to the [`Page`] only.

use crate::app::App;
use crate::app::settings::Connection;
use crate::app::update::suggestion;
use crate::conversation::ending::Ending;
use crate::conversation::entry::{DAMAGED, Entry, EntryKind, Marker};
use crate::problem::Problem;
use crate::runtime::print::follow::Follower;
use crate::text::sanitize::one_line;

use super::page::Page;

/// What was told so far.
#[derive(Default)]
pub struct Teller {
    follower: Follower,
    /// How many entries of the conversation were told.
    told: usize,
    told_failure: Option<Problem>,
    told_standing: Option<String>,
    /// The prompt that stands behind `You:` already, because the person typed it there.
    pub typed: Option<String>,
    is_greeted: bool,
}

impl Teller {
    /// Says once who answers and how one writes.
    pub fn greet(&mut self, app: &App, page: &mut Page, is_interactive: bool) {
        if std::mem::replace(&mut self.is_greeted, true) {
            return;
        }
        let who = if app.connection == Connection::Demo {
            "The demo answers: a script, not a model".to_owned()
        } else {
            format!("{} answers", app.turn.params.model)
        };
        page.block("Note", &who);
        if is_interactive {
            let how = "Enter sends a line; a backslash at its end goes on in the next";
            page.block("Note", how);
            let how = "Ctrl+C stops an answer, Ctrl+D ends the chat";
            page.block("Note", how);
        }
        if !app.composer.is_empty() {
            let text = app.composer.text();
            page.block("Unsent", &text);
            let what = "Enter on an empty line sends what was not sent";
            page.block("Note", what);
        } else if is_interactive && let Some(prompt) = suggestion(app) {
            let text = format!("Enter on an empty line asks: {prompt}");
            page.block("Note", &text);
        }
    }

    /// Tells a session that was opened from its beginning.
    pub fn tell_path(&mut self, app: &App, page: &mut Page) {
        self.follower = Follower::default();
        for entry in app.conversation.path_entries() {
            self.tell_entry(entry, page);
            // While it arrived that was a notice.
            if let EntryKind::Assistant(answer) = &entry.kind
                && answer.damaged
            {
                page.block("Note", DAMAGED);
            }
        }
        self.told = app.conversation.all().len();
    }

    /// Tells what is new: entries, what is arriving, notices, failures. Answers whether any but
    /// entries was among it: who was asked for a line is to be asked again behind that.
    pub fn tell(&mut self, app: &mut App, page: &mut Page) -> bool {
        let all = app.conversation.all();
        for entry in all.get(self.told..).unwrap_or_default() {
            self.tell_entry(entry, page);
        }
        self.told = all.len();
        let mut is_behind_label = false;
        let mut news = Vec::new();
        self.follower.live(&app.turn, &mut news);
        for news in &news {
            is_behind_label = true;
            page.news(news);
        }
        for notice in app.notices.take() {
            is_behind_label = true;
            page.block("Note", &notice.text);
        }
        let standing = app.notices.current().map(|notice| notice.text.clone());
        if standing != self.told_standing {
            is_behind_label = true;
            let text = standing.as_deref().unwrap_or("Saving works again");
            page.block("Note", text);
            self.told_standing = standing;
        }
        if app.failure != self.told_failure {
            self.told_failure.clone_from(&app.failure);
            if let Some(problem) = &self.told_failure {
                page.problem(problem);
                is_behind_label = true;
            }
        }
        is_behind_label
    }

    fn tell_entry(&mut self, entry: &Entry, page: &mut Page) {
        if let Some(text) = entry.prompt() {
            if self.typed.take().as_ref() != Some(&text) {
                page.said(&text);
            }
            return;
        }
        let mut news = Vec::new();
        self.follower.entry(entry, &mut news);
        for news in &news {
            page.news(news);
        }
        match &entry.kind {
            EntryKind::Assistant(answer) => {
                if let Some(ending) = Ending::of(answer) {
                    page.block(
                        "Note",
                        &one_line(&format!("{}{}", ending.what, ending.more())),
                    );
                } else {
                    page.close();
                }
            }
            EntryKind::Marker(Marker::Note(text)) => page.block("Note", text),
            EntryKind::Marker(Marker::Repaired(steps)) => {
                let text = format!("Repaired before sending: {}", steps.join("; "));
                page.block("Note", &text);
            }
            EntryKind::User(_) | EntryKind::ToolResults(_) => {}
        }
    }
}
