//! The *app* is the model: everything the program means, and the three pure steps on it.
//!
//! [`App::update`] takes what happened and says what is wanted; [`App::prepare`] brings the
//! derived layout of the visible part up to date for one frame; `ui::view` paints. None of them
//! does IO, reads a clock or waits. The truth is the conversation, the turn, the composer and the
//! choices of the person; rows and areas are derived.

pub mod action;
pub mod choice;
pub mod colors;
pub mod composer;
pub mod copy;
mod covered;
pub mod effect;
pub mod focus;
pub mod fold;
pub mod format;
pub mod keymap;
pub mod landmark;
pub mod layout;
pub mod links;
pub mod msg;
pub mod notice;
pub mod overlay;
pub mod panes;
mod pointer;
mod prepare;
pub mod projection;
pub mod queue;
pub mod reader;
pub mod record;
pub mod search;
pub mod settings;
pub mod shown;
pub mod start;
pub mod status;
pub mod update;

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::api::request::ToolSpec;
use crate::app::action::{Action, Context};
use crate::app::choice::Choice;
use crate::app::colors::Colors;
use crate::app::composer::Composer;
use crate::app::copy::numbers::Numbers;
use crate::app::copy::selected::Selected;
use crate::app::covered::Covered;
use crate::app::effect::Effect;
use crate::app::focus::{Focus, PaneKind};
use crate::app::fold::Folds;
use crate::app::keymap::Keymap;
use crate::app::landmark::Reached;
use crate::app::layout::{Areas, Arrangement};
use crate::app::links::LinkShown;
use crate::app::msg::Msg;
use crate::app::notice::{Level, NoticeId, Notices};
use crate::app::overlay::Overlay;
use crate::app::panes::Panes;
use crate::app::pointer::PointerState;
use crate::app::projection::Projection;
use crate::app::projection::raw::RawShown;
use crate::app::queue::Queue;
use crate::app::reader::Reader;
use crate::app::record::{Origin, Recorder};
use crate::app::search::Search;
use crate::app::settings::{Connection, Settings};
use crate::app::shown::Shown;
use crate::conversation::Conversation;
use crate::conversation::entry::EntryId;
use crate::pane::doc::{ItemId, Place};
use crate::pane::scroll::VisibleRow;
use crate::problem::{Problem, ProblemKind};
use crate::report::Warning;
use crate::session::SessionId;
use crate::text::line::Line;
use crate::theme::{Scope, Shades, Theme};
use crate::turn::step::Now;
use crate::turn::{Phase, Turn};

/// What ticks by itself (elapsed time, a spinner) changes this often, never faster.
pub const TICK: Duration = Duration::from_millis(250);

/// The rows of an answer that are in view at least where its prompt is kept above them.
const PINNED_ROWS: usize = 3;

/// Everything the program means.
#[derive(Debug)]
pub struct App {
    /// What the person chose.
    pub settings: Settings,
    /// How text looks.
    pub theme: Theme,
    /// The themes to choose from as the terminal's background is dark or light, if that is asked
    /// for.
    shades: Option<Box<Shades>>,
    /// Is the theme's own ground painted? The terminal's is light where the theme's is dark, or the
    /// other way round.
    pub paints_ground: bool,
    /// What keys mean.
    pub keymap: Keymap,
    /// What was said: the truth.
    pub conversation: Conversation,
    /// What is going on: the truth about the current turn.
    pub turn: Turn,
    /// The input box.
    pub composer: Composer,
    /// Prompts that wait.
    pub queue: Queue,
    /// Which part gets the keys.
    pub focus: Focus,
    /// What lies on top, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Short messages.
    pub notices: Notices,
    /// The scrolling regions.
    pub panes: Panes,
    /// What is open in them, and what is folded.
    pub folds: Folds,
    /// What of it all panes show.
    pub choice: Option<Choice>,
    /// The landmark that the last jump led to, while it is in sight.
    reached: Option<Reached>,
    /// Do answers stay at their first line?
    pub reader: Reader,
    /// The link whose target is told.
    pub link: Option<LinkShown>,
    /// What is looked for in one of them.
    pub search: Search,
    /// What is selected.
    pub selected: Option<Selected>,
    covered: Covered,
    /// The current hit, if it was in sight before the screen was too small for anything.
    hit_seen: Option<(PaneKind, Place)>,
    /// The code blocks that begin on the screen; derived in `prepare`.
    pub numbers: Numbers,
    /// What is shown as its source.
    pub raw: Vec<RawShown>,
    /// The failure of the last turn, until the next one.
    pub failure: Option<Problem>,
    /// The answer that it has interrupted, if it has.
    cut_answer: Option<EntryId>,
    /// The prompt that an empty composer offers.
    pub suggestion: Option<String>,
    /// How the model of the open session is reached.
    pub connection: Connection,
    /// Where everything is; derived in `prepare`.
    pub areas: Areas,
    /// What time changes by itself; derived in `prepare`.
    pub shown: Shown,
    /// The person writes line by line, without a screen: what to do next is said without keys.
    pub by_line: bool,
    /// Set when the program shall end.
    pub exit: Option<Exit>,
    pointer: PointerState,
    projection: Projection,
    colors: Colors,
    recorder: Recorder,
    origin: Origin,
    /// The tools of the demo model, offered once it runs.
    demo_tools: Vec<ToolSpec>,
    /// What was piped in, or why not, until it is known for which session.
    piped: Option<Result<String, Problem>>,
    /// What stood in the composer when a session was asked for that has not come yet.
    opening: Option<String>,
    /// The composer was given a prompt back that was never answered, and nothing was sent since.
    prompt_is_back: bool,
    /// When Ctrl+C was pressed on an idle, empty composer.
    quit_asked: Option<Instant>,
    /// The notices with the receipts of the last copies, by the numbers of these.
    receipts: Vec<(u64, NoticeId)>,
    started: Instant,
}

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The person quit.
    Quit,
    /// The system asked.
    Terminated,
}

impl App {
    /// Takes what happened; says what is wanted, in order.
    pub fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        let mut effects = update::dispatch(self, msg, now);
        if self.composer.take_changed() | self.queue.take_changed() {
            self.recorder.draft_changed(now.instant);
        }
        if self.recorder.is_draft_due(now.instant)
            || (self.exit.is_some() && self.recorder.has_draft_waiting())
        {
            let text = self.unsent();
            effects.extend(
                self.recorder
                    .draft(text, &self.turn.params, &self.origin, now),
            );
        }
        // What was said is recorded before anything is done about it: a kill between the two
        // must not lose a prompt that the server has seen.
        let mut all = self
            .recorder
            .collect(&mut self.conversation, &self.turn, &self.origin, now);
        all.extend(effects);
        if self.exit.is_some() {
            all.extend(self.recorder.close(&self.turn.params, &self.origin, now));
        }
        all
    }

    /// What the last frame made wanted: colors for the code that is on the screen.
    pub fn wanted(&mut self) -> Vec<Effect> {
        let visible = self.visible_panes();
        let wanted = self.colors.next(&self.panes, &visible);
        wanted.map(Effect::Color).into_iter().collect()
    }

    /// Is there more to read than the last frame could bear: code above the screen to be counted,
    /// or a history to be searched? The next frame reads on.
    pub fn is_reading(&self) -> bool {
        self.numbers.is_reading || self.search.is_reading(&self.panes)
    }

    /// The next moment at which something changes by time alone; `None` when idle.
    pub fn next_wake(&self, now: Now) -> Option<Instant> {
        let tick = (self.turn.phase() != Phase::Idle).then(|| self.next_tick(now.instant));
        [
            tick,
            self.notices.next_wake(),
            self.pointer.drag.next_wake(),
            self.recorder.next_wake(&self.turn),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Is a session on its way?
    pub fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// What is to be remembered across runs: lines, in any order.
    pub fn memory(&self) -> String {
        self.folds.to_memory() + &self.panes.to_memory()
    }

    /// Takes up what an earlier run remembered. What makes no sense is passed over.
    pub fn recall(&mut self, memory: &str) {
        self.folds.recall(memory);
        self.panes.recall(memory);
    }

    /// The panes that are on the screen, in the order of Tab.
    pub fn visible_panes(&self) -> Vec<PaneKind> {
        [
            (PaneKind::Conversation, self.areas.conversation),
            (PaneKind::Thinking, self.areas.thinking),
            (PaneKind::Activity, self.areas.activity),
        ]
        .into_iter()
        .filter(|(_, area)| !area.is_empty())
        .map(|(kind, _)| kind)
        .collect()
    }

    /// The pane that scrolling keys reach.
    pub fn scrolled_pane(&self) -> PaneKind {
        match (self.focus, self.areas.arrangement, self.panes.over) {
            (Focus::Pane(kind), _, _) | (Focus::Composer, Arrangement::Over, Some(kind)) => kind,
            (Focus::Composer, _, _) => PaneKind::Conversation,
        }
    }

    /// The first line of the prompt whose answer is at the top of the conversation, when the prompt
    /// itself has been scrolled away, and more than the last rows of that answer are in view.
    pub fn pinned_prompt(&self) -> Option<&str> {
        let conversation = &self.panes.conversation;
        let top = conversation.top_item()?;
        let seen = conversation.items_in(PINNED_ROWS);
        let below_top = seen.start.saturating_add(1)..seen.end;
        if self.projection.has_prompt(&below_top) {
            return None;
        }
        self.projection.prompt_above(&conversation.doc, top)
    }

    /// The prompt that [`App::pinned_prompt`] is the first line of.
    pub fn pinned_item(&self) -> Option<ItemId> {
        self.pinned_prompt()?;
        let doc = &self.panes.conversation.doc;
        let top = self.panes.conversation.top_place()?;
        doc.id_at(self.projection.turn_of(doc, top.item)?)
    }

    /// Is a failure all that there is to see? Then it stands right above the composer.
    pub fn is_failure_alone(&self) -> bool {
        self.projection.shows_failure_alone() && self.turn.is_idle()
    }

    /// Is one of these items of the conversation a prompt?
    pub fn has_prompt(&self, items: &Range<usize>) -> bool {
        self.projection.has_prompt(items)
    }

    /// The link whose target is told: it stands in the row and may be followed.
    pub fn link_told(&self) -> Option<&LinkShown> {
        let is_told = |link: &&LinkShown| link.notice.is_some_and(|id| self.notices.is_newest(id));
        self.link.as_ref().filter(is_told)
    }

    /// What the rows say of that link; `None` without one, and where there is no room to say it.
    pub fn link_rows(&self) -> Option<Vec<String>> {
        let area = self.areas.indicator;
        let around = 2 * layout::MARGIN + layout::SIGN;
        let room = area.width.saturating_sub(around);
        self.link_told()?.rows(room, area.height)
    }

    /// Columns of a visible row of a pane that belong to the link whose target is told.
    pub fn link_columns(&self, kind: PaneKind, visible: &VisibleRow<'_>) -> Vec<Range<u16>> {
        let shown = self.link_told();
        shown.map_or_else(Vec::new, |shown| shown.columns(kind, visible))
    }

    /// Is it the row of a folded thought whose words are to be read in the pane beside it? While a
    /// search is open they may be what it is for.
    pub fn is_told_beside(&self, kind: PaneKind, visible: &VisibleRow<'_>) -> bool {
        let first = visible.row.pieces.first();
        let is_title = first.is_some_and(|piece| piece.scope == Scope::ThinkingTitle);
        let is_beside =
            self.areas.arrangement == Arrangement::Wide && !self.areas.thinking.is_empty();
        if kind != PaneKind::Conversation || !is_title || !is_beside || self.search.pane().is_some()
        {
            return false;
        }
        let lines = self.panes.conversation.doc.lines(visible.item);
        let line = lines.get(visible.line as usize);
        line.is_some_and(Line::is_folded)
    }

    /// Does this row of a pane belong to what is chosen?
    pub fn is_chosen(&self, kind: PaneKind, visible: &VisibleRow<'_>) -> bool {
        let choice = self.choice.as_ref();
        choice.is_some_and(|choice| choice.marks(&self.panes, kind, visible))
    }

    /// The person goes elsewhere: neither what a jump has reached nor what was clicked is their
    /// place any more.
    pub(crate) fn leave_place(&mut self) {
        self.reached = None;
        self.pointer.clicked = None;
    }

    /// The visible rows of a pane that belong to the landmark that was reached.
    pub fn reached_rows(&self, kind: PaneKind) -> Range<usize> {
        let reached = self.reached.as_ref().filter(|it| it.kind == kind);
        reached.map_or(0..0, |reached| reached.rows(self.panes.get(kind)))
    }

    /// Where a key is looked up now, the nearest context first.
    pub fn contexts(&self) -> &'static [Context] {
        match self.focus {
            _ if self.search.is_typing() => &[Context::Search, Context::Global],
            Focus::Pane(_) if update::is_selecting(self) => &[Context::Selecting, Context::Global],
            Focus::Pane(_) => &[Context::Pane, Context::Global],
            Focus::Composer if self.composer.is_empty() => {
                &[Context::EmptyComposer, Context::Composer, Context::Global]
            }
            Focus::Composer => &[Context::Composer, Context::Global],
        }
    }

    /// The key that does `action` now, for hints.
    pub fn key_for(&self, action: Action) -> Option<String> {
        self.keymap.label_in(self.contexts(), action)
    }

    /// The session that is open.
    pub fn session(&self) -> &SessionId {
        &self.recorder.session
    }

    /// Tells warnings: one as a notice, several at the end of the conversation, where none is
    /// missed.
    fn warn(&mut self, title: &str, warnings: impl IntoIterator<Item = Warning>, now: Now) {
        let mut texts: Vec<String> = warnings.into_iter().map(|w| w.to_string()).collect();
        match texts.as_slice() {
            [] => {}
            [_] => self
                .notices
                .show(Level::Warning, texts.remove(0), now.instant),
            _ => {
                let problem = Problem::new(ProblemKind::Config, title);
                self.fail(texts.into_iter().fold(problem, Problem::because));
            }
        }
    }

    /// Tells a failure at the end of the conversation, and makes sure that nothing lies over it.
    fn fail(&mut self, problem: Problem) {
        self.failure = Some(problem);
        self.cut_answer = None;
        self.panes.show(PaneKind::Conversation);
    }

    /// What was written and not sent: the prompts that wait, and what stands in the composer. Saved
    /// as one draft, so that a prompt is safe from the moment it is queued.
    fn unsent(&self) -> String {
        let text = self.composer.text();
        let texts = self.queue.prompts().chain([text.as_str()]);
        let texts: Vec<&str> = texts.filter(|text| !text.trim().is_empty()).collect();
        texts.join("\n\n")
    }

    /// The next multiple of [`TICK`] since the turn began: until then the same for whoever asks.
    fn next_tick(&self, now: Instant) -> Instant {
        let started = self.turn.started().unwrap_or(self.started);
        let n_ticks = now.saturating_duration_since(started).as_millis() / TICK.as_millis() + 1;
        started + TICK.saturating_mul(u32::try_from(n_ticks).unwrap_or(u32::MAX))
    }
}
