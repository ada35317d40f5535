//! The *start* is what an app begins with, and how it does.
//!
//! All that has to be read, asked or looked up for it was so before: it comes in as values, and
//! what was odd about them as warnings.

use crate::api::request::ToolSpec;
use crate::app::colors::Colors;
use crate::app::composer::Composer;
use crate::app::copy::numbers::Numbers;
use crate::app::covered::Covered;
use crate::app::effect::Effect;
use crate::app::focus::Focus;
use crate::app::fold::Folds;
use crate::app::keymap::Keymap;
use crate::app::layout::Areas;
use crate::app::notice::Notices;
use crate::app::overlay::Overlay;
use crate::app::overlay::sessions::Sessions;
use crate::app::panes::Panes;
use crate::app::pointer::PointerState;
use crate::app::projection::Projection;
use crate::app::queue::Queue;
use crate::app::reader::Reader;
use crate::app::record::{Origin, Recorder};
use crate::app::search::Search;
use crate::app::settings::{Connection, Settings};
use crate::app::shown::Shown;
use crate::app::{App, update};
use crate::conversation::Conversation;
use crate::report::Warning;
use crate::session::SessionId;
use crate::theme::{Shades, Theme};
use crate::turn::Turn;
use crate::turn::step::Now;

/// What an app begins with.
#[derive(Debug)]
pub struct Start {
    /// What the person chose.
    pub settings: Settings,
    /// How text looks.
    pub theme: Theme,
    /// How it looks once the terminal has said that its background is dark or light; `None` for the
    /// same.
    pub shades: Option<Box<Shades>>,
    /// The name of the new session.
    pub session: SessionId,
    /// What to open at once.
    pub open: StartWith,
    /// The working folder and version, for the opening record.
    pub origin: Origin,
    /// What was odd so far.
    pub warnings: Vec<Warning>,
    /// The prompt that an empty composer offers in the demo.
    pub suggestion: String,
    /// The tools of the demo model.
    pub demo_tools: Vec<ToolSpec>,
}

/// What to open at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartWith {
    /// A new session.
    New,
    /// This one.
    Session(SessionId),
    /// The list to pick from.
    List,
}

impl App {
    /// The app at the start, and what it wants first.
    pub fn new(start: Start, now: Now) -> (Self, Vec<Effect>) {
        let Start {
            settings,
            theme,
            shades,
            session,
            open,
            mut origin,
            warnings,
            suggestion,
            demo_tools,
        } = start;
        let (keymap, key_warnings) = Keymap::with_changes(&settings.keys);
        let demo = settings.connection == Connection::Demo;
        let connection = if demo {
            Connection::Starting
        } else {
            settings.connection
        };
        origin.demo = demo;
        let mut params = settings.params.clone();
        if demo {
            params.tools.clone_from(&demo_tools);
        }
        let turn = Turn::new(params, 1, settings.max_rounds);
        let mut app = Self {
            settings,
            theme,
            shades,
            paints_ground: false,
            keymap,
            conversation: Conversation::default(),
            turn,
            composer: Composer::default(),
            queue: Queue::default(),
            focus: Focus::default(),
            overlays: Vec::new(),
            notices: Notices::default(),
            panes: Panes::default(),
            folds: Folds::default(),
            choice: None,
            reached: None,
            reader: Reader::default(),
            link: None,
            search: Search::default(),
            selected: None,
            covered: Covered::default(),
            hit_seen: None,
            numbers: Numbers::default(),
            raw: Vec::new(),
            failure: None,
            cut_answer: None,
            suggestion: Some(suggestion),
            connection,
            areas: Areas::default(),
            shown: Shown::default(),
            by_line: false,
            exit: None,
            pointer: PointerState::default(),
            projection: Projection::default(),
            colors: Colors::default(),
            recorder: Recorder::new(session),
            origin,
            demo_tools,
            piped: None,
            opening: None,
            prompt_is_back: false,
            quit_asked: None,
            receipts: Vec::new(),
            started: now.instant,
        };
        update::begin_width(&mut app);
        app.warn(
            "Some of what was set is not used",
            warnings.into_iter().chain(key_warnings),
            now,
        );
        let mut effects = Vec::new();
        if demo {
            effects.push(Effect::StartDemo);
        }
        match open {
            StartWith::New => {}
            StartWith::Session(id) => {
                app.opening = Some(String::new());
                effects.push(update::wanted(&app, id));
            }
            StartWith::List => {
                app.overlays.push(Overlay::Sessions(Sessions::default()));
                effects.push(Effect::ListSessions);
            }
        }
        (app, effects)
    }
}
